//! Posts and people made ready for comparison: texts cut, terms numbered, wages by the month, places in every system.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{MatchOptions, Verdict};
use crate::model::{AnyCoordinate, Fen, GroupMembership, KeyGroup, Post, Seeker, System, TravelMode};
use crate::place::{self, TravelModel};
use crate::text::{Bigrams, normal_form};

/// A term (skill or certificate) by number.
pub(super) type Term = u32;

/// Numbers terms by their normal form.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms(HashMap<String, Term>);

impl Terms {
    fn number(&mut self, text: &str) -> Term {
        let next = Term::try_from(self.0.len()).unwrap_or(Term::MAX);
        *self.0.entry(normal_form(text)).or_insert(next)
    }

    fn numbers(&mut self, texts: &[impl AsRef<str>]) -> Vec<Term> {
        let mut numbers: Vec<Term> = texts.iter().map(|text| self.number(text.as_ref())).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The numbers of those texts that some post has.
    fn known(&self, texts: &[impl AsRef<str>]) -> Vec<Term> {
        texts.iter().filter_map(|text| self.0.get(&normal_form(text.as_ref())).copied()).collect()
    }
}

/// One place in each system that it can be shifted forward to: WGS-84, GCJ-02, BD-09 in this order.
///
/// Two places are compared in the system of the more shifted one, so that no offset is ever taken back.
#[derive(Debug, Clone, Copy)]
struct Frames {
    own: usize,
    places: [Option<AnyCoordinate>; 3],
}

impl Frames {
    fn of(place: AnyCoordinate) -> Self {
        let own = match place.system() {
            System::Wgs84 | System::Cgcs2000 => 0,
            System::Gcj02 => 1,
            System::Bd09 => 2,
        };
        let places =
            [System::Wgs84, System::Gcj02, System::Bd09].map(|system| place::convert(place, system).ok());
        Self { own, places }
    }

    fn distance_m(&self, other: &Self) -> Option<u32> {
        let frame = self.own.max(other.own);
        let (here, there) = ((*self.places.get(frame)?)?, (*other.places.get(frame)?)?);
        Some(place::whole_m(place::haversine_m((here.lon(), here.lat()), (there.lon(), there.lat()))))
    }
}

/// A post made ready.
#[derive(Debug, Clone)]
pub(super) struct PreparedPost {
    pub(super) record: Post,
    pub(super) title: Bigrams,
    /// Skills and how rare each is (IDF in millionths).
    pub(super) skills: Vec<(Term, u64)>,
    pub(super) certificates: Vec<Term>,
    pub(super) wage_monthly: Option<(Fen, Fen)>,
    frames: Option<Frames>,
}

/// Makes posts ready, in the order of their ids.
pub(super) fn prepare_posts(
    mut posts: Vec<Post>,
    options: &MatchOptions,
) -> (Vec<PreparedPost>, Terms, Terms) {
    posts.sort_by(|left, right| left.id.cmp(&right.id));
    let (mut skills, mut certificates) = (Terms::default(), Terms::default());
    let mut prepared: Vec<PreparedPost> = posts
        .into_iter()
        .map(|record| PreparedPost {
            title: Bigrams::of(&record.title),
            skills: skills.numbers(&record.skills).into_iter().map(|skill| (skill, 0)).collect(),
            certificates: certificates.numbers(&record.certificates),
            wage_monthly: record.wage.and_then(|wage| wage.monthly(options.hours)),
            frames: record.place.map(Frames::of),
            record,
        })
        .collect();
    let mut posts_with: HashMap<Term, usize> = HashMap::new();
    for (skill, _) in prepared.iter().flat_map(|post| &post.skills) {
        *posts_with.entry(*skill).or_insert(0) += 1;
    }
    let all = prepared.len();
    for (skill, rarity) in prepared.iter_mut().flat_map(|post| &mut post.skills) {
        *rarity = idf_millionths(all, posts_with.get(skill).copied().unwrap_or(0));
    }
    (prepared, skills, certificates)
}

/// Inverse document frequency, ln((1 + n) / (1 + df)) + 1 (the smoothed form of Spärck Jones, *A statistical
/// interpretation of term specificity*, Journal of Documentation 28(1), 1972), in millionths.
fn idf_millionths(all: usize, with: usize) -> u64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of posts are far below 2^53")]
    let idf = libm::log((1 + all) as f64 / (1 + with) as f64) + 1.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 40")]
    let millionths = (idf * 1e6).round() as u64;
    millionths
}

