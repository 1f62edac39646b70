//! Good plans of covering: one site after the other, then exchanges as long as one helps.
//!
//! With costs the first plan is the better of two, by gain and by gain for the cost (Khuller, Moss and Naor 1999,
//! *Information Processing Letters* 70). Exchanges are those of Teitz and Bart (1968) with sums kept as in Resende and
//! Werneck (2007): what each candidate would add is known at any time.

use super::cover_problem::{Money, Problem, next_worth};
use super::cover_table::{add, at, set};

/// A plan and what changes of it would be worth.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    problem: &'a Problem,
    chosen: Vec<bool>,
    money: Money,
    /// Sites that reach each group.
    sites: Vec<u32>,
    /// What each candidate would add.
    adds: Vec<i64>,
    value: i64,
    /// What candidates would add besides if another were not chosen.
    extra: Vec<i64>,
    /// How much was looked at.
    pub(super) work: u64,
}

impl<'a> Plan<'a> {
    pub(super) fn new(problem: &'a Problem) -> Self {
        let gain = |groups: &[u32]| groups.iter().map(|&group| at(&problem.worth, group)[0]).sum();
        Self {
            problem,
            chosen: vec![false; problem.names.len()],
            money: problem.money,
            sites: vec![0; problem.worth.len()],
            adds: problem.by_candidate.rows().map(gain).collect(),
            value: problem.gained,
            extra: vec![0; problem.names.len()],
            work: 0,
        }
    }

    pub(super) fn value(&self) -> i64 {
        self.value
    }

    /// The names of all that are chosen, those of the problem included.
    pub(super) fn names(&self) -> Vec<u32> {
        let ours =
            self.problem.names.iter().zip(&self.chosen).filter(|(_, chosen)| **chosen).map(|(name, _)| *name);
        let mut names: Vec<u32> = self.problem.chosen.iter().copied().chain(ours).collect();
        names.sort_unstable();
        names
    }

    fn open(&self) -> impl Iterator<Item = u32> {
        (0..self.problem.candidates()).filter(|&candidate| !at(&self.chosen, candidate))
    }

    fn insert(&mut self, candidate: u32) {
        self.value += self.gain(candidate);
        self.money = self.money.less(self.problem.cost(candidate));
        set(&mut self.chosen, candidate, true);
        for &group in self.problem.by_candidate.row(candidate) {
            let (worth, sites) = (at(&self.problem.worth, group), at(&self.sites, group));
            let less = next_worth(worth, sites) - next_worth(worth, sites + 1);
            set(&mut self.sites, group, sites + 1);
            self.shift(group, -less);
        }
    }

    fn remove(&mut self, candidate: u32) {
        self.money = self.money.more(self.problem.cost(candidate));
        set(&mut self.chosen, candidate, false);
        for &group in self.problem.by_candidate.row(candidate) {
            let (worth, sites) = (at(&self.problem.worth, group), at(&self.sites, group).saturating_sub(1));
            let more = next_worth(worth, sites) - next_worth(worth, sites + 1);
            set(&mut self.sites, group, sites);
            self.shift(group, more);
        }
        self.value -= self.gain(candidate);
    }

    /// What a candidate that is not chosen would gain, its cost taken off if that is the problem.
    fn gain(&self, candidate: u32) -> i64 {
        at(&self.adds, candidate) - self.money.charge(self.problem.cost(candidate))
    }

    fn shift(&mut self, group: u32, by: i64) {
        if by != 0 {
            self.work += self.problem.by_group.row(group).len() as u64;
            for &candidate in self.problem.by_group.row(group) {
                add(&mut self.adds, candidate, by);
            }
        }
    }

    /// Adds what gains most as long as there is money: for its cost, or at all.
    pub(super) fn fill(&mut self, for_cost: bool) {
        loop {
            let mut best: Option<(i128, i128, u32)> = None;
            for candidate in self.open() {
                let cost = self.problem.cost(candidate);
                if !self.money.allows(cost) || self.gain(candidate) <= 0 {
                    continue;
                }
                let gain = i128::from(at(&self.adds, candidate));
                let cost = if for_cost { i128::from(cost.max(1)) } else { 1 };
                if best.is_none_or(|(most, at_cost, _)| gain * at_cost > most * cost) {
                    best = Some((gain, cost, candidate));
                }
            }
            match best {
                Some((.., candidate)) => self.insert(candidate),
                None => return,
            }
        }
    }

    /// Adds in a given order what there is money for.
    pub(super) fn fill_in_order(&mut self, order: &[u32]) {
        for &candidate in order {
            if self.money.allows(self.problem.cost(candidate)) && self.gain(candidate) > 0 {
                self.insert(candidate);
            }
        }
        self.fill(true);
    }

    /// Takes out what costs more than it gains.
    fn drop_dear(&mut self) {
        for candidate in (0..self.problem.candidates()).rev() {
            if at(&self.chosen, candidate) {
                self.remove(candidate);
                if self.gain(candidate) >= 0 {
                    self.insert(candidate);
                }
            }
        }
    }

