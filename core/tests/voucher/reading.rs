//! Commands as they come from JSON, Python and JavaScript.

use doorstep::voucher::{Action, Command, Validity};
use serde_json::{Value, json};

use super::usual;

fn good() -> Value {
    let mut value = usual("issue").1;
    value["id"] = json!("c-1");
    value["actor"] = json!({"id": "i", "role": "issuer", "region": "370102"});
    value
}

#[track_caller]
fn fails(value: &Value, code: &str, field: Option<&str>) {
    for error in
        [Command::read(value.clone()).unwrap_err(), Command::from_json(&value.to_string()).unwrap_err()]
    {
        assert_eq!((error.code().code(), error.field()), (code, field), "{value}");
        assert!(!error.to_string().contains("13800000000") && !error.message_zh().contains("13800000000"));
    }
}

#[test]
fn errors_name_the_field_and_no_value() {
    for (key, value, code) in [
        ("id", json!(""), "command.identifier"),
        ("id", json!(7), "command.field_type"),
        ("id", Value::Null, "command.field_missing"),
        ("holder", json!("13800000000"), "command.personal"),
        ("holder", json!("张三"), "command.identifier"),
        ("voucher", json!(["v"]), "command.field_type"),
        ("programme", json!("x".repeat(65)), "command.identifier"),
        ("action", json!("steal"), "command.action_unknown"),
        ("actor", json!("i"), "command.field_type"),
        ("expected_version", json!(-1), "command.field_value"),
        ("expected_version", json!(1.0), "command.field_type"),
        ("expected_version", json!(u64::MAX), "command.field_type"),
        ("voucer", json!("v"), "command.field_unknown"),
        ("reason", json!("no reason here"), "command.field_unknown"),
        ("amount_fen", json!(1), "command.field_unknown"),
    ] {
        let mut command = good();
        command[key] = value;
        fails(&command, code, Some(key));
    }
    for (key, value, code) in [
        ("id", json!("13800000000"), "command.personal"),
        ("role", json!("boss"), "command.field_value"),
        ("role", Value::Null, "command.field_missing"),
        ("region", json!("37010"), "command.field_value"),
        ("phone", json!("13800000000"), "command.field_unknown"),
    ] {
        let mut command = good();
        command["actor"][key] = value;
        fails(&command, code, Some(&format!("actor.{key}")));
    }
    for value in [json!([]), json!("x"), json!(1), Value::Null] {
        fails(&value, "command.malformed", None);
    }
}

