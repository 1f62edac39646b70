//! That an event is among those under a root (包含性证明; RFC 6962, section 2.1.1).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::base64;
use super::tree::{Root, division, is, leaf_hash, node_hash};
use crate::voucher::chain::decode_event;
use crate::voucher::digest::Digest;
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::event::Event;
use crate::voucher::hash::HashKind;

/// Longest path: a tree of 2^64 leaves is 64 high.
pub(super) const PATH_LEN_MAX: usize = 64;

/// The way from an event up to a root: at most one digest for each doubling of the number of events.
///
/// It tells nothing of other events but hashes. Whoever passes it on may leave out the event itself; its leaf remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InclusionProof {
    /// The number of the event, from 1.
    pub seq: u64,
    /// The number of events under the root.
    pub events: u64,
    /// The hash of the event as a leaf.
    pub leaf: Digest,
    /// The hashes beside the way up, lowest first.
    pub path: Vec<Digest>,
    /// The canonical bytes of the event in Base64.
    #[serde(rename = "event_base64", default, skip_serializing_if = "Option::is_none", with = "base64")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub event: Option<Vec<u8>>,
    /// The kind of hash; JSON names it unless it is SHA-256.
    #[serde(default, skip_serializing_if = "HashKind::is_default")]
    pub hash_kind: HashKind,
}

impl InclusionProof {
    /// Checks the proof against a published root, and gives the event if the proof has its bytes.
    ///
    /// # Errors
    /// `ledger.proof_fails` if it does not lead to this root; `ledger.encoding` for bytes that are no event.
    pub fn verify(&self, root: &Root) -> Result<Option<Event>, VoucherError> {
        let fails =
            |why: &'static str| VoucherError::new(VoucherCode::ProofFails).at_seq(self.seq).because(why);
        if self.events != root.events || self.hash_kind != root.hash_kind {
            return Err(fails("made for another root"));
        }
        if !is(self.leads_to(), root) {
            return Err(fails("it leads to another root"));
        }
        let Some(bytes) = &self.event else { return Ok(None) };
        if leaf_hash(self.hash_kind, bytes) != self.leaf {
            return Err(fails("the event has another leaf"));
        }
        let event = decode_event(bytes)?;
        if event.seq == self.seq { Ok(Some(event)) } else { Err(fails("the event has another number")) }
    }

    /// The root that leaf and path give; RFC 9162, section 2.1.3.2.
    fn leads_to(&self) -> Option<Digest> {
        let (mut place, mut last) = (self.seq.checked_sub(1)?, self.events.checked_sub(1)?);
        if place > last || self.path.len() > PATH_LEN_MAX {
            return None;
        }
        let mut node = self.leaf;
        for beside in &self.path {
            if last == 0 {
                return None;
            }
            if place & 1 == 1 || place == last {
                node = node_hash(self.hash_kind, beside, &node);
                // A last node without a neighbour moves up until it has one.
                let up = if place & 1 == 1 { 0 } else { place.trailing_zeros().min(63) };
                (place, last) = (place >> up, last >> up);
            } else {
                node = node_hash(self.hash_kind, &node, beside);
            }
            (place, last) = (place >> 1, last >> 1);
        }
        (last == 0).then_some(node)
    }
}

/// The leaves under each hash of the path, from 0, in the order of the path.
pub(super) fn ranges(place: u64, leaves: u64) -> Vec<Range<u64>> {
    let (mut from, mut count) = (0, leaves);
    let mut ranges = Vec::new();
    while count > 1 {
        let left = division(count);
        if place - from < left {
            ranges.push(from + left..from + count);
            count = left;
        } else {
            ranges.push(from..from + left);
            from += left;
            count -= left;
        }
    }
    ranges.reverse();
    ranges
}
