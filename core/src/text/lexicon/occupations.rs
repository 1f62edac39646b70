//! Occupations by what people call them (职业别名): in Chinese, Korean, English and Japanese.

use std::collections::BTreeMap;

use super::rows;
use super::terms::{Entry, Terms};
use crate::model::OccupationCode;
use crate::text::Normal;

/// Code, language, words.
const ALIASES: &str = include_str!("../data/occupation_aliases.tsv");
/// Words that may mean a second occupation: language, word, first code, second code.
const SECOND: &str = include_str!("../data/occupation_aliases_second.tsv");

/// How likely the first of a word's two occupations is, in millionths (by judgement).
const FIRST_OF_TWO: u32 = 600_000;
const ONE: u32 = 1_000_000;

/// What the words of a text say of an occupation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Named {
    /// Occupations, each with how likely it is by these words alone; they add up to one, or there are none.
    pub(super) codes: BTreeMap<OccupationCode, u32>,
    /// How much of the text is such words, in millionths.
    pub(super) share: u32,
}

/// The words of all occupations.
#[derive(Debug)]
pub(super) struct Occupations {
    terms: Terms,
    words: BTreeMap<OccupationCode, Vec<&'static str>>,
    second: BTreeMap<String, OccupationCode>,
}

impl Occupations {
    pub(super) fn embedded() -> Self {
        let mut words: BTreeMap<OccupationCode, Vec<&'static str>> = BTreeMap::new();
        for [code, _, aliases] in rows::<3>(ALIASES) {
            if let Ok(code) = OccupationCode::parse(code) {
                words.entry(code).or_default().extend(aliases.split('|').filter(|word| !word.is_empty()));
            }
        }
        let entries = words.iter().map(|(code, words)| Entry {
            id: code.to_string(),
            name: String::new(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        });
        let second = rows::<4>(SECOND)
            .filter_map(|[_, word, _, second]| {
                Some((Normal::of(word).text().to_owned(), OccupationCode::parse(second).ok()?))
            })
            .collect();
        Self { terms: Terms::new(entries.collect()), words, second }
    }

    /// What an occupation is called.
    pub(super) fn words(&self, code: OccupationCode) -> &[&'static str] {
        self.words.get(&code).map(Vec::as_slice).unwrap_or_default()
    }

    /// The occupations that a text names. Of several words each counts by its length.
    pub(super) fn named(&self, text: &str) -> Named {
        let normal = Normal::of(text);
        let mentions = self.terms.find(&normal);
        let letters =
            |text: &str| u32::try_from(text.chars().filter(|one| one.is_alphanumeric()).count()).unwrap_or(0);
        let of_mention = |span: &std::ops::Range<usize>| text.get(span.clone()).unwrap_or_default();
        let named: u32 = mentions.iter().map(|mention| letters(of_mention(&mention.span))).sum();
        let mut codes = BTreeMap::new();
        for mention in &mentions {
            let Ok(code) = OccupationCode::parse(&mention.id) else { continue };
            let written = of_mention(&mention.span);
            let share = u64::from(letters(written)) * u64::from(ONE) / u64::from(named.max(1));
            let share = u32::try_from(share).unwrap_or(ONE);
            let second = self.second.get(Normal::of(written).text()).filter(|second| **second != code);
            let first = second.map_or(share, |_| share / (ONE / 100_000) * (FIRST_OF_TWO / 100_000));
            *codes.entry(code).or_insert(0) += first;
            if let Some(second) = second {
                *codes.entry(*second).or_insert(0) += share - first;
            }
        }
        let share = u64::from(named) * u64::from(ONE) / u64::from(letters(text).max(1));
        Named { codes, share: u32::try_from(share).unwrap_or(ONE).min(ONE) }
    }
}
