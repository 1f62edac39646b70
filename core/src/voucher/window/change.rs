//! Pausing, resuming, extending and closing: a new window, or a refusal.

use chrono::NaiveDate;
use serde::Deserialize;

use super::layout;
use super::refusal::{WindowRefusal, WindowRefusalCode};
use super::rule::{PauseRule, Split, WindowRule};
use super::span::{Length, Span, check_day, later, month_of};
use super::state::{Closing, ENTRIES_MAX, Extension, Pause, Window, WindowParts};
use crate::voucher::ident::ReasonId;

/// Asks for a pause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "NewWindowPause"))]
pub struct NewPause {
    /// The day of the decision.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub on: NaiveDate,
    /// The first day on which nothing is given.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The day on which it goes on; if absent, the last that the rule, the parent and later pauses allow.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: ReasonId,
}

/// Asks for an extension.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "NewWindowExtension"))]
pub struct NewExtension {
    /// The day of the decision.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub on: NaiveDate,
    /// By how much, in the unit of the rule.
    pub length: Length,
    /// Why.
    pub reason: ReasonId,
}

/// Pauses a window.
///
/// If its reason says so, the end moves by as much: by months where whole months count, else by days; never past the
/// parent's end or the retirement date. A pause counts against a limit in months by the months that it begins.
///
/// # Errors
/// The first that applies of `window.rule_invalid`, `rule_other`, `date_range`, `closed`, `ended` (decided on or after
/// the end), `reason_unknown`, `entries_max`, `pause_empty`, `before_start`, `after_end`, `not_whole_months`,
/// `pause_overlap`, `pause_unbounded`, `pause_times`, `pause_cap`, `pause_total`, `outside_parent`, `past_retirement`,
/// `pause_outside`, `too_late`.
pub fn pause(window: &Window, rule: &WindowRule, asked: &NewPause) -> Result<Window, WindowRefusal> {
    use WindowRefusalCode as Code;
    let parts = window.parts();
    of_rule(parts, rule)?;
    check_day(asked.on, "on")?;
    check_day(asked.from, "from")?;
    asked.until.map_or(Ok(()), |until| check_day(until, "until"))?;
    changeable(window, asked.on, "on")?;
    let Some(by) = rule.pause_rule(&asked.reason) else {
        return Err(WindowRefusal::in_field(Code::ReasonUnknown, "reason"));
    };
    if parts.pauses.len() >= ENTRIES_MAX {
        return Err(Code::EntriesMax.into());
    }
    if asked.until.is_some_and(|until| until <= asked.from) {
        return Err(WindowRefusal::in_field(Code::PauseEmpty, "until"));
    }
    if asked.from < parts.start {
        return Err(WindowRefusal::in_field(Code::BeforeStart, "from"));
    }
    let end = window.end();
    if asked.from >= end {
        return Err(WindowRefusal::in_field(Code::AfterEnd, "from"));
    }
    if !by.shifts_end && asked.until.is_some_and(|until| until > end) {
        return Err(WindowRefusal::in_field(Code::AfterEnd, "until"));
    }
    for (day, field) in [(Some(asked.from), "from"), (asked.until, "until")] {
        if day.is_some_and(|day| !window.on_border(day)) {
            return Err(WindowRefusal::in_field(Code::NotWholeMonths, field));
        }
    }
    let least = Span::new(asked.from, asked.until.unwrap_or(asked.from.succ_opt().unwrap_or(asked.from)));
    if parts.pauses.iter().any(|pause| pause.span().common(least).is_some()) {
        return Err(Code::PauseOverlap.into());
    }
    let span = allowed_pause(window, rule, by, asked)?;
    let mut parts = parts.clone();
    parts.pauses.push(Pause {
        from: span.from,
        until: span.until,
        reason: asked.reason.clone(),
        shifts_end: by.shifts_end,
    });
    parts.pauses.sort_by_key(|pause| pause.from);
    let paused = Window::made(parts);
    if let Some(code) = paused.passes_limit(span.until) {
        return Err(WindowRefusal::in_field(code, "until"));
    }
    // Only where whole months count and the term ends inside one can a pause last longer than the end moves.
    if !paused.pauses_fit() {
        return Err(WindowRefusal::in_field(Code::PauseOutside, "until"));
    }
    paused.not_too_late()?;
    Ok(paused)
}

