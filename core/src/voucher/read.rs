//! Reading a command field by field, so that an error names the field and repeats no value.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::answer::VoucherView;
use super::card::Card;
use super::command::{Action, ActionKind, Actor, Command, Outcome, Role};
use super::error::{VoucherCode, VoucherError};
use super::programme::{IssueWindow, Item, Payee, Period, PeriodLimit, Programme, Terms, Validity};
use super::state::VoucherState;
use super::time::Timestamp;
use crate::model::Fen;

/// Most fields of one object.
const FIELDS_MAX: usize = 32;
/// Most values of one list.
const VALUES_MAX: usize = 64;
/// Values inside values: a card, its programme, the list of items, an item.
const DEPTH_MAX: u8 = 4;

/// A value as it came, before anything is known of its meaning.
enum Raw {
    Null,
    Bool(bool),
    Int(i64),
    Text(String),
    Object(Fields),
    List(Vec<Raw>),
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
        if self.depth >= DEPTH_MAX {
            while sequence.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Raw::Other);
        }
        let mut values = Vec::new();
        while values.len() < VALUES_MAX {
            match sequence.next_element_seed(Self { depth: self.depth + 1 })? {
                Some(value) => values.push(value),
                None => return Ok(Raw::List(values)),
            }
        }
        let mut more = false;
        while sequence.next_element::<IgnoredAny>()?.is_some() {
            more = true;
        }
        Ok(if more { Raw::Other } else { Raw::List(values) })
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
        let word = self.word_option(name, words)?;
        self.required(name, word)
    }

    fn word_option<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, VoucherError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.map(Some).ok_or_else(|| {
            let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.fault(VoucherCode::FieldValue, name).because(format!("one of {}", list.join(", ")))
        })
    }

    /// The fields of an object inside this one.
    fn object(&mut self, name: &'static str) -> Result<Option<Self>, VoucherError> {
        match self.take(name) {
            None => Ok(None),
            Some(Raw::Object(inner)) => inner.inside(name).map(Some),
            Some(_) => Err(self.fault(VoucherCode::FieldType, name)),
        }
    }

    /// This object as the value of a field.
    fn inside(mut self, name: &'static str) -> Result<Self, VoucherError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        self.prefix = name;
        Ok(self)
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

pub(super) fn card<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Card, VoucherError> {
    let malformed = || VoucherError::new(VoucherCode::Malformed);
    let raw = RawSeed { depth: 0 }.deserialize(deserializer).map_err(|_| malformed())?;
    let Raw::Object(mut fields) = raw else { return Err(malformed()) };
    if let Some(fault) = fields.fault.take() {
        return Err(fault);
    }
    let programme = fields.object("programme")?;
    let mut programme = fields.required("programme", programme)?;
    let voucher = fields.object("voucher")?;
    let mut voucher = fields.required("voucher", voucher)?;
    fields.finish()?;
    let card = Card {
        programme: Programme { id: programme.parsed("programme")?, terms: terms(&mut programme)? },
        voucher: voucher_view(&mut voucher)?,
    };
    programme.finish()?;
    voucher.finish()?;
    Ok(card)
}

fn voucher_view(fields: &mut Fields) -> Result<VoucherView, VoucherError> {
    let version = fields.number("version", u64::try_from)?;
    let face_amount = fields.number("face_amount_fen", Fen::new)?;
    let amount = fields.amount()?;
    let recovered = fields.number("recovered_fen", Fen::new)?;
    let valid_from = fields.number("valid_from", Timestamp::new)?;
    let expires_at = fields.number("expires_at", Timestamp::new)?;
    Ok(VoucherView {
        voucher: fields.parsed("voucher")?,
        programme: fields.parsed("programme")?,
        item: fields.parsed("item")?,
        holder: fields.parsed("holder")?,
        state: fields.word("state", &VoucherState::ALL.map(|state| (state.name(), state)))?,
        disputed: fields.flag("disputed", false)?,
        suspended: fields.flag("suspended", false)?,
        has_secret: fields.flag("has_secret", false)?,
        version: fields.required("version", version)?,
        face_amount: fields.required("face_amount_fen", face_amount)?,
        amount: fields.required("amount_fen", amount)?,
        recovered: fields.required("recovered_fen", recovered)?,
        valid_from: fields.required("valid_from", valid_from)?,
        expires_at: fields.required("expires_at", expires_at)?,
        issuer: fields.parsed_option("issuer")?,
        provider: fields.parsed_option("provider")?,
        evidence: fields.parsed_option("evidence")?,
        record: fields.parsed_option("record")?,
        batch: fields.parsed_option("batch")?,
        payment: fields.parsed_option("payment")?,
        replaced_by: fields.parsed_option("replaced_by")?,
    })
}

fn actor(fields: &mut Fields) -> Result<Actor, VoucherError> {
    let inner = fields.object("actor")?;
    let mut inner = fields.required("actor", inner)?;
    let actor = Actor {
        id: inner.parsed("id")?,
        role: inner.word("role", &Role::ALL.map(|role| (role.name(), role)))?,
        region: inner.parsed("region")?,
        programme: inner.parsed_option("programme")?,
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
        ActionKind::DefineProgramme => Action::DefineProgramme {
            programme: fields.parsed("programme")?,
            terms: Box::new(terms(fields)?),
        },
        ActionKind::Appropriate => {
            let programme = fields.parsed("programme")?;
            let amount = fields.amount()?;
            Action::Appropriate { programme, amount: fields.required("amount_fen", amount)? }
        }
        ActionKind::Accredit => Action::Accredit {
            programme: fields.parsed("programme")?,
            provider: fields.parsed("provider")?,
            item: fields.parsed_option("item")?,
            valid_until: fields.number("valid_until", Timestamp::new)?,
        },
        ActionKind::Discredit => Action::Discredit {
            programme: fields.parsed("programme")?,
            provider: fields.parsed("provider")?,
            item: fields.parsed_option("item")?,
            reason: fields.parsed("reason")?,
        },
        ActionKind::Issue => Action::Issue {
            programme: fields.parsed("programme")?,
            voucher: fields.parsed("voucher")?,
            holder: fields.parsed("holder")?,
            item: fields.parsed_option("item")?,
            evidence: fields.parsed_option("evidence")?,
            rule: fields.parsed_option("rule")?,
            facts_digest: fields.parsed_option("facts_digest")?,
            secret: fields.parsed_option("secret")?,
        },
        ActionKind::Claim => Action::Claim {
            voucher: fields.parsed("voucher")?,
            account: fields.parsed_option("account")?,
            consent: fields.parsed_option("consent")?,
        },
        ActionKind::Redeem => Action::Redeem {
            voucher: fields.parsed("voucher")?,
            record: fields.parsed("record")?,
            amount: fields.amount()?,
            served_at: fields.number("served_at", Timestamp::new)?,
            secret: fields.parsed_option("secret")?,
        },
        ActionKind::Schedule => Action::Schedule {
            voucher: fields.parsed("voucher")?,
            batch: fields.parsed("batch")?,
            payment: fields.parsed("payment")?,
        },
        ActionKind::SealBatch => Action::SealBatch { batch: fields.parsed("batch")? },
        ActionKind::ApproveBatch => Action::ApproveBatch { batch: fields.parsed("batch")? },
        ActionKind::CancelBatch => {
            Action::CancelBatch { batch: fields.parsed("batch")?, reason: fields.parsed("reason")? }
        }
        ActionKind::Reissue => Action::Reissue {
            voucher: fields.parsed("voucher")?,
            replacement: fields.parsed("replacement")?,
            secret: fields.parsed_option("secret")?,
            reason: fields.parsed("reason")?,
        },
        ActionKind::Suspend => {
            Action::Suspend { voucher: fields.parsed("voucher")?, reason: fields.parsed("reason")? }
        }
        ActionKind::Resume => {
            Action::Resume { voucher: fields.parsed("voucher")?, reason: fields.parsed("reason")? }
        }
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
    let per_person_limit = fields.number("per_person_limit", u32::try_from)?;
    let batch_approvals = fields.number("batch_approvals", u32::try_from)?;
    Ok(Terms {
        name: fields.parsed("name")?,
        region: fields.parsed("region")?,
        items: items(fields)?,
        validity: validity(fields)?,
        issue_window: IssueWindow {
            from: fields.number("issue_from", Timestamp::new)?,
            until: fields.number("issue_until", Timestamp::new)?,
        },
        rule: fields.parsed_option("rule")?,
        per_person_limit: per_person_limit.unwrap_or(1),
        period_limit: period_limit(fields)?,
        payee: payee(fields)?,
        four_eyes: fields.flag("four_eyes", true)?,
        accredited_only: fields.flag("accredited_only", false)?,
        batch_approvals: batch_approvals.unwrap_or(0),
        role_limits: role_limits(fields)?,
    })
}

/// A list of items, or the fields of one.
fn items(fields: &mut Fields) -> Result<Vec<Item>, VoucherError> {
    match fields.take("items") {
        None => Ok(vec![item(fields)?]),
        Some(Raw::List(values)) => values
            .into_iter()
            .map(|value| {
                let Raw::Object(inner) = value else {
                    return Err(fields.fault(VoucherCode::FieldType, "items"));
                };
                let mut inner = inner.inside("items")?;
                let item = item(&mut inner)?;
                inner.finish()?;
                Ok(item)
            })
            .collect(),
        Some(_) => Err(fields.fault(VoucherCode::FieldType, "items")),
    }
}

fn item(fields: &mut Fields) -> Result<Item, VoucherError> {
    let face_amount = fields.number("face_amount_fen", Fen::new)?;
    Ok(Item {
        item: fields.parsed("item")?,
        face_amount: fields.required("face_amount_fen", face_amount)?,
        partial_redeem: fields.flag("partial_redeem", false)?,
    })
}

fn period_limit(fields: &mut Fields) -> Result<Option<PeriodLimit>, VoucherError> {
    let words = [("month", Period::Month), ("quarter", Period::Quarter), ("year", Period::Year)];
    let period = fields.word_option("period", &words)?;
    match (fields.number("per_period_limit", u32::try_from)?, period) {
        (None, None) => Ok(None),
        (Some(limit), Some(period)) => Ok(Some(PeriodLimit { limit, period })),
        (Some(_), None) => Err(fields.fault(VoucherCode::FieldMissing, "period")),
        (None, Some(_)) => Err(fields.fault(VoucherCode::FieldMissing, "per_period_limit")),
    }
}

fn payee(fields: &mut Fields) -> Result<Payee, VoucherError> {
    let permille = fields.number("holder_permille", u32::try_from)?;
    let both = Payee::Both { holder_permille: permille.unwrap_or(0) };
    let payee =
        fields.word("payee", &[("holder", Payee::Holder), ("provider", Payee::Provider), ("both", both)])?;
    match (payee, permille) {
        (Payee::Both { .. }, None) => Err(fields.fault(VoucherCode::FieldMissing, "holder_permille")),
        (Payee::Holder | Payee::Provider, Some(_)) => {
            Err(fields.fault(VoucherCode::FieldUnknown, "holder_permille"))
        }
        _ => Ok(payee),
    }
}

fn role_limits(fields: &mut Fields) -> Result<BTreeMap<Role, Fen>, VoucherError> {
    let Some(mut inner) = fields.object("role_limits_fen")? else { return Ok(BTreeMap::new()) };
    let mut limits = BTreeMap::new();
    for role in Role::ALL {
        if let Some(limit) = inner.number(role.name(), Fen::new)? {
            limits.insert(role, limit);
        }
    }
    inner.finish()?;
    Ok(limits)
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
