//! A matcher as one file (保存与加载): versioned, checked, and read as what a stranger may have written.
//!
//! The head is that of every file ([`crate::envelope`]).
//!
//! The body has the options as JSON, the fingerprint of the lexicon, the generation, the skills by number, and the posts
//! by id. It holds what is dear to find out: what was read from texts, occupations, skills. Columns and lists follow from
//! the posts and are made again.
//!
//! Reading takes one pass. Memory is reserved only for what the rest of the file can hold; a byte of the file becomes at
//! most some 150 in memory by estimate: one that names a text of 128 bytes which stands elsewhere.

mod codec;
mod post;
mod prepared;

use std::sync::Arc;

use super::matcher::check_vectors;
use super::prepared::Terms;
use super::{MatchOptions, Matcher, MatchingCode, MatchingError};
use crate::envelope::{Content, Unopened};
use crate::text::Lexicon;
use codec::{Fault, Reader, Saved, Writer};
use prepared::{POST_LEN_MIN, PostReader, write_post};

const CONTENT: Content = Content { kind: 1, version: 1 };

impl Matcher {
    /// The matcher as bytes for [`Matcher::from_bytes`] (保存): options, posts and what was read from them. The same
    /// matcher gives the same bytes.
    ///
    /// ```
    /// use doorstep::{Post, matching::{MatchOptions, Matcher}};
    /// let matcher = Matcher::new(vec![Post::new("a")], MatchOptions::default())?;
    /// let bytes = matcher.to_bytes();
    /// assert_eq!(Matcher::from_bytes(&bytes)?.to_bytes(), bytes);
    /// assert_eq!(Matcher::from_bytes(&bytes[1..]).unwrap_err().code().code(), "matching.saved_damaged");
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Writer::default();
        // Numbers, dates and words alone: there is nothing that JSON could not hold.
        let options = serde_json::to_string(self.options()).unwrap_or_default();
        body.text(&options);
        body.raw(&self.lexicon().fingerprint().to_le_bytes());
        body.number(self.generation());
        let keys = self.terms().keys();
        body.number(keys.len() as u64);
        keys.iter().for_each(|key| body.text(key));
        body.number(self.len() as u64);
        self.prepared().iter().for_each(|post| write_post(post, &mut body));
        let body = body.into_bytes();

        CONTENT.seal(body.len(), |file| file.extend(body))
    }

    /// The matcher that was saved (加载), with the default lexicon. Nothing in the bytes is trusted: what they hold is
    /// checked as if it came from a table, and memory stays in proportion to their length.
    ///
    /// # Errors
    /// `matching.saved_damaged` for bytes that are no saved matcher or not as they were written,
    /// `matching.saved_version` for another version of the format, `matching.saved_lexicon` if the matcher was saved
    /// with another lexicon; `matching.weights`, `matching.work_hours`, `matching.vector` for content that no matcher
    /// has.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MatchingError> {
        // The default lexicon takes time to make: not before the bytes are known to be whole.
        let body = checked_body(bytes)?;
        Self::from_body(body, Lexicon::embedded())
    }

    /// The matcher that was saved, with a lexicon of the caller's own: the one that it was made with, or one of the same
    /// words.
    ///
    /// # Errors
    /// Those of [`Matcher::from_bytes`].
    pub fn from_bytes_with_lexicon(bytes: &[u8], lexicon: Arc<Lexicon>) -> Result<Self, MatchingError> {
        Self::from_body(checked_body(bytes)?, lexicon)
    }

    fn from_body(body: &[u8], lexicon: Arc<Lexicon>) -> Result<Self, MatchingError> {
        let mut input = Reader::new(body);
        let opened = open(&mut input);
        let (options, fingerprint) = opened.map_err(|fault| damaged(fault, &input))?;
        options.check()?;
        if fingerprint != lexicon.fingerprint() {
            let detail = format_args!("{fingerprint:016x}, given {:016x}", lexicon.fingerprint());
            return Err(MatchingError::new(MatchingCode::SavedLexicon, detail));
        }
        let read = read_posts(&mut input, &lexicon, &options);
        let (generation, terms, posts) = read.map_err(|fault| damaged(fault, &input))?;
        check_vectors(posts.iter().map(|post| post.record.vector.as_slice()))?;
        Ok(Self::of_prepared(posts, terms, lexicon, options, generation))
    }
}

fn damaged(Fault(why): Fault, input: &Reader<'_>) -> MatchingError {
    MatchingError::new(
        MatchingCode::SavedDamaged,
        format_args!("{why}, at byte {} of the body", input.position()),
    )
}

/// The body of a file that is as it was written.
fn checked_body(bytes: &[u8]) -> Result<&[u8], MatchingError> {
    CONTENT.open(bytes).map_err(|unopened| match unopened {
        Unopened::Damaged(why) => MatchingError::new(MatchingCode::SavedDamaged, why),
        Unopened::Version(version) => {
            let detail = format_args!("{version}, read here: {}", CONTENT.version);
            MatchingError::new(MatchingCode::SavedVersion, detail)
        }
    })
}

/// The options and the fingerprint of the lexicon.
fn open(input: &mut Reader<'_>) -> Result<(MatchOptions, u64), Fault> {
    let options = serde_json::from_str(input.text()?).map_err(|_| Fault("options that cannot be read"))?;
    Ok((options, u64::from_le_bytes(input.array()?)))
}

type Posts = Vec<Arc<super::prepared::PreparedPost>>;

fn read_posts(
    input: &mut Reader<'_>,
    lexicon: &Lexicon,
    options: &MatchOptions,
) -> Result<(u64, Terms, Posts), Fault> {
    let generation = u64::read(input)?;
    let terms = Terms::from_keys(input.list()?).ok_or(Fault("a skill twice"))?;
    let count = input.count(POST_LEN_MIN)?;
    if u32::try_from(count).is_err() {
        return Err(Fault("more posts than a matcher takes"));
    }
    let mut reader = PostReader::new(&terms, lexicon, options);
    let mut posts: Posts = Vec::with_capacity(count);
    for _ in 0..count {
        let post = reader.read(input)?;
        if posts.last().is_some_and(|last| last.record.id >= post.record.id) {
            return Err(Fault("posts that are not in the order of their ids"));
        }
        posts.push(post);
    }
    if !input.is_empty() {
        return Err(Fault("bytes after the end"));
    }
    Ok((generation, terms, posts))
}
