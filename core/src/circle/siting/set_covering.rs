//! Everybody covered with the fewest or cheapest sites, and as near as can be with so many.

use std::cell::Cell;

use super::cover_input::Input;
use super::cover_problem::Problem;
use super::cover_search::{Aim, Best, best_plan};
use super::covering::best_covering;
use super::plan::{Answer, Infeasible, SitePlan};
use super::question::{Choice, Effort, Siting, Standing};
use super::tables::{by_people, check_choice, check_tables, gap_ppm, served_by};
use crate::circle::{CircleCode, CircleError};

/// Worth of all groups together that the search can add up.
const WORTH_MAX: i64 = 1 << 58;

/// Everybody within reach, with the fewest sites, or the cheapest of those that a budget has costs for
/// (`Model::SetCovering`). The objective is the number or cost of the chosen sites, the mandatory included.
///
/// It is infeasible if somebody is out of reach of every candidate that may be chosen: these demand points are named. It
/// is also infeasible if more sites or money are needed than there is: then `needed` tells how much, if that is proven
/// within the effort, and the demand points are those that the best covering with what there is leaves out. Demand points
/// without people need no site.
///
/// # Errors
/// `circle.unequal_columns`, `circle.no_demand`, `circle.weight_too_large`, `circle.cost_too_large`,
/// `circle.too_many_sites`, `circle.bad_radius`; `circle.choice_not_for_model` for a budget and a number.
pub fn set_covering(siting: &Siting<'_>, reach: u32) -> Result<Answer, CircleError> {
    check_tables(siting)?;
    check_choice(siting)?;
    if reach == 0 {
        return Err(CircleError::new(CircleCode::BadRadius, reach));
    }
    let input = Input::new(siting, reach);
    let hopeless = hopeless(&input);
    if !hopeless.is_empty() {
        return Ok(Answer::Infeasible(Infeasible { demand: hopeless, needed: None, is_proven: true }));
    }
    let cover = Cover::new(&input)?;
    let best = cover.search(siting.effort, None, &[]);
    let sites = cover.sites(&best);
    let (objective, bound) = (cover.cost(best.value), cover.cost(best.bound));
    if objective > input.money() {
        let effort = siting.effort.less(best.steps, best.nodes);
        let needed = (bound == objective).then_some(objective);
        return cheaper(&Siting { effort, ..siting.clone() }, reach, needed, bound > input.money());
    }
    Ok(Answer::Plan(SitePlan {
        served_by: served_by(siting, &sites, reach),
        sites: by_people(siting, sites, reach),
        objective,
        bound,
        gap_ppm: gap_ppm(objective, bound),
        steps: best.steps,
        nodes: best.nodes,
    }))
}

/// The answer if the fewest sites that were found are too many.
fn cheaper(
    siting: &Siting<'_>,
    reach: u32,
    needed: Option<u64>,
    is_proven: bool,
) -> Result<Answer, CircleError> {
    let demand = match best_covering(siting, reach)? {
        Answer::Infeasible(_) => needing(siting).collect(),
        Answer::Plan(plan) => {
            let is_left = |point: &u32| plan.served_by.get(*point as usize) == Some(&None);
            needing(siting).filter(is_left).collect()
        }
    };
    Ok(Answer::Infeasible(Infeasible { demand, needed, is_proven }))
}

/// Demand points with people.
fn needing<'a>(siting: &'a Siting<'_>) -> impl Iterator<Item = u32> + 'a {
    (0..).zip(siting.people).filter(|(_, people)| **people > 0).map(|(point, _)| point)
}

/// Demand points that no site can cover.
fn hopeless(input: &Input<'_>) -> Vec<u32> {
    let may_serve = |candidate| input.siting.standing_of(candidate) != Standing::Forbidden;
    needing(input.siting).filter(|&point| !input.near(point).any(may_serve)).collect()
}

/// Everybody is to be covered: a demand point is worth more than the cheapest site within its reach costs, so that it
/// pays to cover it.
struct Cover<'a> {
    input: &'a Input<'a>,
    problem: Problem,
    /// What everybody is worth, so that what is less is cost.
    all: i64,
}

impl<'a> Cover<'a> {
    fn new(input: &'a Input<'a>) -> Result<Self, CircleError> {
        let siting = input.siting;
        let is_open = |candidate: &u32| siting.standing_of(*candidate) == Standing::Open;
        let worth = |point: u32| {
            let people = siting.people.get(point as usize).copied().unwrap_or_default();
            let cheapest = input.near(point).filter(is_open).map(|candidate| input.cost(candidate)).min();
            [if people > 0 { cheapest.map_or(1, |cost| cost as i64 + 1) } else { 0 }, 0]
        };
        let all = needing(siting).try_fold(0_i64, |sum, point| {
            let [worth, _] = worth(point);
            sum.checked_add(worth).filter(|sum| *sum <= WORTH_MAX)
        });
        let all = all.ok_or_else(|| CircleError::new(CircleCode::CostTooLarge, "candidates"))?;
        Ok(Self { input, problem: input.problem(worth, true), all })
    }

    /// What the chosen sites cost if a plan is worth so much.
    fn cost(&self, value: i64) -> u64 {
        self.input.cost_of(&self.input.given).saturating_add_signed(self.all.saturating_sub(value))
    }

