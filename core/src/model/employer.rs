//! Employers (用人单位).

use crate::privacy::CreditCode;

/// Who hires (用人单位).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Employer {
    /// Name as published.
    pub name: String,
    /// Unified social credit code (统一社会信用代码), if stated.
    pub credit_code: Option<CreditCode>,
}

impl Employer {
    /// An employer known by name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), credit_code: None }
    }
}
