//! The decision about an issue (分发).

use super::{Asked, Decision, Outcome, refuse_if};
use crate::voucher::account::ProgrammeAccount;
use crate::voucher::budget::Posting;
use crate::voucher::command::Action;
use crate::voucher::event::EventBody;
use crate::voucher::ident::{PartyId, ProgrammeId, VoucherId};
use crate::voucher::programme::Validity;
use crate::voucher::refusal::{Refusal, RefusalCode};

impl Asked<'_> {
    pub(super) fn issue(&self, programme: &ProgrammeId, voucher: &VoucherId) -> Decision<Outcome> {
        let account = self.account(programme)?;
        let Action::Issue { holder, item, evidence, rule, facts_digest, secret, .. } = &self.command.action
        else {
            return Err(RefusalCode::RoleNotAllowed.into());
        };
        let terms = &account.terms;
        refuse_if(self.state.vouchers.contains_key(voucher), RefusalCode::VoucherExists)?;
        self.check_right(programme, account)?;
        self.check_version(0)?;
        let window = terms.issue_window;
        refuse_if(window.from.is_some_and(|from| self.time < from), RefusalCode::ProgrammeNotOpen)?;
        let ended = window.until.is_some_and(|until| self.time >= until)
            || matches!(terms.validity, Validity::Span { valid_until, .. } if self.time >= valid_until);
        refuse_if(ended, RefusalCode::ProgrammeEnded)?;
        let dates = terms.validity.of_issue(self.time);
        let (valid_from, expires_at) = dates.map_err(|_| Refusal::from(RefusalCode::ProgrammeEnded))?;
        refuse_if(terms.four_eyes && self.actor().id == *holder, RefusalCode::FourEyes)?;
        let (place, item) = terms.item(item.as_ref()).ok_or(RefusalCode::ItemUnknown)?;
        self.check_limit(account, item.face_amount)?;
        refuse_if(terms.rule.is_some() && evidence.is_none(), RefusalCode::EvidenceMissing)?;
        refuse_if(terms.rule.is_some() && *rule != terms.rule, RefusalCode::RuleMismatch)?;
        self.check_counts(account, holder, place)?;
        let secret_hash =
            secret.as_ref().map(|secret| secret.hash().copied().ok_or(RefusalCode::SecretWrong));
        let secret_hash = secret_hash.transpose()?;
        let fits = account.budget.post(Posting::Reserve, item.face_amount).is_ok();
        refuse_if(!fits, RefusalCode::BudgetShort)?;
        let body = EventBody::Issued {
            holder: holder.clone(),
            item: item.item.clone(),
            face_amount: item.face_amount,
            valid_from,
            expires_at,
            evidence: evidence.clone(),
            rule: rule.clone(),
            facts_digest: *facts_digest,
            secret_hash,
        };
        Ok((programme.clone(), Some(voucher.clone()), body))
    }

    fn check_counts(&self, account: &ProgrammeAccount, holder: &PartyId, item: u32) -> Decision {
        let party = self.state.link(holder);
        let held = account.held.get(&party).copied().unwrap_or(0);
        refuse_if(held >= account.terms.per_person_limit, RefusalCode::PerPersonLimit)?;
        if let Some(limit) = account.terms.period_limit {
            let held = account.held_in.get(&(party, item, limit.period.of(self.time))).copied().unwrap_or(0);
            refuse_if(held >= limit.limit, RefusalCode::PerPeriodLimit)?;
        }
        Ok(())
    }
}
