//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command::Command;

/// The checkout and the folder that builds go to.
pub(crate) struct Project {
    /// The root of the checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, wherever the user has put it.
    pub(crate) target: PathBuf,
    /// The one version of all packages.
    pub(crate) version: String,
}

impl Project {
    pub(crate) fn find() -> Result<Self> {
        // Cargo sets it when it runs xtask; the other is for a binary that was started by hand.
        let own =
            std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&own).parent().context("xtask lies in the root")?.to_owned();
        let text = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .dir(&root)
            .quiet()
            .read()?;
        let metadata: serde_json::Value = serde_json::from_str(&text)?;
        let target = metadata
            .get("target_directory")
            .and_then(|path| path.as_str())
            .context("cargo names its target folder")?
            .into();
        Ok(Self { root, target, version: env!("CARGO_PKG_VERSION").to_owned() })
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A folder of xtask's own below the target folder, made if need be.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf> {
        let folder = self.target.join("xtask").join(name);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// Flags, as `CARGO_ENCODED_RUSTFLAGS` has them, for what is published: panics name source files, and the paths of
    /// the machine that built it are nobody's business.
    pub(crate) fn remapped_paths(&self) -> String {
        let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let cargo_home = cargo_home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
        let mut flags = vec![format!("--remap-path-prefix={}=doorstep", self.root.display())];
        flags.extend(cargo_home.map(|home| format!("--remap-path-prefix={}=cargo", home.display())));
        flags.join("\x1f")
    }

    /// `cargo` in the root.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        Command::new("cargo").args(args).dir(&self.root)
    }
}

/// The files directly in a folder whose names end so, sorted.
pub(crate) fn files_ending(folder: &Path, end: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_file() && path.to_string_lossy().ends_with(end) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Makes a folder empty.
pub(crate) fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

/// Writes a text file, with a name in the error.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a text file, with a name in the error.
pub(crate) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
