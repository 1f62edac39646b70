//! The return file against batch and ledger (对账): commands that bring the ledger up to the bank, and what is left for
//! somebody to look at.

use std::collections::HashMap;

use serde::Serialize;

use super::difference::{Difference, DifferenceCode as D};
use super::fault::LineFault;
use super::instruction::{Booked, Instructed, Instruction, Payment};
use super::layout::ReturnStatus;
use super::reader::{ReturnFile, ReturnLine};
use super::totals::Totals;
use crate::model::Fen;
use crate::voucher::batch::BatchState;
use crate::voucher::command::{Action, Actor, Command};
use crate::voucher::decide::decide;
use crate::voucher::digest::Digest;
use crate::voucher::error::VoucherError;
use crate::voucher::ident::{BatchId, CommandId, Note, PaymentId};
use crate::voucher::refusal::Refusal;
use crate::voucher::state::State;
use crate::voucher::time::Timestamp;

/// The result of comparing a return file with its batch and the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reconciliation {
    /// The batch.
    pub batch: BatchId,
    /// SHA-256 over the file.
    pub file: Digest,
    /// What the ledger has to do, by payments. Each id comes from the content, and the content names the version of the
    /// voucher: the same finding gives the same command, and done twice it is replayed.
    pub commands: Vec<Command>,
    /// Gives the batch up, so that what failed can go into another one: offered once every other payment is over, for
    /// somebody to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<Command>,
    /// What does not fit together, by lines; at the end what is not in the file.
    pub differences: Vec<Difference>,
    /// Lines that could not be read.
    pub faults: Vec<LineFault>,
    /// The sums, which tie out.
    pub totals: Totals,
}

/// What the lines of a file say of one instruction together.
#[derive(Clone, Copy)]
enum Said<'f> {
    Nothing,
    One(&'f ReturnLine),
    /// Something that cannot be right.
    Doubtful,
}

impl<'f> Said<'f> {
    const fn line(self) -> Option<&'f ReturnLine> {
        match self {
            Self::One(line) => Some(line),
            Self::Nothing | Self::Doubtful => None,
        }
    }
}

/// The lines about one instruction so far, each content once.
#[derive(Default)]
struct Heard<'f> {
    lines: Vec<&'f ReturnLine>,
    doubtful: bool,
}

/// Compares a return file with its batch and the ledger. Nothing is changed.
///
/// # Errors
/// `bank.batch_unknown`; `bank.not_ready` for a batch that was never sealed; `bank.totals` should the sums not tie out.
pub fn reconcile(
    state: &State,
    batch: &BatchId,
    file: &ReturnFile,
    actor: &Actor,
    now: Timestamp,
) -> Result<Reconciliation, VoucherError> {
    let instructed = Instructed::of(state, batch)?;
    let mut work = Work { state, actor, now, differences: Vec::new(), commands: Vec::new() };
    let mut totals = Totals::default();
    let said = work.listen(&instructed, file, &mut totals)?;
    let mut settled = true;
    let mut some_failed = false;
    let mut said = said.into_iter();
    for payment in &instructed.payments {
        let of_payment: Vec<Said<'_>> = said.by_ref().take(payment.instructions.len()).collect();
        for (instruction, said) in payment.instructions.iter().zip(&of_payment) {
            totals.count(instruction, *said)?;
        }
        match work.payment(payment, &of_payment)? {
            Way::Over => {}
            Way::Failed => some_failed = true,
            Way::Open => settled = false,
        }
    }
    totals.lines = file.line_count;
    totals.lines_faulty = totals.lines - u64::try_from(file.lines.len()).unwrap_or(totals.lines);
    work.trailer(file, &totals);
    totals.check()?;
    let mut differences = work.differences;
    differences.sort_by_key(|one| (one.line.is_none(), one.line, one.code));
    let commands = work.commands;
    let mut release = None;
    if settled && some_failed && instructed.batch.state() == BatchState::Sealed {
        let reason = Note::new("银行回盘未成功的款项退回待付")?;
        let give_up = Action::CancelBatch { batch: batch.clone(), reason };
        let command = order(actor, instructed.batch.version(), give_up)?;
        release = decide(state, &command, now).is_ok().then_some(command);
    }
    let faults = file.faults.clone();
    Ok(Reconciliation {
        batch: batch.clone(),
        file: file.digest,
        commands,
        release,
        differences,
        faults,
        totals,
    })
}

