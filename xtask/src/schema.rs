//! JSON Schema of the wire types, in `docs/schema`.
//!
//! The core writes it itself (`core/examples/schema.rs FOLDER`, with the feature `schema`), so that xtask does not
//! depend on the core and still runs when the core does not compile.

use std::path::Path;

use anyhow::{Result, bail};

use crate::project::{Project, empty, files_ending, read};
use crate::steps::Outcome;

const EXAMPLE: &str = "core/examples/schema.rs";
const FOLDER: &str = "docs/schema";

fn generate(project: &Project, folder: &Path) -> Result<()> {
    empty(folder)?;
    let example =
        ["run", "--quiet", "--locked", "-p", "doorstep", "--features", "schema", "--example", "schema", "--"];
    project.cargo(&example).arg(folder).run()
}

pub(crate) fn write(project: &Project) -> Result<Outcome> {
    if !project.path(EXAMPLE).exists() {
        return Ok(Outcome::Skipped(format!("there is no {EXAMPLE}")));
    }
    generate(project, &project.path(FOLDER))?;
    Ok(Outcome::PASSED)
}

/// Compares the committed schema with what the types say now.
pub(crate) fn check(project: &Project) -> Result<Outcome> {
    if !project.path(EXAMPLE).exists() {
        return Ok(Outcome::Skipped(format!("there is no {EXAMPLE}")));
    }
    let fresh = project.scratch("schema")?;
    generate(project, &fresh)?;
    let count = compare(&fresh, &project.path(FOLDER))?;
    Ok(Outcome::Passed(format!("{count} schemas")))
}

/// Both folders hold the same JSON files; the answer is how many.
fn compare(fresh: &Path, kept: &Path) -> Result<usize> {
    let names = |folder: &Path| -> Result<Vec<_>> {
        Ok(files_ending(folder, ".json")?
            .iter()
            .filter_map(|path| path.file_name().map(ToOwned::to_owned))
            .collect())
    };
    let (expected, found) = (names(fresh)?, names(kept)?);
    if expected.is_empty() {
        bail!("the core wrote no schema");
    }
    for name in &expected {
        if !found.contains(name) || read(&fresh.join(name))? != read(&kept.join(name))? {
            bail!("{FOLDER}/{} is out of date: run `cargo xtask schema`", name.to_string_lossy());
        }
    }
    if let Some(name) = found.iter().find(|name| !expected.contains(name)) {
        bail!("{FOLDER}/{} is of no wire type: run `cargo xtask schema`", name.to_string_lossy());
    }
    Ok(expected.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_every_kind_of_difference() {
        let base = std::env::temp_dir().join(format!("doorstep-schema-{}", std::process::id()));
        let (fresh, kept) = (base.join("fresh"), base.join("kept"));
        empty(&fresh).unwrap();
        empty(&kept).unwrap();
        assert!(compare(&fresh, &kept).is_err(), "nothing was written");
        std::fs::write(fresh.join("post.json"), "{}").unwrap();
        assert!(compare(&fresh, &kept).is_err(), "one is missing");
        std::fs::write(kept.join("post.json"), "[]").unwrap();
        assert!(compare(&fresh, &kept).is_err(), "one differs");
        std::fs::write(kept.join("post.json"), "{}").unwrap();
        assert_eq!(compare(&fresh, &kept).unwrap(), 1);
        std::fs::write(kept.join("old.json"), "{}").unwrap();
        assert!(compare(&fresh, &kept).is_err(), "one is left over");
        std::fs::remove_dir_all(base).unwrap();
    }
}
