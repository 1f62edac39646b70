//! Hours of the week (工作时间): when a post is worked, when a person can work.

use std::fmt;

use crate::error::{ValueCode, ValueError};

/// Hours in a week.
const HOURS: usize = 168;

/// A set of hours of the week; hour 0 is Monday 00:00–01:00.
///
/// Written as spans `days from-to`, joined by `;`: `1-5 08:00-17:00; 6 09:00-12:00`. Days are 1 (Monday, 周一) to 7
/// (Sunday, 周日), singly or as a range. A span that ends at or before its start runs over midnight into the next day:
/// `5 22:00-06:00`. An hour that is touched counts as a whole.
///
/// ```
/// use doorstep::WeekHours;
/// let shift = WeekHours::parse("1-5 08:00-12:00")?;
/// let free = WeekHours::parse("1-6 07:30-12:00")?;
/// assert!(free.contains(&shift));
/// assert_eq!(shift.count(), 20);
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct WeekHours([u64; 3]);

impl WeekHours {
    /// Reads spans of days and clock times.
    ///
    /// # Errors
    /// `schedule.format`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let refuse = || ValueError::new(ValueCode::ScheduleFormat, text);
        let mut hours = Self::default();
        for span in text.split([';', '；']).map(str::trim).filter(|span| !span.is_empty()) {
            let (days, times) = span.split_once(' ').ok_or_else(refuse)?;
            let (first_day, last_day) = parse_days(days).ok_or_else(refuse)?;
            let (from_min, to_min) = parse_times(times.trim()).ok_or_else(refuse)?;
            for day in first_day..=last_day {
                let begins = usize::from(day) * 24 + usize::from(from_min / 60);
                let length_min = if to_min > from_min { to_min - from_min } else { to_min + 1440 - from_min };
                let touched = (usize::from(from_min % 60) + usize::from(length_min)).div_ceil(60);
                for hour in begins..begins + touched {
                    hours.insert(hour % HOURS);
                }
            }
        }
        if hours.is_empty() { Err(refuse()) } else { Ok(hours) }
    }

    /// A bit for each hour, the first hours in the first word and its lowest bits.
    pub(crate) const fn words(&self) -> [u64; 3] {
        self.0
    }

    /// The hours of such [`words`](Self::words); `None` if there is one beyond the week.
    pub(crate) fn from_words(words: [u64; 3]) -> Option<Self> {
        let hours = Self(words);
        Self::whole_week().contains(&hours).then_some(hours)
    }

    fn insert(&mut self, hour: usize) {
        if let Some(word) = self.0.get_mut(hour / 64) {
            *word |= 1 << (hour % 64);
        }
    }

    fn has(&self, hour: usize) -> bool {
        self.0.get(hour / 64).is_some_and(|word| word & (1 << (hour % 64)) != 0)
    }

    /// Whether no hour is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// How many hours are in the set.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// How many hours are in both sets.
    pub fn overlap(&self, other: &Self) -> u32 {
        self.0.iter().zip(other.0).map(|(own, theirs)| (own & theirs).count_ones()).sum()
    }

    /// The hours that are in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut both = *self;
        for (word, theirs) in both.0.iter_mut().zip(other.0) {
            *word |= theirs;
        }
        both
    }

    /// The hours of this set that are not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = *self;
        for (word, theirs) in left.0.iter_mut().zip(other.0) {
            *word &= !theirs;
        }
        left
    }

    /// Every hour of the week.
    pub fn whole_week() -> Self {
        let mut all = Self::default();
        (0..HOURS).for_each(|hour| all.insert(hour));
        all
    }

    /// Whether every hour of `other` is in this set.
    pub fn contains(&self, other: &Self) -> bool {
        self.overlap(other) == other.count()
    }
}

