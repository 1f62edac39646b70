//! Opening and making the file: what must be safe before a ledger counts as open, or as made.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Row};

use super::files::Files;
use super::{fault, io};
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;

/// The oldest SQLite that is taken: before 3.51.3 two connections that checkpoint and write could corrupt a WAL file
/// (sqlite.org, release log of 3.51.3).
const SQLITE_MIN: i32 = 3_051_003;
/// Marks the file as a ledger: "drst".
const APPLICATION_ID: i64 = 0x6472_7374;
/// The version of the tables below. `user_version` holds it, and 256 more where the chain is of SM3: a build that does
/// not know of the kinds refuses such a file.
const SCHEMA_VERSION: i64 = 1;
const SM3: i64 = 256;
/// How long a writer waits for the others.
const BUSY: Duration = Duration::from_secs(10);
/// Pages that a connection keeps in memory: a large batch must not be written to the WAL twice for want of room.
const CACHE_KIB: u32 = 32 << 10;
/// Pages in the WAL before they are moved into the file: a page that many commits change is moved once.
const WAL_PAGES: u32 = 4_000;

const SCHEMA: &str = "
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    command TEXT NOT NULL UNIQUE,
    asked BLOB NOT NULL,
    bytes BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE refusals (
    command TEXT PRIMARY KEY,
    asked BLOB NOT NULL,
    refusal BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE paid (
    payment TEXT PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (seq, part)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER refusals_stay BEFORE UPDATE ON refusals BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER refusals_last BEFORE DELETE ON refusals BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER paid_stay BEFORE UPDATE ON paid BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER paid_last BEFORE DELETE ON paid BEGIN SELECT raise(ABORT, 'append only'); END;
";

/// The path with its folder resolved; the file itself is never reached through a link.
pub(super) fn settled(path: &Path) -> Result<PathBuf, VoucherError> {
    let refuse = |why: &'static str| VoucherError::new(VoucherCode::StoreIo).because(why);
    let name = path.file_name().ok_or_else(|| refuse("no file name"))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|_| refuse("no such folder"))?;
    Ok(folder.join(name))
}

pub(super) fn check_version() -> Result<(), VoucherError> {
    if rusqlite::version_number() < SQLITE_MIN {
        return Err(VoucherError::new(VoucherCode::StoreVersion).because("SQLite 3.51.3 or later is needed"));
    }
    Ok(())
}

pub(super) fn connect(path: &Path, flags: OpenFlags, vfs: Option<&str>) -> Result<Connection, VoucherError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let opened = match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs),
        None => Connection::open_with_flags(path, flags),
    };
    let connection = opened.map_err(fault)?;
    connection.busy_timeout(BUSY).map_err(fault)?;
    // The file may come from elsewhere: its schema is not trusted.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(fault)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(fault)?;
    connection.execute_batch("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;").map_err(fault)?;
    Ok(connection)
}

/// Checks and settings of every connection that writes.
pub(super) fn configure(connection: &Connection) -> Result<HashKind, VoucherError> {
    let hash_kind = check_schema(connection)?;
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).map_err(fault)?;
    if mode != "wal" {
        return Err(VoucherError::new(VoucherCode::NotALedger).because("not in WAL mode"));
    }
    let settings = format!(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -{CACHE_KIB}; PRAGMA wal_autocheckpoint = {WAL_PAGES};"
    );
    connection.execute_batch(&settings).map_err(fault)?;
    let level: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).map_err(fault)?;
    if level == 2 { Ok(hash_kind) } else { Err(VoucherError::new(VoucherCode::StoreVersion)) }
}

/// Makes safe what somebody who died has left behind: a name whose folder was not synced, and commits that stand in the
/// WAL, and so are seen, but were not synced or could not be. They must not be shown to anybody before.
pub(super) fn settle(connection: &Connection, path: &Path, files: &dyn Files) -> Result<(), VoucherError> {
    // Whoever else is at work has synced what is seen, so nobody is waited for.
    connection.busy_timeout(Duration::ZERO).map_err(fault)?;
    let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY).map_err(fault)?;
    match emptied.map_err(fault) {
        // A full disk has no room to empty it into; what stands there can be made safe all the same.
        Err(error) if ![VoucherCode::StoreBusy, VoucherCode::StoreFull].contains(&error.code()) => Err(error),
        _ => sync_rest(path, files),
    }
}

