//! Rates against sums made from what the ledger shows of each voucher and from the JSON of its events.
//!
//! Goal: no sequence of commands gives a rate that the vouchers themselves do not give. Method: random ledgers of
//! [`super::super::generate`]; the plain way follows each right through its reissues, asks the ledger where it stands, and
//! searches the list of events backwards for each step. It shares no code with the fold.

use std::collections::{BTreeMap, BTreeSet};

use doorstep::voucher::supervision::{History, RateBy, RatesAsked};
use doorstep::voucher::{EventFilter, EventRecord, Ledger, Timestamp};
use serde_json::{Map, Value, json};

use super::super::{ledger, model_tests};

const SEEDS: u64 = 400;

fn random_ledger(seed: u64) -> (Ledger, Vec<EventRecord>) {
    let ledger = model_tests::play_on(seed, ledger(), &mut BTreeMap::new());
    let events = ledger.events(&EventFilter::default()).unwrap();
    (ledger, events)
}

/// Days since 1970 in Shanghai.
fn day(event: &Value) -> i64 {
    (event["time"].as_i64().unwrap() + 8 * 3_600).div_euclid(86_400)
}

fn month(event: &Value) -> String {
    let date = chrono::DateTime::from_timestamp(day(event) * 86_400, 0).unwrap();
    date.format("%Y-%m").to_string()
}

/// One right, by the plain way.
struct Plain {
    key: [String; 4],
    face: i128,
    state: String,
    amount: i128,
    recovered: i128,
    claimed: bool,
    /// Days between steps, in the order of the fields of a row.
    days: [Option<i64>; 5],
}

fn rights(ledger: &Ledger, events: &[Value], as_of: i64) -> Vec<Plain> {
    let mut rights = Vec::new();
    for issued in events.iter().filter(|event| event["event"] == "issued") {
        let mut serials = vec![issued["voucher"].as_str().unwrap().to_owned()];
        let view = loop {
            let view = ledger.voucher(&serials.last().unwrap().parse().unwrap()).unwrap().unwrap();
            match &view.replaced_by {
                Some(next) => serials.push(next.to_string()),
                None => break serde_json::to_value(view).unwrap(),
            }
        };
        let mine: Vec<&Value> =
            events.iter().filter(|event| serials.iter().any(|id| event["voucher"] == id.as_str())).collect();
        let mut state = view["state"].as_str().unwrap().to_owned();
        if ["issued", "claimed"].contains(&state.as_str()) && as_of >= view["expires_at"].as_i64().unwrap() {
            state = "expired".to_owned();
        }
        let last = |name: &str| mine.iter().rposition(|event| event["event"] == name);
        let first_claim = mine.iter().find(|event| event["event"] == "claimed");
        let stands = |states: &[&str]| states.contains(&state.as_str());
        let redeemed =
            last("redeemed").filter(|_| stands(&["redeemed", "approved", "disbursed", "clawed_back"]));
        let claim =
            redeemed.map(|at| mine[..at].iter().rposition(|event| event["event"] == "claimed").unwrap());
        let approved = last("approved").filter(|_| stands(&["approved", "disbursed", "clawed_back"]));
        let paid = last("disbursed").filter(|_| stands(&["disbursed", "clawed_back"]));
        let between = |from: Option<usize>, to: Option<usize>| Some(day(mine[to?]) - day(mine[from?]));
        rights.push(Plain {
            key: [
                issued["programme"].as_str().unwrap().to_owned(),
                events
                    .iter()
                    .find(|event| {
                        event["event"] == "programme_defined" && event["programme"] == issued["programme"]
                    })
                    .map(|event| event["region"].as_str().unwrap().to_owned())
                    .unwrap(),
                month(issued),
                issued["item"].as_str().unwrap().to_owned(),
            ],
            face: view["face_amount_fen"].as_i64().unwrap().into(),
            amount: view["amount_fen"].as_i64().unwrap().into(),
            recovered: view["recovered_fen"].as_i64().unwrap().into(),
            claimed: first_claim.is_some(),
            days: [
                first_claim.map(|claim| day(claim) - day(issued)),
                between(claim, redeemed),
                between(redeemed, approved),
                between(approved, paid),
                between(Some(0), paid),
            ],
            state,
        });
    }
    rights
}

