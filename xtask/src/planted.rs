//! `cargo xtask planted`: puts known bugs into a copy of the core, one by one, and sees that the tests find them.
//!
//! The list is `core/tests/voucher/planted.txt`. Each bug costs a build, so this is for a release, not for every day.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::project::{self, Project};

const LIST: &str = "core/tests/voucher/planted.txt";

/// One planted bug.
struct Bug<'a> {
    name: &'a str,
    /// Below `core/src/voucher`.
    file: &'a str,
    /// Below `voucher::`.
    test: &'a str,
    old: &'a str,
    new: &'a str,
}

/// Runs the bugs whose names hold one of the words, all of them without a word; whether all were found.
pub(crate) fn run(project: &Project, words: &[String]) -> Result<bool> {
    let text = project::read(&project.path(LIST))?;
    let bugs = parse(&text)?;
    let root = project.scratch("planted")?;
    copy_sources(project, &root)?;
    let cargo = |args: &[&str]| {
        crate::command::Command::new("cargo")
            .args(["test", "--quiet", "--locked", "-p", "doorstep", "--test", "main"])
            // Building is what takes the time, so little of it is done for each bug.
            .args(["--config", "profile.dev.package.doorstep.opt-level=0"])
            .args(args)
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_TARGET_DIR", root.join("target").as_os_str())
            .dir(&root)
    };
    cargo(&["voucher::planted"]).run().context("the copy passes as it is")?;
    let mut missed = Vec::new();
    let chosen = |bug: &&Bug<'_>| words.is_empty() || words.iter().any(|word| bug.name.contains(word));
    for bug in bugs.iter().filter(chosen) {
        let path = root.join("core/src/voucher").join(bug.file);
        let source = project::read(&path)?;
        let start = Instant::now();
        project::write(&path, &source.replacen(bug.old, bug.new, 1))?;
        // A bug that does not compile tells nothing of the tests.
        let built = cargo(&["--no-run"]).succeeds();
        let found = built && !cargo(&["--", "--exact", &format!("voucher::{}", bug.test)]).succeeds();
        project::write(&path, &source)?;
        let verdict = match (built, found) {
            (false, _) => "does not compile",
            (true, false) => "NOT FOUND",
            (true, true) => "found",
        };
        println!("{verdict:16} {:4} s  {} by {}", start.elapsed().as_secs(), bug.name, bug.test);
        if !found {
            missed.push(bug.name);
        }
    }
    if !missed.is_empty() {
        println!("not found: {}", missed.join(", "));
    }
    Ok(missed.is_empty())
}

fn parse(text: &str) -> Result<Vec<Bug<'_>>> {
    let bug = |entry| -> Option<Bug<'_>> {
        let (name, rest): (&str, &str) = str::split_once(entry, "\nfile ")?;
        let (file, rest) = rest.split_once("\ntest ")?;
        let (test, rest) = rest.split_once("\n--\n")?;
        let (old, new) = rest.split_once("\n++\n")?;
        Some(Bug { name, file, test, old, new })
    };
    text.split("\n== ")
        .skip(1)
        .map(|entry| bug(entry).with_context(|| format!("not a bug: {entry}")))
        .collect()
}

/// What cargo needs to test the core: every file under version control but the data.
fn copy_sources(project: &Project, root: &Path) -> Result<()> {
    let files = crate::command::Command::new("git").args(["ls-files"]).dir(&project.root).quiet().read()?;
    for file in files.lines() {
        let to = root.join(file);
        let folder = to.parent().context("a file lies in a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let from = project.path(file);
        if from.is_file() {
            std::fs::copy(&from, &to).with_context(|| format!("cannot copy {file}"))?;
        }
    }
    if !root.join("core").is_dir() {
        bail!("git lists no core");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_bugs_with_and_without_a_new_text() {
        let text = "About.\n\n== one\nfile a.rs\ntest m::t\n--\nold\nlines\n++\nnew\n== two\nfile b/c.rs\ntest m::u\n--\nx\n++\n\n";
        let bugs = parse(text).unwrap();
        let [one, two] = bugs.as_slice() else { panic!() };
        assert_eq!(
            (one.name, one.file, one.test, one.old, one.new),
            ("one", "a.rs", "m::t", "old\nlines", "new")
        );
        assert_eq!((two.file, two.old, two.new.trim()), ("b/c.rs", "x", ""));
        assert!(parse("\n== broken\nfile a.rs\n").is_err());
    }
}
