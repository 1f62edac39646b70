//! The fold: an event on the state gives the next state.
//!
//! It looks again at what `decide` looked at, from the event's side: a history that was not written by `decide`, or was
//! changed since, does not get through. All is checked before anything is written.

use std::collections::BTreeMap;

use super::budget::{Budget, Posting};
use super::command::{ActionKind, Outcome};
use super::error::{VoucherCode, VoucherError};
use super::event::{Event, EventBody};
use super::ident::{PaymentId, RecordId, VoucherId};
use super::state::{Duty, ProgrammeAccount, Standing, State, Voucher, VoucherState};
use crate::model::Fen;

/// Applies an event.
///
/// # Errors
/// `ledger.not_applicable` if the event does not follow from the state, `ledger.budget_broken` if the budget cannot
/// carry it. The state is then as it was.
pub fn apply(state: &mut State, event: &Event) -> Result<(), VoucherError> {
    let misfit = || VoucherError::new(VoucherCode::NotApplicable).at_seq(event.seq);
    if state.seq.checked_add(1) != Some(event.seq) || event.time < state.time {
        return Err(misfit().because("number or time out of order"));
    }
    match (&event.body, &event.voucher) {
        (EventBody::ProgrammeDefined { .. }, None) => define(state, event)?,
        (EventBody::Appropriated { amount }, None) => {
            let account = state.programmes.get_mut(&event.programme).ok_or_else(misfit)?;
            account.budget = post(&account.budget, Posting::Appropriate, *amount, event)?;
            account.version += 1;
        }
        (EventBody::Issued { .. }, Some(id)) => issue(state, event, id)?,
        (EventBody::ProgrammeDefined { .. } | EventBody::Appropriated { .. }, Some(_)) | (_, None) => {
            return Err(misfit().because("about the wrong thing"));
        }
        (_, Some(id)) => change(state, event, id)?,
    }
    state.seq = event.seq;
    state.time = event.time;
    Ok(())
}

fn misfit(event: &Event, why: &'static str) -> VoucherError {
    VoucherError::new(VoucherCode::NotApplicable).at_seq(event.seq).because(why)
}

fn post(budget: &Budget, posting: Posting, amount: Fen, event: &Event) -> Result<Budget, VoucherError> {
    budget.post(posting, amount).map_err(|error| error.at_seq(event.seq))
}

fn define(state: &mut State, event: &Event) -> Result<(), VoucherError> {
    let EventBody::ProgrammeDefined { terms } = &event.body else {
        return Err(misfit(event, "not a definition"));
    };
    if state.programmes.contains_key(&event.programme) || terms.fault().is_some() {
        return Err(misfit(event, "the programme exists or its terms make no sense"));
    }
    let account = ProgrammeAccount {
        terms: terms.clone(),
        budget: Budget::default(),
        version: 1,
        held: BTreeMap::new(),
    };
    state.programmes.insert(event.programme.clone(), account);
    Ok(())
}

fn issue(state: &mut State, event: &Event, id: &VoucherId) -> Result<(), VoucherError> {
    let EventBody::Issued { holder, face_amount, valid_from, expires_at, evidence } = &event.body else {
        return Err(misfit(event, "not an issue"));
    };
    let account = state.programmes.get_mut(&event.programme);
    let account = account.ok_or_else(|| misfit(event, "unknown programme"))?;
    let held = account.held.get(holder).copied().unwrap_or(0);
    if state.vouchers.contains_key(id)
        || *face_amount == Fen::ZERO
        || expires_at <= valid_from
        || held >= account.terms.per_person_limit
    {
        return Err(misfit(event, "the voucher cannot be issued"));
    }
    account.budget = post(&account.budget, Posting::Commit, *face_amount, event)?;
    account.held.insert(holder.clone(), held + 1);
    let voucher = Voucher {
        programme: event.programme.clone(),
        holder: holder.clone(),
        state: VoucherState::Issued,
        version: 1,
        face_amount: *face_amount,
        amount: *face_amount,
        recovered: Fen::ZERO,
        valid_from: *valid_from,
        expires_at: *expires_at,
        evidence: evidence.clone(),
        provider: None,
        record: None,
        payment: None,
        disputed_by: None,
        duties: vec![(holder.clone(), Duty::Hold), (event.actor.id.clone(), Duty::Issue)],
    };
    state.vouchers.insert(id.clone(), voucher);
    Ok(())
}

