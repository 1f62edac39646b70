//! Events of a voucher that exists.

use super::{demand, misfit, post_row};
use crate::model::Fen;
use crate::voucher::batch::{Batch, BatchState};
use crate::voucher::budget::{Bucket, Budget};
use crate::voucher::command::{ActionKind, Outcome};
use crate::voucher::duty::Duty;
use crate::voucher::error::VoucherError;
use crate::voucher::event::{Event, EventBody};
use crate::voucher::ident::VoucherId;
use crate::voucher::programme::{Recipient, Share};
use crate::voucher::state::{Link, Payment, Row, State, VoucherState};
use crate::voucher::table::{Case, Quantity, Transition, transition};

impl ActionKind {
    /// Whether it changes a voucher that exists.
    pub(super) const fn is_of_voucher(self) -> bool {
        !matches!(
            self,
            Self::DefineProgramme
                | Self::Appropriate
                | Self::Accredit
                | Self::Discredit
                | Self::Issue
                | Self::SealBatch
                | Self::ApproveBatch
                | Self::CancelBatch
        )
    }
}

impl EventBody {
    /// Which row of its action the event is.
    const fn case(&self) -> Case {
        match self {
            Self::ClawedBack { full: true, .. } => Case::Full,
            Self::ClawedBack { full: false, .. } => Case::Part,
            Self::DisputeSettled { outcome: Outcome::Upheld, .. } => Case::Upheld,
            Self::DisputeSettled { outcome: Outcome::Dismissed, .. } => Case::Dismissed,
            _ => Case::Always,
        }
    }
}

pub(super) fn change(state: &mut State, event: &Event, id: &VoucherId) -> Result<(), VoucherError> {
    let found = state.vouchers.get_full(id).ok_or_else(|| misfit(event, "unknown voucher"))?;
    let (place, _, row) = found;
    let table = check_transition(row, event)?;
    check(state, row, event)?;
    let budget = money(state, row, table, event)?;
    // Nothing fails from here on.
    let actor = state.know(&event.actor.id);
    if let Some((_, account)) = row_programme(state, place).and_then(|at| state.programmes.get_index_mut(at))
    {
        account.budget = budget;
    }
    write_indexes(state, place, event, actor);
    if let Some((_, row)) = state.vouchers.get_index_mut(place) {
        row.version = row.version.saturating_add(1);
        row.state = table.to.unwrap_or(row.state);
        if row.state.is_final() {
            row.suspended = false;
            row.disputed_by = Link::NONE;
        }
    }
    Ok(())
}

fn row_programme(state: &State, place: usize) -> Option<usize> {
    state.vouchers.get_index(place).and_then(|(_, row)| row.programme.get())
}

fn check_transition(row: &Row, event: &Event) -> Result<&'static Transition, VoucherError> {
    let action = event.body.action();
    let (state, dates) = match action {
        ActionKind::Expire => (row.state, event.time >= row.expires_at),
        ActionKind::Claim | ActionKind::Redeem => (row.state_at(event.time), event.time >= row.valid_from),
        _ => (row.state_at(event.time), true),
    };
    let disputed = row.disputed_by.is_some();
    let held = match action {
        ActionKind::SettleDispute => !disputed,
        ActionKind::Dispute => disputed,
        ActionKind::Resume => !row.suspended,
        ActionKind::Suspend => row.suspended,
        _ => disputed && action.waits_for_dispute() || row.suspended && action.waits_for_resume(),
    };
    let table = transition(action, event.body.case(), state);
    let table = table.filter(|_| dates && !held && row.version < u32::MAX);
    table.ok_or_else(|| misfit(event, "not a transition of the voucher"))
}

