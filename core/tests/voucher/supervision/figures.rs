//! Key figures: a worked example, and plain recomputation over random ledgers.

use std::collections::{BTreeMap, BTreeSet};

use doorstep::voucher::supervision::{History, KpiCode, KpiPeriod, KpiTurn, Kpis, kpi_changes};
use serde_json::{Value, json};

use super::super::generate::Dice;
use super::super::{DAY_S, World, ledger, model_tests};

fn period(value: Value) -> KpiPeriod {
    serde_json::from_value(value).unwrap()
}

/// Numerator and denominator, the value, and what is lacking, of the figure of all together.
fn figure(kpis: &Kpis, code: KpiCode) -> (u64, u64, Option<u64>, Option<&'static str>) {
    let kpi = kpis.kpis.iter().find(|kpi| kpi.kpi == code && kpi.programme.is_none()).unwrap();
    (kpi.numerator, kpi.denominator, kpi.value(), kpi.needs)
}

/// Programme `p`, 1,000 fen each: a and b are paid, c has redeemed, d has claimed, e does nothing. 400 fen of a's come back.
fn example() -> History {
    let mut world = World::new(json!({"per_person_limit": 9}));
    world.does_usual("accredit");
    world.does("m manager", json!({"action": "accredit", "programme": "p", "provider": "idle"}));
    for (holder, steps) in [("a", 5), ("b", 5), ("c", 3), ("d", 2), ("e", 1)] {
        let voucher = format!("v-{holder}");
        let orders = [
            ("i issuer".to_owned(), json!({"action": "issue", "programme": "p", "holder": holder})),
            (format!("{holder} holder"), json!({"action": "claim"})),
            ("pr provider".to_owned(), json!({"action": "redeem", "record": format!("s-{holder}")})),
            ("ap approver".to_owned(), json!({"action": "approve"})),
            ("y payer".to_owned(), json!({"action": "disburse", "payment": format!("pay-{holder}")})),
        ];
        for (actor, mut order) in orders.into_iter().take(steps) {
            order["voucher"] = json!(voucher);
            world.does(&actor, order);
        }
    }
    world.does(
        "y payer",
        json!({"action": "claw_back", "voucher": "v-a", "amount_fen": 400, "reason": "材料不符"}),
    );
    History::of_ledger(&world.ledger, None).unwrap()
}

