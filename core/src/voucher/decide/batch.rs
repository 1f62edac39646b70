//! Decisions about payment batches.

use super::{Asked, Decision, Outcome, refuse_if};
use crate::voucher::batch::BatchState;
use crate::voucher::command::Action;
use crate::voucher::event::EventBody;
use crate::voucher::ident::BatchId;
use crate::voucher::refusal::RefusalCode;

impl Asked<'_> {
    pub(super) fn batch(&self, id: &BatchId) -> Decision<Outcome> {
        let batch = self.state.batches.get(id).ok_or(RefusalCode::BatchUnknown)?;
        let account = batch.programme.get().and_then(|place| self.state.programmes.get_index(place));
        let (programme, account) = account.ok_or(RefusalCode::ProgrammeUnknown)?;
        self.check_right(programme, account)?;
        self.check_version(batch.version)?;
        let (count, total) = (batch.count, batch.total);
        let body = match &self.command.action {
            Action::SealBatch { batch: id } => {
                refuse_if(batch.state != BatchState::Open, RefusalCode::BatchClosed)?;
                EventBody::BatchSealed { batch: id.clone(), count, total }
            }
            Action::ApproveBatch { batch: id } => {
                refuse_if(batch.is_cancelled(), RefusalCode::BatchClosed)?;
                refuse_if(batch.state == BatchState::Open, RefusalCode::BatchOpen)?;
                let needed = account.terms.batch_approvals.max(1);
                refuse_if(batch.is_payable(needed), RefusalCode::BatchApproved)?;
                let actor = self.state.link(&self.actor().id);
                let made = account.terms.four_eyes && batch.makers.contains(&actor);
                refuse_if(made || batch.approvers.contains(&actor), RefusalCode::FourEyes)?;
                self.check_limit(account, total)?;
                EventBody::BatchApproved { batch: id.clone(), total }
            }
            Action::CancelBatch { batch: id, reason } => {
                refuse_if(batch.is_cancelled(), RefusalCode::BatchClosed)?;
                EventBody::BatchCancelled { batch: id.clone(), reason: reason.clone() }
            }
            _ => return Err(RefusalCode::RoleNotAllowed.into()),
        };
        Ok((programme.clone(), None, body))
    }
}
