//! The post's side: the best people for a post.

use std::borrow::Cow;

use super::matcher::best;
use super::prepared::{PreparedPost, PreparedSeeker};
use super::ways::{Arrivals, Ways};
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
        self.ranked(post_id, k, |seeker, prepared, ways, post| {
            (seeker, self.matcher.describe(prepared, ways, post))
        })
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
        self.ranked(post_id, k, |seeker, prepared, ways, post| {
            let why = self.matcher.explain_prepared(seeker, prepared, ways, post);
            (self.matcher.describe(prepared, ways, post), why)
        })
    }

    fn ranked<R>(
        &self,
        post_id: &str,
        k: usize,
        told: impl Fn(&'a Seeker, &PreparedSeeker<'a>, &Ways<'_>, &PreparedPost) -> R,
    ) -> Result<Vec<R>, MatchingError> {
        let (matcher, people) = (self.matcher, self.people.as_ref().map_err(Clone::clone)?);
        let number = matcher.place_of(post_id)?;
        let post = matcher.find(post_id)?;
        // Fewer searches are made to the post than from all homes.
        let limits = (0..people.len()).filter_map(|person| people.seeker(person)?.record().travel_min_max);
        let arrivals = Arrivals::new(matcher, post, limits.max());
        let rank = |person: usize| {
            let ways = arrivals.ways(people.seeker(person)?);
            matcher.walk_of(people, person, &ways)?.one(number)
        };
        let ranks = (0..people.len()).map(rank);
        let told = |person: usize| {
            let prepared = people.seeker(person)?;
            Some(told(self.seekers.get(person)?, prepared, &arrivals.ways(prepared), post))
        };
        Ok(best(ranks, k).into_iter().filter_map(told).collect())
    }
}

impl std::fmt::Debug for Candidates<'_> {
    /// Says how many, not who.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidates({} people)", self.seekers.len())
    }
}