/// The spans of each day, days of the same spans together: what [`WeekHours::parse`] reads.
impl fmt::Display for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut spans: Vec<(usize, usize, usize, usize)> = Vec::new();
        for day in 0..7 {
            let mut hour = 0;
            while hour < 24 {
                let from = hour;
                while hour < 24 && self.has(day * 24 + hour) {
                    hour += 1;
                }
                if hour > from {
                    let same_span = |span: &&mut (usize, usize, usize, usize)| {
                        span.1 + 1 == day && (span.2, span.3) == (from, hour)
                    };
                    match spans.iter_mut().find(same_span) {
                        Some(span) => span.1 = day,
                        None => spans.push((day, day, from, hour)),
                    }
                }
                hour += 1;
            }
        }
        for (number, (first, last, from, to)) in spans.into_iter().enumerate() {
            let apart = if number == 0 { "" } else { "; " };
            let days =
                if first == last { format!("{}", first + 1) } else { format!("{}-{}", first + 1, last + 1) };
            write!(f, "{apart}{days} {from:02}:00-{to:02}:00")?;
        }
        Ok(())
    }
}

/// Says how many hours of the week are in the set.
impl fmt::Debug for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WeekHours({} h)", self.count())
    }
}

/// `1` or `1-5` as days counted from 0.
fn parse_days(text: &str) -> Option<(u8, u8)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let day = |text: &str| text.parse::<u8>().ok().filter(|day| (1..=7).contains(day)).map(|day| day - 1);
    let (first, last) = (day(first)?, day(last)?);
    (first <= last).then_some((first, last))
}

/// `08:00-17:30` as minutes of the day.
fn parse_times(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    let minutes = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        // The hour is bounded before it is multiplied.
        (hour <= 24 && minute < 60 && hour * 60 + minute <= 1440).then(|| hour * 60 + minute)
    };
    let (from, to) = (minutes(from)?, minutes(to)?);
    (from < 1440).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_over_midnight_and_over_the_week() {
        let night = WeekHours::parse("5 22:00-06:00").unwrap();
        assert_eq!(night.count(), 8);
        assert_eq!(night.overlap(&WeekHours::parse("6 00:00-06:00").unwrap()), 6);
        let sunday = WeekHours::parse("7 23:00-01:00").unwrap();
        assert_eq!(sunday.overlap(&WeekHours::parse("1 00:00-01:00").unwrap()), 1);
        let week = WeekHours::parse("1-7 00:00-24:00").unwrap();
        assert_eq!((week.count(), week), (168, WeekHours::whole_week()));
        assert_eq!(week.without(&night).count(), 160);
        assert_eq!(night.union(&sunday).count(), 10);
        assert_eq!(WeekHours::parse("1 08:30-09:15").unwrap().count(), 2);
    }

    #[test]
    fn what_is_shown_is_read_again() {
        for (text, shown) in [
            ("1-5 08:00-12:00;1-5 13:30-17:00", "1-5 08:00-12:00; 1-5 13:00-17:00"),
            ("5 22:00-06:00", "5 22:00-24:00; 6 00:00-06:00"),
            ("1 09:00-10:00; 3-4 09:00-10:00", "1 09:00-10:00; 3-4 09:00-10:00"),
            ("1-7 00:00-24:00", "1-7 00:00-24:00"),
        ] {
            let hours = WeekHours::parse(text).unwrap();
            assert_eq!(hours.to_string(), shown);
            assert_eq!(WeekHours::parse(shown), Ok(hours));
            assert_eq!(WeekHours::from_words(hours.words()), Some(hours));
        }
        assert_eq!(WeekHours::from_words([0, 0, 1 << 40]), None);
        assert_eq!(WeekHours::default().to_string(), "");
    }

    #[test]
    fn refuses_what_is_no_schedule() {
        for text in [
            "",
            "8 08:00-09:00",
            "1 25:00-26:00",
            "5-1 08:00-09:00",
            "1 08:00",
            "1-5",
            "1 08:60-09:00",
            "1 65535:00-65535:00",
            "x",
        ] {
            assert_eq!(WeekHours::parse(text).unwrap_err().code(), ValueCode::ScheduleFormat, "{text}");
        }
    }
}
