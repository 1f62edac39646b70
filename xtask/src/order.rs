//! Holds the core to its order of dependence.
//!
//! Rooms are the modules right below the core's root. A room may use only what [`ROOMS`] lists for it, so that one can
//! read, test and replace a room without those above it. The check reads the source, so it also sees what a `cfg` hides.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::project::{Project, read};
use crate::source::{self, CratePath, Token};
use crate::steps::Outcome;

/// Every room and the rooms it may use: the one place where the order is written down.
const ROOMS: &[(&str, &[&str])] = &[
    ("threads", &[]),
    ("envelope", &[]),
    ("grouped", &[]),
    ("error", &[]),
    ("privacy", &["error"]),
    ("model", &["error", "privacy"]),
    ("table", &["error", "privacy", "model"]),
    ("place", &["envelope", "error", "grouped", "privacy", "model", "threads"]),
    ("text", &["error", "model"]),
    ("matching", &["envelope", "error", "privacy", "model", "place", "text", "threads"]),
    ("circle", &["error", "grouped", "privacy", "model", "place", "threads"]),
    ("voucher", &["error", "privacy", "model"]),
    (
        "wire",
        &["error", "privacy", "model", "table", "place", "text", "matching", "circle", "voucher", "threads"],
    ),
];

/// The umbrella `Error` wraps each room's own error type, so this one file may name those, and nothing else of a room.
const UMBRELLA: &str = "core/src/error/mod.rs";

/// What only the bindings may name.
const BINDING_CRATES: [&str; 6] =
    ["pyo3", "pyo3_arrow", "wasm_bindgen", "serde_wasm_bindgen", "js_sys", "web_sys"];

/// Where the map of the code may point although a fresh checkout has nothing there.
const MADE_BY_BUILDS: [&str; 4] = ["target/", ".venv/", "node_modules/", "bindings-wasm/pkg/"];

