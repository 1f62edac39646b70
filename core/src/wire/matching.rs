//! Requests and answers of matching.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::network::half_a_kilometre;
use super::{NetworkInput, OnReject, Rows, one, settle};
use crate::error::Error;
use crate::matching::{
    Candidates, Constraint, Diagnosis, Explanation, Match, MatchOptions, Matcher, MatchingError, Measured,
    People, PostReading, Progress, Provenance, Ranking, SamePost, Threads, WishReading, read_post, read_wish,
    same_posts as same_posts_of,
};
use crate::model::{Post, Seeker};
use crate::place::Snapping;
use crate::table::Finding;
use crate::text::{Lexicon, LexiconError, Words};

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
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
    /// Streets that ways are measured on, for people of their mode; straight lines if absent.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: ways from or to a place farther than this from every street are straight lines, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
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
    /// From what the recommendations come.
    pub provenance: Provenance,
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
    /// Policy priority in millionths, an axis of its own.
    pub priority: u32,
    /// Share of all weight that belongs to known parts of the score, in millionths.
    pub known: u32,
    /// Straight line from home, in metres.
    pub distance_m: Option<u32>,
    /// Travel time by the person's mode, in minutes, rounded up.
    pub travel_min: Option<u32>,
    /// By what the way is measured; none where the matcher has no street network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
    /// Codes of the constraints whose answer is open.
    pub unknown: Vec<Constraint>,
    /// Why, most important first, then what is open.
    pub reasons: Vec<String>,
}

/// The default lexicon, or that with words of the caller's own.
///
/// # Errors
/// Those of [`Lexicon::with_words`].
pub fn lexicon_of(words: Option<&Words>) -> Result<Arc<Lexicon>, LexiconError> {
    words.map_or_else(|| Ok(Lexicon::embedded()), |words| Lexicon::with_words(words).map(Arc::new))
}

pub(super) fn matcher_of(
    posts: Vec<Post>,
    options: MatchOptions,
    words: Option<&Words>,
) -> Result<Matcher, Error> {
    Ok(Matcher::with_lexicon(posts, options, lexicon_of(words)?)?)
}

/// The matcher with its ways on streets, if there are any.
pub(super) fn on_streets(
    matcher: Matcher,
    network: Option<&NetworkInput>,
    snap_limit_m: f64,
) -> Result<Matcher, Error> {
    let Some(network) = network else { return Ok(matcher) };
    let snapping = Snapping { limit_m: snap_limit_m, ..Snapping::default() };
    Ok(matcher.with_network(Arc::new(network.network()?), &snapping, &Threads::one())?)
}

/// The best `k` posts for one person, with reasons.
///
/// # Errors
/// `matching.vector` if the person's vector is not of the posts' length.
pub fn recommendations(
    matcher: &Matcher,
    seeker: &Seeker,
    k: usize,
    language: Language,
) -> Result<Vec<Recommendation>, MatchingError> {
    matcher.check(seeker)?;
    let found = matcher.recommend_explained(seeker, k).into_iter().zip(1..);
    Ok(found.map(|((found, why), rank)| told(found, &why, rank, language)).collect())
}

/// How many people a thread is told of at a time.
const GROUP: usize = 16;

/// The posts that a ranking has for many people, with reasons: one person after another, as [`recommendations`] tells them.
///
/// # Errors
/// `matching.stale_people`, `matching.stopped`.
pub fn recommendations_ranked(
    matcher: &Matcher,
    people: &People<'_>,
    ranking: &Ranking,
    language: Language,
    threads: &Threads,
    progress: &mut dyn Progress,
) -> Result<Vec<Recommendation>, MatchingError> {
    let groups = (0..people.len()).step_by(GROUP).map(|start| start..people.len().min(start + GROUP));
    let groups = groups.map(|group| (group.len(), group)).collect();
    let told_of_groups = threads.map_groups(groups, progress, |group| {
        let mut told_of = Vec::new();
        for person in group {
            let found = matcher.explain_ranked(people, ranking, person)?.into_iter().zip(1..);
            told_of.extend(found.map(|((found, why), rank)| told(found, &why, rank, language)));
        }
        Ok(told_of)
    })?;
    told_of_groups.into_iter().try_fold(Vec::new(), |mut all, of_group: Result<Vec<_>, MatchingError>| {
        all.extend(of_group?);
        Ok(all)
    })
}

