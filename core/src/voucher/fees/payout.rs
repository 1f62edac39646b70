//! How a score decides the fee, and when it ends the contract (考核结果应用).

use serde::{Deserialize, Serialize};

use super::scorecard::{SCORE_MAX, ScoreBook, Scorecard};
use super::{FeeCode, FeeError, LIST_LEN_MAX};
use crate::model::Fen;
use crate::voucher::{CriterionId, PartyId, ScorecardId};

/// The whole fee, in permille.
const WHOLE: u16 = 1_000;

/// A band of scores and what it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreBand {
    /// The least score, in hundredths of a point.
    #[serde(rename = "from_hundredths")]
    pub from: u32,
    /// What it pays of the fee.
    pub permille: u16,
}

/// How the part of the fee follows from the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PayoutRule {
    /// By bands, the first from 0, rising.
    Step {
        /// The bands.
        bands: Vec<ScoreBand>,
    },
    /// Straight between two scores.
    Linear {
        /// The lower score, in hundredths of a point.
        low_hundredths: u32,
        /// What it pays of the fee.
        low_permille: u16,
        /// The higher score; it and all above pay the same.
        high_hundredths: u32,
        /// What it pays of the fee.
        high_permille: u16,
        /// What scores under the lower one pay.
        below_permille: u16,
    },
}

/// When a score ends the contract (退出条款).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Termination {
    /// Scores under this one count, in hundredths of a point.
    pub below_hundredths: u32,
    /// How many years in a row, at least 1.
    pub years: u16,
    /// Whether a failed veto item counts like such a score.
    #[serde(default = "yes")]
    pub veto_counts: bool,
}

const fn yes() -> bool {
    true
}

/// What a contract says of fee and score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayoutTerms {
    /// The whole fee of the year.
    #[serde(rename = "fee_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub fee: Fen,
    /// How the part of it follows from the score.
    pub rule: PayoutRule,
    /// The most that is paid of it when a veto item failed.
    #[serde(default)]
    pub veto_permille: u16,
    /// When the contract ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub termination: Option<Termination>,
}

impl PayoutTerms {
    /// Checks the terms.
    ///
    /// # Errors
    /// `fee.payout_shape`, `fee.too_many`.
    pub fn check(&self) -> Result<(), FeeError> {
        let refuse = |place| Err(FeeError::new(FeeCode::PayoutShape, place));
        match &self.rule {
            PayoutRule::Step { bands } => {
                if bands.len() > LIST_LEN_MAX {
                    return Err(FeeError::new(FeeCode::TooMany, "rule.bands"));
                }
                let begins = bands.first().is_some_and(|band| band.from == 0);
                let rises = bands.windows(2).all(
                    |pair| matches!(pair, [one, next] if one.from < next.from && one.permille <= next.permille),
                );
                let ends = bands.last().is_some_and(|band| band.from <= SCORE_MAX && band.permille <= WHOLE);
                if !(begins && rises && ends) {
                    return refuse("rule.bands");
                }
            }
            PayoutRule::Linear {
                low_hundredths,
                low_permille,
                high_hundredths,
                high_permille,
                below_permille,
            } => {
                let bounds = low_hundredths < high_hundredths && *high_hundredths <= SCORE_MAX;
                let rises = below_permille <= low_permille
                    && low_permille <= high_permille
                    && *high_permille <= WHOLE;
                if !(bounds && rises) {
                    return refuse("rule");
                }
            }
        }
        if self.veto_permille > WHOLE {
            return refuse("veto_permille");
        }
        match self.termination {
            Some(Termination { below_hundredths, years, .. })
                if years == 0 || below_hundredths > SCORE_MAX =>
            {
                refuse("termination")
            }
            _ => Ok(()),
        }
    }

    /// The part of the fee for a score, as a fraction.
    fn part(&self, score: u32) -> Part {
        match &self.rule {
            PayoutRule::Step { bands } => {
                let after = bands.partition_point(|band| band.from <= score);
                let band = after.checked_sub(1).and_then(|last| bands.get(last));
                Part::permille(band.map_or(0, |band| band.permille))
            }
            PayoutRule::Linear { low_hundredths: low, below_permille, .. } if score < *low => {
                Part::permille(*below_permille)
            }
            PayoutRule::Linear { high_hundredths: high, high_permille, .. } if score >= *high => {
                Part::permille(*high_permille)
            }
            PayoutRule::Linear {
                low_hundredths: low,
                low_permille,
                high_hundredths: high,
                high_permille,
                ..
            } => {
                let (span, over) = (u64::from(high - low), u64::from(score - low));
                let rise = u64::from(high_permille - low_permille);
                Part {
                    numerator: u64::from(*low_permille) * span + over * rise,
                    denominator: u64::from(WHOLE) * span,
                }
            }
        }
    }
}

