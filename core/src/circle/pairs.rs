//! Accessibility over a table of pairs.

use super::accessibility::check_weights;
use super::keys::Places;
use super::pair_columns::Columns;
use super::survey::Survey;
use super::{Accessibility, Catchment, CircleError, Method};
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

#[cfg(test)]
#[path = "pairs_tests.rs"]
mod tests;
