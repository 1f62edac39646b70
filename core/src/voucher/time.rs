//! Ledger time (记账时间): whole seconds, given by the caller.

use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat};
use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// Seconds in a day.
const DAY_S: i64 = 86_400;
/// Asia/Shanghai is UTC+8 without summer time since 1991 (IANA time zone database), before any ledger begins.
const SHANGHAI_OFFSET_S: i64 = 8 * 3_600;

/// An instant: whole seconds since 1970-01-01T00:00:00Z, from there to the end of the year 9999.
///
/// ```
/// use doorstep::voucher::Timestamp;
/// let noon = Timestamp::from_rfc3339("2026-03-02T12:00:00+08:00")?;
/// assert_eq!(noon.get(), 1_772_424_000);
/// assert_eq!(noon.to_string(), "2026-03-02T04:00:00Z");
/// // The day of issue is not counted: one day ends with the next day, in local time.
/// assert_eq!(noon.end_of_day_after(1)?.to_string(), "2026-03-03T16:00:00Z");
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first instant, 1970-01-01T00:00:00Z.
    pub const MIN: Self = Self(0);
    /// The last instant, 9999-12-31T23:59:59Z.
    pub const MAX: Self = Self(253_402_300_799);

    /// An instant `seconds` after the epoch.
    ///
    /// # Errors
    /// `value.out_of_range` before 1970 and after 9999.
    pub fn new(seconds: i64) -> Result<Self, ValueError> {
        if (Self::MIN.0..=Self::MAX.0).contains(&seconds) {
            Ok(Self(seconds))
        } else {
            Err(ValueError::new(ValueCode::OutOfRange, seconds))
        }
    }

    /// Reads `2026-03-02T12:00:00+08:00` (RFC 3339); a fraction of a second is cut off.
    ///
    /// # Errors
    /// `value.not_a_date`, and those of [`Timestamp::new`].
    pub fn from_rfc3339(text: &str) -> Result<Self, ValueError> {
        let instant =
            DateTime::parse_from_rfc3339(text).map_err(|_| ValueError::new(ValueCode::NotADate, text))?;
        Self::new(instant.timestamp())
    }

    /// Seconds since the epoch.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The midnight in Asia/Shanghai that ends the `days`-th day after the day of this instant.
    ///
    /// The day itself does not count (民法典 art. 201: 开始的当日不计入，自下一日开始计算).
    ///
    /// # Errors
    /// `value.out_of_range` after the year 9999.
    pub fn end_of_day_after(self, days: u32) -> Result<Self, ValueError> {
        // At most 2^38 + 2^32 * 2^17 < 2^50: no overflow.
        let day = (self.0 + SHANGHAI_OFFSET_S).div_euclid(DAY_S);
        Self::new((day + i64::from(days) + 1) * DAY_S - SHANGHAI_OFFSET_S)
    }

    /// The calendar date in Asia/Shanghai.
    pub(super) fn local_date(self) -> NaiveDate {
        let local = DateTime::from_timestamp(self.0 + SHANGHAI_OFFSET_S, 0);
        // The years 1970 to 10000 are dates.
        local.map_or(NaiveDate::MIN, |instant| instant.date_naive())
    }

    /// Seconds from `earlier` to this instant, negative if it is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        // Both lie in 0..2^38.
        self.0 - earlier.0
    }
}

impl TryFrom<i64> for Timestamp {
    type Error = ValueError;

    fn try_from(seconds: i64) -> Result<Self, ValueError> {
        Self::new(seconds)
    }
}

impl From<Timestamp> for i64 {
    fn from(instant: Timestamp) -> Self {
        instant.0
    }
}

/// RFC 3339 in UTC.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp(self.0, 0) {
            Some(instant) => f.write_str(&instant.to_rfc3339_opts(SecondsFormat::Secs, true)),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "minimum": 0, "maximum": Self::MAX.0})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_days_are_local_midnights() {
        for (from, days, end) in [
            // 23:59:59 and 00:00:00 local are different days.
            ("2026-03-02T15:59:59Z", 0, "2026-03-02T16:00:00Z"),
            ("2026-03-02T16:00:00Z", 0, "2026-03-03T16:00:00Z"),
            ("2026-03-02T16:00:00Z", 30, "2026-04-02T16:00:00Z"),
            ("2024-02-28T00:00:00Z", 1, "2024-02-29T16:00:00Z"),
        ] {
            let from = Timestamp::from_rfc3339(from).unwrap();
            assert_eq!(from.end_of_day_after(days).unwrap().to_string(), end);
        }
        assert!(Timestamp::MAX.end_of_day_after(u32::MAX).is_err());
        assert!(Timestamp::new(-1).is_err());
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59Z");
    }
}
