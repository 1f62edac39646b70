//! A large ledger in which nobody cheats, and how many findings it has all the same.
//!
//! Two programmes in each of two divisions, 40 providers of uneven size, 9 in 10 of whose customers come back to them, 8 approvers
//! who take turns, opening hours from 9 to 17 on weekdays; redemptions are rejected, payments fail, vouchers are lost,
//! revoked and left to lapse. Every event is the answer of the machine itself to a command.

use std::sync::LazyLock;

use doorstep::voucher::supervision::{FindingRule, History};
use doorstep::voucher::{Command, EventRecord, HashKind, Head, State, apply, decide};
use serde_json::{Value, json};

use super::super::generate::Dice;
use super::super::{DAY_S, at};

/// Monday, 2026-03-02, midnight in Shanghai.
const MONDAY_S: i64 = 1_772_380_800;
const VOUCHERS: u64 = 22_500;
const DAYS: u64 = 100;

/// What somebody will do, and when.
pub(super) struct Planned {
    pub(super) at: i64,
    pub(super) actor: String,
    pub(super) order: Value,
}

/// A day of work after a day, counted from MONDAY_S: Saturdays and Sundays are passed over, and the days of the state
/// holidays within the span (4 to 6 April, 1 to 5 May and 19 June 2026).
fn working(mut day: u64) -> u64 {
    let off = |day: u64| day % 7 >= 5 || (33..=35).contains(&day) || (60..=64).contains(&day) || day == 109;
    while off(day) {
        day += 1;
    }
    day
}

/// An instant in opening hours.
fn hour(dice: &mut Dice, day: u64) -> i64 {
    MONDAY_S + working(day) as i64 * DAY_S + 9 * 3_600 + dice.below(8 * 3_600) as i64
}

/// A redemption that comes to be paid: `steps` are the times of claim, redemption, approval and payment.
pub(super) struct Voucher<'a> {
    pub(super) id: &'a str,
    pub(super) programme: &'a str,
    pub(super) holder: &'a str,
    pub(super) provider: &'a str,
    pub(super) region: &'a str,
    pub(super) approver: &'a str,
    pub(super) account: &'a str,
    pub(super) amount: Option<u64>,
}

impl Voucher<'_> {
    pub(super) fn plan(&self, issue: i64, steps: [i64; 4], plan: &mut Vec<Planned>) {
        self.issue(issue, plan);
        self.claim(self.id, steps[0], plan);
        self.redeem(self.id, "", steps[1], plan);
        self.approve(self.id, "approve", steps[2], plan);
        self.pay(self.id, "", steps[3], plan);
    }

    fn add(&self, at: i64, actor: String, order: Value, plan: &mut Vec<Planned>) {
        plan.push(Planned { at, actor: format!("{actor} {}", self.region), order });
    }

    pub(super) fn issue(&self, at: i64, plan: &mut Vec<Planned>) {
        let order = json!({"action": "issue", "programme": self.programme, "voucher": self.id, "holder": self.holder});
        self.add(at, format!("i-{} issuer", self.region), order, plan);
    }

    pub(super) fn claim(&self, id: &str, at: i64, plan: &mut Vec<Planned>) {
        let order = json!({"action": "claim", "voucher": id, "account": self.account});
        self.add(at, format!("{} holder", self.holder), order, plan);
    }

    pub(super) fn redeem(&self, id: &str, again: &str, at: i64, plan: &mut Vec<Planned>) {
        let mut order = json!({"action": "redeem", "voucher": id, "record": format!("s-{id}{again}")});
        if let Some(amount) = self.amount {
            order["amount_fen"] = json!(amount);
        }
        self.add(at, format!("{} provider", self.provider), order, plan);
    }

    pub(super) fn approve(&self, id: &str, action: &str, at: i64, plan: &mut Vec<Planned>) {
        let mut order = json!({"action": action, "voucher": id});
        if action == "reject" {
            order["reason"] = json!("材料不符");
        }
        self.add(at, format!("{} approver", self.approver), order, plan);
    }

    pub(super) fn pay(&self, id: &str, again: &str, at: i64, plan: &mut Vec<Planned>) {
        let order = json!({"action": "disburse", "voucher": id, "payment": format!("pay-{id}{again}")});
        self.add(at, format!("y-{} payer", self.region), order, plan);
    }
}

