//! What the plain model does with a command that has no fault.

use serde_json::{Value, json};

use super::model::{Model, duty, int, text, who};
use super::model_state::{Batch, Programme, Voucher, local_midnight_after};

/// The event, and its fields of amounts and choices.
type Change = (&'static str, Vec<(&'static str, Value)>);

impl Model {
    pub(super) fn change(&mut self, command: &Value, time: i64) -> Change {
        let name = text(command, "programme");
        match text(command, "action") {
            "define_programme" => {
                let region = json!(text(command, "region"));
                self.programmes.insert(name.to_owned(), Programme::new(command));
                ("programme_defined", vec![("region", region)])
            }
            "issue" => self.issue(command, time),
            "seal_batch" | "approve_batch" | "cancel_batch" => self.change_batch(command),
            "reissue" => self.reissue(command),
            "appropriate" | "accredit" | "discredit" => {
                let programme = self.programmes.get_mut(name).unwrap();
                programme.version += 1;
                let entry =
                    (text(command, "provider").to_owned(), command["item"].as_str().map(str::to_owned));
                match text(command, "action") {
                    "appropriate" => {
                        programme.granted += int(&command["amount_fen"]).unwrap();
                        ("appropriated", vec![("amount_fen", command["amount_fen"].clone())])
                    }
                    "accredit" => {
                        programme.accredited.insert(entry, command["valid_until"].as_i64());
                        ("accredited", vec![("item", command["item"].clone())])
                    }
                    _ => {
                        programme.accredited.remove(&entry);
                        ("discredited", vec![("item", command["item"].clone())])
                    }
                }
            }
            _ => self.change_voucher(command, time),
        }
    }

    fn issue(&mut self, command: &Value, time: i64) -> Change {
        let programme = &self.programmes[text(command, "programme")];
        let terms = &programme.terms;
        let (item, face, _) = programme.item(command["item"].as_str()).unwrap();
        let (from, until) = match terms["valid_days"].as_u64() {
            Some(days) => (time, local_midnight_after(time, days)),
            None => (terms["valid_from"].as_i64().unwrap(), terms["valid_until"].as_i64().unwrap()),
        };
        let fields = vec![
            ("item", json!(item)),
            ("face_amount_fen", json!(face as i64)),
            ("valid_from", json!(from)),
            ("expires_at", json!(until)),
            ("evidence", command["evidence"].clone()),
            ("rule", command["rule"].clone()),
            ("facts_digest", command["facts_digest"].clone()),
        ];
        let voucher = Voucher {
            programme: text(command, "programme").to_owned(),
            item: item.to_owned(),
            holder: text(command, "holder").to_owned(),
            state: "issued",
            face,
            amount: face,
            recovered: 0,
            issued_at: time,
            from,
            until,
            secret: command["secret"].as_str().map(str::to_owned),
            evidence: command["evidence"].as_str().map(str::to_owned),
            served: [(text(command, "holder").to_owned(), "hold"), (who(command).to_owned(), "issue")].into(),
            version: 1,
            ..Voucher::default()
        };
        self.vouchers.insert(text(command, "voucher").to_owned(), voucher);
        ("issued", fields)
    }

    fn reissue(&mut self, command: &Value) -> Change {
        let old = self.vouchers.get_mut(text(command, "voucher")).unwrap();
        old.served.insert((who(command).to_owned(), "issue"));
        let new = Voucher {
            state: "issued",
            secret: command["secret"].as_str().map(str::to_owned),
            account: None,
            provider: None,
            suspended: false,
            version: 1,
            ..old.clone()
        };
        old.version += 1;
        old.finish("revoked");
        self.vouchers.insert(text(command, "replacement").to_owned(), new);
        ("reissued", vec![("replacement", command["replacement"].clone())])
    }

    fn change_batch(&mut self, command: &Value) -> Change {
        let id = text(command, "batch");
        let count = self.members(id).count();
        let total: i128 = self.members(id).map(|voucher| voucher.amount).sum();
        let batch = self.batches.get_mut(id).unwrap();
        batch.version += 1;
        match text(command, "action") {
            "seal_batch" => {
                batch.state = "sealed";
                (batch.count, batch.total) = (count, total);
                batch.made_by.insert(who(command).to_owned());
                batch.sealed_by = Some(who(command).to_owned());
                ("batch_sealed", vec![("count", json!(count)), ("total_fen", json!(total as i64))])
            }
            "approve_batch" => {
                batch.approvals.insert(who(command).to_owned());
                ("batch_approved", vec![("total_fen", json!(batch.total as i64))])
            }
            _ => {
                if batch.state == "open" {
                    (batch.count, batch.total) = (count, total);
                }
                batch.state = "cancelled";
                ("batch_cancelled", vec![])
            }
        }
    }

