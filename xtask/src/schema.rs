//! JSON Schema of the wire types, in `docs/schema`, the TypeScript types made of it, and the tables of columns and codes.
//!
//! The core writes the schemas itself (`core/examples/schema.rs FOLDER`, with the feature `schema`), so that xtask does
//! not depend on the core and still runs when the core does not compile.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::project::{self, Project, empty, files_ending, read};
use crate::steps::Outcome;
use crate::typescript;

const FOLDER: &str = "docs/schema";
const REFERENCE: [&str; 5] = ["columns.md", "codes.md", "vouchers.md", "vouchers.svg", "voucher-table.json"];
const TYPES: &str = "bindings-wasm/js/types.d.ts";

/// Has the core write its schemas into a folder.
fn generate(project: &Project, folder: &Path) -> Result<()> {
    empty(folder)?;
    example(project, "schema", folder)
}

/// Runs an example of the core that writes into a folder.
fn example(project: &Project, name: &str, folder: &Path) -> Result<()> {
    let run =
        ["run", "--quiet", "--locked", "-p", "doorstep", "--features", "schema", "--example", name, "--"];
    project.cargo(&run).arg(folder).run()
}

/// The TypeScript types of a folder of schemas.
fn types(folder: &Path) -> Result<String> {
    let mut documents = Vec::new();
    for path in files_ending(folder, ".json")? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let schema = serde_json::from_str(&read(&path)?).with_context(|| format!("{}", path.display()))?;
        documents.push((name, schema));
    }
    typescript::declarations(&documents)
}

/// `cargo xtask schema`.
pub(crate) fn write(project: &Project) -> Result<Outcome> {
    let folder = project.path(FOLDER);
    generate(project, &folder)?;
    project::write(&project.path(TYPES), &types(&folder)?)?;
    example(project, "reference", &project.path("docs"))?;
    Ok(Outcome::PASSED)
}

/// Compares the committed schemas and types with what the core says now.
pub(crate) fn check(project: &Project) -> Result<Outcome> {
    let fresh = project.scratch("schema")?;
    generate(project, &fresh)?;
    let count = compare(&fresh, &project.path(FOLDER))?;
    if read(&project.path(TYPES))? != types(&fresh)? {
        bail!("{TYPES} is out of date: run `cargo xtask schema`");
    }
    let reference = project.scratch("reference")?;
    example(project, "reference", &reference)?;
    for page in REFERENCE {
        if read(&reference.join(page))? != read(&project.path("docs").join(page))? {
            bail!("docs/{page} is out of date: run `cargo xtask schema`");
        }
    }
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
