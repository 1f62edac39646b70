//! The index over posts, and the best of them for a person.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::index::{Memo, PostIndex, Scratch, Walk};
use super::part::score;
use super::prepared::{Pair, PreparedPost, PreparedSeeker, SkillCounts, Terms, wanted_of};
use super::priority::{self, Priorities};
use super::search::Postings;
use super::streets::{Measured, Roads};
use super::suggest::Suggestions;
use super::ways::{Way, Ways};
use super::{Constraint, Explanation, MatchingCode, MatchingError, Verdict, Weights};
use crate::model::{Post, Seeker, WorkHours};
use crate::place::TravelModel;
use crate::text::Lexicon;

/// How matches are made; everything has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatchOptions {
    /// The day of asking; without it, what depends on a date stays open.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub today: Option<NaiveDate>,
    /// Weights of the parts of a score.
    pub weights: Weights,
    /// Hours through which wages of different periods compare.
    pub hours: WorkHours,
    /// Speeds and detours.
    pub travel: TravelModel,
    /// Whether what no field says is read from titles, descriptions and wishes.
    pub read_text: bool,
    /// How much policy puts each key group first.
    pub priorities: Priorities,
    /// By what the best are found.
    pub order: Order,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self {
            today: None,
            weights: Weights::default(),
            hours: WorkHours::default(),
            travel: TravelModel::default(),
            read_text: true,
            priorities: Priorities::default(),
            order: Order::default(),
        }
    }
}

impl MatchOptions {
    /// Checks what the types leave open.
    pub(super) fn check(&self) -> Result<(), MatchingError> {
        self.weights.check()?;
        let WorkHours { days_per_month_hundredths, hours_per_day } = self.hours;
        if !(1..=3100).contains(&days_per_month_hundredths) || !(1..=24).contains(&hours_per_day) {
            return Err(MatchingError::new(MatchingCode::WorkHours, format_args!("{:?}", self.hours)));
        }
        Ok(())
    }
}

/// By what the best are found (排序依据).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Order {
    /// The score alone (匹配度).
    #[default]
    Fit,
    /// Policy priority first, and the score among equals (政策优先).
    PriorityThenFit,
}

/// One recommended post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The post.
    pub post_id: String,
    /// Score in millionths.
    pub score: u32,
    /// Policy priority in millionths, an axis of its own.
    pub priority: u32,
    /// Share of all weight that belongs to parts of the score which are known, in millionths.
    pub known: u32,
    /// Straight line from home, in metres.
    pub distance_m: Option<u32>,
    /// Travel time by the person's mode, in minutes, rounded up.
    pub travel_min: Option<u32>,
    /// By what the way is measured; none where the matcher has no street network.
    pub measured: Option<Measured>,
    /// Constraints whose answer is open.
    pub unknown: Vec<Constraint>,
}

/// Posts made ready for matching (人岗匹配).
///
/// ```
/// use doorstep::{Post, Seeker, matching::{MatchOptions, Matcher}};
/// let (mut near, mut far) = (Post::new("a"), Post::new("b"));
/// near.title = "物业保安".into();
/// far.title = "电工".into();
/// let matcher = Matcher::new(vec![near, far], MatchOptions::default())?;
/// let mut seeker = Seeker::new("s");
/// seeker.titles = vec!["保安".into()];
/// let best = matcher.recommend(&seeker, 1);
/// assert_eq!(best[0].post_id, "a");
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Matcher {
    /// By id.
    pub(super) posts: Vec<Arc<PreparedPost>>,
    pub(super) terms: Terms,
    pub(super) skill_counts: SkillCounts,
    pub(super) rarities: Arc<[u64]>,
    pub(super) lexicon: Arc<Lexicon>,
    pub(super) options: MatchOptions,
    /// On which ways are measured.
    pub(super) roads: Roads,
    /// How often the posts were changed since they were made ready.
    pub(super) generation: u64,
    /// Made when first recommended from.
    pub(super) columns: Columns,
    /// Made when first searched: who only recommends needs none.
    pub(super) postings: OnceLock<Arc<Postings>>,
    /// Made when first asked for.
    pub(super) suggestions: OnceLock<Arc<Suggestions>>,
}

impl Matcher {
    /// Makes posts ready, in whatever order they come, with the default lexicon.
    ///
    /// # Errors
    /// `matching.duplicate_post`, `matching.weights`, `matching.work_hours`, `matching.vector`.
    pub fn new(posts: Vec<Post>, options: MatchOptions) -> Result<Self, MatchingError> {
        Self::with_lexicon(posts, options, Lexicon::embedded())
    }

