//! What a person has typed so far, and the texts that it may become (输入匹配).

use serde::Serialize;

use super::forms::Letter;
use super::normal_form;

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
    /// The places of each letter of ASCII.
    ascii: [u64; 128],
    /// All ones if a slip is looked for.
    slips: u64,
}

impl Typed {
    /// Makes input ready: in normal form, letters and digits only, the first sixty of them.
    pub fn of(input: &str) -> Self {
        let form = normal_form(input);
        let letters: Vec<char> =
            form.chars().filter(|letter| letter.is_alphanumeric()).take(TYPED_MAX).collect();
        let is_latin = !letters.is_empty() && letters.iter().all(char::is_ascii);
        let mut ascii = [0; 128];
        for (letter, place) in letters.iter().zip(0_u32..) {
            let places = usize::try_from(u32::from(*letter)).ok().and_then(|letter| ascii.get_mut(letter));
            if let Some(places) = places {
                *places |= 1 << place;
            }
        }
        let shortest = if is_latin { LATIN_TYPO_MIN } else { TYPO_MIN };
        let slips = if letters.len() >= shortest { u64::MAX } else { 0 };
        Self { letters, is_latin, ascii, slips }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// How the input answers to a text, in the surest way; none if in no way, or if nothing was typed.
    pub fn like(&self, text: &str) -> Option<TypedAs> {
        if self.is_empty() {
            return None;
        }
        let form = normal_form(text);
        let letters = form.chars().filter(|letter| letter.is_alphanumeric());
        self.why(letters.fold(self.begin(), |progress, letter| self.after(progress, &Letter::of(letter))))
    }

    /// What is used up before the text begins.
    pub(super) const fn begin(&self) -> Progress {
        // Nothing, or one letter that does not belong.
        let letters = States { exact: 1, slipped: 0b11 & self.slips, exchanged: 0 };
        if self.is_latin {
            Progress { letters, reading: letters, initials: 1 }
        } else {
            // Readings are typed in Latin letters.
            Progress { letters, reading: States { exact: 0, slipped: 0, exchanged: 0 }, initials: 0 }
        }
    }

    /// What is used up after one more letter of the text.
    pub(super) fn after(&self, before: Progress, letter: &Letter) -> Progress {
        Progress {
            letters: self.step(before.letters, letter.letter),
            reading: self.read(before.reading, letter),
            initials: self.initial(before.initials, letter),
        }
    }

    /// How the input answers to a text that ends here, in the surest way.
    pub(super) fn why(&self, progress: Progress) -> Option<TypedAs> {
        let Progress { letters, reading, initials } = progress;
        if self.ends(letters.exact) {
            Some(TypedAs::Prefix)
        } else if self.ends(reading.exact) {
            Some(TypedAs::Pinyin)
        } else if self.ends(initials) {
            Some(TypedAs::Initials)
        } else {
            self.ends(letters.slipped | reading.slipped).then_some(TypedAs::Typo)
        }
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
        if letter.is_ascii() {
            let places = usize::try_from(u32::from(letter)).ok().and_then(|letter| self.ascii.get(letter));
            return places.copied().unwrap_or(0);
        }
        if self.is_latin {
            return 0;
        }
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
        States {
            exact: exact & inside,
            slipped: slipped & inside & self.slips,
            exchanged: exchanged & self.slips,
        }
    }

    /// One more character of the text, by any of its readings; what has none is read as itself.
    fn read(&self, states: States, letter: &Letter) -> States {
        if states.is_dead() {
            return states;
        }
        let mut all = States::default();
        for syllable in &letter.syllables {
            let after = syllable.chars().fold(states, |states, letter| self.step(states, letter));
            all = States {
                exact: all.exact | after.exact,
                slipped: all.slipped | after.slipped,
                exchanged: all.exchanged | after.exchanged,
            };
        }
        if letter.syllables.is_empty() { self.step(states, letter.letter) } else { all }
    }

    /// One more character of the text, by the first letter of any of its readings.
    fn initial(&self, states: u64, letter: &Letter) -> u64 {
        let firsts = letter.syllables.iter().filter_map(|syllable| syllable.chars().next());
        let mut places = firsts.fold(0, |places, first| places | self.places(first));
        if letter.syllables.is_empty() {
            places = self.places(letter.letter);
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
    /// Whether nothing that follows can make the text answer.
    const fn is_dead(self) -> bool {
        self.exact | self.slipped | self.exchanged == 0
    }
}

/// How much of the input is used up by the beginning of a text: by its letters, by its reading, by first letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    letters: States,
    reading: States,
    initials: u64,
}

impl Progress {
    /// Whether no text that begins so answers.
    pub(super) const fn is_dead(self) -> bool {
        self.letters.is_dead() && self.reading.is_dead() && self.initials == 0
    }

    /// Whether every text that begins so answers in this way, where the beginning does: no surer way is left open.
    pub(super) const fn is_final(self, why: TypedAs) -> bool {
        let surer = match why {
            TypedAs::Prefix => 0,
            TypedAs::Pinyin => self.letters.exact,
            TypedAs::Initials => self.letters.exact | self.reading.exact,
            TypedAs::Typo => self.letters.exact | self.reading.exact | self.initials,
        };
        surer == 0
    }
}

#[cfg(test)]
#[path = "typed_tests.rs"]
mod tests;
