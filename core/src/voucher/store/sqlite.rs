//! A store in one SQLite file, for one process or several on one machine (feature `sqlite`).
//!
//! What [`Store::write`] has answered `Ok` to survives a kill and the loss of power: the file is in WAL mode with
//! `synchronous=FULL`; file and folder are synced before the ledger counts as made (SQLite deletes its first journal without
//! syncing the folder); and what somebody who died has left in the WAL is synced before it is shown. Not on network file
//! systems, whose locks do not hold.

mod files;
mod open;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior, params};

pub use files::Files;
use files::Folder;
use open::{check_schema, check_version, configure, connect, create, settle, settled, sync_rest, use_wal};

use super::{Commit, Records, Snapshot, Store, Work, WriteFault};
use crate::voucher::answer::{AnswerRecord, Recorded};
use crate::voucher::chain::{EventRecord, decode_event, encode_event};
use crate::voucher::codec::{decode, encode};
use crate::voucher::command::Command;
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::event::EventBody;
use crate::voucher::hash::HashKind;
use crate::voucher::ident::CommandId;

/// Bytes of a snapshot in one row.
const PART: usize = 1 << 20;
/// Command ids that are looked up by one statement: most are new, and asking is what costs.
const TOGETHER: usize = 32;
/// The statement, for both tables.
static LOOKUP: LazyLock<String> = LazyLock::new(|| {
    let places: Vec<String> = (1..=TOGETHER).map(|place| format!("(?{place})")).collect();
    let ids = format!("(VALUES {}) ids", places.join(","));
    // A cross join is done in the order in which it is written (sqlite.org/optoverview.html, 8.2).
    format!(
        "SELECT asked, seq, NULL, command FROM {ids} CROSS JOIN events ON command = ids.column1
         UNION ALL SELECT asked, NULL, refusal, command FROM {ids} CROSS JOIN refusals ON command = ids.column1"
    )
});

/// Records in a SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
    hash_kind: HashKind,
    read_only: bool,
}

impl SqliteStore {
    /// Opens the file, and makes it if there is none, with SHA-256.
    ///
    /// # Errors
    /// `ledger.store_version` for a SQLite below 3.51.3 or a file of a later schema, `ledger.not_a_ledger` for another
    /// file, `ledger.busy`, `ledger.io`.
    pub fn open(path: &Path) -> Result<Self, VoucherError> {
        Self::open_or_make(&settled(path)?, HashKind::default(), &Folder)
    }

    /// Opens the file of a chain of this hash, and makes it if there is none.
    ///
    /// # Errors
    /// `ledger.hash_kind` for a file of another hash; those of [`SqliteStore::open`].
    pub fn open_with(path: &Path, hash_kind: HashKind) -> Result<Self, VoucherError> {
        let store = Self::open_or_make(&settled(path)?, hash_kind, &Folder)?;
        if store.hash_kind == hash_kind {
            Ok(store)
        } else {
            Err(VoucherError::new(VoucherCode::HashKind).because(store.hash_kind.name()))
        }
    }

    /// Opens a file on a file system of SQLite's (VFS) that a test has made.
    #[doc(hidden)]
    pub fn open_on(path: &Path, files: &dyn Files) -> Result<Self, VoucherError> {
        Self::open_or_make(path, HashKind::default(), files)
    }

    fn open_or_make(path: &Path, new: HashKind, files: &dyn Files) -> Result<Self, VoucherError> {
        check_version()?;
        let found = files.exists(path);
        if !found {
            create(path, new, files)?;
        }
        let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, files.vfs())?;
        let hash_kind = configure(&connection)?;
        if found {
            settle(&connection, path, files)?;
        }
        Ok(Self { connection, path: path.to_owned(), hash_kind, read_only: false })
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
        let hash_kind = check_schema(&connection)?;
        sync_rest(&path, &Folder)?;
        Ok(Self { connection, path, hash_kind, read_only: true })
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
        Folder.sync_file(&to).and_then(|()| Folder.sync_folder(&to)).map_err(|error| io(&error))
    }
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

