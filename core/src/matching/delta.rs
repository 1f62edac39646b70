//! Posts that come, change and go (增量更新): a matcher follows them without reading again what stays.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use serde::Serialize;

use super::matcher::check_vectors;
use super::prepared::PreparedPost;
use super::{Matcher, MatchingCode, MatchingError};
use crate::model::Post;

/// One change of the posts or of the day (一条变动).
#[derive(Debug, Clone)]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all changes are posts: a box for each would gain nothing"
)]
pub enum Delta {
    /// A post is new, or stands in the place of the one with its id (新增或更新).
    Upsert(Post),
    /// The post with this id is withdrawn (撤下). An id that no post has is counted, not refused, so that a stream of
    /// changes can be played again.
    Remove(String),
    /// How many places are left (名额变化). What the post's text says of a number is set aside: it says how many were
    /// sought, not how many are left.
    Openings {
        /// The post.
        post_id: String,
        /// Places that are left; a post with none is recommended to nobody.
        openings: u32,
    },
    /// Another day is asked for (日期推进): posts that close by then fall out, ages and certificates are told anew.
    Today(NaiveDate),
}

/// What deltas did (变动结果): every delta is counted in one field, as it met the posts at its turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Applied {
    /// Posts that were new, or took the place of another.
    pub upserted: usize,
    /// Posts that were withdrawn.
    pub removed: usize,
    /// Posts of which the places that are left were set.
    pub openings: usize,
    /// Days that were set.
    pub days: usize,
    /// Withdrawals of posts that were not there.
    pub unknown: usize,
}

/// What becomes of one id.
#[expect(clippy::large_enum_variant, reason = "nearly all are posts to be read")]
enum Fate {
    /// A post that is to be read, and the places that are left of it where a later delta says so.
    Read(Post, Option<u32>),
    /// A post that stays, with so many places left.
    Left(u32),
    Gone,
}

impl Fate {
    /// Whether there is a post afterwards.
    const fn stays(&self) -> bool {
        !matches!(self, Self::Gone)
    }
}

impl Matcher {
    /// Follows changes in the order in which they come (增量更新): all of them, or none if one is refused. What is
    /// recommended, searched, explained and suggested afterwards is what a matcher made of the posts as they then are
    /// gives; only posts that are new or changed are read. Clones made before keep the posts that they have.
    ///
    /// The [`generation`](Self::generation) goes up by one.
    ///
    /// ```
    /// use doorstep::{Post, Seeker, matching::{Delta, MatchOptions, Matcher}};
    /// let mut matcher = Matcher::new(vec![Post::new("a"), Post::new("b")], MatchOptions::default())?;
    /// let gone = Delta::Remove("a".into());
    /// let full = Delta::Openings { post_id: "b".into(), openings: 0 };
    /// let applied = matcher.apply(vec![Delta::Upsert(Post::new("c")), gone, full])?;
    /// assert_eq!((applied.upserted, applied.removed, applied.openings), (1, 1, 1));
    /// let best = matcher.recommend(&Seeker::new("s"), 10);
    /// assert_eq!(best.iter().map(|found| found.post_id.as_str()).collect::<Vec<_>>(), ["c"]);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `matching.unknown_post` for places left of a post that is not there at its turn; `matching.vector` if the vectors
    /// of the posts that result cannot be compared; `matching.too_many_posts`; `matching.network_system` for a post in a more
    /// shifted system than that of a street network of the matcher. The matcher then is as it was.
    pub fn apply(&mut self, deltas: Vec<Delta>) -> Result<Applied, MatchingError> {
        let mut applied = Applied::default();
        let mut today = self.options.today;
        let mut fates: BTreeMap<String, Fate> = BTreeMap::new();
        for delta in deltas {
            match delta {
                Delta::Upsert(post) => {
                    applied.upserted += 1;
                    fates.insert(post.id.clone(), Fate::Read(post, None));
                }
                Delta::Remove(id) => {
                    if fates.get(&id).map_or_else(|| self.find(&id).is_ok(), Fate::stays) {
                        applied.removed += 1;
                        fates.insert(id, Fate::Gone);
                    } else {
                        applied.unknown += 1;
                    }
                }
                Delta::Openings { post_id, openings } => {
                    match fates.get_mut(&post_id) {
                        Some(Fate::Gone) => {
                            return Err(MatchingError::new(MatchingCode::UnknownPost, post_id));
                        }
                        Some(Fate::Read(_, left)) => *left = Some(openings),
                        Some(Fate::Left(left)) => *left = openings,
                        None => {
                            self.find(&post_id)?;
                            fates.insert(post_id, Fate::Left(openings));
                        }
                    }
                    applied.openings += 1;
                }
                Delta::Today(day) => {
                    applied.days += 1;
                    today = Some(day);
                }
            }
        }
        self.check_fates(&fates)?;
        // From here on nothing is refused.
        let same_day = self.options.today == today;
        self.options.today = today;
        let mut numbers = None;
        if !fates.is_empty() {
            numbers = Some(self.meet(fates));
            self.rarities = self.skill_counts.rarities(self.posts.len());
            self.postings = OnceLock::new();
            self.suggestions = OnceLock::new();
        }
        // Which posts are open depends on the day, too.
        self.columns.follow(numbers.filter(|_| same_day));
        self.generation = self.generation.saturating_add(1);
        Ok(applied)
    }

