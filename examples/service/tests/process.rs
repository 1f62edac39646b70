//! The program itself: it listens on the loopback, and stops without losing what it has begun.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use super::{callers, sqlite, story, token};

struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(folder: &std::path::Path) -> Self {
        let list = folder.join("callers.json");
        std::fs::write(&list, callers()).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_doorstep-service"))
            .args(["--ledger", &sqlite(folder), "--listen", "127.0.0.1:0", "--callers"])
            .arg(&list)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        errors.read_line(&mut line).unwrap();
        let address =
            line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}")).to_owned();
        std::thread::spawn(move || errors.read_to_string(&mut String::new()));
        Self { child, address }
    }

    /// The status line of the answer to a request.
    fn post(&self, caller: &str, body: &str) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        let token = token(caller);
        write!(
            stream,
            "POST /commands HTTP/1.1\r\nhost: ledger\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line)?;
        Ok(line)
    }
}

#[test]
fn a_stop_answers_what_is_under_way_and_keeps_what_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(folder.path());
    for (caller, command) in story().into_iter().take(2) {
        let line = running.post(caller, &command.to_string()).unwrap();
        assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    }
    // Requests go on while it is told to stop: each is answered, or was never taken.
    let taken: Vec<u64> = std::thread::scope(|scope| {
        let running = &running;
        let sending = scope.spawn(move || {
            let answered = |number: &u64| {
                let body = format!(
                    r#"{{"id": "a-{number}", "action": "appropriate", "programme": "training", "amount_fen": 1}}"#
                );
                running.post("u-manager", &body).is_ok_and(|line| line.starts_with("HTTP/1.1 200"))
            };
            (0..100_000).take_while(answered).collect()
        });
        std::thread::sleep(std::time::Duration::from_millis(150));
        let told = Command::new("kill").arg(running.child.id().to_string()).status().unwrap();
        assert!(told.success());
        sending.join().unwrap()
    });
    assert!(running.child.wait().unwrap().success());
    assert!(!taken.is_empty());
    let ledger = doorstep::Ledger::open(&format!("{}?mode=ro", sqlite(folder.path()))).unwrap();
    let events = ledger.verify().unwrap().head.events;
    let (least, most) = (2 + taken.len() as u64, 3 + taken.len() as u64);
    assert!((least..=most).contains(&events), "{events}, {least} to {most}");
}

#[test]
fn it_does_not_listen_to_others_unless_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("callers.json");
    std::fs::write(&list, callers()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_doorstep-service"))
        .args(["--ledger", "memory:", "--listen", "0.0.0.0:0", "--callers"])
        .arg(&list)
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && errors.contains("--beyond-loopback"), "{errors}");
}
