//! Random commands on the machine and on the plain model, compared after each.
//!
//! Goal: no sequence of commands makes the two disagree, breaks the budget, or gives a history that does not replay.
//! Method: seeded sequences that lean to legal next steps, with wrong roles, regions, versions, clocks, repeats and
//! reused ids mixed in. What the generator reached is counted, so that a blind spot fails the test.

use std::collections::{BTreeMap, BTreeSet};

use doorstep::voucher::{Answer, Command, Ledger, RefusalCode, Timestamp};
use serde_json::{Value, json};

use super::model::{Model, PRECEDENCE};
use super::{DAY_S, START_S, short};

pub(crate) const ACTIONS: [&str; 14] = [
    "define_programme",
    "appropriate",
    "issue",
    "claim",
    "redeem",
    "approve",
    "reject",
    "disburse",
    "payout_failed",
    "claw_back",
    "revoke",
    "dispute",
    "settle_dispute",
    "expire",
];

const SEQUENCES: u64 = 10_000;
const COMMANDS: usize = 22;
/// 2^53 - 1.
const TOP: i64 = (1 << 53) - 1;

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

fn programme_of(dice: &mut Dice) -> &'static str {
    dice.pick(&["p", "p", "p", "p", "p", "p", "p", "p", "q", "q", "q", "r"])
}

fn define(dice: &mut Dice, programme: &str, now: i64) -> Value {
    let face = dice.pick(&[1, 100, 100, 100, 300, 300, 300, TOP / 2 + 1]);
    let mut order = json!({"action": "define_programme", "programme": programme, "name": "券", "item": "x",
        "region": dice.pick(&["370102", "3701", "37"]), "face_amount_fen": face,
        "payee": dice.pick(&["holder", "provider"]), "per_person_limit": dice.pick(&[1, 2, 2, 9, 9]),
        "four_eyes": dice.percent(60), "partial_redeem": dice.percent(50)});
    if dice.percent(60) {
        order["valid_days"] = json!(dice.pick(&[1, 3, 30, 30]));
    } else {
        let from = now + dice.pick(&[-DAY_S, 0, 3 * 3_600]);
        order["valid_from"] = json!(from);
        order["valid_until"] = json!(from + dice.pick(&[3_600, 10 * DAY_S, 10 * DAY_S, 30 * DAY_S]));
    }
    if dice.percent(3) {
        match dice.below(4) {
            0 => order["face_amount_fen"] = json!(0),
            1 => order["per_person_limit"] = json!(0),
            2 if !order["valid_days"].is_null() => order["valid_days"] = json!(0),
            _ if order["valid_days"].is_null() => order["valid_until"] = order["valid_from"].clone(),
            _ => {}
        }
    }
    order
}

/// An action that suits the voucher where it stands.
fn suitable(dice: &mut Dice, model: &Model, voucher: &str, now: i64) -> &'static str {
    let Some(voucher) = model.vouchers.get(voucher) else { return "issue" };
    if voucher.disputed_by.is_some() && dice.percent(50) {
        return "settle_dispute";
    }
    match voucher.state {
        "issued" | "claimed" if now >= voucher.until && dice.percent(60) => "expire",
        "issued" => dice.pick(&["claim", "claim", "claim", "claim", "claim", "revoke"]),
        "claimed" => dice.pick(&["redeem", "redeem", "redeem", "redeem", "redeem", "revoke"]),
        "redeemed" => dice.pick(&["approve", "approve", "approve", "approve", "reject", "dispute"]),
        "approved" => dice.pick(&["disburse", "disburse", "disburse", "disburse", "dispute"]),
        "disbursed" => dice.pick(&["claw_back", "claw_back", "payout_failed", "dispute"]),
        _ => dice.pick(&ACTIONS),
    }
}

