//! The main job on real input.

use anyhow::Result;

use crate::project::Project;

/// Runs `examples/rust`, whose results lie in `target/demo` afterwards.
pub(crate) fn run(project: &Project, data: Option<&str>) -> Result<()> {
    let out = project.target.join("demo");
    let demo = project
        .cargo(&["run", "--quiet", "--locked", "--release", "-p", "doorstep-demo", "--", "--out"])
        .arg(&out);
    match data {
        // The folder is named from where the user stands, which need not be the root.
        Some(folder) => demo.arg("--data").arg(std::path::absolute(folder)?).run(),
        None => demo.run(),
    }
}
