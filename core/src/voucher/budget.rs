//! The money of one programme, in double entry (预算).
//!
//! ```text
//! appropriated + recovered = available + reserved + payable + spent        recovered ≤ spent
//! 预算 + 追回              = 可用      + 已预留   + 应付    + 已拨付
//! ```
//! Every movement is one [`Posting`], whose two legs are written once, in [`Posting::legs`]: code, tests and proofs
//! read that table. A posting that would break the equation gives an error and no budget. What lapsed is available
//! again; `expired` counts it beside the equation.

use serde::Serialize;

use super::codec::{Canonical, Reader, Writer};
use super::error::{VoucherCode, VoucherError};
use crate::model::Fen;

/// An account of the budget (科目).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// All that was ever granted to the programme (预算).
    Appropriated,
    /// Free for new vouchers (可用).
    Available,
    /// Bound by vouchers for which no service was given yet (已预留).
    Reserved,
    /// Owed for redeemed vouchers (应付).
    Payable,
    /// Paid out, before recovery (已拨付).
    Spent,
    /// Paid out and received back; it is available again (已追回).
    Recovered,
    /// What lapsed and became available again, in total (过期释放).
    Expired,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Self; 7] = [
        Self::Appropriated,
        Self::Available,
        Self::Reserved,
        Self::Payable,
        Self::Spent,
        Self::Recovered,
        Self::Expired,
    ];
}

/// A movement of money between two buckets (分录).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Posting {
    /// Money is granted to the programme.
    Appropriate,
    /// A voucher is issued.
    Reserve,
    /// A voucher is redeemed.
    Owe,
    /// A redemption is rejected.
    Restore,
    /// A voucher is revoked, or is worth less than its face.
    Release,
    /// A redemption is found wrong for good.
    Waive,
    /// A voucher lapses.
    Lapse,
    /// A voucher is paid.
    Spend,
    /// A payment did not arrive.
    Return,
    /// Paid money is received back.
    Recover,
}

impl Posting {
    /// Every posting.
    pub const ALL: [Self; 10] = [
        Self::Appropriate,
        Self::Reserve,
        Self::Owe,
        Self::Restore,
        Self::Release,
        Self::Waive,
        Self::Lapse,
        Self::Spend,
        Self::Return,
        Self::Recover,
    ];

    /// The two legs: what the amount is added to (`true`) or taken from (`false`). A [`Posting::Lapse`] is counted in
    /// [`Bucket::Expired`] besides.
    pub const fn legs(self) -> [(Bucket, bool); 2] {
        match self {
            Self::Appropriate => [(Bucket::Appropriated, true), (Bucket::Available, true)],
            Self::Reserve => [(Bucket::Available, false), (Bucket::Reserved, true)],
            Self::Owe => [(Bucket::Reserved, false), (Bucket::Payable, true)],
            Self::Restore => [(Bucket::Payable, false), (Bucket::Reserved, true)],
            Self::Release | Self::Lapse => [(Bucket::Reserved, false), (Bucket::Available, true)],
            Self::Waive => [(Bucket::Payable, false), (Bucket::Available, true)],
            Self::Spend => [(Bucket::Payable, false), (Bucket::Spent, true)],
            Self::Return => [(Bucket::Spent, false), (Bucket::Payable, true)],
            Self::Recover => [(Bucket::Recovered, true), (Bucket::Available, true)],
        }
    }
}

/// The money of one programme, or of several together. Every value of this type satisfies the equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Budget {
    #[serde(rename = "appropriated_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    appropriated: Fen,
    #[serde(rename = "available_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    available: Fen,
    #[serde(rename = "reserved_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    reserved: Fen,
    #[serde(rename = "payable_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    payable: Fen,
    #[serde(rename = "spent_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    spent: Fen,
    #[serde(rename = "recovered_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    recovered: Fen,
    #[serde(rename = "expired_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    expired: Fen,
}

impl Budget {
    /// What is in a bucket.
    pub const fn get(&self, bucket: Bucket) -> Fen {
        match bucket {
            Bucket::Appropriated => self.appropriated,
            Bucket::Available => self.available,
            Bucket::Reserved => self.reserved,
            Bucket::Payable => self.payable,
            Bucket::Spent => self.spent,
            Bucket::Recovered => self.recovered,
            Bucket::Expired => self.expired,
        }
    }

    const fn slot(&mut self, bucket: Bucket) -> &mut Fen {
        match bucket {
            Bucket::Appropriated => &mut self.appropriated,
            Bucket::Available => &mut self.available,
            Bucket::Reserved => &mut self.reserved,
            Bucket::Payable => &mut self.payable,
            Bucket::Spent => &mut self.spent,
            Bucket::Recovered => &mut self.recovered,
            Bucket::Expired => &mut self.expired,
        }
    }

