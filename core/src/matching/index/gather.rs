//! Facts of posts, gathered before they are arranged: from the posts themselves, which lie far apart in memory, or, of a
//! post that stays as it was, from the columns of before.

use std::collections::HashMap;
use std::sync::Arc;

use super::answers::{AnswersOf, Values, values_of};
use super::classes::ClassesOf;
use super::layout::Key;
use super::{NO_WAGE, NONE, PostIndex, Row, block, index, is_live, number};
use crate::matching::MatchOptions;
use crate::matching::part::freshness;
use crate::matching::prepared::{PreparedPost, Term};
use crate::model::KeyGroup;
use crate::place::UnitVector;

/// Columns of before, on the same day.
#[derive(Debug, Clone)]
pub(in crate::matching) struct Former {
    columns: Arc<PostIndex>,
    /// For each of their posts its place now among all by id; none if it is gone or changed.
    numbers: Vec<Option<u32>>,
}

impl Former {
    pub(in crate::matching) const fn new(columns: Arc<PostIndex>, numbers: Vec<Option<u32>>) -> Self {
        Self { columns, numbers }
    }

    /// After a further change, which moves posts to other numbers.
    pub(in crate::matching) fn moved(mut self, numbers: &[Option<u32>]) -> Self {
        for place in &mut self.numbers {
            *place = place.and_then(|place| *numbers.get(index(place))?);
        }
        self
    }

    /// Where the post of a row stands now.
    fn number_of(&self, row: &Row) -> Option<u32> {
        *self.numbers.get(index(row.number))?
    }

    /// The posts that are new or changed, with their numbers.
    fn changed<'a>(&self, posts: &'a [Arc<PreparedPost>]) -> Vec<(u32, &'a PreparedPost)> {
        let mut is_changed = vec![true; posts.len()];
        for kept in self.numbers.iter().flatten() {
            is_changed.get_mut(index(*kept)).into_iter().for_each(|is_changed| *is_changed = false);
        }
        let all = (0..).zip(posts).zip(is_changed);
        all.filter_map(|((number, post), is_changed)| is_changed.then_some((number, post.as_ref()))).collect()
    }

    /// Whether all places of before were given in one system, and those of changed posts in the same.
    fn has_system_of(&self, changed: &[(u32, &PreparedPost)]) -> bool {
        let mut frames = changed.iter().filter_map(|(_, post)| post.frames.as_ref());
        self.columns.frame.is_some_and(|frame| frames.all(|frames| frames.own() == frame))
    }
}

/// Numbers of before as they are now, asked for once each.
struct Renumbered(Vec<u32>);

impl Renumbered {
    fn new(count: usize) -> Self {
        Self(vec![NONE; count])
    }

    fn of(&mut self, old: u32, find: impl FnOnce() -> u32) -> u32 {
        let Some(known) = self.0.get_mut(index(old)) else { return find() };
        if *known == NONE {
            *known = find();
        }
        *known
    }
}

/// What was gathered: the rows in no order that matters, and with each of them a key to arrange it by and its values.
pub(super) struct Gathered<'a> {
    posts: &'a [Arc<PreparedPost>],
    rarities: &'a [u64],
    pub(super) groups: HashMap<KeyGroup, u64>,
    /// The system that all places were given in, if it is one.
    pub(super) frame: Option<usize>,
    pub(super) answers: AnswersOf<'a>,
    pub(super) classes: ClassesOf<'a>,
    pub(super) keys: Vec<Key>,
    pub(super) rows: Vec<Row>,
    pub(super) values: Vec<Values>,
    pub(super) skills: Vec<Term>,
}

impl<'a> Gathered<'a> {
    pub(super) fn of(
        posts: &'a [Arc<PreparedPost>],
        rarities: &'a [u64],
        options: &MatchOptions,
        former: Option<Former>,
    ) -> Self {
        let mut gathered = Self {
            posts,
            rarities,
            groups: KeyGroup::all().zip(0..64).map(|(group, bit)| (group, 1_u64 << bit)).collect(),
            frame: None,
            answers: AnswersOf::new(posts),
            classes: ClassesOf::default(),
            keys: Vec::new(),
            rows: Vec::new(),
            values: Vec::new(),
            skills: Vec::new(),
        };
        match former.map(|former| (former.changed(posts), former)) {
            Some((changed, former)) if former.has_system_of(&changed) => {
                gathered.frame = former.columns.frame;
                gathered.keep(&former);
                changed.into_iter().for_each(|(number, post)| gathered.read(number, post, options));
            }
            _ => {
                gathered.frame = only_frame(posts);
                (0..).zip(posts).for_each(|(number, post)| gathered.read(number, post, options));
            }
        }
        gathered
    }

