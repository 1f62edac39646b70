//! Where the ledger keeps its records (存储).

mod memory;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::BTreeMap;
use std::fmt::Debug;

pub use memory::MemoryStore;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresServer, PostgresStore};
#[cfg(feature = "sqlite")]
pub use sqlite::{Files, SqliteStore};

use super::answer::AnswerRecord;
use super::chain::{EventRecord, Head};
use super::error::VoucherError;
use super::hash::HashKind;
use super::ident::CommandId;

/// What one command adds: its answer, and the event if it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The answer.
    pub answer: AnswerRecord,
    /// The event.
    pub event: Option<EventRecord>,
}

/// Why records were not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteFault {
    /// None of them was.
    NotWritten(VoucherError),
    /// All or none of them: the store cannot tell.
    Unclear,
}

/// A state that was kept so that a ledger opens without replaying everything (快照).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The number of events in it.
    pub seq: u64,
    /// The state as bytes, made and read by [`Ledger`](super::Ledger) alone.
    pub bytes: Vec<u8>,
}

/// What a store has been given, in order.
pub trait Records {
    /// The event of a number.
    ///
    /// # Errors
    /// `ledger.*` of the store.
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError>;

    /// The recorded answers to commands, those that there are.
    ///
    /// # Errors
    /// `ledger.*` of the store.
    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError>;

    /// Shows every event numbered above `after_seq`, in order, until the visitor says `false`.
    ///
    /// # Errors
    /// `ledger.*` of the store, and the visitor's.
    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError>;

    /// Shows every answer, by command id.
    ///
    /// # Errors
    /// `ledger.*` of the store, and the visitor's.
    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError>;
}

/// What a writer does while nobody else writes: it reads what was added since, and says what to add.
pub type Work<'a> = dyn FnMut(&dyn Records) -> Result<Vec<Commit>, VoucherError> + 'a;

/// An append-only store of events and answers, of one process or of many.
///
/// It knows no rules. It adds all commits of a call or none, keeps event numbers, command ids and payments unique, and
/// never changes or removes a record. What [`Store::write`] has answered `Ok` to survives whatever the store promises to
/// survive: of [`MemoryStore`] nothing, of a file or a server the
/// loss of power.
pub trait Store: Records + Debug + Send {
    /// Tells what the next [`Store::write`] will look at first: what is behind `head`, and the answers to these commands.
    /// A store at the far end of a connection fetches both together with its lock; others need not care.
    fn foresee(&mut self, _head: Head, _ids: &[&CommandId]) {}

    /// Waits until nobody else writes, lets `work` look and decide, and adds what it gives, all or none, in order.
    ///
    /// # Errors
    /// [`WriteFault::NotWritten`] if surely nothing was added, also where `work` fails; [`WriteFault::Unclear`] if that
    /// cannot be told.
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault>;

    /// The hash of the chain in it, chosen when it was made.
    fn hash_kind(&self) -> HashKind {
        HashKind::Sha256
    }

    /// The last snapshot, if one was kept.
    ///
    /// # Errors
    /// `ledger.*` of the store.
    fn snapshot(&self) -> Result<Option<Snapshot>, VoucherError> {
        Ok(None)
    }

    /// Keeps a snapshot in the place of older ones. A store may decline to.
    ///
    /// # Errors
    /// `ledger.*` of the store.
    fn keep_snapshot(&mut self, _snapshot: &Snapshot) -> Result<(), VoucherError> {
        Ok(())
    }
}
