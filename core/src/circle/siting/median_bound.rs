//! What no plan can better: the Lagrangian bound of the p-median problem.
//!
//! That each demand point has one site is priced instead of demanded (Cornuejols, Fisher and Nemhauser 1977; Beasley
//! 1993): with a price λ of each point, a site is worth what the points save that pay less there than their price, and
//! the bound is the sum of the prices less the worth of the sites worth most. Prices are whole numbers (of 1/[`scale`]
//! units), so that every bound is an inequality between whole numbers, and no rounding can make it wrong.
//!
//! Steps towards better prices are those of [`Ascent`]. Sums over demand points are of whole numbers: their order does not
//! matter.

use super::ascent::{Ascent, Priced, left};
use super::median_problem::{Decided, Problem};
use super::picks::{ONE, Picks};

/// Of two, four ... prices a unit: as fine as sums allow, so that no sum of prices reaches 2^60.
pub(super) fn scale(problem: &Problem) -> i64 {
    let all: i64 = problem.without.iter().sum::<i64>() + problem.constant.abs() + 1;
    let mut scale = 1;
    while scale < 1 << 12 && all <= (1 << 59) / (2 * scale) {
        scale *= 2;
    }
    scale
}

/// A state of the search for prices. They are those of all people of a demand point together.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) problem: Problem,
    scale: i64,
    pub(super) ascent: Ascent,
    pub(super) picks: Picks,
}

impl Bound {
    /// Starts from prices, and values them. Bounds that reach `prune` are good enough.
    pub(super) fn new(problem: Problem, scale: i64, mut prices: Vec<i64>, prune: i128) -> Self {
        for (price, without) in prices.iter_mut().zip(&problem.without) {
            *price = (*price).clamp(0, without * scale);
        }
        let picks = Picks::new(vec![Decided::Free; problem.sites.len()]);
        let mut state = Self { problem, scale, ascent: Ascent::new(prices), picks };
        let bound = state.value(prune);
        state.ascent.start(bound);
        state
    }

    /// The best bound, in scaled units.
    pub(super) fn bound(&self) -> i128 {
        self.ascent.bound
    }

    /// Goes on with the problem that is left by what is decided. `None` if no choice is left.
    pub(super) fn shrink(self, prune: i128) -> Option<Self> {
        let (problem, points) = self.problem.decided(&self.picks.decided)?;
        let kept = |site: &u32| problem.sites.binary_search(site).is_ok();
        let often = self.problem.sites.iter().zip(&self.picks.often).filter(|of| kept(of.0));
        let often = often.map(|of| *of.1).collect();
        let mut state = Self::new(problem, self.scale, left(&self.ascent.prices, &points), prune);
        state.ascent.go_on(&self.ascent, &points);
        state.picks.often = often;
        Some(state)
    }

    /// The bound of the prices on trial, the sites that are picked by it, and how often each point is served.
    fn value(&mut self, prune: i128) -> i128 {
        let Self { problem, scale, ascent, picks } = self;
        picks.worth.fill(0);
        let mut prices = 0_i64;
        for (point, &price) in problem.points().zip(&ascent.tried) {
            prices += price;
            let unit = point.people * *scale;
            for &(site, cost) in point.pairs {
                let saved = price - unit * i64::from(cost);
                if saved <= 0 {
                    break;
                }
                if let Some(worth) = picks.worth.get_mut(site as usize) {
                    *worth += saved;
                }
            }
        }
        let constant = i128::from(problem.constant) * i128::from(*scale) + i128::from(prices);
        let sum = picks.pick(&problem.limit, constant, prune);
        picks.note();
        for ((point, price), slope) in problem.points().zip(&ascent.tried).zip(&mut ascent.slope) {
            let unit = point.people * *scale;
            *slope = ONE;
            for &(site, cost) in point.pairs {
                if *price <= unit * i64::from(cost) {
                    break;
                }
                *slope -= picks.share.get(site as usize).copied().unwrap_or_default();
            }
        }
        sum
    }

    /// One step towards better prices. `target` is what the bound may reach, `prune` what is good enough; both scaled.
    pub(super) fn step(&mut self, target: i128, prune: i128) {
        let Self { problem, scale, ascent, .. } = self;
        let points = problem.people.iter().zip(&problem.without);
        ascent.step(
            target,
            points.map(|(&people, without)| Priced { people, most: without * *scale, per: people }),
        );
        let value = self.value(prune);
        self.ascent.valued(value);
    }
}
