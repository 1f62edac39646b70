//! Requests and answers about where to build stations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::accessibility::{AccessKey, access_place, texts};
use super::network::half_a_kilometre;
use super::{NetworkInput, RequestCode, RequestError};
use crate::circle::siting::{
    Answer, Effort, Help, Objective, SiteAim, SiteBy, SiteCandidates, SiteDemand, SitedTables, Standing,
    Step, Tier, site_of, weighted_people,
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

/// Where to build, and what is proven of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteAnswer {
    /// The sites that are chosen, that with the most gain first.
    pub sites: Vec<SiteRow>,
    /// One row for each demand point, in the order given: the site that serves it, chosen or existing.
    pub assignment: Vec<SiteAssignment>,
    /// People covered (`mclp`, `fair`), covered twice (`backup`), sites or what they cost (`lscp`), people × cost (medians) or
    /// greatest cost (`p_center`); none without a plan.
    pub objective: Option<u64>,
    /// No plan has a better one, proven.
    pub bound: Option<u64>,
    /// |objective - bound| ÷ objective in millionths, rounded up.
    pub gap_ppm: Option<u64>,
    /// Whether it is proven that no plan is better, or, if there is none, that there is none.
    pub is_proven: bool,
    /// Of `backup`: people covered, then people covered twice. Of `fair`: people covered of each tier from 0 on. Empty
    /// otherwise.
    pub tiers: Vec<Tier>,
    /// Of objectives with room: who goes where, by demand point. Empty otherwise.
    pub shares: Vec<SiteShare>,
    /// If `marginal` was asked: what the best plans with so many sites come to, and what each further site gains.
    pub marginal: Vec<Step>,
    /// With a network: ids of demand points that are on no street, and so out of reach.
    pub demand_unsnapped: Vec<String>,
    /// With a network: ids of candidates that are on no street.
    pub candidates_unsnapped: Vec<String>,
    /// Why there is no plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub infeasible: Option<SiteInfeasible>,
    /// Steps of the bound that were done.
    pub steps: Option<u64>,
    /// Nodes of the search that were done.
    pub nodes: Option<u64>,
}

/// A chosen site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteRow {
    /// The candidate.
    pub candidate_id: String,
    /// What the plan gains by it after those before it: people for covering; people × cost saved for medians; people who go
    /// there if there is room for so many only.
    pub gain: u64,
}

/// Who serves a demand point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteAssignment {
    /// The demand point.
    pub demand_id: String,
    /// The site; none if it is out of reach of all.
    pub candidate_id: Option<String>,
    /// What it costs to get there.
    pub cost: Option<u32>,
}

/// People of a demand point who go to one site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteShare {
    /// The demand point.
    pub demand_id: String,
    /// The site.
    pub candidate_id: String,
    /// How many people.
    pub people: u64,
    /// What it costs each of them.
    pub cost: u32,
}

/// Why there is no plan, and what would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteInfeasible {
    /// Demand points that stay without a site, whatever is chosen, or with what is allowed.
    pub demand_ids: Vec<String>,
    /// The least number of sites, or the least cost, that would do, if known.
    pub needed: Option<u64>,
    /// Whether it is proven that there is no plan; if not, none was found with the work that was allowed.
    pub is_proven: bool,
    /// What would serve each of these demand points.
    pub help: Vec<SiteHelp>,
}

/// What would serve a demand point that stays without a site: a farther reach or one more site if a candidate is named that
/// may serve, leave to build if one is that is forbidden, and a new candidate if neither is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteHelp {
    /// The demand point.
    pub demand_id: String,
    /// The nearest candidate that stands or may be chosen, of those in the table of costs or within `reach_m` or `max_min`.
    pub nearest_id: Option<String>,
    /// What it costs to get there: beyond the radius, that is too small; within it, sites, money or room are too few.
    pub nearest_cost: Option<u32>,
    /// The nearest forbidden candidate within the radius.
    pub forbidden_id: Option<String>,
    /// What it costs to get there.
    pub forbidden_cost: Option<u32>,
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
    if request.network.is_some() {
        return Err(RequestError::new(RequestCode::Json, "`network`: the one that is asked").into());
    }
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

fn answer(demand: &[String], candidates: &[String], found: SitedTables) -> SiteAnswer {
    let is_proven = found.is_proven();
    let SitedTables { sited, cost, share_cost, marginal, demand_unsnapped, candidates_unsnapped } = found;
    let key = |keys: &[String], row: u32| keys.get(row as usize).cloned().unwrap_or_default();
    let shares = sited.shares.iter().zip(share_cost).map(|(share, cost)| SiteShare {
        demand_id: key(demand, share.demand),
        candidate_id: key(candidates, share.candidate),
        people: share.people,
        cost,
    });
    let mut answer = SiteAnswer {
        sites: Vec::new(),
        assignment: Vec::new(),
        objective: None,
        bound: None,
        gap_ppm: None,
        is_proven,
        tiers: sited.tiers,
        shares: shares.collect(),
        marginal,
        demand_unsnapped: demand_unsnapped.iter().map(|row| key(demand, *row)).collect(),
        candidates_unsnapped: candidates_unsnapped.iter().map(|row| key(candidates, *row)).collect(),
        infeasible: None,
        steps: None,
        nodes: None,
    };
    match sited.answer {
        Answer::Plan(plan) => {
            let site = |row: u32| key(candidates, row);
            let sites = plan.sites.iter();
            answer.sites =
                sites.map(|of| SiteRow { candidate_id: site(of.candidate), gain: of.gain }).collect();
            let served = demand.iter().zip(plan.served_by.iter().zip(cost));
            answer.assignment = served
                .map(|(id, (by, cost))| SiteAssignment {
                    demand_id: id.clone(),
                    candidate_id: by.map(site),
                    cost,
                })
                .collect();
            answer.objective = Some(plan.objective);
            answer.bound = Some(plan.bound);
            answer.gap_ppm = Some(plan.gap_ppm);
            (answer.steps, answer.nodes) = (Some(plan.steps), Some(plan.nodes));
        }
        Answer::Infeasible(none) => {
            let demand_ids = none.demand.iter().map(|row| key(demand, *row)).collect();
            let help = |help: &Help| SiteHelp {
                demand_id: key(demand, help.demand),
                nearest_id: help.nearest.map(|of| key(candidates, of.0)),
                nearest_cost: help.nearest.map(|of| of.1),
                forbidden_id: help.forbidden.map(|of| key(candidates, of.0)),
                forbidden_cost: help.forbidden.map(|of| of.1),
            };
            let help = sited.help.iter().map(help).collect();
            let (needed, is_proven) = (none.needed, none.is_proven);
            answer.infeasible = Some(SiteInfeasible { demand_ids, needed, is_proven, help });
        }
    }
    answer
}
