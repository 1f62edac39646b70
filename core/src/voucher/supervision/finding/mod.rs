//! What looks wrong in the events, and by which of them (疑点): a closed list of rules.
//!
//! A finding is a reason to look, not a proof: each rule has a lawful explanation, which stands beside it. What a rule
//! cannot tell for want of facts it says it has not looked at.

mod account;
mod approver;
mod burst;
mod pace;
mod reissue;
mod split;
mod timing;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::error::{SupervisionCode, SupervisionError};
use super::figure::count;
use super::history::{History, Redemption};
use crate::error::codes;
use crate::model::{Calendar, OpeningHours};
use crate::voucher::ident::{PartyId, ProgrammeId, RecordId, VoucherId};
use crate::voucher::time::Timestamp;

codes! {
    /// What is looked for, in the order in which findings stand.
    pub enum FindingRule {
        /// More redemptions in an hour, or on a day, than a provider can serve or its peers do.
        ProviderVelocity = "provider_velocity",
            "a provider redeems more in an hour or on a day than it can serve", "服务机构核销频次异常";
        /// Several holders' vouchers at one place within a minute.
        SameMinute = "same_minute",
            "vouchers of several holders redeemed at one place within a minute", "同一地点同一分钟集中核销";
        /// Several payees on one account.
        OneAccount = "one_account", "several payees are paid to one account", "多人共用同一收款账户";
        /// A service cut into parts that each need no higher approval.
        SplitAmounts = "split_amounts",
            "several redemptions of one holder just under the approval limit", "拆分金额规避审批限额";
        /// Steps that follow one another faster than somebody can work.
        TooFast = "too_fast", "redeemed and approved faster than anybody can check", "核销审核间隔过短";
        /// A service that was given before the voucher was claimed.
        ServedBeforeClaim = "served_before_claim", "the service was given before the voucher was claimed", "服务时间早于领取时间";
        /// One approver for nearly all of a provider.
        ApproverConcentration = "approver_concentration",
            "one approver decides nearly all of one provider and few of its peers", "审核人与服务机构过度集中";
        /// Redeemed while the provider was closed.
        OutsideHours = "outside_hours", "redeemed while the provider was closed", "非营业时间核销";
        /// Vouchers that one issuer reissues and one provider redeems at once.
        ReissueRedeem = "reissue_redeem",
            "vouchers that one issuer reissued are redeemed by one provider soon after", "补发后即由同一机构核销";
    }
}

/// How grave a finding is (严重程度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// To be kept in view (提示).
    Notice,
    /// To be asked about (可疑).
    Suspicion,
    /// To be looked at before anything more is paid (重大).
    Serious,
}

impl FindingRule {
    /// How grave a finding by this rule is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::OutsideHours | Self::ServedBeforeClaim => Severity::Notice,
            Self::ProviderVelocity | Self::SameMinute | Self::TooFast | Self::ApproverConcentration => {
                Severity::Suspicion
            }
            Self::OneAccount | Self::SplitAmounts | Self::ReissueRedeem => Severity::Serious,
        }
    }
}

/// The bounds of the rules.
///
/// The defaults are what one counter with one clerk can do; they are no norm of any authority. Where many are served at
/// once, as in a class, the bounds on time are to be raised.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingBounds {
    /// Most redemptions of a provider within 3,600 seconds. 30: a clerk needs two minutes for a person.
    pub hour_max: u32,
    /// Redemptions of a provider on a day that are never too many. 60: eight hours with the same clerk, and breaks.
    pub day_free: u32,
    /// Above `day_free`, most redemptions on a day as a multiple of the median day of all providers. 5: a median is not
    /// moved by a few who cheat, and busy days of honest providers are some three times the median.
    pub day_factor: u32,
    /// Holders at one place within 60 seconds from which on it is told. 4: two clerks can serve two people each.
    pub minute_holders: u32,
    /// Payees of one account from which on it is told. 2: an account of a social security card belongs to one person.
    pub account_payees: u32,
    /// From how many thousandths of the approval limit on an amount lies just under it, 501 to 1,000. 800: two of them are
    /// more than one and a half limits, so that the whole would have needed a higher approval.
    pub split_permille: u32,
    /// Within how many days the parts lie. 7: one service is billed within a week.
    pub split_days: u32,
    /// Least seconds from a redemption to its approval. 10: nobody reads a record in less.
    pub approve_min_s: u32,
    /// Least seconds from a claim to the approval of what it was redeemed for. 120: a service has been given meanwhile.
    pub claim_approve_min_s: u32,
    /// Decisions of a provider from which on its approvers are compared. 20: fewer can fall to one by chance.
    pub approver_decisions: u32,
    /// From how many thousandths of a provider's decisions on they are one approver's. 900.
    pub approver_permille: u32,
    /// Up to how many thousandths of the decisions of its peers that approver has. 500: where one approver decides nearly
    /// everything, it says nothing about a provider.
    pub approver_peers_permille: u32,
    /// Redemptions outside the hours from which on it is told. 3: a late customer is no pattern.
    pub outside_hours: u32,
    /// Within how many seconds after a reissue a redemption is soon. 86,400: one day.
    pub reissue_s: u32,
    /// Such redemptions by one issuer and one provider from which on it is told. 3.
    pub reissues: u32,
    /// And from how many thousandths of the provider's redemptions on. 100: lost vouchers are rare.
    pub reissue_permille: u32,
}

