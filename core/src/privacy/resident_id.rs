//! The resident identity number (居民身份证号) of GB 11643-1999.

use std::fmt;

use chrono::NaiveDate;

use super::{Personal, fold_code, mask};
use crate::error::{ValueCode, ValueError};

/// A citizen's identity number (公民身份号码) of 18 characters whose birth date exists and whose check digit is right.
///
/// Form and check digit are those of GB 11643-1999: six digits of the division of registration, eight of the birth
/// date, three of sequence and the check character of ISO 7064 MOD 11-2, which finds every wrong character and every
/// swap of neighbours. Whether the number was issued to anybody, only the police know.
///
/// `Debug` and `Display` are masked, there is no order and no `Serialize`: the number leaves only through
/// [`ResidentId::expose`].
///
/// ```
/// use doorstep::privacy::ResidentId;
/// let id = ResidentId::parse("11010519491231002x")?; // the example of the standard's annex
/// assert_eq!(id.birth_date().to_string(), "1949-12-31");
/// assert_eq!(id.to_string(), "110***********002X");
/// assert_eq!(id.expose(), "11010519491231002X");
/// assert!(ResidentId::parse("110105194912310021").is_err(), "wrong check digit");
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// An attempt to write it out does not compile:
///
/// ```compile_fail,E0277
/// let id = doorstep::ResidentId::parse("11010519491231002X").unwrap();
/// serde_json::to_string(&id).unwrap();
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResidentId {
    // INVARIANT: 17 ASCII digits and the check character, as `parse` found them.
    number: String,
    birth_date: NaiveDate,
}

impl ResidentId {
    /// Earliest year of birth that is taken for one: anything before is a slip of the pen. There is no latest year,
    /// because the library has no clock; whether a birth lies in the future is for the caller to ask.
    const BIRTH_YEAR_MIN: i32 = 1800;

    /// Checks a number. Surrounding white space goes; full-width digits and `x`, `Ｘ`, `Ⅹ` are folded first.
    ///
    /// The old form of 15 digits (GB 11643-1989: two digits of year, no check digit) is made into the new one with
    /// the century 19 and a computed check digit, as the standard's revision did; nothing in it can reveal a typing
    /// error. The few numbers of people born in the 1800s (sequence 996-999 then) come out a century too young.
    ///
    /// # Errors
    /// `resident_id.format`, `resident_id.date`, `resident_id.check_digit`, in this order; the number is masked.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let refuse = |code| ValueError::new(code, mask(Personal::ResidentId, text));
        let folded = fold_code(text);
        let (body, given_check) = match folded.len() {
            15 => {
                let (region, rest) =
                    folded.split_at_checked(6).ok_or_else(|| refuse(ValueCode::ResidentIdFormat))?;
                (format!("{region}19{rest}"), None)
            }
            18 => {
                let (body, check) =
                    folded.split_at_checked(17).ok_or_else(|| refuse(ValueCode::ResidentIdFormat))?;
                (body.to_owned(), check.chars().next())
            }
            _ => return Err(refuse(ValueCode::ResidentIdFormat)),
        };
        let check = check_character(&body).ok_or_else(|| refuse(ValueCode::ResidentIdFormat))?;
        if given_check.is_some_and(|given| !given.is_ascii_digit() && given != 'X') {
            return Err(refuse(ValueCode::ResidentIdFormat));
        }
        let birth_date = birth_date(&body).ok_or_else(|| refuse(ValueCode::ResidentIdDate))?;
        if given_check.is_some_and(|given| given != check) {
            return Err(refuse(ValueCode::ResidentIdCheckDigit));
        }
        Ok(Self { number: format!("{body}{check}"), birth_date })
    }

    /// The date of birth (出生日期), a civil date.
    pub const fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// The number itself, 18 characters, for the one place that needs it (a pseudonym, a register's own query).
    pub fn expose(&self) -> &str {
        &self.number
    }
}

/// Masked: `110***********002X`.
impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask(Personal::ResidentId, &self.number))
    }
}

/// Masked, and without the birth date.
impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentId({self})")
    }
}

/// The check character of 17 digits by ISO 7064 MOD 11-2, or nothing if they are not all digits.
///
/// The recursive form of the standard: the running value is doubled with every digit, so the digit at place i from
/// the right ends up weighted 2^i; the check value makes the whole sum 1 modulo 11.
fn check_character(body: &str) -> Option<char> {
    let mut sum = 0_u32;
    for character in body.chars() {
        sum = (sum + character.to_digit(10)?) * 2 % 11;
    }
    match (12 - sum) % 11 {
        10 => Some('X'),
        value => char::from_digit(value, 10),
    }
}