impl EventBody {
    /// The action that leads to such an event.
    pub(super) const fn action(&self) -> ActionKind {
        match self {
            Self::ProgrammeDefined { .. } => ActionKind::DefineProgramme,
            Self::Appropriated { .. } => ActionKind::Appropriate,
            Self::Issued { .. } => ActionKind::Issue,
            Self::Claimed => ActionKind::Claim,
            Self::Redeemed { .. } => ActionKind::Redeem,
            Self::Approved { .. } => ActionKind::Approve,
            Self::Rejected { .. } => ActionKind::Reject,
            Self::Disbursed { .. } => ActionKind::Disburse,
            Self::PayoutFailed { .. } => ActionKind::PayoutFailed,
            Self::ClawedBack { .. } => ActionKind::ClawBack,
            Self::Revoked { .. } => ActionKind::Revoke,
            Self::Disputed { .. } => ActionKind::Dispute,
            Self::DisputeSettled { .. } => ActionKind::SettleDispute,
            Self::Expired { .. } => ActionKind::Expire,
        }
    }
}

fn demand(holds: bool, event: &Event) -> Result<(), VoucherError> {
    if holds { Ok(()) } else { Err(misfit(event, "an amount or id that does not fit")) }
}

/// An index that an event changes beside the voucher and the budget.
enum Index<'a> {
    None,
    Record(&'a RecordId),
    FreeRecord(Option<RecordId>),
    Payment(&'a PaymentId),
    FreePlace,
}

/// Changes an existing voucher.
fn change(state: &mut State, event: &Event, id: &VoucherId) -> Result<(), VoucherError> {
    let voucher = state.vouchers.get(id).ok_or_else(|| misfit(event, "unknown voucher"))?;
    let account = state.programmes.get(&event.programme);
    let account = account.ok_or_else(|| misfit(event, "unknown programme"))?;
    check_transition(voucher, event)?;
    let mut next = voucher.clone();
    let (money, index) = step(state, &mut next, event)?;
    let budget = match money {
        Some((posting, amount)) => post(&account.budget, posting, amount, event)?,
        None => account.budget,
    };
    next.version += 1;
    // Nothing fails from here on.
    let holder = next.holder.clone();
    state.vouchers.insert(id.clone(), next);
    if let Some(account) = state.programmes.get_mut(&event.programme) {
        account.budget = budget;
        if let (Index::FreePlace, Some(held)) = (&index, account.held.get_mut(&holder)) {
            *held = held.saturating_sub(1);
        }
    }
    match index {
        Index::Record(record) => {
            state.records.insert(record.clone(), id.clone());
        }
        Index::FreeRecord(Some(record)) => {
            state.records.remove(&record);
        }
        Index::Payment(payment) => {
            state.payments.insert(payment.clone(), id.clone());
        }
        Index::None | Index::FreePlace | Index::FreeRecord(None) => {}
    }
    Ok(())
}

fn check_transition(voucher: &Voucher, event: &Event) -> Result<(), VoucherError> {
    let action = event.body.action();
    let (state, dates) = match action {
        ActionKind::Expire => (voucher.state, event.time >= voucher.expires_at),
        ActionKind::Claim | ActionKind::Redeem => {
            (voucher.state_at(event.time), event.time >= voucher.valid_from)
        }
        _ => (voucher.state_at(event.time), true),
    };
    let hold = match action {
        ActionKind::SettleDispute => voucher.is_disputed(),
        ActionKind::Dispute | ActionKind::Approve | ActionKind::Reject | ActionKind::Disburse => {
            !voucher.is_disputed()
        }
        _ => true,
    };
    if voucher.programme != event.programme || state.standing(action) != Standing::Legal || !dates || !hold {
        return Err(misfit(event, "not a transition of the voucher"));
    }
    Ok(())
}

/// Changes the copy of a voucher; says what money moves and which index follows.
fn step<'a>(
    state: &State,
    voucher: &mut Voucher,
    event: &'a Event,
) -> Result<(Option<(Posting, Fen)>, Index<'a>), VoucherError> {
    let demand = |holds: bool| demand(holds, event);
    let actor = &event.actor.id;
    let before = voucher.clone();
    voucher.state = before.state_after(&event.body);
    let mut effect = (None, Index::None);
    match &event.body {
        EventBody::ProgrammeDefined { .. } | EventBody::Appropriated { .. } | EventBody::Issued { .. } => {
            demand(false)?;
        }
        EventBody::Claimed => {}
        EventBody::Redeemed { record, amount } => {
            demand(*amount > Fen::ZERO && *amount <= before.face_amount)?;
            demand(!state.records.contains_key(record))?;
            voucher.serve(actor, Duty::Provide);
            voucher.amount = *amount;
            voucher.provider = Some(actor.clone());
            voucher.record = Some(record.clone());
            effect.1 = Index::Record(record);
        }
        EventBody::Approved { amount, released } => {
            demand(*amount == before.amount && *released == before.unused())?;
            voucher.serve(actor, Duty::Approve);
            effect.0 = Some((Posting::Release, *released));
        }
        EventBody::Rejected { .. } => {
            voucher.serve(actor, Duty::Approve);
            voucher.amount = before.face_amount;
            voucher.provider = None;
            effect.1 = Index::FreeRecord(voucher.record.take());
        }
        EventBody::Disbursed { .. } | EventBody::PayoutFailed { .. } | EventBody::ClawedBack { .. } => {
            return step_payment(state, voucher, &before, event);
        }
        EventBody::Revoked { released, .. } => {
            demand(*released == before.committed())?;
            effect = (Some((Posting::Release, *released)), Index::FreePlace);
        }
        EventBody::Disputed { .. } => voucher.disputed_by = Some(actor.clone()),
        EventBody::DisputeSettled { outcome, released, .. } => {
            let freed = if *outcome == Outcome::Upheld { before.committed() } else { Fen::ZERO };
            demand(*released == freed)?;
            voucher.serve(actor, Duty::Settle);
            voucher.disputed_by = None;
            effect.0 = Some((Posting::Release, *released));
            if voucher.state == VoucherState::Revoked {
                effect.1 = Index::FreePlace;
            }
        }
        EventBody::Expired { released } => {
            demand(*released == before.committed())?;
            effect.0 = Some((Posting::Release, *released));
        }
    }
    Ok(effect)
}

