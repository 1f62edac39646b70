//! The compiler for wasm32-unknown-unknown, and the lints of the crates that run there.

mod debian;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::Command;
use crate::project::Project;
use crate::steps::Outcome;

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Set to try the fallback where the ordinary way would do.
const FORCE_DEBIAN: &str = "DOORSTEP_WASM_DEBIAN";

/// What builds for wasm32 here.
pub(crate) enum Toolchain {
    /// The toolchain that builds everything else; it has the target.
    Ordinary,
    /// Debian's compiler, unpacked into the user's cache, with a standard library built for the target.
    Debian(debian::Compiler),
}

impl Toolchain {
    /// Finds a compiler, installs one if need be.
    ///
    /// In this order: the target is there; rustup adds it; Debian's packages. The last is for machines whose rustup
    /// cannot reach its server, and is why nothing waits for rustup for long.
    pub(crate) fn ready() -> Result<Self> {
        if std::env::var_os(FORCE_DEBIAN).is_some() {
            return debian::Compiler::ready().map(Self::Debian);
        }
        if has_target()? || rustup_adds_it() && has_target()? {
            return Ok(Self::Ordinary);
        }
        debian::Compiler::ready()
            .map(Self::Debian)
            .with_context(|| format!("rustup could not add {TARGET}, and neither could Debian's packages"))
    }

    /// `cargo COMMAND` for wasm32, in a target folder of its own: two compilers in one folder take each other's work for
    /// their own.
    pub(crate) fn cargo(&self, project: &Project, command: &str) -> Command {
        let cargo = match self {
            Self::Ordinary => Command::new("cargo").arg(command),
            Self::Debian(compiler) => compiler.cargo(command),
        };
        let cargo = cargo.args(["--locked", "--target", TARGET, "--target-dir"]);
        cargo.arg(self.folder(project)).dir(&project.root)
    }

    fn folder(&self, project: &Project) -> PathBuf {
        project.target.join(match self {
            Self::Ordinary => "wasm",
            Self::Debian(_) => "wasm-debian",
        })
    }

    /// Whether `cargo clippy` runs with it.
    fn has_clippy(&self) -> bool {
        match self {
            Self::Ordinary => Command::new("cargo").args(["clippy", "--version"]).succeeds(),
            Self::Debian(compiler) => compiler.has_clippy(),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Ordinary => "the ordinary toolchain",
            Self::Debian(_) => "Debian's compiler",
        }
    }
}

fn sysroot() -> Result<PathBuf> {
    Command::new("rustc").args(["--print", "sysroot"]).quiet().read().map(PathBuf::from)
}

/// Whether the standard library for the target is there; rustup alone knows only of what it installed itself.
fn has_target() -> Result<bool> {
    let library = sysroot()?.join("lib/rustlib").join(TARGET).join("lib");
    let Ok(entries) = std::fs::read_dir(library) else { return Ok(false) };
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}

fn rustup_adds_it() -> bool {
    // Where the fallback was built before, rustup is asked again, but not waited for.
    let patience = Duration::from_secs(if debian::Compiler::was_built() { 10 } else { 90 });
    let added = Command::new("rustup")
        .args(["target", "add", TARGET])
        .env("RUSTUP_MAX_RETRIES", "1")
        .run_within(patience);
    if let Err(error) = &added {
        println!("xtask: {error:#}");
    }
    added.is_ok()
}

/// Lints what runs in the browser, as the compiler for the browser sees it.
pub(crate) fn lint(project: &Project) -> Result<Outcome> {
    let toolchain = Toolchain::ready()?;
    // The profile of the package, so that the build after this finds its macros compiled.
    let packages = ["-p", "doorstep", "-p", "doorstep-wasm", "--profile", "wasm"];
    if toolchain.has_clippy() {
        toolchain.cargo(project, "clippy").args(packages).args(["--", "-D", "warnings"]).run()?;
        return Ok(Outcome::Passed(format!("clippy, with {}", toolchain.name())));
    }
    toolchain.cargo(project, "check").args(packages).env("RUSTFLAGS", "-D warnings").run()?;
    let note =
        format!("compiled with {}; it has no clippy, so lints ran for this machine only", toolchain.name());
    println!("xtask: {note}");
    Ok(Outcome::Passed(note))
}

/// Builds the binding for the target; the answer is the module as the compiler left it.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    let toolchain = Toolchain::ready()?;
    toolchain
        .cargo(project, "build")
        .args(["-p", "doorstep-wasm", "--lib", "--profile", "wasm"])
        .env("CARGO_ENCODED_RUSTFLAGS", project.remapped_paths())
        .run()?;
    let module = toolchain.folder(project).join(TARGET).join("wasm/doorstep_wasm.wasm");
    if !module.exists() {
        bail!("cargo built no {}", module.display());
    }
    Ok(module)
}
