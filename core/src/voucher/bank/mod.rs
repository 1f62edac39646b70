//! Payment batches and the bank (支付批次与银行对账): the file that tells a bank what to pay, the file that it gives back,
//! and the difference between that and the ledger.
//!
//! A batch is scheduled, sealed and approved by commands ([`Action::Schedule`](super::Action::Schedule) and those that
//! follow). [`Ledger::payment_file`] writes what the bank is to pay, the same bytes for ever. [`ReturnFile::read`] reads
//! the answer in the bank's own words ([`ReturnLayout`]), and [`Ledger::apply_return`] books it: what was paid is
//! disbursed, what came back is to be paid again, and whatever somebody has to look at is a [`Difference`]. A file that
//! comes twice, in parts or late changes nothing twice: every command names the voucher's version and has its id from
//! its content, and a payment pays once.
//!
//! ```
//! use doorstep::voucher::bank::{ReturnFile, ReturnLayout};
//!
//! let file = "支付指令号,金额,状态,失败原因\npay-1,800.00,成功,\npay-2,800.00,失败,账户状态异常\npay-3,80";
//! let file = ReturnFile::read(file.as_bytes(), &ReturnLayout::default())?;
//! assert_eq!(file.lines.len(), 2);
//! assert_eq!(file.faults[0].code.code(), "bank_line.truncated");
//! # Ok::<(), doorstep::Error>(())
//! ```

mod difference;
mod fault;
mod file;
mod instruction;
mod layout;
mod reader;
mod reconcile;
mod totals;

use serde::Serialize;

pub use difference::{Difference, DifferenceCode};
pub use fault::{LineCode, LineFault};
pub use file::{PaymentFile, PaymentLine};
pub use layout::{AmountUnit, ReturnColumns, ReturnEncoding, ReturnLayout, ReturnStatus};
pub use reader::{ReturnFile, ReturnLine, Trailer};
pub use reconcile::{Reconciliation, reconcile};
pub use totals::{Tally, Totals};

use super::answer::Answer;
use super::command::Actor;
use super::error::VoucherError;
use super::ident::BatchId;
use super::ledger::Ledger;
use super::time::Timestamp;

/// What became of a return file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppliedReturn {
    /// The answers to the commands, in their order.
    pub answers: Vec<Answer>,
    /// What was found.
    #[serde(flatten)]
    pub reconciliation: Reconciliation,
}

impl Ledger {
    /// The file that tells the bank what a batch pays.
    ///
    /// # Errors
    /// `ledger.poisoned`, and those of [`PaymentFile::of`].
    pub fn payment_file(&self, batch: &BatchId) -> Result<PaymentFile, VoucherError> {
        PaymentFile::of(self.state()?, batch)
    }

    /// Compares a return file with its batch and the ledger, and changes nothing; see [`reconcile`].
    ///
    /// # Errors
    /// `ledger.poisoned`, and those of [`reconcile`].
    pub fn reconcile(
        &self,
        batch: &BatchId,
        file: &ReturnFile,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Reconciliation, VoucherError> {
        reconcile(self.state()?, batch, file, actor, now)
    }

    /// Books a return file: compares it with what the ledger now is, and does all commands that follow, written together.
    ///
    /// If others wrote in between, an answer may be a refusal; feed the file again then. So too after
    /// [`Answer::Unknown`], once the ledger was opened again.
    ///
    /// # Errors
    /// Those of [`Ledger::refresh`], [`reconcile`] and [`Ledger::submit_many`].
    pub fn apply_return(
        &mut self,
        batch: &BatchId,
        file: &ReturnFile,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<AppliedReturn, VoucherError> {
        self.refresh()?;
        let reconciliation = self.reconcile(batch, file, actor, now)?;
        let answers = self.submit_many(&reconciliation.commands, now)?;
        Ok(AppliedReturn { answers, reconciliation })
    }
}
