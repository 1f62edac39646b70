//! Where a walk has been, and what it has found.

use super::sieve::Bytes;
use std::cmp::{Ordering, Reverse};

/// A post that was found: priority where it orders, score, and its number among the posts by id, smaller ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::matching) struct Found {
    pub(in crate::matching) first: u32,
    pub(in crate::matching) score: u32,
    pub(in crate::matching) number: Reverse<u32>,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::matching) struct Tally {
    /// Posts whose columns were tested.
    pub(in crate::matching) tested: u64,
    /// Posts that were scored, in part at least.
    pub(in crate::matching) scored: u64,
}

impl Tally {
    pub(in crate::matching) const fn add(&mut self, other: Self) {
        self.tested += other.tested;
        self.scored += other.scored;
    }
}

/// What a walk notes, and the room for it.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// A bit for each post that no filter excludes and that has not been looked at.
    pub(super) open: Vec<u64>,
    /// For each block what the way to it adds at best.
    pub(super) ways: Vec<f32>,
    /// For each block the least seconds to a post of it, if ways are measured on streets.
    pub(super) least_s: Vec<f32>,
    /// What each post is worth at most, in the unit of the sieve; nothing if it is not open.
    pub(super) sums: Vec<Bytes>,
    /// For each sum the square of how far a post may be, to be as good as a bar.
    pub(super) farthest: Vec<f32>,
    /// For each block by how much its best post may be over a bar, and how much less that is at least for a bar that is
    /// higher by one.
    pub(super) promises: Vec<f32>,
    pub(super) falls: Vec<f32>,
    /// Some of the promises, to be put in order.
    order: Vec<f32>,
    /// Blocks to go to.
    pub(super) blocks: Vec<usize>,
    /// Blocks, and which of their posts are hopeful.
    pub(super) masks: Vec<(usize, u64)>,
    /// Slots of posts that are near enough, and the squares of their distances.
    pub(super) near: Vec<(usize, f32)>,
    /// The hopes of a round, so many of them, and behind them room for more.
    pub(super) hopes: Vec<Hope>,
    pub(super) hopeful: usize,
    /// Glimpses of the most hopeful.
    pub(super) glimpses: Vec<Option<u32>>,
    pub(super) found: Vec<Found>,
    pub(super) usual: Usual,
    pub(super) tally: Tally,
}

/// What the worst of the best has; none while there are fewer than asked for.
pub(super) type Bar = Option<(u32, u32)>;

/// What the bars of the people before tell of the next, in shares of one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Usual {
    pub(super) bar: f32,
    /// By how much the bar stays below what a good block promises.
    pub(super) below: f32,
    people: u16,
}

impl Usual {
    /// How many people's bars are remembered.
    const PEOPLE: u16 = 16;

    /// Learns from one more person.
    pub(super) fn learn(&mut self, bar: f32, below: f32) {
        self.people = (self.people + 1).min(Self::PEOPLE);
        let share = 1.0 / f32::from(self.people);
        self.bar += (bar - self.bar) * share;
        self.below += (below - self.below) * share;
    }
}

/// A post that passes all tests but the exact ones.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hope {
    pub(super) first: u32,
    /// What it scores at most, as a share of one.
    pub(super) most: f32,
    pub(super) slot: u32,
}

impl Hope {
    /// No post, or one that is excluded: it reaches nothing.
    pub(super) const NONE: Self = Self { first: 0, most: f32::NEG_INFINITY, slot: 0 };

    /// Whether it may be among the best. Written without branches, as nothing tells beforehand which way they go.
    pub(super) fn reaches(&self, (first, least): (u32, f32)) -> bool {
        (self.first > first) | ((self.first == first) & (self.most >= least))
    }

    /// The better one first.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        other.first.cmp(&self.first).then_with(|| other.most.total_cmp(&self.most))
    }
}

impl Trail {
    /// Blocks of which a line is drawn between those that promise more and less.
    const SAMPLES: usize = 64;

    /// What the last of the blocks that promise most promises; less than anything if there are no more.
    pub(super) fn least_of(&mut self, count: usize) -> f32 {
        // One of several stands for all of them: where the line lies need not be exact.
        let stride = (self.promises.len() / Self::SAMPLES).max(1);
        self.order.clear();
        self.order.extend(self.promises.iter().step_by(stride));
        let count = count / stride;
        if count >= self.order.len() {
            return f32::NEG_INFINITY;
        }
        *self.order.select_nth_unstable_by(count, |left, right| right.total_cmp(left)).1
    }

    pub(super) fn bar(&self, k: usize) -> Bar {
        let worst = self.found.get(k.checked_sub(1)?)?;
        Some((worst.first, worst.score))
    }

    /// Puts a post among the best, which stand in order.
    pub(super) fn keep(&mut self, found: Found, k: usize) {
        let place = self.found.partition_point(|better| *better > found);
        if place < k {
            self.found.truncate(k - 1);
            self.found.insert(place, found);
        }
    }
}

/// Puts the numbers of those of which something is true at the start of a list, and says how many there are. Nothing
/// tells beforehand of whom it is true, so that there are no branches between them.
pub(super) fn list(numbers: &mut Vec<usize>, are_true: impl ExactSizeIterator<Item = bool>) -> usize {
    numbers.resize(are_true.len(), 0);
    let mut count = 0;
    for (number, is_true) in (0..).zip(are_true) {
        if let Some(room) = numbers.get_mut(count) {
            *room = number;
        }
        count += usize::from(is_true);
    }
    count
}
