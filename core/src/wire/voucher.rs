//! Requests and answers about vouchers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::voucher::bank::{AppliedReturn, ReturnFile, ReturnLayout};
use crate::voucher::{Actor, Answer, BatchId, BudgetView, Card, Command, Head, Ledger, Refusal, Timestamp};

/// Asks to carry out commands on a new ledger in memory: to try a programme out, or to check a history.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LedgerRequest {
    /// The commands in order.
    pub commands: Vec<TimedCommand>,
}

/// A command and when it comes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimedCommand {
    /// Seconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub now: Timestamp,
    /// The command, as [`Command`] reads it.
    #[cfg_attr(feature = "schema", schemars(with = "Command"))]
    pub command: Value,
}

/// What a new ledger answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LedgerAnswer {
    /// An answer for each command.
    pub answers: Vec<Answer>,
    /// The budgets of all programmes at the end, in the order of their ids.
    pub budgets: Vec<BudgetView>,
    /// Number and hash of the last event.
    pub head: Head,
}

/// Answers a [`LedgerRequest`].
///
/// # Errors
/// Those of reading a command and of [`Ledger::submit`]; a refusal is an answer, not an error.
pub fn ledger(request: LedgerRequest) -> Result<LedgerAnswer, Error> {
    let (ledger, answers) = played(request.commands)?;
    let budgets = ledger.budgets()?;
    Ok(LedgerAnswer { answers, budgets, head: ledger.verify()?.head })
}

/// A new ledger in memory that has had the commands, and its answers.
pub(super) fn played(commands: Vec<TimedCommand>) -> Result<(Ledger, Vec<Answer>), Error> {
    let mut ledger = Ledger::memory();
    let mut answers = Vec::with_capacity(commands.len());
    for TimedCommand { now, command } in commands {
        answers.push(ledger.submit(&Command::read(command)?, now)?);
    }
    Ok((ledger, answers))
}

/// Asks what a bank's return file changes in a new ledger in memory: to try a layout out, or to check a booking.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BankReturnRequest {
    /// The commands in order, up to the approval of the batch.
    pub commands: Vec<TimedCommand>,
    /// The batch.
    pub batch: BatchId,
    /// The return file as text.
    pub file: String,
    /// How it is written.
    #[serde(default)]
    pub layout: ReturnLayout,
    /// Who books it.
    pub actor: Actor,
    /// Seconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub now: Timestamp,
}

/// What the bank was told, and what its answer changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BankReturnAnswer {
    /// The payment file as text.
    pub payment_file: String,
    /// What became of the return file.
    pub applied: AppliedReturn,
    /// The budgets of all programmes at the end, in the order of their ids.
    pub budgets: Vec<BudgetView>,
}

/// Answers a [`BankReturnRequest`].
///
/// # Errors
/// Those of [`ledger`], [`Ledger::payment_file`], [`ReturnFile::read`] and [`Ledger::apply_return`].
pub fn bank_return(request: BankReturnRequest) -> Result<BankReturnAnswer, Error> {
    let (mut ledger, _) = played(request.commands)?;
    let payment_file = ledger.payment_file(&request.batch)?.to_text();
    let file = ReturnFile::read(request.file.as_bytes(), &request.layout)?;
    let applied = ledger.apply_return(&request.batch, &file, &request.actor, request.now)?;
    Ok(BankReturnAnswer { payment_file, applied, budgets: ledger.budgets()? })
}

/// Asks what would be refused, before a command is sent.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckCommandRequest {
    /// The voucher and its programme's terms, as the ledger gave them out.
    #[cfg_attr(feature = "schema", schemars(with = "Card"))]
    pub card: Value,
    /// The command.
    #[cfg_attr(feature = "schema", schemars(with = "Command"))]
    pub command: Value,
    /// Seconds since 1970-01-01T00:00:00Z.
    #[cfg_attr(feature = "schema", schemars(with = "i64"))]
    pub now: Timestamp,
}

/// What would be refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckCommandAnswer {
    /// The refusal; none if the card knows of no reason.
    pub refusal: Option<Refusal>,
}

/// Answers a [`CheckCommandRequest`].
///
/// # Errors
/// Those of [`Card::read`], of reading a command, and of [`Card::check`].
pub fn check_command(request: CheckCommandRequest) -> Result<CheckCommandAnswer, Error> {
    let card = Card::read(request.card)?;
    let refusal = card.check(&Command::read(request.command)?, request.now)?;
    Ok(CheckCommandAnswer { refusal })
}
