//! Ten thousand commands whose answers are the same bytes in every language.
//!
//! The commands and the answers that Rust gives are written into the folder that `DOORSTEP_SAME_BYTES` names; the tests of
//! the Python and JavaScript packages read them there. `cargo xtask test` does both.

use std::path::Path;

use serde_json::{Value, json};

use crate::voucher::generate::Sender;
use crate::voucher::model::Model;

const COMMANDS: usize = 10_000;
/// Commands on one ledger.
const LENGTH: usize = 100;

/// Requests of the operation `ledger`: random commands, each sequence on a ledger of its own.
fn requests() -> Vec<String> {
    let sequences = (10_000..).take(COMMANDS / LENGTH);
    let request = |seed: u64| {
        let (mut sender, mut model) = (Sender::new(seed), Model::default());
        let mut commands = Vec::new();
        while commands.len() < LENGTH {
            let (command, now) = sender.next(&model);
            // The operation has no key for secrets.
            if command["secret"].is_null() {
                model.submit(&command, now);
                commands.push(json!({"now": now, "command": command}));
            }
        }
        json!({"commands": commands}).to_string()
    };
    sequences.map(request).collect()
}

#[test]
fn ten_thousand_commands_have_one_answer_each() {
    let requests = requests();
    let answer = |request: &String| doorstep::wire::call("ledger", request).unwrap();
    let answers: Vec<String> = requests.iter().map(answer).collect();
    let outcomes = |outcome: &str| -> usize {
        let answers = answers.iter().map(|answer| serde_json::from_str::<Value>(answer).unwrap());
        answers
            .map(|answer| {
                let answers = answer["answers"].as_array().unwrap();
                answers.iter().filter(|answer| answer["outcome"] == outcome).count()
            })
            .sum()
    };
    assert_eq!(outcomes("applied") + outcomes("refused"), COMMANDS);
    assert!(outcomes("applied") > COMMANDS / 4 && outcomes("refused") > COMMANDS / 4);
    if let Some(folder) = std::env::var_os("DOORSTEP_SAME_BYTES") {
        for (name, texts) in [("requests.json", &requests), ("answers.json", &answers)] {
            std::fs::write(Path::new(&folder).join(name), serde_json::to_vec(texts).unwrap()).unwrap();
        }
    }
}
