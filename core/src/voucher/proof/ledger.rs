//! What a ledger proves of itself.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Serialize;

use super::against::{Checked, Watch};
use super::checkpoint::Checkpoint;
use super::consistency::{self, ConsistencyProof};
use super::follower::Follower;
use super::inclusion::{self, InclusionProof};
use super::key::CheckpointKey;
use super::tree::{Root, Tree, leaf_hash};
use crate::voucher::chain::encode_event;
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::ledger::Ledger;
use crate::voucher::time::Timestamp;

/// The root behind the last event of a civil day in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DayRoot {
    /// The day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub day: NaiveDate,
    /// All events up to its end, and the hash over them.
    #[serde(flatten)]
    pub root: Root,
    /// The hash of the chain there.
    pub head: Digest,
}

impl Ledger {
    /// Signs how far this handle has come. It reads the events since its last checkpoint, all of them the first time, and
    /// follows the chain on the way: a broken history is not signed.
    ///
    /// # Errors
    /// `ledger.broken_chain`, `ledger.state_differs`; those of the store.
    pub fn checkpoint(&self, key: &CheckpointKey, now: Timestamp) -> Result<Checkpoint, VoucherError> {
        let followed = self.followed()?;
        Ok(Checkpoint::sign(key, followed.root(), followed.head(), now))
    }

    /// The number of events and the hash over them, as a checkpoint has it.
    ///
    /// # Errors
    /// Those of [`Ledger::checkpoint`].
    pub fn root(&self) -> Result<Root, VoucherError> {
        Ok(self.followed()?.root())
    }

    /// The root of every civil day that has events, in order; the last day may go on. One pass over the events.
    ///
    /// # Errors
    /// `ledger.broken_chain`; those of the store.
    pub fn day_roots(&self) -> Result<Vec<DayRoot>, VoucherError> {
        let mut follower = Follower::new(self.head().hash_kind);
        let mut days: Vec<DayRoot> = Vec::new();
        let mut open: Option<NaiveDate> = None;
        let end =
            |day, follower: &Follower| DayRoot { day, root: follower.root(), head: follower.head().hash };
        self.scan(0..self.head().events, &mut |record| {
            let day = record.event.time.local_date();
            if let Some(before) = open.filter(|before| *before != day) {
                days.push(end(before, &follower));
            }
            open = Some(day);
            follower.follow(record)
        })?;
        days.extend(open.map(|day| end(day, &follower)));
        Ok(days)
    }

    /// Proves that the event `seq` is among the first `events`. One pass over the events, in little memory.
    ///
    /// # Errors
    /// `ledger.proof_range` if there are not so many; those of the store.
    pub fn prove_inclusion(&self, seq: u64, events: u64) -> Result<InclusionProof, VoucherError> {
        let place = seq.checked_sub(1).filter(|place| *place < events && events <= self.head().events);
        let place = place.ok_or_else(|| VoucherError::new(VoucherCode::ProofRange).at_seq(seq))?;
        let record = self.records()?.event(seq)?;
        let record = record.ok_or_else(|| VoucherError::new(VoucherCode::BrokenChain).at_seq(seq))?;
        let hash_kind = self.head().hash_kind;
        let bytes = encode_event(&record.event);
        let path = self.roots_of(&inclusion::ranges(place, events))?;
        let leaf = leaf_hash(hash_kind, &bytes);
        Ok(InclusionProof { seq, events, leaf, path, event: Some(bytes), hash_kind })
    }

    /// Proves that the first `new_events` begin with the first `old_events`. One pass over the events, in little memory.
    ///
    /// # Errors
    /// `ledger.proof_range` if there are not so many, or fewer new than old; those of the store.
    pub fn prove_consistency(
        &self,
        old_events: u64,
        new_events: u64,
    ) -> Result<ConsistencyProof, VoucherError> {
        if old_events > new_events || new_events > self.head().events {
            return Err(VoucherError::new(VoucherCode::ProofRange).at_seq(old_events.max(new_events)));
        }
        let path = self.roots_of(&consistency::ranges(old_events, new_events))?;
        Ok(ConsistencyProof { old_events, new_events, path, hash_kind: self.head().hash_kind })
    }

