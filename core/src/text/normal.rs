//! The normal form in which texts are compared (规范化), and the way back to the text as it was written.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Pairs of traditional and simplified characters, from the character table of OpenCC 1.1 (Apache-2.0), as far as both
/// lie in the Basic Multilingual Plane; where it lists several simplified characters, the first.
pub(super) const TRADITIONAL: &str = include_str!("data/traditional.txt");

/// Greek and Cyrillic letters that look like a Latin one (the letters concerned in Unicode's confusables, UTS 39).
const LOOK_ALIKE: [&str; 2] = ["аеосрхуікмтвнѕјԁԛԝαονρικτυχβμ", "aeocpxyikmtbhsjdqwaovpiktuxbm"];

/// The normal form of a text: compatibility forms made plain (NFKC: full width, ligatures, circled digits, Kangxi
/// radicals, split Hangul), lower case, traditional characters made simplified, without spaces, zero-width and control
/// characters. Greek and Cyrillic letters inside a Latin word become the Latin letters that they look like.
///
/// It is idempotent. It is for comparing, not for showing: two different names may have one normal form.
///
/// ```
/// use doorstep::text::normal_form;
/// assert_eq!(normal_form(" Ｃ1 駕照\u{200b}"), "c1驾照");
/// assert_eq!(normal_form("⼯程師"), "工程师");
/// ```
pub fn normal_form(text: &str) -> String {
    Normal::of(text).into_form()
}

/// The normal form of a text with its inner spaces, as [`Normal::text`] has it. A text that is in this form is read once
/// and not copied.
pub(crate) fn spaced_form(text: &str) -> Cow<'_, str> {
    // What is neither ASCII nor plain may join or fold, which `Normal` knows. A space is doubtful at both ends and
    // beside another one.
    let mut before = ' ';
    let is_plain = text.chars().all(|letter| {
        let plain = match letter {
            ' ' => before != ' ',
            '!'..='~' => !letter.is_ascii_uppercase(),
            _ => is_plain(letter) && simplified(letter) == letter,
        };
        before = letter;
        plain
    });
    if is_plain && before != ' ' { Cow::Borrowed(text) } else { Cow::Owned(Normal::of(text).text) }
}

/// The runs of letters and digits of a text, in normal form: `急招！保安（包吃住）` has three.
pub fn segments(text: &str) -> Vec<String> {
    Normal::of(text).segments().map(str::to_owned).collect()
}

/// A text in normal form that remembers where each character stood; spaces are kept, each run of them as one.
///
/// ```
/// use doorstep::text::Normal;
/// let written = "月薪：５０００ 元";
/// let normal = Normal::of(written);
/// assert_eq!(normal.text(), "月薪:5000 元");
/// let found = normal.text().find("5000").map(|start| normal.span(start, start + 4));
/// assert_eq!(found.and_then(|span| written.get(span)), Some("５０００"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Normal {
    text: String,
    /// For each byte of the text, where its character began in the written text; last, the written text's length.
    origins: Vec<u32>,
}

impl Normal {
    /// The normal form of `text`. Of more than 4 GiB only the beginning is read.
    pub fn of(text: &str) -> Self {
        let mut normal = Self {
            text: String::with_capacity(text.len()),
            // One more than the bytes of a text of which nothing grows or goes.
            origins: Vec::with_capacity(text.len().saturating_add(1)),
        };
        let mut rest = text.char_indices().filter(|(_, letter)| !is_zero_width(*letter)).peekable();
        while let Some((begins, first)) = rest.next() {
            let Ok(origin) = u32::try_from(begins) else { break };
            let lone = rest.peek().is_none_or(|(_, next)| !joins(*next));
            if lone && (first.is_ascii() || is_plain(first)) {
                normal.push(first.to_ascii_lowercase(), origin);
                continue;
            }
            // A character and what joins it: Hangul that was split, letters with their marks.
            let mut cluster = String::from(first);
            while let Some((_, next)) = rest.next_if(|(_, next)| joins(*next)) {
                cluster.push(next);
            }
            // A letter and its mark may be one character in lower case only.
            let lower: String = cluster.nfkc().flat_map(char::to_lowercase).collect();
            for letter in lower.nfkc() {
                normal.push(letter, origin);
            }
        }
        if normal.text.ends_with(' ') {
            normal.text.pop();
            normal.origins.pop();
        }
        normal.origins.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        normal.fold_look_alikes();
        normal
    }

