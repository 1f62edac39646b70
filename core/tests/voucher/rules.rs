//! Rules that take a story: money, people, periods, batches, replacements.

use doorstep::Fen;
use doorstep::voucher::{Answer, Role};
use serde_json::json;

use super::{DAY_S, START_S, World, changed, usual};

/// Paid money that came back may be spent again, but the count of all that was ever spent has an end.
#[test]
fn the_count_of_spent_money_does_not_wrap() {
    let half = (Fen::MAX.get() / 2) + 1;
    let mut world = World::new(json!({"face_amount_fen": half, "per_person_limit": 2}));
    world.does("m manager", json!({"action": "appropriate", "programme": "p", "amount_fen": half}));
    world.carry("clawed_back");
    for (action, change) in [
        ("issue", json!({"voucher": "w"})),
        ("claim", json!({"voucher": "w"})),
        ("redeem", json!({"voucher": "w", "record": "s2"})),
        ("approve", json!({"voucher": "w"})),
    ] {
        world.does(usual(action).0, changed(action, change));
    }
    let pay = changed("disburse", json!({"voucher": "w", "payment": "pay2"}));
    assert_eq!(world.tries("y payer", pay), "amount_overflow");
    world.ledger.verify().unwrap();
}

/// An actor whose first service of a voucher was undone is still bound to that duty.
#[test]
fn four_eyes_cannot_be_got_round_by_undoing() {
    let mut world = World::new(json!({}));
    world.carry("redeemed");
    world.does("a approver", usual("reject").1);
    world.does("pr2 provider", usual("redeem").1);
    assert_eq!(world.tries("pr approver", usual("approve").1), "four_eyes", "the first provider");
    world.does("a approver", usual("approve").1);
    world.does("y payer", usual("disburse").1);
    world.does("y payer", usual("payout_failed").1);
    for actor in ["a payer", "pr payer", "pr2 payer", "i payer", "h payer"] {
        let pay = changed("disburse", json!({"payment": "pay2"}));
        assert_eq!(world.tries(actor, pay), "four_eyes", "{actor}");
    }
    // Where the programme does not ask for it, one office may do all.
    let mut world = World::new(json!({"four_eyes": false}));
    for (action, role) in
        [("issue", "issuer"), ("redeem", "provider"), ("approve", "approver"), ("disburse", "payer")]
    {
        if action == "redeem" {
            world.does("h holder", usual("claim").1);
        }
        world.does(&format!("one {role}"), usual(action).1);
    }
}

/// Money of a partial redemption: the rest returns on approval, not before, and not if it is rejected.
#[test]
fn the_rest_of_a_partial_redemption_returns_on_approval() {
    let mut world = World::new(json!({"partial_redeem": true}));
    let money = |world: &World| {
        let budget = world.ledger.budget(&"p".parse().unwrap()).unwrap().unwrap();
        let budget = serde_json::to_value(budget).unwrap();
        ["available_fen", "reserved_fen", "payable_fen", "spent_fen", "recovered_fen"]
            .map(|key| budget[key].as_i64().unwrap())
    };
    world.carry("claimed");
    let part = changed("redeem", json!({"amount_fen": 400}));
    world.does("pr provider", part.clone());
    assert_eq!(money(&world), [9_000, 600, 400, 0, 0]);
    world.does("a approver", usual("reject").1);
    assert_eq!(world.voucher("v").amount.get(), 1_000);
    world.does("pr provider", part);
    world.does("a approver", usual("approve").1);
    assert_eq!(money(&world), [9_600, 0, 400, 0, 0]);
    world.does("y payer", usual("disburse").1);
    world.does("y payer", changed("claw_back", json!({"amount_fen": 150})));
    assert_eq!(money(&world), [9_750, 0, 0, 400, 150]);
    world.does("y payer", usual("claw_back").1);
    assert_eq!(money(&world), [10_000, 0, 0, 400, 400]);
}

/// A dispute that is upheld revokes what is not paid, and leaves what is paid to be clawed back.
#[test]
fn an_upheld_dispute_stops_the_money() {
    for (held, state) in
        [("redeemed_held", "revoked"), ("approved_held", "revoked"), ("disbursed_held", "disbursed")]
    {
        let mut world = World::new(json!({}));
        world.carry(held);
        world.does("m manager", changed("settle_dispute", json!({"outcome": "upheld"})));
        let voucher = world.voucher("v");
        assert_eq!((voucher.state.name(), voucher.disputed), (state, false));
        world.ledger.verify().unwrap();
    }
}

