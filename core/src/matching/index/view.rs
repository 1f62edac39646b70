//! What posts, and blocks of them, are worth to one person at most.

use super::block::{BLOCK, Card, Known};
use super::outline::{self, Scale, near_in};
use super::own::Own;
use super::sieve::{self, Bytes, NO_BYTES, Paid, Summed, Unknown};
use super::stops::PostStops;
use super::trail::{Bar, Hope, Trail, list};
use super::walk::Walk;
use super::{NONE, index};
use crate::matching::Order;
use crate::matching::part::{ONE, Part};
use std::cmp::Ordering;

/// A distance by which a pace is measured, in metres.
const PACE_M: u32 = 1_000_000;
/// More than the roundings of a bound in single precision, as a share of one.
const SLACK: f32 = 3e-5;
/// How many values a byte has.
const BYTES: usize = 256;

/// A bar, in terms of the bytes of posts.
pub(super) struct Against {
    pub(super) unknown: Unknown,
    /// What must be reached by bytes and the way.
    pub(super) missing: f32,
    /// By how much the bar is higher than that of the promises.
    pub(super) higher: f32,
}

/// A person's columns over all blocks.
pub(super) struct View<'a> {
    pub(super) walk: &'a Walk<'a>,
    pub(super) own: &'a Own,
    pub(super) scale: Scale,
    /// Where posts lie on the streets that ways are measured on.
    pub(super) stops: Option<&'a PostStops>,
    occupations: &'a [Bytes],
    some_none: &'a [bool],
    shares: &'a [Bytes],
    pub(super) paid: Option<&'a Paid>,
    pub(super) excluded: [&'a [bool]; 3],
    /// Weights of the parts that bytes sum, and of those that nothing bounds.
    pub(super) summed: f32,
    pub(super) free: f32,
    /// What is known of a post weighs together, case by case.
    known: [f32; 32],
    /// What skills, wage and newness weigh together that some post of a block lacks, case by case.
    lacking: [f32; 8],
    /// What the sum of roundings stays below.
    slack: f32,
}

impl Walk<'_> {
    /// What counts for the person.
    fn scale(&self) -> Scale {
        let person = self.person;
        let weight = |part: Part| person.weight(part) as f32;
        // What no post says weighs nothing.
        let has = &self.index.has;
        let some = |has: bool, part: Part| one_if(has) * weight(part);
        let travel_s = self.options.travel.travel_time_s(person.mode, PACE_M).saturating_sub(1);
        Scale {
            occupation: weight(Part::Occupation),
            skills: some(has.skills, Part::Skills),
            proximity: weight(Part::Proximity),
            wage: some(has.wage, Part::Wage),
            freshness: some(has.freshness, Part::Freshness),
            experience: weight(Part::Experience),
            education: weight(Part::Education),
            schedule: weight(Part::Schedule),
            vector: weight(Part::Vector),
            home: person.test.home,
            reach_m: person.reach_m as f32,
            pace: travel_s as f32 / PACE_M as f32,
        }
    }
}

impl<'a> View<'a> {
    pub(super) fn new(walk: &'a Walk<'a>, own: &'a Own) -> Self {
        let scale = walk.scale();
        let (occupations, some_none) = walk.wish.blocks();
        let (shares, _) = own.shares.as_chunks();
        let has = &walk.index.has;
        let free = [
            (has.experience, scale.experience),
            (has.education, scale.education),
            (has.schedule, scale.schedule),
            (has.vector, scale.vector),
        ];
        let weights = walk.person.weights.iter().map(|weight| *weight as f32);
        Self {
            walk,
            own,
            occupations: if scale.occupation > 0.0 { occupations } else { &[] },
            some_none,
            shares,
            paid: walk.index.sieve.paid(&walk.index.rows, walk.person.floor_monthly),
            excluded: walk.excluded(),
            summed: scale.occupation + scale.skills + scale.wage + scale.freshness,
            free: free.iter().filter(|(has, _)| *has).map(|(_, weight)| weight).sum(),
            slack: weights.sum::<f32>() * SLACK,
            known: Known::weights(&scale),
            lacking: std::array::from_fn(|case| {
                let parts = [(1, scale.skills), (2, scale.wage), (4, scale.freshness)];
                parts.iter().filter(|(bit, _)| case & bit != 0).map(|(_, weight)| weight).sum()
            }),
            stops: walk.index.stops_of(walk.ways),
            scale,
        }
    }

