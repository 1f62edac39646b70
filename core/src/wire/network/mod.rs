//! Requests and answers about street networks.

mod asked;
#[cfg(feature = "schema")]
pub(super) mod described;
mod given;
mod within;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::asked::{
    IsochronesRequest, NearestRow, NearestStationsAnswer, NearestStationsRequest, TimeRow, TravelTimesAnswer,
    TravelTimesRequest, isochrones, isochrones_of, isochrones_on, nearest_stations, nearest_stations_on,
    travel_times, travel_times_on,
};
pub(super) use self::asked::{half_a_kilometre, two_hours};
#[cfg(feature = "schema")]
pub(super) use self::given::Networks;
pub use self::given::street_search;
pub(super) use self::given::{networks, refuse_other};
pub use self::within::{PointsWithinAnswer, PointsWithinRequest, WithinRow, points_within, points_within_on};
use super::{AccessKey, RequestCode, RequestError, access_place};
use crate::circle::Keys;
use crate::error::Error;
use crate::model::{AnyCoordinate, System, TravelMode};
use crate::place::{EdgeColumns, NetworkError, NodeColumns, Profile, RoadNetwork, Streets};
use crate::table::{TableCode, TableError};

/// Streets and the way of travelling on them: tables of nodes and edges, or GeoJSON lines.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkInput {
    /// The nodes; together with `edges`.
    #[serde(default)]
    pub nodes: Option<Vec<NetworkNode>>,
    /// The edges, each open from `from` to `to` only, unless its `oneway` is false.
    #[serde(default)]
    pub edges: Option<Vec<NetworkEdge>>,
    /// Instead of tables: a GeoJSON `FeatureCollection` (RFC 7946) of `LineString` and `MultiLineString`, which meet where
    /// they share a point. Properties, all optional: `class` or `highway`, `oneway` (for bicycles and cars), `length_m`,
    /// `speed_kmh`.
    #[serde(default)]
    pub geojson: Option<Value>,
    /// The way of travelling: `walk`, `cycle` or `drive`.
    #[serde(default)]
    pub mode: TravelMode,
    /// Speed on foot in km/h, also that of the way to and from the street; 5 if absent.
    #[serde(default)]
    pub walk_kmh: Option<f64>,
    /// Speed by bicycle in km/h; 12 if absent.
    #[serde(default)]
    pub cycle_kmh: Option<f64>,
    /// Whether people on foot are slower uphill and steep downhill, where the heights of both nodes are known; with tables.
    #[serde(default)]
    pub slope: bool,
    /// The coordinate system of nodes and lines.
    #[serde(default)]
    pub system: System,
}

/// A node of a street network. Columns beyond these may be there and are not read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkNode {
    /// The caller's key, a whole number, once in the table.
    pub node: AccessKey,
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// Height in metres, from -1,000 to 10,000.
    #[serde(default)]
    pub height_m: Option<f64>,
}

/// A street from one node to another. Columns beyond these may be there and are not read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkEdge {
    /// The node where it begins.
    pub from: AccessKey,
    /// The node where it ends.
    pub to: AccessKey,
    /// Length in metres; that of the line if absent.
    #[serde(default)]
    pub length_m: Option<f64>,
    /// A value of OpenStreetMap's `highway`, which says who may go there; `road` if absent.
    #[serde(default)]
    pub class: Option<String>,
    /// Speed of cars in km/h; that of the class if absent.
    #[serde(default)]
    pub speed_kmh: Option<f64>,
    /// Whether it is open from `from` to `to` only, for all; so it is if absent.
    #[serde(default)]
    pub oneway: Option<bool>,
    /// Its line from node to node, such as `117.01 36.61;117.02 36.62`; straight if absent.
    #[serde(default)]
    pub line: Option<String>,
}

/// A place that is asked about. Columns beyond these may be there and are not read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkPlace {
    /// The caller's key.
    pub id: AccessKey,
    /// Longitude, degrees; without it the place is on no street.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Latitude, degrees.
    #[serde(default)]
    pub lat: Option<f64>,
    /// The coordinate system; `wgs84` if absent.
    #[serde(default)]
    pub system: Option<System>,
}

impl NetworkPlace {
    /// Where it is, if that is said.
    ///
    /// # Errors
    /// Those of [`access_place`].
    pub fn place(&self) -> Result<Option<AnyCoordinate>, Error> {
        access_place(self.lon, self.lat, self.system)
    }
}

/// A way of travelling with speeds in km/h, those of [`Profile::new`] where none is said.
///
/// # Errors
/// `network.no_mode`, `network.bad_speed`.
pub fn profile_of(
    mode: TravelMode,
    walk_kmh: Option<f64>,
    cycle_kmh: Option<f64>,
) -> Result<Profile, NetworkError> {
    let mut profile = Profile::new(mode)?;
    if let Some(speed) = walk_kmh {
        profile = profile.walk_kmh(speed)?;
    }
    if let Some(speed) = cycle_kmh {
        profile = profile.cycle_kmh(speed)?;
    }
    Ok(profile)
}

