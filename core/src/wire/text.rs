//! Requests and answers about texts: the coding of titles.

use serde::{Deserialize, Serialize};

use super::matching::lexicon_of;
use crate::error::Error;
use crate::text::Words;
use crate::text::occupation::CodedOccupation;

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
