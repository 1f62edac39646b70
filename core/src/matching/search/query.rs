//! What is asked (查询).

use crate::model::{AnyCoordinate, Seeker};
use crate::text::Lexicon;

/// What a person types, where the person is, and what a post must not be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Query {
    /// The words, in any language of the lexicon; empty to look around.
    pub words: String,
    /// Where the person is: posts near it count more. It takes the place of the filters' home.
    pub near: Option<AnyCoordinate>,
    /// Filters: a person whose constraints a hit must not break (wage floor, kinds, lodging, region, distance …). What
    /// the person wants to do is asked by the words, not here: titles and skills of the filters count nothing.
    pub seeker: Seeker,
}

impl Query {
    /// A query of words alone.
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), near: None, seeker: Seeker::new("query") }
    }

    /// A query of words of which those that say a fact (包吃住, 日结, 5000以上) become filters.
    ///
    /// What is left after that is what is searched for.
    pub fn from_words(words: &str, _lexicon: &Lexicon) -> Self {
        // Facts come here.
        Self::new(words)
    }
}
