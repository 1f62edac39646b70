//! People and posts (人岗匹配): the ten best for everybody, and the reasons for those with few.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep::matching::{Diagnosis, Explanation, Match, MatchOptions, Matcher};
use doorstep::{Post, Seeker};

use crate::failure::Failure;

/// How many posts a person is shown.
pub(crate) const SHOWN: usize = 10;
/// With fewer posts than this, a person also gets the diagnosis.
pub(crate) const FEW: usize = 3;

/// One recommended post with everything that was weighed.
pub(crate) struct Recommendation {
    /// The match.
    pub found: Match,
    /// Why.
    pub explanation: Explanation,
}

/// What one person gets.
pub(crate) struct Outcome<'a> {
    /// The person.
    pub seeker: &'a Seeker,
    /// The best posts, best first.
    pub recommendations: Vec<Recommendation>,
    /// Which constraint costs how many posts; for those with fewer than [`FEW`] posts.
    pub diagnosis: Option<Diagnosis>,
}

/// Recommends to everybody.
pub(crate) fn recommend<'a>(
    posts: &[Post],
    seekers: &'a [Seeker],
    today: NaiveDate,
) -> Result<Vec<Outcome<'a>>, Failure> {
    let options = MatchOptions { today: Some(today), ..MatchOptions::default() };
    let matcher = Matcher::new(posts.to_vec(), options)?;
    Ok(seekers.iter().map(|seeker| outcome(&matcher, seeker)).collect())
}

fn outcome<'a>(matcher: &Matcher, seeker: &'a Seeker) -> Outcome<'a> {
    let best = matcher.recommend_explained(seeker, SHOWN).into_iter();
    let recommendations: Vec<_> =
        best.map(|(found, explanation)| Recommendation { found, explanation }).collect();
    let diagnosis = (recommendations.len() < FEW).then(|| matcher.diagnose(seeker));
    Outcome { seeker, recommendations, diagnosis }
}

/// How many people got how many posts.
pub(crate) fn by_count(outcomes: &[Outcome<'_>]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for outcome in outcomes {
        *counts.entry(outcome.recommendations.len()).or_insert(0) += 1;
    }
    counts
}
