//! Every refusal is reached, and of two faults the one declared first is told.

use super::*;
use WindowRefusalCode as Code;

/// A rule under which much can be done.
fn wide() -> Value {
    json!({"pauses": [
            {"reason": "work", "shifts_end": true, "max": {"months": 12}, "times_max": 3},
            {"reason": "army", "shifts_end": true},
            {"reason": "ill", "shifts_end": false, "max": {"days": 62}}],
        "pause_total_max": {"months": 15},
        "extensions": [{"reason": "hard", "max": {"months": 12}, "times_max": 2}, {"reason": "more", "max": {"months": 12}}],
        "extension_total_max": {"months": 18}, "share": {"numerator": 2, "denominator": 3}})
}

enum Asked {
    Open(Value, Value),
    Pause(Value),
    Resume(&'static str),
    Extend(Value),
    Close(&'static str),
    Pay(Value),
    Read(Value),
}
use Asked::{Close, Extend, Open, Pause, Pay, Read, Resume};

/// A window from 2026-03 for 36 months, paused for work in May 2026, extended by 6 months for `hard`, to 2029-10-01.
fn usual() -> (WindowRule, Window) {
    let rule = rule(wide());
    let window =
        open(&rule, &opening(json!({"parent": {"from": "2026-01-01", "until": "2040-01-01"}}))).unwrap();
    let window = paused(&window, &rule, "2026-05-01", "2026-06-01").unwrap();
    let window = extended(&window, &rule, json!({"months": 6})).unwrap();
    assert_eq!(window.end(), day("2029-10-01"));
    (rule, window)
}

fn answer(asked: Asked) -> Result<(), WindowRefusal> {
    let (wide, window) = usual();
    let with = |mut base: Value, changes: Value| {
        put(&mut base, changes);
        base
    };
    match asked {
        Open(rules, changes) => open(&rule(rules), &opening(changes)).map(|_| ()),
        Pause(changes) => {
            let base =
                json!({"on": "2026-07-01", "from": "2026-08-01", "until": "2026-09-01", "reason": "work"});
            pause(&window, &wide, &read(with(base, changes))).map(|_| ())
        }
        Resume(on) => resume(&window, day(on)).map(|_| ()),
        Extend(changes) => {
            let base = json!({"on": "2026-07-01", "length": {"months": 1}, "reason": "hard"});
            extend(&window, &wide, &read(with(base, changes))).map(|_| ())
        }
        Close(on) => close(&window, day(on), ReasonId::new("left").unwrap()).map(|_| ()),
        Pay(lines) => payable(&window, &wide, &read::<Vec<PaidMonth>>(lines)).map(|_| ()),
        Read(changes) => {
            let parts = with(serde_json::to_value(&window).unwrap(), changes);
            Window::from_parts(read(parts)).map(|_| ())
        }
    }
}

#[test]
fn every_refusal_is_reached() {
    let five = json!({"near_retirement_years": 5});
    let retires = |on: &str| json!({"first_approval": {"on": "2026-02-10", "retires_on": on}});
    let one = |months: u32| json!([{"from": "2020-01-01", "until": "2023-01-01", "months": months}]);
    let twelve = json!([{"from": "2026-05-01", "until": "2027-05-01", "reason": "work", "shifts_end": true}]);
    let pauses = |spans: &[(&str, &str)]| {
        let one = |(from, until): &(&str, &str)| json!({"from": from, "until": until, "reason": "ill", "shifts_end": false});
        Read(json!({"pauses": spans.iter().map(one).collect::<Vec<_>>()}))
    };
    assert!(answer(pauses(&[("2026-05-01", "2026-07-01"), ("2026-07-01", "2029-09-01")])).is_ok());
    let mut seen = std::collections::BTreeSet::new();
    for (asked, code, field) in [
        (Open(json!({"months_max": 0}), json!({})), Code::RuleInvalid, "months_max"),
        (Open(json!({"months_max": 1_201}), json!({})), Code::RuleInvalid, "months_max"),
        (Open(json!({"near_retirement_years": 0}), json!({})), Code::RuleInvalid, "near_retirement_years"),
        (Open(json!({"windows_max": 0}), json!({})), Code::RuleInvalid, "windows_max"),
        (Open(json!({"share": {"numerator": 3, "denominator": 2}}), json!({})), Code::RuleInvalid, "share"),
        (Open(json!({"share": {"numerator": 0, "denominator": 0}}), json!({})), Code::RuleInvalid, "share"),
        (Open(json!({"pause_total_max": {"days": 0}}), json!({})), Code::RuleInvalid, "pause_total_max"),
        (
            Open(
                json!({"pauses": [{"reason": "a", "shifts_end": true}, {"reason": "a", "shifts_end": true}]}),
                json!({}),
            ),
            Code::RuleInvalid,
            "pauses",
        ),
        (
            Open(json!({"extensions": [{"reason": "a", "max": {"days": 9}}]}), json!({})),
            Code::RuleInvalid,
            "extensions",
        ),
        (
            Open(json!({"extension_total_max": {"days": 9}}), json!({})),
            Code::RuleInvalid,
            "extension_total_max",
        ),
        (Open(json!({}), json!({"start": "0026-03-01"})), Code::DateRange, "start"),
        (Open(json!({}), json!({"term": {"until": "3000-01-01"}})), Code::DateRange, "term"),
        (Pause(json!({"from": "9999-01-01"})), Code::DateRange, "from"),
        (Resume("1026-01-01"), Code::DateRange, "on"),
        (Read(json!({"start": "1026-03-01"})), Code::DateRange, "start"),
        (
            Open(json!({}), json!({"parent": {"from": "1026-01-01", "until": "2040-01-01"}})),
            Code::DateRange,
            "parent.from",
        ),
        (
            Read(json!({"parent": {"from": "2026-01-01", "until": "9999-01-01"}})),
            Code::DateRange,
            "parent.until",
        ),
        (Open(json!({}), retires("9999-01-01")), Code::DateRange, "first_approval.retires_on"),
        (Read(json!({"first_approval": {"on": "1026-02-10"}})), Code::DateRange, "first_approval.on"),
        (
            Read(
                json!({"pauses": [{"from": "2026-05-02", "until": "2026-06-01", "reason": "a", "shifts_end": true}]}),
            ),
            Code::StateInvalid,
            "pauses",
        ),
        (
            Read(
                json!({"pauses": [{"from": "2031-05-01", "until": "2031-06-01", "reason": "a", "shifts_end": true}]}),
            ),
            Code::StateInvalid,
            "pauses",
        ),
        (pauses(&[("2026-05-01", "2026-07-01"), ("2026-06-01", "2026-08-01")]), Code::StateInvalid, "pauses"),
        (pauses(&[("2026-07-01", "2026-08-01"), ("2026-05-01", "2026-06-01")]), Code::StateInvalid, "pauses"),
        (pauses(&[("2026-02-01", "2026-06-01")]), Code::StateInvalid, "pauses"),
        (pauses(&[("2026-05-01", "2026-05-01")]), Code::StateInvalid, "pauses"),
        (pauses(&[("2026-05-01", "2026-05-20")]), Code::StateInvalid, "pauses"),
        (pauses(&[("2029-08-01", "2029-10-01")]), Code::StateInvalid, "pauses"),
        (
            Read(json!({"extensions": [{"reason": "a", "length": {"months": 1_200}}]})),
            Code::StateInvalid,
            "extensions",
        ),
        (
            Read(json!({"extensions": [{"reason": "a", "length": {"days": 1}}]})),
            Code::StateInvalid,
            "extensions",
        ),
        (
            Read(json!({"parent": {"from": "2026-04-01", "until": "2040-01-01"}})),
            Code::StateInvalid,
            "parent",
        ),
        (Read(json!({"parent": {"from": "2026-01-01", "until": "2028-01-01"}})), Code::StateInvalid, "term"),
        (Read(json!({"term": {"until": "2026-03-01"}})), Code::StateInvalid, "term"),
        (Read(json!({"term": {"months": 0}, "pauses": [], "extensions": []})), Code::StateInvalid, "term"),
        (Read(json!({"closed": {"on": "2035-01-01", "reason": "left"}})), Code::StateInvalid, "closed"),
        (
            Open(json!({}), json!({"parent": {"from": "2026-03-01", "until": "2026-03-01"}})),
            Code::ParentReversed,
            "",
        ),
        (Open(five.clone(), json!({})), Code::RetirementMissing, "first_approval.retires_on"),
        (Open(five.clone(), retires("2026-03-01")), Code::Retired, "first_approval.retires_on"),
        (Open(json!({"windows_max": 1}), json!({"earlier": one(3)})), Code::WindowsUsed, ""),
        (
            Open(json!({}), json!({"earlier": [{"from": "2029-02-28", "until": "2030-01-01", "months": 3}]})),
            Code::WindowOverlap,
            "earlier",
        ),
        (Open(json!({"cumulative": true}), json!({"earlier": one(36)})), Code::MonthsUsed, "earlier"),
        (Open(json!({}), json!({"term": {"months": 0}})), Code::TermEmpty, "term"),
        (Open(json!({}), json!({"term": {"until": "2026-03-01"}})), Code::TermEmpty, "term"),
        (Open(json!({}), json!({"term": {"months": 37}})), Code::AboveMonthsMax, "term"),
        (Open(json!({}), json!({"term": {"until": "2029-03-02"}})), Code::AboveMonthsMax, "term"),
        (Open(json!({}), json!({"term": {"months": u32::MAX}})), Code::AboveMonthsMax, "term"),
        (
            Open(json!({"cumulative": true}), json!({"earlier": one(24), "term": {"months": 13}})),
            Code::AboveMonthsMax,
            "term",
        ),
        (Pause(json!({"on": "2029-10-01"})), Code::Ended, "on"),
        (Extend(json!({"on": "2029-10-01"})), Code::Ended, "on"),
        (Close("2029-10-01"), Code::Ended, "on"),
        (Resume("2029-10-01"), Code::Ended, "on"),
        (Pause(json!({"reason": "moon"})), Code::ReasonUnknown, "reason"),
        (Extend(json!({"reason": "work"})), Code::ReasonUnknown, "reason"),
        (Pause(json!({"until": "2026-08-01"})), Code::PauseEmpty, "until"),
        (Pause(json!({"from": "2026-02-01"})), Code::BeforeStart, "from"),
        (Close("2026-02-28"), Code::BeforeStart, "on"),
        (Pause(json!({"from": "2029-10-01", "until": "2029-11-01"})), Code::AfterEnd, "from"),
        (
            Pause(json!({"from": "2029-09-01", "until": "2029-11-01", "reason": "ill"})),
            Code::AfterEnd,
            "until",
        ),
        (Pause(json!({"from": "2026-08-02"})), Code::NotWholeMonths, "from"),
        (Pause(json!({"until": "2026-08-31"})), Code::NotWholeMonths, "until"),
        (Resume("2026-05-02"), Code::NotWholeMonths, "on"),
        (Pause(json!({"from": "2026-04-01", "until": "2026-06-01"})), Code::PauseOverlap, ""),
        (Pause(json!({"from": "2026-05-01", "until": null})), Code::PauseOverlap, ""),
        (Pause(json!({"until": "2027-08-01"})), Code::PauseCap, "until"),
        (Pause(json!({"until": "2026-11-01", "reason": "ill"})), Code::PauseCap, "until"),
        (Pause(json!({"until": "2027-11-01", "reason": "army"})), Code::PauseTotal, "until"),
        (Resume("2026-07-01"), Code::NotPaused, "on"),
        (Resume("2026-06-01"), Code::NotPaused, "on"),
        (Extend(json!({"length": {"months": 0}})), Code::ExtensionEmpty, "length"),
        (Extend(json!({"length": {"days": 3}})), Code::ExtensionUnit, "length"),
        (Extend(json!({"length": {"months": 7}})), Code::ExtensionCap, "length"),
        (Extend(json!({"length": {"months": u32::MAX}})), Code::ExtensionCap, "length"),
        (Extend(json!({"length": {"months": 12}, "reason": "more"})), Code::Ended, ""),
        (Pay(json!([{"month": "2026-02", "paid_fen": 1}])), Code::MonthOutside, "paid.2026-02"),
        (Pay(json!([{"month": "2029-10", "paid_fen": 1}])), Code::MonthOutside, "paid.2029-10"),
        (
            Pay(
                json!([{"month": "2026-03", "paid_fen": 3, "claimed_fen": 9}, {"month": "2026-03", "paid_fen": 1}]),
            ),
            Code::MonthRepeated,
            "paid.2026-03",
        ),
        (
            Pay(json!([{"month": "2026-03", "paid_fen": 3, "claimed_fen": 3}])),
            Code::AboveShare,
            "paid.2026-03",
        ),
        (
            Pay(json!([{"month": "2026-03", "paid_fen": 9_007_199_254_740_991_i64},
                {"month": "2026-04", "paid_fen": 9_007_199_254_740_991_i64}])),
            Code::AmountOverflow,
            "",
        ),
    ] {
        if let Extend(changes) = &asked
            && changes["reason"] == "more"
        {
            // 6 + 12 months are as many as all reasons may bring together.
            assert!(answer(asked).is_ok());
            continue;
        }
        let refusal = answer(asked).unwrap_err();
        assert_eq!((refusal.code(), refusal.field().unwrap_or_default()), (code, field), "{refusal}");
        seen.insert(code);
    }

    // What another reason has used of its own limit does not count.
    assert!(answer(Pause(json!({"from": "2026-07-01", "until": "2026-09-01", "reason": "ill"}))).is_ok());

    // Those that need another window.
    let mut refuse = |answer: Result<Window, WindowRefusal>, code| {
        let refusal = answer.unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
        seen.insert(code);
    };
    let (rule_, window) = usual();
    let action = |asked: Value| read::<WindowAction>(asked);
    let begin =
        action(json!({"action": "open", "start": "2026-03-01", "first_approval": {"on": "2026-02-10"}}));
    let go_on = action(json!({"action": "resume", "on": "2026-05-01"}));
    refuse(decide(None, &rule_, &go_on), Code::NotOpened);
    refuse(decide(Some(&window), &rule_, &begin), Code::AlreadyOpened);
    let other = WindowRule { id: WindowRuleId::new("other").unwrap(), ..rule_.clone() };
    refuse(paused(&window, &other, "2026-08-01", "2026-09-01"), Code::RuleOther);
    let closed = close(&window, day("2027-01-01"), ReasonId::new("left").unwrap()).unwrap();
    refuse(paused(&closed, &rule_, "2026-08-01", "2026-09-01"), Code::Closed);
    refuse(resume(&closed, day("2026-05-01")), Code::Closed);
    refuse(extended(&closed, &rule_, json!({"months": 1})), Code::Closed);
    refuse(close(&closed, day("2026-12-01"), ReasonId::new("left").unwrap()), Code::Closed);
    let twice = paused(&window, &rule_, "2026-08-01", "2026-09-01").unwrap();
    let twice = paused(&twice, &rule_, "2026-10-01", "2026-11-01").unwrap();
    refuse(paused(&twice, &rule_, "2026-12-01", "2027-01-01"), Code::PauseTimes);
    let again = extended(&window, &rule_, json!({"months": 1})).unwrap();
    refuse(extended(&again, &rule_, json!({"months": 1})), Code::ExtensionTimes);
    let more = |window: &Window, months: u32| {
        extend(
            window,
            &rule_,
            &read(json!({"on": "2026-07-01", "length": {"months": months}, "reason": "more"})),
        )
    };
    refuse(more(&again, 12), Code::ExtensionTotal);
    // The pauses of a reason are used up: nothing is left to fill.
    let mut parts = serde_json::to_value(&window).unwrap();
    parts["pauses"] = twelve;
    let full = Window::from_parts(read(parts)).unwrap();
    refuse(paused(&full, &rule_, "2027-08-01", ""), Code::PauseCap);
    // No cap, no parent: how long?
    let free = rule(json!({"pauses": [{"reason": "work", "shifts_end": true}],
        "extensions": [{"reason": "hard", "max": {"months": 1_200}}], "ends_at_retirement": true, "split": "days"}));
    let retires_2030 = opening(json!({"first_approval": {"on": "2026-02-10", "retires_on": "2030-01-01"}}));
    let window = open(&free, &retires_2030).unwrap();
    refuse(extended(&window, &free, json!({"months": 11})), Code::PastRetirement);
    let free = WindowRule { ends_at_retirement: false, ..free };
    refuse(
        open(&free, &opening(json!({"parent": {"from": "2026-04-01", "until": "2040-01-01"}}))),
        Code::OutsideParent,
    );
    let window = open(&free, &opening(json!({}))).unwrap();
    refuse(paused(&window, &free, "2026-08-01", ""), Code::PauseUnbounded);
    refuse(paused(&window, &free, "2026-08-01", "2999-01-01"), Code::TooLate);
    refuse(open(&free, &opening(json!({"start": "2998-01-01"}))), Code::TooLate);
    let late = open(&free, &opening(json!({"start": "2980-01-01"}))).unwrap();
    refuse(extended(&late, &free, json!({"months": 1_200})), Code::TooLate);
    // A pause planned for a time that was only reached through another one, which is cut short.
    let short = open(&free, &opening(json!({"term": {"months": 2}}))).unwrap();
    let short = paused(&short, &free, "2026-04-01", "2026-06-01").unwrap();
    let short = paused(&short, &free, "2026-06-20", "2026-06-25").unwrap();
    refuse(resume(&short, day("2026-04-02")), Code::PauseOutside);
    assert!(resume(&short, day("2026-05-21")).is_err() && resume(&short, day("2026-05-22")).is_ok());
    // A window of so many pauses that no more are taken.
    let mut parts =
        serde_json::to_value(open(&free, &opening(json!({"start": "2025-01-01"}))).unwrap()).unwrap();
    let from = |index: u64| day("2025-01-01") + chrono::Days::new(2 * index);
    let one = |index: u64| json!({"from": from(index), "until": from(index).succ_opt(), "reason": "work", "shifts_end": true});
    parts["pauses"] = (0..256).map(one).collect();
    let many = Window::from_parts(read(parts.clone())).unwrap();
    refuse(paused(&many, &free, "2026-12-01", "2026-12-02"), Code::EntriesMax);
    parts["pauses"] = (0..257).map(one).collect();
    assert_eq!(Window::from_parts(read(parts.clone())).unwrap_err().code(), Code::StateInvalid);
    parts["pauses"] = json!([]);
    let mut longer = |count: usize| {
        parts["extensions"] = (0..count).map(|_| json!({"reason": "hard", "length": {"days": 1}})).collect();
        Window::from_parts(read(parts.clone())).map(|window| window.parts().extensions.len())
    };
    assert_eq!(longer(256), Ok(256));
    for count in [257, 258] {
        assert_eq!(longer(count).unwrap_err().code(), Code::StateInvalid);
    }

    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !seen.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What may be said of a reason, each by itself, and for how many reasons.
#[test]
fn reasons_of_a_rule_make_sense() {
    let fault = |list: &str, reasons: Value| {
        let refusal = open(&rule(json!({list: reasons})), &opening(json!({}))).err()?;
        Some((refusal.code(), refusal.field().unwrap_or_default().to_owned()))
    };
    for list in ["pauses", "extensions"] {
        let one = |changes: Value| {
            let mut one = json!({"reason": "a", "max": {"months": 12}, "times_max": 1});
            if list == "pauses" {
                one["shifts_end"] = json!(true);
            }
            put(&mut one, changes);
            one
        };
        let wrong = || Some((Code::RuleInvalid, list.to_owned()));
        assert_eq!(fault(list, json!([one(json!({})), one(json!({"reason": "b"}))])), None);
        for changes in [json!({"max": {"months": 0}}), json!({"times_max": 0})] {
            assert_eq!(fault(list, json!([one(changes.clone())])), wrong(), "{list} {changes}");
        }
        let many = |count: usize| -> Value {
            (0..count).map(|number| one(json!({"reason": format!("r-{number}")}))).collect()
        };
        assert_eq!(fault(list, many(64)), None);
        assert_eq!((fault(list, many(65)), fault(list, many(66))), (wrong(), wrong()));
    }
    let months = |max: u32| fault("extension_total_max", json!({"months": max}));
    assert_eq!(months(1_200), None);
    assert_eq!(months(1_201), Some((Code::RuleInvalid, "extension_total_max".to_owned())));
}

/// Two faults at once: the one that is declared first is told.
#[test]
fn precedence_is_the_order_of_declaration() {
    // Faults of a pause, each by one change of a good one, and what two changes of different fields give.
    let faults = [
        ("on", json!("2029-10-01"), Code::Ended),
        ("reason", json!("moon"), Code::ReasonUnknown),
        ("until", json!("2026-01-01"), Code::PauseEmpty),
        ("from", json!("2026-02-01"), Code::BeforeStart),
        ("from", json!("2026-07-02"), Code::NotWholeMonths),
        ("from", json!("2026-05-01"), Code::PauseOverlap),
        ("until", json!("2027-12-01"), Code::PauseCap),
    ];
    assert!(faults.is_sorted_by_key(|(_, _, code)| *code));
    for (index, (field, value, code)) in faults.iter().enumerate() {
        assert_eq!(answer(Pause(json!({*field: value}))).unwrap_err().code(), *code);
        for (other, other_value, _) in faults.iter().skip(index).filter(|(other, ..)| other != field) {
            let refusal = answer(Pause(json!({*field: value, *other: other_value}))).unwrap_err();
            assert_eq!(refusal.code(), *code, "{field} {value} {other} {other_value}");
        }
    }
}

#[test]
fn refusals_speak() {
    let refusal = answer(Close("2026-02-28")).unwrap_err();
    assert_eq!(refusal.to_string(), "before the window begins (field `on`)");
    assert_eq!(
        serde_json::to_value(&refusal).unwrap(),
        json!({"code": "window.before_start", "message": "before the window begins", "message_zh": "早于期限起始日",
            "transient": false, "field": "on"})
    );
    let transient = [Code::NotOpened, Code::NotPaused];
    assert!(Code::ALL.iter().all(|code| code.transient() == transient.contains(code)));
}

/// An action does what its function does.
#[test]
fn actions_are_the_functions() {
    let (rule, window) = usual();
    let action = |action: &str, mut asked: Value| {
        asked["action"] = json!(action);
        decide(Some(&window), &rule, &read(asked))
    };
    let change = json!({"on": "2026-07-01", "from": "2026-08-01", "until": "2026-09-01", "reason": "work"});
    assert_eq!(action("pause", change.clone()), pause(&window, &rule, &read(change)));
    let change = json!({"on": "2026-07-01", "length": {"months": 2}, "reason": "more"});
    assert_eq!(action("extend", change.clone()), extend(&window, &rule, &read(change)));
    assert_eq!(action("resume", json!({"on": "2026-05-01"})), resume(&window, day("2026-05-01")));
    let left = ReasonId::new("left").unwrap();
    assert_eq!(
        action("close", json!({"on": "2026-05-09", "reason": "left"})),
        close(&window, day("2026-05-09"), left)
    );
    assert!(action("close", json!({"on": "2026-05-09", "reason": "left"})).is_ok());
    assert!(action("close", json!({"on": window.start(), "reason": "left"})).is_ok(), "on the first day");
    let (asked, begun) = (opening(json!({})), open(&rule, &opening(json!({}))));
    assert!(begun.is_ok());
    assert_eq!(decide(None, &rule, &WindowAction::Open(asked.clone())), begun);
    let again = decide(Some(&window), &rule, &WindowAction::Open(asked));
    assert_eq!(again.unwrap_err().code(), Code::AlreadyOpened);
    for (asked, field) in [
        (json!({"action": "close", "on": "2026-05-09"}), "reason"),
        (json!({"action": "close", "on": "2026-05-09", "reason": "left", "note": ""}), "note"),
        (
            json!({"action": "pause", "on": "2026-05-09", "from": "2026-05-09", "reason": "left", "note": ""}),
            "note",
        ),
        (json!({"action": "stop", "on": "2026-05-09"}), "stop"),
        (json!({"action": "resume", "on": "2026-02-29"}), "out of range"),
    ] {
        let error = serde_json::from_value::<WindowAction>(asked).unwrap_err().to_string();
        assert!(error.contains(field), "{error}");
    }
}
