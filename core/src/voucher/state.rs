//! Where every voucher stands, as the events left it (状态).

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::budget::{Bucket, Budget};
use super::codec::{Canonical, Writer};
use super::command::ActionKind;
use super::digest::Digest;
use super::error::{VoucherCode, VoucherError};
use super::ident::{EvidenceId, PartyId, PaymentId, ProgrammeId, RecordId, VoucherId};
use super::programme::Terms;
use super::time::Timestamp;
use crate::model::Fen;

/// The states of a voucher (券状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum VoucherState {
    /// For the holder to claim (已分发).
    Issued,
    /// For a provider to redeem (已领取).
    Claimed,
    /// For an approver to look at (已核销).
    Redeemed,
    /// To be paid (已审核).
    Approved,
    /// Paid (已拨付).
    Disbursed,
    /// Taken back; final (已撤销).
    Revoked,
    /// Lapsed; final (已过期).
    Expired,
    /// Paid and received back in full; final (已追回).
    ClawedBack,
}

impl VoucherState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Issued,
        Self::Claimed,
        Self::Redeemed,
        Self::Approved,
        Self::Disbursed,
        Self::Revoked,
        Self::Expired,
        Self::ClawedBack,
    ];

    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Claimed => "claimed",
            Self::Redeemed => "redeemed",
            Self::Approved => "approved",
            Self::Disbursed => "disbursed",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::ClawedBack => "clawed_back",
        }
    }

    /// Whether the state is kept for ever.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Revoked | Self::Expired | Self::ClawedBack)
    }

    /// How an action meets a voucher in this state; whoever acts, whatever the amounts.
    ///
    /// This is the table of the machine: [`decide`](super::decide) asks it before an event is made, and
    /// [`apply`](super::apply) again before the event counts.
    pub const fn standing(self, action: ActionKind) -> Standing {
        let (first, last) = match action {
            ActionKind::DefineProgramme | ActionKind::Appropriate | ActionKind::Issue => {
                return Standing::Late;
            }
            ActionKind::Claim => (Self::Issued, Self::Issued),
            ActionKind::Redeem => (Self::Claimed, Self::Claimed),
            ActionKind::Revoke | ActionKind::Expire => (Self::Issued, Self::Claimed),
            ActionKind::Approve | ActionKind::Reject => (Self::Redeemed, Self::Redeemed),
            ActionKind::Disburse => (Self::Approved, Self::Approved),
            ActionKind::PayoutFailed | ActionKind::ClawBack => (Self::Disbursed, Self::Disbursed),
            ActionKind::Dispute | ActionKind::SettleDispute => (Self::Redeemed, Self::Disbursed),
        };
        match (self.step(), first.step(), last.step()) {
            (Some(step), Some(first), _) if step < first => Standing::Early,
            (Some(step), _, Some(last)) if step > last => Standing::Late,
            (Some(_), _, _) => Standing::Legal,
            (None, _, _) if matches!(self, Self::Expired) => Standing::Expired,
            (None, _, _) => Standing::Closed,
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

/// In which duty an actor served a voucher; under four eyes one actor has one duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Duty {
    Hold,
    Issue,
    Provide,
    Approve,
    Pay,
    Settle,
}

/// One voucher (就业券).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voucher {
    pub(super) programme: ProgrammeId,
    pub(super) holder: PartyId,
    pub(super) state: VoucherState,
    pub(super) version: u64,
    pub(super) face_amount: Fen,
    /// What it is worth: the face amount, and from the redemption on the service's price.
    pub(super) amount: Fen,
    pub(super) recovered: Fen,
    pub(super) valid_from: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) evidence: Option<EvidenceId>,
    pub(super) provider: Option<PartyId>,
    pub(super) record: Option<RecordId>,
    pub(super) payment: Option<PaymentId>,
    /// Who raised the dispute that is open.
    pub(super) disputed_by: Option<PartyId>,
    /// Everybody who ever served it, a rejected redemption's provider too.
    pub(super) duties: Vec<(PartyId, Duty)>,
}

