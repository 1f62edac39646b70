//! Decisions about a voucher that exists.

use super::{Asked, Decision, Outcome as Decided, refuse_if};
use crate::model::Fen;
use crate::voucher::account::ProgrammeAccount;
use crate::voucher::budget::{Bucket, Posting};
use crate::voucher::command::{Action, ActionKind, Outcome, Role};
use crate::voucher::duty::Duty;
use crate::voucher::event::EventBody;
use crate::voucher::ident::{PartyId, RecordId, VoucherId};
use crate::voucher::refusal::{Refusal, RefusalCode};
use crate::voucher::secret::{self, Secret};
use crate::voucher::state::{Link, Row};
use crate::voucher::table::Standing;
use crate::voucher::time::Timestamp;

/// A command about a voucher, with what it meets.
pub(super) struct Matter<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) row: &'a Row,
    pub(super) account: &'a ProgrammeAccount,
    /// The actor's place among the parties, if the ledger has seen it.
    pub(super) actor: Link,
}

impl Asked<'_> {
    pub(super) fn voucher(&self, id: &VoucherId) -> Decision<Decided> {
        if let Action::Reissue { replacement, .. } = &self.command.action {
            let exists = self.state.vouchers.contains_key(replacement) || replacement == id;
            refuse_if(exists, RefusalCode::VoucherExists)?;
        }
        let row = self.state.vouchers.get(id).ok_or(RefusalCode::VoucherUnknown)?;
        let (programme, account) = self.state.account_of(row).ok_or(RefusalCode::ProgrammeUnknown)?;
        self.check_right(programme, account)?;
        let actor = self.state.link(&self.actor().id);
        let foreign = self.actor().role == Role::Holder && actor != row.duties.holder();
        refuse_if(foreign, RefusalCode::NotTheHolder)?;
        self.check_version(u64::from(row.version))?;
        let matter = Matter { asked: self, row, account, actor };
        matter.check_standing()?;
        matter.check_holds()?;
        let body = matter.decide()?;
        Ok((programme.clone(), Some(id.clone()), body))
    }
}

impl ActionKind {
    /// Whether an open dispute holds the action up. What the bank did is booked, dispute or not.
    pub(in crate::voucher) const fn waits_for_dispute(self) -> bool {
        matches!(self, Self::Approve | Self::Reject | Self::Schedule | Self::Disburse)
    }

    /// Whether a suspension holds the action up.
    pub(in crate::voucher) const fn waits_for_resume(self) -> bool {
        matches!(self, Self::Claim | Self::Redeem | Self::Reissue) || self.waits_for_dispute()
    }
}

