//! The yearly score of an operator (运营方年度考核).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{FeeCode, FeeError, LIST_LEN_MAX};
use crate::voucher::{CriterionId, EvidenceId, Note, PartyId, ScorecardId};

/// All there is to reach: 100 points, in hundredths of a point.
pub const SCORE_MAX: u32 = 10_000;

/// A criterion with its weight and what was scored (考核指标).
///
/// # Units
/// Hundredths of a point (0.01 分): a score is from 0 to the weight, as the sheets of assessments write it, so that the
/// total is a plain sum and nothing is rounded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Criterion {
    /// The criterion.
    pub criterion: CriterionId,
    /// How many hundredths of a point there are to reach; those of all criteria add up to 10,000.
    #[serde(rename = "weight_hundredths")]
    pub weight: u32,
    /// How many were reached.
    #[serde(rename = "score_hundredths")]
    pub score: u32,
    /// What the score rests on, at least one.
    pub evidence: Vec<EvidenceId>,
}

/// Something that must not have happened, whatever the score (一票否决).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VetoItem {
    /// The item.
    pub criterion: CriterionId,
    /// Whether it happened.
    pub failed: bool,
    /// What the finding rests on; needed if it happened.
    #[serde(default)]
    pub evidence: Vec<EvidenceId>,
}

/// The score of an operator in a year (考核表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scorecard {
    /// Its id.
    pub scorecard: ScorecardId,
    /// Who was scored.
    pub operator: PartyId,
    /// The year that was scored.
    pub year: u16,
    /// The scorecard that this one replaces, such as after an appeal (申诉).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<ScorecardId>,
    /// Why it replaces that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Note>,
    /// What was scored.
    pub criteria: Vec<Criterion>,
    /// What must not have happened.
    #[serde(default)]
    pub vetoes: Vec<VetoItem>,
}

impl Scorecard {
    /// Points reached, in hundredths: the plain sum of the scores.
    pub fn total(&self) -> u32 {
        self.criteria.iter().fold(0, |sum, criterion| sum.saturating_add(criterion.score))
    }

    /// The veto items that failed.
    pub fn failed(&self) -> impl Iterator<Item = &CriterionId> {
        self.vetoes.iter().filter(|veto| veto.failed).map(|veto| &veto.criterion)
    }

    /// Checks the scorecard alone.
    ///
    /// # Errors
    /// `fee.weights_sum`, `fee.score_above_weight`, `fee.evidence_missing`, `fee.duplicate`, `fee.too_many`.
    pub fn check(&self) -> Result<(), FeeError> {
        for (name, len) in [("criteria", self.criteria.len()), ("vetoes", self.vetoes.len())] {
            if len > LIST_LEN_MAX {
                return Err(FeeError::new(FeeCode::TooMany, name));
            }
        }
        let mut names = BTreeSet::new();
        let mut weights = 0_u64;
        for (place, one) in self.criteria.iter().enumerate() {
            let refuse = |code| Err(FeeError::new(code, format_args!("criteria[{place}]")));
            if !names.insert(&one.criterion) {
                return refuse(FeeCode::Duplicate);
            }
            if one.score > one.weight {
                return refuse(FeeCode::ScoreAboveWeight);
            }
            if one.evidence.is_empty() {
                return refuse(FeeCode::EvidenceMissing);
            }
            weights += u64::from(one.weight);
        }
        if weights != u64::from(SCORE_MAX) {
            return Err(FeeError::new(FeeCode::WeightsSum, "criteria"));
        }
        for (place, one) in self.vetoes.iter().enumerate() {
            let refuse = |code| Err(FeeError::new(code, format_args!("vetoes[{place}]")));
            if !names.insert(&one.criterion) {
                return refuse(FeeCode::Duplicate);
            }
            if one.failed && one.evidence.is_empty() {
                return refuse(FeeCode::EvidenceMissing);
            }
        }
        Ok(())
    }

    /// Whether the two score the same criteria with the same weights, and know the same veto items.
    fn asks_as(&self, other: &Self) -> bool {
        let criteria = |card: &Self| -> BTreeMap<CriterionId, u32> {
            card.criteria.iter().map(|one| (one.criterion.clone(), one.weight)).collect()
        };
        let vetoes = |card: &Self| -> BTreeSet<CriterionId> {
            card.vetoes.iter().map(|one| one.criterion.clone()).collect()
        };
        criteria(self) == criteria(other) && vetoes(self) == vetoes(other)
    }
}

/// Scorecards, added one after the other and never changed: an appeal adds a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScoreBook {
    ids: BTreeSet<ScorecardId>,
    cards: BTreeMap<(PartyId, u16), Vec<Scorecard>>,
}

impl ScoreBook {
    /// Adds a scorecard.
    ///
    /// # Errors
    /// Those of [`Scorecard::check`]; `fee.duplicate` for an id that is there; `fee.replaces` if it does not name the last
    /// scorecard of its operator and year, or names one where there is none; `fee.criteria_changed` if it changes more
    /// than scores, findings and evidence.
    pub fn add(&mut self, card: Scorecard) -> Result<(), FeeError> {
        card.check()?;
        if self.ids.contains(&card.scorecard) {
            return Err(FeeError::new(FeeCode::Duplicate, "scorecard"));
        }
        let last = self.versions(&card.operator, card.year).last();
        if card.replaces.as_ref() != last.map(|last| &last.scorecard) {
            return Err(FeeError::new(FeeCode::Replaces, "replaces"));
        }
        if last.is_some_and(|last| !last.asks_as(&card)) {
            return Err(FeeError::new(FeeCode::CriteriaChanged, "criteria"));
        }
        self.ids.insert(card.scorecard.clone());
        self.cards.entry((card.operator.clone(), card.year)).or_default().push(card);
        Ok(())
    }

    /// The versions of an operator's scorecard of a year, oldest first; the last one counts.
    pub fn versions(&self, operator: &PartyId, year: u16) -> &[Scorecard] {
        self.cards.get(&(operator.clone(), year)).map_or(&[], Vec::as_slice)
    }

    /// The scorecards that count, by operator and year.
    pub fn current(&self) -> impl Iterator<Item = &Scorecard> {
        self.cards.values().filter_map(|versions| versions.last())
    }
}

#[cfg(test)]
#[path = "scorecard_tests.rs"]
mod tests;
