//! Decisions about programmes: opening them, their money, their providers.

use super::{Asked, Decision, Outcome, refuse_if};
use crate::model::Fen;
use crate::voucher::account::ProgrammeAccount;
use crate::voucher::budget::Posting;
use crate::voucher::command::Action;
use crate::voucher::event::EventBody;
use crate::voucher::ident::ProgrammeId;
use crate::voucher::programme::Terms;
use crate::voucher::refusal::{Refusal, RefusalCode};

impl<'a> Asked<'a> {
    pub(super) fn define(&self, programme: &ProgrammeId, terms: &Terms) -> Decision<Outcome> {
        refuse_if(self.state.programmes.contains_key(programme), RefusalCode::ProgrammeExists)?;
        refuse_if(!self.actor().region.contains(&terms.region), RefusalCode::OutsideRegion)?;
        self.check_scope(programme)?;
        self.check_version(0)?;
        Ok((programme.clone(), None, EventBody::ProgrammeDefined { terms: Box::new(terms.clone()) }))
    }

    pub(super) fn account(&self, id: &ProgrammeId) -> Decision<&'a ProgrammeAccount> {
        self.state.programmes.get(id).ok_or_else(|| RefusalCode::ProgrammeUnknown.into())
    }

    pub(super) fn appropriate(&self, programme: &ProgrammeId, amount: Fen) -> Decision<Outcome> {
        let account = self.account(programme)?;
        self.check_right(programme, account)?;
        self.check_version(account.version)?;
        self.check_limit(account, amount)?;
        let fits = account.budget.post(Posting::Appropriate, amount).is_ok();
        refuse_if(!fits, RefusalCode::AmountOverflow)?;
        Ok((programme.clone(), None, EventBody::Appropriated { amount }))
    }

    pub(super) fn accredit(&self, programme: &ProgrammeId) -> Decision<Outcome> {
        let account = self.account(programme)?;
        self.check_right(programme, account)?;
        self.check_version(account.version)?;
        let body = match &self.command.action {
            Action::Accredit { provider, item, valid_until, .. } => {
                let unknown = item.as_ref().is_some_and(|item| account.terms.item(Some(item)).is_none());
                refuse_if(unknown, RefusalCode::ItemUnknown)?;
                EventBody::Accredited {
                    provider: provider.clone(),
                    item: item.clone(),
                    valid_until: *valid_until,
                }
            }
            Action::Discredit { provider, item, reason, .. } => {
                let known = account.accredited.contains_key(&(provider.clone(), item.clone()));
                refuse_if(!known, RefusalCode::NotAccredited)?;
                EventBody::Discredited {
                    provider: provider.clone(),
                    item: item.clone(),
                    reason: reason.clone(),
                }
            }
            _ => return Err(Refusal::from(RefusalCode::RoleNotAllowed)),
        };
        Ok((programme.clone(), None, body))
    }
}
