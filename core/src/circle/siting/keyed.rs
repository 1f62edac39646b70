//! Siting for tables whose rows have keys.

use serde::{Deserialize, Serialize};

use super::tables::sum_to;
use super::{
    Answer, Choice, Effort, Model, Relation, Share, SitePairs, SitePlan, Sited, Siting, Standing, site,
};
use crate::circle::assign_keyed::{Order, whole, whole_number};
use crate::circle::keyed::known;
use crate::circle::keys::{Places, Side, check_unique};
use crate::circle::straight::check_lengths;
use crate::circle::streets::{MINUTE_DS, most_ds};
use crate::circle::{AccessCosts, AssignPoints, CircleCode, CircleError, Keys, StraightLines, StreetSearch};
use crate::error::Error;
use crate::model::AnyCoordinate;
use crate::place::RoadNetwork;
use crate::threads::Threads;

/// What makes a plan good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Objective {
    /// As many people as can be within the radius of a site (最大覆盖).
    #[default]
    Mclp,
    /// Everybody within the radius of a site, with the fewest sites (集合覆盖).
    Lscp,
    /// The least sum of people × cost to the nearest site (p-中位).
    PMedian,
    /// The least greatest cost to the nearest site (p-中心).
    PCenter,
    /// As many people as can be within the radius of two sites, of plans that cover as many as any (备份覆盖).
    Backup,
    /// Covering, and no site serves more people than it has room for.
    MclpWithin,
    /// Median, and no site serves more people than it has room for.
    PMedianWithin,
}

/// What is asked of a plan.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteAim {
    /// What makes it good.
    pub objective: Objective,
    /// So many further sites at most, the mandatory ones among them.
    pub p: Option<u32>,
    /// Instead of `p`, what there is to spend on sites that have a cost; of `mclp`, `lscp`, `p_center` and `backup`.
    pub budget: Option<u64>,
    /// The greatest cost at which a site covers somebody, from 1 on; parts of a unit are cut off, as costs are whole.
    /// On streets in minutes. If absent, everybody in reach in a straight line or on streets is covered; with a table of
    /// costs it is needed.
    pub radius: Option<f64>,
    /// In medians, what being out of reach, or farther, counts as, in whole units of cost (on streets, in minutes). If
    /// absent, everybody must be served.
    pub beyond: Option<f64>,
    /// How much work is done at most.
    pub effort: Effort,
}

/// A table of candidates, in columns.
#[derive(Debug, Clone)]
pub struct SiteCandidates<'a> {
    /// The caller's keys, each once.
    pub ids: Keys<'a>,
    /// What holds of each; empty: all are open.
    pub standing: &'a [Standing],
    /// What each costs, whole numbers; only read with a budget.
    pub cost: &'a [f64],
    /// How many people each has room for, whole numbers; only read by the objectives that ask.
    pub room: &'a [f64],
}

/// How costs between demand points and candidates are found.
#[derive(Debug, Clone)]
pub enum SiteBy<'a> {
    /// A table of whole numbers, `supply` being the candidates.
    Costs(AccessCosts<'a>),
    /// Metres in a straight line, rounded up.
    StraightLines {
        /// Where demand points are.
        homes: &'a [Option<AnyCoordinate>],
        /// Where candidates are.
        sites: &'a [Option<AnyCoordinate>],
        /// How far people go, in metres.
        reach_m: f64,
    },
    /// Tenths of a second on streets, from the demand point to the candidate.
    Streets {
        /// The streets.
        network: &'a RoadNetwork,
        /// Where demand points are.
        homes: &'a [Option<AnyCoordinate>],
        /// Where candidates are.
        sites: &'a [Option<AnyCoordinate>],
        /// How streets are found, and the longest time.
        search: &'a StreetSearch,
    },
}

/// What comes of [`site_of`]: places are rows of the caller's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitedTables {
    /// The plan, or why there is none.
    pub sited: Sited,
    /// By demand point, what it costs to get to the site that serves it.
    pub cost: Vec<Option<u32>>,
    /// What each of the shares costs a person.
    pub share_cost: Vec<u32>,
}

