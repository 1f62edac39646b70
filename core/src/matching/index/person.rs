//! A person in the terms of the columns.

use std::collections::HashMap;
use std::sync::Arc;

use super::answers::Facet;
use super::block::Test;
use super::filters::Words;
use super::{NONE, PostIndex, index, metres};
use crate::matching::constraint::LEGAL_AGE;
use crate::matching::part::{Part, weight_of};
use crate::matching::prepared::{Pair, PreparedPost, PreparedSeeker, Term};
use crate::matching::priority;
use crate::matching::ways::Ways;
use crate::matching::{Constraint, MatchOptions, Verdict};
use crate::model::{Area, Certificate, RegionCode, RegionTier, TravelMode, WeekHours};
use crate::place::UnitVector;

/// What a person is compared by.
#[derive(Debug)]
pub(in crate::matching) struct Person {
    /// Whether the person may work at all.
    pub(super) may_work: bool,
    pub(super) test: Test,
    /// Home in the system of the posts, if they have one.
    pub(super) home: Option<UnitVector>,
    /// Whether ways are to be measured pair by pair: places in several systems.
    pub(super) mixed: bool,
    /// How far the person goes, time being estimated from the straight line.
    pub(super) reach_m: u32,
    /// How far in a straight line to a post whose way is measured on streets.
    pub(super) line_m: u32,
    pub(super) mode: TravelMode,
    /// Hours, certificates and places that exclude a post, by the value that the post has.
    pub(super) excluded: [Option<Arc<[bool]>>; 3],
    /// The posts that such values leave, and those that neither trait nor age excludes, where many people exclude alike
    /// ([`PostIndex::share`]).
    pub(super) left: Vec<Arc<Words>>,
    pub(super) lets: Option<Arc<Words>>,
    /// The value of a part by the value that the post has.
    pub(super) schedules: Arc<[u32]>,
    pub(super) educations: Arc<[u32]>,
    pub(super) experiences: Arc<[u32]>,
    pub(super) skills: Vec<Term>,
    pub(super) floor_monthly: Option<i64>,
    /// What each part weighs; 0 where it cannot be known of this person.
    pub(super) weights: [i64; Part::ALL.len()],
    /// Constraints that no column answers.
    pub(super) asked: Vec<Constraint>,
    pub(super) groups: u64,
    /// Priority without and with a group that the employer prefers.
    pub(super) priority: [u32; 2],
}

impl Person {
    /// What a part weighs; 0 where it cannot be known of this person.
    pub(super) fn weight(&self, part: Part) -> i64 {
        self.weights.get(part as usize).copied().unwrap_or(0)
    }
}

/// Answers that people with the same facts share.
#[derive(Debug, Default)]
pub(in crate::matching) struct Memo {
    places: HashMap<PlaceWish, Arc<[bool]>>,
    certificates: HashMap<Vec<Certificate>, Arc<[bool]>>,
    schedules: HashMap<(Option<WeekHours>, Option<WeekHours>), HoursAnswers>,
    educations: HashMap<Option<u16>, Arc<[u32]>>,
    experiences: HashMap<Option<u8>, Arc<[u32]>>,
}

/// Hours that exclude a post, and what the others are worth.
type HoursAnswers = (Option<Arc<[bool]>>, Arc<[u32]>);
type PlaceWish = (Option<RegionCode>, Option<Area>, Option<RegionTier>, Option<RegionCode>);

/// Whom posts are asked about, and how.
struct Asker<'a> {
    seeker: &'a PreparedSeeker<'a>,
    posts: &'a [Arc<PreparedPost>],
    options: &'a MatchOptions,
    /// No constraint is asked that a way answers.
    ways: Ways<'a>,
}

impl Asker<'_> {
    fn pair(&self, number: u32) -> Option<Pair<'_>> {
        Some(Pair::new(self.seeker, self.posts.get(index(number))?, &self.ways))
    }

    fn excludes(&self, constraints: &[Constraint], number: u32) -> bool {
        self.pair(number).is_some_and(|pair| {
            constraints.iter().any(|constraint| constraint.verdict(&pair, self.options) == Verdict::No)
        })
    }

    /// For each value of a facet whether it excludes; the first is of posts without one, which excludes nobody.
    fn excluded(&self, facet: &Facet, constraints: &[Constraint]) -> Arc<[bool]> {
        let posts = facet.iter().enumerate();
        posts.map(|(id, number)| id > 0 && self.excludes(constraints, *number)).collect()
    }

    fn values(&self, facet: &Facet, part: Part) -> Arc<[u32]> {
        let value = |number: u32| part.value(&self.pair(number)?, self.options);
        let posts = facet.iter().enumerate();
        posts.map(|(id, number)| if id > 0 { value(*number).unwrap_or(NONE) } else { NONE }).collect()
    }
}

