//! What the plain model keeps of programmes, vouchers and batches.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime};
use serde_json::{Value, json};

pub(crate) const WAY: [&str; 5] = ["issued", "claimed", "redeemed", "approved", "disbursed"];

#[derive(Clone, Debug)]
pub(crate) struct Programme {
    /// The command that defined it.
    pub(crate) terms: Value,
    pub(crate) granted: i128,
    pub(crate) version: u64,
    /// (provider, item or all) until when
    pub(crate) accredited: BTreeMap<(String, Option<String>), Option<i64>>,
}

impl Programme {
    pub(crate) fn new(define: &Value) -> Self {
        Self { terms: define.clone(), granted: 0, version: 1, accredited: BTreeMap::new() }
    }

    pub(crate) fn region(&self) -> &str {
        self.terms["region"].as_str().unwrap()
    }

    pub(crate) fn four_eyes(&self) -> bool {
        self.terms["four_eyes"].as_bool().unwrap_or(true)
    }

    pub(crate) fn batch_approvals(&self) -> u64 {
        self.terms["batch_approvals"].as_u64().unwrap_or(0)
    }

    /// Name, face amount and whether a part may be redeemed; without a name, of the only item.
    pub(crate) fn item(&self, name: Option<&str>) -> Option<(&str, i128, bool)> {
        let read = |item: &'_ Value| {
            let face = i128::from(item["face_amount_fen"].as_i64().unwrap());
            (face, item["partial_redeem"].as_bool().unwrap_or(false))
        };
        let only = std::slice::from_ref(&self.terms);
        let items = self.terms["items"].as_array().map_or(only, Vec::as_slice);
        let found = match name {
            Some(name) => items.iter().find(|item| item["item"] == name)?,
            None if items.len() == 1 => &items[0],
            None => return None,
        };
        let (face, partial) = read(found);
        Some((found["item"].as_str().unwrap(), face, partial))
    }

    pub(crate) fn is_accredited(&self, provider: &str, item: &str, time: i64) -> bool {
        self.accredited.iter().any(|((who, what), until)| {
            who == provider
                && what.as_ref().is_none_or(|what| what == item)
                && until.is_none_or(|until| until > time)
        })
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) programme: String,
    pub(crate) state: &'static str,
    /// Fixed by the seal.
    pub(crate) count: usize,
    pub(crate) total: i128,
    /// Payments made, those that failed afterwards too.
    pub(crate) paid: Vec<i128>,
    pub(crate) approvals: BTreeSet<String>,
    /// Who scheduled into it or sealed it.
    pub(crate) made_by: BTreeSet<String>,
    pub(crate) sealed_by: Option<String>,
    pub(crate) version: u64,
}

impl Batch {
    pub(crate) fn new(programme: String) -> Self {
        Self {
            programme,
            state: "open",
            count: 0,
            total: 0,
            paid: Vec::new(),
            approvals: BTreeSet::new(),
            made_by: BTreeSet::new(),
            sealed_by: None,
            version: 0,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Voucher {
    pub(crate) programme: String,
    pub(crate) item: String,
    pub(crate) holder: String,
    pub(crate) state: &'static str,
    pub(crate) face: i128,
    pub(crate) amount: i128,
    pub(crate) recovered: i128,
    /// When it, or the first that it replaces, was issued.
    pub(crate) issued_at: i64,
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) secret: Option<String>,
    pub(crate) evidence: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) record: Option<String>,
    pub(crate) batch: Option<String>,
    pub(crate) scheduled_as: Option<String>,
    pub(crate) payment: Option<String>,
    pub(crate) disputed_by: Option<String>,
    pub(crate) suspended: bool,
    /// (who, in which duty)
    pub(crate) served: BTreeSet<(String, &'static str)>,
    pub(crate) version: u64,
}

impl Voucher {
    pub(crate) fn lapsed(&self, now: i64) -> bool {
        ["issued", "claimed"].contains(&self.state) && now >= self.until
    }

    pub(crate) fn serves_otherwise(&self, actor: &str, duty: &str) -> bool {
        self.served.iter().any(|(who, other)| who == actor && *other != duty)
    }

    pub(crate) fn finish(&mut self, state: &'static str) {
        self.state = state;
        self.disputed_by = None;
        self.suspended = false;
    }

    /// reserved, payable, spent, recovered, expired
    pub(crate) fn money(&self) -> [i128; 5] {
        let (face, amount, back) = (self.face, self.amount, self.recovered);
        match self.state {
            "issued" | "claimed" => [face, 0, 0, 0, 0],
            "redeemed" => [face - amount, amount, 0, 0, 0],
            "approved" => [0, amount, 0, 0, 0],
            "disbursed" | "clawed_back" => [0, 0, amount, back, 0],
            "expired" => [0, 0, 0, 0, face],
            "revoked" => [0; 5],
            other => panic!("{other}"),
        }
    }

    /// Who gets which part of the amount.
    pub(crate) fn shares(&self, terms: &Value) -> Value {
        let permille = match terms["payee"].as_str().unwrap() {
            "holder" => 1_000,
            "provider" => 0,
            _ => i128::from(terms["holder_permille"].as_i64().unwrap()),
        };
        let holder = self.amount * permille / 1_000;
        let mut shares = Vec::new();
        if holder > 0 {
            let mut share =
                json!({"recipient": "holder", "paid_to": self.holder, "amount_fen": holder as i64});
            if let Some(account) = &self.account {
                share["account"] = json!(account);
            }
            shares.push(share);
        }
        if self.amount > holder {
            let rest = (self.amount - holder) as i64;
            shares.push(json!({"recipient": "provider", "paid_to": self.provider, "amount_fen": rest}));
        }
        json!(shares)
    }
}

fn local_date(time: i64) -> (NaiveDate, FixedOffset) {
    let zone = FixedOffset::east_opt(8 * 3600).unwrap();
    (DateTime::from_timestamp(time, 0).unwrap().with_timezone(&zone).date_naive(), zone)
}

/// By the calendar, not by arithmetic on seconds.
pub(crate) fn local_midnight_after(time: i64, days: u64) -> i64 {
    let (day, zone) = local_date(time);
    let end = day.checked_add_days(Days::new(days + 1)).unwrap();
    end.and_time(NaiveTime::MIN).and_local_timezone(zone).unwrap().timestamp()
}

/// First year and month of the period.
pub(crate) fn period_of(period: &str, time: i64) -> (i32, u32) {
    let (day, _) = local_date(time);
    match period {
        "month" => (day.year(), day.month()),
        "quarter" => (day.year(), (day.month() - 1) / 3 * 3 + 1),
        _ => (day.year(), 1),
    }
}
