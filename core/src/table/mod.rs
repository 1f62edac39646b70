//! Tables in (表格读取): raw rows become checked records, and what is wrong becomes a table of its own.
//!
//! [`RawTable`] holds cells as they came, from CSV, JSON or a data frame; a [`Mapping`] says, as data, which column is
//! which field; [`read`] gives a [`Reading`]: the records that could be read and the [`Finding`]s about the rest, each
//! with row, column, stable code, masked value and a message in English and Chinese. Nothing is lost: records and
//! rejected rows add up to the rows of the table.
//!
//! The fields of each kind of record are in [`Record::FIELDS`]; all are optional, the id included.

mod cell;
mod error;
mod field;
mod finding;
mod mapping;
mod post;
mod reader;
mod seeker;
mod station;

pub use cell::{Cell, RawTable};
pub use error::{TableCode, TableError};
pub use field::{Field, FieldKind};
pub use finding::{Effect, Finding, Reading};
pub use mapping::{FieldMapping, Mapping, NullPoint, OnError, PeriodBand};
pub use reader::{Record, RowReader, read, read_after};

#[cfg(test)]
mod tests;
