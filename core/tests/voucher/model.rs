//! A plain model of the machine: maps of text, sums in i128, nothing counted that can be summed.
//!
//! It shares no code with the machine. It reads a command as JSON, collects *all* its faults, and answers with the one
//! of highest precedence; the machine must come to the same by checking in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{DateTime, Days, FixedOffset, NaiveTime};
use serde_json::Value;

/// The documented order of precedence, written out a second time.
pub(crate) const PRECEDENCE: &str = "key_reuse clock_behind role_not_allowed terms_invalid amount_zero programme_exists \
    programme_unknown voucher_exists voucher_unknown outside_region not_the_holder version_conflict closed expired \
    step_done step_missing not_disputed already_disputed disputed not_yet_valid not_expired programme_ended four_eyes \
    per_person_limit record_used above_face partial_not_allowed payment_used payment_mismatch recovery_begun \
    above_paid budget_short amount_overflow";

const TOP: i128 = (1 << 53) - 1;

#[derive(Clone, Debug)]
pub(crate) struct Programme {
    terms: Value,
    pub(crate) granted: i128,
    version: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Voucher {
    pub(crate) programme: String,
    holder: String,
    pub(crate) state: &'static str,
    pub(crate) face: i128,
    pub(crate) amount: i128,
    pub(crate) recovered: i128,
    from: i64,
    pub(crate) until: i64,
    record: String,
    payment: String,
    pub(crate) disputed_by: Option<String>,
    /// (who, in which duty)
    served: BTreeSet<(String, &'static str)>,
    pub(crate) version: u64,
}

#[derive(Default, Debug)]
pub(crate) struct Model {
    time: i64,
    pub(crate) programmes: BTreeMap<String, Programme>,
    pub(crate) vouchers: BTreeMap<String, Voucher>,
    payments: BTreeSet<String>,
    records: BTreeSet<String>,
    answers: BTreeMap<String, (Value, String)>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn int(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from)
}

/// (earliest, last) state in which an action is legal, by place on the way.
fn places(action: &str) -> (usize, usize) {
    match action {
        "claim" => (0, 0),
        "redeem" => (1, 1),
        "revoke" | "expire" => (0, 1),
        "approve" | "reject" => (2, 2),
        "disburse" => (3, 3),
        "payout_failed" | "claw_back" => (4, 4),
        _ => (2, 4),
    }
}

const WAY: [&str; 5] = ["issued", "claimed", "redeemed", "approved", "disbursed"];

fn duty(action: &str) -> Option<&'static str> {
    Some(match action {
        "issue" => "issue",
        "redeem" => "provide",
        "approve" | "reject" => "approve",
        "disburse" | "payout_failed" | "claw_back" => "pay",
        "settle_dispute" => "settle",
        _ => return None,
    })
}

impl Voucher {
    fn lapsed(&self, now: i64) -> bool {
        ["issued", "claimed"].contains(&self.state) && now >= self.until
    }

    fn committed(&self) -> i128 {
        match self.state {
            "issued" | "claimed" | "redeemed" => self.face,
            "approved" => self.amount,
            _ => 0,
        }
    }

    fn spent(&self) -> i128 {
        if ["disbursed", "clawed_back"].contains(&self.state) { self.amount } else { 0 }
    }
}

impl Model {
    /// committed, spent, recovered
    pub(crate) fn sums(&self, programme: &str) -> [i128; 3] {
        let of = |part: fn(&Voucher) -> i128| {
            self.vouchers.values().filter(|voucher| voucher.programme == programme).map(part).sum()
        };
        [of(Voucher::committed), of(Voucher::spent), of(|voucher| voucher.recovered)]
    }

    pub(crate) fn available(&self, programme: &str) -> i128 {
        let [committed, spent, recovered] = self.sums(programme);
        self.programmes[programme].granted + recovered - committed - spent
    }

