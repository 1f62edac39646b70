//! What posts are worth in bytes: sums of rounded-up contributions, tested for all posts of a block in a few steps.
//!
//! A byte counts steps of the [`Unit`]. Occupation, skills, wage and newness are in it post by post, the way to work
//! comes from the block. Bytes round up and sums stop at 255, which is more than everything is worth together, so that
//! a sum never stands below what it stands for.

use super::block::BLOCK;
use super::filters::words;
use super::{Fact, NO_WAGE, NONE};
use crate::matching::part::{ONE, wage_above};
use crate::matching::{Part, Weights};

/// Bytes of one block.
pub(super) type Bytes = [u8; BLOCK];

/// A byte of an occupation that is not known.
pub(super) const NO_OCCUPATION: u8 = u8::MAX;
/// What all that is summed is worth together.
const WHOLE: f64 = 250.0;

/// Weight × value to a step of a byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    step: f64,
}

impl Unit {
    fn of(weights: &Weights) -> Self {
        let summed = [Part::Occupation, Part::Skills, Part::Wage, Part::Freshness];
        let sum: f64 = summed.iter().map(|part| f64::from(weights.of(*part))).sum();
        Self { step: if sum > 0.0 { sum / WHOLE } else { 1.0 } }
    }

    /// A contribution of weight × share, rounded up.
    pub(super) fn byte(self, contribution: f64) -> u8 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 250: no contribution is more than the whole"
        )]
        let byte = (contribution / self.step).ceil().clamp(0.0, 254.0) as u8;
        byte
    }

    /// Steps of a byte in weight × share.
    #[expect(clippy::cast_possible_truncation, reason = "bounds have slack for it")]
    pub(super) const fn step(self) -> f32 {
        self.step as f32
    }
}

/// What a post of unknown skills, wage, … counts with, so that it neither gains nor loses against a bar.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unknown {
    pub(super) occupation: u8,
    pub(super) skills: u8,
    pub(super) wage: u8,
    pub(super) freshness: u8,
}

/// What is summed for one block: bytes of the person's and of the wish's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Summed<'a> {
    pub(super) occupation: &'a Bytes,
    /// Whether an occupation of the block is not known.
    pub(super) some_none: bool,
    pub(super) skills: &'a Bytes,
    pub(super) paid: &'a Bytes,
}

/// What posts are worth to people of one floor.
#[derive(Debug)]
pub(super) struct Paid {
    pub(super) bytes: Vec<Bytes>,
    /// A bit for each post whose highest wage is not below the floor.
    pub(super) reaching: Vec<u64>,
}

/// The byte columns of an index.
#[derive(Debug)]
pub(super) struct Sieve {
    pub(super) unit: Unit,
    /// Monthly floors, in order, for each of which there is a column.
    floors: Vec<i64>,
    /// For each floor what wage and newness add, and the posts whose wage may reach it: the first is of people without a
    /// floor.
    paid: Vec<Paid>,
    /// All bits set where skills, wage and day of publication are not known.
    unknown: [Vec<Bytes>; 3],
    /// Whether some post of a block lacks skills, wage or day.
    mixed: Vec<bool>,
}

/// Monthly floors for which there is a column, as far as posts' wages make a difference: people name round amounts; one
/// who names another is judged by the next below, which never understates a wage.
fn floors(facts: &[Fact]) -> Vec<i64> {
    let middles = || facts.iter().map(|fact| fact.row.wage_middle).filter(|middle| *middle != NO_WAGE);
    let (Some(least), Some(most)) = (middles().min(), middles().max()) else { return Vec::new() };
    // Up to two thirds of the least wage every post is worth all, as with a floor of nothing; from the highest wage up
    // none is worth anything.
    let low = (1..=20).map(|half_thousand| half_thousand * 50_000);
    let high = (11..=30).map(|thousand| thousand * 100_000);
    std::iter::once(0)
        .chain(low.chain(high).filter(|floor| *floor > least / 3 * 2 && *floor < most))
        .collect()
}

