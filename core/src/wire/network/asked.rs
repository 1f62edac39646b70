//! What is asked of a street network: nearest stations, times, isochrones.
//!
//! A request has the streets in it, or, as a request over `()`, is asked of a network that is kept between calls.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{NetworkInput, NetworkPlace};
use crate::error::Error;
use crate::model::AnyCoordinate;
use crate::place::{
    Direction, Drawing, NetworkError, RoadNetwork, Snap, Snapping, bound_ds, feature_collection,
};
use crate::threads::Threads;

/// Asks for the nearest station of each point on streets.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "NearestStationsRequest"))]
pub struct NearestStationsRequest<N = NetworkInput> {
    /// The streets.
    pub network: N,
    /// From where people come.
    pub points: Vec<NetworkPlace>,
    /// The stations.
    pub stations: Vec<NetworkPlace>,
    /// The longest way, in minutes.
    #[serde(default = "two_hours")]
    pub max_min: f64,
    /// A place farther than this from every street is on none, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
}

pub(in crate::wire) const fn two_hours() -> f64 {
    120.0
}

pub(in crate::wire) const fn half_a_kilometre() -> f64 {
    500.0
}

/// The nearest station of each point on streets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestStationsAnswer {
    /// One row for each point, in the order given.
    pub rows: Vec<NearestRow>,
    /// How many points are on no street.
    pub points_unsnapped: u64,
    /// How many points are on a street, but have no station within the longest way.
    pub points_unreached: u64,
    /// Ids of the stations that are on no street: who lives near one of them is not told of it.
    pub stations_unsnapped: Vec<String>,
}

/// The nearest station of a point, and the way to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestRow {
    /// The point.
    pub point_id: String,
    /// The station; of equally near ones the first. None if no station is within the longest way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station_id: Option<String>,
    /// Metres, rounded up, the walks to and from the street counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<u32>,
    /// Seconds, the walks to and from the street counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_s: Option<f64>,
    /// Metres from the point to its street, rounded up. None if it is on no street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snap_m: Option<u32>,
}

/// Asks for times between places on streets.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TravelTimesRequest"))]
pub struct TravelTimesRequest<N = NetworkInput> {
    /// The streets.
    pub network: N,
    /// From where.
    pub origins: Vec<NetworkPlace>,
    /// To where.
    pub destinations: Vec<NetworkPlace>,
    /// The longest way, in minutes.
    pub max_min: f64,
    /// A place farther than this from every street is on none, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
}

/// Times between places on streets.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TravelTimesAnswer {
    /// The pairs within the longest way, by origin and then destination, in the orders given.
    pub rows: Vec<TimeRow>,
    /// Ids of the origins that are on no street and so in no pair.
    pub origins_unsnapped: Vec<String>,
    /// Ids of the destinations that are on no street and so in no pair.
    pub destinations_unsnapped: Vec<String>,
}

/// The way from a place to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimeRow {
    /// From where.
    pub origin_id: String,
    /// To where.
    pub destination_id: String,
    /// Seconds, the walks to and from the street counted.
    pub time_s: f64,
    /// Metres along that way, rounded up.
    pub distance_m: u32,
}

/// Asks for isochrones.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "IsochronesRequest"))]
pub struct IsochronesRequest<N = NetworkInput> {
    /// The streets.
    pub network: N,
    /// The places that people come to, or go from.
    pub places: Vec<NetworkPlace>,
    /// The bounds of each place, in minutes.
    pub minutes: Vec<f64>,
    /// Whether people come to the place or go from it.
    #[serde(default)]
    pub direction: Direction,
    /// How far from a street the area goes at most, and how far the place may be from one, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
    /// The cells of the grid on which areas are drawn, in metres from 2 to 1,000.
    #[serde(default = "ten")]
    pub cell_m: f64,
    /// How far an outline may be moved to have fewer corners, in metres from 0 to 100.
    #[serde(default = "one")]
    pub tolerance_m: f64,
}