    /// The cheapest plan, or with a limit any that costs no more.
    fn search(&self, effort: Effort, limit: Option<u64>, from: &[u32]) -> Best {
        let worth = |names: &[u32]| {
            let value = self.problem.value(names);
            let covers_all = value + self.input.cost_of(names) as i64 == self.all;
            covers_all.then_some(value)
        };
        let given = self.input.cost_of(&self.input.given);
        let above = limit.map(|limit| self.all.saturating_sub_unsigned(limit.saturating_sub(given)) - 1);
        best_plan(&self.problem, &Aim { effort, worth: &worth, base: self.all, above }, from)
    }

    fn sites(&self, best: &Best) -> Vec<u32> {
        self.input.given.iter().chain(&best.names).copied().collect()
    }
}

/// The plan with the least greatest cost to the nearest site (`Model::Center`), by set covering within one cost after
/// another (Minieka 1970, *SIAM Review* 12). Sites have no order of gain by cost here: that which has most people within
/// the greatest cost is first.
///
/// It is infeasible if somebody reaches no candidate, or if not everybody can be served with so many sites: the demand
/// points are named as with [`set_covering`].
///
/// # Errors
/// As [`set_covering`]; `circle.choice_not_for_model` if as many sites as needed are asked for.
pub fn best_center(siting: &Siting<'_>) -> Result<Answer, CircleError> {
    check_tables(siting)?;
    check_choice(siting)?;
    if siting.choice == Choice::Needed {
        return Err(CircleError::new(CircleCode::ChoiceNotForModel, "center"));
    }
    let costs = costs(siting);
    let (Some(&greatest), Some(nearest)) = (costs.last(), nearest(siting)) else {
        let input = Input::new(siting, u32::MAX);
        return Ok(Answer::Infeasible(Infeasible {
            demand: hopeless(&input),
            needed: None,
            is_proven: true,
        }));
    };
    let spent = Cell::new((0, 0));
    let left = || siting.effort.less(spent.get().0, spent.get().1);
    let decide = |reach: u32, from: &[u32]| -> Result<(Option<Vec<u32>>, bool), CircleError> {
        let input = Input::new(siting, reach);
        if input.is_too_dear() {
            return Ok((None, true));
        }
        let cover = Cover::new(&input)?;
        let best = cover.search(left(), Some(input.money()), from);
        spent.set((spent.get().0 + best.steps, spent.get().1 + best.nodes));
        let is_found = best.value > i64::MIN && cover.cost(best.value) <= input.money();
        Ok((is_found.then(|| cover.sites(&best)), cover.cost(best.bound) > input.money()))
    };
    let mut sites = match decide(greatest, &[])?.0 {
        Some(sites) => sites,
        None => match set_covering(&Siting { effort: left(), ..siting.clone() }, greatest.max(1))? {
            Answer::Plan(plan) => plan.sites.iter().map(|site| site.candidate).collect(),
            none @ Answer::Infeasible(_) => return Ok(none),
        },
    };
    // Nothing is possible below `low`; nothing was found below `seek`; `high` is possible.
    let place = |cost: u32| costs.partition_point(|&other| other < cost);
    let radius = |sites: &[u32]| {
        let by = served_by(siting, sites, u32::MAX);
        needing(siting)
            .filter_map(|point| {
                let by = by.get(point as usize).copied().flatten()?;
                siting.relation.of_demand(point).iter().find(|pair| pair.0 == by).map(|pair| pair.1)
            })
            .max()
    };
    let (mut low, mut high) = (place(nearest), place(radius(&sites).unwrap_or(greatest)));
    let mut seek = low;
    while seek < high {
        let middle = usize::midpoint(seek, high);
        let (found, is_impossible) = decide(costs.get(middle).copied().unwrap_or(greatest), &sites)?;
        if let Some(found) = found {
            high = radius(&found).map_or(middle, |radius| place(radius).min(middle));
            sites = found;
        } else {
            seek = middle + 1;
            if is_impossible {
                low = seek;
            }
        }
    }
    let cost_at = |place: usize| costs.get(place).copied().unwrap_or(greatest);
    let (objective, bound) = (u64::from(cost_at(high)), u64::from(cost_at(low)));
    Ok(Answer::Plan(SitePlan {
        served_by: served_by(siting, &sites, u32::MAX),
        sites: by_people(siting, sites, cost_at(high)),
        objective,
        bound,
        gap_ppm: gap_ppm(objective, bound),
        steps: spent.get().0,
        nodes: spent.get().1,
    }))
}

/// All costs there are of demand points with people, ascending.
fn costs(siting: &Siting<'_>) -> Vec<u32> {
    let mut costs: Vec<u32> = needing(siting)
        .flat_map(|point| siting.relation.of_demand(point))
        .filter(|pair| siting.standing_of(pair.0) != Standing::Forbidden)
        .map(|pair| pair.1)
        .collect();
    costs.sort_unstable();
    costs.dedup();
    costs
}

/// The greatest cost to the nearest candidate; none if somebody reaches none.
fn nearest(siting: &Siting<'_>) -> Option<u32> {
    let near = |point| {
        let may_serve = |pair: &&(u32, u32)| siting.standing_of(pair.0) != Standing::Forbidden;
        siting.relation.of_demand(point).iter().filter(may_serve).map(|pair| pair.1).min()
    };
    needing(siting).map(near).try_fold(0, |most, near| near.map(|near| most.max(near)))
}

#[cfg(test)]
#[path = "set_covering_tests.rs"]
mod tests;
