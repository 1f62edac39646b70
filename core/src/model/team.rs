//! Posts that are filled by several people together (组队用工).

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// Who is hired together (组队).
///
/// ```
/// use doorstep::model::Team;
/// assert_eq!(Team::parse("夫妻工")?, Team::Couple);
/// assert_eq!(Team::parse("3人一组")?, Team::Group(3));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Team {
    /// Two people of one household (夫妻工, 情侣).
    Couple,
    /// A group of so many people (几人一组).
    Group(u8),
}

impl Team {
    /// Reads `couple`, `夫妻工`, `情侣`, `2人一组`, `group 3`, …
    ///
    /// # Errors
    /// `value.unknown_word`; `value.out_of_range` for a group of fewer than two.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = text.trim().to_lowercase();
        if matches!(word.as_str(), "couple" | "夫妻" | "夫妻工" | "夫妻档" | "情侣" | "情侣工" | "부부")
        {
            return Ok(Self::Couple);
        }
        let size = word
            .strip_prefix("group")
            .or_else(|| word.strip_suffix("人一组"))
            .or_else(|| word.strip_suffix("人组"))
            .ok_or_else(|| ValueError::new(ValueCode::UnknownWord, text))?
            .trim();
        let size = match size {
            "两" | "二" => 2,
            "三" => 3,
            "四" => 4,
            "五" => 5,
            "六" => 6,
            digits => digits.parse().map_err(|_| ValueError::new(ValueCode::UnknownWord, text))?,
        };
        if size < 2 { Err(ValueError::new(ValueCode::OutOfRange, text)) } else { Ok(Self::Group(size)) }
    }

    /// The Chinese words.
    pub fn zh(self) -> String {
        match self {
            Self::Couple => "夫妻工".to_owned(),
            Self::Group(size) => format!("{size}人一组"),
        }
    }

    /// The English words.
    pub fn en(self) -> String {
        match self {
            Self::Couple => "couple".to_owned(),
            Self::Group(size) => format!("group of {size}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_words_and_sizes() {
        for (text, team) in [
            ("夫妻工", Team::Couple),
            (" Couple ", Team::Couple),
            ("情侣", Team::Couple),
            ("2人一组", Team::Group(2)),
            ("三人一组", Team::Group(3)),
            ("group 12", Team::Group(12)),
        ] {
            assert_eq!(Team::parse(text), Ok(team), "{text}");
            assert!(Team::parse(&team.zh()) == Ok(team), "{text}");
        }
        assert_eq!(Team::parse("1人一组").unwrap_err().code(), ValueCode::OutOfRange);
        for text in ["", "人一组", "999人一组", "单人"] {
            assert_eq!(Team::parse(text).unwrap_err().code(), ValueCode::UnknownWord, "{text}");
        }
    }
}
