//! Streets from a file of OpenStreetMap in its binary form, PBF (读取 OpenStreetMap 数据); feature `osm`.
//!
//! [`read_osm`] takes the bytes of a file that a stranger may have written and gives [`Streets`] for walking, cycling and
//! driving, with an [`OsmReport`] of what the file held. Memory and work are bounded by [`OsmLimits`].
//!
//! Read are ways with `highway` or `route=ferry`, the places of their nodes, and barriers. Not read: relations, so no
//! turn restrictions and no squares drawn by several ways; histories and differences between files; conditions of time.
//! A file cut short within a block is refused. The format has no mark of its end, so one cut exactly between blocks can
//! only be told by the references that dangle.
//!
//! Data of OpenStreetMap are © OpenStreetMap contributors, under the Open Database License (ODbL): who shows what is made
//! of them says so.

#[cfg(feature = "osm")]
mod access;
#[cfg(feature = "osm")]
mod assemble;
#[cfg(feature = "osm")]
mod blob;
#[cfg(feature = "osm")]
mod block;
mod error;
#[cfg(feature = "osm")]
mod limits;
#[cfg(feature = "osm")]
mod message;
#[cfg(feature = "osm")]
mod nodes;
#[cfg(feature = "osm")]
mod read;
#[cfg(feature = "osm")]
mod report;
#[cfg(feature = "osm")]
mod tags;
#[cfg(feature = "osm")]
mod ways;

#[cfg(feature = "osm")]
#[cfg(test)]
mod tests;

pub use error::{OsmCode, OsmError};
#[cfg(feature = "osm")]
pub use limits::OsmLimits;
#[cfg(feature = "osm")]
pub use read::read_osm;
#[cfg(feature = "osm")]
pub use report::OsmReport;

/// A longitude and a latitude in units of 1e-7 degrees, about a centimetre.
#[cfg(feature = "osm")]
type Spot = [i32; 2];
