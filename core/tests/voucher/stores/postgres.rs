//! Ledgers in a PostgreSQL database: the same answers as in memory, many writers, servers that are not fit.
//!
//! `DOORSTEP_STORE_SEQUENCES` asks for longer runs than the default.

use std::sync::mpsc;

use doorstep::voucher::store::{PostgresStore, Store, WriteFault};
use doorstep::voucher::{Answer, EventFilter, HashKind, Ledger, Status};
use serde_json::json;

use super::super::model_tests::{Reached, play_batches_on, play_on};
use super::super::{START_S, at, order};
use super::common::{self, code, open};
use super::server::{self, Server};
use super::{asked, issue, open_programme, takes_only_what_follows};

/// Commands of one sequence that is played in batches.
const LONG: usize = 1_000;

/// What the run counted is worth showing; a macro's text would be hidden where the test passes.
pub(super) fn tell(text: &str) {
    use std::io::Write;
    let mut stderr = std::io::stderr();
    writeln!(stderr, "{text}").unwrap();
}

/// A ledger played and closed is the same when it is opened again.
fn reopens(url: &str, ledger: Ledger) {
    let (head, digest) = (ledger.head(), ledger.state().unwrap().digest());
    drop(ledger);
    let again = open(url);
    assert_eq!((again.head(), again.state().unwrap().digest()), (head, digest), "{url}");
    assert_eq!(again.verify().unwrap().state_digest, digest, "{url}");
    let copy = Ledger::import(&again.export().unwrap()).unwrap();
    assert_eq!(copy.state().unwrap(), again.state().unwrap());
}

#[test]
fn random_commands_agree_with_the_plain_model_in_a_database() {
    let Some(server) = server::shared() else { return };
    let sequences = asked("DOORSTEP_STORE_SEQUENCES", 205);
    std::thread::scope(|scope| {
        for worker in 0..2 {
            scope.spawn(move || {
                for seed in (worker..sequences).step_by(2) {
                    let schema = format!("model_{seed}");
                    let url = server.url(&schema);
                    reopens(&url, play_batches_on(seed, LONG, open(&url)));
                    server.sql(&format!("DROP SCHEMA {schema} CASCADE"));
                }
            });
        }
        // And one by one, with all that is compared then.
        scope.spawn(move || {
            let mut reached = Reached::new();
            for seed in 0..20 {
                let schema = format!("single_{seed}");
                let url = server.url(&schema);
                reopens(&url, play_on(seed, open(&url), &mut reached));
                server.sql(&format!("DROP SCHEMA {schema} CASCADE"));
            }
        });
    });
}

#[test]
fn a_snapshot_opens_to_the_state_that_the_events_give() {
    let Some(server) = server::shared() else { return };
    let url = server.url("snapshot");
    let mut reached = Reached::new();
    let mut ledger = play_on(5, open(&url), &mut reached);
    ledger.keep_snapshot().unwrap();
    let (head, digest) = (ledger.head(), ledger.state().unwrap().digest());
    let mut other = open(&url);
    assert_eq!((other.head(), other.state().unwrap().digest()), (head, digest));
    // Events behind the snapshot are replayed on it, by a handle that was there before and by a new one.
    let define = json!({"action": "define_programme", "programme": "late", "name": "后续项目", "region": "370102",
        "item": "training", "face_amount_fen": 1, "valid_days": 1, "payee": "holder"});
    let later = i64::from(u32::MAX);
    assert!(matches!(
        other.submit(&order("c-late", "m manager", define), at(later)).unwrap(),
        Answer::Applied { .. }
    ));
    ledger.refresh().unwrap();
    assert_eq!(ledger.state().unwrap(), other.state().unwrap());
    assert_eq!(open(&url).verify().unwrap(), ledger.verify().unwrap());
    // Several who keep one at the same time do not disturb each other.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| open(&url).keep_snapshot().unwrap());
        }
    });
    assert_eq!(server.sql("SELECT count(DISTINCT seq) FROM snapshot.snapshots"), "1");
    // A snapshot of another history is found.
    drop((ledger, other));
    server.sql("UPDATE snapshot.snapshots SET bytes = decode(repeat('00', octet_length(bytes)), 'hex') WHERE part = 0");
    assert_eq!(code(&url), "ledger.encoding");
}

