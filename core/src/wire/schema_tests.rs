//! Goal: the schemas say what the library does. Method: the golden cases are held against them by a small validator that
//! refuses every keyword it does not know.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::documents;
use crate::matching::{MatchOptions, Matcher};
use crate::model::Post;
use crate::table::Mapping;
use crate::wire::{OPERATIONS, Rows, apply, call};

/// What is wrong with `value`, and where.
fn check(schema: &Value, value: &Value, root: &Value, path: &str) -> Result<(), String> {
    let Some(members) = schema.as_object() else {
        return if schema == &json!(true) { Ok(()) } else { Err(format!("{path}: not allowed")) };
    };
    let wrong = |what: &dyn std::fmt::Display| Err(format!("{path}: {what}"));
    let matching = |choices: &Value| {
        choices.as_array().unwrap().iter().filter(|choice| check(choice, value, root, path).is_ok()).count()
    };
    for (keyword, argument) in members {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" | "format" => {}
            // Patterns have tests where they are declared; what is left over is the validator's hardest keyword.
            "pattern" | "unevaluatedProperties" => {}
            "minLength" | "maxLength" => {
                let length = value.as_str().map_or(0, |text| text.chars().count() as u64);
                let limit = argument.as_u64().unwrap();
                if keyword == "minLength" && length < limit || keyword == "maxLength" && length > limit {
                    return wrong(&"too short or too long");
                }
            }
            "$ref" => {
                let target = argument.as_str().unwrap().strip_prefix('#').unwrap();
                check(root.pointer(target).unwrap_or_else(|| panic!("no {target}")), value, root, path)?;
            }
            "type" => {
                let names = argument.as_array().cloned().unwrap_or_else(|| vec![argument.clone()]);
                if !names.iter().any(|name| is_a(value, name.as_str().unwrap())) {
                    return wrong(&format_args!("not {argument}"));
                }
            }
            "const" if argument != value => return wrong(&format_args!("not {argument}")),
            "enum" if !argument.as_array().unwrap().contains(value) => return wrong(&"not in the list"),
            "const" | "enum" => {}
            "anyOf" if matching(argument) == 0 => return wrong(&"no choice fits"),
            "oneOf" if matching(argument) != 1 => return wrong(&"not exactly one choice fits"),
            "anyOf" | "oneOf" => {}
            "minimum" if value.as_f64().is_some_and(|number| number < argument.as_f64().unwrap()) => {
                return wrong(&"too small");
            }
            "maximum" if value.as_f64().is_some_and(|number| number > argument.as_f64().unwrap()) => {
                return wrong(&"too large");
            }
            "minimum" | "maximum" => {}
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(argument, item, root, &format!("{path}/{index}"))?;
                }
            }
            "minItems" | "maxItems" => {
                let (count, limit) = (value.as_array().unwrap().len() as u64, argument.as_u64().unwrap());
                if keyword == "minItems" && count < limit || keyword == "maxItems" && count > limit {
                    return wrong(&"wrong number of items");
                }
            }
            "required" => {
                let lacking = |name: &&Value| value.get(name.as_str().unwrap()).is_none();
                if let Some(name) = argument.as_array().unwrap().iter().find(lacking) {
                    return wrong(&format_args!("no {name}"));
                }
            }
            "properties" => {
                for (name, property) in argument.as_object().unwrap() {
                    if let Some(found) = value.get(name) {
                        check(property, found, root, &format!("{path}/{name}"))?;
                    }
                }
            }
            "additionalProperties" => {
                let known = members.get("properties").and_then(Value::as_object);
                for (name, found) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        check(argument, found, root, &format!("{path}/{name}"))?;
                    }
                }
            }
            other => panic!("{path}: a keyword that this test does not know: {other}"),
        }
    }
    Ok(())
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    }
}

fn schema(name: &str) -> Value {
    documents()
        .into_iter()
        .find(|document| document.name == name)
        .unwrap_or_else(|| panic!("no {name}"))
        .schema
}

