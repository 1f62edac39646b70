//! Supervision: against plain recomputation over random ledgers, over a large clean ledger, and with planted anomalies.

mod clean;
mod draw;
mod examples;
mod figures;
mod inspect;
mod plain;
mod planted;

use doorstep::voucher::supervision::{FindingBounds, FindingFacts, FindingRule, Findings, History};
use serde_json::Value;

/// The findings by one rule, with default bounds and no facts.
fn findings(history: &History, rule: FindingRule) -> Findings {
    history.findings(Some(&[rule]), &FindingBounds::default(), &FindingFacts::default()).unwrap()
}

fn bounds(value: Value) -> FindingBounds {
    serde_json::from_value(value).unwrap()
}

fn facts(value: Value) -> FindingFacts {
    serde_json::from_value(value).unwrap()
}
