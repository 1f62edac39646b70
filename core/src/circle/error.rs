//! What can be wrong with the tables of a coverage question.

use crate::error::codes;

codes! {
    /// Why coverage or circles could not be computed.
    #[non_exhaustive]
    pub enum CircleCode {
        DuplicateStation = "circle.duplicate_station", "two stations with one id", "服务站编号重复";
        DuplicateResident = "circle.duplicate_resident", "two residents with one id", "居民编号重复";
        WeightTooLarge = "circle.weight_too_large",
            "the weights add up to more than 2^53 - 1", "权重合计超过 2^53 - 1";
    }
}

/// A coverage question that was refused: why, and at which place of the tables.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} ({shown})", code.en())]
pub struct CircleError {
    code: CircleCode,
    shown: String,
}

impl CircleError {
    /// Refuses two stations of one id; ids of stations are public.
    pub(crate) fn duplicate_station(id: &str) -> Self {
        Self { code: CircleCode::DuplicateStation, shown: id.chars().take(40).collect() }
    }

    /// Refuses something about a resident, named by the place in the table (from 0) because the id is personal.
    pub(crate) fn at_resident(code: CircleCode, index: usize) -> Self {
        Self { code, shown: format!("resident {index}") }
    }

    /// Why the question was refused.
    pub fn code(&self) -> CircleCode {
        self.code
    }

    /// Which row it was: the id of a station, or `resident` and its place in the table, counted from 0.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}（{}）", self.code.zh(), self.shown)
    }
}
