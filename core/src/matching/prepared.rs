//! Posts and people made ready for comparison: texts cut, terms numbered, wages by the month, places in every system.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::part::ONE;
use super::reading::{PostReading, WishReading, read_post, read_wish};
use super::search::PostTerms;
use super::streets::StopsOfPost;
use super::ways::{Way, Ways};
use super::{MatchOptions, Verdict};
use crate::model::{
    AnyCoordinate, Certificate, Fen, GroupMembership, KeyGroup, OccupationCode, Post, Seeker, Skill, System,
    TravelMode, WagePeriod, WeekHours,
};
use crate::place::{self, Snap, UnitVector};
use crate::text::{Bigrams, Credential, Held, Lexicon, Normal, normal_form};

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

    /// Every skill in the order of the numbers.
    pub(super) fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<(Term, &str)> =
            self.0.iter().map(|(key, number)| (*number, key.as_str())).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, key)| key).collect()
    }

    /// The skills with their places as numbers; `None` if one stands there twice.
    pub(super) fn from_keys(keys: Vec<String>) -> Option<Self> {
        let count = keys.len();
        let numbers: HashMap<String, Term> = keys.into_iter().zip(0..).collect();
        (numbers.len() == count).then_some(Self(numbers))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn numbers(&mut self, texts: &[impl AsRef<str>], lexicon: &Lexicon) -> Vec<Term> {
        let mut numbers: Vec<Term> =
            texts.iter().map(|text| self.number(lexicon.skill_key(text.as_ref()))).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The numbers of those texts that some post has or had.
    fn known(&self, texts: &[impl AsRef<str>], lexicon: &Lexicon) -> Vec<Term> {
        texts.iter().filter_map(|text| self.0.get(&lexicon.skill_key(text.as_ref())).copied()).collect()
    }
}

/// One place in each system that it can be shifted forward to: WGS-84, GCJ-02, BD-09 in this order.
///
/// Two places are compared in the system of the more shifted one, so that no offset is ever taken back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frames {
    own: usize,
    /// As unit vectors: the distance of two of them takes one arc tangent and no cosine.
    places: [Option<UnitVector>; 3],
}

impl Frames {
    pub(super) fn of(place: AnyCoordinate) -> Self {
        let own = match place.system() {
            System::Wgs84 | System::Cgcs2000 => 0,
            System::Gcj02 => 1,
            System::Bd09 => 2,
        };
        let places = [System::Wgs84, System::Gcj02, System::Bd09].map(|system| {
            let place = place::convert(place, system).ok()?;
            Some(UnitVector::of(place.lon(), place.lat()))
        });
        Self { own, places }
    }

    /// Which of the systems the place was given in.
    pub(super) const fn own(&self) -> usize {
        self.own
    }

    /// The place in a system.
    pub(super) fn at(&self, frame: usize) -> Option<UnitVector> {
        *self.places.get(frame)?
    }

    fn distance_m(&self, other: &Self) -> Option<u32> {
        let frame = self.own.max(other.own);
        Some(place::whole_m(self.at(frame)?.distance_m(&other.at(frame)?)))
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
    pub(super) prints: Prints,
    pub(super) skills: Vec<Term>,
    pub(super) certificates: Vec<Credential>,
    pub(super) wage_monthly: Option<(Fen, Fen)>,
    pub(super) frames: Option<Frames>,
    /// Where it lies on street networks, if ways are measured on such.
    pub(super) stops: Option<Box<StopsOfPost>>,
    /// Counted when first searched. A changed post is made anew: these would be those of the old one.
    words: OnceLock<PostTerms>,
}

/// Fingerprints of what many posts have alike: of equal ones they are equal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prints {
    /// Of title and occupations, by which a wish judges a post.
    pub(super) class: u64,
    pub(super) certificates: u64,
    /// Of division, area and whether work is remote.
    pub(super) place: u64,
}

/// A fingerprint: only of this process, it is neither saved nor shown.
fn print_of(facts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    facts.hash(&mut hasher);
    hasher.finish()
}

/// What takes time to find out about a post.
#[derive(Default)]
pub(super) struct Found {
    pub(super) reading: PostReading,
    pub(super) occupations: Vec<(OccupationCode, u32)>,
    pub(super) skills: Vec<Term>,
    pub(super) certificates: Vec<Credential>,
}

impl PreparedPost {
    /// Reads a post; of the one whose place it takes, if any, it keeps what is dear to find out and the same.
    pub(super) fn new(
        mut record: Post,
        before: Option<&Self>,
        terms: &mut Terms,
        lexicon: &Lexicon,
        options: &MatchOptions,
    ) -> Self {
        let reading =
            if options.read_text { read_post(&mut record, lexicon) } else { PostReading::default() };
        // Occupations follow from these two fields: most changes are of other ones.
        let same = |before: &&Self| {
            (before.record.occupation, &before.record.title) == (record.occupation, &record.title)
        };
        let found = Found {
            occupations: before
                .filter(same)
                .map_or_else(|| occupations_of(&record, lexicon), |before| before.occupations.clone()),
            skills: terms.numbers(&record.skills, lexicon),
            certificates: record.certificates.iter().map(|one| lexicon.credential(one)).collect(),
            reading,
        };
        Self::of_found(record, found, options)
    }