/// Syncs the WAL and the names in the folder. Not the file: it was synced before it got its name, and later by SQLite; and
/// to close it here would take away the locks that this process has on it (POSIX; sqlite.org/howtocorrupt.html, 2.2).
pub(super) fn sync_rest(path: &Path, files: &dyn Files) -> Result<(), VoucherError> {
    let wal = beside(path, "-wal");
    if files.exists(&wal) {
        files.sync_file(&wal).map_err(|error| io(&error))?;
    }
    files.sync_folder(path).map_err(|error| io(&error))
}

/// The name of a file with something behind it.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(end);
    name.into()
}

pub(super) fn check_schema(connection: &Connection) -> Result<HashKind, VoucherError> {
    let pragma = |name: &str| -> Result<i64, VoucherError> {
        connection.query_row(name, [], |row| row.get(0)).map_err(fault)
    };
    if pragma("PRAGMA application_id")? != APPLICATION_ID {
        return Err(VoucherError::new(VoucherCode::NotALedger));
    }
    match pragma("PRAGMA user_version")? {
        SCHEMA_VERSION => Ok(HashKind::Sha256),
        version if version == SCHEMA_VERSION + SM3 => Ok(HashKind::Sm3),
        _ => Err(VoucherError::new(VoucherCode::StoreVersion).because("a schema of another version")),
    }
}

/// Puts a file into WAL mode. SQLite says the mode first and writes it after, so the statement must run to its end.
pub(super) fn use_wal(connection: &Connection) -> Result<(), VoucherError> {
    let mut statement = connection.prepare("PRAGMA journal_mode = WAL").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    let mut mode = String::new();
    while let Some(row) = rows.next().map_err(fault)? {
        mode = row.get(0).map_err(fault)?;
    }
    if mode == "wal" {
        return Ok(());
    }
    Err(VoucherError::new(VoucherCode::StoreIo).because("the file system takes no WAL"))
}

/// Makes an empty ledger in a file of another name, syncs it, and only then gives it its name: nobody ever sees half a
/// ledger, and none of several creators overwrites another's.
pub(super) fn create(path: &Path, hash_kind: HashKind, files: &dyn Files) -> Result<(), VoucherError> {
    // No two threads make the same one.
    static MADE: AtomicU32 = AtomicU32::new(0);
    let turn = MADE.fetch_add(1, Ordering::Relaxed);
    let fresh = beside(path, &format!(".{}-{turn}.new", std::process::id()));
    let made = create_in(&fresh, hash_kind, files).and_then(|()| match files.link(&fresh, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(io(&error)),
    });
    let removed = files.remove(&fresh).map_err(|error| io(&error));
    made.and(removed)?;
    files.sync_folder(path).map_err(|error| io(&error))
}

fn create_in(path: &Path, hash_kind: HashKind, files: &dyn Files) -> Result<(), VoucherError> {
    // What an earlier process of the same number left behind.
    for end in ["", "-journal", "-wal"] {
        let _ = files.remove(&beside(path, end));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = connect(path, flags, files.vfs())?;
    use_wal(&connection)?;
    let version = SCHEMA_VERSION + if hash_kind == HashKind::Sm3 { SM3 } else { 0 };
    let script = format!(
        "PRAGMA synchronous = FULL; BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID};
         PRAGMA user_version = {version}; COMMIT;"
    );
    connection.execute_batch(&script).map_err(fault)?;
    // All must be in the file itself, since only that gets the name. Closing would move it there, but does not say so if it
    // cannot.
    let left = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let left = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], left).map_err(fault)?;
    if left != (0, 0) {
        return Err(VoucherError::new(VoucherCode::StoreIo).because("the WAL could not be emptied"));
    }
    connection.close().map_err(|(_, error)| fault(error))?;
    files.sync_file(path).map_err(|error| io(&error))
}