#[test]
fn a_worked_example() {
    use KpiCode as K;
    let history = example();
    let march = json!({"from": "2026-03-01", "until": "2026-04-01", "eligible": ["a", "b", "x", "y"],
        "planned_fen": {"p": 3_000, "unused": 500},
        "stable_jobs": [{"person": "a", "months": 7}, {"person": "a", "months": 3}, {"person": "b", "months": 3}, {"person": "z", "months": 12}],
        "ratings": [{"voucher": "v-a", "score": 5}, {"voucher": "v-b", "score": 2}, {"voucher": "v-e", "score": 1}]});
    let kpis = history.kpi(&period(march), true).unwrap();
    for (code, numerator, denominator, value) in [
        (K::Coverage, 2, 4, Some(500_000)),
        (K::InclusionError, 3, 5, Some(600_000)),
        (K::ExclusionError, 2, 4, Some(500_000)),
        (K::TakeUp, 4, 5, Some(800_000)),
        (K::Use, 3, 5, Some(600_000)),
        (K::ActiveProviders, 1, 2, Some(500_000)),
        (K::FundVariance, 1_500, 3_500, Some(428_571)),
        (K::Recovery, 400, 2_000, Some(200_000)),
        (K::Stable3, 2, 2, Some(1_000_000)),
        (K::Stable6, 1, 2, Some(500_000)),
        (K::Stable12, 0, 2, Some(0)),
        (K::CostStable3, 2_000, 2, Some(1_000)),
        (K::CostStable6, 2_000, 1, Some(2_000)),
        // Nobody to divide by: no value, not 0.
        (K::CostStable12, 2_000, 0, None),
        (K::MeanRating, 7, 2, Some(3_500_000)),
        (K::Satisfied, 1, 2, Some(500_000)),
        (K::Response, 2, 3, Some(666_667)),
    ] {
        assert_eq!(figure(&kpis, code), (numerator, denominator, value, None), "{code:?}");
    }
    assert_eq!(kpis.rating_counts, [0, 1, 0, 0, 1]);
    assert_eq!((kpis.ratings_unmatched, kpis.stable_jobs_unmatched), (1, 1));
    let of_all: BTreeSet<KpiCode> =
        kpis.kpis.iter().filter(|kpi| kpi.programme.is_none()).map(|kpi| kpi.kpi).collect();
    assert_eq!(of_all.len(), KpiCode::ALL.len());
    let by_programme: Vec<(KpiCode, String, u64, u64)> = kpis
        .kpis
        .iter()
        .filter_map(|kpi| {
            Some((kpi.kpi, kpi.programme.as_ref()?.to_string(), kpi.numerator, kpi.denominator))
        })
        .collect();
    assert_eq!(
        by_programme,
        [
            (K::FundVariance, "p".to_owned(), 1_000, 3_000),
            (K::FundVariance, "unused".to_owned(), 500, 500),
            (K::Recovery, "p".to_owned(), 400, 2_000),
        ]
    );
    let ids = |code| {
        let kpi = kpis.kpis.iter().find(|kpi| kpi.kpi == code).unwrap();
        (kpi.numerator_ids.clone().unwrap().join(" "), kpi.denominator_ids.clone().unwrap().join(" "))
    };
    assert_eq!(ids(K::InclusionError), ("c d e".to_owned(), "a b c d e".to_owned()));
    assert_eq!(ids(K::Use), ("v-a v-b v-c".to_owned(), "v-a v-b v-c v-d v-e".to_owned()));
    assert_eq!(ids(K::CostStable6), ("v-a v-b".to_owned(), "a".to_owned()));
    assert_eq!(ids(K::ActiveProviders), ("pr".to_owned(), "idle pr".to_owned()));

    // Without facts, and in another month.
    let april = history.kpi(&period(json!({"from": "2026-04-01", "until": "2026-05-01"})), false).unwrap();
    assert_eq!(figure(&april, K::TakeUp), (0, 0, None, None));
    assert_eq!(figure(&april, K::Coverage), (0, 0, None, Some("eligible")));
    assert_eq!(figure(&april, K::FundVariance), (0, 0, None, Some("planned_fen")));
    assert_eq!(figure(&april, K::Stable6), (0, 0, None, Some("stable_jobs")));
    assert_eq!(figure(&april, K::Response), (0, 0, None, Some("ratings")));
    assert!(april.kpis.iter().all(|kpi| kpi.numerator_ids.is_none()));
    let changes = kpi_changes(&kpis, &april);
    assert_eq!(changes.len(), kpis.kpis.len());
    assert!(changes.iter().all(|change| change.difference.is_none() == change.turn.is_none()));
}

#[test]
fn periods_are_compared_by_their_exact_ratios() {
    let history = example();
    let rated = |scores: &[(&str, u64)]| {
        let ratings: Vec<Value> =
            scores.iter().map(|(voucher, score)| json!({"voucher": voucher, "score": score})).collect();
        history
            .kpi(&period(json!({"from": "2026-03-02", "until": "2026-03-03", "ratings": ratings})), false)
            .unwrap()
    };
    let [two, three, none] =
        [rated(&[("v-a", 4), ("v-b", 2)]), rated(&[("v-a", 4), ("v-b", 3), ("v-c", 2)]), rated(&[])];
    let mean = |before: &Kpis, after: &Kpis| {
        let changes = kpi_changes(before, after);
        let change = changes.into_iter().find(|change| change.kpi == KpiCode::MeanRating).unwrap();
        (change.before, change.after, change.difference, change.turn)
    };
    assert_eq!(mean(&two, &three), (Some(3_000_000), Some(3_000_000), Some(0), Some(KpiTurn::Same)));
    assert_eq!(mean(&two, &none), (Some(3_000_000), None, None, None));
    let up = rated(&[("v-a", 4), ("v-b", 3)]);
    assert_eq!(mean(&two, &up), (Some(3_000_000), Some(3_500_000), Some(500_000), Some(KpiTurn::Up)));
    assert_eq!(mean(&up, &two), (Some(3_500_000), Some(3_000_000), Some(-500_000), Some(KpiTurn::Down)));
}

#[test]
fn periods_and_facts_that_make_no_sense_are_refused() {
    let history = example();
    for (facts, code, place) in [
        (json!({"from": "2026-03-02", "until": "2026-03-02"}), "supervision.period", "until"),
        (json!({"ratings": [{"voucher": "v-a", "score": 6}]}), "supervision.parameter", "ratings[0]"),
        (
            json!({"ratings": [{"voucher": "v-a", "score": 1}, {"voucher": "v-a", "score": 1}]}),
            "supervision.duplicate",
            "ratings[1]",
        ),
    ] {
        let mut asked = json!({"from": "2026-03-01", "until": "2026-04-01"});
        asked.as_object_mut().unwrap().extend(facts.as_object().unwrap().clone());
        let error = history.kpi(&period(asked), false).unwrap_err();
        assert_eq!((error.code().code(), error.place()), (code, place));
    }
}

