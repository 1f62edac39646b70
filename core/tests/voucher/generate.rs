//! Random commands that lean to legal next steps, with faults put in on purpose: one, or two at once.

use serde_json::{Value, json};

use super::model::Model;
use super::model_state::Voucher;
use super::{DAY_S, START_S};

pub(crate) const ACTIONS: [&str; 23] = [
    "define_programme",
    "appropriate",
    "accredit",
    "discredit",
    "issue",
    "claim",
    "redeem",
    "approve",
    "reject",
    "schedule",
    "seal_batch",
    "approve_batch",
    "cancel_batch",
    "disburse",
    "payout_failed",
    "claw_back",
    "revoke",
    "reissue",
    "suspend",
    "resume",
    "dispute",
    "settle_dispute",
    "expire",
];

/// 2^53 - 1.
pub(super) const TOP: i64 = (1 << 53) - 1;
const HALF: i64 = TOP / 2 + 1;
pub(super) const SECRETS: [&str; 2] = ["7Q2M-9KXW-41TC", "0000-0000-0000"];
const FACTS: &str = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

/// The sender of one sequence of commands.
pub(crate) struct Sender {
    pub(crate) dice: Dice,
    /// Its clock.
    pub(crate) now: i64,
    serial: usize,
    /// Amounts near the end of the range, and few other limits.
    huge: bool,
    /// Vouchers are left to lapse.
    idle: bool,
}

fn known(model: &Model, id: &str) -> Value {
    model.programmes.get(id).map_or(Value::Null, |programme| programme.terms.clone())
}

