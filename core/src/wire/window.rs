//! Requests and answers about subsidy windows and retirement months.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::{RetirementCategory, RetirementLaw, YearMonth};
use crate::voucher::window::{
    PaidMonth, Payable, Segment, Tally, Window, WindowAction, WindowMonth, WindowParts, WindowRefusal,
    WindowRule, decide, payable,
};

/// Asks to change a subsidy window step by step, and what follows from it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubsidyWindowRequest {
    /// The rule of the subsidy.
    pub rule: WindowRule,
    /// The window as an earlier answer gave it; without it, the first step opens one.
    #[serde(default)]
    pub window: Option<WindowParts>,
    /// What to do, in order. A step that is refused changes nothing, and the next one is tried.
    #[serde(default)]
    pub steps: Vec<WindowAction>,
    /// The day at which to tell what was used and what is left.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub as_of: Option<NaiveDate>,
    /// What was paid for months of the window: to tell what it gives for them.
    #[serde(default)]
    pub paid: Option<Vec<PaidMonth>>,
}

/// What became of a subsidy window.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubsidyWindowAnswer {
    /// An answer for each step.
    pub answers: Vec<StepAnswer>,
    /// The window at the end, to be kept; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// What follows from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<WindowView>,
    /// What it gives for the months that were paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payable: Option<Payable>,
    /// Why the window that was given is none (then no step is done), or why nothing can be told of the months.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<WindowRefusal>,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowStepAnswer"))]
pub enum StepAnswer {
    /// Done.
    Applied,
    /// Refused; the window is as it was before.
    Refused {
        /// Why.
        refusal: WindowRefusal,
    },
}

/// The dates and days of a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WindowView {
    /// The first day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub start: NaiveDate,
    /// The first day after it.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub end: NaiveDate,
    /// Every day from start to end, once.
    pub timeline: Vec<Segment>,
    /// The months.
    pub months: Vec<WindowMonth>,
    /// Whether something is given on the day `as_of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_open: Option<bool>,
    /// What was used before the day `as_of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<Tally>,
    /// What is left from the day `as_of` on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<Tally>,
}

impl WindowView {
    fn of(window: &Window, as_of: Option<NaiveDate>) -> Self {
        Self {
            start: window.start(),
            end: window.end(),
            timeline: window.timeline(),
            months: window.months(),
            is_open: as_of.map(|day| window.is_open(day)),
            used: as_of.map(|day| window.used(day)),
            remaining: as_of.map(|day| window.remaining(day)),
        }
    }
}

/// Answers a [`SubsidyWindowRequest`].
///
/// # Errors
/// None: a refusal is an answer.
pub fn subsidy_window(request: SubsidyWindowRequest) -> Result<SubsidyWindowAnswer, Error> {
    let SubsidyWindowRequest { rule, window, steps, as_of, paid } = request;
    let mut answers = Vec::with_capacity(steps.len());
    let refused = |refusal| SubsidyWindowAnswer {
        answers: Vec::new(),
        window: None,
        view: None,
        payable: None,
        refusal: Some(refusal),
    };
    let mut window = match window.map(Window::from_parts).transpose() {
        Ok(window) => window,
        Err(refusal) => return Ok(refused(refusal)),
    };
    for step in &steps {
        answers.push(match decide(window.as_ref(), &rule, step) {
            Ok(next) => {
                window = Some(next);
                StepAnswer::Applied
            }
            Err(refusal) => StepAnswer::Refused { refusal },
        });
    }
    let told = window.as_ref().zip(paid).map(|(window, paid)| payable(window, &rule, &paid)).transpose();
    let (payable, refusal) = match told {
        Ok(payable) => (payable, None),
        Err(refusal) => (None, Some(refusal)),
    };
    let view = window.as_ref().map(|window| WindowView::of(window, as_of));
    Ok(SubsidyWindowAnswer { answers, window, view, payable, refusal })
}

/// Asks for a statutory retirement month (法定退休年龄).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetirementRequest {
    /// The month of birth.
    pub born: YearMonth,
    /// Whose age it is.
    pub category: RetirementCategory,
    /// The law; the decision of 2024-09-13 if absent.
    #[serde(default)]
    pub law: Option<RetirementLaw>,
}

/// A statutory retirement month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetirementAnswer {
    /// The age, in months.
    pub age_months: u32,
    /// The month in which it is reached.
    pub month: YearMonth,
}

/// Answers a [`RetirementRequest`].
///
/// # Errors
/// Those of [`RetirementLaw::age_months`].
pub fn retirement(request: RetirementRequest) -> Result<RetirementAnswer, Error> {
    let law = request.law.unwrap_or(RetirementLaw::DECISION_2024);
    let age_months = law.age_months(request.born, request.category)?;
    Ok(RetirementAnswer { age_months, month: law.month(request.born, request.category)? })
}
