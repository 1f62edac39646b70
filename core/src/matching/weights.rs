//! How much each part of a score counts (权重).

use serde::{Deserialize, Serialize};

use super::{MatchingCode, MatchingError, Part};

/// Weight of each part, in any unit; only their ratios count. A part that is not known for a pair of person and post
/// leaves its weight to the others.
///
/// The defaults are a starting point by judgement, not by measurement; set your own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Weights {
    /// Title or occupation.
    pub occupation: u32,
    /// Skills.
    pub skills: u32,
    /// Way to work.
    pub proximity: u32,
    /// Wage over the floor.
    pub wage: u32,
    /// Experience.
    pub experience: u32,
    /// Education.
    pub education: u32,
    /// Hours.
    pub schedule: u32,
    /// How new the post is.
    pub freshness: u32,
    /// Closeness of the caller's own vectors, where both sides have one.
    pub vector: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            occupation: 300,
            skills: 200,
            proximity: 160,
            wage: 120,
            experience: 60,
            education: 40,
            schedule: 40,
            freshness: 50,
            vector: 200,
        }
    }
}

impl Weights {
    /// Largest weight: products with millionths stay far inside 64 bits.
    pub const MAX: u32 = 1_000_000;

    /// The weight of a part.
    pub const fn of(&self, part: Part) -> u32 {
        match part {
            Part::Occupation => self.occupation,
            Part::Skills => self.skills,
            Part::Proximity => self.proximity,
            Part::Wage => self.wage,
            Part::Experience => self.experience,
            Part::Education => self.education,
            Part::Schedule => self.schedule,
            Part::Freshness => self.freshness,
            Part::Vector => self.vector,
        }
    }

    /// Checks that each weight is at most [`Weights::MAX`] and one at least is not 0.
    pub(super) fn check(&self) -> Result<(), MatchingError> {
        let weights = || Part::ALL.iter().map(|part| self.of(*part));
        if weights().all(|weight| weight == 0) {
            return Err(MatchingError::new(MatchingCode::Weights, "all are 0"));
        }
        match weights().find(|weight| *weight > Self::MAX) {
            Some(weight) => Err(MatchingError::new(MatchingCode::Weights, weight)),
            None => Ok(()),
        }
    }
}
