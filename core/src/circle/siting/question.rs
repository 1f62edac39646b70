//! What is asked of a siting plan.

use serde::{Deserialize, Serialize};

use super::relation::Relation;

/// What makes a plan good (选址模型).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// As many people as can be within `reach` of a site (最大覆盖, MCLP; Church and ReVelle 1974).
    MaxCovering {
        /// The greatest cost at which a site covers somebody.
        reach: u32,
    },
    /// As many people as can be within `reach` of two sites at least, of the plans that cover as many as any
    /// (备份覆盖; Hogan and ReVelle 1986).
    BackupCovering {
        /// The greatest cost at which a site covers somebody.
        reach: u32,
    },
    /// Everybody within `reach` of a site, with the fewest or cheapest sites (集合覆盖, LSCP; Toregas et al. 1971). It is
    /// infeasible if somebody cannot be.
    SetCovering {
        /// The greatest cost at which a site covers somebody.
        reach: u32,
    },
    /// The least sum of people × cost to the nearest site (p-中位; Hakimi 1964, ReVelle and Swain 1970). Who is out of
    /// reach of every site counts as `beyond` away, and so does who is farther; with none, everybody must be served, and
    /// if that cannot be, it is infeasible.
    Median {
        /// What being out of reach, or farther, counts as; none: everybody must be served.
        beyond: Option<u32>,
    },
    /// The least greatest cost to the nearest site (p-中心; Hakimi 1965).
    Center,
    /// Median, and no site serves more people than it has room for (capacitated p-median). The people of one demand
    /// point may go to several sites.
    MedianWithin {
        /// What being out of reach, or farther, counts as; none: everybody must be served.
        beyond: Option<u32>,
    },
    /// Covering, and no site serves more people than it has room for (capacitated MCLP; Current and Storbeck 1988).
    MaxCoveringWithin {
        /// The greatest cost at which a site covers somebody.
        reach: u32,
    },
}

/// How many sites (数量或预算).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// So many further ones at most, the mandatory ones among them.
    Count(u32),
    /// As many further ones as the money is enough for; a cost for each candidate. Existing sites cost nothing, mandatory
    /// ones do.
    Budget {
        /// What each candidate costs.
        costs: Vec<u64>,
        /// How much there is.
        budget: u64,
        /// So many further ones at most, the mandatory ones among them; none: as many as the money is enough for. Of
        /// medians and models with room only.
        at_most: Option<u32>,
    },
    /// As many as are needed (set covering only).
    Needed,
}

/// What holds of a candidate before anything is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Standing {
    /// It may be chosen.
    #[default]
    Open,
    /// It stands already: it serves, and is not among the chosen.
    Existing,
    /// It is chosen whatever it gains, and counts among the sites or against the money.
    Mandatory,
    /// It is not chosen.
    Forbidden,
}

/// After how much work a search ends: the same on every machine, because nothing looks at a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Effort {
    /// Steps of the bound at most, all nodes and parts of the question together. Where sites have room, what people of
    /// given sites cost counts as a step too. With none there still is a plan, of greedy with exchanges, and a bound.
    pub steps_max: u64,
    /// Nodes of the search at most, all parts of the question together; each part has its first node in any case.
    pub nodes_max: u64,
    /// A plan is good enough if the proven gap is at most that, in millionths.
    pub gap_ppm: u32,
}

impl Default for Effort {
    /// 100,000 steps, 5,000 nodes, and a gap of 0.01 %: seconds for thousands of demand points and hundreds of candidates.
    fn default() -> Self {
        Self { steps_max: 100_000, nodes_max: 5_000, gap_ppm: 100 }
    }
}

impl Effort {
    /// What is left after so many steps and nodes.
    pub(super) fn less(self, steps: u64, nodes: u64) -> Self {
        let (steps_max, nodes_max) =
            (self.steps_max.saturating_sub(steps), self.nodes_max.saturating_sub(nodes));
        Self { steps_max, nodes_max, ..self }
    }
}

/// A question of siting.
#[derive(Debug, Clone)]
pub struct Siting<'a> {
    /// What is good.
    pub model: Model,
    /// How many people each demand point has.
    pub people: &'a [u64],
    /// Who reaches what.
    pub relation: &'a Relation,
    /// What holds of each candidate; empty: all are open.
    pub standing: &'a [Standing],
    /// How many people each candidate has room for, of the models that ask; empty otherwise.
    pub room: &'a [u64],
    /// How many sites.
    pub choice: Choice,
    /// How much work.
    pub effort: Effort,
}

impl Siting<'_> {
    /// What holds of a candidate.
    pub(super) fn standing_of(&self, candidate: u32) -> Standing {
        self.standing.get(candidate as usize).copied().unwrap_or_default()
    }
}
