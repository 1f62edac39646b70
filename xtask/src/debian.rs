//! System packages, where we may install them.

use crate::command::{Command, is_root};

fn apt(args: &[&str]) -> Command {
    Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive")
}

/// Whether packages can be installed here.
pub(crate) fn is_possible() -> bool {
    apt(&["--version"]).succeeds() && is_root()
}

/// Installs Debian packages.
///
/// # Errors
/// Why not: no `apt-get`, not root, or what it said.
pub(crate) fn install(packages: &[&str]) -> Result<(), String> {
    if !is_possible() {
        return Err(format!("not root on a Debian system, which could install {}", packages.join(" ")));
    }
    // Old lists may still do.
    let updated = apt(&["update", "-qq"]).run();
    let keep = ["-o", "Dpkg::Options::=--force-confold"];
    apt(&["install", "-y", "-qq", "--no-install-recommends"])
        .args(keep)
        .args(packages)
        .run()
        .map_err(|error| format!("{} cannot be installed ({updated:?}, {error:#})", packages.join(" ")))
}
