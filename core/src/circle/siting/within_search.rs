//! The best plan where sites have room for so many people, by branch and bound over sites.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::median_problem::Decided;
use super::picks::ONE;
use super::question::Effort;
use super::within_bound::{WithinBound, scale};
use super::within_problem::Within;

/// Steps at the root and at other nodes, and how many further sites are tried for a chosen one.
const ROOT_STEPS: u32 = 600;
const NODE_STEPS: u32 = 120;
const TRIALS: usize = 24;

/// The best plan that was found, and what is proven.
#[derive(Debug)]
pub(super) struct FoundWithin {
    pub(super) is_open: Vec<bool>,
    pub(super) cost: i64,
    /// No plan costs less.
    pub(super) bound: i64,
    pub(super) steps: u64,
    pub(super) nodes: u64,
}

/// What is decided, and the prices of the parent.
type Node = (Vec<Decided>, Rc<Vec<i64>>);

struct Search<'a> {
    problem: &'a Within,
    effort: &'a Effort,
    scale: i64,
    best: FoundWithin,
    /// Nodes by bound, the latest of equal ones first.
    open: BTreeMap<(i128, Reverse<u64>), Node>,
    number: u64,
    ended: i128,
    tried: BTreeSet<Vec<bool>>,
}

/// The best plan, as far as the work that is allowed suffices.
pub(super) fn search_within(problem: &Within, effort: &Effort) -> FoundWithin {
    let scale = scale(problem);
    let prices = first_prices(problem, scale);
    let first = WithinBound::new(problem, scale, prices.clone(), problem.decided.clone(), i128::MAX);
    let is_open = greedy(problem);
    let best = FoundWithin { cost: problem.cost(&is_open), is_open, bound: 0, steps: 0, nodes: 0 };
    let mut search = Search {
        problem,
        effort,
        scale,
        best,
        open: BTreeMap::new(),
        number: 0,
        ended: i128::MAX,
        tried: BTreeSet::new(),
    };
    search.exchange(&first, search.best.is_open.clone());
    search.exchange(&first, first.picks.picked());
    search.open.insert((0, Reverse(0)), (problem.decided.clone(), Rc::new(prices)));
    while let Some(((bound, number), (decided, prices))) = search.open.pop_first() {
        let is_spent = search.best.nodes >= effort.nodes_max || search.is_spent();
        if bound >= search.prune() || (is_spent && search.best.nodes > 0) {
            search.ended = search.ended.min(bound);
            break;
        }
        search.visit(bound, decided, &prices, number.0 == 0);
    }
    let (bound, scale) = (search.ended.min(search.prune()), i128::from(scale));
    let mut found = search.best;
    found.bound =
        i64::try_from((bound + scale - 1).div_euclid(scale)).unwrap_or(found.cost).clamp(0, found.cost);
    found
}

/// What a site costs that is as near as one would be if sites were chosen evenly.
fn first_prices(problem: &Within, scale: i64) -> Vec<i64> {
    let sites = problem.sites.len();
    let rank = sites / problem.limit.expected(sites).max(1);
    let price = |row: &Vec<(u32, u32)>| {
        let mut costs: Vec<u32> = row.iter().map(|pair| pair.1).collect();
        costs.sort_unstable();
        // Rather more than nothing, where sites cost nothing.
        let twice = costs.get(rank).map_or(problem.beyond, |cost| i64::from(*cost)) * 2 + 1;
        twice.min(2 * problem.beyond) * scale / 2
    };
    problem.rows.iter().map(price).collect()
}