/// The least value that enough of the values do not exceed, found by trying each.
fn least(values: &[i64], permille: usize) -> i64 {
    let reaches =
        |value: i64| values.iter().filter(|one| **one <= value).count() * 1_000 >= values.len() * permille;
    values.iter().copied().filter(|value| reaches(*value)).min().unwrap()
}

fn ratio(part: i128, whole: i128) -> Value {
    let mut ratio = json!({"numerator": part as u64, "denominator": whole as u64});
    if whole > 0 {
        ratio["millionths"] = json!(((2 * part * 1_000_000 + whole) / (2 * whole)) as u64);
    }
    ratio
}

/// The row of some rights; `None` if a sum is above 2^53 - 1.
fn row(key: &[(&str, &str)], rights: &[&Plain]) -> Option<Value> {
    let mut row = Map::new();
    for (name, value) in key {
        row.insert((*name).to_owned(), json!(value));
    }
    let mut sums: BTreeMap<&str, (i128, i128)> = BTreeMap::new();
    let mut add = |name: &'static str, keeps: &dyn Fn(&Plain) -> bool, amount: &dyn Fn(&Plain) -> i128| {
        let kept: Vec<&&Plain> = rights.iter().filter(|right| keeps(right)).collect();
        sums.insert(name, (kept.len() as i128, kept.iter().map(|right| amount(right)).sum()));
    };
    let is = |states: &'static [&str]| move |right: &Plain| states.contains(&right.state.as_str());
    let (face, amount) = (|right: &Plain| right.face, |right: &Plain| right.amount);
    add("issued", &|_| true, &face);
    add("claimed", &|right| right.claimed, &face);
    add("redeemed", &is(&["redeemed", "approved", "disbursed", "clawed_back"]), &amount);
    add("approved", &is(&["approved", "disbursed", "clawed_back"]), &amount);
    add("disbursed", &is(&["disbursed", "clawed_back"]), &amount);
    add("clawed_back", &|right| right.recovered > 0, &|right| right.recovered);
    add("open", &is(&["issued", "claimed"]), &face);
    add("expired", &is(&["expired"]), &face);
    add("revoked", &is(&["revoked"]), &face);
    let of = |name: &str| sums[name];
    for (name, (count, fen)) in &sums {
        if *fen >= 1 << 53 {
            return None;
        }
        row.insert((*name).to_owned(), json!({"count": *count as u64, "amount_fen": *fen as i64}));
    }
    // What must hold whatever the ledger.
    assert_eq!(
        of("issued").0,
        ["open", "redeemed", "expired", "revoked"].map(|name| of(name).0).iter().sum()
    );
    let unused: i128 = rights
        .iter()
        .filter(|right| is(&["redeemed", "approved", "disbursed", "clawed_back"])(right))
        .map(|right| right.face - right.amount)
        .sum();
    row.insert("unused_fen".to_owned(), json!(unused as i64));
    for (name, part, whole) in [
        ("claim_rate", of("claimed").0, of("issued").0),
        ("redeem_rate", of("redeemed").0, of("issued").0),
        ("approve_rate", of("approved").0, of("redeemed").0),
        ("disburse_rate", of("disbursed").0, of("issued").0),
        ("expire_rate", of("expired").0, of("issued").0),
        ("disbursed_fen_rate", of("disbursed").1, of("issued").1),
    ] {
        assert!(part <= whole, "{name}");
        row.insert(name.to_owned(), ratio(part, whole));
    }
    let names = [
        "issue_to_claim",
        "claim_to_redeem",
        "redeem_to_approve",
        "approve_to_disburse",
        "issue_to_disburse",
    ];
    for (place, name) in names.into_iter().enumerate() {
        let values: Vec<i64> = rights.iter().filter_map(|right| right.days[place]).collect();
        if !values.is_empty() {
            let days = json!({"count": values.len(), "min": values.iter().min(), "median": least(&values, 500),
                "p90": least(&values, 900), "max": values.iter().max()});
            row.insert(name.to_owned(), days);
        }
    }
    Some(Value::Object(row))
}