/// [`site`] for tables with keys. Of plans as good, one is taken by the order of keys (whole numbers by size, then texts),
/// so that the order of rows does not matter.
///
/// ```
/// use doorstep::circle::siting::{Answer, SiteAim, SiteBy, SiteCandidates, site_of};
/// use doorstep::circle::{AccessCosts, AssignPoints, Keys};
/// use doorstep::matching::Threads;
/// let villages = AssignPoints { ids: Keys::Texts(vec!["v1", "v2"]), numbers: &[500.0, 120.0] };
/// let halls = SiteCandidates { ids: Keys::Texts(vec!["h2", "h1"]), standing: &[], cost: &[], room: &[] };
/// let (demand, supply) = (Keys::Texts(vec!["v1", "v2"]), Keys::Texts(vec!["h1", "h2"]));
/// let metres = SiteBy::Costs(AccessCosts { demand, supply, cost: &[400.0, 300.0] });
/// let aim = SiteAim { p: Some(1), radius: Some(1_000.0), ..SiteAim::default() };
/// let found = site_of(&villages, &halls, &metres, &aim, &Threads::one())?;
/// let Answer::Plan(plan) = &found.sited.answer else { panic!("a plan") };
/// assert_eq!((plan.objective, plan.sites[0].candidate), (500, 1));
/// assert_eq!(found.cost, [Some(400), None]);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// Those of [`site`]; `circle.duplicate_demand`, `circle.duplicate_supply`, `circle.unknown_demand`,
/// `circle.unknown_supply`, `circle.duplicate_pair`; `circle.not_whole` for numbers that are not whole, negative or missing;
/// `circle.bad_radius`, `circle.bad_cost` for a `beyond` that is none; `circle.choice_not_for_model` for `p` and a budget;
/// `circle.no_place` and `circle.bad_catchment` of straight lines, those of networks for streets.
pub fn site_of(
    demand: &AssignPoints<'_>,
    candidates: &SiteCandidates<'_>,
    by: &SiteBy<'_>,
    aim: &SiteAim,
    threads: &Threads,
) -> Result<SitedTables, Error> {
    Tables::new(demand, candidates)?.site(by, aim, threads)
}

struct Tables<'a> {
    demand: &'a AssignPoints<'a>,
    candidates: &'a SiteCandidates<'a>,
    people: Vec<u64>,
    of_demand: Order,
    of_candidates: Order,
}

/// Pairs in rows of the tables.
struct RowPairs {
    demand: Vec<u32>,
    candidate: Vec<u32>,
    cost: Vec<u32>,
}

impl<'a> Tables<'a> {
    fn new(demand: &'a AssignPoints<'a>, candidates: &'a SiteCandidates<'a>) -> Result<Self, CircleError> {
        let people = whole(demand, "demand")?;
        sum_to(&people, CircleCode::WeightTooLarge, "demand")?;
        check_unique(&demand.ids, Side::Demand)?;
        check_unique(&candidates.ids, Side::Candidates)?;
        let rows = candidates.ids.len();
        if u32::try_from(rows).is_err() {
            return Err(CircleError::new(CircleCode::TooManyRows, "candidates"));
        }
        if !candidates.standing.is_empty() {
            check_lengths(rows, candidates.standing.len(), "candidates")?;
        }
        let (of_demand, of_candidates) = (Order::of(&demand.ids), Order::of(&candidates.ids));
        Ok(Self { demand, candidates, people, of_demand, of_candidates })
    }

