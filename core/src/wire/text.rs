//! Requests and answers about texts: the coding of titles, the terms that a text names.

use serde::{Deserialize, Serialize};

use super::matching::lexicon_of;
use crate::error::Error;
use crate::text::occupation::{CodedOccupation, Occupation};
use crate::text::{Mention, Words};

/// Asks for the occupations of titles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeRequest {
    /// The titles.
    pub titles: Vec<String>,
    /// How many occupations for each title.
    #[serde(default = "five")]
    pub k: u32,
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
}

const fn five() -> u32 {
    5
}

/// The occupations of titles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeAnswer {
    /// The titles in the order given.
    pub titles: Vec<CodedTitle>,
}

/// The occupations of one title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodedTitle {
    /// The title.
    pub title: String,
    /// Its occupations, the likeliest first.
    pub codes: Vec<CodedOccupation>,
}

/// Answers a [`CodeRequest`].
///
/// # Errors
/// Those of [`Lexicon::with_words`](crate::text::Lexicon::with_words).
pub fn code(request: CodeRequest) -> Result<CodeAnswer, Error> {
    let lexicon = lexicon_of(request.lexicon.as_ref())?;
    let k = usize::try_from(request.k).unwrap_or(usize::MAX);
    let coded = |title: String| CodedTitle { codes: lexicon.code(&title, k), title };
    Ok(CodeAnswer { titles: request.titles.into_iter().map(coded).collect() })
}

/// Asks which terms of the lexicon a text names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TermsRequest {
    /// The text.
    pub text: String,
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
}

/// The terms that a text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TermsAnswer {
    /// Skills, by where they stand.
    pub skills: Vec<Term>,
    /// Certificates, by where they stand.
    pub certificates: Vec<Term>,
    /// Occupations, by where they stand.
    pub occupations: Vec<Term>,
}

/// A term that a text names, and the words that name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Term {
    /// The term's id, the same in every language; of an occupation its code.
    pub id: String,
    /// The term's name.
    pub name: String,
    /// Where the words that name it begin, in characters (Unicode scalar values) of the text.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The words that name it.
    pub quote: String,
}

/// Answers a [`TermsRequest`].
///
/// # Errors
/// Those of [`Lexicon::with_words`](crate::text::Lexicon::with_words).
pub fn terms(request: TermsRequest) -> Result<TermsAnswer, Error> {
    let TermsRequest { text, lexicon } = request;
    let lexicon = lexicon_of(lexicon.as_ref())?;
    Ok(TermsAnswer {
        skills: terms_of(&text, lexicon.skills(&text)),
        certificates: terms_of(&text, lexicon.certificates(&text)),
        occupations: terms_of(&text, lexicon.occupations(&text)),
    })
}

/// Mentions, in the order in which they stand in a text, with their places in characters.
pub fn terms_of(text: &str, mentions: Vec<Mention>) -> Vec<Term> {
    // Counted from one mention to the next: from the beginning each time, a long text would take very long.
    let (mut byte, mut character) = (0, 0);
    mentions
        .into_iter()
        .map(|Mention { id, name, span, .. }| {
            let quote = text.get(span.clone()).unwrap_or_default().to_owned();
            character += text.get(byte..span.start).map_or(0, |before| before.chars().count());
            let start = character;
            character += quote.chars().count();
            byte = span.end;
            Term { id, name, start, end: character, quote }
        })
        .collect()
}

/// A class of the occupational classification, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OccupationClass {
    /// Its code.
    pub code: String,
    /// Its official name.
    pub name: String,
    /// Its code in GB/T 6565, for the upper three levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gbt6565: Option<String>,
    /// A digital occupation (数字职业).
    pub digital: bool,
    /// A green occupation (绿色职业).
    pub green: bool,
    /// The year in which it was published, if that was after the book of 2022.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added: Option<u16>,
}

impl From<&Occupation> for OccupationClass {
    fn from(class: &Occupation) -> Self {
        Self {
            code: class.code.to_string(),
            name: class.name.clone(),
            gbt6565: class.gbt6565.clone(),
            digital: class.digital,
            green: class.green,
            added: class.added,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_whatever_their_bytes() {
        let text = "😀會開叉車，熟练使用ＥＸＣＥＬ😀，电焊";
        let request = TermsRequest { text: text.to_owned(), lexicon: None };
        let found = terms(request).unwrap();
        assert!(found.skills.len() >= 3, "{found:?}");
        let letters: Vec<char> = text.chars().collect();
        for term in found.skills.iter().chain(&found.certificates).chain(&found.occupations) {
            assert_eq!(letters[term.start..term.end].iter().collect::<String>(), term.quote);
        }
    }
}
