//! Windows against the texts they come from, against a walk day by day, and every refusal.

mod cases;
mod refusals;
mod walk;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;

#[track_caller]
fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[track_caller]
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A rule of 36 months that a test may change.
#[track_caller]
fn rule(changes: Value) -> WindowRule {
    let mut rule = json!({"id": "r", "months_max": 36, "split": "whole_months"});
    put(&mut rule, changes);
    read(rule)
}

/// An opening on 2026-03-01 that a test may change.
#[track_caller]
fn opening(changes: Value) -> Opening {
    let mut opening = json!({"start": "2026-03-01", "first_approval": {"on": "2026-02-10"}});
    put(&mut opening, changes);
    read(opening)
}

fn put(object: &mut Value, changes: Value) {
    for (key, value) in changes.as_object().unwrap() {
        object[key] = value.clone();
    }
}

fn paused(window: &Window, rule: &WindowRule, from: &str, until: &str) -> Result<Window, WindowRefusal> {
    let until = (!until.is_empty()).then_some(until);
    pause(window, rule, &read(json!({"on": from, "from": from, "until": until, "reason": "work"})))
}

fn extended(window: &Window, rule: &WindowRule, length: Value) -> Result<Window, WindowRefusal> {
    let on = window.start().to_string();
    extend(window, rule, &read(json!({"on": on, "length": length, "reason": "hard"})))
}

/// `paid 2026-03-01 31` a line.
fn lines(window: &Window) -> Vec<String> {
    let line = |segment: &Segment| {
        let kind = serde_json::to_value(segment.kind).unwrap();
        format!("{} {} {}", kind.as_str().unwrap(), segment.span.from, segment.days)
    };
    window.timeline().iter().map(line).collect()
}
