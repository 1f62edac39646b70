//! A disk that is full, a file that cannot be written, a lock that others hold: what the ledger says, and that it goes on
//! afterwards.

use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::time::Duration;

use doorstep::voucher::store::SqliteStore;
use doorstep::voucher::{Answer, Ledger, Status};

use super::super::{START_S, at};
use super::sqlite::{Folder, code, open};
use super::{issue, open_programme};

/// A small file system in memory, unmounted at the end.
struct Mounted(tempfile::TempDir);

impl Mounted {
    /// `None`, with the reason printed, where no such thing can be had.
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        let asked = ["-t", "tmpfs", "-o", &options, "doorstep-test"];
        match Process::new("mount").args(asked).arg(folder.path()).output() {
            Ok(done) if done.status.success() => Some(Self(folder)),
            Ok(done) => {
                println!("skipped: {}", String::from_utf8_lossy(&done.stderr).trim());
                None
            }
            Err(error) => {
                println!("skipped: mount: {error}");
                None
            }
        }
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("ledger.db")
    }

    fn change(&self, options: &str) {
        let options = format!("remount,{options}");
        let done = Process::new("mount").args(["-o", &options]).arg(self.0.path()).status().unwrap();
        assert!(done.success(), "{options}");
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Process::new("umount").arg(self.0.path()).status();
    }
}

fn send(ledger: &mut Ledger, id: &str) -> Result<Answer, doorstep::voucher::VoucherError> {
    ledger.submit(&issue(id, &format!("v-{id}")), at(START_S))
}

#[test]
fn a_disk_that_is_full_loses_nothing() {
    let Some(disk) = Mounted::new("3m") else { return };
    let mut ledger = open(&disk.file());
    open_programme(&mut ledger, 100_000);
    let mut acknowledged = Vec::new();
    let error = loop {
        let id = format!("c-{}", acknowledged.len());
        match send(&mut ledger, &id) {
            Ok(Answer::Applied { .. }) => acknowledged.push(id),
            Ok(answer) => panic!("{answer:?}"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code().code(), "ledger.full");
    assert_eq!(send(&mut ledger, "x").unwrap_err().code().code(), "ledger.poisoned");
    drop(ledger);
    // While the disk is full, the ledger still opens and shows what is there.
    let ledger = open(&disk.file());
    let there = |ledger: &Ledger, id: &str| ledger.status(&id.parse().unwrap()).unwrap();
    for id in &acknowledged {
        assert!(matches!(there(&ledger, id), Status::Applied { .. }), "{id}");
    }
    let next = format!("c-{}", acknowledged.len());
    assert_eq!(there(&ledger, &next), Status::NotSeen);
    drop(ledger);
    disk.change("size=20m");
    let mut ledger = open(&disk.file());
    assert!(matches!(send(&mut ledger, &next).unwrap(), Answer::Applied { .. }));
    assert_eq!(ledger.verify().unwrap().head.events, 3 + acknowledged.len() as u64);
    assert!(acknowledged.len() > 50, "{}", acknowledged.len());
    println!("full after {} commands", acknowledged.len());
}

#[test]
fn a_disk_that_cannot_be_written_is_said() {
    let Some(disk) = Mounted::new("8m") else { return };
    let mut ledger = open(&disk.file());
    open_programme(&mut ledger, 1);
    let verified = ledger.verify().unwrap();
    drop(ledger);
    disk.change("ro");
    for mode in ["", "?mode=ro"] {
        let code = code(&disk.file(), mode);
        assert!(["ledger.read_only", "ledger.io"].contains(&code), "{mode}: {code}");
    }
    disk.change("rw");
    assert_eq!(open(&disk.file()).verify().unwrap(), verified);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_said() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    open_programme(&mut open(&folder.file()), 1);
    let allow = |mode| {
        std::fs::set_permissions(folder.file(), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(0o444);
    if std::fs::OpenOptions::new().write(true).open(folder.file()).is_ok() {
        println!("skipped: this user writes to every file");
        return;
    }
    assert_eq!(code(&folder.file(), ""), "ledger.read_only");
    allow(0o644);
    open(&folder.file()).verify().unwrap();
}

fn impatient(path: &Path) -> Ledger {
    let store = SqliteStore::open(path).unwrap();
    store.connection().busy_timeout(Duration::from_millis(20)).unwrap();
    Ledger::with_store(Box::new(store)).unwrap()
}

#[test]
fn a_lock_that_others_hold_is_said_and_nothing_is_done() {
    let folder = Folder::new();
    open_programme(&mut open(&folder.file()), 10);
    let mut ledger = impatient(&folder.file());
    let other = rusqlite::Connection::open(folder.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(send(&mut ledger, "c-1").unwrap_err().code().code(), "ledger.busy");
    // Nothing was decided, so the handle is as good as before; and it can be read all the while.
    assert_eq!(ledger.status(&"c-1".parse().unwrap()).unwrap(), Status::NotSeen);
    impatient(&folder.file()).verify().unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    assert!(matches!(send(&mut ledger, "c-1").unwrap(), Answer::Applied { .. }));
    // A reader does not hold a writer off, not even one that opens the file.
    other.execute_batch("BEGIN; SELECT count(*) FROM events").unwrap();
    assert!(matches!(send(&mut impatient(&folder.file()), "c-2").unwrap(), Answer::Applied { .. }));
    assert_eq!(ledger.verify().unwrap().head.events, 4);
}
