//! The sites worth most at prices of demand points, and what follows from their reduced costs.
//!
//! Of so many sites those worth most are picked. For money it is a knapsack, of which the last site may be picked in part
//! (Dantzig 1957), so that no choice for the money is worth more. Where the number is limited as well, each site is charged
//! so much that about so many are picked: any charge, with what it comes to for that number, is a bound.

use std::cmp::Reverse;

use super::limit::{Limit, Rest};
use super::median_problem::Decided;

/// 1 in fractions.
pub(super) const ONE: i64 = 1 << 20;

/// Sites and what is picked of them.
#[derive(Debug)]
pub(super) struct Picks {
    /// What each site is worth at the prices on trial.
    pub(super) worth: Vec<i64>,
    /// What part of [`ONE`] of each is picked.
    pub(super) share: Vec<i64>,
    /// What part of each was picked of late, about.
    pub(super) often: Vec<i64>,
    /// What is known, or follows from the reduced costs of all bounds so far.
    pub(super) decided: Vec<Decided>,
    /// The sites that are picked from.
    order: Vec<(Reverse<i64>, u32)>,
    knapsack: Knapsack,
}

impl Picks {
    pub(super) fn new(decided: Vec<Decided>) -> Self {
        let sites = decided.len();
        Self {
            worth: vec![0; sites],
            share: vec![0; sites],
            often: Vec::new(),
            decided,
            order: Vec::with_capacity(sites),
            knapsack: Knapsack::default(),
        }
    }

    /// Which sites are picked as a whole.
    pub(super) fn picked(&self) -> Vec<bool> {
        self.share.iter().map(|share| *share == ONE).collect()
    }

    /// Notes what is picked, as the first or as one of many times.
    pub(super) fn note(&mut self) {
        if self.often.is_empty() {
            self.often.clone_from(&self.share);
        }
        for (often, share) in self.often.iter_mut().zip(&self.share) {
            *often += (share - *often) / 16;
        }
    }

    /// Picks of all sites; returns what is left of the sum of prices, and decides what is then known of sites if what
    /// reaches `prune` is good enough.
    pub(super) fn pick(&mut self, limit: &Limit, prices: i128, prune: i128) -> i128 {
        self.share.fill(0);
        self.order.clear();
        self.order.extend(self.worth.iter().map(|worth| Reverse(*worth)).zip(0..));
        self.pick_of_order(limit, limit.whole(), prices, prune)
    }

    /// Picks the open sites, and of the free ones with what they leave of the limit.
    pub(super) fn pick_further(&mut self, limit: &Limit, rest: Rest, mut prices: i128, prune: i128) -> i128 {
        self.share.fill(0);
        self.order.clear();
        let sites = self.decided.iter().zip(&self.worth).zip(&mut self.share).zip(0_u32..);
        for (((decided, &worth), share), site) in sites {
            match decided {
                Decided::Free => self.order.push((Reverse(worth), site)),
                Decided::Closed => {}
                Decided::Open => {
                    prices -= i128::from(worth);
                    *share = ONE;
                }
            }
        }
        self.pick_of_order(limit, rest, prices, prune)
    }

    fn pick_of_order(&mut self, limit: &Limit, rest: Rest, prices: i128, prune: i128) -> i128 {
        if limit.is_money() {
            let Self { order, share, decided, knapsack, .. } = self;
            return knapsack.pick(Offer { limit, rest, order }, share, decided, prices, prune);
        }
        let sum = most(&mut self.order, rest.count, prices, &mut self.share);
        decide(&self.order, rest.count, sum, prune, &mut self.decided);
        sum
    }
}

/// Picks the sites worth most, the first of several, and puts them first; returns what is left of the sum of prices.
fn most(order: &mut [(Reverse<i64>, u32)], choose: usize, prices: i128, share: &mut [i64]) -> i128 {
    if choose < order.len() {
        order.select_nth_unstable(choose);
    }
    let mut sum = prices;
    for (Reverse(worth), site) in order.iter().take(choose) {
        sum -= i128::from(*worth);
        if let Some(share) = share.get_mut(*site as usize) {
            *share = ONE;
        }
    }
    sum
}

/// Decides sites by their reduced costs.
///
/// To pick another site costs at least the least worth of the picked instead of its own; not to pick one of the picked
/// leaves the greatest worth of the others instead. If the bound is good enough then, no better plan has it so.
fn decide(order: &[(Reverse<i64>, u32)], choose: usize, bound: i128, prune: i128, decided: &mut [Decided]) {
    let (best, rest) = order.split_at(choose.min(order.len()));
    let (least, most) = (best.iter().map(|of| of.0.0).min(), rest.iter().map(|of| of.0.0).max());
    let (Some(least), Some(most)) = (least, most) else { return };
    let others = rest.iter().map(|(worth, site)| (least - worth.0, site, Decided::Closed));
    for (more, site, decision) in
        best.iter().map(|(worth, site)| (worth.0 - most, site, Decided::Open)).chain(others)
    {
        if bound + i128::from(more) >= prune
            && let Some(decided) = decided.get_mut(*site as usize)
        {
            *decided = decision;
        }
    }
}

/// A knapsack of sites, with room for what is sorted from one step to the next.
#[derive(Debug, Default)]
struct Knapsack {
    /// What sites are worth beyond the charge, and which they are: those that are worth something and fit.
    queue: Vec<(i64, u32)>,
    /// What part of each site is picked, and with a lower charge that is too low.
    parts: Vec<(u32, i64)>,
    lower: Vec<(u32, i64)>,
    /// The charge of the last step.
    charge: i64,
}

