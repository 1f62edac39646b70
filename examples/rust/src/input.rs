//! Tables in (读取): a file and its column mapping become records and a list of what was wrong.

use std::fs;
use std::path::{Path, PathBuf};

use doorstep::table::{Mapping, RawTable, Reading, Record, read};

use crate::failure::Failure;

/// A table that was read, and where it came from.
pub(crate) struct Table<T> {
    /// The name of the file, without its folder.
    pub file: String,
    /// The records and what was wrong.
    pub reading: Reading<T>,
}

/// The folder `examples/`, found from this crate's own folder.
pub(crate) fn examples_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Reads the CSV at `path` as records of `T`, with the mapping `examples/mappings/{mapping}.json`.
pub(crate) fn read_csv<T: Record>(path: &Path, mapping: &str) -> Result<Table<T>, Failure> {
    let mapping_path = examples_dir().join("mappings").join(format!("{mapping}.json"));
    let text = fs::read_to_string(&mapping_path).map_err(|error| Failure::file(&mapping_path, error))?;
    let mapping = Mapping::from_json(&text)?;
    let file = fs::File::open(path).map_err(|error| Failure::file(path, error))?;
    let reading = read::<T>(&RawTable::from_csv(file)?, &mapping)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Table { file: name.into_owned(), reading })
}

/// The folder of outside data that some tests use: `DOORSTEP_DATA`, or the first `shared/data` beside a folder above this
/// crate.
#[cfg(test)]
pub(crate) fn outside_data() -> Option<PathBuf> {
    if let Some(dir) = std::env::var_os("DOORSTEP_DATA") {
        return Some(PathBuf::from(dir));
    }
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.map(|dir| dir.join("shared/data")).find(|dir| dir.is_dir())
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
