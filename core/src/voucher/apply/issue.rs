//! A new voucher, and its replacement.

use super::{demand, misfit, post_row};
use crate::model::Fen;
use crate::voucher::command::ActionKind;
use crate::voucher::duty::{Duties, Duty};
use crate::voucher::error::VoucherError;
use crate::voucher::event::{Event, EventBody};
use crate::voucher::ident::VoucherId;
use crate::voucher::state::{Link, Row, State, VoucherState};
use crate::voucher::table::TRANSITIONS;

pub(super) fn issue(state: &mut State, event: &Event, id: &VoucherId) -> Result<(), VoucherError> {
    let EventBody::Issued {
        holder,
        item,
        face_amount,
        valid_from,
        expires_at,
        evidence,
        rule,
        secret_hash,
        ..
    } = &event.body
    else {
        return Err(misfit(event, "not an issue"));
    };
    let place = state.programmes.get_full(&event.programme);
    let (programme, _, account) = place.ok_or_else(|| misfit(event, "unknown programme"))?;
    let terms = &account.terms;
    let (item, known) = terms.item(Some(item)).ok_or_else(|| misfit(event, "unknown item"))?;
    demand(!state.vouchers.contains_key(id) && *face_amount == known.face_amount, event)?;
    demand(
        terms.validity.of_issue(event.time).is_ok_and(|dates| dates == (*valid_from, *expires_at)),
        event,
    )?;
    demand(terms.rule.is_none() || (terms.rule == *rule && evidence.is_some()), event)?;
    let party = state.link(holder);
    let period = terms.period_limit.map_or(0, |limit| limit.period.of(event.time));
    let held = account.held.get(&party).copied().unwrap_or(0);
    let held_in = account.held_in.get(&(party, item, period)).copied().unwrap_or(0);
    demand(held < terms.per_person_limit, event)?;
    demand(terms.period_limit.is_none_or(|limit| held_in < limit.limit), event)?;
    let row = TRANSITIONS.iter().find(|row| row.action == ActionKind::Issue);
    let row = row.ok_or_else(|| misfit(event, "not a transition"))?;
    let budget = post_row(&account.budget, row, |_| *face_amount, event)?;
    let counted = terms.period_limit.is_some();
    // Nothing fails from here on.
    let holder = state.know(holder);
    let issuer = state.know(&event.actor.id);
    if let Some((_, account)) = state.programmes.get_index_mut(programme) {
        account.budget = budget;
        account.held.insert(holder, held + 1);
        if counted {
            account.held_in.insert((holder, item, period), held_in + 1);
        }
    }
    let row = Row {
        programme: Link::to(programme),
        item,
        version: 1,
        state: VoucherState::Issued,
        suspended: false,
        face_amount: *face_amount,
        amount: *face_amount,
        recovered: Fen::ZERO,
        valid_from: *valid_from,
        expires_at: *expires_at,
        period,
        evidence: evidence.clone(),
        secret_hash: secret_hash.map(Box::new),
        account: Link::NONE,
        provider: Link::NONE,
        record: Link::NONE,
        payment: Link::NONE,
        batch: Link::NONE,
        disputed_by: Link::NONE,
        replaced_by: Link::NONE,
        duties: Duties::new(holder, issuer),
    };
    state.vouchers.insert(id.clone(), row);
    Ok(())
}

impl Row {
    /// The voucher that takes the place of this one; whoever has served this one has served it.
    pub(super) fn replacement(
        &self,
        issuer: Link,
        secret_hash: Option<Box<super::super::digest::Digest>>,
    ) -> Self {
        let mut next = Self {
            state: VoucherState::Issued,
            version: 1,
            suspended: false,
            account: Link::NONE,
            secret_hash,
            ..self.clone()
        };
        next.duties.serve(issuer, Duty::Issue);
        next
    }
}
