//! Public employment service at the doorstep (家门口就业服务).
#![forbid(unsafe_code)]

pub mod error;
pub mod model;
pub mod privacy;

pub use error::{Error, Family, ValueCode, ValueError};
pub use model::{AnyCoordinate, Bd09, Cgcs2000, Coordinate, Fen, Gcj02, ReferenceSystem, System, Wgs84};
pub use privacy::{CreditCode, Personal, PseudonymKey, ResidentId, mask};
