//! Where every voucher stands, as the events left it (状态).
//!
//! Ids are kept once, in maps that give each a place; what refers to them keeps the place. A voucher without its ids
//! takes some 200 bytes.

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;

use super::account::ProgrammeAccount;
use super::batch::Batch;
use super::budget::{Bucket, Budget};
use super::digest::Digest;
use super::duty::Duties;
use super::error::{VoucherCode, VoucherError};
use super::ident::{BatchId, EvidenceId, ItemId, PartyId, PaymentId, ProgrammeId, RecordId, VoucherId};
use super::programme::Item;
use super::time::Timestamp;
use crate::model::{Fen, RegionCode};

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
    /// Taken back or replaced; final (已撤销).
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
}

/// A place in one of the state's maps, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Link(u32);

impl Link {
    pub(super) const NONE: Self = Self(u32::MAX);

    /// More than 2^32 - 1 of anything do not fit into memory with their ids.
    pub(super) fn to(place: usize) -> Self {
        Self(u32::try_from(place).unwrap_or(u32::MAX))
    }

    pub(super) fn get(self) -> Option<usize> {
        if self == Self::NONE { None } else { usize::try_from(self.0).ok() }
    }

    pub(super) fn is_some(self) -> bool {
        self != Self::NONE
    }
}

/// What the state keeps of a payment. It outlives the payment's failure and the batch's end, so that what the bank was
/// told can be said again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Payment {
    pub(super) voucher: Link,
    /// The batch that it was scheduled in, unless the voucher left that before it was sealed.
    pub(super) batch: Link,
}

/// What the state keeps of a voucher.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) programme: Link,
    pub(super) item: u32,
    pub(super) version: u32,
    pub(super) state: VoucherState,
    pub(super) suspended: bool,
    pub(super) face_amount: Fen,
    /// What it is worth: the face amount, and from the redemption on the service's price.
    pub(super) amount: Fen,
    pub(super) recovered: Fen,
    pub(super) valid_from: Timestamp,
    pub(super) expires_at: Timestamp,
    /// The period of the issue, where the programme counts by periods.
    pub(super) period: i32,
    pub(super) evidence: Option<EvidenceId>,
    pub(super) secret_hash: Option<Box<Digest>>,
    pub(super) account: Link,
    /// Who redeemed it, unless that was rejected.
    pub(super) provider: Link,
    pub(super) record: Link,
    /// The payment that pays it, or is scheduled to.
    pub(super) payment: Link,
    pub(super) batch: Link,
    /// Who raised the dispute that is open.
    pub(super) disputed_by: Link,
    pub(super) replaced_by: Link,
    pub(super) duties: Duties,
}

impl Row {
    /// The state at an instant: a voucher that was neither redeemed nor revoked is expired from its date on, whether
    /// or not the sweep has been there.
    pub(super) fn state_at(&self, now: Timestamp) -> VoucherState {
        match self.state {
            VoucherState::Issued | VoucherState::Claimed if now >= self.expires_at => VoucherState::Expired,
            state => state,
        }
    }

    /// What it holds of a bucket.
    pub(super) fn holds(&self, bucket: Bucket) -> Fen {
        use VoucherState as S;
        match (bucket, self.state) {
            (Bucket::Reserved, S::Issued | S::Claimed) | (Bucket::Expired, S::Expired) => self.face_amount,
            (Bucket::Reserved, S::Redeemed) => self.unused(),
            (Bucket::Payable, S::Redeemed | S::Approved) | (Bucket::Spent, S::Disbursed | S::ClawedBack) => {
                self.amount
            }
            (Bucket::Recovered, _) => self.recovered,
            _ => Fen::ZERO,
        }
    }

    /// The part of the face amount that the redemption did not use.
    pub(super) fn unused(&self) -> Fen {
        self.face_amount.checked_sub(self.amount).unwrap_or(Fen::ZERO)
    }

    /// What was paid and is not received back.
    pub(super) fn unrecovered(&self) -> Fen {
        self.holds(Bucket::Spent).checked_sub(self.recovered).unwrap_or(Fen::ZERO)
    }
}

