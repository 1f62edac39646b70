//! Requests and answers of search and of suggestions.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::matching::{matcher_of, on_streets};
use super::network::half_a_kilometre;
use super::place::checked;
use super::rows::no_rows;
use super::{Language, NetworkInput, OnReject, RequestCode, RequestError, Rows, one, settle};
use crate::error::Error;
use crate::matching::{Hit, MatchOptions, Matcher, Provenance, Query, Suggestion};
use crate::model::{Post, Seeker, System};
use crate::table::{Effect, Finding, Record};
use crate::text::Words;

/// Asks for the posts that somebody's words find.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchRequest {
    /// The posts.
    pub posts: Rows,
    /// The words, in any language of the lexicon; empty to look around.
    pub query: String,
    /// Where the person is: posts near it count more.
    #[serde(default)]
    pub near: Option<Near>,
    /// What a post must not be against: one row of a seeker, or none. A filter wins over what the words say.
    #[serde(default = "no_rows")]
    pub filters: Rows,
    /// How many posts.
    #[serde(default = "twenty")]
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
    /// What to do about rows of posts that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

const fn twenty() -> u32 {
    20
}

/// A place.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Near {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
    /// The system that the degrees are in, in any spelling.
    #[serde(default = "wgs84")]
    pub system: String,
}

impl Near {
    /// A place in the system of that name, by default WGS-84.
    pub fn new(lon: f64, lat: f64, system: Option<String>) -> Self {
        Self { lon, lat, system: system.unwrap_or_else(wgs84) }
    }
}

fn wgs84() -> String {
    System::Wgs84.name().to_owned()
}

/// The posts that were found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchAnswer {
    /// The posts by rank.
    pub hits: Vec<RankedHit>,
    /// What was wrong with the posts' rows.
    pub post_findings: Vec<Finding>,
    /// From what the hits come.
    pub provenance: Provenance,
}

/// A post that was found, with its rank and its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RankedHit {
    /// 1 for the best.
    pub rank: u32,
    /// What was found.
    #[serde(flatten)]
    pub hit: Hit,
    /// Why, most important first.
    pub reasons: Vec<String>,
}

/// The filters of a search: the one row of a seeker, or nothing. What a table of people only reports, a key that is no
/// field, is refused here: a filter that is not applied would show what was not asked for.
///
/// # Errors
/// Those of the table; `request.json` for a key that is no field, and for more than one row.
pub fn filters_of(rows: &Rows) -> Result<Seeker, Error> {
    if rows.rows.as_array().is_some_and(Vec::is_empty) {
        return Ok(Seeker::new("query"));
    }
    let (seekers, findings) = settle(rows.read::<Seeker>()?, OnReject::Raise)?;
    if let Some(finding) = findings.iter().find(|finding| finding.effect == Effect::Column) {
        let detail = format_args!("no {} has the field `{}`", Seeker::NAME, finding.column);
        return Err(RequestError::new(RequestCode::Json, detail).into());
    }
    Ok(one(seekers)?)
}

/// The filters of one row as a JSON object.
///
/// # Errors
/// Those of [`filters_of`].
pub fn filters_of_row(row: Value) -> Result<Seeker, Error> {
    filters_of(&Rows { rows: Value::Array(vec![row]), ..no_rows() })
}

/// The `k` best hits of a matcher, with reasons.
///
/// If the matcher reads texts, the facts among the words become filters where no filter states them.
///
/// # Errors
/// Those of the place; `matching.vector` if the filters' vector is not of the posts' length.
pub fn hits(
    matcher: &Matcher,
    words: &str,
    near: Option<Near>,
    filters: Seeker,
    k: usize,
    language: Language,
) -> Result<Vec<RankedHit>, Error> {
    let mut query = if matcher.options().read_text {
        Query::with_filters(words, filters, matcher.lexicon())
    } else {
        let mut query = Query::new(words);
        query.seeker = filters;
        query
    };
    if let Some(Near { lon, lat, system }) = near {
        query.near = Some(checked([lon, lat], System::parse(&system)?)?);
    }
    matcher.check(&query.seeker)?;
    let ranked = |(hit, rank): (Hit, u32)| {
        let reasons = match language {
            Language::Zh => hit.reasons_zh(),
            Language::En => hit.reasons_en(),
        };
        RankedHit { rank, hit, reasons }
    };
    Ok(matcher.search(&query, k).into_iter().zip(1..).map(ranked).collect())
}

/// Answers a [`SearchRequest`].
///
/// # Errors
/// Those of the table, of [`Matcher::new`], of the network and [`Matcher::with_network`], of [`filters_of`] and of
/// [`hits`].
pub fn search(request: SearchRequest) -> Result<SearchAnswer, Error> {
    let (posts, post_findings) = settle(request.posts.read::<Post>()?, request.errors)?;
    let filters = filters_of(&request.filters)?;
    let matcher = matcher_of(posts, request.options, request.lexicon.as_ref())?;
    let matcher = on_streets(matcher, request.network.as_ref(), request.snap_limit_m)?;
    let k = usize::try_from(request.k).unwrap_or(usize::MAX);
    let hits = hits(&matcher, &request.query, request.near, filters, k, request.language)?;
    Ok(SearchAnswer { hits, post_findings, provenance: matcher.provenance() })
}

/// Asks what somebody who is typing may want.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuggestRequest {
    /// The posts.
    pub posts: Rows,
    /// What has been typed: letters in any script, a reading (`diang`) or its first letters (`dg`).
    pub prefix: String,
    /// How many suggestions.
    #[serde(default = "ten")]
    pub k: u32,
    /// How matches are made.
    #[serde(default)]
    pub options: MatchOptions,
    /// Words to add to the default lexicon.
    #[serde(default)]
    pub lexicon: Option<Words>,
    /// What to do about rows of posts that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

const fn ten() -> u32 {
    10
}

/// What somebody may want.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuggestAnswer {
    /// Suggestions, by posts from many to few.
    pub suggestions: Vec<Suggestion>,
    /// What was wrong with the posts' rows.
    pub post_findings: Vec<Finding>,
}

/// Answers a [`SuggestRequest`].
///
/// # Errors
/// Those of the table and of [`Matcher::new`].
pub fn suggest(request: SuggestRequest) -> Result<SuggestAnswer, Error> {
    let (posts, post_findings) = settle(request.posts.read::<Post>()?, request.errors)?;
    let matcher = matcher_of(posts, request.options, request.lexicon.as_ref())?;
    let k = usize::try_from(request.k).unwrap_or(usize::MAX);
    Ok(SuggestAnswer { suggestions: matcher.suggest(&request.prefix, k), post_findings })
}