    fn change_voucher(&mut self, command: &Value, time: i64) -> Change {
        let (action, actor, payment) = (text(command, "action"), who(command), text(command, "payment"));
        let amount = int(&command["amount_fen"]);
        let voucher = self.vouchers.get_mut(text(command, "voucher")).unwrap();
        voucher.version += 1;
        if let Some(duty) = duty(action) {
            voucher.served.insert((actor.to_owned(), duty));
        }
        let fen = |amount: i128| json!(amount as i64);
        let (face, before) = (voucher.face, voucher.amount);
        match action {
            "claim" => {
                voucher.state = "claimed";
                voucher.account = command["account"].as_str().map(str::to_owned);
                (
                    "claimed",
                    vec![("account", command["account"].clone()), ("consent", command["consent"].clone())],
                )
            }
            "redeem" => {
                voucher.state = "redeemed";
                voucher.amount = amount.unwrap_or(face);
                voucher.provider = Some(actor.to_owned());
                voucher.record = Some(text(command, "record").to_owned());
                self.records.insert(text(command, "record").to_owned());
                let served = command["served_at"].as_i64().unwrap_or(time);
                ("redeemed", vec![("amount_fen", fen(voucher.amount)), ("served_at", json!(served))])
            }
            "approve" => {
                voucher.state = "approved";
                ("approved", vec![("amount_fen", fen(before)), ("released_fen", fen(face - before))])
            }
            "reject" => {
                voucher.state = "claimed";
                voucher.amount = face;
                voucher.provider = None;
                self.records.remove(&voucher.record.take().unwrap());
                ("rejected", vec![])
            }
            "schedule" => {
                let batch = text(command, "batch");
                voucher.batch = Some(batch.to_owned());
                voucher.scheduled_as = Some(payment.to_owned());
                self.payments.insert(payment.to_owned());
                let programme = voucher.programme.clone();
                let batch = self.batches.entry(batch.to_owned()).or_insert_with(|| Batch::new(programme));
                batch.version += 1;
                batch.made_by.insert(actor.to_owned());
                ("scheduled", vec![("amount_fen", fen(before)), ("payment", json!(payment))])
            }
            "disburse" => {
                voucher.state = "disbursed";
                voucher.payment = Some(payment.to_owned());
                self.payments.insert(payment.to_owned());
                let batch = voucher.batch.as_ref().and_then(|batch| self.batches.get_mut(batch));
                match batch.filter(|batch| batch.state == "sealed") {
                    Some(batch) => {
                        batch.paid.push(before);
                        // Who approved the batch has approved what it pays, and who sealed it has a part in paying.
                        let approvers = batch.approvals.iter().map(|approver| (approver.clone(), "approve"));
                        voucher.served.extend(approvers);
                        voucher.served.extend(batch.sealed_by.iter().map(|sealer| (sealer.clone(), "pay")));
                    }
                    None => voucher.batch = None,
                }
                let shares = voucher.shares(&self.programmes[&voucher.programme].terms);
                ("disbursed", vec![("amount_fen", fen(before)), ("shares", shares)])
            }
            "payout_failed" => {
                voucher.state = "approved";
                voucher.payment = None;
                voucher.batch = None;
                ("payout_failed", vec![("amount_fen", fen(before))])
            }
            "claw_back" => {
                let amount = amount.unwrap_or(before - voucher.recovered);
                voucher.recovered += amount;
                let full = voucher.recovered == before;
                if full {
                    voucher.finish("clawed_back");
                }
                ("clawed_back", vec![("amount_fen", fen(amount)), ("full", json!(full))])
            }
            "revoke" => {
                voucher.finish("revoked");
                ("revoked", vec![("released_fen", fen(face))])
            }
            "expire" => {
                voucher.finish("expired");
                ("expired", vec![("released_fen", fen(face))])
            }
            "suspend" => {
                voucher.suspended = true;
                ("suspended", vec![])
            }
            "resume" => {
                voucher.suspended = false;
                ("resumed", vec![])
            }
            "dispute" => {
                voucher.disputed_by = Some(actor.to_owned());
                ("disputed", vec![])
            }
            "settle_dispute" => {
                voucher.disputed_by = None;
                let freed = match voucher.state {
                    _ if command["outcome"] == "dismissed" => 0,
                    "redeemed" => face,
                    "approved" => before,
                    _ => 0,
                };
                if freed > 0 {
                    voucher.finish("revoked");
                    let batch = voucher.batch.as_ref().and_then(|batch| self.batches.get_mut(batch));
                    if let Some(batch) = batch.filter(|batch| batch.state == "open") {
                        batch.version += 1;
                    }
                }
                (
                    "dispute_settled",
                    vec![("released_fen", fen(freed)), ("outcome", command["outcome"].clone())],
                )
            }
            other => panic!("{other}"),
        }
    }
}
