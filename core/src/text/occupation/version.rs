//! What became of codes between the editions of 2015 and 2022, and what was published since.

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};
use crate::model::OccupationCode;

/// What happened to an occupation (变动).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Published for the first time (新增).
    New,
    /// Another name or another code for the same occupation (更名).
    Renamed,
    /// Several occupations instead of one (拆分).
    Split,
    /// One occupation instead of several (合并).
    Merged,
    /// No longer an occupation of its own (取消).
    Deprecated,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::New, Self::Renamed, Self::Split, Self::Merged, Self::Deprecated];

    /// The word in tables of changes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Renamed => "renamed",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Deprecated => "deprecated",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The codes before; empty of a new occupation.
    pub from: Vec<OccupationCode>,
    /// The name before.
    pub from_name: String,
    /// The codes after; empty if there is none, or if none was found in a source.
    pub to: Vec<OccupationCode>,
    /// The name after.
    pub to_name: String,
    /// The year of publication.
    pub year: u16,
    /// Where this is written.
    pub source: String,
}

impl Change {
    /// Reads a line: kind, codes and name before, codes and name after, year, source; codes with `|` between them.
    pub(super) fn read(line: &str) -> Result<Self, ValueError> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, from, from_name, to, to_name, year, source] = cells.as_slice() else {
            return Err(ValueError::new(ValueCode::Missing, line));
        };
        let kind = ChangeKind::ALL.into_iter().find(|known| known.word() == *kind);
        let codes = |text: &str| {
            text.split('|')
                .filter(|code| !code.is_empty())
                .map(OccupationCode::parse)
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Self {
            kind: kind.ok_or_else(|| ValueError::new(ValueCode::UnknownWord, line))?,
            from: codes(from)?,
            from_name: (*from_name).to_owned(),
            to: codes(to)?,
            to_name: (*to_name).to_owned(),
            year: year.parse().map_err(|_| ValueError::new(ValueCode::NotAnInteger, year))?,
            source: (*source).to_owned(),
        })
    }
}

/// What a code is today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A code of today's classification, at the level it has there.
    Current(OccupationCode),
    /// A code of the past: what it became.
    Moved {
        /// Today's codes; empty if it was given up.
        to: Vec<OccupationCode>,
        /// What happened.
        kind: ChangeKind,
    },
    /// A code that neither edition knows, as far as the library has the past.
    Unknown,
}
