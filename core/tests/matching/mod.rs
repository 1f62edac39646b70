//! Matching: constraints one by one, scores that add up, top-k against a plain scan, diagnosis against recounting.

use doorstep::table::{Mapping, RawTable, read};
use serde_json::{Value, json};

mod constraints;
mod random;
mod reading;
mod saved;
mod top_k;

/// One row as a record.
fn one<T: doorstep::table::Record>(row: &Value) -> T {
    let reading = read(&RawTable::from_json(&json!([row])).unwrap(), &Mapping::default()).unwrap();
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    reading.records.into_iter().next().unwrap()
}
