//! Names of things in the ledger: checked identifiers and short notes (标识符).
//!
//! The ledger keeps tokens, never people: an identifier that looks like a resident id or a phone number is refused
//! where it could stand for a person (PIPL art. 6 and 51, 最小必要与去标识化).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use smol_str::SmolStr;

use super::error::{VoucherCode, VoucherError};

/// Longest identifier, in bytes (all ASCII).
pub const IDENTIFIER_LEN_MAX: usize = 64;
/// Longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 200;
/// A note may not hold this many digits in a row: a phone number has 11, a resident id 18, a bank card 16 to 19.
const NOTE_DIGIT_RUN: usize = 11;

fn check_identifier(text: &str) -> Result<(), VoucherError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
    let starts_well = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if !starts_well || text.len() > IDENTIFIER_LEN_MAX || !text.bytes().all(allowed) {
        return Err(VoucherError::new(VoucherCode::Identifier));
    }
    Ok(())
}

/// Whether the text has the shape of a resident id (15 or 18 places), a mobile number or a bank card number.
fn looks_personal(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let all_digits = digits == text.len();
    match text.len() {
        11 => all_digits && text.starts_with('1'),
        15..=19 => all_digits || (text.len() == 18 && digits == 17 && text.ends_with(['x', 'X'])),
        _ => false,
    }
}

macro_rules! checked_text {
    ($($(#[$meta:meta])* $name:ident($check:expr, $schema:tt);)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(SmolStr);

        impl $name {
            /// Checks the text.
            ///
            /// # Errors
            /// The code says what is wrong; the text is not repeated.
            pub fn new(text: &str) -> Result<Self, VoucherError> {
                let check: fn(&str) -> Result<(), VoucherError> = $check;
                check(text).map(|()| Self(text.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = VoucherError;

            fn from_str(text: &str) -> Result<Self, VoucherError> {
                Self::new(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    )+};
}

fn check_token(text: &str) -> Result<(), VoucherError> {
    check_identifier(text)?;
    if looks_personal(text) {
        return Err(VoucherError::new(VoucherCode::Personal));
    }
    Ok(())
}

fn check_note(text: &str) -> Result<(), VoucherError> {
    let length = text.chars().count();
    if length == 0 || length > NOTE_CHARS_MAX || text.trim() != text || text.chars().any(char::is_control) {
        return Err(VoucherError::new(VoucherCode::Text));
    }
    let mut run = 0_usize;
    for letter in text.chars() {
        // Full-width digits count too: `char::is_numeric` knows them.
        run = if letter.is_numeric() { run.saturating_add(1) } else { 0 };
        if run >= NOTE_DIGIT_RUN {
            return Err(VoucherError::new(VoucherCode::Personal));
        }
    }
    Ok(())
}

checked_text! {
    /// The id of a command, made and kept by the caller *before* sending (命令编号).
    CommandId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The id of a programme (项目编号).
    ProgrammeId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The serial of a voucher (券号).
    VoucherId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The id of a payment instruction (支付指令号); it pays once, ever.
    PaymentId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The id of a service record (服务记录号); it supports one redemption.
    RecordId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The id of what an issue rests on, such as a decision with its rule version (发放依据).
    EvidenceId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// A version of the rules by which people qualify (规则版本).
    RuleId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// A payment batch (支付批次号).
    BatchId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// A service item of the catalogue (服务项目).
    ItemId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The id of a fee contract (服务费合同编号).
    ContractId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The id of a version of the purchase catalogue (目录版本号).
    VersionId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The name of a result that is paid for, such as `contract_signed` or `insured_6` (绩效节点).
    MilestoneId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The name of a cap in a fee contract (封顶条款).
    CapId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The id of a scorecard (考核表编号).
    ScorecardId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// The name of a criterion or a veto item of a scorecard (考核指标).
    CriterionId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// Who acts or holds: the keyed pseudonym of a person, or the id of an office (主体代号).
    ///
    /// Text in the shape of a resident id, a phone or a card number is refused (`command.personal`).
    PartyId(check_token, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// A reason or a name: one line of 1 to 200 characters, without a run of 11 digits (no phone or id numbers).
    Note(check_note, {"type": "string", "minLength": 1, "maxLength": 200});
    /// The rule of a subsidy window, with its version (补贴期限规则).
    WindowRuleId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
    /// Why a window is paused or extended, by the words of its rule (中止、延长事由).
    ReasonId(check_identifier, {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"});
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_bounded_and_plain() {
        for good in ["v-1", "A", "2026.01:7_", &"a".repeat(64)] {
            assert!(VoucherId::new(good).is_ok(), "{good}");
        }
        for bad in ["", "-v", "a b", "券", "a\n", "a'", &"a".repeat(65)] {
            assert_eq!(VoucherId::new(bad).unwrap_err().code(), VoucherCode::Identifier, "{bad}");
        }
    }

    #[test]
    fn people_are_tokens() {
        for personal in ["11010119900307123X", "110101900307123", "13800000000", "6222020200112233445"] {
            let error = PartyId::new(personal).unwrap_err();
            assert_eq!(error.code(), VoucherCode::Personal);
            assert!(!format!("{error} {error:?} {}", error.message_zh()).contains(personal));
        }
        // One place more or less, another first digit or last letter, a letter between: no number of anybody.
        for token in [
            "h-7f3a9c",
            "23800000000",
            "1380000000a",
            "1380000000",
            "138000000000",
            "11010119900307",
            "11010119900307123Y",
            "1101011990030712X",
            "110101199003-7123X",
            "62220202001122334455",
        ] {
            assert!(PartyId::new(token).is_ok(), "{token}");
        }
        assert!(VoucherId::new("202601010000000001").is_ok(), "a serial of digits is no person");
        assert_eq!(Note::new("请致电１３８00000000").unwrap_err().code(), VoucherCode::Personal);
        for good in [
            "材料不全，退回补正",
            &"长".repeat(NOTE_CHARS_MAX),
            &"1".repeat(NOTE_DIGIT_RUN - 1),
            "1a".repeat(9).as_str(),
        ] {
            assert!(Note::new(good).is_ok(), "{good}");
        }
        assert_eq!(Note::new(&"1".repeat(NOTE_DIGIT_RUN)).unwrap_err().code(), VoucherCode::Personal);
        for bad in ["", " 材料", "材料\n", "材\u{7}料", &"长".repeat(NOTE_CHARS_MAX + 1)] {
            assert_eq!(Note::new(bad).unwrap_err().code(), VoucherCode::Text, "{bad}");
        }
    }
}
