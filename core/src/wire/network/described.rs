//! What `isochrones` answers, for its schema.

use schemars::JsonSchema;

use crate::model::{System, TravelMode};
use crate::place::Direction;

/// What `isochrones` answers: a GeoJSON `FeatureCollection` (RFC 7946), two features for each place and bound, by place in
/// the order given.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
pub(crate) struct IsochroneCollection {
    /// `FeatureCollection`.
    #[schemars(extend("const" = "FeatureCollection"))]
    r#type: String,
    /// Areas and streets.
    features: Vec<IsochroneFeature>,
    /// The coordinate system; RFC 7946 means `wgs84`.
    system: System,
    /// Ids of the places that are on no street and so have no feature.
    unsnapped: Vec<String>,
}

/// An area or the streets in it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
struct IsochroneFeature {
    /// `Feature`.
    #[schemars(extend("const" = "Feature"))]
    r#type: String,
    /// A `MultiPolygon` for an area, a `MultiLineString` for streets.
    geometry: IsochroneGeometry,
    /// What it is.
    properties: IsochroneProperties,
}

/// Where it is, in longitudes and latitudes.
#[derive(JsonSchema)]
#[serde(tag = "type", content = "coordinates")]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
enum IsochroneGeometry {
    /// Polygons, each with its outer ring first and then its holes.
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
    /// Lines.
    MultiLineString(Vec<Vec<[f64; 2]>>),
}

/// Whether the feature is an area or streets.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
enum IsochronePart {
    /// The area from where the place is reached within the bound, or where one gets from it.
    Area,
    /// The parts of streets within the bound.
    Streets,
}

/// What an area or the streets in it are.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the answer is made as GeoJSON; this describes it")]
struct IsochroneProperties {
    /// Area or streets.
    part: IsochronePart,
    /// The bound in seconds.
    time_s: f64,
    /// The way of travelling.
    mode: TravelMode,
    /// To the place or from it.
    direction: Direction,
    /// Metres from the place to its street, rounded up.
    snap_m: u32,
    /// How far from a street the area goes at most, in metres.
    snap_limit_m: f64,
    /// The coordinate system.
    system: System,
    /// Of an area: the cells of the grid on which it was drawn, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell_m: Option<f64>,
    /// Of an area: how far its outline may have been moved, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance_m: Option<f64>,
    /// Of streets: how long they are together, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    length_m: Option<u64>,
    /// The place.
    id: String,
}
