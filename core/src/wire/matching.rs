//! Requests and answers of matching.

use serde::{Deserialize, Serialize};

use super::{OnReject, Rows, one, settle};
use crate::error::Error;
use crate::matching::{Constraint, Diagnosis, Explanation, MatchOptions, Matcher, MatchingError};
use crate::model::{Post, Seeker};
use crate::table::Finding;

/// The language of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Language {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

/// Asks for the best posts for each person.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecommendRequest {
    /// The posts.
    pub posts: Rows,
    /// The people.
    pub seekers: Rows,
    /// How many posts for each person.
    #[serde(default = "ten")]
    pub k: u32,
    /// How matches are made.
    #[serde(default)]
    pub options: MatchOptions,
    /// The language of the reasons.
    #[serde(default)]
    pub language: Language,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

const fn ten() -> u32 {
    10
}

/// The best posts for each person.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecommendAnswer {
    /// The recommendations, by person in the order asked and by rank.
    pub recommendations: Vec<Recommendation>,
    /// What was wrong with the posts.
    pub post_findings: Vec<Finding>,
    /// What was wrong with the people.
    pub seeker_findings: Vec<Finding>,
}

/// One recommended post for one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recommendation {
    /// The person.
    pub seeker_id: String,
    /// 1 for the best.
    pub rank: u32,
    /// The post.
    pub post_id: String,
    /// Score in millionths.
    pub score: u32,
    /// Share of all weight that belongs to known parts of the score, in millionths.
    pub known: u32,
    /// Straight line from home, in metres.
    pub distance_m: Option<u32>,
    /// Travel time by the person's mode, in minutes, rounded up.
    pub travel_min: Option<u32>,
    /// Codes of the constraints whose answer is open.
    pub unknown: Vec<Constraint>,
    /// Why, most important first, then what is open.
    pub reasons: Vec<String>,
}

/// The best `k` posts for one person, with reasons.
///
/// # Errors
/// None in practice: the posts explained are those that were found.
pub fn recommendations(
    matcher: &Matcher,
    seeker: &Seeker,
    k: usize,
    language: Language,
) -> Result<Vec<Recommendation>, MatchingError> {
    let matches = matcher.recommend(seeker, k);
    matches
        .into_iter()
        .zip(1..)
        .map(|(found, rank)| {
            let explanation = matcher.explain(seeker, &found.post_id)?;
            let reasons = match language {
                Language::Zh => explanation.reasons_zh(),
                Language::En => explanation.reasons_en(),
            };
            Ok(Recommendation {
                seeker_id: seeker.id.clone(),
                rank,
                post_id: found.post_id,
                score: found.score,
                known: found.known,
                distance_m: found.distance_m,
                travel_min: found.travel_min,
                unknown: found.unknown,
                reasons,
            })
        })
        .collect()
}

/// Answers a [`RecommendRequest`].
///
/// # Errors
/// Those of the tables and of [`Matcher::new`].
pub fn recommend(request: RecommendRequest) -> Result<RecommendAnswer, Error> {
    let (posts, post_findings) = settle(request.posts.read::<Post>()?, request.errors)?;
    let (seekers, seeker_findings) = settle(request.seekers.read::<Seeker>()?, request.errors)?;
    let matcher = Matcher::new(posts, request.options)?;
    let k = usize::try_from(request.k).unwrap_or(usize::MAX);
    let mut all = Vec::new();
    for seeker in &seekers {
        all.extend(recommendations(&matcher, seeker, k, request.language)?);
    }
    Ok(RecommendAnswer { recommendations: all, post_findings, seeker_findings })
}

/// Asks why a post suits a person, or why not.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplainRequest {
    /// The posts: rarity of skills is counted over all of them.
    pub posts: Rows,
    /// One person.
    pub seeker: Rows,
    /// The post.
    pub post_id: String,
    /// How matches are made.
    #[serde(default)]
    pub options: MatchOptions,
}

/// Answers an [`ExplainRequest`].
///
/// # Errors
/// Those of the tables and of [`Matcher::explain`].
pub fn explain(request: ExplainRequest) -> Result<Explanation, Error> {
    let (posts, _) = settle(request.posts.read::<Post>()?, OnReject::Raise)?;
    let seeker = one(settle(request.seeker.read::<Seeker>()?, OnReject::Raise)?.0)?;
    let matcher = Matcher::new(posts, request.options)?;
    Ok(matcher.explain(&seeker, &request.post_id)?)
}

/// Asks why a person gets few posts or none.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnoseRequest {
    /// The posts.
    pub posts: Rows,
    /// One person.
    pub seeker: Rows,
    /// How matches are made.
    #[serde(default)]
    pub options: MatchOptions,
}

/// Answers a [`DiagnoseRequest`].
///
/// # Errors
/// Those of the tables and of [`Matcher::new`].
pub fn diagnose(request: DiagnoseRequest) -> Result<Diagnosis, Error> {
    let (posts, _) = settle(request.posts.read::<Post>()?, OnReject::Raise)?;
    let seeker = one(settle(request.seeker.read::<Seeker>()?, OnReject::Raise)?.0)?;
    Ok(Matcher::new(posts, request.options)?.diagnose(&seeker))
}
