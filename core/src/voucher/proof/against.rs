//! A history against the checkpoints that were published of it (对照检查).

use serde::Serialize;

use super::checkpoint::Checkpoint;
use super::follower::Follower;
use super::tree::Root;
use crate::voucher::chain::{EventRecord, Head};
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;

/// What was found to hold against checkpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Checked {
    /// How many checkpoints.
    pub checkpoints: u64,
    /// The number of events under the last of them: nothing up to there was changed.
    pub covered: u64,
    /// The number of events in all.
    pub events: u64,
}

/// Follows events and stops where they leave what the checkpoints say.
pub(in crate::voucher) struct Watch<'a> {
    follower: Follower,
    /// By number of events; `ahead` are those that were not reached yet.
    ahead: std::vec::IntoIter<&'a Checkpoint>,
    checked: u64,
    covered: u64,
}

impl<'a> Watch<'a> {
    /// # Errors
    /// `ledger.fork` if two checkpoints conflict, `ledger.hash_kind` if one is of another hash.
    pub(in crate::voucher) fn new(
        hash_kind: HashKind,
        checkpoints: &'a [Checkpoint],
    ) -> Result<Self, VoucherError> {
        let mut ordered: Vec<_> = checkpoints.iter().collect();
        ordered.sort_by_key(|checkpoint| (checkpoint.time(), checkpoint.root().events));
        for pair in ordered.windows(2) {
            if let [one, two] = pair
                && (one.conflicts(two) || one.origin() != two.origin())
            {
                return Err(VoucherError::new(VoucherCode::Fork).at_seq(two.root().events));
            }
        }
        if ordered.iter().any(|checkpoint| checkpoint.root().hash_kind != hash_kind) {
            return Err(VoucherError::new(VoucherCode::HashKind).because(hash_kind.name()));
        }
        // In the order of time without a conflict, they are in the order of events.
        let mut watch =
            Self { follower: Follower::new(hash_kind), ahead: ordered.into_iter(), checked: 0, covered: 0 };
        watch.compare()?;
        Ok(watch)
    }

    /// Takes in the next record.
    ///
    /// # Errors
    /// `ledger.broken_chain`, naming the event; `ledger.rewritten`, naming the first that may be another, if a checkpoint
    /// right behind it says otherwise.
    pub(in crate::voucher) fn follow(&mut self, record: &EventRecord) -> Result<(), VoucherError> {
        self.follower.follow(record)?;
        self.compare()
    }

    fn compare(&mut self) -> Result<(), VoucherError> {
        let head = self.follower.head();
        while let Some(next) = self.ahead.as_slice().first().filter(|next| next.root().events == head.events)
        {
            if next.head() != head || next.root() != self.follower.root() {
                let last = head.events;
                return Err(VoucherError::new(VoucherCode::Rewritten)
                    .at_seq((self.covered + 1).min(last))
                    .because(format!("or one behind it, up to {last}")));
            }
            self.checked += 1;
            self.covered = head.events;
            self.ahead.next();
        }
        Ok(())
    }

    /// # Errors
    /// `ledger.cut_off`, naming the first event that is missing.
    pub(in crate::voucher) fn finish(self) -> Result<Checked, VoucherError> {
        let events = self.follower.head().events;
        if let Some(next) = self.ahead.as_slice().last() {
            return Err(VoucherError::new(VoucherCode::CutOff)
                .at_seq(events + 1)
                .because(format!("a checkpoint has {}", next.root().events)));
        }
        Ok(Checked { checkpoints: self.checked, covered: self.covered, events })
    }

    pub(in crate::voucher) const fn head(&self) -> Head {
        self.follower.head()
    }

    pub(in crate::voucher) fn root(&self) -> Root {
        self.follower.root()
    }
}
