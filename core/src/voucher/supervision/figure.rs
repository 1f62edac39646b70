//! Exact figures: sums, ratios with their two parts, quantiles.

use serde::Serialize;

use super::error::{SupervisionCode, SupervisionError};
use crate::model::Fen;

/// A million: ratios are shown in millionths.
pub(super) const MILLION: u64 = 1_000_000;

/// How many, and how much money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SupervisionSum"))]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// Their amounts together.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

/// A sum in the making: it is checked once, when it is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) fen: i128,
}

impl Tally {
    /// Fewer than 2^64 amounts below 2^53 fit an i128.
    pub(super) fn add(&mut self, amount: Fen) {
        self.count += 1;
        self.fen += i128::from(amount.get());
    }

    pub(super) fn sum(self, place: &str) -> Result<Sum, SupervisionError> {
        Ok(Sum { count: self.count, amount: fen(self.fen, place)? })
    }
}

/// A sum of amounts as an amount.
pub(super) fn fen(sum: i128, place: &str) -> Result<Fen, SupervisionError> {
    let amount = i64::try_from(sum).ok().and_then(|fen| Fen::new(fen).ok());
    amount.ok_or_else(|| SupervisionError::new(SupervisionCode::AmountTooLarge, place))
}

/// A ratio with both of its parts (比率): nothing over nothing has no value, which is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SupervisionRatio"))]
pub struct Ratio {
    /// What is counted.
    pub numerator: u64,
    /// Of what.
    pub denominator: u64,
    /// The ratio in millionths, halves rounded up; absent if the denominator is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub millionths: Option<u64>,
}

impl Ratio {
    /// The ratio of two counts.
    ///
    /// ```
    /// use doorstep::voucher::supervision::Ratio;
    /// assert_eq!(Ratio::new(2, 3).millionths, Some(666_667));
    /// assert_eq!(Ratio::new(0, 0).millionths, None);
    /// ```
    pub fn new(numerator: u64, denominator: u64) -> Self {
        Self { numerator, denominator, millionths: scaled(numerator, denominator, MILLION) }
    }
}

/// `numerator × scale / denominator` to the nearest whole number, halves up.
pub(super) fn scaled(numerator: u64, denominator: u64, scale: u64) -> Option<u64> {
    if denominator == 0 {
        return None;
    }
    let (top, bottom) = (u128::from(numerator) * u128::from(scale), u128::from(denominator));
    // Twice a product of two u64 can leave u128: halves are told from the remainder.
    let (whole, rest) = (top / bottom, top % bottom);
    u64::try_from(whole + u128::from(rest >= bottom - rest)).ok()
}

/// A count as u64.
pub(super) fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

/// The quantile at `permille` of sorted values: the least value that at least so many thousandths of the values do not
/// exceed. This is definition 1 of R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", *The American
/// Statistician* 50 (1996), 361–365: the inverse of the empirical distribution function. It is always one of the values.
pub(super) fn quantile<T: Copy>(sorted: &[T], permille: usize) -> Option<T> {
    let rank = (sorted.len() * permille).div_ceil(1_000).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_round_halves_up_and_nothing_has_no_value() {
        for (top, bottom, expected) in [
            (1, 3, Some(333_333)),
            (2, 3, Some(666_667)),
            (1, 2_000_000, Some(1)),
            (1, 2_000_001, Some(0)),
            (0, 5, Some(0)),
            (5, 0, None),
            (u64::MAX, u64::MAX, Some(MILLION)),
            (u64::MAX, 1, None),
        ] {
            assert_eq!(Ratio::new(top, bottom).millionths, expected, "{top}/{bottom}");
        }
    }

    /// `quantile(x, p, type = 1)` of R on 1..10 and on five values.
    #[test]
    fn quantiles_are_those_of_definition_1() {
        let ten: Vec<u64> = (1..=10).collect();
        for (permille, expected) in
            [(0, 1), (100, 1), (101, 2), (500, 5), (501, 6), (900, 9), (901, 10), (1_000, 10)]
        {
            assert_eq!(quantile(&ten, permille), Some(expected), "{permille}");
        }
        assert_eq!(quantile(&[3, 3, 7, 8, 20], 500), Some(7));
        assert_eq!(quantile(&[3, 3, 7, 8, 20], 900), Some(20));
        assert_eq!(quantile::<u64>(&[], 500), None);
    }
}
