//! The coding of titles (职业编码): which occupation a title names, how surely, and by which words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::classification::Classification;
use super::features::Segments;
use super::weights::{Column, Weights};
use crate::error::ValueError;
use crate::model::OccupationCode;

pub(in crate::text) const EMBEDDED: &[u8] = include_bytes!("../data/occupation_weights.bin");

/// How much of a title is read, in characters.
const TITLE_CHARS_MAX: usize = 256;
/// How many words an answer cites.
const EVIDENCE_MAX: usize = 3;
/// Steps of 1/4096 of an octave in a nat: 4096 / ln 2.
const STEPS_PER_NAT: i64 = 5_909;

/// A word of the title that speaks for a code (依据).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// The letters, as they stand in the title's normal form.
    pub text: String,
    /// How much they speak for the code, in thousandths of a nat: 693 doubles the odds. The largest number stands for a
    /// word of a table that names the code.
    pub weight: i32,
}

/// A code for a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodedOccupation {
    /// The code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: OccupationCode,
    /// Its official name.
    pub name: String,
    /// The confidence that this is the title's code, in millionths.
    pub score: u32,
    /// The words that speak for it, the strongest first; at most three.
    pub why: Vec<Evidence>,
}

/// Finds the occupation of a title: a linear model over letters and pairs of letters, in whole numbers.
///
/// It answers with codes of every level, as people who code titles do: a title that says no more than 普工 gets a
/// large class. The same title gives the same bytes everywhere. `docs/occupations.md` says how good it is.
///
/// ```
/// use doorstep::text::occupation::OccupationCoder;
/// let coder = OccupationCoder::embedded()?;
/// let found = coder.code("急招：小区保安（包吃住）", 3);
/// assert_eq!(found[0].name, "保安员");
/// assert_eq!(found[0].code.to_string(), "4-07-05-01");
/// assert!(found[0].score >= found[1].score);
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OccupationCoder {
    weights: Weights,
    names: Vec<String>,
}

/// A feature of the title that the model knows: its letters, its column, its value.
struct Known<'a> {
    text: &'a str,
    column: Column,
    value: i64,
}

impl OccupationCoder {
    /// The coder with the weights that the library carries. Making it takes some milliseconds: make one and keep it.
    ///
    /// # Errors
    /// Never with an unharmed build.
    pub fn embedded() -> Result<Self, ValueError> {
        Self::read(EMBEDDED)
    }

    /// The coder with the weights that the library carries, for who has the classification already.
    pub(in crate::text) fn embedded_with(classification: &Classification) -> Result<Self, ValueError> {
        Ok(Self::named(Weights::read(EMBEDDED)?, classification))
    }

    /// The coder with other weights, as `benches/coding/train.py` writes them.
    ///
    /// # Errors
    /// `occupation.weights` if the file is not one of weights.
    pub fn read(file: &[u8]) -> Result<Self, ValueError> {
        Self::with_weights(Weights::read(file)?)
    }

    pub(super) fn with_weights(weights: Weights) -> Result<Self, ValueError> {
        Ok(Self::named(weights, &Classification::embedded()?))
    }

    fn named(weights: Weights, classification: &Classification) -> Self {
        let name = |code: &OccupationCode| classification.name(*code).unwrap_or_default().to_owned();
        let names = weights.codes.iter().map(name).collect();
        Self { weights, names }
    }

