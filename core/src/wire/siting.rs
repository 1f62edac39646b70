//! Requests about where to build stations, and their answering.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::accessibility::{AccessKey, access_place, texts};
use super::network::{half_a_kilometre, refuse_other};
use super::site_answer::{SiteAnswer, answer};
use super::{NetworkInput, RequestCode, RequestError};
use crate::circle::siting::{
    Effort, Objective, SiteAim, SiteBy, SiteCandidates, SiteDemand, Standing, site_of, weighted_people,
};
use crate::circle::{AccessCosts, CircleError, StreetSearch};
use crate::error::Error;
use crate::model::{AnyCoordinate, System};
use crate::place::{RoadNetwork, Snapping, bound_ds};
use crate::threads::Threads;

/// Asks where to build stations.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteRequest {
    /// The demand points.
    pub demand: Vec<SitePoint>,
    /// The candidates.
    pub candidates: Vec<SiteCandidate>,
    /// Costs between them, whole numbers, each pair at most once; a pair that is not there is out of reach. One of `costs`,
    /// `reach_m` and `network` is needed.
    #[serde(default)]
    pub costs: Option<Vec<SiteCost>>,
    /// Instead of costs, how far people go in a straight line, in metres: costs are metres, rounded up.
    #[serde(default)]
    pub reach_m: Option<f64>,
    /// Instead of costs, streets: costs are tenths of a second on them, and `radius` and `beyond` are minutes.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: the longest way, in minutes.
    #[serde(default = "two_hours")]
    pub max_min: f64,
    /// With a network: a place farther than this from every street is out of reach, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
    /// Instead of the column `weight`, how often each person of a column of the demand points counts, in whole numbers, such
    /// as `{"older": 2, "migrant": 1}`: key groups alone, or more than others.
    #[serde(default)]
    pub weights: Option<BTreeMap<String, u32>>,
    /// What makes a plan good.
    #[serde(default)]
    pub objective: Objective,
    /// So many further sites at most, the mandatory ones among them. With neither this nor a budget, as many as are needed
    /// (`lscp` only).
    #[serde(default)]
    pub p: Option<u32>,
    /// Instead of `p`, what there is to spend on candidates that have a cost. With `p` too of `p_median` and of objectives
    /// with room only: at most so many, for at most so much.
    #[serde(default)]
    pub budget: Option<u64>,
    /// The greatest cost at which a site covers somebody, from 1 on; `reach_m` or `max_min` if absent. Needed with a table of
    /// costs by the objectives that cover.
    #[serde(default)]
    pub radius: Option<f64>,
    /// In medians, what being out of reach, or farther, counts as. If absent, everybody must be served.
    #[serde(default)]
    pub beyond: Option<f64>,
    /// Whether to tell what the best plans with fewer sites come to as well: one more search for each number of sites up to
    /// `p`. Not of `lscp`, `backup` and `fair`.
    #[serde(default)]
    pub marginal: bool,
    /// How much work is done at most.
    #[serde(default)]
    pub effort: Effort,
}

const fn two_hours() -> f64 {
    120.0
}

/// A demand point. Columns beyond these may be there: `weights` may name them, and no others are read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SitePoint {
    /// The caller's key, once in its table.
    pub id: AccessKey,
    /// How many people it has, a whole number; needed without `weights`.
    #[serde(default)]
    pub weight: Option<f64>,
    /// How well off it is, a whole number from 0, the worst, to 255; needed by `fair`, and only then.
    #[serde(default)]
    pub tier: Option<f64>,
    /// Longitude, degrees; needed without a table of costs only.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Latitude, degrees.
    #[serde(default)]
    pub lat: Option<f64>,
    /// The coordinate system; `wgs84` if absent.
    #[serde(default)]
    pub system: Option<System>,
    /// Other columns.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub others: BTreeMap<String, Value>,
}

impl SitePoint {
    /// Where it is, if that is said.
    ///
    /// # Errors
    /// Those of [`access_place`].
    pub fn place(&self) -> Result<Option<AnyCoordinate>, Error> {
        access_place(self.lon, self.lat, self.system)
    }

    /// People of a column; NaN if there is no number in it.
    fn people(&self, column: &str) -> f64 {
        let other = || self.others.get(column).and_then(Value::as_f64);
        (if column == "weight" { self.weight } else { other() }).unwrap_or(f64::NAN)
    }

    /// How many people each point counts as.
    ///
    /// # Errors
    /// Those of [`weighted_people`].
    pub fn weights(rows: &[Self], weights: Option<&BTreeMap<String, u32>>) -> Result<Vec<f64>, CircleError> {
        let column = |name: &str| rows.iter().map(|row| row.people(name)).collect::<Vec<f64>>();
        let Some(weights) = weights else { return Ok(column("weight")) };
        let columns: Vec<(Vec<f64>, u32)> =
            weights.iter().map(|(name, &weight)| (column(name), weight)).collect();
        let columns: Vec<(&[f64], u32)> =
            columns.iter().map(|(people, weight)| (people.as_slice(), *weight)).collect();
        weighted_people(rows.len(), &columns)
    }
}

