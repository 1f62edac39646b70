//! Good prices of the groups of a covering problem.
//!
//! They are found with the primal-dual method (Chambolle and Pock 2011; steps as in Pock and Chambolle 2011; reflected,
//! anchored and restarted as in Lu and Yang 2024, *Restarted Halpern PDHG for linear programming*) in floating point,
//! which needs no trust: what they prove is computed in integers by [`Proof`](super::cover_proof::Proof).

use super::cover_problem::{Money, Problem, Worth};
use super::cover_table::{Table, at};

/// Where the search for prices stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Prices {
    /// Of each group.
    pub(super) price: Vec<f64>,
    /// How much of each candidate a plan would have that may have parts.
    pub(super) share: Vec<f64>,
    /// How far prices move for a share.
    pub(super) scale: f64,
}

/// The primal-dual search.
#[derive(Debug)]
pub(super) struct Search<'a> {
    problem: &'a Problem,
    at: Point,
    start: Point,
    /// Steps since the start.
    age: u32,
    group_step: Vec<f64>,
    share_step: Vec<f64>,
    scale: f64,
    rate: f64,
    /// The point to be judged.
    pub(super) now: Point,
    gap_at_start: f64,
    gap_before: f64,
    pub(super) steps: u64,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Point {
    pub(super) price: Vec<f64>,
    pub(super) share: Vec<f64>,
    /// Shares that reach each group.
    reached: Vec<f64>,
    /// Prices of the groups that each candidate reaches.
    earned: Vec<f64>,
}

fn gather(table: &Table, values: &[f64], into: &mut Vec<f64>) {
    into.clear();
    into.extend(table.rows().map(|row| sum_of(values, row)));
}

/// Four sums at once, because each must wait for its last.
fn sum_of(values: &[f64], row: &[u32]) -> f64 {
    let (fours, rest) = row.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for four in fours {
        for (sum, place) in sums.iter_mut().zip(four) {
            *sum += at(values, *place);
        }
    }
    let [one, two, three, four] = sums;
    (one + two) + (three + four) + rest.iter().map(|&place| at(values, place)).sum::<f64>()
}

/// The price that a group settles on from a price, `step` being what one site moves it by.
fn settle_price(price: f64, step: f64, [first, second]: Worth) -> f64 {
    let (first, second) = (first as f64, second as f64);
    let both = price + 2.0 * step;
    if both <= second { both.max(0.0) } else { (price + step).max(second).min(first).max(0.0) }
}

impl<'a> Search<'a> {
    pub(super) fn new(problem: &'a Problem, from: &Prices) -> Self {
        let mut at = Point { price: from.price.clone(), share: from.share.clone(), ..Point::default() };
        at.price.resize(problem.worth.len(), 0.0);
        at.share.resize(problem.names.len(), 0.0);
        gather(&problem.by_group, &at.share, &mut at.reached);
        gather(&problem.by_candidate, &at.price, &mut at.earned);
        let inverse =
            |rows: &Table| rows.rows().map(|row| 1.0 / row.len().max(1) as f64).collect::<Vec<f64>>();
        let scale = if from.scale > 0.0 { from.scale } else { first_scale(problem) };
        Self {
            problem,
            start: at.clone(),
            now: at.clone(),
            at,
            age: 0,
            group_step: inverse(&problem.by_group),
            share_step: inverse(&problem.by_candidate),
            scale,
            rate: 0.0,
            gap_at_start: f64::INFINITY,
            gap_before: f64::INFINITY,
            steps: 0,
        }
    }

    /// So many steps, then a look at whether to start anew from here. Says what the point proves in floating point:
    /// no plan is worth more than the first, and plans that have parts reach the second.
    pub(super) fn run(&mut self, steps: u32) -> (f64, f64) {
        for _ in 0..steps {
            self.step();
        }
        let (upper, lower) = self.judge();
        let gap = upper - lower;
        if self.gap_at_start.is_infinite() && self.steps <= u64::from(steps) {
            self.gap_at_start = gap * 2.0;
        }
        let restart = gap <= 0.2 * self.gap_at_start
            || (gap <= 0.8 * self.gap_at_start && gap > self.gap_before)
            || u64::from(self.age) * 5 >= self.steps * 2 && self.age > 40;
        self.gap_before = gap;
        if restart {
            self.restart();
            self.gap_at_start = gap;
            self.gap_before = f64::INFINITY;
        }
        (upper, lower)
    }

    pub(super) fn prices(&self) -> Prices {
        Prices { price: self.now.price.clone(), share: self.now.share.clone(), scale: self.scale }
    }

    fn restart(&mut self) {
        let far = |to: &[f64], from: &[f64], step: &[f64]| {
            to.iter()
                .zip(from)
                .zip(step)
                .map(|((to, from), step)| (to - from) * (to - from) / step)
                .sum::<f64>()
                .sqrt()
        };
        let prices = far(&self.now.price, &self.start.price, &self.group_step);
        let shares = far(&self.now.share, &self.start.share, &self.share_step);
        if prices > 1e-9 && shares > 1e-9 {
            self.scale = (self.scale * prices / shares).sqrt();
        }
        self.at.clone_from(&self.now);
        self.start.clone_from(&self.now);
        self.age = 0;
    }