/// What the event froze must be what the state says.
fn check(state: &State, row: &Row, event: &Event) -> Result<(), VoucherError> {
    let (programme, account) = state.account_of(row).ok_or_else(|| misfit(event, "unknown programme"))?;
    let batch = state.live_batch(row).map(|(_, batch)| batch);
    let fits = match &event.body {
        EventBody::Redeemed { record, amount, served_at } => {
            let partial = account.item_at(row.item).is_some_and(|item| item.partial_redeem);
            let free = state.records.get(record).is_none_or(|voucher| !voucher.is_some());
            let served =
                *served_at >= row.valid_from && *served_at < row.expires_at && *served_at <= event.time;
            let amounts = *amount > Fen::ZERO && *amount <= row.face_amount;
            amounts && (partial || *amount == row.face_amount) && free && served
        }
        EventBody::Approved { amount, released } => *amount == row.amount && *released == row.unused(),
        EventBody::Scheduled { batch: id, payment, amount } => {
            let open = state.batches.get(id).is_none_or(|known| {
                known.state == BatchState::Open
                    && known.programme == row.programme
                    && known.total.checked_add(*amount).is_ok()
            });
            open && batch.is_none() && *amount == row.amount && !state.payments.contains_key(payment)
        }
        EventBody::Disbursed { payment, amount, shares } => {
            let scheduled = match batch {
                Some(batch) => {
                    let place = state.payments.get_index_of(payment);
                    batch.is_payable(account.terms.batch_approvals)
                        && place.is_some()
                        && row.payment.get() == place
                }
                None => account.terms.batch_approvals == 0 && !state.payments.contains_key(payment),
            };
            scheduled && *amount == row.amount && state.shares(row).is_some_and(|known| known == *shares)
        }
        EventBody::PayoutFailed { payment, amount, .. } => {
            let place = state.payments.get_index_of(payment);
            place.is_some()
                && row.payment.get() == place
                && *amount == row.amount
                && row.recovered == Fen::ZERO
        }
        EventBody::ClawedBack { amount, full, .. } => {
            let left = row.unrecovered();
            *amount > Fen::ZERO && *amount <= left && *full == (*amount == left)
        }
        EventBody::Revoked { released, .. } | EventBody::Expired { released } => *released == row.face_amount,
        EventBody::Reissued { replacement, .. } => !state.vouchers.contains_key(replacement),
        EventBody::DisputeSettled { outcome, released, .. } => *released == row.released_by(*outcome),
        _ => true,
    };
    demand(fits && *programme == event.programme, event)
}

/// The budget after the event.
fn money(state: &State, row: &Row, table: &Transition, event: &Event) -> Result<Budget, VoucherError> {
    let (_, account) = state.account_of(row).ok_or_else(|| misfit(event, "unknown programme"))?;
    let (amount, given) = match &event.body {
        EventBody::Redeemed { amount, .. } => (*amount, Fen::ZERO),
        EventBody::ClawedBack { amount, .. } => (row.amount, *amount),
        _ => (row.amount, Fen::ZERO),
    };
    let amount_of = |quantity| match quantity {
        Quantity::Face => row.face_amount,
        Quantity::Amount => amount,
        Quantity::Unused => row.unused(),
        Quantity::Given => given,
    };
    post_row(&account.budget, table, amount_of, event)
}

/// Changes the voucher but for its state, and what stands beside it: records, payments, batches, counts.
fn write_indexes(state: &mut State, place: usize, event: &Event, actor: Link) {
    let voucher = Link::to(place);
    match &event.body {
        EventBody::Claimed { account, .. } => {
            let account = account.as_ref().map_or(Link::NONE, |account| state.know(account));
            with(state, place, |row| row.account = account);
        }
        EventBody::Redeemed { record, amount, .. } => {
            let record = Link::to(state.records.insert_full(record.clone(), voucher).0);
            with(state, place, |row| {
                row.duties.serve(actor, Duty::Provide);
                row.amount = *amount;
                row.provider = actor;
                row.record = record;
            });
        }
        EventBody::Approved { .. } => with(state, place, |row| row.duties.serve(actor, Duty::Approve)),
        EventBody::Rejected { .. } => {
            let record = state.vouchers.get_index(place).and_then(|(_, row)| row.record.get());
            if let Some((_, voucher)) = record.and_then(|record| state.records.get_index_mut(record)) {
                *voucher = Link::NONE;
            }
            with(state, place, |row| {
                row.duties.serve(actor, Duty::Approve);
                row.amount = row.face_amount;
                row.provider = Link::NONE;
                row.record = Link::NONE;
            });
        }
        EventBody::Scheduled { .. } | EventBody::Disbursed { .. } | EventBody::PayoutFailed { .. } => {
            write_payment(state, place, event, actor);
        }
        EventBody::ClawedBack { amount, .. } => with(state, place, |row| {
            row.duties.serve(actor, Duty::Pay);
            // `check` has seen that it is not above what was paid.
            row.recovered = row.recovered.checked_add(*amount).unwrap_or(row.recovered);
        }),
        EventBody::Revoked { .. } => free_place(state, place),
        EventBody::Reissued { replacement, secret_hash, .. } => {
            let row = state.vouchers.get_index(place).map(|(_, row)| row);
            if let Some(next) = row.map(|row| row.replacement(actor, secret_hash.map(Box::new))) {
                let next = Link::to(state.vouchers.insert_full(replacement.clone(), next).0);
                with(state, place, |row| row.replaced_by = next);
            }
        }
        EventBody::Suspended { .. } => with(state, place, |row| row.suspended = true),
        EventBody::Resumed { .. } => with(state, place, |row| row.suspended = false),
        EventBody::Disputed { .. } => with(state, place, |row| row.disputed_by = actor),
        EventBody::DisputeSettled { outcome, .. } => {
            with(state, place, |row| {
                row.duties.serve(actor, Duty::Settle);
                row.disputed_by = Link::NONE;
            });
            let unpaid =
                state.vouchers.get_index(place).is_some_and(|(_, row)| row.state != VoucherState::Disbursed);
            if *outcome == Outcome::Upheld && unpaid {
                leave_open_batch(state, place);
                free_place(state, place);
            }
        }
        _ => {}
    }
}

