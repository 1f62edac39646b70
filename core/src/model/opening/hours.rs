//! Weekly hours with what holds on holidays, on make-up working days and in seasons.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::ValueError;

/// Minutes in a day.
pub(super) const DAY_MIN: u16 = 1_440;

/// A time without a break within which a station is open: from a minute of the day on, up to before another.
///
/// The end may lie on the next day: 22:00 to 02:00 is 1320 to 1560, and belongs to the day on which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpenSpan {
    from_min: u16,
    to_min: u16,
}

impl OpenSpan {
    /// A span of at least a minute and at most a day that begins on its day; none if it is another.
    pub(super) fn new(from_min: u16, to_min: u16) -> Option<Self> {
        let is_span = from_min < DAY_MIN && from_min < to_min && to_min <= from_min + DAY_MIN;
        is_span.then_some(Self { from_min, to_min })
    }

    /// First minute, counted from the start of the day.
    pub const fn from_min(self) -> u16 {
        self.from_min
    }

    /// The minute before which it ends; more than 1440 if that is on the next day.
    pub const fn to_min(self) -> u16 {
        self.to_min
    }
}

impl fmt::Display for OpenSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from_min, self.to_min);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// The spans of one day, in order, apart from each other. None: closed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct DayHours(Vec<OpenSpan>);

impl DayHours {
    pub(super) const CLOSED: &'static Self = &Self(Vec::new());

    /// Spans in any order; those that touch become one. None if two overlap.
    pub(super) fn new(mut spans: Vec<OpenSpan>) -> Option<Self> {
        spans.sort_unstable();
        let mut merged: Vec<OpenSpan> = Vec::with_capacity(spans.len());
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.from_min < last.to_min => return None,
                Some(last) if span.from_min == last.to_min && span.to_min <= last.from_min + DAY_MIN => {
                    last.to_min = span.to_min;
                }
                _ => merged.push(span),
            }
        }
        Some(Self(merged))
    }

    pub(super) fn spans(&self) -> &[OpenSpan] {
        &self.0
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for DayHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_closed() {
            return f.write_str("off");
        }
        for (number, span) in self.0.iter().enumerate() {
            write!(f, "{}{span}", if number == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// What is said of public holidays.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) enum HolidayRule {
    /// Nothing: closed.
    #[default]
    NotStated,
    /// The hours of the weekday hold.
    ByWeekday,
    /// These hours hold.
    Hours(DayHours),
}

/// Days of the year, both included; those that end before they begin run over the new year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SeasonDates {
    from: (u8, u8),
    to: (u8, u8),
}

impl SeasonDates {
    /// From a month and day to another; the 28th of February as an end takes the 29th with it. None if one is no date.
    pub(super) fn new(from: (u8, u8), to: (u8, u8)) -> Option<Self> {
        let is_date = |(month, day): (u8, u8)| (1..=days_of(month)).contains(&day);
        let to = if to == (2, 28) { (2, 29) } else { to };
        (is_date(from) && is_date(to)).then_some(Self { from, to })
    }

    /// Whole months.
    pub(super) fn months(from: u8, to: u8) -> Option<Self> {
        Self::new((from, 1), (to, days_of(to)))
    }

    fn contains(self, day: (u8, u8)) -> bool {
        if self.from <= self.to {
            self.from <= day && day <= self.to
        } else {
            self.from <= day || day <= self.to
        }
    }
}

impl fmt::Display for SeasonDates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = |month: u8| MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
        let (from, to) = (self.from, self.to);
        write!(f, "{} {:02}-{} {:02}", month(from.0), from.1, month(to.0), to.1)
    }
}

/// Months as OSM writes them.
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Weekdays as OSM writes them.
pub(super) const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

const fn days_of(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

/// The hours of a part of the year, or of all of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Season {
    pub(super) dates: Option<SeasonDates>,
    /// From Monday on.
    pub(super) week: [DayHours; 7],
    pub(super) holidays: HolidayRule,
    /// What is said of make-up working days; if nothing, their own weekday holds.
    pub(super) make_up: Option<DayHours>,
}

