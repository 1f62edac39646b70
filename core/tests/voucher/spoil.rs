//! Who sends a random command, and what can be wrong with it.

use serde_json::{Value, json};

use super::DAY_S;
use super::generate::{SECRETS, Sender, TOP};
use super::model::Model;

impl Sender {
    pub(super) fn sign(&mut self, model: &Model, order: &mut Value) {
        let dice = &mut self.dice;
        let voucher = order["voucher"].as_str().and_then(|id| model.vouchers.get(id));
        let role = match order["action"].as_str().unwrap() {
            "issue" | "reissue" => "issuer",
            "claim" => "holder",
            "redeem" => "provider",
            "approve" | "reject" => dice.pick(&["approver", "approver", "approver", "manager"]),
            "approve_batch" => dice.pick(&["approver", "manager"]),
            "schedule" | "seal_batch" | "disburse" | "payout_failed" | "claw_back" => "payer",
            "cancel_batch" => dice.pick(&["payer", "manager"]),
            "revoke" | "expire" => dice.pick(&["issuer", "manager"]),
            "dispute" => dice.pick(&["holder", "auditor", "manager"]),
            "suspend" => dice.pick(&["auditor", "manager"]),
            _ => "manager",
        };
        let id = match role {
            "holder" => voucher.map_or("h1", |voucher| &voucher.holder),
            "manager" => dice.pick(&["m1", "m2"]),
            "issuer" => "i1",
            "provider" => dice.pick(&["pr1", "pr1", "pr2"]),
            "approver" => dice.pick(&["a1", "a2"]),
            "payer" => dice.pick(&["y1", "y2"]),
            _ => "au",
        };
        // Both a wider and, for providers, a narrower place are right.
        let region = if role == "provider" && dice.percent(20) { "370102001" } else { "37" };
        order["actor"] = json!({"id": id, "role": role, "region": region});
        let programme = order["programme"].as_str().or(voucher.map(|voucher| voucher.programme.as_str()));
        if let (Some(programme), true) = (programme, dice.percent(10)) {
            order["actor"]["programme"] = json!(programme);
        }
        if dice.percent(5) {
            let version = voucher.map_or(0, |voucher| voucher.version);
            order["expected_version"] = json!(version);
        }
    }

    /// Puts a fault in, if the command has room for it.
    pub(super) fn spoil(&mut self, model: &Model, order: &mut Value) {
        let action = order["action"].as_str().unwrap().to_owned();
        let voucher = order["voucher"].as_str().and_then(|id| model.vouchers.get(id));
        let dice = &mut self.dice;
        let has = |order: &Value, key: &str| !order[key].is_null();
        match dice.below(16) {
            0 => {
                order["actor"]["role"] =
                    json!(dice.pick(&["holder", "auditor", "payer", "manager", "issuer"]))
            }
            1 => order["actor"]["region"] = json!("370103"),
            2 => order["actor"]["programme"] = json!(dice.pick(&["p", "q", "r"])),
            3 => order["expected_version"] = json!(dice.below(9)),
            // One who serves in another duty, or anybody.
            4..=6 => {
                let served: Vec<&str> = voucher
                    .map_or(vec![], |voucher| voucher.served.iter().map(|(who, _)| who.as_str()).collect());
                let raised = voucher.and_then(|voucher| voucher.disputed_by.as_deref());
                let others = ["x", "m1", "i1", "pr1", "a1", "y1", "h2"];
                let holder = order["holder"].as_str().map(str::to_owned);
                let someone = match (raised, holder) {
                    (Some(raised), _) if dice.percent(50) => raised.to_owned(),
                    (_, Some(holder)) if dice.percent(50) => holder,
                    _ if served.is_empty() || dice.percent(40) => dice.pick(&others).to_owned(),
                    _ => dice.pick(&served).to_owned(),
                };
                order["actor"]["id"] = json!(someone);
            }
            7 | 8 if ["appropriate", "redeem", "claw_back"].contains(&action.as_str()) => {
                let face = voucher.map_or(300, |voucher| voucher.face as i64);
                let amounts = [0, 0, 1, face / 2, face + i64::from(face < TOP), TOP];
                order["amount_fen"] = json!(dice.pick(&amounts));
            }
            9 if has(order, "payment") => {
                let used = model.payments.len() as u64;
                let some = model.payments.iter().nth(dice.below(used.max(1)) as usize);
                order["payment"] = json!(some.map_or("pay-0", String::as_str));
            }
            10 => {
                let key = dice.pick(&["voucher", "programme", "batch"]);
                if has(order, key) {
                    order[key] = json!(dice.pick(&["nowhere", "p", "q", "v1"]));
                }
            }
            11 if has(order, "batch") => {
                let count = model.batches.len() as u64;
                let some = model.batches.keys().nth(dice.below(count.max(1)) as usize);
                order["batch"] = json!(some.map_or("b0", String::as_str));
            }
            12 | 13 if action == "redeem" => match dice.below(4) {
                0 => order["secret"] = json!(SECRETS[1]),
                1 => {
                    order.as_object_mut().unwrap().remove("secret");
                }
                2 => {
                    order["served_at"] = json!((self.now + dice.pick(&[-99 * DAY_S, 600, 99 * DAY_S])).max(0))
                }
                _ => {
                    let record = model.vouchers.values().find_map(|voucher| voucher.record.as_ref());
                    order["record"] = json!(record.map_or("s-0", String::as_str));
                }
            },
            12 | 13 if action == "issue" => match dice.below(5) {
                0 => order["item"] = json!("z"),
                1 => {
                    order.as_object_mut().unwrap().remove("item");
                }
                2 => {
                    order.as_object_mut().unwrap().remove("evidence");
                }
                3 => order["rule"] = json!("rules-6"),
                _ => order["holder"] = order["actor"]["id"].clone(),
            },
            12 | 13 if ["accredit", "discredit"].contains(&action.as_str()) => order["item"] = json!("z"),
            12 | 13 if action == "reissue" => {
                order["replacement"] = json!(model.vouchers.keys().next().map_or("v1", String::as_str));
            }
            14 if action == "issue" => {
                order["voucher"] = json!(model.vouchers.keys().next().map_or("v1", String::as_str));
            }
            15 => {
                if let Some(id) = model.vouchers.keys().last().filter(|_| has(order, "voucher")) {
                    order["voucher"] = json!(id);
                }
            }
            _ => {}
        }
    }
}
