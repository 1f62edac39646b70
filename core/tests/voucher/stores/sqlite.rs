//! Ledgers in SQLite files: the same answers as in memory, nothing acknowledged lost, nothing written twice.
//!
//! `DOORSTEP_STORE_SEQUENCES` and `DOORSTEP_STORE_KILLS` ask for longer runs than the default.

use std::path::{Path, PathBuf};
use std::time::Duration;

use doorstep::voucher::store::SqliteStore;
use doorstep::voucher::{Answer, Ledger, Status};
use serde_json::json;

use super::super::model_tests::{Reached, play_on};
use super::super::{START_S, at, order, secret_key};
use super::common::{self, all_said, answers, start};
use super::{asked, issue, open_programme, takes_only_what_follows};

/// A folder of its own for one test, removed at the end.
pub(super) struct Folder(tempfile::TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.path().join("ledger.db")
    }
}

fn url(path: &Path) -> String {
    format!("sqlite:///{}", path.display())
}

pub(super) fn open(path: &Path) -> Ledger {
    Ledger::open(&url(path)).unwrap().with_secret_key(secret_key())
}

pub(super) fn code(path: &Path, mode: &str) -> &'static str {
    Ledger::open(&format!("{}{mode}", url(path))).unwrap_err().code().code()
}

#[test]
fn random_commands_agree_with_the_plain_model_in_a_file() {
    let folder = Folder::new();
    let sequences = asked("DOORSTEP_STORE_SEQUENCES", 100);
    for seed in 0..sequences {
        let path = folder.0.path().join(format!("{seed}.db"));
        let mut reached = Reached::new();
        let ledger = play_on(seed, open(&path), &mut reached);
        // What is read back from the file is what was there, and replays to the same state.
        let (head, digest) = (ledger.head(), ledger.state().unwrap().digest());
        drop(ledger);
        let again = open(&path);
        assert_eq!((again.head(), again.state().unwrap().digest()), (head, digest), "seed {seed}");
        assert_eq!(again.verify().unwrap().state_digest, digest, "seed {seed}");
        drop(again);
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
}

#[test]
fn a_snapshot_opens_to_the_state_that_the_events_give() {
    let folder = Folder::new();
    let path = folder.file();
    let mut reached = Reached::new();
    let mut ledger = play_on(5, open(&path), &mut reached);
    ledger.keep_snapshot().unwrap();
    let (head, digest) = (ledger.head(), ledger.state().unwrap().digest());
    let mut other = open(&path);
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
    assert_eq!(open(&path).verify().unwrap(), ledger.verify().unwrap());
    // A snapshot of another history is found.
    drop((ledger, other));
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute("UPDATE snapshots SET bytes = zeroblob(length(bytes)) WHERE part = 0", []).unwrap();
    assert_eq!(code(&path, ""), "ledger.encoding");
}

#[test]
fn what_is_no_ledger_is_refused() {
    let folder = Folder::new();
    let path = folder.file();
    std::fs::write(&path, b"certainly not a database, but long enough to be looked at by one").unwrap();
    assert_eq!(code(&path, ""), "ledger.not_a_ledger");
    std::fs::write(&path, b"").unwrap();
    assert_eq!(code(&path, ""), "ledger.not_a_ledger");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code(&path, "?mode=ro"), "ledger.io");
    assert_eq!(code(&folder.0.path().join("no/such/folder.db"), ""), "ledger.io");
    assert_eq!(Ledger::open("sqlite://ledger.db").unwrap_err().code().code(), "ledger.store_scheme");
    assert_eq!(code(&path, "?vfs=other"), "ledger.store_scheme");
    // A later schema, a file that is no longer in WAL mode.
    drop(open(&path));
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("PRAGMA user_version = 2").unwrap();
    assert_eq!(code(&path, ""), "ledger.store_version");
    raw.execute_batch("PRAGMA user_version = 1; PRAGMA journal_mode = DELETE").unwrap();
    assert_eq!(code(&path, ""), "ledger.not_a_ledger");
    #[cfg(unix)]
    {
        let link = folder.0.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(code(&link, ""), "ledger.io");
    }
}

