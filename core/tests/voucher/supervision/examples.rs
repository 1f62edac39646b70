//! A small example of each rule, made by hand: what it finds, what it does not, and what it says it has not looked at.

use doorstep::voucher::supervision::{FindingRule, History};
use serde_json::{Value, json};

use super::super::{DAY_S, World};

/// A world in which voucher after voucher is redeemed: provider, holder, seconds to wait before, and changes of orders.
struct Shop(World, usize);

impl Shop {
    fn new(terms: Value) -> Self {
        let mut terms = terms;
        terms["per_person_limit"] = json!(99);
        terms["face_amount_fen"] = json!(100);
        Self(World::new(terms), 0)
    }

    fn redeem(&mut self, provider: &str, holder: &str, wait: i64, redeem: Value) -> String {
        self.1 += 1;
        let id = format!("v{}", self.1);
        self.0
            .does("i issuer", json!({"action": "issue", "programme": "p", "voucher": id, "holder": holder}));
        self.0.does(&format!("{holder} holder"), json!({"action": "claim", "voucher": id}));
        self.0.now += wait;
        let mut order = json!({"action": "redeem", "voucher": id, "record": format!("s{}", self.1)});
        for (key, value) in redeem.as_object().into_iter().flatten() {
            order[key] = value.clone();
        }
        self.0.does(&format!("{provider} provider"), order);
        id
    }

    fn approve(&mut self, id: &str, approver: &str, wait: i64) {
        self.0.now += wait;
        self.0.does(&format!("{approver} approver"), json!({"action": "approve", "voucher": id}));
    }

    fn history(&self) -> History {
        History::of_ledger(&self.0.ledger, None).unwrap()
    }
}

/// Measured and bound of every finding.
fn measured(history: &History, rule: FindingRule, bounds: Value, facts: Value) -> Vec<(u64, u64)> {
    let found = history.findings(Some(&[rule]), &super::bounds(bounds), &super::facts(facts)).unwrap();
    found.findings.iter().map(|one| (one.measured, one.bound)).collect()
}

#[test]
fn velocity_is_measured_against_the_median_day() {
    let mut shop = Shop::new(json!({}));
    for day in 0..9 {
        shop.redeem("quiet", "h1", 0, Value::Null);
        if day == 4 {
            (0..6).for_each(|_| drop(shop.redeem("busy", "h2", 1, Value::Null)));
        }
        shop.0.now += DAY_S;
    }
    let history = shop.history();
    // The median day has one redemption: 5 times that is 5, and 6 are above it.
    assert_eq!(
        measured(&history, FindingRule::ProviderVelocity, json!({"day_free": 0}), json!({})),
        [(6, 5)]
    );
    assert_eq!(measured(&history, FindingRule::ProviderVelocity, json!({"day_free": 6}), json!({})), []);
    assert_eq!(
        measured(&history, FindingRule::ProviderVelocity, json!({"hour_max": 5}), json!({})),
        [(6, 5)]
    );
}