    /// A post with what was found out about it; the rest follows from both.
    pub(super) fn of_found(record: Post, found: Found, options: &MatchOptions) -> Self {
        let Found { reading, occupations, skills, certificates } = found;
        let normal = Normal::of(&record.title);
        let title = Bigrams::of_normal(&normal);
        Self {
            prints: Prints {
                class: print_of((&title, &occupations)),
                certificates: print_of(&record.certificates),
                place: print_of((&record.region, &record.area, record.remote == Some(true))),
            },
            title,
            title_form: normal.into_form(),
            occupations,
            skills,
            certificates,
            wage_monthly: wage_monthly(&record, options),
            frames: record.place.map(Frames::of),
            stops: None,
            reading,
            record,
            words: OnceLock::new(),
        }
    }

    /// Where it lies on the network whose place among its stops this is.
    pub(super) fn stop(&self, network: usize) -> Option<&Snap> {
        self.stops.as_ref()?.get(network)?.as_ref()
    }

    /// The terms that it is searched by.
    pub(super) fn words(&self) -> &PostTerms {
        self.words.get_or_init(|| PostTerms::of(&self.record))
    }
}

impl PreparedPost {
    /// Says how many places are left; nothing is read again. A number in the text says how many were sought: it neither
    /// fills the field nor contradicts it any more.
    pub(super) fn set_openings(&mut self, openings: u32) {
        self.record.openings = Some(openings);
        self.reading.facts.retain(|fact| fact.field != "openings");
        self.reading.contradictions.retain(|one| one.read.field != "openings");
    }
}

/// How many posts ask for each skill, by its number.
#[derive(Debug, Clone)]
pub(super) struct SkillCounts(Vec<usize>);

impl SkillCounts {
    pub(super) fn of(posts: &[Arc<PreparedPost>], terms: &Terms) -> Self {
        let mut counts = Self(vec![0; terms.len()]);
        posts.iter().for_each(|post| counts.add(post, terms));
        counts
    }

    /// `terms` are those that the post's skills were numbered by.
    pub(super) fn add(&mut self, post: &PreparedPost, terms: &Terms) {
        self.0.resize(terms.len(), 0);
        for number in post.skills.iter().filter_map(|skill| place_of(*skill)) {
            if let Some(count) = self.0.get_mut(number) {
                *count += 1;
            }
        }
    }

    pub(super) fn remove(&mut self, post: &PreparedPost) {
        for number in post.skills.iter().filter_map(|skill| place_of(*skill)) {
            if let Some(count) = self.0.get_mut(number) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// How rare each of the skills is among so many posts (IDF in millionths), by its number.
    pub(super) fn rarities(&self, posts: usize) -> Arc<[u64]> {
        self.0.iter().map(|with| idf_millionths(posts, *with)).collect()
    }
}

fn place_of(term: Term) -> Option<usize> {
    usize::try_from(term).ok()
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
pub(super) const OCCUPATIONS_MAX: usize = 3;

/// The occupations that a person who wants a title may mean. People use everyday words, which the lexicon knows better
/// than the titles that posts are published under.
pub(super) fn wanted_of(title: &str, lexicon: &Lexicon) -> Vec<(OccupationCode, u32)> {
    lexicon.wanted(title, OCCUPATIONS_MAX)
}

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
    pub(super) frames: Option<Frames>,
    /// Where home lies on the street network of the person's mode, if ways are measured on one.
    pub(super) home: Option<Snap>,
    /// How rare each skill of the posts is.
    rarities: Arc<[u64]>,
    lexicon: Arc<Lexicon>,
}

impl<'a> PreparedSeeker<'a> {
    /// `terms` and `rarities` are those of the posts; `wanted` gives the occupations that a title may mean.
    pub(super) fn new(
        seeker: Cow<'a, Seeker>,
        (terms, rarities): (&Terms, &Arc<[u64]>),
        lexicon: &Arc<Lexicon>,
        options: &MatchOptions,
        wanted: &mut dyn FnMut(&str) -> Vec<(OccupationCode, u32)>,
    ) -> Self {
        let mut record = seeker;
        let reading = if options.read_text && record.wish.is_some() {
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
        let mut occupations: Vec<_> = record.titles.iter().map(|title| wanted(title)).collect();
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
            skills: terms.known(&record.skills, lexicon),
            certificates: record.certificates.as_ref().map(|all| all.iter().map(held).collect()),
            floor_monthly: record
                .wage_floor
                .and_then(|(amount, period)| options.hours.monthly(amount, period)),
            hours,
            public_welfare,
            groups: record.groups.iter().filter(sure).map(|membership| membership.group()).collect(),
            mode: record.travel_mode.unwrap_or_default(),
            frames: record.place.map(Frames::of),
            home: None,
            rarities: Arc::clone(rarities),
            lexicon: Arc::clone(lexicon),
            reading,
            record,
        }
    }

    /// How rare a skill is among posts, in millionths.
    pub(super) fn rarity(&self, skill: Term) -> u64 {
        place_of(skill).and_then(|number| self.rarities.get(number)).copied().unwrap_or(0)
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

/// A person and a post. The way between them is worked out once, when it is first asked for.
pub(super) struct Pair<'a> {
    pub(super) seeker: &'a PreparedSeeker<'a>,
    pub(super) post: &'a PreparedPost,
    ways: &'a Ways<'a>,
    way: OnceCell<Option<Way>>,
}

impl<'a> Pair<'a> {
    pub(super) fn new(seeker: &'a PreparedSeeker<'a>, post: &'a PreparedPost, ways: &'a Ways<'a>) -> Self {
        Self { seeker, post, ways, way: OnceCell::new() }
    }

    /// The lexicon that both were read with.
    pub(super) fn lexicon(&self) -> &Lexicon {
        &self.seeker.lexicon
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
            Some(self.ways.way(self.seeker.mode, self.post, distance_m))
        })
    }
}
