//! A siting plan and what is proven of it.

use serde::Serialize;

/// A chosen site, in the order of gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Its place in the table of candidates.
    pub candidate: u32,
    /// What the plan gains by it after those before it: people for covering; people × cost saved for medians.
    pub gain: u64,
}

/// Further sites one by one: what the best of so many gain (边际收益表).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SiteStep"))]
pub struct Step {
    /// So many sites.
    pub sites: u32,
    /// The objective of the plan with so many.
    pub objective: u64,
    /// What is proven that no plan with so many betters.
    pub bound: u64,
    /// What that is better than the row before; 0 in the first row.
    pub gain: u64,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePlan {
    /// The sites that are chosen, by gain, then place.
    pub sites: Vec<Chosen>,
    /// By demand point the site that serves it, chosen or existing, of equally near ones the first; none if out of reach.
    pub served_by: Vec<Option<u32>>,
    /// People covered, sites (or their costs), people × cost, or greatest cost, as the model says; existing sites included.
    pub objective: u64,
    /// No plan has a better one, proven.
    pub bound: u64,
    /// |objective - bound| ÷ objective in millionths, rounded up; 0: the plan is proven to be best.
    pub gap_ppm: u64,
    /// Work done.
    pub steps: u64,
    /// Work done.
    pub nodes: u64,
}

/// Why there is no plan, and what would help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Infeasible {
    /// Demand points that stay without a site, whatever is chosen, or with as many sites as are allowed.
    pub demand: Vec<u32>,
    /// The least number of sites that would do, or the least cost, if known.
    pub needed: Option<u64>,
    /// Whether it is proven that there is no plan; if not, none was found with the work that was allowed.
    pub is_proven: bool,
}

impl Infeasible {
    /// The mandatory sites alone cost more than there is.
    pub(super) fn too_dear(cost: u64) -> Self {
        Self { demand: Vec::new(), needed: Some(cost), is_proven: true }
    }
}

/// What comes of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A plan.
    Plan(SitePlan),
    /// There is none.
    Infeasible(Infeasible),
}