    fn push(&mut self, letter: char, origin: u32) {
        let apart = self.text.is_empty() || self.text.ends_with(' ');
        if letter.is_whitespace() || letter.is_control() {
            if !apart {
                self.append(' ', origin);
            }
        } else if !(is_zero_width(letter) || apart && unicode_normalization::char::is_combining_mark(letter))
        {
            // A mark without a letter to stand on is left out.
            self.append(simplified(letter), origin);
        }
    }

    fn append(&mut self, letter: char, origin: u32) {
        self.text.push(letter);
        self.origins.extend(std::iter::repeat_n(origin, letter.len_utf8()));
    }

    /// Letters that look Latin become Latin in words that have a Latin letter.
    fn fold_look_alikes(&mut self) {
        if self.text.chars().all(|letter| look_alike(letter).is_none()) {
            return;
        }
        let folded: String = self
            .text
            .split_inclusive(|letter: char| !letter.is_alphabetic())
            .map(|word| {
                if word.contains(|letter: char| letter.is_ascii_alphabetic()) {
                    word.chars().map(|letter| look_alike(letter).unwrap_or(letter)).collect()
                } else {
                    word.to_owned()
                }
            })
            .collect();
        // A folded letter has another length, so the origins move with the characters.
        let mut origins = Vec::with_capacity(self.origins.len());
        for ((begins, _), letter) in self.text.char_indices().zip(folded.chars()) {
            let origin = self.origins.get(begins).copied().unwrap_or(u32::MAX);
            origins.extend(std::iter::repeat_n(origin, letter.len_utf8()));
        }
        origins.extend(self.origins.last());
        (self.text, self.origins) = (folded, origins);
    }

    /// The normal form; no space stands at its ends, and no two stand together.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same without spaces: what [`normal_form`] gives.
    pub(crate) fn into_form(self) -> String {
        let mut form = self.text;
        form.retain(|letter| letter != ' ');
        // What a space kept apart may join now.
        if form.chars().any(joins) { Self::of(&form).text } else { form }
    }

    /// The runs of letters and digits, as [`segments`] gives them.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &str> {
        self.text.split(|letter: char| !letter.is_alphanumeric()).filter(|run| !run.is_empty())
    }

    /// Where the bytes `start..end` of the normal form stood in the written text. Both ends must lie between
    /// characters; what lies beyond the text is cut.
    pub fn span(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let origin = |byte: usize| {
            let found = self.origins.get(byte).or_else(|| self.origins.last()).copied().unwrap_or(0);
            usize::try_from(found).unwrap_or(usize::MAX)
        };
        origin(start)..origin(end.max(start)).max(origin(start))
    }
}

/// Whether a character may become one with the character before it.
fn joins(letter: char) -> bool {
    let may = |plain: char| {
        unicode_normalization::char::is_combining_mark(plain)
            || is_nfkc_quick(std::iter::once(plain)) == IsNormalized::Maybe
    };
    !letter.is_ascii() && !is_plain(letter) && std::iter::once(letter).nfkd().next().is_some_and(may)
}

/// Chinese characters of the main block and whole syllables of Hangul: no compatibility form among them, nothing that
/// joins what stands before it, no case.
const fn is_plain(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}' | '가'..='힣')
}