fn fill(dice: &mut Dice, model: &Model, action: &str, voucher: &str, now: i64, serial: usize) -> Value {
    let mut order = json!({"action": action});
    match action {
        "define_programme" => {
            let programme = programme_of(dice);
            return define(dice, programme, now);
        }
        "appropriate" => {
            order["programme"] = json!(programme_of(dice));
            order["amount_fen"] = json!(dice.pick(&[0, 1, 300, 1_000, TOP / 2 + 1, TOP]));
            return order;
        }
        "issue" => {
            order["programme"] = json!(programme_of(dice));
            order["holder"] = json!(dice.pick(&["h1", "h2", "h2", "x"]));
            if dice.percent(20) {
                order["evidence"] = json!("decision-1");
            }
        }
        _ => {}
    }
    order["voucher"] = json!(voucher);
    let known = model.vouchers.get(voucher);
    let face = known.map_or(100, |voucher| voucher.face as i64);
    match action {
        "redeem" => {
            let fresh = format!("s-{serial}");
            order["record"] = json!(if dice.percent(80) { &fresh } else { "s" });
            if dice.percent(40) {
                order["amount_fen"] = json!(dice.pick(&[0, 1, face / 2 + 1, face, face.min(TOP - 1) + 1]));
            }
        }
        "disburse" => {
            let fresh = format!("pay-{voucher}-{}", serial / 8);
            order["payment"] = json!(if dice.percent(90) { &fresh } else { "pay" });
        }
        "payout_failed" => order["payment"] = json!("pay"),
        "claw_back" if dice.percent(60) => {
            order["amount_fen"] = json!(dice.pick(&[0, 1, 1, face / 3 + 1, face]));
        }
        "settle_dispute" => order["outcome"] = json!(dice.pick(&["dismissed", "upheld"])),
        _ => {}
    }
    if ["reject", "payout_failed", "claw_back", "revoke", "dispute", "settle_dispute"].contains(&action) {
        order["reason"] = json!("原因");
    }
    order
}

fn sign(dice: &mut Dice, model: &Model, ledger: &Ledger, order: &mut Value, serial: usize) {
    let action = order["action"].as_str().unwrap().to_owned();
    let roles = ["manager", "issuer", "holder", "provider", "approver", "payer", "auditor"];
    let role = match action.as_str() {
        _ if dice.percent(3) => dice.pick(&roles),
        "issue" => "issuer",
        "claim" => "holder",
        "redeem" => "provider",
        "approve" | "reject" => "approver",
        "disburse" | "payout_failed" | "claw_back" => "payer",
        "revoke" | "expire" => dice.pick(&["issuer", "manager"]),
        "dispute" => dice.pick(&["holder", "auditor", "manager"]),
        _ => "manager",
    };
    let voucher = order["voucher"].as_str().and_then(|id| ledger.voucher(&id.parse().unwrap()).unwrap());
    let id = match role {
        // One actor takes any role now and then: that is whom four eyes are for.
        _ if dice.percent(8) => "x".to_owned(),
        _ if dice.percent(3) => dice.pick(&["m1", "i1", "pr1", "a1", "y1", "h1"]).to_owned(),
        "holder" => voucher.as_ref().map_or("h1".to_owned(), |voucher| voucher.holder.to_string()),
        "manager" => dice.pick(&["m1", "m2"]).to_owned(),
        "issuer" => "i1".to_owned(),
        "provider" => dice.pick(&["pr1", "pr2"]).to_owned(),
        "approver" => "a1".to_owned(),
        "payer" => dice.pick(&["y1", "y2"]).to_owned(),
        _ => "au".to_owned(),
    };
    // Both a wider and, for providers, a narrower place are right; a neighbour county is not.
    let region = if dice.percent(3) { "370103" } else { dice.pick(&["37", "37", "37", "37", "3701"]) };
    let payment = voucher.as_ref().and_then(|voucher| voucher.payment.as_ref());
    if let ("payout_failed", Some(payment), true) = (action.as_str(), payment, dice.percent(85)) {
        order["payment"] = json!(payment.as_str());
    }
    let region = if role == "provider" && dice.percent(20) { "370102001" } else { region };
    order["id"] = json!(format!("c-{serial}"));
    order["actor"] = json!({"id": id, "role": role, "region": region});
    if dice.percent(15) {
        let known =
            order["voucher"].as_str().and_then(|id| model.vouchers.get(id)).map_or(0, |known| known.version);
        order["expected_version"] = json!(if dice.percent(80) { known } else { known + 1 });
    }
}