/// Whatever the voucher held is available again: the amount, and what a partial redemption left.
#[test]
fn an_upheld_dispute_frees_all() {
    for approved in [false, true] {
        let mut world = World::new(json!({"partial_redeem": true}));
        world.carry("claimed");
        world.does("pr provider", changed("redeem", json!({"amount_fen": 400})));
        if approved {
            world.does_usual("approve");
        }
        world.does_usual("dispute");
        world.does("m manager", changed("settle_dispute", json!({"outcome": "upheld"})));
        let budget = world.ledger.budget(&"p".parse().unwrap()).unwrap().unwrap();
        assert_eq!(serde_json::to_value(budget).unwrap()["available_fen"], 10_000);
        world.ledger.verify().unwrap();
    }
}

/// Role × action, written out: who may ask for what at all.
#[test]
fn rights_of_roles() {
    let expected: [(&str, &[&str]); 23] = [
        ("define_programme", &["manager"]),
        ("appropriate", &["manager"]),
        ("accredit", &["manager"]),
        ("discredit", &["manager"]),
        ("schedule", &["payer"]),
        ("seal_batch", &["payer"]),
        ("approve_batch", &["manager", "approver"]),
        ("cancel_batch", &["manager", "payer"]),
        ("reissue", &["issuer"]),
        ("suspend", &["manager", "auditor"]),
        ("resume", &["manager"]),
        ("issue", &["issuer"]),
        ("claim", &["holder"]),
        ("redeem", &["provider"]),
        ("approve", &["manager", "approver"]),
        ("reject", &["manager", "approver"]),
        ("disburse", &["payer"]),
        ("payout_failed", &["payer"]),
        ("claw_back", &["payer"]),
        ("revoke", &["manager", "issuer"]),
        ("dispute", &["manager", "holder", "auditor"]),
        ("settle_dispute", &["manager"]),
        ("expire", &["manager", "issuer"]),
    ];
    for (action, roles) in expected {
        let kind = doorstep::voucher::ActionKind::ALL.into_iter().find(|kind| kind.name() == action).unwrap();
        let may: Vec<&str> = Role::ALL.into_iter().filter(|role| role.may(kind)).map(Role::name).collect();
        assert_eq!(may, roles, "{action}");
    }
}

/// The total of spent money is not the only count that has an end.
#[test]
fn the_count_of_lapsed_money_does_not_wrap() {
    let half = (Fen::MAX.get() / 2) + 1;
    let mut world = World::new(json!({"face_amount_fen": half, "per_person_limit": 2, "valid_days": 1}));
    world.does("m manager", json!({"action": "appropriate", "programme": "p", "amount_fen": half}));
    world.carry("swept");
    world.does("i issuer", changed("issue", json!({"voucher": "w"})));
    world.now += 40 * DAY_S;
    assert_eq!(world.tries("i issuer", changed("expire", json!({"voucher": "w"}))), "amount_overflow");
    world.ledger.verify().unwrap();
}

/// Both get their part, to the fen; who has none is left out.
#[test]
fn a_payment_to_both_is_shared_to_the_fen() {
    for (amount, permille, expected) in [
        (1_000, 333, vec![("holder", 333), ("provider", 667)]),
        (1, 999, vec![("provider", 1)]),
        (999, 999, vec![("holder", 998), ("provider", 1)]),
        (7, 500, vec![("holder", 3), ("provider", 4)]),
        (2, 1, vec![("provider", 2)]),
    ] {
        let both = json!({"payee": "both", "holder_permille": permille, "partial_redeem": true});
        let mut world = World::new(both);
        world.does_usual("issue");
        world.does("h holder", changed("claim", json!({"account": "card-7"})));
        world.does("pr provider", changed("redeem", json!({"amount_fen": amount})));
        world.does_usual("approve");
        let Answer::Applied { event } = world.send("y payer", usual("disburse").1) else { panic!() };
        let event = serde_json::to_value(event).unwrap();
        let shares: Vec<(&str, i64)> = event["shares"]
            .as_array()
            .unwrap()
            .iter()
            .map(|share| (share["recipient"].as_str().unwrap(), share["amount_fen"].as_i64().unwrap()))
            .collect();
        assert_eq!(shares, expected);
        let account = &event["shares"][0]["account"];
        assert_eq!(account.is_string(), shares[0].0 == "holder");
    }
}

