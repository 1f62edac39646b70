//! The index over posts, and the best of them for a person.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::part::score;
use super::prepared::{Pair, PreparedPost, PreparedSeeker, Terms, Way, prepare_posts};
use super::{Constraint, MatchingCode, MatchingError, Verdict, Weights};
use crate::model::{Post, Seeker, WorkHours};
use crate::place::TravelModel;

/// How matches are made; everything has a default.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
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
}

/// One recommended post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The post.
    pub post_id: String,
    /// Score in millionths.
    pub score: u32,
    /// Share of all weight that belongs to parts of the score which are known, in millionths.
    pub known: u32,
    /// Straight line from home, in metres.
    pub distance_m: Option<u32>,
    /// Travel time by the person's mode, in minutes, rounded up.
    pub travel_min: Option<u32>,
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
    posts: Vec<PreparedPost>,
    skills: Terms,
    certificates: Terms,
    options: MatchOptions,
}

impl Matcher {
    /// Makes posts ready, in whatever order they come.
    ///
    /// # Errors
    /// `matching.duplicate_post`, `matching.weights`, `matching.work_hours`.
    pub fn new(posts: Vec<Post>, options: MatchOptions) -> Result<Self, MatchingError> {
        options.weights.check()?;
        let WorkHours { days_per_month_hundredths, hours_per_day } = options.hours;
        if !(1..=3100).contains(&days_per_month_hundredths) || !(1..=24).contains(&hours_per_day) {
            return Err(MatchingError::new(MatchingCode::WorkHours, format_args!("{:?}", options.hours)));
        }
        if u32::try_from(posts.len()).is_err() {
            return Err(MatchingError::new(MatchingCode::TooManyPosts, posts.len()));
        }
        let (posts, skills, certificates) = prepare_posts(posts, &options);
        let twice = posts.array_windows().find(|[left, right]| left.record.id == right.record.id);
        if let Some([post, _]) = twice {
            return Err(MatchingError::new(MatchingCode::DuplicatePost, &post.record.id));
        }
        Ok(Self { posts, skills, certificates, options })
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

    /// The `k` best posts for a person: those that no constraint excludes, by score from high to low, equal scores by
    /// id.
    pub fn recommend(&self, seeker: &Seeker, k: usize) -> Vec<Match> {
        let seeker = self.prepare(seeker);
        // The worst of the best so far is on top. Posts stand in the order of their ids, so the greater index is worse.
        let mut best: BinaryHeap<Reverse<(u32, Reverse<usize>)>> = BinaryHeap::new();
        for (index, post) in self.posts.iter().enumerate() {
            let pair = Pair::new(&seeker, post, &self.options);
            if self.qualifies(&pair) {
                best.push(Reverse((score(&pair, &self.options).total, Reverse(index))));
                if best.len() > k {
                    best.pop();
                }
            }
        }
        let ranked = best.into_sorted_vec();
        ranked.into_iter().filter_map(|Reverse((_, Reverse(index)))| self.describe(&seeker, index)).collect()
    }

    /// Whether no constraint excludes the post.
    fn qualifies(&self, pair: &Pair<'_>) -> bool {
        Constraint::ALL.iter().all(|constraint| constraint.verdict(pair, &self.options) != Verdict::No)
    }

    fn describe(&self, seeker: &PreparedSeeker<'_>, index: usize) -> Option<Match> {
        let post = self.posts.get(index)?;
        let pair = Pair::new(seeker, post, &self.options);
        let score = score(&pair, &self.options);
        let open = |constraint: &Constraint| constraint.verdict(&pair, &self.options) == Verdict::Unknown;
        Some(Match {
            post_id: post.record.id.clone(),
            score: score.total,
            known: score.known,
            distance_m: pair.way().map(|way| way.distance_m),
            travel_min: pair.way().map(Way::travel_min),
            unknown: Constraint::ALL.iter().copied().filter(open).collect(),
        })
    }

    pub(super) fn prepare<'a>(&self, seeker: &'a Seeker) -> PreparedSeeker<'a> {
        PreparedSeeker::new(seeker, &self.skills, &self.certificates, &self.options)
    }

    pub(super) fn prepared(&self) -> &[PreparedPost] {
        &self.posts
    }

    /// The post with this id.
    pub(super) fn find(&self, post_id: &str) -> Result<&PreparedPost, MatchingError> {
        let index = self.posts.binary_search_by(|post| post.record.id.as_str().cmp(post_id));
        index
            .ok()
            .and_then(|index| self.posts.get(index))
            .ok_or_else(|| MatchingError::new(MatchingCode::UnknownPost, post_id))
    }
}
