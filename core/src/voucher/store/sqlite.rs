//! A store in one SQLite file, for one process or several on one machine (feature `sqlite`).
//!
//! What [`Store::write`] has answered `Ok` to survives a kill and the loss of power: the file is in WAL mode with
//! `synchronous=FULL`, and both file and folder are synced before the ledger counts as created (SQLite deletes its first
//! journal without syncing the folder). Not on network file systems, whose locks do not hold.

mod files;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior, params};

pub use files::Files;
use files::Folder;

use super::{Commit, Records, Snapshot, Store, Work, WriteFault};
use crate::voucher::answer::{AnswerRecord, Recorded};
use crate::voucher::chain::{EventRecord, decode_event, encode_event};
use crate::voucher::codec::{Canonical, Reader, Writer};
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::event::EventBody;
use crate::voucher::ident::CommandId;

/// The oldest SQLite that is taken: before 3.51.3 two connections that checkpoint and write could corrupt a WAL file
/// (sqlite.org, release log of 3.51.3).
const SQLITE_MIN: i32 = 3_051_003;
/// Marks the file as a ledger: "drst".
const APPLICATION_ID: i64 = 0x6472_7374;
/// The version of the tables below.
const SCHEMA_VERSION: i64 = 1;
/// How long a writer waits for the others.
const BUSY: Duration = Duration::from_secs(10);
/// Pages that a connection keeps in memory: a large batch must not be written to the WAL twice for want of room.
const CACHE_KIB: u32 = 32 << 10;
/// Pages in the WAL before they are moved into the file: a page that many commits change is moved once.
const WAL_PAGES: u32 = 4_000;
/// Bytes of a snapshot in one row.
const PART: usize = 1 << 20;

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
CREATE TRIGGER events_follow BEFORE INSERT ON events
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
      OR EXISTS (SELECT 1 FROM refusals WHERE command = NEW.command)
    BEGIN SELECT raise(ABORT, 'out of order'); END;
CREATE TRIGGER refusals_follow BEFORE INSERT ON refusals
    WHEN EXISTS (SELECT 1 FROM events WHERE command = NEW.command)
    BEGIN SELECT raise(ABORT, 'answered before'); END;
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER refusals_stay BEFORE UPDATE ON refusals BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER refusals_last BEFORE DELETE ON refusals BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER paid_stay BEFORE UPDATE ON paid BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER paid_last BEFORE DELETE ON paid BEGIN SELECT raise(ABORT, 'append only'); END;
";

/// Records in a SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
    read_only: bool,
}

impl SqliteStore {
    /// Opens the file, and makes it if there is none.
    ///
    /// # Errors
    /// `ledger.store_version` for a SQLite below 3.51.3 or a file of a later schema, `ledger.not_a_ledger` for another
    /// file, `ledger.busy`, `ledger.io`.
    pub fn open(path: &Path) -> Result<Self, VoucherError> {
        Self::open_on(&settled(path)?, &Folder)
    }

    /// Opens a file on a file system of SQLite's (VFS) that a test has made.
    #[doc(hidden)]
    pub fn open_on(path: &Path, files: &dyn Files) -> Result<Self, VoucherError> {
        check_version()?;
        let found = files.exists(path);
        if !found {
            create(path, files)?;
        }
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, files.vfs())?;
        configure(&connection)?;
        if found {
            settle(&connection, path, files)?;
        }
        Ok(Self { connection, path: path.to_owned(), read_only: false })
    }

    /// The connection, for tests that make it worse or look behind it.
    #[doc(hidden)]
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Opens a file that is there, only to look: nothing can be written.
    ///
    /// # Errors
    /// Those of [`SqliteStore::open`].
    pub fn open_read_only(path: &Path) -> Result<Self, VoucherError> {
        check_version()?;
        let path = settled(path)?;
        let connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY, None)?;
        check_schema(&connection)?;
        sync_all(&path, &Folder)?;
        Ok(Self { connection, path, read_only: true })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets the file grow to so many pages of 4 KiB, for this handle: a quota, and what a full disk looks like in a test.
    ///
    /// # Errors
    /// `ledger.io`.
    pub fn limit_pages(&mut self, pages: u32) -> Result<(), VoucherError> {
        self.connection.pragma_update(None, "max_page_count", pages).map_err(fault)
    }

    /// Writes a copy while others go on writing; it is synced before this returns.
    ///
    /// # Errors
    /// `ledger.io` if the copy exists already or cannot be written.
    pub fn back_up(&self, to: &Path) -> Result<(), VoucherError> {
        let to = settled(to)?;
        if to.exists() {
            return Err(VoucherError::new(VoucherCode::StoreIo).because("the copy exists already"));
        }
        let name = to
            .to_str()
            .ok_or_else(|| VoucherError::new(VoucherCode::StoreIo).because("a path not in UTF-8"))?;
        self.connection.execute("VACUUM INTO ?1", [name]).map_err(fault)?;
        // The copy comes with a journal of the old kind.
        let copy = connect(&to, OpenFlags::SQLITE_OPEN_READ_WRITE, None)?;
        use_wal(&copy)?;
        copy.close().map_err(|(_, error)| fault(error))?;
        Folder.sync(&to).map_err(|error| io(&error))
    }
}

