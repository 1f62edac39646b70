//! A window as it stands: its term, pauses and extensions, and the dates that follow from them.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::layout;
use super::refusal::{WindowRefusal, WindowRefusalCode};
use super::rule::Split;
use super::span::{Length, Span, check_day, later, month_of, months_begun};
use crate::voucher::ident::{ReasonId, WindowRuleId};

/// Most pauses, and most extensions, of one window.
pub(super) const ENTRIES_MAX: usize = 256;

/// How long a window is before pauses and extensions: `{"months": 36}` or `{"until": "2029-01-01"}` (期限).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowTerm"))]
pub enum Term {
    /// So many months from the start.
    Months(u32),
    /// Up to a date, which does not belong to it any more.
    Until(#[cfg_attr(feature = "schema", schemars(with = "String"))] NaiveDate),
}

/// What was known when the right was first approved (首次核准). It is frozen: later birthdays, laws and windows of the same
/// right do not alter it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowFirstApproval"))]
pub struct FirstApproval {
    /// The day of the first approval.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub on: NaiveDate,
    /// The statutory retirement date by the law of that day: the first day on which nothing is given any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub retires_on: Option<NaiveDate>,
}

impl FirstApproval {
    /// Whether fewer than so many years were left: exactly so many are not fewer.
    pub fn fewer_years_left_than(&self, years: u32) -> bool {
        let months = Months::new(years.saturating_mul(12));
        self.retires_on
            .is_some_and(|retires| self.on.checked_add_months(months).is_none_or(|reach| retires < reach))
    }
}

/// A pause of a window (中止).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowPause"))]
pub struct Pause {
    /// The first day on which nothing is given.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The day on which it goes on.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub until: NaiveDate,
    /// Why.
    pub reason: ReasonId,
    /// Whether the end moves by as much, by the rule of the day on which the pause was recorded.
    pub shifts_end: bool,
}

impl Pause {
    /// The days.
    pub const fn span(&self) -> Span {
        Span::new(self.from, self.until)
    }
}

/// An extension of a window (延长).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowExtension"))]
pub struct Extension {
    /// Why.
    pub reason: ReasonId,
    /// By how much.
    pub length: Length,
}

/// The early end of a window (终止).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowClosing"))]
pub struct Closing {
    /// The first day on which nothing is given any more.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub on: NaiveDate,
    /// Why.
    pub reason: ReasonId,
}

/// A window as it is written down. It may say anything: [`Window::from_parts`] checks it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Window"))]
pub struct WindowParts {
    /// The rule under which it was opened.
    pub rule: WindowRuleId,
    /// The first day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub start: NaiveDate,
    /// How long it is before pauses and extensions.
    pub term: Term,
    /// How a month is treated of which only some days are payable.
    pub split: Split,
    /// The window that this one cannot leave (上级期限).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Span"))]
    pub parent: Option<Span>,
    /// What was known at first approval.
    pub first_approval: FirstApproval,
    /// Whether it cannot go past the retirement date.
    pub ends_at_retirement: bool,
    /// Pauses by date; none overlap.
    pub pauses: Vec<Pause>,
    /// Extensions in the order in which they were given.
    pub extensions: Vec<Extension>,
    /// The early end, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Closing"))]
    pub closed: Option<Closing>,
}

/// A subsidy window (补贴期限): the days on which a person may receive a subsidy, with pauses and extensions.
///
/// [`open`](super::open) makes one, the other functions of the module change it. It knows its dates without its rule,
/// and no day later than its parent's last or, by its rule, than the retirement date is ever one of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Window {
    parts: WindowParts,
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Window {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        WindowParts::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        WindowParts::json_schema(generator)
    }
}

impl Window {
    /// Checks what was written down.
    ///
    /// # Errors
    /// `window.date_range` for dates outside the years 1900 to 2999; `window.state_invalid`, with the field, for what no
    /// sequence of changes leaves: pauses that overlap, lie outside, or break a month of a window of whole months,
    /// extensions past the parent's end.
    pub fn from_parts(parts: WindowParts) -> Result<Self, WindowRefusal> {
        check_days(&parts)?;
        let window = Self { parts };
        match window.fault() {
            None => Ok(window),
            Some(field) => Err(WindowRefusal::in_field(WindowRefusalCode::StateInvalid, field)),
        }
    }

    /// A window made by a checked change of a checked one.
    pub(super) const fn made(parts: WindowParts) -> Self {
        Self { parts }
    }

    /// What is written down.
    pub const fn parts(&self) -> &WindowParts {
        &self.parts
    }

    /// What is written down, to be changed.
    pub fn into_parts(self) -> WindowParts {
        self.parts
    }

