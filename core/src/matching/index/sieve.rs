//! What posts are worth in bytes: sums of rounded-up contributions, tested for all posts of a block in a few steps.
//!
//! A byte counts steps of the [`Unit`]. Occupation, skills, wage and newness are in it post by post, the way to work
//! comes from the block. Bytes round up and sums stop at 255, which is more than everything is worth together, so that
//! a sum never stands below what it stands for.

use super::block::BLOCK;
use super::filters::words;
use super::{NO_WAGE, NONE, Row};
use crate::matching::part::{ONE, wage_above};
use crate::matching::{Part, Weights};
use std::sync::OnceLock;

/// Bytes of one block.
pub(super) type Bytes = [u8; BLOCK];

/// Bytes of what nobody counts.
pub(super) const NO_BYTES: Bytes = [0; BLOCK];
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
        let steps = contribution / self.step;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 250: no contribution is more than the whole"
        )]
        let whole = steps.min(253.0) as u8;
        if f64::from(whole) < steps { whole + 1 } else { whole }
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

impl Unknown {
    /// Which of skills, wage and day count, a bit each.
    fn counted(&self) -> u8 {
        [self.freshness, self.wage, self.skills].iter().fold(0, |bits, byte| bits << 1 | u8::from(*byte > 0))
    }
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
    weights: Weights,
    /// Monthly floors, in order, for each of which there may be a column.
    floors: Vec<i64>,
    /// What posts are worth to people without a floor and with each of the floors, made when the first asks.
    paid: Vec<OnceLock<Paid>>,
    /// All bits set where skills, wage and day of publication are not known.
    unknown: [Vec<Bytes>; 3],
    /// Which of skills, wage and day some post of a block lacks, a bit each.
    lacking: Vec<u8>,
}

/// Monthly floors for which there may be a column, as far as posts' wages make a difference: people name round amounts;
/// one who names another is judged by the next below, which never understates a wage.
fn floors(rows: &[Row]) -> Vec<i64> {
    let middles = || rows.iter().map(|row| row.wage_middle).filter(|middle| *middle != NO_WAGE);
    let (Some(least), Some(most)) = (middles().min(), middles().max()) else { return Vec::new() };
    // Up to two thirds of the least wage every post is worth all, as with a floor of nothing; from the highest wage up
    // none is worth anything.
    let low = (1..=20).map(|half_thousand| half_thousand * 50_000);
    let high = (11..=30).map(|thousand| thousand * 100_000);
    let round = low.chain(high).filter(|floor| *floor > least / 3 * 2 && *floor < most);
    std::iter::once(0).chain(round).collect()
}

impl Sieve {
    pub(super) fn new(rows: &[Row], weights: &Weights) -> Self {
        let floors = if weights.wage > 0 { floors(rows) } else { Vec::new() };
        let facts: [fn(&Row) -> bool; 3] =
            [|row| row.rarity_sum > 0, |row| row.wage_middle != NO_WAGE, |row| row.freshness != NONE];
        Self {
            unit: Unit::of(weights),
            weights: *weights,
            paid: (0..=floors.len()).map(|_| OnceLock::new()).collect(),
            floors,
            unknown: facts.map(|is_known| column(rows, |row| if is_known(row) { 0 } else { u8::MAX })),
            lacking: rows
                .chunks(BLOCK)
                .map(|rows| {
                    let lack = |is_known: fn(&Row) -> bool| rows.iter().any(|row| !is_known(row));
                    facts.iter().rev().fold(0, |bits, is_known| bits << 1 | u8::from(lack(*is_known)))
                })
                .collect(),
        }
    }

    /// What wage and newness add for people with a floor: that of the next floor below.
    pub(super) fn paid(&self, rows: &[Row], floor: Option<i64>) -> Option<&Paid> {
        let number = floor.map_or(0, |floor| self.floors.partition_point(|known| *known <= floor).max(1));
        // Without any wage there is but the first.
        let number = number.min(self.floors.len());
        let floor = number.checked_sub(1).and_then(|number| self.floors.get(number)).copied();
        Some(self.paid.get(number)?.get_or_init(|| self.paid_over(rows, floor)))
    }

    /// Weight × share of a part's value.
    fn contribution(&self, part: Part, value: u32) -> f64 {
        f64::from(self.weights.of(part)) * f64::from(value) / f64::from(ONE)
    }

