//! Whether a station is open at an instant, and until or from when.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};

use super::calendar::{Calendar, DayKind};
use super::hours::{DAY_MIN, DayHours, HolidayRule, OpeningHours};
use crate::error::codes;

codes! {
    /// The missing fact for which it cannot be told whether a station is open.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum OpenUnknown {
        NoHours = "no_hours", "the opening hours are not known", "营业时间不详";
        NoCalendar = "no_calendar",
            "the calendar does not say whether this day is a holiday, and the hours differ then",
            "节假日安排未覆盖该日期，而营业时间因此不同";
    }
}

/// Whether a station is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenAt {
    /// It is.
    Open {
        /// Until when, without a break.
        closes: NextChange,
    },
    /// It is not.
    Closed {
        /// When it is open next.
        opens: NextChange,
    },
    /// It cannot be told.
    Unknown {
        /// The missing fact.
        why: OpenUnknown,
    },
}

/// When a station that is open closes, or one that is closed opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextChange {
    /// Then.
    At(NaiveDateTime),
    /// Not within the days that were looked at.
    Beyond,
    /// Not known: the calendar does not cover a day that may bring it.
    Unknown,
}

impl NextChange {
    /// The instant, if it is known and within the days looked at.
    pub const fn instant(self) -> Option<NaiveDateTime> {
        match self {
            Self::At(instant) => Some(instant),
            Self::Beyond | Self::Unknown => None,
        }
    }
}

impl OpeningHours {
    /// Most days that are looked at for the next change.
    pub const DAYS_MAX: u16 = 366;

    /// Whether a station is open at a civil date and time (China: UTC+8), until when, or when next. The next change is looked
    /// for within `days` days, at most [`DAYS_MAX`](Self::DAYS_MAX).
    ///
    /// A span holds its first instant and not its last. Where the calendar does not cover a date, the answer stands if
    /// it would be the same on an ordinary day, on a holiday and, on a weekend, on a make-up working day.
    ///
    /// ```
    /// use doorstep::OpeningHours;
    /// use doorstep::model::{Calendar, NextChange, OpenAt, OpenUnknown};
    /// let hours = OpeningHours::parse("周一至周五 9:00-17:00；节假日休息")?;
    /// let at = |instant: &str| hours.at(&Calendar::state_council(), instant.parse().unwrap(), 31);
    /// let then = |instant: &str| NextChange::At(instant.parse().unwrap());
    /// assert_eq!(at("2026-09-30T10:00:00"), OpenAt::Open { closes: then("2026-09-30T17:00:00") });
    /// assert_eq!(at("2026-10-01T10:00:00"), OpenAt::Closed { opens: then("2026-10-08T09:00:00") });
    /// assert_eq!(at("2027-10-01T10:00:00"), OpenAt::Unknown { why: OpenUnknown::NoCalendar });
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn at(&self, calendar: &Calendar, instant: NaiveDateTime, days: u16) -> OpenAt {
        match self.is_open(calendar, instant) {
            Some(true) => OpenAt::Open { closes: self.next_change(calendar, instant, days, true) },
            Some(false) => OpenAt::Closed { opens: self.next_change(calendar, instant, days, false) },
            None => OpenAt::Unknown { why: OpenUnknown::NoCalendar },
        }
    }

    /// Whether a station is open at a civil date and time; none if the calendar does not cover the date and the answer
    /// depends on it.
    pub fn is_open(&self, calendar: &Calendar, instant: NaiveDateTime) -> Option<bool> {
        let second = instant.time().num_seconds_from_midnight();
        let date = instant.date();
        let today = self.holds(calendar, date, second);
        let yesterday = date
            .pred_opt()
            .map_or(Some(false), |date| self.holds(calendar, date, second + 60 * u32::from(DAY_MIN)));
        match (today, yesterday) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    }

    /// Whether a span that begins on a date holds a second counted from its start.
    fn holds(&self, calendar: &Calendar, date: NaiveDate, second: u32) -> Option<bool> {
        let mut answers = self.possible(calendar, date).into_iter().flatten().map(|hours| {
            let second_in = |minute: u16| 60 * u32::from(minute);
            hours
                .spans()
                .iter()
                .any(|span| second_in(span.from_min()) <= second && second < second_in(span.to_min()))
        });
        let first = answers.next().unwrap_or(false);
        answers.all(|answer| answer == first).then_some(first)
    }

    /// The hours that may hold on a date: one, or more if the calendar does not cover it.
    fn possible(&self, calendar: &Calendar, date: NaiveDate) -> [Option<&DayHours>; 3] {
        let Some(season) = self.season(date) else { return [None; 3] };
        let weekday = date.weekday().num_days_from_monday() as usize;
        let ordinary = season.week.get(weekday);
        let holiday = match &season.holidays {
            HolidayRule::NotStated => Some(DayHours::CLOSED),
            HolidayRule::ByWeekday => ordinary,
            HolidayRule::Hours(hours) => Some(hours),
        };
        let make_up = season.make_up.as_ref().or(ordinary);
        match calendar.kind(date) {
            Some(DayKind::Holiday) => [holiday, None, None],
            Some(DayKind::MakeUp) => [make_up, None, None],
            None if calendar.covers(date) => [ordinary, None, None],
            // Make-up working days are weekends.
            None if weekday < 5 => [ordinary, holiday, None],
            None => [ordinary, holiday, make_up],
        }
    }

    fn next_change(
        &self,
        calendar: &Calendar,
        instant: NaiveDateTime,
        days: u16,
        is_open: bool,
    ) -> NextChange {
        let days = days.min(Self::DAYS_MAX);
        let last = instant.checked_add_days(Days::new(u64::from(days)));
        let mut date = Some(instant.date());
        let mut boundaries: Vec<u16> = Vec::new();
        for _ in 0..=days {
            let Some(today) = date else { break };
            boundaries.clear();
            self.add_boundaries(calendar, today, &mut boundaries, Some);
            if let Some(yesterday) = today.pred_opt() {
                self.add_boundaries(calendar, yesterday, &mut boundaries, |min| min.checked_sub(DAY_MIN));
            }
            boundaries.sort_unstable();
            boundaries.dedup();
            for minute in &boundaries {
                let change = today.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(*minute));
                if change <= instant {
                    continue;
                }
                if last.is_none_or(|last| change > last) {
                    return NextChange::Beyond;
                }
                match self.is_open(calendar, change) {
                    None => return NextChange::Unknown,
                    Some(now) if now != is_open => return NextChange::At(change),
                    Some(_) => {}
                }
            }
            date = today.succ_opt();
        }
        NextChange::Beyond
    }

    /// Minutes of a day at which spans of a date begin or end.
    fn add_boundaries(
        &self,
        calendar: &Calendar,
        date: NaiveDate,
        boundaries: &mut Vec<u16>,
        minute: impl Fn(u16) -> Option<u16>,
    ) {
        let spans = self.possible(calendar, date).into_iter().flatten().flat_map(|hours| hours.spans());
        let ends = spans.flat_map(|span| [span.from_min(), span.to_min()]);
        boundaries.extend(ends.filter_map(minute).filter(|minute| *minute < DAY_MIN));
    }
}
