//! What no plan can better: the Lagrangian bound of the p-median problem.
//!
//! That each demand point has one site is priced instead of demanded (Cornuejols, Fisher and Nemhauser 1977; Beasley
//! 1993): with a price λ of each point, a site is worth what the points save that pay less there than their price, and
//! the bound is the sum of the prices less the worth of the sites worth most. Prices are whole numbers (of 1/[`scale`]
//! units), so that every bound is an inequality between whole numbers, and no rounding can make it wrong.
//!
//! Prices are looked for by the subgradient method (Held, Wolfe and Crowder 1974), where a step keeps some of the
//! direction of those before it (Camerini, Fratta and Maffioli 1975; Crowder 1976). Sums over demand points are of whole
//! numbers: their order does not matter.

use std::cmp::Reverse;

use super::median_problem::{Decided, Problem};

/// 1 in fractions.
pub(super) const ONE: i64 = 1 << 20;

/// Directions are no longer than that, so that no sum of squares with people is too large.
pub(super) const ALONG_MAX: i64 = 1 << 34;

/// Of two, four ... prices a unit: as fine as sums allow, so that no sum of prices reaches 2^60.
pub(super) fn scale(problem: &Problem) -> i64 {
    let all: i64 = problem.without.iter().sum::<i64>() + problem.constant.abs() + 1;
    let mut scale = 1;
    while scale < 1 << 12 && all <= (1 << 59) / (2 * scale) {
        scale *= 2;
    }
    scale
}

/// A state of the search for prices.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) problem: Problem,
    scale: i64,
    /// The prices of the best bound.
    pub(super) prices: Vec<i64>,
    /// The best bound, in scaled units.
    pub(super) bound: i128,
    /// To what fraction each site is chosen, about.
    pub(super) chosen: Vec<i64>,
    /// The sites of the last trial.
    pub(super) picked: Vec<bool>,
    /// What the reduced costs of all bounds so far decide.
    pub(super) decided: Vec<Decided>,
    trial: Trial,
    /// Where the last steps went.
    along: Vec<i64>,
    /// The bound of the last step.
    last: i128,
    /// Share of the distance to the target that a step goes.
    factor: f64,
    /// How many steps were no better than the best.
    poor: u32,
}

/// Prices that are tried.
#[derive(Debug)]
struct Trial {
    prices: Vec<i64>,
    worth: Vec<i64>,
    order: Vec<(Reverse<i64>, u32)>,
    /// 1 less how often each point is served.
    slope: Vec<i64>,
}

impl Bound {
    /// Starts from prices, and values them. Bounds that reach `prune` are good enough.
    pub(super) fn new(problem: Problem, scale: i64, mut prices: Vec<i64>, prune: i128) -> Self {
        for (price, without) in prices.iter_mut().zip(&problem.without) {
            *price = (*price).clamp(0, without * scale);
        }
        let sites = problem.sites.len();
        let trial = Trial {
            prices: prices.clone(),
            worth: vec![0; sites],
            order: Vec::with_capacity(sites),
            slope: vec![ONE; problem.people.len()],
        };
        let along = vec![0; problem.people.len()];
        let mut state = Self {
            problem,
            scale,
            prices,
            bound: i128::MIN,
            chosen: Vec::new(),
            picked: vec![false; sites],
            decided: vec![Decided::Free; sites],
            trial,
            along,
            last: 0,
            factor: 1.0,
            poor: 0,
        };
        state.bound = state.value(prune);
        state.last = state.bound;
        state.chosen = state.picked.iter().map(|picked| if *picked { ONE } else { 0 }).collect();
        state
    }

    /// Goes on with the problem that is left by what is decided. `None` if more sites are open than are to be chosen.
    pub(super) fn shrink(self, prune: i128) -> Option<Self> {
        let (problem, points) = self.problem.decided(&self.decided)?;
        let of = |values: &[i64]| -> Vec<i64> {
            points.iter().map(|&point| values.get(point as usize).copied().unwrap_or_default()).collect()
        };
        let (prices, along) = (of(&self.prices), of(&self.along));
        let free = self.decided.iter().zip(&self.chosen).filter(|(decided, _)| **decided == Decided::Free);
        let chosen = free.map(|(_, chosen)| *chosen).collect();
        let state = Self::new(problem, self.scale, prices, prune);
        Some(Self { along, chosen, factor: self.factor, poor: self.poor, ..state })
    }