fn with(state: &mut State, place: usize, change: impl FnOnce(&mut Row)) {
    if let Some((_, row)) = state.vouchers.get_index_mut(place) {
        change(row);
    }
}

fn write_payment(state: &mut State, place: usize, event: &Event, actor: Link) {
    let voucher = Link::to(place);
    match &event.body {
        EventBody::Scheduled { batch: id, payment, amount } => {
            let programme = Link::to(row_programme(state, place).unwrap_or(usize::MAX));
            let entry = state.batches.entry(id.clone());
            let at = Link::to(entry.index());
            let kept = Payment { voucher, batch: at };
            let payment = Link::to(state.payments.insert_full(payment.clone(), kept).0);
            let batch = entry.or_insert_with(|| Batch::new(programme));
            batch.version += 1;
            batch.count += 1;
            batch.total = batch.total.checked_add(*amount).unwrap_or(batch.total);
            batch.made_by(actor);
            with(state, place, |row| {
                row.duties.serve(actor, Duty::Pay);
                row.payment = payment;
                row.batch = at;
            });
        }
        EventBody::Disbursed { payment, amount, .. } => {
            let live = state.vouchers.get_index(place).and_then(|(_, row)| {
                let live = state.live_batch(row);
                live.map(|(_, batch)| (row.batch, batch.approvers.clone(), batch.sealed_by))
            });
            let (at, approvers, sealed_by) = live.unwrap_or((Link::NONE, Vec::new(), Link::NONE));
            let kept = Payment { voucher, batch: at };
            let payment = Link::to(state.payments.insert_full(payment.clone(), kept).0);
            if let Some((_, batch)) = at.get().and_then(|at| state.batches.get_index_mut(at)) {
                batch.paid_count += 1;
                batch.paid = batch.paid.checked_add(*amount).unwrap_or(batch.paid);
            }
            with(state, place, |row| {
                row.payment = payment;
                row.batch = at;
                for approver in approvers {
                    row.duties.serve(approver, Duty::Approve);
                }
                for payer in [sealed_by, actor].into_iter().filter(|payer| payer.is_some()) {
                    row.duties.serve(payer, Duty::Pay);
                }
            });
        }
        EventBody::PayoutFailed { .. } => with(state, place, |row| {
            row.duties.serve(actor, Duty::Pay);
            row.payment = Link::NONE;
            row.batch = Link::NONE;
        }),
        _ => {}
    }
}

/// A voucher that will not be paid leaves a batch that is not sealed.
fn leave_open_batch(state: &mut State, place: usize) {
    let Some((_, row)) = state.vouchers.get_index(place) else { return };
    let (at, payment, amount) = (row.batch, row.payment, row.holds(Bucket::Payable));
    if let Some((_, batch)) = at.get().and_then(|at| state.batches.get_index_mut(at))
        && batch.state == BatchState::Open
    {
        batch.count = batch.count.saturating_sub(1);
        batch.total = batch.total.checked_sub(amount).unwrap_or(Fen::ZERO);
        batch.version += 1;
        if let Some((_, payment)) = payment.get().and_then(|at| state.payments.get_index_mut(at)) {
            payment.batch = Link::NONE;
        }
        with(state, place, |row| row.batch = Link::NONE);
    }
}

/// A revoked voucher no longer counts against the holder's limits.
fn free_place(state: &mut State, place: usize) {
    let Some((_, row)) = state.vouchers.get_index(place) else { return };
    let (programme, holder, item, period) = (row.programme, row.duties.holder(), row.item, row.period);
    let account = programme.get().and_then(|at| state.programmes.get_index_mut(at));
    if let Some((_, account)) = account {
        if let Some(held) = account.held.get_mut(&holder) {
            *held = held.saturating_sub(1);
        }
        if let Some(held) = account.held_in.get_mut(&(holder, item, period)) {
            *held = held.saturating_sub(1);
        }
    }
}

impl State {
    /// Who is paid how much for a redeemed voucher; nobody gets a share of nothing.
    pub(in crate::voucher) fn shares(&self, row: &Row) -> Option<Vec<Share>> {
        let (_, account) = self.account_of(row)?;
        let mut shares = Vec::with_capacity(1);
        for (recipient, amount) in account.terms.payee.split(row.amount) {
            if amount == Fen::ZERO {
                continue;
            }
            let (paid_to, account) = match recipient {
                Recipient::Holder => (self.party(row.duties.holder())?, self.party(row.account).cloned()),
                Recipient::Provider => (self.party(row.provider)?, None),
            };
            shares.push(Share { recipient, paid_to: paid_to.clone(), account, amount });
        }
        Some(shares)
    }
}