const fn is_zero_width(letter: char) -> bool {
    matches!(
        letter,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn look_alike(letter: char) -> Option<char> {
    let [odd, plain] = LOOK_ALIKE;
    if letter.is_ascii() || is_plain(letter) {
        return None;
    }
    odd.chars().zip(plain.chars()).find(|(known, _)| *known == letter).map(|(_, latin)| latin)
}

/// Traditional characters with their simplified ones.
struct Simplified {
    /// In the order of the traditional ones.
    pairs: Vec<(char, char)>,
    /// A bit for each character of the main block that is one of them: most are not, and need no search.
    marks: [u64; HAN_COUNT.div_ceil(64) as usize],
}

/// The main block of Chinese characters.
const HAN_FIRST: u32 = 0x4e00;
const HAN_COUNT: u32 = 0x9fff - HAN_FIRST + 1;

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(|| {
    let mut lines = TRADITIONAL.lines();
    let (traditional, simplified) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let mut pairs: Vec<(char, char)> = traditional.chars().zip(simplified.chars()).collect();
    pairs.sort_unstable();
    let mut marks = [0; _];
    for (word, bit) in pairs.iter().filter_map(|(letter, _)| mark_of(*letter)) {
        if let Some(word) = marks.get_mut(word) {
            *word |= bit;
        }
    }
    Simplified { pairs, marks }
});

/// The word and the bit of a character of the main block.
fn mark_of(letter: char) -> Option<(usize, u64)> {
    let place = u32::from(letter).checked_sub(HAN_FIRST).filter(|place| *place < HAN_COUNT)?;
    Some((usize::try_from(place / 64).ok()?, 1 << (place % 64)))
}

fn simplified(letter: char) -> char {
    if letter < '\u{3400}' {
        return letter;
    }
    let Simplified { pairs, marks } = &*SIMPLIFIED;
    if let Some((word, bit)) = mark_of(letter)
        && marks.get(word).is_none_or(|marks| marks & bit == 0)
    {
        return letter;
    }
    match pairs.binary_search_by_key(&letter, |(known, _)| *known) {
        Ok(index) => pairs.get(index).map_or(letter, |(_, simplified)| *simplified),
        Err(_) => letter,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cuts_at_punctuation() {
        assert_eq!(segments("急招！保安（包吃住）+ＩＴ"), ["急招", "保安", "包吃住", "it"]);
        assert!(segments("——").is_empty());
    }

    #[test]
    fn one_form_for_many_spellings() {
        for (written, form) in [
            ("軟體工程師", "软体工程师"),
            ("電焊⼯", "电焊工"),
            ("보모", "보모"),
            ("\u{1107}\u{1169}\u{1106}\u{1169}", "보모"),
            ("ﾊﾟｰﾄ", "パート"),
            ("Ｃ＃ Ｎｏ①", "c#no1"),
            ("рython 保安", "python保安"),
            ("повар", "повар"),
            ("保\u{200b}\u{feff}安", "保安"),
            ("㎡", "m2"),
            ("İ", "i̇"),
        ] {
            assert_eq!(normal_form(written), form, "{written}");
        }
    }

    #[test]
    fn plain_letters_are_their_own_forms() {
        for letter in ('\0'..=char::MAX).filter(|letter| is_plain(*letter)) {
            let one = || std::iter::once(letter);
            assert!(one().nfkc().eq(one()) && letter.to_lowercase().eq(one()), "{letter}");
            let first = one().nfkd().next().unwrap();
            assert_eq!(is_nfkc_quick(std::iter::once(first)), IsNormalized::Yes, "{letter}");
            assert!(!unicode_normalization::char::is_combining_mark(first), "{letter}");
        }
    }

    #[test]
    fn the_table_of_characters_is_whole() {
        let lines: Vec<usize> = TRADITIONAL.lines().map(|line| line.chars().count()).collect();
        assert_eq!(lines, [2956, 2956]);
        let pairs = &SIMPLIFIED.pairs;
        assert!(pairs.array_windows().all(|[left, right]| left.0 < right.0));
        assert!(pairs.iter().all(|(_, simple)| simplified(*simple) == *simple));
        assert!(pairs.iter().all(|(traditional, simple)| simplified(*traditional) == *simple));
    }

    proptest! {
        #[test]
        fn normal_form_is_idempotent(text in "\\PC{0,30}") {
            let once = normal_form(&text);
            prop_assert_eq!(normal_form(&once), once);
        }

        #[test]
        fn spaced_form_is_the_text(text in "[\\PC a-cA-C 电駕가각\u{11a8}Ａ①\u{301}о]{0,6}") {
            let normal = Normal::of(&text);
            prop_assert_eq!(spaced_form(&text), normal.text());
        }

        #[test]
        fn nothing_breaks_and_spans_are_whole(text in "[\\PC\\s\u{1100}-\u{11ff}\u{300}-\u{304}аес电駕Ａ]{0,30}") {
            let normal = Normal::of(&text);
            let again = Normal::of(normal.text());
            prop_assert_eq!(again.text(), normal.text());
            prop_assert_eq!(normal.origins.len(), normal.text.len() + 1);
            prop_assert!(normal.origins.is_sorted());
            let cuts: Vec<usize> = normal.text.char_indices().map(|(at, _)| at).chain([normal.text.len()]).collect();
            for pair in cuts.windows(2) {
                prop_assert!(text.get(normal.span(pair[0], pair[1])).is_some());
            }
            prop_assert!(normal.span(0, usize::MAX).end <= text.len());
        }
    }
}