/// One voucher (就业券) of a state.
#[derive(Debug, Clone, Copy)]
pub struct Voucher<'a> {
    state: &'a State,
    id: &'a VoucherId,
    row: &'a Row,
    programme: &'a ProgrammeId,
    item: &'a Item,
    holder: &'a PartyId,
}

impl<'a> Voucher<'a> {
    pub(super) const fn row(&self) -> &'a Row {
        self.row
    }

    /// The serial.
    pub const fn id(&self) -> &'a VoucherId {
        self.id
    }

    /// The state as the events left it; see [`Voucher::state_at`].
    pub const fn state(&self) -> VoucherState {
        self.row.state
    }

    /// The state at an instant: a voucher that was neither redeemed nor revoked is expired from its date on, whether
    /// or not the sweep has been there.
    pub fn state_at(&self, now: Timestamp) -> VoucherState {
        self.row.state_at(now)
    }

    /// The programme.
    pub const fn programme(&self) -> &'a ProgrammeId {
        self.programme
    }

    /// The service item.
    pub const fn item(&self) -> &'a ItemId {
        &self.item.item
    }

    /// The holder's token.
    pub const fn holder(&self) -> &'a PartyId {
        self.holder
    }

    /// Who issued it.
    pub fn issuer(&self) -> Option<&'a PartyId> {
        self.state.party(self.row.duties.issuer())
    }

    /// Who redeemed it, unless that was rejected.
    pub fn provider(&self) -> Option<&'a PartyId> {
        self.state.party(self.row.provider)
    }

    /// The token of the holder's account.
    pub fn account(&self) -> Option<&'a PartyId> {
        self.state.party(self.row.account)
    }

    /// The decision that the issue rests on.
    pub const fn evidence(&self) -> Option<&'a EvidenceId> {
        self.row.evidence.as_ref()
    }

    /// The service record of the redemption.
    pub fn record(&self) -> Option<&'a RecordId> {
        self.row.record.get().and_then(|place| self.state.records.get_index(place)).map(|(id, _)| id)
    }

    /// Whether it was paid, or is scheduled to be. What was scheduled in a batch that was cancelled, or for a voucher that
    /// was revoked, pays nothing.
    fn is_in_payment(&self) -> bool {
        match self.row.state {
            VoucherState::Disbursed | VoucherState::ClawedBack => true,
            VoucherState::Approved => self.state.live_batch(self.row).is_some(),
            _ => false,
        }
    }

    /// The payment that paid it, or is scheduled to.
    pub fn payment(&self) -> Option<&'a PaymentId> {
        let place = if self.is_in_payment() { self.row.payment.get() } else { None };
        place.and_then(|place| self.state.payments.get_index(place)).map(|(id, _)| id)
    }

    /// The payment batch that it is in or was paid in.
    pub fn batch(&self) -> Option<&'a BatchId> {
        let place = if self.is_in_payment() { self.row.batch.get() } else { None };
        place.and_then(|place| self.state.batches.get_index(place)).map(|(id, _)| id)
    }

    /// The voucher that took its place.
    pub fn replaced_by(&self) -> Option<&'a VoucherId> {
        self.row.replaced_by.get().and_then(|place| self.state.vouchers.get_index(place)).map(|(id, _)| id)
    }

    /// The number of events of this voucher.
    pub fn version(&self) -> u64 {
        u64::from(self.row.version)
    }

    /// Whether a dispute holds approval and payment.
    pub fn is_disputed(&self) -> bool {
        self.row.disputed_by.is_some()
    }

    /// Whether it is suspended.
    pub const fn is_suspended(&self) -> bool {
        self.row.suspended
    }

    /// Whether it has a secret number.
    pub const fn has_secret(&self) -> bool {
        self.row.secret_hash.is_some()
    }

    /// What it is worth at most.
    pub const fn face_amount(&self) -> Fen {
        self.row.face_amount
    }

    /// What it is worth: the face amount, and from the redemption on the service's price.
    pub const fn amount(&self) -> Fen {
        self.row.amount
    }

    /// What was received back.
    pub const fn recovered(&self) -> Fen {
        self.row.recovered
    }

    /// First instant at which it counts.
    pub const fn valid_from(&self) -> Timestamp {
        self.row.valid_from
    }

    /// First instant at which it no longer counts.
    pub const fn expires_at(&self) -> Timestamp {
        self.row.expires_at
    }

    /// What it holds of a bucket of the programme's budget.
    pub fn holds(&self, bucket: Bucket) -> Fen {
        self.row.holds(bucket)
    }
}