#[test]
fn a_long_history_is_read_in_pages() {
    let Some(server) = server::shared() else { return };
    let url = server.url("pages");
    let mut ledger = open(&url);
    open_programme(&mut ledger, 2_600);
    let mut other = open(&url);
    let commands: Vec<_> =
        (0..2_700).map(|number| issue(&format!("c-{number}"), &format!("v-{number}"))).collect();
    let answers = ledger.submit_many(&commands, at(START_S)).unwrap();
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Answer::Applied { .. })).count(), 2_600);
    // The other handle takes in all of it with its next write, more than comes with the lock.
    assert!(matches!(other.submit(&commands[7], at(START_S)).unwrap(), Answer::Replayed { .. }));
    assert_eq!(other.head(), ledger.head());
    let filter = EventFilter { after_seq: Some(1_500), limit: Some(1_050), ..EventFilter::default() };
    let some = other.events(&filter).unwrap();
    assert_eq!((some[0].event.seq, some.len()), (1_501, 1_050));
    reopens(&url, other);
}

#[test]
fn many_may_make_a_ledger_at_once() {
    let Some(server) = server::shared() else { return };
    let url = server.url("at_once");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(open(&url).head().events, 0));
        }
    });
    assert_eq!(server.sql("SELECT value FROM at_once.meta WHERE name = 'version'"), "1");
}

#[test]
fn a_chain_of_sm3_is_that_of_a_ledger_in_memory() {
    let Some(server) = server::shared() else { return };
    let mut reached = Reached::new();
    let ledger = play_on(3, open(&server.url("sm3&hash=sm3")), &mut reached);
    let memory = play_on(3, open("memory:?hash=sm3"), &mut reached);
    assert_eq!((ledger.head(), ledger.head().hash_kind), (memory.head(), HashKind::Sm3));
    // The tables remember it.
    reopens(&server.url("sm3"), ledger);
    for (url, expected) in [
        ("sm3&hash=sha256", "ledger.hash_kind"),
        ("sm3&mode=ro&hash=sha256", "ledger.hash_kind"),
        ("sm3&hash=md5", "ledger.hash_kind"),
    ] {
        assert_eq!(code(&server.url(url)), expected, "{url}");
    }
    drop(open(&server.url("of_sha")));
    assert_eq!(code(&server.url("of_sha&hash=sm3")), "ledger.hash_kind");
    drop(open(&server.url("of_sha&hash=sha256")));
}

#[test]
fn what_is_no_ledger_is_refused() {
    let Some(server) = server::shared() else { return };
    assert_eq!(code(&server.url("nothing_here&mode=ro")), "ledger.io");
    server.sql("CREATE SCHEMA other; CREATE TABLE other.things (a int)");
    assert_eq!(code(&server.url("other")), "ledger.not_a_ledger");
    server.sql("CREATE TABLE other.meta (name text, value text)");
    assert_eq!(code(&server.url("other")), "ledger.not_a_ledger");
    server.sql("ALTER TABLE other.meta RENAME value TO worth");
    assert_eq!(code(&server.url("other")), "ledger.not_a_ledger");
    // An empty schema that somebody made ready is taken.
    server.sql("CREATE SCHEMA made_ready");
    drop(open(&server.url("made_ready")));
    let url = server.url("changed");
    drop(open(&url));
    for (change, back, found) in [
        (
            "UPDATE changed.meta SET value = '2' WHERE name = 'version'",
            "UPDATE changed.meta SET value = '1' WHERE name = 'version'",
            "ledger.store_version",
        ),
        (
            "UPDATE changed.meta SET value = 'x' WHERE name = 'version'",
            "UPDATE changed.meta SET value = '1' WHERE name = 'version'",
            "ledger.not_a_ledger",
        ),
        (
            "UPDATE changed.meta SET value = 'x' WHERE name = 'ledger'",
            "UPDATE changed.meta SET value = 'doorstep' WHERE name = 'ledger'",
            "ledger.not_a_ledger",
        ),
        (
            "UPDATE changed.meta SET value = 'md5' WHERE name = 'kind'",
            "UPDATE changed.meta SET value = 'sha-256' WHERE name = 'kind'",
            "ledger.store_version",
        ),
        (
            "ALTER TABLE changed.paid DISABLE TRIGGER stay",
            "ALTER TABLE changed.paid ENABLE ALWAYS TRIGGER stay",
            "ledger.store_unsafe",
        ),
        (
            "ALTER TABLE changed.paid SET UNLOGGED",
            "ALTER TABLE changed.paid SET LOGGED",
            "ledger.store_unsafe",
        ),
    ] {
        server.sql(change);
        assert_eq!(code(&url), found, "{change}");
        server.sql(back);
        drop(open(&url));
    }
    let url = server.url("x");
    assert_eq!(code(&url.replace("/postgres?", "/no_such_database?")), "ledger.io");
    assert_eq!(code(&url.replace("doorstep@", "nobody_known@")), "ledger.io");
    assert_eq!(code("postgresql:///db?host=/no/such/folder"), "ledger.io");
}

