//! A compiler for wasm32 from Debian's packages, for machines whose rustup cannot reach its server.
//!
//! `rustc-web` is unpacked, not installed, into the user's cache: nothing outside of it changes, and no root is needed.
//! Debian ships no standard library for `wasm32-unknown-unknown`, so one is built once from `rust-web-src`, whose
//! dependencies come with it. Interrupted half way, the next run goes on from the last thing that was finished.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::{TARGET, sysroot};
use crate::command::{Command, is_root};
use crate::project::{empty, files_ending, write};

/// The packages whose names carry no version. `rust-web-clippy` brings the lints.
const PACKAGES: [&str; 4] = ["rustc-web", "libstd-rust-web-dev", "rust-web-src", "rust-web-clippy"];

/// Oldest compiler that builds the project (`rust-version` in Cargo.toml).
const RUST_MIN: &str = env!("CARGO_PKG_RUST_VERSION");

/// Debian's compiler, ready to use.
pub(crate) struct Compiler {
    /// Launchers of `rustc` and `cargo-clippy`.
    bin: PathBuf,
    linker: PathBuf,
}

impl Compiler {
    /// Whether an earlier run finished one.
    pub(crate) fn was_built() -> bool {
        cache().is_ok_and(|cache| launcher(&cache.join("ready")).exists())
    }

    /// Finds it in the cache or makes it there.
    pub(crate) fn ready() -> Result<Self> {
        let cache = cache()?;
        fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
        // Two builds at once: the second waits, and finds the work done. The lock ends with the file.
        let lock = File::create(cache.join("lock"))?;
        lock.lock()?;
        let tree = cache.join("ready");
        if !Command::new(launcher(&tree)).arg("-V").quiet().succeeds() {
            make(&cache, &tree)?;
        }
        println!("xtask: {} for {TARGET}", Command::new(launcher(&tree)).arg("-V").quiet().read()?);
        Ok(Self { bin: tree.join("bin"), linker: linker()? })
    }

    pub(crate) fn has_clippy(&self) -> bool {
        Command::new(self.bin.join("cargo-clippy")).arg("-V").succeeds()
    }

    /// `cargo` that compiles with it. Only for wasm: a leaked `RUSTC` would build the rest with another compiler.
    ///
    /// `clippy` is Debian's own: the ordinary one would check with another compiler than it builds with.
    pub(crate) fn cargo(&self, command: &str) -> Command {
        let cargo = if command == "clippy" {
            Command::new(self.bin.join("cargo-clippy"))
        } else {
            Command::new("cargo")
        };
        cargo.arg(command).env("RUSTC", self.bin.join("rustc")).env(LINKER, &self.linker)
    }
}

const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

fn cache() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    Ok(base.context("no home folder to keep a compiler in")?.join("doorstep/wasm-rust"))
}

fn launcher(tree: &Path) -> PathBuf {
    tree.join("bin/rustc")
}

/// The ordinary toolchain's own linker links for every target.
fn linker() -> Result<PathBuf> {
    let host = Command::new("rustc").args(["--print", "host-tuple"]).quiet().read()?;
    let linker = sysroot()?.join("lib/rustlib").join(host).join("bin/rust-lld");
    ensure!(linker.exists(), "the toolchain has no rust-lld ({})", linker.display());
    Ok(linker)
}

/// Downloads, unpacks, builds the standard library, proves that it links, and only then names the result `ready`.
fn make(cache: &Path, ready: &Path) -> Result<()> {
    ensure!(
        ["apt-get", "apt-cache", "dpkg-deb"]
            .iter()
            .all(|tool| Command::new(tool).arg("--version").succeeds()),
        "no apt-get, apt-cache and dpkg-deb here: add the target {TARGET} with your toolchain's own installer"
    );
    if is_root() && Command::new("apt-get").args(["update", "-qq"]).run().is_err() {
        println!("xtask: going on with the package lists that are there");
    }
    let version = candidate()?;
    println!("xtask: Debian's rustc-web {version} goes into {}", cache.display());
    let debs = cache.join(format!("debs-{version}"));
    fs::create_dir_all(&debs)?;
    download(&debs, &version)?;

    let tree = cache.join("part");
    empty(&tree)?;
    unpack(&debs, &tree)?;
    write_launchers(&tree)?;
    Command::new(launcher(&tree)).arg("-V").run().context(
        "the unpacked compiler does not start; as root: apt-get install libedit2 libxml2 libz3-4 libzstd1 libffi8",
    )?;
    build_std(&tree)?;
    prove(&tree)?;

    if ready.exists() {
        fs::remove_dir_all(ready)?;
    }
    fs::rename(&tree, ready)?;
    fs::remove_dir_all(&debs)?;
    Ok(())
}

/// The version apt would install.
fn candidate() -> Result<String> {
    let policy = Command::new("apt-cache").args(["policy", "rustc-web"]).env("LC_ALL", "C").quiet().read()?;
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "));
    let Some(version) = version.filter(|version| *version != "(none)") else {
        bail!("apt knows no rustc-web (Debian 12's security archive has it); is the list fresh?");
    };
    let new_enough = Command::new("dpkg").args(["--compare-versions", version, "ge", RUST_MIN]).succeeds();
    ensure!(new_enough, "Debian's rustc-web is {version}, and the project needs {RUST_MIN}");
    Ok(version.to_owned())
}

