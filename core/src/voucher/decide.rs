//! The decision: a command against the state gives an event or a refusal, and changes nothing.
//!
//! The checks of every action run in the order of [`RefusalCode`], so that a command with two faults is answered with
//! the one declared first.

use super::budget::Posting;
use super::command::{Action, ActionKind, Actor, Command, Outcome, Role};
use super::error::VoucherError;
use super::event::{Event, EventBody};
use super::ident::{ProgrammeId, VoucherId};
use super::programme::{Payee, Validity};
use super::refusal::{Refusal, RefusalCode};
use super::state::{Duty, ProgrammeAccount, Standing, State, Voucher, VoucherState};
use super::time::Timestamp;
use crate::model::Fen;

/// How far behind the last event a clock may be, in seconds. Up to here the last event's time is taken instead, so
/// that ledger time never decreases; beyond it the clock is wrong and the command is refused.
pub const CLOCK_BACK_MAX_S: i64 = 300;

type Decision<T = ()> = Result<T, Refusal>;

/// Decides a command at the instant `now`.
///
/// # Errors
/// The first applicable [`Refusal`] in order of precedence. `voucher.key_reuse` is the ledger's to find: the state
/// does not know the commands.
pub fn decide(state: &State, command: &Command, now: Timestamp) -> Decision<Event> {
    let time = ledger_time(state, now)?;
    check_content(command)?;
    let (programme, voucher, body) = match &command.action {
        Action::DefineProgramme { programme, terms } => {
            refuse_if(state.programmes.contains_key(programme), RefusalCode::ProgrammeExists)?;
            refuse_if(!command.actor.region.contains(&terms.region), RefusalCode::OutsideRegion)?;
            check_version(command, 0)?;
            (programme.clone(), None, EventBody::ProgrammeDefined { terms: terms.clone() })
        }
        Action::Appropriate { programme, amount } => {
            let account = account(state, programme)?;
            check_region(account, &command.actor)?;
            check_version(command, account.version)?;
            check_posting(account, Posting::Appropriate, *amount, RefusalCode::AmountOverflow)?;
            (programme.clone(), None, EventBody::Appropriated { amount: *amount })
        }
        Action::Issue { programme, voucher, .. } => {
            let body = issue(state, command, account(state, programme)?, time)?;
            (programme.clone(), Some(voucher.clone()), body)
        }
        Action::Claim { voucher }
        | Action::Redeem { voucher, .. }
        | Action::Approve { voucher }
        | Action::Reject { voucher, .. }
        | Action::Disburse { voucher, .. }
        | Action::PayoutFailed { voucher, .. }
        | Action::ClawBack { voucher, .. }
        | Action::Revoke { voucher, .. }
        | Action::Dispute { voucher, .. }
        | Action::SettleDispute { voucher, .. }
        | Action::Expire { voucher } => {
            let case = Case::open(state, command, voucher, time)?;
            (case.voucher.programme.clone(), Some(voucher.clone()), case.decide()?)
        }
    };
    Ok(Event {
        seq: state.seq + 1,
        time,
        command: command.id.clone(),
        command_digest: command.content_digest(),
        actor: command.actor.clone(),
        programme,
        voucher,
        body,
    })
}

fn refuse_if(fault: bool, code: RefusalCode) -> Decision {
    if fault { Err(code.into()) } else { Ok(()) }
}

fn ledger_time(state: &State, now: Timestamp) -> Decision<Timestamp> {
    refuse_if(state.time.seconds_since(now) > CLOCK_BACK_MAX_S, RefusalCode::ClockBehind)?;
    Ok(now.max(state.time))
}

/// What can be said of a command without looking at the state.
fn check_content(command: &Command) -> Decision {
    refuse_if(!command.actor.role.may(command.action.kind()), RefusalCode::RoleNotAllowed)?;
    match &command.action {
        Action::DefineProgramme { terms, .. } => match terms.fault() {
            Some(field) => Err(Refusal::in_field(RefusalCode::TermsInvalid, field)),
            None => Ok(()),
        },
        Action::Appropriate { amount, .. }
        | Action::Redeem { amount: Some(amount), .. }
        | Action::ClawBack { amount: Some(amount), .. } => {
            refuse_if(*amount == Fen::ZERO, RefusalCode::AmountZero)
        }
        _ => Ok(()),
    }
}

fn account<'a>(state: &'a State, id: &ProgrammeId) -> Decision<&'a ProgrammeAccount> {
    state.programmes.get(id).ok_or_else(|| RefusalCode::ProgrammeUnknown.into())
}

/// An official acts on the programmes of the own division and of those inside it. A provider's place and the programme
/// may each contain the other. A holder is named by the voucher, wherever the home is.
fn check_region(account: &ProgrammeAccount, actor: &Actor) -> Decision {
    let programme = &account.terms.region;
    let inside = match actor.role {
        Role::Holder => true,
        Role::Provider => actor.region.contains(programme) || programme.contains(&actor.region),
        Role::Manager | Role::Issuer | Role::Approver | Role::Payer | Role::Auditor => {
            actor.region.contains(programme)
        }
    };
    refuse_if(!inside, RefusalCode::OutsideRegion)
}

