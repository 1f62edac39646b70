//! Covering with so many sites, or for so much money: maximal and backup covering, and the worst-off first.

use serde::Serialize;

use super::cover_input::Input;
use super::cover_problem::{Problem, Worth};
use super::cover_search::{Aim, Best, best_plan};
use super::plan::{Answer, Infeasible, SitePlan, Step};
use super::question::{Choice, Effort, Siting};
use super::tables::{by_people, check_choice, check_tables, gap_ppm, served_by};
use crate::circle::{CircleCode, CircleError};

/// An aim counts 2^this times what the next one does in the search for the next, unless sums become too large. Any number
/// gives true bounds; with a great one, plans that are worse for an earlier aim are soon left alone.
const SHIFT_MAX: u32 = 10;

/// Bits of what everybody may be worth together.
const WORTH_BITS: u32 = 58;

/// What a demand point is worth for one aim.
type Aimed<'a> = &'a dyn Fn(u32) -> Worth;

/// What a search came to for one aim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tier {
    /// People.
    pub covered: u64,
    /// No plan covers more that covers as many of those before.
    pub bound: u64,
}

fn input<'a>(siting: &'a Siting<'a>, reach: u32) -> Result<Input<'a>, CircleError> {
    check_tables(siting)?;
    if reach == 0 {
        return Err(CircleError::new(CircleCode::BadRadius, reach));
    }
    check_choice(siting)?;
    if siting.choice == Choice::Needed {
        return Err(CircleError::new(CircleCode::ChoiceNotForModel, "covering"));
    }
    Ok(Input::new(siting, reach))
}

fn too_dear(input: &Input<'_>) -> Answer {
    Answer::Infeasible(Infeasible::too_dear(input.cost_of(&input.given)))
}

fn people(siting: &Siting<'_>, point: u32) -> i64 {
    siting.people.get(point as usize).map_or(0, |&people| people as i64)
}

/// The plan that covers most people (`Model::MaxCovering`). A site that covers nobody who is not covered by others is
/// chosen only if it must be. It is infeasible if the mandatory sites cost more than there is; then `needed` is their cost.
///
/// # Errors
/// `circle.unequal_columns`, `circle.no_demand`, `circle.weight_too_large`, `circle.cost_too_large`,
/// `circle.too_many_sites`, `circle.bad_radius`, `circle.choice_not_for_model`.
pub fn best_covering(siting: &Siting<'_>, reach: u32) -> Result<Answer, CircleError> {
    let input = input(siting, reach)?;
    if input.is_too_dear() {
        return Ok(too_dear(&input));
    }
    let (best, _) = in_order(&input, &[&|point| [people(siting, point), 0]]);
    Ok(Answer::Plan(plan(&input, &best, best.value.unsigned_abs(), best.bound.unsigned_abs())))
}

/// The plan that covers most people twice, of those that cover most people (`Model::BackupCovering`): the first of
/// Hogan and ReVelle's (1986) models, where not everybody can be covered. The objective and its bound are of people
/// covered twice; [`Tier`] tells of people covered, then of people covered twice.
///
/// # Errors
/// As [`best_covering`].
pub fn best_backup(siting: &Siting<'_>, reach: u32) -> Result<(Answer, Vec<Tier>), CircleError> {
    let input = input(siting, reach)?;
    if input.is_too_dear() {
        return Ok((too_dear(&input), Vec::new()));
    }
    let (best, tiers) =
        in_order(&input, &[&|point| [people(siting, point), 0], &|point| [0, people(siting, point)]]);
    let last = tiers.last().copied().unwrap_or(Tier { covered: 0, bound: 0 });
    Ok((Answer::Plan(plan(&input, &best, last.covered, last.bound)), tiers))
}

/// The plan that covers most people of tier 0; of such plans one that covers most of tier 1, and so on: the worst-off
/// first. `tiers` has one for each demand point. The objective counts everybody; [`Tier`] tells of each tier.
///
/// # Errors
/// As [`best_covering`].
pub fn fair_covering(
    siting: &Siting<'_>,
    reach: u32,
    tiers: &[u8],
) -> Result<(Answer, Vec<Tier>), CircleError> {
    let input = input(siting, reach)?;
    if tiers.len() != siting.people.len() {
        return Err(CircleError::new(CircleCode::UnequalColumns, "demand"));
    }
    if input.is_too_dear() {
        return Ok((too_dear(&input), Vec::new()));
    }
    let count = tiers.iter().max().map_or(0, |&most| u32::from(most) + 1);
    let of_tier = |tier: u32| {
        move |point: u32| {
            let is_of = tiers.get(point as usize).is_some_and(|&of| u32::from(of) == tier);
            [if is_of { people(siting, point) } else { 0 }, 0]
        }
    };
    let aims: Vec<_> = (0..count).map(of_tier).collect();
    let aims: Vec<Aimed<'_>> = aims.iter().map(|aim| aim as Aimed<'_>).collect();
    let (best, tiers) = in_order(&input, &aims);
    let sum = |of: fn(&Tier) -> u64| tiers.iter().map(of).sum();
    Ok((Answer::Plan(plan(&input, &best, sum(|tier| tier.covered), sum(|tier| tier.bound))), tiers))
}

