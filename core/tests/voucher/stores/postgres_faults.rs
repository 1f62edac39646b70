//! Clients, backends and servers that are killed, and connections that are cut: nothing acknowledged is lost, nothing is
//! half there, and what is unknown can be settled.
//!
//! `DOORSTEP_STORE_KILLS` and `DOORSTEP_STORE_CUTS` ask for longer runs than the default.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use doorstep::voucher::{Answer, Status};

use super::super::{START_S, at};
use super::common::{answers, open, start};
use super::postgres::tell;
use super::proxy::{Cut, Proxy};
use super::server::{self, Server, kill};
use super::{asked, issue, open_programme};

fn status(url: &str, id: &str) -> Status {
    open(url).status(&id.parse().unwrap()).unwrap()
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let Some(mut server) = Server::start() else { return };
    let url = server.url("kills");
    open_programme(&mut open(&url), 10_000_000);
    let (mut clients, mut backends, mut postmasters, mut acknowledged, mut unacknowledged) = (0, 0, 0, 0, 0);
    for cycle in 0..asked("DOORSTEP_STORE_KILLS", 40) {
        let name = format!("k{cycle}");
        let mut child = start(&format!("{url}&application_name={name}"), &name, 1_000_000);
        let mut answers = answers(&mut child);
        // From before the connection is open, or from the first answer on.
        let mut said: Vec<(String, bool)> =
            if cycle % 4 == 0 { Vec::new() } else { answers.next().into_iter().collect() };
        std::thread::sleep(Duration::from_micros(cycle * 7_919 % 100_000));
        match cycle % 8 {
            3 => {
                let pid = server.sql(&format!(
                    "SELECT coalesce(max(pid), 0) FROM pg_stat_activity WHERE application_name = '{name}'"
                ));
                if pid != "0" {
                    backends += 1;
                    kill(pid.parse().unwrap());
                }
            }
            7 => {
                postmasters += 1;
                server.kill();
            }
            _ => clients += 1,
        }
        child.kill().unwrap();
        said.extend(answers);
        child.wait().unwrap();
        if cycle % 8 == 7 {
            server.restart();
        }
        // The session may live a little longer than its client; where it was killed, the server first recovers.
        server
            .until(&format!("SELECT count(*) FROM pg_stat_activity WHERE application_name = '{name}'"), "0");
        let ledger = open(&url);
        for (id, applied) in &said {
            assert!(*applied);
            assert!(matches!(ledger.status(&id.parse().unwrap()).unwrap(), Status::Applied { .. }), "{id}");
        }
        acknowledged += said.len();
        // At most the command in flight is there without having been acknowledged.
        let flying = format!("{name}-{}", said.len());
        if matches!(ledger.status(&flying.parse().unwrap()).unwrap(), Status::Applied { .. }) {
            unacknowledged += 1;
        }
        let next = format!("{name}-{}", said.len() + 1);
        assert_eq!(ledger.status(&next.parse().unwrap()).unwrap(), Status::NotSeen);
        if cycle % 10 == 0 {
            ledger.verify().unwrap();
        }
    }
    let events = open(&url).verify().unwrap().head.events;
    assert_eq!(events, 2 + acknowledged as u64 + unacknowledged, "no command half, none twice");
    tell(&format!(
        "killed: {clients} clients, {backends} backends, {postmasters} postmasters; {acknowledged} commands \
         acknowledged and all there, {unacknowledged} more there that were in flight"
    ));
    assert!(acknowledged > 0, "no command got through before a kill");
}

#[test]
fn a_connection_cut_at_commit_is_unknown_and_status_settles_it() {
    let Some(server) = server::shared() else { return };
    let proxy = Proxy::new(&server.socket());
    let (url, direct) = (proxy.url("cut_at_commit"), server.url("cut_at_commit"));
    open_programme(&mut open(&direct), 10);
    for (cut, id) in [(Cut::BeforeCommit, "c-before"), (Cut::AfterCommit, "c-after")] {
        let mut ledger = open(&url);
        proxy.cut(cut);
        let command = issue(id, id);
        let answer = ledger.submit(&command, at(START_S)).unwrap();
        assert!(matches!(&answer, Answer::Unknown { command } if command.as_str() == id), "{answer:?}");
        assert_eq!(ledger.refresh().unwrap_err().code().code(), "ledger.poisoned");
        let mut again = open(&url);
        let there = again.status(&command.id).unwrap();
        let sent_again = again.submit(&command, at(START_S)).unwrap();
        if cut == Cut::AfterCommit {
            assert!(matches!(there, Status::Applied { .. }), "{there:?}");
            assert!(matches!(sent_again, Answer::Replayed { .. }), "{sent_again:?}");
        } else {
            assert_eq!(there, Status::NotSeen);
            assert!(matches!(sent_again, Answer::Applied { .. }), "{sent_again:?}");
        }
    }
    assert_eq!(open(&direct).verify().unwrap().head.events, 4);
}

/// A server that waits for a standby that is not there, until it is released.
struct Withheld<'a>(&'a Server, AtomicBool);

