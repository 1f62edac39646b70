//! Personal data and codes with a check character (隐私与号码校验).
//!
//! What this room is for: a [`ResidentId`] (居民身份证号) or [`CreditCode`] (统一社会信用代码) exists only if its check
//! character is right; [`mask`] turns a personal text into what a message may show; [`PseudonymKey`] replaces an
//! identifier by a keyed token, so that registers can be joined without the identifier.
//!
//! What it leaves out on purpose: encryption, consent and access control, which belong to the service around the
//! library. A masked text is for people to read and is never a key; a pseudonym is still personal data (个人信息保护法,
//! art. 73: de-identification is not anonymisation).

mod credit_code;
mod mask;
mod pseudonym;
mod resident_id;

pub use credit_code::CreditCode;
pub use mask::{Personal, mask};
pub use pseudonym::PseudonymKey;
pub use resident_id::ResidentId;

/// Folds the forms in which forms and spreadsheets carry a code: full-width characters to ASCII, the Roman numeral
/// ten to `X`, lower case to upper case. No other look-alike is folded: `O` for `0` is a mistake to report.
fn fold_code_char(character: char) -> char {
    let folded = match character {
        '\u{2169}' | '\u{2179}' => 'X',
        '\u{FF01}'..='\u{FF5E}' => {
            // The full-width forms repeat ASCII 0x21..=0x7E at a fixed offset, so the result is always a character.
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        other => other,
    };
    folded.to_ascii_uppercase()
}

/// [`fold_code_char`] over a text without its surrounding white space.
fn fold_code(text: &str) -> String {
    text.trim().chars().map(fold_code_char).collect()
}