/// All that the events say: a fold of [`apply`](super::apply) over them, and nothing else.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub(super) seq: u64,
    pub(super) time: Timestamp,
    pub(super) programmes: IndexMap<ProgrammeId, ProgrammeAccount>,
    pub(super) parties: IndexSet<PartyId>,
    pub(super) vouchers: IndexMap<VoucherId, Row>,
    /// Payment ids, used once ever.
    pub(super) payments: IndexMap<PaymentId, Payment>,
    /// Service records with the voucher whose redemption they support; none after a rejection.
    pub(super) records: IndexMap<RecordId, Link>,
    pub(super) batches: IndexMap<BatchId, Batch>,
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
        let mut all: Vec<_> = self.programmes.iter().collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        all.into_iter()
    }

    /// A voucher.
    pub fn voucher(&self, id: &VoucherId) -> Option<Voucher<'_>> {
        self.vouchers.get_key_value(id).and_then(|(id, row)| self.view(id, row))
    }

    /// No event makes a voucher without programme, item or holder.
    fn view<'a>(&'a self, id: &'a VoucherId, row: &'a Row) -> Option<Voucher<'a>> {
        let (programme, account) = self.account_of(row)?;
        let item = account.item_at(row.item)?;
        let holder = self.party(row.duties.holder())?;
        Some(Voucher { state: self, id, row, programme, item, holder })
    }

    /// Every voucher, in the order of issue.
    pub fn vouchers(&self) -> impl Iterator<Item = Voucher<'_>> {
        self.vouchers.iter().filter_map(|(id, row)| self.view(id, row))
    }

    /// A payment batch.
    pub fn batch(&self, id: &BatchId) -> Option<&Batch> {
        self.batches.get(id)
    }

    /// Every payment batch, in the order in which they were opened.
    pub fn batches(&self) -> impl Iterator<Item = (&BatchId, &Batch)> {
        self.batches.iter()
    }

    /// The vouchers whose money the sweep ([`Action::Expire`](super::Action::Expire)) would return, in the order of
    /// issue.
    pub fn lapsed(&self, now: Timestamp) -> impl Iterator<Item = &VoucherId> {
        self.vouchers
            .iter()
            .filter(move |(_, row)| {
                row.state != VoucherState::Expired && row.state_at(now) == VoucherState::Expired
            })
            .map(|(id, _)| id)
    }

    /// The money of all programmes together, or of those of a division and the divisions inside it.
    ///
    /// # Errors
    /// `ledger.budget_broken` if a sum is above 2^53 - 1 fen.
    pub fn total(&self, region: Option<&RegionCode>) -> Result<Budget, VoucherError> {
        self.programmes
            .values()
            .filter(|account| region.is_none_or(|region| region.contains(&account.terms.region)))
            .try_fold(Budget::default(), |sum, account| sum.plus(&account.budget))
    }

    /// Sums the vouchers anew, without the counters, and compares: the second half of every money proof.
    ///
    /// # Errors
    /// `ledger.budget_broken`.
    pub fn check_money(&self) -> Result<(), VoucherError> {
        const BUCKETS: [Bucket; 5] =
            [Bucket::Reserved, Bucket::Payable, Bucket::Spent, Bucket::Recovered, Bucket::Expired];
        let broken = || VoucherError::new(VoucherCode::BudgetBroken).at_seq(self.seq);
        let mut sums = vec![[0_i128; BUCKETS.len()]; self.programmes.len()];
        for row in self.vouchers.values() {
            let sum = row.programme.get().and_then(|place| sums.get_mut(place)).ok_or_else(broken)?;
            for (total, bucket) in sum.iter_mut().zip(BUCKETS) {
                *total += i128::from(row.holds(bucket).get());
            }
        }
        for (account, sum) in self.programmes.values().zip(sums) {
            let counted = BUCKETS.map(|bucket| i128::from(account.budget.get(bucket).get()));
            if !account.budget.holds() || counted != sum {
                return Err(broken());
            }
        }
        Ok(())
    }

    /// The payments of a batch, by their ids.
    pub(super) fn payments_of(&self, batch: &BatchId) -> Vec<(&PaymentId, Voucher<'_>)> {
        let Some(at) = self.batches.get_index_of(batch).map(Link::to) else { return Vec::new() };
        let inside = self.payments.iter().filter(|(_, payment)| payment.batch == at);
        let mut found: Vec<_> = inside
            .filter_map(|(id, payment)| {
                let (voucher, row) = self.vouchers.get_index(payment.voucher.get()?)?;
                Some((id, self.view(voucher, row)?))
            })
            .collect();
        found.sort_unstable_by_key(|(id, _)| *id);
        found
    }

    pub(super) fn party(&self, link: Link) -> Option<&PartyId> {
        link.get().and_then(|place| self.parties.get_index(place))
    }

    /// The place of a party that has been seen before.
    pub(super) fn link(&self, party: &PartyId) -> Link {
        self.parties.get_index_of(party).map_or(Link::NONE, Link::to)
    }

    /// The programme of a voucher.
    pub(super) fn account_of(&self, row: &Row) -> Option<(&ProgrammeId, &ProgrammeAccount)> {
        row.programme.get().and_then(|place| self.programmes.get_index(place))
    }

    /// The batch that a voucher is in, unless that was cancelled.
    pub(super) fn live_batch(&self, row: &Row) -> Option<(&BatchId, &Batch)> {
        let batch = row.batch.get().and_then(|place| self.batches.get_index(place));
        batch.filter(|(_, batch)| !batch.is_cancelled())
    }
}