impl Sender {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let huge = dice.percent(8);
        let idle = huge && dice.percent(50);
        Self { dice, now: START_S, serial: 0, huge, idle }
    }

    /// The next command, and the instant at which it is sent.
    pub(crate) fn next(&mut self, model: &Model) -> (Value, i64) {
        self.serial += 1;
        let now = self.tick(model);
        let mut order = match (model.programmes.get("p"), model.programmes.get("q")) {
            (None, _) => self.define("p"),
            (Some(p), _) if p.granted == 0 => self.appropriate("p"),
            (_, None) if self.dice.percent(15) => self.define("q"),
            (_, Some(q)) if q.granted == 0 && self.dice.percent(50) => self.appropriate("q"),
            _ => {
                let voucher = self.choose(model);
                let action = if self.dice.percent(86) {
                    self.suitable(model, &voucher)
                } else {
                    self.dice.pick(&ACTIONS)
                };
                self.fill(model, action, &voucher)
            }
        };
        self.sign(model, &mut order);
        if self.dice.percent(30) {
            self.spoil(model, &mut order);
            if self.dice.percent(35) {
                self.spoil(model, &mut order);
            }
        }
        order["id"] = json!(format!("c-{}", self.serial));
        (order, now)
    }

    fn tick(&mut self, model: &Model) -> i64 {
        let dice = &mut self.dice;
        let jump = if self.idle { 75 } else { 94 };
        self.now += match dice.below(100) {
            roll if roll < jump => dice.below(1_800) as i64,
            roll if roll < 96 => 2 * DAY_S,
            96 => 20 * DAY_S,
            97 => 95 * DAY_S,
            // To the second at which a voucher lapses, or the one before.
            _ => {
                let end = model.vouchers.values().map(|voucher| voucher.until).find(|end| *end > self.now);
                end.map_or(0, |end| end - self.now - dice.below(2) as i64)
            }
        };
        match dice.below(100) {
            0..4 => self.now - dice.below(300) as i64,
            4 => self.now - 40 * DAY_S,
            _ => self.now,
        }
    }

    fn define(&mut self, programme: &str) -> Value {
        let dice = &mut self.dice;
        let face = if self.huge { HALF } else { dice.pick(&[1, 100, 100, 300]) };
        let mut order = json!({"action": "define_programme", "programme": programme, "name": "券",
            "region": dice.pick(&["370102", "3701", "37"])});
        let item = |name: &str, face: i64, partial: bool| json!({"item": name, "face_amount_fen": face, "partial_redeem": partial});
        let partial = dice.percent(50);
        if dice.percent(60) {
            order["item"] = json!("x");
            order["face_amount_fen"] = json!(face);
            order["partial_redeem"] = json!(partial);
        } else {
            order["items"] = json!([item("x", face, partial), item("y", face / 2 + 1, !partial)]);
        }
        match dice.pick(&["holder", "provider", "both"]) {
            "both" => {
                order["payee"] = json!("both");
                order["holder_permille"] = json!(dice.pick(&[1, 333, 500, 999]));
            }
            one => order["payee"] = json!(one),
        }
        if self.idle || dice.percent(60) {
            order["valid_days"] = json!(if self.idle { 1 } else { dice.pick(&[1, 3, 30, 30, 200]) });
        } else {
            let from = self.now + dice.pick(&[-DAY_S, 0, 3 * 3_600, 2 * DAY_S]);
            order["valid_from"] = json!(from);
            order["valid_until"] = json!(from + dice.pick(&[3 * 3_600, 10 * DAY_S, 30 * DAY_S, 200 * DAY_S]));
        }
        order["per_person_limit"] = json!(if self.huge { 9 } else { dice.pick(&[1, 2, 9, 9, 9]) });
        order["four_eyes"] = json!(!self.huge && dice.percent(60));
        if self.huge {
            return order;
        }
        if dice.percent(20) {
            order["issue_from"] = json!(self.now + dice.pick(&[-DAY_S, 0, 3_600, 3_600]));
        }
        if dice.percent(20) {
            order["issue_until"] = json!(self.now + dice.pick(&[2, 3 * DAY_S, 100]) * 3_600);
        }
        if dice.percent(30) {
            order["per_period_limit"] = json!(dice.pick(&[1, 2]));
            order["period"] = json!(dice.pick(&["month", "quarter", "year"]));
        }
        if dice.percent(25) {
            order["rule"] = json!("rules-7");
        }
        order["accredited_only"] = json!(dice.percent(25));
        order["batch_approvals"] = json!(dice.pick(&[0, 0, 1, 2]));
        if dice.percent(35) {
            let mut limits = json!({});
            for role in ["manager", "issuer", "provider", "approver", "payer"] {
                let limit = [face - 1, face, face, 2 * face, 1_000];
                if dice.percent(50) {
                    limits[role] = json!(dice.pick(&limit));
                }
            }
            order["role_limits_fen"] = limits;
        }
        if dice.percent(4) {
            match dice.below(9) {
                0 => order["per_person_limit"] = json!(0),
                1 => order["batch_approvals"] = json!(3),
                2 => order["items"] = json!([item("x", 1, false), item("x", 2, false)]),
                3 => order["items"] = json!([]),
                4 => order["items"] = json!([item("x", 1, false), item("y", 0, false)]),
                5 if !order["valid_days"].is_null() => order["valid_days"] = json!(dice.pick(&[0, 3_661])),
                5 => order["valid_until"] = order["valid_from"].clone(),
                6 if !order["issue_from"].is_null() => order["issue_until"] = order["issue_from"].clone(),
                7 if !order["period"].is_null() => order["per_period_limit"] = json!(0),
                _ if order["payee"] == "both" => order["holder_permille"] = json!(dice.pick(&[0, 1_000])),
                _ => order["per_person_limit"] = json!(0),
            }
            if !order["items"].is_null() {
                for key in ["item", "face_amount_fen", "partial_redeem"] {
                    order.as_object_mut().unwrap().remove(key);
                }
            }
        }
        order
    }

    fn appropriate(&mut self, programme: &str) -> Value {
        let some = if self.huge { [HALF, HALF, TOP] } else { [1_000, 1_500, 600] };
        json!({"action": "appropriate", "programme": programme, "amount_fen": self.dice.pick(&some)})
    }

    /// A voucher to go on with: mostly one that is under way.
    fn choose(&mut self, model: &Model) -> String {
        let active: Vec<&String> =
            model.vouchers.iter().filter(|(_, voucher)| voucher.is_active()).map(|(id, _)| id).collect();
        let all = model.vouchers.len() as u64;
        if !active.is_empty() && (active.len() >= 4 || self.dice.percent(80)) {
            return active[self.dice.below(active.len() as u64) as usize].clone();
        }
        if all > 0 && self.dice.percent(12) {
            return model.vouchers.keys().nth(self.dice.below(all) as usize).unwrap().clone();
        }
        format!("v{}", self.serial)
    }

    /// An action that suits the voucher where it stands.
    fn suitable(&mut self, model: &Model, id: &str) -> &'static str {
        let dice = &mut self.dice;
        let Some(voucher) = model.vouchers.get(id) else { return "issue" };
        let programme = &model.programmes[&voucher.programme];
        if voucher.disputed_by.is_some() && dice.percent(45) {
            return "settle_dispute";
        }
        if voucher.suspended && dice.percent(45) {
            return "resume";
        }
        match voucher.state {
            "issued" | "claimed" if self.now >= voucher.until && dice.percent(60) => "expire",
            "issued" | "claimed" if dice.percent(12) => dice
                .pick(&["revoke", "revoke", "reissue", "reissue", "suspend", "suspend", "suspend", "expire"]),
            "issued" => "claim",
            "claimed" if programme.terms["accredited_only"] == true && programme.accredited.is_empty() => {
                dice.pick(&["accredit", "accredit", "accredit", "redeem"])
            }
            "claimed" if dice.percent(3) => dice.pick(&["accredit", "discredit"]),
            "claimed" => "redeem",
            "redeemed" | "approved" if dice.percent(16) => {
                dice.pick(&["reject", "reject", "dispute", "dispute", "suspend"])
            }
            "redeemed" => "approve",
            "approved" => self.suitable_payment(model, voucher),
            "disbursed" => dice.pick(&["claw_back", "claw_back", "claw_back", "payout_failed", "dispute"]),
            _ => dice.pick(&ACTIONS),
        }
    }

    fn suitable_payment(&mut self, model: &Model, voucher: &Voucher) -> &'static str {
        let dice = &mut self.dice;
        let needed = model.programmes[&voucher.programme].batch_approvals();
        match model.live_batch(voucher) {
            None if needed > 0 || dice.percent(30) => {
                dice.pick(&["schedule", "schedule", "schedule", "disburse"])
            }
            None => "disburse",
            Some(_) if dice.percent(8) => "cancel_batch",
            Some(batch) if batch.state == "open" => dice.pick(&["seal_batch", "seal_batch", "approve_batch"]),
            Some(batch) if (batch.approvals.len() as u64) < needed && dice.percent(85) => "approve_batch",
            Some(_) => "disburse",
        }
    }

    fn fill(&mut self, model: &Model, action: &str, voucher: &str) -> Value {
        let programme = if self.dice.percent(80) { "p" } else { "q" };
        let terms = known(model, programme);
        let mut order = json!({"action": action});
        match action {
            "define_programme" => return self.define(programme),
            "appropriate" => {
                let some = if self.huge { [HALF, HALF, TOP, 1] } else { [1, 300, 900, TOP] };
                order["programme"] = json!(programme);
                order["amount_fen"] = json!(self.dice.pick(&some));
                return order;
            }
            "accredit" | "discredit" => {
                let at = model.vouchers.get(voucher);
                order["programme"] = json!(at.map_or(programme, |voucher| &voucher.programme));
                order["provider"] = json!(self.dice.pick(&["pr1", "pr1", "pr2"]));
                if self.dice.percent(40) {
                    order["item"] = json!(self.dice.pick(&["x", "x", "y"]));
                }
                if action == "accredit" && self.dice.percent(30) {
                    order["valid_until"] = json!(self.now + self.dice.pick(&[3_600, 2 * DAY_S, 100 * DAY_S]));
                }
            }
            "seal_batch" | "approve_batch" | "cancel_batch" => {
                let own = model.vouchers.get(voucher).and_then(|voucher| voucher.batch.as_deref());
                let any = model.batches.keys().next().map_or("b1", String::as_str);
                order["batch"] = json!(own.unwrap_or(any));
            }
            "issue" => self.fill_issue(&mut order, programme, &terms),
            _ => {}
        }
        if !["accredit", "discredit", "seal_batch", "approve_batch", "cancel_batch"].contains(&action) {
            order["voucher"] = json!(voucher);
            self.fill_voucher(model, action, voucher, &mut order);
        }
        let explained =
            ["discredit", "cancel_batch", "reject", "payout_failed", "claw_back", "revoke", "reissue"];
        if explained.contains(&action) || ["suspend", "resume", "dispute", "settle_dispute"].contains(&action)
        {
            order["reason"] = json!("原因");
        }
        order
    }

    fn fill_issue(&mut self, order: &mut Value, programme: &str, terms: &Value) {
        let dice = &mut self.dice;
        order["programme"] = json!(programme);
        order["holder"] = json!(dice.pick(&["h1", "h2", "h2", "h3"]));
        if !terms["items"].is_null() || dice.percent(50) {
            order["item"] = json!(if terms["items"].is_null() { "x" } else { dice.pick(&["x", "y"]) });
        }
        if !terms["rule"].is_null() {
            order["rule"] = terms["rule"].clone();
            order["evidence"] = json!("decision-1");
        }
        if dice.percent(10) {
            order["evidence"] = json!("decision-2");
            order["facts_digest"] = json!(FACTS);
        }
        if dice.percent(20) {
            order["secret"] = json!(SECRETS[0]);
        }
    }

    fn fill_voucher(&mut self, model: &Model, action: &str, id: &str, order: &mut Value) {
        let serial = self.serial;
        let voucher = model.vouchers.get(id);
        let face = voucher.map_or(100, |voucher| voucher.face as i64);
        let dice = &mut self.dice;
        match action {
            "claim" => {
                if dice.percent(30) {
                    order["account"] = json!("card-1");
                }
                if dice.percent(30) {
                    order["consent"] = json!("consent-1");
                }
            }
            "redeem" => {
                order["record"] = json!(format!("s-{serial}"));
                if dice.percent(35) {
                    order["amount_fen"] = json!(dice.pick(&[1, face / 2 + 1, face, face]));
                }
                if let Some(secret) = voucher.and_then(|voucher| voucher.secret.as_ref()) {
                    order["secret"] = json!(secret);
                }
                if dice.percent(15) {
                    order["served_at"] = json!(self.now - dice.pick(&[0, 60, 3_600]));
                }
            }
            "schedule" => {
                order["payment"] = json!(format!("pay-{serial}"));
                let open = model.batches.iter().find(|(_, batch)| {
                    batch.state == "open"
                        && voucher.is_some_and(|voucher| voucher.programme == batch.programme)
                });
                let new = format!("b{serial}");
                order["batch"] = json!(open.map_or(&new, |(id, _)| id));
            }
            "disburse" => {
                let fixed = voucher
                    .filter(|voucher| model.live_batch(voucher).is_some())
                    .and_then(|voucher| voucher.scheduled_as.as_ref());
                order["payment"] = json!(fixed.cloned().unwrap_or(format!("pay-{serial}")));
            }
            "payout_failed" => {
                let paid = voucher.and_then(|voucher| voucher.payment.as_deref());
                order["payment"] = json!(paid.unwrap_or("pay-0"));
            }
            "claw_back" if dice.percent(60) => {
                order["amount_fen"] = json!(dice.pick(&[1, 1, face / 3 + 1, face, face.min(TOP / 2) * 2]));
            }
            "reissue" => {
                order["replacement"] = json!(format!("r{serial}"));
                if dice.percent(20) {
                    order["secret"] = json!(SECRETS[1]);
                }
            }
            "settle_dispute" => order["outcome"] = json!(dice.pick(&["dismissed", "upheld"])),
            _ => {}
        }
    }
}

impl Voucher {
    pub(crate) fn is_active(&self) -> bool {
        !["revoked", "expired", "clawed_back"].contains(&self.state)
    }
}
