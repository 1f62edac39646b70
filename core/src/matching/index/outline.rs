//! The promises of all blocks at once, in single precision with slack: what a walk goes by.

use super::block::{Share, Summary};
use super::{NO_WAGE, Wish};
use crate::matching::part::ONE;

/// The extremes of blocks as columns. Each fact has a column of whether it must be counted, because all posts of the
/// block have it, and one of whether it may be.
#[derive(Debug, Default)]
pub(super) struct Outline {
    centre: [Vec<f32>; 3],
    radius: Vec<f32>,
    /// 1 where the way to every post counts.
    bound: Vec<f32>,
    way: Fact,
    wage: Fact,
    freshness: Fact,
    skills: Fact,
}

#[derive(Debug, Default)]
struct Fact {
    best: Vec<f32>,
    all: Vec<f32>,
    some: Vec<f32>,
}

impl Fact {
    fn push(&mut self, share: Share, best: f32) {
        self.best.push(best);
        self.all.push(f32::from(u8::from(share == Share::All)));
        self.some.push(f32::from(u8::from(share == Share::Some)));
    }
}

/// What a person counts, in shares of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) bar: f32,
    pub(super) occupation: f32,
    pub(super) skills: f32,
    pub(super) proximity: f32,
    pub(super) wage: f32,
    pub(super) freshness: f32,
    /// What the parts that no column bounds may add over the bar.
    pub(super) others: f32,
    /// The monthly floor, and one over half of it.
    pub(super) floor: f32,
    pub(super) per_half_floor: f32,
    pub(super) home: Option<[f32; 3]>,
    pub(super) reach_m: f32,
    /// Seconds to a metre of the straight line.
    pub(super) pace: f32,
    /// What the sum of roundings stays below.
    pub(super) slack: f32,
}

/// Half of the way that is worth half, as the score has it.
const HALF_TRAVEL_S: f32 = crate::matching::part::HALF_TRAVEL_S as f32;

impl Scale {
    /// How near a distance is, at best.
    pub(super) fn near(&self, distance_m: f32) -> f32 {
        HALF_TRAVEL_S / (HALF_TRAVEL_S + (distance_m - super::SLACK_M).max(0.0) * self.pace)
    }

    /// How good a wage is, at best.
    pub(super) fn paid(&self, middle: f32) -> f32 {
        ((middle - self.floor) * self.per_half_floor).clamp(0.0, 1.0)
    }
}

impl Outline {
    pub(super) fn of(summaries: &[Summary]) -> Self {
        let mut outline = Self::default();
        for one in summaries {
            outline.centre.iter_mut().zip(one.centre).for_each(|(column, part)| column.push(part));
            outline.radius.push(one.radius);
            outline.bound.push(f32::from(u8::from(one.bound_to_place)));
            // Work from anywhere is as near as can be.
            let way = match (one.on_site, one.remote) {
                (Share::All, _) => Share::All,
                (Share::None, Share::None) => Share::None,
                _ => Share::Some,
            };
            outline.way.push(way, f32::from(u8::from(one.remote != Share::None)));
            outline
                .wage
                .push(one.wage, if one.wage_middle == NO_WAGE { 0.0 } else { one.wage_middle as f32 });
            outline.freshness.push(one.freshness, one.freshness_best as f32 / ONE as f32);
            outline.skills.push(one.skills, 0.0);
        }
        outline
    }

    /// For every block how far its best post may be over the bar; less than nothing where none can reach it.
    ///
    /// `skills` has the largest share of a post's skills that the person has, for every block.
    pub(super) fn promises(&self, scale: &Scale, wish: &Wish, skills: &[f32], promises: &mut Vec<f32>) {
        promises.clear();
        promises.resize(self.radius.len(), scale.others + scale.slack);
        let add = |promises: &mut [f32], fact: &Fact, weight: f32, values: &mut dyn Iterator<Item = f32>| {
            if weight == 0.0 {
                return;
            }
            for (((promise, value), all), some) in
                promises.iter_mut().zip(values).zip(&fact.all).zip(&fact.some)
            {
                let over = weight * (value - scale.bar);
                *promise += all * over + some * over.max(0.0);
            }
        };
        for (promise, (best, some_none)) in promises.iter_mut().zip(wish.far_all()) {
            let over = scale.occupation * (best - scale.bar);
            *promise += if some_none { over.max(0.0) } else { over };
        }
        add(promises, &self.skills, scale.skills, &mut skills.iter().copied());
        add(promises, &self.wage, scale.wage, &mut self.wage.best.iter().map(|middle| scale.paid(*middle)));
        add(promises, &self.freshness, scale.freshness, &mut self.freshness.best.iter().copied());
        let Some([x, y, z]) = scale.home else {
            promises
                .iter_mut()
                .for_each(|promise| *promise += (scale.proximity * (1.0 - scale.bar)).max(0.0));
            return;
        };
        let [xs, ys, zs] = &self.centre;
        let places = xs.iter().zip(ys).zip(zs).zip(&self.radius);
        let facts = self.way.best.iter().zip(&self.way.all).zip(&self.way.some).zip(&self.bound);
        for ((promise, (((u, v), w), radius)), (((anywhere, all), some), bound)) in
            promises.iter_mut().zip(places).zip(facts)
        {
            let squared = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
            let away_m = (squared.sqrt() * (1.0 - 1e-6) - radius - super::SLACK_M).max(0.0);
            let over = scale.proximity * (scale.near(away_m).max(*anywhere) - scale.bar);
            *promise += all * over + some * over.max(0.0);
            let farther = f32::from(u8::from(away_m > scale.reach_m + super::SLACK_M));
            *promise -= bound * farther * 1e9;
        }
    }
}
