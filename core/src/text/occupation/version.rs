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

#[cfg(test)]
mod tests {
    use super::super::Classification;
    use super::*;

    fn code(text: &str) -> OccupationCode {
        text.parse().unwrap()
    }

    #[test]
    fn follows_a_code_that_moved() {
        let classification = Classification::embedded().unwrap();
        let moved = |to| Resolved::Moved { to: vec![code(to)], kind: ChangeKind::Renamed };
        assert_eq!(classification.resolve(code("2-02-32-00")), moved("2-02-32-01"));
        assert_eq!(classification.resolve(code("4-05-02-00")), moved("4-05-02-01"));
        assert_eq!(classification.resolve(code("2-02-32")), Resolved::Current(code("2-02-32")));
        assert_eq!(classification.name(code("2-02-32-01")), Some("制药工程技术人员"));
    }

    /// The batch of 2024 is complete by name, that of 2025 is not; docs/occupations.md says so.
    #[test]
    fn lists_what_was_published_since() {
        let classification = Classification::embedded().unwrap();
        let count = |year| {
            let new = |change: &&Change| change.kind == ChangeKind::New && change.year == year;
            classification.changes().iter().filter(new).count()
        };
        assert_eq!((count(2024), count(2025)), (19, 8));
        let coded = classification.iter().filter(|class| class.added.is_some()).count();
        assert_eq!(coded, 6);
        assert_eq!(classification.get(code("4-04-05-13")).and_then(|class| class.added), Some(2024));
    }

    #[test]
    fn every_change_states_its_source_and_leads_somewhere() {
        let classification = Classification::embedded().unwrap();
        for change in classification.changes() {
            assert!(!change.source.is_empty() && (2015..2100).contains(&change.year), "{change:?}");
            for to in &change.to {
                assert_eq!(classification.name(*to), Some(change.to_name.as_str()));
            }
        }
    }
}
