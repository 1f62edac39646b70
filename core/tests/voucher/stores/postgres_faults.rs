//! Clients, backends and servers that are killed, and connections that are cut: nothing acknowledged is lost, nothing is
//! half there, and what is unknown can be settled.
//!
//! `DOORSTEP_STORE_KILLS` and `DOORSTEP_STORE_CUTS` ask for longer runs than the default.

use std::time::Duration;

use doorstep::voucher::{Answer, Status};

use super::super::{START_S, at};
use super::common::{answers, asked, issue, open, open_programme, start};
use super::postgres::tell;
use super::proxy::{Cut, Proxy};
use super::server::{self, Server, kill};

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
        match cycle % 8 {
            7 => server.restart(),
            // The server ends all sessions and recovers after one of its processes was killed.
            3 => server.wait(),
            _ => {}
        }
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
