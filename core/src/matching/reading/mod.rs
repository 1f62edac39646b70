//! What titles, descriptions and wishes say, where no field says it (文本识别). A field always wins over a text.

mod post;
mod wish;

use std::ops::Range;

use serde::Serialize;

pub(super) use post::FIELDS;
pub use post::read_post;
pub use wish::read_wish;

/// Where a fact was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Source {
    /// 职位名称.
    Title,
    /// 职位描述.
    Description,
    /// 福利待遇.
    Benefits,
    /// 技能: platforms put other things among the skills, too.
    Skills,
    /// 求职愿望.
    Wish,
}

/// A fact that was read from a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadFact {
    /// The field that it fills, or would fill.
    pub field: &'static str,
    /// Its value, in the words of the field.
    pub value: String,
    /// Where it was read.
    pub source: Source,
    /// Where the words that say it begin, in characters (Unicode scalar values) of the text.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The words that say it.
    pub quote: String,
}

/// A text that says other than a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contradiction {
    /// What the field says; it counts.
    pub stated: String,
    /// What the text says.
    pub read: ReadFact,
}

/// What was read from a post: facts that fill fields without a value, and where the text says other than a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PostReading {
    /// Facts that no field states.
    pub facts: Vec<ReadFact>,
    /// Where the text says other than the fields.
    pub contradictions: Vec<Contradiction>,
}

/// What was read from a wish.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WishReading {
    /// Facts that no field states.
    pub facts: Vec<ReadFact>,
    /// What the wish says and a field says otherwise; the field counts.
    pub contradictions: Vec<Contradiction>,
    /// Clauses of the wish from which nothing was read: to be asked about, not to be passed over.
    pub unread: Vec<String>,
}

/// What a text says in these bytes of it.
fn quoted(field: &'static str, value: String, source: Source, text: &str, span: &Range<usize>) -> ReadFact {
    let quote = text.get(span.clone()).unwrap_or_default().to_owned();
    let start = text.get(..span.start).map_or(0, |before| before.chars().count());
    ReadFact { field, value, source, start, end: start + quote.chars().count(), quote }
}

/// The word of a closed list, as tables have it.
fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
