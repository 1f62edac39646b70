//! Half-open spans of civil dates, and how months are added.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::refusal::{WindowRefusal, WindowRefusalCode};

/// Days from `from` up to `until`, which does not belong to it any more (起止日期，止日不含).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowSpan"))]
pub struct Span {
    /// The first day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The first day after it.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub until: NaiveDate,
}

impl Span {
    /// Days from one date to another; none if `until` is not later.
    pub const fn new(from: NaiveDate, until: NaiveDate) -> Self {
        Self { from, until }
    }

    /// How many days.
    pub fn days(self) -> u32 {
        u32::try_from(self.until.signed_duration_since(self.from).num_days()).unwrap_or(0)
    }

    /// Whether a day belongs to it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }

    /// The days in both, if any.
    pub fn common(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), until: self.until.min(other.until) };
        (both.from < both.until).then_some(both)
    }

    /// Whether all days of the other belong to this one.
    pub fn holds(self, other: Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }
}

/// How long a pause or an extension is, or may be: `{"months": 12}` or `{"days": 30}` (期限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowLength"))]
pub enum Length {
    /// Months.
    Months(u32),
    /// Days.
    Days(u32),
}

impl Length {
    /// Longest length in months, a hundred years.
    pub const MONTHS_MAX: u32 = 1_200;
    /// Longest length in days, a hundred years.
    pub const DAYS_MAX: u32 = 36_525;

    /// The number, without its unit.
    pub const fn count(self) -> u32 {
        match self {
            Self::Months(count) | Self::Days(count) => count,
        }
    }

    /// Neither nothing nor more than a hundred years.
    pub(super) const fn sensible(self) -> bool {
        match self {
            Self::Months(count) => 0 < count && count <= Self::MONTHS_MAX,
            Self::Days(count) => 0 < count && count <= Self::DAYS_MAX,
        }
    }

    pub(super) const fn same_unit(self, other: Self) -> bool {
        matches!((self, other), (Self::Months(_), Self::Months(_)) | (Self::Days(_), Self::Days(_)))
    }
}

/// Earliest and latest year of a date that is read.
const YEARS: std::ops::RangeInclusive<i32> = 1_900..=2_999;

/// Refuses a date that is a slip of the pen, and so large that sums of dates would end.
pub(super) fn check_day(day: NaiveDate, field: &'static str) -> Result<(), WindowRefusal> {
    if YEARS.contains(&day.year()) {
        Ok(())
    } else {
        Err(WindowRefusal::in_field(WindowRefusalCode::DateRange, field))
    }
}

/// The day so many months and then so many days later; in a month without that day, the month's last (31 January and
/// one month: 28 or 29 February). Months are added at once, never one by one: 31 January and two months is 31 March.
///
/// This is `chrono::Months`. It matters for windows that begin on the 29th to 31st only.
pub(super) fn later(day: NaiveDate, months: u32, days: u32) -> NaiveDate {
    // Read dates end in 2999 and lengths are bounded: the calendar of chrono does not end before the sum.
    day.checked_add_months(Months::new(months))
        .and_then(|day| day.checked_add_days(chrono::Days::new(u64::from(days))))
        .unwrap_or(NaiveDate::MAX)
}

/// The number of the month, counted from `start`, in which a day lies: the largest `n` with `start` + `n` months not
/// after it; `None` before `start`.
pub(super) fn month_of(start: NaiveDate, day: NaiveDate) -> Option<u32> {
    let count = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let months = u32::try_from(count(day) - count(start)).ok()?;
    if later(start, months, 0) <= day { Some(months) } else { months.checked_sub(1) }
}

/// Months begun from `from` until `until`: the least `n` with `from` + `n` months not before `until`.
pub(super) fn months_begun(span: Span) -> u32 {
    match span.until.pred_opt().and_then(|last| month_of(span.from, last)) {
        Some(whole) => whole + 1,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last() {
        for (from, months, end) in [
            ("2024-01-31", 1, "2024-02-29"),
            ("2023-01-31", 1, "2023-02-28"),
            ("2023-01-31", 2, "2023-03-31"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2023-08-31", 36, "2026-08-31"),
            ("2025-12-01", 1, "2026-01-01"),
        ] {
            assert_eq!(later(day(from), months, 0), day(end), "{from} + {months}");
        }
    }

    #[test]
    fn begun_months_count() {
        for (from, until, months) in [
            ("2026-01-01", "2026-01-01", 0),
            ("2026-01-01", "2026-01-02", 1),
            ("2026-01-01", "2026-02-01", 1),
            ("2026-01-01", "2026-02-02", 2),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-03-01", 2),
            ("2024-02-29", "2025-02-28", 12),
            ("2024-02-29", "2025-03-01", 13),
        ] {
            assert_eq!(months_begun(Span::new(day(from), day(until))), months, "{from}..{until}");
        }
    }

    #[test]
    fn spans_hold_what_lies_in_them() {
        let span = |from: &str, until: &str| Span::new(day(from), day(until));
        let march = span("2026-03-01", "2026-04-01");
        for (other, is_held) in [
            (march, true),
            (span("2026-03-10", "2026-03-20"), true),
            (span("2026-02-28", "2026-03-20"), false),
            (span("2026-03-10", "2026-04-02"), false),
            (span("2026-02-28", "2026-04-02"), false),
        ] {
            assert_eq!(march.holds(other), is_held, "{other:?}");
        }
    }

    proptest! {
        /// Against a search for the least number of months.
        #[test]
        fn begun_months_are_the_least_that_reach(from in 0_u64..3_000, days in 0_u64..1_500) {
            let from = day("2019-12-25") + chrono::Days::new(from);
            let until = from + chrono::Days::new(days);
            let least = (0..).find(|&months| from + Months::new(months) >= until).unwrap();
            prop_assert_eq!(months_begun(Span::new(from, until)), least);
            let largest = (0..).take_while(|&months| from + Months::new(months) <= until).last();
            prop_assert_eq!(month_of(from, until), largest);
        }
    }
}
