//! Accessibility over a table of pairs.

use std::ops::Range;

use super::accessibility::check_weights;
use super::decay::Weigh;
use super::keys::Places;
use super::survey::{Block, Survey};
use super::{Accessibility, Catchment, CircleCode, CircleError, Method};
use crate::threads::Threads;

/// Costs between demand and supply, in columns of equal length: each pair at most once, in any order. What is not there is
/// out of reach.
#[derive(Debug, Clone, Copy)]
pub struct Pairs<'a> {
    /// Places in the table of demand, from 0.
    pub demand: &'a [u32],
    /// Places in the table of supply, from 0.
    pub supply: &'a [u32],
    /// What it costs to get from one to the other.
    pub cost: &'a [f64],
}

/// How much supply each demand point has for its people, from a table of costs (可达性).
///
/// `demand` is how many people each demand point has, `supply` what each supply point offers. Results are the same to the
/// bit on any number of threads, and for one order of pairs; another order rounds otherwise. Pairs in ascending order of
/// demand, then supply, are fastest.
///
/// ```
/// use doorstep::circle::{Catchment, Method, Pairs, accessibility};
/// use doorstep::matching::Threads;
/// let pairs = Pairs { demand: &[0, 1, 1], supply: &[0, 0, 1], cost: &[5.0, 12.0, 30.5] };
/// let found = accessibility(&[100.0, 300.0], &[4.0, 9.0], pairs, &Catchment::new(30.0, Method::TwoStep), &Threads::one())?;
/// assert_eq!(found.score, [0.01, 0.01]);
/// assert_eq!((found.total.supply_used, found.total.supply_unused), (4.0, 9.0)); // the second is beyond 30 minutes
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `circle.bad_weight`, `circle.bad_cost`, `circle.unknown_demand`, `circle.unknown_supply`, `circle.duplicate_pair` with
/// the first such row; `circle.bad_catchment`, `circle.bad_decay`, `circle.unequal_columns`, `circle.too_many_rows`.
pub fn accessibility(
    demand: &[f64],
    supply: &[f64],
    pairs: Pairs<'_>,
    catchment: &Catchment,
    threads: &Threads,
) -> Result<Accessibility, CircleError> {
    let places = (&Places::Known(pairs.demand), &Places::Known(pairs.supply));
    of_columns(demand, supply, places, pairs.cost, catchment, threads)
}

/// [`accessibility`] of places that are looked up as they are needed: reading keys again takes less time than keeping
/// what was found.
pub(super) fn of_columns(
    demand: &[f64],
    supply: &[f64],
    places: (&Places<'_>, &Places<'_>),
    cost: &[f64],
    catchment: &Catchment,
    threads: &Threads,
) -> Result<Accessibility, CircleError> {
    check_weights(demand, "demand")?;
    check_weights(supply, "supply")?;
    let columns =
        Columns { places, cost, demand: demand.len(), supply: supply.len(), weigh: &catchment.weigh()? };
    let chunks = columns.chunks()?;

    // The first pass looks at every row, too.
    let (surveys, choices, people): (Vec<Survey>, _, _) = if catchment.method == Method::ThreeStep {
        let first = threads.map(chunks, |chunk| columns.choices(chunk));
        let (surveys, parts): (Vec<Survey>, Vec<Vec<f64>>) = first.into_iter().unzip();
        let mut sums = vec![0.0; demand.len()];
        for (survey, part) in surveys.iter().zip(&parts) {
            for (sum, value) in sums.iter_mut().zip(part).take(survey.demand.end).skip(survey.demand.start) {
                *sum += value;
            }
        }
        let choices: Vec<f64> = sums.iter().map(|&sum| if sum > 0.0 { 1.0 / sum } else { 0.0 }).collect();
        let parts = threads.map(surveys.iter().collect(), |survey| columns.people(survey, &choices, demand));
        (surveys, Some(choices), parts)
    } else {
        let (surveys, parts) =
            threads.map(chunks, |chunk| columns.surveyed_people(chunk, demand)).into_iter().unzip();
        (surveys, None, parts)
    };
    columns.check(&surveys)?;
    let mut in_reach = vec![0.0; supply.len()];
    for part in &people {
        in_reach.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
    }
    let ratio = Accessibility::ratios(supply, &in_reach);
    let parts =
        threads.map(surveys.iter().collect(), |survey| columns.scores(survey, choices.as_deref(), &ratio));
    let (mut score, mut reached) = (vec![0.0; demand.len()], vec![0; demand.len()]);
    for (survey, part) in surveys.iter().zip(&parts) {
        let sums = score.iter_mut().zip(&mut reached).skip(survey.demand.start);
        for ((score, reached), (one, count)) in sums.zip(part) {
            *score += one;
            *reached += count;
        }
    }
    Ok(Accessibility::new(demand, supply, (score, reached), in_reach, ratio))
}

