//! Fees by worked cases: statements as a county would make them, each sum counted by hand.

use doorstep::voucher::fees::{
    Catalogue, FeeCode, FeeError, FeeSchedule, ServiceRecord, Settled, Statement, UnpaidWhy, compute,
};
use serde_json::{Value, json};

/// Prices of the first half of a year and of the second, in which guidance is dearer and the fair is no longer bought.
fn catalogue() -> Catalogue {
    let items = |guidance: u64| {
        json!([
            {"item": "guidance", "basis": "person", "price_fen": guidance},
            {"item": "course", "basis": "service",
             "bands": [{"from": 1, "price_fen": 5_000}, {"from": 4, "price_fen": 3_333}]},
            {"item": "visit", "basis": "service", "band_mode": "whole",
             "bands": [{"from": 1, "price_fen": 900}, {"from": 3, "price_fen": 700}]},
            {"item": "placement", "basis": "performance", "milestones": [
                {"milestone": "contract_signed", "price_fen": 20_000}, {"milestone": "insured_3", "price_fen": 30_000},
                {"milestone": "insured_6", "price_fen": 30_000}, {"milestone": "insured_12", "price_fen": 40_000}]},
        ])
    };
    let mut first = items(12_000);
    first.as_array_mut().unwrap().push(json!({"item": "fair", "basis": "service", "price_fen": 100_000}));
    let versions = json!([
        {"version": "2026-1", "from": "2026-01-01", "until": "2026-07-01", "items": first},
        {"version": "2026-2", "from": "2026-07-01", "until": "2027-07-01", "items": items(12_500)},
    ]);
    Catalogue::new(serde_json::from_value(versions).unwrap()).unwrap()
}

fn schedule(terms: Value) -> Result<FeeSchedule, FeeError> {
    let mut all =
        json!({"contract": "k-1", "from": "2026-02-01", "until": "2027-02-01", "outlets": ["o-1", "o-2"]});
    for (name, value) in terms.as_object().unwrap() {
        all[name] = value.clone();
    }
    FeeSchedule::new(serde_json::from_value(all).unwrap())
}

/// `record outlet person item[/milestone] date [quantity]`, one a line.
fn records(text: &str) -> Vec<ServiceRecord> {
    let read = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (item, milestone) =
            words[3].split_once('/').map_or((words[3], None), |(item, of)| (item, Some(of)));
        let mut record = json!({"record": words[0], "outlet": words[1], "person": words[2], "item": item,
            "milestone": milestone, "date": words[4]});
        // Where nothing is said, it is one.
        if let Some(quantity) = words.get(5) {
            record["quantity"] = quantity.parse::<u32>().unwrap().into();
        }
        serde_json::from_value(record).unwrap()
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(read).collect()
}

fn statement(terms: Value, text: &str) -> Statement {
    compute(&catalogue(), &schedule(terms).unwrap(), &records(text), &[]).unwrap()
}

/// `outlet item[/milestone] version quantity×price=amount: records`, and unpaid `record why [counted]`.
fn told(statement: &Statement) -> (Vec<String>, Vec<String>) {
    let lines = statement.lines.iter().map(|line| {
        let milestone = line.milestone.as_ref().map(|of| format!("/{of}")).unwrap_or_default();
        let cuts: String = line.cuts.iter().map(|cut| format!(" -{}:{}", cut.cap, cut.cut.get())).collect();
        let records: Vec<&str> = line.records.iter().map(|part| part.record.as_str()).collect();
        format!(
            "{} {}{milestone} {} {}×{}{cuts} = {}: {}",
            line.outlet,
            line.item,
            line.version,
            line.quantity,
            line.unit_price.get(),
            line.amount.get(),
            records.join(" ")
        )
    });
    let unpaid = statement.unpaid.iter().map(|line| {
        let counted = line.counted.as_ref().map(|of| format!(" {of}")).unwrap_or_default();
        format!("{} {}{counted}", line.record, line.why.code())
    });
    (lines.collect(), unpaid.collect())
}

#[track_caller]
fn pays(statement: &Statement, lines: &[&str], unpaid: &[&str]) {
    let (got_lines, got_unpaid) = told(statement);
    assert_eq!(got_lines, lines);
    assert_eq!(got_unpaid, unpaid);
    assert_eq!(statement.records, statement.paid_records + statement.unpaid_records);
}