/// Where a station may be, must be or is. Columns beyond these may be there and are not read.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteCandidate {
    /// The caller's key, once in its table.
    pub id: AccessKey,
    /// Longitude, degrees; needed without a table of costs only.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Latitude, degrees.
    #[serde(default)]
    pub lat: Option<f64>,
    /// The coordinate system; `wgs84` if absent.
    #[serde(default)]
    pub system: Option<System>,
    /// What holds of it before anything is chosen; `open` if absent.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// What it costs, a whole number; needed with a budget, and only then.
    #[serde(default)]
    pub cost: Option<f64>,
    /// How many people it has room for, a whole number; needed by `mclp_within` and `p_median_within`, and only then.
    #[serde(default)]
    pub room: Option<f64>,
}

/// What it costs to get from a demand point to a candidate.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteCost {
    /// The demand point.
    pub demand_id: AccessKey,
    /// The candidate. A table of costs of accessibility calls it `supply_id`, which is read as well.
    #[serde(alias = "supply_id")]
    pub candidate_id: AccessKey,
    /// The cost, a whole number.
    pub cost: f64,
}

/// Answers a [`SiteRequest`].
///
/// # Errors
/// `request.json` unless one of costs, reach and network is there; those of [`site_of`], of [`weighted_people`], of places
/// and of [`NetworkInput::network`].
pub fn site(request: SiteRequest) -> Result<SiteAnswer, Error> {
    let network = request.network.as_ref().map(NetworkInput::network).transpose()?;
    sited(&request, network.as_ref())
}

/// Answers a [`SiteRequest`] on a network that is there already; it names none itself.
///
/// # Errors
/// Those of [`site`].
pub fn site_on(network: &RoadNetwork, request: &SiteRequest) -> Result<SiteAnswer, Error> {
    refuse_other(request.network.is_some())?;
    sited(request, Some(network))
}

fn sited(request: &SiteRequest, network: Option<&RoadNetwork>) -> Result<SiteAnswer, Error> {
    let SiteRequest { demand, candidates, costs, reach_m, .. } = request;
    let keys =
        |keys: &mut dyn Iterator<Item = &AccessKey>| keys.map(AccessKey::text).collect::<Vec<String>>();
    let demand_ids = keys(&mut demand.iter().map(|row| &row.id));
    let candidate_ids = keys(&mut candidates.iter().map(|row| &row.id));
    let number = |of: fn(&SiteCandidate) -> Option<f64>| -> Vec<f64> {
        candidates.iter().map(|row| of(row).unwrap_or(f64::NAN)).collect()
    };
    let standing: Vec<Standing> = candidates.iter().map(|row| row.standing.unwrap_or_default()).collect();
    let (cost, room) = (number(|row| row.cost), number(|row| row.room));
    let people = SitePoint::weights(demand, request.weights.as_ref())?;
    let tiers: Vec<f64> = demand.iter().map(|row| row.tier.unwrap_or(f64::NAN)).collect();
    let points = SiteDemand { ids: texts(&demand_ids), people: &people, tiers: &tiers };
    let table = SiteCandidates { ids: texts(&candidate_ids), standing: &standing, cost: &cost, room: &room };
    let aim = SiteAim {
        objective: request.objective,
        p: request.p,
        budget: request.budget,
        radius: request.radius,
        beyond: request.beyond,
        marginal: request.marginal,
        effort: request.effort,
    };
    let by_table = |by: &SiteBy<'_>| site_of(&points, &table, by, &aim, &Threads::one());
    let places = || -> Result<[Vec<Option<AnyCoordinate>>; 2], Error> {
        let homes = demand.iter().map(SitePoint::place).collect::<Result<_, _>>()?;
        let place = |row: &SiteCandidate| access_place(row.lon, row.lat, row.system);
        Ok([homes, candidates.iter().map(place).collect::<Result<_, _>>()?])
    };
    let found = match (costs, reach_m, network) {
        (Some(costs), None, None) => {
            let from = keys(&mut costs.iter().map(|row| &row.demand_id));
            let to = keys(&mut costs.iter().map(|row| &row.candidate_id));
            let cost: Vec<f64> = costs.iter().map(|row| row.cost).collect();
            by_table(&SiteBy::Costs(AccessCosts { demand: texts(&from), supply: texts(&to), cost: &cost }))?
        }
        (None, Some(reach_m), None) => {
            let [homes, sites] = &places()?;
            by_table(&SiteBy::StraightLines { homes, sites, reach_m: *reach_m })?
        }
        (None, None, Some(network)) => {
            let [homes, sites] = &places()?;
            let snapping = Snapping { limit_m: request.snap_limit_m, ..Snapping::default() };
            let search = &StreetSearch { snapping, bound_ds: bound_ds(request.max_min)? };
            by_table(&SiteBy::Streets { network, homes, sites, search })?
        }
        _ => {
            let detail = "one of `costs`, `reach_m` and `network` is needed";
            return Err(RequestError::new(RequestCode::Json, detail).into());
        }
    };
    Ok(answer(&demand_ids, &candidate_ids, found))
}