/// The figures of random ledgers from what the ledger shows of each voucher.
#[test]
fn figures_are_what_the_vouchers_say() {
    let mut values = BTreeMap::<KpiCode, u32>::new();
    for seed in 0..200 {
        let ledger = model_tests::play_on(seed, ledger(), &mut BTreeMap::new());
        let events = ledger.events(&Default::default()).unwrap();
        let events: Vec<Value> = events.iter().map(|record| serde_json::to_value(record).unwrap()).collect();
        let mut dice = Dice(seed);
        let from = dice.below(40) as i64;
        let days = 1 + dice.below(90) as i64;
        // Day 0 is 2026-02-20.
        let date =
            |day: i64| chrono::DateTime::from_timestamp(1_771_545_600 + day * DAY_S, 0).unwrap().date_naive();
        let inside = |event: &Value| {
            let local =
                chrono::DateTime::from_timestamp(event["time"].as_i64().unwrap() + 8 * 3_600, 0).unwrap();
            (date(from)..date(from + days)).contains(&local.date_naive())
        };
        let eligible = ["h1", "h3", "h9"];
        let asked = period(json!({"from": date(from), "until": date(from + days), "eligible": eligible,
            "planned_fen": {}, "ratings": [], "stable_jobs": [{"person": "h1", "months": 6}]}));
        let Ok(kpis) = History::of_ledger(&ledger, None).unwrap().kpi(&asked, false) else { continue };
        let view = |id: &str| ledger.voucher(&id.parse().unwrap()).unwrap().unwrap();
        let (mut issued, mut claimed, mut redeemed, mut holders) = (0, 0, 0, BTreeSet::new());
        let (mut spent, mut recovered, mut paid_holders) = (0, 0, BTreeSet::new());
        for event in events.iter().filter(|event| event["event"] == "issued") {
            let mut ids = vec![event["voucher"].as_str().unwrap().to_owned()];
            while let Some(next) = view(ids.last().unwrap()).replaced_by {
                ids.push(next.to_string());
            }
            let last = view(ids.last().unwrap());
            let mine = || events.iter().filter(|event| ids.iter().any(|id| event["voucher"] == id.as_str()));
            let is = |states: &[&str]| states.contains(&last.state.name());
            if inside(event) {
                issued += 1;
                holders.insert(last.holder.to_string());
                claimed += u64::from(mine().any(|event| event["event"] == "claimed"));
                redeemed += u64::from(is(&["redeemed", "approved", "disbursed", "clawed_back"]));
            }
            let payment = mine().rfind(|event| event["event"] == "disbursed");
            if is(&["disbursed", "clawed_back"]) && inside(payment.unwrap()) {
                spent += last.amount.get() as u64;
                recovered += last.recovered.get() as u64;
                paid_holders.insert(last.holder.to_string());
            }
        }
        let common = eligible.iter().filter(|id| holders.contains(**id)).count() as u64;
        let stable = u64::from(paid_holders.contains("h1"));
        for (code, numerator, denominator) in [
            (KpiCode::Coverage, common, 3),
            (KpiCode::InclusionError, holders.len() as u64 - common, holders.len() as u64),
            (KpiCode::ExclusionError, 3 - common, 3),
            (KpiCode::TakeUp, claimed, issued),
            (KpiCode::Use, redeemed, issued),
            (KpiCode::Recovery, recovered, spent),
            (KpiCode::FundVariance, spent, 0),
            (KpiCode::Stable6, stable, paid_holders.len() as u64),
            (KpiCode::CostStable6, spent, stable),
            (KpiCode::CostStable12, spent, 0),
        ] {
            let (top, bottom, value, needs) = figure(&kpis, code);
            assert_eq!((top, bottom, needs), (numerator, denominator, None), "seed {seed} {code:?}");
            assert_eq!(value.is_some(), denominator > 0);
            *values.entry(code).or_default() += u32::from(numerator > 0 && denominator > 0);
        }
    }
    let met = |code| values.get(&code).copied().unwrap_or(0) > 10;
    assert!(
        [KpiCode::TakeUp, KpiCode::Use, KpiCode::Recovery, KpiCode::CostStable6].into_iter().all(met),
        "{values:?}"
    );
}