const fn ten() -> f64 {
    10.0
}

const fn one() -> f64 {
    1.0
}

/// Keys and places of a table.
pub(super) struct Places {
    pub(super) ids: Vec<String>,
    pub(super) snaps: Vec<Option<Snap>>,
}

impl Places {
    pub(super) fn new(network: &RoadNetwork, rows: &[NetworkPlace], limit_m: f64) -> Result<Self, Error> {
        let places: Vec<Option<AnyCoordinate>> =
            rows.iter().map(NetworkPlace::place).collect::<Result<_, _>>()?;
        Self::at(network, rows.iter().map(|row| row.id.text()).collect(), &places, limit_m)
    }

    pub(super) fn at(
        network: &RoadNetwork,
        ids: Vec<String>,
        places: &[Option<AnyCoordinate>],
        limit_m: f64,
    ) -> Result<Self, Error> {
        let snapping = Snapping { limit_m, ..Snapping::default() };
        Ok(Self { ids, snaps: network.snap(places, &snapping, &Threads::one())? })
    }

    fn id(&self, place: u32) -> String {
        self.ids.get(place as usize).cloned().unwrap_or_default()
    }

    pub(super) fn unsnapped(&self) -> Vec<String> {
        let rows = self.ids.iter().zip(&self.snaps);
        rows.filter(|(_, snap)| snap.is_none()).map(|(id, _)| id.clone()).collect()
    }
}

/// The nearest station of each point on a network that is there already.
///
/// # Errors
/// Those of [`RoadNetwork::snap`] and [`RoadNetwork::nearest`], and of places.
pub fn nearest_stations_on<N>(
    network: &RoadNetwork,
    request: &NearestStationsRequest<N>,
) -> Result<NearestStationsAnswer, Error> {
    let points = Places::new(network, &request.points, request.snap_limit_m)?;
    let stations = Places::new(network, &request.stations, request.snap_limit_m)?;
    let bound = bound_ds(request.max_min)?;
    let found = network.nearest(&points.snaps, &stations.snaps, Direction::To, bound, &Threads::one())?;
    let rows = points.ids.iter().zip(&points.snaps).zip(&found).map(|((id, snap), found)| NearestRow {
        point_id: id.clone(),
        station_id: found.map(|found| stations.id(found.station)),
        distance_m: found.map(|found| found.way.distance_m()),
        time_s: found.map(|found| found.way.time_s()),
        snap_m: snap.map(|snap| snap.snap_m()),
    });
    let rows: Vec<NearestRow> = rows.collect();
    let count = |is: fn(&&NearestRow) -> bool| rows.iter().filter(is).count() as u64;
    Ok(NearestStationsAnswer {
        points_unsnapped: count(|row| row.snap_m.is_none()),
        points_unreached: count(|row| row.snap_m.is_some() && row.station_id.is_none()),
        stations_unsnapped: stations.unsnapped(),
        rows,
    })
}

/// Times between places on a network that is there already.
///
/// # Errors
/// Those of [`RoadNetwork::snap`] and [`RoadNetwork::times`], and of places.
pub fn travel_times_on<N>(
    network: &RoadNetwork,
    request: &TravelTimesRequest<N>,
) -> Result<TravelTimesAnswer, Error> {
    let origins = Places::new(network, &request.origins, request.snap_limit_m)?;
    let destinations = Places::new(network, &request.destinations, request.snap_limit_m)?;
    let bound = bound_ds(request.max_min)?;
    let found = network.times(&origins.snaps, &destinations.snaps, bound, &Threads::one())?;
    let pairs = found.origin.iter().zip(&found.destination).zip(found.time_ds.iter().zip(&found.length_dm));
    let rows = pairs.map(|((&origin, &destination), (&time_ds, &length_dm))| TimeRow {
        origin_id: origins.id(origin),
        destination_id: destinations.id(destination),
        time_s: f64::from(time_ds) / 10.0,
        distance_m: length_dm.div_ceil(10),
    });
    Ok(TravelTimesAnswer {
        rows: rows.collect(),
        origins_unsnapped: origins.unsnapped(),
        destinations_unsnapped: destinations.unsnapped(),
    })
}

