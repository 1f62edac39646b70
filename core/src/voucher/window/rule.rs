//! What a subsidy allows: how long, how often paused, how far extended, and which share of what was paid (规则).

use serde::{Deserialize, Serialize};

use super::refusal::{WindowRefusal, WindowRefusalCode};
use super::span::Length;
use crate::model::Fen;
use crate::voucher::ident::{ReasonId, WindowRuleId};

/// Most reasons in one rule, of pauses and of extensions.
pub(super) const REASONS_MAX: usize = 64;

/// How a month is treated of which only some days are payable (不足整月).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowSplit"))]
pub enum Split {
    /// Pauses begin and end with months of the window; a month is paid in full or not at all (按整月).
    WholeMonths,
    /// Pauses begin and end on any day; a month is paid by its payable days (按日).
    Days,
}

/// The share of what was paid that is given back, such as 2/3 (补贴比例).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowShare"))]
pub struct Share {
    /// Above the line.
    pub numerator: u32,
    /// Below the line, 1 to 10,000.
    pub denominator: u32,
}

impl Share {
    const DENOMINATOR_MAX: u32 = 10_000;

    const fn sensible(self) -> bool {
        0 < self.numerator && self.numerator <= self.denominator && self.denominator <= Self::DENOMINATOR_MAX
    }
}

/// A reason to pause a window (中止事由), such as having found work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowPauseRule"))]
pub struct PauseRule {
    /// The reason.
    pub reason: ReasonId,
    /// Whether the end moves by as much as was paused: the time is not lost (顺延).
    pub shifts_end: bool,
    /// How long in total, over all pauses for this reason; no limit if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Length>,
    /// How often; no limit if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times_max: Option<u32>,
}

/// A reason to extend a window (延长事由).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowExtensionRule"))]
pub struct ExtensionRule {
    /// The reason.
    pub reason: ReasonId,
    /// How long in total, over all extensions for this reason.
    pub max: Length,
    /// How often; no limit if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times_max: Option<u32>,
}

/// The rule of a subsidy's windows (补贴期限规则). Nothing in it has a national default: each text sets its own.
///
/// | subsidy | months_max | near_retirement_years | windows_max | share |
/// |---|---|---|---|---|
/// | flexible employment, social insurance 灵活就业社保补贴 | 36 | 5 | – | 2/3 |
/// | the same for graduates 离校未就业高校毕业生 | 24 | – | – | 2/3 |
/// | public-welfare posts 公益性岗位 | 36 | 5 | 2 | – |
///
/// Source: 就业补助资金管理办法 (财社〔2017〕164号, replaced and refined by later and local texts).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WindowRule {
    /// The rule and its version; a window can be changed under its own only.
    pub id: WindowRuleId,
    /// The longest term, in months, before pauses and extensions.
    pub months_max: u32,
    /// Whether the months of earlier windows count against `months_max` (累计).
    #[serde(default)]
    pub cumulative: bool,
    /// Who has fewer than so many years to the statutory retirement date at first approval has until that date instead
    /// of `months_max` (距法定退休年龄不足五年的可延长至退休).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near_retirement_years: Option<u32>,
    /// Whether no window goes past the retirement date known at first approval.
    #[serde(default)]
    pub ends_at_retirement: bool,
    /// Most windows (placements) of one person; no limit if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub windows_max: Option<u32>,
    /// How a month is treated of which only some days are payable.
    pub split: Split,
    /// Reasons to pause.
    #[serde(default)]
    pub pauses: Vec<PauseRule>,
    /// The longest of all pauses together; no limit if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_total_max: Option<Length>,
    /// Reasons to extend. All lengths of extensions have one unit; if whole months count, it is months.
    #[serde(default)]
    pub extensions: Vec<ExtensionRule>,
    /// The longest of all extensions together; no limit if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension_total_max: Option<Length>,
    /// The share of what was paid that is given back; all of it if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// The most that one whole month brings; no limit if absent.
    #[serde(default, rename = "month_amount_max_fen", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    pub month_amount_max: Option<Fen>,
}

impl WindowRule {
    /// Longest retirement exception, in years.
    const YEARS_MAX: u32 = 50;

    /// Refuses a rule that makes no sense, naming the first such field.
    pub(super) fn check(&self) -> Result<(), WindowRefusal> {
        let bad = |field| Err(WindowRefusal::in_field(WindowRefusalCode::RuleInvalid, field));
        if !Length::Months(self.months_max).sensible() {
            return bad("months_max");
        }
        if self.near_retirement_years.is_some_and(|years| !(1..=Self::YEARS_MAX).contains(&years)) {
            return bad("near_retirement_years");
        }
        if self.windows_max == Some(0) {
            return bad("windows_max");
        }
        let sensible = |max: Option<Length>| max.is_none_or(Length::sensible);
        let twice = |index: usize, reason: &ReasonId, reasons: &[&ReasonId]| {
            reasons.iter().take(index).any(|earlier| *earlier == reason)
        };
        let reasons: Vec<&ReasonId> = self.pauses.iter().map(|one| &one.reason).collect();
        let wrong = |(index, one): (usize, &PauseRule)| {
            !sensible(one.max) || one.times_max == Some(0) || twice(index, &one.reason, &reasons)
        };
        if reasons.len() > REASONS_MAX || self.pauses.iter().enumerate().any(wrong) {
            return bad("pauses");
        }
        if !sensible(self.pause_total_max) {
            return bad("pause_total_max");
        }
        let reasons: Vec<&ReasonId> = self.extensions.iter().map(|one| &one.reason).collect();
        let unit = self.extension_unit();
        let wrong = |(index, one): (usize, &ExtensionRule)| {
            !one.max.sensible()
                || unit.is_some_and(|unit| !unit.same_unit(one.max))
                || one.times_max == Some(0)
                || twice(index, &one.reason, &reasons)
        };
        if reasons.len() > REASONS_MAX || self.extensions.iter().enumerate().any(wrong) {
            return bad("extensions");
        }
        if !sensible(self.extension_total_max)
            || self.extension_total_max.zip(unit).is_some_and(|(max, unit)| !unit.same_unit(max))
        {
            return bad("extension_total_max");
        }
        if self.share.is_some_and(|share| !share.sensible()) {
            return bad("share");
        }
        Ok(())
    }

    /// A length in the unit in which extensions are counted.
    fn extension_unit(&self) -> Option<Length> {
        match self.split {
            Split::WholeMonths => Some(Length::Months(1)),
            Split::Days => self.extensions.first().map(|one| one.max),
        }
    }

    pub(super) fn pause_rule(&self, reason: &ReasonId) -> Option<&PauseRule> {
        self.pauses.iter().find(|one| one.reason == *reason)
    }

    pub(super) fn extension_rule(&self, reason: &ReasonId) -> Option<&ExtensionRule> {
        self.extensions.iter().find(|one| one.reason == *reason)
    }
}
