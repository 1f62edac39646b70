//! How a bank writes its return file (回盘文件格式): names of columns and words for what became of a payment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::voucher::error::{VoucherCode, VoucherError};

/// What the bank says of a payment (回盘状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ReturnStatus {
    /// It arrived (成功).
    Paid,
    /// Less than the amount arrived (部分成功).
    PartPaid,
    /// It did not leave (失败).
    Failed,
    /// It left and came back (退汇).
    Returned,
    /// The bank cannot tell yet (处理中).
    Unknown,
}

impl ReturnStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Paid, Self::PartPaid, Self::Failed, Self::Returned, Self::Unknown];

    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::PartPaid => "part_paid",
            Self::Failed => "failed",
            Self::Returned => "returned",
            Self::Unknown => "unknown",
        }
    }
}

/// How amounts are written (金额单位).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AmountUnit {
    /// Yuan with at most two decimals, such as `800.00` (元).
    #[default]
    Yuan,
    /// Whole fen, such as `80000` (分).
    Fen,
}

/// The characters of the file (字符编码).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ReturnEncoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// GB 18030, of which GBK and GB 2312 are parts; read by builds with the feature `gb18030`.
    Gb18030,
}

/// Under which names a column may stand; the header is compared without spaces around and without regard to the case
/// of Latin letters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnColumns {
    /// The payment as the payment file calls it (支付指令号). It must be there.
    pub payment: Vec<String>,
    /// What became of it (状态). It must be there.
    pub status: Vec<String>,
    /// How much (金额): of a part payment what arrived, else the whole. It must be there.
    pub amount: Vec<String>,
    /// The token of the recipient or of the account (收款人代号), if the bank gives it back.
    pub recipient: Vec<String>,
    /// Why (原因), if the bank says.
    pub reason: Vec<String>,
}

/// How a return file is written. Every part has a default, with the usual words in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReturnLayout {
    /// Names of columns.
    pub columns: ReturnColumns,
    /// What each of the bank's words means.
    pub statuses: BTreeMap<String, ReturnStatus>,
    /// How amounts are written; yuan by default.
    pub unit: AmountUnit,
    /// The characters; UTF-8 by default.
    pub encoding: ReturnEncoding,
    /// What stands between cells, one ASCII character; a comma by default.
    pub delimiter: char,
    /// How many lines come before the header; none by default.
    pub lines_before_header: u32,
    /// Words that begin the line of totals: word, number of lines, sum of their amounts.
    pub trailer: Vec<String>,
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

impl Default for ReturnColumns {
    fn default() -> Self {
        Self {
            payment: words(&["payment", "payment_id", "支付指令号", "支付流水号", "支付编号"]),
            status: words(&["status", "状态", "处理结果", "支付状态"]),
            amount: words(&["amount", "amount_yuan", "金额", "支付金额"]),
            recipient: words(&["recipient", "收款人代号"]),
            reason: words(&["reason", "原因", "失败原因", "备注"]),
        }
    }
}

impl Default for ReturnLayout {
    fn default() -> Self {
        const WORDS: [(&str, ReturnStatus); 22] = [
            ("paid", ReturnStatus::Paid),
            ("success", ReturnStatus::Paid),
            ("成功", ReturnStatus::Paid),
            ("支付成功", ReturnStatus::Paid),
            ("已支付", ReturnStatus::Paid),
            ("part_paid", ReturnStatus::PartPaid),
            ("部分成功", ReturnStatus::PartPaid),
            ("failed", ReturnStatus::Failed),
            ("失败", ReturnStatus::Failed),
            ("支付失败", ReturnStatus::Failed),
            ("returned", ReturnStatus::Returned),
            ("退汇", ReturnStatus::Returned),
            ("已退汇", ReturnStatus::Returned),
            ("退票", ReturnStatus::Returned),
            ("退回", ReturnStatus::Returned),
            ("unknown", ReturnStatus::Unknown),
            ("processing", ReturnStatus::Unknown),
            ("pending", ReturnStatus::Unknown),
            ("处理中", ReturnStatus::Unknown),
            ("未知", ReturnStatus::Unknown),
            ("待处理", ReturnStatus::Unknown),
            ("状态未明", ReturnStatus::Unknown),
        ];
        Self {
            columns: ReturnColumns::default(),
            statuses: WORDS.into_iter().map(|(word, status)| (word.to_owned(), status)).collect(),
            unit: AmountUnit::Yuan,
            encoding: ReturnEncoding::Utf8,
            delimiter: ',',
            lines_before_header: 0,
            trailer: words(&["合计", "总计", "total"]),
        }
    }
}

impl ReturnLayout {
    /// Looks whether a file can be read by it.
    ///
    /// # Errors
    /// `bank.layout`, with the field.
    pub fn check(&self) -> Result<(), VoucherError> {
        let fault = |field: &'static str| Err(VoucherError::new(VoucherCode::BankLayout).in_field(field));
        if self.columns.payment.is_empty() {
            return fault("columns.payment");
        }
        if self.columns.status.is_empty() {
            return fault("columns.status");
        }
        if self.columns.amount.is_empty() {
            return fault("columns.amount");
        }
        if !self.delimiter.is_ascii()
            || self.delimiter.is_ascii_alphanumeric()
            || "\"\r\n .-_:/".contains(self.delimiter)
        {
            return fault("delimiter");
        }
        if self.statuses.is_empty() {
            return fault("statuses");
        }
        if self.encoding == ReturnEncoding::Gb18030 && cfg!(not(feature = "gb18030")) {
            return fault("encoding");
        }
        Ok(())
    }

    /// What a word of the bank means; Latin letters in either case.
    pub(super) fn status(&self, word: &str) -> Option<ReturnStatus> {
        let exact = self.statuses.get(word).copied();
        exact.or_else(|| {
            self.statuses
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(word))
                .map(|(_, status)| *status)
        })
    }
}