fn check_version(command: &Command, version: u64) -> Decision {
    let stale = command.expected_version.is_some_and(|expected| expected != version);
    refuse_if(stale, RefusalCode::VersionConflict)
}

/// Tries the posting, so that an event is never written that the budget cannot carry.
fn check_posting(account: &ProgrammeAccount, posting: Posting, amount: Fen, code: RefusalCode) -> Decision {
    account.budget.post(posting, amount).map(|_| ()).map_err(|_: VoucherError| code.into())
}

fn issue(
    state: &State,
    command: &Command,
    account: &ProgrammeAccount,
    time: Timestamp,
) -> Decision<EventBody> {
    let Action::Issue { voucher, holder, evidence, .. } = &command.action else {
        return Err(RefusalCode::RoleNotAllowed.into());
    };
    let terms = &account.terms;
    refuse_if(state.vouchers.contains_key(voucher), RefusalCode::VoucherExists)?;
    check_region(account, &command.actor)?;
    check_version(command, 0)?;
    let ended = matches!(terms.validity, Validity::Span { valid_until, .. } if time >= valid_until);
    refuse_if(ended, RefusalCode::ProgrammeEnded)?;
    let (valid_from, expires_at) =
        terms.validity.of_issue(time).map_err(|_| Refusal::from(RefusalCode::ProgrammeEnded))?;
    refuse_if(terms.four_eyes && command.actor.id == *holder, RefusalCode::FourEyes)?;
    let held = account.held.get(holder).copied().unwrap_or(0);
    refuse_if(held >= terms.per_person_limit, RefusalCode::PerPersonLimit)?;
    check_posting(account, Posting::Commit, terms.face_amount, RefusalCode::BudgetShort)?;
    Ok(EventBody::Issued {
        holder: holder.clone(),
        face_amount: terms.face_amount,
        valid_from,
        expires_at,
        evidence: evidence.clone(),
    })
}

/// A command about an existing voucher, after the checks that all such commands share.
struct Case<'a> {
    state: &'a State,
    command: &'a Command,
    voucher: &'a Voucher,
    account: &'a ProgrammeAccount,
    time: Timestamp,
}

impl<'a> Case<'a> {
    fn open(state: &'a State, command: &'a Command, id: &VoucherId, time: Timestamp) -> Decision<Self> {
        let voucher = state.vouchers.get(id).ok_or(RefusalCode::VoucherUnknown)?;
        let account = account(state, &voucher.programme)?;
        let actor = &command.actor;
        check_region(account, actor)?;
        let foreign = actor.role == Role::Holder && actor.id != voucher.holder;
        refuse_if(foreign, RefusalCode::NotTheHolder)?;
        check_version(command, voucher.version)?;
        let case = Self { state, command, voucher, account, time };
        case.check_standing()?;
        case.check_dispute()?;
        case.check_dates()?;
        Ok(case)
    }

    fn kind(&self) -> ActionKind {
        self.command.action.kind()
    }