/// What became of each redemption, by reading on from it: provider, amount, fate, recovered.
fn redemptions(events: &[Value]) -> Vec<(String, i128, &'static str, i128)> {
    let mut found = Vec::new();
    for (place, event) in events.iter().enumerate().filter(|(_, event)| event["event"] == "redeemed") {
        let (mut fate, mut recovered) = ("waiting", 0);
        for later in events[place + 1..].iter().filter(|later| later["voucher"] == event["voucher"]) {
            match later["event"].as_str().unwrap() {
                "redeemed" => break,
                "rejected" => fate = "rejected",
                "approved" | "payout_failed" => fate = "approved",
                "disbursed" => fate = "disbursed",
                "clawed_back" => recovered += i128::from(later["amount_fen"].as_i64().unwrap()),
                "dispute_settled" if later["outcome"] == "upheld" && fate != "disbursed" => fate = "revoked",
                _ => {}
            }
        }
        let provider = event["actor"]["id"].as_str().unwrap().to_owned();
        found.push((provider, event["amount_fen"].as_i64().unwrap().into(), fate, recovered));
    }
    found
}

#[test]
fn rates_are_what_the_vouchers_say() {
    let (mut compared, mut steps, mut too_large) = (0, [0; 5], 0);
    let mut states: BTreeSet<String> = BTreeSet::new();
    for seed in 0..SEEDS {
        let (ledger, records) = random_ledger(seed);
        let history = History::of(&records).unwrap();
        let events: Vec<Value> = records.iter().map(|record| serde_json::to_value(record).unwrap()).collect();
        let as_of = history.time().get() + if seed % 3 == 0 { 40 * 86_400 } else { 0 };
        let asked = RatesAsked {
            by: vec![RateBy::Programme, RateBy::Region, RateBy::Month, RateBy::Item],
            as_of: Some(Timestamp::new(as_of).unwrap()),
        };
        let all = rights(&ledger, &events, as_of);
        let mut groups: BTreeMap<&[String; 4], Vec<&Plain>> = BTreeMap::new();
        for right in &all {
            groups.entry(&right.key).or_default().push(right);
            states.insert(right.state.clone());
            for (count, days) in steps.iter_mut().zip(right.days) {
                *count += usize::from(days.is_some());
            }
        }
        let rows: Option<Vec<Value>> = groups
            .iter()
            .map(|(key, rights)| {
                let [programme, region, month, item] = *key;
                let key = [("programme", programme), ("region", region), ("month", month), ("item", item)];
                row(&key.map(|(name, value)| (name, value.as_str())), rights)
            })
            .collect();
        let total = row(&[], &all.iter().collect::<Vec<_>>());
        let Some((rows, total)) = rows.zip(total) else {
            assert_eq!(history.rates(&asked).unwrap_err().code().code(), "supervision.amount_too_large");
            too_large += 1;
            continue;
        };
        // A provider's sum can be too large where no voucher's is: every redemption counts.
        let Ok(found) = history.rates(&asked) else {
            too_large += 1;
            continue;
        };
        let found = serde_json::to_value(found).unwrap();
        assert_eq!(found["total"], total, "seed {seed}");
        assert_eq!(found["rows"], json!(rows), "seed {seed}");
        compared += rows.len();

        let alone = serde_json::to_value(history.rates(&RatesAsked::default()).unwrap()).unwrap();
        let mut providers: BTreeMap<String, BTreeMap<&str, (u64, i128)>> = BTreeMap::new();
        for (provider, amount, fate, recovered) in redemptions(&events) {
            let sums = providers.entry(provider).or_default();
            let back = (recovered > 0).then_some(("clawed_back", recovered));
            for (name, fen) in [("presented", amount), (fate, amount)].into_iter().chain(back) {
                let sum = sums.entry(name).or_default();
                *sum = (sum.0 + 1, sum.1 + fen);
            }
        }
        assert_eq!(alone["providers"].as_array().unwrap().len(), providers.len(), "seed {seed}");
        for (row, (provider, sums)) in alone["providers"].as_array().unwrap().iter().zip(&providers) {
            assert_eq!(row["provider"], provider.as_str());
            for name in
                ["presented", "waiting", "rejected", "revoked", "approved", "disbursed", "clawed_back"]
            {
                let (count, fen) = sums.get(name).copied().unwrap_or_default();
                assert_eq!(
                    row[name],
                    json!({"count": count, "amount_fen": fen as i64}),
                    "seed {seed} {provider} {name}"
                );
            }
        }
    }
    assert!(compared > 400, "{compared} rows");
    assert_eq!(states.len(), 8, "{states:?}");
    assert!(steps.iter().all(|count| *count > 50), "{steps:?}");
    assert!(too_large * 10 < SEEDS, "{too_large} ledgers of huge amounts");
}

