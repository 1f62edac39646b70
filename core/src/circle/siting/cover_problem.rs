//! A covering problem made small: demand points that the same candidates reach are one group, and candidates that are
//! settled or no better than another are gone.
//!
//! Groups are sorted by the candidates that reach them, so that nothing depends on the order of the demand points.

use super::cover_table::{Table, add, at, set};

/// What a group is worth when a first site reaches it, and what more when a second does. The second is never more.
pub(super) type Worth = [i64; 2];

/// What it is worth more when one more site reaches it than these.
pub(super) fn next_worth(worth: Worth, sites: u32) -> i64 {
    match (sites, worth) {
        (0, [first, _]) => first,
        (1, [_, second]) => second,
        _ => 0,
    }
}

/// What is settled of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Fate {
    #[default]
    Open,
    In,
    Out,
}

/// What the candidates' costs mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Money {
    /// Together they cost no more than that.
    Within(u64),
    /// What they cost is taken off what they gain, and the worth of each group is such that it pays to reach it.
    Charged,
}

impl Default for Money {
    fn default() -> Self {
        Self::Within(0)
    }
}

impl Money {
    pub(super) fn allows(self, cost: u64) -> bool {
        match self {
            Self::Within(money) => cost <= money,
            Self::Charged => true,
        }
    }

    pub(super) fn less(self, cost: u64) -> Self {
        match self {
            Self::Within(money) => Self::Within(money.saturating_sub(cost)),
            Self::Charged => Self::Charged,
        }
    }

    pub(super) fn more(self, cost: u64) -> Self {
        match self {
            Self::Within(money) => Self::Within(money.saturating_add(cost)),
            Self::Charged => Self::Charged,
        }
    }

    /// What is taken off the gain for a cost.
    pub(super) fn charge(self, cost: u64) -> i64 {
        match self {
            Self::Within(_) => 0,
            Self::Charged => cost as i64,
        }
    }
}

/// Choose candidates within the money so that the groups they reach are worth most.
#[derive(Debug, Clone, Default)]
pub(super) struct Problem {
    /// The caller's names of the candidates, ascending.
    pub(super) names: Vec<u32>,
    /// What each candidate costs.
    pub(super) costs: Vec<u64>,
    /// What there is to spend.
    pub(super) money: Money,
    /// The names of candidates that are chosen already.
    pub(super) chosen: Vec<u32>,
    /// What is gained by them.
    pub(super) gained: i64,
    /// What each group is worth.
    pub(super) worth: Vec<Worth>,
    /// The candidates that reach each group.
    pub(super) by_group: Table,
    /// The groups that each candidate reaches.
    pub(super) by_candidate: Table,
}

impl Problem {
    /// Groups may come in any order and more than once; their candidates ascend.
    pub(super) fn new(
        names: Vec<u32>,
        costs: Vec<u64>,
        money: Money,
        worth: &[Worth],
        reached_by: &Table,
    ) -> Self {
        let (by_group, worth, _) = merged(reached_by, worth, &[]);
        let by_candidate = by_group.turned(names.len());
        Self { names, costs, money, chosen: Vec::new(), gained: 0, worth, by_group, by_candidate }
    }

    pub(super) fn candidates(&self) -> u32 {
        self.names.len() as u32
    }

    pub(super) fn cost(&self, candidate: u32) -> u64 {
        at(&self.costs, candidate)
    }

    /// What candidates gain that are given by their names, those chosen already included.
    pub(super) fn value(&self, names: &[u32]) -> i64 {
        let mut sites = vec![0_u32; self.worth.len()];
        let mut sum = self.gained;
        for name in names {
            let Ok(candidate) = self.names.binary_search(name) else { continue };
            let candidate = candidate as u32;
            sum -= self.money.charge(self.cost(candidate));
            for &group in self.by_candidate.row(candidate) {
                sum += next_worth(at(&self.worth, group), at(&sites, group));
                add(&mut sites, group, 1);
            }
        }
        sum
    }