/// The count by period follows the local calendar, not spans of days, and a revoked voucher gives its place back.
#[test]
fn periods_are_those_of_the_local_calendar() {
    // 2026-03-31 23:59:59 and a second later in Jinan.
    let last = START_S + 29 * DAY_S + 15 * 3_600 - 1;
    for (period, next) in [("month", "+issued"), ("quarter", "+issued"), ("year", "per_period_limit")] {
        let limit = json!({"per_person_limit": 9, "per_period_limit": 1, "period": period});
        let mut world = World::new(limit);
        world.now = last;
        world.does_usual("issue");
        assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), "per_period_limit");
        world.now += 1;
        assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), next, "{period}");
        world.does_usual("revoke");
        world.now = last;
        let back = world.tries("i issuer", changed("issue", json!({"voucher": "w2"})));
        // The clock of the ledger does not go back: it is the next period still.
        assert_eq!(back, if period == "year" { "+issued" } else { "per_period_limit" }, "{period}");
    }
}

/// The same month of another year is another period, January too.
#[test]
fn periods_of_different_years_are_different() {
    for period in ["month", "quarter", "year"] {
        for start in [START_S, START_S + 306 * DAY_S] {
            let mut world =
                World::new(json!({"per_person_limit": 9, "per_period_limit": 1, "period": period}));
            world.now = start;
            world.does_usual("issue");
            world.now += 365 * DAY_S;
            let again = world.tries("i issuer", changed("issue", json!({"voucher": "w"})));
            assert_eq!(again, "+issued", "{period} after {start}");
        }
    }
}

/// Who makes, approves and pays a batch, and who served its vouchers.
#[test]
fn the_people_of_a_batch_are_apart() {
    let two = || {
        let mut world = World::new(json!({"batch_approvals": 2}));
        world.carry("sealed");
        world
    };
    let approve = || usual("approve_batch").1;
    let pay = || usual("disburse").1;
    let mut world = two();
    assert_eq!(world.tries("y approver", approve()), "four_eyes", "who scheduled and sealed");
    world.does("a2 approver", approve());
    assert_eq!(world.tries("a2 manager", approve()), "four_eyes", "the same person again");
    assert_eq!(world.tries("y payer", pay()), "batch_not_approved");
    world.does("m manager", approve());
    assert_eq!(world.tries("m2 manager", approve()), "batch_approved");
    for approver in ["a2 payer", "m payer"] {
        assert_eq!(world.tries(approver, pay()), "four_eyes", "{approver}");
    }
    world.does("y2 payer", pay());
    assert_eq!(world.tries("a2 payer", usual("claw_back").1), "four_eyes", "approved what was paid");

    // Who approved the voucher may approve the batch; who served it in another duty may not have.
    let mut world = two();
    world.does("a approver", approve());
    world.does("pr approver", approve());
    assert_eq!(world.tries("y payer", pay()), "four_eyes", "the provider approved the batch");
    // Nor may such a one have sealed it.
    let mut world = World::new(json!({}));
    world.carry("scheduled");
    world.does("pr payer", usual("seal_batch").1);
    assert_eq!(world.tries("y payer", pay()), "four_eyes", "the provider sealed the batch");
    // Two people approve even where one may otherwise do all.
    let mut world = World::new(json!({"batch_approvals": 2, "four_eyes": false}));
    world.carry("sealed");
    world.does("y approver", approve());
    assert_eq!(world.tries("y approver", approve()), "four_eyes");
    world.does("a approver", approve());
    world.does("y payer", pay());
}

