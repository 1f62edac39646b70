//! Accessibility over a table of pairs.

use std::ops::Range;

use super::accessibility::check_weights;
use super::decay::Weigh;
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
    check_weights(demand, "demand")?;
    check_weights(supply, "supply")?;
    let weigh = catchment.weigh()?;
    let chunks =
        threads.map(chunks_of(pairs, demand.len(), supply.len())?, |pairs| Chunk::new(pairs, &weigh));
    check(pairs, &chunks, demand.len(), supply.len())?;

    let (weigh, chunks) = (&weigh, &chunks);
    let sums = |all: usize, range: fn(&Chunk<'_>) -> Range<usize>, parts: Vec<Vec<f64>>| {
        let mut sums = vec![0.0; all];
        for (chunk, part) in chunks.iter().zip(parts) {
            add(&mut sums, range(chunk), &part, |sum, value| *sum += value);
        }
        sums
    };
    let over_demand: fn(&Chunk<'_>) -> Range<usize> = |chunk| chunk.demand.clone();
    let over_supply: fn(&Chunk<'_>) -> Range<usize> = |chunk| chunk.supply.clone();
    let choices = (catchment.method == Method::ThreeStep).then(|| {
        let parts = threads.map(chunks.iter().collect(), |chunk| chunk.choices(weigh));
        sums(demand.len(), over_demand, parts)
    });
    let choices = choices.as_deref();
    let people = threads.map(chunks.iter().collect(), |chunk| chunk.people(weigh, choices, demand));
    let people = sums(supply.len(), over_supply, people);
    let ratio = Accessibility::ratios(supply, &people);
    let parts = threads.map(chunks.iter().collect(), |chunk| chunk.scores(weigh, choices, &ratio));
    let (mut score, mut reached) = (vec![0.0; demand.len()], vec![0; demand.len()]);
    for (chunk, (scores, counts)) in chunks.iter().zip(parts) {
        add(&mut score, chunk.demand.clone(), &scores, |sum, value| *sum += value);
        add(&mut reached, chunk.demand.clone(), &counts, |sum, value| *sum += value);
    }
    Ok(Accessibility::new(demand, supply, (score, reached), people, ratio))
}

/// Adds what a chunk found to a part of the sums.
fn add<T: Copy>(sums: &mut [T], range: Range<usize>, part: &[T], one: impl Fn(&mut T, T)) {
    for (sum, value) in sums.iter_mut().skip(range.start).zip(part) {
        one(sum, *value);
    }
}

/// Pairs in stretches that depend on their number only, so that sums do not depend on the threads.
fn chunks_of(pairs: Pairs<'_>, demand: usize, supply: usize) -> Result<Vec<Pairs<'_>>, CircleError> {
    let length = pairs.cost.len();
    if pairs.demand.len() != length || pairs.supply.len() != length {
        return Err(CircleError::new(CircleCode::UnequalColumns, "costs"));
    }
    if u32::try_from(length).is_err() {
        return Err(CircleError::new(CircleCode::TooManyRows, "costs"));
    }
    // What chunks sum up apart may be as long as the tables: it takes no more memory than the pairs.
    let count = (length / (demand + supply).max(1)).clamp(1, 16);
    let size = length.div_ceil(count).max(1 << 14);
    let columns = pairs.demand.chunks(size).zip(pairs.supply.chunks(size)).zip(pairs.cost.chunks(size));
    Ok(columns.map(|((demand, supply), cost)| Pairs { demand, supply, cost }).collect())
}

/// A stretch of the pairs.
struct Chunk<'a> {
    pairs: Pairs<'a>,
    /// The demand points that it names, and those between.
    demand: Range<usize>,
    /// The same of supply points.
    supply: Range<usize>,
    /// Whether every cost is a finite number and not negative.
    has_costs: bool,
    /// Whether pairs rise strictly by demand, then supply.
    rises: bool,
    /// Weights that are dear to compute; none if they are not.
    weights: Option<Vec<f64>>,
}

/// How many pairs are weighed at a time: their weights stay in the nearest cache.
const BLOCK: usize = 1024;

impl<'a> Chunk<'a> {
    fn new(pairs: Pairs<'a>, weigh: &Weigh) -> Self {
        let range = |column: &[u32]| {
            let (least, most) = column
                .iter()
                .fold((u32::MAX, 0), |(least, most), &place| (least.min(place), most.max(place)));
            if column.is_empty() { 0..0 } else { least as usize..most as usize + 1 }
        };
        let next = pairs.demand.iter().zip(pairs.supply).skip(1);
        let rises = pairs.demand.iter().zip(pairs.supply).zip(next).fold(true, |rises, (one, next)| {
            rises & ((one.0 < next.0) | ((one.0 == next.0) & (one.1 < next.1)))
        });
        let has_costs =
            pairs.cost.iter().fold(true, |good, &cost| good & (cost >= 0.0) & (cost < f64::INFINITY));
        let weights = weigh.is_dear().then(|| {
            let mut weights = Vec::new();
            weigh.fill(pairs.cost, &mut weights);
            weights
        });
        Self { pairs, demand: range(pairs.demand), supply: range(pairs.supply), has_costs, rises, weights }
    }

    /// Calls `each` with demand, supply and weight of every pair.
    #[inline(always)]
    fn for_each(&self, weigh: &Weigh, mut each: impl FnMut(usize, usize, f64)) {
        let mut of_block = Vec::new();
        let Pairs { demand, supply, cost } = self.pairs;
        let columns = demand.chunks(BLOCK).zip(supply.chunks(BLOCK)).zip(cost.chunks(BLOCK));
        for (block, ((demand, supply), cost)) in columns.enumerate() {
            let weights = match &self.weights {
                Some(all) => all.get(block * BLOCK..).unwrap_or_default(),
                None => {
                    weigh.fill(cost, &mut of_block);
                    of_block.as_slice()
                }
            };
            for ((demand, supply), weight) in demand.iter().zip(supply).zip(weights) {
                each(*demand as usize, *supply as usize, *weight);
            }
        }
    }

    /// The weight of a pair in both sums, with the sum of weights from which its demand point chooses.
    #[inline(always)]
    fn chosen(choices: Option<&[f64]>, demand: usize, weight: f64) -> f64 {
        match choices {
            None => weight,
            Some(choices) => match choices.get(demand) {
                Some(&all) if all > 0.0 => weight * (weight / all),
                _ => 0.0,
            },
        }
    }

    /// The sums of weights from which demand points choose.
    fn choices(&self, weigh: &Weigh) -> Vec<f64> {
        let mut sums = vec![0.0; self.demand.len()];
        let start = self.demand.start;
        self.for_each(weigh, |demand, _, weight| {
            if let Some(sum) = sums.get_mut(demand - start) {
                *sum += weight;
            }
        });
        sums
    }

    /// The people in reach of supply points.
    fn people(&self, weigh: &Weigh, choices: Option<&[f64]>, people: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.supply.len()];
        let start = self.supply.start;
        self.for_each(weigh, |demand, supply, weight| {
            if let (Some(sum), Some(people)) = (sums.get_mut(supply - start), people.get(demand)) {
                *sum += people * Self::chosen(choices, demand, weight);
            }
        });
        sums
    }

    /// The scores of demand points, and how many supply points they reach.
    fn scores(&self, weigh: &Weigh, choices: Option<&[f64]>, ratio: &[f64]) -> (Vec<f64>, Vec<u32>) {
        let mut sums = vec![(0.0, 0); self.demand.len()];
        let start = self.demand.start;
        self.for_each(weigh, |demand, supply, weight| {
            if let (Some((sum, reached)), Some(ratio)) = (sums.get_mut(demand - start), ratio.get(supply)) {
                *sum += ratio * Self::chosen(choices, demand, weight);
                *reached += u32::from(weight > 0.0);
            }
        });
        sums.into_iter().unzip()
    }
}

