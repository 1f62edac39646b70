//! What the way to work adds for the posts of every block at best, in single precision with slack.

use super::SLACK_M;
use super::block::{Share, Summary};
use super::stops::StreetBounds;

/// Places of blocks as columns. One has whether the way must be counted, because all posts of the block have it, and one
/// whether it may be.
#[derive(Debug, Default)]
pub(super) struct Outline {
    centre: [Vec<f32>; 3],
    radius: Vec<f32>,
    /// 1 where some post may be worked at from anywhere.
    anywhere: Vec<f32>,
    all: Vec<f32>,
    some: Vec<f32>,
    /// 1 where the way to every post counts.
    bound: Vec<f32>,
}

/// What a person counts, in shares of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) occupation: f32,
    pub(super) skills: f32,
    pub(super) proximity: f32,
    pub(super) wage: f32,
    pub(super) freshness: f32,
    pub(super) experience: f32,
    pub(super) education: f32,
    pub(super) schedule: f32,
    pub(super) vector: f32,
    pub(super) home: Option<[f32; 3]>,
    pub(super) reach_m: f32,
    /// Seconds to a metre of the straight line.
    pub(super) pace: f32,
}

/// Half of the way that is worth half, as the score has it.
const HALF_TRAVEL_S: f32 = crate::matching::part::HALF_TRAVEL_S as f32;
/// What is taken off a block that lies farther than the person goes: more than all weights.
const OUT_OF_REACH: f32 = 1e9;

/// Whether what a way adds says that it leads farther than the person goes.
pub(super) fn is_out_of_reach(way: f32) -> bool {
    way < -OUT_OF_REACH / 2.0
}

impl Scale {
    /// How near a distance is, at best.
    pub(super) fn near(&self, distance_m: f32) -> f32 {
        near_in((distance_m - SLACK_M).max(0.0) * self.pace)
    }

    /// How far at most what is so near.
    pub(super) fn within(&self, near: f32) -> f32 {
        HALF_TRAVEL_S * (1.0 / near - 1.0) / self.pace * (1.0 + 1e-5) + 2.0 * SLACK_M
    }
}

/// How near a travel time in seconds is.
pub(super) fn near_in(travel_s: f32) -> f32 {
    HALF_TRAVEL_S / (HALF_TRAVEL_S + travel_s)
}

impl Outline {
    pub(super) fn of(summaries: &[Summary]) -> Self {
        let mut outline = Self::default();
        let one = |truth: bool| f32::from(u8::from(truth));
        for summary in summaries {
            outline.centre.iter_mut().zip(summary.centre).for_each(|(column, part)| column.push(part));
            outline.radius.push(summary.radius);
            outline.anywhere.push(one(summary.remote != Share::None));
            let way = match (summary.on_site, summary.remote) {
                (Share::All, _) | (_, Share::All) => Share::All,
                (Share::None, Share::None) => Share::None,
                _ => Share::Some,
            };
            outline.all.push(one(way == Share::All));
            outline.some.push(one(way == Share::Some));
            outline.bound.push(one(summary.on_site == Share::All));
        }
        outline
    }

    /// For every block what the way to its nearest post adds over a bar at best.
    pub(super) fn ways(&self, scale: &Scale, bar: f32, ways: &mut Vec<f32>) {
        ways.clear();
        let Some([x, y, z]) = scale.home else {
            // Posts may be near, or the way to them not known.
            ways.resize(self.radius.len(), (scale.proximity * (1.0 - bar)).max(0.0));
            return;
        };
        let [xs, ys, zs] = &self.centre;
        let places = xs.iter().zip(ys).zip(zs).zip(&self.radius);
        let facts = self.anywhere.iter().zip(&self.all).zip(&self.some).zip(&self.bound);
        ways.extend(places.zip(facts).map(|((((u, v), w), radius), (((anywhere, all), some), bound))| {
            let squared = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
            let away_m = (squared.sqrt() * (1.0 - 1e-6) - radius - SLACK_M).max(0.0);
            let over = scale.proximity * (scale.near(away_m).max(*anywhere) - bar);
            let farther = f32::from(u8::from(away_m > scale.reach_m + SLACK_M));
            all * over + some * over.max(0.0) - bound * farther * OUT_OF_REACH
        }));
    }

    /// [`Self::ways`] for a person whose ways are measured on streets.
    pub(super) fn ways_on(&self, streets: StreetBounds<'_>, scale: &Scale, bar: f32, ways: &mut Vec<f32>) {
        let Some(home) = scale.home else {
            self.ways(scale, bar, ways);
            return;
        };
        ways.clear();
        let [xs, ys, zs] = &self.centre;
        let places = xs.iter().zip(ys).zip(zs).zip(&self.radius);
        let facts = self.anywhere.iter().zip(&self.all).zip(&self.some).zip(&self.bound);
        let blocks = places.zip(facts).zip(streets.least_s.iter().zip(streets.off));
        ways.extend(blocks.map(
            |(((((u, v), w), radius), (((anywhere, all), some), bound)), (least_s, off))| {
                let [x, y, z] = home;
                let squared = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
                let away_m = (squared.sqrt() * (1.0 - 1e-6) - radius - SLACK_M).max(0.0);
                // The nearest is one on the streets, or one that the straight line leads to.
                let near = near_in(*least_s).max(off * scale.near(away_m)).max(*anywhere);
                let over = scale.proximity * (near - bar);
                let is_beyond =
                    away_m > streets.line_m + SLACK_M || (streets.is_limited && least_s.is_infinite());
                let farther = is_beyond && (*off == 0.0 || away_m > scale.reach_m + SLACK_M);
                all * over + some * over.max(0.0) - bound * f32::from(u8::from(farther)) * OUT_OF_REACH
            },
        ));
    }

    /// How much the way of a block loses at least for a bar that is higher by one.
    pub(super) fn falls(&self, block: usize) -> f32 {
        self.all.get(block).copied().unwrap_or(0.0)
    }
}
