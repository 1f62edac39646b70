//! The things the library speaks of, as checked types (模型).

mod coordinate;
mod money;

pub use coordinate::{AnyCoordinate, Bd09, Cgcs2000, Coordinate, Gcj02, ReferenceSystem, System, Wgs84};
pub use money::Fen;
