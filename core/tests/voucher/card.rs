//! A voucher on its holder's phone says what the ledger would refuse, or nothing.

use doorstep::voucher::{Card, Command, RefusalCode, VoucherId, decide};
use serde_json::{Value, json};

use super::table::{COLUMNS, TABLE};
use super::{DAY_S, World, at, changed, order, sealed, usual};

/// Those who are on the card, those who are not, and roles that may not.
const ACTORS: [&str; 9] = [
    "h holder",
    "k holder",
    "i issuer",
    "pr provider",
    "a approver",
    "y payer",
    "m manager",
    "au auditor",
    "i provider",
];

/// What only the ledger knows: other vouchers, batches, money, and those who are not named on the card.
const LEDGER_ONLY: [&str; 7] = [
    "voucher.four_eyes",
    "voucher.not_scheduled",
    "voucher.batch_closed",
    "voucher.batch_not_approved",
    "voucher.budget_short",
    "voucher.secret_wrong",
    "voucher.voucher_exists",
];

fn card(world: &World) -> Card {
    let card = world.ledger.card(&VoucherId::new("v").unwrap()).unwrap().unwrap();
    // To a phone and back.
    let read = Card::read(serde_json::to_value(&card).unwrap()).unwrap();
    assert_eq!(read, card);
    card
}

fn signed(actor: &str, mut rest: Value) -> Value {
    let (id, role) = actor.split_once(' ').unwrap();
    rest["id"] = json!("card");
    rest["actor"] = json!({"id": id, "role": role, "region": "37"});
    rest
}

/// The ledger's code and the card's.
fn both(world: &World, command: &Command, days: i64) -> [Option<&'static str>; 2] {
    let now = at(world.now + days * DAY_S);
    let ledger = decide(world.ledger.state().unwrap(), command, now).err();
    let card = card(world).check(command, now).unwrap();
    [ledger, card].map(|refusal| refusal.map(|refusal| refusal.code().code()))
}

/// The place in the order of precedence.
fn rank(code: &str) -> usize {
    RefusalCode::ALL.iter().position(|known| known.code() == code).unwrap()
}

#[test]
fn a_card_says_what_the_ledger_says() {
    let (mut same, mut passed) = (0, 0);
    for terms in [json!({}), json!({"four_eyes": false})] {
        // Without a voucher there is no card.
        for state in COLUMNS.into_iter().skip(1).chain(["scheduled", "sealed"]) {
            let mut world = World::new(terms.clone());
            world.carry(state);
            for (action, _) in TABLE.into_iter().filter(|(action, _)| *action != "issue") {
                for actor in ACTORS {
                    for days in [0, 40] {
                        let command = order("card", actor, usual(action).1);
                        let [ledger, card] = both(&world, &command, days);
                        let unknown = ledger.is_some_and(|code| LEDGER_ONLY.contains(&code));
                        if unknown && card.is_none_or(|card| rank(card) > ledger.map_or(0, rank)) {
                            passed += 1;
                            continue;
                        }
                        assert_eq!(card, ledger, "{action} by {actor} on {state} after {days} days, {terms}");
                        same += 1;
                    }
                }
            }
        }
    }
    // Most is known: what passes is the exception.
    assert!(passed > 0 && same > 20 * passed, "{same} the same, {passed} passed");
}

#[test]
fn a_card_counts_what_was_received_back() {
    let mut world = World::new(json!({}));
    world.carry("disbursed");
    world.does("y payer", changed("claw_back", json!({"amount_fen": 400})));
    for (amount, code) in [(1, None), (600, None), (601, Some("voucher.above_paid"))] {
        let command = order("card", "y payer", changed("claw_back", json!({"amount_fen": amount})));
        assert_eq!(both(&world, &command, 0), [code, code], "{amount}");
    }
    // More came back than was paid: nobody can be told what such a card allows.
    let mut wrong = serde_json::to_value(card(&world)).unwrap();
    wrong["voucher"]["recovered_fen"] = json!(1_001);
    let command = order("card", "y payer", usual("claw_back").1);
    let error = Card::read(wrong).unwrap().check(&command, at(world.now)).unwrap_err();
    assert_eq!(error.code().code(), "ledger.not_applicable");
}

/// That a secret is asked for is on the card; which it is, is not.
#[test]
fn a_card_knows_that_there_is_a_secret() {
    let mut world = World::new(json!({}));
    world.does("i issuer", changed("issue", json!({"secret": "7Q2M-9KXW-41TC"})));
    world.does("h holder", usual("claim").1);
    let redeem = |change: Value| sealed(signed("pr provider", changed("redeem", change)));
    let wrong = Some("voucher.secret_wrong");
    assert_eq!(both(&world, &redeem(json!({})), 0), [wrong, wrong]);
    assert_eq!(both(&world, &redeem(json!({"secret": "7Q2M-9KXW-41TD"})), 0), [wrong, None]);
    assert_eq!(both(&world, &redeem(json!({"secret": "7Q2M-9KXW-41TC"})), 0), [None, None]);
}

#[test]
fn a_card_is_for_its_voucher_alone() {
    let mut world = World::new(json!({}));
    world.carry("issued");
    for (command, code, field) in [
        (changed("claim", json!({"voucher": "w"})), "command.field_value", "voucher"),
        (usual("seal_batch").1, "command.action_unknown", "action"),
        (usual("issue").1, "command.action_unknown", "action"),
    ] {
        let command = order("card", "h holder", command);
        let error = card(&world).check(&command, at(world.now)).unwrap_err();
        assert_eq!((error.code().code(), error.field()), (code, Some(field)));
    }
}