#[test]
fn the_same_person_at_two_outlets_is_paid_once_to_the_first() {
    // By date; on one day by id, whatever comes first in the list.
    let statement = statement(
        json!({}),
        "r-9 o-1 h-1 guidance 2026-03-02
         r-2 o-2 h-1 guidance 2026-03-01
         r-4 o-1 h-2 guidance 2026-03-05
         r-3 o-2 h-2 guidance 2026-03-05
         r-5 o-2 h-1 course 2026-03-05 2
         r-6 o-1 h-1 course 2026-03-06
         r-7 o-2 h-1 course 2026-03-07",
    );
    pays(
        &statement,
        &["o-2 course 2026-1 3×5000 = 15000: r-5 r-7", "o-2 guidance 2026-1 2×12000 = 24000: r-2 r-3"],
        &["r-9 counted r-2", "r-4 counted r-3", "r-6 other_outlet r-5"],
    );
}

#[test]
fn a_contract_may_pay_services_at_each_outlet_and_persons_each_quarter() {
    let statement = statement(
        json!({"one_outlet": false, "once_per": "quarter"}),
        "a o-1 h-1 course 2026-03-05
         b o-2 h-1 course 2026-03-06
         c o-1 h-1 guidance 2026-03-31
         d o-2 h-1 guidance 2026-04-01
         e o-2 h-1 guidance 2026-06-30",
    );
    pays(
        &statement,
        &[
            "o-1 course 2026-1 1×5000 = 5000: a",
            "o-1 guidance 2026-1 1×12000 = 12000: c",
            "o-2 course 2026-1 1×5000 = 5000: b",
            "o-2 guidance 2026-1 1×12000 = 12000: d",
        ],
        &["e counted d"],
    );
}

#[test]
fn every_reason_not_to_pay() {
    let text = "a o-3 h-1 nothing 2020-01-01
         b o-1 h-1 guidance 2026-01-31
         c o-1 h-1 guidance 2027-02-01
         d o-1 h-1 visit 2026-03-01
         e o-1 h-1 nothing 2026-03-01
         f o-1 h-1 fair 2026-07-01
         g o-1 h-1 placement 2026-03-01
         h o-1 h-1 placement/insured_99 2026-03-01
         i o-1 h-1 guidance/insured_3 2026-03-01
         j o-1 h-1 guidance 2026-03-01 2
         k o-1 h-1 course 2026-03-01 0
         l o-1 h-1 placement/insured_3 2026-06-01
         m o-1 h-1 guidance 2026-03-02
         n o-1 h-1 guidance 2026-03-03
         o o-1 h-1 course 2026-03-02
         p o-2 h-1 course 2026-03-03
         q o-1 h-1 guidance 2027-07-01";
    let terms = json!({"items": ["guidance", "course", "placement", "fair", "nothing"],
        "until": "2027-12-01", "milestone_order": ["contract_signed", "insured_3"]});
    let catalogue = catalogue();
    let earlier: Vec<Settled> =
        serde_json::from_value(json!([{"record": "c", "quantity": 1, "amount_fen": 1}])).unwrap();
    let statement = compute(&catalogue, &schedule(terms).unwrap(), &records(text), &earlier).unwrap();
    let (_, mut unpaid) = told(&statement);
    unpaid.sort();
    let expected = [
        "a outlet_unknown",
        "b outside_contract",
        "c settled",
        "d item_not_bought",
        "e item_unknown",
        "f item_unknown",
        "g milestone_unknown",
        "h milestone_unknown",
        "i milestone_unknown",
        "j quantity",
        "k quantity",
        "l milestone_early",
        "m counted c",
        "n counted c",
        "p other_outlet o",
        "q no_catalogue",
    ];
    assert_eq!(unpaid, expected);
    let seen: std::collections::BTreeSet<UnpaidWhy> = statement.unpaid.iter().map(|line| line.why).collect();
    assert_eq!(seen.len(), UnpaidWhy::ALL.len());
}