    /// Makes posts ready, with a lexicon of the caller's own.
    ///
    /// # Errors
    /// Those of [`Matcher::new`].
    pub fn with_lexicon(
        mut posts: Vec<Post>,
        options: MatchOptions,
        lexicon: Arc<Lexicon>,
    ) -> Result<Self, MatchingError> {
        options.check()?;
        if u32::try_from(posts.len()).is_err() {
            return Err(MatchingError::new(MatchingCode::TooManyPosts, posts.len()));
        }
        check_vectors(posts.iter().map(|post| post.vector.as_slice()))?;
        posts.sort_by(|left, right| left.id.cmp(&right.id));
        if let Some([post, _]) = posts.array_windows().find(|[left, right]| left.id == right.id) {
            return Err(MatchingError::new(MatchingCode::DuplicatePost, &post.id));
        }
        let mut terms = Terms::default();
        let prepare = |post| Arc::new(PreparedPost::new(post, None, &mut terms, &lexicon, &options));
        let posts: Vec<_> = posts.into_iter().map(prepare).collect();
        Ok(Self::of_prepared(posts, terms, lexicon, options, 0))
    }

    /// A matcher of posts that are made ready, by ascending id.
    pub(super) fn of_prepared(
        posts: Vec<Arc<PreparedPost>>,
        terms: Terms,
        lexicon: Arc<Lexicon>,
        options: MatchOptions,
        generation: u64,
    ) -> Self {
        let skill_counts = SkillCounts::of(&posts, &terms);
        Self {
            rarities: skill_counts.rarities(posts.len()),
            skill_counts,
            posts,
            terms,
            lexicon,
            options,
            roads: Roads::default(),
            generation,
            columns: Columns::default(),
            postings: OnceLock::new(),
            suggestions: OnceLock::new(),
        }
    }

    /// How many posts there are.
    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// Whether there is no post.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// How matches are made.
    pub fn options(&self) -> &MatchOptions {
        &self.options
    }

    /// The posts, in the order of their ids.
    pub fn posts(&self) -> impl ExactSizeIterator<Item = &Post> {
        self.posts.iter().map(|post| &post.record)
    }

    /// The lexicon that texts are read with.
    pub fn lexicon(&self) -> &Arc<Lexicon> {
        &self.lexicon
    }

    /// The `k` best posts for a person: those that no constraint excludes, by score from high to low (or by priority
    /// first, [`MatchOptions::order`]), equals by id.
    pub fn recommend(&self, seeker: &Seeker, k: usize) -> Vec<Match> {
        let seeker = self.prepare_one(seeker);
        let ways = self.ways(&seeker);
        self.best_posts(&seeker, &ways, k).map(|post| self.describe(&seeker, &ways, post)).collect()
    }

    /// The same with everything that was weighed for each of them; the person is read once.
    pub fn recommend_explained(&self, seeker: &Seeker, k: usize) -> Vec<(Match, Explanation)> {
        let prepared = self.prepare_one(seeker);
        let ways = self.ways(&prepared);
        let both = |post| {
            (self.describe(&prepared, &ways, post), self.explain_prepared(seeker, &prepared, &ways, post))
        };
        self.best_posts(&prepared, &ways, k).map(both).collect()
    }