/// How a payment stands after the file.
enum Way {
    /// Paid, come back, or closed before.
    Over,
    /// It failed and waits to be paid again.
    Failed,
    /// Nobody can tell yet.
    Open,
}

struct Work<'a> {
    state: &'a State,
    actor: &'a Actor,
    now: Timestamp,
    differences: Vec<Difference>,
    commands: Vec<Command>,
}

/// A command whose id is made from its content.
fn order(actor: &Actor, version: u64, action: Action) -> Result<Command, VoucherError> {
    let mut command = Command {
        id: CommandId::new("bank")?,
        actor: actor.clone(),
        expected_version: Some(version),
        action,
    };
    let digest = command.content_digest().to_string();
    command.id = CommandId::new(&format!("bank-{}", digest.get(..40).unwrap_or(&digest)))?;
    Ok(command)
}

impl Work<'_> {
    /// What the file says of each instruction, in their order.
    fn listen<'f>(
        &mut self,
        instructed: &Instructed<'_>,
        file: &'f ReturnFile,
        totals: &mut Totals,
    ) -> Result<Vec<Said<'f>>, VoucherError> {
        let instructions: Vec<&Instruction<'_>> = instructed.instructions().collect();
        let places: HashMap<&str, usize> =
            (0..).zip(&instructions).map(|(at, one)| (one.reference.as_str(), at)).collect();
        let mut heard: Vec<Heard<'f>> = Vec::new();
        heard.resize_with(instructions.len(), Heard::default);
        for line in &file.lines {
            totals.lines_amount = totals.lines_amount.checked_add(line.amount.unwrap_or_default())?;
            let at = places.get(line.payment.as_str());
            let place = at.and_then(|at| Some((*instructions.get(*at)?, heard.get_mut(*at)?)));
            let Some((instruction, heard)) = place else {
                totals.lines_foreign += 1;
                self.foreign(line);
                continue;
            };
            heard.doubtful |= !self.check_line(instruction, line);
            let again = heard.add(line);
            match again {
                Some((D::RepeatedLine, _)) => totals.lines_repeated += 1,
                _ => totals.lines_used += 1,
            }
            if let Some((code, earlier)) = again {
                let (expected, found) =
                    (format!("line {earlier}"), format!("line {}: {}", line.line, line.status.name()));
                self.note(code, instruction, Some(line.line), |again| again.but(expected, found));
            }
        }
        Ok(heard.iter().map(Heard::said).collect())
    }

    fn foreign(&mut self, line: &ReturnLine) {
        let body = line.payment.split_once('/').map_or(line.payment.as_str(), |(body, _)| body);
        let known = PaymentId::new(body).is_ok_and(|id| self.state.payments.contains_key(&id));
        let code = if known { D::OtherBatch } else { D::UnknownPayment };
        let difference = Difference::new(code).at(Some(line.line)).of(&line.payment, None);
        self.differences.push(difference.found(line.status.name()));
    }

    /// Whether amount and recipient of a line are those of its instruction.
    fn check_line(&mut self, instruction: &Instruction<'_>, line: &ReturnLine) -> bool {
        let whole = instruction.share.amount;
        let amount_fits = match (line.status, line.amount) {
            (ReturnStatus::PartPaid, Some(part)) => part > Fen::ZERO && part < whole,
            (ReturnStatus::Failed | ReturnStatus::Unknown, Some(amount)) => {
                amount == whole || amount == Fen::ZERO
            }
            (ReturnStatus::Failed | ReturnStatus::Unknown, None) => true,
            (_, amount) => amount == Some(whole),
        };
        if !amount_fits {
            let found = line.amount.map_or_else(String::new, |amount| amount.get().to_string());
            self.note(D::WrongAmount, instruction, Some(line.line), |wrong| wrong.but(whole.get(), found));
        }
        let Some(recipient) = &line.recipient else { return amount_fits };
        let share = &instruction.share;
        let recipient_fits = *recipient == share.paid_to || share.account.as_ref() == Some(recipient);
        if !recipient_fits {
            self.note(D::WrongRecipient, instruction, Some(line.line), |wrong| {
                wrong.but(&share.paid_to, recipient)
            });
        }
        amount_fits && recipient_fits
    }

    /// What is to be done about a payment.
    fn payment(&mut self, payment: &Payment<'_>, said: &[Said<'_>]) -> Result<Way, VoucherError> {
        use ReturnStatus as S;

        let booked = payment.booked();
        let waits = if booked == Booked::Waiting { Way::Open } else { Way::Over };
        for (instruction, said) in payment.instructions.iter().zip(said) {
            if let Said::Nothing = said {
                let amount = instruction.share.amount.get();
                self.note(D::Missing, instruction, None, |missing| missing.but(amount, booked.name()));
            }
        }
        let lines: Vec<&ReturnLine> = said.iter().filter_map(|said| said.line()).collect();
        let all = payment.instructions.iter().zip(said.iter().map(|said| said.line()));
        let heard = all.filter_map(|(instruction, line)| Some((instruction, line?)));
        let Some(first) = lines.first() else { return Ok(waits) };
        let status = first.status;
        if lines.len() < said.len() || lines.iter().any(|line| line.status != status) {
            for (instruction, line) in heard {
                let found = line.status.name();
                self.note(D::SharesDiffer, instruction, Some(line.line), |differing| differing.found(found));
            }
            return Ok(waits);
        }
        let (code, way) = match (status, booked) {
            (_, Booked::Closed) => (D::PaymentClosed, Way::Over),
            (S::Paid | S::Unknown, Booked::Paid) => (D::AlreadyPaid, Way::Over),
            (S::Failed | S::PartPaid, Booked::Paid) => (D::LedgerPaid, Way::Over),
            (S::Unknown, Booked::Waiting) => (D::Open, Way::Open),
            (S::PartPaid, Booked::Waiting) => (D::PartPaid, Way::Open),
            (S::Failed, Booked::Waiting) => (D::Failed, Way::Failed),
            (S::Paid | S::Returned, _) => match self.book(payment, status, booked, first.reason.as_ref())? {
                Some(refusal) => {
                    for (instruction, line) in heard {
                        let found = refusal.code().code();
                        self.note(D::Refused, instruction, Some(line.line), |refused| refused.found(found));
                    }
                    return Ok(waits);
                }
                None if status == S::Paid => return Ok(Way::Over),
                None => (D::Returned, Way::Over),
            },
        };
        for (instruction, line) in heard {
            self.note(code, instruction, Some(line.line), |told| match code {
                D::PartPaid => {
                    told.but(instruction.share.amount.get(), line.amount.unwrap_or_default().get())
                }
                D::PaymentClosed | D::AlreadyPaid | D::LedgerPaid => told.found(status.name()),
                _ => match &line.reason {
                    Some(reason) => told.found(reason),
                    None => told,
                },
            });
        }
        Ok(way)
    }

    fn note(
        &mut self,
        code: D,
        instruction: &Instruction<'_>,
        line: Option<u64>,
        with: impl FnOnce(Difference) -> Difference,
    ) {
        let difference = Difference::new(code).at(line);
        self.differences.push(with(difference.of(&instruction.reference, Some(instruction.voucher))));
    }

    /// Adds the commands that book a payment as paid, and as come back; or says what the machine would not do.
    fn book(
        &mut self,
        payment: &Payment<'_>,
        status: ReturnStatus,
        booked: Booked,
        reason: Option<&Note>,
    ) -> Result<Option<Refusal>, VoucherError> {
        let (voucher, mut version) = (payment.voucher.id(), payment.voucher.version());
        let mut commands = Vec::with_capacity(2);
        if booked == Booked::Waiting {
            let paid = Action::Disburse { voucher: voucher.clone(), payment: payment.id.clone() };
            commands.push(order(self.actor, version, paid)?);
            version += 1;
        }
        if status == ReturnStatus::Returned {
            let reason = reason.map_or_else(|| Note::new("银行退汇"), |reason| Ok(reason.clone()))?;
            let back = Action::PayoutFailed { voucher: voucher.clone(), payment: payment.id.clone(), reason };
            commands.push(order(self.actor, version, back)?);
        }
        // The second of two books what the first has just made: whoever may pay may book the return of it.
        let refused = commands.first().and_then(|first| decide(self.state, first, self.now).err());
        if refused.is_none() {
            self.commands.append(&mut commands);
        }
        Ok(refused)
    }

    fn trailer(&mut self, file: &ReturnFile, totals: &Totals) {
        let Some(trailer) = &file.trailer else { return };
        let told = |code| Difference::new(code).at(Some(trailer.line));
        if trailer.count != totals.lines {
            self.differences.push(told(D::TrailerCount).but(totals.lines, trailer.count));
        }
        if trailer.total != totals.lines_amount {
            let (ours, theirs) = (totals.lines_amount.get(), trailer.total.get());
            self.differences.push(told(D::TrailerTotal).but(ours, theirs));
        }
    }
}