/// The part of [`step`] in which money leaves and comes back.
fn step_payment<'a>(
    state: &State,
    voucher: &mut Voucher,
    before: &Voucher,
    event: &'a Event,
) -> Result<(Option<(Posting, Fen)>, Index<'a>), VoucherError> {
    let demand = |holds: bool| demand(holds, event);
    voucher.serve(&event.actor.id, Duty::Pay);
    match &event.body {
        EventBody::Disbursed { payment, amount, .. } => {
            demand(*amount == before.amount && !state.payments.contains_key(payment))?;
            voucher.payment = Some(payment.clone());
            Ok((Some((Posting::Spend, *amount)), Index::Payment(payment)))
        }
        EventBody::PayoutFailed { payment, amount, .. } => {
            demand(before.payment.as_ref() == Some(payment) && *amount == before.amount)?;
            demand(before.recovered == Fen::ZERO)?;
            voucher.payment = None;
            Ok((Some((Posting::Return, *amount)), Index::None))
        }
        EventBody::ClawedBack { amount, full, .. } => {
            let left = before.unrecovered();
            demand(*amount > Fen::ZERO && *amount <= left && *full == (*amount == left))?;
            voucher.recovered =
                before.recovered.checked_add(*amount).map_err(|_| misfit(event, "too much recovered"))?;
            if *full {
                voucher.disputed_by = None;
            }
            Ok((Some((Posting::Recover, *amount)), Index::None))
        }
        _ => Err(misfit(event, "not about a payment")),
    }
}

impl Voucher {
    fn serve(&mut self, actor: &super::ident::PartyId, duty: Duty) {
        if !self.duties.iter().any(|(party, known)| party == actor && *known == duty) {
            self.duties.push((actor.clone(), duty));
        }
    }
}
