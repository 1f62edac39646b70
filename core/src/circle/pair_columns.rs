//! Passes over the rows of a table of costs, weighed and summed up by demand or supply point.

use std::ops::Range;

use super::decay::Weigh;
use super::keys::Places;
use super::survey::{Block, Survey};
use super::{CircleCode, CircleError};

/// The columns of a table of costs, and how they are weighed.
pub(super) struct Columns<'a> {
    pub(super) places: (&'a Places<'a>, &'a Places<'a>),
    pub(super) cost: &'a [f64],
    /// How many demand points there are.
    pub(super) demand: usize,
    /// How many supply points there are.
    pub(super) supply: usize,
    pub(super) weigh: &'a Weigh,
}

/// How many rows are looked at together: their columns stay in the nearest cache.
pub(super) const BLOCK: usize = 1024;

impl Columns<'_> {
    /// Rows in chunks that depend on their number only, so that sums do not depend on the threads.
    pub(super) fn chunks(&self) -> Result<Vec<Range<usize>>, CircleError> {
        let length = self.cost.len();
        if self.places.0.len() != length || self.places.1.len() != length {
            return Err(CircleError::new(CircleCode::UnequalColumns, "costs"));
        }
        if u32::try_from(length).is_err() {
            return Err(CircleError::new(CircleCode::TooManyRows, "costs"));
        }
        // What chunks sum up apart may be as long as the tables: it takes no more memory than the pairs.
        let count = (length / (self.demand + self.supply).max(1)).clamp(1, 16);
        let size = length.div_ceil(count).max(1 << 14).next_multiple_of(BLOCK);
        Ok((0..length).step_by(size).map(|start| start..length.min(start + size)).collect())
    }

    /// Looks at rows for the first time, and calls `each` with every run of rows of one demand point: supply points and
    /// weights.
    #[inline(always)]
    fn survey(&self, rows: Range<usize>, mut each: impl FnMut(usize, &[u32], &[f64]) -> bool) -> Survey {
        let mut survey = Survey::new(rows.clone());
        let (keeps_places, keeps_weights) = (self.places.1.are_looked_up(), self.weigh.is_dear());
        let room = |keeps| if keeps { rows.len() } else { 0 };
        let mut kept = Vec::with_capacity(room(keeps_places));
        let (mut runs, mut weights) = (Vec::new(), Vec::with_capacity(room(keeps_weights)));
        for start in rows.clone().step_by(BLOCK) {
            let rows = start..rows.end.min(start + BLOCK);
            let cost = self.cost.get(rows.clone()).unwrap_or_default();
            if !keeps_weights {
                weights.clear();
            }
            let (first_run, first_row, first_weight) = (runs.len(), kept.len(), weights.len());
            self.weigh.add(cost, &mut weights);
            self.places.0.find_runs(rows.clone(), &mut runs);
            let supply = if keeps_places {
                self.places.1.look_up(rows, &mut kept);
                kept.get(first_row..).unwrap_or_default()
            } else {
                self.places.1.get(rows, &mut kept)
            };
            let runs = runs.get(first_run..).unwrap_or_default();
            let weights = weights.get(first_weight..).unwrap_or_default();
            survey.add(&Block { runs, supply, cost, weights }, &mut each);
        }
        Survey { runs, supply: kept, weights: keeps_weights.then_some(weights), ..survey }
    }

    /// Calls `each` with the same runs again.
    #[inline(always)]
    fn again(&self, survey: &Survey, mut each: impl FnMut(usize, &[u32], &[f64])) {
        let (mut none, mut filled) = (Vec::new(), Vec::new());
        let mut supply = match survey.supply.as_slice() {
            [] => self.places.1.get(survey.rows.clone(), &mut none),
            kept => kept,
        };
        let mut blocks = self.cost.get(survey.rows.clone()).unwrap_or_default().chunks(BLOCK);
        let mut kept = survey.weights.as_ref().map(|kept| kept.chunks(BLOCK));
        let mut weights: &[f64] = &[];
        for run in &survey.runs {
            if weights.is_empty() {
                let costs = blocks.next().unwrap_or_default();
                weights = match &mut kept {
                    Some(kept) => kept.next().unwrap_or_default(),
                    None => {
                        filled.clear();
                        self.weigh.add(costs, &mut filled);
                        &filled
                    }
                };
            }
            let length = run.length as usize;
            let (Some(supplies), Some(of_run)) =
                (supply.split_at_checked(length), weights.split_at_checked(length))
            else {
                return;
            };
            each(run.demand as usize, supplies.0, of_run.0);
            (supply, weights) = (supplies.1, of_run.1);
        }
    }

    /// The sums of weights among which demand points choose, with the first look at the rows.
    pub(super) fn choices(&self, rows: Range<usize>) -> (Survey, Vec<f64>) {
        let mut sums = vec![0.0; self.demand];
        let survey = self.survey(rows, |demand, supplies, weights| {
            let Some(place) = sums.get_mut(demand) else { return false };
            *place += sum(weights.iter().copied());
            supplies.iter().fold(true, |known, &supply| known & ((supply as usize) < self.supply))
        });
        (survey, sums)
    }

    /// The people in reach of supply points, with the first look at the rows.
    pub(super) fn surveyed_people(&self, rows: Range<usize>, people: &[f64]) -> (Survey, Vec<f64>) {
        let mut sums = vec![0.0; self.supply];
        let survey = self.survey(rows, |demand, supplies, weights| {
            people.get(demand).is_some_and(|people| add_people(&mut sums, *people, supplies, weights))
        });
        (survey, sums)
    }

    /// The people in reach of supply points, as far as they choose them.
    pub(super) fn people(&self, survey: &Survey, choices: &[f64], people: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.supply];
        let mut chosen = Vec::new();
        self.again(survey, |demand, supplies, weights| {
            let weights = chosen_weights(demand, weights, Some(choices), &mut chosen);
            let people = people.get(demand).copied().unwrap_or_default();
            add_people(&mut sums, people, supplies, weights);
        });
        sums
    }

    /// The scores of the demand points of a chunk, and how many supply points they reach.
    pub(super) fn scores(&self, survey: &Survey, choices: Option<&[f64]>, ratio: &[f64]) -> Vec<(f64, u32)> {
        let mut found = vec![(0.0, 0); survey.demand.len()];
        let mut chosen = Vec::new();
        self.again(survey, |demand, supplies, weights| {
            let weights = chosen_weights(demand, weights, choices, &mut chosen);
            let Some((score, reached)) = found.get_mut(demand - survey.demand.start) else { return };
            let ratio = |supply: &u32| ratio.get(*supply as usize).copied().unwrap_or_default();
            *score += sum(supplies.iter().zip(weights).map(|(supply, weight)| ratio(supply) * weight));
            // Weights are not negative; a run has no more rows than a number counts exactly.
            let counts = weights.iter().map(|&weight| if weight > 0.0 { 1.0 } else { 0.0 });
            *reached += sum(counts) as u32;
        });
        found
    }
}

