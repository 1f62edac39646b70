//! Fees against a plain model that looks at one unit after the other, and what must hold whatever the records.

use std::collections::{BTreeMap, BTreeSet};

use doorstep::voucher::fees::{
    Cap, Catalogue, FeeSchedule, FeeTerms, ServiceRecord, Statement, UnpaidWhy, compute,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Day 0 is 2026-01-01, the second version begins on day 59, the catalogue ends on day 151.
const CONTRACT: (u64, u64) = (9, 165);
const VERSIONS: [(u64, u64); 2] = [(0, 59), (59, 151)];
const MILESTONES: [&str; 3] = ["m-1", "m-2", "m-3"];
/// The price of the first, and from the 4th on; the `talk` is bought in the first version only.
const PRICES: [[(&str, i64, i64); 4]; 2] = [
    [("person", 700, 600), ("class", 50, 33), ("visit", 90, 70), ("talk", 11, 11)],
    [("person", 750, 650), ("class", 55, 37), ("visit", 91, 71), ("", 0, 0)],
];
const RESULTS: [i64; 3] = [1_000, 501, 307];

fn day(number: u64) -> String {
    let first: chrono::NaiveDate = "2026-01-01".parse().unwrap();
    (first + chrono::Days::new(number)).to_string()
}

fn number(date: chrono::NaiveDate) -> u64 {
    let first: chrono::NaiveDate = "2026-01-01".parse().unwrap();
    u64::try_from((date - first).num_days()).unwrap()
}

fn catalogue() -> Catalogue {
    let version = |(place, (from, until)): (usize, (u64, u64))| {
        let mut items: Vec<Value> = PRICES[place]
            .iter()
            .filter(|(item, ..)| !item.is_empty())
            .map(|(item, first, later)| {
                json!({"item": item, "basis": if *item == "person" { "person" } else { "service" },
                    "band_mode": if *item == "visit" { "whole" } else { "marginal" },
                    "bands": [{"from": 1, "price_fen": first}, {"from": 4, "price_fen": later}]})
            })
            .collect();
        let milestones = MILESTONES.iter().zip(RESULTS);
        let milestones =
            milestones.map(|(milestone, price)| json!({"milestone": milestone, "price_fen": price}));
        items.push(
            json!({"item": "job", "basis": "performance", "milestones": milestones.collect::<Vec<_>>()}),
        );
        json!({"version": format!("v-{place}"), "from": day(from), "until": day(until), "items": items})
    };
    let versions: Value = VERSIONS.into_iter().enumerate().map(version).collect();
    Catalogue::new(serde_json::from_value(versions).unwrap()).unwrap()
}

/// What the model says of each record: what is paid for it, or why nothing.
type Verdicts = BTreeMap<String, Result<i64, &'static str>>;

/// The rules said again, one record and one unit at a time, by searching what was decided before.
fn model(terms: &FeeTerms, records: &[ServiceRecord]) -> Verdicts {
    let mut sorted: Vec<&ServiceRecord> = records.iter().collect();
    sorted.sort_by_key(|record| (record.date, record.record.as_str()));
    let span = |record: &ServiceRecord| match json!(terms.once_per).as_str().unwrap() {
        "contract" => String::new(),
        _ => record.date.format("%Y-%m").to_string(),
    };
    let alone = |record: &ServiceRecord| -> Result<usize, &'static str> {
        let at = number(record.date);
        if !terms.outlets.contains(&record.outlet) {
            return Err("outlet_unknown");
        }
        if !(CONTRACT.0..CONTRACT.1).contains(&at) {
            return Err("outside_contract");
        }
        let version =
            VERSIONS.iter().position(|(from, until)| (*from..*until).contains(&at)).ok_or("no_catalogue")?;
        let item = record.item.as_str();
        if item != "job" && !PRICES[version].iter().any(|(one, ..)| *one == item) {
            return Err("item_unknown");
        }
        if (item == "job") != record.milestone.is_some() {
            return Err("milestone_unknown");
        }
        let many = matches!(item, "class" | "visit" | "talk");
        if record.quantity == 0 || (record.quantity > 1 && !many) {
            return Err("quantity");
        }
        Ok(version)
    };
    let mut why: BTreeMap<&str, &'static str> = BTreeMap::new();
    let mut counted: Vec<(&ServiceRecord, usize)> = Vec::new();
    for &record in &sorted {
        match alone(record) {
            Err(reason) => {
                why.insert(record.record.as_str(), reason);
            }
            Ok(_) if record.milestone.is_some() => {}
            Ok(version) => {
                let same = counted.iter().find(|(one, _)| {
                    one.item == record.item && one.person == record.person && span(one) == span(record)
                });
                let reason = match same {
                    Some(_) if record.item.as_str() == "person" => Some("counted"),
                    Some((one, _)) if terms.one_outlet && one.outlet != record.outlet => Some("other_outlet"),
                    _ => None,
                };
                match reason {
                    Some(reason) => {
                        why.insert(record.record.as_str(), reason);
                    }
                    None => counted.push((record, version)),
                }
            }
        }
    }
    for (place, milestone) in MILESTONES.iter().enumerate() {
        for &record in &sorted {
            let is_this = record.milestone.as_ref().is_some_and(|of| of.as_str() == *milestone);
            let (true, Ok(version)) = (is_this, alone(record)) else { continue };
            let reached = |milestone: &str| {
                counted.iter().find(|(one, _)| {
                    one.person == record.person
                        && one.milestone.as_ref().is_some_and(|of| of.as_str() == milestone)
                })
            };
            let early = !terms.milestone_order.is_empty()
                && MILESTONES[..place]
                    .iter()
                    .any(|one| reached(one).is_none_or(|(one, _)| one.date > record.date));
            if reached(milestone).is_some() {
                why.insert(record.record.as_str(), "counted");
            } else if early {
                why.insert(record.record.as_str(), "milestone_early");
            } else {
                counted.push((record, version));
            }
        }
    }
    for record in &sorted {
        let same = |one: &ServiceRecord| one.person == record.person && one.milestone == record.milestone;
        let early = why.get_mut(record.record.as_str()).filter(|reason| **reason == "milestone_early");
        if let Some(reason) = early.filter(|_| counted.iter().any(|(one, _)| same(one))) {
            *reason = "counted";
        }
    }
    counted.sort_by_key(|(record, _)| (record.date, record.record.as_str()));
    let by_outlet = json!(terms.bands_by) == "outlet";
    let units = |of: &ServiceRecord| -> u32 {
        let same =
            counted.iter().filter(|(one, _)| one.item == of.item && (!by_outlet || one.outlet == of.outlet));
        same.map(|(one, _)| one.quantity).sum()
    };
    let mut verdicts: Verdicts = why.into_iter().map(|(id, why)| (id.to_owned(), Err(why))).collect();
    let mut paid: Vec<(&ServiceRecord, i64)> = Vec::new();
    let mut before: Vec<&ServiceRecord> = Vec::new();
    for &(record, version) in &counted {
        for _ in 0..record.quantity {
            let price = match &record.milestone {
                Some(milestone) => {
                    RESULTS[MILESTONES.iter().position(|one| *one == milestone.as_str()).unwrap()]
                }
                None => {
                    let same = |one: &&&ServiceRecord| {
                        one.item == record.item && (!by_outlet || one.outlet == record.outlet)
                    };
                    let whole = record.item.as_str() == "visit";
                    let place =
                        if whole { units(record) as usize } else { before.iter().filter(same).count() + 1 };
                    let (_, first, later) =
                        PRICES[version].iter().find(|(one, ..)| *one == record.item.as_str()).unwrap();
                    if place < 4 { *first } else { *later }
                }
            };
            before.push(record);
            let left = terms.caps.iter().filter(|cap| under(cap, record)).map(|cap| {
                let with =
                    paid.iter().filter(|(one, _)| under(cap, one) && part(cap, one) == part(cap, record));
                cap.max.get() - with.map(|(_, amount)| amount).sum::<i64>()
            });
            let amount = left.min().map_or(price, |left| price.min(left));
            paid.push((record, amount));
            let of = verdicts.entry(record.record.to_string()).or_insert(Ok(0));
            *of = of.map(|sum| sum + amount);
        }
    }
    verdicts
}

