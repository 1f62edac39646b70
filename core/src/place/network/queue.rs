//! A queue of nodes by time, in buckets (桶队列).
//!
//! Dial's buckets (Communications of the ACM 12, 1969), some ticks wide as in delta-stepping (Meyer and Sanders, Journal of
//! Algorithms 49, 2003): within a bucket nodes come in any order, and one whose time fell meanwhile comes again.

/// Ticks of a bucket, as a power of two: 12.8 seconds, less than most streets take on foot, so that few nodes come twice.
/// In narrower ones the search for the next bucket costs more.
const WIDTH: u32 = 7;

/// Buckets in the ring.
const BUCKETS: u32 = 1 << 11;

/// Nothing, in a list of entries.
const END: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Entry {
    time: u32,
    node: u32,
    next: u32,
}

/// Nodes with times; the least bucket first. What is pushed is not earlier than the bucket that is being taken from.
#[derive(Debug)]
pub(super) struct Queue {
    entries: Vec<Entry>,
    /// The last entry of each bucket of the ring.
    last: Vec<u32>,
    /// Which buckets hold something.
    filled: Vec<u64>,
    /// The bucket that is being taken from, counted from time 0.
    now: u32,
    /// Entries beyond the ring, and the least bucket of them.
    later: Vec<(u32, u32)>,
    later_least: u32,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            last: vec![END; BUCKETS as usize],
            filled: vec![0; BUCKETS as usize / 64],
            now: 0,
            later: Vec::new(),
            later_least: u32::MAX,
        }
    }
}

impl Queue {
    /// Begins anew, at time 0; the queue is empty.
    pub(super) fn restart(&mut self) {
        self.entries.clear();
        self.now = 0;
    }

    #[inline]
    pub(super) fn push(&mut self, time: u32, node: u32) {
        let bucket = time >> WIDTH;
        if bucket - self.now >= BUCKETS {
            self.later.push((time, node));
            self.later_least = self.later_least.min(bucket);
            return;
        }
        let slot = bucket % BUCKETS;
        if let (Some(last), Some(filled)) =
            (self.last.get_mut(slot as usize), self.filled.get_mut(slot as usize / 64))
        {
            self.entries.push(Entry { time, node, next: *last });
            *last = self.entries.len() as u32 - 1;
            *filled |= 1 << (slot % 64);
        }
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<(u32, u32)> {
        loop {
            let slot = self.now % BUCKETS;
            let last = self.last.get_mut(slot as usize)?;
            if let Some(entry) = self.entries.get(*last as usize) {
                *last = entry.next;
                return Some((entry.time, entry.node));
            }
            if let Some(filled) = self.filled.get_mut(slot as usize / 64) {
                *filled &= !(1 << (slot % 64));
            }
            if !self.advance() {
                return None;
            }
        }
    }

    /// Goes on to the next bucket that holds something.
    fn advance(&mut self) -> bool {
        let slot = self.now % BUCKETS;
        let words = self.filled.len() as u32;
        let mask = u64::MAX << (slot % 64);
        // The slots from this one on, around the ring and back to those before it.
        for turn in 0..=words {
            let word = (slot / 64 + turn) % words;
            let bits = self.filled.get(word as usize).copied().unwrap_or_default();
            let bits = match turn {
                0 => bits & mask,
                _ if turn == words => bits & !mask,
                _ => bits,
            };
            if bits != 0 {
                let found = word * 64 + bits.trailing_zeros();
                self.now += (found + BUCKETS - slot) % BUCKETS;
                self.refill();
                return true;
            }
        }
        if self.later.is_empty() {
            return false;
        }
        self.now = self.later_least;
        self.refill();
        true
    }

    /// Takes into the ring what has come within it.
    fn refill(&mut self) {
        if self.later.is_empty() || self.later_least - self.now >= BUCKETS {
            return;
        }
        self.later_least = u32::MAX;
        for (time, node) in std::mem::take(&mut self.later) {
            self.push(time, node);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Pushes and pops in turn: buckets come in order, and everything comes out once.
        #[test]
        fn buckets_come_in_order(
            starts in prop::collection::vec(0_u32..400_000, 1..20),
            steps in prop::collection::vec(prop_oneof![0_u32..100, 0_u32..3_000, 0_u32..1_000_000], 0..200),
        ) {
            let mut queue = Queue::default();
            for _ in 0..2 {
                queue.restart();
                let (mut node, mut waiting) = (0, std::collections::BTreeSet::new());
                for &time in &starts {
                    queue.push(time, node);
                    waiting.insert((time, node));
                    node += 1;
                }
                let mut steps = steps.iter();
                while let Some((time, popped)) = queue.pop() {
                    let least = waiting.first().map_or(0, |&(time, _)| time);
                    prop_assert_eq!(time >> WIDTH, least >> WIDTH);
                    prop_assert!(waiting.remove(&(time, popped)));
                    if let Some(step) = steps.next() {
                        queue.push(time + step, node);
                        waiting.insert((time + step, node));
                        node += 1;
                    }
                }
                prop_assert!(waiting.is_empty());
            }
        }
    }
}
