//! What a programme grants, to whom it pays and under which terms (项目).

use std::collections::BTreeMap;

use chrono::Datelike;
use serde::Serialize;

use super::command::Role;
use super::ident::{ItemId, Note, PartyId, ProgrammeId, RuleId};
use super::time::Timestamp;
use crate::error::ValueError;
use crate::model::{Fen, RegionCode};

/// Who receives the money of a voucher (收款方).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "payee", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Payee {
    /// The holder, on the account of the social security card (持券人).
    Holder,
    /// The provider that redeemed the voucher (服务机构).
    Provider,
    /// Both: the holder gets so many thousandths of the amount, rounded down to a fen, the provider the rest
    /// (双方分摊).
    Both {
        /// The holder's part, 1 to 999 thousandths.
        holder_permille: u32,
    },
}

/// Which of the two a share goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Recipient {
    /// The holder.
    Holder,
    /// The provider.
    Provider,
}

/// A part of a payment: to whom, and how much (拨付明细).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// The holder or the provider.
    pub recipient: Recipient,
    /// The token of who is paid.
    pub paid_to: PartyId,
    /// The token of the account, where the holder named one when claiming.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<PartyId>,
    /// How much.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

impl Payee {
    /// The amounts of holder and provider; together they are the amount.
    pub fn split(self, amount: Fen) -> [(Recipient, Fen); 2] {
        let permille = match self {
            Self::Holder => 1_000,
            Self::Provider => 0,
            Self::Both { holder_permille } => i128::from(holder_permille.min(1_000)),
        };
        // A part of an amount is an amount.
        let holder = i64::try_from(i128::from(amount.get()) * permille / 1_000).unwrap_or(0);
        let holder = Fen::new(holder).unwrap_or(Fen::ZERO);
        let provider = amount.checked_sub(holder).unwrap_or(Fen::ZERO);
        [(Recipient::Holder, holder), (Recipient::Provider, provider)]
    }
}

/// A period of the local calendar in which vouchers are counted (周期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Period {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
}

impl Period {
    /// A number for the period in which the instant lies, in Asia/Shanghai: the same for all instants of it.
    pub(super) fn of(self, instant: Timestamp) -> i32 {
        let date = instant.local_date();
        // Years are below 10,000, months below 13.
        let month = date.year() * 12 + date.month0() as i32;
        match self {
            Self::Month => month,
            Self::Quarter => month.div_euclid(3),
            Self::Year => date.year(),
        }
    }
}

/// How many vouchers of one item one holder may receive in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeriodLimit {
    /// How many.
    #[serde(rename = "per_period_limit")]
    pub limit: u32,
    /// In which period, by the day of issue.
    pub period: Period,
}

/// A service item that a voucher of the programme can be for (服务项目).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Item {
    /// The item of the catalogue.
    pub item: ItemId,
    /// What one voucher is worth at most.
    #[serde(rename = "face_amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub face_amount: Fen,
    /// Whether a voucher may be redeemed for less than its face amount; the rest returns to the budget on approval. JSON
    /// leaves out what is not allowed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial_redeem: bool,
}

/// When vouchers of the programme are issued (发放期): half-open, each end may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssueWindow {
    /// The first instant.
    #[serde(rename = "issue_from", skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// The first instant that no longer counts.
    #[serde(rename = "issue_until", skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// When a voucher of the programme can be claimed and redeemed (有效期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Validity {
    /// From the issue to the local midnight that ends the `valid_days`-th day after it.
    Days {
        /// Days after the day of issue, 1 to 3,660.
        valid_days: u32,
    },
    /// The same half-open span for every voucher of the programme, whenever it is issued.
    Span {
        /// The first instant.
        valid_from: Timestamp,
        /// The first instant that no longer counts.
        valid_until: Timestamp,
    },
}

impl Validity {
    /// Longest validity, in days: ten years.
    pub const DAYS_MAX: u32 = 3_660;

    /// First instant and end (not included) of a voucher issued `at`.
    ///
    /// # Errors
    /// `value.out_of_range` after the year 9999.
    pub fn of_issue(self, at: Timestamp) -> Result<(Timestamp, Timestamp), ValueError> {
        match self {
            Self::Days { valid_days } => Ok((at, at.end_of_day_after(valid_days)?)),
            Self::Span { valid_from, valid_until } => Ok((valid_from, valid_until)),
        }
    }
}

