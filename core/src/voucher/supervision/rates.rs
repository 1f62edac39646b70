//! What became of the vouchers issued in a month (发放、领取、核销、拨付进度), and of what each provider redeemed.

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use super::error::SupervisionError;
use super::figure::{Ratio, Sum, Tally, count, fen, quantile};
use super::history::{Fate, History, Redemption, Right, Step};
use crate::model::{Fen, RegionCode};
use crate::voucher::ident::{ItemId, PartyId, ProgrammeId};
use crate::voucher::state::VoucherState;
use crate::voucher::time::Timestamp;

/// By what rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RateBy {
    /// The programme.
    Programme,
    /// The division whose money it is, as the programme says.
    Region,
    /// The month of the issue, of a provider's row the month of the redemption, in Asia/Shanghai.
    Month,
    /// The service item.
    Item,
}

/// Which rates are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RatesAsked {
    /// By what rows are told apart; by nothing, there is one row for all.
    pub by: Vec<RateBy>,
    /// The instant at which is looked: what has lapsed by then counts as expired. That of the last event if absent.
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub as_of: Option<Timestamp>,
}

/// What tells a row from the others; what was not asked for is absent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RateKey {
    /// The programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<ProgrammeId>,
    /// The division.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// The month, such as `2026-03`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
    /// The service item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
}

/// How many days lie between two steps, over all for whom both were taken: differences of calendar dates in Asia/Shanghai.
///
/// Median and p90 are the least value that at least half, or nine tenths, of the values do not exceed (definition 1 of
/// Hyndman and Fan, *The American Statistician* 50, 1996): each is a value that occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SupervisionDays"))]
pub struct Days {
    /// How many differences.
    pub count: u64,
    /// The least.
    pub min: u32,
    /// The median.
    pub median: u32,
    /// The ninth decile.
    pub p90: u32,
    /// The greatest.
    pub max: u32,
}

/// What became of the vouchers of one row.
///
/// A voucher that was reissued goes on as what it was reissued as: the right counts once, in the month of the first issue.
/// Each stands in one of `open`, `redeemed`, `expired` and `revoked`, so that these add up to `issued`. What was approved was
/// redeemed, what was disbursed was approved. A redemption that was rejected and a payment that failed do not count: the
/// right stands where it stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RateRow {
    /// What tells it from the others.
    #[serde(flatten)]
    pub key: RateKey,
    /// Issued, with their face amounts.
    pub issued: Sum,
    /// Claimed at some time, with their face amounts.
    pub claimed: Sum,
    /// Redeemed, with the prices of the services.
    pub redeemed: Sum,
    /// Approved, those that were paid too.
    pub approved: Sum,
    /// Paid, whether or not it was received back.
    pub disbursed: Sum,
    /// Paid and received back in part or in full, with what was received.
    pub clawed_back: Sum,
    /// Neither redeemed nor at an end, with their face amounts.
    pub open: Sum,
    /// Lapsed, with their face amounts.
    pub expired: Sum,
    /// Taken back, with their face amounts.
    pub revoked: Sum,
    /// What the face amounts of the redeemed have above the prices: `issued` less `open`, `redeemed`, `expired`, `revoked`.
    #[serde(rename = "unused_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub unused: Fen,
    /// Claimed of the issued.
    pub claim_rate: Ratio,
    /// Redeemed of the issued.
    pub redeem_rate: Ratio,
    /// Approved of the redeemed.
    pub approve_rate: Ratio,
    /// Disbursed of the issued.
    pub disburse_rate: Ratio,
    /// Expired of the issued.
    pub expire_rate: Ratio,
    /// Fen disbursed of the fen issued.
    pub disbursed_fen_rate: Ratio,
    /// From the issue to the first claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_to_claim: Option<Days>,
    /// From the claim to the redemption that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim_to_redeem: Option<Days>,
    /// From the redemption to its approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redeem_to_approve: Option<Days>,
    /// From the approval to the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approve_to_disburse: Option<Days>,
    /// From the issue to the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_to_disburse: Option<Days>,
}

/// What became of the redemptions of one provider.
///
/// Every redemption counts, whether it stands or not, and is in one of `waiting`, `rejected`, `revoked`, `approved` and
/// `disbursed`, so that these add up to `presented` in number and money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderRow {
    /// The provider.
    pub provider: PartyId,
    /// What else tells the row from the others.
    #[serde(flatten)]
    pub key: RateKey,
    /// Every redemption.
    pub presented: Sum,
    /// Not looked at yet.
    pub waiting: Sum,
    /// Found wrong.
    pub rejected: Sum,
    /// Revoked by a dispute before payment.
    pub revoked: Sum,
    /// Found right and not paid yet.
    pub approved: Sum,
    /// Paid.
    pub disbursed: Sum,
    /// Paid and received back in part or in full, with what was received.
    pub clawed_back: Sum,
    /// Rejected of the presented.
    pub reject_rate: Ratio,
    /// Received back of the fen disbursed.
    pub recovered_fen_rate: Ratio,
}

