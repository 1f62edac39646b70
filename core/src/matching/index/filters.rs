//! Which posts a person's facts exclude, a bit for each post and a word for each block: measured beside compressed
//! bitmaps in `benches/benches/filter.rs`.

use super::Row;
use super::block::BLOCK;
use std::sync::OnceLock;

/// The ages that have words: the others exclude nobody here.
const AGES: std::ops::Range<u8> = 16..80;

/// Words of all blocks.
pub(super) type Words = Vec<u64>;

/// Age, if it is known, and forbidden traits.
pub(super) type AgeAndTraits = (Option<u8>, u64);

/// The words of every trait and age.
#[derive(Debug)]
pub(super) struct Filters {
    /// Which slots hold a post.
    filled: Words,
    /// For each trait the posts that do not have it.
    lacking: Vec<Words>,
    /// For each of the ages the posts that are open to it, made when the first of that age asks.
    open_to: Vec<OnceLock<Words>>,
}

/// For each block the posts of which something is true.
pub(super) fn words<T>(posts: &[T], is_true: impl Fn(&T) -> bool) -> Words {
    let of_block = |posts: &[T]| {
        (0..BLOCK).zip(posts).fold(0, |bits, (place, post)| bits | u64::from(is_true(post)) << place)
    };
    posts.chunks(BLOCK).map(of_block).collect()
}

/// Of some posts those that are among others, too.
pub(super) fn keep(posts: &mut Words, others: &Words) {
    posts.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
}

/// Whether the post at a slot is among words.
pub(super) fn has(words: &Words, slot: usize) -> bool {
    words.get(slot / BLOCK).is_some_and(|word| word >> (slot % BLOCK) & 1 == 1)
}

impl Filters {
    pub(super) fn new(traits_of: &[u64], traits: usize) -> Self {
        Self {
            filled: words(traits_of, |_| true),
            lacking: (0..traits.min(64))
                .map(|bit| words(traits_of, |traits| traits >> bit & 1 == 0))
                .collect(),
            open_to: AGES.map(|_| OnceLock::new()).collect(),
        }
    }

    fn of_test(&self, rows: &[Row], (age, forbidden): AgeAndTraits) -> impl Iterator<Item = &Words> {
        let lets = |row: &Row, age: u8| row.age_min <= age && age <= row.age_max;
        let age = age.and_then(|age| {
            let words_of = self.open_to.get(usize::from(age.checked_sub(AGES.start)?))?;
            Some(words_of.get_or_init(|| words(rows, |row| lets(row, age))))
        });
        let of_bit = move |(bit, words)| (forbidden >> bit & 1 == 1).then_some(words);
        age.into_iter().chain(self.lacking.iter().enumerate().filter_map(of_bit))
    }

    /// Notes the posts that neither trait nor age excludes.
    pub(super) fn open(&self, rows: &[Row], asked: AgeAndTraits, open: &mut Words) {
        open.clone_from(&self.filled);
        self.of_test(rows, asked).for_each(|words| keep(open, words));
    }

    /// Whether neither trait nor age excludes the post at a slot.
    pub(super) fn lets(&self, rows: &[Row], asked: AgeAndTraits, slot: usize) -> bool {
        self.of_test(rows, asked).all(|words| has(words, slot))
    }
}
