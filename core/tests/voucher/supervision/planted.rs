//! Anomalies among a hundred thousand honest events: each is found, with its evidence, and nothing else is new.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use doorstep::voucher::EventRecord;
use doorstep::voucher::supervision::{Finding, FindingRule, Findings, History};
use serde_json::{Value, json};

use super::super::DAY_S;
use super::clean::{CLEAN, Planned, Voucher, carry_out, honest, known};

/// Wednesday, 2026-05-13, 10:00 in Shanghai.
const NOON_S: i64 = 1_772_380_800 + 72 * DAY_S + 10 * 3_600;

fn voucher<'a>(id: &'a str, holder: &'a str, provider: &'a str) -> Voucher<'a> {
    Voucher {
        id,
        programme: "p-370102",
        holder,
        provider,
        region: "370102",
        approver: "a-370102-0",
        account: id,
        amount: None,
    }
}

/// Issued and claimed days before, redeemed at an instant, then approved and paid in days.
fn usual(voucher: &Voucher<'_>, redeemed: i64, plan: &mut Vec<Planned>) {
    let claimed = NOON_S - 9 * DAY_S;
    voucher.plan(claimed - DAY_S, [claimed, redeemed, redeemed + 2 * DAY_S, redeemed + 5 * DAY_S], plan);
}

fn cheat(plan: &mut Vec<Planned>) {
    // 70 redemptions on one day, 40 of them within an hour; by many approvers, so that only the pace is odd.
    for number in 0..70_i64 {
        let (id, holder) = (format!("x-rush-{number}"), format!("h-rush-{number}"));
        let at = if number < 40 { NOON_S + number * 80 } else { NOON_S + 5_000 + (number - 40) * 600 };
        let approver = format!("a-370102-{}", number % 4);
        let rush = Voucher { approver: &approver, ..voucher(&id, &holder, "pr-rush") };
        usual(&rush, at, plan);
    }
    // Six holders in 40 seconds.
    for number in 0..6 {
        let (id, holder) = (format!("x-minute-{number}"), format!("h-minute-{number}"));
        usual(&voucher(&id, &holder, "pr-2"), NOON_S + DAY_S + number * 8, plan);
    }
    // Three payees on one account.
    for number in 0..3 {
        let (id, holder) = (format!("x-account-{number}"), format!("h-account-{number}"));
        let shared = Voucher { account: "acct-shared", ..voucher(&id, &holder, "pr-4") };
        usual(&shared, NOON_S + number * 7_000, plan);
    }
    // One service in three parts just under 100,000 fen.
    for (number, amount) in [(0, 95_000), (1, 99_000), (2, 90_000)] {
        let id = format!("x-split-{number}");
        let part = Voucher {
            programme: "q-370102",
            amount: Some(amount),
            account: "card-split",
            ..voucher(&id, "h-split", "pr-6")
        };
        usual(&part, NOON_S + number * DAY_S, plan);
    }
    // Approved 3 s after the redemption; and 100 s after the claim.
    let claimed = NOON_S - 3 * DAY_S;
    voucher("x-fast-0", "h-fast-0", "pr-8").plan(
        claimed,
        [claimed + 60, NOON_S, NOON_S + 3, NOON_S + DAY_S],
        plan,
    );
    voucher("x-fast-1", "h-fast-1", "pr-8").plan(
        claimed,
        [NOON_S, NOON_S + 60, NOON_S + 100, NOON_S + DAY_S],
        plan,
    );
    // Served before the claim.
    let early = voucher("x-early-0", "h-early", "pr-10");
    let place = plan.len();
    early.plan(NOON_S - 3 * DAY_S, [NOON_S - DAY_S, NOON_S, NOON_S + DAY_S, NOON_S + 2 * DAY_S], plan);
    plan[place + 2].order["served_at"] = json!(NOON_S - 2 * DAY_S);
    // One approver for a provider of thirty.
    for number in 0..30 {
        let (id, holder) = (format!("x-own-{number}"), format!("h-own-{number}"));
        let own = Voucher { approver: "a-370102-3", ..voucher(&id, &holder, "pr-own") };
        usual(&own, NOON_S + (number % 6) * DAY_S + number * 200, plan);
    }
    // Four in the night.
    for number in 0..4 {
        let (id, holder) = (format!("x-night-{number}"), format!("h-night-{number}"));
        usual(&voucher(&id, &holder, "pr-12"), NOON_S + number * DAY_S - 7 * 3_600, plan);
    }
    // Five reissued, claimed and redeemed within the hour, of twenty; by several approvers.
    for number in 0..20_i64 {
        let (id, holder) = (format!("x-lost-{number}"), format!("h-lost-{number}"));
        let approver = format!("a-370102-{}", number % 4);
        let lost = Voucher { approver: &approver, ..voucher(&id, &holder, "pr-lost") };
        let at = NOON_S + (number % 5) * DAY_S + number * 300;
        if number >= 5 {
            usual(&lost, at, plan);
            continue;
        }
        lost.issue(at - 5 * DAY_S, plan);
        let replacement = format!("{id}-r");
        let order = json!({"action": "reissue", "voucher": id, "replacement": replacement, "reason": "遗失"});
        plan.push(Planned { at: at - 3_600, actor: "i-370102 issuer 370102".to_owned(), order });
        lost.claim(&replacement, at - 3_000, plan);
        lost.redeem(&replacement, "", at, plan);
        lost.approve(&replacement, "approve", at + DAY_S, plan);
        lost.pay(&replacement, "", at + 3 * DAY_S, plan);
    }
}

