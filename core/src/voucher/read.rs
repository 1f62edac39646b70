//! Reading a command field by field, so that an error names the field and repeats no value.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::command::{Action, ActionKind, Actor, Command, Outcome, Role};
use super::error::{VoucherCode, VoucherError};
use super::programme::{Payee, Terms, Validity};
use super::time::Timestamp;
use crate::model::Fen;

/// Most fields of one object.
const FIELDS_MAX: usize = 32;
/// Objects inside objects: the command and its actor.
const DEPTH_MAX: u8 = 2;

/// A value as it came, before anything is known of its meaning.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Object(Fields),
    Other,
}

/// The fields of an object that nobody has asked for yet.
#[derive(Default)]
struct Fields {
    prefix: &'static str,
    entries: Vec<(String, Raw)>,
    fault: Option<VoucherError>,
}

struct RawSeed {
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for RawSeed {
    type Value = Raw;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for RawSeed {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of named fields")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(i64::try_from(value).map_or(Raw::Other, Raw::Int))
    }

    // A fraction is never an amount, a version or an instant.
    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Raw, A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Raw::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<String>()? {
            let keep = self.depth < DEPTH_MAX && fields.fault.is_none();
            if !keep {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value_seed(Self { depth: self.depth + 1 })?;
            if fields.entries.iter().any(|(known, _)| *known == key) {
                fields.fault = Some(VoucherError::new(VoucherCode::FieldDuplicate).in_field(key));
            } else if fields.entries.len() >= FIELDS_MAX {
                fields.fault = Some(VoucherError::new(VoucherCode::Malformed).because("too many fields"));
            } else {
                fields.entries.push((key, value));
            }
        }
        Ok(if self.depth < DEPTH_MAX { Raw::Object(fields) } else { Raw::Other })
    }
}

impl Fields {
    fn path(&self, name: &'static str) -> std::borrow::Cow<'static, str> {
        // The names are ours: they hold neither digits nor control characters.
        if self.prefix.is_empty() { name.into() } else { format!("{}.{name}", self.prefix).into() }
    }

    fn fault(&self, code: VoucherCode, name: &'static str) -> VoucherError {
        VoucherError::new(code).in_field(self.path(name))
    }

    fn take(&mut self, name: &'static str) -> Option<Raw> {
        let at = self.entries.iter().position(|(known, _)| known == name)?;
        match self.entries.swap_remove(at).1 {
            Raw::Null => None,
            value => Some(value),
        }
    }

    fn required<T>(&self, name: &'static str, value: Option<T>) -> Result<T, VoucherError> {
        value.ok_or_else(|| self.fault(VoucherCode::FieldMissing, name))
    }

    fn text(&mut self, name: &'static str) -> Result<Option<String>, VoucherError> {
        match self.take(name) {
            None => Ok(None),
            Some(Raw::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.fault(VoucherCode::FieldType, name)),
        }
    }

    fn int(&mut self, name: &'static str) -> Result<Option<i64>, VoucherError> {
        match self.take(name) {
            None => Ok(None),
            Some(Raw::Int(value)) => Ok(Some(value)),
            Some(_) => Err(self.fault(VoucherCode::FieldType, name)),
        }
    }

    fn flag(&mut self, name: &'static str, default: bool) -> Result<bool, VoucherError> {
        match self.take(name) {
            None => Ok(default),
            Some(Raw::Bool(value)) => Ok(value),
            Some(_) => Err(self.fault(VoucherCode::FieldType, name)),
        }
    }

    fn parsed_option<T: std::str::FromStr<Err: Into<VoucherError>>>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, VoucherError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: T::Err| error.into().in_field(self.path(name)))
    }

    fn parsed<T: std::str::FromStr<Err: Into<VoucherError>>>(
        &mut self,
        name: &'static str,
    ) -> Result<T, VoucherError> {
        let value = self.parsed_option(name)?;
        self.required(name, value)
    }

    /// A word of a closed list.
    fn word<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Result<T, VoucherError> {
        let text = self.text(name)?;
        let text = self.required(name, text)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.ok_or_else(|| {
            let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(VoucherCode::FieldValue, name).because(format!("one of {}", list.join(", ")))
        })
    }

    fn number<T, E>(
        &mut self,
        name: &'static str,
        check: impl Fn(i64) -> Result<T, E>,
    ) -> Result<Option<T>, VoucherError> {
        let Some(value) = self.int(name)? else { return Ok(None) };
        check(value).map(Some).map_err(|_| self.fault(VoucherCode::FieldValue, name).because("out of range"))
    }

    fn amount(&mut self) -> Result<Option<Fen>, VoucherError> {
        self.number("amount_fen", Fen::new)
    }

    /// Every field was asked for.
    fn finish(self) -> Result<(), VoucherError> {
        match self.entries.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => {
                let path = if self.prefix.is_empty() { name } else { format!("{}.{name}", self.prefix) };
                Err(VoucherError::new(VoucherCode::FieldUnknown).in_field(path))
            }
        }
    }
}

pub(super) fn command<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Command, VoucherError> {
    let malformed = || VoucherError::new(VoucherCode::Malformed);
    // What the format's own error says may quote a value, so it is not passed on.
    let raw = RawSeed { depth: 0 }.deserialize(deserializer).map_err(|_| malformed())?;
    let Raw::Object(mut fields) = raw else { return Err(malformed()) };
    if let Some(fault) = fields.fault.take() {
        return Err(fault);
    }
    let id = fields.parsed("id")?;
    let actor = actor(&mut fields)?;
    let expected_version = fields.number("expected_version", u64::try_from)?;
    let action = action(&mut fields)?;
    fields.finish()?;
    Ok(Command { id, actor, expected_version, action })
}

