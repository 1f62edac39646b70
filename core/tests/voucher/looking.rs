//! What a state shows of all that is in it.

use doorstep::RegionCode;
use doorstep::voucher::{Answer, Bucket, VoucherState};
use serde_json::json;

use super::{DAY_S, START_S, World, at, changed, usual};

#[test]
fn lapsed_vouchers_are_those_that_the_sweep_would_end() {
    let mut world = World::new(json!({"per_person_limit": 9}));
    for voucher in ["v", "w", "paid", "gone"] {
        world.does("i issuer", changed("issue", json!({"voucher": voucher})));
    }
    for action in ["claim", "redeem", "approve", "disburse"] {
        let (actor, _) = usual(action);
        world.does(actor, changed(action, json!({"voucher": "paid"})));
    }
    world.does("i issuer", changed("revoke", json!({"voucher": "gone"})));
    world.does("h holder", changed("claim", json!({"voucher": "w"})));
    let lapsed = |world: &World, now: i64| -> Vec<String> {
        world.ledger.state().unwrap().lapsed(at(now)).map(ToString::to_string).collect()
    };
    let end = world.voucher("v").expires_at.get();
    assert!((START_S + 29 * DAY_S..=START_S + 31 * DAY_S).contains(&end));
    assert_eq!(lapsed(&world, end - 1), [""; 0]);
    assert_eq!(lapsed(&world, end), ["v", "w"]);
    world.now = end;
    world.does("i issuer", changed("expire", json!({"voucher": "v"})));
    assert_eq!(lapsed(&world, end), ["w"]);
}

#[test]
fn programmes_batches_and_totals_are_all_there() {
    let mut world = World::new(json!({"per_person_limit": 9}));
    world.define("q", json!({}));
    world.define("a", json!({"region": "370103"}));
    for (programme, amount) in [("q", 500), ("a", 70)] {
        let grant = json!({"action": "appropriate", "programme": programme, "amount_fen": amount});
        world.does("m manager", grant);
    }
    for batch in ["b2", "b1"] {
        for action in ["issue", "claim", "redeem", "approve", "schedule"] {
            let mut order = changed(action, json!({"voucher": format!("v-{batch}")}));
            for key in ["record", "batch", "payment"] {
                if !order[key].is_null() {
                    order[key] =
                        json!(if key == "batch" { batch.to_owned() } else { format!("{key}-{batch}") });
                }
            }
            world.does(usual(action).0, order);
        }
    }
    let state = world.ledger.state().unwrap();
    let ids: Vec<_> = state.programmes().map(|(id, _)| id.to_string()).collect();
    assert_eq!(ids, ["a", "p", "q"]);
    let ids: Vec<_> = state.batches().map(|(id, _)| id.to_string()).collect();
    assert_eq!(ids, ["b2", "b1"]);
    let total = |region: Option<&str>| {
        let region = region.map(|code| RegionCode::parse(code).unwrap());
        serde_json::to_value(world.ledger.total(region.as_ref()).unwrap()).unwrap()["appropriated_fen"]
            .clone()
    };
    for (region, sum) in [
        (None, 10_570),
        (Some("37"), 10_570),
        (Some("370102"), 10_500),
        (Some("370103"), 70),
        (Some("11"), 0),
    ] {
        assert_eq!(total(region), sum, "{region:?}");
    }
    let budgets: Vec<_> =
        world.ledger.budgets().unwrap().into_iter().map(|budget| budget.programme.to_string()).collect();
    assert_eq!(budgets, ["a", "p", "q"]);
    assert_eq!(world.ledger.state().unwrap().seq(), world.ledger.head().events);
}

#[test]
fn a_voucher_shows_who_served_it_and_what_it_holds() {
    let mut world = World::new(json!({}));
    world.does_usual("issue");
    world.does("h holder", changed("claim", json!({"account": "acct-7f"})));
    let voucher = |world: &World| -> [Option<String>; 3] {
        let state = world.ledger.state().unwrap();
        let voucher = state.voucher(&"v".parse().unwrap()).unwrap();
        [voucher.issuer(), voucher.provider(), voucher.account()].map(|party| party.map(ToString::to_string))
    };
    assert_eq!(voucher(&world), [Some("i".to_owned()), None, Some("acct-7f".to_owned())]);
    let holds = |world: &World| {
        let state = world.ledger.state().unwrap();
        let voucher = state.voucher(&"v".parse().unwrap()).unwrap();
        [Bucket::Reserved, Bucket::Payable, Bucket::Spent].map(|bucket| voucher.holds(bucket).get())
    };
    assert_eq!(holds(&world), [1_000, 0, 0]);
    world.does_usual("redeem");
    assert_eq!(voucher(&world)[1].as_deref(), Some("pr"));
    world.does_usual("approve");
    assert_eq!(holds(&world), [0, 1_000, 0]);
    world.does_usual("disburse");
    assert_eq!(holds(&world), [0, 0, 1_000]);
}

/// A refusal says the state or the field that it is about, in words and as data.
#[test]
fn a_refusal_says_what_it_is_about() {
    let mut world = World::new(json!({}));
    world.carry("revoked");
    let Answer::Refused { refusal, .. } = world.send("h holder", usual("claim").1) else { panic!() };
    assert_eq!(refusal.state(), Some(VoucherState::Revoked));
    assert!(refusal.to_string().ends_with(" (it is revoked)"), "{refusal}");
    let bad = json!({"action": "define_programme", "programme": "z", "name": "券", "region": "37", "item": "x",
        "face_amount_fen": 0, "payee": "holder", "valid_days": 1});
    let Answer::Refused { refusal, .. } = world.send("m manager", bad) else { panic!() };
    assert_eq!((refusal.state(), refusal.field()), (None, Some("face_amount_fen")));
    assert!(refusal.to_string().ends_with(" (field `face_amount_fen`)"), "{refusal}");
}