impl Matter<'_> {
    fn kind(&self) -> ActionKind {
        self.asked.command.action.kind()
    }

    fn check_standing(&self) -> Decision {
        let state = match self.kind() {
            // The sweep is what turns the date into a state.
            ActionKind::Expire => self.row.state,
            _ => self.row.state_at(self.asked.time),
        };
        let code = match state.standing(self.kind()) {
            Standing::Legal => return Ok(()),
            Standing::Closed => RefusalCode::Closed,
            Standing::Expired => RefusalCode::Expired,
            Standing::Late => RefusalCode::StepDone,
            Standing::Early => RefusalCode::StepMissing,
        };
        Err(Refusal::in_state(code, state))
    }

    fn check_holds(&self) -> Decision {
        let (kind, disputed) = (self.kind(), self.row.disputed_by.is_some());
        match kind {
            ActionKind::SettleDispute => refuse_if(!disputed, RefusalCode::NotDisputed)?,
            ActionKind::Dispute => refuse_if(disputed, RefusalCode::AlreadyDisputed)?,
            _ => refuse_if(disputed && kind.waits_for_dispute(), RefusalCode::Disputed)?,
        }
        match kind {
            ActionKind::Resume => refuse_if(!self.row.suspended, RefusalCode::NotSuspended),
            ActionKind::Suspend => refuse_if(self.row.suspended, RefusalCode::AlreadySuspended),
            _ => refuse_if(self.row.suspended && kind.waits_for_resume(), RefusalCode::Suspended),
        }
    }

    pub(super) fn check_four_eyes(&self, duty: Duty) -> Decision {
        let raised = duty == Duty::Settle && self.actor.is_some() && self.row.disputed_by == self.actor;
        let other = raised || self.row.duties.in_other(self.actor, duty);
        refuse_if(self.account.terms.four_eyes && other, RefusalCode::FourEyes)
    }

    pub(super) fn check_limit(&self, amount: Fen) -> Decision {
        self.asked.check_limit(self.account, amount)
    }

    fn decide(&self) -> Decision<EventBody> {
        let row = self.row;
        match &self.asked.command.action {
            Action::Claim { account, consent, .. } => {
                refuse_if(self.asked.time < row.valid_from, RefusalCode::NotYetValid)?;
                Ok(EventBody::Claimed { account: account.clone(), consent: consent.clone() })
            }
            Action::Redeem { record, amount, served_at, secret, .. } => {
                self.redeem(record, *amount, *served_at, secret.as_ref())
            }
            Action::Approve { .. } => {
                self.check_four_eyes(Duty::Approve)?;
                self.check_limit(row.amount)?;
                Ok(EventBody::Approved { amount: row.amount, released: row.unused() })
            }
            Action::Reject { reason, .. } => {
                self.check_four_eyes(Duty::Approve)?;
                Ok(EventBody::Rejected { reason: reason.clone() })
            }
            Action::Revoke { reason, .. } => {
                Ok(EventBody::Revoked { released: row.face_amount, reason: reason.clone() })
            }
            Action::Reissue { replacement, secret, reason, .. } => {
                self.check_four_eyes(Duty::Issue)?;
                let secret =
                    secret.as_ref().map(|secret| secret.hash().copied().ok_or(RefusalCode::SecretWrong));
                Ok(EventBody::Reissued {
                    replacement: replacement.clone(),
                    secret_hash: secret.transpose()?,
                    reason: reason.clone(),
                })
            }
            Action::Suspend { reason, .. } => Ok(EventBody::Suspended { reason: reason.clone() }),
            Action::Resume { reason, .. } => Ok(EventBody::Resumed { reason: reason.clone() }),
            Action::Dispute { reason, .. } => Ok(EventBody::Disputed { reason: reason.clone() }),
            Action::SettleDispute { outcome, reason, .. } => {
                self.check_four_eyes(Duty::Settle)?;
                Ok(EventBody::DisputeSettled {
                    outcome: *outcome,
                    released: row.released_by(*outcome),
                    reason: reason.clone(),
                })
            }
            Action::Expire { .. } => {
                refuse_if(self.asked.time < row.expires_at, RefusalCode::NotExpired)?;
                // The total of what ever lapsed is not bounded by the money that is there.
                self.check_fits(Posting::Lapse, row.face_amount)?;
                Ok(EventBody::Expired { released: row.face_amount })
            }
            _ => self.decide_payment(),
        }
    }

    fn redeem(
        &self,
        record: &RecordId,
        amount: Option<Fen>,
        served_at: Option<Timestamp>,
        secret: Option<&Secret>,
    ) -> Decision<EventBody> {
        let (row, time) = (self.row, self.asked.time);
        refuse_if(time < row.valid_from, RefusalCode::NotYetValid)?;
        self.check_four_eyes(Duty::Provide)?;
        let amount = amount.unwrap_or(row.face_amount);
        self.check_limit(amount)?;
        if let Some(kept) = &row.secret_hash {
            let given = secret.and_then(Secret::hash);
            refuse_if(!given.is_some_and(|given| secret::same(given, kept)), RefusalCode::SecretWrong)?;
        }
        let item = self.account.item_at(row.item).ok_or(RefusalCode::ItemUnknown)?;
        let provider: &PartyId = &self.asked.actor().id;
        let accredited =
            !self.account.terms.accredited_only || self.account.is_accredited(provider, &item.item, time);
        refuse_if(!accredited, RefusalCode::NotAccredited)?;
        let served_at = served_at.unwrap_or(time);
        let outside = served_at < row.valid_from || served_at >= row.expires_at || served_at > time;
        refuse_if(outside, RefusalCode::ServiceDate)?;
        let used = self.asked.state.records.get(record).is_some_and(|voucher| voucher.is_some());
        refuse_if(used, RefusalCode::RecordUsed)?;
        refuse_if(amount > row.face_amount, RefusalCode::AboveFace)?;
        refuse_if(amount < row.face_amount && !item.partial_redeem, RefusalCode::PartialNotAllowed)?;
        Ok(EventBody::Redeemed { record: record.clone(), amount, served_at })
    }
}

impl Row {
    /// What a settled dispute makes available: all that an unpaid voucher holds, if it was upheld.
    pub(in crate::voucher) fn released_by(&self, outcome: Outcome) -> Fen {
        if outcome == Outcome::Dismissed {
            return Fen::ZERO;
        }
        // Both are parts of the face amount.
        self.holds(Bucket::Reserved).checked_add(self.holds(Bucket::Payable)).unwrap_or(Fen::ZERO)
    }
}