/// Refuses pairs of unknown points, costs that are none, and pairs that stand twice.
fn check(pairs: Pairs<'_>, chunks: &[Chunk<'_>], demand: usize, supply: usize) -> Result<(), CircleError> {
    let refuse = |code, row| Err(CircleError::at_row(code, "costs", row));
    let first = |column: &[u32], all: usize| column.iter().position(|&place| place as usize >= all);
    if chunks.iter().any(|chunk| chunk.demand.end > demand) {
        return refuse(CircleCode::UnknownDemand, first(pairs.demand, demand).unwrap_or_default());
    }
    if chunks.iter().any(|chunk| chunk.supply.end > supply) {
        return refuse(CircleCode::UnknownSupply, first(pairs.supply, supply).unwrap_or_default());
    }
    if chunks.iter().any(|chunk| !chunk.has_costs) {
        let bad = |&cost: &f64| !(cost.is_finite() && cost >= 0.0);
        return refuse(CircleCode::BadCost, pairs.cost.iter().position(bad).unwrap_or_default());
    }
    let places = |chunk: &Chunk<'_>, row: usize| {
        chunk.pairs.demand.get(row).copied().zip(chunk.pairs.supply.get(row).copied())
    };
    let last = |chunk: &Chunk<'_>| places(chunk, chunk.pairs.cost.len().saturating_sub(1));
    let joined = chunks.iter().zip(chunks.iter().skip(1)).all(|(one, next)| last(one) < places(next, 0));
    if joined && chunks.iter().all(|chunk| chunk.rises) {
        return Ok(());
    }
    match first_duplicate(pairs, demand, supply) {
        Some(row) => refuse(CircleCode::DuplicatePair, row),
        None => Ok(()),
    }
}

/// The first row that repeats an earlier pair.
fn first_duplicate(pairs: Pairs<'_>, demand: usize, supply: usize) -> Option<usize> {
    let cells = demand.saturating_mul(supply);
    let places = || pairs.demand.iter().zip(pairs.supply).map(|(&demand, &supply)| (demand, supply));
    // A bit for each pair that could be, if that takes no more memory than the pairs that are.
    if cells / 128 <= pairs.cost.len() {
        let mut seen = vec![0_u64; cells / 64 + 1];
        return places().position(|(demand, of_supply)| {
            let cell = demand as usize * supply + of_supply as usize;
            let bit = 1 << (cell % 64);
            seen.get_mut(cell / 64).is_some_and(|word| std::mem::replace(word, *word | bit) & bit != 0)
        });
    }
    let mut rows: Vec<((u32, u32), u32)> = places().zip(0..).collect();
    rows.sort_unstable();
    let twice = rows.iter().zip(rows.iter().skip(1)).filter(|(one, next)| one.0 == next.0);
    twice.map(|(_, next)| next.1 as usize).min()
}

#[cfg(test)]
#[path = "pairs_tests.rs"]
mod tests;
