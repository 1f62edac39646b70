//! A question of covering as a problem of groups and candidates.

use super::cover_problem::{Money, Problem, Worth, next_worth};
use super::cover_table::Table;
use super::question::{Choice, Siting, Standing};

/// A question within one reach.
#[derive(Debug)]
pub(super) struct Input<'a> {
    pub(super) siting: &'a Siting<'a>,
    pub(super) reach: u32,
    /// What each candidate costs; 1 if sites are counted.
    costs: Vec<u64>,
    /// What there is to spend, of which the mandatory sites' cost is part.
    money: u64,
    /// Chosen whatever they gain: the mandatory, and those that cost nothing.
    pub(super) given: Vec<u32>,
}

impl<'a> Input<'a> {
    pub(super) fn new(siting: &'a Siting<'a>, reach: u32) -> Self {
        let candidates = siting.relation.candidates();
        let (costs, money) = match &siting.choice {
            Choice::Count(count) => (vec![1; candidates as usize], u64::from(*count)),
            Choice::Budget { costs, budget, .. } => (costs.clone(), *budget),
            Choice::Needed => (vec![1; candidates as usize], u64::MAX),
        };
        let mut input = Self { siting, reach, costs, money, given: Vec::new() };
        let is_given = |candidate: &u32| match siting.standing_of(*candidate) {
            Standing::Mandatory => true,
            Standing::Open => {
                let serves = |pair: &(u32, u32)| {
                    pair.1 <= reach && siting.people.get(pair.0 as usize).is_some_and(|&people| people > 0)
                };
                input.cost(*candidate) == 0 && siting.relation.of_candidate(*candidate).iter().any(serves)
            }
            Standing::Existing | Standing::Forbidden => false,
        };
        input.given = (0..candidates).filter(is_given).collect();
        input
    }

    pub(super) fn cost(&self, candidate: u32) -> u64 {
        self.costs.get(candidate as usize).copied().unwrap_or_default()
    }

    /// What sites cost together.
    pub(super) fn cost_of(&self, sites: &[u32]) -> u64 {
        sites.iter().map(|&site| self.cost(site)).sum()
    }

    /// Whether the mandatory sites alone are too dear.
    pub(super) fn is_too_dear(&self) -> bool {
        self.cost_of(&self.given) > self.money
    }

    pub(super) fn money(&self) -> u64 {
        self.money
    }

    /// How many sites reach a demand point that stand or are given.
    pub(super) fn reached(&self, point: u32) -> u32 {
        let stands = |candidate: u32| {
            self.siting.standing_of(candidate) == Standing::Existing
                || self.given.binary_search(&candidate).is_ok()
        };
        self.near(point).filter(|&candidate| stands(candidate)).count() as u32
    }

    /// The candidates within reach of a demand point.
    pub(super) fn near(&self, point: u32) -> impl Iterator<Item = u32> {
        self.siting.relation.of_demand(point).iter().filter(|pair| pair.1 <= self.reach).map(|pair| pair.0)
    }

    /// The problem of what is open, by what each demand point is worth.
    pub(super) fn problem(&self, worth: impl Fn(u32) -> Worth, charged: bool) -> Problem {
        let names: Vec<u32> = (0..self.siting.relation.candidates())
            .filter(|candidate| {
                self.siting.standing_of(*candidate) == Standing::Open
                    && self.given.binary_search(candidate).is_err()
            })
            .collect();
        let (mut rows, mut left, mut gained) = (Table::new(), Vec::new(), 0);
        for point in 0..self.siting.relation.demands() {
            let (full, reached) = (worth(point), self.reached(point));
            gained += (0..reached).map(|sites| next_worth(full, sites)).sum::<i64>();
            let more = [next_worth(full, reached), next_worth(full, reached + 1)];
            if more == [0, 0] {
                continue;
            }
            let before = rows.pairs();
            self.near(point)
                .filter_map(|candidate| names.binary_search(&candidate).ok())
                .for_each(|place| rows.push(place as u32));
            if rows.pairs() > before {
                rows.end();
                left.push(more);
            }
        }
        let costs = names.iter().map(|&name| self.cost(name)).collect();
        let money = if charged {
            Money::Charged
        } else {
            Money::Within(self.money - self.cost_of(&self.given).min(self.money))
        };
        let mut problem = Problem::new(names, costs, money, &left, &rows);
        problem.gained = gained;
        problem
    }
}