fn under(cap: &Cap, record: &ServiceRecord) -> bool {
    cap.item.as_ref().is_none_or(|item| *item == record.item)
        && cap.outlet.as_ref().is_none_or(|outlet| *outlet == record.outlet)
}

fn part(cap: &Cap, record: &ServiceRecord) -> (String, String) {
    let whose = match json!(cap.scope).as_str().unwrap() {
        "person" => record.person.to_string(),
        "outlet" => record.outlet.to_string(),
        "item" => record.item.to_string(),
        _ => String::new(),
    };
    let when = match json!(cap.within).as_str().unwrap() {
        "contract" => String::new(),
        "year" => record.date.format("%Y").to_string(),
        "quarter" => format!("{}", record.date.format("%m").to_string().parse::<u32>().unwrap().div_ceil(3)),
        _ => record.date.format("%Y-%m").to_string(),
    };
    (whose, when)
}

fn verdicts(statement: &Statement) -> Verdicts {
    let mut all: Verdicts = BTreeMap::new();
    for part in statement.lines.iter().flat_map(|line| &line.records) {
        let of = all.entry(part.record.to_string()).or_insert(Ok(0));
        *of = of.map(|sum| sum + part.amount.get());
    }
    for line in &statement.unpaid {
        assert!(all.insert(line.record.to_string(), Err(line.why.code())).is_none(), "paid and unpaid");
    }
    all
}