impl Default for FindingBounds {
    fn default() -> Self {
        Self {
            hour_max: 30,
            day_free: 60,
            day_factor: 5,
            minute_holders: 4,
            account_payees: 2,
            split_permille: 800,
            split_days: 7,
            approve_min_s: 10,
            claim_approve_min_s: 120,
            approver_decisions: 20,
            approver_permille: 900,
            approver_peers_permille: 500,
            outside_hours: 3,
            reissue_s: 86_400,
            reissues: 3,
            reissue_permille: 100,
        }
    }
}

impl FindingBounds {
    fn check(&self) -> Result<(), SupervisionError> {
        let fault = if !(501..=1_000).contains(&self.split_permille) {
            "split_permille"
        } else if self.minute_holders < 2 {
            "minute_holders"
        } else if self.account_payees < 2 {
            "account_payees"
        } else if self.day_factor == 0 {
            "day_factor"
        } else if self.approver_permille > 1_000 || self.approver_permille <= self.approver_peers_permille {
            "approver_permille"
        } else {
            return Ok(());
        };
        Err(SupervisionError::new(SupervisionCode::Parameter, fault))
    }
}

/// What the ledger does not know, keyed by tokens; never personal data.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingFacts {
    /// The token of the account of a payee, beside the accounts that payments name.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub accounts: BTreeMap<PartyId, PartyId>,
    /// The token of the place of a service record; without it, the provider is the place.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub places: BTreeMap<RecordId, PartyId>,
    /// When a provider is open, in the words of [`OpeningHours`].
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub hours: BTreeMap<PartyId, OpeningHours>,
}

/// One finding, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SupervisionFinding"))]
pub struct Finding {
    /// The rule.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub rule: FindingRule,
    /// How grave.
    pub severity: Severity,
    /// The programme, if it is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
    /// The provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<PartyId>,
    /// The holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<PartyId>,
    /// The approver or issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<PartyId>,
    /// The place, if one was given for the records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PartyId>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<PartyId>,
    /// What was measured, in the unit of the text.
    pub measured: u64,
    /// What would have been within bounds, in the same unit.
    pub bound: u64,
    /// The time of the first event.
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub from: Timestamp,
    /// The time of the last event.
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub until: Timestamp,
    /// The numbers of the events, rising.
    pub events: Vec<u64>,
    /// The vouchers, in the order of their ids.
    pub vouchers: Vec<VoucherId>,
    /// What it says, in English.
    pub en: String,
    /// What it says, in Chinese.
    pub zh: String,
}

/// How far a rule has looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleReport {
    /// The rule.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub rule: FindingRule,
    /// Whether it has looked at anything.
    pub looked: bool,
    /// The fact that it lacks where it has not looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<&'static str>,
    /// What it counts by: `provider_days`, `redemptions`, `payees`, `approvals`, `providers` or `reissued`.
    pub unit: &'static str,
    /// How many of these it has looked at.
    pub units: u64,
    /// How many it could not look at.
    pub skipped: u64,
    /// How many findings it has.
    pub findings: u64,
}

/// What the rules found (疑点清单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Findings {
    /// The number of the last event.
    pub seq: u64,
    /// Every rule that was asked for, in order of declaration.
    pub rules: Vec<RuleReport>,
    /// What was found, by rule, first event and parties.
    pub findings: Vec<Finding>,
}

