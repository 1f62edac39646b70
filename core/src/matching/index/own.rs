//! The skills of one person, laid out over the posts of an index.

use super::block::BLOCK;
use super::{Person, PostIndex, index};

/// The skills of a person, laid out over an index.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// For each slot the share of the post's skills that the person has, in the unit of the sieve.
    pub(super) shares: Vec<u8>,
    /// A bit for each skill.
    bits: Vec<u64>,
}

impl Own {
    /// Makes room for an index, and notes the skills of a person.
    pub(super) fn note(&mut self, posts: &PostIndex, person: &Person) {
        self.shares.resize(posts.len() * BLOCK, 0);
        self.bits.resize(posts.shares.starts.len().div_ceil(64), 0);
        for term in &person.skills {
            if let Some(word) = self.bits.get_mut(index(*term) / 64) {
                *word |= 1 << (term % 64);
            }
            for (slot, share) in posts.shares.of(*term) {
                if let Some(sum) = self.shares.get_mut(index(*slot)) {
                    *sum = sum.saturating_add(*share);
                }
            }
        }
    }

    pub(super) fn forget(&mut self, posts: &PostIndex, person: &Person) {
        for word in person.skills.iter().map(|term| index(*term) / 64) {
            if let Some(word) = self.bits.get_mut(word) {
                *word = 0;
            }
        }
        let touched: usize = person.skills.iter().map(|term| posts.shares.of(*term).len()).sum();
        // Writing to one place here and there costs more than to a line of them.
        if touched > self.shares.len() / 32 {
            self.shares.fill(0);
            return;
        }
        for (slot, _) in person.skills.iter().flat_map(|term| posts.shares.of(*term)) {
            if let Some(sum) = self.shares.get_mut(index(*slot)) {
                *sum = 0;
            }
        }
    }

    pub(super) fn has(&self, term: u32) -> bool {
        self.bits.get(index(term) / 64).is_some_and(|word| word >> (term % 64) & 1 == 1)
    }
}