/// Adds the site that saves most with the people who have no place yet, or most for its cost, the first of several.
fn greedy(problem: &Within) -> Vec<bool> {
    let limit = &problem.limit;
    let mut is_open = vec![false; problem.sites.len()];
    let mut left = problem.people.clone();
    let mut near: Vec<Vec<(u32, u32)>> = vec![Vec::new(); problem.sites.len()];
    for (row, point) in problem.rows.iter().zip(0..) {
        for &(site, cost) in row {
            near.get_mut(site as usize).into_iter().for_each(|near| near.push((cost, point)));
        }
    }
    near.iter_mut().for_each(|near| near.sort_unstable());
    let saves = |site: usize, left: &mut [u64], is_taken: bool| -> i64 {
        let (mut room, mut saved) = (problem.room.get(site).copied().unwrap_or_default(), 0);
        let near = near.get(site).map_or(&[][..], Vec::as_slice);
        for equal in near.chunk_by(|one, next| one.0 == next.0) {
            let all: u64 = equal.iter().filter_map(|of| left.get(of.1 as usize)).sum();
            let count = all.min(room);
            let cost = equal.first().map_or(0, |of| i64::from(of.0));
            saved += count as i64 * (problem.beyond - cost);
            room -= count;
            // Points of equal cost share what room there is, so that their order does not matter.
            for of in equal.iter().filter(|_| is_taken && count > 0) {
                if let Some(left) = left.get_mut(of.1 as usize) {
                    *left -= (u128::from(*left) * u128::from(count) / u128::from(all)) as u64;
                }
            }
        }
        saved
    };
    let given = (0_usize..).zip(&problem.decided).filter(|of| *of.1 == Decided::Open).map(|of| of.0);
    for site in given {
        saves(site, &mut left, true);
        is_open.get_mut(site).into_iter().for_each(|is| *is = true);
    }
    while let Some(rest) = problem.limit.rest(opened(&is_open)) {
        let may_open = |site: &usize| {
            is_open.get(*site) == Some(&false)
                && problem.decided.get(*site) == Some(&Decided::Free)
                && limit.fits(*site, rest)
        };
        let free = (0..is_open.len()).filter(may_open).map(|site| (saves(site, &mut left, false), site));
        let free = free.filter(|(saves, _)| *saves > 0 || !limit.is_money());
        let best = free.max_by(|one, other| limit.saves_more(*one, *other));
        let Some((_, site)) = best else { break };
        saves(site, &mut left, true);
        is_open.get_mut(site).into_iter().for_each(|is| *is = true);
    }
    is_open
}

/// The open sites.
fn opened(is_open: &[bool]) -> impl Iterator<Item = usize> {
    (0..).zip(is_open).filter(|of| *of.1).map(|of| of.0)
}