fn terms() -> impl Strategy<Value = FeeTerms> {
    let cap =
        (0..4_usize, 0..4_usize, prop::option::of(0..3_usize), prop::option::of(0..2_usize), 0..2_000_u64);
    let cap = cap.prop_map(|(scope, within, item, outlet, max)| {
        let mut cap = json!({"scope": (["person", "item", "outlet", "total"][scope]), "max_fen": max,
            "within": (["contract", "year", "quarter", "month"][within])});
        if let Some(item) = item {
            cap["item"] = json!((["class", "job", "visit"][item]));
        }
        if let Some(outlet) = outlet {
            cap["outlet"] = json!((["o-1", "o-2"][outlet]));
        }
        cap
    });
    let rest = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (prop::collection::vec(cap, 0..4), rest).prop_map(
        |(mut caps, (monthly, one_outlet, ordered, by_outlet))| {
            for (place, cap) in caps.iter_mut().enumerate() {
                cap["cap"] = json!(format!("cap-{place}"));
            }
            let terms = json!({"contract": "k", "from": day(CONTRACT.0), "until": day(CONTRACT.1),
            "outlets": ["o-1", "o-2"], "once_per": if monthly { "month" } else { "contract" },
            "one_outlet": one_outlet, "milestone_order": if ordered { json!(MILESTONES) } else { json!([]) },
            "bands_by": if by_outlet { "outlet" } else { "contract" }, "caps": caps});
            serde_json::from_value(terms).unwrap()
        },
    )
}

fn records() -> impl Strategy<Value = Vec<ServiceRecord>> {
    let one = (0..9_usize, 0..3_usize, 0..8_usize, 0..170_u64, 0..4_u32);
    prop::collection::vec(one, 0..24).prop_map(|rows| {
        let make =
            |(place, (outlet, person, item, date, quantity)): (usize, (usize, usize, usize, u64, u32))| {
                let items = ["person", "person", "class", "visit", "talk", "job", "job", "job"];
                let milestone = (item > 4).then(|| MILESTONES[item - 5]);
                let quantity = if matches!(item, 2..=4) || quantity == 3 { quantity } else { 1 };
                // Ids whose order is not that of the list.
                json!({"record": format!("r-{}", place * 7 % 25), "person": (["h-1", "h-2", "h-3"][person]),
                "outlet": (["o-1", "o-1", "o-1", "o-1", "o-2", "o-2", "o-2", "o-2", "o-3"][outlet]),
                "item": items[item], "milestone": milestone, "date": day(date), "quantity": quantity})
            };
        serde_json::from_value(rows.into_iter().enumerate().map(make).collect()).unwrap()
    })
}

