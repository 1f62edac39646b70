//! What a store does with its folder beside what SQLite does.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::Result;
use std::path::Path;

/// Files as a store makes, names and syncs them. Tests put a disk in the place of the real one that loses its power.
#[doc(hidden)]
pub trait Files: Debug {
    /// The file system of SQLite's that reaches the same files; `None` is SQLite's own.
    fn vfs(&self) -> Option<&str>;
    /// Whether there is a file.
    fn exists(&self, path: &Path) -> bool;
    /// A second name for a file.
    fn link(&self, from: &Path, to: &Path) -> Result<()>;
    /// A name less.
    fn remove(&self, path: &Path) -> Result<()>;
    /// Makes a file's content safe.
    fn sync_file(&self, path: &Path) -> Result<()>;
    /// Makes the names in a file's folder safe.
    fn sync_folder(&self, path: &Path) -> Result<()>;
}

/// The files of the operating system.
#[derive(Debug)]
pub(super) struct Folder;

impl Files for Folder {
    fn vfs(&self) -> Option<&str> {
        None
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn link(&self, from: &Path, to: &Path) -> Result<()> {
        fs::hard_link(from, to)
    }

    fn remove(&self, path: &Path) -> Result<()> {
        fs::remove_file(path)
    }

    fn sync_file(&self, path: &Path) -> Result<()> {
        File::open(path)?.sync_all()
    }

    fn sync_folder(&self, path: &Path) -> Result<()> {
        // Elsewhere a folder cannot be opened as a file.
        #[cfg(unix)]
        if let Some(folder) = path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}
