//! The lexicon, kept between calls.

use std::sync::Arc;

use doorstep::text::{Lexicon, Words};
use doorstep::wire::{
    OccupationClass, OnReject, ReadPostsAnswer, Rows, lexicon_of, read_one, read_wish_text, settle, terms_of,
};
use doorstep::{OccupationCode, Post};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::throw;
use crate::json;
use crate::matching::JsMatcher;
use crate::network::JsStreets;

/// Which title to code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeRequest {
    title: String,
    k: u32,
}

/// Which posts to read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadPostsRequest {
    posts: Rows,
    #[serde(default)]
    errors: OnReject,
}

/// What posts and people say, and what is the same in other words.
#[wasm_bindgen(js_name = Lexicon)]
pub struct JsLexicon(Arc<Lexicon>);

#[wasm_bindgen(js_class = Lexicon)]
impl JsLexicon {
    /// The default lexicon with words of the caller's own: the JSON of `Words`, or `null`.
    #[wasm_bindgen(constructor)]
    pub fn new(words: &str) -> Result<Self, JsValue> {
        lexicon_of(json::read::<Option<Words>>(words)?.as_ref()).map(Self).map_err(throw)
    }

    /// A matcher that reads with this lexicon.
    pub fn matcher(&self, request: &str, streets: JsStreets) -> Result<JsMatcher, JsValue> {
        JsMatcher::with_lexicon(request, Arc::clone(&self.0), streets)
    }

    /// A matcher that was saved with this lexicon.
    #[wasm_bindgen(js_name = matcherFromBytes)]
    pub fn matcher_from_bytes(&self, bytes: &[u8], streets: JsStreets) -> Result<JsMatcher, JsValue> {
        JsMatcher::from_bytes_with_lexicon(bytes, Arc::clone(&self.0), streets)
    }

    /// The likeliest occupations of a title, as JSON.
    pub fn code(&self, request: &str) -> Result<String, JsValue> {
        let CodeRequest { title, k } = json::read(request)?;
        json::write(&self.0.code(&title, usize::try_from(k).unwrap_or(usize::MAX)))
    }

    /// The skills that a text names, as JSON.
    pub fn skills(&self, text: &str) -> Result<String, JsValue> {
        json::write(&terms_of(text, self.0.skills(text)))
    }

    /// The certificates that a text names, as JSON.
    pub fn certificates(&self, text: &str) -> Result<String, JsValue> {
        json::write(&terms_of(text, self.0.certificates(text)))
    }

    /// The occupations that a text names, as JSON.
    pub fn occupations(&self, text: &str) -> Result<String, JsValue> {
        json::write(&terms_of(text, self.0.occupations(text)))
    }

    /// What a wish says, as the JSON of a `WishReading`.
    #[wasm_bindgen(js_name = readWish)]
    pub fn read_wish(&self, text: String) -> Result<String, JsValue> {
        json::write(&read_wish_text(text, &self.0))
    }

    /// What the texts of posts say, as the JSON of a `ReadPostsAnswer`.
    #[wasm_bindgen(js_name = readPosts)]
    pub fn read_posts(&self, request: &str) -> Result<String, JsValue> {
        let ReadPostsRequest { posts, errors } = json::read(request)?;
        let (mut posts, findings) = settle(posts.read::<Post>().map_err(throw)?, errors).map_err(throw)?;
        let posts = posts.iter_mut().map(|post| read_one(post, &self.0)).collect();
        json::write(&ReadPostsAnswer { posts, findings })
    }

    /// A class of the classification as JSON, `null` if there is none.
    pub fn occupation(&self, code: &str) -> Result<String, JsValue> {
        let code = OccupationCode::parse(code).map_err(throw)?;
        json::write(&self.0.classification().get(code).map(OccupationClass::from))
    }
}
