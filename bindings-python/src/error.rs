//! Errors of the core as Python exceptions.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

pyo3::create_exception!(
    doorstep,
    DoorstepError,
    PyException,
    "Anything that doorstep refuses: `code` is stable, `message_zh` is the Chinese text."
);

/// The exception for an error of the core.
pub(crate) fn raise(py: Python<'_>, error: impl Into<doorstep::Error>) -> PyErr {
    let error = error.into();
    let exception = DoorstepError::new_err(error.to_string());
    let value = exception.value(py);
    match value.setattr("code", error.code()).and_then(|()| value.setattr("message_zh", error.message_zh())) {
        Ok(()) => exception,
        Err(failed) => failed,
    }
}
