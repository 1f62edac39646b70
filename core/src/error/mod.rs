//! What can go wrong, one small type per area, and the umbrella [`Error`] over them.
//!
//! Every failure has a **stable code** such as `coordinate.latitude_out_of_range`: code, English text and Chinese
//! text are declared together (see [`ValueCode`]), so a caller can match on the code, show either text and translate
//! nothing. No message repeats a personal value: what a message quotes has gone through [`crate::privacy`] first.

mod codes;
mod value;

use crate::circle::CircleError;
use crate::matching::MatchingError;
use crate::place::{NetworkError, OsmError};
use crate::table::TableError;
use crate::text::LexiconError;
use crate::voucher::VoucherError;
use crate::voucher::fees::FeeError;
use crate::voucher::supervision::SupervisionError;
use crate::wire::RequestError;
pub(crate) use codes::codes;
pub use value::{ValueCode, ValueError};

/// The area an error belongs to; the Python binding has one exception class for each (错误族).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Family {
    /// Coverage or a service circle: [`CircleError`].
    Circle,
    /// One value is not acceptable: [`ValueError`].
    Value,
    /// A table cannot be read: [`TableError`].
    Table,
    /// A question to the matcher cannot be answered: [`MatchingError`].
    Matching,
    /// Streets or a question about them: [`NetworkError`]; a file that they are read from: [`OsmError`].
    Network,
    /// The caller's own words cannot be read: [`LexiconError`].
    Lexicon,
    /// A request cannot be read: [`RequestError`].
    Request,
    /// A voucher command or ledger: [`VoucherError`]; fees, scores and allocations: [`FeeError`]; supervision:
    /// [`SupervisionError`].
    Voucher,
}

/// Any error of the crate, for callers that only pass it on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Coverage or a service circle.
    #[error(transparent)]
    Circle(#[from] CircleError),
    /// One value is not acceptable.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// A table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A question to the matcher cannot be answered.
    #[error(transparent)]
    Matching(#[from] MatchingError),
    /// Streets, or a question about them.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A file of OpenStreetMap.
    #[error(transparent)]
    Osm(#[from] OsmError),
    /// The caller's own words cannot be read.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// A request cannot be read.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A voucher command that cannot be read, or a ledger that cannot be kept.
    #[error(transparent)]
    Voucher(#[from] VoucherError),
    /// Fees, a score or an allocation.
    #[error(transparent)]
    Fee(#[from] FeeError),
    /// Rates, findings, samples and key figures of vouchers.
    #[error(transparent)]
    Supervision(#[from] SupervisionError),
}

impl Error {
    /// The stable machine-readable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Circle(error) => error.code().code(),
            Self::Value(error) => error.code().code(),
            Self::Table(error) => error.code().code(),
            Self::Matching(error) => error.code().code(),
            Self::Network(error) => error.code().code(),
            Self::Osm(error) => error.code().code(),
            Self::Lexicon(error) => error.code().code(),
            Self::Request(error) => error.code().code(),
            Self::Voucher(error) => error.code().code(),
            Self::Fee(error) => error.code().code(),
            Self::Supervision(error) => error.code().code(),
        }
    }

    /// The area the error belongs to.
    pub fn family(&self) -> Family {
        match self {
            Self::Circle(_) => Family::Circle,
            Self::Value(_) => Family::Value,
            Self::Table(_) => Family::Table,
            Self::Matching(_) => Family::Matching,
            Self::Network(_) | Self::Osm(_) => Family::Network,
            Self::Lexicon(_) => Family::Lexicon,
            Self::Request(_) => Family::Request,
            Self::Voucher(_) | Self::Fee(_) | Self::Supervision(_) => Family::Voucher,
        }
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        match self {
            Self::Circle(error) => error.message_zh(),
            Self::Value(error) => error.message_zh(),
            Self::Table(error) => error.message_zh(),
            Self::Matching(error) => error.message_zh(),
            Self::Network(error) => error.message_zh(),
            Self::Osm(error) => error.message_zh(),
            Self::Lexicon(error) => error.message_zh(),
            Self::Request(error) => error.message_zh(),
            Self::Voucher(error) => error.message_zh(),
            Self::Fee(error) => error.message_zh(),
            Self::Supervision(error) => error.message_zh(),
        }
    }
}