    /// What the best exchange of a chosen candidate for another gains, and the other, if any gains more than `most`.
    fn exchange(&mut self, out: u32, most: i64) -> Option<(i64, u32)> {
        let Self { problem, sites, extra, work, .. } = self;
        extra.fill(0);
        let mut loss = 0;
        for &group in problem.by_candidate.row(out) {
            let (worth, sites) = (at(&problem.worth, group), at(sites, group).saturating_sub(1));
            loss += next_worth(worth, sites);
            // What others would add that reach the group too.
            let more = next_worth(worth, sites) - next_worth(worth, sites + 1);
            if more != 0 {
                let row = problem.by_group.row(group);
                *work += row.len() as u64;
                row.iter().for_each(|&candidate| add(extra, candidate, more));
            }
        }
        *work += extra.len() as u64;
        let cost = self.problem.cost(out);
        let (money, base) = (self.money.more(cost), self.money.charge(cost) - loss);
        let mut best = None;
        let mut most = most;
        for into in self.open() {
            let gain = base + self.gain(into) + at(&self.extra, into);
            if gain > most && money.allows(self.problem.cost(into)) {
                most = gain;
                best = Some((gain, into));
            }
        }
        best
    }

    fn chosen(&self) -> Vec<u32> {
        (0..self.problem.candidates()).filter(|&candidate| at(&self.chosen, candidate)).collect()
    }

    /// Makes exchanges of one for one as long as that helps: `best_first` the best of all each time, or else the best of
    /// one chosen candidate after the other, which is faster.
    pub(super) fn swap(&mut self, best_first: bool) {
        loop {
            if self.money == Money::Charged {
                self.drop_dear();
            }
            let mut best: Option<(i64, u32, u32)> = None;
            let mut is_done = true;
            for out in self.chosen() {
                let most = best.map_or(0, |(most, ..)| most);
                let Some((gain, into)) = self.exchange(out, most) else { continue };
                is_done = false;
                if best_first {
                    best = Some((gain, out, into));
                } else {
                    self.replace(out, into);
                }
            }
            if let Some((_, out, into)) = best {
                self.replace(out, into);
            }
            if is_done {
                return;
            }
        }
    }

    fn replace(&mut self, out: u32, into: u32) {
        self.remove(out);
        self.insert(into);
        self.fill(true);
    }
}

/// A shake throws so many sites out at most.
const SHAKEN_MAX: usize = 6;

/// What it puts in is one of so many that add most.
const SHAKEN_INTO: usize = 12;

impl Plan<'_> {
    /// The same plan with some sites thrown out about a candidate that is put in, others put in for them, at random from a
    /// seed, and exchanges as long as one helps (Lourenço, Martin and Stützle 2003, *Iterated local search*).
    pub(super) fn shaken(&self, seed: &mut u64) -> Self {
        let mut plan = self.clone();
        // Knuth's numbers (MMIX).
        let mut below = |limit: usize| {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (*seed >> 33).checked_rem(limit as u64).unwrap_or_default() as usize
        };
        let open: Vec<u32> = plan.open().collect();
        let Some(&first) = open.get(below(open.len())) else { return plan };
        let mut near = vec![0_i64; plan.chosen.len()];
        for &group in self.problem.by_candidate.row(first) {
            let row = self.problem.by_group.row(group);
            plan.work += row.len() as u64;
            row.iter().for_each(|&candidate| add(&mut near, candidate, 1));
        }
        let mut thrown = self.chosen();
        let many = 1 + below(SHAKEN_MAX);
        thrown.sort_by_key(|&candidate| std::cmp::Reverse(at(&near, candidate)));
        thrown.truncate(many);
        for &out in &thrown {
            plan.remove(out);
        }
        if plan.money.allows(plan.problem.cost(first)) {
            plan.insert(first);
        }
        for _ in 1..thrown.len() {
            let fits = |candidate: &u32| {
                plan.money.allows(plan.problem.cost(*candidate)) && plan.gain(*candidate) > 0
            };
            let mut open: Vec<u32> =
                plan.open().filter(|candidate| fits(candidate) && !thrown.contains(candidate)).collect();
            open.sort_by_key(|&candidate| std::cmp::Reverse(plan.gain(candidate)));
            open.truncate(SHAKEN_INTO);
            let Some(&into) = open.get(below(open.len())) else { break };
            plan.insert(into);
        }
        plan.fill(true);
        plan.swap(false);
        plan
    }
}

/// The better of two first plans, with exchanges.
pub(super) fn good_plan(problem: &Problem) -> Plan<'_> {
    let plan = |for_cost| {
        let mut plan = Plan::new(problem);
        plan.fill(for_cost);
        plan.swap(true);
        plan
    };
    let one = plan(true);
    if problem.costs.windows(2).all(|pair| matches!(pair, [one, next] if one == next)) {
        return one;
    }
    let other = plan(false);
    if other.value() > one.value() { other } else { one }
}
