//! What can be wrong with a request as a whole.

use serde::Serialize;

use crate::error::{Error, Family, codes};
use crate::table::Finding;

codes! {
    /// Why a request cannot be read.
    #[non_exhaustive]
    pub enum RequestCode {
        Json = "request.json", "not what this operation takes", "请求不符合该操作的要求";
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
    /// A refusal, for those who carry requests; `detail` must not be personal.
    pub fn new(code: RequestCode, detail: impl std::fmt::Display) -> Self {
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

/// `request.json`: where the request is wrong and how, without the values around it, which may be personal.
impl From<serde_json::Error> for RequestError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(RequestCode::Json, describe(&error))
    }
}

fn describe(error: &serde_json::Error) -> String {
    let category = match error.classify() {
        serde_json::error::Category::Io => "input",
        serde_json::error::Category::Syntax => "syntax",
        serde_json::error::Category::Eof => "unexpected end",
        serde_json::error::Category::Data => return without_values(&error.to_string()),
    };
    format!("{category} at line {}, column {}", error.line(), error.column())
}

/// serde quotes what it found as `invalid type: string "…", expected …`; the found part goes.
fn without_values(message: &str) -> String {
    for kind in ["invalid type: ", "invalid value: "] {
        if let (Some(_), Some(expected)) = (message.strip_prefix(kind), message.rfind(", expected ")) {
            return format!("{kind}…{}", message.get(expected..).unwrap_or_default());
        }
    }
    message.to_owned()
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
