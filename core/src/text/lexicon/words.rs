//! The caller's own words (自定义词), as data.

use serde::{Deserialize, Serialize};

use super::terms::{Entry, Term};
use super::{LexiconCode, LexiconError, certificates};
use crate::model::OccupationCode;
use crate::text::occupation::Classification;

/// Words to add to the default lexicon, as a JSON document carries them.
///
/// A word of the caller's wins over the same word of ours.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Words {
    /// Titles by the occupation that they mean.
    pub occupations: Vec<OccupationWords>,
    /// Skills.
    pub skills: Vec<SkillWords>,
    /// Certificates.
    pub certificates: Vec<CertificateWords>,
}

/// Words for one occupation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OccupationWords {
    /// Its code in the 2022 classification.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: OccupationCode,
    /// Its words, in any language.
    pub words: Vec<String>,
}

/// Words for one skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkillWords {
    /// Its id: one of ours, or a new one.
    pub id: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its other words, in any language.
    #[serde(default)]
    pub words: Vec<String>,
}

/// Words for one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CertificateWords {
    /// Its id: one of ours, or a new one.
    pub id: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its other words, in any language.
    #[serde(default)]
    pub words: Vec<String>,
    /// The ladder on which a higher certificate stands for a lower one; none if it stands alone.
    #[serde(default)]
    pub ladder: Option<String>,
    /// How high it stands on its ladder, from 1.
    #[serde(default)]
    pub rank: Option<u8>,
}

impl Words {
    /// Most words of a document.
    pub const COUNT_MAX: usize = 1_000_000;
    /// Longest word, in characters.
    pub const CHARS_MAX: usize = 100;

    /// Reads words from JSON and checks them.
    ///
    /// # Errors
    /// `lexicon.json`, and those of [`Lexicon::with_words`](super::Lexicon::with_words).
    pub fn from_json(text: &str) -> Result<Self, LexiconError> {
        let words: Self =
            serde_json::from_str(text).map_err(|error| LexiconError::new(LexiconCode::Json, error))?;
        words.check()?;
        Ok(words)
    }

    pub(super) fn check(&self) -> Result<(), LexiconError> {
        let occupations = self.occupations.iter().flat_map(|one| &one.words);
        let skills = self.skills.iter().flat_map(|one| one.words.iter().chain([&one.id, &one.zh]));
        let certificates =
            self.certificates.iter().flat_map(|one| one.words.iter().chain([&one.id, &one.zh]));
        let mut count = 0;
        for word in occupations.chain(skills).chain(certificates) {
            count += 1;
            if word.trim().is_empty() || word.chars().nth(Self::CHARS_MAX).is_some() {
                return Err(LexiconError::new(LexiconCode::Word, format_args!("word {count}")));
            }
        }
        if count > Self::COUNT_MAX {
            return Err(LexiconError::new(LexiconCode::TooLarge, count));
        }
        Ok(())
    }

    pub(super) fn occupation_entries(
        &self,
        classification: &Classification,
    ) -> Result<Vec<Entry>, LexiconError> {
        let entry = |one: &OccupationWords| {
            let name = classification
                .name(one.code)
                .ok_or_else(|| LexiconError::new(LexiconCode::Occupation, one.code))?;
            Ok(Entry {
                term: Term { id: one.code.to_string().into(), name: name.to_owned().into(), kind: "".into() },
                words: one.words.clone(),
            })
        };
        self.occupations.iter().map(entry).collect()
    }

    pub(super) fn skill_entries(&self) -> impl Iterator<Item = Entry> {
        self.skills.iter().map(|skill| entry(&skill.id, &skill.zh, &skill.words))
    }

    pub(super) fn certificate_entries(&self) -> impl Iterator<Item = certificates::Entry> {
        self.certificates.iter().map(|one| certificates::Entry {
            entry: entry(&one.id, &one.zh, &one.words),
            ladder: one.ladder.as_ref().unwrap_or(&one.id).clone().into(),
            rank: one.rank,
        })
    }
}

fn entry(id: &str, zh: &str, words: &[String]) -> Entry {
    let words = words.iter().map(String::as_str).chain([zh]).map(str::to_owned).collect();
    Entry { term: Term { id: id.to_owned().into(), name: zh.to_owned().into(), kind: "own".into() }, words }
}