impl Search<'_> {
    /// A node of that bound need not be looked at: no plan in it is better by more than the gap that is good enough.
    fn prune(&self) -> i128 {
        let cost = i128::from(self.best.cost);
        let slack = (cost * i128::from(self.effort.gap_ppm) / 1_000_000).max(1);
        (cost - slack) * i128::from(self.scale) + 1
    }

    /// Whether no steps are left.
    fn is_spent(&self) -> bool {
        self.best.steps >= self.effort.steps_max
    }

    /// What a choice costs, for a step; taken if it is better. `None` if it was tried before, or no step is left.
    fn try_out(&mut self, is_open: &[bool]) -> Option<i64> {
        if self.is_spent() {
            return None;
        }
        let cost = self.offer(is_open)?;
        self.best.steps += 1;
        Some(cost)
    }

    /// What a choice costs; taken if it is better. `None` if it was tried before.
    fn offer(&mut self, is_open: &[bool]) -> Option<i64> {
        if !self.tried.insert(is_open.to_vec()) {
            return None;
        }
        let cost = self.problem.cost(is_open);
        if cost < self.best.cost {
            self.best.cost = cost;
            self.best.is_open = is_open.to_vec();
        }
        Some(cost)
    }

    /// Exchanges sites for those that are worth most at the prices, as long as that saves.
    fn exchange(&mut self, state: &WithinBound<'_>, mut open: Vec<bool>) {
        if self.is_spent() {
            return;
        }
        let mut before = self.try_out(&open).unwrap_or_else(|| self.problem.cost(&open));
        let mut by_worth: Vec<(Reverse<i64>, usize)> =
            state.picks.worth.iter().copied().map(Reverse).zip(0..).collect();
        by_worth.sort_unstable();
        let is_free = |site: usize| self.problem.decided.get(site) == Some(&Decided::Free);
        let by_worth: Vec<usize> =
            by_worth.into_iter().map(|of| of.1).filter(|site| is_free(*site)).collect();
        let limit = &self.problem.limit;
        while let Some(rest) = limit.rest(opened(&open)) {
            let is_in = |site: &usize| open.get(*site) == Some(&true);
            // What money is left may buy a further site; else one goes for another.
            let further = limit.is_money().then_some(None);
            let goes = further.into_iter().chain(by_worth.iter().rev().copied().filter(is_in).map(Some));
            let goes: Vec<Option<usize>> = goes.collect();
            let comes: Vec<usize> =
                by_worth.iter().copied().filter(|site| !is_in(site)).take(TRIALS).collect();
            let pairs = goes.iter().flat_map(|out| comes.iter().map(move |site| (*out, *site)));
            let can_be_paid = |(out, site): &(Option<usize>, usize)| match out {
                Some(out) => limit.fits_for(*site, *out, rest),
                None => limit.fits(*site, rest),
            };
            let better = pairs.filter(can_be_paid).find_map(|(out, site)| {
                let mut is_open = open.clone();
                for (site, is) in out.map(|out| (out, false)).into_iter().chain([(site, true)]) {
                    if let Some(of) = is_open.get_mut(site) {
                        *of = is;
                    }
                }
                let cost = self.try_out(&is_open)?;
                (cost < before).then_some((cost, is_open))
            });
            let Some((cost, is_open)) = better else { return };
            (before, open) = (cost, is_open);
        }
    }

    /// Bounds a node, and branches if that does not do.
    fn visit(&mut self, known: i128, decided: Vec<Decided>, prices: &[i64], is_root: bool) {
        self.best.nodes += 1;
        let scale = i128::from(self.scale);
        let most = if is_root { ROOT_STEPS } else { NODE_STEPS };
        let mut state = WithinBound::new(self.problem, self.scale, prices.to_vec(), decided, self.prune());
        let (mut before, mut count) = (state.bound(), 0);
        loop {
            if let Some(bound) = self.end(&state) {
                self.ended = self.ended.min(bound.max(known));
                return;
            }
            if count >= most || self.is_spent() {
                break;
            }
            count += 1;
            self.best.steps += 1;
            let target =
                (i128::from(self.best.cost) * scale).max(state.bound() + state.bound().abs() / 10_000);
            state.step(target, self.prune());
            if count.is_multiple_of(if is_root { 10 } else { 30 }) {
                let (cost, picked) = (self.best.cost, state.picks.picked());
                self.try_out(&picked);
                if self.best.cost < cost || (is_root && count.is_multiple_of(50)) {
                    self.exchange(&state, picked);
                }
            }
            if count.is_multiple_of(if is_root { 100 } else { 30 }) {
                if (state.bound() - before) * 4 < self.prune() - state.bound() {
                    break;
                }
                before = state.bound();
            }
        }
        if is_root {
            self.exchange(&state, state.picks.picked());
        }
        let free =
            (0_u32..).zip(&state.picks.decided).zip(&state.picks.often).filter(|of| *of.0.1 == Decided::Free);
        let site = free.min_by_key(|((site, _), chosen)| ((**chosen - ONE / 5 * 3).abs(), *site));
        let Some(((site, _), _)) = site else { return };
        let (bound, prices) = (state.bound().max(known), Rc::new(state.ascent.prices));
        for decision in [Decided::Closed, Decided::Open] {
            let mut decided = state.picks.decided.clone();
            if let Some(of) = decided.get_mut(site as usize) {
                *of = decision;
            }
            self.number += 1;
            self.open.insert((bound, Reverse(self.number)), (decided, prices.clone()));
        }
    }

    /// The bound of a node that needs no branches; `None` if it is not known yet.
    fn end(&mut self, state: &WithinBound<'_>) -> Option<i128> {
        let prune = self.prune();
        // Too many are open, or too dear: nothing here is better.
        let Some(rest) = state.rest() else { return Some(prune) };
        let limit = &self.problem.limit;
        let decided = || (0..).zip(&state.picks.decided);
        let is_free = |of: &(usize, &Decided)| *of.1 == Decided::Free && limit.fits(of.0, rest);
        let free = || decided().filter(is_free).map(|of| of.0);
        if !limit.is_money() && free().count() < rest.count {
            return Some(prune.max(state.bound()));
        }
        if let Some(is_all) = limit.settled(rest, free()) {
            let mut is_open: Vec<bool> = decided().map(|of| *of.1 == Decided::Open).collect();
            for site in free().filter(|_| is_all) {
                is_open.get_mut(site).into_iter().for_each(|is| *is = true);
            }
            let cost = self.offer(&is_open).unwrap_or_else(|| self.problem.cost(&is_open));
            return Some(i128::from(cost) * i128::from(self.scale));
        }
        (state.bound() >= prune).then_some(state.bound())
    }
}