/// People made ready for a matcher.
///
/// # Errors
/// `matching.vector` if a person's vector is not of the posts' length.
pub fn candidates_among<'a>(
    matcher: &'a Matcher,
    seekers: &'a [Seeker],
) -> Result<Candidates<'a>, MatchingError> {
    for seeker in seekers {
        matcher.check(seeker)?;
    }
    Ok(matcher.among(seekers))
}

/// The best `k` people for one post, with reasons.
///
/// # Errors
/// `matching.unknown_post`.
pub fn candidates_of(
    among: &Candidates<'_>,
    post_id: &str,
    k: usize,
    language: Language,
) -> Result<Vec<Recommendation>, MatchingError> {
    let found = among.best_explained(post_id, k)?.into_iter().zip(1..);
    Ok(found.map(|((found, why), rank)| told(found, &why, rank, language)).collect())
}

fn told(found: Match, why: &Explanation, rank: u32, language: Language) -> Recommendation {
    Recommendation {
        seeker_id: why.seeker_id.clone(),
        rank,
        post_id: found.post_id,
        score: found.score,
        priority: found.priority,
        known: found.known,
        distance_m: found.distance_m,
        travel_min: found.travel_min,
        measured: found.measured,
        unknown: found.unknown,
        reasons: match language {
            Language::Zh => why.reasons_zh(),
            Language::En => why.reasons_en(),
        },
    }
}

/// Answers a [`RecommendRequest`].
///
/// # Errors
/// Those of the tables, of [`Matcher::new`], and of the network and [`Matcher::with_network`].
pub fn recommend(request: RecommendRequest) -> Result<RecommendAnswer, Error> {
    let (posts, post_findings) = settle(request.posts.read::<Post>()?, request.errors)?;
    let (seekers, seeker_findings) = settle(request.seekers.read::<Seeker>()?, request.errors)?;
    let matcher = matcher_of(posts, request.options, request.lexicon.as_ref())?;
    let matcher = on_streets(matcher, request.network.as_ref(), request.snap_limit_m)?;
    let k = usize::try_from(request.k).unwrap_or(usize::MAX);
    let mut all = Vec::new();
    for seeker in &seekers {
        all.extend(recommendations(&matcher, seeker, k, request.language)?);
    }
    let provenance = matcher.provenance();
    Ok(RecommendAnswer { recommendations: all, post_findings, seeker_findings, provenance })
}

/// Asks for the best people for posts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CandidatesRequest {
    /// The posts.
    pub posts: Rows,
    /// The people.
    pub seekers: Rows,
    /// For which posts; for all of them if it is left out.
    #[serde(default)]
    pub post_ids: Option<Vec<String>>,
    /// How many people for each post.
    #[serde(default = "ten")]
    pub k: u32,
    /// How matches are made.
    #[serde(default)]
    pub options: MatchOptions,
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
    /// Streets that ways are measured on, for people of their mode; straight lines if absent.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: ways from or to a place farther than this from every street are straight lines, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
    /// The language of the reasons.
    #[serde(default)]
    pub language: Language,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

/// The posts that people are sought for: those named, or all by id.
pub fn posts_asked(matcher: &Matcher, post_ids: Option<Vec<String>>) -> Vec<String> {
    post_ids.unwrap_or_else(|| matcher.posts().map(|post| post.id.clone()).collect())
}

/// Answers a [`CandidatesRequest`]: the recommendations by post in the order asked and by rank.
///
/// # Errors
/// Those of the tables, of [`Matcher::new`], of the network and [`Matcher::with_network`], and of
/// [`Matcher::candidates`].
pub fn candidates(request: CandidatesRequest) -> Result<RecommendAnswer, Error> {
    let (posts, post_findings) = settle(request.posts.read::<Post>()?, request.errors)?;
    let (seekers, seeker_findings) = settle(request.seekers.read::<Seeker>()?, request.errors)?;
    let matcher = matcher_of(posts, request.options, request.lexicon.as_ref())?;
    let matcher = on_streets(matcher, request.network.as_ref(), request.snap_limit_m)?;
    let k = usize::try_from(request.k).unwrap_or(usize::MAX);
    let among = candidates_among(&matcher, &seekers)?;
    let mut all = Vec::new();
    for post_id in posts_asked(&matcher, request.post_ids) {
        all.extend(candidates_of(&among, &post_id, k, request.language)?);
    }
    let provenance = matcher.provenance();
    Ok(RecommendAnswer { recommendations: all, post_findings, seeker_findings, provenance })
}

