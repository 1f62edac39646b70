//! The fold: an event on the state gives the next state.
//!
//! It looks again at what `decide` looked at, from the event's side: a history that was not written by `decide`, or was
//! changed since, does not get through. All is checked before anything is written.

mod batch;
mod issue;
mod voucher;

use super::account::ProgrammeAccount;
use super::budget::{Budget, Posting};
use super::error::{VoucherCode, VoucherError};
use super::event::{Event, EventBody};
use super::ident::PartyId;
use super::programme::Terms;
use super::state::{Link, State};
use super::table::{Quantity, Transition};
use crate::model::Fen;

/// Applies an event.
///
/// # Errors
/// `ledger.not_applicable` if the event does not follow from the state, `ledger.budget_broken` if the budget cannot
/// carry it. The state is then as it was.
pub fn apply(state: &mut State, event: &Event) -> Result<(), VoucherError> {
    if state.seq.checked_add(1) != Some(event.seq) || event.time < state.time {
        return Err(misfit(event, "number or time out of order"));
    }
    match (&event.body, &event.voucher) {
        (EventBody::ProgrammeDefined { terms }, None) => {
            if state.programmes.contains_key(&event.programme) || terms.fault().is_some() {
                return Err(misfit(event, "the programme exists or its terms make no sense"));
            }
            state.programmes.insert(event.programme.clone(), ProgrammeAccount::new(Terms::clone(terms)));
        }
        (
            EventBody::Appropriated { .. } | EventBody::Accredited { .. } | EventBody::Discredited { .. },
            None,
        ) => change_programme(state, event)?,
        (
            EventBody::BatchSealed { batch, .. }
            | EventBody::BatchApproved { batch, .. }
            | EventBody::BatchCancelled { batch, .. },
            None,
        ) => batch::change(state, event, batch)?,
        (EventBody::Issued { .. }, Some(id)) => issue::issue(state, event, id)?,
        (body, Some(id)) if body.action().is_of_voucher() => voucher::change(state, event, id)?,
        _ => return Err(misfit(event, "about the wrong thing")),
    }
    state.seq = event.seq;
    state.time = event.time;
    Ok(())
}

fn misfit(event: &Event, why: &'static str) -> VoucherError {
    VoucherError::new(VoucherCode::NotApplicable).at_seq(event.seq).because(why)
}

fn demand(holds: bool, event: &Event) -> Result<(), VoucherError> {
    if holds { Ok(()) } else { Err(misfit(event, "an amount, id or date that does not fit")) }
}

fn post(budget: &Budget, posting: Posting, amount: Fen, event: &Event) -> Result<Budget, VoucherError> {
    budget.post(posting, amount).map_err(|error| error.at_seq(event.seq))
}

/// The budget after all postings of a row of the table.
fn post_row(
    budget: &Budget,
    row: &Transition,
    amount_of: impl Fn(Quantity) -> Fen,
    event: &Event,
) -> Result<Budget, VoucherError> {
    row.postings
        .iter()
        .try_fold(*budget, |budget, (posting, quantity)| post(&budget, *posting, amount_of(*quantity), event))
}

fn change_programme(state: &mut State, event: &Event) -> Result<(), VoucherError> {
    let account = state.programmes.get_mut(&event.programme);
    let account = account.ok_or_else(|| misfit(event, "unknown programme"))?;
    match &event.body {
        EventBody::Appropriated { amount } => {
            demand(*amount > Fen::ZERO, event)?;
            account.budget = post(&account.budget, Posting::Appropriate, *amount, event)?;
        }
        EventBody::Accredited { provider, item, valid_until } => {
            demand(item.is_none() || account.terms.item(item.as_ref()).is_some(), event)?;
            account.accredited.insert((provider.clone(), item.clone()), *valid_until);
        }
        EventBody::Discredited { provider, item, .. } => {
            let known = account.accredited.remove(&(provider.clone(), item.clone()));
            demand(known.is_some(), event)?;
        }
        _ => return Err(misfit(event, "not about a programme")),
    }
    account.version += 1;
    Ok(())
}

impl State {
    /// The place of a party, a new one if it was not seen before.
    fn know(&mut self, party: &PartyId) -> Link {
        match self.parties.get_index_of(party) {
            Some(place) => Link::to(place),
            None => Link::to(self.parties.insert_full(party.clone()).0),
        }
    }
}