    /// What is summed for a block.
    pub(super) fn summed(&self, block: usize) -> Summed<'_> {
        let of = |bytes: &'a [Bytes]| bytes.get(block).unwrap_or(&NO_BYTES);
        Summed {
            occupation: of(self.occupations),
            some_none: !self.occupations.is_empty() && self.some_none.get(block).copied().unwrap_or(true),
            skills: of(self.shares),
            paid: self.paid.and_then(|paid| paid.bytes.get(block)).unwrap_or(&NO_BYTES),
        }
    }

    /// What blocks are tested against, if their promises are over a bar that is lower.
    pub(super) fn against(&self, bar: u32, low: u32) -> Against {
        let (bar, low) = (share_of(bar), share_of(low));
        let byte = |weight: f32| match weight {
            0.0 => 0,
            weight => self.walk.index.sieve.unit.byte(f64::from(weight * bar + self.slack)),
        };
        Against {
            unknown: Unknown {
                occupation: byte(self.scale.occupation),
                skills: byte(self.scale.skills),
                wage: byte(self.scale.wage),
                freshness: byte(self.scale.freshness),
            },
            missing: self.summed * bar - self.free * (1.0 - bar) - self.slack,
            higher: bar - low,
        }
    }

    /// Notes for every sum of bytes how far a post may be to reach what is tested against, squared. Where priority comes
    /// before the score, and where ways are measured on streets, that is as far as the person goes.
    pub(super) fn farthest(&self, against: Option<&Against>, bar: u32, farthest: &mut Vec<f32>) {
        let reach = self.walk.person.test.reach_squared;
        farthest.clear();
        let in_line = self.stops.is_none() && self.walk.options.order == Order::Fit;
        if let Some(against) = against.filter(|_| in_line) {
            let (bar, step) = (share_of(bar), self.walk.index.sieve.unit.step());
            let proximity = self.scale.proximity;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 256")]
            let sum_of = |missing: f32| (missing / step).ceil().clamp(0.0, BYTES as f32) as usize;
            // Sums for which the shortest way would not do, and those for which any way does.
            let nowhere = sum_of(against.missing - proximity * (1.0 - bar));
            let anywhere = sum_of(against.missing + proximity * bar).max(nowhere);
            farthest.resize(nowhere, -1.0);
            let each = 1.0 / proximity.max(f32::MIN_POSITIVE);
            farthest.extend((nowhere..anywhere).map(|sum| {
                let way_m = self.scale.within((against.missing - sum as f32 * step) * each + bar);
                (way_m * way_m).min(reach)
            }));
        }
        farthest.resize(BYTES, reach);
    }

    /// Notes for every block by how much its best post may be over a bar: less than anything if none is open and within
    /// reach.
    pub(super) fn promise(&self, bar: u32, trail: &mut Trail) {
        let sieve = &self.walk.index.sieve;
        let outline = &self.walk.index.outline;
        match self.stops {
            None => outline.ways(&self.scale, share_of(bar), &mut trail.ways),
            Some(stops) => {
                let streets = stops.bounds(self.walk.ways, self.walk.person.line_m, &trail.least_s);
                outline.ways_on(streets, &self.scale, share_of(bar), &mut trail.ways);
            }
        }
        let (against, step) = (self.against(bar, bar), sieve.unit.step());
        let Trail { open, ways, blocks, sums, promises, falls, .. } = trail;
        let is_within = |(open, way): (&u64, &f32)| (*open != 0) & !outline::is_out_of_reach(*way);
        let count = list(blocks, open.iter().zip(&*ways).map(is_within));
        sums.resize(open.len(), NO_BYTES);
        promises.clear();
        promises.resize(open.len(), f32::NEG_INFINITY);
        falls.resize(open.len(), 0.0);
        for block in blocks.iter().copied().take(count) {
            let (Some(open), Some(way)) = (open.get(block), ways.get(block)) else { continue };
            let (Some(sums), Some(promise), Some(fall)) =
                (sums.get_mut(block), promises.get_mut(block), falls.get_mut(block))
            else {
                continue;
            };
            let most = sieve.sum(block, &self.summed(block), &against.unknown, *open, sums);
            *promise = f32::from(most) * step + way - against.missing;
            *fall = self.falls(block);
        }
    }

    /// How the best that comes before the score in a block compares with a bar.
    pub(super) fn rank_of(&self, block: usize, bar: Bar) -> Ordering {
        let Some((least, _)) = bar else { return Ordering::Equal };
        self.walk.first(self.walk.index.block_groups.get(block).copied().unwrap_or(0)).cmp(&least)
    }

    /// How much the promise of a block loses at least for a bar that is higher by one.
    fn falls(&self, block: usize) -> f32 {
        let posts = self.walk.index;
        let case = usize::from(posts.sieve.lacking(block));
        let lacking = self.lacking.get(case).copied().unwrap_or(self.summed);
        let some_none = self.some_none.get(block).copied().unwrap_or(true);
        let bytes = (self.summed - lacking - one_if(some_none) * self.scale.occupation).max(0.0);
        bytes + self.free + self.scale.proximity * posts.outline.falls(block)
    }

    /// What a post may score, if nothing but what is asked last excludes it. Like [`Hope::reaches`] without branches.
    pub(super) fn hope(&self, slot: usize, card: &Card, squared: f32) -> Hope {
        let (posts, person, scale) = (self.walk.index, self.walk.person, &self.scale);
        let summed = self.summed(slot / BLOCK);
        let byte = |bytes: &Bytes| bytes.get(slot % BLOCK).copied().unwrap_or(0);
        let (occupation, skills, paid) = (byte(summed.occupation), byte(summed.skills), byte(summed.paid));
        let mut known = self.known.get(card.known.case()).copied().unwrap_or(0.0);
        let wanted = one_if(occupation != sieve::NO_OCCUPATION);
        known += wanted * scale.occupation;
        let bytes = f32::from(skills) + f32::from(paid) + wanted * f32::from(occupation);
        let mut product = 0.0;
        let tables = [
            (&person.experiences, card.experience, scale.experience),
            (&person.educations, card.education, scale.education),
            (&person.schedules, card.schedule, scale.schedule),
        ];
        for (values, id, weight) in tables {
            let value = values.get(index(id)).copied().unwrap_or(NONE);
            let weight = one_if(value != NONE) * weight;
            known += weight;
            product += weight * value as f32;
        }
        product = product * (1.0 / ONE as f32) + bytes * posts.sieve.unit.step();
        // What may be known is worth most where it is, and all. No number is near.
        let near = match self.stops.and_then(|stops| stops.at(slot)) {
            None => scale.near(squared.sqrt() * (1.0 - 1e-6)),
            Some(_) if squared.is_nan() => 1.0,
            Some(stop) => match self.walk.ways.within_limit_s(stop) {
                Some(travel_s) => near_in(travel_s as f32),
                None if self.walk.ways.is_limited() => return Hope::NONE,
                None => 0.0,
            },
        };
        product += one_if(card.known.has_way()) * scale.proximity * near;
        product += one_if(card.known.has_vector()) * scale.vector;
        let first = match self.walk.options.order {
            Order::Fit => 0,
            Order::PriorityThenFit => self.walk.first(posts.rows.get(slot).map_or(0, |row| row.groups)),
        };
        let most = if known > 0.0 { product / known } else { 0.0 };
        Hope { first, most: most + SLACK, slot: super::number(slot) }
    }
}

/// One or nothing.
fn one_if(truth: bool) -> f32 {
    f32::from(u8::from(truth))
}

/// A share of one in millionths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nothing and one")]
pub(super) fn millionths(share: f32) -> u32 {
    (share.clamp(0.0, 1.0) * ONE as f32) as u32
}

/// Millionths as a share of one.
pub(super) fn share_of(millionths: u32) -> f32 {
    millionths as f32 / ONE as f32
}
