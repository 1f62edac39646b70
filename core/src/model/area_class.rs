//! Town and country (城乡划分).

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};
/// Town or country (城乡分类), as the statistics bureau classes every village and community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AreaClass {
    /// Town (城镇).
    Urban,
    /// Country (乡村).
    Rural,
}

impl AreaClass {
    /// Reads a word (`urban`, `城镇`, `城市`, `rural`, `乡村`, `农村`) or a class code (城乡分类代码) of three digits:
    /// 111, 112 (main city, its fringe), 121, 122, 123 (town centre, its fringe, special areas) are town; 210, 220
    /// (township centre, village) are country.
    ///
    /// The codes are those of the bureau's rules (统计用区划代码和城乡划分代码编制规则, 国统字〔2009〕91号, after the
    /// 统计上划分城乡的规定, 国函〔2008〕60号). A class is never guessed from anything else.
    ///
    /// ```
    /// use doorstep::AreaClass;
    /// assert_eq!(AreaClass::parse("112")?, AreaClass::Urban);
    /// assert_eq!(AreaClass::parse("农村")?, AreaClass::Rural);
    /// assert!(AreaClass::parse("110").is_err());
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `value.unknown_word`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.trim().to_lowercase().as_str() {
            "111" | "112" | "121" | "122" | "123" | "urban" | "城镇" | "城市" => Ok(Self::Urban),
            "210" | "220" | "rural" | "乡村" | "农村" => Ok(Self::Rural),
            _ => Err(ValueError::new(ValueCode::UnknownWord, text)),
        }
    }

    /// The Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Urban => "城镇",
            Self::Rural => "乡村",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_come_from_words_and_codes_only() {
        for text in ["111", "112", "121", "122", "123", "Urban", " 城镇 "] {
            assert_eq!(AreaClass::parse(text).unwrap(), AreaClass::Urban);
        }
        for text in ["210", "220", "rural", "乡村"] {
            assert_eq!(AreaClass::parse(text).unwrap(), AreaClass::Rural);
        }
        for text in ["", "100", "110", "200", "221", "镇", "suburban", "1"] {
            assert_eq!(AreaClass::parse(text).unwrap_err().code(), ValueCode::UnknownWord, "{text}");
        }
    }
}