#[test]
fn a_reader_reads_and_does_not_write() {
    let Some(server) = server::shared() else { return };
    let url = server.url("reader");
    let mut ledger = open(&url);
    open_programme(&mut ledger, 3);
    let mut reader = open(&format!("{url}&mode=ro"));
    assert_eq!(reader.verify().unwrap(), ledger.verify().unwrap());
    let error = reader.submit(&issue("c-1", "v-1"), at(START_S)).unwrap_err();
    assert_eq!(error.code().code(), "ledger.read_only");
    reader.keep_snapshot().unwrap();
    assert_eq!(server.sql("SELECT count(*) FROM reader.snapshots"), "0");
    ledger.submit(&issue("c-1", "v-1"), at(START_S)).unwrap();
    reader.refresh().unwrap();
    assert!(reader.voucher(&"v-1".parse().unwrap()).unwrap().is_some());
}

/// A service needs no more than to look and to add.
#[test]
fn a_service_with_few_rights_works_and_without_them_is_told() {
    let Some(server) = server::shared() else { return };
    let url = server.url("rights");
    open_programme(&mut open(&url), 2);
    server.sql(
        "CREATE ROLE clerk LOGIN; GRANT USAGE ON SCHEMA rights TO clerk;
        GRANT SELECT ON ALL TABLES IN SCHEMA rights TO clerk",
    );
    let url = url.replace("doorstep@", "clerk@");
    let mut ledger = open(&url);
    let error = ledger.submit(&issue("c-1", "v-1"), at(START_S)).unwrap_err();
    assert_eq!(error.code().code(), "ledger.read_only");
    server.sql("GRANT INSERT ON rights.events, rights.refusals, rights.paid TO clerk");
    let mut ledger = open(&url);
    assert!(matches!(ledger.submit(&issue("c-1", "v-1"), at(START_S)).unwrap(), Answer::Applied { .. }));
    // Without the right to keep a snapshot it does without.
    ledger.keep_snapshot().unwrap();
    assert_eq!(server.sql("SELECT count(*) FROM rights.snapshots"), "0");
    assert_eq!(code(&server.url("rights_2").replace("doorstep@", "clerk@")), "ledger.read_only");
}

#[test]
fn a_store_takes_only_what_follows() {
    let Some(server) = server::shared() else { return };
    takes_only_what_follows(&mut PostgresStore::open(&server.url("follows")).unwrap());
}

