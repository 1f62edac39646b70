//! When a station is open (营业时间), and on which days its country works (节假日安排).
//!
//! [`OpeningHours`] are read from what stations publish, a [`Calendar`] comes from the caller, and
//! [`OpeningHours::at`] answers *open*, *closed* or *unknown* for a civil date and time (China: UTC+8, no summer time).

mod at;
mod calendar;
mod hours;
mod read;
mod words;

pub use at::{NextChange, OpenAt, OpenUnknown};
pub use calendar::{Calendar, CalendarDay, DayKind};
pub use hours::{OpenSpan, OpeningHours};

#[cfg(test)]
mod tests;
