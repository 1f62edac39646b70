//! A column of texts.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_cast::can_cast_types;
use arrow_schema::DataType;
use doorstep::table::{TableCode, TableError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMapping};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::input::AnyArray;

use super::is_arrow;
use crate::error::raise;
use crate::scalar::Scalar;

/// The texts of a sequence, a series or an Arrow column; nothing where one is missing. A whole number is a text, as it is in
/// the cells of tables.
pub(crate) fn texts(values: &Bound<'_, PyAny>) -> PyResult<Vec<Option<String>>> {
    // What gives no Arrow texts is read one by one, which says best what is wrong.
    if is_arrow(values)?
        && let Ok(texts) = arrow_texts(values)
    {
        return texts.map_or_else(|kind| Err(refused(values, &kind)), Ok);
    }
    // Going through these would give keys, or numbers.
    if values.cast::<PyMapping>().is_ok()
        || values.is_instance_of::<PyBytes>()
        || values.is_instance_of::<PyByteArray>()
    {
        return Err(refused(values, values.get_type().name()?.to_str()?));
    }
    // What pandas has in an empty cell of a column of texts.
    let missing = |number: f64| number.is_nan();
    values
        .try_iter()?
        .map(|value| {
            let value = value?;
            match Scalar::of(&value)? {
                Some(Scalar::Text(text)) => Ok(Some(text)),
                Some(Scalar::Integer(number)) => Ok(Some(number.to_string())),
                Some(Scalar::Null) => Ok(None),
                Some(Scalar::Decimal(number)) if missing(number) => Ok(None),
                _ => Err(refused(values, value.get_type().name()?.to_str()?)),
            }
        })
        .collect()
}

fn refused(values: &Bound<'_, PyAny>, kind: &str) -> PyErr {
    raise(values.py(), TableError::new(TableCode::ColumnType, format_args!("texts are wanted, not {kind}")))
}

/// The texts of an Arrow array, or the type that it has instead.
fn arrow_texts(values: &Bound<'_, PyAny>) -> PyArrowResult<Result<Vec<Option<String>>, String>> {
    let (chunks, field) = values.extract::<AnyArray>()?.into_chunked_array()?.into_inner();
    let is_text = |kind: &DataType| {
        use DataType as D;
        kind.is_integer() || matches!(kind, D::Utf8 | D::LargeUtf8 | D::Utf8View | D::Null)
    };
    let kind = field.data_type();
    let is_text = match kind {
        DataType::Dictionary(_, value) => is_text(value),
        DataType::RunEndEncoded(_, value) => is_text(value.data_type()),
        _ => is_text(kind),
    };
    if !is_text || !can_cast_types(kind, &DataType::Utf8) {
        return Ok(Err(kind.to_string()));
    }
    let mut texts = Vec::with_capacity(chunks.iter().map(|chunk| chunk.len()).sum());
    for chunk in chunks {
        let chunk = arrow_cast::cast(&chunk, &DataType::Utf8)?;
        texts.extend(chunk.as_string::<i32>().iter().map(|text| text.map(str::to_owned)));
    }
    Ok(Ok(texts))
}