/// The path with its folder resolved; the file itself is never reached through a link.
fn settled(path: &Path) -> Result<PathBuf, VoucherError> {
    let refuse = |why: &'static str| VoucherError::new(VoucherCode::StoreIo).because(why);
    let name = path.file_name().ok_or_else(|| refuse("no file name"))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|_| refuse("no such folder"))?;
    Ok(folder.join(name))
}

fn check_version() -> Result<(), VoucherError> {
    if rusqlite::version_number() < SQLITE_MIN {
        return Err(VoucherError::new(VoucherCode::StoreVersion).because("SQLite 3.51.3 or later is needed"));
    }
    Ok(())
}

fn connect(path: &Path, flags: OpenFlags, vfs: Option<&str>) -> Result<Connection, VoucherError> {
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
fn configure(connection: &Connection) -> Result<(), VoucherError> {
    check_schema(connection)?;
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).map_err(fault)?;
    if mode != "wal" {
        return Err(VoucherError::new(VoucherCode::NotALedger).because("not in WAL mode"));
    }
    let settings = format!(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -{CACHE_KIB}; PRAGMA wal_autocheckpoint = {WAL_PAGES};"
    );
    connection.execute_batch(&settings).map_err(fault)?;
    let level: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).map_err(fault)?;
    if level == 2 { Ok(()) } else { Err(VoucherError::new(VoucherCode::StoreVersion)) }
}

/// Makes safe what somebody who died has left behind: a name whose folder was not synced, and commits that stand in the
/// WAL, and so are seen, but were not synced or could not be. They must not be shown to anybody before.
fn settle(connection: &Connection, path: &Path, files: &dyn Files) -> Result<(), VoucherError> {
    // Whoever else is at work has synced what is seen, so nobody is waited for.
    connection.busy_timeout(Duration::ZERO).map_err(fault)?;
    let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    connection.busy_timeout(BUSY).map_err(fault)?;
    match emptied.map_err(fault) {
        // A full disk has no room to empty it into; what stands there can be made safe all the same.
        Err(error) if ![VoucherCode::StoreBusy, VoucherCode::StoreFull].contains(&error.code()) => Err(error),
        _ => sync_all(path, files),
    }
}

/// Syncs the file, its WAL and their names.
fn sync_all(path: &Path, files: &dyn Files) -> Result<(), VoucherError> {
    let wal = beside(path, "-wal");
    if files.exists(&wal) {
        files.sync_file(&wal).map_err(|error| io(&error))?;
    }
    files.sync(path).map_err(|error| io(&error))
}

/// The name of a file with something behind it.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(end);
    name.into()
}

fn check_schema(connection: &Connection) -> Result<(), VoucherError> {
    let pragma = |name: &str| -> Result<i64, VoucherError> {
        connection.query_row(name, [], |row| row.get(0)).map_err(fault)
    };
    if pragma("PRAGMA application_id")? != APPLICATION_ID {
        return Err(VoucherError::new(VoucherCode::NotALedger));
    }
    match pragma("PRAGMA user_version")? {
        SCHEMA_VERSION => Ok(()),
        _ => Err(VoucherError::new(VoucherCode::StoreVersion).because("a schema of another version")),
    }
}