impl Voucher {
    /// The state as the events left it; see [`Voucher::state_at`].
    pub const fn state(&self) -> VoucherState {
        self.state
    }

    /// The state at an instant: a voucher that was neither redeemed nor revoked is expired from its date on, whether
    /// or not the sweep has been there.
    pub fn state_at(&self, now: Timestamp) -> VoucherState {
        match self.state {
            VoucherState::Issued | VoucherState::Claimed if now >= self.expires_at => VoucherState::Expired,
            state => state,
        }
    }

    /// The programme.
    pub const fn programme(&self) -> &ProgrammeId {
        &self.programme
    }

    /// The holder's token.
    pub const fn holder(&self) -> &PartyId {
        &self.holder
    }

    /// The number of events of this voucher.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Whether a dispute holds approval and payment.
    pub const fn is_disputed(&self) -> bool {
        self.disputed_by.is_some()
    }

    /// What it binds of the budget without being paid.
    pub const fn committed(&self) -> Fen {
        match self.state {
            VoucherState::Issued | VoucherState::Claimed | VoucherState::Redeemed => self.face_amount,
            VoucherState::Approved => self.amount,
            VoucherState::Disbursed
            | VoucherState::Revoked
            | VoucherState::Expired
            | VoucherState::ClawedBack => Fen::ZERO,
        }
    }

    /// What was paid on it, before recovery.
    pub const fn spent(&self) -> Fen {
        match self.state {
            VoucherState::Disbursed | VoucherState::ClawedBack => self.amount,
            VoucherState::Issued
            | VoucherState::Claimed
            | VoucherState::Redeemed
            | VoucherState::Approved
            | VoucherState::Revoked
            | VoucherState::Expired => Fen::ZERO,
        }
    }

    /// What was received back.
    pub const fn recovered(&self) -> Fen {
        self.recovered
    }

    /// Whether the actor has served this voucher in another duty than `duty`.
    pub(super) fn in_other_duty(&self, actor: &PartyId, duty: Duty) -> bool {
        let raised = duty == Duty::Settle && self.disputed_by.as_ref() == Some(actor);
        raised || self.duties.iter().any(|(party, known)| party == actor && *known != duty)
    }
}

/// A programme with its money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeAccount {
    pub(super) terms: Terms,
    pub(super) budget: Budget,
    pub(super) version: u64,
    /// Vouchers that count against the limit, by holder.
    pub(super) held: BTreeMap<PartyId, u32>,
}

impl ProgrammeAccount {
    /// The terms.
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The money.
    pub const fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The number of events of the programme itself.
    pub const fn version(&self) -> u64 {
        self.version
    }
}

/// All that the events say: a fold of [`apply`](super::apply) over them, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    pub(super) seq: u64,
    pub(super) time: Timestamp,
    pub(super) programmes: BTreeMap<ProgrammeId, ProgrammeAccount>,
    pub(super) vouchers: BTreeMap<VoucherId, Voucher>,
    /// Payment ids, used once ever.
    pub(super) payments: BTreeMap<PaymentId, VoucherId>,
    /// Service records that support a redemption.
    pub(super) records: BTreeMap<RecordId, VoucherId>,
}

impl State {
    /// The number of the last event, 0 before the first.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// The time of the last event.
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// A programme with its money.
    pub fn programme(&self, id: &ProgrammeId) -> Option<&ProgrammeAccount> {
        self.programmes.get(id)
    }

    /// Every programme, by id.
    pub fn programmes(&self) -> impl Iterator<Item = (&ProgrammeId, &ProgrammeAccount)> {
        self.programmes.iter()
    }

    /// A voucher.
    pub fn voucher(&self, id: &VoucherId) -> Option<&Voucher> {
        self.vouchers.get(id)
    }

    /// Every voucher, by id.
    pub fn vouchers(&self) -> impl Iterator<Item = (&VoucherId, &Voucher)> {
        self.vouchers.iter()
    }

