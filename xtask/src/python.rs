//! The Python wheel, built, installed and tested as a user gets it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::command::Command;
use crate::project::{Project, empty, files_ending, read, write};
use crate::rust;
use crate::steps::Outcome;

/// A Python environment of the project's own.
pub(crate) struct Venv {
    python: PathBuf,
}

impl Venv {
    /// Makes it in `folder`, and installs the pinned `requirements` if they are not those that are in it.
    pub(crate) fn ready(project: &Project, folder: &Path, requirements: &str) -> Result<Self> {
        let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
        // The text itself, not a hash of it: one can see what is in there.
        let wanted = read(&project.path(requirements))?;
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
        Command::new(system).args(["-m", "venv", "--clear"]).arg(folder).run()?;
        let venv = Self { python };
        venv.pip("install").args(["--requirement", requirements]).dir(&project.root).run()?;
        write(&stamp, &wanted)?;
        Ok(venv)
    }

    /// `.venv`, with what the tests need.
    fn for_tests(project: &Project) -> Result<Self> {
        Self::ready(project, &project.path(".venv"), "bindings-python/requirements-test.txt")
    }

    /// Builds the wheel as a user gets it, and installs it.
    pub(crate) fn install(&self, project: &Project) -> Result<()> {
        let wheel = build(project, self)?;
        self.pip("install").args(["--force-reinstall", "--no-deps"]).arg(wheel).run()
    }

    /// Python with a script of the project.
    pub(crate) fn script(&self, path: &Path) -> Command {
        Command::new(&self.python).arg(path).without_env("PYTHONPATH").env("PYTHONDONTWRITEBYTECODE", "1")
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
    let venv = Venv::for_tests(project)?;
    let wheel = build(project, &venv)?;
    println!("{}", wheel.display());
    Ok(Outcome::Passed(wheel.file_name().unwrap_or_default().to_string_lossy().into_owned()))
}

/// The wheel in `.venv`: pytest, then the stubs against the module, then users' code against the stubs. Then the proof of
/// the voucher's money.
pub(crate) fn test(project: &Project) -> Result<Outcome> {
    let venv = Venv::for_tests(project)?;
    venv.install(project)?;

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
        .env("DOORSTEP_SAME_BYTES", rust::same_bytes(project)?)
        .run()?;
    venv.run("mypy.stubtest", &elsewhere)
        .args(["doorstep", "--mypy-config-file"])
        .arg(&config)
        .arg("--allowlist")
        .arg(binding.join("stubtest-allowlist.txt"))
        .run()?;
    let users = files_ending(&tests.join("typing"), ".py")?;
    venv.run("mypy", &elsewhere).args(["--strict", "--config-file"]).arg(&config).args(users).run()?;
    // The step `schema` has seen that the table is that of the core.
    let table = project.path("docs/voucher-table.json");
    venv.script(&project.path("proofs/voucher_money.py")).arg(table).run()?;
    Ok(Outcome::PASSED)
}