/// Puts a file into WAL mode. SQLite says the mode first and writes it after, so the statement must run to its end.
fn use_wal(connection: &Connection) -> Result<(), VoucherError> {
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
fn create(path: &Path, files: &dyn Files) -> Result<(), VoucherError> {
    let fresh = beside(path, &format!(".{}.new", std::process::id()));
    let made = create_in(&fresh, files).and_then(|()| match files.link(&fresh, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(io(&error)),
    });
    let removed = files.remove(&fresh).map_err(|error| io(&error));
    made.and(removed)?;
    files.sync(path).map_err(|error| io(&error))
}

fn create_in(path: &Path, files: &dyn Files) -> Result<(), VoucherError> {
    // What an earlier process of the same number left behind.
    for end in ["", "-journal", "-wal"] {
        let _ = files.remove(&beside(path, end));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = connect(path, flags, files.vfs())?;
    use_wal(&connection)?;
    let script = format!(
        "PRAGMA synchronous = FULL; BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID};
         PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
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

fn io(error: &std::io::Error) -> VoucherError {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => VoucherCode::StoreFull,
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            VoucherCode::StoreReadOnly
        }
        _ => VoucherCode::StoreIo,
    };
    VoucherError::new(code)
}

/// SQLite's own text is not passed on: it may quote a value.
#[expect(clippy::needless_pass_by_value, reason = "it stands in map_err")]
fn fault(error: rusqlite::Error) -> VoucherError {
    let code = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => VoucherCode::StoreBusy,
        Some(ErrorCode::DiskFull) => VoucherCode::StoreFull,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => VoucherCode::StoreReadOnly,
        Some(ErrorCode::NotADatabase) => VoucherCode::NotALedger,
        Some(ErrorCode::DatabaseCorrupt) => VoucherCode::BrokenChain,
        Some(ErrorCode::ConstraintViolation) => VoucherCode::StoreFailed,
        _ => VoucherCode::StoreIo,
    };
    VoucherError::new(code)
}

fn decode<T: Canonical>(bytes: &[u8]) -> Result<T, VoucherError> {
    let mut input = Reader::new(bytes);
    let value = T::read(&mut input)?;
    input.finish()?;
    Ok(value)
}

fn encode(value: &impl Canonical) -> Vec<u8> {
    let mut out = Writer::default();
    value.write(&mut out);
    out.into_bytes()
}

/// The event of a row `seq, bytes, hash`. That it stands under its own number, the chain tells.
fn event_of(row: &Row<'_>) -> Result<EventRecord, VoucherError> {
    let seq: i64 = row.get(0).map_err(fault)?;
    let at = |error: VoucherError| error.at_seq(u64::try_from(seq).unwrap_or_default());
    let bytes =
        row.get_ref(1).map_err(fault)?.as_blob().map_err(|_| at(VoucherError::new(VoucherCode::Encoding)))?;
    let hash: [u8; 32] = row.get(2).map_err(|_| at(VoucherError::new(VoucherCode::Encoding)))?;
    let event = decode_event(bytes).map_err(at)?;
    if i64::try_from(event.seq) != Ok(seq) {
        return Err(at(VoucherError::new(VoucherCode::BrokenChain)));
    }
    Ok(EventRecord { event, hash: Digest::from(hash) })
}

/// The answer of a row `asked, seq, refusal`.
fn answer_of(row: &Row<'_>) -> Result<AnswerRecord, VoucherError> {
    let blob = |place: usize| row.get::<_, Vec<u8>>(place).map_err(fault);
    let command = decode(&blob(0)?)?;
    let outcome = match row.get::<_, Value>(1).map_err(fault)? {
        Value::Integer(seq) => Recorded::Applied { seq: u64::try_from(seq).unwrap_or_default() },
        _ => Recorded::Refused { refusal: decode(&blob(2)?)? },
    };
    Ok(AnswerRecord { command, outcome })
}

fn seq_of(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

impl Records for Connection {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        let mut query =
            self.prepare_cached("SELECT seq, bytes, hash FROM events WHERE seq = ?1").map_err(fault)?;
        let found = query.query_row([seq_of(seq)], |row| Ok(event_of(row))).optional().map_err(fault)?;
        found.transpose()
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        // One statement for both: most ids are new, and asking is what costs.
        let mut query = self
            .prepare_cached(
                "SELECT asked, seq, NULL FROM events WHERE command = ?1
                 UNION ALL SELECT asked, NULL, refusal FROM refusals WHERE command = ?1",
            )
            .map_err(fault)?;
        let mut answers = BTreeMap::new();
        for id in ids {
            let found = query.query_row([id.as_str()], |row| Ok(answer_of(row))).optional().map_err(fault)?;
            if let Some(answer) = found.transpose()? {
                answers.insert((*id).clone(), answer);
            }
        }
        Ok(answers)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        let mut query = self
            .prepare_cached("SELECT seq, bytes, hash FROM events WHERE seq > ?1 ORDER BY seq")
            .map_err(fault)?;
        let mut rows = query.query([seq_of(after_seq)]).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            if !visit(&event_of(row)?)? {
                break;
            }
        }
        Ok(())
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        let mut query = self
            .prepare_cached(
                "SELECT asked, seq, NULL, command FROM events
                 UNION ALL SELECT asked, NULL, refusal, command FROM refusals ORDER BY command",
            )
            .map_err(fault)?;
        let mut rows = query.query([]).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            visit(&answer_of(row)?)?;
        }
        Ok(())
    }
}