    fn site(&self, by: &SiteBy<'_>, aim: &SiteAim, threads: &Threads) -> Result<SitedTables, Error> {
        let (pairs, reach, unit) = match by {
            SiteBy::Costs(costs) => (self.pairs_of(costs)?, None, None),
            SiteBy::StraightLines { homes, sites, reach_m } => {
                if !(0.0..f64::INFINITY).contains(reach_m) {
                    return Err(CircleError::new(CircleCode::BadCatchment, reach_m).into());
                }
                self.check_places(homes, sites)?;
                let (homes, sites) = (known(homes, "demand")?, known(sites, "candidates")?);
                let found = StraightLines::new(&homes, &sites, *reach_m).pairs(threads);
                let pairs =
                    RowPairs { demand: found.demand, candidate: found.supply, cost: found.distance_m };
                (pairs, Some(*reach_m), None)
            }
            SiteBy::Streets { network, homes, sites, search } => {
                self.check_places(homes, sites)?;
                let homes = network.snap(homes, &search.snapping, threads)?;
                let sites = network.snap(sites, &search.snapping, threads)?;
                let times = network.times(&homes, &sites, search.bound_ds, threads)?;
                let pairs =
                    RowPairs { demand: times.origin, candidate: times.destination, cost: times.time_ds };
                (pairs, Some(f64::from(search.bound_ds) / MINUTE_DS), Some(MINUTE_DS))
            }
        };
        let relation = self.relation(&pairs)?;
        let standing: Vec<Standing> = self.of_candidates.sorted(self.candidates.standing);
        let people = self.of_demand.sorted(&self.people);
        let room = match aim.objective {
            Objective::MclpWithin | Objective::PMedianWithin => {
                self.of_candidates.sorted(&self.column(self.candidates.room)?)
            }
            _ => Vec::new(),
        };
        let choice = match (aim.p, aim.budget) {
            (Some(p), None) => Choice::Count(p),
            (None, Some(budget)) => {
                let costs = self.column(self.candidates.cost)?;
                sum_to(&costs, CircleCode::CostTooLarge, "candidates")?;
                Choice::Budget { costs: self.of_candidates.sorted(&costs), budget }
            }
            (None, None) => Choice::Needed,
            (Some(_), Some(_)) => {
                return Err(CircleError::new(CircleCode::ChoiceNotForModel, "p, budget").into());
            }
        };
        let siting = Siting {
            model: model(aim, reach, unit)?,
            people: &people,
            relation: &relation,
            standing: if self.candidates.standing.is_empty() { &[] } else { &standing },
            room: &room,
            choice,
            effort: aim.effort,
        };
        Ok(self.in_rows(site(&siting)?, &relation))
    }

    /// A column of the candidates in whole numbers.
    fn column(&self, numbers: &[f64]) -> Result<Vec<u64>, CircleError> {
        let row_of = |row| {
            let number = numbers.get(row).copied().and_then(whole_number);
            number.ok_or_else(|| CircleError::at_row(CircleCode::NotWhole, "candidates", row))
        };
        (0..self.candidates.ids.len()).map(row_of).collect()
    }

    fn check_places(
        &self,
        homes: &[Option<AnyCoordinate>],
        sites: &[Option<AnyCoordinate>],
    ) -> Result<(), CircleError> {
        check_lengths(self.people.len(), homes.len(), "demand")?;
        check_lengths(self.candidates.ids.len(), sites.len(), "candidates")
    }

    fn pairs_of(&self, costs: &AccessCosts<'_>) -> Result<RowPairs, CircleError> {
        let rows = costs.cost.len();
        check_lengths(rows, costs.demand.len(), "costs")?;
        check_lengths(rows, costs.supply.len(), "costs")?;
        let of_demand = Places::of(&self.demand.ids, &costs.demand, Side::Demand)?;
        let of_candidates = Places::of(&self.candidates.ids, &costs.supply, Side::Candidates)?;
        let cost = costs.cost.iter().enumerate().map(|(row, &cost)| {
            let cost = whole_number(cost).and_then(|cost| u32::try_from(cost).ok());
            cost.ok_or_else(|| CircleError::at_row(CircleCode::NotWhole, "costs", row))
        });
        let cost = cost.collect::<Result<Vec<u32>, _>>()?;
        let (mut demand, mut candidate) = (Vec::new(), Vec::new());
        let demand = of_demand.get(0..rows, &mut demand).to_vec();
        Ok(RowPairs { demand, candidate: of_candidates.get(0..rows, &mut candidate).to_vec(), cost })
    }

    /// Who reaches what, in the order of keys.
    fn relation(&self, pairs: &RowPairs) -> Result<Relation, CircleError> {
        let of = |demand: &[u32], candidate: &[u32]| {
            let pairs = SitePairs { demand, candidate, cost: &pairs.cost };
            Relation::new(self.people.len(), self.candidates.ids.len(), pairs)
        };
        let ranks = of(&self.of_demand.ranks(&pairs.demand), &self.of_candidates.ranks(&pairs.candidate));
        // What is refused is named by its row, not by its place in the order of keys.
        ranks.map_err(|error| of(&pairs.demand, &pairs.candidate).err().unwrap_or(error))
    }

