//! Blocks of posts: columns that are tested together, and the extremes of each block.

use super::outline::Scale;
use super::{Fact, NO_WAGE, PreparedPost, Row, metres};
use crate::matching::part::ONE;
use crate::model::PeriodSource;
use crate::place::EARTH_RADIUS_M;

/// Posts in a block: few enough for close bounds, enough for columns to be worth while.
pub(super) const BLOCK: usize = 64;

/// A column of a block.
type Column<T> = [T; BLOCK];

/// What is tested of all posts of a block before any is scored.
#[derive(Debug)]
pub(super) struct Block {
    /// The bits of traits, the lower and the upper half.
    traits: [Column<u32>; 2],
    age_min: Column<u8>,
    age_max: Column<u8>,
    wage_top: Column<u32>,
    /// Places in metres from the Earth's centre; no number where the way to work excludes nobody.
    place: [Column<f32>; 3],
    /// Values of hours and certificates.
    schedules: Column<u32>,
    pub(super) classes: Column<u32>,
    certificates: Column<u32>,
    wage_middle: Column<f32>,
    freshness: Column<f32>,
    /// 1 where the post asks for skills.
    skilled: Column<f32>,
    /// Which slots hold a post.
    filled: u64,
}

/// What is asked of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test {
    pub(super) forbidden: [u32; 2],
    pub(super) age: Option<u8>,
    pub(super) floor: u32,
    /// Home in metres from the Earth's centre, and the square of how far the person goes.
    pub(super) home: Option<[f32; 3]>,
    pub(super) reach_squared: f32,
}

/// A fact of posts: none of them has it, some, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    None,
    Some,
    All,
}

impl Share {
    fn of<'a, T: 'a>(items: impl Iterator<Item = T>, has: impl Fn(T) -> bool) -> Self {
        let (mut any, mut all) = (false, true);
        for item in items {
            if has(item) {
                any = true;
            } else {
                all = false;
            }
        }
        Self::from_flags(any, all)
    }

    const fn from_flags(any: bool, all: bool) -> Self {
        match (any, all) {
            (false, _) => Self::None,
            (true, false) => Self::Some,
            (true, true) => Self::All,
        }
    }

    const fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, Self::All) => Self::All,
            (Self::None, Self::None) => Self::None,
            _ => Self::Some,
        }
    }
}

/// The extremes of a block.
#[derive(Debug, Clone)]
pub(super) struct Summary {
    /// Bits that all posts have.
    pub(super) traits: [u32; 2],
    pub(super) age_min: u8,
    pub(super) age_max: u8,
    pub(super) wage_top: u32,
    /// The middle of the places that count for the way to work, and how far the farthest is from it.
    pub(super) centre: [f32; 3],
    pub(super) radius: f32,
    /// Whether the way to every post counts.
    pub(super) bound_to_place: bool,
    pub(super) on_site: Share,
    pub(super) remote: Share,
    pub(super) wage_middle: i64,
    pub(super) wage: Share,
    pub(super) freshness_best: u32,
    pub(super) freshness: Share,
    pub(super) experience: Share,
    pub(super) education: Share,
    pub(super) schedule: Share,
    pub(super) skills: Share,
    pub(super) vector: Share,
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
fn bound_to_place(row: &Row) -> bool {
    row.placed && !row.remote && !row.no_way
}

/// The lower and the upper half.
pub(super) fn halves(bits: u64) -> [u32; 2] {
    #[expect(clippy::cast_possible_truncation, reason = "each half fits")]
    [bits as u32, (bits >> 32) as u32]
}

/// The square of the distance of two places.
pub(super) fn squared(here: [f32; 3], there: [f32; 3]) -> f32 {
    let ([x, y, z], [u, v, w]) = (here, there);
    (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w)
}

impl Block {
    pub(super) fn of(facts: &[Fact]) -> Self {
        fn column<T: Copy>(empty: T, values: impl Iterator<Item = T>) -> Column<T> {
            let mut column = [empty; BLOCK];
            column.iter_mut().zip(values).for_each(|(slot, value)| *slot = value);
            column
        }
        let rows = || facts.iter().map(|fact| &fact.row);
        let half = |number: usize| {
            column(0, facts.iter().map(move |fact| halves(fact.traits).get(number).copied().unwrap_or(0)))
        };
        let place = |axis: usize| {
            let of = move |fact: &Fact| {
                let metres = metres(fact.vector).get(axis).copied().unwrap_or(f32::NAN);
                if bound_to_place(&fact.row) { metres } else { f32::NAN }
            };
            column(f32::NAN, facts.iter().map(of))
        };
        Self {
            traits: [half(0), half(1)],
            age_min: column(0, facts.iter().map(|fact| fact.ages.0)),
            age_max: column(u8::MAX, facts.iter().map(|fact| fact.ages.1)),
            wage_top: column(u32::MAX, facts.iter().map(|fact| fact.wage_top)),
            place: [place(0), place(1), place(2)],
            classes: column(0, rows().map(|row| row.class)),
            schedules: column(0, rows().map(|row| row.schedule)),
            certificates: column(0, rows().map(|row| row.certificates)),
            wage_middle: column(
                f32::NAN,
                rows().map(|row| if row.wage_middle == NO_WAGE { f32::NAN } else { row.wage_middle as f32 }),
            ),
            freshness: column(
                f32::NAN,
                rows().map(|row| {
                    if row.freshness == super::NONE { f32::NAN } else { row.freshness as f32 / ONE as f32 }
                }),
            ),
            skilled: column(0.0, rows().map(|row| f32::from(u8::from(row.rarity_sum > 0)))),
            filled: u64::MAX >> (64 - facts.len().clamp(1, BLOCK)),
        }
    }