fn actor(fields: &mut Fields) -> Result<Actor, VoucherError> {
    let value = fields.take("actor");
    let Raw::Object(mut inner) = fields.required("actor", value)? else {
        return Err(fields.fault(VoucherCode::FieldType, "actor"));
    };
    if let Some(fault) = inner.fault.take() {
        return Err(fault);
    }
    inner.prefix = "actor";
    let actor = Actor {
        id: inner.parsed("id")?,
        role: inner.word("role", &Role::ALL.map(|role| (role.name(), role)))?,
        region: inner.parsed("region")?,
    };
    inner.finish()?;
    Ok(actor)
}

fn action(fields: &mut Fields) -> Result<Action, VoucherError> {
    let name = fields.text("action")?;
    let name = fields.required("action", name)?;
    let kind = ActionKind::ALL
        .into_iter()
        .find(|kind| kind.name() == name)
        .ok_or_else(|| fields.fault(VoucherCode::ActionUnknown, "action"))?;
    Ok(match kind {
        ActionKind::DefineProgramme => {
            Action::DefineProgramme { programme: fields.parsed("programme")?, terms: terms(fields)? }
        }
        ActionKind::Appropriate => {
            let programme = fields.parsed("programme")?;
            let amount = fields.amount()?;
            Action::Appropriate { programme, amount: fields.required("amount_fen", amount)? }
        }
        ActionKind::Issue => Action::Issue {
            programme: fields.parsed("programme")?,
            voucher: fields.parsed("voucher")?,
            holder: fields.parsed("holder")?,
            evidence: fields.parsed_option("evidence")?,
        },
        ActionKind::Claim => Action::Claim { voucher: fields.parsed("voucher")? },
        ActionKind::Redeem => Action::Redeem {
            voucher: fields.parsed("voucher")?,
            record: fields.parsed("record")?,
            amount: fields.amount()?,
        },
        ActionKind::Approve => Action::Approve { voucher: fields.parsed("voucher")? },
        ActionKind::Reject => {
            Action::Reject { voucher: fields.parsed("voucher")?, reason: fields.parsed("reason")? }
        }
        ActionKind::Disburse => {
            Action::Disburse { voucher: fields.parsed("voucher")?, payment: fields.parsed("payment")? }
        }
        ActionKind::PayoutFailed => Action::PayoutFailed {
            voucher: fields.parsed("voucher")?,
            payment: fields.parsed("payment")?,
            reason: fields.parsed("reason")?,
        },
        ActionKind::ClawBack => Action::ClawBack {
            voucher: fields.parsed("voucher")?,
            amount: fields.amount()?,
            reason: fields.parsed("reason")?,
        },
        ActionKind::Revoke => {
            Action::Revoke { voucher: fields.parsed("voucher")?, reason: fields.parsed("reason")? }
        }
        ActionKind::Dispute => {
            Action::Dispute { voucher: fields.parsed("voucher")?, reason: fields.parsed("reason")? }
        }
        ActionKind::SettleDispute => Action::SettleDispute {
            voucher: fields.parsed("voucher")?,
            outcome: fields
                .word("outcome", &[("dismissed", Outcome::Dismissed), ("upheld", Outcome::Upheld)])?,
            reason: fields.parsed("reason")?,
        },
        ActionKind::Expire => Action::Expire { voucher: fields.parsed("voucher")? },
    })
}

fn terms(fields: &mut Fields) -> Result<Terms, VoucherError> {
    let face_amount = fields.number("face_amount_fen", Fen::new)?;
    let per_person_limit = fields.number("per_person_limit", u32::try_from)?;
    Ok(Terms {
        name: fields.parsed("name")?,
        region: fields.parsed("region")?,
        item: fields.parsed("item")?,
        face_amount: fields.required("face_amount_fen", face_amount)?,
        validity: validity(fields)?,
        per_person_limit: per_person_limit.unwrap_or(1),
        payee: fields.word("payee", &[("holder", Payee::Holder), ("provider", Payee::Provider)])?,
        four_eyes: fields.flag("four_eyes", true)?,
        partial_redeem: fields.flag("partial_redeem", false)?,
    })
}

fn validity(fields: &mut Fields) -> Result<Validity, VoucherError> {
    let days = fields.number("valid_days", u32::try_from)?;
    let from = fields.number("valid_from", Timestamp::new)?;
    let until = fields.number("valid_until", Timestamp::new)?;
    match (days, from, until) {
        (Some(valid_days), None, None) => Ok(Validity::Days { valid_days }),
        (None, Some(valid_from), Some(valid_until)) => Ok(Validity::Span { valid_from, valid_until }),
        (None, Some(_), None) => Err(fields.fault(VoucherCode::FieldMissing, "valid_until")),
        (None, None, Some(_)) => Err(fields.fault(VoucherCode::FieldMissing, "valid_from")),
        (None, None, None) => Err(fields.fault(VoucherCode::FieldMissing, "valid_days")),
        (Some(_), _, _) => Err(fields
            .fault(VoucherCode::FieldUnknown, "valid_days")
            .because("give either valid_days or valid_from and valid_until")),
    }
}
