//! Terms by all their words, found in a text by one automaton.

use std::collections::BTreeMap;
use std::ops::Range;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};

use crate::text::{Normal, normal_form};

/// A term and its words.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) words: Vec<String>,
}

/// A term that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The term's id, the same in every language.
    pub id: String,
    /// The term's name.
    pub name: String,
    /// What kind of skill or certificate it is (`trade`, `language`, `licence`, …); empty for occupations.
    pub kind: String,
    /// Where it stands in the text as written, in bytes.
    pub span: Range<usize>,
}

/// Terms, and the automaton of their words in normal form.
pub(super) struct Terms {
    entries: Vec<Entry>,
    words: BTreeMap<String, u32>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl Terms {
    /// A word that two terms share belongs to the later one, so that the caller's words win over ours.
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let mut words = BTreeMap::new();
        for (entry, number) in entries.iter().zip(0_u32..) {
            for word in entry.words.iter().map(|word| spaced_form(word)).filter(|word| !word.is_empty()) {
                words.insert(word, number);
            }
        }
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build_with_values(words.iter().map(|(word, number)| (word, *number)))
            .ok();
        let entries = entries.into_iter().map(|entry| Entry { words: Vec::new(), ..entry }).collect();
        Self { entries, words, automaton }
    }

    /// Every word in normal form, with the id of its term.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().filter_map(|(word, number)| Some((word.as_str(), self.id(*number)?)))
    }

    /// The terms that a text names, by where they stand.
    pub(super) fn find(&self, normal: &Normal) -> Vec<Mention> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let text = normal.text();
        automaton
            .leftmost_find_iter(text)
            .filter(|found| stands_alone(text, found.start(), found.end()))
            .filter_map(|found| {
                let Entry { id, name, kind, .. } =
                    self.entries.get(usize::try_from(found.value()).ok()?)?.clone();
                Some(Mention { id, name, kind, span: normal.span(found.start(), found.end()) })
            })
            .collect()
    }

    /// The id of the term that a short text is: the text as a whole if it is a word of a term, else the only term named
    /// in it; if there is none or are several, the text's normal form.
    pub(super) fn key(&self, text: &str) -> String {
        if let Some(id) = self.words.get(&spaced_form(text)).and_then(|number| self.id(*number)) {
            return id.to_owned();
        }
        let mut found = self.find(&Normal::of(text)).into_iter().map(|mention| mention.id);
        match (found.next(), found.next()) {
            (Some(only), None) => only,
            _ => normal_form(text),
        }
    }

    /// The kind of the term with this id.
    pub(super) fn kind(&self, id: &str) -> Option<&str> {
        self.entries.iter().rev().find(|entry| entry.id == id).map(|entry| entry.kind.as_str())
    }

    fn id(&self, number: u32) -> Option<&str> {
        self.entries.get(usize::try_from(number).ok()?).map(|entry| entry.id.as_str())
    }
}

/// The normal form of a word with its inner spaces: `AutoCAD 2020`.
fn spaced_form(word: &str) -> String {
    Normal::of(word).text().to_owned()
}

/// Whether a word of Latin letters or digits does not run on at either side: `go` is not in `google`, `c1` not in `c12`.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let latin = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let word = text.get(start..end).unwrap_or_default();
    let before = text.get(..start).and_then(|head| head.chars().next_back());
    let after = text.get(end..).and_then(|tail| tail.chars().next());
    !(latin(word.chars().next()) && latin(before) || latin(word.chars().next_back()) && latin(after))
}

/// Says the size only.
impl std::fmt::Debug for Terms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Terms({} terms, {} words)", self.entries.len(), self.words.len())
    }
}