    /// Which posts none of the columns excludes; `far` gets the square of the distance of each, no number where the way
    /// does not count.
    pub(super) fn passing(&self, test: &Test, far: &mut [f32; BLOCK]) -> u64 {
        let mut pass = [true; BLOCK];
        let [low, high] = test.forbidden;
        let traits = self.traits[0].iter().zip(&self.traits[1]);
        for (pass, (lower, upper)) in pass.iter_mut().zip(traits) {
            *pass = ((lower & low) | (upper & high)) == 0;
        }
        if let Some(age) = test.age {
            for (pass, (min, max)) in pass.iter_mut().zip(self.age_min.iter().zip(&self.age_max)) {
                *pass &= (*min <= age) & (age <= *max);
            }
        }
        for (pass, top) in pass.iter_mut().zip(&self.wage_top) {
            *pass &= *top >= test.floor;
        }
        if let Some([x, y, z]) = test.home {
            let [xs, ys, zs] = &self.place;
            for (far, ((u, v), w)) in far.iter_mut().zip(xs.iter().zip(ys).zip(zs)) {
                *far = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
            }
            for (pass, far) in pass.iter_mut().zip(far.iter()) {
                // No number is not farther.
                let farther = *far > test.reach_squared;
                *pass &= !farther;
            }
        } else {
            far.fill(f32::NAN);
        }
        mask(&pass) & self.filled
    }
}

impl Block {
    /// Which posts may reach the bar of a scale. `occupations` bounds what each has in common with the wish, in millionths;
    /// `skills` has the share of each post's skills that the person has.
    pub(super) fn promising(
        &self,
        scale: &Scale,
        occupations: &[i32; BLOCK],
        skills: &[f32; BLOCK],
        far: &[f32; BLOCK],
    ) -> u64 {
        let mut promise = [scale.others + scale.slack; BLOCK];
        for (promise, (share, skilled)) in promise.iter_mut().zip(skills.iter().zip(&self.skilled)) {
            *promise += skilled * scale.skills * (share - scale.bar);
        }
        if scale.occupation > 0.0 {
            for (promise, occupation) in promise.iter_mut().zip(occupations) {
                *promise += scale.occupation * (*occupation as f32 * (1.0 / ONE as f32) - scale.bar);
            }
        }
        for (promise, middle) in promise.iter_mut().zip(&self.wage_middle) {
            let over = scale.wage * (scale.paid(*middle) - scale.bar);
            *promise += if middle.is_nan() { 0.0 } else { over };
        }
        if scale.freshness > 0.0 {
            for (promise, freshness) in promise.iter_mut().zip(&self.freshness) {
                *promise += if freshness.is_nan() { 0.0 } else { scale.freshness * (freshness - scale.bar) };
            }
        }
        let unknown = (scale.proximity * (1.0 - scale.bar)).max(0.0);
        for (promise, far) in promise.iter_mut().zip(far) {
            let near = scale.near(far.sqrt() * (1.0 - 1e-6));
            *promise += if far.is_nan() { unknown } else { scale.proximity * (near - scale.bar) };
        }
        mask(&promise.map(|promise| promise >= 0.0))
    }
}

impl Block {
    /// Whether none of the columns but that of places excludes a post.
    pub(super) fn lets(&self, place: usize, test: &Test) -> bool {
        let [low, high] = test.forbidden;
        let of = |column: &Column<u32>| column.get(place).copied().unwrap_or(0);
        let ages = self.age_min.get(place).zip(self.age_max.get(place));
        (of(&self.traits[0]) & low) | (of(&self.traits[1]) & high) == 0
            && test.age.is_none_or(|age| ages.is_some_and(|(min, max)| *min <= age && age <= *max))
            && of(&self.wage_top) >= test.floor
    }

