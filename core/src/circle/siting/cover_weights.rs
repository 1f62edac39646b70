//! Cheaper and cheaper covers of all groups: a search that weighs groups by how long they have been left out.
//!
//! Whenever everything is covered, the cover is noted and something is thrown out of it; then candidates are exchanged,
//! within less than the noted cover costs, for such that reach groups which were left out often (Gao, Weise and Li 2015,
//! *An efficient local search heuristic with row weighting for the unicost set covering problem*, European Journal of
//! Operational Research 246). Here gains and losses count for their cost, so that candidates may cost different sums.

use std::cmp::Ordering;

use super::cover_problem::Problem;
use super::cover_table::{add, at, set};

/// The search. All candidates of the problem together must reach all groups.
pub(super) struct Weights<'a> {
    problem: &'a Problem,
    chosen: Vec<bool>,
    cost: u64,
    /// What the cheapest candidate costs.
    cost_least: u64,
    /// What a cover must cost less than.
    cost_end: u64,
    /// Sites that reach each group.
    sites: Vec<u32>,
    weight: Vec<i64>,
    /// What groups weigh that only this candidate covers, or would cover.
    score: Vec<i64>,
    /// When it was last put in or thrown out.
    moved: Vec<u64>,
    /// Whether something about its groups has changed since it was thrown out.
    may_return: Vec<bool>,
    /// Groups that are left out, in no order, and the place of each among them.
    left: Vec<u32>,
    place: Vec<u32>,
    now: u64,
    seed: u64,
    /// How much was looked at.
    pub(super) work: u64,
}

impl<'a> Weights<'a> {
    /// Begins with candidates by their names.
    pub(super) fn new(problem: &'a Problem, names: &[u32], seed: u64) -> Self {
        let (candidates, groups) = (problem.names.len(), problem.worth.len());
        let mut search = Self {
            problem,
            chosen: vec![false; candidates],
            cost: 0,
            cost_least: problem.costs.iter().copied().min().unwrap_or_default(),
            cost_end: u64::MAX,
            sites: vec![0; groups],
            weight: vec![1; groups],
            score: problem.by_candidate.rows().map(|groups| groups.len() as i64).collect(),
            moved: vec![0; candidates],
            may_return: vec![true; candidates],
            left: (0..groups as u32).collect(),
            place: (0..groups as u32).collect(),
            now: 0,
            seed,
            work: problem.by_group.pairs() as u64,
        };
        for name in names {
            if let Ok(candidate) = problem.names.binary_search(name) {
                search.turn(candidate as u32, true);
            }
        }
        search
    }

    /// The names of a cover that costs less than those before, those of the problem included; none if the work that is
    /// allowed does not suffice.
    pub(super) fn cheaper(&mut self, work_max: u64) -> Option<Vec<u32>> {
        while self.work < work_max {
            if self.left.is_empty() {
                if self.cost < self.cost_end {
                    self.cost_end = self.cost;
                    return Some(self.names());
                }
                // Something must go, and nothing may be needed at all.
                let out = self.worst(None)?;
                self.turn(out, false);
                continue;
            }
            self.exchange();
        }
        None
    }

    fn names(&self) -> Vec<u32> {
        let ours = self.problem.names.iter().zip(&self.chosen).filter(|(_, is)| **is).map(|(name, _)| *name);
        let mut names: Vec<u32> = self.problem.chosen.iter().copied().chain(ours).collect();
        names.sort_unstable();
        names
    }

    /// Throws one out and puts in what there is money for, until all is covered or nothing more fits.
    fn exchange(&mut self) {
        let last = self.now;
        self.now += 1;
        // Who was put in by the last exchange stays for this one.
        if let Some(out) = self.worst(Some(last).filter(|last| *last > 0)) {
            self.turn(out, false);
            set(&mut self.may_return, out, false);
        }
        while self.cost.saturating_add(self.cost_least) < self.cost_end
            && let Some(group) = self.one_left()
        {
            let Some(into) = self.best(group, true).or_else(|| self.best(group, false)) else { break };
            self.turn(into, true);
        }
        for place in 0..self.left.len() as u32 {
            let group = at(&self.left, place);
            add(&mut self.weight, group, 1);
            let row = self.problem.by_group.row(group);
            self.work += row.len() as u64;
            row.iter().for_each(|&candidate| add(&mut self.score, candidate, 1));
        }
    }