    /// The first field that does not fit the others.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let parts = &self.parts;
        match parts.term {
            Term::Months(months) if !Length::Months(months).sensible() => return Some("term"),
            Term::Until(until) if until <= parts.start => return Some("term"),
            Term::Months(_) | Term::Until(_) => {}
        }
        if parts.parent.is_some_and(|parent| !parent.contains(parts.start)) {
            return Some("parent");
        }
        if self.limit().is_some_and(|limit| layout::nominal(parts, 0, 0) > limit) {
            return Some("term");
        }
        let sensible = |one: &Extension| {
            one.length.sensible() && (parts.split == Split::Days || one.length.same_unit(Length::Months(1)))
        };
        if parts.extensions.len() > ENTRIES_MAX || !parts.extensions.iter().all(sensible) {
            return Some("extensions");
        }
        // Without its pauses, it is no longer than the limit: extensions are never cut.
        let (months, days) = layout::extended(&parts.extensions);
        if self.limit().is_some_and(|limit| layout::nominal(parts, months, days) > limit) {
            return Some("extensions");
        }
        if parts.pauses.len() > ENTRIES_MAX || !self.pauses_fit() {
            return Some("pauses");
        }
        let end = self.planned_end();
        if check_day(end, "term").is_err() {
            return Some("term");
        }
        let closes = |closing: &Closing| parts.start <= closing.on && closing.on <= end;
        (!parts.closed.as_ref().is_none_or(closes)).then_some("closed")
    }

    /// Whether every pause lies before the end that those before it leave, none overlap, and whole months stay whole.
    pub(super) fn pauses_fit(&self) -> bool {
        let end = self.planned_end();
        let mut free = self.parts.start;
        self.parts.pauses.iter().all(|pause| {
            let follows = free <= pause.from && pause.from < pause.until && pause.until <= end;
            free = pause.until;
            follows && self.on_border(pause.from) && self.on_border(pause.until)
        }) && layout::reaches_every_pause(&self.parts)
    }

    /// Whether a pause may begin or end on this day. A term or a limit that ends inside a month is a border, too.
    pub(super) fn on_border(&self, day: NaiveDate) -> bool {
        self.parts.split == Split::Days
            || self.whole_month(day).from == day
            || self.limit() == Some(day)
            || self.parts.term == Term::Until(day)
    }

    /// The month of the window in which a day lies (a day before the start: the first), in full even if the window ends
    /// in it.
    pub fn whole_month(&self, day: NaiveDate) -> Span {
        let index = month_of(self.parts.start, day).unwrap_or(0);
        Span::new(self.month_start(index), self.month_start(index.saturating_add(1)))
    }

    /// The first day of the month with this number, counted from 0.
    pub(super) fn month_start(&self, index: u32) -> NaiveDate {
        later(self.parts.start, index, 0)
    }

    /// The first day.
    pub const fn start(&self) -> NaiveDate {
        self.parts.start
    }

    /// The first day after the window, with everything that is recorded.
    pub fn end(&self) -> NaiveDate {
        let end = self.planned_end();
        self.parts.closed.as_ref().map_or(end, |closing| closing.on.min(end))
    }

    /// The days from start to end.
    pub fn span(&self) -> Span {
        Span::new(self.start(), self.end())
    }

    /// The end if it were not closed early.
    pub(super) fn planned_end(&self) -> NaiveDate {
        let end = layout::uncut_end(&self.parts);
        self.limit().map_or(end, |limit| end.min(limit))
    }

    /// The day that no pause and no extension moves the end past.
    pub(super) fn limit(&self) -> Option<NaiveDate> {
        let parent = self.parts.parent.map(|parent| parent.until);
        [parent, self.retirement()].into_iter().flatten().min()
    }

    /// The retirement date, if the window cannot go past it.
    pub(super) fn retirement(&self) -> Option<NaiveDate> {
        self.parts.first_approval.retires_on.filter(|_| self.parts.ends_at_retirement)
    }

    /// How long a span is, in the unit of `unit`: days, or months begun.
    pub(super) fn measure(&self, span: Span, unit: Length) -> u32 {
        match (unit, self.parts.split) {
            (Length::Days(_), _) => span.days(),
            (Length::Months(_), Split::Days) => months_begun(span),
            (Length::Months(_), Split::WholeMonths) => whole_months(self.parts.start, span),
        }
    }
}

/// Months of the window that a span touches.
pub(super) fn whole_months(start: NaiveDate, span: Span) -> u32 {
    let first = month_of(start, span.from).unwrap_or(0);
    let last = span.until.pred_opt().and_then(|day| month_of(start, day));
    last.map_or(0, |last| (last + 1).saturating_sub(first))
}

fn check_days(parts: &WindowParts) -> Result<(), WindowRefusal> {
    check_day(parts.start, "start")?;
    if let Term::Until(until) = parts.term {
        check_day(until, "term")?;
    }
    if let Some(parent) = parts.parent {
        check_parent(parent)?;
    }
    check_approval(&parts.first_approval)?;
    for pause in &parts.pauses {
        check_day(pause.from, "pauses")?;
        check_day(pause.until, "pauses")?;
    }
    parts.closed.as_ref().map_or(Ok(()), |closing| check_day(closing.on, "closed"))
}

pub(super) fn check_parent(parent: Span) -> Result<(), WindowRefusal> {
    check_day(parent.from, "parent.from")?;
    check_day(parent.until, "parent.until")
}

pub(super) fn check_approval(first: &FirstApproval) -> Result<(), WindowRefusal> {
    check_day(first.on, "first_approval.on")?;
    first.retires_on.map_or(Ok(()), |retires| check_day(retires, "first_approval.retires_on"))
}
