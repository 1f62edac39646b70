//! Words in order, and the longest of them that stands at each place of a text.
//!
//! A list is made in a fraction of the time that an automaton takes, which a page waits for before its first answer.

use std::borrow::Cow;

/// Words in normal form in the order of their bytes, each with the number of the term that it names.
pub(super) struct Sorted {
    /// All words, one after the other, and where each begins; last, where all end.
    letters: String,
    starts: Vec<u32>,
    /// The first eight bytes of each as a number: most comparisons need no more.
    leads: Vec<u64>,
    terms: Vec<u32>,
    /// For each word the longest other one that it begins with; [`NONE`] if there is none.
    shorter: Vec<u32>,
    /// A bit for each pair of letters, by its hash, that some word begins with: most places of a text are passed over.
    pairs: Vec<u64>,
}

const NONE: u32 = u32::MAX;
/// Bits to a word, so that few other pairs have the bit of a pair.
const BITS_PER_WORD: usize = 8;

impl Sorted {
    /// Of a word that two terms have, the later term keeps it.
    pub(super) fn new(words: &[(Cow<'_, str>, u32)]) -> Self {
        let mut sorted: Vec<(u64, &str, u32)> =
            words.iter().map(|(word, term)| (lead(word), word.as_ref(), *term)).collect();
        sorted.sort_unstable();
        sorted.retain(|(_, word, _)| !word.is_empty());
        // Of equal words the last has the greatest number: turned round, it is the first, which stays.
        sorted.reverse();
        sorted.dedup_by_key(|(_, word, _)| *word);
        sorted.reverse();
        let length = sorted.iter().map(|(_, word, _)| word.len()).sum();
        let mut list = Self {
            letters: String::with_capacity(length),
            starts: Vec::with_capacity(sorted.len() + 1),
            leads: sorted.iter().map(|(lead, _, _)| *lead).collect(),
            terms: sorted.iter().map(|(_, _, term)| *term).collect(),
            shorter: Vec::with_capacity(sorted.len()),
            pairs: vec![0; (sorted.len() * BITS_PER_WORD).div_ceil(64).next_power_of_two()],
        };
        list.starts.push(0);
        // The words that the one before begins with, and itself.
        let mut open: Vec<(u32, &str)> = Vec::new();
        for ((_, word, _), number) in sorted.iter().zip(0..) {
            list.letters.push_str(word);
            list.starts.push(u32::try_from(list.letters.len()).unwrap_or(NONE));
            while open.pop_if(|(_, shorter)| !word.starts_with(*shorter)).is_some() {}
            list.shorter.push(open.last().map_or(NONE, |(shorter, _)| *shorter));
            open.push((number, word));
            let (place, bit) = list.bit_of(word);
            if let Some(bits) = list.pairs.get_mut(place) {
                *bits |= bit;
            }
        }
        list
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The words in order, each with the number of its term.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, u32)> {
        self.starts
            .array_windows()
            .zip(&self.terms)
            .filter_map(|([from, to], term)| Some((self.letters.get(index(*from)..index(*to))?, *term)))
    }

    /// The term of a word.
    pub(super) fn get(&self, word: &str) -> Option<u32> {
        let place = self.last_up_to(word)?;
        if self.word(place)? == word { self.terms.get(place).copied() } else { None }
    }

    /// The words of a text from left to right, at each place the longest, none overlapping another: where each begins
    /// and ends, and its term.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize, u32)> + 'a {
        let mut begin = 0;
        std::iter::from_fn(move || {
            loop {
                let rest = text.get(begin..)?;
                let first = rest.chars().next()?;
                let start = begin;
                if let Some((word, term)) = self.longest(rest) {
                    begin += word.len();
                    return Some((start, begin, term));
                }
                begin += first.len_utf8();
            }
        })
    }

    /// The longest word that a text begins with.
    fn longest(&self, text: &str) -> Option<(&str, u32)> {
        let has = |(place, bit): (usize, u64)| self.pairs.get(place).is_some_and(|bits| bits & bit != 0);
        let alone = text.get(..text.chars().next()?.len_utf8())?;
        if !has(self.bit_of(text)) && !has(self.bit_of(alone)) {
            return None;
        }
        // The last word that is not behind the text begins with every word that the text begins with.
        let mut place = self.last_up_to(text)?;
        loop {
            let word = self.word(place)?;
            if text.starts_with(word) {
                return Some((word, self.terms.get(place).copied()?));
            }
            place = index(*self.shorter.get(place).filter(|shorter| **shorter != NONE)?);
        }
    }

    /// The last word that does not come after a text.
    fn last_up_to(&self, text: &str) -> Option<usize> {
        let key = lead(text);
        // Words of one lead stand together, and there are few.
        let mut end = self.leads.partition_point(|lead| *lead <= key);
        while end > 0 && self.leads.get(end - 1) == Some(&key) && self.word(end - 1)? > text {
            end -= 1;
        }
        end.checked_sub(1)
    }

    fn word(&self, place: usize) -> Option<&str> {
        let bounds = self.starts.get(place).zip(self.starts.get(place + 1));
        bounds.and_then(|(from, to)| self.letters.get(index(*from)..index(*to)))
    }

    /// Where the bit of the first two letters of a text stands, or of a letter alone.
    fn bit_of(&self, text: &str) -> (usize, u64) {
        let mut letters = text.chars().map(|letter| u64::from(u32::from(letter)));
        let [first, second] = [letters.next(), letters.next()].map(Option::unwrap_or_default);
        // Multiplied by the golden ratio, the upper bits depend on all (Knuth, *The Art of Computer Programming* 3, 6.4).
        let hash = ((first << 32) | second).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        // As many words as a power of two.
        let place = usize::try_from(hash / 64).unwrap_or(0) & (self.pairs.len() - 1);
        (place, 1 << (hash % 64))
    }
}

/// The first eight bytes of a text, zeros behind it.
fn lead(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let first = bytes.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; 8];
        padded.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        padded
    });
    u64::from_be_bytes(first)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        /// Beside the automaton that the list stands for, on words and texts of few letters.
        #[test]
        fn finds_what_an_automaton_finds(
            words in prop::collection::vec("[ab电工\u{0}]{0,10}", 0..30), text in "[ab电工 \u{0}]{0,40}",
        ) {
            let numbered: Vec<(Cow<'_, str>, u32)> = words.iter().map(|word| word.as_str().into()).zip(0..).collect();
            let sorted = Sorted::new(&numbered);
            let by_word: BTreeMap<&str, u32> =
                numbered.iter().filter(|(word, _)| !word.is_empty()).map(|(word, term)| (word.as_ref(), *term)).collect();
            prop_assert_eq!(sorted.iter().collect::<Vec<_>>(), by_word.iter().map(|(word, term)| (*word, *term)).collect::<Vec<_>>());
            prop_assert_eq!(sorted.len(), by_word.len());
            prop_assert_eq!(sorted.get(&text), by_word.get(text.as_str()).copied());
            for (word, term) in &by_word {
                prop_assert_eq!(sorted.get(word), Some(*term));
            }
            let found: Vec<_> = sorted.find(&text).collect();
            let expected: Vec<_> = daachorse::CharwiseDoubleArrayAhoCorasickBuilder::new()
                .match_kind(daachorse::MatchKind::LeftmostLongest)
                .build_with_values::<_, _, u32>(by_word)
                .map(|automaton| automaton.leftmost_find_iter(&text).map(|one| (one.start(), one.end(), one.value())).collect())
                .unwrap_or_default();
            prop_assert_eq!(found, expected);
        }
    }
}