impl PostIndex {
    /// Puts a person into the terms of the columns.
    pub(in crate::matching) fn person(
        &self,
        seeker: &PreparedSeeker<'_>,
        posts: &[Arc<PreparedPost>],
        options: &MatchOptions,
        memo: &mut Memo,
    ) -> Person {
        let asker = Asker { seeker, posts, options, ways: Ways::straight(&options.travel) };
        let record = seeker.record();
        let answers = &self.answers;
        let forbidden = answers
            .traits
            .iter()
            .filter(|one| asker.excludes(one.constraints, one.post))
            .fold(0, |all, one| all | one.bit);
        let own = seeker.frames.as_ref();
        let frame = self.frame.filter(|frame| own.is_none_or(|own| own.own() <= *frame));
        let home = frame.zip(own).and_then(|(frame, own)| own.at(frame));
        let reach_m = reach_m(seeker, options);
        let line_m = record.distance_m_max.unwrap_or(u32::MAX);
        let floor = seeker.floor_monthly.map(crate::model::Fen::get);
        let mut asked = Vec::new();
        let column_floor = u32::try_from(floor.unwrap_or(0)).unwrap_or(u32::MAX);
        // Whole amounts up to here stand in the column; above, the constraint itself is asked.
        if column_floor == u32::MAX {
            asked.push(Constraint::WageFloor);
        }
        if record.team.is_some() {
            asked.push(Constraint::Team);
        }
        if !seeker.refused.is_empty() {
            asked.push(Constraint::RefusedWork);
        }
        let place_wish =
            (record.region.clone(), record.area.clone(), record.scope, record.home_region.clone());
        let anywhere = record.region.is_none() && record.area.is_none() && record.scope.is_none();
        let no_places = (!anywhere).then(|| {
            let of_places = || asker.excluded(&answers.places, &[Constraint::Area, Constraint::Scope]);
            Arc::clone(memo.places.entry(place_wish).or_insert_with(of_places))
        });
        let no_certificates = record.certificates.as_ref().map(|held| match memo.certificates.get(held) {
            Some(known) => Arc::clone(known),
            None => {
                let excluded = asker.excluded(&answers.certificates, &[Constraint::Certificates]);
                memo.certificates.insert(held.clone(), Arc::clone(&excluded));
                excluded
            }
        });
        let (no_schedules, schedules) = memo
            .schedules
            .entry((seeker.hours, record.inconvenient))
            .or_insert_with(|| {
                let excluded =
                    seeker.hours.map(|_| asker.excluded(&answers.schedules, &[Constraint::Schedule]));
                (excluded, asker.values(&answers.schedules, Part::Schedule))
            })
            .clone();
        let educations = memo
            .educations
            .entry(record.education.map(|own| own as u16))
            .or_insert_with(|| asker.values(&answers.educations, Part::Education));
        let experiences = memo
            .experiences
            .entry(record.experience_years)
            .or_insert_with(|| asker.values(&answers.experiences, Part::Experience));
        let mut skills = seeker.skills.clone();
        skills.sort_unstable();
        skills.dedup();
        let may_be_known = |part: Part| match part {
            Part::Occupation => {
                !seeker.titles.is_empty() || seeker.occupations.iter().any(|one| !one.is_empty())
            }
            Part::Skills => !record.skills.is_empty(),
            Part::Wage => floor.is_some(),
            Part::Experience => record.experience_years.is_some(),
            Part::Education => record.education.is_some(),
            Part::Schedule => seeker.hours.is_some() || record.inconvenient.is_some(),
            Part::Vector => !record.vector.is_empty(),
            Part::Proximity | Part::Freshness => true,
        };
        let mut weights = [0; Part::ALL.len()];
        for (weight, part) in weights.iter_mut().zip(Part::ALL).filter(|(_, part)| may_be_known(**part)) {
            *weight = weight_of(*part, record, options).into();
        }
        Person {
            may_work: seeker.age.is_none_or(|age| age >= LEGAL_AGE),
            test: Test {
                forbidden,
                age: seeker.age,
                floor: column_floor.min(u32::MAX - 1),
                home: home.map(|UnitVector(vector)| metres(vector)),
                // A way on streets may be short where the estimate is long.
                reach_squared: reach_squared(if seeker.home.is_some() { line_m } else { reach_m }),
            },
            home,
            mixed: own.is_some() && home.is_none(),
            reach_m,
            line_m,
            mode: seeker.mode,
            excluded: [no_schedules, no_certificates, no_places],
            left: Vec::new(),
            lets: None,
            schedules,
            educations: Arc::clone(educations),
            experiences: Arc::clone(experiences),
            skills,
            floor_monthly: floor,
            weights,
            asked,
            groups: self.groups(seeker.groups.iter()),
            priority: [false, true].map(|preferred| priority::of(seeker, preferred, &options.priorities)),
        }
    }
}

/// The farthest that a person goes, in whole metres: both limits, the one of time through the travel model.
pub(super) fn reach_m(seeker: &PreparedSeeker<'_>, options: &MatchOptions) -> u32 {
    let record = seeker.record();
    let by_time = record.travel_min_max.map_or(u32::MAX, |minutes| {
        let within = |distance_m: u32| options.travel.travel_min(seeker.mode, distance_m) <= minutes;
        // Time grows with distance: the last distance that is within.
        let (mut yes, mut no) = (0_u64, u64::from(u32::MAX) + 1);
        while no - yes > 1 {
            let middle = u64::midpoint(yes, no);
            if u32::try_from(middle).is_ok_and(within) { yes = middle } else { no = middle }
        }
        u32::try_from(yes).unwrap_or(u32::MAX)
    });
    by_time.min(record.distance_m_max.unwrap_or(u32::MAX))
}

/// The square of a reach with slack for the precision of the columns.
pub(super) fn reach_squared(reach_m: u32) -> f32 {
    if reach_m > 20_100_000 {
        return f32::INFINITY;
    }
    #[expect(clippy::cast_precision_loss, reason = "the slack is larger")]
    let reach = reach_m as f32;
    let with_slack = reach + reach * 1e-6 + super::SLACK_M + 1.0;
    with_slack * with_slack
}
