//! Requests and answers (接口类型) for services, Python and JavaScript alike.
//!
//! Plain serde types, defined once; JSON Schema comes from them (feature `schema`), and TypeScript types from that.
//! [`call`] takes any of them by name.

mod call;
mod circle;
mod codes;
mod error;
mod matching;
mod place;
mod rows;
#[cfg(feature = "schema")]
pub mod schema;
mod voucher;

pub use call::{OPERATIONS, call};
pub use circle::{
    CirclesRequest, CoverageAnswer, CoverageRequest, circles, circles_of, coverage, coverage_of,
};
pub use codes::{CodeEntry, codes};
pub use error::{ErrorAnswer, RequestCode, RequestError};
pub use matching::{
    DiagnoseRequest, ExplainRequest, Language, RecommendAnswer, RecommendRequest, Recommendation, diagnose,
    explain, recommend, recommendations,
};
pub use place::{ConvertAnswer, ConvertRequest, convert, convert_point};
pub use rows::{OnReject, Rows, one, settle};
pub use voucher::{LedgerAnswer, LedgerRequest, TimedCommand, ledger};
