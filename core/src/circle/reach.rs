//! Accessibility without a table of pairs: what each supply point reaches is asked for as often as it is needed.

use super::accessibility::check_weights;
use super::decay::Weigh;
use super::{Accessibility, Catchment, CircleCode, CircleError, Method};
use crate::threads::Threads;

/// Whom each supply point reaches, and at what cost: by straight lines ([`super::StraightLines`]), on streets, or by
/// whatever else somebody can ask again and get the same answer.
pub trait Reach: Sync {
    /// What a search needs again and again; each thread has its own.
    type Scratch: Default + Send;

    /// How many supply points there are.
    fn supplies(&self) -> usize;

    /// Calls `each` with the place of every demand point that a supply point reaches within the catchment, once, and the
    /// cost, which is not negative; more of them, beyond the catchment, do no harm. The order is the same each time.
    fn for_each_reached(&self, supply: usize, scratch: &mut Self::Scratch, each: impl FnMut(usize, f64));
}

/// [`accessibility`](super::accessibility) by whom each supply point reaches, which is asked two times (three times for
/// 3SFCA) and never held: memory is that of the points, not of the pairs.
///
/// Results are the same to the bit on any number of threads.
///
/// # Errors
/// `circle.bad_weight`, `circle.bad_catchment`, `circle.bad_decay`, `circle.unequal_columns` if `supply` and `reach` have
/// not the same number of points, `circle.too_many_rows`.
pub fn accessibility_reached<R: Reach>(
    demand: &[f64],
    supply: &[f64],
    reach: &R,
    catchment: &Catchment,
    threads: &Threads,
) -> Result<Accessibility, CircleError> {
    check_weights(demand, "demand")?;
    check_weights(supply, "supply")?;
    if reach.supplies() != supply.len() {
        return Err(CircleError::new(CircleCode::UnequalColumns, "supply"));
    }
    let search = Search { reach, weigh: &catchment.weigh()?, threads, supplies: supply.len() };
    let choices = (catchment.method == Method::ThreeStep).then(|| {
        let weights = search.over_demand(demand.len(), |_, _, weight| weight);
        weights.into_iter().map(|(sum, _)| sum).collect::<Vec<f64>>()
    });
    let chosen = |demand: usize, weight: f64| match &choices {
        None => weight,
        Some(choices) => match choices.get(demand) {
            Some(&all) if all > 0.0 => weight * (weight / all),
            _ => 0.0,
        },
    };
    let people = search
        .over_supply(|place, weight| demand.get(place).map_or(0.0, |people| people * chosen(place, weight)));
    let ratio = Accessibility::ratios(supply, &people);
    let scores = search.over_demand(demand.len(), |place, supply, weight| {
        ratio.get(supply).map_or(0.0, |ratio| ratio * chosen(place, weight))
    });
    Ok(Accessibility::new(demand, supply, scores.into_iter().unzip(), people, ratio))
}

/// Into how many parts supply points are divided, whatever the threads: what the parts sum up is added in their order.
const PARTS: usize = 16;

struct Search<'a, R> {
    reach: &'a R,
    weigh: &'a Weigh,
    threads: &'a Threads,
    supplies: usize,
}

impl<R: Reach> Search<'_, R> {
    fn parts(&self) -> Vec<std::ops::Range<usize>> {
        let size = self.supplies.div_ceil(PARTS).max(1);
        (0..self.supplies).step_by(size).map(|start| start..self.supplies.min(start + size)).collect()
    }

    /// Sums for each supply point over the demand points that it reaches.
    fn over_supply(&self, value: impl Fn(usize, f64) -> f64 + Sync) -> Vec<f64> {
        let part = |scratch: &mut R::Scratch, supplies: std::ops::Range<usize>| {
            let sum = |supply| {
                let mut sum = 0.0;
                self.reach.for_each_reached(supply, scratch, |demand, cost| {
                    sum += value(demand, self.weigh.weight(cost));
                });
                sum
            };
            supplies.map(sum).collect::<Vec<f64>>()
        };
        self.threads.map_with(self.parts(), part).concat()
    }

    /// Sums and counts for each demand point over the supply points that reach it.
    fn over_demand(&self, all: usize, value: impl Fn(usize, usize, f64) -> f64 + Sync) -> Vec<(f64, u32)> {
        let part = |scratch: &mut R::Scratch, supplies: std::ops::Range<usize>| {
            let mut sums = vec![(0.0, 0); all];
            for supply in supplies {
                self.reach.for_each_reached(supply, scratch, |demand, cost| {
                    if let Some((sum, count)) = sums.get_mut(demand) {
                        let weight = self.weigh.weight(cost);
                        *sum += value(demand, supply, weight);
                        *count += u32::from(weight > 0.0);
                    }
                });
            }
            sums
        };
        let mut sums = vec![(0.0, 0); all];
        let mut parts = self.parts().into_iter();
        while parts.len() > 0 {
            // As many at a time as there are threads: each holds sums of every demand point.
            let now = parts.by_ref().take(self.threads.count()).collect();
            for part in self.threads.map_with(now, part) {
                for ((sum, count), (one, counted)) in sums.iter_mut().zip(part) {
                    *sum += one;
                    *count += counted;
                }
            }
        }
        sums
    }
}

#[cfg(test)]
#[path = "reach_tests.rs"]
mod tests;