fn birth_date(body: &str) -> Option<NaiveDate> {
    let year: i32 = body.get(6..10)?.parse().ok()?;
    let month = body.get(10..12)?.parse().ok()?;
    let day = body.get(12..14)?.parse().ok()?;
    (year >= ResidentId::BIRTH_YEAR_MIN).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The table of GB 11643-1999, written out by hand as a second opinion on the recursive form.
    fn check_by_table(body: &str) -> char {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = body.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
        "10X98765432".chars().nth((sum % 11) as usize).unwrap()
    }

    fn number() -> impl Strategy<Value = String> {
        (990_000_u32..=999_999, 1850_i32..2030, 1_u32..=365, 0_u32..1000).prop_map(
            |(region, year, day, order)| {
                let date = NaiveDate::from_yo_opt(year, day).unwrap();
                let body = format!("{region}{}{order:03}", date.format("%Y%m%d"));
                let check = check_by_table(&body);
                format!("{body}{check}")
            },
        )
    }

    fn code(text: &str) -> ValueCode {
        ResidentId::parse(text).unwrap_err().code()
    }

    #[test]
    fn accepts_the_examples_of_the_standard() {
        for (text, birth) in [("11010519491231002X", "1949-12-31"), ("440524188001010014", "1880-01-01")] {
            let id = ResidentId::parse(text).unwrap();
            assert_eq!((id.expose(), id.birth_date().to_string().as_str()), (text, birth));
        }
        for folded in [
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            " 11010519491231002Ⅹ\t",
            "11010519491231002ⅹ",
        ] {
            assert_eq!(ResidentId::parse(folded).unwrap().expose(), "11010519491231002X");
        }
        assert_eq!(ResidentId::parse("110105491231002").unwrap().expose(), "11010519491231002X");
    }

    #[test]
    fn refuses_by_reason() {
        for text in [
            "",
            "1",
            "11010519491231002",
            "1101051949123100200",
            "11010519491231O02X",
            "X1010519491231002X",
            "11010519491231002Y",
            "1101054912310 2",
            "一一〇一〇五",
            "①①010519491231002X",
            "11010549123100X",
        ] {
            assert_eq!(code(text), ValueCode::ResidentIdFormat, "{text}");
        }
        for text in ["110105194902290021", "110105194913310021", "110105000001010021", "110105179912310021"] {
            assert_eq!(code(text), ValueCode::ResidentIdDate, "{text}");
        }
        assert_eq!(code("110105490230002"), ValueCode::ResidentIdDate);
        assert_eq!(code("110105194912310021"), ValueCode::ResidentIdCheckDigit);
        let error = ResidentId::parse("110105194912310021").unwrap_err();
        assert_eq!(error.shown(), "110***********0021");
        assert_eq!(code("110105194912310021 3"), ValueCode::ResidentIdFormat);
    }

    proptest! {
        #[test]
        fn agrees_with_the_table(text in number()) {
            let id = ResidentId::parse(&text).unwrap();
            prop_assert_eq!(id.expose(), &text);
            let date = id.birth_date().format("%Y%m%d").to_string();
            prop_assert_eq!(&date, &text[6..14]);
            for shown in [format!("{id}"), format!("{id:?}")] {
                prop_assert!(!shown.contains(&date) && !shown.contains(&text[3..14]));
            }
        }

        #[test]
        fn every_wrong_character_and_every_swap_is_found(text in number()) {
            for place in 0..18 {
                for digit in "0123456789X".chars() {
                    let mut wrong: Vec<char> = text.chars().collect();
                    wrong[place] = digit;
                    let wrong: String = wrong.into_iter().collect();
                    prop_assert_eq!(ResidentId::parse(&wrong).is_ok(), wrong == text);
                }
                if place < 17 {
                    let mut swapped: Vec<char> = text.chars().collect();
                    swapped.swap(place, place + 1);
                    let swapped: String = swapped.into_iter().collect();
                    prop_assert_eq!(ResidentId::parse(&swapped).is_ok(), swapped == text);
                }
            }
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            if let Err(error) = ResidentId::parse(&text) {
                prop_assert!(error.to_string().chars().filter(char::is_ascii_digit).count() <= 7 + 2);
            }
        }
    }
}