/// Asks what the texts of posts say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadPostsRequest {
    /// The posts.
    pub posts: Rows,
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

/// What the texts of posts say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadPostsAnswer {
    /// The posts in the order given.
    pub posts: Vec<ReadPost>,
    /// What was wrong with the posts' rows.
    pub findings: Vec<Finding>,
}

/// What the texts of one post say.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadPost {
    /// The post.
    pub post_id: String,
    /// What was read.
    #[serde(flatten)]
    pub reading: PostReading,
}

/// Answers a [`ReadPostsRequest`].
///
/// # Errors
/// Those of the table and of [`Lexicon::with_words`].
pub fn read_posts(request: ReadPostsRequest) -> Result<ReadPostsAnswer, Error> {
    let lexicon = lexicon_of(request.lexicon.as_ref())?;
    let (mut posts, findings) = settle(request.posts.read::<Post>()?, request.errors)?;
    let posts = posts.iter_mut().map(|post| read_one(post, &lexicon)).collect();
    Ok(ReadPostsAnswer { posts, findings })
}

/// What the texts of one post say; its fields are filled.
pub fn read_one(post: &mut Post, lexicon: &Lexicon) -> ReadPost {
    ReadPost { post_id: post.id.clone(), reading: read_post(post, lexicon) }
}

/// Asks which posts are the same one published twice.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SamePostsRequest {
    /// The posts.
    pub posts: Rows,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

/// Posts that are the same one published twice.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SamePostsAnswer {
    /// The posts that have duplicates, by id.
    pub posts: Vec<SamePost>,
    /// What was wrong with the posts' rows.
    pub findings: Vec<Finding>,
}

/// Answers a [`SamePostsRequest`].
///
/// # Errors
/// Those of the table.
pub fn same_posts(request: SamePostsRequest) -> Result<SamePostsAnswer, Error> {
    let (posts, findings) = settle(request.posts.read::<Post>()?, request.errors)?;
    Ok(SamePostsAnswer { posts: same_posts_of(&posts), findings })
}

/// Asks what a wish in a person's own words says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadWishRequest {
    /// The wish.
    pub wish: String,
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
}

/// Answers a [`ReadWishRequest`].
///
/// # Errors
/// Those of [`Lexicon::with_words`].
pub fn read_wish_of(request: ReadWishRequest) -> Result<WishReading, Error> {
    let lexicon = lexicon_of(request.lexicon.as_ref())?;
    Ok(read_wish_text(request.wish, &lexicon))
}

/// What a wish says whose person has stated nothing else.
pub fn read_wish_text(wish: String, lexicon: &Lexicon) -> WishReading {
    let mut seeker = Seeker::new("");
    seeker.wish = Some(wish);
    read_wish(&mut seeker, lexicon)
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
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
    /// Streets that ways are measured on, for people of their mode; straight lines if absent.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: ways from or to a place farther than this from every street are straight lines, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
}

/// Answers an [`ExplainRequest`].
///
/// # Errors
/// Those of the tables, of the network and [`Matcher::with_network`], and of [`Matcher::explain`].
pub fn explain(request: ExplainRequest) -> Result<Explanation, Error> {
    let (posts, _) = settle(request.posts.read::<Post>()?, OnReject::Raise)?;
    let seeker = one(settle(request.seeker.read::<Seeker>()?, OnReject::Raise)?.0)?;
    let matcher = matcher_of(posts, request.options, request.lexicon.as_ref())?;
    let matcher = on_streets(matcher, request.network.as_ref(), request.snap_limit_m)?;
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
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
    /// Streets that ways are measured on, for people of their mode; straight lines if absent.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: ways from or to a place farther than this from every street are straight lines, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
}

/// Answers a [`DiagnoseRequest`].
///
/// # Errors
/// Those of the tables, of [`Matcher::new`], and of the network and [`Matcher::with_network`].
pub fn diagnose(request: DiagnoseRequest) -> Result<Diagnosis, Error> {
    let (posts, _) = settle(request.posts.read::<Post>()?, OnReject::Raise)?;
    let seeker = one(settle(request.seeker.read::<Seeker>()?, OnReject::Raise)?.0)?;
    let matcher = matcher_of(posts, request.options, request.lexicon.as_ref())?;
    let matcher = on_streets(matcher, request.network.as_ref(), request.snap_limit_m)?;
    Ok(matcher.diagnose(&seeker))
}
