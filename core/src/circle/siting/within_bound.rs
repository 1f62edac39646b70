//! The Lagrangian bound where sites have room for so many people.
//!
//! As without room (see `median_bound`), but a site is worth what it saves with the people it has room for, those first
//! who save most: a knapsack that may be filled with parts of demand points (Christofides and Beasley 1983). Prices are
//! for one person here.

use std::cmp::Reverse;

use super::ascent::{Ascent, Priced};
use super::limit::Rest;
use super::median_problem::Decided;
use super::picks::{ONE, Picks};
use super::within_problem::Within;

/// Of two, four ... prices a unit: as fine as sums allow.
pub(super) fn scale(problem: &Within) -> i64 {
    let all: u64 = problem.people.iter().sum::<u64>() + 1;
    let mut scale = 1;
    while scale < 1 << 12 && i128::from(all) * i128::from(problem.beyond) * 4 * i128::from(scale) <= 1 << 60 {
        scale *= 2;
    }
    scale
}

/// A state of the search for prices.
#[derive(Debug)]
pub(super) struct WithinBound<'a> {
    problem: &'a Within,
    scale: i64,
    pub(super) ascent: Ascent,
    pub(super) picks: Picks,
    /// By site what part of a demand point's people it takes, with what each of them saves.
    takes: Vec<Vec<(i64, u32)>>,
}

impl<'a> WithinBound<'a> {
    /// Starts from prices, and values them. Bounds that reach `prune` are good enough.
    pub(super) fn new(
        problem: &'a Within,
        scale: i64,
        mut prices: Vec<i64>,
        decided: Vec<Decided>,
        prune: i128,
    ) -> Self {
        for price in &mut prices {
            *price = (*price).clamp(0, problem.beyond * scale);
        }
        let takes = vec![Vec::new(); problem.sites.len()];
        let mut state =
            Self { problem, scale, ascent: Ascent::new(prices), picks: Picks::new(decided), takes };
        let bound = state.value(prune);
        state.ascent.start(bound);
        state
    }

    /// The best bound, in scaled units.
    pub(super) fn bound(&self) -> i128 {
        self.ascent.bound
    }

    /// What may still be chosen; `None` if too many are open, or they are too dear.
    pub(super) fn rest(&self) -> Option<Rest> {
        self.problem.rest(&self.picks.decided)
    }

    fn value(&mut self, prune: i128) -> i128 {
        let Self { problem, scale, ascent, picks, takes } = self;
        takes.iter_mut().for_each(Vec::clear);
        let mut sum = 0_i128;
        for (((row, &price), &people), point) in
            problem.rows.iter().zip(&ascent.tried).zip(&problem.people).zip(0_u32..)
        {
            sum += i128::from(price) * i128::from(people);
            for &(site, cost) in row {
                let saved = price - *scale * i64::from(cost);
                if saved > 0
                    && let Some(takes) = takes.get_mut(site as usize)
                {
                    takes.push((saved, point));
                }
            }
        }
        let sites = takes.iter_mut().zip(&problem.room).zip(&mut picks.worth);
        for ((takes, &room), worth) in sites {
            *worth = fill(takes, room, &problem.people);
        }
        // If too much is decided, what is picked does not matter: the search ends there.
        let rest = problem.rest(&picks.decided).unwrap_or(Rest { count: 0, money: 0 });
        let sum = picks.pick_further(&problem.limit, rest, sum, prune);
        picks.note();
        ascent.slope.fill(ONE);
        for ((takes, &room), &share) in takes.iter().zip(&problem.room).zip(&picks.share) {
            if share > 0 {
                take(takes, room, share, &problem.people, &mut ascent.slope);
            }
        }
        sum
    }

    /// One step towards better prices. `target` is what the bound may reach, `prune` what is good enough; both scaled.
    pub(super) fn step(&mut self, target: i128, prune: i128) {
        let most = self.problem.beyond * self.scale;
        let points = self.problem.people.iter();
        self.ascent.step(target, points.map(|&people| Priced { people: people as i64, most, per: 1 }));
        let value = self.value(prune);
        self.ascent.valued(value);
    }
}

/// Sorts what a site may take by what a person saves, and tells what it saves with the room it has.
fn fill(takes: &mut [(i64, u32)], room: u64, people: &[u64]) -> i64 {
    takes.sort_unstable_by_key(|&(saved, point)| (Reverse(saved), point));
    let (mut left, mut worth) = (room, 0);
    for &(saved, point) in &*takes {
        let count = people.get(point as usize).copied().unwrap_or_default().min(left);
        worth += saved * count as i64;
        left -= count;
        if left == 0 {
            break;
        }
    }
    worth
}

/// Takes what a site serves from the slope, if that share of it is picked. Points that save equally much share the room that is left to them in
/// proportion, so that their order does not matter.
fn take(takes: &[(i64, u32)], room: u64, picked: i64, people: &[u64], slope: &mut [i64]) {
    let mut left = room;
    for equal in takes.chunk_by(|one, next| one.0 == next.0) {
        let all: u64 = equal.iter().filter_map(|of| people.get(of.1 as usize)).sum();
        let share = if all <= left { ONE } else { (u128::from(left) * ONE as u128 / u128::from(all)) as i64 };
        for of in equal {
            if let Some(slope) = slope.get_mut(of.1 as usize) {
                *slope -= share * picked / ONE;
            }
        }
        left = left.saturating_sub(all);
        if left == 0 {
            break;
        }
    }
}
