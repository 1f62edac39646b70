//! The golden cases of `fixtures/golden`, which the Python and JavaScript tests read, too: the same request gives the
//! same bytes everywhere. `DOORSTEP_BLESS=1` writes the answers of this build into the files.

use std::fs;
use std::path::PathBuf;

use doorstep::matching::Matcher;
use doorstep::place::RoadNetwork;
use doorstep::table::Mapping;
use doorstep::wire::{NearestStationsRequest, Rows, apply, nearest_stations_on};
use doorstep::{Post, Seeker};
use serde_json::{Value, json};

fn cases() -> Vec<(PathBuf, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/golden");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), serde_json::from_slice(&fs::read(path).unwrap()).unwrap()))
        .collect()
}

fn answer(case: &Value, request: &Value) -> (&'static str, String) {
    match doorstep::wire::call(case["operation"].as_str().unwrap(), &request.to_string()) {
        Ok(text) => ("answer_text", text),
        Err(error) => ("error", error.code().to_owned()),
    }
}

#[test]
fn every_case_gives_its_bytes() {
    let cases = cases();
    assert!(cases.len() >= 15, "only {} cases", cases.len());
    // The inverse is refused in the default build only.
    let inverse_allowed = cfg!(feature = "inverse-offset");
    for (path, mut case) in cases {
        if inverse_allowed && case["error"] == "coordinate.inverse_disabled" {
            continue;
        }
        let (key, text) = answer(&case, &case["request"]);
        if std::env::var_os("DOORSTEP_BLESS").is_some() {
            case.as_object_mut().unwrap().retain(|name, _| name == "operation" || name == "request");
            case[key] = Value::String(text);
            fs::write(&path, serde_json::to_string_pretty(&case).unwrap() + "\n").unwrap();
        } else {
            assert_eq!(case[key], text, "{}", path.display());
        }
    }
}

/// The cases would notice a changed default: every weight but a little different gives other bytes.
#[test]
fn a_changed_weight_breaks_a_case() {
    let cases = cases();
    let (_, case) = cases.iter().find(|(path, _)| path.ends_with("recommend_zh.json")).unwrap();
    let weights = serde_json::to_value(doorstep::matching::Weights::default()).unwrap();
    for (part, weight) in weights.as_object().unwrap() {
        let mut request = case["request"].clone();
        request["options"]["weights"] = json!({part: weight.as_u64().unwrap() + 1});
        assert_ne!(case["answer_text"], answer(case, &request).1, "{part}");
    }
}

/// Each operation that takes streets goes on them: without them, or with another limit, its case has another answer.
#[test]
fn streets_change_what_is_answered() {
    let cases = cases();
    for operation in ["recommend", "candidates", "search", "explain", "diagnose"] {
        let file = format!("{operation}_network.json");
        let (_, case) = cases.iter().find(|(path, _)| path.ends_with(&file)).unwrap();
        for (key, value) in [("network", Value::Null), ("snap_limit_m", json!(0))] {
            let mut request = case["request"].clone();
            request[key] = value;
            let (kind, text) = answer(case, &request);
            assert_eq!(kind, "answer_text", "{operation}: {text}");
            assert_ne!(case["answer_text"], text, "{operation} {key}");
        }
    }
}

/// `fixtures/network.doorstep`, which all languages read: the network of a golden case, saved.
#[test]
fn a_saved_network_is_that_of_its_case() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/network.doorstep");
    let cases = cases();
    let (_, case) = cases.iter().find(|(path, _)| path.ends_with("nearest_stations.json")).unwrap();
    let request: NearestStationsRequest = serde_json::from_value(case["request"].clone()).unwrap();
    let made = request.network.network().unwrap();
    if std::env::var_os("DOORSTEP_BLESS").is_some() {
        fs::write(path, made.to_bytes()).unwrap();
        return;
    }
    let saved = fs::read(path).unwrap();
    assert_eq!(made.to_bytes(), saved);
    let answer = nearest_stations_on(&RoadNetwork::from_bytes(&saved).unwrap(), &request).unwrap();
    assert_eq!(case["answer_text"], serde_json::to_string(&answer).unwrap());
}

