//! Errors of the core as Python exceptions: one class for each family, and all that they carry.

use doorstep::table::Finding;
use doorstep::{Error, Family};
use pyo3::exceptions::{PyException, PyUserWarning};
use pyo3::prelude::*;
use serde_json::Value;

use crate::json;

macro_rules! exceptions {
    ($($name:ident($base:ident) = $doc:literal;)+) => {
        $(pyo3::create_exception!(doorstep, $name, $base, $doc);)+
    };
}

exceptions! {
    DoorstepError(PyException) =
        "Anything that doorstep refuses: `code` is stable, `message_zh` is the Chinese text (错误).";
    InvalidValueError(DoorstepError) = "A value that is not acceptable.";
    TableError(DoorstepError) =
        "A table that cannot be read. `findings` lists what was wrong, one dict each: row, column, code, value (masked \
         where it is personal), effect, message_en, message_zh.";
    MatchingError(DoorstepError) = "A question that the matcher cannot answer.";
    CircleError(DoorstepError) = "A service circle or a coverage that cannot be computed.";
    RequestError(DoorstepError) = "A request or an option that cannot be read, or that this release does not have.";
    VoucherError(DoorstepError) =
        "A command that cannot be read, or a ledger that does not hold together. `field` names the field of the command, \
         `seq` the event; each is None where it does not apply.";
    InternalError(DoorstepError) = "A mistake in doorstep itself; please report it.";
    DoorstepWarning(PyUserWarning) = "Something that doorstep left out, such as a column that no field is read from.";
}

/// The exception for an error of the core.
pub(crate) fn raise(py: Python<'_>, error: impl Into<Error>) -> PyErr {
    let error = error.into();
    if let Error::Table(error) = error {
        return raise_table(py, error, &[]);
    }
    let text = error.to_string();
    let exception = match error.family() {
        Family::Circle => CircleError::new_err(text),
        Family::Matching => MatchingError::new_err(text),
        Family::Request => RequestError::new_err(text),
        Family::Table => TableError::new_err(text),
        Family::Value => InvalidValueError::new_err(text),
        Family::Voucher => VoucherError::new_err(text),
    };
    if let Error::Voucher(error) = &error {
        let value = exception.value(py);
        let attached = value.setattr("field", error.field()).and_then(|()| value.setattr("seq", error.seq()));
        if let Err(failed) = attached {
            return failed;
        }
    }
    described(py, exception, error.code(), &error.message_zh())
}

/// The exception for a table, with what was wrong with it.
pub(crate) fn raise_table(py: Python<'_>, error: doorstep::table::TableError, findings: &[Finding]) -> PyErr {
    let exception = TableError::new_err(error.to_string());
    let attached = serde_json::to_value(findings)
        .map_err(|error| raise(py, doorstep::wire::RequestError::from(error)))
        .and_then(|findings| json::to_python(py, &findings))
        .and_then(|findings| exception.value(py).setattr("findings", findings));
    match attached {
        Ok(()) => described(py, exception, error.code().code(), &error.message_zh()),
        Err(failed) => failed,
    }
}

/// The exception for a panic at `place` in the source: a panic's own message may quote personal values.
pub(crate) fn internal(py: Python<'_>, place: &str) -> PyErr {
    let exception =
        InternalError::new_err(format!("a mistake in doorstep itself, at {place}; please report it"));
    described(py, exception, "internal.panic", &format!("doorstep 内部错误，位于 {place}，请报告"))
}

fn described(py: Python<'_>, exception: PyErr, code: &str, message_zh: &str) -> PyErr {
    let value = exception.value(py);
    match value.setattr("code", code).and_then(|()| value.setattr("message_zh", message_zh)) {
        Ok(()) => exception,
        Err(failed) => failed,
    }
}

/// Refuses an option.
pub(crate) fn refuse(
    py: Python<'_>,
    code: doorstep::wire::RequestCode,
    detail: impl std::fmt::Display,
) -> PyErr {
    raise(py, doorstep::wire::RequestError::new(code, detail))
}

/// Warns of something that is left out.
pub(crate) fn warn(py: Python<'_>, text: &str) -> PyResult<()> {
    let text = std::ffi::CString::new(text.replace('\0', "")).unwrap_or_default();
    PyErr::warn(py, &py.get_type::<DoorstepWarning>(), &text, 1)
}

/// An option as a core type: a keyword such as `errors="collect"` or a dict such as `weights={"wage": 200}`.
pub(crate) fn option<T: serde::de::DeserializeOwned>(py: Python<'_>, value: Value) -> PyResult<T> {
    serde_json::from_value(value).map_err(|error| raise(py, doorstep::wire::RequestError::from(error)))
}
