//! The best plan of covering: branch and bound over candidates, best bound first (Land and Doig 1960).
//!
//! At each node prices are improved from those of the node before; candidates whose other fate the prices forbid are
//! settled, and the problem is made smaller (Beasley 1993 for the manner).

use super::cover_nodes::{Nodes, smaller};
use super::cover_prices::{Prices, Search};
use super::cover_problem::{Fate, Money, Problem};
use super::cover_proof::Proof;
use super::cover_swap::{Plan, good_plan};
use super::cover_table::at;
use super::cover_weights::Weights;
use super::question::Effort;

/// Before anything is branched, better plans are looked for so often at most, each time with the work of the prices.
const SHAKES_MAX: u32 = 8;

/// What came of a search.
#[derive(Debug, Clone, Default)]
pub(super) struct Best {
    /// The names of who is chosen, ascending.
    pub(super) names: Vec<u32>,
    pub(super) value: i64,
    /// No plan is worth more.
    pub(super) bound: i64,
    pub(super) steps: u64,
    pub(super) nodes: u64,
}

/// What is looked for.
pub(super) struct Aim<'a> {
    pub(super) effort: Effort,
    /// What a plan is worth by the names of all that are chosen; none if it is no plan. Never more than the problem says.
    pub(super) worth: &'a dyn Fn(&[u32]) -> Option<i64>,
    /// Worth that the gap is not measured against.
    pub(super) base: i64,
    /// Only a plan worth more than this is looked for, and any such one is enough.
    pub(super) above: Option<i64>,
}

struct Tree<'a> {
    aim: &'a Aim<'a>,
    best: Best,
    /// Second sites are worth nothing.
    single: bool,
    /// Those that are open.
    nodes: Nodes,
    /// How much was looked at for prices, and for better plans.
    work: u64,
    plan_work: u64,
    seed: u64,
}

/// What is worth most. `from` holds names of a plan to begin with, or none.
pub(super) fn best_plan(problem: &Problem, aim: &Aim<'_>, from: &[u32]) -> Best {
    let single = problem.worth.iter().all(|worth| worth[1] == 0);
    let (root, _) = problem.settled(&vec![Fate::Open; problem.names.len()], &[], single);
    let best = Best { names: Vec::new(), value: i64::MIN, bound: i64::MAX, steps: 0, nodes: 0 };
    let mut tree = Tree { aim, best, single, nodes: Nodes::default(), work: 0, plan_work: 0, seed: 0 };
    if !from.is_empty() {
        let mut given = from.to_vec();
        given.sort_unstable();
        tree.offer(given);
        let place = |name| root.names.binary_search(name).ok().map(|place| place as u32);
        let order: Vec<u32> = from.iter().filter_map(place).collect();
        let mut plan = Plan::new(&root);
        plan.fill_in_order(&order);
        plan.swap(false);
        tree.offer(plan.names());
    }
    tree.offer(good_plan(&root).names());
    tree.grow(root);
    tree.best
}

