//! A calendar month (年月).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// A month of the civil calendar, from 0001-01 to 9999-12, written `2026-03`.
///
/// ```
/// use doorstep::model::YearMonth;
/// let born: YearMonth = "1965-01".parse()?;
/// assert_eq!(born.checked_add(60 * 12 + 1)?.to_string(), "2025-02");
/// assert_eq!("2025-02".parse::<YearMonth>()?.months_since(born), 721);
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct YearMonth {
    /// The first day, which orders months and needs no arithmetic to show.
    first: NaiveDate,
}

impl YearMonth {
    /// A month of a year; January is 1.
    ///
    /// # Errors
    /// `value.not_a_date` for another month than 1 to 12, or a year outside 1 to 9999.
    pub fn new(year: i32, month: u32) -> Result<Self, ValueError> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|_| (1..=9_999).contains(&year));
        first
            .map(|first| Self { first })
            .ok_or_else(|| ValueError::new(ValueCode::NotADate, format_args!("{year}-{month:02}")))
    }

    /// A month written in the code, for constants; the tests of its users see that it is the right one.
    pub(super) const fn known(year: i32, month: u32) -> Self {
        match NaiveDate::from_ymd_opt(year, month, 1) {
            Some(first) => Self { first },
            None => Self { first: NaiveDate::MIN },
        }
    }

    /// The month of a day.
    ///
    /// # Errors
    /// `value.not_a_date` outside the years 1 to 9999.
    pub fn of(day: NaiveDate) -> Result<Self, ValueError> {
        Self::new(day.year(), day.month())
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month of the year, from 1.
    pub fn month(self) -> u32 {
        self.first.month()
    }

    /// Its first day; the first day of the next month ends it.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The month so many months later.
    ///
    /// # Errors
    /// `value.out_of_range` after the year 9999.
    pub fn checked_add(self, months: u32) -> Result<Self, ValueError> {
        let out = || ValueError::new(ValueCode::OutOfRange, format_args!("{self} + {months}"));
        let first = self.first.checked_add_months(chrono::Months::new(months)).ok_or_else(out)?;
        Self::of(first).map_err(|_| out())
    }

    /// Months from `earlier` to this one, negative if it is later.
    pub fn months_since(self, earlier: Self) -> i32 {
        // Years are at most 9999: no overflow.
        let count = |month: Self| month.year() * 12 + month.month().cast_signed();
        count(self) - count(earlier)
    }
}

impl FromStr for YearMonth {
    type Err = ValueError;

    /// Reads `2026-03`, four digits and two.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let refuse = || ValueError::new(ValueCode::NotADate, text);
        let (year, month) = text.split_once('-').ok_or_else(refuse)?;
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(refuse());
        }
        let (year, month) = (year.parse().map_err(|_| refuse())?, month.parse().map_err(|_| refuse())?);
        Self::new(year, month).map_err(|_| refuse())
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl TryFrom<String> for YearMonth {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        text.parse()
    }
}

impl From<YearMonth> for String {
    fn from(month: YearMonth) -> Self {
        month.to_string()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for YearMonth {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "YearMonth".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        for good in ["0001-01", "1984-11", "9999-12"] {
            assert_eq!(good.parse::<YearMonth>().unwrap().to_string(), good);
        }
        for bad in
            ["", "2026", "2026-3", "2026-00", "2026-13", "0000-01", "+026-01", "2026-03-01", "２０２６-03"]
        {
            assert_eq!(bad.parse::<YearMonth>().unwrap_err().code(), ValueCode::NotADate, "{bad}");
        }
        let last: YearMonth = "9999-12".parse().unwrap();
        assert_eq!(last.checked_add(1).unwrap_err().code(), ValueCode::OutOfRange);
        assert_eq!(last.checked_add(u32::MAX).unwrap_err().code(), ValueCode::OutOfRange);
    }
}