/// Weights as far as people choose: all of them without `choices`, which are one over the sums of weights.
#[inline(always)]
fn chosen_weights<'a>(
    demand: usize,
    weights: &'a [f64],
    choices: Option<&[f64]>,
    chosen: &'a mut Vec<f64>,
) -> &'a [f64] {
    let Some(choices) = choices else { return weights };
    let choice = choices.get(demand).copied().unwrap_or_default();
    chosen.clear();
    chosen.extend(weights.iter().map(|weight| weight * (weight * choice)));
    chosen
}

/// Adds people to the sums of the supply points that they reach; false if one is unknown.
#[inline(always)]
fn add_people(sums: &mut [f64], people: f64, supplies: &[u32], weights: &[f64]) -> bool {
    let mut is_known = true;
    for (supply, weight) in supplies.iter().zip(weights) {
        match sums.get_mut(*supply as usize) {
            Some(sum) => *sum += people * weight,
            None => is_known = false,
        }
    }
    is_known
}

/// A sum in four strands, which do not wait for each other.
#[inline(always)]
fn sum(mut values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let [mut a, mut b, mut c, mut d] = [0.0; 4];
    for _ in 0..values.len() / 4 {
        a += values.next().unwrap_or_default();
        b += values.next().unwrap_or_default();
        c += values.next().unwrap_or_default();
        d += values.next().unwrap_or_default();
    }
    values.fold((a + b) + (c + d), |sum, value| sum + value)
}
