//! What prices of the groups prove of a covering problem.
//!
//! Let a plan have the worth of a group whether a site reaches it or not, and let it pay the group's price unless so
//! many sites reach it. Whatever the prices, no plan is worth more than the best of that easier problem: each group
//! takes what is worth more than its price, and the money goes to the candidates that earn most prices for their cost
//! (Galvão and ReVelle 1996, *European Journal of Operational Research* 88, for maximal covering; the money as in
//! Dantzig 1957). Prices that are whole multiples of a small unit make that an inequality of integers.

use super::cover_problem::{Fate, Money, Problem};
use super::cover_table::{at, set};

/// Prices are multiples of 1 / 2^this, less if the sums become too large.
const PLACES_MAX: u32 = 20;

/// What prices prove.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    /// No plan is worth more.
    pub(super) bound: i64,
    /// The same in units of prices.
    exact: i128,
    /// What each candidate earns in prices.
    earned: Vec<i64>,
    /// Who takes the money.
    taken: Vec<bool>,
    /// What a unit of money earns at least with those who take it, and at most with those who do not: prices ÷ cost.
    in_rate: (i64, u64),
    out_rate: (i64, u64),
    places: u32,
}

fn times(rate: (i64, u64), cost: u64) -> i128 {
    // Rounded down; the callers say why that is safe.
    i128::from(rate.0) * i128::from(cost) / i128::from(rate.1.max(1))
}

/// The whole part of what is held in units of prices.
fn whole(exact: i128, places: u32) -> i64 {
    i64::try_from(exact >> places).unwrap_or(i64::MAX)
}

impl Proof {
    pub(super) fn new(problem: &Problem, prices: &[f64]) -> Self {
        let total: i64 = problem.worth.iter().map(|worth| worth.iter().sum::<i64>()).sum();
        let places = (total.leading_zeros().saturating_sub(4)).min(PLACES_MAX);
        let unit = (1_i64 << places) as f64;
        let mut exact = i128::from(problem.gained) << places;
        let mut whole_prices = Vec::with_capacity(problem.worth.len());
        for (worth, group) in problem.worth.iter().zip(0..) {
            // Any price will do: what is not a number counts as 0.
            let price = at(prices, group);
            let [first, second] = worth.map(|worth| worth << places);
            let price = ((price * unit) as i64).clamp(0, first);
            exact += i128::from(first - price + (second - price).max(0));
            whole_prices.push(price);
        }
        let earn = |groups: &[u32]| groups.iter().map(|&group| at(&whole_prices, group)).sum::<i64>();
        let earned: Vec<i64> = problem.by_candidate.rows().map(earn).collect();
        let mut proof =
            Self { bound: 0, exact, earned, taken: Vec::new(), in_rate: (0, 1), out_rate: (0, 1), places };
        proof.spend(problem);
        proof.bound = whole(proof.exact, places);
        proof
    }

    /// The money goes to who earns most for it, the last of them taking part of what they cost.
    fn spend(&mut self, problem: &Problem) {
        self.taken = vec![false; self.earned.len()];
        let mut money = match problem.money {
            Money::Within(money) => money,
            Money::Charged => return self.charge(problem),
        };
        let order = by_rate(&self.earned, &problem.costs);
        let mut last = None;
        for candidate in order {
            let (earned, cost) = (at(&self.earned, candidate), problem.cost(candidate));
            if earned <= 0 {
                break;
            }
            if cost <= money {
                money -= cost;
                self.exact += i128::from(earned);
                set(&mut self.taken, candidate, true);
                last = Some((earned, cost));
            } else {
                // What is left of the money at that rate, rounded up.
                self.exact += times((earned, cost), money) + i128::from(money > 0);
                self.out_rate = (earned, cost);
                // With money left over, the rate is that of who takes part; else of the last who takes all.
                self.in_rate = if money > 0 { (earned, cost) } else { last.unwrap_or((earned, cost)) };
                break;
            }
        }
    }

    /// Each candidate that earns more than it costs is taken.
    fn charge(&mut self, problem: &Problem) {
        let one = 1_i64 << self.places;
        (self.in_rate, self.out_rate) = ((one, 1), (one, 1));
        for candidate in 0..problem.candidates() {
            let left = i128::from(at(&self.earned, candidate)) - times((one, 1), problem.cost(candidate));
            if left > 0 {
                self.exact += left;
                set(&mut self.taken, candidate, true);
            }
        }
    }

    /// No plan in which a candidate's fate is other than the prices would have it is worth more than this.
    pub(super) fn bound_without(&self, problem: &Problem, candidate: u32) -> i64 {
        let (earned, cost) = (i128::from(at(&self.earned, candidate)), problem.cost(candidate));
        let less = if at(&self.taken, candidate) {
            // Its money goes elsewhere at the rate of who does not take any: rounded up by one.
            earned - times(self.out_rate, cost) - 1
        } else {
            // Its money is taken from others, who earn at that rate at least: rounded down.
            times(self.in_rate, cost) - earned
        };
        whole(self.exact - less.max(0), self.places)
    }

    /// Settles who must be in or out of any plan that is worth more than `cut`.
    pub(super) fn settle(&self, problem: &Problem, cut: i64, fate: &mut [Fate]) {
        for candidate in 0..problem.candidates() {
            if at(fate, candidate) == Fate::Open && self.bound_without(problem, candidate) <= cut {
                set(fate, candidate, if at(&self.taken, candidate) { Fate::In } else { Fate::Out });
            }
        }
    }
}

/// Candidates by what they earn for what they cost, those without cost first, then by place.
fn by_rate(earned: &[i64], costs: &[u64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..earned.len() as u32).collect();
    order.sort_by(|&one, &other| {
        let rate = |a: u32, b: u32| i128::from(at(earned, a)) * i128::from(at(costs, b));
        rate(other, one).cmp(&rate(one, other)).then(one.cmp(&other))
    });
    order
}
