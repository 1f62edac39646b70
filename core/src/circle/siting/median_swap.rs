//! Good plans quickly: greedy, then interchange.
//!
//! Greedy after Kuehn and Hamburger (1963). Interchange after Teitz and Bart (1968), where the values of all exchanges
//! are kept, after Whitaker (1983) and Resende and Werneck (2004): an exchange saves gain(in) - loss(out) +
//! extra(out, in), and only the demand points whose nearest two sites change are counted anew.

use std::cmp::Reverse;

use super::limit::Rest;
use super::median_problem::{Point, Problem};

/// No site.
const NONE: u32 = u32::MAX;

/// Adds the site that saves most, or most for its cost, the first of several, until there are enough, or no further one
/// that can be paid saves anything.
pub(super) fn greedy(problem: &Problem, is_chosen: &mut [bool]) {
    let limit = &problem.limit;
    let Some(mut rest) = rest(problem, is_chosen) else { return };
    // What each site saves; kept up to date for the points whose cost changes.
    let mut saves = vec![0_i64; problem.sites.len()];
    let is_in = |pair: &&(u32, u32)| is_chosen.get(pair.0 as usize).copied().unwrap_or_default();
    let cost = |point: Point<'_>| {
        let nearest = point.pairs.iter().find(is_in);
        nearest.map_or(point.without, |pair| point.people * i64::from(pair.1))
    };
    let mut costs: Vec<i64> = problem.points().map(cost).collect();
    let note = |saves: &mut [i64], point: &Point<'_>, cost: i64, sign: i64| {
        for &(site, pair_cost) in point.pairs {
            let saved = cost - point.people * i64::from(pair_cost);
            if saved <= 0 {
                break;
            }
            if let Some(saves) = saves.get_mut(site as usize) {
                *saves += sign * saved;
            }
        }
    };
    for (point, &cost) in problem.points().zip(&costs) {
        note(&mut saves, &point, cost, 1);
    }
    loop {
        let open = saves.iter().zip(&*is_chosen).zip(0_usize..).filter(|((saves, is), site)| {
            !**is && limit.fits(*site, rest) && (**saves > 0 || !limit.is_money())
        });
        let open = open.map(|((saves, _), site)| (*saves, site));
        let Some((_, best)) = open.max_by(|one, other| limit.saves_more(*one, *other)) else { return };
        if let Some(is) = is_chosen.get_mut(best) {
            *is = true;
        }
        rest = Rest { count: rest.count - 1, money: rest.money - limit.cost(best) };
        for (point, cost) in problem.points().zip(&mut costs) {
            let pair = point
                .pairs
                .iter()
                .find(|pair| pair.0 as usize == best || point.people * i64::from(pair.1) >= *cost);
            if let Some(&(site, pair_cost)) = pair
                && site as usize == best
                && point.people * i64::from(pair_cost) < *cost
            {
                note(&mut saves, &point, *cost, -1);
                *cost = point.people * i64::from(pair_cost);
                note(&mut saves, &point, *cost, 1);
            }
        }
    }
}

/// What is left of the limit beside chosen sites; `None` if they are too many or too dear.
fn rest(problem: &Problem, is_chosen: &[bool]) -> Option<Rest> {
    problem.limit.rest((0..).zip(is_chosen).filter(|(_, is)| **is).map(|(site, _)| site))
}

/// Values of all exchanges are not kept for more than so many (512 MiB).
const VALUES_MAX: usize = 1 << 26;

/// Exchanges a chosen site for another as long as one saves, the best first; returns what the plan costs then. Where sites
/// are paid for, what money is left buys further ones before and after.
///
/// Where sites to choose × candidates are more than 2^26, nothing is exchanged.
pub(super) fn interchange(problem: &Problem, is_chosen: &mut [bool]) -> i64 {
    loop {
        if problem.limit.is_money() {
            greedy(problem, is_chosen);
        }
        if !exchange(problem, is_chosen) || !problem.limit.is_money() {
            return problem.cost(is_chosen);
        }
    }
}

/// Exchanges as long as that saves; tells whether anything was exchanged.
fn exchange(problem: &Problem, is_chosen: &mut [bool]) -> bool {
    let chosen = is_chosen.iter().filter(|is| **is).count();
    let is_small = chosen.checked_mul(problem.sites.len()).is_some_and(|values| values <= VALUES_MAX);
    let Some(rest) = rest(problem, is_chosen).filter(|_| is_small) else { return false };
    let mut exchange = Exchange::new(problem, is_chosen, rest);
    let mut is_better = false;
    while let Some((site, slot)) = exchange.best(problem) {
        exchange.carry_out(problem, site, slot);
        is_better = true;
    }
    for (slot, is) in exchange.slot_of.iter().zip(&mut *is_chosen) {
        *is = *slot != NONE;
    }
    is_better
}

/// The nearest two of the chosen sites of a demand point, by slot.
#[derive(Debug, Clone, Copy)]
struct Nearest {
    slot: u32,
    cost: i64,
    next_slot: u32,
    next_cost: i64,
}

