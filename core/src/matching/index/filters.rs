//! Which posts a person's facts exclude, a bit for each post and a word for each block: measured beside compressed
//! bitmaps in `benches/benches/filter.rs`.

use super::block::{BLOCK, Test};
use super::{Fact, Row};

/// The ages that have words: the others exclude nobody here.
const AGES: std::ops::Range<u8> = 16..80;

/// Words of all blocks.
type Words = Vec<u64>;

/// The words of every trait and age.
#[derive(Debug)]
pub(super) struct Filters {
    /// Which slots hold a post.
    filled: Words,
    /// For each trait the posts that do not have it.
    lacking: Vec<Words>,
    /// For each of the ages the posts that are open to it.
    open_to: Vec<Words>,
}

/// For each block the posts of which something is true.
pub(super) fn words(facts: &[Fact], is_true: impl Fn(&Fact) -> bool) -> Words {
    let of_block = |facts: &[Fact]| {
        (0..BLOCK).zip(facts).fold(0, |bits, (place, fact)| bits | u64::from(is_true(fact)) << place)
    };
    facts.chunks(BLOCK).map(of_block).collect()
}

impl Filters {
    pub(super) fn new(facts: &[Fact], traits: usize) -> Self {
        let lets = |row: &Row, age: u8| row.age_min <= age && age <= row.age_max;
        Self {
            filled: words(facts, |_| true),
            lacking: (0..traits.min(64)).map(|bit| words(facts, |fact| fact.traits >> bit & 1 == 0)).collect(),
            open_to: AGES.map(|age| words(facts, |fact| lets(&fact.row, age))).collect(),
        }
    }

    fn of_test(&self, test: &Test) -> impl Iterator<Item = &Words> {
        let age = test.age.and_then(|age| self.open_to.get(usize::from(age.checked_sub(AGES.start)?)));
        let forbidden = test.forbidden;
        let of_bit = move |(bit, words)| (forbidden >> bit & 1 == 1).then_some(words);
        age.into_iter().chain(self.lacking.iter().enumerate().filter_map(of_bit))
    }

    /// The posts that neither trait nor age excludes, and that are among `others`, if there are such.
    pub(super) fn open(&self, test: &Test, others: Option<&Words>, open: &mut Words) {
        open.clone_from(&self.filled);
        for words in self.of_test(test).chain(others) {
            open.iter_mut().zip(words).for_each(|(open, word)| *open &= word);
        }
    }

    /// Whether neither trait nor age excludes the post at a slot.
    pub(super) fn lets(&self, test: &Test, slot: usize) -> bool {
        self.of_test(test).all(|words| words.get(slot / BLOCK).is_some_and(|word| word >> (slot % BLOCK) & 1 == 1))
    }
}