impl<'a> Withheld<'a> {
    fn new(server: &'a Server) -> Self {
        server.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        server.sql("SELECT pg_reload_conf()");
        Self(server, AtomicBool::new(false))
    }

    /// Commits until one does not return: it takes a moment until the server heeds the setting.
    fn probe(&self) {
        while !self.1.load(Ordering::SeqCst) {
            self.0.sql("SELECT pg_logical_emit_message(true, 'probe', '')");
        }
    }

    /// Waits until so many sessions of a program wait.
    fn until(&self, program: &str, number: u64) {
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name";
        self.0.until(&format!("{waiting} = '{program}'"), &number.to_string());
    }

    fn release(&self) {
        self.1.store(true, Ordering::SeqCst);
        self.0.sql("ALTER SYSTEM SET synchronous_standby_names = ''");
        self.0.sql("SELECT pg_reload_conf()");
    }
}

/// While a commit is not durable yet (here for want of a standby that must confirm it), others see its rows but nobody is
/// told of it: not its writer, not who looks, not who sends the same command again.
#[test]
fn nothing_is_told_before_it_is_durable() {
    let Some(server) = Server::start() else { return };
    let url = server.url("durable");
    open_programme(&mut open(&url), 10);
    let (mut writer, mut again, reader) = (open(&url), open(&url), open(&format!("{url}&mode=ro")));
    let command = issue("c-1", "v-1");
    let (say, told) = mpsc::channel();
    let withheld = Withheld::new(&server);
    std::thread::scope(|scope| {
        let (first, second, third) = (say.clone(), say.clone(), say.clone());
        let (command, withheld) = (&command, &withheld);
        scope.spawn(|| withheld.probe());
        let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            withheld.until("psql", 1);
            scope.spawn(move || first.send(format!("{:?}", writer.submit(command, at(START_S)))).unwrap());
            withheld.until("doorstep", 1);
            // The lock is free, the rows are seen.
            assert_eq!(server.sql("SELECT count(*) FROM durable.events"), "3");
            scope.spawn(move || second.send(format!("{:?}", again.submit(command, at(START_S)))).unwrap());
            scope.spawn(move || third.send(format!("{:?}", reader.status(&command.id))).unwrap());
            withheld.until("doorstep", 3);
            assert!(told.try_recv().is_err(), "told before it was durable");
        }));
        withheld.release();
        if let Err(failed) = seen {
            std::panic::resume_unwind(failed);
        }
    });
    drop(say);
    let mut all: Vec<String> = told.iter().collect();
    all.sort();
    let said: Vec<&str> = all.iter().map(|text| text.split(' ').next().unwrap()).collect();
    assert_eq!(said, ["Ok(Applied", "Ok(Applied", "Ok(Replayed"]);
}

/// A connection that went while nobody used it, or while nothing was decided yet, is opened anew unseen.
#[test]
fn an_idle_connection_that_broke_is_opened_anew() {
    let Some(server) = server::shared() else { return };
    let proxy = Proxy::new(&server.socket());
    let url = proxy.url("idle");
    let mut ledger = open(&url);
    open_programme(&mut ledger, 10);
    proxy.cut_now();
    assert!(matches!(ledger.submit(&issue("c-1", "v-1"), at(START_S)).unwrap(), Answer::Applied { .. }));
    proxy.cut_now();
    assert!(matches!(ledger.status(&"c-1".parse().unwrap()).unwrap(), Status::Applied { .. }));
    server.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doorstep'
        AND query LIKE '%\"idle\".%'",
    );
    assert!(matches!(ledger.submit(&issue("c-2", "v-2"), at(START_S)).unwrap(), Answer::Applied { .. }));
    ledger.verify().unwrap();
}

/// Cut after any number of bytes, a command is done, not done or unknown, and what it is said to be is true.
#[test]
fn a_connection_cut_anywhere_tells_no_lie() {
    let Some(server) = server::shared() else { return };
    let proxy = Proxy::new(&server.socket());
    let (url, direct) = (proxy.url("cut_anywhere"), server.url("cut_anywhere"));
    open_programme(&mut open(&direct), 1_000_000);
    let (mut done, mut not_done, mut unknown) = (0, 0, 0);
    let mut ledger = None;
    for step in 0..asked("DOORSTEP_STORE_CUTS", 120) {
        let mut handle = ledger.take().unwrap_or_else(|| open(&url));
        // A write is some 700 bytes there.
        proxy.cut_after(step * 37 % 1_100);
        let id = format!("c-{step}");
        let answer = handle.submit(&issue(&id, &id), at(START_S));
        proxy.cut(Cut::Nowhere);
        let there = status(&direct, &id);
        match answer {
            Ok(Answer::Applied { .. }) => {
                assert!(matches!(there, Status::Applied { .. }), "{step}: {there:?}");
                done += 1;
                ledger = Some(handle);
            }
            Ok(Answer::Unknown { .. }) => unknown += 1,
            Err(_) => {
                assert_eq!(there, Status::NotSeen, "{step}");
                not_done += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    tell(&format!("cut anywhere: {done} done, {not_done} not done, {unknown} unknown"));
    assert!(done > 0 && unknown > 0);
    open(&direct).verify().unwrap();
}