/// What a rule has looked at, and what it found.
#[derive(Default)]
struct Look {
    unit: &'static str,
    needs: Option<&'static str>,
    units: u64,
    skipped: u64,
    found: Vec<Finding>,
}

impl Finding {
    /// A finding that rests on redemptions and on other events beside them; who and how much is added.
    fn on<'a>(
        rule: FindingRule,
        history: &History,
        redemptions: impl IntoIterator<Item = &'a Redemption>,
        beside: impl IntoIterator<Item = (u64, Timestamp)>,
    ) -> Self {
        let (mut events, mut vouchers) = (BTreeSet::new(), BTreeSet::new());
        for redemption in redemptions {
            events.insert((redemption.at.seq, redemption.at.time));
            vouchers.extend(history.serial(redemption.serial).cloned());
        }
        events.extend(beside);
        Self {
            rule,
            severity: rule.severity(),
            programme: None,
            provider: None,
            holder: None,
            officer: None,
            place: None,
            account: None,
            measured: 0,
            bound: 0,
            from: events.first().map_or(Timestamp::MIN, |(_, time)| *time),
            until: events.last().map_or(Timestamp::MIN, |(_, time)| *time),
            events: events.into_iter().map(|(seq, _)| seq).collect(),
            vouchers: vouchers.into_iter().collect(),
            en: String::new(),
            zh: String::new(),
        }
    }

    fn measures(mut self, measured: u64, bound: u64) -> Self {
        (self.measured, self.bound) = (measured, bound);
        self
    }

    fn says(mut self, en: String, zh: String) -> Self {
        (self.en, self.zh) = (en, zh);
        self
    }
}

impl History {
    /// What looks wrong, by the rules that are asked for, or by all.
    ///
    /// # Errors
    /// `supervision.parameter`, naming the bound.
    pub fn findings(
        &self,
        rules: Option<&[FindingRule]>,
        bounds: &FindingBounds,
        facts: &FindingFacts,
    ) -> Result<Findings, SupervisionError> {
        bounds.check()?;
        let asked = |rule: &&FindingRule| rules.is_none_or(|rules| rules.contains(rule));
        let mut answer = Findings { seq: self.seq(), rules: Vec::new(), findings: Vec::new() };
        for rule in FindingRule::ALL.iter().filter(asked) {
            let mut look = match rule {
                FindingRule::ProviderVelocity => pace::velocity(self, bounds),
                FindingRule::SameMinute => pace::same_minute(self, bounds, facts),
                FindingRule::OneAccount => account::one_account(self, bounds, facts),
                FindingRule::SplitAmounts => split::split_amounts(self, bounds),
                FindingRule::TooFast => timing::too_fast(self, bounds),
                FindingRule::ServedBeforeClaim => timing::served_before_claim(self),
                FindingRule::ApproverConcentration => approver::concentration(self, bounds),
                FindingRule::OutsideHours => {
                    timing::outside_hours(self, bounds, facts, &Calendar::state_council())
                }
                FindingRule::ReissueRedeem => reissue::reissue_redeem(self, bounds),
            };
            look.found.sort_by(|one, other| {
                let key = |found: &Finding| {
                    let Finding { provider, holder, officer, place, account, .. } = found.clone();
                    (found.events.first().copied(), provider, holder, officer, place, account)
                };
                key(one).cmp(&key(other)).then_with(|| one.events.cmp(&other.events))
            });
            answer.rules.push(RuleReport {
                rule: *rule,
                looked: look.units > 0,
                needs: look.needs.filter(|_| look.units == 0 || look.skipped > 0),
                unit: look.unit,
                units: look.units,
                skipped: look.skipped,
                findings: count(look.found.len()),
            });
            answer.findings.append(&mut look.found);
        }
        Ok(answer)
    }

    /// The redemptions of each provider, by the provider's token.
    fn by_provider(&self) -> BTreeMap<&PartyId, Vec<&Redemption>> {
        let mut providers: BTreeMap<&PartyId, Vec<&Redemption>> = BTreeMap::new();
        for redemption in &self.redemptions {
            if let Some(provider) = self.party(redemption.provider) {
                providers.entry(provider).or_default().push(redemption);
            }
        }
        providers
    }
}

impl<'de> Deserialize<'de> for FindingRule {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| serde::de::Error::custom("unknown rule of findings"))
    }
}
