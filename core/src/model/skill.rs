//! Skills (技能).

use std::fmt;

use crate::error::{ValueCode, ValueError};

/// A skill as somebody wrote it (技能): one short text, trimmed and not empty.
///
/// Two skills are compared by the normal form of their texts, in the matcher; the text is kept for people to read.
///
/// ```
/// use doorstep::Skill;
/// assert_eq!(Skill::parse(" 电路检修 ")?.as_str(), "电路检修");
/// assert!(Skill::parse(" ").is_err());
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Skill(String);

impl Skill {
    /// Longest text, in characters: what is longer is a sentence, not a skill.
    pub const CHARS_MAX: usize = 100;

    /// Checks a text.
    ///
    /// # Errors
    /// `value.missing` if there is nothing but space, `value.too_long` above [`Skill::CHARS_MAX`] characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(ValueError::new(ValueCode::Missing, ""));
        }
        if trimmed.chars().nth(Self::CHARS_MAX).is_some() {
            return Err(ValueError::new(ValueCode::TooLong, trimmed));
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Skill {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Skill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_inside() {
        assert!(Skill::parse(&"焊".repeat(Skill::CHARS_MAX)).is_ok());
        let error = Skill::parse(&"焊".repeat(Skill::CHARS_MAX + 1)).unwrap_err();
        assert_eq!(error.code(), ValueCode::TooLong);
        assert_eq!(Skill::parse("\u{3000}\n").unwrap_err().code(), ValueCode::Missing);
    }
}
