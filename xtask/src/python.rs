//! The Python wheel, built, installed and tested as a user gets it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::command::Command;
use crate::project::{Project, empty, files_ending, read, write};
use crate::steps::Outcome;

/// The project's own environment, `.venv`, with what the tests need.
struct Venv {
    python: PathBuf,
}

impl Venv {
    /// Makes it, and installs the pinned requirements if they are not those that are in it.
    fn ready(project: &Project) -> Result<Self> {
        let folder = project.path(".venv");
        let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        // The text itself, not a hash of it: one can see what is in there.
        let wanted = read(&project.path("bindings-python/requirements-test.txt"))?;
        let stamp = folder.join("requirements-installed.txt");
        if Command::new(&python).arg("--version").succeeds()
            && read(&stamp).is_ok_and(|installed| installed == wanted)
        {
            return Ok(Self { python });
        }
        let system = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let new_enough = "import sys; sys.exit(sys.version_info < (3, 11))";
        ensure!(
            Command::new(&system).args(["-c", new_enough]).succeeds(),
            "`{system}` is no Python 3.11 or newer; name one in the variable PYTHON"
        );
        Command::new(system).args(["-m", "venv", "--clear"]).arg(&folder).run()?;
        let venv = Self { python };
        venv.pip("install")
            .args(["--requirement", "bindings-python/requirements-test.txt"])
            .dir(&project.root)
            .run()?;
        write(&stamp, &wanted)?;
        Ok(venv)
    }

    fn pip(&self, command: &str) -> Command {
        Command::new(&self.python).args([
            "-m",
            "pip",
            command,
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ])
    }

    /// Python in `dir`, which it does not look for modules in: what it imports is what is installed.
    fn run(&self, module: &str, dir: &Path) -> Command {
        Command::new(&self.python).args(["-P", "-m", module]).dir(dir).without_env("PYTHONPATH")
    }
}

/// Builds the wheel; the answer is its path.
fn build(project: &Project, venv: &Venv) -> Result<PathBuf> {
    let wheels = project.target.join("wheels");
    empty(&wheels)?;
    Command::new(&venv.python)
        .args(["-m", "maturin", "build", "--release", "--locked", "--quiet"])
        .args(["--manifest-path", "bindings-python/Cargo.toml", "--out"])
        .arg(&wheels)
        .arg("--interpreter")
        .arg(&venv.python)
        .env("CARGO_ENCODED_RUSTFLAGS", project.remapped_paths())
        .dir(&project.root)
        .run()?;
    files_ending(&wheels, ".whl")?.pop().context("maturin built no wheel")
}

pub(crate) fn wheel(project: &Project) -> Result<Outcome> {
    let venv = Venv::ready(project)?;
    let wheel = build(project, &venv)?;
    println!("{}", wheel.display());
    Ok(Outcome::Passed(wheel.file_name().unwrap_or_default().to_string_lossy().into_owned()))
}

/// The wheel in `.venv`: pytest, then the stubs against the module, then users' code against the stubs.
pub(crate) fn test(project: &Project) -> Result<Outcome> {
    let venv = Venv::ready(project)?;
    let wheel = build(project, &venv)?;
    venv.pip("install").args(["--force-reinstall", "--no-deps"]).arg(wheel).run()?;

    let binding = project.path("bindings-python");
    let config = binding.join("pyproject.toml");
    let tests = binding.join("tests");
    let elsewhere = project.scratch("python")?;
    venv.run("pytest", &elsewhere)
        .arg("-c")
        .arg(&config)
        .arg("--rootdir")
        .arg(&binding)
        .args(["-p", "no:cacheprovider"])
        .arg(&tests)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .run()?;
    venv.run("mypy.stubtest", &elsewhere)
        .args(["doorstep", "--mypy-config-file"])
        .arg(&config)
        .arg("--allowlist")
        .arg(binding.join("stubtest-allowlist.txt"))
        .run()?;
    let users = files_ending(&tests.join("typing"), ".py")?;
    venv.run("mypy", &elsewhere).args(["--strict", "--config-file"]).arg(&config).args(users).run()?;
    Ok(Outcome::PASSED)
}
