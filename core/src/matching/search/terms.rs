//! The terms of texts, and those of one post.
//!
//! A term is a pair of letters that stand together, a word of Latin letters and digits, or a letter that stands alone; in
//! titles and skills every letter is a term of its own, too, so that one letter can be asked for.

use crate::model::{Post, Skill};
use crate::text::segments;

/// One term in 64 bits.
pub(super) type Term = u64;

/// The longest Latin word that is one term as a whole: 37 signs to the power of twelve are below 2^63.
const WORD_MAX: usize = 12;
const WORD: Term = 1 << 63;

/// A Latin word by its first twelve letters, as a number to the base of 37.
fn word(letters: &str) -> Term {
    let digit = |letter: u8| match letter {
        b'0'..=b'9' => u64::from(letter - b'0') + 1,
        _ => u64::from(letter.wrapping_sub(b'a')) % 26 + 11,
    };
    letters.bytes().take(WORD_MAX).fold(0, |value, letter| value * 37 + digit(letter)) | WORD
}

fn letter(one: char) -> Term {
    u64::from(u32::from(one))
}

/// Calls `found` with each term of a text, as often as it comes. With `letters`, letters that stand in a row are terms,
/// too.
pub(super) fn terms(text: &str, letters: bool, mut found: impl FnMut(Term)) {
    for run in segments(text) {
        let mut rest = run.as_str();
        while let Some(first) = rest.chars().next() {
            let latin = first.is_ascii();
            let end = rest.find(|next: char| next.is_ascii() != latin).unwrap_or(rest.len());
            let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            rest = after;
            if latin {
                found(word(part));
                continue;
            }
            let mut before = None;
            for next in part.chars() {
                if letters || part.len() == next.len_utf8() {
                    found(letter(next));
                }
                if let Some(before) = before {
                    found((letter(before) << 32) | letter(next));
                }
                before = Some(next);
            }
        }
    }
}

/// Calls `found` with each text of a post and its field: 0 title; 1 skills; 2 employer and area; 3 description and
/// benefits.
fn texts(post: &Post, mut found: impl FnMut(&str, usize)) {
    found(&post.title, 0);
    post.skills.iter().map(Skill::as_str).for_each(|skill| found(skill, 1));
    post.employer.iter().for_each(|employer| found(&employer.name, 2));
    post.area.iter().for_each(|area| found(&area.to_string(), 2));
    post.description.iter().chain(&post.benefits).for_each(|text| found(text, 3));
}

/// How often each term stands in each field of a post. They are counted once and kept with the post, so that lists of
/// changed posts need no text read again; a term takes nine bytes, one that repeats within a field seventeen.
#[derive(Debug, Clone)]
pub(in crate::matching) struct PostTerms {
    /// In ascending order.
    terms: Box<[Term]>,
    /// In which fields each stands, one bit each; and [`REPEATED`].
    fields: Box<[u8]>,
    /// How often those stand in each field that repeat within one.
    times: Box<[[u16; 4]]>,
    /// How many terms each field has, each as often as it comes.
    lengths: [u32; 4],
}

/// The bit of a term that stands more than once in some field.
const REPEATED: u8 = 1 << 4;

impl PostTerms {
    pub(in crate::matching) fn of(post: &Post) -> Self {
        let mut found: Vec<(Term, usize)> = Vec::new();
        let mut lengths = [0_u32; 4];
        texts(post, |text, field| {
            let before = found.len();
            terms(text, field < 2, |term| found.push((term, field)));
            if let Some(length) = lengths.get_mut(field) {
                *length = length.saturating_add(u32::try_from(found.len() - before).unwrap_or(u32::MAX));
            }
        });
        found.sort_unstable();
        let (mut terms, mut fields, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        for same in found.chunk_by(|left, right| left.0 == right.0) {
            let mut times = [0_u16; 4];
            let mut bits = 0;
            for (_, field) in same {
                bits |= 1 << field;
                if let Some(times) = times.get_mut(*field) {
                    *times = times.saturating_add(1);
                }
            }
            if times.iter().any(|times| *times > 1) {
                bits |= REPEATED;
                repeated.push(times);
            }
            terms.extend(same.first().map(|(term, _)| *term));
            fields.push(bits);
        }
        Self { terms: terms.into(), fields: fields.into(), times: repeated.into(), lengths }
    }

    /// How many terms each field has.
    pub(super) const fn lengths(&self) -> [u32; 4] {
        self.lengths
    }

    /// The terms, in ascending order.
    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// How often each of the terms stands in each field.
    pub(super) fn counts(&self) -> impl Iterator<Item = Count> {
        let mut repeated = self.times.iter();
        self.fields.iter().map(move |bits| {
            let times = if bits & REPEATED == 0 { None } else { repeated.next() };
            times.map_or(Count::Once(*bits), |times| Count::Times(*times))
        })
    }
}

/// How often a term stands in each field of a post.
#[derive(Debug, Clone, Copy)]
pub(super) enum Count {
    /// Once in each of some fields, one bit each.
    Once(u8),
    /// Several times in some field.
    Times([u16; 4]),
}

impl Count {
    /// The times in each field.
    pub(super) fn times(self) -> [u16; 4] {
        match self {
            Self::Once(bits) => [0, 1, 2, 3].map(|field| u16::from(bits >> field & 1)),
            Self::Times(times) => times,
        }
    }
}