    /// The answer: `+event`, a refusal, or `=` and the first answer.
    pub(crate) fn submit(&mut self, command: &Value, now: i64) -> String {
        let id = text(&command["id"]);
        if let Some((first, answer)) = self.answers.get(&id) {
            return if first == command { format!("={answer}") } else { "key_reuse".to_owned() };
        }
        static ORDER: LazyLock<Vec<&str>> = LazyLock::new(|| PRECEDENCE.split_whitespace().collect());
        let rank = |code: &str| ORDER.iter().position(|known| *known == code).unwrap();
        let time = now.max(self.time);
        let faults = self.faults(command, now, time);
        let answer = match faults.into_iter().min_by_key(|code| rank(code)) {
            Some("clock_behind") => return "clock_behind".to_owned(),
            Some(code) => code.to_owned(),
            None => {
                self.time = time;
                format!("+{}", self.change(command, time))
            }
        };
        self.answers.insert(id, (command.clone(), answer.clone()));
        answer
    }

    fn faults(&self, command: &Value, now: i64, time: i64) -> Vec<&'static str> {
        let mut faults = Vec::new();
        let mut note = |fault: bool, code| {
            if fault {
                faults.push(code);
            }
        };
        let action = command["action"].as_str().unwrap();
        let role = command["actor"]["role"].as_str().unwrap();
        let may = match action {
            "define_programme" | "appropriate" | "settle_dispute" => "manager",
            "issue" => "issuer",
            "claim" => "holder",
            "redeem" => "provider",
            "approve" | "reject" => "approver",
            "disburse" | "payout_failed" | "claw_back" => "payer",
            "revoke" | "expire" => "issuer manager",
            _ => "holder auditor manager",
        };
        note(now < self.time - 300, "clock_behind");
        note(!may.split(' ').any(|known| known == role), "role_not_allowed");
        note(int(&command["amount_fen"]) == Some(0), "amount_zero");
        match action {
            "define_programme" => {
                let span = [&command["valid_from"], &command["valid_until"]].map(Value::as_i64);
                let bad_span = matches!(span, [Some(from), Some(until)] if from >= until);
                note(command["face_amount_fen"] == 0 || command["valid_days"] == 0, "terms_invalid");
                note(command["per_person_limit"] == 0 || bad_span, "terms_invalid");
                note(self.programmes.contains_key(&text(&command["programme"])), "programme_exists");
                note(!inside(command, &text(&command["region"])), "outside_region");
                note(stale(command, 0), "version_conflict");
            }
            "appropriate" => match self.programmes.get(&text(&command["programme"])) {
                None => note(true, "programme_unknown"),
                Some(programme) => {
                    note(!inside(command, &text(&programme.terms["region"])), "outside_region");
                    note(stale(command, programme.version), "version_conflict");
                    let sum = programme.granted + int(&command["amount_fen"]).unwrap();
                    note(sum > TOP, "amount_overflow");
                }
            },
            "issue" => {
                note(self.vouchers.contains_key(&text(&command["voucher"])), "voucher_exists");
                match self.programmes.get(&text(&command["programme"])) {
                    None => note(true, "programme_unknown"),
                    Some(programme) => faults.extend(self.issue_faults(command, programme, time)),
                }
            }
            _ => match self.vouchers.get(&text(&command["voucher"])) {
                None => note(true, "voucher_unknown"),
                Some(voucher) => {
                    faults.extend(self.voucher_faults(command, voucher, time));
                    faults.extend(self.money_faults(command, voucher));
                }
            },
        }
        faults
    }

