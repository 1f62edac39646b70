//! The Merkle tree over the events (默克尔树; RFC 6962, section 2.1).
//!
//! ```text
//! leaf = H(0x00 ‖ canonical bytes of the event)      node = H(0x01 ‖ left ‖ right)      empty tree = H()
//! ```

use serde::{Deserialize, Serialize};

use crate::voucher::digest::Digest;
use crate::voucher::hash::HashKind;

/// The leaf of an event, by its canonical bytes ([`encode_event`](crate::voucher::encode_event)).
pub fn leaf_hash(hash_kind: HashKind, bytes: &[u8]) -> Digest {
    hash_kind.digest_parts(&[&[0], bytes])
}

pub(super) fn node_hash(hash_kind: HashKind, left: &Digest, right: &Digest) -> Digest {
    hash_kind.digest_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// What a tree comes to: how many events, and the hash over all of them. This is what is published; JSON of a whole
/// [`Checkpoint`](super::Checkpoint) is read as one, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TreeRoot"))]
pub struct Root {
    /// The number of events.
    pub events: u64,
    /// The hash over them.
    pub root: Digest,
    /// The kind of hash; JSON names it unless it is SHA-256.
    #[serde(default, skip_serializing_if = "HashKind::is_default")]
    pub hash_kind: HashKind,
}

/// A tree that grows by one leaf at a time and keeps no more than its summits: adding a leaf costs two hashes on average,
/// the root at most one for each of the up to 64 summits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    hash_kind: HashKind,
    leaves: u64,
    /// Roots of the full trees that the leaves fall into, one for each bit that is set in their number, largest first.
    summits: Vec<Digest>,
}

impl Tree {
    /// An empty tree.
    pub const fn new(hash_kind: HashKind) -> Self {
        Self { hash_kind, leaves: 0, summits: Vec::new() }
    }

    /// Adds the event of these canonical bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.push_leaf(leaf_hash(self.hash_kind, bytes));
    }

    fn push_leaf(&mut self, leaf: Digest) {
        let mut node = leaf;
        // Where the number ends in ones, full trees of equal size meet, as a carry runs through.
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.summits.pop() {
                node = node_hash(self.hash_kind, &left, &node);
            }
        }
        self.summits.push(node);
        self.leaves += 1;
    }

    /// The number of leaves.
    pub const fn len(&self) -> u64 {
        self.leaves
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.leaves == 0
    }

    /// Number of leaves and hash over all of them.
    pub fn root(&self) -> Root {
        let mut summits = self.summits.iter().rev().copied();
        let smallest = summits.next();
        let root = smallest
            .map(|smallest| summits.fold(smallest, |right, left| node_hash(self.hash_kind, &left, &right)));
        Root {
            events: self.leaves,
            root: root.unwrap_or_else(|| self.hash_kind.digest(&[])),
            hash_kind: self.hash_kind,
        }
    }
}

/// The largest power of two below a number of at least two: where RFC 6962 divides a tree.
pub(super) fn division(leaves: u64) -> u64 {
    // 2^k for the k of the highest bit of leaves - 1, which is at least one.
    1 << (63 - (leaves - 1).max(1).leading_zeros())
}

/// Whether two digests are both known and the same.
pub(super) fn is(found: Option<Digest>, root: &Root) -> bool {
    found == Some(root.root)
}