/// What exchanges save, kept up to date.
struct Exchange {
    /// What each site would save beside the chosen.
    gain: Vec<i64>,
    /// By slot: what it would cost to close its site.
    loss: Vec<i64>,
    /// By slot and site: what of both is counted twice.
    extra: Vec<i64>,
    site_of: Vec<u32>,
    slot_of: Vec<u32>,
    nearest: Vec<Nearest>,
    rest: Rest,
}

impl Exchange {
    fn new(problem: &Problem, is_chosen: &[bool], rest: Rest) -> Self {
        let sites = problem.sites.len();
        let site_of: Vec<u32> = (0..).zip(is_chosen).filter(|(_, is)| **is).map(|(site, _)| site).collect();
        let mut slot_of = vec![NONE; sites];
        for (&site, slot) in site_of.iter().zip(0..) {
            if let Some(of) = slot_of.get_mut(site as usize) {
                *of = slot;
            }
        }
        let (loss, extra) = (vec![0; site_of.len()], vec![0; site_of.len() * sites]);
        let (gain, nearest) = (vec![0; sites], Vec::new());
        let mut state = Self { gain, loss, extra, site_of, slot_of, nearest, rest };
        for point in problem.points() {
            let near = state.nearest(&point);
            state.count(&point, near, 1);
            state.nearest.push(near);
        }
        state
    }

    fn nearest(&self, point: &Point<'_>) -> Nearest {
        let slot = |pair: &(u32, u32)| match self.slot_of.get(pair.0 as usize) {
            Some(&slot) if slot != NONE => Some((slot, point.people * i64::from(pair.1))),
            _ => None,
        };
        let mut chosen = point.pairs.iter().filter_map(slot);
        let (slot, cost) = chosen.next().unwrap_or((NONE, point.without));
        let (next_slot, next_cost) = chosen.next().unwrap_or((NONE, point.without));
        Nearest { slot, cost, next_slot, next_cost }
    }

    /// Counts what a point adds to the values of exchanges, or takes it away.
    fn count(&mut self, point: &Point<'_>, near: Nearest, sign: i64) {
        let sites = self.gain.len();
        if let Some(loss) = self.loss.get_mut(near.slot as usize) {
            *loss += sign * (near.next_cost - near.cost);
        }
        // Who has no chosen site has no row; where `usize` has 32 bits, its place would not be a number.
        let mut extra = match near.slot {
            NONE => None,
            slot => self.extra.get_mut(slot as usize * sites..(slot as usize + 1) * sites),
        };
        for &(site, cost) in point.pairs {
            let cost = point.people * i64::from(cost);
            if cost >= near.next_cost {
                break;
            }
            if cost < near.cost
                && let Some(gain) = self.gain.get_mut(site as usize)
            {
                *gain += sign * (near.cost - cost);
            }
            if let Some(extra) = extra.as_mut().and_then(|row| row.get_mut(site as usize)) {
                *extra += sign * (near.next_cost - cost.max(near.cost));
            }
        }
    }

    /// The exchange that saves most of those that can be paid: the site that comes and the slot of the one that goes. Of
    /// several, the first site that comes, then the first that goes.
    fn best(&self, problem: &Problem) -> Option<(u32, u32)> {
        let can_be_paid =
            |site: u32, out: u32| problem.limit.fits_for(site as usize, out as usize, self.rest);
        let mut best = (0, Reverse((NONE, NONE)), 0);
        let slots = self.extra.chunks_exact(self.gain.len().max(1)).zip(&self.loss).zip(&self.site_of);
        for (((extra, loss), &out), slot) in slots.zip(0..) {
            for (((extra, gain), of), site) in extra.iter().zip(&self.gain).zip(&self.slot_of).zip(0..) {
                let saved = gain - loss + extra;
                if saved > 0 && saved >= best.0 && *of == NONE && can_be_paid(site, out) {
                    best = best.max((saved, Reverse((site, out)), slot));
                }
            }
        }
        let (saved, Reverse((site, _)), slot) = best;
        (saved > 0).then_some((site, slot))
    }

    /// Exchanges, and counts anew the points whose nearest two change.
    fn carry_out(&mut self, problem: &Problem, site: u32, slot: u32) {
        if let Some(of) = self.site_of.get_mut(slot as usize) {
            let out = std::mem::replace(of, site);
            let cost = |site: u32| problem.limit.cost(site as usize);
            self.rest.money = (self.rest.money + cost(out)).saturating_sub(cost(site));
            for (site, slot) in [(out, NONE), (site, slot)] {
                if let Some(of) = self.slot_of.get_mut(site as usize) {
                    *of = slot;
                }
            }
        }
        let mut nearest = std::mem::take(&mut self.nearest);
        for (point, near) in problem.points().zip(&mut nearest) {
            let is_changed = near.slot == slot || near.next_slot == slot || {
                let before =
                    point.pairs.iter().take_while(|pair| point.people * i64::from(pair.1) < near.next_cost);
                before.into_iter().any(|pair| pair.0 == site)
            };
            if is_changed {
                self.count(&point, *near, -1);
                *near = self.nearest(&point);
                self.count(&point, *near, 1);
            }
        }
        self.nearest = nearest;
    }
}