    fn issue_faults(&self, command: &Value, programme: &Programme, time: i64) -> Vec<&'static str> {
        let holder = text(&command["holder"]);
        let terms = &programme.terms;
        let name = text(&command["programme"]);
        let held = self
            .vouchers
            .values()
            .filter(|voucher| {
                voucher.holder == holder && voucher.programme == name && voucher.state != "revoked"
            })
            .count();
        let face = int(&terms["face_amount_fen"]).unwrap();
        [
            (!inside(command, &text(&terms["region"])), "outside_region"),
            (stale(command, 0), "version_conflict"),
            (terms["valid_until"].as_i64().is_some_and(|until| time >= until), "programme_ended"),
            (terms["four_eyes"] == true && command["actor"]["id"] == command["holder"], "four_eyes"),
            (held as u64 >= terms["per_person_limit"].as_u64().unwrap(), "per_person_limit"),
            (self.available(&name) < face, "budget_short"),
        ]
        .into_iter()
        .filter_map(|(fault, code)| fault.then_some(code))
        .collect()
    }

    fn voucher_faults(&self, command: &Value, voucher: &Voucher, time: i64) -> Vec<&'static str> {
        let action = command["action"].as_str().unwrap();
        let actor = text(&command["actor"]["id"]);
        let terms = &self.programmes[&voucher.programme].terms;
        let holder = command["actor"]["role"] == "holder";
        let region = text(&terms["region"]);
        let mine = text(&command["actor"]["region"]);
        let provider_inside = command["actor"]["role"] == "provider" && mine.starts_with(&region);
        let place = WAY.iter().position(|state| *state == voucher.state);
        let lapsed = voucher.lapsed(time) && action != "expire";
        let (first, last) = places(action);
        let way = |test: fn(usize, usize, usize) -> bool| {
            !lapsed && place.is_some_and(|place| test(place, first, last))
        };
        let held = voucher.disputed_by.is_some();
        let deciding = ["approve", "reject", "disburse"].contains(&action);
        let using = ["claim", "redeem"].contains(&action);
        let two_duties = duty(action).is_some_and(|duty| {
            voucher.served.iter().any(|(who, other)| *who == actor && *other != duty)
                || (duty == "settle" && voucher.disputed_by.as_ref() == Some(&actor))
        });
        [
            (!holder && !provider_inside && !region.starts_with(&mine), "outside_region"),
            (holder && actor != voucher.holder, "not_the_holder"),
            (stale(command, voucher.version), "version_conflict"),
            (["revoked", "clawed_back"].contains(&voucher.state), "closed"),
            (voucher.state == "expired" || lapsed, "expired"),
            (way(|place, _, last| place > last), "step_done"),
            (way(|place, first, _| place < first), "step_missing"),
            (action == "settle_dispute" && !held, "not_disputed"),
            (action == "dispute" && held, "already_disputed"),
            (deciding && held, "disputed"),
            (using && time < voucher.from, "not_yet_valid"),
            (action == "expire" && time < voucher.until, "not_expired"),
            (terms["four_eyes"] == true && two_duties, "four_eyes"),
        ]
        .into_iter()
        .filter_map(|(fault, code)| fault.then_some(code))
        .collect()
    }

    fn money_faults(&self, command: &Value, voucher: &Voucher) -> Vec<&'static str> {
        let terms = &self.programmes[&voucher.programme].terms;
        let amount = int(&command["amount_fen"]);
        let found = match command["action"].as_str().unwrap() {
            "redeem" => vec![
                (self.records.contains(&text(&command["record"])), "record_used"),
                (amount.is_some_and(|amount| amount > voucher.face), "above_face"),
                (
                    amount.is_some_and(|amount| amount < voucher.face) && terms["partial_redeem"] == false,
                    "partial_not_allowed",
                ),
            ],
            "disburse" => vec![
                (self.payments.contains(&text(&command["payment"])), "payment_used"),
                (self.sums(&voucher.programme)[1] + voucher.amount > TOP, "amount_overflow"),
            ],
            "payout_failed" => vec![
                (voucher.payment != text(&command["payment"]), "payment_mismatch"),
                (voucher.recovered > 0, "recovery_begun"),
            ],
            "claw_back" => {
                vec![(amount.is_some_and(|amount| amount > voucher.amount - voucher.recovered), "above_paid")]
            }
            _ => vec![],
        };
        found.into_iter().filter_map(|(fault, code)| fault.then_some(code)).collect()
    }

    /// Does what has no fault, and names the event.
    fn change(&mut self, command: &Value, time: i64) -> &'static str {
        let name = text(&command["programme"]);
        let amount = int(&command["amount_fen"]);
        match command["action"].as_str().unwrap() {
            "define_programme" => {
                self.programmes.insert(name, Programme { terms: command.clone(), granted: 0, version: 1 });
                return "programme_defined";
            }
            "appropriate" => {
                let programme = self.programmes.get_mut(&name).unwrap();
                programme.granted += amount.unwrap();
                programme.version += 1;
                return "appropriated";
            }
            "issue" => {
                let voucher = new_voucher(command, &self.programmes[&name].terms, time);
                self.vouchers.insert(text(&command["voucher"]), voucher);
                return "issued";
            }
            _ => {}
        }
        let actor = text(&command["actor"]["id"]);
        let action = command["action"].as_str().unwrap();
        let voucher = self.vouchers.get_mut(&text(&command["voucher"])).unwrap();
        voucher.version += 1;
        if let Some(duty) = duty(action) {
            voucher.served.insert((actor.clone(), duty));
        }
        match action {
            "claim" => voucher.state = "claimed",
            "redeem" => {
                voucher.state = "redeemed";
                voucher.amount = amount.unwrap_or(voucher.face);
                voucher.record = text(&command["record"]);
                self.records.insert(voucher.record.clone());
            }
            "approve" => voucher.state = "approved",
            "reject" => {
                voucher.state = "claimed";
                voucher.amount = voucher.face;
                self.records.remove(&voucher.record);
            }
            "disburse" => {
                voucher.state = "disbursed";
                voucher.payment = text(&command["payment"]);
                self.payments.insert(voucher.payment.clone());
            }
            "payout_failed" => {
                voucher.state = "approved";
                voucher.payment.clear();
            }
            "claw_back" => {
                voucher.recovered += amount.unwrap_or(voucher.amount - voucher.recovered);
                if voucher.recovered == voucher.amount {
                    voucher.state = "clawed_back";
                    voucher.disputed_by = None;
                }
            }
            "revoke" => voucher.state = "revoked",
            "dispute" => voucher.disputed_by = Some(actor),
            "settle_dispute" => {
                voucher.disputed_by = None;
                if command["outcome"] == "upheld" && voucher.state != "disbursed" {
                    voucher.state = "revoked";
                }
            }
            _ => voucher.state = "expired",
        }
        match action {
            "claim" => "claimed",
            "redeem" => "redeemed",
            "approve" => "approved",
            "reject" => "rejected",
            "disburse" => "disbursed",
            "payout_failed" => "payout_failed",
            "claw_back" => "clawed_back",
            "revoke" => "revoked",
            "dispute" => "disputed",
            "settle_dispute" => "dispute_settled",
            _ => "expired",
        }
    }
}