struct Run {
    ledger: Ledger,
    model: Model,
    now: i64,
    /// Commands sent so far, as JSON.
    sent: Vec<Value>,
}

impl Run {
    fn next(&mut self, dice: &mut Dice) -> Value {
        let serial = self.sent.len();
        if serial > 4 && dice.percent(5) {
            let index = dice.below(serial as u64) as usize;
            let mut again = self.sent[index].clone();
            if dice.percent(40) {
                let key = if again["voucher"].is_null() { "programme" } else { "voucher" };
                again[key] = json!("z");
            }
            return again;
        }
        // A programme with money first, or nothing else can happen.
        let mut order = match self.model.programmes.get("p") {
            None => define(dice, "p", self.now),
            Some(programme) if programme.granted == 0 => {
                let amount = dice.pick(&[300, 700, 1_500, TOP - 5, TOP - 5]);
                json!({"action": "appropriate", "programme": "p", "amount_fen": amount})
            }
            Some(_) => {
                let voucher = dice.pick(&["v1", "v1", "v1", "v2", "v2", "v3"]);
                let action = if dice.percent(88) {
                    suitable(dice, &self.model, voucher, self.now)
                } else {
                    dice.pick(&ACTIONS)
                };
                fill(dice, &self.model, action, voucher, self.now, serial)
            }
        };
        sign(dice, &self.model, &self.ledger, &mut order, serial);
        order
    }

    fn tick(&mut self, dice: &mut Dice) -> i64 {
        self.now += match dice.below(100) {
            0..90 => dice.below(1_800) as i64,
            90..95 => 2 * DAY_S,
            95..97 => 20 * DAY_S,
            // To the second at which a voucher lapses, or the one before.
            _ => {
                let end =
                    self.model.vouchers.values().map(|voucher| voucher.until).find(|end| *end > self.now);
                end.map_or(0, |end| end - self.now - dice.below(2) as i64)
            }
        };
        match dice.below(100) {
            0..4 => self.now - dice.below(300) as i64,
            4 => self.now - 10_000,
            _ => self.now,
        }
    }

    fn compare_money(&self) {
        for (id, programme) in &self.model.programmes {
            let view = self.ledger.budget(&id.parse().unwrap()).unwrap().unwrap();
            let view = serde_json::to_value(view).unwrap();
            let bucket = |name: &str| i128::from(view[name].as_i64().unwrap());
            let [committed, spent, recovered] = self.model.sums(id);
            let found = ["committed_fen", "spent_fen", "recovered_fen"].map(bucket);
            assert_eq!(found, [committed, spent, recovered]);
            assert_eq!(bucket("appropriated_fen"), programme.granted);
            assert_eq!(bucket("available_fen"), self.model.available(id));
            assert!(bucket("available_fen") >= 0);
        }
    }

    fn compare_vouchers(&self) {
        let state = self.ledger.state().unwrap();
        assert_eq!(state.vouchers().count(), self.model.vouchers.len());
        for (id, expected) in &self.model.vouchers {
            let view = self.ledger.voucher(&id.parse().unwrap()).unwrap().unwrap();
            assert_eq!(view.state.name(), expected.state);
            assert_eq!((view.disputed, view.version), (expected.disputed_by.is_some(), expected.version));
            assert_eq!(
                (i128::from(view.amount.get()), i128::from(view.recovered.get())),
                (expected.amount, expected.recovered)
            );
            assert_eq!(view.expires_at.get(), expected.until);
        }
    }
}

/// What an applied command did, for the count of transitions.
fn transition(model: &Model, order: &Value) -> String {
    let action = order["action"].as_str().unwrap();
    let from = order["voucher"].as_str().and_then(|id| model.vouchers.get(id));
    let from = from.map_or("-", |voucher| voucher.state);
    match order["outcome"].as_str() {
        Some(outcome) => format!("{from} {action} {outcome}"),
        None => format!("{from} {action}"),
    }
}

