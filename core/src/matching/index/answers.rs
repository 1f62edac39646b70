//! What posts answer to constraints by the values of their fields.
//!
//! Posts that are equal in the fields that a constraint reads answer it alike, whoever asks: so it is asked of one post
//! for each value, by the constraint itself.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use super::{Constraint, EducationDemand, Post, PreparedPost, number};
use crate::model::{Area, Certificate, RegionCode, Rest, WeekHours};

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

/// How many values have a bit; those that most posts have come first.
const BITS: usize = 64;

/// One value of one field, and a post that has it.
#[derive(Debug)]
pub(super) struct Trait {
    pub(super) constraints: &'static [Constraint],
    pub(super) post: u32,
    pub(super) bit: u64,
}

/// Many values: for each a post that has it, and for each post which value it has.
#[derive(Debug)]
pub(super) struct Facet {
    /// A post for each value; the first value is of no post at all.
    pub(super) posts: Vec<u32>,
    ids: Vec<u32>,
}

impl Facet {
    fn of<K: Hash + Eq>(live: &[(u32, &PreparedPost)], key: impl Fn(&Post) -> Option<K>) -> Self {
        let mut known: HashMap<K, u32> = HashMap::new();
        let mut posts = vec![0];
        let ids = live.iter().map(|(number_of_post, post)| {
            key(&post.record).map_or(0, |key| {
                *known.entry(key).or_insert_with(|| {
                    posts.push(*number_of_post);
                    number(posts.len() - 1)
                })
            })
        });
        Self { ids: ids.collect(), posts }
    }

    /// Which value the post of a slot has; 0 if it has none that matters.
    pub(super) fn id(&self, slot: usize) -> u32 {
        self.ids.get(slot).copied().unwrap_or(0)
    }
}

/// The answers of all posts.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) traits: Vec<Trait>,
    /// The bits of each post.
    bits: Vec<u64>,
    rare: Vec<bool>,
    pub(super) schedules: Facet,
    pub(super) certificates: Facet,
    pub(super) places: Facet,
    pub(super) educations: Facet,
    pub(super) experiences: Facet,
}

impl Answers {
    pub(super) fn of(live: &[(u32, &PreparedPost)]) -> Self {
        let keys = |post: &Post| -> [Option<u16>; FIELDS.len()] { FIELDS.map(|field| (field.key)(post)) };
        let mut values: BTreeMap<(usize, u16), (u32, u32)> = BTreeMap::new();
        for (number_of_post, post) in live {
            for (field, key) in keys(&post.record).into_iter().enumerate() {
                if let Some(key) = key {
                    values.entry((field, key)).or_insert((0, *number_of_post)).0 += 1;
                }
            }
        }
        let mut common: Vec<_> = values.into_iter().collect();
        common.sort_by_key(|(value, (count, _))| (std::cmp::Reverse(*count), *value));
        common.truncate(BITS);
        let mut bit_of: [Vec<(u16, u64)>; FIELDS.len()] = Default::default();
        let mut traits = Vec::new();
        for (bit, ((field, key), (_, post))) in common.into_iter().enumerate() {
            let bit = 1 << bit;
            if let (Some(bits), Some(field)) = (bit_of.get_mut(field), FIELDS.get(field)) {
                bits.push((key, bit));
                traits.push(Trait { constraints: field.constraints, post, bit });
            }
        }
        let (mut bits, mut rare) = (Vec::with_capacity(live.len()), Vec::with_capacity(live.len()));
        for (_, post) in live {
            let (mut all, mut is_rare) = (0, false);
            for (key, bit_of) in keys(&post.record).into_iter().zip(&bit_of) {
                let Some(key) = key else { continue };
                match bit_of.iter().find(|(of, _)| *of == key) {
                    Some((_, bit)) => all |= bit,
                    None => is_rare = true,
                }
            }
            bits.push(all);
            rare.push(is_rare);
        }
        Self {
            traits,
            bits,
            rare,
            schedules: Facet::of(live, |post| -> Option<WeekHours> { post.schedule }),
            certificates: Facet::of(live, |post| -> Option<Vec<Certificate>> {
                (!post.certificates.is_empty()).then(|| post.certificates.clone())
            }),
            places: Facet::of(live, |post| -> Option<(Option<RegionCode>, Option<Area>, bool)> {
                Some((post.region.clone(), post.area.clone(), post.remote == Some(true)))
            }),
            educations: Facet::of(live, |post| post.education),
            experiences: Facet::of(live, |post| post.experience_years),
        }
    }

    /// The bits of the posts of a block.
    pub(super) fn traits(&self, start: usize, len: usize) -> &[u64] {
        self.bits.get(start..start + len).unwrap_or_default()
    }

    pub(super) fn is_rare(&self, slot: usize) -> bool {
        self.rare.get(slot).copied().unwrap_or(true)
    }
}
