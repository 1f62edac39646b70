//! Posts that the same values exclude for many people, found once for all of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::filters::{Words, words};
use super::{Person, PostIndex, Row, index};
use crate::matching::Threads;

/// How many people must exclude the same values, so that going through all posts once is worth it.
const PEOPLE: usize = if cfg!(test) { 2 } else { 8 };
/// Words are made for so many sets of values at most: each takes a bit of memory for every post.
const SETS: usize = 512;

/// Which value a post has of hours, of certificates, of places.
const VALUES: [fn(&Row) -> u32; 3] = [|row| row.schedule, |row| row.certificates, |row| row.place];

impl PostIndex {
    /// Gives people who exclude the same values the words of the posts that are left, instead of the values.
    pub(in crate::matching) fn share(&self, persons: &mut [Person], threads: &Threads) {
        let mut sets: HashMap<(usize, &[bool]), usize> = HashMap::new();
        for (facet, values) in persons.iter().flat_map(|person| (0..).zip(&person.excluded)) {
            if let Some(values) = values {
                *sets.entry((facet, values)).or_default() += 1;
            }
        }
        let mut common: Vec<_> = sets.into_iter().filter(|(_, people)| *people >= PEOPLE).collect();
        // Those of most people first; which comes first of equals must not depend on a hash.
        common.sort_unstable_by(|(left, many), (right, more)| more.cmp(many).then_with(|| left.cmp(right)));
        common.truncate(SETS);
        let left: HashMap<(usize, Box<[bool]>), Arc<Words>> = threads
            .map(common, |((facet, values), _)| {
                let value = VALUES.get(facet).copied().unwrap_or(|_| 0);
                let is_left = |row: &Row| !values.get(index(value(row))).copied().unwrap_or(false);
                ((facet, values.into()), Arc::new(words(&self.rows, is_left)))
            })
            .into_iter()
            .collect();
        let mut tests: HashMap<(Option<u8>, u64), usize> = HashMap::new();
        for person in persons.iter() {
            *tests.entry((person.test.age, person.test.forbidden)).or_default() += 1;
        }
        tests.retain(|_, people| *people >= PEOPLE);
        let mut lets: HashMap<(Option<u8>, u64), Arc<Words>> = HashMap::new();
        for person in persons {
            let key = (person.test.age, person.test.forbidden);
            if tests.contains_key(&key) {
                let words = lets.entry(key).or_insert_with(|| {
                    let mut open = Words::new();
                    self.filters.open(&self.rows, &person.test, None, std::iter::empty(), &mut open);
                    Arc::new(open)
                });
                person.lets = Some(Arc::clone(words));
            }
            for (facet, excluded) in (0..).zip(&mut person.excluded) {
                let known = excluded.as_deref().and_then(|values| left.get(&(facet, values.into())));
                if let Some(words) = known {
                    person.left.push(Arc::clone(words));
                    *excluded = None;
                }
            }
        }
    }
}
