//! The matcher, kept between calls.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::sync::Arc;

use doorstep::matching::{MatchOptions, Matcher};
use doorstep::table::Finding;
use doorstep::text::{Lexicon, Words};
use doorstep::wire::{
    Language, Near, OnReject, RecommendAnswer, Rows, SearchAnswer, apply, candidates_among, candidates_of,
    filters_of_row, hits, lexicon_of, one, posts_asked, recommendations, settle,
};
use doorstep::{Post, Seeker};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;
use crate::json;
use crate::network::JsStreets;

/// What a matcher is made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatcherRequest {
    posts: Rows,
    #[serde(default)]
    options: MatchOptions,
    #[serde(default)]
    lexicon: Option<Words>,
    #[serde(default)]
    errors: OnReject,
}

/// Whom to recommend to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeekersRequest {
    seekers: Rows,
    k: u32,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    errors: OnReject,
}

/// Whom to recommend to, so many at a time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChunksRequest {
    seekers: Rows,
    k: u32,
    #[serde(default)]
    chunk: Option<NonZeroU32>,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    errors: OnReject,
}

/// What the next people get. All chunks joined are the answer to one call; findings are in the first.
#[derive(Serialize)]
struct RecommendChunk {
    #[serde(flatten)]
    answer: RecommendAnswer,
    /// How many people have been served.
    done: usize,
    /// How many there are.
    total: usize,
}

/// For which posts to find people, and which people there are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CandidatesRequest {
    seekers: Rows,
    #[serde(default)]
    post_ids: Option<Vec<String>>,
    k: u32,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    errors: OnReject,
}

/// What to search for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchRequest {
    query: String,
    #[serde(default)]
    near: Option<Near>,
    #[serde(default)]
    filters: Option<Map<String, Value>>,
    #[serde(default)]
    k: Option<u32>,
    #[serde(default)]
    language: Language,
}

/// What has been typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuggestRequest {
    prefix: String,
    k: u32,
}

/// Whom to explain a post to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExplainRequest {
    seeker: Rows,
    post_id: String,
}

/// Whom to diagnose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiagnoseRequest {
    seeker: Rows,
}

/// People who are served in chunks, and how far that is.
#[wasm_bindgen(js_name = People)]
pub struct JsPeople {
    seekers: Vec<Seeker>,
    findings: Option<Vec<Finding>>,
    k: usize,
    chunk: usize,
    language: Language,
    done: usize,
}

#[wasm_bindgen(js_class = People)]
impl JsPeople {
    /// Reads people: all of them now, so that findings are those of the whole table.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str) -> Result<Self, JsValue> {
        let ChunksRequest { seekers, k, chunk, language, errors } = json::read(request)?;
        let (seekers, findings) = settle(seekers.read::<Seeker>().map_err(throw)?, errors).map_err(throw)?;
        let chunk = chunk.map_or(64, NonZeroU32::get);
        let [k, chunk] = [k, chunk].map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        Ok(Self { seekers, findings: Some(findings), k, chunk, language, done: 0 })
    }
}

/// Posts made ready for matching.
#[wasm_bindgen(js_name = Matcher)]
pub struct JsMatcher {
    matcher: Matcher,
    findings: Vec<Finding>,
}