    fn check_standing(&self) -> Decision {
        let state = match self.kind() {
            // The sweep is what turns the date into a state.
            ActionKind::Expire => self.voucher.state,
            _ => self.voucher.state_at(self.time),
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

    fn check_dispute(&self) -> Decision {
        let disputed = self.voucher.is_disputed();
        match self.kind() {
            ActionKind::SettleDispute => refuse_if(!disputed, RefusalCode::NotDisputed),
            ActionKind::Dispute => refuse_if(disputed, RefusalCode::AlreadyDisputed),
            ActionKind::Approve | ActionKind::Reject | ActionKind::Disburse => {
                refuse_if(disputed, RefusalCode::Disputed)
            }
            // What the bank did is booked, dispute or not.
            _ => Ok(()),
        }
    }

    fn check_dates(&self) -> Decision {
        match self.kind() {
            ActionKind::Claim | ActionKind::Redeem => {
                refuse_if(self.time < self.voucher.valid_from, RefusalCode::NotYetValid)
            }
            ActionKind::Expire => refuse_if(self.time < self.voucher.expires_at, RefusalCode::NotExpired),
            _ => Ok(()),
        }
    }

    fn check_four_eyes(&self, duty: Duty) -> Decision {
        let other = self.voucher.in_other_duty(&self.command.actor.id, duty);
        refuse_if(self.account.terms.four_eyes && other, RefusalCode::FourEyes)
    }

    fn decide(&self) -> Decision<EventBody> {
        let voucher = self.voucher;
        match &self.command.action {
            Action::Claim { .. } => Ok(EventBody::Claimed),
            Action::Redeem { record, amount, .. } => {
                self.check_four_eyes(Duty::Provide)?;
                refuse_if(self.state.records.contains_key(record), RefusalCode::RecordUsed)?;
                let amount = amount.unwrap_or(voucher.face_amount);
                refuse_if(amount > voucher.face_amount, RefusalCode::AboveFace)?;
                let partial = amount < voucher.face_amount;
                refuse_if(partial && !self.account.terms.partial_redeem, RefusalCode::PartialNotAllowed)?;
                Ok(EventBody::Redeemed { record: record.clone(), amount })
            }
            Action::Approve { .. } => {
                self.check_four_eyes(Duty::Approve)?;
                Ok(EventBody::Approved { amount: voucher.amount, released: voucher.unused() })
            }
            Action::Reject { reason, .. } => {
                self.check_four_eyes(Duty::Approve)?;
                Ok(EventBody::Rejected { reason: reason.clone() })
            }
            Action::Revoke { reason, .. } => {
                Ok(EventBody::Revoked { released: voucher.committed(), reason: reason.clone() })
            }
            Action::Dispute { reason, .. } => Ok(EventBody::Disputed { reason: reason.clone() }),
            Action::SettleDispute { outcome, reason, .. } => {
                self.check_four_eyes(Duty::Settle)?;
                let released = match outcome {
                    Outcome::Upheld => voucher.committed(),
                    Outcome::Dismissed => Fen::ZERO,
                };
                Ok(EventBody::DisputeSettled { outcome: *outcome, released, reason: reason.clone() })
            }
            Action::Expire { .. } => Ok(EventBody::Expired { released: voucher.committed() }),
            Action::Disburse { .. } | Action::PayoutFailed { .. } | Action::ClawBack { .. } => {
                self.decide_payment()
            }
            Action::DefineProgramme { .. } | Action::Appropriate { .. } | Action::Issue { .. } => {
                Err(Refusal::in_state(RefusalCode::StepDone, voucher.state))
            }
        }
    }

    fn decide_payment(&self) -> Decision<EventBody> {
        let voucher = self.voucher;
        self.check_four_eyes(Duty::Pay)?;
        match &self.command.action {
            Action::Disburse { payment, .. } => {
                refuse_if(self.state.payments.contains_key(payment), RefusalCode::PaymentUsed)?;
                check_posting(self.account, Posting::Spend, voucher.amount, RefusalCode::AmountOverflow)?;
                let payee = self.account.terms.payee;
                let paid_to = match payee {
                    Payee::Holder => &voucher.holder,
                    // An approved voucher has a provider; without one there is nobody to pay.
                    Payee::Provider => voucher
                        .provider
                        .as_ref()
                        .ok_or_else(|| Refusal::in_state(RefusalCode::StepMissing, voucher.state))?,
                };
                Ok(EventBody::Disbursed {
                    payment: payment.clone(),
                    amount: voucher.amount,
                    payee,
                    paid_to: paid_to.clone(),
                })
            }
            Action::PayoutFailed { payment, reason, .. } => {
                let other = voucher.payment.as_ref() != Some(payment);
                refuse_if(other, RefusalCode::PaymentMismatch)?;
                refuse_if(voucher.recovered > Fen::ZERO, RefusalCode::RecoveryBegun)?;
                Ok(EventBody::PayoutFailed {
                    payment: payment.clone(),
                    amount: voucher.amount,
                    reason: reason.clone(),
                })
            }
            Action::ClawBack { amount, reason, .. } => {
                let left = voucher.unrecovered();
                let amount = amount.unwrap_or(left);
                refuse_if(amount > left, RefusalCode::AbovePaid)?;
                Ok(EventBody::ClawedBack { amount, full: amount == left, reason: reason.clone() })
            }
            _ => Err(Refusal::in_state(RefusalCode::StepDone, voucher.state)),
        }
    }
}

impl Voucher {
    /// The part of the face amount that the redemption did not use.
    pub(super) fn unused(&self) -> Fen {
        self.face_amount.checked_sub(self.amount).unwrap_or(Fen::ZERO)
    }

    /// What was paid and is not received back.
    pub(super) fn unrecovered(&self) -> Fen {
        self.spent().checked_sub(self.recovered).unwrap_or(Fen::ZERO)
    }

    /// The state that follows an action that is legal and settled.
    pub(super) fn state_after(&self, body: &EventBody) -> VoucherState {
        match body {
            EventBody::ProgrammeDefined { .. }
            | EventBody::Appropriated { .. }
            | EventBody::Disputed { .. } => self.state,
            EventBody::Issued { .. } => VoucherState::Issued,
            EventBody::Claimed | EventBody::Rejected { .. } => VoucherState::Claimed,
            EventBody::Redeemed { .. } => VoucherState::Redeemed,
            EventBody::Approved { .. } | EventBody::PayoutFailed { .. } => VoucherState::Approved,
            EventBody::Disbursed { .. } => VoucherState::Disbursed,
            EventBody::ClawedBack { full: true, .. } => VoucherState::ClawedBack,
            EventBody::ClawedBack { full: false, .. } => VoucherState::Disbursed,
            EventBody::Revoked { .. } => VoucherState::Revoked,
            EventBody::DisputeSettled { outcome: Outcome::Upheld, .. }
                if self.state != VoucherState::Disbursed =>
            {
                VoucherState::Revoked
            }
            EventBody::DisputeSettled { .. } => self.state,
            EventBody::Expired { .. } => VoucherState::Expired,
        }
    }
}