#[test]
fn order_and_parts_make_no_difference() {
    for seed in 0..60 {
        let (ledger, records) = random_ledger(seed);
        let whole = History::of(&records).unwrap();
        let mut mixed: Vec<&EventRecord> = records.iter().collect();
        mixed.sort_by_key(|record| record.hash);
        let mut parts = History::default();
        for record in &records {
            parts.see(record).unwrap();
            // Asked in between, it goes on all the same.
            if record.event.seq % 7 == 0 {
                let _ = parts.findings(None, &super::bounds(json!({})), &super::facts(json!({}))).unwrap();
            }
        }
        for other in [History::of(mixed).unwrap(), parts, History::of_ledger(&ledger, None).unwrap()] {
            assert_eq!(format!("{other:?}"), format!("{whole:?}"), "seed {seed}");
        }
        // Up to an instant.
        if let Some(record) = records.get(records.len() / 2) {
            let kept: Vec<&EventRecord> =
                records.iter().filter(|one| one.event.time <= record.event.time).collect();
            let early = History::of_ledger(&ledger, Some(record.event.time)).unwrap();
            assert_eq!(format!("{early:?}"), format!("{:?}", History::of(kept).unwrap()));
        }
    }
}

#[test]
fn events_that_do_not_fit_are_refused_and_change_nothing() {
    let (_, records) = random_ledger(3);
    let first_of_voucher = records.iter().position(|record| record.event.voucher.is_some()).unwrap();
    let without: Vec<&EventRecord> = records
        .iter()
        .enumerate()
        .filter(|(place, _)| *place != first_of_voucher)
        .map(|(_, record)| record)
        .collect();
    assert_eq!(History::of(without).unwrap_err().code().code(), "supervision.history_incomplete");
    assert_eq!(History::of(&records[1..]).unwrap_err().code().code(), "supervision.history_incomplete");
    let mut history = History::of(&records).unwrap();
    let before = format!("{history:?}");
    for record in [&records[0], records.last().unwrap()] {
        let error = history.see(record).unwrap_err();
        assert_eq!(error.code().code(), "supervision.event_order");
        assert_eq!(error.place(), format!("event {}", record.event.seq));
        assert!(error.message_zh().contains("事件序号"));
    }
    assert_eq!(format!("{history:?}"), before);
    let early = RatesAsked { by: vec![], as_of: Some(Timestamp::MIN) };
    assert_eq!(history.rates(&early).unwrap_err().code().code(), "supervision.as_of");
}