/// What was not paid can go into another batch, under another payment id.
#[test]
fn what_a_batch_did_not_pay_goes_into_another() {
    let again = |world: &mut World| {
        let order = |payment: &str| changed("schedule", json!({"batch": "b2", "payment": payment}));
        assert_eq!(world.tries("y payer", order("pay")), "payment_used");
        world.does("y payer", order("pay2"));
        world.does("y payer", changed("seal_batch", json!({"batch": "b2"})));
        assert_eq!(world.tries("y payer", usual("disburse").1), "payment_mismatch");
        world.does("y payer", changed("disburse", json!({"payment": "pay2"})));
        world.ledger.verify().unwrap();
    };
    let mut failed = World::new(json!({}));
    failed.carry("sealed");
    failed.does_usual("disburse");
    failed.does_usual("payout_failed");
    again(&mut failed);
    let mut cancelled = World::new(json!({}));
    cancelled.carry("sealed");
    cancelled.does_usual("cancel_batch");
    again(&mut cancelled);
    // A voucher that was revoked is not counted when its batch is sealed.
    let mut upheld = World::new(json!({}));
    upheld.carry("scheduled");
    upheld.does_usual("dispute");
    upheld.does("m manager", changed("settle_dispute", json!({"outcome": "upheld"})));
    let Answer::Applied { event } = upheld.send("y payer", usual("seal_batch").1) else { panic!() };
    let event = serde_json::to_value(event).unwrap();
    assert_eq!((&event["count"], &event["total_fen"]), (&json!(0), &json!(0)));
}

/// The new voucher has the holder's place of the old one, and everybody who has served that.
#[test]
fn a_replacement_stands_in_the_place_of_the_old_voucher() {
    let terms = json!({"per_person_limit": 1, "per_period_limit": 1, "period": "month"});
    let mut world = World::new(terms);
    world.carry("redeemed");
    world.does_usual("reject");
    world.does("i2 issuer", usual("reissue").1);
    assert_eq!(world.voucher("v").replaced_by.unwrap().as_str(), "new");
    assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), "per_person_limit");
    world.does("h holder", changed("claim", json!({"voucher": "new"})));
    let redeem = changed("redeem", json!({"voucher": "new"}));
    for who in ["i provider", "i2 provider", "a provider", "h provider"] {
        assert_eq!(world.tries(who, redeem.clone()), "four_eyes", "{who}");
    }
    world.does("pr provider", redeem);
    assert_eq!(world.tries("pr approver", changed("approve", json!({"voucher": "new"}))), "four_eyes");
    // A suspension changes nothing of the places; revoking gives the place back.
    let mut world = World::new(json!({}));
    world.carry("replaced");
    world.does("au auditor", changed("suspend", json!({"voucher": "new"})));
    assert_eq!(world.tries("i issuer", changed("issue", json!({"voucher": "w"}))), "per_person_limit");
    world.does("i issuer", changed("revoke", json!({"voucher": "new"})));
    world.does("i issuer", changed("issue", json!({"voucher": "w"})));
}

/// A limit is what may still be moved; an end is the first instant that no longer counts.
#[test]
fn limits_and_ends_are_exact() {
    let limits =
        json!({"role_limits_fen": {"issuer": 1_000, "provider": 1_000, "approver": 1_000, "payer": 1_000}});
    let mut world = World::new(limits);
    world.carry("clawed_back");
    let until = START_S + 100;
    for (now, answer) in [(until - 1, "+redeemed"), (until, "not_accredited")] {
        let mut world = World::new(json!({"accredited_only": true}));
        world.does("m manager", changed("accredit", json!({"valid_until": until, "item": "training"})));
        world.carry("claimed");
        world.now = now;
        assert_eq!(world.tries("pr provider", usual("redeem").1), answer);
        // For all items, and then no more.
        world.does_usual("accredit");
        assert_eq!(
            world.tries("m manager", changed("discredit", json!({"provider": "pr2"}))),
            "not_accredited"
        );
        world.does_usual("discredit");
        let again = world.tries("pr provider", usual("redeem").1);
        assert_eq!(again, if now < until { "step_done" } else { "not_accredited" });
    }
    let from = START_S + 5;
    for (now, answer) in [
        (from - 1, "programme_not_open"),
        (from, "+issued"),
        (from + 4, "+issued"),
        (from + 5, "programme_ended"),
    ] {
        let mut world = World::new(json!({"issue_from": from, "issue_until": from + 5}));
        world.now = now;
        assert_eq!(world.tries("i issuer", usual("issue").1), answer);
    }
}