/// The cases of proofs are about the story of `ledger_story.json`: what a ledger of either hash proves of it.
#[test]
fn proofs_of_the_story_are_those_of_their_cases() {
    use doorstep::voucher::proof::{CheckpointKey, Tree};
    use doorstep::voucher::{Command, EventFilter, HashKind, Ledger, Timestamp, encode_event};

    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/golden");
    let read = |name: &str| -> Option<Value> {
        let file = fs::read(PathBuf::from(folder).join(name)).ok()?;
        Some(serde_json::from_slice(&file).unwrap())
    };
    let story = read("ledger_story.json").unwrap();
    for (hash_kind, ending) in [(HashKind::Sha256, ""), (HashKind::Sm3, "_sm3")] {
        let mut ledger = Ledger::memory_with(hash_kind);
        let mut last = Timestamp::MIN;
        for step in story["request"]["commands"].as_array().unwrap() {
            last = Timestamp::new(step["now"].as_i64().unwrap()).unwrap();
            ledger.submit(&Command::read(step["command"].clone()).unwrap(), last).unwrap();
        }
        let events = ledger.head().events;
        let mut tree = Tree::new(hash_kind);
        for record in ledger.events(&EventFilter { limit: Some(5), ..EventFilter::default() }).unwrap() {
            tree.push(&encode_event(&record.event));
        }
        let key = CheckpointKey::new("jinan.example/vouchers", &[7; 32]).unwrap();
        let checkpoint = ledger.checkpoint(&key, last).unwrap();
        let root = json!(checkpoint.root());
        let inclusion = json!({"proof": ledger.prove_inclusion(7, events).unwrap(), "root": root});
        let consistency =
            json!({"proof": ledger.prove_consistency(5, events).unwrap(), "old": tree.root(), "new": root});
        let signed = json!({"text": checkpoint.text(), "public_key": key.public().to_string()});
        let mut forged = inclusion.clone();
        forged["proof"]["seq"] = json!(8);
        for (name, operation, request) in [
            ("verify_inclusion", "verify_inclusion", inclusion),
            ("verify_inclusion_forged", "verify_inclusion", forged),
            ("verify_consistency", "verify_consistency", consistency),
            ("verify_checkpoint", "verify_checkpoint", signed),
        ] {
            let file = format!("{name}{ending}.json");
            if std::env::var_os("DOORSTEP_BLESS").is_some() {
                let mut case = json!({"operation": operation, "request": request});
                let (key, text) = answer(&case, &case["request"]);
                case[key] = Value::String(text);
                let text = serde_json::to_string_pretty(&case).unwrap() + "\n";
                fs::write(PathBuf::from(folder).join(file), text).unwrap();
            } else {
                assert_eq!(read(&file).unwrap()["request"], request, "{file}");
            }
        }
    }
}

/// `fixtures/delta.json`, which all languages play: changes give what the posts that result give.
#[test]
fn changes_give_what_the_posts_that_result_give() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/delta.json");
    let case: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let matcher = |posts: &str, options: &str| {
        let rows = Rows { rows: case[posts].clone(), mapping: Mapping::default() };
        let posts = rows.read::<Post>().unwrap().into_records().unwrap();
        Matcher::new(posts, serde_json::from_value(case[options].clone()).unwrap()).unwrap()
    };
    let mut changed = matcher("posts", "options");
    for step in case["steps"].as_array().unwrap() {
        let mut request = step["changes"].clone();
        if let Some(rows) = request.get_mut("upsert") {
            *rows = json!({"rows": rows.take()});
        }
        let answer = apply(&mut changed, serde_json::from_value(request).unwrap()).unwrap();
        assert_eq!(serde_json::to_value(answer.applied).unwrap(), step["applied"]);
    }
    let anew = matcher("posts_after", "options_after");
    let seekers = Rows { rows: case["seekers"].clone(), mapping: Mapping::default() };
    for seeker in seekers.read::<Seeker>().unwrap().into_records().unwrap() {
        assert_eq!(changed.recommend(&seeker, 5), anew.recommend(&seeker, 5));
    }
}