/// A part of the fee, at most the whole.
#[derive(Debug, Clone, Copy)]
struct Part {
    numerator: u64,
    denominator: u64,
}

impl Part {
    fn permille(permille: u16) -> Self {
        Self { numerator: permille.into(), denominator: WHOLE.into() }
    }

    /// The lesser of the two.
    fn min(self, other: Self) -> Self {
        // Both are at most 1,000 times 10,000.
        if other.numerator * self.denominator < self.numerator * other.denominator { other } else { self }
    }

    /// The part of a fee, a half fen rounded up (四舍五入).
    fn of(self, fee: Fen) -> Result<Fen, FeeError> {
        let (numerator, denominator) = (i128::from(self.numerator), i128::from(self.denominator));
        let rounded = (2 * i128::from(fee.get()) * numerator + denominator).div_euclid(2 * denominator);
        let too_large = || FeeError::new(FeeCode::AmountTooLarge, "fee_fen");
        Fen::new(i64::try_from(rounded).map_err(|_| too_large())?).map_err(|_| too_large())
    }
}

/// What an operator is paid for a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Payout {
    /// The scorecard that decides.
    pub scorecard: ScorecardId,
    /// Who is paid.
    pub operator: PartyId,
    /// For which year.
    pub year: u16,
    /// Points reached, in hundredths.
    pub score_hundredths: u32,
    /// The veto items that failed.
    pub failed: Vec<CriterionId>,
    /// Numerator of the part of the fee that is paid, before rounding.
    pub part_numerator: u64,
    /// Its denominator.
    pub part_denominator: u64,
    /// The whole fee.
    #[serde(rename = "fee_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub fee: Fen,
    /// What is paid: the part of the fee, a half fen rounded up.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
    /// What is kept back: fee without amount.
    #[serde(rename = "withheld_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub withheld: Fen,
}

/// What a score pays (按考核结果支付).
///
/// ```
/// use doorstep::voucher::fees::{PayoutTerms, Scorecard, payout};
/// let card: Scorecard = serde_json::from_str(
///     r#"{"scorecard": "s-2026", "operator": "op-1", "year": 2026, "criteria": [
///         {"criterion": "placements", "weight_hundredths": 6000, "score_hundredths": 5150, "evidence": ["e-1"]},
///         {"criterion": "satisfaction", "weight_hundredths": 4000, "score_hundredths": 3300, "evidence": ["e-2"]}]}"#,
/// ).unwrap();
/// let terms: PayoutTerms = serde_json::from_str(
///     r#"{"fee_fen": 10000001, "rule": {"kind": "step", "bands": [
///         {"from_hundredths": 0, "permille": 0}, {"from_hundredths": 6000, "permille": 700},
///         {"from_hundredths": 8000, "permille": 900}, {"from_hundredths": 9000, "permille": 1000}]}}"#,
/// ).unwrap();
/// let paid = payout(&card, &terms)?;
/// assert_eq!((paid.score_hundredths, paid.amount.get(), paid.withheld.get()), (8_450, 9_000_001, 1_000_000));
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// Those of [`Scorecard::check`] and [`PayoutTerms::check`].
pub fn payout(card: &Scorecard, terms: &PayoutTerms) -> Result<Payout, FeeError> {
    card.check()?;
    terms.check()?;
    let failed: Vec<CriterionId> = card.failed().cloned().collect();
    let score = card.total();
    let by_score = terms.part(score);
    let part = if failed.is_empty() { by_score } else { by_score.min(Part::permille(terms.veto_permille)) };
    let amount = part.of(terms.fee)?;
    let withheld = terms.fee.checked_sub(amount).map_err(FeeError::too_large("fee_fen"))?;
    Ok(Payout {
        scorecard: card.scorecard.clone(),
        operator: card.operator.clone(),
        year: card.year,
        score_hundredths: score,
        failed,
        part_numerator: part.numerator,
        part_denominator: part.denominator,
        fee: terms.fee,
        amount,
        withheld,
    })
}

/// How many years in a row, ending with `year`, count towards the end of the contract; a year without a scorecard ends
/// the row.
pub fn years_below(book: &ScoreBook, operator: &PartyId, year: u16, termination: Termination) -> u16 {
    let counts = |card: &Scorecard| {
        card.total() < termination.below_hundredths
            || (termination.veto_counts && card.failed().next().is_some())
    };
    let years = (0..=year).rev().take_while(|year| book.versions(operator, *year).last().is_some_and(counts));
    u16::try_from(years.count()).unwrap_or(u16::MAX)
}

#[cfg(test)]
#[path = "payout_tests.rs"]
mod tests;