    /// How often changes were applied since the posts were made ready (版本号).
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Checks the posts that result as [`Matcher::new`] checks those that it is given.
    fn check_fates(&self, fates: &BTreeMap<String, Fate>) -> Result<(), MatchingError> {
        let read = || {
            fates.values().filter_map(|fate| match fate {
                Fate::Read(post, _) => Some(post.vector.as_slice()),
                Fate::Left(_) | Fate::Gone => None,
            })
        };
        let places = fates.values().filter_map(|fate| match fate {
            Fate::Read(post, _) => post.place,
            Fate::Left(_) | Fate::Gone => None,
        });
        self.roads.check(places)?;
        // Vectors that stay agree with each other: the first of them speaks for all.
        let stays = |post: &&Arc<PreparedPost>| {
            fates.get(&post.record.id).is_none_or(|fate| matches!(fate, Fate::Left(_)))
        };
        let compare = read().any(|vector| !vector.is_empty());
        let mut vectors = self.posts.iter().filter(|post| compare && !post.record.vector.is_empty());
        let kept = vectors.find(stays).map(|post| post.record.vector.as_slice());
        check_vectors(kept.into_iter().chain(read()))?;
        // Counted from above first: nearly always there is no need to look up ids.
        if u32::try_from(self.posts.len() + fates.len()).is_err() {
            let old = self.posts.iter().filter(|post| !fates.contains_key(&post.record.id)).count();
            let count = old + fates.values().filter(|fate| fate.stays()).count();
            if u32::try_from(count).is_err() {
                return Err(MatchingError::new(MatchingCode::TooManyPosts, count));
            }
        }
        Ok(())
    }

    /// Merges the posts with what becomes of some of them, both by ascending id. Returns for each post of before its
    /// place among those that result; none if it is gone or changed.
    fn meet(&mut self, fates: BTreeMap<String, Fate>) -> Vec<Option<u32>> {
        let mut merged = Vec::with_capacity(self.posts.len() + fates.len());
        let mut numbers = Vec::with_capacity(self.posts.len());
        let mut old = std::mem::take(&mut self.posts).into_iter();
        for (id, fate) in fates {
            // Ids lie far apart in memory: most are not looked at.
            let stay = old.as_slice().partition_point(|post| post.record.id < id);
            numbers.extend((merged.len()..).take(stay).map(|number| u32::try_from(number).ok()));
            merged.extend(old.by_ref().take(stay));
            let is_same = old.as_slice().first().is_some_and(|post| post.record.id == id);
            let same = if is_same { old.next() } else { None };
            numbers.extend(is_same.then_some(None));
            match fate {
                Fate::Read(post, left) => {
                    let before = same.as_deref();
                    let mut post =
                        PreparedPost::new(post, before, &mut self.terms, &self.lexicon, &self.options);
                    post.stops = self.roads.stops(&post);
                    if let Some(openings) = left {
                        post.set_openings(openings);
                    }
                    if let Some(before) = before {
                        self.skill_counts.remove(before);
                    }
                    self.skill_counts.add(&post, &self.terms);
                    merged.push(Arc::new(post));
                }
                Fate::Left(openings) => merged.extend(same.map(|mut post| {
                    Arc::make_mut(&mut post).set_openings(openings);
                    post
                })),
                Fate::Gone => {
                    if let Some(before) = same {
                        self.skill_counts.remove(&before);
                    }
                }
            }
        }
        numbers.extend((merged.len()..).take(old.len()).map(|number| u32::try_from(number).ok()));
        merged.extend(old);
        self.posts = merged;
        numbers
    }
}
