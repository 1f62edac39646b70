//! The sums of a reconciliation, and the proof that they tie out (合计核对).

use serde::Serialize;

use crate::model::Fen;
use crate::voucher::error::{VoucherCode, VoucherError};

/// How many instructions, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// Their sum.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

impl Tally {
    pub(super) fn add(&mut self, amount: Fen) -> Result<(), VoucherError> {
        self.count += 1;
        self.amount = self.amount.checked_add(amount)?;
        Ok(())
    }
}

/// Every instruction of the batch by what the file says of it, and every line of the file by what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// What the batch tells the bank to pay.
    pub instructed: Tally,
    /// Paid in full.
    pub paid: Tally,
    /// Paid in part: what arrived.
    pub part_paid: Tally,
    /// The rest of what was paid in part; the instructions are counted in `part_paid`.
    #[serde(rename = "part_unpaid_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub part_unpaid: Fen,
    /// Failed.
    pub failed: Tally,
    /// Paid and come back.
    pub returned: Tally,
    /// The bank cannot tell yet.
    pub open: Tally,
    /// The file says something of it that cannot be right, or two things.
    pub in_question: Tally,
    /// Not in the file.
    pub missing: Tally,
    /// Lines of the file below the header, without the line of totals.
    pub lines: u64,
    /// Lines that say something of an instruction of the batch.
    pub lines_used: u64,
    /// Lines that say the same as an earlier one.
    pub lines_repeated: u64,
    /// Lines about payments that are not in the batch.
    pub lines_foreign: u64,
    /// Lines that could not be read.
    pub lines_faulty: u64,
    /// The sum of the amounts of all lines that could be read.
    #[serde(rename = "lines_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub lines_amount: Fen,
}

impl Totals {
    /// Instructed = paid + part paid + its rest + failed + returned + open + in question + missing, in number and in fen,
    /// and lines = used + repeated + foreign + faulty.
    ///
    /// # Errors
    /// `bank.totals`.
    pub fn check(&self) -> Result<(), VoucherError> {
        let parts = [
            self.paid,
            self.part_paid,
            self.failed,
            self.returned,
            self.open,
            self.in_question,
            self.missing,
        ];
        let count: u64 = parts.iter().map(|part| part.count).sum();
        let amounts = parts.iter().map(|part| part.amount).chain([self.part_unpaid]);
        let amount = Fen::checked_sum(amounts)?;
        let lines = self.lines_used + self.lines_repeated + self.lines_foreign + self.lines_faulty;
        if (count, amount, lines) == (self.instructed.count, self.instructed.amount, self.lines) {
            Ok(())
        } else {
            Err(VoucherError::new(VoucherCode::BankTotals))
        }
    }
}
