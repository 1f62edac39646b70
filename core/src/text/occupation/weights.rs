//! The coder's weights, read from one compact file.
//!
//! Layout, version 1, all numbers little-endian; `benches/coding/train.py` writes it:
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `DSOC` |
//! | 1, 1 | version; 0 |
//! | 2, 2 | how many classes, how many small classes |
//! | 2 | the temperature: logits are multiplied by so many per cent |
//! | 4, 4 | how many features, how many weights |
//! | 8 | six emphases in hundredths: first, later and bracketed segment; letters anywhere, at the end, at the beginning; 0, 0 |
//! | 4 per class | 8 × the seven digits of the code + the index of its level, ascending |
//! | 2 per class | which small class it belongs to |
//! | 2 × 64, 2 × 64 | 2^(−i/64) and 2^(−i/4096), times 65,535 |
//! | 9 per feature | hash (4, ascending), rarity (1), unit in thousandths of a nat (2), how many weights (2) |
//! | 2 per weight | the class, or the number of classes + the small class; ascending within a feature |
//! | 1 per weight | signed, times the feature's unit |

use crate::error::{ValueCode, ValueError};
use crate::model::OccupationCode;
use crate::text::occupation::features::Emphasis;

/// One column of the model: how rare the feature is, its unit and where its weights are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) rarity: u32,
    unit: i64,
    from: u32,
    to: u32,
}

/// Weights of features for classes and small classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weights {
    pub(super) codes: Vec<OccupationCode>,
    pub(super) small_of: Vec<u16>,
    pub(super) smalls: usize,
    pub(super) percent: u16,
    pub(super) emphasis: Emphasis,
    coarse: [u16; 64],
    fine: [u16; 64],
    hashes: Vec<u32>,
    columns: Vec<Column>,
    targets: Vec<u16>,
    values: Vec<i8>,
}

const MAGIC: &[u8; 4] = b"DSOC";
const VERSION: u8 = 1;
/// Bytes of a feature.
const FEATURE_LEN: usize = 9;