#[test]
fn milestones_are_paid_once_and_after_those_they_need() {
    // Ids that would bring the later milestone first on one day; a first 3 months reported before the contract.
    let text = "z o-1 h-1 placement/contract_signed 2026-03-01
         a o-1 h-1 placement/insured_3 2026-03-01
         b o-2 h-1 placement/contract_signed 2026-03-04
         c o-2 h-1 placement/insured_12 2026-12-01
         d o-1 h-2 placement/insured_3 2026-03-01
         e o-1 h-2 placement/contract_signed 2026-03-02
         f o-2 h-2 placement/insured_3 2026-08-02";
    let order = json!(["contract_signed", "insured_3", "insured_6", "insured_12"]);
    // A result that has no price is not waited for.
    let longer = json!(["interviewed", "contract_signed", "insured_3", "insured_6", "insured_12"]);
    let of_order = |order: &Value| statement(json!({"milestone_order": order}), text).lines;
    assert_eq!(of_order(&longer), of_order(&order));
    pays(
        &statement(json!({"milestone_order": order}), text),
        &[
            "o-1 placement/contract_signed 2026-1 2×20000 = 40000: z e",
            "o-1 placement/insured_3 2026-1 1×30000 = 30000: a",
            "o-2 placement/insured_3 2026-2 1×30000 = 30000: f",
        ],
        &["d counted f", "b counted z", "c milestone_early"],
    );
    // Without an order none needs another.
    pays(
        &statement(json!({}), text),
        &[
            "o-1 placement/contract_signed 2026-1 2×20000 = 40000: z e",
            "o-1 placement/insured_3 2026-1 2×30000 = 60000: a d",
            "o-2 placement/insured_12 2026-2 1×40000 = 40000: c",
        ],
        &["b counted z", "f counted d"],
    );
}

#[test]
fn bands_cut_a_record_in_two_or_price_all_alike() {
    let text = "a o-1 h-1 course 2026-03-01 2
         b o-2 h-2 course 2026-03-02 3
         c o-1 h-1 visit 2026-03-01 2
         d o-2 h-2 visit 2026-09-01";
    pays(
        &statement(json!({}), text),
        &[
            "o-1 course 2026-1 2×5000 = 10000: a",
            "o-1 visit 2026-1 2×700 = 1400: c",
            "o-2 course 2026-1 2×3333 = 6666: b",
            "o-2 course 2026-1 1×5000 = 5000: b",
            "o-2 visit 2026-2 1×700 = 700: d",
        ],
        &[],
    );
    pays(
        &statement(json!({"bands_by": "outlet"}), text),
        &[
            "o-1 course 2026-1 2×5000 = 10000: a",
            "o-1 visit 2026-1 2×900 = 1800: c",
            "o-2 course 2026-1 3×5000 = 15000: b",
            "o-2 visit 2026-2 1×900 = 900: d",
        ],
        &[],
    );
}

#[test]
fn caps_cut_in_their_order_and_say_what_they_cut() {
    let caps = json!([
        {"cap": "month", "scope": "person", "within": "month", "item": "course", "max_fen": 12_000},
        {"cap": "second", "scope": "outlet", "outlet": "o-2", "max_fen": 9_000},
        {"cap": "all", "scope": "total", "max_fen": 21_001},
    ]);
    let statement = statement(
        json!({"caps": caps}),
        "a o-1 h-1 course 2026-03-01 3
         b o-1 h-1 course 2026-04-01
         c o-2 h-2 guidance 2026-04-02
         d o-2 h-3 guidance 2026-04-03",
    );
    // 15,000 cut to 12,000; 3,333; 12,000 cut to 9,000 and then to 21,001 - 15,333 = 5,668; then the outlet's cap leaves
    // 3,332 of 12,000, and the total nothing of that.
    pays(
        &statement,
        &[
            "o-1 course 2026-1 1×3333 = 3333: b",
            "o-1 course 2026-1 3×5000 -month:3000 = 12000: a",
            "o-2 guidance 2026-1 2×12000 -second:11668 -all:6664 = 5668: c d",
        ],
        &[],
    );
    let total = statement.total;
    assert_eq!((total.gross.get(), total.cut.get(), total.amount.get()), (42_333, 21_332, 21_001));
    let outlets = serde_json::to_value(&statement.outlets).unwrap();
    assert_eq!(
        outlets[1],
        json!({"outlet": "o-2", "gross_fen": 24_000, "cut_fen": 18_332, "amount_fen": 5_668})
    );
    let bases = serde_json::to_value(&statement.bases).unwrap();
    assert_eq!(bases[0]["basis"], "person");
    assert_eq!(
        bases[1],
        json!({"basis": "service", "gross_fen": 18_333, "cut_fen": 3_000, "amount_fen": 15_333})
    );
}

