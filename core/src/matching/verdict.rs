//! Three-valued answers (三值判断).

use serde::{Deserialize, Serialize};

/// Whether a constraint is met: yes, no, or not known because a fact is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// 是.
    Yes,
    /// 否.
    No,
    /// 未知. The post is shown with the open question, not dropped.
    Unknown,
}

impl Verdict {
    /// `Yes` or `No`; `Unknown` for `None`.
    pub(super) fn of(answer: Option<bool>) -> Self {
        match answer {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }
}
