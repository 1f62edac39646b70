//! How many sites a plan may have: so many, or what money buys.

use std::cmp::Ordering;

use super::question::{Choice, Siting, Standing};
use crate::circle::{CircleCode, CircleError};

/// What a question of medians allows.
#[derive(Debug)]
pub(super) struct Allowed<'a> {
    /// So many further sites, the mandatory among them; at most so many if they have costs.
    count: Option<u32>,
    /// What each candidate costs, and what there is.
    purse: Option<(&'a [u64], u64)>,
}

impl<'a> Allowed<'a> {
    /// # Errors
    /// `circle.choice_not_for_model` if as many as are needed are asked for.
    pub(super) fn of(siting: &'a Siting<'_>) -> Result<Self, CircleError> {
        match &siting.choice {
            Choice::Count(count) => Ok(Self { count: Some(*count), purse: None }),
            Choice::Budget { costs, budget, at_most } => {
                Ok(Self { count: *at_most, purse: Some((costs, *budget)) })
            }
            Choice::Needed => Err(CircleError::new(CircleCode::ChoiceNotForModel, "needed")),
        }
    }

    /// Whether sites are paid for.
    pub(super) fn is_money(&self) -> bool {
        self.purse.is_some()
    }

    /// What the mandatory sites cost, if that is more than there is.
    pub(super) fn too_dear(&self, siting: &Siting<'_>) -> Option<u64> {
        let (costs, budget) = self.purse?;
        let is_mandatory = |candidate: u32| siting.standing_of(candidate) == Standing::Mandatory;
        let mandatory = (0..).zip(costs).filter(|of| is_mandatory(of.0)).map(|of| of.1).sum();
        (mandatory > budget).then_some(mandatory)
    }

    /// Which candidates may serve: all but the forbidden and those that the money is not enough for beside the mandatory.
    pub(super) fn may_serve(&self, siting: &Siting<'_>) -> Vec<bool> {
        let given = |candidate: &u32| siting.standing_of(*candidate) == Standing::Mandatory;
        let candidates = || 0..siting.relation.candidates();
        let mandatory: u64 = candidates().filter(given).map(|candidate| self.cost(candidate)).sum();
        let left = self.purse.map_or(0, |(_, budget)| budget.saturating_sub(mandatory));
        let may_serve = |candidate| match siting.standing_of(candidate) {
            Standing::Open => self.cost(candidate) <= left,
            Standing::Existing | Standing::Mandatory => true,
            Standing::Forbidden => false,
        };
        candidates().map(may_serve).collect()
    }

    /// The limit of a problem that chooses of `sites` beside the mandatory `given`.
    ///
    /// Existing sites among them count as chosen and cost nothing.
    pub(super) fn limit(&self, siting: &Siting<'_>, sites: &[u32], given: &[u32]) -> Limit {
        let is_existing = |site: u32| siting.standing_of(site) == Standing::Existing;
        let standing = sites.iter().filter(|site| is_existing(**site)).count();
        let count = self.count.map_or(sites.len(), |count| count as usize + standing - given.len());
        let Some((_, budget)) = self.purse else { return Limit { count, money: 0, costs: None } };
        let cost = |site: u32| if is_existing(site) { 0 } else { self.cost(site) };
        let spent: u64 = given.iter().map(|&site| cost(site)).sum();
        Limit {
            count,
            money: budget.saturating_sub(spent),
            costs: Some(sites.iter().map(|&site| cost(site)).collect()),
        }
    }

    fn cost(&self, candidate: u32) -> u64 {
        self.purse.and_then(|(costs, _)| costs.get(candidate as usize)).copied().unwrap_or_default()
    }
}

/// How many of the sites of a problem may be chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Limit {
    /// At most so many; if they have no costs, neither more nor fewer.
    pub(super) count: usize,
    /// What they may cost together.
    money: u64,
    /// What each costs; none if they are only counted.
    costs: Option<Vec<u64>>,
}

/// What is left of a limit beside sites that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) count: usize,
    pub(super) money: u64,
}

impl Limit {
    #[cfg(test)]
    pub(super) fn so_many(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    #[cfg(test)]
    pub(super) fn for_money(costs: Vec<u64>, money: u64, count: usize) -> Self {
        Self { count, money, costs: Some(costs) }
    }

    /// Whether sites are paid for.
    pub(super) fn is_money(&self) -> bool {
        self.costs.is_some()
    }

    pub(super) fn cost(&self, site: usize) -> u64 {
        self.costs.as_ref().and_then(|costs| costs.get(site)).copied().unwrap_or_default()
    }

    /// What all of it is.
    pub(super) fn whole(&self) -> Rest {
        Rest { count: self.count, money: self.money }
    }

    /// What is left beside open sites; `None` if they are too many or too dear.
    pub(super) fn rest(&self, open: impl Iterator<Item = usize>) -> Option<Rest> {
        open.map(|site| self.cost(site)).try_fold(self.whole(), |rest, cost| {
            Some(Rest { count: rest.count.checked_sub(1)?, money: rest.money.checked_sub(cost)? })
        })
    }

    /// Whether one more site may be open.
    pub(super) fn fits(&self, site: usize, rest: Rest) -> bool {
        rest.count > 0 && self.cost(site) <= rest.money
    }

    /// Whether a site may be open instead of another.
    pub(super) fn fits_for(&self, site: usize, out: usize, rest: Rest) -> bool {
        self.cost(site) <= rest.money.saturating_add(self.cost(out))
    }

    /// The limit of those sites with what is left.
    pub(super) fn of(&self, rest: Rest, sites: impl Iterator<Item = usize>) -> Self {
        let costs = self.costs.as_ref().map(|_| sites.map(|site| self.cost(site)).collect());
        Self { count: rest.count, money: rest.money, costs }
    }

    /// Whether all of the free sites are open in the best plan, or none; `None` if there is a choice. Free are those that
    /// fit.
    pub(super) fn settled(&self, rest: Rest, free: impl Iterator<Item = usize>) -> Option<bool> {
        let (mut count, mut cost) = (0, 0_u64);
        for site in free {
            count += 1;
            cost = cost.saturating_add(self.cost(site));
        }
        match count {
            _ if rest.count == 0 || count == 0 => Some(false),
            count if count <= rest.count && cost <= rest.money => Some(true),
            _ => None,
        }
    }

    /// About how many of so many sites a plan has.
    pub(super) fn expected(&self, sites: usize) -> usize {
        let Some(costs) = &self.costs else { return self.count };
        let all = costs.iter().map(|&cost| u128::from(cost)).sum::<u128>().max(1);
        let bought = u128::from(self.money) * sites as u128 / all;
        usize::try_from(bought).unwrap_or(sites).min(sites).min(self.count)
    }

    /// Which of two sites saves more for its cost; if they save as much, which saves more; then the first. Without costs
    /// that is which saves more. Where sites have costs, both must save something.
    pub(super) fn saves_more(&self, one: (i64, usize), other: (i64, usize)) -> Ordering {
        let for_cost = |of: (i64, usize), other: usize| i128::from(of.0) * i128::from(self.cost(other));
        let by_cost = for_cost(one, other.1).cmp(&for_cost(other, one.1));
        by_cost.then(one.0.cmp(&other.0)).then(other.1.cmp(&one.1))
    }
}

#[cfg(test)]
#[path = "limit_tests.rs"]
pub(super) mod tests;