#[test]
fn golden_cases_fit_their_schemas() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/golden");
    let mut answered = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let case: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let operation = case["operation"].as_str().unwrap();
        let Some(text) = case["answer_text"].as_str() else { continue };
        let fits = |name: &str, value: &Value| {
            let schema = schema(&format!("{operation}_{name}"));
            check(&schema, value, &schema, "")
                .unwrap_or_else(|what| panic!("{}: {name}{what}", path.display()));
        };
        fits("request", &case["request"]);
        fits("answer", &serde_json::from_str(text).unwrap());
        answered.insert(operation.to_owned());
    }
    let missing: Vec<_> = OPERATIONS.iter().filter(|name| !answered.contains(**name)).collect();
    assert!(missing.is_empty(), "no golden case for {missing:?}");
}

#[test]
fn what_the_library_refuses_the_schema_refuses() {
    for (operation, request) in [
        ("recommend", json!({"posts": {"rows": []}, "seekers": {"rows": []}, "kk": 1})),
        ("recommend", json!({"posts": {"rows": []}})),
        ("recommend", json!({"posts": {"rows": [7]}, "seekers": {"rows": []}})),
        (
            "recommend",
            json!({"posts": {"rows": []}, "seekers": {"rows": []}, "options": {"weights": {"luck": 1}}}),
        ),
        ("recommend", json!({"posts": {"rows": []}, "seekers": {"rows": []}, "errors": "ignore"})),
        ("convert", json!({"points": [[1, 2, 3]], "source": "wgs84", "target": "gcj02"})),
        (
            "coverage",
            json!({"residents": {"rows": []}, "stations": {"rows": []}, "standard": {"urban": {"kind": "far"}}}),
        ),
    ] {
        assert!(call(operation, &request.to_string()).is_err(), "{request}");
        let schema = schema(&format!("{operation}_request"));
        assert!(check(&schema, &request, &schema, "").is_err(), "{request}");
    }
}

#[test]
fn documents_are_for_all_languages_and_name_their_rows() {
    for document in documents() {
        let text = document.schema.to_string();
        assert!(!text.contains("[`") && !text.contains("```"), "{}", document.name);
        assert!(!text.contains("/Rows\"") && !text.contains("\"Rows\""), "{}", document.name);
    }
}

#[test]
fn the_voucher_story_fits_its_schemas() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/voucher/story.json");
    let story: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let fits = |name: &str, value: &Value| {
        let schema = schema(name);
        check(&schema, value, &schema, "").unwrap_or_else(|what| panic!("{name}: {what} in {value}"));
    };
    for step in story["commands"].as_array().unwrap() {
        fits("command", &step["command"]);
    }
    for answer in story["answers"].as_array().unwrap() {
        fits("command_answer", answer);
        if let Some(event) = answer.get("event") {
            fits("event", event);
        }
    }
    for voucher in story["vouchers"].as_array().unwrap().iter().filter(|voucher| !voucher.is_null()) {
        fits("voucher", voucher);
    }
    fits("budget", &story["budget"]);
    fits("verified", &story["verified"]);
}

#[test]
fn changes_of_posts_fit_their_schemas() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/delta.json");
    let case: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let posts = Rows { rows: case["posts"].clone(), mapping: Mapping::default() };
    let posts = posts.read::<Post>().unwrap().into_records().unwrap();
    let mut matcher = Matcher::new(posts, MatchOptions::default()).unwrap();
    let fits = |name: &str, value: &Value| {
        let schema = schema(name);
        check(&schema, value, &schema, "").unwrap_or_else(|what| panic!("{name}: {what} in {value}"));
    };
    for step in case["steps"].as_array().unwrap() {
        let mut request = step["changes"].clone();
        if let Some(rows) = request.get_mut("upsert") {
            *rows = json!({"rows": rows.take()});
        }
        fits("apply_request", &request);
        let answer = apply(&mut matcher, serde_json::from_value(request).unwrap()).unwrap();
        fits("apply_answer", &serde_json::to_value(answer).unwrap());
    }
}

#[test]
fn a_programme_of_defaults_fits() {
    let command = json!({
        "id": "c-1", "actor": {"id": "u-1", "role": "manager", "region": "3701"}, "action": "define_programme",
        "programme": "training-2026", "name": "技能培训券", "region": "370102", "item": "training",
        "face_amount_fen": 80000, "valid_days": 90, "payee": "provider",
    });
    crate::voucher::Command::from_json(&command.to_string()).unwrap();
    let schema = schema("command");
    check(&schema, &command, &schema, "").unwrap();
}