/// Isochrones of places for each of some bounds in minutes: one GeoJSON `FeatureCollection`, whose features are those of
/// [`Isochrones::geojson`](crate::place::Isochrones::geojson) with the place's `id`, by place in the order given. Its
/// member `unsnapped` lists the ids of places that are on no street.
///
/// # Errors
/// Those of [`RoadNetwork::snap`] and [`RoadNetwork::isochrones`], `network.bad_bound`.
pub fn isochrones_of(
    network: &RoadNetwork,
    ids: &[Value],
    places: &[Option<AnyCoordinate>],
    minutes: &[f64],
    drawing: &Drawing,
    threads: &Threads,
) -> Result<Value, NetworkError> {
    let bounds = minutes.iter().map(|&minutes| bound_ds(minutes)).collect::<Result<Vec<u32>, _>>()?;
    let snaps = network.snap(places, &drawing.snapping, threads)?;
    let on_streets = ids.iter().zip(&snaps).filter_map(|(id, snap)| Some((id, snap.as_ref()?)));
    let drawn = threads.map(on_streets.collect(), |(id, snap)| {
        let mut collection = network.isochrones(snap, &bounds, drawing)?.geojson();
        let features = collection.get_mut("features").and_then(Value::as_array_mut).map(std::mem::take);
        let mut features = features.unwrap_or_default();
        for feature in &mut features {
            if let Some(properties) = feature.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert("id".to_owned(), id.clone());
            }
        }
        Ok(features)
    });
    let features: Vec<Vec<Value>> = drawn.into_iter().collect::<Result<_, NetworkError>>()?;
    let unsnapped = ids.iter().zip(&snaps).filter(|(_, snap)| snap.is_none()).map(|(id, _)| id.clone());
    let mut collection = feature_collection(features.into_iter().flatten());
    if let Some(members) = collection.as_object_mut() {
        members.insert("system".to_owned(), json!(network.system()));
        members.insert("unsnapped".to_owned(), unsnapped.collect());
    }
    Ok(collection)
}

/// Isochrones on a network that is there already.
///
/// # Errors
/// Those of [`isochrones_of`], and of places.
pub fn isochrones_on<N>(network: &RoadNetwork, request: &IsochronesRequest<N>) -> Result<Value, Error> {
    let snapping = Snapping { limit_m: request.snap_limit_m, ..Snapping::default() };
    let IsochronesRequest { direction, cell_m, tolerance_m, .. } = *request;
    let drawing = Drawing { direction, snapping, cell_m, tolerance_m };
    let ids: Vec<Value> = request.places.iter().map(|place| Value::String(place.id.text())).collect();
    let places = request.places.iter().map(NetworkPlace::place).collect::<Result<Vec<_>, _>>()?;
    Ok(isochrones_of(network, &ids, &places, &request.minutes, &drawing, &Threads::one())?)
}

/// Answers a [`NearestStationsRequest`].
///
/// # Errors
/// Those of [`NetworkInput::network`] and [`nearest_stations_on`].
pub fn nearest_stations(request: NearestStationsRequest) -> Result<NearestStationsAnswer, Error> {
    nearest_stations_on(&request.network.network()?, &request)
}

/// Answers a [`TravelTimesRequest`].
///
/// # Errors
/// Those of [`NetworkInput::network`] and [`travel_times_on`].
pub fn travel_times(request: TravelTimesRequest) -> Result<TravelTimesAnswer, Error> {
    travel_times_on(&request.network.network()?, &request)
}

/// Answers an [`IsochronesRequest`].
///
/// # Errors
/// Those of [`NetworkInput::network`] and [`isochrones_on`].
pub fn isochrones(request: IsochronesRequest) -> Result<Value, Error> {
    isochrones_on(&request.network.network()?, &request)
}
