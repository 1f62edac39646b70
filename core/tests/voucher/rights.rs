//! Rights: role × region × programme × action, every cell against a small table of its own.

use std::collections::BTreeMap;

use doorstep::voucher::{ActionKind, Role};
use serde_json::{Value, json};

use super::command;
use super::stage::{Stage, fields};

/// Who may, and the way to where the action can be done.
const ACTIONS: [(&str, &str, &str); 21] = [
    ("define_programme", "manager", ""),
    ("appropriate", "manager", ""),
    ("accredit", "manager", ""),
    ("discredit", "manager", "accredit"),
    ("issue", "issuer", ""),
    ("claim", "holder", "issue"),
    ("redeem", "provider", "issue claim"),
    ("approve", "approver manager", "issue claim redeem"),
    ("reject", "approver manager", "issue claim redeem"),
    ("schedule", "payer", "issue claim redeem approve"),
    ("seal_batch", "payer", "issue claim redeem approve schedule"),
    ("approve_batch", "approver manager", "issue claim redeem approve schedule seal_batch"),
    ("cancel_batch", "payer manager", "issue claim redeem approve schedule"),
    ("disburse", "payer", "issue claim redeem approve"),
    ("payout_failed", "payer", "issue claim redeem approve disburse"),
    ("claw_back", "payer", "issue claim redeem approve disburse"),
    ("revoke", "issuer manager", "issue"),
    ("reissue", "issuer", "issue"),
    ("suspend", "manager auditor", "issue"),
    ("resume", "manager", "issue suspend"),
    ("dispute", "holder auditor manager", "issue claim redeem"),
];

/// Those of the last two that need a way of their own.
const MORE: [(&str, &str, &str); 2] =
    [("settle_dispute", "manager", "issue claim redeem dispute"), ("expire", "issuer manager", "issue late")];

/// Where an actor is, seen from the programme: (region, whether an official's reaches it, whether a provider's does).
type Place = (&'static str, bool, bool);

/// Of a county's programme and of a prefecture's.
const PLACES: [(&str, [Place; 8]); 2] = [
    (
        "370102",
        [
            ("37", true, true),
            ("3701", true, true),
            ("370102", true, true),
            // A town of the county, and a community of the town.
            ("370102001", false, true),
            ("370102001001", false, true),
            // The county beside it, the prefecture beside its own, another province.
            ("370103", false, false),
            ("3702", false, false),
            ("4401", false, false),
        ],
    ),
    (
        "3701",
        [
            ("37", true, true),
            ("3701", true, true),
            ("370102", false, true),
            ("370102001", false, true),
            ("370103", false, true),
            ("3702", false, false),
            ("370203", false, false),
            ("44", false, false),
        ],
    ),
];

const SCOPES: [(Option<&str>, bool); 3] = [(None, true), (Some("p"), true), (Some("q"), false)];

/// An id for a role that has no other duty for the voucher; the holder's is the one that was named.
fn person(role: Role) -> &'static str {
    match role {
        Role::Holder => "h",
        Role::Issuer => "i",
        Role::Provider => "p",
        Role::Approver => "x-approver",
        Role::Payer => "y",
        Role::Manager => "x-manager",
        Role::Auditor => "x-auditor",
    }
}

#[test]
fn every_role_in_every_region_meets_every_action() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (region, places) in PLACES {
        for (action, roles, way) in ACTIONS.into_iter().chain(MORE) {
            let mut ready = Stage::new(&json!({"region": region}));
            ready.walk(way);
            for role in Role::ALL {
                for (place, official, provider) in places {
                    for (scope, in_scope) in SCOPES {
                        let mut order = fields(action, &Value::Null);
                        if action == "define_programme" {
                            // A second programme, so that the first is not in the way.
                            order["programme"] = json!("p-2");
                            order["region"] = json!(region);
                        }
                        order["id"] = json!("c");
                        let mut actor = json!({"id": person(role), "role": role.name(), "region": place});
                        if let Some(scope) = scope {
                            let own = if action == "define_programme" { "p-2" } else { "p" };
                            actor["programme"] = json!(if scope == "p" { own } else { scope });
                        }
                        order["actor"] = actor;
                        let reaches = match role {
                            Role::Holder => true,
                            Role::Provider => provider,
                            _ => official,
                        };
                        let expected = if !roles.split(' ').any(|known| known == role.name()) {
                            "role_not_allowed"
                        } else if !reaches {
                            "outside_region"
                        } else if !in_scope {
                            "outside_programme"
                        } else {
                            "+"
                        };
                        let mut stage = ready.clone();
                        let answer = stage.tries(&command(order));
                        let met = if answer.starts_with('+') { "+" } else { &answer };
                        assert_eq!(met, expected, "{action} by {} of {place}, scope {scope:?}", role.name());
                        if met != "+" {
                            assert_eq!(stage.state.seq(), ready.state.seq());
                        }
                        *counts.entry(expected).or_default() += 1;
                    }
                }
            }
        }
    }
    let actions = ACTIONS.len() + MORE.len();
    assert_eq!(actions, ActionKind::ALL.len());
    assert_eq!(counts.values().sum::<usize>(), 2 * actions * 7 * 8 * 3);
    println!("rights: {counts:?}");
    assert!(counts.values().all(|count| *count > 50) && counts.len() == 4, "{counts:?}");
}

/// A holder acts on the own voucher only, wherever both live.
#[test]
fn no_holder_acts_for_another() {
    for (action, way) in [("claim", "issue"), ("dispute", "issue claim redeem")] {
        let mut stage = Stage::new(&json!({}));
        stage.walk(way);
        for (id, expected) in [("h-2", "not_the_holder"), ("i", "not_the_holder"), ("h", "+")] {
            let mut order = fields(action, &Value::Null);
            order["id"] = json!("c");
            order["actor"] = json!({"id": id, "role": "holder", "region": "44"});
            let answer = stage.tries(&command(order));
            assert!(answer.starts_with(expected), "{action} by {id}: {answer}");
        }
    }
}

/// An official of the ledger's one programme has no right in the other, and an official of the county none in the
/// prefecture's, even if the voucher is for a person of the county.
#[test]
fn each_programme_has_its_own_officials() {
    let mut stage = Stage::new(&json!({}));
    let mut define = fields("define_programme", &json!({"programme": "q", "region": "3701"}));
    define["id"] = json!("c");
    define["actor"] = json!({"id": "m", "role": "manager", "region": "37"});
    stage.does(&command(define));
    for (region, scope, expected) in [
        ("370102", None, "outside_region"),
        ("3701", Some("p"), "outside_programme"),
        ("3701", Some("q"), "+appropriated"),
    ] {
        let mut order = fields("appropriate", &json!({"programme": "q"}));
        order["id"] = json!("c");
        order["actor"] = json!({"id": "m", "role": "manager", "region": region, "programme": scope});
        assert_eq!(stage.tries(&command(order)), expected);
    }
}
