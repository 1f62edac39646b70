//! What can be wrong with a table as a whole.

use super::Finding;
use crate::error::{Error, codes};

codes! {
    /// Why a table, or a row or column of it as a whole, cannot be read.
    #[non_exhaustive]
    pub enum TableCode {
        Csv = "table.csv", "the CSV cannot be read", "无法读取 CSV";
        NotUtf8 = "table.not_utf8", "not UTF-8", "不是 UTF-8 编码";
        NotRows = "table.not_rows", "not a list of rows", "不是由行组成的列表";
        TooLarge = "table.too_large", "more than the limit", "超出规模上限";
        DuplicateColumn = "table.duplicate_column", "two columns of one name", "列名重复";
        MissingColumn = "table.missing_column", "a column that the mapping names is not there", "缺少映射所指定的列";
        UnknownColumn = "table.unknown_column", "a column that is not read", "未识别的列";
        ColumnType = "table.column_type", "a column of a type that no field takes", "列的数据类型不受支持";
        RaggedRow = "table.ragged_row", "a row of another length than the header", "行的列数与表头不符";
        BadMapping = "table.bad_mapping", "the column mapping is not valid", "列映射无效";
        Rejected = "table.rejected", "some rows were rejected", "部分行被拒绝";
    }
}

/// A table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.en())]
pub struct TableError {
    code: TableCode,
    detail: String,
    findings: Vec<Finding>,
}

impl TableError {
    /// A refusal, for those who make [`RawTable`](super::RawTable)s from other sources; `detail` must not be personal.
    pub fn new(code: TableCode, detail: impl std::fmt::Display) -> Self {
        Self { code, detail: detail.to_string(), findings: Vec::new() }
    }

    /// The same error with all that was wrong with the table.
    pub(super) fn with_findings(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }

    /// Why the table cannot be read.
    pub fn code(&self) -> TableCode {
        self.code
    }

    /// All that was wrong with the table, where that is why it cannot be read (`table.rejected`); else empty.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}：{}", self.code.zh(), self.detail)
    }
}

impl Error {
    /// All that was wrong with a table, if that is what the error is about (`table.rejected`); else empty.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Table(error) => error.findings(),
            _ => &[],
        }
    }
}
