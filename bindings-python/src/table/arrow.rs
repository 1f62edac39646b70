//! Arrow tables as raw cells.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader};
use arrow_cast::{CastOptions, can_cast_types, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field};
use doorstep::table::{Cell, RawTable, TableCode, TableError};
use pyo3::prelude::*;
use pyo3::types::IntoPyDict;
use pyo3_arrow::PyTable as PyArrowTable;
use pyo3_arrow::error::PyArrowError;
use pyo3_arrow::input::AnyRecordBatch;

use crate::error::raise;

/// A table in raw cells, and the columns whose type no field takes: name and type.
pub(crate) struct Raw {
    pub(crate) table: RawTable,
    pub(crate) unread: Vec<(String, String)>,
}

/// Whether an object gives Arrow data.
pub(crate) fn is_arrow(data: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(data.hasattr("__arrow_c_stream__")? || data.hasattr("__arrow_c_array__")?)
}

/// Reads any object that gives an Arrow table.
pub(crate) fn raw_table(data: &Bound<'_, PyAny>) -> PyResult<Raw> {
    let py = data.py();
    let (batches, schema) = import(data)?.into_inner();
    py.detach(|| cells_of(&batches, schema.fields())).map_err(|error| raise(py, error))
}

/// An Arrow table that is read a part at a time.
pub(crate) struct Parts {
    /// Nothing when it has come to its end.
    reader: Option<Box<dyn RecordBatchReader + Send>>,
    /// What is left of the record batch that was cut last.
    rest: Option<RecordBatch>,
}

impl Parts {
    pub(crate) fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        let data = without_null_type(data)?;
        let batches: AnyRecordBatch = data.extract().map_err(|error: PyErr| refused(py, &error))?;
        Ok(Self { reader: Some(batches.into_reader()?), rest: None })
    }

    /// The next `rows` rows, fewer at the end; nothing after it. No more is asked of a stream than they need.
    pub(crate) fn next(&mut self, py: Python<'_>, rows: usize) -> PyResult<Option<Raw>> {
        let taken = py.detach(|| self.take(rows));
        let batches = taken.map_err(|error| refused(py, &PyErr::from(PyArrowError::from(error))))?;
        let Some(schema) = batches.first().map(RecordBatch::schema) else { return Ok(None) };
        py.detach(|| cells_of(&batches, schema.fields())).map(Some).map_err(|error| raise(py, error))
    }

    fn take(&mut self, mut rows: usize) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut batches = Vec::new();
        while rows > 0 {
            let next = self.rest.take().map(Ok).or_else(|| self.reader.as_mut()?.next());
            let Some(batch) = next else {
                self.reader = None;
                break;
            };
            let batch = batch?;
            let now = batch.num_rows().min(rows);
            rows -= now;
            if now < batch.num_rows() {
                self.rest = Some(batch.slice(now, batch.num_rows() - now));
            }
            if now > 0 {
                batches.push(batch.slice(0, now));
            }
        }
        Ok(batches)
    }
}

/// Takes an Arrow table over, without copying its columns.
pub(crate) fn import(data: &Bound<'_, PyAny>) -> PyResult<PyArrowTable> {
    let py = data.py();
    let data = without_null_type(data)?;
    let batches: AnyRecordBatch = data.extract().map_err(|error: PyErr| refused(py, &error))?;
    // A stream may do the work of a whole query while it is read.
    py.detach(|| batches.into_table()).map_err(|error| refused(py, &PyErr::from(error)))
}

/// A Polars frame with text in place of its type for columns that hold nulls only: it gives such a column with a buffer
/// that the Arrow format has no place for.
fn without_null_type<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let class = data.get_type();
    if !class.module()?.to_str()?.starts_with("polars.") || class.name()? != "DataFrame" {
        return Ok(data.clone());
    }
    let polars = data.py().import("polars")?;
    let (null, text, list) = (polars.getattr("Null")?, polars.getattr("String")?, polars.getattr("List")?);
    let kinds = [(null.clone(), text.clone()), (list.call1((null,))?, list.call1((text,))?)];
    data.call_method1("cast", (kinds.into_py_dict(data.py())?,))
}

/// The library that holds the table could not give it. Its message may quote a value; the part that names the column, as
/// pyarrow puts it, does not.
fn refused(py: Python<'_>, error: &PyErr) -> PyErr {
    if error.is_instance_of::<pyo3::exceptions::PyKeyboardInterrupt>(py) {
        return error.clone_ref(py);
    }
    let args = error.value(py).getattr("args").and_then(|args| args.extract::<Vec<String>>());
    let named = args.ok().and_then(|args| args.into_iter().next_back());
    let named = named.filter(|text| text.starts_with("Conversion failed for column "));
    let class = error.get_type(py).name().map(|name| name.to_string()).unwrap_or_default();
    let detail = named.unwrap_or_else(|| format!("the table gave no Arrow data ({class})"));
    raise(py, TableError::new(TableCode::ColumnType, detail))
}