impl Tree<'_> {
    /// Plans must be worth more than this to be looked for.
    fn cut(&self) -> i64 {
        let value = self.best.value;
        let slack =
            i128::from(value.abs_diff(self.aim.base)) * i128::from(self.aim.effort.gap_ppm) / 1_000_000;
        let slack = if value == i64::MIN { 0 } else { i64::try_from(slack).unwrap_or(i64::MAX) };
        value.saturating_add(slack).max(self.aim.above.unwrap_or(i64::MIN))
    }

    fn grow(&mut self, root: Problem) {
        let mut limit = self.visit(root, Prices::default(), i64::MAX);
        while let Some(bound) = self.nodes.bound() {
            // No other is more than that.
            if bound <= self.cut() || self.is_enough() {
                break;
            }
            limit = limit.min(bound);
            if self.best.nodes >= self.aim.effort.nodes_max || self.steps_left() == 0 || self.nodes.is_full()
            {
                self.best.bound = limit.max(self.best.value);
                return;
            }
            if let Some((bound, problem, prices)) = self.nodes.pop(self.single) {
                self.visit(problem, prices, bound);
                self.shake_base();
            }
        }
        self.best.bound = if self.is_enough() { limit } else { limit.min(self.cut()) }.max(self.best.value);
    }

    /// Looks for better plans of the whole problem, whenever prices have taken a quarter more work than that; then as much
    /// work is done.
    fn shake_base(&mut self) {
        let work_max = self.work.saturating_sub(self.plan_work);
        if work_max > self.plan_work / 4 {
            let nodes = std::mem::take(&mut self.nodes);
            self.shake(nodes.base(), work_max);
            self.nodes = nodes;
        }
    }

    fn steps_left(&self) -> u64 {
        self.aim.effort.steps_max.saturating_sub(self.best.steps)
    }

    fn is_enough(&self) -> bool {
        self.aim.above.is_some_and(|above| self.best.value > above)
    }

    /// Bounds a problem and, if it may hold a better plan, leaves two smaller ones open. Says its bound.
    fn visit(&mut self, mut problem: Problem, mut prices: Prices, above: i64) -> i64 {
        self.best.nodes += 1;
        let root = self.best.nodes == 1;
        let mut bound = above;
        let mut is_shaken = !root;
        loop {
            if problem.names.is_empty() || problem.money == Money::Within(0) {
                self.offer(Plan::new(&problem).names());
                return bound.min(problem.gained);
            }
            let (proof_bound, fate, found) = self.improve(&problem, &prices, root);
            bound = bound.min(proof_bound);
            if bound <= self.cut() {
                return bound;
            }
            if !is_affordable(&problem, &fate) {
                // Whoever must be in any better plan is too dear together: there is none.
                return bound.min(self.cut());
            }
            let open = fate.iter().filter(|fate| **fate == Fate::Open).count();
            let settled = fate.len() - open;
            prices = found;
            if settled == 0 {
                if !std::mem::replace(&mut is_shaken, true) && self.shake_well(&problem) {
                    continue;
                }
                break;
            }
            (problem, prices) = smaller(&problem, &fate, &prices, self.single);
            if is_shaken
                && settled * 8 < fate.len()
                && !problem.names.is_empty()
                && problem.money != Money::Within(0)
            {
                break;
            }
        }
        let Some(candidate) = branch(&problem, &prices) else { return bound };
        if root {
            self.nodes = Nodes::new(problem.clone(), prices.clone());
        }
        self.nodes.push(bound, &problem, &prices, candidate);
        bound
    }

    /// Improves prices until the problem is closed, or it is clear that they cannot.
    fn improve(&mut self, problem: &Problem, from: &Prices, root: bool) -> (i64, Vec<Fate>, Prices) {
        let mut fate = vec![Fate::Open; problem.names.len()];
        let mut search = Search::new(problem, from);
        let (mut bound, mut least) = (i64::MAX, f64::INFINITY);
        let mut prices = from.clone();
        let rounds = if root { 200 } else { 40 };
        for round in 0..rounds {
            let steps = self.steps_left().saturating_sub(search.steps).min(10) as u32;
            if steps == 0 {
                break;
            }
            let (upper, lower) = search.run(steps);
            let cut = self.cut();
            if upper < least {
                least = upper;
                prices = search.prices();
                if root && round % 5 == 4 || upper < (cut + 1) as f64 {
                    let proof = Proof::new(problem, &prices.price);
                    bound = bound.min(proof.bound);
                    proof.settle(problem, cut, &mut fate);
                    if bound <= cut {
                        break;
                    }
                }
            }
            if root && round % 10 == 9 {
                self.round_off(problem, &prices);
            }
            // What is left of the gap cannot close it.
            let hope = (least - lower) / (least - cut as f64).max(1e-9);
            if lower > (cut + 1) as f64 && hope < if root { 0.01 } else { 0.4 } {
                break;
            }
        }
        let proof = Proof::new(problem, &prices.price);
        bound = bound.min(proof.bound);
        self.best.steps += search.steps;
        self.work += search.steps * 2 * problem.by_group.pairs() as u64;
        self.round_off(problem, &prices);
        proof.settle(problem, self.cut(), &mut fate);
        (bound, fate, prices)
    }

    /// Makes a plan of shares.
    fn round_off(&mut self, problem: &Problem, prices: &Prices) {
        let mut order: Vec<u32> = (0..problem.candidates()).collect();
        order.sort_by(|&one, &other| {
            at(&prices.share, other).total_cmp(&at(&prices.share, one)).then(one.cmp(&other))
        });
        let mut plan = Plan::new(problem);
        plan.fill_in_order(&order);
        plan.swap(false);
        self.offer(plan.names());
    }

    /// Looks for better plans near the best, and again as long as one was found and steps are left. Says if one was.
    fn shake_well(&mut self, problem: &Problem) -> bool {
        let before = self.best.value;
        for _ in 0..SHAKES_MAX {
            if !self.shake(problem, self.work) || self.steps_left() == 0 || self.is_enough() {
                break;
            }
        }
        self.best.value > before
    }

    /// Looks for better plans near the best with so much work. Says if one was found.
    fn shake(&mut self, problem: &Problem, work_max: u64) -> bool {
        let before = self.best.value;
        let work = match problem.money {
            Money::Charged => self.weigh(problem, work_max),
            Money::Within(_) => self.throw(problem, work_max),
        };
        self.plan_work += work;
        self.best.value > before
    }

    /// By throwing some sites out and putting others in.
    fn throw(&mut self, problem: &Problem, work_max: u64) -> u64 {
        let place = |name| problem.names.binary_search(name).ok().map(|place| place as u32);
        let order: Vec<u32> = self.best.names.iter().filter_map(place).collect();
        let mut plan = Plan::new(problem);
        plan.fill_in_order(&order);
        let mut work = std::mem::take(&mut plan.work) + 1;
        while work < work_max {
            let mut other = plan.shaken(&mut self.seed);
            work += std::mem::take(&mut other.work) + 1;
            if other.value() >= plan.value() {
                plan = other;
            }
        }
        self.offer(plan.names());
        work
    }

    /// By cheaper covers of all groups.
    fn weigh(&mut self, problem: &Problem, work_max: u64) -> u64 {
        self.seed += 1;
        let mut search = Weights::new(problem, &self.best.names, self.seed);
        while let Some(names) = search.cheaper(work_max) {
            self.offer(names);
            if self.is_enough() {
                break;
            }
        }
        search.work
    }

    fn offer(&mut self, names: Vec<u32>) {
        if let Some(value) = (self.aim.worth)(&names)
            && value > self.best.value
        {
            (self.best.value, self.best.names) = (value, names);
        }
    }
}

fn is_affordable(problem: &Problem, fate: &[Fate]) -> bool {
    let chosen = fate.iter().zip(&problem.costs).filter(|(fate, _)| **fate == Fate::In);
    let cost = chosen.fold(0_u64, |sum, (_, &cost)| sum.saturating_add(cost));
    problem.money.allows(cost)
}

/// The candidate that is least settled.
fn branch(problem: &Problem, prices: &Prices) -> Option<u32> {
    let unsettled = |share: f64| share.min(1.0 - share);
    let mut best = None;
    for candidate in 0..problem.candidates() {
        let share = at(&prices.share, candidate);
        if best.is_none_or(|(most, _)| unsettled(share) > most) {
            best = Some((unsettled(share), candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}