#[test]
fn a_reader_reads_and_does_not_write() {
    let folder = Folder::new();
    let path = folder.file();
    let mut ledger = open(&path);
    open_programme(&mut ledger, 3);
    let mut reader = Ledger::open(&format!("{}?mode=ro", url(&path))).unwrap();
    assert_eq!(reader.verify().unwrap(), ledger.verify().unwrap());
    let error = reader.submit(&issue("c-1", "v-1"), at(START_S)).unwrap_err();
    assert_eq!(error.code().code(), "ledger.read_only");
    ledger.submit(&issue("c-1", "v-1"), at(START_S)).unwrap();
    reader.refresh().unwrap();
    assert!(reader.voucher(&"v-1".parse().unwrap()).unwrap().is_some());
}

#[test]
fn records_are_only_ever_added() {
    let folder = Folder::new();
    let path = folder.file();
    let mut ledger = open(&path);
    open_programme(&mut ledger, 1);
    ledger.submit_many(&[issue("c-1", "v-1"), issue("c-2", "v-2")], at(START_S)).unwrap();
    let raw = rusqlite::Connection::open(&path).unwrap();
    for statement in [
        "UPDATE events SET asked = x'00' WHERE seq = 1",
        "DELETE FROM events WHERE seq = 3",
        "UPDATE refusals SET refusal = x'00'",
        "DELETE FROM refusals",
        "INSERT INTO events SELECT seq + 1, 'c-1', asked, bytes, hash FROM events WHERE seq = 3",
    ] {
        assert!(raw.execute(statement, []).is_err(), "{statement}");
    }
    // Whoever may drop the triggers can change a record, and is found out.
    raw.execute_batch("DROP TRIGGER events_stay; UPDATE events SET hash = zeroblob(32) WHERE seq = 2")
        .unwrap();
    let error = ledger.verify().unwrap_err();
    assert_eq!((error.code().code(), error.seq()), ("ledger.broken_chain", Some(2)));
}

#[test]
fn a_store_takes_only_what_follows() {
    takes_only_what_follows(&mut SqliteStore::open(&Folder::new().file()).unwrap());
}

#[test]
fn a_copy_is_made_while_others_write() {
    let folder = Folder::new();
    let mut ledger = open(&folder.file());
    open_programme(&mut ledger, 100);
    let store = SqliteStore::open(&folder.file()).unwrap();
    let copy = folder.0.path().join("copy.db");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..100 {
                ledger.submit(&issue(&format!("c-{number}"), &format!("v-{number}")), at(START_S)).unwrap();
            }
        });
        store.back_up(&copy).unwrap();
    });
    assert_eq!(store.back_up(&copy).unwrap_err().code().code(), "ledger.io", "a copy is not overwritten");
    let copied = open(&copy).verify().unwrap().head;
    let original = ledger.events(&doorstep::voucher::EventFilter::default()).unwrap();
    assert_eq!(original[copied.events as usize - 1].hash, copied.hash);
}

#[test]
fn a_full_disk_loses_nothing() {
    let folder = Folder::new();
    let path = folder.file();
    let mut ledger = open(&path);
    open_programme(&mut ledger, 100_000);
    drop(ledger);
    // The limit of pages stands in for the end of the disk: SQLite answers the same way.
    let raw = rusqlite::Connection::open(&path).unwrap();
    let pages: i64 = raw.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    drop(raw);
    let mut store = SqliteStore::open(&path).unwrap();
    store.limit_pages(u32::try_from(pages).unwrap() + 20).unwrap();
    let mut ledger = Ledger::with_store(Box::new(store)).unwrap();
    let mut acknowledged = Vec::new();
    let error = loop {
        let id = format!("c-{}", acknowledged.len());
        match ledger.submit(&issue(&id, &format!("v-{id}")), at(START_S)) {
            Ok(Answer::Applied { .. }) => acknowledged.push(id),
            Ok(answer) => panic!("{answer:?}"),
            Err(error) => break error,
        }
        assert!(acknowledged.len() < 10_000, "the limit was not met");
    };
    assert_eq!(error.code().code(), "ledger.full");
    assert_eq!(ledger.submit(&issue("x", "x"), at(START_S)).unwrap_err().code().code(), "ledger.poisoned");
    // Opened again with room, all that was acknowledged is there, and it goes on.
    let mut ledger = open(&path);
    for id in &acknowledged {
        assert!(matches!(ledger.status(&id.parse().unwrap()).unwrap(), Status::Applied { .. }), "{id}");
    }
    let next = format!("c-{}", acknowledged.len());
    assert_eq!(ledger.status(&next.parse().unwrap()).unwrap(), Status::NotSeen);
    assert!(matches!(ledger.submit(&issue(&next, "again"), at(START_S)).unwrap(), Answer::Applied { .. }));
    ledger.verify().unwrap();
}