/// Whether a bank may say both of a payment, one after the other: what was open is decided, what was paid comes back.
const fn follow(one: ReturnStatus, other: ReturnStatus) -> bool {
    use ReturnStatus as S;

    matches!(
        (one, other),
        (S::Unknown, _) | (_, S::Unknown) | (S::Paid, S::Returned) | (S::Returned, S::Paid)
    )
}

impl<'f> Heard<'f> {
    /// Takes in a line; what is odd about it beside an earlier one, and where that stands.
    fn add(&mut self, line: &'f ReturnLine) -> Option<(D, u64)> {
        let same = |known: &&mut &ReturnLine| {
            (known.status, known.amount, &known.recipient) == (line.status, line.amount, &line.recipient)
        };
        if let Some(known) = self.lines.iter_mut().find(same) {
            let earlier = known.line;
            // Of several reasons one is kept, the same in whatever order they come.
            if (line.reason.is_none(), &line.reason) < (known.reason.is_none(), &known.reason) {
                *known = line;
            }
            return Some((D::RepeatedLine, earlier));
        }
        let other_content = self.lines.iter().find(|known| known.status == line.status);
        let contradicts = self.lines.iter().find(|known| !follow(known.status, line.status));
        let odd = match (other_content, contradicts) {
            (Some(known), _) => Some((D::RepeatedOtherContent, known.line)),
            (None, Some(known)) => Some((D::Contradictory, known.line)),
            (None, None) => None,
        };
        self.lines.push(line);
        self.doubtful |= odd.is_some();
        odd
    }

