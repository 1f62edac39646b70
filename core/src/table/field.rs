//! The fields of each kind of record, defined once: names, kinds and meaning.

use serde::Serialize;

use crate::privacy::Personal;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum FieldKind {
    /// Text.
    Text,
    /// Several texts: a list, or text cut at the mapping's separator.
    List,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// Money in yuan with at most two decimals.
    Yuan,
    /// A date `2026-11-22`, or the date at the head of a time stamp.
    Date,
    /// `true` or `false`, also 1 and 0, 是 and 否.
    Boolean,
    /// A word of a closed list.
    Word,
}

/// A field of a record: the column of a table, the key of a JSON object.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Field {
    /// The name in tables and in JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// How it is masked when a message quotes it; `None` if it is not personal.
    #[serde(skip)]
    pub personal: Option<Personal>,
    /// What it means, in English.
    pub en: &'static str,
    /// What it means, in Chinese.
    pub zh: &'static str,
}

impl Field {
    /// A field that is not personal.
    pub(crate) const fn new(name: &'static str, kind: FieldKind, en: &'static str, zh: &'static str) -> Self {
        Self { name, kind, personal: None, en, zh }
    }

    /// The same field, masked when a message quotes it.
    pub(crate) const fn personal(mut self, personal: Personal) -> Self {
        self.personal = Some(personal);
        self
    }
}
