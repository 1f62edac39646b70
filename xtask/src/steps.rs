//! Steps one after another, and the table at the end.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::project::{self, Project};

/// One thing that must pass.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Project) -> Result<Outcome>,
}

/// How a step that did not fail ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It did all that it is for; the text is worth a place in the table (what it counted), or empty.
    Passed(String),
    /// It could not be done here, for this reason.
    Skipped(String),
}

impl Outcome {
    /// Passed, with nothing to add.
    pub(crate) const PASSED: Self = Self::Passed(String::new());
}

/// The steps that are wanted, in their own order.
///
/// # Errors
/// A name that no step has.
pub(crate) fn choose(all: &[Step], only: &[String], skip: &[String]) -> Result<Vec<Step>> {
    for name in only.iter().chain(skip) {
        if !all.iter().any(|step| step.name == name) {
            let names: Vec<_> = all.iter().map(|step| step.name).collect();
            bail!("no step `{name}`; there are {}", names.join(", "));
        }
    }
    let wanted = |step: &&Step| {
        (only.is_empty() || only.iter().any(|name| name == step.name))
            && !skip.iter().any(|name| name == step.name)
    };
    Ok(all.iter().filter(wanted).copied().collect())
}

/// Runs every step, whatever the others do, and prints the table. True if none failed.
pub(crate) fn run(project: &Project, steps: &[Step]) -> Result<bool> {
    let (table, passed) = table(project, steps);
    println!("\n{table}");
    Ok(passed)
}

/// The same, and keeps the table as `target/xtask/NAME.txt`.
pub(crate) fn run_and_keep(project: &Project, steps: &[Step], name: &str) -> Result<bool> {
    let (table, passed) = table(project, steps);
    println!("\n{table}");
    project::write(&project.scratch("")?.join(format!("{name}.txt")), &format!("{table}\n"))?;
    Ok(passed)
}

fn table(project: &Project, steps: &[Step]) -> (String, bool) {
    let start = Instant::now();
    let ended: Vec<_> = steps
        .iter()
        .map(|step| {
            println!("\n==> {}: {}", step.name, step.about);
            let begun = Instant::now();
            let outcome = (step.run)(project);
            if let Err(error) = &outcome {
                println!("xtask: {}: {error:#}", step.name);
            }
            (step.name, begun.elapsed(), outcome)
        })
        .collect();
    render(&ended, start.elapsed())
}

/// The table of steps, and whether none failed. Its last line counts them.
fn render(ended: &[(&str, Duration, Result<Outcome>)], total: Duration) -> (String, bool) {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    let mut table = String::new();
    for (name, took, outcome) in ended {
        let (word, note) = match outcome {
            Ok(Outcome::Passed(note)) => {
                passed += 1;
                ("pass", note.clone())
            }
            Ok(Outcome::Skipped(reason)) => {
                skipped += 1;
                ("skipped", reason.clone())
            }
            Err(error) => {
                failed += 1;
                ("FAIL", first_line(&format!("{error:#}")))
            }
        };
        let row = format!("{name:10}{:7.1} s  {word:9}{note}", took.as_secs_f64());
        let _infallible = writeln!(table, "{}", row.trim_end());
    }
    let _infallible = writeln!(table, "{:10}{:7.1} s", "total", total.as_secs_f64());
    let _infallible = write!(table, "steps: {passed} passed, {failed} failed, {skipped} skipped");
    (table, failed == 0)
}

/// What fits into a table of a message that was shown in full before.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(80).collect();
    if cut.len() < line.len() { cut + "…" } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[Step] = &[
        Step { name: "one", about: "", run: |_| Ok(Outcome::PASSED) },
        Step { name: "two", about: "", run: |_| Ok(Outcome::PASSED) },
    ];

    #[test]
    fn chooses_by_name() {
        let names = |only: &[&str], skip: &[&str]| {
            let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            choose(STEPS, &own(only), &own(skip))
                .map(|steps| steps.iter().map(|step| step.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[], &[]).unwrap(), ["one", "two"]);
        assert_eq!(names(&["two"], &[]).unwrap(), ["two"]);
        assert_eq!(names(&[], &["two"]).unwrap(), ["one"]);
        assert!(names(&["three"], &[]).is_err());
    }

    #[test]
    fn one_failure_fails_all_and_is_in_the_table() {
        let second = Duration::from_secs(1);
        let ended = [
            ("one", second, Ok(Outcome::Passed("3 of 3".to_owned()))),
            ("two", second, Ok(Outcome::Skipped("no such thing here".to_owned()))),
            ("three", second, Err(anyhow::anyhow!("broken\nin two places"))),
        ];
        let (table, passed) = render(&ended, 3 * second);
        assert!(!passed);
        assert_eq!(
            table.lines().collect::<Vec<_>>(),
            [
                "one           1.0 s  pass     3 of 3",
                "two           1.0 s  skipped  no such thing here",
                "three         1.0 s  FAIL     broken",
                "total         3.0 s",
                "steps: 1 passed, 1 failed, 1 skipped",
            ]
        );
        assert!(render(&ended[..2], second).1);
    }
}
