//! The best plan, with proof: branch and bound over sites.
//!
//! Each node has a problem that is smaller by what is decided, and the prices of its parent to start from. The node of
//! the least bound comes first, so that what is proven grows when there is work for some nodes only.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::median_bound::{Bound, scale};
use super::median_problem::{Decided, Problem};
use super::median_swap::{greedy, interchange};
use super::picks::ONE;
use super::question::Effort;

/// The best plan that was found, and what is proven.
#[derive(Debug)]
pub(super) struct Found {
    /// The sites, by candidate, in ascending order.
    pub(super) sites: Vec<u32>,
    /// What the plan costs.
    pub(super) cost: i64,
    /// No plan costs less.
    pub(super) bound: i64,
    pub(super) steps: u64,
    pub(super) nodes: u64,
}

/// What is decided of the sites of the base, and prices of its demand points.
struct Node {
    path: Path,
    prices: Rc<Vec<i64>>,
}

/// What is decided.
#[derive(Debug, Clone, Default)]
struct Path {
    /// Of the sites of the base.
    decided: Vec<Decided>,
    /// The candidates that are open, those before the base included.
    open: Vec<u32>,
}

/// Steps at the root and at other nodes.
const ROOT_STEPS: u32 = 2000;
const NODE_STEPS: u32 = 150;

/// Best first.
struct Search<'a> {
    effort: &'a Effort,
    scale: i64,
    /// What the root leaves of the problem; nodes are made from it, so that they take little memory.
    base: Problem,
    best: Found,
    open: BTreeMap<(i128, Reverse<u64>), Node>,
    number: u64,
    /// The least bound of the nodes that are not looked at further.
    ended: i128,
    /// The bound of the whole problem before anything was decided.
    root: i128,
    /// Plans from which interchange has started.
    tried: BTreeSet<Vec<u32>>,
}

/// The best plan, as far as the work that is allowed suffices.
pub(super) fn search(problem: Problem, effort: &Effort) -> Found {
    let mut is_chosen = vec![false; problem.sites.len()];
    greedy(&problem, &mut is_chosen);
    let cost = interchange(&problem, &mut is_chosen);
    let prices = first_prices(&problem);
    let sites = candidates(&problem, &is_chosen, &[]);
    let mut search = Search {
        effort,
        scale: scale(&problem),
        base: Problem::default(),
        best: Found { sites, cost, bound: 0, steps: 0, nodes: 0 },
        open: BTreeMap::new(),
        number: 0,
        ended: i128::MAX,
        root: 0,
        tried: BTreeSet::new(),
    };
    search.start(problem, prices);
    while let Some(((bound, _), node)) = search.open.pop_first() {
        let is_spent = search.best.nodes >= effort.nodes_max || search.best.steps >= effort.steps_max;
        if bound >= search.prune() || is_spent {
            // The others have no lesser bounds.
            search.ended = search.ended.min(bound);
            break;
        }
        search.visit(bound, node);
    }
    // Sites were decided by what is good enough: no plan without those decisions has a lesser bound than that.
    let (bound, scale) = (search.ended.min(search.prune()).max(search.root), i128::from(search.scale));
    let mut found = search.best;
    found.bound =
        i64::try_from((bound + scale - 1).div_euclid(scale)).unwrap_or(found.cost).clamp(0, found.cost);
    found
}

/// Prices to start from: what a site costs that is as near as one would be if the sites were chosen evenly.
fn first_prices(problem: &Problem) -> Vec<i64> {
    let scale = scale(problem);
    let sites = problem.sites.len();
    let rank = sites / problem.limit.expected(sites).max(1);
    let price = |point: super::median_problem::Point<'_>| {
        let pair = point.pairs.get(rank.min(point.pairs.len().saturating_sub(1)));
        pair.map_or(point.without, |pair| point.people * i64::from(pair.1)) * scale
    };
    problem.points().map(price).collect()
}

fn candidates(problem: &Problem, is_chosen: &[bool], open: &[u32]) -> Vec<u32> {
    let chosen = problem.sites.iter().zip(is_chosen).filter(|(_, is)| **is).map(|(site, _)| *site);
    let mut sites: Vec<u32> = chosen.chain(open.iter().copied()).collect();
    sites.sort_unstable();
    sites
}

