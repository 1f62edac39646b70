//! Requests and answers about vouchers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::voucher::{Answer, BudgetView, Command, Head, Ledger, Timestamp};

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
    let mut ledger = Ledger::memory();
    let mut answers = Vec::with_capacity(request.commands.len());
    for TimedCommand { now, command } in request.commands {
        answers.push(ledger.submit(&Command::read(command)?, now)?);
    }
    let budgets = ledger.budgets()?;
    Ok(LedgerAnswer { answers, budgets, head: ledger.verify()?.head })
}
