//! A plain model of the machine: maps of text, sums in i128, nothing counted that can be summed.
//!
//! It shares no code with the machine and was written from the specification, apart from it. It reads a command as
//! JSON, collects *all* its faults, and answers with the one of highest precedence; the machine must come to the same
//! by checking in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::model_state::{Batch, Programme, Voucher, WAY, period_of};

/// The documented order of precedence, written out a second time.
pub(crate) const PRECEDENCE: &str = "key_reuse clock_behind role_not_allowed terms_invalid amount_zero programme_exists \
    programme_unknown voucher_exists voucher_unknown batch_unknown outside_region outside_programme not_the_holder \
    version_conflict closed expired step_done step_missing not_disputed already_disputed disputed not_suspended \
    already_suspended suspended batch_other_programme batch_closed batch_open batch_approved already_scheduled \
    not_scheduled batch_not_approved not_yet_valid not_expired programme_not_open programme_ended four_eyes \
    item_unknown role_limit evidence_missing rule_mismatch per_person_limit per_period_limit secret_wrong \
    not_accredited service_date record_used above_face partial_not_allowed payment_used payment_mismatch \
    recovery_begun above_paid budget_short amount_overflow";

/// 2^53 - 1.
const TOP: i128 = (1 << 53) - 1;

/// What the model says to a command.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Said {
    /// An event of this name, with these fields among others.
    Done(&'static str, Vec<(&'static str, Value)>),
    Declined(&'static str),
    Again(Box<Self>),
}

impl Said {
    /// `+event`, a refusal's code, or `=` and the first answer.
    pub(crate) fn short(&self) -> String {
        match self {
            Self::Done(event, _) => format!("+{event}"),
            Self::Declined(code) => (*code).to_owned(),
            Self::Again(first) => format!("={}", first.short()),
        }
    }
}

#[derive(Default, Debug)]
pub(crate) struct Model {
    pub(crate) time: i64,
    pub(crate) programmes: BTreeMap<String, Programme>,
    pub(crate) vouchers: BTreeMap<String, Voucher>,
    pub(crate) batches: BTreeMap<String, Batch>,
    pub(crate) payments: BTreeSet<String>,
    pub(super) records: BTreeSet<String>,
    answers: BTreeMap<String, (Value, Said)>,
}

/// Faults found so far.
#[derive(Default)]
struct Faults(Vec<&'static str>);

impl Faults {
    fn note(&mut self, fault: bool, code: &'static str) {
        if fault {
            self.0.push(code);
        }
    }
}

pub(super) fn text<'a>(command: &'a Value, key: &str) -> &'a str {
    command[key].as_str().unwrap_or_default()
}

pub(super) fn int(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from)
}

pub(super) fn who(command: &Value) -> &str {
    text(&command["actor"], "id")
}

fn role(command: &Value) -> &str {
    text(&command["actor"], "role")
}

fn roles_of(action: &str) -> &'static [&'static str] {
    match action {
        "define_programme" | "appropriate" | "accredit" | "discredit" | "settle_dispute" | "resume" => {
            &["manager"]
        }
        "issue" | "reissue" => &["issuer"],
        "revoke" | "expire" => &["issuer", "manager"],
        "claim" => &["holder"],
        "redeem" => &["provider"],
        "approve" | "reject" | "approve_batch" => &["approver", "manager"],
        "schedule" | "seal_batch" | "disburse" | "payout_failed" | "claw_back" => &["payer"],
        "cancel_batch" => &["payer", "manager"],
        "suspend" => &["manager", "auditor"],
        "dispute" => &["holder", "auditor", "manager"],
        other => panic!("{other}"),
    }
}

/// First and last state in which an action is legal, by place on the way.
fn places(action: &str) -> (usize, usize) {
    match action {
        "claim" => (0, 0),
        "redeem" => (1, 1),
        "revoke" | "expire" | "reissue" => (0, 1),
        "approve" | "reject" => (2, 2),
        "schedule" | "disburse" => (3, 3),
        "payout_failed" | "claw_back" => (4, 4),
        "dispute" | "settle_dispute" => (2, 4),
        "suspend" | "resume" => (0, 3),
        other => panic!("{other}"),
    }
}