    /// The `k` most likely codes of a title, by descending score, then by ascending code. Nothing if the title has no
    /// letter that the model knows.
    pub fn code(&self, title: &str, k: usize) -> Vec<CodedOccupation> {
        let end = title.char_indices().nth(TITLE_CHARS_MAX).map_or(title.len(), |(at, _)| at);
        let segments = Segments::of(title.get(..end).unwrap_or_default());
        let known: Vec<Known<'_>> = segments
            .features(self.weights.emphasis)
            .into_iter()
            .filter_map(|feature| {
                let column = self.weights.column(feature.hash)?;
                Some(Known { text: feature.text, column, value: i64::from(feature.weight * column.rarity) })
            })
            .collect();
        let squares: u64 = known.iter().map(|feature| feature.value.unsigned_abs().pow(2)).sum();
        let norm = i64::try_from(squares.isqrt()).unwrap_or(i64::MAX);
        if norm == 0 || k == 0 {
            return Vec::new();
        }
        let mut best = self.scores(&known, norm);
        let order =
            |left: &(usize, u32), right: &(usize, u32)| right.1.cmp(&left.1).then(left.0.cmp(&right.0));
        if k < best.len() {
            best.select_nth_unstable_by(k, order);
            best.truncate(k);
        }
        best.sort_unstable_by(order);
        best.into_iter()
            .filter(|(_, score)| *score > 0)
            .filter_map(|(class, score)| {
                Some(CodedOccupation {
                    code: *self.weights.codes.get(class)?,
                    name: self.names.get(class)?.clone(),
                    score,
                    why: self.evidence(&known, norm, class),
                })
            })
            .collect()
    }

    /// The confidence of every class, in millionths.
    fn scores(&self, known: &[Known<'_>], norm: i64) -> Vec<(usize, u32)> {
        let classes = self.weights.codes.len();
        let mut sums = vec![0_i64; classes + self.weights.smalls];
        for feature in known {
            for (target, weight) in self.weights.of(feature.column) {
                if let Some(sum) = sums.get_mut(target) {
                    *sum += feature.value * weight;
                }
            }
        }
        let (own, small) = sums.split_at(classes);
        let both = |(own, place): (&i64, &u16)| own + small.get(usize::from(*place)).copied().unwrap_or(0);
        let sums: Vec<i64> = own.iter().zip(&self.weights.small_of).map(both).collect();
        let top = sums.iter().copied().max().unwrap_or(0);
        let scale = STEPS_PER_NAT * i64::from(self.weights.percent);
        let steps = |sum: i64| (top - sum) / norm * scale / 100_000;
        // Neighbours without a weight of their own share the sum of their small class: no need to divide again.
        let mut last = (top, self.weights.power(0));
        let mut power = |sum: i64| {
            if sum != last.0 {
                last = (sum, self.weights.power(steps(sum).unsigned_abs()));
            }
            last.1
        };
        // Twenty bits are enough for millionths, and keep the products within 64.
        let powers: Vec<u64> = sums.iter().map(|sum| power(*sum) >> 12).collect();
        let total: u64 = powers.iter().sum();
        let share = |power: u64| u32::try_from(power * 1_000_000 / total.max(1)).unwrap_or(u32::MAX);
        powers.into_iter().map(share).enumerate().collect()
    }

    /// The words that speak most for a class.
    fn evidence(&self, known: &[Known<'_>], norm: i64, class: usize) -> Vec<Evidence> {
        let small =
            self.weights.small_of.get(class).map(|small| self.weights.codes.len() + usize::from(*small));
        let mut by_text: BTreeMap<&str, i64> = BTreeMap::new();
        for feature in known {
            let weight = self.weights.for_target(feature.column, class)
                + small.map_or(0, |small| self.weights.for_target(feature.column, small));
            *by_text.entry(feature.text).or_default() += feature.value * weight / norm;
        }
        let mut words: Vec<(&str, i64)> = by_text.into_iter().filter(|(_, weight)| *weight > 0).collect();
        words.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        let mut why: Vec<Evidence> = Vec::new();
        for (text, weight) in words {
            // 保 adds nothing beside 保安.
            if why.len() < EVIDENCE_MAX && !why.iter().any(|chosen| chosen.text.contains(text)) {
                why.push(Evidence {
                    text: text.to_owned(),
                    weight: i32::try_from(weight).unwrap_or(i32::MAX),
                });
            }
        }
        why
    }
}

#[cfg(test)]
#[path = "coder_tests.rs"]
mod tests;