    /// What a part's value is worth.
    pub(super) fn byte(&self, part: Part, value: u32) -> u8 {
        self.unit.byte(self.contribution(part, value))
    }

    fn paid_over(&self, rows: &[Row], floor: Option<i64>) -> Paid {
        let contribution = |part: Part, value: u32| match value {
            NONE => 0.0,
            value => self.contribution(part, value),
        };
        let wage = |row: &Row| match floor {
            Some(floor) if row.wage_middle != NO_WAGE => wage_above(row.wage_middle, floor).unwrap_or(NONE),
            _ => NONE,
        };
        let byte = |row: &Row| {
            self.unit.byte(contribution(Part::Wage, wage(row)) + contribution(Part::Freshness, row.freshness))
        };
        let least = floor.map_or(0, |floor| u32::try_from(floor).unwrap_or(0));
        Paid { bytes: column(rows, byte), reaching: words(rows, |row| row.wage_top >= least) }
    }

    /// Which of skills, wage and day some post of a block lacks, a bit each.
    pub(super) fn lacking(&self, block: usize) -> u8 {
        self.lacking.get(block).copied().unwrap_or(u8::MAX)
    }

    /// Whether the sums of a block depend on what is not known.
    pub(super) fn is_mixed(&self, block: usize, summed: &Summed<'_>, unknown: &Unknown) -> bool {
        summed.some_none || self.lacking(block) & unknown.counted() != 0
    }

    /// Notes what each post of a block is worth at most, nothing if it is not among `open`, and says what the best is worth.
    #[inline]
    pub(super) fn sum(
        &self,
        block: usize,
        summed: &Summed<'_>,
        unknown: &Unknown,
        open: u64,
        sums: &mut Bytes,
    ) -> u8 {
        let mut most = 0;
        let open = spread(open);
        let known = summed.occupation.iter().zip(summed.skills).zip(summed.paid).zip(&open);
        if !self.is_mixed(block, summed, unknown) {
            for (sum, (((occupation, skills), paid), open)) in sums.iter_mut().zip(known) {
                *sum = occupation.saturating_add(*skills).saturating_add(*paid) & open;
                most = most.max(*sum);
            }
            return most;
        }
        let [skills, wages, days] =
            self.unknown.each_ref().map(|masks| masks.get(block).unwrap_or(&NO_BYTES));
        let lacking = skills.iter().zip(wages).zip(days);
        for (sum, ((((occupation, skills), paid), open), ((no_skills, no_wage), no_day))) in
            sums.iter_mut().zip(known.zip(lacking))
        {
            let occupation = if *occupation == NO_OCCUPATION { unknown.occupation } else { *occupation };
            let known = occupation.saturating_add(*skills).saturating_add(*paid);
            let unknown = (no_skills & unknown.skills)
                .saturating_add(no_wage & unknown.wage)
                .saturating_add(no_day & unknown.freshness);
            *sum = known.saturating_add(unknown) & open;
            most = most.max(*sum);
        }
        most
    }
}

/// All bits of a byte for each bit of a byte.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const SPREAD: [[u8; 8]; 256] = {
    let mut spread = [[0; 8]; 256];
    let mut bits = 0_u8;
    loop {
        let mut bit = 0;
        while bit < 8 {
            spread[bits as usize][bit] = if bits >> bit & 1 == 1 { u8::MAX } else { 0 };
            bit += 1;
        }
        if bits == u8::MAX {
            break spread;
        }
        bits += 1;
    }
};

/// All bits of a byte for each bit.
fn spread(bits: u64) -> Bytes {
    let mut bytes = [0; BLOCK];
    let (eights, _) = bytes.as_chunks_mut::<8>();
    for (eight, byte) in eights.iter_mut().zip(bits.to_le_bytes()) {
        *eight = SPREAD.get(usize::from(byte)).copied().unwrap_or_default();
    }
    bytes
}

fn column(rows: &[Row], byte: impl Fn(&Row) -> u8) -> Vec<Bytes> {
    let of_block = |rows: &[Row]| {
        let mut bytes = [0; BLOCK];
        bytes.iter_mut().zip(rows).for_each(|(slot, row)| *slot = byte(row));
        bytes
    };
    rows.chunks(BLOCK).map(of_block).collect()
}

/// Which of the sums are at least as large.
pub(super) fn at_least(sums: &Bytes, least: u8) -> u64 {
    mask(&sums.map(|sum| sum >= least))
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
