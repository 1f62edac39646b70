//! The npm package, built, packed, installed and tested as a user gets it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use wasm_bindgen_cli_support::Bindgen;

use crate::command::Command;
use crate::project::{Project, empty, files_ending, read, write};
use crate::steps::Outcome;
use crate::{rust, wasm};

/// Name of the package and of its files.
const NAME: &str = "doorstep";

/// The development folder of the package.
fn folder(project: &Project) -> PathBuf {
    project.path("bindings-wasm")
}

/// `node` or `npm` in the development folder.
pub(crate) fn tool(project: &Project, name: &str) -> Command {
    let name = if cfg!(windows) && name == "npm" { "npm.cmd" } else { name };
    Command::new(name).dir(&folder(project))
}

/// A script of an installed package, run by Node: the links in `.bin` differ between systems.
fn script(project: &Project, below_node_modules: &str) -> Command {
    tool(project, "node").arg(folder(project).join("node_modules").join(below_node_modules))
}

/// Installs what package-lock.json says, unless it is there.
pub(crate) fn install(project: &Project) -> Result<()> {
    let wanted = read(&folder(project).join("package-lock.json"))?;
    let stamp = folder(project).join("node_modules/installed-lock.json");
    if read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    ensure!(Command::new("node").arg("--version").succeeds(), "no Node here; version 20 or newer is needed");
    tool(project, "npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).run()?;
    write(&stamp, &wanted)
}

/// `cargo xtask npm`: the package in bindings-wasm/pkg.
pub(crate) fn package(project: &Project) -> Result<Outcome> {
    install(project)?;
    let size = build(project)?;
    Ok(Outcome::Passed(format!("bindings-wasm/pkg, wasm of {} KiB", size / 1024)))
}

/// Builds the package; the answer is the size of the wasm module in bytes.
///
/// The folder appears only when it is complete, so that a test never meets half of it.
fn build(project: &Project) -> Result<u64> {
    let compiled = wasm::build(project)?;
    let part = project.scratch("npm")?.join("pkg");
    empty(&part)?;
    copy(&folder(project).join("js"), &part)?;
    // One module and one script for browsers and for Node alike: `web.js` fetches the module, `node.js` reads it.
    let module = part.join("module");
    let mut bindgen = Bindgen::new();
    // With the default path, `init()` finds the module beside the script; the types are those of the scripts in js/.
    bindgen.web(true)?.input_path(&compiled).out_name(NAME).typescript(false).omit_default_module_path(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(&module)?;
    let size = shrink(project, &module)?;

    write(&part.join("package.json"), &format!("{:#}\n", manifest(&project.version)))?;
    for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
        std::fs::copy(project.path(license), part.join(license))?;
    }
    std::fs::copy(folder(project).join("README.md"), part.join("README.md"))?;

    let finished = folder(project).join("pkg");
    empty(&finished)?;
    copy(&part, &finished)?;
    Ok(size)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Optimises for size; the tests run the result, as an optimiser that does not know a feature can break a module.
fn shrink(project: &Project, out: &Path) -> Result<u64> {
    let module = out.join(format!("{NAME}_bg.wasm"));
    let before = std::fs::metadata(&module)?.len();
    let smaller = out.join("smaller.wasm");
    script(project, "binaryen/bin/wasm-opt")
        .args(["-Oz", "--strip-target-features"])
        .arg(&module)
        .arg("-o")
        .arg(&smaller)
        .run()?;
    std::fs::rename(&smaller, &module)?;
    let after = std::fs::metadata(&module)?.len();
    println!("{NAME}_bg.wasm: {before} bytes, {after} after wasm-opt");
    Ok(after)
}

/// The manifest of the published package. `types` is first in each condition: TypeScript takes the first that fits.
fn manifest(version: &str) -> serde_json::Value {
    let types = "./doorstep.d.ts";
    json!({
        "name": NAME,
        "version": version,
        "description": "Public employment service: matching, 15-minute service circles, employment vouchers",
        "license": "MIT OR Apache-2.0",
        "keywords": ["employment", "matching", "vouchers", "accessibility", "china"],
        "type": "module",
        // From here on `require` takes modules, too.
        "engines": { "node": ">=20.19" },
        "files": ["*.js", "*.d.ts", "module"],
        "sideEffects": ["./node.js"],
        "exports": {
            ".": { "types": types, "node": "./node.js", "default": "./web.js" },
            "./web": { "types": types, "default": "./web.js" },
            "./node": { "types": types, "default": "./node.js" },
            "./doorstep.wasm": format!("./module/{NAME}_bg.wasm"),
            "./package.json": "./package.json",
        },
    })
}

/// Packs the package and installs it beside the tests, which import it by its name.
fn install_package(project: &Project) -> Result<()> {
    let out = project.scratch("npm")?.join("packed");
    empty(&out)?;
    tool(project, "npm").args(["pack", "./pkg", "--silent", "--pack-destination"]).arg(&out).run()?;
    let packed = files_ending(&out, ".tgz")?.pop().context("npm packed nothing")?;
    let installed = folder(project).join("node_modules").join(NAME);
    empty(&installed)?;
    // Unpacked, not `npm install`ed: npm would look at the whole tree again and write its lock.
    Command::new("tar").arg("-xzf").arg(packed).arg("-C").arg(&installed).arg("--strip-components=1").run()
}

/// Builds and installs the package.
pub(crate) fn ready(project: &Project) -> Result<u64> {
    install(project)?;
    let size = build(project)?;
    install_package(project)?;
    Ok(size)
}

/// Whether an earlier step has installed the package.
pub(crate) fn is_installed(project: &Project) -> bool {
    folder(project).join("node_modules").join(NAME).join("package.json").exists()
}

/// The package in `node_modules`: its types and a user of them under tsc, then the tests under Node.
pub(crate) fn test(project: &Project) -> Result<Outcome> {
    let size = ready(project)?;
    script(project, "typescript/bin/tsc").args(["--noEmit", "--project", "tests/types"]).run()?;
    node_tests(project, "tests")?.env("DOORSTEP_SAME_BYTES", rust::same_bytes(project)?).run()?;
    Ok(Outcome::Passed(format!("wasm of {} KiB", size / 1024)))
}

/// `*.test.mjs` of a folder under Node's own test runner.
pub(crate) fn node_tests(project: &Project, below: &str) -> Result<Command> {
    let files = files_ending(&folder(project).join(below), ".test.mjs")?;
    ensure!(!files.is_empty(), "bindings-wasm/{below} has no test");
    Ok(tool(project, "node").arg("--test").args(files))
}
