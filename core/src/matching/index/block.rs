//! Blocks of posts: their places, what is tested of each post, and the extremes of each block.

use super::filters::AgeAndTraits;
use super::outline::Scale;
use super::{NO_WAGE, PreparedPost, Row, metres};
use crate::model::PeriodSource;
use crate::place::EARTH_RADIUS_M;

/// Posts in a block: a word of bits.
pub(super) const BLOCK: usize = 64;

/// The place of a post in metres from the Earth's centre; no number where the way to work excludes nobody.
pub(super) fn place_of((row, vector): (&Row, &[f64; 3])) -> [f32; 3] {
    if has_way(row) { metres(*vector) } else { [f32::NAN; 3] }
}

/// What is tested of one post before it is scored: few bytes, so that many posts stay at hand.
#[derive(Debug)]
pub(super) struct Card {
    /// Values of hours, certificates …
    pub(super) schedule: u32,
    pub(super) certificates: u32,
    pub(super) region: u32,
    pub(super) education: u32,
    pub(super) experience: u32,
    /// What is known of the post.
    pub(super) known: Known,
}

/// What is known of a post, a bit each: a place among the 32 of a person's [`Known::weights`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Known(u8);

impl Known {
    const SKILLS: u8 = 1;
    const WAGE: u8 = 2;
    const FRESHNESS: u8 = 4;
    /// Remote, or at a place.
    const WAY: u8 = 8;
    const VECTOR: u8 = 16;

    fn of(row: &Row) -> Self {
        let facts = [
            (Self::SKILLS, row.rarity_sum > 0),
            (Self::WAGE, row.wage_middle != NO_WAGE),
            (Self::FRESHNESS, row.freshness != super::NONE),
            (Self::WAY, row.remote || has_way(row)),
            (Self::VECTOR, row.has_vector),
        ];
        Self(facts.iter().filter(|(_, is_known)| *is_known).fold(0, |bits, (bit, _)| bits | bit))
    }

    /// For each case what the known parts weigh together.
    pub(super) fn weights(scale: &Scale) -> [f32; 32] {
        let weights = [
            (Self::SKILLS, scale.skills),
            (Self::WAGE, scale.wage),
            (Self::FRESHNESS, scale.freshness),
            (Self::WAY, scale.proximity),
            (Self::VECTOR, scale.vector),
        ];
        let mut sums = [0.0; 32];
        for (bit, weight) in weights {
            let (without, with) = sums.split_at_mut(usize::from(bit));
            with.iter_mut().zip(without).for_each(|(with, without)| *with = *without + weight);
        }
        sums
    }

    pub(super) fn case(self) -> usize {
        usize::from(self.0)
    }

    pub(super) const fn has_way(self) -> bool {
        self.0 & Self::WAY != 0
    }

    pub(super) const fn has_vector(self) -> bool {
        self.0 & Self::VECTOR != 0
    }
}

/// What is asked of posts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test {
    pub(super) forbidden: u64,
    pub(super) age: Option<u8>,
    pub(super) floor: u32,
    /// Home in metres from the Earth's centre, and the square of how far the person goes.
    pub(super) home: Option<[f32; 3]>,
    pub(super) reach_squared: f32,
}

impl Test {
    pub(super) const fn age_and_traits(&self) -> AgeAndTraits {
        (self.age, self.forbidden)
    }
}

impl Card {
    pub(super) fn of(row: &Row) -> Self {
        Self {
            schedule: row.schedule,
            certificates: row.certificates,
            region: row.place,
            education: row.education,
            experience: row.experience,
            known: Known::of(row),
        }
    }

    /// Whether hours, certificates or place are among the values that exclude a post.
    pub(super) fn is_among(&self, [schedules, certificates, places]: [&[bool]; 3]) -> bool {
        let of = |excluded: &[bool], id: u32| excluded.get(super::index(id)).copied().unwrap_or(false);
        of(schedules, self.schedule) | of(certificates, self.certificates) | of(places, self.region)
    }
}

/// A fact of posts: none of them has it, some, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    None,
    Some,
    All,
}

impl Share {
    fn of(rows: &[Row], has: impl Fn(&Row) -> bool) -> Self {
        match rows.iter().filter(|row| has(row)).count() {
            0 => Self::None,
            all if all == rows.len() => Self::All,
            _ => Self::Some,
        }
    }
}

/// The extremes of a block.
#[derive(Debug, Clone)]
pub(super) struct Summary {
    /// The middle of the places that count for the way to work, and how far the farthest is from it.
    pub(super) centre: [f32; 3],
    pub(super) radius: f32,
    /// Whose way to work counts.
    pub(super) on_site: Share,
    pub(super) remote: Share,
    pub(super) groups: u64,
}

/// The highest monthly wage, as far as it can exclude somebody: an inferred period or an open end leaves the answer open.
pub(super) fn wage_top(post: &PreparedPost) -> u32 {
    match (post.wage_monthly, post.record.wage) {
        (Some((_, highest)), Some(wage)) if wage.source() == PeriodSource::Stated && !wage.has_open_end() => {
            u32::try_from(highest.get()).unwrap_or(u32::MAX)
        }
        _ => u32::MAX,
    }
}

/// Whether the way from home may exclude somebody.
pub(super) fn has_way(row: &Row) -> bool {
    row.placed && !row.remote && !row.no_way
}

fn distance(here: [f32; 3], there: [f32; 3]) -> f32 {
    here.iter().zip(there).map(|(here, there)| (here - there) * (here - there)).sum::<f32>().sqrt()
}

impl Summary {
    pub(super) fn of(rows: &[Row], vectors: &[[f64; 3]]) -> Self {
        let bound: Vec<[f32; 3]> = rows
            .iter()
            .zip(vectors)
            .filter(|(row, _)| has_way(row))
            .map(|(_, vector)| metres(*vector))
            .collect();
        let middle = |axis: usize| {
            let of_axis = || bound.iter().filter_map(|place| place.get(axis).copied());
            let (least, most) =
                of_axis().fold((f32::MAX, f32::MIN), |(least, most), one| (least.min(one), most.max(one)));
            f32::midpoint(least, most)
        };
        let centre = [middle(0), middle(1), middle(2)];
        let radius = bound.iter().map(|place| distance(*place, centre)).fold(0.0_f32, f32::max);
        // Places of more than one system are not in the columns.
        let known = bound.iter().flatten().all(|part| part.is_finite());
        Self {
            centre: if known { centre } else { [0.0; 3] },
            radius: if known { radius } else { 2.0 * EARTH_RADIUS_M as f32 },
            on_site: Share::of(rows, has_way),
            remote: Share::of(rows, |row| row.remote),
            groups: rows.iter().fold(0, |all, row| all | row.groups),
        }
    }
}