/// The rates of a ledger (进度与兑付率).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rates {
    /// The instant at which was looked.
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub as_of: Timestamp,
    /// The number of the last event.
    pub seq: u64,
    /// All together.
    pub total: RateRow,
    /// By what was asked for, in the order of the keys.
    pub rows: Vec<RateRow>,
    /// By provider and what was asked for, in their order.
    pub providers: Vec<ProviderRow>,
}

/// `2026-03`, the month in Asia/Shanghai.
fn month(at: Timestamp) -> String {
    let date = at.local_date();
    format!("{:04}-{:02}", date.year(), date.month())
}

impl RateKey {
    fn of(history: &History, by: &[RateBy], right: &Right, at: Timestamp) -> Self {
        let asked = |one: RateBy| by.contains(&one);
        let programme = history.programme(right.programme).map(|(id, _)| id.clone());
        Self {
            programme: programme.filter(|_| asked(RateBy::Programme)),
            region: history.region_of(right).filter(|_| asked(RateBy::Region)).cloned(),
            month: asked(RateBy::Month).then(|| month(at)),
            item: asked(RateBy::Item).then(|| right.item.clone()),
        }
    }
}

/// A row in the making.
#[derive(Default)]
struct Cohort {
    issued: Tally,
    claimed: Tally,
    redeemed: Tally,
    approved: Tally,
    disbursed: Tally,
    clawed_back: Tally,
    open: Tally,
    expired: Tally,
    revoked: Tally,
    days: [Vec<u32>; 5],
}

fn days_between(from: Step, to: Step) -> u32 {
    let days = (to.time.local_date() - from.time.local_date()).num_days();
    // Times never fall, and all years together have fewer than 2^32 days.
    u32::try_from(days).unwrap_or(0)
}

fn days(mut values: Vec<u32>) -> Option<Days> {
    values.sort_unstable();
    Some(Days {
        count: count(values.len()),
        min: *values.first()?,
        median: quantile(&values, 500)?,
        p90: quantile(&values, 900)?,
        max: *values.last()?,
    })
}

impl Cohort {
    fn add(&mut self, history: &History, right: &Right, as_of: Timestamp) {
        use VoucherState as S;
        self.issued.add(right.face);
        if right.claimed.is_some() {
            self.claimed.add(right.face);
        }
        let state = History::state_of(right, as_of);
        match state {
            S::Issued | S::Claimed => self.open.add(right.face),
            S::Expired => self.expired.add(right.face),
            S::Revoked => self.revoked.add(right.face),
            S::Redeemed | S::Approved | S::Disbursed | S::ClawedBack => {}
        }
        let [issue_to_claim, claim_to_redeem, redeem_to_approve, approve_to_disburse, issue_to_disburse] =
            &mut self.days;
        issue_to_claim.extend(right.claimed.map(|claimed| days_between(right.issued, claimed)));
        let Some(redemption) = history.standing(right) else { return };
        self.redeemed.add(redemption.amount);
        claim_to_redeem.extend(redemption.claimed.map(|claimed| days_between(claimed, redemption.at)));
        if !matches!(redemption.fate, Fate::Approved | Fate::Paid) {
            return;
        }
        self.approved.add(redemption.amount);
        let decided = redemption.decided.map(|(step, _)| step);
        redeem_to_approve.extend(decided.map(|decided| days_between(redemption.at, decided)));
        let Some(paid) = redemption.paid else { return };
        self.disbursed.add(redemption.amount);
        approve_to_disburse.extend(decided.map(|decided| days_between(decided, paid)));
        issue_to_disburse.push(days_between(right.issued, paid));
        if redemption.recovered.get() > 0 {
            self.clawed_back.add(redemption.recovered);
        }
    }