/// How a knapsack is filled.
#[derive(Debug, Clone, Copy)]
struct Filled {
    /// What each site is charged.
    charge: i64,
    /// What the picked are worth, the charge counted for as many as may be picked; rounded up.
    worth: i128,
    /// How many are picked, one in part included.
    count: usize,
    /// Worth and cost of the first site that does not fit as a whole: what money is worth.
    rate: Option<(i64, u64)>,
}

impl Filled {
    /// By how much less the picks are worth if a site is not picked (above 0) or is (below 0), rounded towards 0.
    fn reduced(&self, worth: i64, cost: u64) -> i128 {
        let worth = i128::from(worth) - i128::from(self.charge);
        let Some((of, price)) = self.rate else { return worth };
        let price = i128::from(price).max(1);
        (worth * price - i128::from(of) * i128::from(cost)) / price
    }
}

/// Sites to pick from, and what limits them.
#[derive(Debug, Clone, Copy)]
struct Offer<'a> {
    limit: &'a Limit,
    rest: Rest,
    order: &'a [(Reverse<i64>, u32)],
}

/// A charge is found to this part of it, as a bound is true with any.
const CHARGE_PARTS: i64 = 4096;

impl Knapsack {
    /// What is left of the sum of prices if sites are picked for money; decides what is then known.
    fn pick(
        &mut self,
        offer: Offer<'_>,
        share: &mut [i64],
        decided: &mut [Decided],
        prices: i128,
        prune: i128,
    ) -> i128 {
        let Offer { limit, rest, order } = offer;
        let mut best = self.fill(offer, 0);
        let mut mix = 0;
        if best.count > rest.count {
            (best, mix) = self.charged(offer, best);
        }
        for (parts, of) in [(&self.parts, ONE - mix), (&self.lower, mix)] {
            for &(site, part) in parts.iter().filter(|_| of > 0) {
                if let Some(share) = share.get_mut(site as usize) {
                    *share += part * of;
                }
            }
        }
        let bound = prices - best.worth;
        for &(Reverse(worth), site) in order {
            let site = site as usize;
            if let Some(share) = share.get_mut(site) {
                *share /= ONE;
            }
            let less = best.reduced(worth, limit.cost(site));
            let decision = match less {
                _ if !limit.fits(site, rest) => Decided::Closed,
                _ if less == 0 || bound + less.abs() < prune => continue,
                _ if less > 0 => Decided::Open,
                _ => Decided::Closed,
            };
            if let Some(decided) = decided.get_mut(site) {
                *decided = decision;
            }
        }
        bound
    }

    /// Fills the money with what is worth most for it, each site charged.
    fn fill(&mut self, offer: Offer<'_>, charge: i64) -> Filled {
        let Offer { limit, rest, order } = offer;
        self.queue.clear();
        let charged = order.iter().map(|&(Reverse(worth), site)| (worth - charge, site));
        self.queue.extend(charged.filter(|&(worth, site)| worth > 0 && limit.fits(site as usize, rest)));
        let of = |of: &(i64, u32)| (of.0, of.1 as usize);
        self.queue.sort_unstable_by(|one, other| limit.saves_more(of(other), of(one)));
        self.parts.clear();
        let mut filled =
            Filled { charge, worth: i128::from(charge) * rest.count as i128, count: 0, rate: None };
        let mut left = rest.money;
        for &(worth, site) in &self.queue {
            let cost = limit.cost(site as usize);
            if cost > left {
                let (worth, part, all) = (i128::from(worth), i128::from(left), i128::from(cost));
                filled.worth += (worth * part + all - 1) / all;
                filled.rate = Some((worth as i64, cost));
                if left > 0 {
                    filled.count += 1;
                    self.parts.push((site, (i128::from(ONE) * part / all) as i64));
                }
                break;
            }
            left -= cost;
            filled.worth += i128::from(worth);
            filled.count += 1;
            self.parts.push((site, ONE));
        }
        filled
    }

    /// Charges so much that no more are picked than may be; also tells what part of [`ONE`] of what is picked with a
    /// little less makes about as many as may be.
    fn charged(&mut self, offer: Offer<'_>, uncharged: Filled) -> (Filled, i64) {
        let most = offer.rest.count;
        let mut low = uncharged;
        std::mem::swap(&mut self.parts, &mut self.lower);
        // With a charge as great as any worth, nothing is picked.
        let greatest = offer.order.iter().map(|of| of.0.0).max().unwrap_or_default();
        let mut high = self.fill(offer, greatest);
        let mut upper = std::mem::take(&mut self.parts);
        let mut tries = [self.charge, self.charge / 64 * 63, self.charge / 64 * 65].into_iter();
        while high.charge - low.charge > high.charge / CHARGE_PARTS + 1 {
            let within = tries.by_ref().find(|charge| low.charge < *charge && *charge < high.charge);
            let filled = self.fill(offer, within.unwrap_or(i64::midpoint(low.charge, high.charge)));
            if filled.count > most {
                low = filled;
                std::mem::swap(&mut self.parts, &mut self.lower);
            } else {
                high = filled;
                std::mem::swap(&mut self.parts, &mut upper);
            }
        }
        self.parts = upper;
        self.charge = high.charge;
        let sum = |parts: &[(u32, i64)]| parts.iter().map(|of| i128::from(of.1)).sum::<i128>();
        let (more, fewer) = (sum(&self.lower), sum(&self.parts));
        let missing = most as i128 * i128::from(ONE) - fewer;
        let mix = (missing * i128::from(ONE) / (more - fewer).max(1)).clamp(0, i128::from(ONE)) as i64;
        (if low.worth < high.worth { low } else { high }, mix)
    }
}

#[cfg(test)]
#[path = "picks_tests.rs"]
mod tests;
