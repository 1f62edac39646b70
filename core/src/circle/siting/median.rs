//! p-median: the least sum of people × cost to the nearest site (p-中位).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::limit::Allowed;
use super::median_problem::Problem;
use super::median_search::{Found, search};
use super::plan::{Answer, Chosen, Infeasible, SitePlan};
use super::question::{Siting, Standing};
use super::tables::{SUM_MAX, check_tables, gap_ppm, served_by};
use crate::circle::{CircleCode, CircleError};

/// The plan with the least sum of people × cost to the nearest site, chosen or existing (`Model::Median`).
///
/// Who is out of reach of all of them counts as `beyond` away. If `beyond` is none, everybody must be served: demand points
/// that no candidate can serve are named as infeasible, or else those that the plan with the fewest left out leaves out;
/// `is_proven` tells whether every plan with so many sites leaves out some.
///
/// As many sites are chosen as are asked for, even if the last gain nothing; with a budget, only those that gain something,
/// and none that the money is not enough for. If the mandatory sites cost more than there is, it is infeasible, and
/// `needed` is their cost. A gain is what a site saves after those before it; people without any site before count as
/// `beyond` away, or, if that is none, as 1 more than the greatest cost.
///
/// The order of the demand points does not matter. Of plans as good, one is taken by the order of the candidates.
///
/// # Errors
/// `circle.unequal_columns`, `circle.no_demand`, `circle.weight_too_large`, `circle.cost_too_large`,
/// `circle.too_many_sites` if there are fewer candidates than sites to choose, or more that must be, and
/// `circle.choice_not_for_model` if neither a number of sites nor a budget is asked for.
pub fn best_medians(siting: &Siting<'_>, beyond: Option<u32>) -> Result<Answer, CircleError> {
    check_tables(siting)?;
    let allowed = Allowed::of(siting)?;
    if let Some(cost) = allowed.too_dear(siting) {
        return Ok(Answer::Infeasible(Infeasible::too_dear(cost)));
    }
    let relation = siting.relation;
    let may_serve = allowed.may_serve(siting);
    if beyond.is_none() {
        let serves = |pair: &(u32, u32)| may_serve.get(pair.0 as usize) == Some(&true);
        let unserved: Vec<u32> = (0..relation.demands())
            .zip(siting.people)
            .filter(|&(point, &people)| people > 0 && !relation.of_demand(point).iter().any(serves))
            .map(|(point, _)| point)
            .collect();
        if !unserved.is_empty() {
            return Ok(Answer::Infeasible(Infeasible { demand: unserved, needed: None, is_proven: true }));
        }
    }
    let (problem, most) = problem(siting, beyond, &allowed, &may_serve)?;
    let is_mandatory = |candidate: &u32| siting.standing_of(*candidate) == Standing::Mandatory;
    let found = search(problem, &siting.effort);
    let mut sites: Vec<u32> = (0..relation.candidates()).filter(is_mandatory).collect();
    sites.extend(&found.sites);
    sites.sort_unstable();
    let mut chosen = by_gain(siting, &sites, beyond);
    if allowed.is_money() {
        chosen.retain(|of| of.gain > 0 || is_mandatory(&of.candidate));
        sites = chosen.iter().map(|of| of.candidate).collect();
    }
    let served_by = served_by(siting, &sites, beyond.unwrap_or(u32::MAX));
    if beyond.is_none() && found.cost > most {
        let left = (0..).zip(served_by.iter().zip(siting.people));
        let demand =
            left.filter(|(_, (by, people))| by.is_none() && **people > 0).map(|(point, _)| point).collect();
        return Ok(Answer::Infeasible(Infeasible { demand, needed: None, is_proven: found.bound > most }));
    }
    Ok(Answer::Plan(plan(chosen, served_by, &found)))
}

