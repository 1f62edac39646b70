//! Plain Python values and JSON, both ways.

use doorstep::wire::{RequestCode, RequestError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PySequence, PyString};
use serde_json::{Map, Number, Value};

use crate::error::{raise, refuse};
use crate::scalar::Scalar;

/// Deepest nesting: a list that holds itself has no end.
const DEPTH_MAX: u8 = 64;

/// JSON as dicts, lists, texts and numbers.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(yes) => yes.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), _, _) => number.into_pyobject(py)?.into_any(),
            (_, Some(number), _) => number.into_pyobject(py)?.into_any(),
            (_, _, number) => number.into_pyobject(py)?.into_any(),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, member) in members {
                dict.set_item(name, to_python(py, member)?)?;
            }
            dict.into_any()
        }
    })
}

/// A serde type as dicts, lists, texts and numbers.
pub(crate) fn plain<'py>(py: Python<'py>, value: &impl serde::Serialize) -> PyResult<Bound<'py, PyAny>> {
    let value = serde_json::to_value(value).map_err(|error| raise(py, RequestError::from(error)))?;
    to_python(py, &value)
}

/// Dicts, lists and plain values as JSON; a date becomes its ISO text.
pub(crate) fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    nested(value, DEPTH_MAX)
}

fn nested(value: &Bound<'_, PyAny>, depth: u8) -> PyResult<Value> {
    let py = value.py();
    let bad = |detail: String| refuse(py, RequestCode::Json, detail);
    if let Some(scalar) = Scalar::of(value)? {
        return match scalar {
            Scalar::Null => Ok(Value::Null),
            Scalar::Boolean(yes) => Ok(Value::Bool(yes)),
            Scalar::Integer(number) => Ok(number.into()),
            Scalar::Decimal(number) => Number::from_f64(number)
                .map(Value::Number)
                .ok_or_else(|| bad("a number that is not finite".to_owned())),
            Scalar::Text(text) => Ok(Value::String(text)),
        };
    }
    let Some(depth) = depth.checked_sub(1) else { return Err(bad("nested too deeply".to_owned())) };
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let mut members = Map::new();
        for item in mapping.items()?.iter() {
            let (name, member): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            let name =
                name.cast::<PyString>().map_err(|_| bad("a key that is no text".to_owned()))?.to_string();
            members.insert(name, nested(&member, depth)?);
        }
        return Ok(Value::Object(members));
    }
    if let Ok(items) = value.cast::<PySequence>()
        && !value.is_instance_of::<PyBytes>()
    {
        return items
            .try_iter()?
            .map(|item| nested(&item?, depth))
            .collect::<PyResult<Vec<_>>>()
            .map(Value::Array);
    }
    Err(bad(format!("a value of the type `{}`", value.get_type().name()?)))
}