/// Two states are equal if their digests are: places in maps depend on the order of events, what is in them does not.
impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for State {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voucher::{Command, Ledger};

    /// A state whose counters and vouchers say different things, as no event can make it.
    #[test]
    fn money_that_the_vouchers_do_not_have_is_found() {
        let mut ledger = Ledger::memory();
        let now = Timestamp::new(1_772_413_200).unwrap();
        for text in [
            r#""actor": {"id": "m", "role": "manager", "region": "37"}, "action": "define_programme", "programme": "p",
                "name": "券", "region": "3701", "item": "x", "face_amount_fen": 10, "valid_days": 1, "payee": "holder""#,
            r#""actor": {"id": "m", "role": "manager", "region": "37"}, "action": "appropriate", "programme": "p",
                "amount_fen": 100"#,
            r#""actor": {"id": "i", "role": "issuer", "region": "37"}, "action": "issue", "programme": "p",
                "voucher": "v", "holder": "h""#,
        ] {
            let command = Command::from_json(&format!(r#"{{"id": "c-{}", {text}}}"#, text.len())).unwrap();
            ledger.submit(&command, now).unwrap();
        }
        let state = ledger.state().unwrap().clone();
        assert_eq!(state.vouchers.len(), 1);
        state.check_money().unwrap();
        let mut wrong = state.clone();
        let account = wrong.programmes.get_index_mut(0).unwrap().1;
        account.budget = account.budget.post(crate::voucher::Posting::Reserve, Fen::new(1).unwrap()).unwrap();
        assert_eq!(wrong.check_money().unwrap_err().code(), VoucherCode::BudgetBroken);
        let mut wrong = state;
        wrong.vouchers.get_index_mut(0).unwrap().1.face_amount = Fen::new(11).unwrap();
        assert_eq!(wrong.check_money().unwrap_err().code(), VoucherCode::BudgetBroken);
    }
}
