//! Requests and answers about accessibility.

use serde::{Deserialize, Serialize};

use super::network::{half_a_kilometre, refuse_other};
use super::place::checked;
use super::{NetworkInput, RequestCode, RequestError};
use crate::circle::{
    self, AccessBy, AccessCosts, AccessPoints, AccessibilityTotal, Catchment, Decay, Keys, Method,
};
use crate::error::{Error, ValueCode, ValueError};
use crate::matching::Threads;
use crate::model::{AnyCoordinate, System};
use crate::place::{RoadNetwork, Snap, Snapping};

/// Asks how much of what supply points offer each demand point has for its people.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessibilityRequest {
    /// The demand points; the weight is how many people they have.
    pub demand: Vec<AccessPoint>,
    /// The supply points; the weight is what they offer: staff, seats, posts.
    pub supply: Vec<AccessPoint>,
    /// Costs between them, each pair at most once; a pair that is not there is out of reach. Without them, costs are
    /// minutes on the network if there is one, else metres in a straight line, rounded up.
    #[serde(default)]
    pub costs: Option<Vec<AccessCost>>,
    /// Instead of costs: streets.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: a place farther than this from every street is not reached, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
    /// The greatest cost that people travel, in the unit of the costs.
    pub catchment: f64,
    /// The method.
    #[serde(default)]
    pub method: Method,
    /// How much less what is farther counts; the method's own if absent. Plain 2SFCA takes none.
    #[serde(default)]
    pub decay: Option<Decay>,
}

/// A demand or supply point. Columns beyond these may be there and are not read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessPoint {
    /// The caller's key, once in its table.
    pub id: AccessKey,
    /// People, or what is offered: 0, or from 1e-12 to 1e15.
    pub weight: f64,
    /// Longitude, degrees; needed without a table of costs only.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Latitude, degrees.
    #[serde(default)]
    pub lat: Option<f64>,
    /// The coordinate system; `wgs84` if absent.
    #[serde(default)]
    pub system: Option<System>,
}

/// What it costs to get from a demand point to a supply point.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessCost {
    /// The demand point.
    pub demand_id: AccessKey,
    /// The supply point. A table of costs that siting takes, too, calls it `candidate_id`, which is read as well.
    #[serde(alias = "candidate_id")]
    pub supply_id: AccessKey,
    /// The cost, not negative.
    pub cost: f64,
}

/// A key: a text, or a whole number, which is the same key as its text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AccessKey {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
}

/// How much of what supply points offer each demand point has for its people.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessibilityAnswer {
    /// One row for each demand point, in the order given.
    pub rows: Vec<DemandAccess>,
    /// One row for each supply point, in the order given.
    pub supply: Vec<SupplyLoad>,
    /// Sums, and how evenly the score is spread.
    pub total: AccessibilityTotal,
}

/// What a demand point has.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DemandAccess {
    /// The demand point.
    pub demand_id: String,
    /// Supply for one person.
    pub score: f64,
    /// How many supply points are in reach.
    pub reached_supplies: u32,
    /// Whether there is none: the score is 0 then.
    pub unreached: bool,
    /// With a network: metres from the point to its street, rounded up. None if it is on no street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snap_m: Option<u32>,
}

/// What a supply point bears.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SupplyLoad {
    /// The supply point.
    pub supply_id: String,
    /// People in its reach, weighted as the method does.
    pub demand_in_reach: f64,
    /// What it offers for one of them.
    pub ratio: f64,
    /// Whether nobody is in its reach: what it offers is in `supply_unused` of the sums.
    pub unused: bool,
    /// With a network: metres from the point to its street, rounded up. None if it is on no street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snap_m: Option<u32>,
}

/// The place of a row, if it has one.
///
/// # Errors
/// `coordinate.incomplete` if one of longitude and latitude is missing, and those of [`AnyCoordinate::new`], without the
/// degrees: the place may be a home.
pub fn access_place(
    lon: Option<f64>,
    lat: Option<f64>,
    system: Option<System>,
) -> Result<Option<AnyCoordinate>, Error> {
    match (lon, lat) {
        (Some(lon), Some(lat)) => Ok(Some(checked([lon, lat], system.unwrap_or_default())?)),
        (None, None) => Ok(None),
        _ => Err(ValueError::new(ValueCode::CoordinateIncomplete, "").into()),
    }
}