    fn said(&self) -> Said<'f> {
        let weight = |line: &&&ReturnLine| match line.status {
            ReturnStatus::Unknown => 0,
            ReturnStatus::Paid | ReturnStatus::PartPaid | ReturnStatus::Failed => 1,
            ReturnStatus::Returned => 2,
        };
        match self.lines.iter().max_by_key(weight) {
            _ if self.doubtful => Said::Doubtful,
            Some(line) => Said::One(line),
            None => Said::Nothing,
        }
    }
}

impl Totals {
    fn count(&mut self, instruction: &Instruction<'_>, said: Said<'_>) -> Result<(), VoucherError> {
        let amount = instruction.share.amount;
        self.instructed.add(amount)?;
        match said {
            Said::Nothing => self.missing.add(amount),
            Said::Doubtful => self.in_question.add(amount),
            Said::One(line) => match line.status {
                ReturnStatus::Paid => self.paid.add(amount),
                ReturnStatus::PartPaid => {
                    let part = line.amount.unwrap_or_default();
                    self.part_paid.add(part)?;
                    self.part_unpaid = self.part_unpaid.checked_add(amount.checked_sub(part)?)?;
                    Ok(())
                }
                ReturnStatus::Failed => self.failed.add(amount),
                ReturnStatus::Returned => self.returned.add(amount),
                ReturnStatus::Unknown => self.open.add(amount),
            },
        }
    }
}
