//! The Lagrangian bound where sites have room for so many people.
//!
//! As without room (see `median_bound`), but a site is worth what it saves with the people it has room for, those first
//! who save most: a knapsack that may be filled with parts of demand points (Christofides and Beasley 1983). Prices are
//! for one person here.

use std::cmp::Reverse;

use super::median_bound::{ALONG_MAX, ONE, decide, pick};
use super::median_problem::Decided;
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
    /// The prices of the best bound.
    pub(super) prices: Vec<i64>,
    /// The best bound, in scaled units.
    pub(super) bound: i128,
    /// To what fraction each site is open, about.
    pub(super) chosen: Vec<i64>,
    /// The sites that are open in the last trial.
    pub(super) picked: Vec<bool>,
    /// What is known or follows from the reduced costs of all bounds so far.
    pub(super) decided: Vec<Decided>,
    tried: Vec<i64>,
    /// What each site is worth at the prices on trial.
    pub(super) worth: Vec<i64>,
    order: Vec<(Reverse<i64>, u32)>,
    /// By site what part of a demand point's people it takes, with what each of them saves.
    takes: Vec<Vec<(i64, u32)>>,
    slope: Vec<i64>,
    along: Vec<i64>,
    last: i128,
    factor: f64,
    poor: u32,
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
        let (sites, points) = (problem.sites.len(), problem.people.len());
        let mut state = Self {
            problem,
            scale,
            tried: prices.clone(),
            prices,
            bound: 0,
            chosen: Vec::new(),
            picked: vec![false; sites],
            decided,
            worth: vec![0; sites],
            order: Vec::with_capacity(sites),
            takes: vec![Vec::new(); sites],
            slope: vec![ONE; points],
            along: vec![0; points],
            last: 0,
            factor: 1.0,
            poor: 0,
        };
        state.bound = state.value(prune);
        state.last = state.bound;
        state.chosen = state.picked.iter().map(|picked| if *picked { ONE } else { 0 }).collect();
        state
    }

    /// How many sites are still to be chosen; `None` if too many are open.
    pub(super) fn left(&self) -> Option<usize> {
        let open = self.decided.iter().filter(|decided| **decided == Decided::Open).count();
        self.problem.choose.checked_sub(open)
    }

    fn value(&mut self, prune: i128) -> i128 {
        let people = &self.problem.people;
        self.takes.iter_mut().for_each(Vec::clear);
        let mut sum = 0_i128;
        for (((row, &price), &people), point) in
            self.problem.rows.iter().zip(&self.tried).zip(people).zip(0_u32..)
        {
            sum += i128::from(price) * i128::from(people);
            for &(site, cost) in row {
                let saved = price - self.scale * i64::from(cost);
                if saved > 0
                    && let Some(takes) = self.takes.get_mut(site as usize)
                {
                    takes.push((saved, point));
                }
            }
        }
        let sites = self.takes.iter_mut().zip(&self.problem.room).zip(&mut self.worth);
        for ((takes, &room), worth) in sites {
            *worth = fill(takes, room, people);
        }
        self.picked.fill(false);
        self.order.clear();
        for ((decided, &worth), site) in self.decided.iter().zip(&self.worth).zip(0_u32..) {
            match decided {
                Decided::Free => self.order.push((Reverse(worth), site)),
                Decided::Closed => {}
                Decided::Open => {
                    sum -= i128::from(worth);
                    if let Some(picked) = self.picked.get_mut(site as usize) {
                        *picked = true;
                    }
                }
            }
        }
        let choose = self.left().unwrap_or_default();
        let sum = pick(&mut self.order, choose, sum, &mut self.picked);
        decide(&self.order, choose, sum, prune, &mut self.decided);
        self.slope.fill(ONE);
        for ((takes, &room), _) in
            self.takes.iter().zip(&self.problem.room).zip(&self.picked).filter(|of| *of.1)
        {
            take(takes, room, people, &mut self.slope);
        }
        sum
    }

    /// One step towards better prices. `target` is what the bound may reach, `prune` what is good enough; both scaled.
    pub(super) fn step(&mut self, target: i128, prune: i128) {
        let most = self.problem.beyond * self.scale;
        let mut square = 0_i128;
        for (((along, slope), price), people) in
            self.along.iter_mut().zip(&self.slope).zip(&self.tried).zip(&self.problem.people)
        {
            *along = (slope + *along / 10 * 7).clamp(-ALONG_MAX, ALONG_MAX);
            if (*along < 0 || *price < most) && (*along > 0 || *price > 0) {
                square += i128::from(*along) * i128::from(*along) * i128::from(*people);
            }
        }
        let unit = self.factor * (target - self.last).max(1) as f64 / square.max(1) as f64 * ONE as f64;
        for (price, along) in self.tried.iter_mut().zip(&self.along) {
            *price = price.saturating_add((*along as f64 * unit) as i64).clamp(0, most);
        }
        self.last = self.value(prune);
        for (chosen, picked) in self.chosen.iter_mut().zip(&self.picked) {
            *chosen += (if *picked { ONE } else { 0 } - *chosen) / 16;
        }
        if self.last > self.bound {
            self.bound = self.last;
            self.prices.clone_from(&self.tried);
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

/// Takes what a site serves from the slope. Points that save equally much share the room that is left to them in
/// proportion, so that their order does not matter.
fn take(takes: &[(i64, u32)], room: u64, people: &[u64], slope: &mut [i64]) {
    let mut left = room;
    for equal in takes.chunk_by(|one, next| one.0 == next.0) {
        let all: u64 = equal.iter().filter_map(|of| people.get(of.1 as usize)).sum();
        let share = if all <= left { ONE } else { (u128::from(left) * ONE as u128 / u128::from(all)) as i64 };
        for of in equal {
            if let Some(slope) = slope.get_mut(of.1 as usize) {
                *slope -= share;
            }
        }
        left = left.saturating_sub(all);
        if left == 0 {
            break;
        }
    }
}
