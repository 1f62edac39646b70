//! What each day of a window is, and what has been used and is left by a day (时间线).

use chrono::NaiveDate;
use serde::Serialize;

use super::layout;
use super::rule::Split;
use super::span::Span;
use super::state::Window;
use crate::model::YearMonth;
use crate::voucher::ident::ReasonId;

/// What a day of a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowDayKind"))]
pub enum DayKind {
    /// Payable, by the term (享受).
    Paid,
    /// Payable, by an extension (延长).
    Extended,
    /// Not payable (中止).
    Paused,
}

/// Days of one kind that follow each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowSegment"))]
pub struct Segment {
    /// What they are.
    pub kind: DayKind,
    /// The first and the first after.
    #[serde(flatten)]
    pub span: Span,
    /// How many.
    pub days: u32,
    /// Why they are paused or extended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonId>,
}

/// A month of a window, counted from its start: with a window that begins on a first, a calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WindowMonth {
    /// The calendar month in which it begins; no two begin in the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<YearMonth>,
    /// Its days in the window: the last month may be cut.
    #[serde(flatten)]
    pub span: Span,
    /// Days of the whole month, also after the end of the window.
    pub days: u32,
    /// Days that the term or an extension pays.
    pub payable_days: u32,
    /// Of these, days that an extension pays.
    pub extended_days: u32,
    /// Days that are paused.
    pub paused_days: u32,
}

impl WindowMonth {
    /// Whether something is paid for it: where whole months count, only if every day of it is payable.
    pub const fn counts(&self, split: Split) -> bool {
        match split {
            Split::WholeMonths => self.payable_days == self.days,
            Split::Days => self.payable_days > 0,
        }
    }
}

/// Sums over a part of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowTally"))]
pub struct Tally {
    /// Months that begin in it and for which something is paid.
    pub months: u32,
    /// Days that the term pays.
    pub paid_days: u32,
    /// Days that extensions pay.
    pub extended_days: u32,
    /// Days that are paused.
    pub paused_days: u32,
}

impl Window {
    /// Every day from start to end once, in order.
    pub fn timeline(&self) -> Vec<Segment> {
        let (parts, end) = (self.parts(), self.end());
        let mut segments = Vec::new();
        let mut pauses = parts.pauses.iter().peekable();
        let mut at = self.start();
        for (index, border) in layout::borders(parts).into_iter().enumerate() {
            let extension = index.checked_sub(1).and_then(|index| parts.extensions.get(index));
            let border = border.min(end);
            while at < border {
                while pauses.next_if(|pause| pause.until <= at).is_some() {}
                let pause = pauses.peek();
                let (kind, reason, until) = match pause.filter(|pause| pause.from <= at) {
                    Some(pause) => (DayKind::Paused, Some(&pause.reason), pause.until.min(end)),
                    None => {
                        let kind = if extension.is_none() { DayKind::Paid } else { DayKind::Extended };
                        let until = pause.map_or(border, |pause| border.min(pause.from));
                        (kind, extension.map(|extension| &extension.reason), until)
                    }
                };
                let span = Span::new(at, until);
                segments.push(Segment { kind, span, days: span.days(), reason: reason.cloned() });
                at = until;
            }
        }
        segments
    }

    /// What a day is; `None` outside the window.
    pub fn day(&self, on: NaiveDate) -> Option<DayKind> {
        self.timeline().into_iter().find(|segment| segment.span.contains(on)).map(|segment| segment.kind)
    }

    /// Whether the subsidy is given on a day: it lies in the window and is not paused.
    pub fn is_open(&self, on: NaiveDate) -> bool {
        self.span().contains(on) && !self.parts().pauses.iter().any(|pause| pause.span().contains(on))
    }

    /// The months of the window in order, at most about 13,000.
    pub fn months(&self) -> Vec<WindowMonth> {
        let end = self.end();
        let timeline = self.timeline();
        let mut months = Vec::new();
        let mut rest = timeline.as_slice();
        for index in 0.. {
            let whole = Span::new(self.month_start(index), self.month_start(index + 1));
            if whole.from >= end {
                break;
            }
            let tally = tally(rest, whole);
            months.push(WindowMonth {
                month: YearMonth::of(whole.from).ok(),
                span: Span::new(whole.from, whole.until.min(end)),
                days: whole.days(),
                payable_days: tally.paid_days + tally.extended_days,
                extended_days: tally.extended_days,
                paused_days: tally.paused_days,
            });
            while let Some((_, later)) =
                rest.split_first().filter(|(segment, _)| segment.span.until <= whole.until)
            {
                rest = later;
            }
        }
        months
    }

    /// What was used before a day, by what is recorded.
    pub fn used(&self, as_of: NaiveDate) -> Tally {
        self.part(Span::new(self.start(), as_of))
    }

    /// What is left from a day on, by what is recorded.
    pub fn remaining(&self, as_of: NaiveDate) -> Tally {
        self.part(Span::new(as_of, self.end()))
    }

    fn part(&self, part: Span) -> Tally {
        let months = self.months();
        let counted = months
            .iter()
            .filter(|month| part.contains(month.span.from) && month.counts(self.parts().split))
            .count();
        Tally { months: u32::try_from(counted).unwrap_or(u32::MAX), ..tally(&self.timeline(), part) }
    }
}

/// Days by kind of the segments inside a span; stops at the first that begins after it.
fn tally(segments: &[Segment], part: Span) -> Tally {
    let mut tally = Tally::default();
    for segment in segments.iter().take_while(|segment| segment.span.from < part.until) {
        let days = segment.span.common(part).map_or(0, Span::days);
        match segment.kind {
            DayKind::Paid => tally.paid_days += days,
            DayKind::Extended => tally.extended_days += days,
            DayKind::Paused => tally.paused_days += days,
        }
    }
    tally
}
