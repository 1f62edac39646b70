//! Money (金额) as a whole number of fen.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// An amount of money: a count of fen (分, 0.01 yuan), never negative.
///
/// The largest amount is 2^53 - 1 fen, about 90 trillion yuan: every amount is exact as a JavaScript number and in
/// JSON. There is no way to or from a floating-point number; text such as `"248.80"` is read by [`Fen::from_yuan_text`].
///
/// ```
/// use doorstep::Fen;
/// let month = Fen::from_yuan_text("248.80")?;
/// assert_eq!(month.get(), 24_880);
/// assert_eq!(month.checked_mul(12)?.to_string(), "2985.60");
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Fen(i64);

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount, 2^53 - 1 fen.
    pub const MAX: Self = Self((1 << 53) - 1);

    /// An amount of `fen`.
    ///
    /// # Errors
    /// `money.negative` below zero, `money.too_large` above [`Fen::MAX`].
    pub fn new(fen: i64) -> Result<Self, ValueError> {
        if fen < 0 {
            return Err(ValueError::new(ValueCode::NegativeAmount, fen));
        }
        if fen > Self::MAX.0 {
            return Err(ValueError::new(ValueCode::AmountTooLarge, fen));
        }
        Ok(Self(fen))
    }

    /// Reads yuan from decimal text with at most two decimals that count: `5000`, `5000.00`, `248.8`.
    ///
    /// # Errors
    /// `value.not_a_number` for anything that is not plain decimal digits (no exponent, no thousands separator),
    /// `money.fraction_of_fen` for a third decimal other than 0, and the errors of [`Fen::new`].
    pub fn from_yuan_text(text: &str) -> Result<Self, ValueError> {
        let refuse = |code| ValueError::new(code, text);
        let trimmed = text.trim();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (yuan, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if yuan.is_empty() || !all_digits(yuan) || !all_digits(decimals) {
            return Err(refuse(ValueCode::NotANumber));
        }
        let (cents, beyond) = decimals.split_at(decimals.len().min(2));
        if beyond.bytes().any(|byte| byte != b'0') {
            return Err(refuse(ValueCode::AmountFraction));
        }
        let too_large = || refuse(ValueCode::AmountTooLarge);
        let yuan: i64 = yuan.parse().map_err(|_| too_large())?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| refuse(ValueCode::NotANumber))?;
        let fen = yuan.checked_mul(100).and_then(|fen| fen.checked_add(cents)).ok_or_else(too_large)?;
        if negative && fen > 0 {
            return Err(refuse(ValueCode::NegativeAmount));
        }
        Self::new(fen).map_err(|error| refuse(error.code()))
    }

    /// The count of fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Sum.
    ///
    /// # Errors
    /// `money.too_large`.
    pub fn checked_add(self, other: Self) -> Result<Self, ValueError> {
        // Both are at most 2^53 - 1, so the sum of two fits an i64.
        Self::new(self.0 + other.0)
    }

    /// Difference.
    ///
    /// # Errors
    /// `money.negative` if `other` is more.
    pub fn checked_sub(self, other: Self) -> Result<Self, ValueError> {
        Self::new(self.0 - other.0)
    }

    /// `count` times the amount.
    ///
    /// # Errors
    /// `money.too_large`.
    pub fn checked_mul(self, count: u32) -> Result<Self, ValueError> {
        let fen = i128::from(self.0) * i128::from(count);
        i64::try_from(fen).map_err(|_| ValueError::new(ValueCode::AmountTooLarge, fen)).and_then(Self::new)
    }

    /// Sum of many amounts.
    ///
    /// # Errors
    /// `money.too_large`.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, ValueError> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl TryFrom<i64> for Fen {
    type Error = ValueError;

    fn try_from(fen: i64) -> Result<Self, ValueError> {
        Self::new(fen)
    }
}

impl From<Fen> for i64 {
    fn from(amount: Fen) -> Self {
        amount.0
    }
}

/// Yuan with two decimals: `248.80`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_yuan_text() {
        // What Python and JavaScript read, too, and a few more.
        let cases: serde_json::Value =
            serde_json::from_str(include_str!("../../../fixtures/fen_from_yuan.json")).unwrap();
        let shared = cases.as_array().unwrap().iter().map(|case| {
            let expected = case["fen"].as_i64().ok_or_else(|| case["code"].as_str().unwrap());
            (case["text"].as_str().unwrap(), expected)
        });
        let more = [
            ("-0", Ok(0)),
            ("99999999999999999999", Err("money.too_large")),
            ("1,000", Err("value.not_a_number")),
            (".5", Err("value.not_a_number")),
            ("NaN", Err("value.not_a_number")),
        ];
        for (text, expected) in shared.chain(more) {
            let got = Fen::from_yuan_text(text).map(Fen::get).map_err(|error| error.code().code());
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        let one = Fen::new(1).unwrap();
        assert_eq!(Fen::MAX.checked_add(one).unwrap_err().code(), ValueCode::AmountTooLarge);
        assert_eq!(Fen::ZERO.checked_sub(one).unwrap_err().code(), ValueCode::NegativeAmount);
        assert_eq!(Fen::MAX.checked_mul(u32::MAX).unwrap_err().code(), ValueCode::AmountTooLarge);
        assert_eq!(Fen::checked_sum([one, one, one]).unwrap().get(), 3);
    }
}
