//! The caller's own words, as data.

use serde::Deserialize;

use super::terms::Entry;
use super::{LexiconCode, LexiconError, certificates};

/// A lexicon of the caller's own, as a JSON document carries it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Extension {
    skills: Vec<Skill>,
    certificates: Vec<Certificate>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skill {
    id: String,
    zh: String,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Certificate {
    id: String,
    zh: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    ladder: String,
    #[serde(default)]
    rank: u8,
}

impl Extension {
    /// Most words of a document.
    const WORDS_MAX: usize = 1_000_000;
    /// Longest word, in characters.
    const CHARS_MAX: usize = 100;

    pub(super) fn from_json(text: &str) -> Result<Self, LexiconError> {
        let extension: Self =
            serde_json::from_str(text).map_err(|error| LexiconError::new(LexiconCode::Json, error))?;
        let of_skills = extension.skills.iter().flat_map(|one| one.words.iter().chain([&one.id, &one.zh]));
        let of_certificates =
            extension.certificates.iter().flat_map(|one| one.words.iter().chain([&one.id, &one.zh]));
        let mut count = 0;
        for word in of_skills.chain(of_certificates) {
            count += 1;
            if word.trim().is_empty() || word.chars().nth(Self::CHARS_MAX).is_some() {
                return Err(LexiconError::new(LexiconCode::Word, format_args!("word {count}")));
            }
        }
        if count > Self::WORDS_MAX {
            return Err(LexiconError::new(LexiconCode::TooLarge, count));
        }
        Ok(extension)
    }

    pub(super) fn skills(&self) -> impl Iterator<Item = Entry> {
        self.skills.iter().map(|skill| entry(&skill.id, &skill.zh, &skill.words))
    }

    pub(super) fn certificates(&self) -> impl Iterator<Item = certificates::Entry> {
        self.certificates.iter().map(|one| certificates::Entry {
            term: entry(&one.id, &one.zh, &one.words),
            ladder: if one.ladder.is_empty() { one.id.clone() } else { one.ladder.clone() },
            rank: (one.rank > 0).then_some(one.rank),
        })
    }
}

fn entry(id: &str, zh: &str, words: &[String]) -> Entry {
    let words = words.iter().map(String::as_str).chain([zh]).map(str::to_owned).collect();
    Entry { id: id.to_owned(), name: zh.to_owned(), words }
}
