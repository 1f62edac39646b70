//! What a bank is told to pay (支付指令): one instruction for each recipient of each payment of a batch.

use crate::voucher::batch::{Batch, BatchState};
use crate::voucher::error::{VoucherCode, VoucherError};
use crate::voucher::ident::{BatchId, PaymentId, ProgrammeId, VoucherId};
use crate::voucher::programme::{Recipient, Share, Terms};
use crate::voucher::state::{State, Voucher, VoucherState};

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instruction<'a> {
    /// How the bank's files call it: the payment id, and where a payment has two recipients, which of them after a `/`,
    /// a letter that no payment id has.
    pub(super) reference: String,
    pub(super) share: Share,
    pub(super) payment: &'a PaymentId,
    pub(super) voucher: &'a VoucherId,
}

/// A payment of a batch with its instructions.
#[derive(Debug, Clone)]
pub(super) struct Payment<'a> {
    pub(super) id: &'a PaymentId,
    pub(super) voucher: Voucher<'a>,
    /// Whether the voucher's last payment is this one.
    pub(super) is_last: bool,
    pub(super) instructions: Vec<Instruction<'a>>,
}

/// A batch with its payments, by their ids.
#[derive(Debug, Clone)]
pub(super) struct Instructed<'a> {
    pub(super) batch: &'a Batch,
    pub(super) programme: &'a ProgrammeId,
    pub(super) terms: &'a Terms,
    pub(super) payments: Vec<Payment<'a>>,
}

/// Where the ledger stands with a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Booked {
    /// It is to be paid.
    Waiting,
    /// It was paid.
    Paid,
    /// It pays nothing any more: it failed or was returned, its batch was given up, or its voucher was revoked.
    Closed,
}

impl Booked {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Paid => "paid",
            Self::Closed => "closed",
        }
    }
}

impl Payment<'_> {
    pub(super) fn booked(&self) -> Booked {
        if self.voucher.payment() != Some(self.id) {
            return Booked::Closed;
        }
        if self.voucher.state() == VoucherState::Approved { Booked::Waiting } else { Booked::Paid }
    }

    /// Whether the bank must not be told to pay it: a dispute or a suspension holds it, or its voucher was revoked.
    pub(super) fn is_held(&self) -> bool {
        let (state, row) = (self.voucher.state(), self.voucher.row());
        let held = row.suspended || row.disputed_by.is_some();
        self.is_last && (state == VoucherState::Revoked || state == VoucherState::Approved && held)
    }
}

const fn suffix(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Holder => "/holder",
        Recipient::Provider => "/provider",
    }
}

impl<'a> Instructed<'a> {
    /// What a sealed batch tells the bank, the same for ever: whatever became of the payments since.
    ///
    /// # Errors
    /// `bank.batch_unknown`; `bank.not_ready` for a batch that was never sealed; `bank.totals` if the payments are not
    /// those that were sealed.
    pub(super) fn of(state: &'a State, id: &BatchId) -> Result<Self, VoucherError> {
        let batch = state.batch(id).ok_or_else(|| VoucherError::new(VoucherCode::BankBatchUnknown))?;
        let account = batch.programme.get().and_then(|place| state.programmes.get_index(place));
        let (programme, account) = account.ok_or_else(|| VoucherError::new(VoucherCode::BankBatchUnknown))?;
        if batch.state() == BatchState::Open || !batch.sealed_by.is_some() {
            return Err(VoucherError::new(VoucherCode::BankNotReady).because("it is not sealed"));
        }
        let mut payments = Vec::new();
        let (mut count, mut total) = (0_u64, crate::model::Fen::ZERO);
        for (payment, voucher) in state.payments_of(id) {
            let shares = state.shares(voucher.row());
            let shares = shares.ok_or_else(|| VoucherError::new(VoucherCode::BankTotals))?;
            let many = shares.len() > 1;
            count += 1;
            for share in &shares {
                total = total.checked_add(share.amount)?;
            }
            let instructions = shares.into_iter().map(|share| {
                let end = if many { suffix(share.recipient) } else { "" };
                Instruction { reference: format!("{payment}{end}"), share, payment, voucher: voucher.id() }
            });
            let instructions = instructions.collect();
            let is_last = voucher.row().payment.get() == state.payments.get_index_of(payment);
            payments.push(Payment { id: payment, voucher, is_last, instructions });
        }
        if (count, total) != (batch.count(), batch.total()) {
            return Err(VoucherError::new(VoucherCode::BankTotals).because("not what was sealed"));
        }
        Ok(Self { batch, programme, terms: account.terms(), payments })
    }

    pub(super) fn instructions(&self) -> impl Iterator<Item = &Instruction<'a>> {
        self.payments.iter().flat_map(|payment| &payment.instructions)
    }
}