#[test]
fn records_are_only_ever_added() {
    let Some(server) = server::shared() else { return };
    let url = server.url("only_added");
    let mut ledger = open(&url);
    open_programme(&mut ledger, 1);
    ledger.submit_many(&[issue("c-1", "v-1"), issue("c-2", "v-2")], at(START_S)).unwrap();
    server.sql("INSERT INTO only_added.paid VALUES ('pay-1', 1)");
    for statement in [
        "UPDATE {s}.events SET asked = '\\x00' WHERE seq = 1",
        "DELETE FROM {s}.events WHERE seq = 3",
        "TRUNCATE {s}.events",
        "UPDATE {s}.refusals SET refusal = '\\x00'",
        "DELETE FROM {s}.refusals",
        "TRUNCATE {s}.refusals",
        "UPDATE {s}.paid SET payment = 'x'",
        "DELETE FROM {s}.paid",
        "TRUNCATE {s}.paid",
        "TRUNCATE {s}.paid, {s}.events, {s}.refusals",
        "SET session_replication_role = replica; DELETE FROM {s}.events",
        "INSERT INTO {s}.paid VALUES ('pay-1', 2)",
        "INSERT INTO {s}.paid VALUES ('pay-2', 1)",
        // A gap, a number twice, a command twice, a command that was declined, one that was done.
        "INSERT INTO {s}.events SELECT seq + 2, 'c-9', asked, bytes, hash FROM {s}.events WHERE seq = 3",
        "INSERT INTO {s}.events SELECT seq, 'c-9', asked, bytes, hash FROM {s}.events WHERE seq = 3",
        "INSERT INTO {s}.events SELECT seq + 1, 'c-1', asked, bytes, hash FROM {s}.events WHERE seq = 3",
        "INSERT INTO {s}.events SELECT seq + 1, 'c-2', asked, bytes, hash FROM {s}.events WHERE seq = 3",
        "INSERT INTO {s}.events SELECT 3 + 2 * seq, 'c-9' || seq, asked, bytes, hash FROM {s}.events WHERE seq < 3",
        "INSERT INTO {s}.refusals SELECT 'c-1', asked, refusal FROM {s}.refusals",
        "INSERT INTO {s}.refusals SELECT 'c-2', asked, refusal FROM {s}.refusals",
    ] {
        assert!(server.psql("postgres", &statement.replace("{s}", "only_added")).is_err(), "{statement}");
    }
    // What follows is taken: it is the rules above that refuse, not something else.
    server.sql(
        "BEGIN; INSERT INTO only_added.events SELECT seq + 1, 'c-9', asked, bytes, hash FROM only_added.events
         WHERE seq = 3; INSERT INTO only_added.refusals SELECT 'c-8', asked, refusal FROM only_added.refusals;
         ROLLBACK",
    );
    // Whoever may drop the triggers can change a record, and is found out.
    server.sql(
        "DROP TRIGGER stay ON only_added.events;
        UPDATE only_added.events SET hash = decode(repeat('00', 32), 'hex') WHERE seq = 2",
    );
    let error = ledger.verify().unwrap_err();
    assert_eq!((error.code().code(), error.seq()), ("ledger.broken_chain", Some(2)));
}

#[test]
fn threads_write_as_one() {
    let Some(server) = server::shared() else { return };
    common::threads_write_as_one(&server.url("threads"));
}

/// 8 processes on one programme whose money serves half of what they ask, each over its own connection.
#[test]
fn processes_share_a_database() {
    let Some(server) = server::shared() else { return };
    server.sql("CREATE DATABASE hot");
    let url = server.url("hot").replace("/postgres?", "/hot?");
    common::processes_share(&url, 8, 100);
    let counts = server.sql(
        "SELECT xact_commit, xact_rollback, deadlocks, conflicts FROM pg_stat_database WHERE datname = 'hot'",
    );
    let double = server
        .psql(
            "hot",
            "SELECT count(*) - count(DISTINCT command) FROM (SELECT command FROM hot.events UNION ALL
            SELECT command FROM hot.refusals) a",
        )
        .unwrap();
    assert_eq!(double, "0");
    tell(&format!("8 writers, 800 commands: committed | rolled back | deadlocks | conflicts = {counts}"));
    assert_eq!(
        counts.split('|').nth(2),
        Some("0"),
        "writers queue, and never wait for each other in a circle"
    );
}

/// One writer is inside its write while another waits as long as it may.
#[test]
fn a_held_lock_is_busy_and_costs_nothing() {
    let Some(server) = server::shared() else { return };
    let url = server.url("held");
    open_programme(&mut open(&url), 3);
    let mut waiting = open(&format!("{url}&lock_timeout_ms=100"));
    let mut holder = PostgresStore::open(&url).unwrap();
    let (inside, is_inside) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let held = holder.write(&mut |_| {
                inside.send(()).unwrap();
                may_leave.recv().unwrap();
                Ok(Vec::new())
            });
            held.unwrap();
        });
        is_inside.recv().unwrap();
        let error = waiting.submit(&issue("c-1", "v-1"), at(START_S)).unwrap_err();
        assert_eq!(error.code().code(), "ledger.busy");
        // Readers do not wait.
        assert_eq!(open(&format!("{url}&mode=ro")).verify().unwrap().head.events, 2);
        leave.send(()).unwrap();
        // Nothing was looked at yet, so the same handle goes on.
        assert!(matches!(waiting.submit(&issue("c-1", "v-1"), at(START_S)).unwrap(), Answer::Applied { .. }));
    });
}