/// The answer of a row `asked, seq, refusal, command`.
fn answer_of(row: &Row<'_>) -> Result<AnswerRecord, VoucherError> {
    let mut seq = None;
    let read = |seq: &mut Option<u64>| {
        let blob = |place: usize| row.get::<_, Vec<u8>>(place).map_err(fault);
        let outcome = match row.get::<_, Value>(1).map_err(fault)? {
            Value::Integer(number) => {
                let number = u64::try_from(number).unwrap_or_default();
                *seq = Some(number);
                Recorded::Applied { seq: number }
            }
            _ => Recorded::Refused { refusal: decode(&blob(2)?)? },
        };
        let command: Command = decode(&blob(0)?)?;
        // The answer is looked up by this column: under another id its command would be done twice.
        match row.get_ref(3).map_err(fault)?.as_bytes() {
            Ok(id) if id == command.id.as_str().as_bytes() => Ok(AnswerRecord { command, outcome }),
            _ => Err(VoucherError::new(VoucherCode::AnswersDiffer)),
        }
    };
    read(&mut seq).map_err(|error| match seq {
        Some(seq) => error.at_seq(seq),
        None => error,
    })
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
        let mut answers = BTreeMap::new();
        let mut query = self.prepare_cached(&LOOKUP).map_err(fault)?;
        for ids in ids.chunks(TOGETHER) {
            for place in 0..TOGETHER {
                // What is left over matches nothing.
                let id = ids.get(place).map(|id| id.as_str());
                query.raw_bind_parameter(place + 1, id).map_err(fault)?;
            }
            let mut rows = query.raw_query();
            while let Some(row) = rows.next().map_err(fault)? {
                let answer = answer_of(row)?;
                answers.insert(answer.command.id.clone(), answer);
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

/// What a table cannot say by itself is looked at here and not by triggers: where a row meets one, SQLite keeps a journal of
/// its own for that row.
fn insert(connection: &Connection, commits: &[Commit]) -> Result<(), VoucherError> {
    let prepare = |sql| connection.prepare_cached(sql).map_err(fault);
    let mut events = prepare(
        "INSERT INTO events (seq, command, asked, bytes, hash) SELECT ?1, ?2, ?3, ?4, ?5
         WHERE NOT EXISTS (SELECT 1 FROM refusals WHERE command = ?2)",
    )?;
    let mut refusals = prepare(
        "INSERT INTO refusals (command, asked, refusal) SELECT ?1, ?2, ?3
         WHERE NOT EXISTS (SELECT 1 FROM events WHERE command = ?1)",
    )?;
    let mut paid = prepare("INSERT INTO paid (payment, seq) VALUES (?1, ?2)")?;
    let mut last: i64 = prepare("SELECT coalesce(max(seq), 0) FROM events")?
        .query_row([], |row| row.get(0))
        .map_err(fault)?;
    for Commit { answer, event } in commits {
        let (command, asked) = (answer.command.id.as_str(), encode(&answer.command));
        let added = match (event, &answer.outcome) {
            (Some(record), Recorded::Applied { seq }) if *seq == record.event.seq => {
                let (seq, bytes) = (seq_of(*seq), encode_event(&record.event));
                if seq != last + 1 {
                    return Err(VoucherError::store("an event number out of order"));
                }
                last = seq;
                let hash = record.hash.as_bytes();
                let added = events.execute(params![seq, command, asked, bytes, hash]).map_err(fault)?;
                if let EventBody::Disbursed { payment, .. } = &record.event.body {
                    paid.execute(params![payment.as_str(), seq]).map_err(fault)?;
                }
                added
            }
            (None, Recorded::Refused { refusal }) => {
                refusals.execute(params![command, asked, encode(refusal)]).map_err(fault)?
            }
            _ => return Err(VoucherError::store("an answer without its event")),
        };
        if added != 1 {
            return Err(VoucherError::store("a command id twice"));
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

    fn hash_kind(&self) -> HashKind {
        self.hash_kind
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