/// The days of a pause within the limits of its rule; without a wish, the longest.
fn allowed_pause(
    window: &Window,
    rule: &WindowRule,
    by: &PauseRule,
    asked: &NewPause,
) -> Result<Span, WindowRefusal> {
    use WindowRefusalCode as Code;
    let pauses = &window.parts().pauses;
    let same = || pauses.iter().filter(|pause| pause.reason == by.reason);
    let next = pauses.iter().map(|pause| pause.from).find(|from| *from > asked.from);
    let fixed = (!by.shifts_end).then(|| window.end());
    let bounds = [next, fixed, window.limit()];
    let caps = [(by.max, Code::PauseCap), (rule.pause_total_max, Code::PauseTotal)];
    if asked.until.is_none()
        && bounds.iter().all(Option::is_none)
        && caps.iter().all(|(max, _)| max.is_none())
    {
        return Err(WindowRefusal::in_field(Code::PauseUnbounded, "until"));
    }
    if by.times_max.is_some_and(|max| same().count() >= usize::try_from(max).unwrap_or(usize::MAX)) {
        return Err(WindowRefusal::in_field(Code::PauseTimes, "reason"));
    }
    let mut longest = bounds.into_iter().flatten().min();
    for (max, code) in caps {
        let Some(max) = max else { continue };
        let counted = |pause: &&Pause| code == Code::PauseTotal || pause.reason == by.reason;
        let used: u32 = pauses.iter().filter(counted).map(|pause| window.measure(pause.span(), max)).sum();
        let left = max.count().saturating_sub(used);
        let above = match asked.until {
            Some(until) => window.measure(Span::new(asked.from, until), max) > left,
            None => left == 0,
        };
        if above {
            return Err(WindowRefusal::in_field(code, "until"));
        }
        let reach = window.reach(asked.from, max, left);
        longest = Some(longest.map_or(reach, |longest| longest.min(reach)));
    }
    let until = asked.until.or(longest).unwrap_or(asked.from);
    let whole = || window.whole_month(until).from;
    let until = if window.on_border(until) { until } else { whole() };
    if until <= asked.from {
        return Err(WindowRefusal::in_field(Code::PauseEmpty, "until"));
    }
    Ok(Span::new(asked.from, until))
}

/// Ends a pause early: the subsidy goes on from the day `on`. A pause that would have no day left is taken back.
///
/// # Errors
/// The first that applies of `window.date_range`, `closed`, `ended`, `not_whole_months`, `not_paused`, `pause_outside` (a
/// later pause would lie after the end, which moves back).
pub fn resume(window: &Window, on: NaiveDate) -> Result<Window, WindowRefusal> {
    use WindowRefusalCode as Code;
    check_day(on, "on")?;
    changeable(window, on, "on")?;
    let mut parts = window.parts().clone();
    let found = parts.pauses.iter_mut().find(|pause| pause.span().contains(on));
    let paused = found.is_some();
    if let Some(pause) = found {
        pause.until = on;
    }
    parts.pauses.retain(|pause| pause.from < pause.until);
    let resumed = Window::made(parts);
    if !resumed.on_border(on) {
        return Err(WindowRefusal::in_field(Code::NotWholeMonths, "on"));
    }
    if !paused {
        return Err(WindowRefusal::in_field(Code::NotPaused, "on"));
    }
    if !resumed.pauses_fit() {
        return Err(WindowRefusal::in_field(Code::PauseOutside, "pauses"));
    }
    Ok(resumed)
}