/// A person made ready.
pub(super) struct PreparedSeeker<'a> {
    pub(super) record: &'a Seeker,
    pub(super) age: Option<u8>,
    pub(super) titles: Vec<Bigrams>,
    pub(super) skills: Vec<Term>,
    pub(super) certificates: Vec<Term>,
    pub(super) floor_monthly: Option<Fen>,
    /// Whether public-welfare posts are open to the person.
    pub(super) public_welfare: Verdict,
    /// Groups that the person is surely in.
    pub(super) groups: Vec<KeyGroup>,
    pub(super) mode: TravelMode,
    frames: Option<Frames>,
}

impl<'a> PreparedSeeker<'a> {
    pub(super) fn new(
        record: &'a Seeker,
        skills: &Terms,
        certificates: &Terms,
        options: &MatchOptions,
    ) -> Self {
        let mut certified = record
            .groups
            .iter()
            .filter(|membership| membership.group().may_take_public_welfare_post())
            .map(|membership| membership.holds_on(options.today));
        // The register of groups is complete: who is not in it is not certified.
        let public_welfare =
            match (certified.clone().any(|held| held == Some(true)), certified.any(|held| held.is_none())) {
                (true, _) => Verdict::Yes,
                (false, true) => Verdict::Unknown,
                (false, false) => Verdict::No,
            };
        let sure = |membership: &&GroupMembership| membership.holds_on(options.today) == Some(true);
        Self {
            record,
            age: options.today.and_then(|today| record.age_on(today)),
            titles: record.titles.iter().map(|title| Bigrams::of(title)).collect(),
            skills: skills.known(&record.skills),
            certificates: certificates.known(&record.certificates),
            floor_monthly: record
                .wage_floor
                .and_then(|(amount, period)| options.hours.monthly(amount, period)),
            public_welfare,
            groups: record.groups.iter().filter(sure).map(|membership| membership.group()).collect(),
            mode: record.travel_mode.unwrap_or_default(),
            frames: record.place.map(Frames::of),
        }
    }
}

/// The way from home to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    /// Straight line, in metres.
    pub(super) distance_m: u32,
    /// Travel time by the person's mode, in seconds.
    pub(super) travel_s: u32,
}

impl Way {
    /// Travel time in minutes, rounded up.
    pub(super) const fn travel_min(self) -> u32 {
        self.travel_s.div_ceil(60)
    }
}

/// A person and a post. The way between them is worked out once, when it is first asked for.
pub(super) struct Pair<'a> {
    pub(super) seeker: &'a PreparedSeeker<'a>,
    pub(super) post: &'a PreparedPost,
    travel: &'a TravelModel,
    way: OnceCell<Option<Way>>,
}

impl<'a> Pair<'a> {
    pub(super) fn new(
        seeker: &'a PreparedSeeker<'a>,
        post: &'a PreparedPost,
        options: &'a MatchOptions,
    ) -> Self {
        Self { seeker, post, travel: &options.travel, way: OnceCell::new() }
    }

    /// The way from home to work; `None` if either place is not known.
    pub(super) fn way(&self) -> Option<Way> {
        *self.way.get_or_init(|| {
            let distance_m = self.seeker.frames.as_ref()?.distance_m(self.post.frames.as_ref()?)?;
            Some(Way { distance_m, travel_s: self.travel.travel_time_s(self.seeker.mode, distance_m) })
        })
    }
}