impl Sieve {
    pub(super) fn new(facts: &[Fact], weights: &Weights) -> Self {
        let unit = Unit::of(weights);
        let [wage_weight, fresh_weight] =
            [Part::Wage, Part::Freshness].map(|part| f64::from(weights.of(part)) / f64::from(ONE));
        let fresh = |fact: &Fact| match fact.row.freshness {
            NONE => 0.0,
            value => fresh_weight * f64::from(value),
        };
        let floors = if weights.wage > 0 { floors(facts) } else { Vec::new() };
        let of_floor = |floor: Option<&i64>| {
            let bytes = column(facts, |fact| {
                let wage = match floor {
                    Some(floor) if fact.row.wage_middle != NO_WAGE => {
                        wage_above(fact.row.wage_middle, *floor).map_or(0.0, f64::from)
                    }
                    _ => 0.0,
                };
                unit.byte(wage_weight * wage + fresh(fact))
            });
            let least = floor.map_or(0, |floor| u32::try_from(*floor).unwrap_or(0));
            Paid { bytes, reaching: words(facts, |fact| fact.row.wage_top >= least) }
        };
        let paid = std::iter::once(None).chain(floors.iter().map(Some)).map(of_floor).collect();
        let flag = |is_unknown: bool| if is_unknown { u8::MAX } else { 0 };
        let unknown = [
            column(facts, |fact| flag(fact.row.rarity_sum == 0)),
            column(facts, |fact| flag(fact.row.wage_middle == NO_WAGE)),
            column(facts, |fact| flag(fact.row.freshness == NONE)),
        ];
        let mixed = facts.chunks(BLOCK).map(|facts| {
            facts.iter().any(|fact| {
                fact.row.rarity_sum == 0 || fact.row.wage_middle == NO_WAGE || fact.row.freshness == NONE
            })
        });
        Self { unit, paid, unknown, mixed: mixed.collect(), floors }
    }

    /// What wage and newness add for people with a floor: that of the next floor below.
    pub(super) fn paid(&self, floor: Option<i64>) -> Option<&Paid> {
        let column = match floor {
            None => 0,
            Some(floor) => self.floors.partition_point(|known| *known <= floor).max(1),
        };
        // Without any wage there is but the first.
        let column = column.min(self.paid.len().saturating_sub(1));
        self.paid.get(column)
    }

    /// Whether the sums of a block depend on what is not known.
    pub(super) fn is_mixed(&self, block: usize, summed: &Summed<'_>) -> bool {
        summed.some_none || self.mixed.get(block).copied().unwrap_or(true)
    }

    /// What each post of a block is worth at most.
    pub(super) fn sums(&self, block: usize, summed: &Summed<'_>, unknown: &Unknown) -> Bytes {
        let mut sums = *summed.occupation;
        if self.is_mixed(block, summed) {
            for sum in &mut sums {
                *sum = if *sum == NO_OCCUPATION { unknown.occupation } else { *sum };
            }
            let each = [unknown.skills, unknown.wage, unknown.freshness];
            for (masks, byte) in self.unknown.iter().zip(each) {
                let Some(masks) = masks.get(block) else { continue };
                for (sum, mask) in sums.iter_mut().zip(masks) {
                    *sum = sum.saturating_add(mask & byte);
                }
            }
        }
        for ((sum, skills), paid) in sums.iter_mut().zip(summed.skills).zip(summed.paid) {
            *sum = sum.saturating_add(*skills).saturating_add(*paid);
        }
        sums
    }
}

fn column(facts: &[Fact], byte: impl Fn(&Fact) -> u8) -> Vec<Bytes> {
    let of_block = |facts: &[Fact]| {
        let mut bytes = [0; BLOCK];
        bytes.iter_mut().zip(facts).for_each(|(slot, fact)| *slot = byte(fact));
        bytes
    };
    facts.chunks(BLOCK).map(of_block).collect()
}

/// Which of the sums are at least as large.
pub(super) fn at_least(sums: &Bytes, least: u8) -> u64 {
    mask(&sums.map(|sum| sum >= least))
}

/// The largest of the sums.
pub(super) fn largest(sums: &Bytes) -> u8 {
    sums.iter().fold(0, |most, sum| most.max(*sum))
}

/// A bit for each truth.
pub(super) fn mask(truths: &[bool; BLOCK]) -> u64 {
    let (bytes, _) = truths.as_chunks::<8>();
    bytes.iter().zip(0..8).fold(0, |mask, (eight, place)| {
        // Eight truths of one byte each; the product collects their lowest bits in the highest byte.
        let eight = u64::from_le_bytes(eight.map(u8::from));
        mask | (eight.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * place)
    })
}
