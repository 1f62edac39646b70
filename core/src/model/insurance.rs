//! Insurance that a post brings (社会保险和商业保险).

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// Insurance that a post brings (保险), from none to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Insurance {
    /// The post says that it brings none (不缴社保).
    None,
    /// Accident, liability or other commercial insurance only (商业保险, 意外险).
    Commercial,
    /// Social insurance (五险, 社保).
    Five,
    /// Social insurance and the housing fund (五险一金).
    FiveAndFund,
}

impl Insurance {
    /// Reads `five`, `五险`, `五险一金`, `商业保险`, …
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim().to_lowercase().as_str() {
            "none" | "无" | "无社保" => Ok(Self::None),
            "commercial" | "商业保险" | "商保" | "意外险" | "雇主责任险" => {
                Ok(Self::Commercial)
            }
            "five" | "五险" | "社保" | "社会保险" => Ok(Self::Five),
            "five_and_fund" | "五险一金" | "六险一金" => Ok(Self::FiveAndFund),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::None => "无社保",
            Self::Commercial => "商业保险",
            Self::Five => "五险",
            Self::FiveAndFund => "五险一金",
        }
    }

    /// The English words.
    pub const fn en(self) -> &'static str {
        match self {
            Self::None => "no insurance",
            Self::Commercial => "commercial insurance only",
            Self::Five => "social insurance",
            Self::FiveAndFund => "social insurance and housing fund",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_words() {
        for insurance in [Insurance::None, Insurance::Commercial, Insurance::Five, Insurance::FiveAndFund] {
            assert_eq!(Insurance::parse(insurance.zh()), Ok(insurance));
        }
        assert_eq!(Insurance::parse("保险箱").unwrap_err().code(), ValueCode::UnknownWord);
    }
}
