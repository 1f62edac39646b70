//! What can be wrong with a request as a whole.

use serde::Serialize;

use crate::error::{Error, Family, codes};
use crate::table::Finding;

codes! {
    /// Why a request cannot be read.
    #[non_exhaustive]
    pub enum RequestCode {
        Json = "request.json", "not the JSON that this operation takes", "请求不是该操作所需的 JSON";
        UnknownOperation = "request.unknown_operation", "no operation has this name", "没有此名称的操作";
        TooLarge = "request.too_large", "more than the limit", "请求超出规模上限";
    }
}

/// A request that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.en())]
pub struct RequestError {
    code: RequestCode,
    detail: String,
}

impl RequestError {
    pub(super) fn new(code: RequestCode, detail: impl std::fmt::Display) -> Self {
        Self { code, detail: detail.to_string() }
    }

    /// Why it cannot be read.
    pub fn code(&self) -> RequestCode {
        self.code
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}：{}", self.code.zh(), self.detail)
    }
}

/// An error as an answer: what a service sends, and what the bindings make their exceptions of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorAnswer {
    /// Stable code.
    pub code: &'static str,
    /// The area it belongs to.
    pub family: Family,
    /// What is wrong, in English.
    pub message_en: String,
    /// What is wrong, in Chinese.
    pub message_zh: String,
    /// All that was wrong with a table, if its rows are the reason (`table.rejected`); else empty.
    pub findings: Vec<Finding>,
}

impl From<&Error> for ErrorAnswer {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code(),
            family: error.family(),
            message_en: error.to_string(),
            message_zh: error.message_zh(),
            findings: error.findings().to_vec(),
        }
    }
}