fn insert(connection: &Connection, commits: &[Commit]) -> Result<(), VoucherError> {
    let mut events = connection
        .prepare_cached("INSERT INTO events (seq, command, asked, bytes, hash) VALUES (?1, ?2, ?3, ?4, ?5)")
        .map_err(fault)?;
    let mut refusals = connection
        .prepare_cached("INSERT INTO refusals (command, asked, refusal) VALUES (?1, ?2, ?3)")
        .map_err(fault)?;
    let mut paid =
        connection.prepare_cached("INSERT INTO paid (payment, seq) VALUES (?1, ?2)").map_err(fault)?;
    for Commit { answer, event } in commits {
        let (command, asked) = (answer.command.id.as_str(), encode(&answer.command));
        match (event, &answer.outcome) {
            (Some(record), Recorded::Applied { seq }) if *seq == record.event.seq => {
                let (seq, bytes) = (seq_of(*seq), encode_event(&record.event));
                events.execute(params![seq, command, asked, bytes, record.hash.as_bytes()]).map_err(fault)?;
                if let EventBody::Disbursed { payment, .. } = &record.event.body {
                    paid.execute(params![payment.as_str(), seq]).map_err(fault)?;
                }
            }
            (None, Recorded::Refused { refusal }) => {
                refusals.execute(params![command, asked, encode(refusal)]).map_err(fault)?;
            }
            _ => return Err(VoucherError::store("an answer without its event")),
        }
    }
    Ok(())
}

impl Store for SqliteStore {
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        let not_written = WriteFault::NotWritten;
        if self.read_only {
            return Err(not_written(VoucherError::new(VoucherCode::StoreReadOnly)));
        }
        let behavior = TransactionBehavior::Immediate;
        let transaction =
            self.connection.transaction_with_behavior(behavior).map_err(|error| not_written(fault(error)))?;
        let commits = work(&*transaction).map_err(not_written)?;
        if commits.is_empty() {
            return transaction.rollback().map_err(|error| not_written(fault(error)));
        }
        insert(&transaction, &commits).map_err(not_written)?;
        transaction.commit().map_err(|error| match fault(error) {
            // The commit stands at the end of what is written; where there was no room for it, it is not there.
            error if error.code() == VoucherCode::StoreFull || error.code() == VoucherCode::StoreBusy => {
                WriteFault::NotWritten(error)
            }
            _ => WriteFault::Unclear,
        })
    }

    fn snapshot(&self) -> Result<Option<Snapshot>, VoucherError> {
        let last = "SELECT max(seq) FROM snapshots";
        let seq: Option<i64> = self.connection.query_row(last, [], |row| row.get(0)).map_err(fault)?;
        let Some(seq) = seq else { return Ok(None) };
        let mut query = self
            .connection
            .prepare_cached("SELECT bytes FROM snapshots WHERE seq = ?1 ORDER BY part")
            .map_err(fault)?;
        let mut rows = query.query([seq]).map_err(fault)?;
        let mut bytes = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let part = row.get_ref(0).map_err(fault)?;
            bytes.extend_from_slice(part.as_blob().map_err(|_| VoucherError::new(VoucherCode::Encoding))?);
        }
        Ok(Some(Snapshot { seq: u64::try_from(seq).unwrap_or_default(), bytes }))
    }

    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), VoucherError> {
        if self.read_only {
            return Ok(());
        }
        let behavior = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior).map_err(fault)?;
        transaction.execute("DELETE FROM snapshots", []).map_err(fault)?;
        {
            let mut part = transaction
                .prepare_cached("INSERT INTO snapshots (seq, part, bytes) VALUES (?1, ?2, ?3)")
                .map_err(fault)?;
            for (number, bytes) in (0_i64..).zip(snapshot.bytes.chunks(PART)) {
                part.execute(params![seq_of(snapshot.seq), number, bytes]).map_err(fault)?;
            }
        }
        transaction.commit().map_err(fault)
    }
}

impl Records for SqliteStore {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.connection.event(seq)
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        self.connection.answers(ids)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        self.connection.scan_events(after_seq, visit)
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        self.connection.scan_answers(visit)
    }
}