    /// The budget after a posting; this one stays as it is.
    ///
    /// # Errors
    /// `ledger.budget_broken` if a bucket would fall below zero or rise above 2^53 - 1 fen, or the equation would fail.
    pub fn post(&self, posting: Posting, amount: Fen) -> Result<Self, VoucherError> {
        let broken = |_| VoucherError::new(VoucherCode::BudgetBroken);
        let mut next = *self;
        for (bucket, added) in posting.legs() {
            let slot = next.slot(bucket);
            *slot =
                if added { slot.checked_add(amount) } else { slot.checked_sub(amount) }.map_err(broken)?;
        }
        if posting == Posting::Lapse {
            next.expired = next.expired.checked_add(amount).map_err(broken)?;
        }
        if next.holds() { Ok(next) } else { Err(VoucherError::new(VoucherCode::BudgetBroken)) }
    }

    /// The money of two programmes together.
    ///
    /// # Errors
    /// `ledger.budget_broken` if a sum is above 2^53 - 1 fen.
    pub fn plus(&self, other: &Self) -> Result<Self, VoucherError> {
        let mut sum = *self;
        for bucket in Bucket::ALL {
            let total = self.get(bucket).checked_add(other.get(bucket));
            *sum.slot(bucket) = total.map_err(|_| VoucherError::new(VoucherCode::BudgetBroken))?;
        }
        Ok(sum)
    }

    /// Whether the equation holds. It does, for every budget that the library hands out.
    pub fn holds(&self) -> bool {
        // Six amounts below 2^53: no sum leaves an i64.
        self.appropriated.get() + self.recovered.get()
            == self.available.get() + self.reserved.get() + self.payable.get() + self.spent.get()
            && self.recovered <= self.spent
    }
}

impl Canonical for Budget {
    fn write(&self, out: &mut Writer) {
        Bucket::ALL.iter().for_each(|bucket| self.get(*bucket).write(out));
    }

    fn read(input: &mut Reader<'_>) -> Result<Self, VoucherError> {
        let mut budget = Self::default();
        for bucket in Bucket::ALL {
            *budget.slot(bucket) = Fen::read(input)?;
        }
        if budget.holds() { Ok(budget) } else { Err(input.fault("a budget out of balance")) }
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
            (Posting::Reserve, fen(101)),
            (Posting::Release, fen(1)),
            (Posting::Owe, fen(1)),
            (Posting::Lapse, fen(1)),
            (Posting::Spend, fen(1)),
            (Posting::Return, fen(1)),
            (Posting::Recover, fen(1)),
            (Posting::Appropriate, Fen::MAX),
        ] {
            assert_eq!(budget.post(posting, amount).unwrap_err().code(), VoucherCode::BudgetBroken);
        }
        assert_eq!(budget.get(Bucket::Available), fen(100));
    }

    fn fen(fen: i64) -> Fen {
        Fen::new(fen).unwrap()
    }

    /// 1,000 granted, 100 of them spent and 30 recovered.
    fn budget() -> Budget {
        let steps = [
            (Posting::Appropriate, 1_000),
            (Posting::Reserve, 100),
            (Posting::Owe, 100),
            (Posting::Spend, 100),
            (Posting::Recover, 30),
        ];
        steps
            .into_iter()
            .fold(Budget::default(), |budget, (posting, amount)| budget.post(posting, fen(amount)).unwrap())
    }

    #[test]
    fn sums_are_bucket_by_bucket() {
        let sum = budget().plus(&budget()).unwrap();
        assert!(Bucket::ALL.iter().all(|bucket| sum.get(*bucket).get() == 2 * budget().get(*bucket).get()));
        assert!(sum.get(Bucket::Appropriated) > Fen::ZERO && sum.holds());
        let mut rich = budget();
        *rich.slot(Bucket::Appropriated) = fen((1 << 53) - 1);
        assert_eq!(rich.plus(&budget()).unwrap_err().code(), VoucherCode::BudgetBroken);
    }

    #[test]
    fn what_is_out_of_balance_does_not_hold_and_is_not_read() {
        let encoded = |budget: &Budget| {
            let mut out = Writer::default();
            budget.write(&mut out);
            out.into_bytes()
        };
        assert!(budget().holds());
        assert_eq!(Budget::read(&mut Reader::new(&encoded(&budget()))).unwrap(), budget());
        let mut bent = budget();
        *bent.slot(Bucket::Available) = fen(1);
        // As much more came in as came back, but more came back than was spent.
        let mut returned = budget();
        *returned.slot(Bucket::Recovered) = fen(130);
        *returned.slot(Bucket::Available) = returned.get(Bucket::Available).checked_add(fen(100)).unwrap();
        for budget in [bent, returned] {
            assert!(!budget.holds());
            assert_eq!(
                Budget::read(&mut Reader::new(&encoded(&budget))).unwrap_err().code(),
                VoucherCode::Encoding
            );
        }
    }
}