/// Keys of nodes: whole numbers, or the texts of such.
///
/// # Errors
/// `table.column_type`, with the name of the column and the row.
pub fn node_keys(keys: &Keys<'_>, column: &str) -> Result<Vec<i64>, TableError> {
    match keys {
        Keys::Integers(keys) => Ok(keys.to_vec()),
        Keys::Texts(keys) => {
            let whole = |(row, key): (usize, &&str)| {
                let detail = format_args!("`{column}` is not a whole number in row {row}");
                key.parse().map_err(|_| TableError::new(TableCode::ColumnType, detail))
            };
            keys.iter().enumerate().map(whole).collect()
        }
    }
}

/// Streets from rows, as [`Streets::from_tables`] makes them of columns.
///
/// # Errors
/// `table.column_type` for a key that is no whole number, and those of [`Streets::from_tables`].
pub fn streets_of(nodes: &[NetworkNode], edges: &[NetworkEdge], system: System) -> Result<Streets, Error> {
    let whole = |keys: Vec<&AccessKey>, column| -> Result<Vec<i64>, Error> {
        let keys: Vec<String> = keys.into_iter().map(AccessKey::text).collect();
        Ok(node_keys(&Keys::Texts(keys.iter().map(String::as_str).collect()), column)?)
    };
    let node = whole(nodes.iter().map(|row| &row.node).collect(), "node")?;
    let from = whole(edges.iter().map(|row| &row.from).collect(), "from")?;
    let to = whole(edges.iter().map(|row| &row.to).collect(), "to")?;
    let lon: Vec<f64> = nodes.iter().map(|row| row.lon).collect();
    let lat: Vec<f64> = nodes.iter().map(|row| row.lat).collect();
    let height_m: Vec<f64> = nodes.iter().map(|row| row.height_m.unwrap_or(f64::NAN)).collect();
    let number = |value: fn(&NetworkEdge) -> Option<f64>| -> Vec<f64> {
        edges.iter().map(|row| value(row).unwrap_or(f64::NAN)).collect()
    };
    let (length_m, speed_kmh) = (number(|row| row.length_m), number(|row| row.speed_kmh));
    let class: Vec<Option<&str>> = edges.iter().map(|row| row.class.as_deref()).collect();
    let oneway: Vec<Option<bool>> = edges.iter().map(|row| row.oneway).collect();
    let line: Vec<Option<&str>> = edges.iter().map(|row| row.line.as_deref()).collect();
    let columns = EdgeColumns {
        from: &from,
        to: &to,
        length_m: &length_m,
        class: &class,
        speed_kmh: &speed_kmh,
        oneway: &oneway,
        line: &line,
    };
    let nodes = NodeColumns { node: &node, lon: &lon, lat: &lat, height_m: &height_m };
    Ok(Streets::from_tables(&nodes, &columns, system)?)
}

impl NetworkInput {
    /// The network that it describes.
    ///
    /// # Errors
    /// `request.json` unless there are either nodes and edges or lines, and for slopes of lines; those of [`streets_of`],
    /// [`Streets::from_geojson`] and [`profile_of`].
    pub fn network(&self) -> Result<RoadNetwork, Error> {
        let profile = profile_of(self.mode, self.walk_kmh, self.cycle_kmh)?.slope(self.slope);
        let streets = match (&self.nodes, &self.edges, &self.geojson) {
            (Some(nodes), Some(edges), None) => streets_of(nodes, edges, self.system)?,
            (None, None, Some(_)) if self.slope => {
                let detail = "`slope` needs tables: lines have no heights";
                return Err(RequestError::new(RequestCode::Json, detail).into());
            }
            (None, None, Some(lines)) => Streets::from_geojson(lines, self.system)?,
            _ => {
                let detail = "a network is `nodes` and `edges`, or `geojson`";
                return Err(RequestError::new(RequestCode::Json, detail).into());
            }
        };
        Ok(RoadNetwork::new(&streets, &profile)?)
    }
}

/// What a network is, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NetworkFacts {
    /// How many nodes there are that open streets meet.
    pub nodes: usize,
    /// How many streets are open in some direction.
    pub streets: usize,
    /// How many nodes each part of the network has that hangs together, the largest first.
    pub components: Vec<u32>,
    /// The way of travelling.
    pub mode: TravelMode,
    /// The coordinate system.
    pub system: System,
}

impl From<&RoadNetwork> for NetworkFacts {
    fn from(network: &RoadNetwork) -> Self {
        Self {
            nodes: network.nodes(),
            streets: network.streets(),
            components: network.components().to_vec(),
            mode: network.mode(),
            system: network.system(),
        }
    }
}