fn ask(terms: &FeeTerms, records: &[ServiceRecord]) -> Statement {
    compute(&catalogue(), &FeeSchedule::new(terms.clone()).unwrap(), records, &[]).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_record_gets_what_the_plain_model_says(terms in terms(), records in records()) {
        prop_assert_eq!(verdicts(&ask(&terms, &records)), model(&terms, &records));
    }

    #[test]
    fn the_order_of_records_does_not_matter(terms in terms(), (records, turned) in records().prop_flat_map(|records| {
        (Just(records.clone()), Just(records).prop_shuffle())
    })) {
        prop_assert_eq!(ask(&terms, &records), ask(&terms, &turned));
    }

    #[test]
    fn sums_are_exact_and_caps_hold(terms in terms(), records in records()) {
        let statement = ask(&terms, &records);
        for line in &statement.lines {
            let cut: i64 = line.cuts.iter().map(|cut| cut.cut.get()).sum();
            prop_assert_eq!(line.gross.get(), line.unit_price.get() * i64::try_from(line.quantity).unwrap());
            prop_assert_eq!(line.gross.get(), line.amount.get() + cut);
            prop_assert_eq!(line.amount.get(), line.records.iter().map(|part| part.amount.get()).sum::<i64>());
            prop_assert_eq!(line.quantity, line.records.iter().map(|part| u64::from(part.quantity)).sum::<u64>());
        }
        let amount = statement.total.amount.get();
        prop_assert_eq!(amount, statement.lines.iter().map(|line| line.amount.get()).sum::<i64>());
        prop_assert_eq!(amount, statement.outlets.iter().map(|one| one.sum.amount.get()).sum::<i64>());
        prop_assert_eq!(amount, statement.bases.iter().map(|one| one.sum.amount.get()).sum::<i64>());
        prop_assert_eq!(statement.total.gross.get(), amount + statement.total.cut.get());
        let mut sums: BTreeMap<_, i64> = BTreeMap::new();
        for (id, verdict) in verdicts(&statement) {
            let record = records.iter().find(|record| record.record.as_str() == id).unwrap();
            for cap in terms.caps.iter().filter(|cap| under(cap, record)) {
                *sums.entry((cap.cap.clone(), part(cap, record))).or_default() += verdict.unwrap_or(0);
            }
        }
        for ((id, part), sum) in sums {
            let cap = terms.caps.iter().find(|cap| cap.cap == id).unwrap();
            prop_assert!(sum <= cap.max.get(), "{id} {part:?}");
        }
        let all: BTreeSet<&str> = records.iter().map(|record| record.record.as_str()).collect();
        let told = verdicts(&statement);
        prop_assert!(told.keys().map(String::as_str).eq(all), "each record is told, once");
        prop_assert_eq!(statement.records, records.len() as u64);
        prop_assert_eq!(statement.paid_records + statement.unpaid_records, statement.records);
    }

    /// Who is not paid changes nothing for the others.
    #[test]
    fn without_an_unpaid_record_the_rest_is_the_same(terms in terms(), records in records()) {
        let whole = ask(&terms, &records);
        for gone in &whole.unpaid {
            let rest: Vec<_> = records.iter().filter(|record| record.record != gone.record).cloned().collect();
            let without = ask(&terms, &rest);
            prop_assert_eq!(&without.lines, &whole.lines);
            prop_assert_eq!(without.total, whole.total);
            let others: Vec<_> = whole.unpaid.iter().filter(|line| line.record != gone.record).cloned().collect();
            prop_assert_eq!(without.unpaid, others);
        }
    }

    /// Two statements, the second with the records of later days, pay each record what one statement would pay; records
    /// of whole bands aside, whose price depends on what comes later.
    #[test]
    fn statement_after_statement_pays_the_same(terms in terms(), records in records(), cut in 0..170_u64) {
        let records: Vec<_> = records.into_iter().filter(|record| record.item.as_str() != "visit").collect();
        let early: Vec<_> = records.iter().filter(|record| number(record.date) < cut).cloned().collect();
        let first = ask(&terms, &early);
        let schedule = FeeSchedule::new(terms.clone()).unwrap();
        let second = compute(&catalogue(), &schedule, &records, &first.settled()).unwrap();
        let mut both = verdicts(&first);
        for (id, verdict) in verdicts(&second) {
            if verdict == Err(UnpaidWhy::Settled.code()) {
                prop_assert!(both.get(&id).is_some_and(Result::is_ok), "{id} was paid");
            } else {
                both.insert(id, verdict);
            }
        }
        prop_assert_eq!(both, verdicts(&ask(&terms, &records)));
    }
}