#[test]
fn a_minute_has_sixty_seconds_and_a_place_may_hold_two_providers() {
    let mut shop = Shop::new(json!({}));
    for (provider, holder) in [("a", "h1"), ("b", "h2"), ("a", "h3"), ("b", "h3")] {
        shop.redeem(provider, holder, 20, Value::Null);
    }
    let history = shop.history();
    let rule = FindingRule::SameMinute;
    // At 20, 40, 60 and 80 s: h1, h2 and h3 lie within one minute, but at two providers.
    assert_eq!(measured(&history, rule, json!({"minute_holders": 3}), json!({})), []);
    let places: Value = ["s1", "s2", "s3", "s4"]
        .iter()
        .map(|record| ((*record).to_owned(), json!("hall")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(measured(&history, rule, json!({"minute_holders": 3}), json!({"places": places})), [(3, 2)]);
    // From 20 to 80 is a minute: the first and the last do not lie in one.
    assert_eq!(measured(&history, rule, json!({"minute_holders": 4}), json!({"places": places})), []);
}

#[test]
fn accounts_are_those_of_claims_and_of_the_caller() {
    let mut shop = Shop::new(json!({"payee": "provider"}));
    for provider in ["a", "b"] {
        let id = shop.redeem(provider, "h", 0, Value::Null);
        shop.approve(&id, "ap", 60);
        shop.0.does("y payer", json!({"action": "disburse", "voucher": id, "payment": format!("pay-{id}")}));
    }
    let history = shop.history();
    let rule = FindingRule::OneAccount;
    let report = |facts: Value| {
        let found = history.findings(Some(&[rule]), &super::bounds(json!({})), &super::facts(facts)).unwrap();
        let report = &found.rules[0];
        (report.looked, report.needs, report.units, report.skipped, report.findings)
    };
    assert_eq!(report(json!({})), (false, Some("accounts"), 0, 2, 0), "it says that it has not looked");
    assert_eq!(report(json!({"accounts": {"a": "x"}})), (true, Some("accounts"), 1, 1, 0));
    assert_eq!(report(json!({"accounts": {"a": "x", "b": "x"}})), (true, None, 2, 0, 1));
    assert_eq!(report(json!({"accounts": {"a": "x", "b": "y"}})), (true, None, 2, 0, 0));
}

#[test]
fn amounts_are_split_just_under_the_limit() {
    let rule = FindingRule::SplitAmounts;
    let history = |limit: Value, amounts: &[(i64, i64)]| {
        let mut shop = Shop::new(json!({"partial_redeem": true, "role_limits_fen": limit}));
        for (amount, wait) in amounts {
            shop.redeem("pr", "h", *wait, json!({"amount_fen": amount}));
        }
        shop.history()
    };
    let limit = json!({"approver": 50});
    let week = 7 * DAY_S;
    for (amounts, expected) in [
        (&[(40, 0), (50, week - 1)][..], &[(90, 50)][..]),
        (&[(40, 0), (50, week)], &[]),
        (&[(39, 0), (50, 60)], &[]),
        (&[(51, 0), (50, 60)], &[]),
        // What the programme fixed is not split.
        (&[(100, 0), (100, 60)], &[]),
        (&[(45, 0), (45, week - 1), (45, week - 1)], &[(135, 50)]),
    ] {
        assert_eq!(
            measured(&history(limit.clone(), amounts), rule, json!({}), json!({})),
            expected,
            "{amounts:?}"
        );
    }
    let found = history(json!({}), &[(40, 0), (50, 60)]);
    let report = &super::findings(&found, rule).rules[0];
    assert_eq!((report.looked, report.skipped, report.needs), (false, 2, Some("role_limits_fen")));
}

#[test]
fn steps_take_their_time() {
    let rule = FindingRule::TooFast;
    for (redeem, approve, expected) in
        [(111, 9, vec![(9, 10)]), (109, 10, vec![(119, 120)]), (110, 10, vec![])]
    {
        let mut shop = Shop::new(json!({}));
        let id = shop.redeem("pr", "h", redeem, Value::Null);
        shop.approve(&id, "ap", approve);
        assert_eq!(measured(&shop.history(), rule, json!({}), json!({})), expected);
        assert_eq!(
            measured(&shop.history(), rule, json!({"approve_min_s": 0, "claim_approve_min_s": 0}), json!({})),
            []
        );
    }
    let mut shop = Shop::new(
        json!({"valid_from": super::super::START_S - DAY_S, "valid_until": super::super::START_S + DAY_S}),
    );
    let claimed = shop.0.now;
    shop.redeem("pr", "h", 500, json!({"served_at": claimed - 7}));
    shop.redeem("pr", "h", 500, json!({"served_at": claimed + 500}));
    assert_eq!(measured(&shop.history(), FindingRule::ServedBeforeClaim, json!({}), json!({})), [(7, 0)]);
}

#[test]
fn an_approver_is_compared_with_the_peers() {
    let rule = FindingRule::ApproverConcentration;
    let history = |others: &str| {
        let mut shop = Shop::new(json!({}));
        for number in 0..20 {
            let id = shop.redeem("mine", "h", 300, Value::Null);
            shop.approve(&id, if number < 18 { "ap1" } else { "ap2" }, 300);
            let id = shop.redeem("other", "h", 300, Value::Null);
            let approver = others.split(' ').nth(number % 2).unwrap();
            shop.approve(&id, approver, 300);
        }
        shop.history()
    };
    // 18 of 20, and of the peers' none, a half, all.
    assert_eq!(measured(&history("ap2 ap3"), rule, json!({}), json!({})), [(18, 18)]);
    assert_eq!(measured(&history("ap1 ap2"), rule, json!({}), json!({})), [(18, 18)]);
    assert_eq!(measured(&history("ap1 ap1"), rule, json!({}), json!({})), []);
    assert_eq!(measured(&history("ap2 ap3"), rule, json!({"approver_permille": 901}), json!({})), []);
}

#[test]
fn hours_are_those_that_are_given() {
    let mut shop = Shop::new(json!({}));
    // From Monday, 9:00.
    for _ in 0..3 {
        shop.redeem("pr", "h", 0, Value::Null);
        shop.0.now += DAY_S;
    }
    let history = shop.history();
    let rule = FindingRule::OutsideHours;
    let given = |hours: &str| measured(&history, rule, json!({}), json!({"hours": {"pr": hours}}));
    assert_eq!(given("每天 9:01-17:00"), [(3, 2)]);
    assert_eq!(given("每天 9:00-17:00"), []);
    assert_eq!(given("周一 9:00-17:00"), [], "two are no pattern");
    let report = &super::findings(&history, rule).rules[0];
    assert_eq!((report.looked, report.skipped, report.needs), (false, 3, Some("hours")));
}

#[test]
fn reissued_vouchers_are_told_by_issuer_and_provider() {
    let rule = FindingRule::ReissueRedeem;
    let history = |issuers: [&str; 3], wait: i64| {
        let mut shop = Shop::new(json!({}));
        for (number, issuer) in issuers.into_iter().enumerate() {
            let (old, new) = (format!("o{number}"), format!("n{number}"));
            shop.0.does(
                "i issuer",
                json!({"action": "issue", "programme": "p", "voucher": old, "holder": "h"}),
            );
            let order = json!({"action": "reissue", "voucher": old, "replacement": new, "reason": "遗失"});
            shop.0.does(&format!("{issuer} issuer"), order);
            shop.0.does("h holder", json!({"action": "claim", "voucher": new}));
            shop.0.now += wait;
            shop.0.does("pr provider", json!({"action": "redeem", "voucher": new, "record": new}));
        }
        shop.history()
    };
    assert_eq!(measured(&history(["i", "i", "i"], DAY_S - 1), rule, json!({}), json!({})), [(3, 2)]);
    assert_eq!(measured(&history(["i", "i", "i"], DAY_S), rule, json!({}), json!({})), []);
    assert_eq!(measured(&history(["i", "j", "i"], 60), rule, json!({}), json!({})), []);
}

#[test]
fn bounds_that_make_no_sense_are_refused() {
    let history = History::default();
    for (key, value) in [
        ("split_permille", 500),
        ("split_permille", 1_001),
        ("minute_holders", 1),
        ("account_payees", 1),
        ("day_factor", 0),
        ("approver_permille", 1_001),
        ("approver_permille", 500),
    ] {
        let error = history
            .findings(None, &super::bounds(json!({key: value})), &super::facts(json!({})))
            .unwrap_err();
        assert_eq!((error.code().code(), error.place()), ("supervision.parameter", key));
    }
    let empty = history.findings(None, &super::bounds(json!({})), &super::facts(json!({}))).unwrap();
    assert_eq!(empty.rules.len(), FindingRule::ALL.len());
    assert!(empty.rules.iter().all(|rule| !rule.looked) && empty.findings.is_empty());
}
