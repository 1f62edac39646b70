//! Opening a window: how long, from what was known at first approval.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::refusal::{WindowRefusal, WindowRefusalCode};
use super::rule::WindowRule;
use super::span::{Length, Span, check_day, later};
use super::state::{FirstApproval, Term, Window, WindowParts, check_approval, check_parent};

/// Asks for a window.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowOpening"))]
pub struct Opening {
    /// The first day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub start: NaiveDate,
    /// How long; as long as the rule allows if absent.
    #[serde(default)]
    pub term: Option<Term>,
    /// The window that it must lie in.
    #[serde(default)]
    pub parent: Option<Span>,
    /// What was known at the first approval of the right: for a second window, that of the first.
    pub first_approval: FirstApproval,
    /// The earlier windows of the same person and right.
    #[serde(default)]
    pub earlier: Vec<EarlierWindow>,
}

/// What counts of an earlier window of the same right (此前享受情况).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EarlierWindow {
    /// The first day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The first day after it.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub until: NaiveDate,
    /// Months for which something was paid.
    pub months: u32,
}

impl From<&Window> for EarlierWindow {
    fn from(window: &Window) -> Self {
        let Span { from, until } = window.span();
        Self { from, until, months: window.used(until).months }
    }
}

/// Opens a window.
///
/// Who has fewer than `near_retirement_years` to retirement **at first approval** has until the retirement date, all
/// others `months_max` months, from which months of earlier windows go if the rule says so.
///
/// # Errors
/// The first that applies of `window.rule_invalid`, `date_range`, `parent_reversed`, `retirement_missing`, `retired`,
/// `windows_used`, `months_used`, `term_empty`, `above_months_max`, `overlap`, `outside_parent`, `past_retirement`,
/// `too_late`.
pub fn open(rule: &WindowRule, opening: &Opening) -> Result<Window, WindowRefusal> {
    rule.check()?;
    check_opening(opening)?;
    let Opening { start, term, parent, first_approval, .. } = *opening;
    if parent.is_some_and(|parent| parent.until <= parent.from) {
        return Err(WindowRefusalCode::ParentReversed.into());
    }
    if (rule.near_retirement_years.is_some() || rule.ends_at_retirement)
        && first_approval.retires_on.is_none_or(|retires| retires <= start)
    {
        let missing = first_approval.retires_on.is_none();
        let code = if missing { WindowRefusalCode::RetirementMissing } else { WindowRefusalCode::Retired };
        return Err(WindowRefusal::in_field(code, "first_approval.retires_on"));
    }
    let count = opening.earlier.len();
    if rule.windows_max.is_some_and(|max| count >= usize::try_from(max).unwrap_or(usize::MAX)) {
        return Err(WindowRefusalCode::WindowsUsed.into());
    }
    let term = granted(rule, opening, term)?;
    let parts = WindowParts {
        rule: rule.id.clone(),
        start,
        term,
        split: rule.split,
        parent,
        first_approval,
        ends_at_retirement: rule.ends_at_retirement,
        pauses: Vec::new(),
        extensions: Vec::new(),
        closed: None,
    };
    let window = Window::made(parts);
    let span = window.whole_span();
    let overlaps = |earlier: &EarlierWindow| Span::new(earlier.from, earlier.until).common(span).is_some();
    if opening.earlier.iter().any(overlaps) {
        return Err(WindowRefusal::in_field(WindowRefusalCode::WindowOverlap, "earlier"));
    }
    if parent.is_some_and(|parent| !parent.contains(start)) {
        return Err(WindowRefusal::in_field(WindowRefusalCode::OutsideParent, "start"));
    }
    window.inside_limit("term")?;
    window.not_too_late()?;
    Ok(window)
}

fn check_opening(opening: &Opening) -> Result<(), WindowRefusal> {
    check_day(opening.start, "start")?;
    if let Some(Term::Until(until)) = opening.term {
        check_day(until, "term")?;
    }
    if let Some(parent) = opening.parent {
        check_parent(parent)?;
    }
    check_approval(&opening.first_approval)?;
    opening.earlier.iter().try_for_each(|earlier| {
        check_day(earlier.from, "earlier")?;
        check_day(earlier.until, "earlier")
    })
}

/// The term that was asked for, if the rule allows it; without a wish, the longest.
fn granted(rule: &WindowRule, opening: &Opening, asked: Option<Term>) -> Result<Term, WindowRefusal> {
    let first = &opening.first_approval;
    let near = rule.near_retirement_years.is_some_and(|years| first.fewer_years_left_than(years));
    let longest = match first.retires_on.filter(|_| near) {
        Some(retires) => Term::Until(retires),
        None => {
            let used = opening.earlier.iter().fold(0_u32, |used, one| used.saturating_add(one.months));
            let used = if rule.cumulative { used } else { 0 };
            let left = rule.months_max.saturating_sub(used);
            if left == 0 {
                return Err(WindowRefusal::in_field(WindowRefusalCode::MonthsUsed, "earlier"));
            }
            Term::Months(left)
        }
    };
    let Some(asked) = asked else { return Ok(longest) };
    let empty = match asked {
        Term::Months(months) => months == 0,
        Term::Until(until) => until <= opening.start,
    };
    if empty {
        return Err(WindowRefusal::in_field(WindowRefusalCode::TermEmpty, "term"));
    }
    let end = |term| match term {
        Term::Months(months) => later(opening.start, months, 0),
        Term::Until(until) => until,
    };
    // Compared as dates: a month that is cut short by a month's end ends on the same day either way.
    if matches!(asked, Term::Months(months) if !Length::Months(months).sensible())
        || end(asked) > end(longest)
    {
        return Err(WindowRefusal::in_field(WindowRefusalCode::AboveMonthsMax, "term"));
    }
    Ok(asked)
}
