//! What cargo itself can say about the workspace.

use std::path::PathBuf;

use anyhow::Result;

use crate::postgres;
use crate::project::Project;
use crate::steps::Outcome;

/// The bindings have their tests in their own languages. All features, so that the core is built and tested once.
const NOT_BINDINGS: [&str; 6] =
    ["--workspace", "--exclude", "doorstep-python", "--exclude", "doorstep-wasm", "--all-features"];

pub(crate) fn fmt(project: &Project) -> Result<Outcome> {
    project.cargo(&["fmt", "--all", "--check"]).run()?;
    Ok(Outcome::PASSED)
}

pub(crate) fn clippy(project: &Project) -> Result<Outcome> {
    let deny = ["--", "-D", "warnings"];
    project.cargo(&["clippy", "--locked", "--workspace", "--all-targets"]).args(deny).run()?;
    project
        .cargo(&["clippy", "--locked", "-p", "doorstep", "--all-targets", "--all-features"])
        .args(deny)
        .run()?;
    Ok(Outcome::PASSED)
}

pub(crate) fn docs(project: &Project) -> Result<Outcome> {
    let deny = "-D warnings";
    let doc =
        |args: &[&str]| project.cargo(&["doc", "--locked", "--no-deps"]).args(args).env("RUSTDOCFLAGS", deny);
    doc(&["--workspace", "--exclude", "doorstep", "--document-private-items"]).run()?;
    doc(&["-p", "doorstep", "--all-features"]).run()?;
    Ok(Outcome::PASSED)
}

/// A folder with many voucher commands and the bytes that Rust answers, for the tests of the other languages.
pub(crate) fn same_bytes(project: &Project) -> Result<PathBuf> {
    let folder = project.scratch("same_bytes")?;
    project
        .cargo(&["test", "--quiet", "--locked"])
        .args(NOT_BINDINGS)
        .args(["--test", "main", "--", "same_bytes"])
        .env("DOORSTEP_SAME_BYTES", &folder)
        .run()?;
    Ok(folder)
}

pub(crate) fn test(project: &Project) -> Result<Outcome> {
    // Its absence is no fault of the code: the tests that need it say that they were skipped, and so does the table.
    let note =
        postgres::ready().err().map(|reason| format!("without PostgreSQL: {reason}")).unwrap_or_default();
    project.cargo(&["test", "--locked"]).args(NOT_BINDINGS).run()?;
    Ok(Outcome::Passed(note))
}
