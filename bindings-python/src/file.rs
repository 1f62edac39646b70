//! Files; an error names the file, as Python's own does.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> PyResult<String> {
    fs::read_to_string(path).map_err(|error| named(error, path))
}

/// The bytes of a file.
pub(crate) fn read_bytes(path: &Path) -> PyResult<Vec<u8>> {
    fs::read(path).map_err(|error| named(error, path))
}

/// Makes or replaces a file: whoever opens it meets the old bytes or the new ones, even after a fall of the machine, and
/// never a part of them.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> PyResult<()> {
    let part = neighbour(path);
    let written = write_new(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(|error| {
        // What went wrong first is what is told.
        let _ = fs::remove_file(&part);
        named(error, path)
    })
}

/// Writes a file that is on the disk before its name is.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name in the same folder, so that a rename stays on one disk, of this process and thread alone.
fn neighbour(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, ToOwned::to_owned);
    name.push(format!(".{}-{:?}.part", process::id(), std::thread::current().id()));
    path.with_file_name(name)
}

fn named(error: io::Error, path: &Path) -> PyErr {
    match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, error.to_string(), path.display().to_string())),
        None => error.into(),
    }
}
