//! A small proxy between a client and the server's socket, which cuts the connection at a chosen point.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

/// Where a connection is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Cut {
    Nowhere,
    /// The message with COMMIT does not reach the server.
    BeforeCommit,
    /// It does, and the answer does not reach the client.
    AfterCommit,
    /// After so many bytes of the client's.
    Bytes,
}

const CUTS: [Cut; 4] = [Cut::Nowhere, Cut::BeforeCommit, Cut::AfterCommit, Cut::Bytes];

pub(crate) struct Proxy {
    port: u16,
    shared: Arc<State>,
}

struct State {
    socket: PathBuf,
    cut: AtomicU8,
    bytes: AtomicI64,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub(crate) fn new(socket: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(State {
            socket: socket.to_owned(),
            cut: AtomicU8::new(0),
            bytes: AtomicI64::new(0),
            open: Mutex::default(),
        });
        let state = Arc::clone(&shared);
        // It ends with the process.
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let state = Arc::clone(&state);
                std::thread::spawn(move || carry(client.unwrap(), &state));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn url(&self, schema: &str) -> String {
        format!("postgresql://doorstep@127.0.0.1:{}/postgres?schema={schema}", self.port)
    }

    /// Cuts the connections from now on here, each once.
    pub(crate) fn cut(&self, cut: Cut) {
        self.shared.cut.store(cut as u8, Ordering::SeqCst);
    }

    pub(crate) fn cut_after(&self, bytes: u64) {
        self.shared.bytes.store(bytes as i64, Ordering::SeqCst);
        self.cut(Cut::Bytes);
    }

    /// Cuts all connections that are open.
    pub(crate) fn cut_now(&self) {
        for stream in self.shared.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl State {
    fn cut(&self) -> Cut {
        CUTS[self.cut.load(Ordering::SeqCst) as usize]
    }

    /// Cuts this connection; those after it stand.
    fn cut_here(&self, client: &TcpStream, server: &UnixStream) {
        self.cut.store(Cut::Nowhere as u8, Ordering::SeqCst);
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn carry(client: TcpStream, state: &Arc<State>) {
    let Ok(server) = UnixStream::connect(&state.socket) else { return };
    client.set_nodelay(true).unwrap();
    state.open.lock().unwrap().push(client.try_clone().unwrap());
    let back = {
        let (client, server, state) =
            (client.try_clone().unwrap(), server.try_clone().unwrap(), Arc::clone(state));
        std::thread::spawn(move || answers(&client, &server, &state))
    };
    let mut buffer = [0; 1 << 16];
    while let Ok(length @ 1..) = (&client).read(&mut buffer) {
        let mut piece = &buffer[..length];
        match state.cut() {
            Cut::BeforeCommit if holds(piece, b"COMMIT;") => {
                state.cut_here(&client, &server);
                break;
            }
            Cut::Bytes => {
                let left = state.bytes.fetch_sub(length as i64, Ordering::SeqCst);
                if left <= length as i64 {
                    piece = &piece[..left.max(0) as usize];
                    let _ = (&server).write_all(piece);
                    state.cut_here(&client, &server);
                    break;
                }
            }
            _ => {}
        }
        if (&server).write_all(piece).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
    back.join().unwrap();
}

fn answers(mut client: &TcpStream, mut server: &UnixStream, state: &State) {
    let mut buffer = [0; 1 << 16];
    while let Ok(length @ 1..) = server.read(&mut buffer) {
        let piece = &buffer[..length];
        if state.cut() == Cut::AfterCommit && holds(piece, b"COMMIT\0") {
            return state.cut_here(client, server);
        }
        if client.write_all(piece).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}
