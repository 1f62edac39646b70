//! The decision: a command against the state gives an event or a refusal, and changes nothing.
//!
//! The checks of every action run in the order of [`RefusalCode`], so that a command with two faults is answered with
//! the one declared first.

mod batch;
mod issue;
mod payment;
mod programme;
mod voucher;

use super::account::ProgrammeAccount;
use super::command::{Action, Actor, Command, Role};
use super::event::{Event, EventBody};
use super::ident::{ProgrammeId, VoucherId};
use super::refusal::{Refusal, RefusalCode};
use super::state::State;
use super::time::Timestamp;
use crate::model::Fen;

/// How far behind the last event a clock may be, in seconds. Up to here the last event's time is taken instead, so
/// that ledger time never decreases; beyond it the clock is wrong and the command is refused.
pub const CLOCK_BACK_MAX_S: i64 = 300;

type Decision<T = ()> = Result<T, Refusal>;

/// What an event is about, and what happened.
type Outcome = (ProgrammeId, Option<VoucherId>, EventBody);

/// Decides a command at the instant `now`.
///
/// # Errors
/// The first applicable [`Refusal`] in order of precedence. `voucher.key_reuse` is the ledger's to find: the state
/// does not know the commands.
pub fn decide(state: &State, command: &Command, now: Timestamp) -> Decision<Event> {
    let time = ledger_time(state, now)?;
    check_content(command)?;
    let asked = Asked { state, command, time };
    let (programme, voucher, body) = match &command.action {
        Action::DefineProgramme { programme, terms } => asked.define(programme, terms)?,
        Action::Appropriate { programme, amount } => asked.appropriate(programme, *amount)?,
        Action::Accredit { programme, .. } | Action::Discredit { programme, .. } => {
            asked.accredit(programme)?
        }
        Action::Issue { programme, voucher, .. } => asked.issue(programme, voucher)?,
        Action::SealBatch { batch } | Action::ApproveBatch { batch } | Action::CancelBatch { batch, .. } => {
            asked.batch(batch)?
        }
        Action::Claim { voucher, .. }
        | Action::Redeem { voucher, .. }
        | Action::Approve { voucher }
        | Action::Reject { voucher, .. }
        | Action::Schedule { voucher, .. }
        | Action::Disburse { voucher, .. }
        | Action::PayoutFailed { voucher, .. }
        | Action::ClawBack { voucher, .. }
        | Action::Revoke { voucher, .. }
        | Action::Reissue { voucher, .. }
        | Action::Suspend { voucher, .. }
        | Action::Resume { voucher, .. }
        | Action::Dispute { voucher, .. }
        | Action::SettleDispute { voucher, .. }
        | Action::Expire { voucher } => asked.voucher(voucher)?,
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

/// A command that is right in itself, the state it meets, and the time of the ledger.
struct Asked<'a> {
    state: &'a State,
    command: &'a Command,
    time: Timestamp,
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

impl Asked<'_> {
    fn actor(&self) -> &Actor {
        &self.command.actor
    }

    /// An official acts on the programmes of the own division and of those inside it. A provider's place and the
    /// programme may each contain the other. A holder is named by the voucher, wherever the home is.
    fn check_right(&self, programme: &ProgrammeId, account: &ProgrammeAccount) -> Decision {
        let (actor, region) = (self.actor(), &account.terms.region);
        let inside = match actor.role {
            Role::Holder => true,
            Role::Provider => actor.region.contains(region) || region.contains(&actor.region),
            Role::Manager | Role::Issuer | Role::Approver | Role::Payer | Role::Auditor => {
                actor.region.contains(region)
            }
        };
        refuse_if(!inside, RefusalCode::OutsideRegion)?;
        self.check_scope(programme)
    }

    fn check_scope(&self, programme: &ProgrammeId) -> Decision {
        let outside = self.actor().programme.as_ref().is_some_and(|scope| scope != programme);
        refuse_if(outside, RefusalCode::OutsideProgramme)
    }

    fn check_version(&self, version: u64) -> Decision {
        let stale = self.command.expected_version.is_some_and(|expected| expected != version);
        refuse_if(stale, RefusalCode::VersionConflict)
    }

    fn check_limit(&self, account: &ProgrammeAccount, amount: Fen) -> Decision {
        let limit = account.terms.role_limits.get(&self.actor().role);
        refuse_if(limit.is_some_and(|limit| amount > *limit), RefusalCode::RoleLimit)
    }
}