/// What honest people do.
pub(super) fn honest() -> Vec<Planned> {
    let mut plan = Vec::new();
    let manager = |order| Planned { at: MONDAY_S, actor: "m manager 37".to_owned(), order };
    for (programme, face, partial) in [
        ("p-370102", 80_000, false),
        ("q-370102", 120_000, true),
        ("p-370103", 80_000, false),
        ("q-370103", 120_000, true),
    ] {
        plan.push(manager(
            json!({"action": "define_programme", "programme": programme, "name": "券", "region": &programme[2..],
            "item": "training", "face_amount_fen": face, "partial_redeem": partial, "valid_days": 60,
            "payee": "both", "holder_permille": 500, "per_person_limit": 20,
            "role_limits_fen": if partial { json!({"approver": 100_000}) } else { json!({}) }}),
        ));
        let grant =
            json!({"action": "appropriate", "programme": programme, "amount_fen": 9_000_000_000_000_u64});
        plan.push(manager(grant));
    }
    let mut dice = Dice(2_026);
    for number in 0..VOUCHERS {
        let holder = dice.below(VOUCHERS / 2);
        let regular = dice.percent(90);
        let mut taste = Dice(if regular { holder } else { number ^ 0xabcd });
        // The lesser of two: provider 0 has some forty times the custom of provider 39.
        let provider = taste.below(40).min(taste.below(40));
        let region = if provider.is_multiple_of(2) { "370102" } else { "370103" };
        let approver = format!("a-{region}-{}", dice.below(4));
        let (id, holder) = (format!("v-{number}"), format!("h-{holder}"));
        let (provider, account) = (format!("pr-{provider}"), format!("card-{holder}"));
        let programme = format!("{}-{region}", if dice.percent(60) { "p" } else { "q" });
        let amount = programme.starts_with('q').then(|| 1_000 + dice.below(99_000));
        let voucher = Voucher {
            id: &id,
            programme: &programme,
            holder: &holder,
            provider: &provider,
            region,
            approver: &approver,
            account: &account,
            amount,
        };
        let start = working(dice.below(DAYS));
        let issue = hour(&mut dice, start);
        voucher.issue(issue, &mut plan);
        let mut day = working(start + 1 + dice.below(6));
        let fate = dice.below(100);
        if fate < 8 {
            continue;
        }
        voucher.claim(&id, hour(&mut dice, day), &mut plan);
        let mut serial = id.clone();
        if fate < 10 {
            let order = json!({"action": "revoke", "voucher": id, "reason": "不再符合条件"});
            voucher.add(hour(&mut dice, day + 4), format!("i-{region} issuer"), order, &mut plan);
            continue;
        }
        if fate < 16 {
            continue;
        }
        if fate < 18 {
            serial = format!("{id}-r");
            let order = json!({"action": "reissue", "voucher": id, "replacement": serial, "reason": "遗失"});
            day = working(day + 1);
            voucher.add(hour(&mut dice, day), format!("i-{region} issuer"), order, &mut plan);
            day = working(day + 1);
            voucher.claim(&serial, hour(&mut dice, day), &mut plan);
        }
        day = working(day + 1 + dice.below(20));
        voucher.redeem(&serial, "", hour(&mut dice, day), &mut plan);
        if (18..21).contains(&fate) {
            day = working(day + 1);
            voucher.approve(&serial, "reject", hour(&mut dice, day), &mut plan);
            day = working(day + 1);
            voucher.redeem(&serial, "-2", hour(&mut dice, day), &mut plan);
        }
        day = working(day + 1 + dice.below(4));
        voucher.approve(&serial, "approve", hour(&mut dice, day), &mut plan);
        day = working(day + 1 + dice.below(6));
        voucher.pay(&serial, "", hour(&mut dice, day), &mut plan);
        if fate == 99 {
            let order = json!({"action": "payout_failed", "voucher": serial, "payment": format!("pay-{serial}"), "reason": "账户有误"});
            day = working(day + 1);
            voucher.add(hour(&mut dice, day), format!("y-{region} payer"), order, &mut plan);
            day = working(day + 1);
            voucher.pay(&serial, "-2", hour(&mut dice, day), &mut plan);
        }
    }
    plan
}

/// Carries a plan out: the events, in the order of time.
pub(super) fn carry_out(mut plan: Vec<Planned>) -> Vec<EventRecord> {
    plan.sort_by_key(|planned| planned.at);
    let (mut state, mut head) = (State::default(), Head::genesis(HashKind::default()));
    let mut records = Vec::with_capacity(plan.len());
    for (number, Planned { at: time, actor, mut order }) in plan.into_iter().enumerate() {
        let mut words = actor.split(' ');
        let mut word = || words.next().unwrap();
        order["id"] = json!(format!("c-{number}"));
        order["actor"] = json!({"id": word(), "role": word(), "region": word()});
        let command = Command::read(order).unwrap();
        let event =
            decide(&state, &command, at(time)).unwrap_or_else(|refusal| panic!("{refusal:?} {command:?}"));
        apply(&mut state, &event).unwrap();
        let record = head.link(event);
        head = head.follow(&record).unwrap();
        records.push(record);
    }
    records
}

pub(super) static CLEAN: LazyLock<History> = LazyLock::new(|| History::of(&carry_out(honest())).unwrap());

/// Hours of all providers, and accounts of providers.
pub(super) fn known() -> Value {
    let (mut hours, mut accounts) = (json!({}), json!({}));
    for provider in 0..40 {
        hours[format!("pr-{provider}")] = json!("周一至周五 9:00-17:00");
        accounts[format!("pr-{provider}")] = json!(format!("acct-pr-{provider}"));
    }
    json!({"hours": hours, "accounts": accounts})
}

/// What the rules find where nobody cheats: on the first day after a holiday a busy provider has a week's custom, chance may bring four people to a busy provider within a minute, and some holders
/// have two services of just under the limit from their provider within a week.
#[test]
fn few_findings_where_nobody_cheats() {
    assert!(CLEAN.seq() > 100_000, "{} events", CLEAN.seq());
    let found = CLEAN.findings(None, &super::bounds(json!({})), &super::facts(known())).unwrap();
    assert_eq!(found.rules.len(), FindingRule::ALL.len());
    println!("{} events", found.seq);
    for rule in found.rules {
        println!("{} of {} {}: {}", rule.findings, rule.units, rule.unit, rule.rule.code());
        assert!(rule.units > 30, "{} has looked at {}", rule.rule.code(), rule.units);
        let millionths = rule.findings * 1_000_000 / rule.units;
        let allowed = match rule.rule {
            FindingRule::ProviderVelocity => 500,
            FindingRule::SameMinute => 200,
            FindingRule::SplitAmounts => 2_000,
            _ => 0,
        };
        assert!(millionths <= allowed, "{}: {millionths} in a million", rule.rule.code());
    }
}
