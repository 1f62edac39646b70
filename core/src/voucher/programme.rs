//! What a programme grants, to whom it pays and under which terms (项目).

use serde::Serialize;

use super::ident::{ItemId, Note, ProgrammeId};
use super::time::Timestamp;
use crate::error::ValueError;
use crate::model::{Fen, RegionCode};

/// Who receives the money of a voucher (收款方).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Payee {
    /// The holder, on the account of the social security card (持券人).
    Holder,
    /// The provider that redeemed the voucher (服务机构).
    Provider,
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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Terms {
    /// The programme's name.
    pub name: Note,
    /// The division whose money it is.
    pub region: RegionCode,
    /// The service item that a voucher buys.
    pub item: ItemId,
    /// What one voucher is worth at most.
    #[serde(rename = "face_amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub face_amount: Fen,
    /// When a voucher counts.
    #[serde(flatten)]
    pub validity: Validity,
    /// Vouchers that one holder may receive; a revoked one does not count, an expired one does.
    pub per_person_limit: u32,
    /// Who is paid.
    pub payee: Payee,
    /// Whether holder, issuer, provider, approver and payer of a voucher must be different actors (四眼原则).
    pub four_eyes: bool,
    /// Whether a voucher may be redeemed for less than its face amount; the rest returns to the budget on approval.
    pub partial_redeem: bool,
}

impl Terms {
    /// The first field that makes no sense, if any.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        if self.face_amount == Fen::ZERO {
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
        (self.per_person_limit == 0).then_some("per_person_limit")
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
