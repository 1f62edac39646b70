//! Results as Arrow columns.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use doorstep::circle::Keys;
use doorstep::table::Finding;
use pyo3::prelude::*;
use pyo3_arrow::error::PyArrowError;

use super::PyTable;

/// Columns of equal length, in order.
///
/// Whole numbers are 64-bit integers: what one subtracts in a notebook does not wrap around.
#[derive(Default)]
pub(crate) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    fn with(mut self, name: &str, kind: DataType, nullable: bool, array: ArrayRef) -> Self {
        self.fields.push(Field::new(name, kind, nullable));
        self.arrays.push(array);
        self
    }

    /// Texts.
    pub(crate) fn text<'a>(self, name: &str, values: impl Iterator<Item = &'a str>) -> Self {
        let array: StringArray = values.map(Some).collect();
        self.with(name, DataType::Utf8, false, Arc::new(array))
    }

    /// Texts, some of them not there.
    pub(crate) fn some_text<'a>(self, name: &str, values: impl Iterator<Item = Option<&'a str>>) -> Self {
        let array: StringArray = values.collect();
        self.with(name, DataType::Utf8, true, Arc::new(array))
    }

    /// Numbers.
    pub(crate) fn integer(self, name: &str, values: impl Iterator<Item = i64>) -> Self {
        let array: Int64Array = values.map(Some).collect();
        self.with(name, DataType::Int64, false, Arc::new(array))
    }

    /// Numbers, some of them not there.
    pub(crate) fn some_integer(self, name: &str, values: impl Iterator<Item = Option<i64>>) -> Self {
        let array: Int64Array = values.collect();
        self.with(name, DataType::Int64, true, Arc::new(array))
    }

    /// Keys as they were given: numbers as numbers.
    pub(crate) fn keys(self, name: &str, keys: &Keys<'_>) -> Self {
        match keys {
            Keys::Integers(keys) => self.integer(name, keys.iter().copied()),
            Keys::Texts(keys) => self.text(name, keys.iter().copied()),
        }
    }

    /// For each row the key at a place in a column of keys, or none.
    pub(crate) fn some_key(
        self,
        name: &str,
        keys: &Keys<'_>,
        places: impl Iterator<Item = Option<u32>>,
    ) -> Self {
        let at = |place: Option<u32>| Some(place? as usize);
        match keys {
            Keys::Integers(keys) => {
                self.some_integer(name, places.map(|place| keys.get(at(place)?).copied()))
            }
            Keys::Texts(keys) => self.some_text(name, places.map(|place| keys.get(at(place)?).copied())),
        }
    }

    /// Numbers that are not whole, some of them not there.
    pub(crate) fn some_decimal(self, name: &str, values: impl Iterator<Item = Option<f64>>) -> Self {
        let array: Float64Array = values.collect();
        self.with(name, DataType::Float64, true, Arc::new(array))
    }

    /// Numbers that are not whole.
    pub(crate) fn decimal(self, name: &str, values: &[f64]) -> Self {
        let array = Float64Array::from(values.to_vec());
        self.with(name, DataType::Float64, false, Arc::new(array))
    }

    /// Yes or no.
    pub(crate) fn boolean(self, name: &str, values: impl Iterator<Item = bool>) -> Self {
        let array: BooleanArray = values.map(Some).collect();
        self.with(name, DataType::Boolean, false, Arc::new(array))
    }

    /// Lists of texts.
    pub(crate) fn texts<'a, L: Iterator<Item = &'a str>>(
        self,
        name: &str,
        values: impl Iterator<Item = L>,
    ) -> Self {
        let item = Arc::new(Field::new_list_field(DataType::Utf8, false));
        let mut lists = ListBuilder::new(StringBuilder::new()).with_field(Arc::clone(&item));
        for list in values {
            list.for_each(|text| lists.values().append_value(text));
            lists.append(true);
        }
        self.with(name, DataType::List(item), false, Arc::new(lists.finish()))
    }

    /// The table, with what was wrong with the rows that it was made from.
    pub(crate) fn finish(self, rejects: Option<Py<PyTable>>) -> PyResult<PyTable> {
        let schema = Arc::new(Schema::new(self.fields));
        let batch = RecordBatch::try_new(Arc::clone(&schema), self.arrays)
            .map_err(|error: ArrowError| PyErr::from(PyArrowError::from(error)))?;
        Ok(PyTable { schema, batches: vec![batch], rejects })
    }
}

/// The table of findings (问题清单).
pub(crate) fn findings_table(py: Python<'_>, findings: &[Finding]) -> PyResult<Py<PyTable>> {
    let effect = |finding: &Finding| match finding.effect {
        doorstep::table::Effect::Row => "row",
        doorstep::table::Effect::Cell => "cell",
        doorstep::table::Effect::Column => "column",
    };
    let table = Columns::default()
        .integer("row", findings.iter().map(|finding| count(finding.row)))
        .text("column", findings.iter().map(|finding| finding.column.as_str()))
        .text("code", findings.iter().map(|finding| finding.code))
        .text("value", findings.iter().map(|finding| finding.value.as_str()))
        .text("effect", findings.iter().map(effect))
        .text("message_en", findings.iter().map(|finding| finding.message_en.as_str()))
        .text("message_zh", findings.iter().map(|finding| finding.message_zh.as_str()))
        .finish(None)?;
    Py::new(py, table)
}

/// A count as a column has it; no table has so many rows that it would not fit.
pub(crate) fn count(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
