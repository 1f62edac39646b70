//! Where the term and each extension of a window end, once its pauses have moved them.
//!
//! All months are added to the start at once and all days after them, so the order of changes does not matter.

use chrono::NaiveDate;

use super::rule::Split;
use super::span::{Length, later};
use super::state::{Extension, Pause, Term, WindowParts, whole_months};

/// The end of the term, moved by so many months and days.
pub(super) fn nominal(parts: &WindowParts, months: u32, days: u32) -> NaiveDate {
    match parts.term {
        Term::Months(term) => later(parts.start, term.saturating_add(months), days),
        Term::Until(until) => later(until, months, days),
    }
}

/// Months and days by which extensions move the end.
pub(super) fn extended(extensions: &[Extension]) -> (u32, u32) {
    extensions.iter().fold((0, 0), |total, one| match one.length {
        Length::Months(months) => add(total, (months, 0)),
        Length::Days(days) => add(total, (0, days)),
    })
}

/// Months or days by which a pause moves the end.
fn shift(parts: &WindowParts, pause: &Pause) -> (u32, u32) {
    match parts.split {
        _ if !pause.shifts_end => (0, 0),
        Split::WholeMonths => (whole_months(parts.start, pause.span()), 0),
        Split::Days => (0, pause.span().days()),
    }
}

const fn add(left: (u32, u32), right: (u32, u32)) -> (u32, u32) {
    (left.0.saturating_add(right.0), left.1.saturating_add(right.1))
}

/// The end with all pauses and extensions, before the limit cuts it.
pub(super) fn uncut_end(parts: &WindowParts) -> NaiveDate {
    let shifts = parts.pauses.iter().fold((0, 0), |total, pause| add(total, shift(parts, pause)));
    let (months, days) = add(shifts, extended(&parts.extensions));
    nominal(parts, months, days)
}

/// The end of the term and of each extension in turn, before the limit cuts them: a pause moves those ends that it
/// comes before.
pub(super) fn borders(parts: &WindowParts) -> Vec<NaiveDate> {
    let mut borders = Vec::with_capacity(parts.extensions.len() + 1);
    walk(parts, &mut borders);
    borders
}

/// Whether every pause begins before the end that the term, the extensions and the pauses before it make.
pub(super) fn reaches_every_pause(parts: &WindowParts) -> bool {
    walk(parts, &mut Vec::new()) == parts.pauses.len()
}

/// Fills the borders and gives the number of pauses that lie before the last.
fn walk(parts: &WindowParts, borders: &mut Vec<NaiveDate>) -> usize {
    let mut pauses = parts.pauses.iter().peekable();
    let (mut moved, mut reached) = ((0, 0), 0);
    for index in 0..=parts.extensions.len() {
        if let Some(extension) = index.checked_sub(1).and_then(|index| parts.extensions.get(index)) {
            moved = add(moved, extended(std::slice::from_ref(extension)));
        }
        while let Some(pause) = pauses.next_if(|pause| pause.from < nominal(parts, moved.0, moved.1)) {
            moved = add(moved, shift(parts, pause));
            reached += 1;
        }
        borders.push(nominal(parts, moved.0, moved.1));
    }
    reached
}
