//! What posts answer to constraints by the values of their fields.
//!
//! Posts that are equal in the fields that a constraint reads answer it alike, whoever asks: so it is asked of one post
//! for each value, by the constraint itself.

use std::collections::HashMap;
use std::hash::Hash;

use super::alike::Alike;
use super::{Constraint, EducationDemand, Post, PreparedPost, index, number};
use crate::model::{Area, RegionCode, Rest, WeekHours};
use std::sync::Arc;

/// A field with few values, and the constraints that read nothing else of a post.
struct Field {
    constraints: &'static [Constraint],
    /// The value as a number; none if it excludes nobody.
    key: fn(&Post) -> Option<u16>,
}

const FIELDS: [Field; 10] = [
    Field {
        constraints: &[Constraint::PublicWelfare, Constraint::Kind],
        key: |post| post.kind.map(|kind| kind as u16),
    },
    Field { constraints: &[Constraint::Settlement], key: |post| post.settlement.map(|one| one as u16) },
    Field {
        constraints: &[Constraint::Education],
        key: |post| match post.education? {
            EducationDemand::Any => None,
            EducationDemand::AtLeast(education) => Some(education as u16),
        },
    },
    Field { constraints: &[Constraint::Experience], key: |post| post.experience_years.map(u16::from) },
    Field { constraints: &[Constraint::Lodging], key: |post| post.lodging.map(u16::from) },
    Field { constraints: &[Constraint::Meals], key: |post| post.meals.map(u16::from) },
    Field { constraints: &[Constraint::Remote], key: |post| post.remote.map(u16::from) },
    Field { constraints: &[Constraint::Insurance], key: |post| post.insurance.map(|one| one as u16) },
    Field {
        constraints: &[Constraint::Rest],
        key: |post| {
            Some(match post.rest? {
                Rest::Double => 0,
                Rest::Single => 1,
                Rest::BigSmall => 2,
                Rest::Rota => 3,
                Rest::PerMonth(days) => 4 + u16::from(days),
            })
        },
    },
    Field { constraints: &[Constraint::Shift], key: |post| post.shift.map(|one| one as u16) },
];

/// Whether values that may have a bit answer a constraint.
pub(super) fn has_traits(constraint: Constraint) -> bool {
    FIELDS.iter().any(|field| field.constraints.contains(&constraint))
}

/// How many values have a bit; those that most posts have come first.
const BITS: usize = 64;

/// One value of one field, and a post that has it.
#[derive(Debug)]
pub(super) struct Trait {
    pub(super) constraints: &'static [Constraint],
    field: usize,
    value: u16,
    pub(super) post: u32,
    pub(super) bit: u64,
}

/// Many values: for each a post that has it, the first of which stands for posts whose value excludes nobody.
pub(super) type Facet = Vec<u32>;

/// Numbers the values of a facet.
struct HashedValues<K> {
    known: HashMap<K, u32>,
    posts: Facet,
}

impl<K: Hash + Eq> HashedValues<K> {
    fn new() -> Self {
        Self { known: HashMap::new(), posts: vec![0] }
    }

    fn id(&mut self, key: Option<K>, post: u32) -> u32 {
        let Some(key) = key else { return 0 };
        *self.known.entry(key).or_insert_with(|| {
            self.posts.push(post);
            number(self.posts.len() - 1)
        })
    }
}

/// Numbers the values of a facet that have fingerprints.
struct PrintedValues {
    known: Alike,
    posts: Facet,
}

impl PrintedValues {
    fn new() -> Self {
        Self { known: Alike::default(), posts: vec![0] }
    }

    /// `is_equal` compares with the post of a number.
    fn id(&mut self, print: u64, post: u32, is_equal: impl Fn(u32) -> bool) -> u32 {
        let posts = &mut self.posts;
        let value = self.known.number(print, |value| match posts.get(index(value) + 1) {
            Some(first) => is_equal(*first),
            None => {
                posts.push(post);
                true
            }
        });
        value + 1
    }
}

/// Numbers the values of a facet that are small numbers themselves.
struct SmallValues {
    ids: Vec<u32>,
    posts: Facet,
}

impl SmallValues {
    fn new() -> Self {
        Self { ids: Vec::new(), posts: vec![0] }
    }

    fn id(&mut self, key: Option<u8>, post: u32) -> u32 {
        let Some(key) = key.map(usize::from) else { return 0 };
        if self.ids.len() <= key {
            self.ids.resize(key + 1, 0);
        }
        let Some(id) = self.ids.get_mut(key) else { return 0 };
        if *id == 0 {
            *id = number(self.posts.len());
            self.posts.push(post);
        }
        *id
    }
}

/// The value that a post has of each field.
pub(super) type Values = [Option<u16>; FIELDS.len()];

pub(super) fn values_of(post: &Post) -> Values {
    FIELDS.map(|field| (field.key)(post))
}

/// The answers of all posts.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) traits: Vec<Trait>,
    /// For each field its values that have a bit.
    bits: [Vec<(u16, u64)>; FIELDS.len()],
    pub(super) schedules: Facet,
    pub(super) certificates: Facet,
    pub(super) places: Facet,
    pub(super) educations: Facet,
    pub(super) experiences: Facet,
}