    /// The same problem with some candidates settled. `prices` of groups are added up where groups become one.
    /// Candidates that are too dear or gain nothing go too, and with `drop_worse` those that reach nothing which another
    /// does not reach at no more cost (which holds only if second sites are worth nothing).
    pub(super) fn settled(&self, fate: &[Fate], prices: &[f64], drop_worse: bool) -> (Self, Vec<f64>) {
        let mut fate = fate.to_vec();
        let mut next =
            Self { money: self.money, chosen: self.chosen.clone(), gained: self.gained, ..Self::default() };
        let mut sites = vec![0_u32; self.worth.len()];
        for candidate in 0..self.candidates() {
            if at(&fate, candidate) == Fate::In {
                next.chosen.push(at(&self.names, candidate));
                next.money = next.money.less(self.cost(candidate));
                next.gained -= next.money.charge(self.cost(candidate));
                for &group in self.by_candidate.row(candidate) {
                    next.gained += next_worth(at(&self.worth, group), at(&sites, group));
                    add(&mut sites, group, 1);
                }
            }
        }
        let left = |group: u32| {
            let sites = at(&sites, group);
            [next_worth(at(&self.worth, group), sites), next_worth(at(&self.worth, group), sites + 1)]
        };
        for (candidate, groups) in (0..).zip(self.by_candidate.rows()) {
            if at(&fate, candidate) == Fate::Open
                && (!next.money.allows(self.cost(candidate))
                    || groups.iter().all(|&group| left(group)[0] == 0))
            {
                set(&mut fate, candidate, Fate::Out);
            }
        }
        if drop_worse {
            self.drop_worse(&mut fate, |group| left(group)[0] > 0);
        }
        let mut place = vec![u32::MAX; self.names.len()];
        for candidate in (0..self.candidates()).filter(|&candidate| at(&fate, candidate) == Fate::Open) {
            set(&mut place, candidate, next.names.len() as u32);
            next.names.push(at(&self.names, candidate));
            next.costs.push(self.cost(candidate));
        }
        let (mut rows, mut worth, mut kept_prices) = (Table::new(), Vec::new(), Vec::new());
        let implied = match next.money {
            Money::Charged => self.implied(&fate, |group| left(group)[0] > 0),
            Money::Within(_) => Vec::new(),
        };
        for (group, row) in (0..).zip(self.by_group.rows()) {
            let left = left(group);
            if left[0] == 0 {
                continue;
            }
            if at(&implied, group) {
                next.gained += left[0];
                continue;
            }
            let before = rows.pairs();
            row.iter()
                .map(|&candidate| at(&place, candidate))
                .filter(|&to| to != u32::MAX)
                .for_each(|to| rows.push(to));
            if rows.pairs() > before {
                rows.end();
                worth.push(left);
                kept_prices.push(at(prices, group).min(left[0] as f64));
            }
        }
        let (by_group, worth, prices) = merged(&rows, &worth, &kept_prices);
        next.by_candidate = by_group.turned(next.names.len());
        (next.by_group, next.worth) = (by_group, worth);
        (next, prices)
    }

    /// Which groups any plan reaches that reaches all others: those that at least the open candidates of another reach.
    fn implied(&self, fate: &[Fate], counts: impl Fn(u32) -> bool) -> Vec<bool> {
        let open = |candidate: u32| at(fate, candidate) == Fate::Open;
        let size = |group: u32| self.by_group.row(group).iter().filter(|&&candidate| open(candidate)).count();
        let sizes: Vec<usize> = (0..self.worth.len() as u32).map(size).collect();
        let mut implied = vec![false; self.worth.len()];
        let mut own = vec![u32::MAX; self.names.len()];
        for group in (0..self.worth.len() as u32).filter(|&group| counts(group)) {
            let all = at(&sizes, group);
            let candidates = || self.by_group.row(group).iter().copied().filter(|&candidate| open(candidate));
            candidates().for_each(|candidate| set(&mut own, candidate, group));
            let Some(rarest) = candidates().min_by_key(|&candidate| self.by_candidate.row(candidate).len())
            else {
                continue;
            };
            for &other in self.by_candidate.row(rarest) {
                let more = at(&sizes, other) > all || (at(&sizes, other) == all && other > group);
                if other != group
                    && more
                    && counts(other)
                    && !at(&implied, other)
                    && self
                        .by_group
                        .row(other)
                        .iter()
                        .filter(|&&candidate| at(&own, candidate) == group)
                        .count()
                        == all
                {
                    set(&mut implied, other, true);
                }
            }
        }
        implied
    }

    /// Settles as out what is no better than another candidate; of equals the first stays.
    fn drop_worse(&self, fate: &mut [Fate], counts: impl Fn(u32) -> bool) {
        let mut own = vec![u32::MAX; self.worth.len()];
        let size =
            |candidate: u32| self.by_candidate.row(candidate).iter().filter(|&&group| counts(group)).count();
        let sizes: Vec<usize> = (0..self.candidates()).map(size).collect();
        for candidate in 0..self.candidates() {
            if at(fate, candidate) != Fate::Open {
                continue;
            }
            let groups = || self.by_candidate.row(candidate).iter().copied().filter(|&group| counts(group));
            groups().for_each(|group| set(&mut own, group, candidate));
            let Some(rarest) = groups().min_by_key(|&group| self.by_group.row(group).len()) else { continue };
            let all = at(&sizes, candidate);
            let worse = self.by_group.row(rarest).iter().any(|&other| {
                other != candidate
                    && at(fate, other) == Fate::Open
                    && self.cost(other) <= self.cost(candidate)
                    && at(&sizes, other) >= all
                    && (at(&sizes, other) > all
                        || self.cost(other) < self.cost(candidate)
                        || other < candidate)
                    && self
                        .by_candidate
                        .row(other)
                        .iter()
                        .filter(|&&group| at(&own, group) == candidate)
                        .count()
                        == all
            });
            if worse {
                set(fate, candidate, Fate::Out);
            }
        }
    }
}

/// Sorted rows with equal ones as one, and what is added up of them.
fn merged(rows: &Table, worth: &[Worth], prices: &[f64]) -> (Table, Vec<Worth>, Vec<f64>) {
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    order.sort_by(|&one, &other| rows.row(one).cmp(rows.row(other)).then(one.cmp(&other)));
    let (mut table, mut worths, mut sums) = (Table::new(), Vec::<Worth>::new(), Vec::<f64>::new());
    let mut last: Option<&[u32]> = None;
    for place in order {
        let row = rows.row(place);
        let (more, price) = (at(worth, place), at(prices, place));
        match (worths.last_mut(), sums.last_mut()) {
            (Some(sum), Some(prices)) if last == Some(row) => {
                sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                *prices += price;
            }
            _ => {
                row.iter().for_each(|&item| table.push(item));
                table.end();
                worths.push(more);
                sums.push(price);
                last = Some(row);
            }
        }
    }
    (table, worths, sums)
}
