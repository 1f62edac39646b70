//! Requests and answers about service circles.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[cfg(feature = "schema")]
use super::network::Networks;
use super::network::{half_a_kilometre, networks, refuse_other};
use super::{NetworkInput, OnReject, Rows, settle};
use crate::circle::{self, CircleStreets, Coverage, OffStreets, ResidentPoint, Standard, StationPoint};
use crate::error::Error;
use crate::matching::Threads;
use crate::model::{Resident, Station};
use crate::place::{RoadNetwork, Snapping};
use crate::table::Finding;

/// Asks who is inside a service circle.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageRequest {
    /// The residents.
    pub residents: Rows,
    /// The stations.
    pub stations: Rows,
    /// How far a circle reaches.
    #[serde(default)]
    pub standard: Standard,
    /// Streets on which rules of time are measured, which are of their mode then: one network, or several for rules of
    /// several modes; straight lines if absent.
    #[serde(default, deserialize_with = "networks")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Networks>"))]
    pub network: Option<Vec<NetworkInput>>,
    /// With a network: a place farther than this from every street is off the streets, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
    /// With a network: what becomes of homes and stations off the streets.
    #[serde(default)]
    pub off_streets: OffStreets,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

/// Who is inside a service circle.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageAnswer {
    /// Answer by resident, sums by region.
    #[serde(flatten)]
    pub coverage: Coverage,
    /// Ids of stations whose place is not known: who lives near one of them may be served and is not counted.
    pub stations_without_place: Vec<String>,
    /// What was wrong with the residents.
    pub resident_findings: Vec<Finding>,
    /// What was wrong with the stations.
    pub station_findings: Vec<Finding>,
}

/// Asks for the outlines of service circles.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CirclesRequest {
    /// The stations; those without a place have no circle.
    pub stations: Rows,
    /// How far a circle reaches.
    #[serde(default)]
    pub standard: Standard,
    /// Corners of each outline.
    #[serde(default = "sixty_four")]
    pub vertices: u16,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

const fn sixty_four() -> u16 {
    64
}

/// Coverage of checked records, on streets if there are any, with the ids of the stations that have no place.
///
/// # Errors
/// Those of [`circle::coverage`] and [`circle::coverage_on_streets`].
pub fn coverage_of(
    residents: &[Resident],
    stations: &[Station],
    standard: &Standard,
    streets: Option<&CircleStreets<'_>>,
    threads: &Threads,
) -> Result<(Coverage, Vec<String>), Error> {
    let points: Vec<ResidentPoint<'_>> = residents
        .iter()
        .map(|resident| ResidentPoint {
            id: &resident.id,
            place: resident.place,
            class: resident.area_class,
            region: resident.region.as_ref().map(|region| region.as_str()),
            weight: u64::from(resident.weight),
        })
        .collect();
    let without_place = stations.iter().filter(|station| station.place.is_none());
    let without_place = without_place.map(|station| station.id.clone()).collect();
    let stations = station_points(stations);
    let coverage = match streets {
        None => circle::coverage(&points, &stations, standard)?,
        Some(streets) => circle::coverage_on_streets(&points, &stations, standard, streets, threads)?,
    };
    Ok((coverage, without_place))
}

/// The outlines of the circles of checked stations, as GeoJSON; a station without a place has none.
///
/// # Errors
/// Those of [`circle::circles`].
pub fn circles_of(stations: &[Station], standard: &Standard, vertices: u16) -> Result<Value, Error> {
    Ok(circle::circles(&station_points(stations), standard, vertices)?)
}

fn station_points(stations: &[Station]) -> Vec<StationPoint<'_>> {
    let placed = stations.iter().filter_map(|station| station.place.map(|place| (station, place)));
    placed
        .map(|(station, place)| StationPoint { id: &station.id, place, class: station.area_class })
        .collect()
}

/// Answers a [`CoverageRequest`].
///
/// # Errors
/// Those of the tables, of [`NetworkInput::network`] and of [`coverage_of`].
pub fn coverage(request: CoverageRequest) -> Result<CoverageAnswer, Error> {
    let made = |inputs: &Vec<NetworkInput>| inputs.iter().map(NetworkInput::network).collect();
    let networks: Option<Vec<RoadNetwork>> = request.network.as_ref().map(made).transpose()?;
    let networks: Option<Vec<&RoadNetwork>> = networks.as_ref().map(|networks| networks.iter().collect());
    answer(&request, networks.as_deref())
}

/// Answers a [`CoverageRequest`] on networks that are there already, one for a mode; it names none itself.
///
/// # Errors
/// Those of the tables and of [`coverage_of`]; `request.json` for further networks.
pub fn coverage_on(networks: &[&RoadNetwork], request: &CoverageRequest) -> Result<CoverageAnswer, Error> {
    refuse_other(request.network.is_some())?;
    answer(request, Some(networks))
}

fn answer(request: &CoverageRequest, networks: Option<&[&RoadNetwork]>) -> Result<CoverageAnswer, Error> {
    let (residents, resident_findings) = settle(request.residents.read::<Resident>()?, request.errors)?;
    let (stations, station_findings) = settle(request.stations.read::<Station>()?, request.errors)?;
    let snapping = Snapping { limit_m: request.snap_limit_m, ..Snapping::default() };
    let off_streets = request.off_streets;
    let streets = networks.map(|networks| CircleStreets { networks, snapping, off_streets });
    let (coverage, stations_without_place) =
        coverage_of(&residents, &stations, &request.standard, streets.as_ref(), &Threads::one())?;
    Ok(CoverageAnswer { coverage, stations_without_place, resident_findings, station_findings })
}

/// Answers a [`CirclesRequest`].
///
/// # Errors
/// Those of the tables and of [`circle::circles`].
pub fn circles(request: CirclesRequest) -> Result<Value, Error> {
    let (stations, _) = settle(request.stations.read::<Station>()?, request.errors)?;
    circles_of(&stations, &request.standard, request.vertices)
}
