//! Decisions in which money leaves and comes back.

use super::voucher::Matter;
use super::{Decision, refuse_if};
use crate::model::Fen;
use crate::voucher::batch::BatchState;
use crate::voucher::budget::Posting;
use crate::voucher::command::Action;
use crate::voucher::duty::Duty;
use crate::voucher::event::EventBody;
use crate::voucher::ident::{BatchId, PaymentId};
use crate::voucher::refusal::{Refusal, RefusalCode};

impl Matter<'_> {
    pub(super) fn decide_payment(&self) -> Decision<EventBody> {
        let row = self.row;
        match &self.asked.command.action {
            Action::Schedule { batch, payment, .. } => self.schedule(batch, payment),
            Action::Disburse { payment, .. } => self.disburse(payment),
            Action::PayoutFailed { payment, reason, .. } => {
                self.check_four_eyes(Duty::Pay)?;
                let paid_by = row.payment.get().and_then(|place| self.asked.state.payments.get_index(place));
                refuse_if(paid_by.is_none_or(|(known, _)| known != payment), RefusalCode::PaymentMismatch)?;
                refuse_if(row.recovered > Fen::ZERO, RefusalCode::RecoveryBegun)?;
                Ok(EventBody::PayoutFailed {
                    payment: payment.clone(),
                    amount: row.amount,
                    reason: reason.clone(),
                })
            }
            Action::ClawBack { amount, reason, .. } => {
                self.check_four_eyes(Duty::Pay)?;
                let left = row.unrecovered();
                let amount = amount.unwrap_or(left);
                self.check_limit(amount)?;
                refuse_if(amount > left, RefusalCode::AbovePaid)?;
                // No bucket can pass its bound: recovered is at most spent, and available at most appropriated.
                Ok(EventBody::ClawedBack { amount, full: amount == left, reason: reason.clone() })
            }
            _ => Err(Refusal::in_state(RefusalCode::StepDone, row.state)),
        }
    }

    pub(super) fn check_fits(&self, posting: Posting, amount: Fen) -> Decision {
        refuse_if(self.account.budget.post(posting, amount).is_err(), RefusalCode::AmountOverflow)
    }

    fn schedule(&self, id: &BatchId, payment: &PaymentId) -> Decision<EventBody> {
        let (state, row) = (self.asked.state, self.row);
        let batch = state.batches.get(id);
        if let Some(batch) = batch {
            refuse_if(batch.programme != row.programme, RefusalCode::BatchOtherProgramme)?;
            refuse_if(batch.state != BatchState::Open, RefusalCode::BatchClosed)?;
        }
        refuse_if(state.live_batch(row).is_some(), RefusalCode::AlreadyScheduled)?;
        self.check_four_eyes(Duty::Pay)?;
        refuse_if(state.payments.contains_key(payment), RefusalCode::PaymentUsed)?;
        let fits = batch.is_none_or(|batch| batch.total.checked_add(row.amount).is_ok());
        refuse_if(!fits, RefusalCode::AmountOverflow)?;
        Ok(EventBody::Scheduled { batch: id.clone(), payment: payment.clone(), amount: row.amount })
    }

    fn disburse(&self, payment: &PaymentId) -> Decision<EventBody> {
        let (state, row, terms) = (self.asked.state, self.row, &self.account.terms);
        let batch = state.live_batch(row).map(|(_, batch)| batch);
        match batch {
            None => refuse_if(terms.batch_approvals > 0, RefusalCode::NotScheduled)?,
            Some(batch) => {
                refuse_if(!batch.is_payable(terms.batch_approvals), RefusalCode::BatchNotApproved)?;
            }
        }
        self.check_four_eyes(Duty::Pay)?;
        if let (true, Some(batch)) = (terms.four_eyes, batch) {
            let both = batch.approvers.contains(&self.actor)
                || row.duties.in_other(batch.sealed_by, Duty::Pay)
                || batch.approvers.iter().any(|approver| row.duties.in_other(*approver, Duty::Approve));
            refuse_if(both, RefusalCode::FourEyes)?;
        }
        self.check_limit(row.amount)?;
        match state.payments.get_full(payment) {
            Some((place, ..)) if batch.is_some() => {
                refuse_if(row.payment.get() != Some(place), RefusalCode::PaymentMismatch)?;
            }
            None if batch.is_some() => return Err(RefusalCode::PaymentMismatch.into()),
            Some(_) => return Err(RefusalCode::PaymentUsed.into()),
            None => {}
        }
        self.check_fits(Posting::Spend, row.amount)?;
        let shares = state
            .shares(row)
            // An approved voucher has a holder and a provider; without them there is nobody to pay.
            .ok_or_else(|| Refusal::in_state(RefusalCode::StepMissing, row.state))?;
        Ok(EventBody::Disbursed { payment: payment.clone(), amount: row.amount, shares })
    }
}
