//! Columns of numbers and keys, which are taken over as they are: tables of costs have millions of rows.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::DataType;
use doorstep::circle::Keys;
use doorstep::table::{TableCode, TableError};

use super::arrow::cast;

/// Whole numbers or texts, in the parts that they came in.
pub(crate) enum KeyColumn {
    Integers(Vec<Int64Array>),
    Texts(Vec<StringArray>),
}

impl KeyColumn {
    /// A column of a table; a key may not be missing.
    pub(crate) fn of(batches: &[RecordBatch], name: &str) -> Result<Self, TableError> {
        let parts = parts(batches, name)?;
        if let Some(row) = first_null(&parts) {
            return Err(refused(name, format_args!("is missing in row {row}")));
        }
        let kind = parts.first().map_or(DataType::Int64, |part| part.data_type().clone());
        let kind = if let DataType::Dictionary(_, value) = kind { *value } else { kind };
        let wanted = match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
            ref kind if kind.is_integer() => DataType::Int64,
            kind => return Err(refused(name, format_args!("is {kind}, not whole numbers or texts"))),
        };
        let parts = all(&parts, &wanted, name)?;
        Ok(if wanted == DataType::Int64 {
            Self::Integers(parts.iter().map(|part| part.as_primitive::<Int64Type>().clone()).collect())
        } else {
            Self::Texts(parts.iter().map(|part| part.as_string::<i32>().clone()).collect())
        })
    }

    pub(crate) fn keys(&self) -> Keys<'_> {
        match self {
            Self::Integers(parts) => Keys::Integers(match parts.as_slice() {
                [only] => Cow::Borrowed(only.values()),
                parts => parts.iter().flat_map(|part| part.values().iter().copied()).collect(),
            }),
            Self::Texts(parts) => Keys::Texts(parts.iter().flat_map(|part| part.iter().flatten()).collect()),
        }
    }
}

/// Numbers, NaN where one is missing.
pub(crate) struct NumberColumn(Vec<Float64Array>);

impl From<Float64Array> for NumberColumn {
    fn from(numbers: Float64Array) -> Self {
        Self(vec![numbers])
    }
}

impl NumberColumn {
    /// A column of a table.
    pub(crate) fn of(batches: &[RecordBatch], name: &str) -> Result<Self, TableError> {
        let parts = parts(batches, name)?;
        if let Some(part) =
            parts.iter().find(|part| !(part.data_type().is_numeric() || part.data_type().is_null()))
        {
            return Err(refused(name, format_args!("is {}, not numbers", part.data_type())));
        }
        let parts = all(&parts, &DataType::Float64, name)?;
        Ok(Self(parts.iter().map(|part| part.as_primitive::<Float64Type>().clone()).collect()))
    }

    pub(crate) fn numbers(&self) -> Cow<'_, [f64]> {
        match self.0.as_slice() {
            [only] if only.null_count() == 0 => Cow::Borrowed(only.values()),
            parts => {
                let number = |number: Option<f64>| number.unwrap_or(f64::NAN);
                parts.iter().flat_map(|part| part.iter().map(number)).collect()
            }
        }
    }
}

/// Texts, some of them not there.
#[derive(Default)]
pub(crate) struct TextColumn(Vec<StringArray>);

impl FromIterator<Option<String>> for TextColumn {
    fn from_iter<T: IntoIterator<Item = Option<String>>>(texts: T) -> Self {
        Self(vec![texts.into_iter().collect()])
    }
}

impl TextColumn {
    /// A column of a table; none if the table has no such column.
    pub(crate) fn of(batches: &[RecordBatch], name: &str) -> Result<Self, TableError> {
        if !has_column(batches, name) {
            return Ok(Self::default());
        }
        let is_text = |kind: &DataType| {
            matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null)
        };
        let parts = parts(batches, name)?;
        let other = parts.iter().map(|part| part.data_type()).find(|kind| match kind {
            DataType::Dictionary(_, value) => !is_text(value),
            kind => !is_text(kind),
        });
        if let Some(kind) = other {
            return Err(refused(name, format_args!("is {kind}, not texts")));
        }
        let parts = all(&parts, &DataType::Utf8, name)?;
        Ok(Self(parts.iter().map(|part| part.as_string::<i32>().clone()).collect()))
    }

    pub(crate) fn texts(&self) -> Vec<Option<&str>> {
        self.0.iter().flat_map(|part| part.iter()).collect()
    }
}

/// A column of yes and no, some of them not there; empty if the table has no such column.
pub(crate) fn booleans(batches: &[RecordBatch], name: &str) -> Result<Vec<Option<bool>>, TableError> {
    if !has_column(batches, name) {
        return Ok(Vec::new());
    }
    let parts = parts(batches, name)?;
    let is_boolean = |kind: &DataType| matches!(kind, DataType::Boolean | DataType::Null);
    if let Some(part) = parts.iter().find(|part| !is_boolean(part.data_type())) {
        return Err(refused(name, format_args!("is {}, not true or false", part.data_type())));
    }
    let parts = all(&parts, &DataType::Boolean, name)?;
    Ok(parts.iter().flat_map(|part| part.as_boolean().iter()).collect())
}

/// Whether a table has a column.
pub(crate) fn has_column(batches: &[RecordBatch], name: &str) -> bool {
    batches.iter().any(|batch| batch.column_by_name(name).is_some())
}

fn parts<'a>(batches: &'a [RecordBatch], name: &str) -> Result<Vec<&'a ArrayRef>, TableError> {
    let part = |batch: &'a RecordBatch| {
        batch
            .column_by_name(name)
            .ok_or_else(|| TableError::new(TableCode::MissingColumn, format_args!("`{name}`")))
    };
    batches.iter().map(part).collect()
}

fn first_null(parts: &[&ArrayRef]) -> Option<usize> {
    let mut before = 0;
    for part in parts {
        if let Some(nulls) = part.logical_nulls()
            && let Some(row) = (0..part.len()).find(|&row| nulls.is_null(row))
        {
            return Some(before + row);
        }
        before += part.len();
    }
    None
}

fn all(parts: &[&ArrayRef], kind: &DataType, name: &str) -> Result<Vec<ArrayRef>, TableError> {
    parts
        .iter()
        .map(|part| cast(part, kind).map_err(|_| refused(name, format_args!("does not fit {kind}"))))
        .collect()
}

fn refused(name: &str, what: std::fmt::Arguments<'_>) -> TableError {
    TableError::new(TableCode::ColumnType, format_args!("`{name}` {what}"))
}