    fn one_left(&mut self) -> Option<u32> {
        // Knuth's numbers (MMIX).
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = (self.seed >> 33).checked_rem(self.left.len() as u64)?;
        self.left.get(place as usize).copied()
    }

    /// Which weighs more for its cost.
    fn by_rate(&self, one: u32, other: u32) -> Ordering {
        let score = |candidate| i128::from(at(&self.score, candidate));
        let cost = |candidate| i128::from(self.problem.cost(candidate).max(1));
        (score(one) * cost(other)).cmp(&(score(other) * cost(one)))
    }

    /// The chosen candidate that weighs least for its cost, of equals that which has stayed longest. None that was moved
    /// at `last`.
    fn worst(&mut self, last: Option<u64>) -> Option<u32> {
        self.work += 1 + self.chosen.len() as u64;
        let moved = |candidate| at(&self.moved, candidate);
        let mut worst = None;
        for candidate in 0..self.problem.candidates() {
            let may_go = at(&self.chosen, candidate) && last.is_none_or(|last| moved(candidate) != last);
            let is_worse = |worst| self.by_rate(candidate, worst).then(moved(candidate).cmp(&moved(worst)));
            if may_go && worst.is_none_or(|worst| is_worse(worst) == Ordering::Less) {
                worst = Some(candidate);
            }
        }
        worst
    }

    /// The candidate that reaches a group, fits, and weighs most for its cost, of equals that which was out longest.
    fn best(&mut self, group: u32, is_new: bool) -> Option<u32> {
        let row = self.problem.by_group.row(group);
        self.work += 1 + row.len() as u64;
        let moved = |candidate| at(&self.moved, candidate);
        let mut best = None;
        for &candidate in row {
            let fits = (!is_new || at(&self.may_return, candidate))
                && self.cost.saturating_add(self.problem.cost(candidate)) < self.cost_end;
            let is_better = |best| self.by_rate(candidate, best).then(moved(best).cmp(&moved(candidate)));
            if fits && best.is_none_or(|best| is_better(best) == Ordering::Greater) {
                best = Some(candidate);
            }
        }
        best
    }

    /// Puts a candidate in, or throws it out.
    fn turn(&mut self, candidate: u32, is_in: bool) {
        set(&mut self.chosen, candidate, is_in);
        set(&mut self.moved, candidate, self.now);
        let cost = self.problem.cost(candidate);
        self.cost = if is_in { self.cost.saturating_add(cost) } else { self.cost.saturating_sub(cost) };
        for &group in self.problem.by_candidate.row(candidate) {
            let (row, weight) = (self.problem.by_group.row(group), at(&self.weight, group));
            self.work += row.len() as u64;
            row.iter().for_each(|&other| set(&mut self.may_return, other, true));
            let others = at(&self.sites, group) - u32::from(!is_in);
            let by = if is_in { -weight } else { weight };
            match others {
                // What the candidate itself weighs is the same, in or out.
                0 => row
                    .iter()
                    .filter(|&&other| other != candidate)
                    .for_each(|&other| add(&mut self.score, other, by)),
                1 => row
                    .iter()
                    .filter(|&&other| other != candidate && at(&self.chosen, other))
                    .for_each(|&other| add(&mut self.score, other, by)),
                _ => {}
            }
            set(&mut self.sites, group, others + u32::from(is_in));
            if others == 0 {
                self.note(group, !is_in);
            }
        }
    }

    /// Notes that a group is left out, or not.
    fn note(&mut self, group: u32, is_left: bool) {
        if is_left {
            set(&mut self.place, group, self.left.len() as u32);
            self.left.push(group);
            return;
        }
        let place = at(&self.place, group);
        if let Some(last) = self.left.pop()
            && last != group
        {
            set(&mut self.left, place, last);
            set(&mut self.place, last, place);
        }
    }
}

#[cfg(test)]
#[path = "cover_weights_tests.rs"]
mod tests;