    fn row(self, key: RateKey) -> Result<RateRow, SupervisionError> {
        let [issue_to_claim, claim_to_redeem, redeem_to_approve, approve_to_disburse, issue_to_disburse] =
            self.days.map(days);
        let issued = self.issued.sum("issued")?;
        let disbursed = self.disbursed.sum("disbursed")?;
        let of_issued = |part: Tally| Ratio::new(part.count, issued.count);
        let unused =
            self.issued.fen - self.open.fen - self.redeemed.fen - self.expired.fen - self.revoked.fen;
        Ok(RateRow {
            key,
            claim_rate: of_issued(self.claimed),
            redeem_rate: of_issued(self.redeemed),
            approve_rate: Ratio::new(self.approved.count, self.redeemed.count),
            disburse_rate: of_issued(self.disbursed),
            expire_rate: of_issued(self.expired),
            disbursed_fen_rate: fen_ratio(disbursed, issued),
            issued,
            claimed: self.claimed.sum("claimed")?,
            redeemed: self.redeemed.sum("redeemed")?,
            approved: self.approved.sum("approved")?,
            disbursed,
            clawed_back: self.clawed_back.sum("clawed_back")?,
            open: self.open.sum("open")?,
            expired: self.expired.sum("expired")?,
            revoked: self.revoked.sum("revoked")?,
            unused: fen(unused, "unused_fen")?,
            issue_to_claim,
            claim_to_redeem,
            redeem_to_approve,
            approve_to_disburse,
            issue_to_disburse,
        })
    }
}

/// The ratio of two amounts.
pub(super) fn fen_ratio(part: Sum, whole: Sum) -> Ratio {
    let fen = |sum: Sum| u64::try_from(sum.amount.get()).unwrap_or(0);
    Ratio::new(fen(part), fen(whole))
}

/// A provider's row in the making.
#[derive(Default)]
struct Presented {
    all: Tally,
    waiting: Tally,
    rejected: Tally,
    revoked: Tally,
    approved: Tally,
    disbursed: Tally,
    clawed_back: Tally,
}

impl Presented {
    fn add(&mut self, redemption: &Redemption) {
        self.all.add(redemption.amount);
        match redemption.fate {
            Fate::Waiting => &mut self.waiting,
            Fate::Rejected => &mut self.rejected,
            Fate::Revoked => &mut self.revoked,
            Fate::Approved => &mut self.approved,
            Fate::Paid => &mut self.disbursed,
        }
        .add(redemption.amount);
        if redemption.recovered.get() > 0 {
            self.clawed_back.add(redemption.recovered);
        }
    }

    fn row(self, provider: PartyId, key: RateKey) -> Result<ProviderRow, SupervisionError> {
        let (disbursed, clawed_back) =
            (self.disbursed.sum("disbursed")?, self.clawed_back.sum("clawed_back")?);
        Ok(ProviderRow {
            provider,
            key,
            reject_rate: Ratio::new(self.rejected.count, self.all.count),
            recovered_fen_rate: fen_ratio(clawed_back, disbursed),
            presented: self.all.sum("presented")?,
            waiting: self.waiting.sum("waiting")?,
            rejected: self.rejected.sum("rejected")?,
            revoked: self.revoked.sum("revoked")?,
            approved: self.approved.sum("approved")?,
            disbursed,
            clawed_back,
        })
    }
}

impl History {
    /// What became of the vouchers, in cohorts by the day of issue: every rate is a part of its whole.
    ///
    /// # Errors
    /// `supervision.as_of` for an instant before the last event; `supervision.amount_too_large`.
    pub fn rates(&self, asked: &RatesAsked) -> Result<Rates, SupervisionError> {
        let as_of = self.instant(asked.as_of)?;
        let mut total = Cohort::default();
        let mut cohorts: BTreeMap<RateKey, Cohort> = BTreeMap::new();
        for right in &self.rights {
            total.add(self, right, as_of);
            let key = RateKey::of(self, &asked.by, right, right.issued.time);
            cohorts.entry(key).or_default().add(self, right, as_of);
        }
        let mut presented: BTreeMap<(PartyId, RateKey), Presented> = BTreeMap::new();
        for redemption in &self.redemptions {
            let Some((right, provider)) = self.right_of(redemption).zip(self.party(redemption.provider))
            else {
                continue;
            };
            let key = RateKey::of(self, &asked.by, right, redemption.at.time);
            presented.entry((provider.clone(), key)).or_default().add(redemption);
        }
        Ok(Rates {
            as_of,
            seq: self.seq(),
            total: total.row(RateKey::default())?,
            rows: cohorts.into_iter().map(|(key, cohort)| cohort.row(key)).collect::<Result<_, _>>()?,
            providers: presented
                .into_iter()
                .map(|((provider, key), presented)| presented.row(provider, key))
                .collect::<Result<_, _>>()?,
        })
    }
}
