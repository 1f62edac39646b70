//! Inspections: every step in every state, every role, every bound.

use doorstep::voucher::supervision::{
    Inspection, InspectionCase, InspectionRefusalCode, InspectionState as S, InspectionStep,
};
use doorstep::voucher::{Command, Role};
use serde_json::{Value, json};

use super::super::{DAY_S, START_S};

const ACTIONS: [&str; 6] = ["pass", "find", "notify", "reply", "decide", "sanction"];

fn case() -> InspectionCase {
    serde_json::from_value(
        json!({"voucher": "v", "programme": "p", "region": "370102", "provider": "pr", "paid_fen": 800}),
    )
    .unwrap()
}

/// A step by whoever usually takes it, with some fields changed.
fn step(action: &str, now: i64, changes: Value) -> InspectionStep {
    let (id, role) = match action {
        "pass" | "find" | "notify" => ("au", "auditor"),
        "reply" => ("pr", "provider"),
        _ => ("m", "manager"),
    };
    let mut step =
        json!({"actor": {"id": id, "role": role, "region": "3701"}, "now": now, "action": {"kind": action}});
    match action {
        "find" => step["action"]["amount_fen"] = json!(600),
        "notify" => step["action"]["days"] = json!(10),
        "reply" => step["action"]["reply"] = json!("已补签到表"),
        "decide" => step["action"]["outcome"] = json!("upheld"),
        "sanction" => step["action"]["recover"] = json!(true),
        _ => {}
    }
    if ["find", "decide", "sanction"].contains(&action) {
        step["action"]["reason"] = json!("无签到记录");
    }
    for (key, value) in changes.as_object().into_iter().flatten() {
        let place = if key == "actor" { &mut step } else { &mut step["action"] };
        place[key] = value.clone();
    }
    serde_json::from_value(step).unwrap()
}

/// Takes steps that are all right, at START_S.
fn after(steps: &[&str]) -> Inspection {
    let mut inspection = Inspection::new(case());
    for name in steps {
        let changes = match *name {
            "drop" => json!({"outcome": "dropped"}),
            "part" => json!({"outcome": "partly", "amount_fen": 1}),
            _ => Value::Null,
        };
        let action = if ["drop", "part"].contains(name) { "decide" } else { name };
        inspection.take(&step(action, START_S, changes)).unwrap();
    }
    inspection
}

fn in_state(state: S) -> Inspection {
    let inspection = match state {
        S::Drawn => after(&[]),
        S::InOrder => after(&["pass"]),
        S::Found => after(&["find"]),
        S::Notified => after(&["find", "notify"]),
        S::Replied => after(&["find", "notify", "reply"]),
        S::Dropped => after(&["find", "notify", "reply", "drop"]),
        S::Upheld => after(&["find", "notify", "reply", "decide"]),
        S::Partly => after(&["find", "notify", "reply", "part"]),
        S::Closed => after(&["find", "notify", "reply", "decide", "sanction"]),
    };
    assert_eq!(inspection.state(), state);
    inspection
}

fn tries(inspection: &mut Inspection, step: &InspectionStep) -> String {
    let before = inspection.clone();
    match inspection.take(step) {
        Ok(()) => format!("+{}", serde_json::to_value(inspection.state()).unwrap().as_str().unwrap()),
        Err(refusal) => {
            assert_eq!(*inspection, before, "a refusal changes nothing");
            assert_eq!((refusal.en, refusal.zh), (refusal.code.en(), refusal.code.zh()));
            refusal.code.code().trim_start_matches("inspection.").to_owned()
        }
    }
}

