//! That a later root holds all events of an earlier one, unchanged (一致性证明; RFC 6962, section 2.1.2).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::inclusion::PATH_LEN_MAX;
use super::tree::{Root, division, is, node_hash};
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::hash::HashKind;

/// The hashes from which both roots follow: at most one more than the tree is high.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConsistencyProof {
    /// The number of events under the earlier root.
    pub old_events: u64,
    /// The number of events under the later root.
    pub new_events: u64,
    /// The hashes.
    pub path: Vec<Digest>,
    /// The kind of hash; JSON names it unless it is SHA-256.
    #[serde(default, skip_serializing_if = "HashKind::is_default")]
    pub hash_kind: HashKind,
}

impl ConsistencyProof {
    /// Checks the proof against two published roots.
    ///
    /// # Errors
    /// `ledger.proof_fails` if it does not lead to both. That alone proves no fault of the ledger, since anybody can make
    /// a bad proof; that the ledger has no good one does.
    pub fn verify(&self, old: &Root, new: &Root) -> Result<(), VoucherError> {
        let fails = |why: &'static str| Err(VoucherError::new(VoucherCode::ProofFails).because(why));
        let sizes = (self.old_events, self.new_events) == (old.events, new.events);
        if !sizes || [old.hash_kind, new.hash_kind] != [self.hash_kind; 2] {
            return fails("made for other roots");
        }
        let holds = match (old.events, new.events) {
            (old_events, new_events) if old_events > new_events => false,
            // Every history continues the empty one.
            (0, _) => self.path.is_empty() && *old == Root { root: self.hash_kind.digest(&[]), ..*old },
            (old_events, new_events) if old_events == new_events => self.path.is_empty() && old == new,
            _ => self
                .leads_to(old)
                .is_some_and(|(first, second)| is(Some(first), old) && is(Some(second), new)),
        };
        if holds { Ok(()) } else { fails("it leads to other roots") }
    }

    /// The earlier and the later root that the path gives; RFC 9162, section 2.1.4.2.
    fn leads_to(&self, old: &Root) -> Option<(Digest, Digest)> {
        if self.path.len() > PATH_LEN_MAX + 1 {
            return None;
        }
        let (mut place, mut last) = (self.old_events.checked_sub(1)?, self.new_events.checked_sub(1)?);
        let up = place.trailing_ones().min(63);
        (place, last) = (place >> up, last >> up);
        // The earlier root itself, where it is a full tree, is not repeated.
        let whole = self.old_events.is_power_of_two().then_some(old.root);
        let mut path = whole.into_iter().chain(self.path.iter().copied());
        let start = path.next()?;
        let (mut first, mut second) = (start, start);
        for beside in path {
            if last == 0 {
                return None;
            }
            if place & 1 == 1 || place == last {
                first = node_hash(self.hash_kind, &beside, &first);
                second = node_hash(self.hash_kind, &beside, &second);
                let up = if place & 1 == 1 { 0 } else { place.trailing_zeros().min(63) };
                (place, last) = (place >> up, last >> up);
            } else {
                second = node_hash(self.hash_kind, &second, &beside);
            }
            (place, last) = (place >> 1, last >> 1);
        }
        (last == 0).then_some((first, second))
    }
}

/// The leaves under each hash of the path, from 0, in the order of the path.
pub(super) fn ranges(old: u64, new: u64) -> Vec<Range<u64>> {
    if old == 0 || old >= new {
        return Vec::new();
    }
    let (mut from, mut count, mut whole) = (0, new, true);
    let mut rest = old;
    let mut ranges = Vec::new();
    while rest < count {
        let left = division(count);
        if rest <= left {
            ranges.push(from + left..from + count);
            count = left;
        } else {
            ranges.push(from..from + left);
            from += left;
            count -= left;
            rest -= left;
            whole = false;
        }
    }
    if !whole {
        ranges.push(from..from + count);
    }
    ranges.reverse();
    ranges
}