/// Extends a window; an extension is given in full or not at all.
///
/// # Errors
/// The first that applies of `window.rule_invalid`, `rule_other`, `date_range`, `closed`, `ended` (decided on or after
/// the end), `reason_unknown`, `entries_max`, `extension_empty`, `extension_unit`, `extension_times`, `extension_cap`,
/// `extension_total`, `outside_parent`, `past_retirement`, `too_late`.
pub fn extend(window: &Window, rule: &WindowRule, asked: &NewExtension) -> Result<Window, WindowRefusal> {
    use WindowRefusalCode as Code;
    let parts = window.parts();
    of_rule(parts, rule)?;
    check_day(asked.on, "on")?;
    changeable(window, asked.on, "on")?;
    let Some(by) = rule.extension_rule(&asked.reason) else {
        return Err(WindowRefusal::in_field(Code::ReasonUnknown, "reason"));
    };
    if parts.extensions.len() >= ENTRIES_MAX {
        return Err(Code::EntriesMax.into());
    }
    let refuse = |code| Err(WindowRefusal::in_field(code, "length"));
    if asked.length.count() == 0 {
        return refuse(Code::ExtensionEmpty);
    }
    if !asked.length.same_unit(by.max) {
        return refuse(Code::ExtensionUnit);
    }
    let same = || parts.extensions.iter().filter(|one| one.reason == by.reason);
    if by.times_max.is_some_and(|max| same().count() >= usize::try_from(max).unwrap_or(usize::MAX)) {
        return Err(WindowRefusal::in_field(Code::ExtensionTimes, "reason"));
    }
    let above = |given: u32, max: Length| given.saturating_add(asked.length.count()) > max.count();
    if above(same().map(|one| one.length.count()).sum(), by.max) {
        return refuse(Code::ExtensionCap);
    }
    let total = parts.extensions.iter().map(|one| one.length.count()).sum();
    if rule.extension_total_max.is_some_and(|max| above(total, max)) {
        return refuse(Code::ExtensionTotal);
    }
    let mut parts = parts.clone();
    parts.extensions.push(Extension { reason: asked.reason.clone(), length: asked.length });
    let extended = Window::made(parts);
    extended.inside_limit("length")?;
    extended.not_too_late()?;
    Ok(extended)
}

/// Ends a window early (终止): `on` is the first day on which nothing is given any more. Nothing can be changed after that.
///
/// # Errors
/// The first that applies of `window.date_range`, `closed`, `ended`, `before_start`.
pub fn close(window: &Window, on: NaiveDate, reason: ReasonId) -> Result<Window, WindowRefusal> {
    check_day(on, "on")?;
    changeable(window, on, "on")?;
    if on < window.start() {
        return Err(WindowRefusal::in_field(WindowRefusalCode::BeforeStart, "on"));
    }
    let mut parts = window.parts().clone();
    parts.closed = Some(Closing { on, reason });
    Ok(Window::made(parts))
}

pub(super) fn of_rule(parts: &WindowParts, rule: &WindowRule) -> Result<(), WindowRefusal> {
    rule.check()?;
    if parts.rule != rule.id || parts.split != rule.split {
        return Err(WindowRefusal::in_field(WindowRefusalCode::RuleOther, "rule"));
    }
    Ok(())
}

fn changeable(window: &Window, on: NaiveDate, field: &'static str) -> Result<(), WindowRefusal> {
    if window.parts().closed.is_some() {
        return Err(WindowRefusalCode::Closed.into());
    }
    if on >= window.end() {
        return Err(WindowRefusal::in_field(WindowRefusalCode::Ended, field));
    }
    Ok(())
}

impl Window {
    /// The days from the start to the end that no limit has cut.
    pub(super) fn whole_span(&self) -> Span {
        Span::new(self.start(), layout::uncut_end(self.parts()))
    }

    /// Which limit lies before a day.
    fn passes_limit(&self, day: NaiveDate) -> Option<WindowRefusalCode> {
        if self.parts().parent.is_some_and(|parent| day > parent.until) {
            return Some(WindowRefusalCode::OutsideParent);
        }
        self.retirement().is_some_and(|retires| day > retires).then_some(WindowRefusalCode::PastRetirement)
    }

    /// Refuses a window that a limit would cut.
    pub(super) fn inside_limit(&self, field: &'static str) -> Result<(), WindowRefusal> {
        match self.passes_limit(self.whole_span().until) {
            None => Ok(()),
            Some(code) => Err(WindowRefusal::in_field(code, field)),
        }
    }

    pub(super) fn not_too_late(&self) -> Result<(), WindowRefusal> {
        check_day(self.end(), "until").map_err(|_| WindowRefusalCode::TooLate.into())
    }

    /// The last day on which a pause from a day can end if so much of its limit is left.
    fn reach(&self, from: NaiveDate, unit: Length, left: u32) -> NaiveDate {
        match (unit, self.parts().split) {
            (Length::Days(_), _) => later(from, 0, left),
            (Length::Months(_), Split::Days) => later(from, left, 0),
            (Length::Months(_), Split::WholeMonths) => {
                let index = month_of(self.start(), from).unwrap_or(0);
                self.month_start(index.saturating_add(left))
            }
        }
    }
}
