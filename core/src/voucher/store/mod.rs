//! Where the ledger keeps its records (存储).

mod memory;

use std::fmt::Debug;

pub use memory::MemoryStore;

use super::answer::AnswerRecord;
use super::chain::EventRecord;
use super::error::VoucherError;
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

/// An append-only store of events and answers.
///
/// It knows no rules. It adds all commits of a call or none, keeps event numbers and command ids unique, and never
/// changes or removes a record.
pub trait Store: Debug + Send {
    /// Adds commits, all or none, in order.
    ///
    /// # Errors
    /// [`WriteFault::NotWritten`] if surely nothing was added, [`WriteFault::Unclear`] if that cannot be told.
    fn append(&mut self, commits: Vec<Commit>) -> Result<(), WriteFault>;

    /// The event of a number.
    ///
    /// # Errors
    /// `ledger.*` of the store.
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError>;

    /// The recorded answer to a command.
    ///
    /// # Errors
    /// `ledger.*` of the store.
    fn answer(&self, id: &CommandId) -> Result<Option<AnswerRecord>, VoucherError>;

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
