//! The post's side: the best people for a post.

use super::matcher::best;
use super::prepared::{Pair, PreparedPost, PreparedSeeker};
use super::{Explanation, Match, Matcher, MatchingError};
use crate::model::Seeker;

impl Matcher {
    /// The `k` best people for a post (求职者推荐), under the same constraints and scores; equals by the person's id.
    ///
    /// # Errors
    /// `matching.unknown_post`.
    pub fn candidates(
        &self,
        seekers: &[Seeker],
        post_id: &str,
        k: usize,
    ) -> Result<Vec<(String, Match)>, MatchingError> {
        let found = self.among(seekers).best(post_id, k)?;
        Ok(found.into_iter().map(|(seeker, found)| (seeker.id.clone(), found)).collect())
    }

    /// People made ready, to be asked about many posts: each of them is read once.
    ///
    /// ```
    /// use doorstep::{Post, Seeker, matching::{MatchOptions, Matcher}};
    /// let matcher = Matcher::new(vec![Post::new("a"), Post::new("b")], MatchOptions::default())?;
    /// let seekers = [Seeker::new("s")];
    /// let candidates = matcher.among(&seekers);
    /// for post in matcher.posts() {
    ///     assert_eq!(candidates.best(&post.id, 3)?.len(), 1);
    /// }
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn among<'a>(&'a self, seekers: &'a [Seeker]) -> Candidates<'a> {
        let mut seekers: Vec<_> = seekers.iter().map(|seeker| (seeker, self.prepare_one(seeker))).collect();
        seekers.sort_by(|(left, _), (right, _)| left.id.cmp(&right.id));
        Candidates { matcher: self, seekers }
    }
}

/// People made ready for a matcher (候选求职者).
pub struct Candidates<'a> {
    matcher: &'a Matcher,
    /// By id.
    seekers: Vec<(&'a Seeker, PreparedSeeker<'a>)>,
}

impl<'a> Candidates<'a> {
    /// The `k` best of them for a post; see [`Matcher::candidates`].
    ///
    /// # Errors
    /// `matching.unknown_post`.
    pub fn best(&self, post_id: &str, k: usize) -> Result<Vec<(&'a Seeker, Match)>, MatchingError> {
        let (matcher, post) = (self.matcher, self.matcher.find(post_id)?);
        let describe = |(seeker, prepared): &(&'a Seeker, _)| (*seeker, matcher.describe(prepared, post));
        Ok(self.ranked(post, k).map(describe).collect())
    }

    /// The same with everything that was weighed for each of them.
    ///
    /// # Errors
    /// `matching.unknown_post`.
    pub fn best_explained(
        &self,
        post_id: &str,
        k: usize,
    ) -> Result<Vec<(Match, Explanation)>, MatchingError> {
        let (matcher, post) = (self.matcher, self.matcher.find(post_id)?);
        let explain = |(seeker, prepared): &(&Seeker, PreparedSeeker<'_>)| {
            (matcher.describe(prepared, post), matcher.explain_prepared(seeker, prepared, post))
        };
        Ok(self.ranked(post, k).map(explain).collect())
    }

    fn ranked(
        &self,
        post: &PreparedPost,
        k: usize,
    ) -> impl Iterator<Item = &(&'a Seeker, PreparedSeeker<'a>)> {
        let pairs = self.seekers.iter().map(|(_, seeker)| Pair::new(seeker, post, self.matcher.options()));
        let ranked = best(pairs.map(|pair| self.matcher.rank(&pair)), k);
        ranked.into_iter().filter_map(|index| self.seekers.get(index))
    }
}

impl std::fmt::Debug for Candidates<'_> {
    /// Says how many, not who.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidates({} people)", self.seekers.len())
    }
}
