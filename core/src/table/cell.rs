//! Raw tables: what has come in, before anything is checked.

use std::io::Read;

use serde_json::Value;

use super::{TableCode, TableError};

/// One cell as it came in.
#[derive(Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Null,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with decimals; may be NaN or infinite, as data frames have them.
    Decimal(f64),
    /// Yes or no.
    Boolean(bool),
    /// Several texts.
    List(Vec<String>),
    /// Something that no field takes: bytes that are not UTF-8, a nested object.
    Unreadable,
}

impl Cell {
    /// The cell of a JSON value.
    pub fn from_json(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Boolean(*yes),
            Value::String(text) => Self::Text(text.clone()),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(integer), _) => Self::Integer(integer),
                (None, Some(decimal)) => Self::Decimal(decimal),
                (None, None) => Self::Unreadable,
            },
            Value::Array(items) => items
                .iter()
                .map(|item| match item {
                    Value::String(text) => Some(text.clone()),
                    Value::Number(number) => Some(number.to_string()),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()
                .map_or(Self::Unreadable, Self::List),
            Value::Object(_) => Self::Unreadable,
        }
    }
}

/// A table of raw cells: named columns, rows of equal length.
#[derive(Clone, PartialEq, Default)]
pub struct RawTable {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl RawTable {
    /// Most columns of a table.
    pub const COLUMNS_MAX: usize = 4096;
    /// Most rows of a table.
    pub const ROWS_MAX: usize = 50_000_000;

    /// An empty table with these columns.
    ///
    /// # Errors
    /// `table.duplicate_column`, `table.too_large`.
    pub fn new(columns: Vec<String>) -> Result<Self, TableError> {
        if columns.len() > Self::COLUMNS_MAX {
            return Err(TableError::new(TableCode::TooLarge, format_args!("{} columns", columns.len())));
        }
        let mut sorted: Vec<&String> = columns.iter().collect();
        sorted.sort_unstable();
        if let Some(twice) = sorted.array_windows().find(|[left, right]| left == right) {
            return Err(TableError::new(TableCode::DuplicateColumn, twice[0]));
        }
        Ok(Self { columns, rows: Vec::new() })
    }

    /// Adds a row. A row of another length than the header is kept and rejected when it is read.
    ///
    /// # Errors
    /// `table.too_large`.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), TableError> {
        if self.rows.len() >= Self::ROWS_MAX {
            return Err(TableError::new(TableCode::TooLarge, format_args!("{} rows", Self::ROWS_MAX)));
        }
        self.rows.push(row);
        Ok(())
    }

    /// Reads CSV (RFC 4180) in UTF-8, with or without a byte-order mark; the first record names the columns. Empty cells
    /// are [`Cell::Null`], all others text. A row with more or fewer cells than columns is kept and rejected later.
    ///
    /// # Errors
    /// `table.csv` if the reader fails, `table.not_utf8` if the header is not UTF-8, and those of [`RawTable::new`].
    pub fn from_csv(input: impl Read) -> Result<Self, TableError> {
        let failed = |error: csv::Error| TableError::new(TableCode::Csv, error);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        let header = reader.byte_headers().map_err(failed)?.clone();
        let columns = header
            .iter()
            .map(|name| {
                std::str::from_utf8(name).map(|name| name.trim_start_matches('\u{feff}').trim().to_owned())
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| TableError::new(TableCode::NotUtf8, error))?;
        let mut table = Self::new(columns)?;
        for record in reader.byte_records() {
            let row = record.map_err(failed)?;
            table.push(row.iter().map(cell_of_bytes).collect())?;
        }
        Ok(table)
    }

    /// Reads a JSON array of objects; a key that a row lacks is [`Cell::Null`] there.
    ///
    /// # Errors
    /// `table.not_rows` if the value is anything else, and those of [`RawTable::new`].
    pub fn from_json(rows: &Value) -> Result<Self, TableError> {
        let not_rows = || TableError::new(TableCode::NotRows, "JSON");
        let objects = rows
            .as_array()
            .ok_or_else(not_rows)?
            .iter()
            .map(|row| row.as_object().ok_or_else(not_rows))
            .collect::<Result<Vec<_>, _>>()?;
        let mut columns: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for key in objects.iter().flat_map(|object| object.keys()) {
            if seen.insert(key) {
                columns.push(key.clone());
            }
        }
        let mut table = Self::new(columns)?;
        for object in objects {
            let row = table
                .columns
                .iter()
                .map(|name| object.get(name).map_or(Cell::Null, Cell::from_json))
                .collect();
            table.push(row)?;
        }
        Ok(table)
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }
}

fn cell_of_bytes(bytes: &[u8]) -> Cell {
    match std::str::from_utf8(bytes) {
        Ok("") => Cell::Null,
        Ok(text) => Cell::Text(text.to_owned()),
        Err(_) => Cell::Unreadable,
    }
}

/// Says the size only: cells may be personal.
impl std::fmt::Debug for RawTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawTable({} columns, {} rows)", self.columns.len(), self.rows.len())
    }
}
