//! The money of one programme, in double entry (预算).
//!
//! ```text
//! appropriated + recovered = available + committed + spent        recovered ≤ spent
//! 预算 + 追回              = 可用      + 已占用    + 已拨付
//! ```
//! Every movement is one [`Posting`], whose two legs are written once, in [`Posting::legs`]: code, tests and proofs
//! read that table. A posting that would break the equation gives an error and no budget.

use serde::Serialize;

use super::error::{VoucherCode, VoucherError};
use crate::model::Fen;

/// An account of the budget (科目).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// All that was ever granted to the programme (预算).
    Appropriated,
    /// Free for new vouchers (可用).
    Available,
    /// Bound by vouchers that are not paid yet (已占用).
    Committed,
    /// Paid out, before recovery (已拨付).
    Spent,
    /// Paid out and received back; it is available again (已追回).
    Recovered,
}

/// A movement of money between two buckets (分录).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Posting {
    /// Money is granted to the programme.
    Appropriate,
    /// A voucher is issued.
    Commit,
    /// A voucher lapses or is revoked, or is worth less than its face.
    Release,
    /// A voucher is paid.
    Spend,
    /// A payment did not arrive.
    Return,
    /// Paid money is received back.
    Recover,
}

impl Posting {
    /// Every posting.
    pub const ALL: [Self; 6] =
        [Self::Appropriate, Self::Commit, Self::Release, Self::Spend, Self::Return, Self::Recover];

    /// The two legs: what the amount is added to (`true`) or taken from (`false`).
    pub const fn legs(self) -> [(Bucket, bool); 2] {
        match self {
            Self::Appropriate => [(Bucket::Appropriated, true), (Bucket::Available, true)],
            Self::Commit => [(Bucket::Available, false), (Bucket::Committed, true)],
            Self::Release => [(Bucket::Committed, false), (Bucket::Available, true)],
            Self::Spend => [(Bucket::Committed, false), (Bucket::Spent, true)],
            Self::Return => [(Bucket::Spent, false), (Bucket::Committed, true)],
            Self::Recover => [(Bucket::Recovered, true), (Bucket::Available, true)],
        }
    }
}

/// The money of one programme. Every value of this type satisfies the equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Budget {
    #[serde(rename = "appropriated_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    appropriated: Fen,
    #[serde(rename = "available_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    available: Fen,
    #[serde(rename = "committed_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    committed: Fen,
    #[serde(rename = "spent_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    spent: Fen,
    #[serde(rename = "recovered_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    recovered: Fen,
}

impl Budget {
    /// What is in a bucket.
    pub const fn get(&self, bucket: Bucket) -> Fen {
        match bucket {
            Bucket::Appropriated => self.appropriated,
            Bucket::Available => self.available,
            Bucket::Committed => self.committed,
            Bucket::Spent => self.spent,
            Bucket::Recovered => self.recovered,
        }
    }

    /// The budget after a posting; this one stays as it is.
    ///
    /// # Errors
    /// `ledger.budget_broken` if a bucket would fall below zero or rise above 2^53 - 1 fen, or the equation would fail.
    pub fn post(&self, posting: Posting, amount: Fen) -> Result<Self, VoucherError> {
        let broken = || VoucherError::new(VoucherCode::BudgetBroken);
        let mut next = *self;
        for (bucket, added) in posting.legs() {
            let slot = match bucket {
                Bucket::Appropriated => &mut next.appropriated,
                Bucket::Available => &mut next.available,
                Bucket::Committed => &mut next.committed,
                Bucket::Spent => &mut next.spent,
                Bucket::Recovered => &mut next.recovered,
            };
            let moved = if added { slot.checked_add(amount) } else { slot.checked_sub(amount) };
            *slot = moved.map_err(|_| broken())?;
        }
        if next.holds() { Ok(next) } else { Err(broken()) }
    }

    /// Whether the equation holds. It does, for every budget that the library hands out.
    pub fn holds(&self) -> bool {
        let fen = |amount: Fen| i128::from(amount.get());
        fen(self.appropriated) + fen(self.recovered)
            == fen(self.available) + fen(self.committed) + fen(self.spent)
            && self.recovered <= self.spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every leg keeps the equation for every amount: what a posting adds to the left side it adds to the right.
    #[test]
    fn postings_balance() {
        for posting in Posting::ALL {
            let side = |left: bool| -> i32 {
                posting
                    .legs()
                    .iter()
                    .filter(|(bucket, _)| matches!(bucket, Bucket::Appropriated | Bucket::Recovered) == left)
                    .map(|(_, added)| if *added { 1 } else { -1 })
                    .sum()
            };
            assert_eq!(side(true), side(false), "{posting:?}");
        }
    }

    #[test]
    fn a_posting_that_does_not_fit_changes_nothing() {
        let fen = |amount| Fen::new(amount).unwrap();
        let budget = Budget::default().post(Posting::Appropriate, fen(100)).unwrap();
        for (posting, amount) in [
            (Posting::Commit, fen(101)),
            (Posting::Release, fen(1)),
            (Posting::Spend, fen(1)),
            (Posting::Return, fen(1)),
            (Posting::Recover, fen(1)),
            (Posting::Appropriate, Fen::MAX),
        ] {
            assert_eq!(budget.post(posting, amount).unwrap_err().code(), VoucherCode::BudgetBroken);
        }
        assert_eq!(budget.get(Bucket::Available), fen(100));
    }
}