fn refuse(what: &str) -> ValueError {
    ValueError::new(ValueCode::OccupationWeights, what)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ValueError> {
        let (head, rest) = self.0.split_at_checked(count).ok_or_else(|| refuse("ends too early"))?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ValueError> {
        self.take(N)?.try_into().map_err(|_| refuse("ends too early"))
    }

    fn byte(&mut self) -> Result<u8, ValueError> {
        self.array().map(u8::from_le_bytes)
    }

    fn short(&mut self) -> Result<u16, ValueError> {
        self.array().map(u16::from_le_bytes)
    }

    fn long(&mut self) -> Result<u32, ValueError> {
        self.array().map(u32::from_le_bytes)
    }

    fn shorts(&mut self, count: usize) -> Result<Vec<u16>, ValueError> {
        let bytes = self.take(count.checked_mul(2).ok_or_else(|| refuse("too many"))?)?;
        Ok(bytes.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect())
    }

    fn powers(&mut self) -> Result<[u16; 64], ValueError> {
        let powers: [u16; 64] = self.shorts(64)?.try_into().map_err(|_| refuse("powers of two"))?;
        if powers.is_sorted_by(|left, right| left >= right) && powers.first() == Some(&u16::MAX) {
            Ok(powers)
        } else {
            Err(refuse("powers of two"))
        }
    }
}

impl Weights {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// `occupation.weights`, with what is wrong: another version, a wrong length, a number out of range.
    pub(super) fn read(file: &[u8]) -> Result<Self, ValueError> {
        let mut bytes = Bytes(file);
        if bytes.take(4)? != MAGIC || bytes.byte()? != VERSION || bytes.byte()? != 0 {
            return Err(refuse("not version 1"));
        }
        let (classes, smalls) = (usize::from(bytes.short()?), usize::from(bytes.short()?));
        let percent = bytes.short()?;
        let (features, weights) = (bytes.long()?, bytes.long()?);
        let [first, later, inner, gram, end, begin, 0, 0] = bytes.array()? else {
            return Err(refuse("emphases"));
        };
        let emphasis = Emphasis { first, later, inner, gram, end, begin };
        if percent == 0
            || percent > 1_000
            || [first, later, inner, gram, end, begin].iter().any(|part| *part > 100)
        {
            return Err(refuse("emphases"));
        }
        let codes = (0..classes)
            .map(|_| OccupationCode::from_number(bytes.long()?).ok_or_else(|| refuse("classes")))
            .collect::<Result<Vec<_>, _>>()?;
        let small_of = bytes.shorts(classes)?;
        if !codes.is_sorted_by(|left, right| left < right)
            || small_of.iter().any(|small| usize::from(*small) >= smalls)
        {
            return Err(refuse("classes"));
        }
        let (coarse, fine) = (bytes.powers()?, bytes.powers()?);
        let length = usize::try_from(features).ok().and_then(|count| count.checked_mul(FEATURE_LEN));
        let (stored, _) = bytes.take(length.ok_or_else(|| refuse("too many"))?)?.as_chunks::<FEATURE_LEN>();
        let (mut hashes, mut columns) = (Vec::with_capacity(stored.len()), Vec::with_capacity(stored.len()));
        let mut from = 0_u32;
        for [a, b, c, d, rarity, unit_low, unit_high, count_low, count_high] in stored {
            hashes.push(u32::from_le_bytes([*a, *b, *c, *d]));
            let rarity = u32::from(*rarity);
            let unit = i64::from(u16::from_le_bytes([*unit_low, *unit_high]));
            let count = u16::from_le_bytes([*count_low, *count_high]);
            let to = from.checked_add(u32::from(count)).ok_or_else(|| refuse("weights"))?;
            columns.push(Column { rarity, unit, from, to });
            from = to;
        }
        if from != weights || !hashes.is_sorted_by(|left, right| left < right) {
            return Err(refuse("features"));
        }
        let count = usize::try_from(weights).map_err(|_| refuse("weights"))?;
        let targets = bytes.shorts(count)?;
        let values = bytes.take(count)?.iter().map(|value| i8::from_le_bytes([*value])).collect();
        if targets.iter().any(|target| usize::from(*target) >= classes + smalls) || !bytes.0.is_empty() {
            return Err(refuse("weights"));
        }
        let weights = Self {
            codes,
            small_of,
            smalls,
            percent,
            emphasis,
            coarse,
            fine,
            hashes,
            columns,
            targets,
            values,
        };
        let ascending = |column: &Column| {
            let (targets, _) = weights.slices(*column);
            targets.is_sorted_by(|left, right| left < right)
        };
        if weights.columns.iter().all(ascending) { Ok(weights) } else { Err(refuse("weights")) }
    }

    /// The column of a feature, if the model has it.
    pub(super) fn column(&self, hash: u32) -> Option<Column> {
        let at = self.hashes.binary_search(&hash).ok()?;
        self.columns.get(at).copied()
    }

    fn slices(&self, column: Column) -> (&[u16], &[i8]) {
        let range = column.from as usize..column.to as usize;
        (self.targets.get(range.clone()).unwrap_or_default(), self.values.get(range).unwrap_or_default())
    }

    /// The weights of a column in thousandths of a nat, with what each is for.
    pub(super) fn of(&self, column: Column) -> impl Iterator<Item = (usize, i64)> {
        let (targets, values) = self.slices(column);
        targets
            .iter()
            .zip(values)
            .map(move |(target, value)| (usize::from(*target), column.unit * i64::from(*value)))
    }

    /// The weight of a column for one class, without its small class.
    pub(super) fn for_target(&self, column: Column, target: usize) -> i64 {
        let (targets, values) = self.slices(column);
        let found = u16::try_from(target).ok().and_then(|target| targets.binary_search(&target).ok());
        found.and_then(|at| values.get(at)).map_or(0, |value| column.unit * i64::from(*value))
    }

    /// 2^(−`steps`/4096), times 65,535².
    pub(super) fn power(&self, steps: u64) -> u64 {
        let part = |table: &[u16; 64], index: u64| {
            usize::try_from(index % 64)
                .ok()
                .and_then(|index| table.get(index))
                .map_or(0, |power| u64::from(*power))
        };
        let shift = u32::try_from(steps / 4_096).unwrap_or(u32::MAX);
        (part(&self.coarse, steps / 64) * part(&self.fine, steps)).checked_shr(shift).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::coder::EMBEDDED;
    use super::*;

    #[test]
    fn powers_halve_each_4096_steps() {
        let weights = Weights::read(EMBEDDED).unwrap();
        let one = 65_535_u64 * 65_535;
        for steps in (0..60_000).step_by(37) {
            let expected = one as f64 * (-(steps as f64) / 4_096.0).exp2();
            assert!((weights.power(steps) as f64 - expected).abs() <= expected * 2e-4 + 1.0, "{steps}");
        }
        assert_eq!(weights.power(u64::MAX), 0);
    }

    #[test]
    fn refuses_what_is_cut_or_longer() {
        for cut in [0, 3, 4, 20, 27, 28, 5_000, EMBEDDED.len() - 1] {
            let refused = Weights::read(&EMBEDDED[..cut]).unwrap_err();
            assert_eq!(refused.code(), ValueCode::OccupationWeights, "{cut}");
        }
        assert!(Weights::read(&[EMBEDDED, &[0]].concat()).is_err());
        let mut other = EMBEDDED.to_vec();
        other[4] = 2;
        assert!(Weights::read(&other).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn a_changed_byte_never_panics(at in 0..EMBEDDED.len(), value: u8) {
            let mut other = EMBEDDED.to_vec();
            other[at] = value;
            if let Ok(weights) = Weights::read(&other) {
                let found = super::super::OccupationCoder::with_weights(weights).unwrap().code("仓库管理员", 3);
                prop_assert!(found.len() <= 3);
            }
        }
    }
}