static RECORDS: LazyLock<Vec<EventRecord>> = LazyLock::new(|| {
    let mut plan = honest();
    cheat(&mut plan);
    carry_out(plan)
});

fn found(history: &History) -> Findings {
    let mut facts = known();
    for provider in ["pr-rush", "pr-own", "pr-lost"] {
        facts["hours"][provider] = json!("每天 9:00-19:00");
    }
    history.findings(None, &super::bounds(json!({})), &super::facts(facts)).unwrap()
}

#[test]
fn every_planted_anomaly_is_found_and_nothing_else() {
    let history = History::of(RECORDS.iter()).unwrap();
    assert!(history.seq() > CLEAN.seq() + 600);
    let all = found(&history);
    let honest = found(&CLEAN);
    // Sequence numbers differ, vouchers do not.
    let before: Vec<_> = honest.findings.iter().map(|one| (one.rule, one.vouchers.clone())).collect();
    let new: Vec<&Finding> =
        all.findings.iter().filter(|one| !before.contains(&(one.rule, one.vouchers.clone()))).collect();
    assert_eq!(all.findings.len(), before.len() + new.len(), "no honest finding is lost");
    let by: BTreeMap<u64, &EventRecord> = RECORDS.iter().map(|record| (record.event.seq, record)).collect();
    let mut table = Vec::new();
    for one in new {
        // `x-rush-7` and `x-lost-7-r` are of the same kind.
        let prefix = one.vouchers[0]
            .as_str()
            .match_indices('-')
            .nth(1)
            .map_or("", |(end, _)| &one.vouchers[0].as_str()[..end]);
        let planted = one.vouchers.iter().filter(|id| id.as_str().starts_with("x-")).count();
        table.push((one.rule.code(), prefix, planted, one.measured, one.bound, one.events.len()));
        // The evidence: rising numbers of events, each of one of the vouchers.
        assert!(one.events.is_sorted() && one.vouchers.is_sorted());
        for seq in &one.events {
            let event = &by[seq].event;
            let id = event.voucher.as_ref().unwrap();
            let replaced = format!("{id}-r");
            assert!(one.vouchers.iter().any(|known| known == id || known.as_str() == replaced), "{id}");
            assert!((one.from..=one.until).contains(&event.time));
        }
        assert!(
            one.en.contains(|letter: char| letter.is_ascii_lowercase())
                && one.zh.contains(|letter| letter > '一')
        );
    }
    let expected = [
        ("provider_velocity", "x-rush", 40, 40, 30, 40),
        ("provider_velocity", "x-rush", 70, 70, 60, 70),
        ("same_minute", "x-minute", 6, 6, 3, 6),
        ("one_account", "x-account", 3, 3, 1, 3),
        ("split_amounts", "x-split", 3, 284_000, 100_000, 3),
        ("too_fast", "x-fast", 1, 3, 10, 3),
        ("too_fast", "x-fast", 1, 100, 120, 3),
        ("served_before_claim", "x-early", 1, DAY_S as u64, 0, 2),
        ("approver_concentration", "x-own", 30, 30, 27, 60),
        ("outside_hours", "x-night", 4, 4, 2, 4),
        ("reissue_redeem", "x-lost", 5, 5, 2, 10),
    ];
    assert_eq!(table, expected);
    let counts: u64 = all.rules.iter().map(|rule| rule.findings).sum();
    assert_eq!(counts, all.findings.len() as u64);
}

/// Off by one on the honest side, each rule is silent.
#[test]
fn just_within_bounds_nothing_is_found() {
    let history = History::of(RECORDS.iter()).unwrap();
    let loose = json!({"hour_max": 40, "day_free": 70, "minute_holders": 7, "account_payees": 4, "split_permille": 991,
        "approve_min_s": 3, "claim_approve_min_s": 100, "approver_decisions": 31, "outside_hours": 5, "reissues": 6});
    let facts = super::facts(known());
    for rule in FindingRule::ALL {
        if *rule == FindingRule::ServedBeforeClaim {
            continue;
        }
        let found = history.findings(Some(&[*rule]), &super::bounds(loose.clone()), &facts).unwrap();
        assert!(found.findings.is_empty(), "{:?}", found.findings.first());
    }
    let strict = |key: &str, value: Value| super::bounds(json!({key: value}));
    for (rule, key, value) in [
        (FindingRule::ProviderVelocity, "hour_max", 39),
        (FindingRule::ProviderVelocity, "day_free", 69),
        (FindingRule::SameMinute, "minute_holders", 6),
        (FindingRule::OneAccount, "account_payees", 3),
        (FindingRule::TooFast, "approve_min_s", 4),
        (FindingRule::TooFast, "claim_approve_min_s", 101),
        (FindingRule::ApproverConcentration, "approver_decisions", 30),
        (FindingRule::OutsideHours, "outside_hours", 4),
        (FindingRule::ReissueRedeem, "reissues", 5),
    ] {
        let mut bounds = serde_json::to_value(loose.clone()).unwrap();
        bounds[key] = json!(value);
        let found = history.findings(Some(&[rule]), &super::bounds(bounds), &facts).unwrap();
        assert!(!found.findings.is_empty(), "{key} {value}");
    }
    assert!(strict("split_permille", json!(501)).split_permille == 501);
}