    /// The bound of the prices on trial, the sites that are picked by it, and how often each point is served.
    fn value(&mut self, prune: i128) -> i128 {
        let Self { problem, trial, picked, decided, scale, .. } = self;
        trial.worth.fill(0);
        let mut prices = 0_i64;
        for (point, &price) in problem.points().zip(&trial.prices) {
            prices += price;
            let unit = point.people * *scale;
            for &(site, cost) in point.pairs {
                let saved = price - unit * i64::from(cost);
                if saved <= 0 {
                    break;
                }
                if let Some(worth) = trial.worth.get_mut(site as usize) {
                    *worth += saved;
                }
            }
        }
        let constant = i128::from(problem.constant) * i128::from(*scale) + i128::from(prices);
        trial.order.clear();
        trial.order.extend(trial.worth.iter().map(|worth| Reverse(*worth)).zip(0..));
        picked.fill(false);
        let sum = pick(&mut trial.order, problem.choose, constant, picked);
        decide(&trial.order, problem.choose, sum, prune, decided);
        for ((point, price), slope) in problem.points().zip(&trial.prices).zip(&mut trial.slope) {
            let unit = point.people * *scale;
            *slope = ONE;
            for &(site, cost) in point.pairs {
                if *price <= unit * i64::from(cost) {
                    break;
                }
                if picked.get(site as usize).copied().unwrap_or_default() {
                    *slope -= ONE;
                }
            }
        }
        sum
    }

    /// One step towards better prices. `target` is what the bound may reach, `prune` what is good enough; both scaled.
    pub(super) fn step(&mut self, target: i128, prune: i128) {
        let Problem { people, without, .. } = &self.problem;
        let Trial { prices, slope, .. } = &mut self.trial;
        let mut square = 0_i128;
        for ((((along, slope), price), without), people) in
            self.along.iter_mut().zip(&*slope).zip(&*prices).zip(without).zip(people)
        {
            *along = (slope + *along / 10 * 7).clamp(-ALONG_MAX, ALONG_MAX);
            // A price that cannot change so does not make the others' steps shorter.
            if (*along < 0 || *price < without * self.scale) && (*along > 0 || *price > 0) {
                square += i128::from(*along) * i128::from(*along) * i128::from(*people);
            }
        }
        // In the price for each person all points go equally far.
        let unit = self.factor * (target - self.last).max(1) as f64 / square.max(1) as f64 * ONE as f64;
        for (((price, along), without), people) in prices.iter_mut().zip(&self.along).zip(without).zip(people)
        {
            let change = *along as f64 * *people as f64 * unit;
            *price = price.saturating_add(change as i64).clamp(0, without * self.scale);
        }
        self.last = self.value(prune);
        for (chosen, picked) in self.chosen.iter_mut().zip(&self.picked) {
            *chosen += (if *picked { ONE } else { 0 } - *chosen) / 16;
        }
        if self.last > self.bound {
            self.bound = self.last;
            self.prices.clone_from(&self.trial.prices);
            self.poor = 0;
        } else {
            self.poor += 1;
            if self.poor == 8 {
                self.poor = 0;
                self.factor *= 0.7;
            }
        }
    }
}

/// Picks the sites worth most, the first of several, and puts them first; returns what is left of the sum of prices.
pub(super) fn pick(
    order: &mut [(Reverse<i64>, u32)],
    choose: usize,
    prices: i128,
    picked: &mut [bool],
) -> i128 {
    if choose < order.len() {
        order.select_nth_unstable(choose);
    }
    let mut sum = prices;
    for (Reverse(worth), site) in order.iter().take(choose) {
        sum -= i128::from(*worth);
        if let Some(picked) = picked.get_mut(*site as usize) {
            *picked = true;
        }
    }
    sum
}

/// Decides sites by their reduced costs.
///
/// To pick another site costs at least the least worth of the picked instead of its own; not to pick one of the picked
/// leaves the greatest worth of the others instead. If the bound is good enough then, no better plan has it so.
pub(super) fn decide(
    order: &[(Reverse<i64>, u32)],
    choose: usize,
    bound: i128,
    prune: i128,
    decided: &mut [Decided],
) {
    let (best, rest) = order.split_at(choose.min(order.len()));
    let (least, most) = (best.iter().map(|of| of.0.0).min(), rest.iter().map(|of| of.0.0).max());
    let (Some(least), Some(most)) = (least, most) else { return };
    let others = rest.iter().map(|(worth, site)| (least - worth.0, site, Decided::Closed));
    for (more, site, decision) in
        best.iter().map(|(worth, site)| (worth.0 - most, site, Decided::Open)).chain(others)
    {
        if bound + i128::from(more) >= prune
            && let Some(decided) = decided.get_mut(*site as usize)
        {
            *decided = decision;
        }
    }
}
