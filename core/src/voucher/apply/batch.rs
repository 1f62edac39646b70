//! Events of payment batches.

use super::{demand, misfit};
use crate::voucher::batch::BatchState;
use crate::voucher::error::VoucherError;
use crate::voucher::event::{Event, EventBody};
use crate::voucher::ident::BatchId;
use crate::voucher::state::State;

pub(super) fn change(state: &mut State, event: &Event, id: &BatchId) -> Result<(), VoucherError> {
    let batch = state.batches.get(id).ok_or_else(|| misfit(event, "unknown batch"))?;
    let account = batch.programme.get().and_then(|place| state.programmes.get_index(place));
    let (programme, account) = account.ok_or_else(|| misfit(event, "unknown programme"))?;
    demand(*programme == event.programme, event)?;
    let actor = state.link(&event.actor.id);
    let next = match &event.body {
        EventBody::BatchSealed { count, total, .. } => {
            demand(batch.state == BatchState::Open && (*count, *total) == (batch.count, batch.total), event)?;
            BatchState::Sealed
        }
        EventBody::BatchApproved { total, .. } => {
            let needed = account.terms.batch_approvals.max(1);
            demand(batch.state == BatchState::Sealed && !batch.is_payable(needed), event)?;
            demand(*total == batch.total && !batch.approvers.contains(&actor), event)?;
            BatchState::Sealed
        }
        EventBody::BatchCancelled { .. } => {
            demand(!batch.is_cancelled(), event)?;
            BatchState::Cancelled
        }
        _ => return Err(misfit(event, "not about a batch")),
    };
    // Nothing fails from here on.
    let actor = state.know(&event.actor.id);
    if let Some(batch) = state.batches.get_mut(id) {
        batch.state = next;
        batch.version += 1;
        match event.body {
            EventBody::BatchSealed { .. } => {
                batch.made_by(actor);
                batch.sealed_by = actor;
            }
            EventBody::BatchApproved { .. } => batch.approvers.push(actor),
            _ => {}
        }
    }
    Ok(())
}