/// When a station is open (营业时间), as it says itself.
///
/// Hours of each weekday, several spans a day, past midnight if need be, perhaps by season. On public holidays a station is
/// closed unless it says otherwise; *every day* (每天), *24 hours* and 24/7 say otherwise. On a make-up working day
/// (调休上班日, a Saturday or Sunday on which the country works) the hours of its weekday hold, unless hours of *working days*
/// (工作日) or of such days are stated.
///
/// [`parse`](Self::parse) reads what stations publish in Chinese and the common part of the OSM `opening_hours` syntax. Nothing
/// is guessed: a text of which a piece is not understood is refused as a whole, and the error names the piece.
///
/// `Display` and JSON give one form, in the syntax of OSM with two words of our own, `PH weekday` (holidays are as
/// their weekday) and `makeup` (make-up working days).
///
/// ```
/// use doorstep::OpeningHours;
/// let hours = OpeningHours::parse("工作日 9:00-12:00，13:30-17:00；周六 上午9点至11点半")?;
/// assert_eq!(hours.to_string(),
///     "Mo-Fr 09:00-12:00,13:30-17:00; Sa 09:00-11:30; PH off; makeup 09:00-12:00,13:30-17:00");
/// assert_eq!(OpeningHours::parse("周一至周五 9:00-17:00，周六预约开放").unwrap_err().shown(), "预约");
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct OpeningHours {
    /// INVARIANT: each day of a leap year is in exactly one of them.
    seasons: Vec<Season>,
}

impl OpeningHours {
    /// None if a day of the year is in no season or in two.
    pub(super) fn new(seasons: Vec<Season>) -> Option<Self> {
        let holds = |day| {
            let held = seasons.iter().filter(|season| season.dates.is_none_or(|dates| dates.contains(day)));
            held.count() == 1
        };
        let mut days = (1..=12).flat_map(|month| (1..=days_of(month)).map(move |day| (month, day)));
        days.all(holds).then_some(Self { seasons })
    }

    /// What holds on a date; there always is a season.
    pub(super) fn season(&self, date: NaiveDate) -> Option<&Season> {
        // Months and days fit a byte.
        let day = (date.month() as u8, date.day() as u8);
        self.seasons.iter().find(|season| season.dates.is_none_or(|dates| dates.contains(day)))
    }

    /// Whether it is said what holds on public holidays, in every season; if not, the station counts as closed on them.
    pub fn states_holidays(&self) -> bool {
        self.seasons.iter().all(|season| season.holidays != HolidayRule::NotStated)
    }
}

impl fmt::Display for OpeningHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut apart = "";
        let mut rule = |dates: Option<SeasonDates>, days: &str, hours: &dyn fmt::Display| {
            f.write_str(std::mem::replace(&mut apart, "; "))?;
            if let Some(dates) = dates {
                write!(f, "{dates} ")?;
            }
            write!(f, "{days} {hours}")
        };
        for Season { dates, week, holidays, make_up } in &self.seasons {
            if week.iter().all(DayHours::is_closed) {
                rule(*dates, "Mo-Su", &"off")?;
            }
            for (first, hours) in week.iter().enumerate() {
                let is_new = !week.iter().take(first).any(|earlier| earlier == hours);
                if is_new && !hours.is_closed() {
                    rule(*dates, &days_with(week, hours), hours)?;
                }
            }
            match holidays {
                HolidayRule::NotStated => {}
                HolidayRule::ByWeekday => rule(*dates, "PH", &"weekday")?,
                HolidayRule::Hours(hours) => rule(*dates, "PH", hours)?,
            }
            if let Some(hours) = make_up {
                rule(*dates, "makeup", hours)?;
            }
        }
        Ok(())
    }
}

/// `Mo-We,Fr`: the days that have these hours.
fn days_with(week: &[DayHours; 7], hours: &DayHours) -> String {
    let days: Vec<(&str, bool)> = WEEKDAYS.into_iter().zip(week.iter().map(|day| day == hours)).collect();
    let mut ranges: Vec<String> = Vec::new();
    for run in days.chunk_by(|(_, one), (_, next)| one == next) {
        match run {
            [(day, true)] => ranges.push((*day).to_owned()),
            [(first, true), .., (last, _)] => ranges.push(format!("{first}-{last}")),
            _ => {}
        }
    }
    ranges.join(",")
}

impl fmt::Debug for OpeningHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpeningHours({self})")
    }
}

impl From<OpeningHours> for String {
    fn from(hours: OpeningHours) -> Self {
        hours.to_string()
    }
}

impl TryFrom<String> for OpeningHours {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::parse(&text)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for OpeningHours {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "OpeningHours".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "Opening hours as published, or in the syntax of OSM: `Mo-Fr 09:00-17:00; PH off`.",
        })
    }
}
