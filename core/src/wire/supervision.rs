//! Requests and answers about the supervision of vouchers.

use serde::{Deserialize, Serialize};

use super::voucher::{TimedCommand, played};
use crate::error::Error;
use crate::voucher::supervision::{
    FindingBounds, FindingFacts, FindingRule, Findings, History, Inspection, InspectionCase,
    InspectionRefusal, InspectionStep, KpiChange, KpiPeriod, Kpis, Rates, RatesAsked, Sample, SampleSize,
    SampleUnit, kpi_changes, sample as draw,
};
use crate::voucher::{Ledger, Timestamp};

/// Asks what became of the vouchers of a new ledger.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RatesRequest {
    /// The commands that make the ledger, in order.
    pub commands: Vec<TimedCommand>,
    /// Which rates.
    #[serde(default)]
    pub asked: RatesAsked,
}

/// Which findings are asked for.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingsAsked {
    /// The codes of the rules; all if absent.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))]
    pub rules: Option<Vec<FindingRule>>,
    /// The bounds of the rules.
    pub bounds: FindingBounds,
    /// What the ledger does not know.
    pub facts: FindingFacts,
    /// Up to which instant the events are looked at; all if absent.
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub as_of: Option<Timestamp>,
}

/// Asks what looks wrong in a new ledger.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingsRequest {
    /// The commands that make the ledger, in order.
    pub commands: Vec<TimedCommand>,
    /// Which findings.
    #[serde(default)]
    pub asked: FindingsAsked,
}

/// Which key figures are asked for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KpiAsked {
    /// The periods, in the order in which they are compared.
    pub periods: Vec<KpiPeriod>,
    /// Whether the ids behind each figure are given.
    #[serde(default)]
    pub with_ids: bool,
}

/// Asks for the key figures of a new ledger.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KpiRequest {
    /// The commands that make the ledger, in order.
    pub commands: Vec<TimedCommand>,
    /// Which figures.
    pub asked: KpiAsked,
}

/// The key figures of some periods.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KpiAnswer {
    /// One for each period.
    pub periods: Vec<Kpis>,
    /// What changed from each period to the next.
    pub changes: Vec<Vec<KpiChange>>,
}

/// Asks for a sample.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SampleRequest {
    /// The cases that can be drawn, in any order.
    pub population: Vec<SampleUnit>,
    /// How many of each stratum.
    pub size: SampleSize,
    /// One line of text that nobody could know before the population was closed.
    pub seed: String,
}

/// Asks to carry an inspection on, step by step.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InspectionRequest {
    /// What is inspected.
    pub case: InspectionCase,
    /// The steps from the first one on. A step that is refused changes nothing, and the next one is tried.
    pub steps: Vec<InspectionStep>,
}

/// What became of a step of an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum InspectionStepAnswer {
    /// Done.
    Applied,
    /// Refused; the inspection is as it was before.
    Refused {
        /// Why.
        refusal: InspectionRefusal,
    },
}

/// What became of an inspection.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InspectionAnswer {
    /// An answer for each step.
    pub answers: Vec<InspectionStepAnswer>,
    /// The inspection at the end.
    pub inspection: Inspection,
}

/// What became of the vouchers of a ledger.
///
/// # Errors
/// Those of [`History::of_ledger`] and [`History::rates`].
pub fn rates_of(ledger: &Ledger, asked: &RatesAsked) -> Result<Rates, Error> {
    Ok(History::of_ledger(ledger, asked.as_of)?.rates(asked)?)
}

/// What looks wrong in a ledger.
///
/// # Errors
/// Those of [`History::of_ledger`] and [`History::findings`].
pub fn findings_of(ledger: &Ledger, asked: &FindingsAsked) -> Result<Findings, Error> {
    let history = History::of_ledger(ledger, asked.as_of)?;
    Ok(history.findings(asked.rules.as_deref(), &asked.bounds, &asked.facts)?)
}

/// The key figures of a ledger.
///
/// # Errors
/// Those of [`History::of_ledger`] and [`History::kpi`].
pub fn kpi_of(ledger: &Ledger, asked: &KpiAsked) -> Result<KpiAnswer, Error> {
    let history = History::of_ledger(ledger, None)?;
    let periods = asked
        .periods
        .iter()
        .map(|period| history.kpi(period, asked.with_ids))
        .collect::<Result<Vec<_>, _>>()?;
    let changes = periods.iter().zip(periods.iter().skip(1));
    Ok(KpiAnswer { changes: changes.map(|(before, after)| kpi_changes(before, after)).collect(), periods })
}

/// Answers a [`RatesRequest`].
///
/// # Errors
/// Those of carrying out the commands and of [`rates_of`].
pub fn rates(request: RatesRequest) -> Result<Rates, Error> {
    rates_of(&played(request.commands)?.0, &request.asked)
}

/// Answers a [`FindingsRequest`].
///
/// # Errors
/// Those of carrying out the commands and of [`findings_of`].
pub fn findings(request: FindingsRequest) -> Result<Findings, Error> {
    findings_of(&played(request.commands)?.0, &request.asked)
}

/// Answers a [`KpiRequest`].
///
/// # Errors
/// Those of carrying out the commands and of [`kpi_of`].
pub fn kpi(request: KpiRequest) -> Result<KpiAnswer, Error> {
    kpi_of(&played(request.commands)?.0, &request.asked)
}

/// Answers a [`SampleRequest`].
///
/// # Errors
/// Those of [`crate::voucher::supervision::sample`].
pub fn sample(request: SampleRequest) -> Result<Sample, Error> {
    Ok(draw(&request.population, request.size, &request.seed)?)
}

/// Answers an [`InspectionRequest`].
///
/// # Errors
/// None: a refusal is an answer.
pub fn inspection(request: InspectionRequest) -> Result<InspectionAnswer, Error> {
    let mut inspection = Inspection::new(request.case);
    let mut take = |step: &InspectionStep| match inspection.take(step) {
        Ok(()) => InspectionStepAnswer::Applied,
        Err(refusal) => InspectionStepAnswer::Refused { refusal },
    };
    let answers = request.steps.iter().map(&mut take).collect();
    Ok(InspectionAnswer { answers, inspection })
}
