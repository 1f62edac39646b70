//! Siting for tables whose rows have keys.

use super::aim::model;
use super::tables::sum_to;
use super::{
    Answer, Choice, Model, Objective, Relation, Share, SiteAim, SitePairs, SitePlan, Sited, Siting, Standing,
    Step, fair_covering, site, site_steps,
};
use crate::circle::assign_keyed::{Order, whole_number};
use crate::circle::keyed::known;
use crate::circle::keys::{Places, Side, check_unique};
use crate::circle::straight::check_lengths;
use crate::circle::streets::MINUTE_DS;
use crate::circle::{AccessCosts, CircleCode, CircleError, Keys, StraightLines, StreetSearch};
use crate::error::Error;
use crate::model::AnyCoordinate;
use crate::place::{RoadNetwork, Snap};
use crate::threads::Threads;

/// A table of demand points, in columns.
#[derive(Debug, Clone)]
pub struct SiteDemand<'a> {
    /// The caller's keys, each once.
    pub ids: Keys<'a>,
    /// People, whole numbers.
    pub people: &'a [f64],
    /// How well off each is, whole numbers from 0, the worst, to 255; only read by `fair`.
    pub tiers: &'a [f64],
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
    /// What the best plans with so many sites come to, if that was asked.
    pub marginal: Vec<Step>,
    /// Demand points that are on no street, in order; empty without streets.
    pub demand_unsnapped: Vec<u32>,
    /// Candidates that are on no street.
    pub candidates_unsnapped: Vec<u32>,
}

/// [`site`] for tables with keys. Of plans as good, one is taken by the order of keys (whole numbers by size, then texts),
/// so that the order of rows does not matter.
///
/// ```
/// use doorstep::circle::siting::{Answer, SiteAim, SiteBy, SiteCandidates, SiteDemand, site_of};
/// use doorstep::circle::{AccessCosts, Keys};
/// use doorstep::matching::Threads;
/// let villages = SiteDemand { ids: Keys::Texts(vec!["v1", "v2"]), people: &[500.0, 120.0], tiers: &[] };
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
/// `circle.bad_radius`, `circle.bad_cost` for a `beyond` that is none; `circle.choice_not_for_model` for `p` and a
/// budget together, but of medians and objectives with room, and those of [`site_steps`] for the marginal table;
/// `circle.no_place` and `circle.bad_catchment` of straight lines, those of networks for streets.
pub fn site_of(
    demand: &SiteDemand<'_>,
    candidates: &SiteCandidates<'_>,
    by: &SiteBy<'_>,
    aim: &SiteAim,
    threads: &Threads,
) -> Result<SitedTables, Error> {
    Tables::new(demand, candidates)?.site(by, aim, threads)
}

struct Tables<'a> {
    demand: &'a SiteDemand<'a>,
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
    fn new(demand: &'a SiteDemand<'a>, candidates: &'a SiteCandidates<'a>) -> Result<Self, CircleError> {
        let rows = demand.ids.len();
        check_lengths(rows, demand.people.len(), "demand")?;
        if u32::try_from(rows).is_err() {
            return Err(CircleError::new(CircleCode::TooManyRows, "demand"));
        }
        let people = column(demand.people, rows, "demand")?;
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
        let mut unsnapped = [Vec::new(), Vec::new()];
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
                unsnapped = [off(&homes), off(&sites)];
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
                self.of_candidates.sorted(&self.of_candidate(self.candidates.room)?)
            }
            _ => Vec::new(),
        };
        let choice = self.choice(aim)?;
        let siting = Siting {
            model: model(aim, reach, unit)?,
            people: &people,
            relation: &relation,
            standing: if self.candidates.standing.is_empty() { &[] } else { &standing },
            room: &room,
            choice,
            effort: aim.effort,
        };
        let sited = match (aim.objective, siting.model) {
            (Objective::Fair, Model::MaxCovering { reach }) => {
                let (answer, tiers) = fair_covering(&siting, reach, &self.tiers()?)?;
                Sited::new(&siting, answer, tiers, Vec::new())
            }
            _ => site(&siting)?,
        };
        let marginal = match aim.marginal {
            true if aim.objective == Objective::Fair => {
                return Err(CircleError::new(CircleCode::ChoiceNotForModel, "marginal").into());
            }
            true => site_steps(&siting)?,
            false => Vec::new(),
        };
        let [demand_unsnapped, candidates_unsnapped] = unsnapped;
        Ok(SitedTables { marginal, demand_unsnapped, candidates_unsnapped, ..self.in_rows(sited, &relation) })
    }

    /// How many sites, or for how much.
    fn choice(&self, aim: &SiteAim) -> Result<Choice, CircleError> {
        let takes_both =
            matches!(aim.objective, Objective::PMedian | Objective::PMedianWithin | Objective::MclpWithin);
        match (aim.p, aim.budget) {
            (Some(_), Some(_)) if !takes_both => {
                Err(CircleError::new(CircleCode::ChoiceNotForModel, "p, budget"))
            }
            (at_most, Some(budget)) => {
                let costs = self.of_candidate(self.candidates.cost)?;
                sum_to(&costs, CircleCode::CostTooLarge, "candidates")?;
                Ok(Choice::Budget { costs: self.of_candidates.sorted(&costs), budget, at_most })
            }
            (Some(p), None) => Ok(Choice::Count(p)),
            (None, None) => Ok(Choice::Needed),
        }
    }

    /// A column of the candidates in whole numbers.
    fn of_candidate(&self, numbers: &[f64]) -> Result<Vec<u64>, CircleError> {
        column(numbers, self.candidates.ids.len(), "candidates")
    }

    /// How well off demand points are, in the order of keys.
    fn tiers(&self) -> Result<Vec<u8>, CircleError> {
        let tiers = column(self.demand.tiers, self.people.len(), "demand")?;
        let small = |(row, &tier): (usize, &u64)| {
            u8::try_from(tier).map_err(|_| CircleError::at_row(CircleCode::NotWhole, "demand", row))
        };
        let tiers = tiers.iter().enumerate().map(small).collect::<Result<Vec<u8>, _>>()?;
        Ok(self.of_demand.sorted(&tiers))
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
        let Sited { answer, tiers, shares, mut help } = sited;
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
        let candidate_of =
            |pair: Option<(u32, u32)>| pair.map(|(of, cost)| (self.of_candidates.row(of), cost));
        for help in &mut help {
            help.demand = self.of_demand.row(help.demand);
            help.nearest = candidate_of(help.nearest);
            help.forbidden = candidate_of(help.forbidden);
        }
        help.sort_unstable_by_key(|help| help.demand);
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
        SitedTables {
            sited: Sited { answer, tiers, shares, help },
            cost,
            share_cost,
            marginal: Vec::new(),
            demand_unsnapped: Vec::new(),
            candidates_unsnapped: Vec::new(),
        }
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

/// A column of a table in whole numbers.
fn column(numbers: &[f64], rows: usize, table: &str) -> Result<Vec<u64>, CircleError> {
    let of_row = |row| {
        let number = numbers.get(row).copied().and_then(whole_number);
        number.ok_or_else(|| CircleError::at_row(CircleCode::NotWhole, table, row))
    };
    (0..rows).map(of_row).collect()
}

/// The rows that are on no street.
fn off(snaps: &[Option<Snap>]) -> Vec<u32> {
    (0..).zip(snaps).filter(|(_, snap)| snap.is_none()).map(|(row, _)| row).collect()
}

#[cfg(test)]
#[path = "keyed_tests.rs"]
mod tests;