fn new_voucher(command: &Value, terms: &Value, time: i64) -> Voucher {
    let (from, until) = match terms["valid_days"].as_u64() {
        Some(days) => (time, local_midnight_after(time, days)),
        None => (terms["valid_from"].as_i64().unwrap(), terms["valid_until"].as_i64().unwrap()),
    };
    let face = int(&terms["face_amount_fen"]).unwrap();
    Voucher {
        programme: text(&command["programme"]),
        holder: text(&command["holder"]),
        state: "issued",
        face,
        amount: face,
        recovered: 0,
        from,
        until,
        record: String::new(),
        payment: String::new(),
        disputed_by: None,
        served: [(text(&command["holder"]), "hold"), (text(&command["actor"]["id"]), "issue")].into(),
        version: 1,
    }
}

/// By the calendar, not by arithmetic on seconds.
fn local_midnight_after(time: i64, days: u64) -> i64 {
    let zone = FixedOffset::east_opt(8 * 3600).unwrap();
    let day = DateTime::from_timestamp(time, 0).unwrap().with_timezone(&zone).date_naive();
    let end = day.checked_add_days(Days::new(days + 1)).unwrap();
    end.and_time(NaiveTime::MIN).and_local_timezone(zone).unwrap().timestamp()
}

fn inside(command: &Value, region: &str) -> bool {
    region.starts_with(command["actor"]["region"].as_str().unwrap())
}

fn stale(command: &Value, version: u64) -> bool {
    command["expected_version"].as_u64().is_some_and(|expected| expected != version)
}
