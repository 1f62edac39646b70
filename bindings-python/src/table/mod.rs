//! Tables in and out: any Arrow table or rows of dicts become records, results become Arrow tables.

mod arrow;
mod columns;
mod field;
mod object;
mod points;
mod reading;
mod source;
mod texts;

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, Field, SchemaRef};
use doorstep::table::{TableCode, TableError};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyType};
use pyo3_arrow::PyArray;
use pyo3_arrow::error::{PyArrowError, PyArrowResult};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

pub(crate) use arrow::is_arrow;
pub(crate) use columns::{Columns, count, findings_table};
pub(crate) use field::fields;
pub(crate) use object::items as rows_given;
pub(crate) use points::{KeyColumn, NumberColumn, TextColumn, booleans, has_column};
pub(crate) use reading::{on_reject, read, read_mapping, read_one, records};
pub(crate) use source::{Source, rows_of};
pub(crate) use texts::texts;

use crate::error::raise;
use crate::panic::guard;

/// An Arrow table that any Arrow library of Python takes as it is (结果表).
///
/// >>> table = doorstep.fields("station")
/// >>> table.column_names
/// ['name', 'kind', 'personal', 'en', 'zh']
/// >>> table.to_pylist()[1]["zh"]
/// '站点名称'
#[pyclass(module = "doorstep", name = "Table", frozen)]
pub(crate) struct PyTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    rejects: Option<Py<PyTable>>,
}

impl PyTable {
    /// What each column is.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The rows.
    pub(crate) fn into_batches(self) -> Vec<RecordBatch> {
        self.batches
    }
}

/// The record batches of any object that gives an Arrow table.
pub(crate) fn record_batches(data: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    Ok(arrow::import(data)?.into_inner().0)
}

/// Record batches as a capsule that any Arrow library takes.
pub(crate) fn stream<'py>(
    py: Python<'py>,
    schema: &SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'static,
    requested_schema: Option<Bound<'py, PyCapsule>>,
) -> PyArrowResult<Bound<'py, PyCapsule>> {
    let row = Field::new_struct("", schema.fields().clone(), false).with_metadata(schema.metadata().clone());
    let batches = batches.map(|batch| Ok(Arc::new(StructArray::from(batch?)) as ArrayRef));
    to_stream_pycapsule(py, Box::new(ArrayIterator::new(batches, row.into())), requested_schema)
}

#[pymethods]
impl PyTable {
    /// Takes any object that gives an Arrow table through the PyCapsule interface, without copying its columns.
    #[classmethod]
    #[pyo3(signature = (data, /))]
    pub(crate) fn from_arrow(class: &Bound<'_, PyType>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(class.py(), || {
            if !is_arrow(data)? {
                let detail = format!("the type `{}`", data.get_type().name()?);
                return Err(raise(data.py(), TableError::new(TableCode::NotRows, detail)));
            }
            let (batches, schema) = arrow::import(data)?.into_inner();
            Ok(Self { schema, batches, rejects: None })
        })
    }

    /// The names of the columns, in order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// How many rows there are.
    #[getter]
    fn num_rows(&self) -> usize {
        self.rows()
    }

    /// What was wrong with the rows that the result was made from, as a table: row, column, code, value (masked where
    /// it is personal), effect, message_en, message_zh. `None` for a table that was not made from rows.
    #[getter]
    fn rejects(&self, py: Python<'_>) -> Option<Py<Self>> {
        self.rejects.as_ref().map(|rejects| rejects.clone_ref(py))
    }

    /// The table as a `pyarrow.Table`.
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The table as a `pandas.DataFrame`.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::to_pyarrow(slf)?.call_method0("to_pandas")
    }

    /// The table as a `polars.DataFrame`.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// The rows as dicts; no other library is needed.
    pub(crate) fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        guard(py, || {
            let mut rows = Vec::with_capacity(self.num_rows());
            for batch in &self.batches {
                let start = rows.len();
                rows.extend((0..batch.num_rows()).map(|_| PyDict::new(py)));
                for (field, column) in self.schema.fields().iter().zip(batch.columns()) {
                    let array = PyArray::try_new(Arc::clone(column), Arc::clone(field))
                        .map_err(PyArrowError::from)?;
                    let values = Bound::new(py, array)?.call_method0("to_pylist")?;
                    for (row, value) in rows.iter().skip(start).zip(values.try_iter()?) {
                        row.set_item(field.name(), value?)?;
                    }
                }
            }
            Ok(rows)
        })
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    /// Says the shape and the columns, never a value: those may be personal.
    fn __repr__(&self) -> String {
        format!("doorstep.Table({} rows: {})", self.num_rows(), self.column_names().join(", "))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.Table is not pickled; pickle what `to_pyarrow()` gives"))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        stream(py, &self.schema, self.batches.clone().into_iter().map(Ok), requested_schema)
    }
}
