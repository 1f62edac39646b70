//! What may be shown of a personal text.

use serde::{Deserialize, Serialize};

use super::{fold_code, fold_code_char};

/// A kind of personal text (个人信息的种类), which decides how much of it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Personal {
    /// A person's name (姓名): `张*`.
    Name,
    /// A resident identity number (身份证号): `110***********002X`.
    ResidentId,
    /// A telephone number (电话): `138****0000`.
    Phone,
    /// A bank or social security card account (银行账号): `****1234`.
    BankAccount,
    /// A postal address (住址): hidden, because no prefix of free text is surely free of the house.
    Address,
    /// A longitude or latitude (坐标): hidden.
    Coordinate,
    /// An e-mail address (电子邮箱): hidden.
    Email,
    /// Anything else about a person: hidden.
    Other,
}

/// Stands for a text of which nothing may be shown; it tells neither content nor length.
const HIDDEN: &str = "***";

/// The part of a personal text that a screen, a log or an error may show (脱敏).
///
/// Never more than the first three and the last four characters of a code, never a birth date, one character of a
/// name. A text that does not have the shape of its kind is hidden altogether, because its parts cannot be trusted
/// to lie where they should. Empty text stays empty. The result is for people: it is not a key and not a pseudonym.
///
/// ```
/// use doorstep::privacy::{Personal, mask};
/// assert_eq!(mask(Personal::ResidentId, "11010519491231002X"), "110***********002X");
/// assert_eq!(mask(Personal::Name, "张三丰"), "张*");
/// assert_eq!(mask(Personal::Phone, "13800000000"), "138****0000");
/// assert_eq!(mask(Personal::Coordinate, "117.0207"), "***");
/// ```
pub fn mask(kind: Personal, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let shown = match kind {
        Personal::Name => mask_name(text),
        Personal::ResidentId => mask_resident_id(text),
        Personal::Phone => mask_phone(text),
        Personal::BankAccount => mask_account(text),
        Personal::Address | Personal::Coordinate | Personal::Email | Personal::Other => None,
    };
    shown.unwrap_or_else(|| HIDDEN.to_owned())
}

/// One star whatever the length: the number of characters of a name is a part of it.
fn mask_name(text: &str) -> Option<String> {
    let mut characters = text.trim().chars();
    let first = characters.next()?;
    characters.next()?;
    first.is_alphabetic().then(|| format!("{first}*"))
}

/// The 18-digit form shows region and sequence; the old form of 15 ends in day and three digits of sequence, so
/// that only three characters of its end are free of the birth date.
fn mask_resident_id(text: &str) -> Option<String> {
    let folded = fold_code(text);
    let (body, last) = folded.split_at_checked(folded.len().checked_sub(1)?)?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let tail_len = match folded.len() {
        18 if is_digits(body) && (is_digits(last) || last == "X") => 4,
        15 if is_digits(&folded) => 3,
        _ => return None,
    };
    show_ends(&folded, 3, tail_len)
}

/// Mobile numbers show their network and the last four digits, others the last four only.
fn mask_phone(text: &str) -> Option<String> {
    let digits = digits_of(text, |c| matches!(c, '-' | '+' | '(' | ')'))?;
    let national = match digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")) {
        Some(rest) if rest.len() == 11 => rest,
        _ => &digits,
    };
    match national.len() {
        11 if national.starts_with('1') => {
            let (head, tail) = (national.get(..3)?, national.get(7..)?);
            Some(format!("{head}****{tail}"))
        }
        7..=12 => last_four(national),
        _ => None,
    }
}

fn mask_account(text: &str) -> Option<String> {
    let digits = digits_of(text, |c| c == '-')?;
    (12..=32).contains(&digits.len()).then(|| last_four(&digits)).flatten()
}

fn last_four(digits: &str) -> Option<String> {
    let tail = digits.get(digits.len().checked_sub(4)?..)?;
    Some(format!("****{tail}"))
}

/// The first and last characters of an ASCII text with a star for each one between.
fn show_ends(text: &str, head_len: usize, tail_len: usize) -> Option<String> {
    let tail_from = text.len().checked_sub(tail_len)?;
    let (head, hidden) = (text.get(..head_len)?, tail_from.checked_sub(head_len)?);
    Some(format!("{head}{}{}", "*".repeat(hidden), text.get(tail_from..)?))
}

/// The ASCII digits of a text that has nothing else than digits, white space and `separator`s.
fn digits_of(text: &str, separator: impl Fn(char) -> bool) -> Option<String> {
    let folded = text.chars().map(fold_code_char).filter(|&c| !c.is_whitespace() && !separator(c));
    folded.map(|c| c.is_ascii_digit().then_some(c)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Personal; 8] = [
        Personal::Name,
        Personal::ResidentId,
        Personal::Phone,
        Personal::BankAccount,
        Personal::Address,
        Personal::Coordinate,
        Personal::Email,
        Personal::Other,
    ];

    #[test]
    fn shows_what_is_agreed() {
        for (kind, text, expected) in [
            (Personal::Name, "张三", "张*"),
            (Personal::Name, " 欧阳娜娜 ", "欧*"),
            (Personal::Name, "张", "***"),
            (Personal::Name, "13800000000", "***"),
            (Personal::Name, "  ", ""),
            (Personal::ResidentId, "11010519491231002X", "110***********002X"),
            (Personal::ResidentId, "１１０１０５１９４９１２３１００２ｘ", "110***********002X"),
            (Personal::ResidentId, "110105491231002", "110*********002"),
            (Personal::ResidentId, "1101051949123100", "***"),
            (Personal::ResidentId, "11010519491231002号", "***"),
            (Personal::Phone, "13800000000", "138****0000"),
            (Personal::Phone, "+86 138-0000-1234", "138****1234"),
            (Personal::Phone, "（０５３１）88881234", "****1234"),
            (Personal::Phone, "11010519491231002X", "***"),
            (Personal::Phone, "110", "***"),
            (Personal::BankAccount, "6222 0202 0000 1234567", "****4567"),
            (Personal::BankAccount, "1234", "***"),
            (Personal::Address, "山东省济南市历下区某路1号", "***"),
            (Personal::Coordinate, "117.0207", "***"),
            (Personal::Email, "someone@example.com", "***"),
        ] {
            assert_eq!(mask(kind, text), expected, "{kind:?} {text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_never_shows_more_than_seven_characters(text in any::<String>()) {
            for kind in ALL {
                let shown = mask(kind, &text);
                prop_assert!(shown.chars().filter(|&c| c != '*').count() <= 7);
                prop_assert!(text.trim().is_empty() == shown.is_empty());
            }
        }

        #[test]
        fn never_shows_the_birth_date(id in "[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9X]") {
            let shown = mask(Personal::ResidentId, &id);
            prop_assert_eq!(shown.len(), 18);
            prop_assert_eq!(&shown[3..14], "***********");
            let old = format!("{}{}", &id[..6], &id[8..17]);
            let shown = mask(Personal::ResidentId, &old);
            prop_assert_eq!(&shown[3..12], "*********");
        }

        #[test]
        fn hides_the_middle_of_numbers(digits in "1[3-9][0-9]{9}", account in "[0-9]{12,32}") {
            let phone = mask(Personal::Phone, &digits);
            prop_assert_eq!(phone, format!("{}****{}", &digits[..3], &digits[7..]));
            let shown = mask(Personal::BankAccount, &account);
            prop_assert_eq!(shown, format!("****{}", &account[account.len() - 4..]));
        }
    }
}