/// Of several the first.
#[test]
fn a_field_given_twice_is_named() {
    for (text, field) in [
        (r#"{"id": "c", "action": "claim", "id": "d", "action": "redeem"}"#, "id"),
        (r#"{"voucher": "v", "id": "c", "voucher": "v", "id": "c"}"#, "voucher"),
    ] {
        let error = Command::from_json(text).unwrap_err();
        assert_eq!((error.code().code(), error.field()), ("command.field_duplicate", Some(field)));
    }
}

/// Whoever mistakes a value for a name does not find it in a log.
#[test]
fn a_name_that_the_caller_made_up_is_cut_and_masked() {
    for (name, shown) in [
        ("13800000000", "***********"),
        ("tel\u{7}\n1x", "tel***x"),
        ("１３８张", "***张"),
        (&"x".repeat(41), &"x".repeat(40)),
    ] {
        let mut command = good();
        command[name] = json!(1);
        fails(&command, "command.field_unknown", Some(shown));
        let error = Command::read(command).unwrap_err();
        assert!(error.to_string().ends_with(&format!(" (field `{shown}`)")), "{error}");
        assert!(error.message_zh().contains(shown), "{}", error.message_zh());
    }
}

/// To the fen, up to the largest amount; above it, and with a fraction, never.
#[test]
fn amounts_are_read_exactly() {
    let mut grant = json!({"id": "c", "actor": {"id": "m", "role": "manager", "region": "37"},
        "action": "appropriate", "programme": "p"});
    const TOP: i64 = (1 << 53) - 1;
    for fen in [0, 1, 29, 1_005, 4_503_599_627_370_497, TOP - 6, TOP - 2, TOP - 1, TOP] {
        grant["amount_fen"] = json!(fen);
        let Action::Appropriate { amount, .. } = Command::read(grant.clone()).unwrap().action else {
            panic!()
        };
        assert_eq!(amount.get(), fen);
    }
    for (value, code) in [
        (json!(TOP + 1), "command.field_value"),
        (json!(i64::MAX), "command.field_value"),
        (json!(-1), "command.field_value"),
        (json!(0.29), "command.field_type"),
        (json!(29.0), "command.field_type"),
        (json!("29"), "command.field_type"),
    ] {
        grant["amount_fen"] = value;
        fails(&grant, code, Some("amount_fen"));
    }
}

#[test]
fn text_that_is_no_command() {
    let text = good().to_string();
    for cut in 0..text.len() {
        let Some(part) = text.get(..cut) else { continue };
        assert_eq!(Command::from_json(part).unwrap_err().code().code(), "command.malformed");
    }
    assert_eq!(Command::from_json(&format!("{text}x")).unwrap_err().code().code(), "command.malformed");
    let twice = text.replacen('{', r#"{"voucher":"w","#, 1);
    let error = Command::from_json(&twice).unwrap_err();
    assert_eq!((error.code().code(), error.field()), ("command.field_duplicate", Some("voucher")));
    let deep = format!("{}{}", r#"{"actor":"#.repeat(100), "}".repeat(100));
    assert_eq!(Command::from_json(&deep).unwrap_err().code().code(), "command.malformed");
    let wide: String = (0..50).map(|n| format!(r#""k{n}":1,"#)).collect();
    let error = Command::from_json(&text.replacen('{', &format!("{{{wide}"), 1)).unwrap_err();
    assert_eq!(error.code().code(), "command.malformed");
}

#[test]
fn terms_have_one_kind_of_validity() {
    let define = |extra: Value| {
        let mut value = json!({"id": "c", "actor": {"id": "m", "role": "manager", "region": "37"},
            "action": "define_programme", "programme": "p", "name": "券", "region": "37", "item": "x",
            "face_amount_fen": 1, "payee": "holder"});
        for (key, field) in extra.as_object().unwrap() {
            value[key] = field.clone();
        }
        value
    };
    fails(&define(json!({})), "command.field_missing", Some("valid_days"));
    fails(&define(json!({"valid_from": 1})), "command.field_missing", Some("valid_until"));
    fails(&define(json!({"valid_until": 1})), "command.field_missing", Some("valid_from"));
    fails(&define(json!({"valid_until": 1, "valid_days": 1})), "command.field_unknown", Some("valid_days"));
    fails(&define(json!({"valid_days": 1, "four_eyes": 1})), "command.field_type", Some("four_eyes"));
    fails(
        &define(json!({"valid_days": 1, "face_amount_fen": -1})),
        "command.field_value",
        Some("face_amount_fen"),
    );
    let both = json!({"valid_days": 1, "payee": "both"});
    fails(&define(both), "command.field_missing", Some("holder_permille"));
    let holder = json!({"valid_days": 1, "holder_permille": 500});
    fails(&define(holder), "command.field_unknown", Some("holder_permille"));
    let command = Command::read(define(json!({"valid_days": 5}))).unwrap();
    let Action::DefineProgramme { terms, .. } = &command.action else { panic!("{command:?}") };
    assert!(terms.four_eyes && !terms.items[0].partial_redeem && terms.per_person_limit == 1);
    assert_eq!(terms.validity, Validity::Days { valid_days: 5 });
}

/// What is written is read as the same command, for every action.
#[test]
fn commands_round_trip_through_json() {
    for action in super::generate::ACTIONS.into_iter().filter(|action| *action != "appropriate") {
        if action == "define_programme" {
            continue;
        }
        let (actor, order) = usual(action);
        let command = super::order("c-1", actor, order);
        let text = serde_json::to_string(&command).unwrap();
        let again: Command = serde_json::from_str(&text).unwrap();
        assert_eq!(again, command);
        assert_eq!(again.content_digest(), command.content_digest());
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
    }
}