    /// From places in the order of keys to rows.
    fn in_rows(&self, sited: Sited, relation: &Relation) -> SitedTables {
        let Sited { answer, tiers, shares } = sited;
        let cost_of = |demand: u32, candidate: u32| {
            let row = relation.of_demand(demand);
            row.iter().find(|pair| pair.0 == candidate).map(|pair| pair.1)
        };
        let mut shares: Vec<(Share, u32)> = shares
            .iter()
            .map(|of| {
                let demand = self.of_demand.row(of.demand);
                let share = Share { demand, candidate: self.of_candidates.row(of.candidate), ..*of };
                (share, cost_of(of.demand, of.candidate).unwrap_or_default())
            })
            .collect();
        // Shares of one demand point stay in the order of the candidates' keys.
        shares.sort_by_key(|(share, _)| share.demand);
        let (shares, share_cost) = shares.into_iter().unzip();
        let mut cost = Vec::new();
        let answer = match answer {
            Answer::Plan(mut plan) => {
                let served: Vec<_> = (0..)
                    .zip(&plan.served_by)
                    .map(|(demand, by)| (*by, by.and_then(|candidate| cost_of(demand, candidate))))
                    .collect();
                let of_row = |rank: &u32| served.get(*rank as usize).copied().unwrap_or_default();
                let by_row: Vec<_> = self.of_demand.rank.iter().map(of_row).collect();
                cost = by_row.iter().map(|of| of.1).collect();
                let row = |candidate| self.of_candidates.row(candidate);
                plan.served_by = by_row.into_iter().map(|of| of.0.map(row)).collect();
                plan.sites.iter_mut().for_each(|site| site.candidate = row(site.candidate));
                Answer::Plan(plan)
            }
            Answer::Infeasible(mut none) => {
                none.demand.iter_mut().for_each(|demand| *demand = self.of_demand.row(*demand));
                none.demand.sort_unstable();
                Answer::Infeasible(none)
            }
        };
        SitedTables { sited: Sited { answer, tiers, shares }, cost, share_cost }
    }
}

impl SitedTables {
    /// Whether no plan is better, or, if there is none, whether it is proven that there is none.
    pub fn is_proven(&self) -> bool {
        match &self.sited.answer {
            Answer::Plan(SitePlan { gap_ppm, .. }) => {
                *gap_ppm == 0 && self.sited.tiers.iter().all(|tier| tier.covered == tier.bound)
            }
            Answer::Infeasible(none) => none.is_proven,
        }
    }
}

/// The model that an aim names. Costs are whole, so that parts of a unit change nothing about who is within.
fn model(aim: &SiteAim, reach: Option<f64>, unit: Option<f64>) -> Result<Model, CircleError> {
    let whole = |limit: f64| match unit {
        Some(unit) => most_ds(limit, unit),
        None => limit.min(f64::from(u32::MAX)) as u32,
    };
    let radius = || {
        let radius = aim.radius.or(reach).unwrap_or_default();
        let within = if radius >= 0.0 { whole(radius) } else { 0 };
        let bad = || CircleError::new(CircleCode::BadRadius, radius);
        Some(within).filter(|within| *within > 0).ok_or_else(bad)
    };
    let beyond = || match aim.beyond {
        Some(beyond) if !(0.0..=f64::from(u32::MAX)).contains(&beyond) => {
            Err(CircleError::new(CircleCode::BadCost, beyond))
        }
        beyond => Ok(beyond.map(whole)),
    };
    Ok(match aim.objective {
        Objective::Mclp => Model::MaxCovering { reach: radius()? },
        Objective::Lscp => Model::SetCovering { reach: radius()? },
        Objective::Backup => Model::BackupCovering { reach: radius()? },
        Objective::MclpWithin => Model::MaxCoveringWithin { reach: radius()? },
        Objective::PMedian => Model::Median { beyond: beyond()? },
        Objective::PMedianWithin => Model::MedianWithin { beyond: beyond()? },
        Objective::PCenter => Model::Center,
    })
}

#[cfg(test)]
#[path = "keyed_tests.rs"]
mod tests;
