//! What a person has typed so far, and the texts that it may become (输入匹配).

use serde::Serialize;

use super::pinyin::syllables;
use super::{Normal, normal_form};

/// How something typed answers to a text, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TypedAs {
    /// The text begins with it (前缀).
    Prefix,
    /// The text's reading begins with it (拼音): `diang` for 电工.
    Pinyin,
    /// It is the first letters of the readings (首字母): `dg` for 电工.
    Initials,
    /// The text or its reading begins with it but for one letter (一处笔误): left out, put in, changed, or two exchanged.
    Typo,
}

/// The longest input that is looked at, in letters: one bit each, and one for the end.
const TYPED_MAX: usize = 60;
/// The shortest input in which a slip is looked for, in letters: with less, everything is like everything.
const TYPO_MIN: usize = 3;
/// The shortest Latin input in which a slip is looked for: a letter of a reading says less than a Chinese character.
const LATIN_TYPO_MIN: usize = 5;

/// Input made ready.
///
/// ```
/// use doorstep::text::{Typed, TypedAs};
/// let like = |typed, text| Typed::of(typed).like(text);
/// assert_eq!(like("電", "电工"), Some(TypedAs::Prefix));
/// assert_eq!(like("kuaij", "会计"), Some(TypedAs::Pinyin));
/// assert_eq!(like("kj", "会计"), Some(TypedAs::Initials));
/// assert_eq!(like("diangogn", "电工"), Some(TypedAs::Typo));
/// assert_eq!(like("焊工", "电工"), None);
/// ```
#[derive(Debug, Clone)]
pub struct Typed {
    letters: Vec<char>,
    is_latin: bool,
}

impl Typed {
    /// Makes input ready: in normal form, letters and digits only, the first sixty of them.
    pub fn of(input: &str) -> Self {
        let form = normal_form(input);
        let letters: Vec<char> =
            form.chars().filter(|letter| letter.is_alphanumeric()).take(TYPED_MAX).collect();
        let is_latin = !letters.is_empty() && letters.iter().all(char::is_ascii);
        Self { letters, is_latin }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// How the input answers to a text, in the surest way; none if in no way, or if nothing was typed.
    pub fn like(&self, text: &str) -> Option<TypedAs> {
        self.like_form(Normal::of(text).text())
    }

    /// The same for a text in normal form.
    pub(crate) fn like_form(&self, form: &str) -> Option<TypedAs> {
        if self.is_empty() {
            return None;
        }
        let letters = || form.chars().filter(|letter| letter.is_alphanumeric());
        // Most texts answer in no way, which is seen after a few letters.
        fn run(mut letters: impl Iterator<Item = char>, step: impl Fn(States, char) -> States) -> States {
            letters
                .try_fold(States::begin(), |states, letter| {
                    let after = step(states, letter);
                    if after.is_dead() { Err(after) } else { Ok(after) }
                })
                .unwrap_or_else(|dead| dead)
        }
        let states = run(letters(), |states, letter| self.step(states, letter));
        if self.ends(states.exact) {
            return Some(TypedAs::Prefix);
        }
        let by_letters = states;
        let mut by_reading = States::default();
        if self.is_latin && letters().any(|letter| !letter.is_ascii()) {
            by_reading = run(letters(), |states, letter| self.read(states, letter));
            if self.ends(by_reading.exact) {
                return Some(TypedAs::Pinyin);
            }
            if self.ends(letters().fold(1, |states, letter| self.initial(states, letter))) {
                return Some(TypedAs::Initials);
            }
        }
        let shortest = if self.is_latin { LATIN_TYPO_MIN } else { TYPO_MIN };
        let slipped = self.ends(by_letters.slipped) || self.ends(by_reading.slipped);
        (self.letters.len() >= shortest && slipped).then_some(TypedAs::Typo)
    }

    /// Whether all that was typed is used up.
    fn ends(&self, states: u64) -> bool {
        states & self.end() != 0
    }

    fn end(&self) -> u64 {
        1 << self.letters.len()
    }

    /// The places of the input at which `letter` comes next.
    fn places(&self, letter: char) -> u64 {
        let places = self.letters.iter().zip(0_u32..).filter(|(typed, _)| **typed == letter);
        places.map(|(_, place)| 1 << place).sum()
    }

    /// One more letter of the text.
    fn step(&self, states: States, letter: char) -> States {
        let places = self.places(letter);
        // What is used up stays so, whatever follows in the text.
        let done = self.end();
        let exact = ((states.exact & places) << 1) | (states.exact & done);
        let slipped = ((states.slipped & places) << 1)
            | (states.slipped & done)
            // The text has a letter more, or another one; two letters are exchanged.
            | states.exact
            | (states.exact << 1)
            | ((states.exchanged & places) << 2)
            // The input has a letter more.
            | (exact << 1);
        let exchanged = states.exact & (places >> 1);
        let inside = done | (done - 1);
        States { exact: exact & inside, slipped: slipped & inside, exchanged }
    }

    /// One more character of the text, by any of its readings; what has none is read as itself.
    fn read(&self, states: States, letter: char) -> States {
        let mut all = States::default();
        let mut is_read = false;
        for syllable in syllables(letter) {
            is_read = true;
            let after = syllable.chars().fold(states, |states, letter| self.step(states, letter));
            all = States {
                exact: all.exact | after.exact,
                slipped: all.slipped | after.slipped,
                exchanged: all.exchanged | after.exchanged,
            };
        }
        if is_read { all } else { self.step(states, letter) }
    }

    /// One more character of the text, by the first letter of any of its readings.
    fn initial(&self, states: u64, letter: char) -> u64 {
        let mut places = 0;
        let mut is_read = false;
        for first in syllables(letter).filter_map(|syllable| syllable.chars().next()) {
            is_read = true;
            places |= self.places(first);
        }
        if !is_read {
            places = self.places(letter);
        }
        ((states & places) << 1) | (states & self.end())
    }
}

/// How much of the input may be used up by what was read of the text: bit n for n letters. Bitap (Wu and Manber, *Fast
/// text searching allowing errors*, Communications of the ACM 35(10), 1992), from the beginning of the text only.
#[derive(Debug, Clone, Copy, Default)]
struct States {
    /// Letter by letter.
    exact: u64,
    /// With one slip.
    slipped: u64,
    /// If the last letter of the text was typed one place later.
    exchanged: u64,
}

impl States {
    const fn begin() -> Self {
        // Nothing is used up, or one letter that does not belong.
        Self { exact: 1, slipped: 0b11, exchanged: 0 }
    }

    /// Whether nothing that follows can make the text answer.
    const fn is_dead(self) -> bool {
        self.exact | self.slipped | self.exchanged == 0
    }
}

#[cfg(test)]
#[path = "typed_tests.rs"]
mod tests;
