//! Files; an error names the file, as Python's own does.

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
    let (mut file, part) = neighbour(path).map_err(|error| named(error, path))?;
    // On the disk before its name is.
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    written.and_then(|()| fs::rename(&part, path)).map_err(|error| {
        // What went wrong first is what is told.
        let _ = fs::remove_file(&part);
        named(error, path)
    })
}

/// A new file in the same folder, so that a rename stays on one disk. A name may be taken: by another thread, or by what
/// was left when a process ended in the middle.
fn neighbour(path: &Path) -> io::Result<(File, PathBuf)> {
    const TRIES: u32 = 1000;
    let mut taken = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 0..TRIES {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}-{number}.part", process::id()));
        let part = path.with_file_name(name);
        match File::create_new(&part) {
            Ok(file) => return Ok((file, part)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = error,
            Err(error) => return Err(error),
        }
    }
    Err(taken)
}

fn named(error: io::Error, path: &Path) -> PyErr {
    match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, error.to_string(), path.display().to_string())),
        None => error.into(),
    }
}
