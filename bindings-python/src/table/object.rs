//! Rows as Python dicts.

use std::collections::HashMap;

use doorstep::table::{Cell, RawTable, TableCode, TableError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyIterator, PyMapping, PySequence, PyString};

use super::arrow::Raw;
use crate::error::raise;
use crate::scalar::Scalar;

/// How many rows are read between two looks at Ctrl-C.
const ROWS_BETWEEN_SIGNALS: usize = 4096;

/// An iterable of dicts as a table; a key that a row lacks is null there.
pub(crate) fn raw_table(data: &Bound<'_, PyAny>) -> PyResult<Raw> {
    let mut columns = Columns::default();
    columns.table(data.py(), items(data)?, 0)
}

/// What an iterable gives; that it gives dicts is seen later.
pub(crate) fn items<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyIterator>> {
    let class = data.get_type().name()?;
    let not_rows =
        || raise(data.py(), TableError::new(TableCode::NotRows, format_args!("the type `{class}`")));
    if data.is_instance_of::<PyDict>() || data.is_instance_of::<PyString>() {
        return Err(not_rows());
    }
    data.try_iter().map_err(|_| not_rows())
}

/// Dicts that are read a part at a time.
pub(crate) struct Parts {
    /// One that was looked at before it is read.
    first: Option<Py<PyAny>>,
    items: Py<PyIterator>,
    /// A key that came once is a column from then on.
    columns: Columns,
}

impl Parts {
    pub(crate) fn of(first: Option<Py<PyAny>>, items: Py<PyIterator>) -> Self {
        Self { first, items, columns: Columns::default() }
    }

    /// The next `rows` rows, fewer at the end, as the rows after `before`; nothing after the end.
    pub(crate) fn next(&mut self, py: Python<'_>, rows: usize, before: usize) -> PyResult<Option<Raw>> {
        let first = self.first.take().map(|first| Ok(first.into_bound(py)));
        let items = first.into_iter().chain(self.items.bind(py).clone()).take(rows);
        let part = self.columns.table(py, items, before)?;
        Ok(Some(part).filter(|part| !part.table.rows().is_empty()))
    }
}

/// The keys met so far, in order.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Columns {
    /// Rows, of which `before` came before, as a table.
    fn table<'py>(
        &mut self,
        py: Python<'py>,
        items: impl IntoIterator<Item = PyResult<Bound<'py, PyAny>>>,
        before: usize,
    ) -> PyResult<Raw> {
        let mut rows = Vec::new();
        for (item, number) in items.into_iter().zip(before + 1..) {
            let item = item?;
            if number % ROWS_BETWEEN_SIGNALS == 0 {
                py.check_signals()?;
            }
            rows.push(self.row(&item, number)?);
        }
        let mut table = RawTable::new(self.names.clone()).map_err(|error| raise(py, error))?;
        for mut row in rows {
            row.resize(self.names.len(), Cell::Null);
            table.push(row).map_err(|error| raise(py, error))?;
        }
        Ok(Raw { table, unread: Vec::new() })
    }

    /// The cells of a row, by place.
    fn row(&mut self, row: &Bound<'_, PyAny>, number: usize) -> PyResult<Vec<Cell>> {
        let py = row.py();
        let not_rows = |what: String| {
            raise(py, TableError::new(TableCode::NotRows, format_args!("row {number} {what}")))
        };
        let mapping = match row.cast::<PyMapping>() {
            Ok(mapping) => mapping,
            Err(_) => return Err(not_rows(format!("is of the type `{}`", row.get_type().name()?))),
        };
        let mut cells = vec![Cell::Null; self.names.len()];
        for item in mapping.items()?.iter() {
            let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            let name =
                name.cast::<PyString>().map_err(|_| not_rows("has a key that is no text".to_owned()))?;
            let place = self.place(name.to_str()?);
            if cells.len() <= place {
                cells.resize(place + 1, Cell::Null);
            }
            if let Some(slot) = cells.get_mut(place) {
                *slot = cell(&value)?;
            }
        }
        Ok(cells)
    }

    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.names.len();
        self.names.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }
}

fn cell(value: &Bound<'_, PyAny>) -> PyResult<Cell> {
    Ok(match Scalar::of(value)? {
        Some(Scalar::Null) => Cell::Null,
        Some(Scalar::Boolean(yes)) => Cell::Boolean(yes),
        Some(Scalar::Integer(number)) => Cell::Integer(number),
        Some(Scalar::Decimal(number)) => Cell::Decimal(number),
        Some(Scalar::Text(text)) => Cell::Text(text),
        None => list(value)?,
    })
}

/// A list of texts or numbers; anything else is for the reader of the table to refuse.
fn list(value: &Bound<'_, PyAny>) -> PyResult<Cell> {
    let is_array = value.get_type().name()?.to_str()? == "ndarray";
    let is_bytes = value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>();
    if is_bytes || (!is_array && value.cast::<PySequence>().is_err()) {
        return Ok(Cell::Unreadable);
    }
    let Ok(items) = value.try_iter() else { return Ok(Cell::Unreadable) };
    let mut texts = Vec::new();
    for item in items {
        match Scalar::of(&item?)? {
            Some(Scalar::Text(text)) => texts.push(text),
            Some(Scalar::Integer(number)) => texts.push(number.to_string()),
            Some(Scalar::Decimal(number)) => texts.push(format!("{number:?}")),
            Some(Scalar::Null | Scalar::Boolean(_)) | None => return Ok(Cell::Unreadable),
        }
    }
    Ok(Cell::List(texts))
}