/// The problem of what is free, and what a plan costs at most that serves everybody.
fn problem(
    siting: &Siting<'_>,
    beyond: Option<u32>,
    allowed: &Allowed<'_>,
    may_serve: &[bool],
) -> Result<(Problem, i64), CircleError> {
    let relation = siting.relation;
    let mut place = vec![u32::MAX; relation.candidates() as usize];
    let (mut sites, mut mandatory) = (Vec::new(), Vec::new());
    for ((candidate, place), &may_serve) in (0..).zip(&mut place).zip(may_serve) {
        match siting.standing_of(candidate) {
            Standing::Open if may_serve => {
                *place = sites.len() as u32;
                sites.push(candidate);
            }
            Standing::Mandatory => mandatory.push(candidate),
            _ => {}
        }
    }
    let points = || (0..relation.demands()).zip(siting.people).filter(|(_, people)| **people > 0);
    let greatest = |point: u32| relation.of_demand(point).iter().map(|pair| pair.1).max().unwrap_or_default();
    let most: u128 = points()
        .map(|(point, &people)| u128::from(people) * u128::from(beyond.unwrap_or_else(|| greatest(point))))
        .sum();
    let Some(most) = i64::try_from(most).ok().filter(|most| most.unsigned_abs() <= SUM_MAX) else {
        return Err(CircleError::new(CircleCode::CostTooLarge, most));
    };
    // One point left out costs more than all others can.
    let out = most + 1;
    if beyond.is_none() && i128::from(out) * points().count() as i128 >= 1 << 58 {
        return Err(CircleError::new(CircleCode::CostTooLarge, most));
    }
    let mut problem = Problem {
        limit: allowed.limit(siting, &sites, &mandatory),
        sites,
        start: vec![0],
        pairs: Vec::new(),
        names: Vec::new(),
        people: Vec::new(),
        without: Vec::new(),
        constant: 0,
    };
    for (point, &people) in points() {
        let people = people as i64;
        let mut without = beyond.map_or(out, |beyond| people * i64::from(beyond));
        let row = relation.of_demand(point);
        for &(candidate, cost) in row {
            if matches!(siting.standing_of(candidate), Standing::Existing | Standing::Mandatory) {
                without = without.min(people * i64::from(cost));
            }
        }
        let before = problem.pairs.len();
        let of_site = |pair: &(u32, u32)| place.get(pair.0 as usize).map(|&site| (site, pair.1));
        let helps = |pair: &(u32, u32)| pair.0 != u32::MAX && people * i64::from(pair.1) < without;
        problem.pairs.extend(row.iter().filter_map(of_site).filter(helps));
        if let Some(pairs) = problem.pairs.get_mut(before..).filter(|pairs| !pairs.is_empty()) {
            pairs.sort_unstable_by_key(|&(site, cost)| (cost, site));
            problem.start.push(problem.pairs.len() as u32);
            problem.names.push(problem.people.len() as u32);
            problem.people.push(people);
            problem.without.push(without);
        } else {
            problem.constant += without;
        }
    }
    Ok((problem, most))
}

fn plan(sites: Vec<Chosen>, served_by: Vec<Option<u32>>, found: &Found) -> SitePlan {
    let (objective, bound) = (found.cost.unsigned_abs(), found.bound.unsigned_abs());
    SitePlan {
        sites,
        served_by,
        objective,
        bound,
        gap_ppm: gap_ppm(objective, bound),
        steps: found.steps,
        nodes: found.nodes,
    }
}

/// The sites, that which saves most first, of several the first.
///
/// What a site saves only falls with those before it, so that only the one at the head of the queue is valued anew
/// (Minoux 1978).
fn by_gain(siting: &Siting<'_>, sites: &[u32], beyond: Option<u32>) -> Vec<Chosen> {
    let relation = siting.relation;
    let points = 0..relation.demands();
    let greatest = points.flat_map(|point| relation.of_demand(point)).map(|pair| pair.1).max();
    let beyond = beyond.map_or_else(|| u64::from(greatest.unwrap_or_default()) + 1, u64::from);
    let mut costs: Vec<u64> = vec![beyond; relation.demands() as usize];
    let take = |costs: &mut [u64], candidate: u32| {
        for &(point, cost) in relation.of_candidate(candidate) {
            if let Some(known) = costs.get_mut(point as usize) {
                *known = (*known).min(u64::from(cost));
            }
        }
    };
    let saves = |costs: &[u64], candidate: u32| -> u64 {
        let saved = |&(point, cost): &(u32, u32)| {
            let known = costs.get(point as usize).copied().unwrap_or_default();
            let people = siting.people.get(point as usize).copied().unwrap_or_default();
            people.saturating_mul(known.saturating_sub(u64::from(cost)))
        };
        relation.of_candidate(candidate).iter().map(saved).fold(0, u64::saturating_add)
    };
    for candidate in 0..relation.candidates() {
        if siting.standing_of(candidate) == Standing::Existing {
            take(&mut costs, candidate);
        }
    }
    let mut queue: BinaryHeap<(u64, Reverse<u32>)> =
        sites.iter().map(|&site| (saves(&costs, site), Reverse(site))).collect();
    let mut chosen = Vec::with_capacity(sites.len());
    while let Some((_, Reverse(candidate))) = queue.pop() {
        let gain = saves(&costs, candidate);
        if queue.peek().is_none_or(|next| (gain, Reverse(candidate)) >= *next) {
            take(&mut costs, candidate);
            chosen.push(Chosen { candidate, gain });
        } else {
            queue.push((gain, Reverse(candidate)));
        }
    }
    chosen
}

#[cfg(test)]
#[path = "median_tests.rs"]
mod tests;
