//! The core's values in Python.

use pyo3::prelude::*;

use crate::error::raise;

/// Reads yuan from decimal text, as a whole number of fen.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub(crate) fn fen_from_yuan(py: Python<'_>, text: &str) -> PyResult<i64> {
    doorstep::Fen::from_yuan_text(text).map(doorstep::Fen::get).map_err(|error| raise(py, error))
}