#[wasm_bindgen(js_class = Matcher)]
impl JsMatcher {
    /// Makes posts ready.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str, streets: JsStreets) -> Result<Self, JsValue> {
        let request: MatcherRequest = json::read(request)?;
        let lexicon = lexicon_of(request.lexicon.as_ref()).map_err(throw)?;
        Self::made(request, lexicon, streets)
    }

    /// A matcher that was saved, with the default lexicon and the caller's own words: the JSON of `Words`, or `null`.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: &[u8], words: &str, streets: JsStreets) -> Result<Self, JsValue> {
        let words: Option<Words> = json::read(words)?;
        reserve_for(bytes);
        let matcher = match words {
            None => Matcher::from_bytes(bytes),
            Some(words) => {
                let lexicon = lexicon_of(Some(&words)).map_err(throw)?;
                Matcher::from_bytes_with_lexicon(bytes, lexicon)
            }
        };
        Self::loaded(matcher.map_err(throw)?, streets)
    }

    /// The matcher as bytes.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.matcher.to_bytes()
    }

    /// How many posts there are.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.matcher.len()
    }

    /// What was wrong with the posts, as JSON.
    pub fn rejects(&self) -> Result<String, JsValue> {
        json::write(&self.findings)
    }

    /// From what answers come, as the JSON of a `Provenance`.
    pub fn provenance(&self) -> Result<String, JsValue> {
        json::write(&self.matcher.provenance())
    }

    /// Follows posts that come, change and go: an `ApplyRequest`, and an `ApplyAnswer` as JSON.
    pub fn apply(&mut self, request: &str) -> Result<String, JsValue> {
        json::write(&apply(&mut self.matcher, json::read(request)?).map_err(throw)?)
    }

    /// The best posts for each person, as the JSON of a `RecommendAnswer`.
    pub fn recommend(&self, request: &str) -> Result<String, JsValue> {
        let SeekersRequest { seekers, k, language, errors } = json::read(request)?;
        let (seekers, seeker_findings) =
            settle(seekers.read::<Seeker>().map_err(throw)?, errors).map_err(throw)?;
        let k = usize::try_from(k).unwrap_or(usize::MAX);
        let mut all = Vec::new();
        for seeker in &seekers {
            all.extend(recommendations(&self.matcher, seeker, k, language).map_err(throw)?);
        }
        let post_findings = self.findings.clone();
        let provenance = self.matcher.provenance();
        json::write(&RecommendAnswer { recommendations: all, post_findings, seeker_findings, provenance })
    }

    /// The best posts for each of the next people, as the JSON of a `RecommendChunk`.
    pub fn chunk(&self, people: &mut JsPeople) -> Result<String, JsValue> {
        let mut all = Vec::new();
        let next = people.seekers.iter().skip(people.done).take(people.chunk);
        let count = next.len();
        for seeker in next {
            all.extend(recommendations(&self.matcher, seeker, people.k, people.language).map_err(throw)?);
        }
        people.done += count;
        let (post_findings, seeker_findings) = match people.findings.take() {
            Some(seeker_findings) => (self.findings.clone(), seeker_findings),
            None => Default::default(),
        };
        let provenance = self.matcher.provenance();
        let answer = RecommendAnswer { recommendations: all, post_findings, seeker_findings, provenance };
        json::write(&RecommendChunk { answer, done: people.done, total: people.seekers.len() })
    }

    /// The best people for each post, as the JSON of a `RecommendAnswer`.
    pub fn candidates(&self, request: &str) -> Result<String, JsValue> {
        let CandidatesRequest { seekers, post_ids, k, language, errors } = json::read(request)?;
        let (seekers, seeker_findings) =
            settle(seekers.read::<Seeker>().map_err(throw)?, errors).map_err(throw)?;
        let k = usize::try_from(k).unwrap_or(usize::MAX);
        let among = candidates_among(&self.matcher, &seekers).map_err(throw)?;
        let mut all = Vec::new();
        for post_id in posts_asked(&self.matcher, post_ids) {
            all.extend(candidates_of(&among, &post_id, k, language).map_err(throw)?);
        }
        let post_findings = self.findings.clone();
        let provenance = self.matcher.provenance();
        json::write(&RecommendAnswer { recommendations: all, post_findings, seeker_findings, provenance })
    }

    /// The posts that somebody's words find, as the JSON of a `SearchAnswer`.
    pub fn search(&self, request: &str) -> Result<String, JsValue> {
        let SearchRequest { query, near, filters, k, language } = json::read(request)?;
        let filters = filters_of_row(filters.unwrap_or_default().into()).map_err(throw)?;
        let k = usize::try_from(k.unwrap_or(20)).unwrap_or(usize::MAX);
        let hits = hits(&self.matcher, &query, near, filters, k, language).map_err(throw)?;
        let provenance = self.matcher.provenance();
        json::write(&SearchAnswer { hits, post_findings: self.findings.clone(), provenance })
    }

    /// What somebody who is typing may want, as JSON.
    pub fn suggest(&self, request: &str) -> Result<String, JsValue> {
        let SuggestRequest { prefix, k } = json::read(request)?;
        json::write(&self.matcher.suggest(&prefix, usize::try_from(k).unwrap_or(usize::MAX)))
    }

    /// Every constraint and every part of the score, as the JSON of an `Explanation`.
    pub fn explain(&self, request: &str) -> Result<String, JsValue> {
        let ExplainRequest { seeker, post_id } = json::read(request)?;
        json::write(&self.matcher.explain(&only(&seeker)?, &post_id).map_err(throw)?)
    }

    /// Why a person gets few posts or none, as the JSON of a `Diagnosis`.
    pub fn diagnose(&self, request: &str) -> Result<String, JsValue> {
        let DiagnoseRequest { seeker } = json::read(request)?;
        json::write(&self.matcher.diagnose(&only(&seeker)?))
    }
}

impl JsMatcher {
    /// Makes posts ready with a lexicon.
    pub(crate) fn with_lexicon(
        request: &str,
        lexicon: Arc<Lexicon>,
        streets: JsStreets,
    ) -> Result<Self, JsValue> {
        Self::made(json::read(request)?, lexicon, streets)
    }

    /// A matcher that was saved, with a lexicon.
    pub(crate) fn from_bytes_with_lexicon(
        bytes: &[u8],
        lexicon: Arc<Lexicon>,
        streets: JsStreets,
    ) -> Result<Self, JsValue> {
        reserve_for(bytes);
        Self::loaded(Matcher::from_bytes_with_lexicon(bytes, lexicon).map_err(throw)?, streets)
    }

    /// Rows that could not be read are not part of what is saved.
    fn loaded(matcher: Matcher, streets: JsStreets) -> Result<Self, JsValue> {
        Ok(Self { matcher: streets.under(matcher)?, findings: Vec::new() })
    }

    fn made(request: MatcherRequest, lexicon: Arc<Lexicon>, streets: JsStreets) -> Result<Self, JsValue> {
        let MatcherRequest { posts, options, lexicon: _, errors } = request;
        let (posts, findings) = settle(posts.read::<Post>().map_err(throw)?, errors).map_err(throw)?;
        let matcher = Matcher::with_lexicon(posts, options, lexicon).map_err(throw)?;
        Ok(Self { matcher: streets.under(matcher)?, findings })
    }
}

/// Lets memory grow once for a saved matcher, by about what it takes when loaded: growing in many small steps took most of
/// the time of loading. If there is less memory, loading tries with what there is.
fn reserve_for(bytes: &[u8]) {
    let mut room = Vec::<u8>::new();
    // Whether it succeeded is of no interest; the black box keeps the compiler from leaving it out.
    let _ = black_box(&mut room).try_reserve_exact(bytes.len().saturating_mul(4));
    black_box(room);
}

/// The one person of a table.
fn only(seeker: &Rows) -> Result<Seeker, JsValue> {
    let (seekers, _) = settle(seeker.read::<Seeker>().map_err(throw)?, OnReject::Raise).map_err(throw)?;
    one(seekers).map_err(throw)
}