/// The terms of a programme; they never change once it is defined.
///
/// JSON that defines a programme of one item may give `item`, `face_amount_fen` and `partial_redeem` in the place of
/// `items`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Terms {
    /// The programme's name.
    pub name: Note,
    /// The division whose money it is.
    pub region: RegionCode,
    /// The service items that its vouchers can be for, at least one.
    pub items: Vec<Item>,
    /// When a voucher counts.
    #[serde(flatten)]
    pub validity: Validity,
    /// When vouchers are issued.
    #[serde(flatten)]
    pub issue_window: IssueWindow,
    /// The rules by which people qualify: an issue must name the same version, and the decision that it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// Vouchers that one holder may receive; a revoked one does not count, an expired one does.
    pub per_person_limit: u32,
    /// Vouchers of one item that one holder may receive in a period.
    #[serde(flatten)]
    pub period_limit: Option<PeriodLimit>,
    /// Who is paid.
    #[serde(flatten)]
    pub payee: Payee,
    /// Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则).
    pub four_eyes: bool,
    /// Whether only accredited providers redeem (定点机构).
    pub accredited_only: bool,
    /// How many people must approve a batch before it is paid, 0 to 2; 0 allows payment without a batch.
    pub batch_approvals: u32,
    /// The most that one command of a role may move (分级限额), in fen.
    #[serde(rename = "role_limits_fen", default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, u64>"))]
    pub role_limits: BTreeMap<Role, Fen>,
}

impl Terms {
    /// Most items of a programme.
    pub const ITEMS_MAX: usize = 32;
    /// Most approvals of a batch.
    pub const BATCH_APPROVALS_MAX: u32 = 2;

    /// Terms with the defaults of JSON: one voucher for each person, four eyes, and nothing else limited.
    pub const fn new(
        name: Note,
        region: RegionCode,
        items: Vec<Item>,
        validity: Validity,
        payee: Payee,
    ) -> Self {
        Self {
            name,
            region,
            items,
            validity,
            issue_window: IssueWindow { from: None, until: None },
            rule: None,
            per_person_limit: 1,
            period_limit: None,
            payee,
            four_eyes: true,
            accredited_only: false,
            batch_approvals: 0,
            role_limits: BTreeMap::new(),
        }
    }

    /// An item with its place in the list; without a name, the only one.
    pub(super) fn item(&self, name: Option<&ItemId>) -> Option<(u32, &Item)> {
        match (name, self.items.as_slice()) {
            (None, [only]) => Some((0, only)),
            (None, _) => None,
            (Some(name), items) => (0..).zip(items).find(|(_, item)| item.item == *name),
        }
    }

    /// The first field that makes no sense, if any.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let doubled =
            |(at, item): (usize, &Item)| self.items.iter().take(at).any(|known| known.item == item.item);
        if self.items.is_empty()
            || self.items.len() > Self::ITEMS_MAX
            || self.items.iter().enumerate().any(doubled)
        {
            return Some("items");
        }
        if self.items.iter().any(|item| item.face_amount == Fen::ZERO) {
            return Some("face_amount_fen");
        }
        match self.validity {
            Validity::Days { valid_days } if !(1..=Validity::DAYS_MAX).contains(&valid_days) => {
                return Some("valid_days");
            }
            Validity::Span { valid_from, valid_until } if valid_until <= valid_from => {
                return Some("valid_until");
            }
            Validity::Days { .. } | Validity::Span { .. } => {}
        }
        if let (Some(from), Some(until)) = (self.issue_window.from, self.issue_window.until)
            && until <= from
        {
            return Some("issue_until");
        }
        if self.per_person_limit == 0 {
            return Some("per_person_limit");
        }
        if self.period_limit.is_some_and(|limit| limit.limit == 0) {
            return Some("per_period_limit");
        }
        if matches!(self.payee, Payee::Both { holder_permille } if !(1..=999).contains(&holder_permille)) {
            return Some("holder_permille");
        }
        if self.batch_approvals > Self::BATCH_APPROVALS_MAX {
            return Some("batch_approvals");
        }
        None
    }
}

/// A programme (项目): an id and its terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Programme {
    /// The id.
    #[serde(rename = "programme")]
    pub id: ProgrammeId,
    /// The terms.
    #[serde(flatten)]
    pub terms: Terms,
}