    fn step(&mut self) {
        let problem = self.problem;
        // The candidates move along what they earn, within the money ...
        let wish = (self.at.share.iter().zip(&self.at.earned).zip(&self.share_step))
            .map(|((share, earned), step)| share + earned * step / self.scale);
        self.now.share.clear();
        self.now.share.extend(wish);
        self.rate = match problem.money {
            Money::Within(money) => {
                rate_within(money, &self.now.share, &self.share_step, &problem.costs, self.rate)
            }
            Money::Charged => 1.0 / self.scale,
        };
        for ((share, step), &cost) in self.now.share.iter_mut().zip(&self.share_step).zip(&problem.costs) {
            *share = (*share - self.rate * step * cost as f64).clamp(0.0, 1.0);
        }
        let beyond = |to: f64, from: f64| 2.0 * to - from;
        let share: Vec<f64> =
            self.now.share.iter().zip(&self.at.share).map(|(to, from)| beyond(*to, *from)).collect();
        let mut reached = Vec::with_capacity(self.at.reached.len());
        gather(&problem.by_group, &share, &mut reached);
        // ... and prices fall where more than enough of them reach.
        self.now.price.clear();
        let moved = (self.at.price.iter().zip(&reached)).zip(self.group_step.iter().zip(&problem.worth)).map(
            |((price, reached), (step, worth))| {
                let step = step * self.scale;
                settle_price(price - step * reached, step, *worth)
            },
        );
        self.now.price.extend(moved);
        let price: Vec<f64> =
            self.now.price.iter().zip(&self.at.price).map(|(to, from)| beyond(*to, *from)).collect();
        let mut earned = Vec::with_capacity(self.at.earned.len());
        gather(&problem.by_candidate, &price, &mut earned);
        let middle = |beyond: &[f64], from: &[f64], into: &mut Vec<f64>| {
            into.clear();
            into.extend(beyond.iter().zip(from).map(|(beyond, from)| 0.5 * (beyond + from)));
        };
        middle(&reached, &self.at.reached, &mut self.now.reached);
        middle(&earned, &self.at.earned, &mut self.now.earned);
        // Halfway back to the start at first, less and less later.
        self.age += 1;
        self.steps += 1;
        let back = 1.0 / f64::from(self.age + 1);
        let pull = |at: &mut Vec<f64>, to: &[f64], start: &[f64]| {
            at.clear();
            at.extend(to.iter().zip(start).map(|(to, start)| to + back * (start - to)));
        };
        pull(&mut self.at.share, &share, &self.start.share);
        pull(&mut self.at.price, &price, &self.start.price);
        pull(&mut self.at.reached, &reached, &self.start.reached);
        pull(&mut self.at.earned, &earned, &self.start.earned);
    }

    fn judge(&self) -> (f64, f64) {
        let problem = self.problem;
        let (mut upper, mut lower) = (problem.gained as f64, problem.gained as f64);
        for ((price, reached), worth) in self.now.price.iter().zip(&self.now.reached).zip(&problem.worth) {
            let [first, second] = worth.map(|worth| worth as f64);
            upper += (first - price).max(0.0) + (second - price).max(0.0);
            lower += first * reached.min(1.0) + second * (reached - 1.0).clamp(0.0, 1.0);
        }
        let Money::Within(money) = problem.money else {
            for ((earned, share), &cost) in self.now.earned.iter().zip(&self.now.share).zip(&problem.costs) {
                upper += (earned - cost as f64).max(0.0);
                lower -= cost as f64 * share;
            }
            return (upper, lower);
        };
        let mut rates: Vec<(f64, f64)> = (self.now.earned.iter().zip(&problem.costs))
            .map(|(&earned, &cost)| (earned, cost as f64))
            .filter(|(earned, _)| *earned > 0.0)
            .collect();
        rates.sort_unstable_by(|one, other| (other.0 * one.1).total_cmp(&(one.0 * other.1)));
        let mut money = money as f64;
        for (earned, cost) in rates {
            if cost > money {
                upper += earned * money / cost;
                break;
            }
            money -= cost;
            upper += earned;
        }
        (upper, lower)
    }
}

/// A site's worth, and how much of a price moves for it.
fn first_scale(problem: &Problem) -> f64 {
    let squares = |worth: &Worth, row: &[u32]| (worth[0] * worth[0]) as f64 * row.len() as f64;
    let prices = problem
        .worth
        .iter()
        .zip(problem.by_group.rows())
        .map(|(worth, row)| squares(worth, row))
        .sum::<f64>();
    let total: f64 = problem.costs.iter().map(|&cost| cost as f64).sum();
    let part = match problem.money {
        Money::Within(money) => money as f64 / total.max(1.0),
        Money::Charged => 0.1,
    };
    let shares = problem.by_candidate.pairs() as f64 * part.min(1.0);
    if shares > 0.0 && prices > 0.0 { 0.5 * (prices / shares).sqrt() } else { 1.0 }
}

/// How much shares must give way for a unit of cost, for them to cost no more than the money when they are held
/// between 0 and 1: the shortest way as steps measure it.
fn rate_within(money: u64, shares: &[f64], steps: &[f64], costs: &[u64], rate_before: f64) -> f64 {
    let money = money as f64;
    let spent = |rate: f64| {
        let (mut sum, mut slope) = (0.0, 0.0);
        for ((share, step), &cost) in shares.iter().zip(steps).zip(costs) {
            let cost = cost as f64;
            let to = share - rate * step * cost;
            if to >= 1.0 {
                sum += cost;
            } else if to > 0.0 {
                sum += cost * to;
                slope += cost * cost * step;
            }
        }
        (sum - money, slope)
    };
    if spent(0.0).0 <= 0.0 {
        return 0.0;
    }
    // The sum falls as the rate rises: Newton's steps, with bisection where they leave what is known.
    let (mut low, mut high, mut rate) = (0.0, f64::INFINITY, rate_before);
    for _ in 0..60 {
        let (over, slope) = spent(rate);
        if over.abs() <= 1e-12 * money.max(1.0) {
            break;
        }
        if over > 0.0 {
            low = rate;
        } else {
            high = rate;
        }
        let next = rate + over / slope;
        rate = if slope > 0.0 && next > low && next < high {
            next
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            2.0 * rate + 1e-6
        };
    }
    rate
}
