//! Answers about where to build stations.

use serde::Serialize;

use crate::circle::siting::{Answer, Help, SitedTables, Step, Tier};

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

/// The answer with the keys of the tables.
pub(super) fn answer(demand: &[String], candidates: &[String], found: SitedTables) -> SiteAnswer {
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