/// A write that fails after its lock leaves nothing behind, neither rows nor the lock.
#[test]
fn a_write_that_gives_up_leaves_nothing() {
    let Some(server) = server::shared() else { return };
    let url = server.url("gives_up");
    open_programme(&mut open(&url), 3);
    let mut store = PostgresStore::open(&url).unwrap();
    let failed = store.write(&mut |_| Err(doorstep::voucher::VoucherError::store("of the test")));
    assert!(matches!(failed, Err(WriteFault::NotWritten(_))));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = store.write(&mut |_| std::panic::resume_unwind(Box::new(())));
    }));
    assert!(panicked.is_err());
    let mut other = open(&format!("{url}&lock_timeout_ms=2000"));
    assert!(matches!(other.submit(&issue("c-1", "v-1"), at(START_S)).unwrap(), Answer::Applied { .. }));
    // The store that panicked works too.
    let mut ledger = Ledger::with_store(Box::new(store)).unwrap();
    assert!(matches!(ledger.submit(&issue("c-2", "v-2"), at(START_S)).unwrap(), Answer::Applied { .. }));
}

/// From inside an async runtime a ledger works as anywhere: it blocks, as a file does.
#[test]
fn a_ledger_works_inside_an_async_runtime() {
    let Some(server) = server::shared() else { return };
    let url = server.url("inside_async");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut ledger = open(&url);
        open_programme(&mut ledger, 1);
        assert!(matches!(ledger.submit(&issue("c-1", "v-1"), at(START_S)).unwrap(), Answer::Applied { .. }));
        assert!(matches!(ledger.status(&"c-1".parse().unwrap()).unwrap(), Status::Applied { .. }));
    });
}

#[test]
fn a_server_that_is_not_fit_is_refused() {
    let Some(mut server) = Server::start() else { return };
    let url = server.url("unfit");
    open_programme(&mut open(&url), 1);
    let store = PostgresStore::open(&url).unwrap();
    assert!(store.server().data_checksums && store.server().version >= 140_000);
    assert!(format!("{store:?}").contains("unfit"));
    drop(store);

    for (setting, found) in [
        ("synchronous_commit = off", "ledger.store_unsafe"),
        ("synchronous_commit = local", "ledger.store_unsafe"),
        ("synchronous_commit = remote_apply", ""),
        ("default_transaction_read_only = on", "ledger.read_only"),
    ] {
        let name = setting.split(' ').next().unwrap();
        server.sql(&format!("ALTER DATABASE postgres SET {setting}"));
        match found {
            "" => drop(open(&url)),
            found => assert_eq!(code(&url), found, "{setting}"),
        }
        drop(open(&format!("{url}&mode=ro")));
        server.psql("template1", &format!("ALTER DATABASE postgres RESET {name}")).unwrap();
    }
    // What a user may have set for other work does not disturb a ledger.
    server.sql(
        "ALTER DATABASE postgres SET default_transaction_isolation = serializable;
        ALTER DATABASE postgres SET search_path = nowhere",
    );
    let mut ledger = open(&url);
    assert!(matches!(ledger.submit(&issue("c-1", "v-1"), at(START_S)).unwrap(), Answer::Applied { .. }));
    drop(ledger);
    server.psql("template1", "ALTER DATABASE postgres RESET ALL").unwrap();

    // A standby is read from, and not written to.
    let standby = server.standby();
    let copy = standby.url("unfit");
    assert_eq!(code(&copy), "ledger.read_only");
    let mut reader = open(&format!("{copy}&mode=ro"));
    assert_eq!(reader.verify().unwrap().head.events, 3);
    let refused = reader.submit(&issue("c-2", "v-2"), at(START_S)).unwrap_err();
    assert_eq!(refused.code().code(), "ledger.read_only");
    drop(standby);

    for setting in ["fsync", "full_page_writes"] {
        server.settle(&format!("{setting} = off"));
        server.restart();
        assert_eq!(code(&url), "ledger.store_unsafe", "{setting}");
        drop(open(&format!("{url}&mode=ro")));
        server.settle(&format!("{setting} = on"));
        server.restart();
        drop(open(&url));
    }
}
