//! Posts of one title and the same likely occupations: what a wish has in common with them is worked out once for all.

use std::collections::HashMap;

use super::alike::Alike;
use super::{PreparedPost, Row, index, number};
use crate::matching::part::Ladder;
use crate::model::OccupationCode;

/// The classes of the posts of an index, numbered in the order of the blocks.
#[derive(Debug, Default)]
pub(super) struct Classes {
    of_slots: Vec<u32>,
    /// For each class how many pairs of letters its title has.
    pub(super) pairs: Vec<u32>,
    /// Distinct occupations of posts, in order.
    pub(super) ladders: Vec<Ladder>,
    /// Where each class's occupations begin, which of the distinct ones they are, and how likely.
    code_starts: Vec<u32>,
    class_codes: Vec<(u32, u32)>,
    /// The pairs of letters of titles, and where the classes of each begin.
    pair_numbers: HashMap<u64, u32>,
    pair_starts: Vec<u32>,
    pair_classes: Vec<u32>,
}

/// Gathers classes, one post after the other.
#[derive(Default)]
pub(super) struct ClassesOf<'a> {
    known: Alike,
    firsts: Vec<&'a PreparedPost>,
    /// The likeliest occupation of each.
    codes: Vec<u32>,
}

impl<'a> ClassesOf<'a> {
    /// The class of a post.
    pub(super) fn add(&mut self, post: &'a PreparedPost) -> u32 {
        let (firsts, codes) = (&mut self.firsts, &mut self.codes);
        let alike = |class: u32| match firsts.get(index(class)) {
            Some(first) => first.title == post.title && first.occupations == post.occupations,
            None => {
                firsts.push(post);
                codes.push(post.occupations.first().map_or(0, |(code, _)| code.padded().digits()));
                true
            }
        };
        self.known.number(post.prints.class, alike)
    }

    /// The likeliest occupation of a class.
    pub(super) fn code(&self, class: u32) -> u32 {
        self.codes.get(index(class)).copied().unwrap_or(0)
    }

    /// Numbers the classes anew in the order in which rows have them, so that those of a block stand together.
    pub(super) fn finish(self, rows: &mut [Row]) -> Classes {
        let mut renumbered = vec![u32::MAX; self.firsts.len()];
        let mut firsts = Vec::with_capacity(self.firsts.len());
        for row in rows.iter_mut() {
            let old = index(row.class);
            let (Some(new), Some(first)) = (renumbered.get_mut(old), self.firsts.get(old)) else { continue };
            if *new == u32::MAX {
                *new = number(firsts.len());
                firsts.push(*first);
            }
            row.class = *new;
        }
        Classes::of(&firsts, rows.iter().map(|row| row.class).collect())
    }
}

impl Classes {
    fn of(firsts: &[&PreparedPost], of_slots: Vec<u32>) -> Self {
        let mut codes: Vec<OccupationCode> =
            firsts.iter().flat_map(|post| &post.occupations).map(|(code, _)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        let (mut code_starts, mut class_codes) = (vec![0], Vec::new());
        let mut pair_numbers = HashMap::new();
        let mut counts = Vec::new();
        for post in firsts {
            class_codes.extend(post.occupations.iter().filter_map(|(code, likely)| {
                codes.binary_search(code).ok().map(|place| (number(place), *likely))
            }));
            code_starts.push(number(class_codes.len()));
            for pair in post.title.pairs() {
                let pair = *pair_numbers.entry(*pair).or_insert_with(|| {
                    counts.push(0);
                    number(counts.len() - 1)
                });
                if let Some(count) = counts.get_mut(index(pair)) {
                    *count += 1;
                }
            }
        }
        let mut sum = 0;
        let mut pair_starts = vec![0];
        pair_starts.extend(counts.iter().map(|count| {
            sum += count;
            sum
        }));
        let mut next = pair_starts.clone();
        let mut pair_classes = vec![0; index(sum)];
        for (class, post) in (0_u32..).zip(firsts) {
            for pair in post.title.pairs() {
                let Some(place) = pair_numbers.get(pair).and_then(|pair| next.get_mut(index(*pair))) else {
                    continue;
                };
                if let Some(slot) = pair_classes.get_mut(index(*place)) {
                    *slot = class;
                }
                *place += 1;
            }
        }
        Self {
            of_slots,
            pairs: firsts.iter().map(|post| number(post.title.pairs().len())).collect(),
            ladders: codes.into_iter().map(Ladder::of).collect(),
            code_starts,
            class_codes,
            pair_numbers,
            pair_starts,
            pair_classes,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The class of each slot.
    pub(super) fn of_slots(&self) -> &[u32] {
        &self.of_slots
    }

    /// The occupations of each class: which of the distinct ones, and how likely.
    pub(super) fn occupations(&self) -> impl Iterator<Item = &[(u32, u32)]> {
        self.code_starts
            .array_windows()
            .map(|[from, to]| self.class_codes.get(index(*from)..index(*to)).unwrap_or_default())
    }

    /// The classes whose titles have a pair of letters.
    pub(super) fn with_pair(&self, pair: u64) -> &[u32] {
        let Some(pair) = self.pair_numbers.get(&pair).map(|pair| index(*pair)) else { return &[] };
        let bounds = self.pair_starts.get(pair).zip(self.pair_starts.get(pair + 1));
        bounds.and_then(|(from, to)| self.pair_classes.get(index(*from)..index(*to))).unwrap_or_default()
    }
}