    /// Takes from columns of before what they know of posts that stay as they were.
    fn keep(&mut self, former: &Former) {
        let old = former.columns.as_ref();
        let mut classes = Renumbered::new(old.classes.len());
        let facets = [
            &old.answers.schedules,
            &old.answers.certificates,
            &old.answers.places,
            &old.answers.educations,
            &old.answers.experiences,
        ];
        let [mut schedules, mut certificates, mut places, mut educations, mut experiences] =
            facets.map(|facet| Renumbered::new(facet.len()));
        for ((row, traits), vector) in old.rows.iter().zip(&old.row_traits).zip(&old.vectors) {
            let Some(number) = former.number_of(row) else { continue };
            let Some(post) = self.posts.get(index(number)) else { continue };
            let answers = &mut self.answers;
            let row = Row {
                number,
                class: classes.of(row.class, || self.classes.add(post)),
                schedule: schedules.of(row.schedule, || answers.schedule(number, post)),
                certificates: certificates.of(row.certificates, || answers.certificates(number, post)),
                place: places.of(row.place, || answers.place(number, post)),
                education: educations.of(row.education, || answers.education(number, post)),
                experience: experiences.of(row.experience, || answers.experience(number, post)),
                ..*row
            };
            let values = if row.rare { values_of(&post.record) } else { old.answers.values_of(*traits) };
            self.push(row, old.skills(&row), values, *vector);
        }
    }

    /// Asks a post, if anybody may have it.
    fn read(&mut self, number: u32, post: &'a PreparedPost, options: &MatchOptions) {
        let record = &post.record;
        if !is_live(record, options) {
            return;
        }
        let bits = record.key_groups.iter().filter_map(|group| self.groups.get(group));
        let answers = &mut self.answers;
        let row = Row {
            number,
            class: self.classes.add(post),
            wage_middle: post
                .wage_monthly
                .map_or(NO_WAGE, |(lowest, highest)| i64::midpoint(lowest.get(), highest.get())),
            rarity_sum: 0,
            groups: bits.fold(0, |all, bit| all | bit),
            skills_start: 0,
            skills_end: 0,
            freshness: freshness(record, options).unwrap_or(NONE),
            wage_top: block::wage_top(post),
            age_min: record.ages.map_or(0, |ages| ages.min()),
            age_max: record.ages.map_or(u8::MAX, |ages| ages.max()),
            schedule: answers.schedule(number, post),
            certificates: answers.certificates(number, post),
            place: answers.place(number, post),
            education: answers.education(number, post),
            experience: answers.experience(number, post),
            remote: record.remote == Some(true),
            no_way: [record.lodging, record.multi_site].contains(&Some(true)),
            placed: post.frames.as_ref().is_some_and(|frames| frames.at(frames.own()).is_some()),
            has_vector: !record.vector.is_empty(),
            rare: false,
        };
        let vector = self.frame.zip(post.frames.as_ref()).and_then(|(frame, frames)| frames.at(frame));
        let vector = vector.map_or([f64::NAN; 3], |UnitVector(vector)| vector);
        self.push(row, &post.skills, values_of(record), vector);
    }

    /// Adds a row, with what depends on the other posts.
    fn push(&mut self, row: Row, skills: &[Term], values: Values, vector: [f64; 3]) {
        let skills_start = number(self.skills.len());
        self.skills.extend_from_slice(skills);
        let rarity = |term: &Term| self.rarities.get(index(*term)).copied().unwrap_or(0);
        let rarity_sum = skills.iter().map(rarity).sum();
        self.answers.count(row.number, &values);
        self.values.push(values);
        let code = self.classes.code(row.class);
        self.keys.push(Key { code, number: row.number, place: vector, from: self.rows.len() });
        self.rows.push(Row { rarity_sum, skills_start, skills_end: number(self.skills.len()), ..row });
    }
}

/// The system of all places, if it is one.
fn only_frame(posts: &[Arc<PreparedPost>]) -> Option<usize> {
    let mut frames = posts.iter().filter_map(|post| post.frames.as_ref()).map(|frames| frames.own());
    let first = frames.next()?;
    frames.all(|frame| frame == first).then_some(first)
}