pub(super) fn duty(action: &str) -> Option<&'static str> {
    Some(match action {
        "issue" | "reissue" => "issue",
        "redeem" => "provide",
        "approve" | "reject" => "approve",
        "schedule" | "disburse" | "payout_failed" | "claw_back" => "pay",
        "settle_dispute" => "settle",
        _ => return None,
    })
}

fn inside(command: &Value, region: &str) -> bool {
    let mine = text(&command["actor"], "region");
    match role(command) {
        "holder" => true,
        "provider" => region.starts_with(mine) || mine.starts_with(region),
        _ => region.starts_with(mine),
    }
}

fn outside_scope(command: &Value, programme: &str) -> bool {
    command["actor"]["programme"].as_str().is_some_and(|scope| scope != programme)
}

fn stale(command: &Value, version: u64) -> bool {
    command["expected_version"].as_u64().is_some_and(|expected| expected != version)
}

/// Whether the terms make no sense.
fn senseless(define: &Value) -> bool {
    let zero = |value: &Value| value.as_i64() == Some(0);
    let empty = |from: &str, until: &str| match (define[from].as_i64(), define[until].as_i64()) {
        (Some(from), Some(until)) => until <= from,
        _ => false,
    };
    let items = define["items"].as_array().map_or(&[][..], Vec::as_slice);
    let names: BTreeSet<&str> = items.iter().map(|item| text(item, "item")).collect();
    (!define["items"].is_null() && (items.is_empty() || items.len() > 32))
        || names.len() < items.len()
        || items.iter().any(|item| zero(&item["face_amount_fen"]))
        || zero(&define["face_amount_fen"])
        || define["valid_days"].as_i64().is_some_and(|days| !(1..=3_660).contains(&days))
        || empty("valid_from", "valid_until")
        || empty("issue_from", "issue_until")
        || zero(&define["per_person_limit"])
        || zero(&define["per_period_limit"])
        || define["holder_permille"].as_i64().is_some_and(|part| !(1..=999).contains(&part))
        || define["batch_approvals"].as_i64().is_some_and(|count| count > 2)
}

impl Model {
    /// appropriated, available, reserved, payable, spent, recovered, expired
    pub(crate) fn money(&self, programme: &str) -> [i128; 7] {
        let mine = self.vouchers.values().filter(|voucher| voucher.programme == programme);
        let mut sums = [0; 5];
        for voucher in mine {
            for (sum, part) in sums.iter_mut().zip(voucher.money()) {
                *sum += part;
            }
        }
        let [reserved, payable, spent, recovered, expired] = sums;
        let granted = self.programmes[programme].granted;
        let available = granted + recovered - reserved - payable - spent;
        [granted, available, reserved, payable, spent, recovered, expired]
    }

    /// The batch that will pay the voucher, unless it was cancelled.
    pub(crate) fn live_batch(&self, voucher: &Voucher) -> Option<&Batch> {
        let batch = self.batches.get(voucher.batch.as_ref()?)?;
        (batch.state != "cancelled").then_some(batch)
    }

    /// The vouchers that a batch is to pay.
    pub(crate) fn members<'a>(&'a self, batch: &'a str) -> impl Iterator<Item = &'a Voucher> {
        self.vouchers
            .values()
            .filter(move |voucher| voucher.batch.as_deref() == Some(batch) && voucher.state == "approved")
    }

