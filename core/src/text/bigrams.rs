//! Titles as sets of letter pairs (二元组), and how alike two of them are.

use super::Normal;

/// One, in millionths.
const ONE: u64 = 1_000_000;

/// The set of letter pairs of a text. Pairs do not cross punctuation; a run of a single letter counts as itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Bigrams(Vec<u64>);

impl Bigrams {
    /// The pairs of `text`.
    pub fn of(text: &str) -> Self {
        Self::of_normal(&Normal::of(text))
    }

    /// The pairs of a text whose normal form is there.
    pub(crate) fn of_normal(normal: &Normal) -> Self {
        // A letter takes three bytes, mostly.
        let mut pairs = Vec::with_capacity(normal.text().len() / 3);
        for segment in normal.segments() {
            let mut letters = segment.chars().map(|letter| u64::from(u32::from(letter)));
            let Some(mut last) = letters.next() else { continue };
            let mut alone = true;
            for letter in letters {
                pairs.push((last << 32) | letter);
                (last, alone) = (letter, false);
            }
            if alone {
                pairs.push(last);
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        Self(pairs)
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The pairs, each as one number, in order.
    pub(crate) fn pairs(&self) -> &[u64] {
        &self.0
    }

    /// How many pairs are in both sets.
    fn common(&self, other: &Self) -> u64 {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0;
        while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
            match first.cmp(second) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    left.next();
                    right.next();
                }
            }
        }
        common
    }
}

/// How well a title answers to a wanted one, in millionths.
///
/// The mean of two shares: the wanted title's pairs that the title has (so that 保安 is found in 某公司招聘保安), and
/// the Sørensen–Dice coefficient (Dice, *Measures of the amount of ecologic association between species*, Ecology
/// 26(3), 1945), which prefers the title with the least beside it. 0 if either is empty.
///
/// ```
/// use doorstep::text::{Bigrams, title_similarity};
/// let like = |wanted, title| title_similarity(&Bigrams::of(wanted), &Bigrams::of(title));
/// assert_eq!(like("保安", "保安"), 1_000_000);
/// assert!(like("保安", "物业保安") > like("保安", "某公司招聘保安、保洁"));
/// assert_eq!(like("保安", "电工"), 0);
/// ```
pub fn title_similarity(wanted: &Bigrams, title: &Bigrams) -> u32 {
    if wanted.is_empty() || title.is_empty() {
        return 0;
    }
    let lengths = [wanted.common(title), wanted.0.len() as u64, title.0.len() as u64];
    let [common, wanted, title] = lengths.map(|length| u32::try_from(length).unwrap_or(u32::MAX));
    similarity(common, wanted, title)
}

/// [`title_similarity`] by how many pairs are in both, in the wanted title, which has one at least, and in the title.
pub(crate) fn similarity(common: u32, wanted: u32, title: u32) -> u32 {
    let [common, wanted, title] = [common, wanted, title].map(u64::from);
    let contained = common * ONE / wanted.max(1);
    let dice = 2 * common * ONE / (wanted + title).max(1);
    u32::try_from(u64::midpoint(contained, dice)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The Dice half against strsim on texts without repeated pairs, where sets and multisets are the same.
        #[test]
        fn dice_agrees_with_strsim(wanted in "[a-h]{2,8}", title in "[a-h]{2,8}") {
            let sets = (Bigrams::of(&wanted), Bigrams::of(&title));
            prop_assume!(sets.0.0.len() == wanted.len() - 1 && sets.1.0.len() == title.len() - 1);
            let common = sets.0.common(&sets.1) as f64;
            let dice = 2.0 * common / (sets.0.0.len() + sets.1.0.len()) as f64;
            prop_assert!((dice - strsim::sorensen_dice(&wanted, &title)).abs() < 1e-12);
            let like = title_similarity(&sets.0, &sets.1);
            prop_assert!(like <= 1_000_000);
            let expected = u64::midpoint((common * 1e6) as u64 / sets.0.0.len() as u64, (dice * 1e6) as u64);
            prop_assert!(u64::from(like).abs_diff(expected) <= 1);
        }
    }
}
