//! Tables that are read a part at a time.

use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList, PyMapping};

use super::arrow::{self, Raw};
use super::object;

/// A table, or tables one after another, and how many rows have been read.
pub(crate) struct Source {
    from: From,
    read: usize,
}

enum From {
    Table(Part),
    /// An iterator of dicts or of tables: which of them is seen when the first comes.
    Unread(Py<PyIterator>),
    /// Tables, and what is left of the last.
    Tables(Py<PyIterator>, Option<Part>),
}

/// One table.
enum Part {
    Arrow(arrow::Parts),
    Rows(object::Parts),
}

impl Part {
    fn of(table: &Bound<'_, PyAny>) -> PyResult<Self> {
        if arrow::is_arrow(table)? {
            return arrow::Parts::of(table).map(Self::Arrow);
        }
        Ok(Self::Rows(object::Parts::of(None, object::items(table)?.unbind())))
    }

    fn next(&mut self, py: Python<'_>, rows: usize, before: usize) -> PyResult<Option<Raw>> {
        match self {
            Self::Arrow(parts) => parts.next(py, rows),
            Self::Rows(parts) => parts.next(py, rows, before),
        }
    }
}

impl Source {
    /// Opens any table, or an iterable of tables; nothing of it is read yet.
    pub(crate) fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let from = if arrow::is_arrow(data)? {
            From::Table(Part::of(data)?)
        } else {
            From::Unread(object::items(data)?.unbind())
        };
        Ok(Self { from, read: 0 })
    }

    /// The next `rows` rows, fewer at the end of a table, and how many came before them; nothing after the end.
    pub(crate) fn next(&mut self, py: Python<'_>, rows: usize) -> PyResult<Option<(usize, Raw)>> {
        let before = self.read;
        let raw = self.raw(py, rows)?;
        Ok(raw.map(|raw| {
            self.read += raw.table.rows().len();
            (before, raw)
        }))
    }

    fn raw(&mut self, py: Python<'_>, rows: usize) -> PyResult<Option<Raw>> {
        if let From::Unread(items) = &self.from {
            let Some(first) = items.bind(py).clone().next().transpose()? else { return Ok(None) };
            let items = items.clone_ref(py);
            self.from = if is_table(&first)? {
                From::Tables(items, Some(Part::of(&first)?))
            } else {
                From::Table(Part::Rows(object::Parts::of(Some(first.unbind()), items)))
            };
        }
        match &mut self.from {
            From::Table(part) => part.next(py, rows, self.read),
            From::Tables(tables, now) => loop {
                if let Some(part) = now
                    && let Some(raw) = part.next(py, rows, self.read)?
                {
                    return Ok(Some(raw));
                }
                let Some(table) = tables.bind(py).clone().next().transpose()? else { return Ok(None) };
                *now = Some(Part::of(&table)?);
            },
            From::Unread(_) => Ok(None),
        }
    }
}

/// Whether an item of an iterable is a table of its own and not a row.
fn is_table(item: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(item.cast::<PyMapping>().is_err() && (item.is_instance_of::<PyList>() || arrow::is_arrow(item)?))
}

/// How many rows a table has, if it says so without being read.
pub(crate) fn rows_of(data: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
    // A relation of DuckDB would run its query to count.
    let is_query = data.get_type().module()?.to_str()?.starts_with("duckdb");
    let says = arrow::is_arrow(data)? && !is_query;
    let is_row = |data: &Bound<'_, PyList>| match data.iter().next() {
        Some(first) => is_table(&first).map(|is_table| !is_table),
        None => Ok(true),
    };
    let says = says || data.cast::<PyList>().map_or(Ok(false), is_row)?;
    Ok(if says { data.len().ok() } else { None })
}
