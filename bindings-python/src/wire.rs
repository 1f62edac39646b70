//! Every operation by name, as JSON.

use pyo3::prelude::*;

use crate::error::raise;
use crate::panic::guard;

/// Carries out one operation by name: JSON text in, JSON text out. Equal requests give equal bytes, here, in Rust and
/// in JavaScript.
///
/// >>> doorstep.call("convert", '{"points": [[2.3522, 48.8566]], "source": "wgs84", "target": "gcj02"}')
/// '{"points":[[2.3522,48.8566]],"system":"gcj02"}'
#[pyfunction]
#[pyo3(signature = (operation, request, /))]
pub(crate) fn call(py: Python<'_>, operation: &str, request: &str) -> PyResult<String> {
    guard(py, || py.detach(|| doorstep::wire::call(operation, request)).map_err(|error| raise(py, error)))
}
