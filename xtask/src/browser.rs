//! The npm package in a browser.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::debian;
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
    // The small font is for Chinese text on screenshots.
    match debian::install(&["chromium", "fonts-wqy-microhei"]) {
        Ok(()) if usual.exists() => Ok(usual.to_owned()),
        installed => Err(format!(
            "no {CHROMIUM}; install Chromium, or name one in the variable CHROMIUM ({installed:?})"
        )),
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
