//! The table of the machine: which action leads from which state to which, and what money moves on the way.
//!
//! It is written once. [`decide`](super::decide) and [`apply`](super::apply) act by it, the documentation prints it, and
//! the proof of the money equations reads it.

use super::budget::Posting;
use super::command::ActionKind;
use super::state::VoucherState;

use ActionKind as A;
use Posting as P;
use Quantity as Q;
use VoucherState as S;

/// Which of several rows of one action applies (情形).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Case {
    /// There is one row for the state.
    Always,
    /// A recovery that leaves something to recover.
    Part,
    /// A recovery of all that was left.
    Full,
    /// A dispute that was found to be without ground.
    Dismissed,
    /// A dispute that was found to be right.
    Upheld,
}

/// An amount that a row moves (数额).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// The face amount of the voucher.
    Face,
    /// What the voucher is worth: of a redemption, the amount that it asks for.
    Amount,
    /// Face amount less amount.
    Unused,
    /// The amount that the command gives.
    Given,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// The action.
    pub action: ActionKind,
    /// Which row of the action.
    pub case: Case,
    /// The states in which it may come; none for a voucher that is made by it.
    pub from: &'static [VoucherState],
    /// The state that follows; `None` leaves it as it is.
    pub to: Option<VoucherState>,
    /// What moves between the buckets of the programme, in order.
    pub postings: &'static [(Posting, Quantity)],
}

const fn row(
    action: ActionKind,
    case: Case,
    from: &'static [VoucherState],
    to: Option<VoucherState>,
    postings: &'static [(Posting, Quantity)],
) -> Transition {
    Transition { action, case, from, to, postings }
}

/// Every transition of a voucher. Of a [`ActionKind::Reissue`] the row is that of the old voucher; the new one holds
/// what the old one held.
#[rustfmt::skip]
pub const TRANSITIONS: &[Transition] = &[
    row(A::Issue, Case::Always, &[], Some(S::Issued), &[(P::Reserve, Q::Face)]),
    row(A::Claim, Case::Always, &[S::Issued], Some(S::Claimed), &[]),
    row(A::Redeem, Case::Always, &[S::Claimed], Some(S::Redeemed), &[(P::Owe, Q::Amount)]),
    row(A::Approve, Case::Always, &[S::Redeemed], Some(S::Approved), &[(P::Release, Q::Unused)]),
    row(A::Reject, Case::Always, &[S::Redeemed], Some(S::Claimed), &[(P::Restore, Q::Amount)]),
    row(A::Schedule, Case::Always, &[S::Approved], None, &[]),
    row(A::Disburse, Case::Always, &[S::Approved], Some(S::Disbursed), &[(P::Spend, Q::Amount)]),
    row(A::PayoutFailed, Case::Always, &[S::Disbursed], Some(S::Approved), &[(P::Return, Q::Amount)]),
    row(A::ClawBack, Case::Part, &[S::Disbursed], None, &[(P::Recover, Q::Given)]),
    row(A::ClawBack, Case::Full, &[S::Disbursed], Some(S::ClawedBack), &[(P::Recover, Q::Given)]),
    row(A::Revoke, Case::Always, &[S::Issued, S::Claimed], Some(S::Revoked), &[(P::Release, Q::Face)]),
    row(A::Reissue, Case::Always, &[S::Issued, S::Claimed], Some(S::Revoked), &[(P::Release, Q::Face), (P::Reserve, Q::Face)]),
    row(A::Suspend, Case::Always, &[S::Issued, S::Claimed, S::Redeemed, S::Approved], None, &[]),
    row(A::Resume, Case::Always, &[S::Issued, S::Claimed, S::Redeemed, S::Approved], None, &[]),
    row(A::Dispute, Case::Always, &[S::Redeemed, S::Approved, S::Disbursed], None, &[]),
    row(A::SettleDispute, Case::Dismissed, &[S::Redeemed, S::Approved, S::Disbursed], None, &[]),
    row(A::SettleDispute, Case::Upheld, &[S::Redeemed], Some(S::Revoked), &[(P::Waive, Q::Amount), (P::Release, Q::Unused)]),
    row(A::SettleDispute, Case::Upheld, &[S::Approved], Some(S::Revoked), &[(P::Waive, Q::Amount)]),
    row(A::SettleDispute, Case::Upheld, &[S::Disbursed], None, &[]),
    row(A::Expire, Case::Always, &[S::Issued, S::Claimed], Some(S::Expired), &[(P::Lapse, Q::Face)]),
];

/// The row of an action on a voucher in a state, if there is one.
pub fn transition(action: ActionKind, case: Case, state: VoucherState) -> Option<&'static Transition> {
    TRANSITIONS.iter().find(|row| row.action == action && row.case == case && row.from.contains(&state))
}

/// How an action meets a voucher in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The table has this transition.
    Legal,
    /// An earlier step is missing.
    Early,
    /// The step was taken already.
    Late,
    /// The voucher has lapsed.
    Expired,
    /// The voucher is finished.
    Closed,
}

impl VoucherState {
    /// How an action meets a voucher in this state; whoever acts, whatever the amounts.
    pub fn standing(self, action: ActionKind) -> Standing {
        let Some(step) = self.step() else {
            return if self == Self::Expired { Standing::Expired } else { Standing::Closed };
        };
        let rows = || TRANSITIONS.iter().filter(|row| row.action == action).flat_map(|row| row.from);
        let Some(first) = rows().filter_map(|state| state.step()).min() else { return Standing::Late };
        if rows().any(|state| *state == self) {
            Standing::Legal
        } else if step < first {
            Standing::Early
        } else {
            Standing::Late
        }
    }

    /// Place on the way from issue to payment; none for the final states beside it.
    const fn step(self) -> Option<u8> {
        match self {
            Self::Issued => Some(0),
            Self::Claimed => Some(1),
            Self::Redeemed => Some(2),
            Self::Approved => Some(3),
            Self::Disbursed => Some(4),
            Self::Revoked | Self::Expired | Self::ClawedBack => None,
        }
    }
}
