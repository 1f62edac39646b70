//! The terms of a programme have bounds, and what is beyond one is named.

use serde_json::{Value, json};

use super::{START_S, ledger, order};

/// The field that the terms are refused for, if they are.
fn fault(change: &Value) -> Option<String> {
    let mut define = json!({"action": "define_programme", "programme": "p", "name": "技能培训券", "region": "370102",
        "items": [{"item": "training", "face_amount_fen": 1_000}], "payee": "provider", "valid_days": 30});
    for (key, value) in change.as_object().unwrap() {
        define[key] = value.clone();
    }
    let answer = ledger().submit(&order("c", "m manager", define), super::at(START_S)).unwrap();
    let answer = serde_json::to_value(answer).unwrap();
    match answer["refusal"]["code"].as_str() {
        None => None,
        Some(code) => {
            assert_eq!(code, "voucher.terms_invalid");
            Some(answer["refusal"]["field"].as_str().unwrap().to_owned())
        }
    }
}

fn items(count: usize) -> Value {
    (0..count).map(|item| json!({"item": format!("i-{item}"), "face_amount_fen": 1})).collect()
}

#[test]
fn each_bound_is_inside_and_the_next_value_is_not() {
    let mut doubled = items(2);
    doubled.as_array_mut().unwrap().push(json!({"item": "i-0", "face_amount_fen": 2}));
    let mut free = items(2);
    free[1]["face_amount_fen"] = json!(0);
    let span = |until: i64| json!({"valid_days": null, "valid_from": START_S, "valid_until": until});
    let window = |until: i64| json!({"issue_from": START_S, "issue_until": until});
    let often = |limit: u32| json!({"period": "month", "per_period_limit": limit});
    let both = |permille: u32| json!({"payee": "both", "holder_permille": permille});
    for (change, field) in [
        (json!({"items": items(1)}), None),
        (json!({"items": items(32)}), None),
        (json!({"items": items(33)}), Some("items")),
        (json!({"items": []}), Some("items")),
        (json!({"items": doubled}), Some("items")),
        (json!({"items": free}), Some("face_amount_fen")),
        (json!({"valid_days": 0}), Some("valid_days")),
        (json!({"valid_days": 1}), None),
        (json!({"valid_days": 3_660}), None),
        (json!({"valid_days": 3_661}), Some("valid_days")),
        (span(START_S), Some("valid_until")),
        (span(START_S + 1), None),
        (window(START_S), Some("issue_until")),
        (window(START_S + 1), None),
        (json!({"per_person_limit": 0}), Some("per_person_limit")),
        (json!({"per_person_limit": 1}), None),
        (often(0), Some("per_period_limit")),
        (often(1), None),
        (both(0), Some("holder_permille")),
        (both(1), None),
        (both(999), None),
        (both(1_000), Some("holder_permille")),
        (json!({"batch_approvals": 2}), None),
        (json!({"batch_approvals": 3}), Some("batch_approvals")),
    ] {
        assert_eq!(fault(&change).as_deref(), field, "{change}");
    }
}