#[test]
fn every_step_in_every_state() {
    // pass, find, notify, reply, decide, sanction.
    let table: [(S, [&str; 6]); 9] = [
        (S::Drawn, ["+in_order", "+found", "step_missing", "step_missing", "step_missing", "step_missing"]),
        (S::InOrder, ["closed"; 6]),
        (S::Found, ["step_done", "step_done", "+notified", "step_missing", "step_missing", "step_missing"]),
        (S::Notified, ["step_done", "step_done", "step_done", "+replied", "reply_pending", "step_missing"]),
        (S::Replied, ["step_done", "step_done", "step_done", "step_done", "+upheld", "step_missing"]),
        (S::Dropped, ["closed"; 6]),
        (S::Upheld, ["step_done", "step_done", "step_done", "step_done", "step_done", "+closed"]),
        (S::Partly, ["step_done", "step_done", "step_done", "step_done", "step_done", "+closed"]),
        (S::Closed, ["closed"; 6]),
    ];
    assert_eq!(table.map(|(state, _)| state), S::ALL);
    for (state, expected) in table {
        assert_eq!(
            ACTIONS.map(|action| tries(&mut in_state(state), &step(action, START_S, Value::Null))),
            expected,
            "{state:?}"
        );
        assert_eq!(state.is_final(), expected == ["closed"; 6]);
    }
}

#[test]
fn every_role() {
    let ready = [S::Drawn, S::Drawn, S::Found, S::Notified, S::Replied, S::Upheld];
    for (action, state) in ACTIONS.into_iter().zip(ready) {
        for role in Role::ALL {
            let actor = json!({"actor": {"id": if action == "reply" { "pr" } else { "x" }, "role": role.name(), "region": "37"}});
            let right = match action {
                "pass" | "find" => vec!["auditor"],
                "notify" => vec!["auditor", "manager"],
                "reply" => vec!["provider"],
                _ => vec!["manager"],
            };
            let got = tries(&mut in_state(state), &step(action, START_S, actor));
            assert_eq!(got == "role", !right.contains(&role.name()), "{action} {}: {got}", role.name());
            assert!(got == "role" || got.starts_with('+'), "{action} {got}");
        }
    }
}

#[test]
fn each_refusal_has_its_case() {
    let actor =
        |id: &str, role: &str, region: &str| json!({"actor": {"id": id, "role": role, "region": region}});
    let deadline = after(&["find", "notify"]).reply_until().unwrap().get();
    // 2026-03-02 in Shanghai and ten days after it.
    assert_eq!((deadline + 8 * 3_600).rem_euclid(DAY_S), 0);
    assert_eq!((deadline + 8 * 3_600) / DAY_S - (START_S + 8 * 3_600) / DAY_S, 11);
    let mut met = Vec::new();
    for (state, action, now, changes, expected) in [
        (S::Found, "notify", START_S - 1, Value::Null, "clock_back"),
        (S::Closed, "pass", START_S, Value::Null, "closed"),
        (S::Drawn, "decide", START_S, Value::Null, "step_missing"),
        (S::Found, "find", START_S, Value::Null, "step_done"),
        (S::Drawn, "find", START_S, actor("m", "manager", "3701"), "role"),
        (S::Drawn, "find", START_S, actor("au", "auditor", "3702"), "region"),
        (S::Drawn, "find", START_S, actor("au", "auditor", "370102001"), "region"),
        (S::Notified, "reply", START_S, actor("other", "provider", "370102"), "other_provider"),
        // A provider's division may lie elsewhere.
        (S::Notified, "reply", START_S, actor("pr", "provider", "1101"), "+replied"),
        (S::Drawn, "find", START_S, actor("pr", "auditor", "3701"), "four_eyes"),
        (S::Replied, "decide", START_S, actor("au", "manager", "3701"), "four_eyes"),
        (S::Replied, "decide", START_S, actor("pr", "manager", "3701"), "four_eyes"),
        (S::Upheld, "sanction", START_S, actor("au", "manager", "3701"), "four_eyes"),
        (S::Found, "notify", START_S, json!({"days": 0}), "reply_days"),
        (S::Found, "notify", START_S, json!({"days": 61}), "reply_days"),
        (S::Found, "notify", START_S, json!({"days": 60}), "+notified"),
        (S::Notified, "reply", deadline, Value::Null, "reply_late"),
        (S::Notified, "reply", deadline - 1, Value::Null, "+replied"),
        (S::Notified, "decide", deadline - 1, Value::Null, "reply_pending"),
        (S::Notified, "decide", deadline, Value::Null, "+upheld"),
        (S::Drawn, "find", START_S, json!({"amount_fen": 801}), "amount"),
        (S::Drawn, "find", START_S, json!({"amount_fen": 800}), "+found"),
        (S::Drawn, "find", START_S, json!({"amount_fen": 0}), "+found"),
        (S::Replied, "decide", START_S, json!({"amount_fen": 601}), "amount"),
        (S::Replied, "decide", START_S, json!({"outcome": "partly"}), "amount"),
        (S::Replied, "decide", START_S, json!({"outcome": "partly", "amount_fen": 600}), "amount"),
        (S::Replied, "decide", START_S, json!({"outcome": "partly", "amount_fen": 599}), "+partly"),
        (S::Replied, "decide", START_S, json!({"outcome": "dropped", "amount_fen": 1}), "amount"),
        (S::Replied, "decide", START_S, json!({"outcome": "dropped"}), "+dropped"),
        (S::Upheld, "sanction", START_S, json!({"recover": false}), "sanction_empty"),
        (S::Upheld, "sanction", START_S, json!({"recover": false, "discredit": true}), "+closed"),
    ] {
        let got = tries(&mut in_state(state), &step(action, now, changes.clone()));
        assert_eq!(got, expected, "{state:?} {action} {changes}");
        met.push(got);
    }
    for code in InspectionRefusalCode::ALL {
        let short = code.code().trim_start_matches("inspection.");
        assert!(met.iter().any(|got| got == short), "{short}");
    }
    // Of a finding that is not about money nothing is recovered.
    let mut inspection = Inspection::new(case());
    for (action, changes) in [
        ("find", json!({"amount_fen": 0})),
        ("notify", Value::Null),
        ("reply", Value::Null),
        ("decide", Value::Null),
    ] {
        inspection.take(&step(action, START_S, changes)).unwrap();
    }
    assert_eq!(tries(&mut inspection, &step("sanction", START_S, Value::Null)), "amount");
}

