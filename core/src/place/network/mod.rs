//! Street networks (路网): how long people travel on real streets.
//!
//! [`Streets`] hold what a map says; [`RoadNetwork`] is made of them for one way of travelling and answers with whole
//! tenths of a second, the same on every machine.

mod build;
mod class;
mod detour;
mod error;
mod geojson;
mod isochrone;
mod journeys;
mod neighbours;
mod order;
mod points;
mod profile;
mod queue;
mod saved;
mod search;
mod segments;
mod snap;
mod streets;
mod tables;
mod times;
mod within;

pub use build::{Direction, RoadNetwork};
pub use class::{Access, RoadClass};
pub use detour::{Detour, DetourRange};
pub use error::{NetworkCode, NetworkError};
pub use isochrone::{Drawing, Isochrone, Isochrones};
pub(crate) use journeys::{Journeys, Stops};
pub use profile::Profile;
pub use snap::{Snap, Snapping, TypedNetwork};
pub use streets::{NewStreet, Streets};
pub use tables::{EdgeColumns, NodeColumns};
pub(crate) use times::{BOUND_MAX_DS, NetworkPoints, NetworkRoom};
pub use times::{NearestStation, Times, Way, bound_ds};
pub use within::Within;

#[cfg(test)]
mod geojson_tests;
#[cfg(test)]
pub(crate) mod random;
#[cfg(test)]
mod tables_tests;
#[cfg(test)]
pub(crate) mod tests;
