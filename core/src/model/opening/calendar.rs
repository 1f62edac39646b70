//! Which days are holidays, and on which days off the country works (节假日安排).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// What a date is that is not an ordinary day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DayKind {
    /// A day off by the holiday schedule (放假).
    Holiday,
    /// A working day on a weekend (调休上班).
    MakeUp,
}

impl DayKind {
    /// Reads `holiday`, `节假日`, `放假`, `休`, `make_up`, `调休上班`, `上班`, `班`.
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim().to_lowercase().as_str() {
            "holiday" | "节假日" | "假日" | "放假" | "休" => Ok(Self::Holiday),
            "make_up" | "调休上班" | "调休上班日" | "补班" | "上班" | "班" => Ok(Self::MakeUp),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }
}

/// A row of a holiday schedule (节假日安排表).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CalendarDay {
    /// The date as text, by which rows are told apart.
    pub id: String,
    /// The date.
    pub date: Option<NaiveDate>,
    /// What it is.
    pub kind: Option<DayKind>,
}

impl CalendarDay {
    /// A date that is not an ordinary day.
    pub fn new(date: NaiveDate, kind: DayKind) -> Self {
        Self { id: date.to_string(), date: Some(date), kind: Some(kind) }
    }
}

/// A holiday schedule, and the years for which it is complete (节假日安排).
///
/// A date in one of the years that is not listed is an ordinary day. Of a date in another year it is not known what it is,
/// unless it is listed: a notice may name days of the year before its own (30 December 2018 in the notice for 2019), so
/// that years are not taken from the days.
///
/// ```
/// use doorstep::model::{Calendar, DayKind};
/// let calendar = Calendar::state_council();
/// let day = |text: &str| text.parse().unwrap();
/// assert_eq!(calendar.kind(day("2026-02-14")), Some(DayKind::MakeUp));
/// assert!(calendar.covers(day("2026-12-31")) && !calendar.covers(day("2027-01-01")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    years: BTreeSet<i32>,
    days: BTreeMap<NaiveDate, DayKind>,
}

impl Calendar {
    /// A schedule that is complete for `years`.
    ///
    /// # Errors
    /// `value.missing` for a row without date or kind, `value.duplicate` for a date that comes twice.
    pub fn new(years: impl IntoIterator<Item = i32>, rows: &[CalendarDay]) -> Result<Self, ValueError> {
        let mut days = BTreeMap::new();
        for row in rows {
            let (Some(date), Some(kind)) = (row.date, row.kind) else {
                return Err(ValueError::new(ValueCode::Missing, &row.id));
            };
            if days.insert(date, kind).is_some() {
                return Err(ValueError::new(ValueCode::Duplicate, date));
            }
        }
        Ok(Self { years: years.into_iter().collect(), days })
    }

    /// The schedules of the State Council for 2025 and 2026.
    ///
    /// From the notices of the General Office of the State Council on part of the holidays of 2025 (国办发明电〔2024〕12号,
    /// 12 November 2024) and of 2026 (4 November 2025).
    pub fn state_council() -> Self {
        let date = |(year, month, day): (i32, u32, u32)| NaiveDate::from_ymd_opt(year, month, day);
        let mut days = BTreeMap::new();
        for (from, length) in HOLIDAYS {
            days.extend(
                date(*from)
                    .into_iter()
                    .flat_map(|from| from.iter_days().take(*length))
                    .map(|date| (date, DayKind::Holiday)),
            );
        }
        days.extend(MAKE_UP_DAYS.iter().filter_map(|day| date(*day)).map(|date| (date, DayKind::MakeUp)));
        Self { years: BTreeSet::from([2025, 2026]), days }
    }

    /// The same schedule with another beside it: what the other says of a date holds, and years are complete that are so in
    /// either.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.years.extend(other.years);
        self.days.extend(other.days);
        self
    }

    /// Whether it is known what a date is.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.years.contains(&date.year()) || self.days.contains_key(&date)
    }

    /// What a date is, if it is listed; ordinary otherwise if the calendar [covers](Self::covers) it.
    pub fn kind(&self, date: NaiveDate) -> Option<DayKind> {
        self.days.get(&date).copied()
    }
}

/// First day and number of days.
const HOLIDAYS: &[((i32, u32, u32), usize)] = &[
    ((2025, 1, 1), 1),
    ((2025, 1, 28), 8),
    ((2025, 4, 4), 3),
    ((2025, 5, 1), 5),
    ((2025, 5, 31), 3),
    ((2025, 10, 1), 8),
    ((2026, 1, 1), 3),
    ((2026, 2, 15), 9),
    ((2026, 4, 4), 3),
    ((2026, 5, 1), 5),
    ((2026, 6, 19), 3),
    ((2026, 9, 25), 3),
    ((2026, 10, 1), 7),
];

const MAKE_UP_DAYS: &[(i32, u32, u32)] = &[
    (2025, 1, 26),
    (2025, 2, 8),
    (2025, 4, 27),
    (2025, 9, 28),
    (2025, 10, 11),
    (2026, 1, 4),
    (2026, 2, 14),
    (2026, 2, 28),
    (2026, 5, 9),
    (2026, 9, 20),
    (2026, 10, 10),
];