    /// Holds the history against checkpoints that were published of it: finds what was cut off at the end, a backup that
    /// is older, and a history written anew, however well its chain fits.
    ///
    /// The more checkpoints, the closer a change is narrowed down; [`Ledger::first_difference`] names it exactly where
    /// there is a copy to compare with.
    ///
    /// # Errors
    /// `ledger.broken_chain` and `ledger.cut_off`, naming the first bad or missing event; `ledger.rewritten`, naming the
    /// first event that may be another; `ledger.fork` if the checkpoints contradict each other; `ledger.hash_kind`.
    pub fn check_against(&self, checkpoints: &[Checkpoint]) -> Result<Checked, VoucherError> {
        let mut watch = Watch::new(self.head().hash_kind, checkpoints)?;
        self.scan(0..self.head().events, &mut |record| watch.follow(record))?;
        watch.finish()
    }

    /// The number of the first event in which two copies of a ledger differ, none if one continues the other.
    ///
    /// Each hash of a chain stands for everything before it, so that some twenty looks find the place among a million.
    /// Both chains must hold ([`Ledger::verify`]).
    ///
    /// # Errors
    /// `ledger.hash_kind` for chains of different hashes; those of the stores.
    pub fn first_difference(&self, other: &Self) -> Result<Option<u64>, VoucherError> {
        if self.head().hash_kind != other.head().hash_kind {
            return Err(VoucherError::new(VoucherCode::HashKind));
        }
        let hash = |ledger: &Self, seq: u64| {
            let record = ledger.records()?.event(seq)?;
            let record = record.ok_or_else(|| VoucherError::new(VoucherCode::BrokenChain).at_seq(seq))?;
            Ok::<_, VoucherError>(record.hash)
        };
        let common = self.head().events.min(other.head().events);
        // All up to `same` are the same, those from `differs` on are not.
        let (mut same, mut differs) = (0, common + 1);
        while differs - same > 1 {
            let middle = same + (differs - same) / 2;
            if hash(self, middle)? == hash(other, middle)? {
                same = middle;
            } else {
                differs = middle;
            }
        }
        Ok((differs <= common).then_some(differs))
    }

    /// The root of each run of leaves, which do not overlap. They are read in order, once.
    fn roots_of(&self, runs: &[Range<u64>]) -> Result<Vec<Digest>, VoucherError> {
        let hash_kind = self.head().hash_kind;
        let mut trees: Vec<(usize, &Range<u64>, Tree)> =
            runs.iter().enumerate().map(|(place, run)| (place, run, Tree::new(hash_kind))).collect();
        trees.sort_by_key(|(_, run, _)| run.start);
        let first = trees.first().map_or(0, |(_, run, _)| run.start);
        let last = trees.last().map_or(0, |(_, run, _)| run.end);
        let mut current = trees.iter_mut().peekable();
        self.scan(first..last, &mut |record| {
            let place = record.event.seq.saturating_sub(1);
            while current.next_if(|(_, run, _)| run.end <= place).is_some() {}
            if let Some((_, run, tree)) = current.peek_mut()
                && run.contains(&place)
            {
                tree.push(&encode_event(&record.event));
            }
            Ok(())
        })?;
        trees.sort_by_key(|(place, ..)| *place);
        Ok(trees.into_iter().map(|(.., tree)| tree.root().root).collect())
    }

    /// Shows the events of a run of leaves, from 0.
    fn scan(
        &self,
        run: Range<u64>,
        visit: &mut dyn FnMut(&crate::voucher::chain::EventRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        let records = self.records()?;
        if run.is_empty() {
            return Ok(());
        }
        let mut left = run.end - run.start;
        records.scan_events(run.start, &mut |record| {
            visit(record)?;
            left -= 1;
            Ok(left > 0)
        })
    }
}
