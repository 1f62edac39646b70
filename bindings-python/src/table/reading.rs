//! From any table to checked records.

use std::path::{Path, PathBuf};

use doorstep::table::{Effect, Finding, Mapping, RawTable, Record, TableCode, TableError};
use doorstep::wire::{OnReject, one, settle};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use super::{arrow, object};
use crate::error::{option, raise, warn};
use crate::json;

/// Reads any table as records. Rows that cannot be read are raised, or left out and found in the findings.
pub(crate) fn read<T: Record + Send>(
    data: &Bound<'_, PyAny>,
    mapping: Option<&Bound<'_, PyAny>>,
    on_reject: OnReject,
) -> PyResult<(Vec<T>, Vec<Finding>)> {
    let py = data.py();
    let mapping = read_mapping(py, mapping)?;
    let (table, unread) = raw_table(data)?;
    let reading =
        py.detach(|| doorstep::table::read::<T>(&table, &mapping)).map_err(|error| raise(py, error))?;
    let costs = |name: &String| {
        let mut findings = reading.findings.iter();
        findings.any(|finding| finding.column == *name && finding.effect != Effect::Column)
    };
    if let Some((name, kind)) = unread.iter().find(|(name, _)| costs(name)) {
        let error = TableError::new(TableCode::ColumnType, format_args!("`{name}` is {kind}"));
        return Err(raise(py, error));
    }
    for finding in reading.findings.iter().filter(|finding| finding.effect == Effect::Column) {
        warn(py, &format!("`{}`: {}", finding.column, finding.message_en))?;
    }
    settle(reading, on_reject).map_err(|error| raise(py, error))
}

/// The one record of a dict, or of a table of one row.
pub(crate) fn read_one<T: Record + Send>(
    data: &Bound<'_, PyAny>,
    mapping: Option<&Bound<'_, PyAny>>,
) -> PyResult<T> {
    let py = data.py();
    let row = match data.cast::<PyMapping>() {
        Ok(row) if !arrow::is_arrow(data)? => pyo3::types::PyList::new(py, [row])?.into_any(),
        _ => data.clone(),
    };
    let (records, _) = read(&row, mapping, OnReject::Raise)?;
    one(records).map_err(|error| raise(py, error))
}

/// What to do about rows that cannot be read: `"raise"` or `"collect"`.
pub(crate) fn on_reject(py: Python<'_>, errors: &str) -> PyResult<OnReject> {
    option(py, errors.into())
}

/// The table, and the columns whose type no field takes: name and type.
fn raw_table(data: &Bound<'_, PyAny>) -> PyResult<(RawTable, Vec<(String, String)>)> {
    if arrow::is_arrow(data)? {
        let raw = arrow::raw_table(data)?;
        return Ok((raw.table, raw.unread));
    }
    Ok((object::raw_table(data)?, Vec::new()))
}

/// A mapping as a dict, as JSON text, or as the path of a JSON file.
fn read_mapping(py: Python<'_>, mapping: Option<&Bound<'_, PyAny>>) -> PyResult<Mapping> {
    let Some(mapping) = mapping else { return Ok(Mapping::default()) };
    let text = if mapping.cast::<PyMapping>().is_ok() {
        json::from_python(mapping)?.to_string()
    } else {
        match mapping.cast::<PyString>() {
            Ok(text) if text.to_str()?.trim_start().starts_with('{') => text.to_str()?.to_owned(),
            _ => read_file(&mapping.extract::<PathBuf>()?)?,
        }
    };
    Mapping::from_json(&text).map_err(|error| raise(py, error))
}

/// The text of a file; an error names the file, as Python's own does.
pub(crate) fn read_file(path: &Path) -> PyResult<String> {
    std::fs::read_to_string(path).map_err(|error| match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, error.to_string(), path.display().to_string())),
        None => error.into(),
    })
}
