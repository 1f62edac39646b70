//! Lines of JSON: out, in, the same bytes again; and nothing else is taken for them.

use doorstep::voucher::{HashKind, Ledger, verify_jsonl};
use serde_json::Value;

use super::{at, checkpoint, jsonl, long};

#[test]
fn lines_make_the_same_ledger() {
    for hash_kind in HashKind::ALL {
        let world = long(hash_kind, 200);
        let lines = jsonl(&world.ledger);
        let copy = Ledger::from_jsonl(lines.as_slice()).unwrap();
        assert_eq!(copy.verify().unwrap(), world.ledger.verify().unwrap());
        assert_eq!(copy.export().unwrap(), world.ledger.export().unwrap());
        assert_eq!(jsonl(&copy), lines);
        let found = verify_jsonl(lines.as_slice(), &[checkpoint(&world)]).unwrap();
        assert_eq!((found.root, found.head), (world.ledger.root().unwrap(), world.ledger.head().hash));
        assert_eq!((found.against.covered, found.against.events), (200, 200));
        // What others read.
        let text = String::from_utf8(lines).unwrap();
        let parsed: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(parsed[1]["event"]["event"], "programme_defined");
        let refusals = parsed.iter().filter(|line| line["type"] == "refusal").count();
        assert_eq!(parsed.len(), 200 + refusals + 2);
        assert!(refusals > 2 && found.refusals == refusals as u64);
        let last = parsed.last().unwrap();
        assert_eq!((&last["events"], &last["refusals"]), (&Value::from(200), &Value::from(refusals)));
        // A command that was refused is refused again, word for word.
        assert_eq!(copy.head(), world.ledger.head());
    }
    let empty = Ledger::from_jsonl(jsonl(&Ledger::memory()).as_slice()).unwrap();
    assert_eq!(empty.head(), Ledger::memory().head());
}

/// Line and event of the first fault are named.
#[test]
fn a_bad_line_is_named() {
    let text = String::from_utf8(jsonl(&long(HashKind::Sha256, 80).ledger)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let ends = lines.len();
    let join = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let check = |text: &str, code: &str, seq: Option<u64>, line: usize| {
        for error in [
            verify_jsonl(text.as_bytes(), &[]).unwrap_err(),
            Ledger::from_jsonl(text.as_bytes()).unwrap_err(),
        ] {
            assert_eq!((error.code().code(), error.seq()), (code, seq), "{error}");
            let named = error.to_string();
            assert!(named.contains(&format!(": line {line}")), "line {line}: {named}");
            assert!(error.message_zh().contains(&format!("line {line}")));
        }
    };
    let changed = |place: usize, from: &str, to: &str| {
        let mut lines = lines.clone();
        let line = lines[place].replacen(from, to, 1);
        assert_ne!(line, lines[place]);
        lines[place] = &line;
        join(&lines)
    };
    let without = |place: usize| {
        let mut lines = lines.clone();
        lines.remove(place);
        join(&lines)
    };
    check("", "ledger.encoding", None, 1);
    check("{}\n", "ledger.not_a_ledger", None, 1);
    check(&changed(0, "\"version\":1", "\"version\":2"), "ledger.store_version", None, 1);
    check(&changed(7, ":", ": "), "ledger.encoding", Some(7), 8);
    check(&changed(7, "\"seq\":7", "\"seq\":8"), "ledger.encoding", Some(7), 8);
    check(&changed(7, "\"role\":", "\"roll\":"), "ledger.encoding", Some(7), 8);
    check(&without(7), "ledger.broken_chain", Some(7), 8);
    check(&without(ends - 2), "ledger.encoding", None, ends - 1);
    check(&without(ends - 1), "ledger.encoding", None, ends);
    let mut swapped = lines.clone();
    swapped.swap(7, 8);
    check(&join(&swapped), "ledger.broken_chain", Some(7), 8);
    let mut doubled = lines.clone();
    doubled.insert(8, lines[7]);
    check(&join(&doubled), "ledger.broken_chain", Some(8), 9);
    let mut asked = lines.clone();
    let other = asked[7].replacen(&word(asked[7], "asked"), &word(asked[8], "asked"), 1);
    asked[7] = &other;
    check(&join(&asked), "ledger.answers_differ", Some(7), 8);
    check(&format!("{text}\n"), "ledger.encoding", None, ends + 1);
    check(&text.replace('\n', "\r\n"), "ledger.store_version", None, 1);
    check(&format!("{}{}", "x".repeat(1 << 18), text), "ledger.encoding", None, 1);
    check(text.trim_end(), "ledger.encoding", None, ends);
}

fn word(line: &str, key: &str) -> String {
    let line: Value = serde_json::from_str(line).unwrap();
    line[key].as_str().unwrap().to_owned()
}

/// What was answered is answered the same from the copy: done, and refused.
#[test]
fn a_copy_answers_as_before() {
    let world = long(HashKind::Sha256, 120);
    let mut copy = Ledger::from_jsonl(jsonl(&world.ledger).as_slice()).unwrap();
    let text = String::from_utf8(jsonl(&world.ledger)).unwrap();
    let mut statuses = 0;
    for line in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let id = line["command"].as_str().or(line["event"]["command"].as_str());
        let Some(id) = id.map(|id| id.parse().unwrap()) else { continue };
        assert_eq!(copy.status(&id).unwrap(), world.ledger.status(&id).unwrap());
        statuses += 1;
    }
    assert!(statuses > 120);
    // It goes on from there.
    let order = super::super::order(
        "later",
        "m manager",
        serde_json::json!({"action": "appropriate", "programme": "bulk", "amount_fen": 1}),
    );
    copy.submit(&order, at(world.now)).unwrap();
    assert_eq!(copy.head().events, 121);
}
