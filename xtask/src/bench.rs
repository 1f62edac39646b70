//! doorstep beside what one would use instead.

use anyhow::Result;

use crate::args::Args;
use crate::command::Command;
use crate::project::Project;
use crate::python::Venv;

/// What `benches/topk/run.py` takes.
const OPTIONS: [&str; 9] =
    ["sizes", "ways", "k", "seed", "runs", "budget", "timeout", "numpy-pairs", "peer-sizes"];

/// What the binary `growth` takes.
const GROWTH: [&str; 10] = [
    "max-seekers",
    "max-posts",
    "line-seekers",
    "line-posts",
    "sizes",
    "k",
    "threads",
    "batch",
    "singles",
    "seed",
];

/// Runs `benches/topk` with the wheel as a user gets it, or its binary `growth`; the report lies in `target/bench`
/// afterwards.
pub(crate) fn run(project: &Project, mut args: Args) -> Result<()> {
    if args.flag("growth") {
        return growth(project, args);
    }
    let mut given = Vec::new();
    for name in OPTIONS {
        given.extend(args.value(name)?.map(|value| format!("--{name}={value}")));
    }
    if let Some(folder) = args.value("peers")? {
        // The folder is named from where the user stands, which need not be the root.
        given.push(format!("--peers={}", std::path::absolute(folder)?.display()));
    }
    args.finish()?;
    let venv = Venv::ready(project, &project.target.join("bench-venv"), "benches/topk/requirements.txt")?;
    venv.install(project)?;
    let out = project.target.join("bench");
    venv.script(&project.path("benches/topk/run.py")).arg("--out").arg(out).args(given).run()
}

fn growth(project: &Project, mut args: Args) -> Result<()> {
    let mut given = Vec::new();
    for name in GROWTH {
        if let Some(value) = args.value(name)? {
            given.extend([format!("--{name}"), value]);
        }
    }
    args.finish()?;
    let out = project.target.join("bench");
    let build = ["run", "--locked", "--release", "--package", "doorstep-benches", "--bin", "growth", "--"];
    project.cargo(&build).arg("--out").arg(&out).args(given).run()?;
    // The table and the plot need nothing but Python itself.
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = project.path("benches/topk/growth.py");
    Command::new(python).arg(script).arg(out).env("PYTHONDONTWRITEBYTECODE", "1").run()
}