/// Answers an [`AccessibilityRequest`].
///
/// # Errors
/// Those of [`circle::accessibility_of`], of places and of [`NetworkInput::network`]; `request.json` for costs and a network.
pub fn accessibility(request: AccessibilityRequest) -> Result<AccessibilityAnswer, Error> {
    let network = request.network.as_ref().map(NetworkInput::network).transpose()?;
    answer(&request, network.as_ref())
}

/// Answers an [`AccessibilityRequest`] on a network that is there already; it names none itself.
///
/// # Errors
/// Those of [`accessibility`].
pub fn accessibility_on(
    network: &RoadNetwork,
    request: &AccessibilityRequest,
) -> Result<AccessibilityAnswer, Error> {
    refuse_other(request.network.is_some())?;
    answer(request, Some(network))
}

fn answer(
    request: &AccessibilityRequest,
    network: Option<&RoadNetwork>,
) -> Result<AccessibilityAnswer, Error> {
    let AccessibilityRequest { method, decay, .. } = request;
    let catchment = Catchment { cost: request.catchment, method: *method, decay: decay.clone() };
    let (demand, supply) = (Points::new(&request.demand)?, Points::new(&request.supply)?);
    let costs = request.costs.as_ref().map(|costs| {
        let of = |key: fn(&AccessCost) -> &AccessKey| costs.iter().map(|row| key(row).text()).collect();
        let (from, to): (Vec<String>, Vec<String>) = (of(|row| &row.demand_id), of(|row| &row.supply_id));
        (from, to, costs.iter().map(|row| row.cost).collect::<Vec<f64>>())
    });
    let threads = Threads::one();
    let snapping = Snapping { limit_m: request.snap_limit_m, ..Snapping::default() };
    let snap = |points: &Points| {
        network.map(|network| network.snap(&points.places, &snapping, &threads)).transpose()
    };
    let snaps = (snap(&demand)?, snap(&supply)?);
    let by = match (&costs, network, &snaps) {
        (None, Some(network), (Some(demand), Some(supply))) => AccessBy::Streets { network, demand, supply },
        (None, ..) => AccessBy::StraightLines,
        (Some((demand, supply, cost)), None, _) => {
            AccessBy::Costs(AccessCosts { demand: texts(demand), supply: texts(supply), cost })
        }
        (Some(_), Some(_), _) => {
            return Err(RequestError::new(RequestCode::Json, "`costs` and `network`: one of them").into());
        }
    };
    let found = circle::accessibility_of(&demand.columns(), &supply.columns(), &by, &catchment, &threads)?;
    let snap_m =
        |snaps: &Option<Vec<Option<Snap>>>, row: usize| Some(snaps.as_ref()?.get(row)?.as_ref()?.snap_m());
    let demanded = demand.ids.into_iter().zip(found.score.iter().zip(&found.reached_supplies));
    let supplied = supply.ids.into_iter().zip(found.demand_in_reach.iter().zip(&found.ratio));
    Ok(AccessibilityAnswer {
        rows: demanded
            .enumerate()
            .map(|(row, (demand_id, (&score, &reached_supplies)))| DemandAccess {
                demand_id,
                score,
                reached_supplies,
                unreached: reached_supplies == 0,
                snap_m: snap_m(&snaps.0, row),
            })
            .collect(),
        supply: supplied
            .enumerate()
            .map(|(row, (supply_id, (&demand_in_reach, &ratio)))| SupplyLoad {
                supply_id,
                demand_in_reach,
                ratio,
                unused: demand_in_reach <= 0.0,
                snap_m: snap_m(&snaps.1, row),
            })
            .collect(),
        total: found.total,
    })
}

impl AccessKey {
    /// The key as a text.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
        }
    }
}

/// The columns of a table of points.
pub(super) struct Points {
    pub(super) ids: Vec<String>,
    pub(super) weights: Vec<f64>,
    pub(super) places: Vec<Option<AnyCoordinate>>,
}

impl Points {
    pub(super) fn new(rows: &[AccessPoint]) -> Result<Self, Error> {
        let place = |row: &AccessPoint| access_place(row.lon, row.lat, row.system);
        Ok(Self {
            ids: rows.iter().map(|row| row.id.text()).collect(),
            weights: rows.iter().map(|row| row.weight).collect(),
            places: rows.iter().map(place).collect::<Result<_, _>>()?,
        })
    }

    fn columns(&self) -> AccessPoints<'_> {
        AccessPoints { ids: texts(&self.ids), weights: &self.weights, places: &self.places }
    }
}

pub(super) fn texts(keys: &[String]) -> Keys<'_> {
    Keys::Texts(keys.iter().map(String::as_str).collect())
}
