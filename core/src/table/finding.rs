//! What a reading of a table found wrong: the table of rejects (问题清单).

use std::collections::BTreeMap;

use serde::Serialize;

use super::{TableCode, TableError};

/// What a finding cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Effect {
    /// The row was rejected.
    Row,
    /// The cell was read as 'not stated'.
    Cell,
    /// The column was not read.
    Column,
}

/// One thing that was wrong: row, column, code, masked value, message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Row of the table, the first below the header being 1; 0 if the finding is about a column.
    pub row: usize,
    /// Column as the table names it.
    pub column: String,
    /// Stable code.
    pub code: &'static str,
    /// The value, cut, and masked if it is personal.
    pub value: String,
    /// What it cost.
    pub effect: Effect,
    /// What is wrong, in English.
    pub message_en: String,
    /// What is wrong, in Chinese.
    pub message_zh: String,
}

/// Records read from a table, and all that was wrong with it.
///
/// `records.len() + rows_rejected` is the number of rows: nothing is lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<T> {
    /// The records, in the order of their rows.
    pub records: Vec<T>,
    /// Row of each record, the first below the header being 1.
    pub rows: Vec<usize>,
    /// How many rows were rejected.
    pub rows_rejected: usize,
    /// Everything that was wrong, in the order of rows.
    pub findings: Vec<Finding>,
}

impl<T> Reading<T> {
    /// How many findings there are by effect and code.
    pub fn counts(&self) -> BTreeMap<(Effect, &'static str), usize> {
        let mut counts = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry((finding.effect, finding.code)).or_insert(0) += 1;
        }
        counts
    }

    /// The records, if no row was rejected.
    ///
    /// # Errors
    /// `table.rejected`, with the first findings in the message and all of them in [`TableError::findings`].
    pub fn into_records(self) -> Result<Vec<T>, TableError> {
        if self.rows_rejected == 0 {
            return Ok(self.records);
        }
        const SHOWN_MAX: usize = 5;
        let rejecting = self.findings.iter().filter(|finding| finding.effect == Effect::Row);
        let shown: Vec<String> = rejecting
            .take(SHOWN_MAX)
            .map(|f| {
                format!("row {}, `{}`: {} {} (got `{}`)", f.row, f.column, f.code, f.message_en, f.value)
            })
            .collect();
        let detail = format!(
            "{} of {}; {}",
            self.rows_rejected,
            self.rows_rejected + self.rows.len(),
            shown.join("; ")
        );
        Err(TableError::new(TableCode::Rejected, detail).with_findings(self.findings))
    }
}
