//! Where things are: coordinate systems, distances, travel times and outlines (空间计算).
//!
//! Tables of posts, people and stations carry coordinates of different systems; mixing them silently moves people by
//! half a kilometre. Here they are brought into one system ([`convert`], [`common_system`]), distances are measured in
//! it ([`distance_m`]) and turned into minutes by a stated model ([`TravelModel`]), which is an estimate, or by the
//! streets of a [`RoadNetwork`].

mod conversion;
mod distance;
mod network;
mod osm;
mod outline;
mod travel;

pub(crate) use conversion::forward;
pub use conversion::{ConvertTo, common_system, convert};
pub use distance::{EARTH_RADIUS_M, distance_any_m, distance_m, distance_m_rounded};
pub(crate) use distance::{UnitVector, haversine_m, whole_m};
pub use network::{
    Access, Detour, DetourRange, Direction, Drawing, EdgeColumns, Isochrone, Isochrones, NearestStation,
    NetworkCode, NetworkError, NewStreet, NodeColumns, Profile, RoadClass, RoadNetwork, Snap, Snapping,
    Streets, Times, TypedNetwork, Way, Within, bound_ds,
};
pub(crate) use network::{BOUND_MAX_DS, NetworkPoints, NetworkRoom};
#[cfg(test)]
pub(crate) use network::{random, tests as network_tests};
pub use osm::{OsmCode, OsmError};
#[cfg(feature = "osm")]
pub use osm::{OsmLimits, OsmReport, read_osm};
pub(crate) use outline::circle_degrees;
pub use outline::{
    circle, feature, feature_collection, multi_line_geometry, multi_polygon_geometry, point_geometry,
    polygon_geometry,
};
pub use travel::{Pace, TravelModel};