#[test]
fn threads_write_as_one() {
    common::threads_write_as_one(&url(&Folder::new().file()));
}

#[test]
fn processes_share_a_file() {
    common::processes_share(&url(&Folder::new().file()), 8, 40);
}

/// Whoever closes a file takes away all locks that the process has on it (POSIX). Without its locks a ledger is not there for
/// others: the next process that closes the file removes the WAL under its hands.
#[cfg(unix)]
#[test]
fn a_ledger_keeps_its_lock_whatever_else_is_opened() {
    let folder = Folder::new();
    let path = folder.file();
    let mut ledger = open(&path);
    open_programme(&mut ledger, 10);
    let mut other = open(&path);
    other.submit(&issue("c-1", "v-1"), at(START_S)).unwrap();
    drop(other);
    SqliteStore::open(&path).unwrap().back_up(&folder.0.path().join("copy.db")).unwrap();
    drop(Ledger::open(&format!("{}?mode=ro", url(&path))).unwrap());
    let wal = folder.0.path().join("ledger.db-wal");
    let somebody_comes_and_goes = |name: &str| {
        all_said(&mut start(&url(&path), name, 1));
        wal.exists()
    };
    assert!(somebody_comes_and_goes("x"), "the locks are gone");
    // The test can fail: this is what nothing in here may do. SQLite looks at the locks of both files.
    for name in ["ledger.db", "ledger.db-shm"] {
        drop(std::fs::File::open(folder.0.path().join(name)).unwrap());
    }
    assert!(!somebody_comes_and_goes("y"), "the locks outlived the files");
}

/// Many threads make the same ledger at once: each gets it, and none gets half of one.
#[test]
fn threads_that_make_a_ledger_at_once_make_one() {
    for _ in 0..10 {
        let folder = Folder::new();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| open(&folder.file()));
            }
        });
        open_programme(&mut open(&folder.file()), 1);
        let left: Vec<_> =
            std::fs::read_dir(folder.0.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, ["ledger.db"]);
    }
}

#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let folder = Folder::new();
    let path = folder.file();
    open_programme(&mut open(&path), 1_000_000);
    let mut acknowledged = 0_usize;
    let cycles = asked("DOORSTEP_STORE_KILLS", 60);
    for cycle in 0..cycles {
        let mut child = start(&url(&path), &format!("k{cycle}"), 1_000_000);
        // From before the file is open to some hundreds of commits.
        std::thread::sleep(Duration::from_micros(2_000 + cycle * 7_919 % 120_000));
        child.kill().unwrap();
        let said: Vec<_> = answers(&mut child).collect();
        child.wait().unwrap();
        let ledger = open(&path);
        for (id, _) in &said {
            assert!(matches!(ledger.status(&id.parse().unwrap()).unwrap(), Status::Applied { .. }), "{id}");
        }
        acknowledged += said.len();
        // At most the command in flight is there without having been acknowledged.
        let next = format!("k{cycle}-{}", said.len() + 1);
        assert_eq!(ledger.status(&next.parse().unwrap()).unwrap(), Status::NotSeen);
        if cycle % 10 == 0 {
            ledger.verify().unwrap();
        }
    }
    let events = open(&path).verify().unwrap().head.events;
    println!("{cycles} kills: {acknowledged} commands acknowledged, {} there", events - 2);
    assert!(acknowledged > 0, "no command got through before a kill");
}
