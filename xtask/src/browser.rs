//! The npm package in a browser.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::{Command, is_root};
use crate::npm;
use crate::project::Project;
use crate::steps::Outcome;

const CHROMIUM: &str = "/usr/bin/chromium";

/// Chromium, from the variable `CHROMIUM`, from its usual place, or from Debian's package where we may install it.
fn chromium() -> std::result::Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    let usual = Path::new(CHROMIUM);
    if usual.exists() {
        return Ok(usual.to_owned());
    }
    let apt = |args: &[&str]| Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive");
    if !apt(&["--version"]).succeeds() || !is_root() {
        return Err(format!("no {CHROMIUM}; install Chromium, or name one in the variable CHROMIUM"));
    }
    // Old lists may still do. The small font is for Chinese text on screenshots.
    let updated = apt(&["update", "-qq"]).run();
    let packages = ["chromium", "fonts-wqy-microhei"];
    match apt(&["install", "-y", "-qq", "--no-install-recommends"]).args(packages).run() {
        Ok(()) if usual.exists() => Ok(usual.to_owned()),
        installed => Err(format!("Debian's chromium cannot be installed ({updated:?}, {installed:?})")),
    }
}

/// Loads the web flavour in a page and runs the golden cases there; the page is kept as `target/xtask/browser/*.png`.
pub(crate) fn test(project: &Project) -> Result<Outcome> {
    let chromium = match chromium() {
        Ok(path) => path,
        Err(reason) => return Ok(Outcome::Skipped(reason)),
    };
    if npm::is_installed(project) {
        npm::install(project)?;
    } else {
        npm::ready(project)?;
    }
    let shots = project.scratch("browser")?;
    npm::node_tests(project, "tests/browser")?.env("CHROMIUM", chromium).env("SCREENSHOTS", &shots).run()?;
    Ok(Outcome::PASSED)
}
