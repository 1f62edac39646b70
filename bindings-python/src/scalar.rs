//! Single Python values: what a row or an option may hold.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};

/// A single value, whichever library it comes from.
pub(crate) enum Scalar {
    Null,
    Boolean(bool),
    Integer(i64),
    /// May be NaN or infinite.
    Decimal(f64),
    /// Text; also the ISO text of a date or a time, and the digits of a `decimal.Decimal` or of a large integer.
    Text(String),
}

impl Scalar {
    /// Reads a value; nothing if it is not a single one, such as a list.
    pub(crate) fn of(value: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        // The types that rows are mostly made of come first.
        if value.is_none() {
            return Ok(Some(Self::Null));
        }
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Some(Self::Text(text.to_str()?.to_owned())));
        }
        if let Ok(yes) = value.cast::<PyBool>() {
            return Ok(Some(Self::Boolean(yes.is_true())));
        }
        if value.is_instance_of::<PyInt>() {
            let number = value.extract().map(Self::Integer);
            return number.or_else(|_| Ok(Self::Text(value.str()?.to_str()?.to_owned()))).map(Some);
        }
        if let Ok(number) = value.cast::<PyFloat>() {
            return Ok(Some(Self::Decimal(number.value())));
        }
        Self::of_library(value)
    }

    /// Values of the standard library, NumPy and pandas, known by the names of their types so that none is imported.
    fn of_library(value: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        let class = value.get_type();
        let (module, name) = (class.module()?, class.name()?);
        let text = || -> PyResult<Option<Self>> { Ok(Some(Self::Text(value.str()?.to_str()?.to_owned()))) };
        match (module.to_str()?, name.to_str()?) {
            (_, "NAType" | "NaTType") => Ok(Some(Self::Null)),
            ("decimal", "Decimal") => {
                let number: f64 = value.extract()?;
                if number.is_finite() { text() } else { Ok(Some(Self::Decimal(number))) }
            }
            ("numpy", "ndarray") => Ok(None),
            ("numpy", "datetime64") => match value.str()?.to_str()? {
                "NaT" => Ok(Some(Self::Null)),
                iso => Ok(Some(Self::Text(iso.to_owned()))),
            },
            ("numpy", _) => Self::of(&value.call_method0("item")?),
            _ if value.hasattr("isoformat")? => {
                let iso = value.call_method0("isoformat")?;
                Ok(Some(Self::Text(iso.cast::<PyString>()?.to_str()?.to_owned())))
            }
            _ => Ok(None),
        }
    }
}
