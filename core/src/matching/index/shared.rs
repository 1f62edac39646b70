//! Posts that many people exclude alike, found once for all of them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::filters::{AgeAndTraits, Words, words};
use super::{Person, PostIndex, Row, index};
use crate::matching::Threads;

/// How many people must exclude alike, so that going through all posts once is worth it.
const PEOPLE: usize = if cfg!(test) { 2 } else { 16 };
/// For how many at most words are made that each take a bit of memory for every post.
const MOST: usize = 512;

/// Which value a post has of hours, of certificates, of places.
const VALUES: [fn(&Row) -> u32; 3] = [|row| row.schedule, |row| row.certificates, |row| row.place];

/// What many have in common; what most have comes first.
fn common<T: Hash + Ord + Clone>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    let mut common: Vec<(T, usize)> = counts.into_iter().filter(|(_, count)| *count >= PEOPLE).collect();
    // Which of equals comes first must not depend on a hash.
    common.sort_unstable_by(|(left, many), (right, more)| more.cmp(many).then_with(|| left.cmp(right)));
    common.into_iter().take(MOST).map(|(one, _)| one).collect()
}

impl PostIndex {
    /// Gives people who exclude alike the words of the posts that are left.
    pub(in crate::matching) fn share(&self, persons: &mut [Person], threads: &Threads) {
        let asked = common(persons.iter().map(|person| person.test.age_and_traits()));
        let lets: HashMap<AgeAndTraits, Arc<Words>> = threads
            .map(asked, |asked| {
                let mut open = Words::new();
                self.filters.open(&self.rows, asked, &mut open);
                (asked, Arc::new(open))
            })
            .into_iter()
            .collect();
        for person in persons.iter_mut() {
            person.lets = lets.get(&person.test.age_and_traits()).map(Arc::clone);
        }
        for (facet, value) in VALUES.iter().enumerate() {
            let excluded = |person: &Person| person.excluded.get(facet).and_then(Option::clone);
            let left: HashMap<Arc<[bool]>, Arc<Words>> = threads
                .map(common(persons.iter().filter_map(excluded)), |excluded| {
                    let is_left = |row: &Row| !excluded.get(index(value(row))).copied().unwrap_or(false);
                    (Arc::clone(&excluded), Arc::new(words(&self.rows, is_left)))
                })
                .into_iter()
                .collect();
            for person in persons.iter_mut() {
                let Some(excluded) = person.excluded.get_mut(facet) else { continue };
                if let Some(words) = excluded.as_ref().and_then(|excluded| left.get(excluded)) {
                    person.left.push(Arc::clone(words));
                    *excluded = None;
                }
            }
        }
    }
}
