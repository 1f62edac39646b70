//! The post's side: the best people for a post.

use std::borrow::Cow;

use super::matcher::best;
use super::prepared::{PreparedPost, PreparedSeeker};
use super::{Explanation, Match, Matcher, MatchingError, People, Threads};
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
        let mut sorted: Vec<&Seeker> = seekers.iter().collect();
        sorted.sort_by(|left, right| left.id.cmp(&right.id));
        let people = sorted.iter().map(|seeker| Cow::Borrowed(*seeker)).collect();
        let people = self.prepare_all(people, &Threads::one(), &mut ());
        Candidates { matcher: self, seekers: sorted, people }
    }
}

/// People made ready for a matcher (候选求职者).
pub struct Candidates<'a> {
    matcher: &'a Matcher,
    /// By id.
    seekers: Vec<&'a Seeker>,
    /// The same people in the same order; an error only where their reading was stopped.
    people: Result<People<'a>, MatchingError>,
}

impl<'a> Candidates<'a> {
    /// The `k` best of them for a post; see [`Matcher::candidates`].
    ///
    /// # Errors
    /// `matching.unknown_post`.
    pub fn best(&self, post_id: &str, k: usize) -> Result<Vec<(&'a Seeker, Match)>, MatchingError> {
        self.ranked(post_id, k, |seeker, prepared, post| (seeker, self.matcher.describe(prepared, post)))
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
        self.ranked(post_id, k, |seeker, prepared, post| {
            (self.matcher.describe(prepared, post), self.matcher.explain_prepared(seeker, prepared, post))
        })
    }

    fn ranked<R>(
        &self,
        post_id: &str,
        k: usize,
        told: impl Fn(&'a Seeker, &PreparedSeeker<'a>, &PreparedPost) -> R,
    ) -> Result<Vec<R>, MatchingError> {
        let (matcher, people) = (self.matcher, self.people.as_ref().map_err(Clone::clone)?);
        let number = matcher.place_of(post_id)?;
        let post = matcher.find(post_id)?;
        let ranks = (0..people.len()).map(|person| matcher.walk_of(people, person)?.one(number));
        let told = |person: usize| Some(told(self.seekers.get(person)?, people.seeker(person)?, post));
        Ok(best(ranks, k).into_iter().filter_map(told).collect())
    }
}

impl std::fmt::Debug for Candidates<'_> {
    /// Says how many, not who.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidates({} people)", self.seekers.len())
    }
}
