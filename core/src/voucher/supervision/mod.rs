//! Supervision of the money (资金监管): rates, findings, samples and inspections, key figures.
//!
//! All of it is told from the events of a ledger ([`History`]) and a few facts of the caller's, keyed by tokens; nothing
//! personal is asked for. The same events give the same bytes, seen at once or in parts.
//!
//! | question | answered by |
//! |---|---|
//! | How far are the vouchers of a month (进度)? | [`History::rates`] |
//! | What looks wrong, and by which events (疑点)? | [`History::findings`] |
//! | Which cases are looked at again (抽样)? | [`sample`] |
//! | What becomes of a case that was drawn (抽查)? | [`Inspection`] |
//! | How good is the programme (五个精准)? | [`History::kpi`], [`kpi_changes`] |
//!
//! # Units
//! Money is whole fen, ratios are whole millionths beside their numerator and denominator, days and months are those of
//! Asia/Shanghai. A ratio over nothing has no value.

mod error;
mod figure;
mod finding;
mod history;
mod inspection;
mod kpi;
mod rates;
mod sample;

pub use error::{SupervisionCode, SupervisionError};
pub use figure::{Ratio, Sum};
pub use finding::{Finding, FindingBounds, FindingFacts, FindingRule, Findings, RuleReport, Severity};
pub use history::History;
pub use inspection::{
    Inspection, InspectionAction, InspectionCase, InspectionOutcome, InspectionRefusal,
    InspectionRefusalCode, InspectionState, InspectionStep, Inspector,
};
pub use kpi::{Kpi, KpiChange, KpiCode, KpiPeriod, KpiTurn, Kpis, Precision, Rating, StableJob, kpi_changes};
pub use rates::{Days, ProviderRow, RateBy, RateKey, RateRow, Rates, RatesAsked};
pub use sample::{
    Drawn, PopulationAsked, Sample, SampleSize, SampleUnit, StratumBy, StratumDrawn, sample, sample_digest,
};