    /// Whether the hours and certificates of a post are among those that exclude it.
    pub(super) fn excluded(
        &self,
        place: usize,
        schedules: Option<&[bool]>,
        certificates: Option<&[bool]>,
    ) -> bool {
        let no = |excluded: Option<&[bool]>, ids: &Column<u32>| {
            let id = ids.get(place).copied().unwrap_or(0);
            excluded.is_some_and(|all| all.get(super::index(id)).copied().unwrap_or(false))
        };
        no(schedules, &self.schedules) || no(certificates, &self.certificates)
    }
}

/// A bit for each truth.
fn mask(truths: &[bool; BLOCK]) -> u64 {
    let (bytes, _) = truths.as_chunks::<8>();
    bytes.iter().zip(0..8).fold(0, |mask, (eight, place)| {
        // Eight truths of one byte each; the product collects their lowest bits in the highest byte.
        let eight = u64::from_le_bytes(eight.map(u8::from));
        mask | (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * place)
    })
}

impl Summary {
    pub(super) fn of(facts: &[Fact]) -> Self {
        let rows = || facts.iter().map(|fact| &fact.row);
        let bound: Vec<[f32; 3]> =
            facts.iter().filter(|fact| bound_to_place(&fact.row)).map(|fact| metres(fact.vector)).collect();
        let middle = |axis: usize| {
            let of_axis = || bound.iter().filter_map(|place| place.get(axis).copied());
            let (least, most) =
                of_axis().fold((f32::MAX, f32::MIN), |(least, most), one| (least.min(one), most.max(one)));
            f32::midpoint(least, most)
        };
        let centre = [middle(0), middle(1), middle(2)];
        let radius = bound.iter().map(|place| squared(*place, centre).sqrt()).fold(0.0_f32, f32::max);
        // Places of more than one system are not in the columns.
        let known = bound.iter().flatten().all(|part| part.is_finite());
        Self {
            traits: halves(facts.iter().fold(u64::MAX, |all, fact| all & fact.traits)),
            age_min: facts.iter().map(|fact| fact.ages.0).min().unwrap_or(0),
            age_max: facts.iter().map(|fact| fact.ages.1).max().unwrap_or(u8::MAX),
            wage_top: facts.iter().map(|fact| fact.wage_top).max().unwrap_or(u32::MAX),
            centre: if known { centre } else { [0.0; 3] },
            radius: if known { radius } else { 2.0 * EARTH_RADIUS_M as f32 },
            bound_to_place: rows().all(bound_to_place),
            on_site: Share::of(rows(), bound_to_place),
            remote: Share::of(rows(), |row| row.remote),
            wage_middle: rows().map(|row| row.wage_middle).max().unwrap_or(NO_WAGE),
            wage: Share::of(rows(), |row| row.wage_middle != NO_WAGE),
            freshness_best: rows()
                .map(|row| row.freshness)
                .filter(|value| *value != super::NONE)
                .max()
                .unwrap_or(0),
            freshness: Share::of(rows(), |row| row.freshness != super::NONE),
            experience: Share::of(rows(), |row| row.experience > 0),
            education: Share::of(rows(), |row| row.asks_education),
            schedule: Share::of(rows(), |row| row.has_hours),
            skills: Share::of(rows(), |row| row.rarity_sum > 0),
            vector: Share::of(rows(), |row| row.has_vector),
            groups: rows().fold(0, |all, row| all | row.groups),
        }
    }

    /// What holds of all blocks together; its places are nowhere near.
    pub(super) fn whole(summaries: &[Self]) -> Self {
        let all =
            |of: fn(&Self) -> Share| summaries.iter().map(of).reduce(Share::with).unwrap_or(Share::None);
        Self {
            traits: summaries.iter().fold([u32::MAX; 2], |[low, high], one| {
                let [lower, upper] = one.traits;
                [low & lower, high & upper]
            }),
            age_min: summaries.iter().map(|one| one.age_min).min().unwrap_or(0),
            age_max: summaries.iter().map(|one| one.age_max).max().unwrap_or(u8::MAX),
            wage_top: summaries.iter().map(|one| one.wage_top).max().unwrap_or(u32::MAX),
            centre: [0.0; 3],
            radius: 2.0 * EARTH_RADIUS_M as f32,
            bound_to_place: summaries.iter().all(|one| one.bound_to_place),
            on_site: all(|one| one.on_site),
            remote: all(|one| one.remote),
            wage_middle: summaries.iter().map(|one| one.wage_middle).max().unwrap_or(NO_WAGE),
            wage: all(|one| one.wage),
            freshness_best: summaries.iter().map(|one| one.freshness_best).max().unwrap_or(0),
            freshness: all(|one| one.freshness),
            experience: all(|one| one.experience),
            education: all(|one| one.education),
            schedule: all(|one| one.schedule),
            skills: all(|one| one.skills),
            vector: all(|one| one.vector),
            groups: summaries.iter().fold(0, |all, one| all | one.groups),
        }
    }
}