pub(crate) fn step(project: &Project) -> Result<Outcome> {
    let mut faults = Vec::new();
    let mut files = Vec::new();
    rust_files(&project.path("core/src"), &mut files)?;
    for file in &files {
        let name = file.strip_prefix(&project.root)?.to_string_lossy().replace('\\', "/");
        faults.extend(check_file(&name, &read(file)?));
    }
    faults.extend(check_manifest(&read(&project.path("core/Cargo.toml"))?));
    let map = project.path("ARCHITECTURE.md");
    if map.exists() {
        faults.extend(check_map(&read(&map)?, &|path| project.path(path).exists()));
    }
    if !faults.is_empty() {
        faults.iter().for_each(|fault| println!("{fault}"));
        bail!("{} against the order of dependence", faults.len());
    }
    Ok(Outcome::Passed(format!("{} files", files.len())))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            rust_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The module that a file of the core holds: `core/src/error/value.rs` is `["error", "value"]`, `lib.rs` is the root.
fn module_of(name: &str) -> Vec<String> {
    let inside = name.trim_start_matches("core/src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    module
}

/// What is wrong with one file of the core, one line each.
fn check_file(name: &str, text: &str) -> Vec<String> {
    let module = module_of(name);
    let is_test = module.iter().any(|part| part == "tests" || part.ends_with("_tests"));
    let tokens = source::without_tests(source::tokens(text));
    let mut faults: Vec<String> = tokens
        .iter()
        .filter(|Token { text, .. }| BINDING_CRATES.contains(&text.as_str()))
        .map(|token| {
            format!("{name}:{}: the core names `{}`, which is for the bindings", token.line, token.text)
        })
        .collect();
    // The root is a table of contents of all rooms; tests may look at whatever they compare with.
    let Some(room) = module.first().filter(|_| !is_test) else { return faults };
    let Some((_, allowed)) = ROOMS.iter().find(|(known, _)| known == room) else {
        faults.push(format!("{name}: the room `{room}` has no place in the order (xtask/src/order.rs)"));
        return faults;
    };
    for path in source::crate_paths(&tokens, &module) {
        if let Some(fault) = fault_of(name, room, allowed, &path) {
            faults.push(format!("{name}:{}: {fault}", path.line));
        }
    }
    faults
}

fn fault_of(name: &str, room: &str, allowed: &[&str], path: &CratePath) -> Option<String> {
    let target = path.segments.first()?;
    let is_room = ROOMS.iter().any(|(known, _)| known == target);
    if target == room || allowed.contains(&target.as_str()) {
        return None;
    }
    let spelled = path.segments.join("::");
    if !is_room {
        return Some(format!("`crate::{spelled}` goes through the root: name its room"));
    }
    let is_error_type = path.segments.last().is_some_and(|last| last.ends_with("Error"));
    if name == UMBRELLA && is_error_type {
        return None;
    }
    Some(format!("`{room}` may not use `{target}` (`crate::{spelled}`)"))
}

/// The core's manifest depends on no binding crate.
fn check_manifest(text: &str) -> Vec<String> {
    let name_of = |line: &str| line.split(['=', '.', ' ']).next().unwrap_or_default().replace('-', "_");
    let named = text.lines().map(name_of).filter(|name| BINDING_CRATES.contains(&name.as_str()));
    named
        .map(|name| format!("core/Cargo.toml: the core depends on `{name}`, which is for the bindings"))
        .collect()
}

/// Every path in backticks in the map exists.
fn check_map(text: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let quoted = line.split('`').skip(1).step_by(2);
        for path in quoted.filter(|quoted| is_path(quoted)) {
            if !MADE_BY_BUILDS.iter().any(|made| path.starts_with(made)) && !exists(path) {
                faults.push(format!("ARCHITECTURE.md:{}: there is no `{path}`", index + 1));
            }
        }
    }
    faults
}

/// `core/src/error/` is a path; `a / b`, `https://…`, `--data ../x`, `m/s` are not: a path has only path characters,
/// and begins with a name of three characters or more, or with a dot.
fn is_path(quoted: &str) -> bool {
    let path_character = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let first = quoted.split('/').next().unwrap_or_default();
    quoted.contains('/') && quoted.chars().all(path_character) && (first.len() >= 3 || first.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_fault(name: &str, text: &str, expected: &str) {
        let faults = check_file(name, text);
        assert!(faults.len() == 1 && faults[0].contains(expected), "{faults:?}");
    }

    #[test]
    fn the_order_has_no_cycle_and_no_unknown_room() {
        for (index, (room, allowed)) in ROOMS.iter().enumerate() {
            for used in *allowed {
                assert!(ROOMS[..index].iter().any(|(earlier, _)| earlier == used), "{room} uses {used}");
            }
        }
    }

    #[test]
    fn a_room_may_use_what_is_below_it() {
        let text = "use crate::error::ValueError; use crate::{model::Fen, place::Point}; use super::score;";
        assert_eq!(check_file("core/src/matching/top.rs", text), [] as [&str; 0]);
        assert_eq!(check_file("core/src/lib.rs", "pub use crate::wire::Post;"), [] as [&str; 0]);
    }

    #[test]
    fn a_room_may_not_use_what_is_above_it() {
        assert_fault(
            "core/src/model/money.rs",
            "use crate::voucher::Ledger;",
            "`model` may not use `voucher`",
        );
        assert_fault(
            "core/src/place.rs",
            "fn f(x: &crate::matching::Index) {}",
            ":1: `place` may not use `matching`",
        );
        assert_fault(
            "core/src/text/token.rs",
            "\nuse crate::{error, privacy::mask};",
            ":2: `text` may not use `privacy`",
        );
        assert_fault(
            "core/src/circle/mod.rs",
            "use super::voucher::State;",
            "`circle` may not use `voucher`",
        );
        assert_fault("core/src/table/read.rs", "use super::super::wire::Post;", "`table` may not use `wire`");
    }

    #[test]
    fn tests_and_comments_do_not_count() {
        let text = "//! [`crate::wire`]\n/* crate::wire */ #[cfg(test)] mod tests { use crate::wire::Post; }";
        assert_eq!(check_file("core/src/model/person.rs", text), [] as [&str; 0]);
        assert_eq!(check_file("core/src/model/person_tests.rs", "use crate::wire::Post;"), [] as [&str; 0]);
    }

    #[test]
    fn the_root_is_no_way_around() {
        assert_fault("core/src/place/point.rs", "use crate::Ledger;", "goes through the root");
        assert_fault("core/src/model/all.rs", "use crate::*;", "goes through the root");
    }

    #[test]
    fn every_room_has_a_place() {
        assert_fault("core/src/gossip/mod.rs", "", "no place in the order");
    }

    #[test]
    fn the_umbrella_names_error_types_only() {
        assert_eq!(check_file(UMBRELLA, "use crate::place::PlaceError;"), [] as [&str; 0]);
        assert_fault(UMBRELLA, "use crate::place::Point;", "`error` may not use `place`");
        assert_fault(
            "core/src/error/value.rs",
            "use crate::place::PlaceError;",
            "`error` may not use `place`",
        );
    }

    #[test]
    fn the_core_names_no_binding() {
        assert_fault("core/src/model/money.rs", "use pyo3::prelude::*;", "which is for the bindings");
        assert_fault("core/src/lib.rs", "use wasm_bindgen::JsValue;", "`wasm_bindgen`");
        assert_eq!(check_manifest("[dependencies]\nserde.workspace = true\nwasm-bindgen = \"1\"\n").len(), 1);
        assert_eq!(check_manifest("[dependencies]\nserde.workspace = true\n").len(), 0);
    }

    #[test]
    fn the_map_names_what_exists() {
        let exists = |path: &str| path == "core/src/error/";
        let text = "`core/src/error/` and `target/demo/`, at 3 `m/s`, see `https://a.b/c` and `GB/T 2260`\n";
        assert_eq!(check_map(text, &exists), [] as [&str; 0]);
        let faults = check_map("one\n`core/src/errors/` `fixtures/none.json`", &exists);
        assert_eq!(faults.len(), 2);
        assert!(faults[0].contains("ARCHITECTURE.md:2: there is no `core/src/errors/`"));
        assert_eq!(check_map("```\n`core/nothing/`\n```\n`core/nothing/`", &exists).len(), 1);
    }
}