    /// The answer, and all faults that the command had.
    pub(crate) fn submit(&mut self, command: &Value, now: i64) -> (Said, Vec<&'static str>) {
        let id = text(command, "id");
        if let Some((first, said)) = self.answers.get(id) {
            let again = first == command;
            let said = if again { Said::Again(Box::new(said.clone())) } else { Said::Declined("key_reuse") };
            return (said, Vec::new());
        }
        static ORDER: LazyLock<BTreeMap<&str, usize>> = LazyLock::new(|| {
            PRECEDENCE.split_whitespace().enumerate().map(|(rank, code)| (code, rank)).collect()
        });
        let time = now.max(self.time);
        let mut faults = self.faults(command, now, time);
        faults.sort_unstable_by_key(|code| ORDER[code]);
        faults.dedup();
        let said = match faults.first() {
            Some(&"clock_behind") => return (Said::Declined("clock_behind"), faults),
            Some(code) => Said::Declined(code),
            None => {
                self.time = time;
                let (event, fields) = self.change(command, time);
                Said::Done(event, fields)
            }
        };
        self.answers.insert(id.to_owned(), (command.clone(), said.clone()));
        (said, faults)
    }

    fn faults(&self, command: &Value, now: i64, time: i64) -> Vec<&'static str> {
        let mut faults = Faults::default();
        let action = text(command, "action");
        faults.note(now < self.time - 300, "clock_behind");
        faults.note(!roles_of(action).contains(&role(command)), "role_not_allowed");
        faults.note(int(&command["amount_fen"]) == Some(0), "amount_zero");
        match action {
            "define_programme" => {
                let name = text(command, "programme");
                faults.note(senseless(command), "terms_invalid");
                faults.note(self.programmes.contains_key(name), "programme_exists");
                self.rights(&mut faults, command, name, text(command, "region"), 0);
            }
            "appropriate" | "accredit" | "discredit" | "issue" => {
                faults.note(self.vouchers.contains_key(text(command, "voucher")), "voucher_exists");
                match self.programmes.get(text(command, "programme")) {
                    None => faults.note(true, "programme_unknown"),
                    Some(programme) if action == "issue" => {
                        self.issue_faults(&mut faults, command, programme, time)
                    }
                    Some(programme) => self.programme_faults(&mut faults, command, programme),
                }
            }
            "seal_batch" | "approve_batch" | "cancel_batch" => match self.batches.get(text(command, "batch"))
            {
                None => faults.note(true, "batch_unknown"),
                Some(batch) => self.batch_faults(&mut faults, command, batch),
            },
            _ => {
                if action == "reissue" {
                    faults.note(self.vouchers.contains_key(text(command, "replacement")), "voucher_exists");
                }
                match self.vouchers.get(text(command, "voucher")) {
                    None => faults.note(true, "voucher_unknown"),
                    Some(voucher) => {
                        self.voucher_faults(&mut faults, command, voucher, time);
                        self.step_faults(&mut faults, command, voucher, time);
                    }
                }
            }
        }
        faults.0
    }

    /// Region, programme and version.
    fn rights(&self, faults: &mut Faults, command: &Value, programme: &str, region: &str, version: u64) {
        faults.note(!inside(command, region), "outside_region");
        faults.note(outside_scope(command, programme), "outside_programme");
        faults.note(stale(command, version), "version_conflict");
    }

    /// More than one command of the actor's role may move.
    fn limit(&self, faults: &mut Faults, command: &Value, programme: &Programme, moved: i128) {
        let limit = int(&programme.terms["role_limits_fen"][role(command)]);
        faults.note(limit.is_some_and(|limit| moved > limit), "role_limit");
    }

    fn programme_faults(&self, faults: &mut Faults, command: &Value, programme: &Programme) {
        let name = text(command, "programme");
        self.rights(faults, command, name, programme.region(), programme.version);
        match text(command, "action") {
            "appropriate" => {
                let amount = int(&command["amount_fen"]).unwrap();
                self.limit(faults, command, programme, amount);
                faults.note(programme.granted + amount > TOP, "amount_overflow");
            }
            action => {
                let item = command["item"].as_str();
                let unknown = item.is_some_and(|item| programme.item(Some(item)).is_none());
                faults.note(action == "accredit" && unknown, "item_unknown");
                let entry = (text(command, "provider").to_owned(), item.map(str::to_owned));
                let missing = action == "discredit" && !programme.accredited.contains_key(&entry);
                faults.note(missing, "not_accredited");
            }
        }
    }

    fn issue_faults(&self, faults: &mut Faults, command: &Value, programme: &Programme, time: i64) {
        let (name, holder, terms) = (text(command, "programme"), text(command, "holder"), &programme.terms);
        let until = |key: &str| terms[key].as_i64().is_some_and(|until| time >= until);
        self.rights(faults, command, name, programme.region(), 0);
        faults.note(terms["issue_from"].as_i64().is_some_and(|from| time < from), "programme_not_open");
        faults.note(until("issue_until") || until("valid_until"), "programme_ended");
        faults.note(programme.four_eyes() && who(command) == holder, "four_eyes");
        let rule = terms["rule"].as_str();
        faults.note(rule.is_some() && command["evidence"].is_null(), "evidence_missing");
        faults.note(rule.is_some() && rule != command["rule"].as_str(), "rule_mismatch");
        let held = self.vouchers.values().filter(|voucher| {
            voucher.programme == name && voucher.holder == holder && voucher.state != "revoked"
        });
        let limit = terms["per_person_limit"].as_u64().unwrap_or(1);
        faults.note(held.clone().count() as u64 >= limit, "per_person_limit");
        let Some((item, face, _)) = programme.item(command["item"].as_str()) else {
            faults.note(true, "item_unknown");
            return;
        };
        if let (Some(limit), Some(period)) = (terms["per_period_limit"].as_u64(), terms["period"].as_str()) {
            let here = period_of(period, time);
            let same =
                held.filter(|voucher| voucher.item == item && period_of(period, voucher.issued_at) == here);
            faults.note(same.count() as u64 >= limit, "per_period_limit");
        }
        self.limit(faults, command, programme, face);
        faults.note(self.money(name)[1] < face, "budget_short");
    }

    fn batch_faults(&self, faults: &mut Faults, command: &Value, batch: &Batch) {
        let programme = &self.programmes[&batch.programme];
        self.rights(faults, command, &batch.programme, programme.region(), batch.version);
        match text(command, "action") {
            "seal_batch" => faults.note(batch.state != "open", "batch_closed"),
            "cancel_batch" => faults.note(batch.state == "cancelled", "batch_closed"),
            _ => {
                let needed = programme.batch_approvals().max(1);
                let again = batch.approvals.contains(who(command));
                let touched = programme.four_eyes() && batch.made_by.contains(who(command));
                faults.note(batch.state == "cancelled", "batch_closed");
                faults.note(batch.state == "open", "batch_open");
                faults.note(batch.approvals.len() as u64 >= needed, "batch_approved");
                faults.note(again || touched, "four_eyes");
                self.limit(faults, command, programme, batch.total);
            }
        }
    }

    /// What does not depend on the content of the command: rights, standing, holds, dates, duties.
    fn voucher_faults(&self, faults: &mut Faults, command: &Value, voucher: &Voucher, time: i64) {
        let (action, actor) = (text(command, "action"), who(command));
        let programme = &self.programmes[&voucher.programme];
        self.rights(faults, command, &voucher.programme, programme.region(), voucher.version);
        faults.note(role(command) == "holder" && actor != voucher.holder, "not_the_holder");

        let lapsed = voucher.lapsed(time) && action != "expire";
        let place = WAY.iter().position(|state| *state == voucher.state).filter(|_| !lapsed);
        let (first, last) = places(action);
        faults.note(["revoked", "clawed_back"].contains(&voucher.state), "closed");
        faults.note(voucher.state == "expired" || lapsed, "expired");
        faults.note(place.is_some_and(|place| place > last), "step_done");
        faults.note(place.is_some_and(|place| place < first), "step_missing");

        let held = voucher.disputed_by.is_some();
        let stops_for_dispute = ["approve", "reject", "schedule", "disburse"].contains(&action);
        let stops_for_suspension = stops_for_dispute || ["claim", "redeem", "reissue"].contains(&action);
        faults.note(action == "settle_dispute" && !held, "not_disputed");
        faults.note(action == "dispute" && held, "already_disputed");
        faults.note(stops_for_dispute && held, "disputed");
        faults.note(action == "resume" && !voucher.suspended, "not_suspended");
        faults.note(action == "suspend" && voucher.suspended, "already_suspended");
        faults.note(stops_for_suspension && voucher.suspended, "suspended");

        faults.note(["claim", "redeem"].contains(&action) && time < voucher.from, "not_yet_valid");
        faults.note(action == "expire" && time < voucher.until, "not_expired");
        let raised = action == "settle_dispute" && voucher.disputed_by.as_deref() == Some(actor);
        let second = duty(action).is_some_and(|duty| voucher.serves_otherwise(actor, duty));
        faults.note(programme.four_eyes() && (raised || second), "four_eyes");
    }

    /// What one action asks of its content.
    fn step_faults(&self, faults: &mut Faults, command: &Value, voucher: &Voucher, time: i64) {
        let programme = &self.programmes[&voucher.programme];
        let amount = int(&command["amount_fen"]);
        let payment = text(command, "payment");
        match text(command, "action") {
            "redeem" => {
                let served = command["served_at"].as_i64().unwrap_or(time);
                let in_time = served >= voucher.from && served < voucher.until && served <= time;
                let (_, face, partial) = programme.item(Some(&voucher.item)).unwrap();
                let secret = voucher.secret.as_deref();
                self.limit(faults, command, programme, amount.unwrap_or(face));
                faults.note(secret.is_some() && secret != command["secret"].as_str(), "secret_wrong");
                let accredited = programme.is_accredited(who(command), &voucher.item, time);
                faults.note(programme.terms["accredited_only"] == true && !accredited, "not_accredited");
                faults.note(!in_time, "service_date");
                faults.note(self.records.contains(text(command, "record")), "record_used");
                faults.note(amount.is_some_and(|amount| amount > face), "above_face");
                faults.note(!partial && amount.is_some_and(|amount| amount < face), "partial_not_allowed");
            }
            "approve" => self.limit(faults, command, programme, voucher.amount),
            "schedule" => {
                if let Some(batch) = self.batches.get(text(command, "batch")) {
                    faults.note(batch.programme != voucher.programme, "batch_other_programme");
                    faults.note(batch.state != "open", "batch_closed");
                }
                faults.note(self.live_batch(voucher).is_some(), "already_scheduled");
                faults.note(self.payments.contains(payment), "payment_used");
            }
            "disburse" => {
                let needed = programme.batch_approvals();
                match self.live_batch(voucher) {
                    None => {
                        faults.note(needed > 0, "not_scheduled");
                        faults.note(self.payments.contains(payment), "payment_used");
                    }
                    Some(batch) => {
                        let short = batch.state != "sealed" || (batch.approvals.len() as u64) < needed;
                        let sealer = batch.sealed_by.as_deref();
                        let sealed = sealer.is_some_and(|sealer| voucher.serves_otherwise(sealer, "pay"));
                        let mixed = batch.approvals.iter().any(|approver| {
                            approver == who(command) || voucher.serves_otherwise(approver, "approve")
                        });
                        faults.note(short, "batch_not_approved");
                        faults.note(programme.four_eyes() && (sealed || mixed), "four_eyes");
                        faults.note(voucher.scheduled_as.as_deref() != Some(payment), "payment_mismatch");
                    }
                }
                self.limit(faults, command, programme, voucher.amount);
                faults.note(self.money(&voucher.programme)[4] + voucher.amount > TOP, "amount_overflow");
            }
            "payout_failed" => {
                faults.note(voucher.payment.as_deref() != Some(payment), "payment_mismatch");
                faults.note(voucher.recovered > 0, "recovery_begun");
            }
            "claw_back" => {
                let left = voucher.amount - voucher.recovered;
                self.limit(faults, command, programme, amount.unwrap_or(left));
                faults.note(amount.is_some_and(|amount| amount > left), "above_paid");
            }
            "expire" => {
                faults.note(self.money(&voucher.programme)[6] + voucher.face > TOP, "amount_overflow");
            }
            _ => {}
        }
    }
}