/// What the best of 0, 1, 2 … sites cover, up to the number that is asked for, each searched with the whole effort.
///
/// # Errors
/// As [`best_covering`]; `circle.choice_not_for_model` if not a number is asked for.
pub fn covering_steps(siting: &Siting<'_>, reach: u32) -> Result<Vec<Step>, CircleError> {
    let Choice::Count(count) = siting.choice else {
        return Err(CircleError::new(CircleCode::ChoiceNotForModel, "steps"));
    };
    input(siting, reach)?;
    let mut steps = Vec::new();
    let mut names = Vec::new();
    for sites in 0..=count {
        let part = Siting { choice: Choice::Count(sites), ..siting.clone() };
        let input = Input::new(&part, reach);
        if input.is_too_dear() {
            continue;
        }
        let problem = input.problem(|point| [people(siting, point), 0], false);
        let best = search(&problem, siting.effort, &names);
        let (objective, bound) = (best.value.unsigned_abs(), best.bound.unsigned_abs());
        let gain = steps.last().map_or(0, |last: &Step| objective.saturating_sub(last.objective));
        steps.push(Step { sites, objective, bound, gain });
        names = best.names;
    }
    Ok(steps)
}

fn search(problem: &Problem, effort: Effort, from: &[u32]) -> Best {
    let worth = |names: &[u32]| Some(problem.value(names));
    best_plan(problem, &Aim { effort, worth: &worth, base: 0, above: None }, from)
}

/// What is best for the first aim, then of such for the second, and so on.
fn in_order(input: &Input<'_>, aims: &[Aimed<'_>]) -> (Best, Vec<Tier>) {
    let all: u64 = input.siting.people.iter().sum();
    let spare = WORTH_BITS.saturating_sub(u64::BITS - all.leading_zeros() + 1);
    let shift = (spare / (aims.len() as u32).max(1)).min(SHIFT_MAX);
    let mut done: Vec<(Problem, i64)> = Vec::new();
    let mut tiers = Vec::new();
    let mut last = Best::default();
    for aim in aims {
        let alone = input.problem(aim, false);
        let earlier = aims.get(..done.len()).unwrap_or_default();
        let together = input.problem(
            |point| {
                let mut sum = [0, 0];
                for aim in earlier.iter().chain([aim]) {
                    let [first, second] = aim(point);
                    sum = [(sum[0] << shift) + first, (sum[1] << shift) + second];
                }
                sum
            },
            false,
        );
        let worth = |names: &[u32]| {
            let keeps = done.iter().all(|(problem, least)| problem.value(names) >= *least);
            keeps.then(|| together.value(names))
        };
        let base = done.iter().fold(0, |sum, (_, least)| (sum + least) << shift);
        let effort = input.siting.effort.less(last.steps, last.nodes);
        let aim = Aim { effort, worth: &worth, base, above: None };
        let mut best = best_plan(&together, &aim, &last.names);
        let covered = alone.value(&best.names);
        for (problem, least) in &mut done {
            *least = problem.value(&best.names);
        }
        let everybody = alone.gained + alone.worth.iter().map(|worth| worth.iter().sum::<i64>()).sum::<i64>();
        let bound = (best.bound - base).min(everybody).max(covered);
        tiers.push(Tier { covered: covered.unsigned_abs(), bound: bound.unsigned_abs() });
        done.push((alone, covered));
        best.steps += last.steps;
        best.nodes += last.nodes;
        last = best;
    }
    for (tier, (_, covered)) in tiers.iter_mut().zip(&done) {
        tier.covered = covered.unsigned_abs();
        tier.bound = tier.bound.max(tier.covered);
    }
    (last, tiers)
}

fn plan(input: &Input<'_>, best: &Best, objective: u64, bound: u64) -> SitePlan {
    let sites: Vec<u32> = input.given.iter().chain(&best.names).copied().collect();
    SitePlan {
        served_by: served_by(input.siting, &sites, input.reach),
        sites: by_people(input.siting, sites, input.reach),
        objective,
        bound,
        gap_ppm: gap_ppm(objective, bound),
        steps: best.steps,
        nodes: best.nodes,
    }
}

#[cfg(test)]
#[path = "covering_tests.rs"]
pub(super) mod tests;