impl Search<'_> {
    /// A node of that bound need not be looked at: no plan in it is better by more than the gap that is good enough.
    fn prune(&self) -> i128 {
        let cost = i128::from(self.best.cost);
        let slack = (cost * i128::from(self.effort.gap_ppm) / 1_000_000).max(1);
        (cost - slack) * i128::from(self.scale) + 1
    }

    /// Takes a plan if it is better.
    fn offer(&mut self, problem: &Problem, is_chosen: &[bool], open: &[u32], cost: i64) {
        if cost < self.best.cost {
            self.best.cost = cost;
            self.best.sites = candidates(problem, is_chosen, open);
        }
    }

    /// Offers what interchange makes of the sites that the bound picks.
    ///
    /// They are too near to each other for a good plan, but a start from which interchange often ends better than from
    /// greedy.
    fn round(&mut self, problem: &Problem, picked: &[bool], open: &[u32]) {
        if self.tried.insert(candidates(problem, picked, open)) {
            let mut is_chosen = picked.to_vec();
            let cost = interchange(problem, &mut is_chosen);
            self.offer(problem, &is_chosen, open, cost);
        }
    }

    /// Bounds the whole problem, and makes what is left of it the base.
    fn start(&mut self, problem: Problem, prices: Vec<i64>) {
        self.best.nodes += 1;
        let state = Bound::new(problem, self.scale, prices, self.prune());
        let mut path = Path::default();
        match self.improve(state, &mut path, true) {
            Err(bound) => self.ended = bound,
            Ok(mut state) => {
                let names = state.problem.names.iter_mut();
                names.zip(0..).for_each(|(name, index)| *name = index);
                path.decided = vec![Decided::Free; state.problem.sites.len()];
                let (site, bound) = (least_decided(&state), state.bound());
                self.base = state.problem;
                self.branch(bound, site, &path, Rc::new(state.ascent.prices));
            }
        }
    }

    /// Bounds a node, and branches if that does not do.
    fn visit(&mut self, known: i128, node: Node) {
        self.best.nodes += 1;
        let Node { mut path, prices } = node;
        let Some((problem, _)) = self.base.decided(&path.decided) else { return };
        let of = |name: &u32| prices.get(*name as usize).copied().unwrap_or_default();
        let of_problem = problem.names.iter().map(of).collect();
        let state = Bound::new(problem, self.scale, of_problem, self.prune());
        match self.improve(state, &mut path, false) {
            Err(bound) => self.ended = self.ended.min(bound.max(known)),
            Ok(state) => {
                // Points without a site of use keep what they had: it counts no more.
                let mut prices = Rc::unwrap_or_clone(prices);
                for (name, price) in state.problem.names.iter().zip(&state.ascent.prices) {
                    if let Some(of) = prices.get_mut(*name as usize) {
                        *of = *price;
                    }
                }
                let site = self.base.sites.binary_search(
                    &state.problem.sites.get(least_decided(&state) as usize).copied().unwrap_or_default(),
                );
                let site = site.unwrap_or_default() as u32;
                self.branch(state.bound().max(known), site, &path, Rc::new(prices));
            }
        }
    }

    /// Two nodes, where a site of the base is closed or open.
    fn branch(&mut self, bound: i128, site: u32, path: &Path, prices: Rc<Vec<i64>>) {
        for decision in [Decided::Closed, Decided::Open] {
            let mut path = path.clone();
            if let Some(decided) = path.decided.get_mut(site as usize) {
                *decided = decision;
            }
            if decision == Decided::Open {
                path.open.extend(self.base.sites.get(site as usize));
            }
            self.number += 1;
            self.open.insert((bound, Reverse(self.number)), Node { path, prices: prices.clone() });
        }
    }

    /// Notes what bounds decide.
    fn note(&self, state: &Bound, path: &mut Path) {
        for (candidate, decision) in state.problem.sites.iter().zip(&state.picks.decided) {
            if *decision == Decided::Open {
                path.open.push(*candidate);
            }
            if *decision != Decided::Free
                && let Ok(site) = self.base.sites.binary_search(candidate)
                && let Some(decided) = path.decided.get_mut(site)
            {
                *decided = *decision;
            }
        }
    }

    /// The bound of a node that needs no branches; `None` if it is not known yet.
    fn end(&mut self, state: &Bound, open: &[u32]) -> Option<i128> {
        let problem = &state.problem;
        if let Some(is_open) = problem.settled() {
            let all = vec![is_open; problem.sites.len()];
            let cost = problem.cost(&all);
            // If fewer are left than asked for, it is no plan, but nothing here costs less.
            if !is_open || problem.limit.is_money() || problem.sites.len() == problem.limit.count {
                self.offer(problem, &all, open, cost);
            }
            return Some(i128::from(cost) * i128::from(self.scale));
        }
        (state.bound() >= self.prune()).then_some(state.bound())
    }

    /// Steps until more would not help, or to the bound that ends the node.
    fn improve(&mut self, mut state: Bound, path: &mut Path, is_root: bool) -> Result<Bound, i128> {
        let scale = i128::from(self.scale);
        let mut is_whole = is_root;
        let (mut before, mut count) = (state.bound(), 0_u32);
        let most = if is_root { ROOT_STEPS } else { NODE_STEPS };
        loop {
            if is_whole {
                self.root = self.root.max(state.bound());
            }
            if let Some(bound) = self.end(&state, &path.open) {
                return Err(bound);
            }
            let is_last = count >= most || self.best.steps >= self.effort.steps_max;
            let decided = state.picks.decided.iter().filter(|decided| **decided != Decided::Free).count();
            if decided > if is_last { 0 } else { state.problem.sites.len() / 10 } {
                self.note(&state, path);
                let prune = self.prune();
                // Where more sites would have to be open than may be, nothing is better.
                state = state.shrink(prune).ok_or(prune)?;
                is_whole = false;
                continue;
            }
            if is_last {
                break;
            }
            count += 1;
            self.best.steps += 1;
            let target =
                (i128::from(self.best.cost) * scale).max(state.bound() + state.bound().abs() / 10_000);
            state.step(target, self.prune());
            if count.is_multiple_of(if is_root { 20 } else { 10 }) {
                self.round(&state.problem, &state.picks.picked(), &path.open);
            }
            if count.is_multiple_of(if is_root { 100 } else { 30 }) {
                // Hardly nearer: better to branch.
                if (state.bound() - before) * 4 < self.prune() - state.bound() {
                    break;
                }
                before = state.bound();
            }
        }
        self.round(&state.problem, &state.picks.picked(), &path.open);
        self.end(&state, &path.open).map_or(Ok(state), Err)
    }
}

/// The site that is nearest to being undecided: rather more open than not.
fn least_decided(state: &Bound) -> u32 {
    let undecided = |(chosen, site): &(&i64, u32)| ((**chosen - ONE / 5 * 3).abs(), *site);
    state.picks.often.iter().zip(0..).min_by_key(undecided).map_or(0, |(_, site)| site)
}