/// The columns of a table of costs, and how they are weighed.
struct Columns<'a> {
    places: (&'a Places<'a>, &'a Places<'a>),
    cost: &'a [f64],
    /// How many demand points there are.
    demand: usize,
    /// How many supply points there are.
    supply: usize,
    weigh: &'a Weigh,
}

/// How many rows are looked at together: their columns stay in the nearest cache.
const BLOCK: usize = 1024;

impl Columns<'_> {
    /// Rows in chunks that depend on their number only, so that sums do not depend on the threads.
    fn chunks(&self) -> Result<Vec<Range<usize>>, CircleError> {
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
    fn choices(&self, rows: Range<usize>) -> (Survey, Vec<f64>) {
        let mut sums = vec![0.0; self.demand];
        let survey = self.survey(rows, |demand, supplies, weights| {
            let Some(place) = sums.get_mut(demand) else { return false };
            *place += sum(weights.iter().copied());
            supplies.iter().fold(true, |known, &supply| known & ((supply as usize) < self.supply))
        });
        (survey, sums)
    }

    /// The people in reach of supply points, with the first look at the rows.
    fn surveyed_people(&self, rows: Range<usize>, people: &[f64]) -> (Survey, Vec<f64>) {
        let mut sums = vec![0.0; self.supply];
        let survey = self.survey(rows, |demand, supplies, weights| {
            people.get(demand).is_some_and(|people| add_people(&mut sums, *people, supplies, weights))
        });
        (survey, sums)
    }

    /// The people in reach of supply points, as far as they choose them.
    fn people(&self, survey: &Survey, choices: &[f64], people: &[f64]) -> Vec<f64> {
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
    fn scores(&self, survey: &Survey, choices: Option<&[f64]>, ratio: &[f64]) -> Vec<(f64, u32)> {
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

    /// Refuses pairs of unknown points, costs that are none, and pairs that stand twice.
    fn check(&self, surveys: &[Survey]) -> Result<(), CircleError> {
        let refuse =
            |code, row: Option<usize>| Err(CircleError::at_row(code, "costs", row.unwrap_or_default()));
        if surveys.iter().any(|survey| !survey.is_known) {
            return match self.places.0.first_beyond(self.demand) {
                None => refuse(CircleCode::UnknownSupply, self.places.1.first_beyond(self.supply)),
                row => refuse(CircleCode::UnknownDemand, row),
            };
        }
        if surveys.iter().any(|survey| !survey.has_costs) {
            let bad = |&cost: &f64| !(cost.is_finite() && cost >= 0.0);
            return refuse(CircleCode::BadCost, self.cost.iter().position(bad));
        }
        let joined = surveys.iter().zip(surveys.iter().skip(1)).all(|(one, next)| one.last < next.first);
        if joined && surveys.iter().all(|survey| survey.rises) {
            return Ok(());
        }
        match self.first_duplicate() {
            None => Ok(()),
            row => refuse(CircleCode::DuplicatePair, row),
        }
    }

    /// The first row that repeats an earlier pair.
    fn first_duplicate(&self) -> Option<usize> {
        let (cells, length) = (self.demand.saturating_mul(self.supply), self.cost.len());
        // A bit for each pair that could be, if that takes no more memory than the pairs that are.
        if cells / 128 <= length {
            let mut seen = vec![0_u64; cells / 64 + 1];
            let (mut demand, mut supply) = (Vec::new(), Vec::new());
            for start in (0..length).step_by(BLOCK) {
                let rows = start..length.min(start + BLOCK);
                let demand = self.places.0.get(rows.clone(), &mut demand);
                let supply = self.places.1.get(rows, &mut supply);
                let mut twice = 0;
                for (demand, of_supply) in demand.iter().zip(supply) {
                    let cell = (*demand as usize).wrapping_mul(self.supply).wrapping_add(*of_supply as usize);
                    if let Some(word) = seen.get_mut(cell / 64) {
                        twice |= *word >> (cell % 64) & 1;
                        *word |= 1 << (cell % 64);
                    }
                }
                if twice > 0 {
                    return self.first_duplicate_sorted();
                }
            }
            return None;
        }
        self.first_duplicate_sorted()
    }

    fn first_duplicate_sorted(&self) -> Option<usize> {
        let (mut demand, mut supply) = (Vec::new(), Vec::new());
        let all = 0..self.cost.len();
        let demand = self.places.0.get(all.clone(), &mut demand);
        let supply = self.places.1.get(all, &mut supply);
        let mut rows: Vec<((u32, u32), u32)> =
            demand.iter().zip(supply).map(|(&demand, &supply)| (demand, supply)).zip(0..).collect();
        rows.sort_unstable();
        let twice = rows.iter().zip(rows.iter().skip(1)).filter(|(one, next)| one.0 == next.0);
        twice.map(|(_, next)| next.1 as usize).min()
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

#[cfg(test)]
#[path = "pairs_tests.rs"]
mod tests;
