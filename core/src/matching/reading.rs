//! What titles, descriptions and wishes say, where no field says it (文本识别). A field always wins over a text.

use serde::Serialize;

use crate::model::{Post, Seeker};
use crate::text::Lexicon;

/// Where a fact was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Source {
    /// 职位名称.
    Title,
    /// 福利待遇.
    Benefits,
    /// 职位描述.
    Description,
    /// 求职愿望.
    Wish,
}

/// A fact that was read from a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadFact {
    /// The field that it fills.
    pub field: &'static str,
    /// Its value, as the field would have it.
    pub value: String,
    /// Where it was read.
    pub source: Source,
    /// The words that say it.
    pub quote: String,
}

/// A text that says other than a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contradiction {
    /// The field.
    pub field: &'static str,
    /// What the field says; it counts.
    pub stated: String,
    /// What the text says.
    pub read: String,
    /// Where it was read.
    pub source: Source,
    /// The words that say it.
    pub quote: String,
}

/// What was read from a post.
#[derive(Debug, Clone, Default)]
pub(super) struct PostReading {
    pub(super) facts: Vec<ReadFact>,
    pub(super) contradictions: Vec<Contradiction>,
}

/// What was read from a wish.
#[derive(Debug, Clone, Default)]
pub(super) struct WishReading {
    pub(super) facts: Vec<ReadFact>,
}

pub(super) fn read_post(_post: &mut Post, _lexicon: &Lexicon) -> PostReading {
    PostReading::default()
}

pub(super) fn read_wish(_seeker: &mut Seeker, _lexicon: &Lexicon) -> WishReading {
    WishReading::default()
}
