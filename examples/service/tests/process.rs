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
    fn start(folder: &std::path::Path, ledger: &str) -> Self {
        let list = folder.join("callers.json");
        std::fs::write(&list, callers()).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_doorstep-service"))
            .args(["--ledger", ledger, "--listen", "127.0.0.1:0", "--callers"])
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
    let mut running = Running::start(folder.path(), &sqlite(folder.path()));
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

/// Two programs on one database, money for half of what they are asked, and one of them is killed: what was answered is there,
/// and nothing was spent twice.
#[cfg(unix)]
#[test]
fn two_share_a_database_and_one_may_be_killed() {
    let Some(server) = super::server::shared() else { return };
    let (url, folder) = (server.url("two"), tempfile::tempdir().unwrap());
    let mut pair = [Running::start(folder.path(), &url), Running::start(folder.path(), &url)];
    let mut opening = story().into_iter().take(2);
    let (caller, define) = opening.next().unwrap();
    assert!(pair[0].post(caller, &define.to_string()).unwrap().starts_with("HTTP/1.1 200"));
    let (caller, mut money) = opening.next().unwrap();
    money["amount_fen"] = (60 * 80_000).into();
    assert!(pair[1].post(caller, &money.to_string()).unwrap().starts_with("HTTP/1.1 200"));

    let issue = |running: &Running, id: &str| {
        let body = format!(
            r#"{{"id": "{id}", "action": "issue", "programme": "training", "voucher": "{id}", "holder": "{id}"}}"#
        );
        running.post("u-issuer", &body)
    };
    let applied: Vec<String> = std::thread::scope(|scope| {
        let [killed, stays] = &pair;
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let issue = &issue;
                scope.spawn(move || {
                    let mut applied = Vec::new();
                    for number in 0..30 {
                        let id = format!("v-{worker}-{number}");
                        // Whoever gets no answer asks the other: the command has one id, so it is done once.
                        let first = if worker % 2 == 0 { killed } else { stays };
                        let line = issue(first, &id).ok().filter(|line| !line.is_empty());
                        let line = line.unwrap_or_else(|| issue(stays, &id).unwrap());
                        match line.split(' ').nth(1) {
                            Some("200") => applied.push(id),
                            Some("409") => {}
                            _ => panic!("{line}"),
                        }
                    }
                    applied
                })
            })
            .collect();
        std::thread::sleep(std::time::Duration::from_millis(60));
        super::server::kill(killed.child.id());
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    for running in &mut pair {
        let _ = running.child.kill();
        running.child.wait().unwrap();
    }
    let ledger = doorstep::Ledger::open(&format!("{url}&mode=ro")).unwrap();
    assert_eq!(ledger.verify().unwrap().head.events, 62);
    let budget = serde_json::to_value(ledger.budget(&"training".parse().unwrap()).unwrap()).unwrap();
    assert_eq!((applied.len(), &budget["available_fen"]), (60, &0.into()));
    for id in &applied {
        assert!(ledger.voucher(&id.parse().unwrap()).unwrap().is_some(), "{id}");
    }
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
