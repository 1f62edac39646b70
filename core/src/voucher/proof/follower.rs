//! Chain and tree in one pass.

use super::tree::{Root, Tree};
use crate::voucher::chain::{EventRecord, Head, encode_event};
use crate::voucher::error::VoucherError;
use crate::voucher::hash::HashKind;

/// Follows the events from the first on, and knows head and root behind each.
#[derive(Debug, Clone)]
pub(in crate::voucher) struct Follower {
    head: Head,
    tree: Tree,
}

impl Follower {
    pub(in crate::voucher) fn new(hash_kind: HashKind) -> Self {
        Self { head: Head::genesis(hash_kind), tree: Tree::new(hash_kind) }
    }

    /// Takes in the next record.
    ///
    /// # Errors
    /// `ledger.broken_chain`, naming the number that the record should have; nothing has changed then.
    pub(in crate::voucher) fn follow(&mut self, record: &EventRecord) -> Result<(), VoucherError> {
        let bytes = encode_event(&record.event);
        self.head = self.head.follow_bytes(record, &bytes)?;
        self.tree.push(&bytes);
        Ok(())
    }

    pub(in crate::voucher) const fn head(&self) -> Head {
        self.head
    }

    pub(in crate::voucher) fn root(&self) -> Root {
        self.tree.root()
    }
}
