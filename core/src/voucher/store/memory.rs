//! A store that lasts as long as the process.

use std::collections::{BTreeMap, BTreeSet};

use super::{Commit, Records, Store, Work, WriteFault};
use crate::voucher::answer::{AnswerRecord, Recorded};
use crate::voucher::chain::EventRecord;
use crate::voucher::error::VoucherError;
use crate::voucher::hash::HashKind;
use crate::voucher::ident::CommandId;

/// Records in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    hash_kind: HashKind,
    events: Vec<EventRecord>,
    answers: BTreeMap<CommandId, AnswerRecord>,
}

impl MemoryStore {
    /// An empty one for a chain of the given hash.
    pub fn new(hash_kind: HashKind) -> Self {
        Self { hash_kind, ..Self::default() }
    }

    /// Adds commits, all or none.
    ///
    /// # Errors
    /// `ledger.store_failed` for a command id, an event number or an answer that does not fit.
    pub(in crate::voucher) fn append(&mut self, commits: Vec<Commit>) -> Result<(), VoucherError> {
        let mut seen = BTreeSet::new();
        for commit in &commits {
            let id = &commit.answer.command.id;
            if !seen.insert(id) || self.answers.contains_key(id) {
                return Err(VoucherError::store("a command id twice"));
            }
            let fits = match (&commit.event, &commit.answer.outcome) {
                (Some(record), Recorded::Applied { seq }) => record.event.seq == *seq,
                (event, outcome) => event.is_none() && matches!(outcome, Recorded::Refused { .. }),
            };
            if !fits {
                return Err(VoucherError::store("an answer without its event"));
            }
        }
        let events = commits.iter().filter_map(|commit| commit.event.as_ref());
        for (seq, event) in (self.events.len() as u64 + 1..).zip(events) {
            if event.event.seq != seq {
                return Err(VoucherError::store("an event number out of order"));
            }
        }
        for Commit { answer, event } in commits {
            self.answers.insert(answer.command.id.clone(), answer);
            self.events.extend(event);
        }
        Ok(())
    }
}

impl Store for MemoryStore {
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        let commits = work(self).map_err(WriteFault::NotWritten)?;
        self.append(commits).map_err(WriteFault::NotWritten)
    }

    fn hash_kind(&self) -> HashKind {
        self.hash_kind
    }
}

impl Records for MemoryStore {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        let index = seq.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        Ok(index.and_then(|index| self.events.get(index)).cloned())
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        let found = ids.iter().filter_map(|id| self.answers.get_key_value(*id));
        Ok(found.map(|(id, answer)| (id.clone(), answer.clone())).collect())
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        let skip = usize::try_from(after_seq).unwrap_or(usize::MAX);
        for record in self.events.iter().skip(skip) {
            if !visit(record)? {
                break;
            }
        }
        Ok(())
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        self.answers.values().try_for_each(visit)
    }
}
