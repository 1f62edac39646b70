//! What the tests of several stores share: a programme to write to, processes that write, and what they said.

use std::io::{BufRead, BufReader, Write};
#[cfg(feature = "sqlite")]
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::Duration;

#[cfg(feature = "sqlite")]
use doorstep::voucher::store::SqliteStore;
use doorstep::voucher::{Answer, Ledger, Shared};

use super::super::{START_S, at, secret_key};
use super::{issue, open_programme};

/// A ledger by its url.
pub(crate) fn open(url: &str) -> Ledger {
    Ledger::open(url).unwrap().with_secret_key(secret_key())
}

/// The code of the error that opening gives.
pub(crate) fn code(url: &str) -> &'static str {
    Ledger::open(url).unwrap_err().code().code()
}

/// 16 threads on one handle, with money for half of what they ask.
pub(crate) fn threads_write_as_one(url: &str) {
    let mut ledger = open(url);
    open_programme(&mut ledger, 200);
    let shared = Shared::new(ledger);
    let (threads, each) = (16_u32, 25_u32);
    let applied: u32 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                let shared = &shared;
                scope.spawn(move || {
                    let mut applied = 0;
                    for number in 0..each {
                        let id = format!("{thread}-{number}");
                        match shared.submit(&issue(&id, &id), at(START_S)).unwrap() {
                            Answer::Applied { .. } => applied += 1,
                            Answer::Refused { refusal, .. } => {
                                assert_eq!(refusal.code().code(), "voucher.budget_short");
                            }
                            answer => panic!("{answer:?}"),
                        }
                    }
                    applied
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    // The budget serves half of them: exactly these were served.
    assert_eq!(applied, 200);
    shared.with(|ledger| ledger.verify()).unwrap();
    assert_eq!(open(url).verify().unwrap().head.events, 202);
}

/// A ledger that does not wait for other writers where the store lets one choose, so that they can be counted.
fn open_impatient(url: &str) -> Ledger {
    #[cfg(feature = "sqlite")]
    if let Some(path) = url.strip_prefix("sqlite:///") {
        let store = SqliteStore::open(Path::new(path)).unwrap();
        store.connection().busy_timeout(Duration::ZERO).unwrap();
        return Ledger::with_store(Box::new(store)).unwrap();
    }
    open(url)
}

/// What another process does when this binary is started again for it.
#[test]
fn child() {
    let Ok(url) = std::env::var("DOORSTEP_CHILD_LEDGER") else { return };
    let name = std::env::var("DOORSTEP_CHILD_NAME").unwrap();
    let count: u64 = std::env::var("DOORSTEP_CHILD_COUNT").unwrap().parse().unwrap();
    let mut ledger = open_impatient(&url);
    let mut out = std::io::stdout();
    let mut busy = 0;
    for number in 0..count {
        let id = format!("{name}-{number}");
        let applied = loop {
            match ledger.submit(&issue(&id, &id), at(START_S)) {
                Ok(Answer::Applied { .. }) => break true,
                Ok(Answer::Refused { .. }) => break false,
                Ok(answer) => panic!("{answer:?}"),
                Err(error) => assert_eq!(error.code().code(), "ledger.busy"),
            }
            busy += 1;
            std::thread::sleep(Duration::from_micros(200));
        };
        // Said only after the ledger has answered: this is what must not be lost.
        writeln!(out, "answered {id} {applied}").unwrap();
        out.flush().unwrap();
    }
    writeln!(out, "busy {busy}").unwrap();
}

/// Starts a process that issues so many vouchers, `name-0`, `name-1`, ….
pub(crate) fn start(url: &str, name: &str, count: u64) -> Child {
    Process::new(std::env::current_exe().unwrap())
        .args(["--exact", "voucher::stores::common::child", "--nocapture", "--test-threads=1"])
        .env("DOORSTEP_CHILD_LEDGER", url)
        .env("DOORSTEP_CHILD_NAME", name)
        .env("DOORSTEP_CHILD_COUNT", count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a child said that it was answered, command id and whether it was done, as it comes.
pub(crate) fn answers(child: &mut Child) -> impl Iterator<Item = (String, bool)> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|line| answer_in(&line))
}

fn answer_in(line: &str) -> Option<(String, bool)> {
    let (_, rest) = line.split_once("answered ")?;
    // A line that a kill has cut says nothing.
    let (id, applied) = rest.split_once(' ')?;
    Some((id.to_owned(), applied.parse().ok()?))
}

/// The answers of a child that has come to its end, and how often others were writing.
pub(crate) fn all_said(child: &mut Child) -> (Vec<(String, bool)>, u64) {
    let (mut said, mut busy) = (Vec::new(), 0);
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        said.extend(answer_in(&line));
        if let Some((_, count)) = line.split_once("busy ") {
            busy = count.parse().unwrap();
        }
    }
    assert!(child.wait().unwrap().success());
    (said, busy)
}

/// Processes on one programme that has money for half of what they ask.
pub(crate) fn processes_share(url: &str, writers: u64, each: u64) {
    open_programme(&mut open(url), writers * each / 2);
    let mut children: Vec<Child> =
        (0..writers).map(|writer| start(url, &format!("w{writer}"), each)).collect();
    let (mut done, mut retries) = (0, 0);
    for child in &mut children {
        let (said, busy) = all_said(child);
        assert_eq!(said.len() as u64, each);
        retries += busy;
        done += said.iter().filter(|(_, applied)| *applied).count() as u64;
    }
    assert_eq!(done, writers * each / 2, "never overspent, nothing left over");
    let refused = writers * each - done;
    println!(
        "{writers} processes: {done} done, {refused} refused for want of money, {retries} times others were writing"
    );
    let ledger = open(url);
    assert_eq!(ledger.verify().unwrap().head.events, 2 + done);
    let budget = ledger.budget(&"p".parse().unwrap()).unwrap().unwrap();
    assert_eq!(serde_json::to_value(budget).unwrap()["available_fen"], 0);
}
