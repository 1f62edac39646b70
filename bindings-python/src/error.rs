//! Errors of the core as Python exceptions: one class for each family, and all that they carry.

use doorstep::wire::{self, RequestCode};
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
    MatchingError(DoorstepError) = "A question that the matcher or the audit cannot answer.";
    LexiconError(DoorstepError) = "Words of the caller's own that no lexicon can take.";
    CircleError(DoorstepError) = "A service circle or a coverage that cannot be computed.";
    NetworkError(DoorstepError) = "Streets, a file of streets, or a question about them that cannot be answered.";
    RequestError(DoorstepError) = "A request or an option that cannot be read, or that this release does not have.";
    VoucherError(DoorstepError) =
        "A command that cannot be read, a ledger that does not hold together, or fees, a score or an allocation that cannot be \
         computed. `field` names the field of the command or the place in the question, `seq` the event; each is None where it \
         does not apply.";
    InternalError(DoorstepError) = "A mistake in doorstep itself; please report it.";
    DoorstepWarning(PyUserWarning) = "Something that doorstep left out, such as a column that no field is read from.";
}

/// The exception for an error of the core.
pub(crate) fn raise(py: Python<'_>, error: impl Into<Error>) -> PyErr {
    let error = error.into();
    let text = error.to_string();
    let exception = match error.family() {
        Family::Circle => CircleError::new_err(text),
        Family::Matching => MatchingError::new_err(text),
        Family::Network => NetworkError::new_err(text),
        Family::Lexicon => LexiconError::new_err(text),
        Family::Request => RequestError::new_err(text),
        Family::Table => TableError::new_err(text),
        Family::Value => InvalidValueError::new_err(text),
        Family::Voucher => VoucherError::new_err(text),
    };
    let details = || {
        let value = exception.value(py);
        match &error {
            Error::Table(error) => value.setattr("findings", json::plain(py, &error.findings())?),
            Error::Voucher(error) => {
                value.setattr("field", error.field())?;
                value.setattr("seq", error.seq())
            }
            Error::Fee(error) => {
                value.setattr("field", error.place())?;
                value.setattr("seq", py.None())
            }
            _ => Ok(()),
        }
    };
    match details() {
        Ok(()) => described(py, exception, error.code(), &error.message_zh()),
        Err(failed) => failed,
    }
}

/// The exception for a panic at `place` in the source: a panic's own message may quote personal values.
pub(crate) fn internal(py: Python<'_>, place: &str) -> PyErr {
    let text = format!("a mistake in doorstep itself, at {place}; please report it");
    described(
        py,
        InternalError::new_err(text),
        "internal.panic",
        &format!("doorstep 内部错误，位于 {place}，请报告"),
    )
}

fn described(py: Python<'_>, exception: PyErr, code: &str, message_zh: &str) -> PyErr {
    let value = exception.value(py);
    match value.setattr("code", code).and_then(|()| value.setattr("message_zh", message_zh)) {
        Ok(()) => exception,
        Err(failed) => failed,
    }
}

/// Refuses an option.
pub(crate) fn refuse(py: Python<'_>, code: RequestCode, detail: impl std::fmt::Display) -> PyErr {
    raise(py, wire::RequestError::new(code, detail))
}

/// Warns of something that is left out.
pub(crate) fn warn(py: Python<'_>, text: &str) -> PyResult<()> {
    let text = std::ffi::CString::new(text.replace('\0', "")).unwrap_or_default();
    PyErr::warn(py, &py.get_type::<DoorstepWarning>(), &text, 1)
}

/// An option as a core type: a keyword such as `errors="collect"` or a dict such as `weights={"wage": 200}`.
pub(crate) fn option<T: serde::de::DeserializeOwned>(py: Python<'_>, value: Value) -> PyResult<T> {
    serde_json::from_value(value).map_err(|error| raise(py, wire::RequestError::from(error)))
}
