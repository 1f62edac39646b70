//! What the coder looks at in a title: letters, pairs of letters, and how each part begins and ends.
//!
//! The last letters of a Chinese title carry its head noun (…工, …员, …助理), the first ones its trade. What stands in
//! brackets is mostly wages, places and benefits, and counts less. `benches/coding/train.py` has the same rules.

use crate::text::normal_form;

const OPENING: &str = "([{<【〔〈《「『〖";
const CLOSING: &str = ")]}>】〕〉》」』〗";

/// Where a feature stands; the first byte of what is hashed.
const ANYWHERE: u8 = b'g';
const AT_END: u8 = b'e';
const AT_BEGIN: u8 = b'b';

/// How much a feature counts by where it stands, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Emphasis {
    pub(super) first: u8,
    pub(super) later: u8,
    pub(super) inner: u8,
    pub(super) gram: u8,
    pub(super) end: u8,
    pub(super) begin: u8,
}

/// A feature of a title: its hash, its weight in hundredths and the letters it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feature<'a> {
    pub(super) hash: u32,
    pub(super) weight: u32,
    pub(super) text: &'a str,
}

/// A title cut at everything but letters and digits. The runs are parts of the title's normal form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Segments(Vec<(String, bool)>);

impl Segments {
    pub(super) fn of(title: &str) -> Self {
        let mut found = Vec::new();
        let mut depth = 0_u32;
        for piece in title.split_whitespace().map(normal_form) {
            let mut run = String::new();
            for letter in piece.chars() {
                if letter.is_alphanumeric() {
                    run.push(letter);
                    continue;
                }
                if !run.is_empty() {
                    found.push((std::mem::take(&mut run), depth > 0));
                }
                if OPENING.contains(letter) {
                    depth = depth.saturating_add(1);
                } else if CLOSING.contains(letter) {
                    depth = depth.saturating_sub(1);
                }
            }
            if !run.is_empty() {
                found.push((run, depth > 0));
            }
        }
        // A title that stands in brackets as a whole is not an aside.
        if found.iter().all(|(_, inner)| *inner) {
            found.iter_mut().for_each(|(_, inner)| *inner = false);
        }
        Self(found)
    }

    /// The runs and whether they stand in brackets.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().map(|(run, inner)| (run.as_str(), *inner))
    }

    /// The features in the order of their hashes, each once, with its largest weight.
    pub(super) fn features(&self, emphasis: Emphasis) -> Vec<Feature<'_>> {
        let mut found = Vec::new();
        let mut is_first = true;
        for (run, inner) in self.iter() {
            let weight = match (inner, is_first) {
                (true, _) => emphasis.inner,
                (false, true) => emphasis.first,
                (false, false) => emphasis.later,
            };
            is_first &= inner;
            add(run, u32::from(weight), emphasis, &mut found);
        }
        // Among equal hashes the heaviest comes first and stays.
        found.sort_by(|left, right| left.hash.cmp(&right.hash).then(right.weight.cmp(&left.weight)));
        found.dedup_by_key(|feature| feature.hash);
        found
    }
}

fn add<'a>(run: &'a str, weight: u32, emphasis: Emphasis, found: &mut Vec<Feature<'a>>) {
    let mut bounds: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    bounds.push(run.len());
    let mut push = |kind: u8, share: u8, text: Option<&'a str>| {
        if let Some(text) = text {
            found.push(Feature { hash: hash(kind, text), weight: weight * u32::from(share) / 100, text });
        }
    };
    for length in [1, 2] {
        for window in bounds.windows(length + 1) {
            let range = window.first().copied().unwrap_or(0)..window.last().copied().unwrap_or(0);
            push(ANYWHERE, emphasis.gram, run.get(range));
        }
    }
    for length in [1, 2, 3] {
        let from = bounds.len().checked_sub(length + 1).and_then(|index| bounds.get(index));
        push(AT_END, emphasis.end, from.and_then(|from| run.get(*from..)));
    }
    for length in [2, 3] {
        push(AT_BEGIN, emphasis.begin, bounds.get(length).and_then(|to| run.get(..*to)));
    }
}

/// FNV-1a with 32 bits (Fowler, Noll, Vo) of the kind and the letters in UTF-8.
fn hash(kind: u8, text: &str) -> u32 {
    std::iter::once(kind)
        .chain(text.bytes())
        .fold(0x811c_9dc5, |state, byte| (state ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPHASIS: Emphasis = Emphasis { first: 100, later: 70, inner: 35, gram: 100, end: 80, begin: 70 };

    #[test]
    fn cuts_titles_and_sees_brackets() {
        let segments = Segments::of("急招 电工（包吃住）/焊工【】");
        let runs: Vec<_> = segments.iter().collect();
        assert_eq!(runs, [("急招", false), ("电工", false), ("包吃住", true), ("焊工", false)]);
        let segments = Segments::of("（保安）");
        assert_eq!(segments.iter().collect::<Vec<_>>(), [("保安", false)]);
    }

    #[test]
    fn weighs_by_place() {
        let segments = Segments::of("电工(工)");
        let features = segments.features(EMPHASIS);
        let weight = |kind: u8, text: &str| {
            features.iter().find(|feature| feature.hash == hash(kind, text)).map(|feature| feature.weight)
        };
        assert_eq!(weight(ANYWHERE, "工"), Some(100));
        assert_eq!(weight(AT_END, "电工"), Some(80));
        assert_eq!(weight(AT_BEGIN, "电工"), Some(70));
        assert_eq!(weight(AT_END, "工"), Some(80));
        assert_eq!(weight(AT_BEGIN, "电"), None);
        assert!(features.is_sorted_by(|left, right| left.hash < right.hash));
    }

    /// The values are those of `fnv32` in `benches/coding/train.py`.
    #[test]
    fn hashes_as_the_trainer_does() {
        assert_eq!(hash(ANYWHERE, "工"), 0x2722_689d);
    }
}
