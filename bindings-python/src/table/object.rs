//! Rows as Python dicts.

use std::collections::HashMap;

use doorstep::table::{Cell, RawTable, TableCode, TableError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyMapping, PySequence, PyString};

use crate::error::raise;
use crate::scalar::Scalar;

/// How many rows are read between two looks at Ctrl-C.
const ROWS_BETWEEN_SIGNALS: usize = 4096;

/// An iterable of dicts as a table; a key that a row lacks is null there.
pub(crate) fn raw_table(data: &Bound<'_, PyAny>) -> PyResult<RawTable> {
    let py = data.py();
    let not_rows = |detail: String| raise(py, TableError::new(TableCode::NotRows, detail));
    let class = data.get_type().name()?;
    if data.is_instance_of::<PyDict>() || data.is_instance_of::<PyString>() {
        return Err(not_rows(format!("the type `{class}`")));
    }
    let items = data.try_iter().map_err(|_| not_rows(format!("the type `{class}`")))?;
    let mut columns = Columns::default();
    let mut rows = Vec::new();
    for (index, item) in items.enumerate() {
        if index % ROWS_BETWEEN_SIGNALS == 0 {
            py.check_signals()?;
        }
        rows.push(columns.row(&item?, index + 1)?);
    }
    let width = columns.names.len();
    let mut table = RawTable::new(columns.names).map_err(|error| raise(py, error))?;
    for mut row in rows {
        row.resize(width, Cell::Null);
        table.push(row).map_err(|error| raise(py, error))?;
    }
    Ok(table)
}

/// The keys met so far, in order.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Columns {
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
