//! Requests and answers about where to build stations.

use serde::{Deserialize, Serialize};

use super::accessibility::{AccessKey, AccessPoint, Points, access_place, texts};
use super::{RequestCode, RequestError};
use crate::circle::AccessCosts;
use crate::circle::siting::{
    Answer, Effort, Objective, SiteAim, SiteBy, SiteCandidates, SitedTables, Standing, Tier, site_of,
};
use crate::error::Error;
use crate::model::{AnyCoordinate, System};
use crate::threads::Threads;

/// Asks where to build stations.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteRequest {
    /// The demand points; the weight is how many people they have, a whole number.
    pub demand: Vec<AccessPoint>,
    /// The candidates.
    pub candidates: Vec<SiteCandidate>,
    /// Costs between them, whole numbers, each pair at most once; a pair that is not there is out of reach. Without them,
    /// costs are metres in a straight line, rounded up.
    #[serde(default)]
    pub costs: Option<Vec<SiteCost>>,
    /// How far people go in a straight line, in metres: needed without costs, and only then.
    #[serde(default)]
    pub reach_m: Option<f64>,
    /// What makes a plan good.
    #[serde(default)]
    pub objective: Objective,
    /// So many further sites at most, the mandatory ones among them. With neither this nor a budget, as many as are needed
    /// (`lscp` only).
    #[serde(default)]
    pub p: Option<u32>,
    /// Instead of `p`, what there is to spend on candidates that have a cost; of `mclp`, `lscp`, `p_center` and `backup`.
    #[serde(default)]
    pub budget: Option<u64>,
    /// The greatest cost at which a site covers somebody, from 1 on; `reach_m` if absent. Needed with a table of costs by the
    /// objectives that cover.
    #[serde(default)]
    pub radius: Option<f64>,
    /// In medians, what being out of reach, or farther, counts as. If absent, everybody must be served.
    #[serde(default)]
    pub beyond: Option<f64>,
    /// How much work is done at most.
    #[serde(default)]
    pub effort: Effort,
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
    /// People covered (`mclp`), covered twice (`backup`), sites or what they cost (`lscp`), people × cost (medians) or
    /// greatest cost (`p_center`); none without a plan.
    pub objective: Option<u64>,
    /// No plan has a better one, proven.
    pub bound: Option<u64>,
    /// |objective - bound| ÷ objective in millionths, rounded up.
    pub gap_ppm: Option<u64>,
    /// Whether it is proven that no plan is better, or, if there is none, that there is none.
    pub is_proven: bool,
    /// Of `backup`: people covered, then people covered twice. Empty otherwise.
    pub tiers: Vec<Tier>,
    /// Of objectives with room: who goes where, by demand point. Empty otherwise.
    pub shares: Vec<SiteShare>,
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
}

/// Answers a [`SiteRequest`].
///
/// # Errors
/// `request.json` without costs and reach, or with both; those of [`site_of`] and of places.
pub fn site(request: SiteRequest) -> Result<SiteAnswer, Error> {
    let SiteRequest { demand, candidates, costs, reach_m, .. } = &request;
    let demand = Points::new(demand)?;
    let ids: Vec<String> = candidates.iter().map(|row| row.id.text()).collect();
    let number = |of: fn(&SiteCandidate) -> Option<f64>| -> Vec<f64> {
        candidates.iter().map(|row| of(row).unwrap_or(f64::NAN)).collect()
    };
    let standing: Vec<Standing> = candidates.iter().map(|row| row.standing.unwrap_or_default()).collect();
    let (cost, room) = (number(|row| row.cost), number(|row| row.room));
    let table = SiteCandidates { ids: texts(&ids), standing: &standing, cost: &cost, room: &room };
    let aim = SiteAim {
        objective: request.objective,
        p: request.p,
        budget: request.budget,
        radius: request.radius,
        beyond: request.beyond,
        effort: request.effort,
    };
    let by_table = |by: &SiteBy<'_>| site_of(&demand.numbers(), &table, by, &aim, &Threads::one());
    let found = match (costs, reach_m) {
        (Some(costs), None) => {
            let from: Vec<String> = costs.iter().map(|row| row.demand_id.text()).collect();
            let to: Vec<String> = costs.iter().map(|row| row.candidate_id.text()).collect();
            let cost: Vec<f64> = costs.iter().map(|row| row.cost).collect();
            by_table(&SiteBy::Costs(AccessCosts { demand: texts(&from), supply: texts(&to), cost: &cost }))?
        }
        (None, Some(reach_m)) => {
            let place = |row: &SiteCandidate| access_place(row.lon, row.lat, row.system);
            let sites: Vec<Option<AnyCoordinate>> = candidates.iter().map(place).collect::<Result<_, _>>()?;
            by_table(&SiteBy::StraightLines { homes: &demand.places, sites: &sites, reach_m: *reach_m })?
        }
        _ => return Err(RequestError::new(RequestCode::Json, "either `costs` or `reach_m` is needed").into()),
    };
    Ok(answer(&demand.ids, &ids, found))
}

fn answer(demand: &[String], candidates: &[String], found: SitedTables) -> SiteAnswer {
    let is_proven = found.is_proven();
    let SitedTables { sited, cost, share_cost } = found;
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
            answer.infeasible =
                Some(SiteInfeasible { demand_ids, needed: none.needed, is_proven: none.is_proven });
        }
    }
    answer
}
