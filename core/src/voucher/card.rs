//! A voucher as its holder carries it (券面): enough to show it, and to check a command before it is sent.

use serde::{Deserializer, Serialize};

use super::account::ProgrammeAccount;
use super::answer::VoucherView;
use super::batch::{Batch, BatchState};
use super::budget::{Bucket, Budget, Posting};
use super::command::{Action, Command};
use super::decide::decide;
use super::digest::Digest;
use super::duty::{Duties, Duty};
use super::error::{VoucherCode, VoucherError};
use super::programme::{Programme, Terms};
use super::read;
use super::refusal::Refusal;
use super::secret::Secret;
use super::state::{Link, Payment, Row, State, VoucherState};
use super::time::Timestamp;
use crate::model::Fen;

/// A voucher and the terms of its programme: what [`Ledger::card`](super::Ledger::card) gives out, as JSON if need be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// The programme with its terms.
    pub programme: Programme,
    /// The voucher.
    pub voucher: VoucherView,
}

/// A party or batch that the card does not name; it is nobody else's place.
const UNNAMED: u32 = 1 << 24;

impl Card {
    /// Reads a card from any serde format.
    ///
    /// # Errors
    /// `command.*`, naming the field.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, VoucherError> {
        read::card(deserializer)
    }

    /// What the machine would refuse, as far as the card can tell: the same code that [`decide`] gives over the whole
    /// ledger. What only the ledger knows passes: whether the budget suffices, an id was used before, a secret is the
    /// right one, a batch is open or approved, or somebody not named on the card has served in another duty. Where the
    /// ledger refuses for that, the card says nothing, or what comes next in precedence.
    ///
    /// # Errors
    /// `command.action_unknown` for a command that is not about a voucher, `command.field_value` for one about another
    /// voucher; `ledger.not_applicable` for a card whose amounts contradict each other.
    ///
    /// ```
    /// use doorstep::voucher::{Card, Command, Ledger, RefusalCode, Timestamp, VoucherId};
    ///
    /// let mut ledger = Ledger::memory();
    /// let now = Timestamp::from_rfc3339("2026-03-02T09:00:00+08:00")?;
    /// # for text in [
    /// #     r#"{"id": "c-1", "actor": {"id": "u-1", "role": "manager", "region": "3701"}, "action": "define_programme",
    /// #         "programme": "training", "name": "技能培训券", "region": "370102", "item": "training",
    /// #         "face_amount_fen": 80000, "valid_days": 90, "payee": "provider"}"#,
    /// #     r#"{"id": "c-2", "actor": {"id": "u-1", "role": "manager", "region": "3701"}, "action": "appropriate",
    /// #         "programme": "training", "amount_fen": 1000000}"#,
    /// #     r#"{"id": "c-3", "actor": {"id": "u-2", "role": "issuer", "region": "370102"}, "action": "issue",
    /// #         "programme": "training", "voucher": "v-1", "holder": "h-7f3a"}"#,
    /// # ] {
    /// #     ledger.submit(&Command::from_json(text)?, now)?;
    /// # }
    /// let card = ledger.card(&VoucherId::new("v-1")?)?.unwrap();
    /// // Text to a phone, and back.
    /// let card = Card::read(serde_json::to_value(&card).unwrap())?;
    /// let claim = Command::from_json(
    ///     r#"{"id": "c-9", "actor": {"id": "h-7f3a", "role": "holder", "region": "37"}, "action": "claim",
    ///         "voucher": "v-1"}"#,
    /// )?;
    /// assert_eq!(card.check(&claim, now)?, None);
    /// let late = Timestamp::from_rfc3339("2026-08-01T09:00:00+08:00")?;
    /// assert_eq!(card.check(&claim, late)?.unwrap().code(), RefusalCode::Expired);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn check(&self, command: &Command, now: Timestamp) -> Result<Option<Refusal>, VoucherError> {
        let mut command = command.clone();
        let about = match &mut command.action {
            Action::Redeem { voucher, secret, .. } => {
                // That it is given can be seen, whether it is right cannot.
                *secret = secret.take().map(|_| Secret::of_hash(unknown_hash()));
                voucher
            }
            Action::Reissue { voucher, secret, .. } => {
                *secret = None;
                voucher
            }
            Action::Claim { voucher, .. }
            | Action::Approve { voucher }
            | Action::Reject { voucher, .. }
            | Action::Schedule { voucher, .. }
            | Action::Disburse { voucher, .. }
            | Action::PayoutFailed { voucher, .. }
            | Action::ClawBack { voucher, .. }
            | Action::Revoke { voucher, .. }
            | Action::Suspend { voucher, .. }
            | Action::Resume { voucher, .. }
            | Action::Dispute { voucher, .. }
            | Action::SettleDispute { voucher, .. }
            | Action::Expire { voucher } => voucher,
            _ => return Err(VoucherError::new(VoucherCode::ActionUnknown).in_field("action")),
        };
        if *about != self.voucher.voucher {
            return Err(VoucherError::new(VoucherCode::FieldValue).in_field("voucher"));
        }
        // Into a batch one schedules while it is open, all else follows once it is approved.
        let batch_state = match command.action {
            Action::Schedule { .. } => BatchState::Open,
            _ => BatchState::Sealed,
        };
        let state = self.state(batch_state).ok_or_else(|| VoucherError::new(VoucherCode::NotApplicable))?;
        Ok(decide(&state, &command, now).err())
    }

    /// A state that holds this voucher and nothing else; `None` if the amounts do not fit together.
    fn state(&self, batch_state: BatchState) -> Option<State> {
        let view = &self.voucher;
        let terms: &Terms = &self.programme.terms;
        let mut state = State::default();
        let mut party = |party: Option<&super::ident::PartyId>| {
            party.map_or(Link::NONE, |party| Link::to(state.parties.insert_full(party.clone()).0))
        };
        let (holder, issuer) = (party(Some(&view.holder)), party(view.issuer.as_ref()));
        let provider = party(view.provider.as_ref());
        let mut duties = Duties::new(holder, issuer);
        if provider.is_some() {
            duties.serve(provider, Duty::Provide);
        }
        let unnamed = Link::to(usize::try_from(UNNAMED).ok()?);
        let (item, _) = terms.item(Some(&view.item))?;
        let batch = view.batch.as_ref().map(|id| {
            let approvers = (0..Terms::BATCH_APPROVALS_MAX).map(|_| unnamed).collect();
            let batch = Batch { state: batch_state, approvers, ..Batch::new(Link::to(0)) };
            state.batches.insert_full(id.clone(), batch).0
        });
        let batch = batch.map_or(Link::NONE, Link::to);
        let kept = Payment { voucher: Link::to(0), batch };
        let payment = view.payment.as_ref().map(|id| state.payments.insert_full(id.clone(), kept).0);
        let row = Row {
            programme: Link::to(0),
            item,
            version: u32::try_from(view.version).ok()?,
            state: view.state,
            suspended: view.suspended,
            face_amount: view.face_amount,
            amount: view.amount,
            recovered: view.recovered,
            valid_from: view.valid_from,
            expires_at: view.expires_at,
            period: 0,
            evidence: None,
            secret_hash: view.has_secret.then(|| Box::new(unknown_hash())),
            account: Link::NONE,
            provider,
            record: Link::NONE,
            payment: payment.map_or(Link::NONE, Link::to),
            batch,
            disputed_by: if view.disputed { unnamed } else { Link::NONE },
            replaced_by: Link::NONE,
            duties,
        };
        let mut account = ProgrammeAccount::new(terms.clone());
        account.budget = budget_of(&row)?;
        if terms.accredited_only {
            // Whether a provider is accredited, the ledger knows.
            account.terms.accredited_only = false;
        }
        state.programmes.insert(self.programme.id.clone(), account);
        state.vouchers.insert(view.voucher.clone(), row);
        Some(state)
    }
}

/// Stands for the hash of a secret that the card does not hold.
fn unknown_hash() -> Digest {
    Digest::from([0; 32])
}

/// A budget in which the voucher has its part, and that is large enough for whatever may come.
fn budget_of(row: &Row) -> Option<Budget> {
    let granted = Fen::new(Fen::MAX.get() / 2).ok()?;
    let mut moves = vec![(Posting::Appropriate, granted)];
    if !matches!(row.state, VoucherState::Revoked | VoucherState::Expired) {
        let held = row.holds(Bucket::Reserved).checked_add(row.amount).ok()?;
        moves.extend([(Posting::Reserve, held), (Posting::Owe, row.amount)]);
        if row.holds(Bucket::Spent) > Fen::ZERO {
            moves.extend([(Posting::Spend, row.amount), (Posting::Recover, row.recovered)]);
        }
    }
    let budget = moves
        .into_iter()
        .try_fold(Budget::default(), |budget, (posting, amount)| budget.post(posting, amount));
    budget.ok()
}