/// Fetches what is not there yet; apt checks the rest against its lists.
fn download(debs: &Path, version: &str) -> Result<()> {
    let depends = Command::new("apt-cache")
        .args(["depends", "--recurse", "--important", "--no-conflicts", "--no-breaks", "--no-replaces"])
        .args(["--no-enhances", "rustc-web"])
        .quiet()
        .read()?;
    let numbered = |name: &str, stem: &str| {
        name.strip_prefix(stem).is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    let (mut wanted, mut llvm) = (Vec::new(), Vec::new());
    for package in PACKAGES {
        wanted.push(format!("{package}={version}"));
    }
    for name in depends.lines() {
        if numbered(name, "libstd-rust-web-")
            && version.starts_with(name.trim_start_matches("libstd-rust-web-"))
        {
            wanted.push(format!("{name}={version}"));
        } else if numbered(name, "libllvm") && !name.contains(':') {
            llvm.push(name.to_owned());
        }
    }
    ensure!(!llvm.is_empty(), "rustc-web depends on no libllvm any more");
    Command::new("apt-get")
        .args(["download", "-qq", "-o", "APT::Sandbox::User=root"])
        .args(wanted.iter().chain(&llvm))
        .dir(debs)
        .run()
}

/// Of the sources only the library is needed, of the others everything but manuals.
fn unpack(debs: &Path, tree: &Path) -> Result<()> {
    for package in files_ending(debs, ".deb")? {
        let name = package.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let archive = tree.join("data.tar");
        let tar = fs::File::create(&archive)?;
        let mut unpacked =
            std::process::Command::new("dpkg-deb").arg("--fsys-tarfile").arg(&package).stdout(tar).spawn()?;
        ensure!(unpacked.wait()?.success(), "dpkg-deb cannot read {name}");
        let extract = Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(tree).quiet();
        if name.starts_with("rust-web-src_") {
            extract.args(["--wildcards", "./usr/lib/rustlib/src/*", "./usr/src/rustc-*/library/*"]).run()?;
        } else {
            extract.arg("--exclude=./usr/share/*").run()?;
        }
        fs::remove_file(archive)?;
    }
    Ok(())
}

/// The unpacked programs find their libraries by `LD_LIBRARY_PATH` only.
fn write_launchers(tree: &Path) -> Result<()> {
    let bin = tree.join("bin");
    fs::create_dir_all(&bin)?;
    for program in ["rustc", "cargo-clippy"] {
        let script = format!(
            "#!/bin/sh\n\
             tree=$(dirname \"$(dirname \"$(readlink -f \"$0\")\")\")\n\
             LD_LIBRARY_PATH=$tree/usr/lib/x86_64-linux-gnu:$tree/usr/lib/aarch64-linux-gnu${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}\n\
             export LD_LIBRARY_PATH\n\
             exec \"$tree/usr/bin/{program}\" \"$@\"\n"
        );
        let path = bin.join(program);
        write(&path, &script)?;
        Command::new("chmod").arg("+x").arg(&path).quiet().run()?;
    }
    Ok(())
}

/// Builds the standard library with its own lock file and the dependencies that come with its source.
fn build_std(tree: &Path) -> Result<()> {
    let library = fs::canonicalize(tree.join("usr/lib/rustlib/src/rust/library"))
        .context("no source of the library")?;
    let package = tree.join("std");
    fs::create_dir_all(package.join("src"))?;
    write(&package.join("src/lib.rs"), "")?;
    write(
        &package.join("Cargo.toml"),
        "[package]\nname = \"std-for-wasm\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    // With bitcode, later builds can optimise across crates. Cargo names the library by the one path and its dependencies
    // by the other; without both, panics do not name this machine.
    let linked = tree.join("usr/lib/rustlib/src/rust/library");
    let remap = |path: &Path| format!("--remap-path-prefix={}=/rustc/library", path.display());
    let flags = format!("-Cembed-bitcode=yes {} {}", remap(&library), remap(&linked));
    let vendored = format!("source.vendored.directory={:?}", library.join("vendor"));
    let mut cargo = Command::new("cargo")
        .args(["build", "--release", "--offline", "--target", TARGET])
        .arg("-Zbuild-std=core,alloc,std,panic_abort,panic_unwind,proc_macro,test")
        .args(["--config", "source.crates-io.replace-with=\"vendored\"", "--config", &vendored])
        .dir(&package)
        .env("RUSTC", launcher(tree))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env(LINKER, linker()?)
        .env("RUSTFLAGS", flags);
    for name in ["CARGO_BUILD_TARGET", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER"]
    {
        cargo = cargo.without_env(name);
    }
    cargo.run().context("the standard library does not build")?;

    let built = package.join("target").join(TARGET).join("release/deps");
    let into = tree.join("usr/lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&into)?;
    for file in files_ending(&built, ".rlib")? {
        let name = file.file_name().unwrap_or_default();
        if !name.to_string_lossy().starts_with("libstd_for_wasm") {
            fs::copy(&file, into.join(name))?;
        }
    }
    for used_up in [&package, &tree.join("usr/src"), &tree.join("usr/lib/rustlib/src")] {
        fs::remove_dir_all(used_up)?;
    }
    Ok(())
}

/// A module that uses the standard library links, optimised across crates.
fn prove(tree: &Path) -> Result<()> {
    let (source, module) = (tree.join("proof.rs"), tree.join("proof.wasm"));
    write(
        &source,
        "#[unsafe(no_mangle)] pub extern \"C\" fn longest(n: u32) -> usize {
            let mut map = std::collections::HashMap::new();
            (0..n).for_each(|i| drop(map.insert(i, i.to_string())));
            map.values().map(String::len).max().unwrap_or(0)
        }",
    )?;
    Command::new(launcher(tree))
        .args(["--edition", "2024", "--crate-type", "cdylib", "-O", "-Clto", "--target", TARGET, "-o"])
        .arg(&module)
        .arg(&source)
        .arg(format!("-Clinker={}", linker()?.display()))
        .run()
        .context("the new standard library does not link")?;
    fs::remove_file(source)?;
    fs::remove_file(module)?;
    Ok(())
}
