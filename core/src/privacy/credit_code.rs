//! The unified social credit code (统一社会信用代码) of GB 32100-2015.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Personal, fold_code, mask};
use crate::error::{ValueCode, ValueError};

/// An organisation's unified social credit code: 18 characters whose check character is right.
///
/// Form and check character are those of GB 32100-2015: registering authority and kind (two characters), division
/// (six digits), the organisation's own code (nine) and a check character modulo 31 over the weights 3^i, in an
/// alphabet without I, O, S, V and Z. The check digit of the inner organisation code (GB 11714) is not looked at.
///
/// The code is public, so it is shown and serialised in full. A *refused* text is masked: sole traders (个体工商户)
/// write their identity number in this column.
///
/// ```
/// use doorstep::privacy::CreditCode;
/// let code = CreditCode::parse("91350100m000100y43")?; // the worked example of the standard
/// assert_eq!(code.as_str(), "91350100M000100Y43");
/// assert!(CreditCode::parse("91350100M000100Y4Z").is_err());
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

impl CreditCode {
    /// The 31 characters in the order of their values.
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// Checks a code. Surrounding white space goes, full-width and lower-case letters are folded first.
    ///
    /// # Errors
    /// `credit_code.format`, `credit_code.check_digit`; the text is masked.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let refuse = |code| ValueError::new(code, mask(Personal::ResidentId, text));
        let folded = fold_code(text);
        let division = folded.get(2..8).unwrap_or_default();
        if folded.chars().count() != 18 || !division.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refuse(ValueCode::CreditCodeFormat));
        }
        let values: Option<Vec<usize>> = folded.chars().map(|c| Self::ALPHABET.find(c)).collect();
        let values = values.ok_or_else(|| refuse(ValueCode::CreditCodeFormat))?;
        // With the check character at weight 1 the weighted sum of all 18 is divisible by 31. Horner from the right:
        // the character at place i (from 0) carries 3^i, the check character none of it.
        let (check, body) = values.split_last().ok_or_else(|| refuse(ValueCode::CreditCodeFormat))?;
        let sum = body.iter().rev().fold(0, |sum, value| (sum * 3 + value) % 31);
        if (sum + check) % 31 != 0 {
            return Err(refuse(ValueCode::CreditCodeCheckDigit));
        }
        Ok(Self(folded))
    }

    /// The code: 18 characters, upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreditCode({})", self.0)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The table of GB 32100-2015, written out by hand as a second opinion on the Horner form.
    fn check_by_table(body: &str) -> char {
        const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
        let value = |c| CreditCode::ALPHABET.chars().position(|known| known == c).unwrap();
        let sum: usize = body.chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
        CreditCode::ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap()
    }

    fn code() -> impl Strategy<Value = String> {
        "[159Y][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}".prop_map(|body| {
            let check = check_by_table(&body);
            format!("{body}{check}")
        })
    }

    #[test]
    fn accepts_and_refuses() {
        for text in ["91350100M000100Y43", "91110000600037341L", " ９１３５０１００Ｍ０００１００Ｙ４３ "]
        {
            assert!(CreditCode::parse(text).is_ok(), "{text}");
        }
        for (text, expected) in [
            ("91350100M000100Y4Z", ValueCode::CreditCodeFormat),
            ("91350100M000100Y4", ValueCode::CreditCodeFormat),
            ("91350100M000100Y433", ValueCode::CreditCodeFormat),
            ("9135A100M000100Y43", ValueCode::CreditCodeFormat),
            ("91350100O000100Y43", ValueCode::CreditCodeFormat),
            ("九1350100M000100Y43", ValueCode::CreditCodeFormat),
            ("", ValueCode::CreditCodeFormat),
            ("91350100M000100Y44", ValueCode::CreditCodeCheckDigit),
        ] {
            assert_eq!(CreditCode::parse(text).unwrap_err().code(), expected, "{text}");
        }
    }

    #[test]
    fn an_identity_number_in_this_column_is_masked() {
        let error = CreditCode::parse("11010519491231002X").unwrap_err();
        assert_eq!(error.shown(), "110***********002X");
        assert_eq!(CreditCode::parse("91350100M000100Y44").unwrap_err().shown(), "***");
    }

    #[test]
    fn serialises_as_text_and_is_checked_on_the_way_in() {
        let code: CreditCode = serde_json::from_str(r#""91350100M000100Y43""#).unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), r#""91350100M000100Y43""#);
        assert!(serde_json::from_str::<CreditCode>(r#""91350100M000100Y44""#).is_err());
    }

    proptest! {
        #[test]
        fn every_wrong_character_and_every_swap_is_found(text in code()) {
            prop_assert!(CreditCode::parse(&text).is_ok());
            for place in 0..18 {
                for other in CreditCode::ALPHABET.chars() {
                    let mut wrong: Vec<char> = text.chars().collect();
                    wrong[place] = other;
                    let wrong: String = wrong.into_iter().collect();
                    prop_assert_eq!(CreditCode::parse(&wrong).is_ok(), wrong == text);
                }
                if place < 17 {
                    let mut swapped: Vec<char> = text.chars().collect();
                    swapped.swap(place, place + 1);
                    let swapped: String = swapped.into_iter().collect();
                    prop_assert_eq!(CreditCode::parse(&swapped).is_ok(), swapped == text);
                }
            }
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = CreditCode::parse(&text);
        }
    }
}