/// Gathers answers, one post after the other.
pub(super) struct AnswersOf<'a> {
    posts: &'a [Arc<PreparedPost>],
    /// For each field and value how many posts have it, and the first of them.
    counts: [Vec<(u32, u32)>; FIELDS.len()],
    schedules: HashedValues<WeekHours>,
    certificates: PrintedValues,
    places: PrintedValues,
    educations: SmallValues,
    experiences: SmallValues,
}

impl<'a> AnswersOf<'a> {
    pub(super) fn new(posts: &'a [Arc<PreparedPost>]) -> Self {
        Self {
            posts,
            counts: Default::default(),
            schedules: HashedValues::new(),
            certificates: PrintedValues::new(),
            places: PrintedValues::new(),
            educations: SmallValues::new(),
            experiences: SmallValues::new(),
        }
    }

    /// Counts the values of one more post.
    pub(super) fn count(&mut self, number: u32, values: &Values) {
        for (counts, value) in self.counts.iter_mut().zip(values) {
            let Some(value) = value.map(usize::from) else { continue };
            if counts.len() <= value {
                counts.resize(value + 1, (0, 0));
            }
            match counts.get_mut(value) {
                Some((count, _)) if *count > 0 => *count += 1,
                Some(first) => *first = (1, number),
                None => {}
            }
        }
    }

    pub(super) fn schedule(&mut self, number: u32, post: &PreparedPost) -> u32 {
        self.schedules.id(post.record.schedule, number)
    }

    pub(super) fn certificates(&mut self, number: u32, post: &PreparedPost) -> u32 {
        let (posts, own) = (self.posts, &post.record.certificates);
        if own.is_empty() {
            return 0;
        }
        let equal = |other| posts.get(index(other)).is_some_and(|other| other.record.certificates == *own);
        self.certificates.id(post.prints.certificates, number, equal)
    }

    pub(super) fn place(&mut self, number: u32, post: &PreparedPost) -> u32 {
        fn place_of(post: &Post) -> (Option<&RegionCode>, Option<&Area>, bool) {
            (post.region.as_ref(), post.area.as_ref(), post.remote == Some(true))
        }
        let (posts, own) = (self.posts, place_of(&post.record));
        let equal = |other| posts.get(index(other)).is_some_and(|other| place_of(&other.record) == own);
        self.places.id(post.prints.place, number, equal)
    }

    pub(super) fn education(&mut self, number: u32, post: &PreparedPost) -> u32 {
        let education = post.record.education.map(|demand| match demand {
            EducationDemand::Any => 0,
            EducationDemand::AtLeast(education) => education as u8 + 1,
        });
        self.educations.id(education, number)
    }

    pub(super) fn experience(&mut self, number: u32, post: &PreparedPost) -> u32 {
        self.experiences.id(post.record.experience_years, number)
    }

    pub(super) fn finish(self) -> Answers {
        let of_field = |(field, counts): (usize, Vec<(u32, u32)>)| {
            let of_key = (0_u16..).zip(counts).filter(|(_, (count, _))| *count > 0);
            of_key.map(move |(key, known)| ((field, key), known))
        };
        let mut common: Vec<_> = self.counts.into_iter().enumerate().flat_map(of_field).collect();
        common.sort_by_key(|(value, (count, _))| (std::cmp::Reverse(*count), *value));
        common.truncate(BITS);
        let mut bits: [Vec<(u16, u64)>; FIELDS.len()] = Default::default();
        let mut traits = Vec::new();
        for (bit, ((field, value), (_, post))) in common.into_iter().enumerate() {
            let bit = 1 << bit;
            if let (Some(bits), Some(Field { constraints, .. })) = (bits.get_mut(field), FIELDS.get(field)) {
                bits.push((value, bit));
                traits.push(Trait { constraints, field, value, post, bit });
            }
        }
        Answers {
            traits,
            bits,
            schedules: self.schedules.posts,
            certificates: self.certificates.posts,
            places: self.places.posts,
            educations: self.educations.posts,
            experiences: self.experiences.posts,
        }
    }
}

impl Answers {
    /// The bits of a post's values, and whether some value has none.
    pub(super) fn traits_of(&self, values: &Values) -> (u64, bool) {
        let (mut all, mut is_rare) = (0, false);
        for (value, bits) in values.iter().zip(&self.bits) {
            let Some(value) = value else { continue };
            match bits.iter().find(|(of, _)| of == value) {
                Some((_, bit)) => all |= bit,
                None => is_rare = true,
            }
        }
        (all, is_rare)
    }

    /// The values that have these bits.
    pub(super) fn values_of(&self, mut bits: u64) -> Values {
        let mut values = Values::default();
        while let Some(one) = self.traits.get(index(bits.trailing_zeros())) {
            values.get_mut(one.field).into_iter().for_each(|value| *value = Some(one.value));
            bits &= bits - 1;
        }
        values
    }
}
