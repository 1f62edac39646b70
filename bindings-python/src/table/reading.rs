//! From any table to checked records.

use std::path::PathBuf;

use doorstep::table::{Effect, Finding, Mapping, Record, TableCode, TableError, read_after};
use doorstep::wire::{OnReject, one, settle};
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use super::arrow::Raw;
use super::{arrow, object};
use crate::error::{option, raise, warn};
use crate::file::read_text;
use crate::json;

/// Reads any table as records. Rows that cannot be read are raised, or left out and found in the findings.
pub(crate) fn read<T: Record + Send>(
    data: &Bound<'_, PyAny>,
    mapping: Option<&Bound<'_, PyAny>>,
    on_reject: OnReject,
) -> PyResult<(Vec<T>, Vec<Finding>)> {
    let py = data.py();
    let mapping = read_mapping(py, mapping)?;
    records(py, 0, &raw_table(data)?, &mapping, on_reject)
}

/// Reads rows, of which `before` came before, as records.
pub(crate) fn records<T: Record + Send>(
    py: Python<'_>,
    before: usize,
    Raw { table, unread }: &Raw,
    mapping: &Mapping,
    on_reject: OnReject,
) -> PyResult<(Vec<T>, Vec<Finding>)> {
    let reading = py.detach(|| read_after::<T>(before, table, mapping)).map_err(|error| raise(py, error))?;
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

fn raw_table(data: &Bound<'_, PyAny>) -> PyResult<Raw> {
    if arrow::is_arrow(data)? { arrow::raw_table(data) } else { object::raw_table(data) }
}

/// A mapping as a dict, as JSON text, or as the path of a JSON file.
pub(crate) fn read_mapping(py: Python<'_>, mapping: Option<&Bound<'_, PyAny>>) -> PyResult<Mapping> {
    let Some(mapping) = mapping else { return Ok(Mapping::default()) };
    let text = if mapping.cast::<PyMapping>().is_ok() {
        json::from_python(mapping)?.to_string()
    } else {
        match mapping.cast::<PyString>() {
            Ok(text) if text.to_str()?.trim_start().starts_with('{') => text.to_str()?.to_owned(),
            _ => read_text(&mapping.extract::<PathBuf>()?)?,
        }
    };
    Mapping::from_json(&text).map_err(|error| raise(py, error))
}