    /// The vouchers whose money the sweep ([`Action::Expire`](super::Action::Expire)) would return, by id.
    pub fn lapsed(&self, now: Timestamp) -> impl Iterator<Item = &VoucherId> {
        self.vouchers
            .iter()
            .filter(move |(_, voucher)| {
                voucher.state != VoucherState::Expired && voucher.state_at(now) == VoucherState::Expired
            })
            .map(|(id, _)| id)
    }

    /// Sums the vouchers anew, without the counters, and compares: the second half of every money proof.
    ///
    /// # Errors
    /// `ledger.budget_broken`.
    pub fn check_money(&self) -> Result<(), VoucherError> {
        let mut sums: BTreeMap<&ProgrammeId, [i128; 3]> = BTreeMap::new();
        for voucher in self.vouchers.values() {
            let sum = sums.entry(&voucher.programme).or_default();
            let parts = [voucher.committed(), voucher.spent(), voucher.recovered];
            for (total, part) in sum.iter_mut().zip(parts) {
                *total += i128::from(part.get());
            }
        }
        for (id, account) in &self.programmes {
            let counted = [Bucket::Committed, Bucket::Spent, Bucket::Recovered]
                .map(|bucket| i128::from(account.budget.get(bucket).get()));
            if !account.budget.holds() || sums.remove(id).unwrap_or_default() != counted {
                return Err(VoucherError::new(VoucherCode::BudgetBroken).at_seq(self.seq));
            }
        }
        if sums.is_empty() { Ok(()) } else { Err(VoucherError::new(VoucherCode::BudgetBroken)) }
    }

    /// SHA-256 over the whole state: equal states have equal digests, on every store and platform.
    pub fn digest(&self) -> Digest {
        let mut out = Writer::default();
        self.seq.write(&mut out);
        self.time.write(&mut out);
        (self.programmes.len() as u64).write(&mut out);
        for (id, account) in &self.programmes {
            id.write(&mut out);
            account.write(&mut out);
        }
        (self.vouchers.len() as u64).write(&mut out);
        for (id, voucher) in &self.vouchers {
            id.write(&mut out);
            voucher.write(&mut out);
        }
        (self.payments.len() as u64).write(&mut out);
        for (payment, voucher) in &self.payments {
            payment.write(&mut out);
            voucher.write(&mut out);
        }
        (self.records.len() as u64).write(&mut out);
        for (record, voucher) in &self.records {
            record.write(&mut out);
            voucher.write(&mut out);
        }
        Digest::of(Sha256::new_with_prefix(b"doorstep.voucher.state\x01"), &out)
    }
}

impl ProgrammeAccount {
    fn write(&self, out: &mut Writer) {
        self.terms.write(out);
        for bucket in
            [Bucket::Appropriated, Bucket::Available, Bucket::Committed, Bucket::Spent, Bucket::Recovered]
        {
            self.budget.get(bucket).write(out);
        }
        self.version.write(out);
        (self.held.len() as u64).write(out);
        for (holder, count) in &self.held {
            holder.write(out);
            count.write(out);
        }
    }
}

impl Voucher {
    fn write(&self, out: &mut Writer) {
        let Self {
            programme,
            holder,
            state,
            version,
            face_amount,
            amount,
            recovered,
            valid_from,
            expires_at,
            evidence,
            provider,
            record,
            payment,
            disputed_by,
            duties,
        } = self;
        programme.write(out);
        holder.write(out);
        state.write(out);
        version.write(out);
        for amount in [face_amount, amount, recovered] {
            amount.write(out);
        }
        valid_from.write(out);
        expires_at.write(out);
        evidence.write(out);
        provider.write(out);
        record.write(out);
        payment.write(out);
        disputed_by.write(out);
        (duties.len() as u64).write(out);
        for (party, duty) in duties {
            party.write(out);
            out.byte(*duty as u8);
        }
    }
}