const TRANSITIONS: [&str; 24] = [
    "- define_programme",
    "- appropriate",
    "- issue",
    "issued claim",
    "issued revoke",
    "issued expire",
    "claimed redeem",
    "claimed revoke",
    "claimed expire",
    "redeemed approve",
    "redeemed reject",
    "redeemed dispute",
    "redeemed settle_dispute dismissed",
    "redeemed settle_dispute upheld",
    "approved disburse",
    "approved dispute",
    "approved settle_dispute dismissed",
    "approved settle_dispute upheld",
    "disbursed payout_failed",
    "disbursed claw_back",
    "disbursed claw_back in full",
    "disbursed dispute",
    "disbursed settle_dispute dismissed",
    "disbursed settle_dispute upheld",
];

/// How often each transition, refusal and replay (`=`) was reached.
type Reached = BTreeMap<String, u64>;

/// Plays one seeded sequence on both, comparing after each command.
fn play(seed: u64, reached: &mut Reached) {
    let mut dice = Dice(seed);
    let mut run = Run { ledger: Ledger::memory(), model: Model::default(), now: START_S, sent: Vec::new() };
    for step in 0..COMMANDS {
        let order = run.next(&mut dice);
        let now = run.tick(&mut dice);
        let command: Command = Command::read(order.clone()).unwrap();
        let transition = transition(&run.model, &order);
        let expected = run.model.submit(&order, now);
        let answer = run.ledger.submit(&command, Timestamp::new(now).unwrap()).unwrap();
        let found = short(&answer);
        assert_eq!(found, expected, "seed {seed}, step {step}: {order}");
        let key = match &answer {
            Answer::Applied { event } => {
                run.compare_money();
                let full = serde_json::to_value(event).unwrap()["full"] == true;
                if full { format!("{transition} in full") } else { transition }
            }
            Answer::Replayed { .. } => "=".to_owned(),
            Answer::Refused { .. } | Answer::Unknown { .. } => found,
        };
        *reached.entry(key).or_default() += 1;
        run.sent.push(order);
    }
    run.compare_vouchers();
    // Replays the chain, sums the vouchers anew, compares states.
    let verified = run.ledger.verify().unwrap();
    if seed.is_multiple_of(10) {
        let copy = Ledger::import(&run.ledger.export().unwrap()).unwrap();
        assert_eq!(copy.verify().unwrap(), verified);
        assert_eq!(copy.state().unwrap(), run.ledger.state().unwrap());
    }
}

#[test]
fn random_commands_agree_with_the_plain_model() {
    const WORKERS: u64 = 2;
    let reached: Vec<Reached> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                scope.spawn(move || {
                    let mut reached = Reached::new();
                    let seeds = (worker..SEQUENCES).step_by(WORKERS as usize);
                    seeds.for_each(|seed| play(seed, &mut reached));
                    reached
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let count = |name: &str| reached.iter().filter_map(|part| part.get(name)).sum::<u64>();
    for transition in TRANSITIONS {
        assert!(count(transition) >= 100, "{transition}: {}", count(transition));
    }
    assert!(count("=") >= 1_000, "replayed: {}", count("="));
    for code in RefusalCode::ALL {
        let name = code.code().trim_start_matches("voucher.");
        assert!(count(name) >= 20, "{name}: {}", count(name));
    }
    if std::env::var_os("DOORSTEP_SHOW_REACHED").is_some() {
        for name in reached.iter().flat_map(BTreeMap::keys).collect::<BTreeSet<_>>() {
            println!("{name}: {}", count(name));
        }
    }
}

#[test]
fn the_order_of_precedence_is_the_documented_one() {
    let declared: Vec<&str> =
        RefusalCode::ALL.iter().map(|code| code.code().trim_start_matches("voucher.")).collect();
    assert_eq!(declared, PRECEDENCE.split_whitespace().collect::<Vec<_>>());
}