/// The commands of a sanction are what the ledger takes, once they have an id and an actor.
#[test]
fn a_sanction_gives_commands_that_the_ledger_does() {
    let mut world = super::super::World::new(json!({"accredited_only": true}));
    world.does_usual("accredit");
    world.carry("disbursed");
    let history = doorstep::voucher::supervision::History::of_ledger(&world.ledger, None).unwrap();
    let case = history.inspection_case(&"v".parse().unwrap()).unwrap();
    assert_eq!(
        serde_json::to_value(&case).unwrap(),
        json!({"voucher": "v", "programme": "p", "region": "370102", "provider": "pr", "paid_fen": 1_000})
    );
    let mut inspection = Inspection::new(case);
    let province = |id: &str, role: &str| json!({"id": id, "role": role, "region": "37"});
    for (action, mut changes) in [
        ("find", json!({"amount_fen": 600, "actor": province("au", "auditor")})),
        ("notify", json!({"actor": province("au", "auditor")})),
        ("reply", json!({})),
        ("decide", json!({"outcome": "partly", "amount_fen": 250, "actor": province("m", "manager")})),
        ("sanction", json!({"discredit": true, "actor": province("m", "manager")})),
    ] {
        if changes.as_object().unwrap().is_empty() {
            changes = Value::Null;
        }
        inspection.take(&step(action, START_S, changes)).unwrap();
    }
    let [claw_back, discredit] = inspection.actions() else { panic!("{:?}", inspection.actions()) };
    for (number, (action, actor)) in
        [(claw_back, province("y", "payer")), (discredit, province("m", "manager"))].into_iter().enumerate()
    {
        let mut order = serde_json::to_value(action).unwrap();
        order["id"] = json!(format!("sanction-{number}"));
        order["actor"] = actor;
        let answer =
            world.ledger.submit(&Command::read(order).unwrap(), super::super::at(world.now)).unwrap();
        assert!(super::super::short(&answer).starts_with('+'), "{answer:?}");
    }
    assert_eq!(world.voucher("v").recovered.get(), 250);
    assert!(history.inspection_case(&"none".parse().unwrap()).is_none());
}