fn cells_of(batches: &[RecordBatch], fields: &arrow_schema::Fields) -> Result<Raw, TableError> {
    // pandas gives its index as a column of this name, which nobody made.
    let kept = |field: &Field| !field.name().starts_with("__index_level_");
    let names = fields.iter().filter(|field| kept(field)).map(|field| field.name().clone());
    let mut table = RawTable::new(names.collect())?;
    let mut unread = Vec::new();
    for batch in batches {
        let mut columns = Vec::new();
        for (field, column) in fields.iter().zip(batch.columns()).filter(|(field, _)| kept(field)) {
            let failed = |error: ArrowError| {
                // The message may quote a value.
                let kind = error.to_string();
                let kind = kind.split(':').next().unwrap_or_default();
                TableError::new(TableCode::ColumnType, format_args!("`{}`: {kind}", field.name()))
            };
            let cells = cells(column).map_err(failed)?.unwrap_or_else(|| {
                let kind = (field.name().clone(), column.data_type().to_string());
                if !unread.contains(&kind) {
                    unread.push(kind);
                }
                column_of(column, |_| Cell::Unreadable)
            });
            columns.push(cells.into_iter());
        }
        for _ in 0..batch.num_rows() {
            table.push(columns.iter_mut().map(|cells| cells.next().unwrap_or_default()).collect())?;
        }
    }
    Ok(Raw { table, unread })
}

/// The cells of a column, null where it is null.
fn column_of(column: &dyn Array, cell: impl Fn(usize) -> Cell) -> Vec<Cell> {
    let nulls = column.logical_nulls();
    let is_null = |row| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
    (0..column.len()).map(|row| if is_null(row) { Cell::Null } else { cell(row) }).collect()
}

/// The cells of a column; none if no field takes its type.
fn cells(column: &ArrayRef) -> Result<Option<Vec<Cell>>, ArrowError> {
    use DataType as D;
    let of = |cell: &dyn Fn(usize) -> Cell| Ok(Some(column_of(column, cell)));
    match column.data_type() {
        D::Null => of(&|_| Cell::Null),
        D::Boolean => {
            let values = column.as_boolean();
            of(&|row| Cell::Boolean(values.value(row)))
        }
        D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 => {
            let values = cast(column, &D::Int64)?;
            let values = values.as_primitive::<Int64Type>();
            of(&|row| Cell::Integer(values.value(row)))
        }
        D::Float32 => {
            // By way of its shortest text: 4500.1 in 32 bits is not 4500.10009765625.
            let values = column.as_primitive::<Float32Type>();
            of(&|row| {
                let value = values.value(row);
                Cell::Decimal(value.to_string().parse().unwrap_or(f64::from(value)))
            })
        }
        D::Float16 | D::Float64 => {
            let values = cast(column, &D::Float64)?;
            let values = values.as_primitive::<Float64Type>();
            of(&|row| Cell::Decimal(values.value(row)))
        }
        kind if is_text(kind) => {
            let values = cast(column, &D::Utf8)?;
            let values = values.as_string::<i32>();
            of(&|row| Cell::Text(values.value(row).to_owned()))
        }
        D::Dictionary(_, value) => cells(&cast(column, value)?),
        D::RunEndEncoded(_, value) if can_cast_types(column.data_type(), value.data_type()) => {
            cells(&cast(column, value.data_type())?)
        }
        D::List(item)
        | D::LargeList(item)
        | D::FixedSizeList(item, _)
        | D::ListView(item)
        | D::LargeListView(item)
            if is_item(item.data_type()) =>
        {
            let texts = D::List(Field::new_list_field(D::Utf8, true).into());
            let lists = cast(column, &texts)?;
            let lists = lists.as_list::<i32>();
            of(&|row| {
                let items = lists.value(row);
                let items = items.as_string::<i32>().iter().map(|item| item.map(str::to_owned));
                items.collect::<Option<_>>().map_or(Cell::Unreadable, Cell::List)
            })
        }
        _ => Ok(None),
    }
}

/// Types that are read as text: a date in ISO form, a time stamp by the clock of its own zone, a decimal by its digits.
fn is_text(kind: &DataType) -> bool {
    use DataType as D;
    matches!(
        kind,
        D::Utf8
            | D::LargeUtf8
            | D::Utf8View
            | D::UInt64
            | D::Date32
            | D::Date64
            | D::Timestamp(_, _)
            | D::Decimal32(_, _)
            | D::Decimal64(_, _)
            | D::Decimal128(_, _)
            | D::Decimal256(_, _)
    )
}

/// Types of items of lists.
fn is_item(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, value) => is_text(value),
        // What a list is of that is empty in every row.
        DataType::Null => true,
        _ => is_text(kind) || kind.is_numeric(),
    }
}

/// Casts without turning into null what does not fit.
pub(super) fn cast(column: &ArrayRef, kind: &DataType) -> Result<ArrayRef, ArrowError> {
    cast_with_options(column, kind, &CastOptions { safe: false, ..CastOptions::default() })
}
