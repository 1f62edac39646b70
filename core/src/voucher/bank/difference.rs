//! Where the bank, the batch and the ledger do not say the same (差异).

use serde::Serialize;

use crate::error::codes;
use crate::privacy::{Personal, mask};
use crate::voucher::ident::{PartyId, VoucherId};

codes! {
    /// What somebody should know or decide after a return file.
    #[non_exhaustive]
    pub enum DifferenceCode {
        UnknownPayment = "bank_difference.unknown_payment",
            "the ledger has no such payment", "账本中没有此支付指令";
        OtherBatch = "bank_difference.other_batch",
            "the payment belongs to another batch", "支付指令属于其他批次";
        RepeatedLine = "bank_difference.repeated_line",
            "the same line again; it counts once", "重复行，内容相同，只计一次";
        RepeatedOtherContent = "bank_difference.repeated_other_content",
            "the payment again with another amount or recipient: nothing is booked",
            "同一支付重复出现且金额或收款人不同，不予记账";
        Contradictory = "bank_difference.contradictory",
            "the file says two things of the payment: nothing is booked", "文件对同一支付的状态自相矛盾，不予记账";
        WrongAmount = "bank_difference.wrong_amount",
            "another amount than was instructed: nothing is booked", "金额与支付指令不符，不予记账";
        WrongRecipient = "bank_difference.wrong_recipient",
            "another recipient than was instructed: nothing is booked", "收款人与支付指令不符，不予记账";
        SharesDiffer = "bank_difference.shares_differ",
            "holder and provider share the payment, and the bank does not say the same of both: nothing is booked",
            "双方分摊的支付，银行对两笔的结果不一致，不予记账";
        PartPaid = "bank_difference.part_paid",
            "less than the amount arrived: nothing is booked until the rest is paid or all of it is back",
            "仅部分到账，待补足或全部退回后再记账";
        Failed = "bank_difference.failed",
            "the payment did not leave: the voucher is still to be paid", "支付失败，券仍为待付";
        Returned = "bank_difference.returned",
            "the payment came back: the voucher is to be paid again", "款项已退汇，券恢复待付";
        Open = "bank_difference.open", "the bank cannot tell yet", "银行尚未给出结果";
        Missing = "bank_difference.missing", "in the batch, not in the file", "批次中有而文件中没有";
        AlreadyPaid = "bank_difference.already_paid", "booked as paid before", "此前已记为已拨付";
        PaymentClosed = "bank_difference.payment_closed",
            "the payment is over: it came back before, its batch was given up, or the voucher was revoked",
            "该支付已了结：此前已退回、批次已作废或券已撤销";
        LedgerPaid = "bank_difference.ledger_paid",
            "the bank says that it was not paid, the ledger has it as paid", "银行称未支付，账本已记为已拨付";
        Refused = "bank_difference.refused",
            "the machine does not book it as things stand", "按当前状态不能记账";
        TrailerCount = "bank_difference.trailer_count",
            "the line of totals counts other lines", "合计行的笔数与明细不符";
        TrailerTotal = "bank_difference.trailer_total",
            "the line of totals has another sum", "合计行的金额与明细不符";
    }
}

/// One difference, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: DifferenceCode,
    /// The line of the file; absent for what is not in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The payment as the files call it; what looks like an account number is masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// The voucher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
    /// What was expected: an amount in fen, a token, a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What it means, in English.
    pub message_en: &'static str,
    /// What it means, in Chinese.
    pub message_zh: &'static str,
}

impl Difference {
    pub(super) const fn new(code: DifferenceCode) -> Self {
        Self {
            code,
            line: None,
            payment: None,
            voucher: None,
            expected: None,
            found: None,
            message_en: code.en(),
            message_zh: code.zh(),
        }
    }

    pub(super) const fn at(mut self, line: Option<u64>) -> Self {
        self.line = line;
        self
    }

    pub(super) fn of(mut self, reference: &str, voucher: Option<&VoucherId>) -> Self {
        let plain = PartyId::new(reference).is_ok() || reference.contains('/') || voucher.is_some();
        let shown = if plain { reference.to_owned() } else { mask(Personal::BankAccount, reference) };
        self.payment = Some(shown);
        self.voucher = voucher.cloned();
        self
    }

    pub(super) fn but(mut self, expected: impl ToString, found: impl ToString) -> Self {
        self.expected = Some(expected.to_string());
        self.found = Some(found.to_string());
        self
    }

    pub(super) fn found(mut self, found: impl ToString) -> Self {
        self.found = Some(found.to_string());
        self
    }
}