    fn best_posts<'m>(
        &'m self,
        seeker: &PreparedSeeker<'_>,
        ways: &Ways<'_>,
        k: usize,
    ) -> impl Iterator<Item = &'m PreparedPost> + use<'m> {
        let (index, mut scratch) = (self.columns(), Scratch::default());
        let person = index.person(seeker, &self.posts, &self.options, &mut Memo::default());
        let wish = index.wish(seeker, &mut scratch);
        let walk = Walk {
            index,
            posts: &self.posts,
            options: &self.options,
            seeker,
            ways,
            person: &person,
            wish: &wish,
        };
        let places: Vec<u32> = walk.best(k, &mut scratch).iter().map(|found| found.number.0).collect();
        places.into_iter().filter_map(|place| self.post_at(place))
    }

    /// Whether a person's vector is one that the posts' can be compared with.
    ///
    /// # Errors
    /// `matching.vector` for another length than the posts', or a number that is not finite.
    pub fn check(&self, seeker: &Seeker) -> Result<(), MatchingError> {
        let mut of_posts = self.posts.iter().map(|post| post.record.vector.as_slice());
        // Without vectors there is nothing to compare: the posts are not gone through for every person.
        let first = if seeker.vector.is_empty() { None } else { of_posts.find(|one| !one.is_empty()) };
        check_vectors(first.into_iter().chain([seeker.vector.as_slice()]))
    }

    pub(super) fn describe(
        &self,
        seeker: &PreparedSeeker<'_>,
        ways: &Ways<'_>,
        post: &PreparedPost,
    ) -> Match {
        let pair = Pair::new(seeker, post, ways);
        let score = score(&pair, &self.options);
        let open = |constraint: &Constraint| constraint.verdict(&pair, &self.options) == Verdict::Unknown;
        Match {
            post_id: post.record.id.clone(),
            score: score.total,
            priority: priority::value(&pair, &self.options.priorities),
            known: score.known,
            distance_m: pair.way().map(|way| way.distance_m),
            travel_min: pair.way().and_then(Way::travel_min),
            measured: pair.way().and_then(|way| way.measured),
            unknown: Constraint::ALL.iter().copied().filter(open).collect(),
        }
    }

    pub(super) fn prepare_one<'a>(&'a self, seeker: &'a Seeker) -> PreparedSeeker<'a> {
        let mut wanted = |title: &str| wanted_of(title, &self.lexicon);
        let seeker = Cow::Borrowed(seeker);
        self.at_home(PreparedSeeker::new(seeker, self.skills(), &self.lexicon, &self.options, &mut wanted))
    }

    /// A person with the place of the home on the streets.
    pub(super) fn at_home<'a>(&self, mut seeker: PreparedSeeker<'a>) -> PreparedSeeker<'a> {
        seeker.home = self.roads.home(seeker.mode, seeker.record().place);
        seeker
    }

    pub(super) fn prepared(&self) -> &[Arc<PreparedPost>] {
        &self.posts
    }

    /// The skills by number.
    pub(super) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The skills by number, and how rare each is.
    pub(super) fn skills(&self) -> (&Terms, &Arc<[u64]>) {
        (&self.terms, &self.rarities)
    }

    /// The posts in columns.
    pub(super) fn columns(&self) -> &Arc<PostIndex> {
        self.columns
            .get(|former| PostIndex::new(&self.posts, &self.rarities, &self.options, &self.roads, former))
    }

    /// The lists that searches use.
    pub(super) fn postings(&self) -> &Postings {
        self.postings.get_or_init(|| Arc::new(Postings::new(&self.posts)))
    }

    /// What can be suggested.
    pub(super) fn suggestions(&self) -> &Suggestions {
        self.suggestions.get_or_init(|| Arc::new(Suggestions::new(&self.posts, &self.lexicon)))
    }

    /// The post at a place in the order of ids.
    pub(super) fn post_at(&self, place: u32) -> Option<&PreparedPost> {
        usize::try_from(place).ok().and_then(|place| self.posts.get(place)).map(Arc::as_ref)
    }

    /// The post with this id.
    pub(super) fn find(&self, post_id: &str) -> Result<&PreparedPost, MatchingError> {
        let place = self.place_of(post_id)?;
        self.post_at(place).ok_or_else(|| MatchingError::new(MatchingCode::UnknownPost, post_id))
    }

    /// The place of the post with this id.
    pub(super) fn place_of(&self, post_id: &str) -> Result<u32, MatchingError> {
        let place = self.posts.binary_search_by(|post| post.record.id.as_str().cmp(post_id)).ok();
        let place = place.and_then(|place| u32::try_from(place).ok());
        place.ok_or_else(|| MatchingError::new(MatchingCode::UnknownPost, post_id))
    }
}

/// Numbers of the `k` best of a sequence: the greatest keys, of equal ones those that come first.
pub(super) fn best<K: Ord>(ranked: impl Iterator<Item = Option<K>>, k: usize) -> Vec<usize> {
    // The worst of the best so far is on top.
    let mut best: BinaryHeap<Reverse<(K, Reverse<usize>)>> = BinaryHeap::new();
    for (index, key) in ranked.enumerate() {
        if let Some(key) = key {
            best.push(Reverse((key, Reverse(index))));
            if best.len() > k {
                best.pop();
            }
        }
    }
    best.into_sorted_vec().into_iter().map(|Reverse((_, Reverse(index)))| index).collect()
}

/// Vectors that are there are of one length and finite.
pub(super) fn check_vectors<'a>(vectors: impl Iterator<Item = &'a [f32]>) -> Result<(), MatchingError> {
    let mut length = None;
    for vector in vectors.filter(|vector| !vector.is_empty()) {
        let expected = *length.get_or_insert(vector.len());
        if vector.len() != expected {
            let detail = format_args!("{} numbers beside {expected}", vector.len());
            return Err(MatchingError::new(MatchingCode::Vector, detail));
        }
        if vector.iter().any(|number| !number.is_finite()) {
            return Err(MatchingError::new(MatchingCode::Vector, "a number that is not finite"));
        }
    }
    Ok(())
}
