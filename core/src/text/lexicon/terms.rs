//! Terms by all their words, found in a text.

use std::borrow::Cow;
use std::ops::Range;

use super::sorted::Sorted;
use crate::text::{Normal, normal_form, spaced_form};

/// A text of our tables as it stands there, or one of the caller's.
pub(super) type Text = Cow<'static, str>;

/// What words stand for.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) id: Text,
    pub(super) name: Text,
    pub(super) kind: Text,
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

/// A term with words of the caller's.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) term: Term,
    pub(super) words: Vec<String>,
}

/// Terms and their words as they are gathered.
#[derive(Debug, Default)]
pub(super) struct TermsOf {
    terms: Vec<Term>,
    /// In normal form, each with the number of its term.
    words: Vec<(Text, u32)>,
}

impl TermsOf {
    /// A word that two terms share belongs to the later one, so that the caller's words win over ours.
    pub(super) fn add(&mut self, term: Term, words: impl Iterator<Item = Text>) {
        let number = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        self.terms.push(term);
        let normal = |word| match word {
            Text::Borrowed(word) => spaced_form(word),
            Text::Owned(word) => Text::Owned(spaced_form(&word).into_owned()),
        };
        self.words.extend(words.map(|word| (normal(word), number)));
    }

    pub(super) fn add_all(&mut self, entries: impl Iterator<Item = Entry>) {
        entries.for_each(|Entry { term, words }| self.add(term, words.into_iter().map(Text::from)));
    }
}

/// Terms, and their words in normal form.
pub(super) struct Terms {
    terms: Vec<Term>,
    words: Sorted,
}

impl Terms {
    pub(super) fn new(gathered: TermsOf) -> Self {
        Self { words: Sorted::new(&gathered.words), terms: gathered.terms }
    }

    /// Every word in normal form, with the id of its term.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.words.iter().filter_map(|(word, number)| Some((word, self.id(number)?)))
    }

    /// The terms that a text names, by where they stand; the longest word wins, and none overlap.
    pub(super) fn find(&self, normal: &Normal) -> Vec<Mention> {
        let text = normal.text();
        self.words
            .find(text)
            .filter(|(start, end, _)| stands_alone(text, *start, *end))
            .filter_map(|(start, end, number)| {
                let Term { id, name, kind } = self.terms.get(usize::try_from(number).ok()?)?;
                let [id, name, kind] = [id, name, kind].map(|text| text.clone().into_owned());
                Some(Mention { id, name, kind, span: normal.span(start, end) })
            })
            .collect()
    }

    /// The id of the term that a short text is: the text as a whole if it is a word of a term, else the only term named
    /// in it; if there is none or are several, the text's normal form.
    pub(super) fn key(&self, text: &str) -> String {
        if let Some(id) = self.words.get(&spaced_form(text)).and_then(|number| self.id(number)) {
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
        self.terms.iter().rev().find(|term| term.id == id).map(|term| term.kind.as_ref())
    }

    fn id(&self, number: u32) -> Option<&str> {
        self.terms.get(usize::try_from(number).ok()?).map(|term| term.id.as_ref())
    }
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
        write!(f, "Terms({} terms, {} words)", self.terms.len(), self.words.len())
    }
}
