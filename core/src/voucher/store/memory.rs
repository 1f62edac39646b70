//! A store that lasts as long as the process.

use std::collections::{BTreeMap, BTreeSet};

use super::{Commit, Store, WriteFault};
use crate::voucher::answer::AnswerRecord;
use crate::voucher::chain::EventRecord;
use crate::voucher::error::VoucherError;
use crate::voucher::ident::CommandId;

/// Records in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    events: Vec<EventRecord>,
    answers: BTreeMap<CommandId, AnswerRecord>,
}

impl Store for MemoryStore {
    fn append(&mut self, commits: Vec<Commit>) -> Result<(), WriteFault> {
        let mut seen = BTreeSet::new();
        for commit in &commits {
            let id = &commit.answer.command.id;
            if !seen.insert(id) || self.answers.contains_key(id) {
                return Err(WriteFault::NotWritten(VoucherError::store("a command id twice")));
            }
        }
        let events = commits.iter().filter_map(|commit| commit.event.as_ref());
        for (seq, event) in (self.events.len() as u64 + 1..).zip(events) {
            if event.event.seq != seq {
                return Err(WriteFault::NotWritten(VoucherError::store("an event number out of order")));
            }
        }
        for Commit { answer, event } in commits {
            self.answers.insert(answer.command.id.clone(), answer);
            self.events.extend(event);
        }
        Ok(())
    }

    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        let index = seq.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        Ok(index.and_then(|index| self.events.get(index)).cloned())
    }

    fn answer(&self, id: &CommandId) -> Result<Option<AnswerRecord>, VoucherError> {
        Ok(self.answers.get(id).cloned())
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
