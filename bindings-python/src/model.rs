//! The core's values in Python.

use pyo3::prelude::*;

use crate::error::raise;
use crate::panic::guard;

/// Reads yuan from decimal text, as a whole number of fen (分).
///
/// >>> doorstep.fen_from_yuan("248.80")
/// 24880
#[pyfunction]
#[pyo3(signature = (text, /))]
pub(crate) fn fen_from_yuan(py: Python<'_>, text: &str) -> PyResult<i64> {
    guard(py, || {
        doorstep::Fen::from_yuan_text(text).map(doorstep::Fen::get).map_err(|error| raise(py, error))
    })
}
