//! Posts and people made ready for comparison: texts cut, terms numbered, wages by the month, places in every system.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use super::part::ONE;
use super::reading::{PostReading, WishReading, read_post, read_wish};
use super::{MatchOptions, Verdict};
use crate::model::{
    AnyCoordinate, Certificate, Fen, GroupMembership, KeyGroup, OccupationCode, Post, Seeker, Skill, System,
    TravelMode, WagePeriod, WeekHours,
};
use crate::place::{self, TravelModel};
use crate::text::{Bigrams, Credential, Held, Lexicon, normal_form};

/// A skill by number.
pub(super) type Term = u32;

/// Numbers skills by what the lexicon calls them.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms(HashMap<String, Term>);

impl Terms {
    fn number(&mut self, key: String) -> Term {
        let next = Term::try_from(self.0.len()).unwrap_or(Term::MAX);
        *self.0.entry(key).or_insert(next)
    }

    fn numbers(&mut self, texts: &[impl AsRef<str>], lexicon: &Lexicon) -> Vec<Term> {
        let mut numbers: Vec<Term> =
            texts.iter().map(|text| self.number(lexicon.skill_key(text.as_ref()))).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The numbers of those texts that some post has.
    fn known(&self, texts: &[impl AsRef<str>], lexicon: &Lexicon) -> Vec<Term> {
        texts.iter().filter_map(|text| self.0.get(&lexicon.skill_key(text.as_ref())).copied()).collect()
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
    /// The post, with what its text says where a field says nothing.
    pub(super) record: Post,
    /// What was read from the text.
    pub(super) reading: PostReading,
    pub(super) title: Bigrams,
    pub(super) title_form: String,
    /// Occupations that it may be of, each with how likely (millionths), the likeliest first.
    pub(super) occupations: Vec<(OccupationCode, u32)>,
    /// Skills and how rare each is (IDF in millionths).
    pub(super) skills: Vec<(Term, u64)>,
    pub(super) certificates: Vec<Credential>,
    pub(super) wage_monthly: Option<(Fen, Fen)>,
    frames: Option<Frames>,
}

/// Makes posts ready, in the order of their ids.
pub(super) fn prepare_posts(
    mut posts: Vec<Post>,
    lexicon: &Lexicon,
    options: &MatchOptions,
) -> (Vec<PreparedPost>, Terms) {
    posts.sort_by(|left, right| left.id.cmp(&right.id));
    let mut skills = Terms::default();
    let mut prepared: Vec<PreparedPost> = posts
        .into_iter()
        .map(|mut record| {
            let reading =
                if options.read_text { read_post(&mut record, lexicon) } else { PostReading::default() };
            PreparedPost {
                title: Bigrams::of(&record.title),
                title_form: normal_form(&record.title),
                occupations: occupations_of(&record, lexicon),
                skills: skills.numbers(&record.skills, lexicon).into_iter().map(|skill| (skill, 0)).collect(),
                certificates: record.certificates.iter().map(|one| lexicon.credential(one)).collect(),
                wage_monthly: wage_monthly(&record, options),
                frames: record.place.map(Frames::of),
                reading,
                record,
            }
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
    (prepared, skills)
}

/// What a post pays in a month; piece wages by the pieces that are made on a day.
fn wage_monthly(post: &Post, options: &MatchOptions) -> Option<(Fen, Fen)> {
    let wage = post.wage?;
    match (wage.period(), post.pieces_per_day) {
        (WagePeriod::Piece, Some(pieces)) => {
            let daily = |amount: Fen| {
                let fen = amount.get().checked_mul(i64::from(pieces))?;
                options.hours.monthly(Fen::new(fen).ok()?, WagePeriod::Day)
            };
            Some((daily(wage.min())?, daily(wage.max())?))
        }
        _ => wage.monthly(options.hours),
    }
}

/// How many occupations of a title are kept: the first three hold nearly all of the likelihood.
const OCCUPATIONS_MAX: usize = 3;

/// The stated occupation, or else those that the title may mean.
fn occupations_of(post: &Post, lexicon: &Lexicon) -> Vec<(OccupationCode, u32)> {
    match post.occupation {
        Some(code) => vec![(code, ONE)],
        None => {
            let coded = lexicon.code(&post.title, OCCUPATIONS_MAX).into_iter();
            coded.map(|coded| (coded.code, coded.score)).collect()
        }
    }
}

/// Inverse document frequency, ln((1 + n) / (1 + df)) + 1 (the smoothed form of Spärck Jones, *A statistical
/// interpretation of term specificity*, Journal of Documentation 28(1), 1972), in millionths.
pub(super) fn idf_millionths(all: usize, with: usize) -> u64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of posts are far below 2^53")]
    let idf = libm::log((1 + all) as f64 / (1 + with) as f64) + 1.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 40")]
    let millionths = (idf * 1e6).round() as u64;
    millionths
}

/// Work that a person refuses.
pub(super) struct Refused {
    form: String,
    occupation: Option<OccupationCode>,
}

impl Refused {
    fn of(words: &str, lexicon: &Lexicon) -> Self {
        let surest = lexicon.wanted(words, 1).into_iter().next().filter(|(_, likely)| *likely >= SURE);
        Self { form: normal_form(words), occupation: surest.map(|(code, _)| code) }
    }

    /// Whether a post is of this work: by a word of its title, or by its occupation where both are sure.
    pub(super) fn covers(&self, post: &PreparedPost) -> bool {
        let by_word = !self.form.is_empty() && post.title_form.contains(&self.form);
        let sure = post.occupations.first().filter(|(_, likely)| *likely >= SURE);
        by_word
            || self
                .occupation
                .zip(sure)
                .is_some_and(|(refused, (code, _))| refused.trimmed() == code.trimmed())
    }
}

/// How likely an occupation must be for a refusal to rest on it, in millionths.
const SURE: u32 = 600_000;

/// A certificate that a person holds.
struct HeldCertificate {
    credential: Credential,
    /// Whether it is valid on the day; `None` if that cannot be told.
    valid: Option<bool>,
}

/// A person made ready.
pub(super) struct PreparedSeeker<'a> {
    record: Cow<'a, Seeker>,
    /// What was read from the wish.
    pub(super) reading: WishReading,
    pub(super) age: Option<u8>,
    pub(super) titles: Vec<Bigrams>,
    /// Wanted occupations, for each title those that it may mean.
    pub(super) occupations: Vec<Vec<(OccupationCode, u32)>>,
    pub(super) refused: Vec<Refused>,
    pub(super) skills: Vec<Term>,
    certificates: Option<Vec<HeldCertificate>>,
    pub(super) floor_monthly: Option<Fen>,
    /// Hours in which the person can work; `None` if nothing is said of them.
    pub(super) hours: Option<WeekHours>,
    /// Whether public-welfare posts are open to the person.
    pub(super) public_welfare: Verdict,
    /// Groups that the person is surely in.
    pub(super) groups: Vec<KeyGroup>,
    pub(super) mode: TravelMode,
    frames: Option<Frames>,
    lexicon: &'a Lexicon,
}

impl<'a> PreparedSeeker<'a> {
    pub(super) fn new(
        seeker: &'a Seeker,
        skills: &Terms,
        lexicon: &'a Lexicon,
        options: &MatchOptions,
    ) -> Self {
        let mut record = Cow::Borrowed(seeker);
        let reading = if options.read_text && seeker.wish.is_some() {
            read_wish(record.to_mut(), lexicon)
        } else {
            WishReading::default()
        };
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
        let held = |one: &Certificate| HeldCertificate {
            credential: lexicon.credential(one),
            valid: one.valid_on(options.today),
        };
        // People use everyday words, which the lexicon knows better than the titles that posts are published under.
        let mut occupations: Vec<_> =
            record.titles.iter().map(|title| lexicon.wanted(title, OCCUPATIONS_MAX)).collect();
        occupations.extend(record.occupation.map(|code| vec![(code, ONE)]));
        let hours = (record.available.is_some() || record.unavailable.is_some()).then(|| {
            let available = record.available.unwrap_or_else(WeekHours::whole_week);
            available.without(&record.unavailable.unwrap_or_default())
        });
        Self {
            age: options.today.and_then(|today| record.age_on(today)),
            titles: record.titles.iter().map(|title| Bigrams::of(title)).collect(),
            occupations,
            refused: record.refused_work.iter().map(|words| Refused::of(words, lexicon)).collect(),
            skills: skills.known(&record.skills, lexicon),
            certificates: record.certificates.as_ref().map(|all| all.iter().map(held).collect()),
            floor_monthly: record
                .wage_floor
                .and_then(|(amount, period)| options.hours.monthly(amount, period)),
            hours,
            public_welfare,
            groups: record.groups.iter().filter(sure).map(|membership| membership.group()).collect(),
            mode: record.travel_mode.unwrap_or_default(),
            frames: record.place.map(Frames::of),
            reading,
            record,
            lexicon,
        }
    }

    /// The person, with what the wish says where a field says nothing.
    pub(super) fn record(&self) -> &Seeker {
        &self.record
    }

    /// Whether the person holds a certificate that answers to `asked` on the day.
    pub(super) fn holds(&self, asked: &Credential) -> Held {
        let Some(certificates) = &self.certificates else { return Held::Unknown };
        let answers = certificates.iter().map(|held| match held.valid {
            Some(false) => Held::No,
            Some(true) => self.lexicon.answers(&held.credential, asked),
            None => self.lexicon.answers(&held.credential, asked).min(Held::Unknown),
        });
        answers.max().unwrap_or(Held::No)
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

    /// The lexicon that both were read with.
    pub(super) fn lexicon(&self) -> &Lexicon {
        self.seeker.lexicon
    }

    /// Skills that the post asks for and the person has, as the post writes them.
    pub(super) fn skills_had(&self) -> Vec<&str> {
        let own: Vec<String> = self
            .seeker
            .record()
            .skills
            .iter()
            .map(|skill| self.lexicon().skill_key(skill.as_str()))
            .collect();
        let asked = self.post.record.skills.iter().map(Skill::as_str);
        asked.filter(|skill| own.contains(&self.lexicon().skill_key(skill))).collect()
    }

    /// The way from home to work; `None` if either place is not known.
    pub(super) fn way(&self) -> Option<Way> {
        *self.way.get_or_init(|| {
            let distance_m = self.seeker.frames.as_ref()?.distance_m(self.post.frames.as_ref()?)?;
            Some(Way { distance_m, travel_s: self.travel.travel_time_s(self.seeker.mode, distance_m) })
        })
    }
}
