//! What lies within a bound of each place on streets: how many points, and their weights.

use serde::{Deserialize, Serialize};

use super::asked::{Places, half_a_kilometre};
use super::{NetworkInput, NetworkPlace};
use crate::error::Error;
use crate::place::{Direction, RoadNetwork, bound_ds};
use crate::threads::Threads;
use crate::wire::AccessPoint;
use crate::wire::accessibility::Points;

/// Asks what lies within a bound of each place on streets.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PointsWithinRequest"))]
pub struct PointsWithinRequest<N = NetworkInput> {
    /// The streets.
    pub network: N,
    /// The places about which is summed up, such as stations, or all homes.
    pub places: Vec<NetworkPlace>,
    /// What is summed up, such as homes with their people; without a place they are on no street.
    pub points: Vec<AccessPoint>,
    /// The longest way, in minutes.
    pub max_min: f64,
    /// Whether people come from the points to the place or go from it to them.
    #[serde(default)]
    pub direction: Direction,
    /// A place farther than this from every street is on none, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
}

/// What lies within a bound of each place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PointsWithinAnswer {
    /// One row for each place, in the order given.
    pub rows: Vec<WithinRow>,
    /// Ids of the points that are on no street and so about no place.
    pub points_unsnapped: Vec<String>,
}

/// What lies within the bound of a place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WithinRow {
    /// The place.
    pub place_id: String,
    /// How many points are within the bound. None if the place is on no street: then it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    /// The sum of their weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
    /// Metres from the place to its street, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snap_m: Option<u32>,
}

/// What lies within a bound of each place on a network that is there already.
///
/// # Errors
/// Those of [`RoadNetwork::snap`] and [`RoadNetwork::within`], and of places.
pub fn points_within_on<N>(
    network: &RoadNetwork,
    request: &PointsWithinRequest<N>,
) -> Result<PointsWithinAnswer, Error> {
    let places = Places::new(network, &request.places, request.snap_limit_m)?;
    let Points { ids, weights, places: at } = Points::new(&request.points)?;
    let points = Places::at(network, ids, &at, request.snap_limit_m)?;
    let bound = bound_ds(request.max_min)?;
    let one = Threads::one();
    let found = network.within(&places.snaps, &points.snaps, &weights, request.direction, bound, &one)?;
    let rows = places.ids.iter().zip(&places.snaps).zip(&found).map(|((id, snap), found)| WithinRow {
        place_id: id.clone(),
        points: snap.map(|_| found.points),
        weight: snap.map(|_| found.weight),
        snap_m: snap.map(|snap| snap.snap_m()),
    });
    Ok(PointsWithinAnswer { rows: rows.collect(), points_unsnapped: points.unsnapped() })
}

/// Answers a [`PointsWithinRequest`].
///
/// # Errors
/// Those of [`NetworkInput::network`] and [`points_within_on`].
pub fn points_within(request: PointsWithinRequest) -> Result<PointsWithinAnswer, Error> {
    points_within_on(&request.network.network()?, &request)
}
