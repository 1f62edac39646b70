//! What is wrong with a line of a return file (回盘行错误).

use serde::Serialize;

use crate::error::codes;

codes! {
    /// Why a line was not read.
    #[non_exhaustive]
    pub enum LineCode {
        Truncated = "bank_line.truncated", "the file ends within this line", "文件在此行中断";
        TooLong = "bank_line.too_long", "a line of more than 4,096 bytes", "行长超过 4096 字节";
        Encoding = "bank_line.encoding", "not in the declared encoding", "不符合声明的编码";
        Quotes = "bank_line.quotes", "quotation marks that do not close", "引号不成对";
        Cells = "bank_line.cells", "another number of cells than the header", "列数与表头不符";
        Payment = "bank_line.payment", "not the name of a payment", "不是支付指令号";
        Status = "bank_line.status", "a word for the status that the layout does not name", "格式声明中没有的状态用语";
        Amount = "bank_line.amount", "not an amount in the declared unit", "不是声明单位的金额";
        AmountMissing = "bank_line.amount_missing", "no amount", "缺少金额";
        Recipient = "bank_line.recipient", "not a token of a recipient", "不是收款人代号";
        Reason = "bank_line.reason",
            "a reason that cannot be kept; the line was read without it", "原因文字不可留存，该行已按无原因读取";
        Totals = "bank_line.totals", "a line of totals that cannot be read", "合计行无法读取";
        AfterTotals = "bank_line.after_totals", "a line behind the totals", "合计行之后的行";
    }
}

/// Something wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineFault {
    /// The line of the file, the first being 1.
    pub line: u64,
    /// The column as the file names it; empty if it is about the whole line.
    pub column: String,
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: LineCode,
    /// The value, masked: a bank's file may hold names and accounts.
    pub value: String,
    /// Whether the line was used all the same.
    pub used: bool,
    /// What is wrong, in English.
    pub message_en: &'static str,
    /// What is wrong, in Chinese.
    pub message_zh: &'static str,
}

impl LineFault {
    pub(super) fn new(line: u64, column: &str, code: LineCode, value: String) -> Self {
        Self {
            line,
            column: column.to_owned(),
            code,
            value,
            used: code == LineCode::Reason,
            message_en: code.en(),
            message_zh: code.zh(),
        }
    }
}