#[test]
fn what_is_settled_stays_and_counts() {
    let terms = json!({"caps": [{"cap": "all", "scope": "total", "max_fen": 30_000}]});
    let schedule = schedule(terms).unwrap();
    let first = records(
        "a o-1 h-1 guidance 2026-06-30
         b o-1 h-1 course 2026-06-30 3",
    );
    let statement = compute(&catalogue(), &schedule, &first, &[]).unwrap();
    assert_eq!(statement.total.amount.get(), 12_000 + 15_000);
    // An earlier record of the same person comes late, from another outlet: the one paid stays paid.
    let mut all = first;
    all.extend(records(
        "c o-2 h-1 guidance 2026-06-01
         d o-1 h-2 course 2026-07-01",
    ));
    let next = compute(&catalogue(), &schedule, &all, &statement.settled()).unwrap();
    pays(&next, &["o-1 course 2026-2 1×3333 -all:333 = 3000: d"], &["c counted a", "a settled", "b settled"]);
    // A catalogue that was rewritten behind its back does not change that, nor does a contract cut in half.
    let mut versions = json!([{"version": "other", "from": "2020-01-01", "items": [
        {"item": "guidance", "basis": "service", "price_fen": 1}, {"item": "course", "basis": "service", "price_fen": 7}]}]);
    versions[0]["until"] = json!("2030-01-01");
    let rewritten = Catalogue::new(serde_json::from_value(versions).unwrap()).unwrap();
    let again = compute(&rewritten, &schedule, &all, &statement.settled()).unwrap();
    pays(&again, &["o-1 course other 1×7 = 7: d"], &["c other_outlet a", "a settled", "b settled"]);
}

#[test]
fn questions_that_do_not_add_up_are_refused() {
    let fault = |error: FeeError| (error.code(), error.place().to_owned());
    let of_terms = |terms| fault(schedule(terms).unwrap_err());
    assert_eq!(
        of_terms(json!({"until": "2026-02-01"})),
        (FeeCode::DatesReversed, "contract.until".to_owned())
    );
    assert_eq!(
        of_terms(json!({"outlets": ["o", "o"]})),
        (FeeCode::Duplicate, "contract.outlets[1]".to_owned())
    );
    let cap = json!({"cap": "c", "scope": "total", "max_fen": 1});
    assert_eq!(of_terms(json!({"caps": [cap, cap]})), (FeeCode::Duplicate, "contract.caps[1]".to_owned()));
    let many: Vec<String> = (0..201).map(|number| format!("m-{number}")).collect();
    assert_eq!(of_terms(json!({"milestone_order": many})).0, FeeCode::TooMany);
    assert!(schedule(json!({"milestone_order": many[1..]})).is_ok());

    let ask = |records: &[ServiceRecord], settled: Value| {
        let settled: Vec<Settled> = serde_json::from_value(settled).unwrap();
        compute(&catalogue(), &schedule(json!({})).unwrap(), records, &settled).map_err(fault)
    };
    let twice = records("a o-1 h-1 course 2026-06-30\n a o-1 h-1 course 2026-06-30");
    assert_eq!(ask(&twice, json!([])).unwrap_err(), (FeeCode::Duplicate, "records[1].record".to_owned()));
    let settled = json!({"record": "a", "quantity": 1, "amount_fen": 5_000});
    let one = &twice[..1];
    assert_eq!(
        ask(&[], json!([settled])).unwrap_err(),
        (FeeCode::SettledUnknown, "settled[0].record".to_owned())
    );
    assert_eq!(
        ask(one, json!([settled, settled])).unwrap_err(),
        (FeeCode::Duplicate, "settled[1].record".to_owned())
    );

    // 2^53 - 1 fen and one more: one line each is fine, the sum is not.
    let most = json!([{"version": "v", "from": "2026-01-01", "items": [
        {"item": "x", "basis": "service", "price_fen": 9_007_199_254_740_991_i64},
        {"item": "y", "basis": "service", "price_fen": 1}]}]);
    let most = Catalogue::new(serde_json::from_value(most).unwrap()).unwrap();
    let ask = |text: &str| compute(&most, &schedule(json!({})).unwrap(), &records(text), &[]).map_err(fault);
    assert_eq!(ask("a o-1 h-1 x 2026-06-30").unwrap().total.amount.get(), (1 << 53) - 1);
    assert_eq!(ask("a o-1 h-1 x 2026-06-30 2").unwrap_err(), (FeeCode::AmountTooLarge, "lines".to_owned()));
    let both = "a o-1 h-1 x 2026-06-30\n b o-1 h-1 y 2026-06-30";
    assert_eq!(ask(both).unwrap_err(), (FeeCode::AmountTooLarge, "totals".to_owned()));
}
