//! Readings of Chinese characters (拼音), without tones, for what is typed on a keyboard of Latin letters.

use std::sync::LazyLock;

/// Syllable and characters. The 6,762 characters of GB 2312 that have a reading, with all their readings in the fields
/// kMandarin, kHanyuPinlu and kXHC1983 of Unicode's Unihan database (Unicode License); ü is written `v`, as it is typed.
const READINGS: &str = include_str!("data/pinyin.tsv");

/// Characters with their syllables, in the order of the characters.
static SYLLABLES: LazyLock<Vec<(char, &'static str)>> = LazyLock::new(|| {
    let lines = READINGS.lines().skip(1).filter_map(|line| line.split_once('\t'));
    let mut pairs: Vec<_> =
        lines.flat_map(|(syllable, letters)| letters.chars().map(move |letter| (letter, syllable))).collect();
    pairs.sort_unstable();
    pairs
});

/// The readings of a simplified character, in alphabetical order: 会 is read `hui`, and `kuai` in 会计.
///
/// ```
/// use doorstep::text::syllables;
/// assert_eq!(syllables('会').collect::<Vec<_>>(), ["hui", "kuai"]);
/// assert_eq!(syllables('a').count(), 0);
/// ```
pub fn syllables(letter: char) -> impl Iterator<Item = &'static str> {
    let begin = SYLLABLES.partition_point(|(other, _)| *other < letter);
    let rest = SYLLABLES.get(begin..).unwrap_or_default();
    rest.iter().take_while(move |(other, _)| *other == letter).map(|(_, syllable)| *syllable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(SYLLABLES.len(), 7_354);
        assert!(SYLLABLES.array_windows().all(|[left, right]| left < right));
        assert!(
            SYLLABLES.iter().all(|(_, syllable)| syllable.bytes().all(|letter| letter.is_ascii_lowercase()))
        );
        for (letter, read) in
            [('重', vec!["chong", "zhong"]), ('长', vec!["chang", "zhang"]), ('女', vec!["nv"])]
        {
            assert_eq!(syllables(letter).collect::<Vec<_>>(), read);
        }
    }
}
