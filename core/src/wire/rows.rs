//! Tables inside requests: rows as JSON objects, with a mapping if their keys are not ours.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RequestCode, RequestError};
use crate::error::Error;
use crate::table::{Finding, Mapping, RawTable, Reading, Record, read};

/// What to do about rows that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OnReject {
    /// Answer with an error that lists them.
    #[default]
    Raise,
    /// Go on with the rest, and list them beside the result.
    Collect,
}

/// A table inside a request.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rows {
    /// One object for each row.
    pub rows: Value,
    /// How the keys of the rows become fields.
    #[serde(default)]
    pub mapping: Mapping,
}

/// The table of a request that gives none.
pub(super) fn no_rows() -> Rows {
    Rows { rows: Value::Array(Vec::new()), mapping: Mapping::default() }
}

impl Rows {
    /// Reads the rows as records.
    ///
    /// # Errors
    /// Those of [`RawTable::from_json`] and [`read`].
    pub fn read<T: Record>(&self) -> Result<Reading<T>, Error> {
        Ok(read(&RawTable::from_json(&self.rows)?, &self.mapping)?)
    }
}

/// The records of a reading and what was wrong with it, or an error if a row was rejected and that is to be raised.
///
/// # Errors
/// `table.rejected`.
pub fn settle<T>(reading: Reading<T>, on_reject: OnReject) -> Result<(Vec<T>, Vec<Finding>), Error> {
    match on_reject {
        OnReject::Collect => Ok((reading.records, reading.findings)),
        OnReject::Raise => {
            let findings = reading.findings.clone();
            Ok((reading.into_records()?, findings))
        }
    }
}

/// The one record of a table of one row.
///
/// # Errors
/// `request.json` if there is another number of them.
pub fn one<T>(mut records: Vec<T>) -> Result<T, RequestError> {
    let given = records.len();
    let detail = || format!("one row is asked for, {given} given");
    records.pop().filter(|_| given == 1).ok_or_else(|| RequestError::new(RequestCode::Json, detail()))
}
