//! Posts in columns, so that the best of them are found without asking of every one (岗位索引).
//!
//! Open posts with places left are laid out in blocks of [`BLOCK`] of like occupations and places. Which of them a
//! person's facts exclude is known from words of bits ([`filters`]), and what many people exclude alike is found once for
//! all of them ([`shared`]). What occupation, skills, wage and newness are worth is summed in bytes, rounded up
//! ([`sieve`]), and what the way to work is worth at most is known of each block ([`outline`]); both together bound what a
//! post, and a block, can be worth to a person ([`view`]). A walk goes to the blocks that promise most, scores the posts
//! that may be among the best ([`score`]), and ends when no block can hold a post as good as the `k`-th best found
//! ([`walk`]). A promise is never less than the score of any post behind it, so that the result is exactly what scoring
//! every post gives: pruning after the threshold algorithm (Fagin, Lotem and Naor, *Optimal aggregation algorithms for
//! middleware*, Journal of Computer and System Sciences 66, 2003).
//!
//! Search, whose order is another one, asks the same columns post by post: what excludes it, and what it is worth at most
//! ([`glance`]).
//!
//! No rule is written twice. Where posts that are equal in a field answer a constraint alike, whoever asks, the real
//! constraint is asked once for each value ([`answers`]); only ages, wages and ways are compared as columns.

mod alike;
mod answers;
mod block;
mod classes;
mod filters;
mod gather;
mod glance;
mod layout;
mod outline;
mod own;
mod person;
mod score;
mod shared;
mod sieve;
mod stops;
mod trail;
mod view;
mod walk;
mod wish;

use std::collections::HashMap;
use std::sync::Arc;

use block::{BLOCK, Card, Summary};
use classes::Classes;
use filters::Filters;
use gather::Gathered;
use layout::Key;
use outline::Outline;
use sieve::{Sieve, Unit};
use stops::PostStops;

use super::prepared::{PreparedPost, Term};
use super::streets::Roads;
use super::ways::Ways;
use super::{Constraint, MatchOptions};
use crate::model::{EducationDemand, KeyGroup, Post};
use crate::place::EARTH_RADIUS_M;

pub(super) use gather::Former;
pub(super) use person::{Memo, Person};
pub(super) use trail::Tally;
pub(super) use walk::{Scratch, Walk};
pub(super) use wish::Wish;

/// A number that is not there.
const NONE: u32 = u32::MAX;
/// A wage that is not there.
const NO_WAGE: i64 = i64::MIN;

/// What scoring needs of one post, in the order of the blocks.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// Its place among all posts by id: equal scores go by it.
    number: u32,
    class: u32,
    wage_middle: i64,
    rarity_sum: u64,
    groups: u64,
    skills_start: u32,
    skills_end: u32,
    freshness: u32,
    /// The highest monthly wage that can exclude somebody.
    wage_top: u32,
    schedule: u32,
    certificates: u32,
    place: u32,
    education: u32,
    experience: u32,
    age_min: u8,
    age_max: u8,
    remote: bool,
    /// Lodging or many sites: there is no one way to work.
    no_way: bool,
    placed: bool,
    has_vector: bool,
    /// A value without a bit among the traits: the constraints themselves are asked.
    rare: bool,
}

/// The index over the posts of one matcher.
#[derive(Debug)]
pub(super) struct PostIndex {
    outline: Outline,
    sieve: Sieve,
    filters: Filters,
    /// By blocks: the key groups that employers prefer.
    block_groups: Vec<u64>,
    /// In metres from the Earth's centre; no number where the way to work excludes nobody.
    places: Vec<[f32; 3]>,
    cards: Vec<Card>,
    rows: Vec<Row>,
    /// The bits of the values of each row.
    row_traits: Vec<u64>,
    /// For each post where it stands; [`NONE`] for one that is closed or filled.
    slots: Vec<u32>,
    /// Skills of posts, one post after the other.
    skills: Vec<Term>,
    vectors: Vec<[f64; 3]>,
    /// For each street network, by its place among the stops of a post, where the posts lie on it.
    stops: Vec<Option<PostStops>>,
    /// The system that all places were given in, if it is one.
    frame: Option<usize>,
    classes: Classes,
    answers: answers::Answers,
    /// For each skill the posts that ask for it, and the share that it has in what they ask for.
    shares: Shares,
    has: Has,
    groups: HashMap<KeyGroup, u64>,
}

/// Facts that some post has, of those that no bound knows.
#[derive(Debug, Clone, Copy)]
struct Has {
    skills: bool,
    wage: bool,
    freshness: bool,
    experience: bool,
    education: bool,
    schedule: bool,
    vector: bool,
}

#[derive(Debug, Default)]
struct Shares {
    starts: Vec<u32>,
    /// Where posts stand, and the share in the unit of the sieve.
    posts: Vec<(u32, u8)>,
}

impl Shares {
    fn of(&self, term: Term) -> &[(u32, u8)] {
        let Ok(term) = usize::try_from(term) else { return &[] };
        let bounds = self.starts.get(term).zip(self.starts.get(term + 1));
        bounds.and_then(|(from, to)| self.posts.get(index(*from)..index(*to))).unwrap_or_default()
    }
}

/// A number as a place in a list.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A place in a list as a number: lists of posts are shorter than 2^32.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl PostIndex {
    /// Of all posts by id. `former` are columns of the same day, from which comes what stays as it was.
    pub(super) fn new(
        posts: &[Arc<PreparedPost>],
        rarities: &[u64],
        options: &MatchOptions,
        roads: &Roads,
        former: Option<Former>,
    ) -> Self {
        let Gathered {
            groups,
            frame,
            answers,
            classes,
            mut keys,
            rows: all_rows,
            values,
            skills: all_skills,
            ..
        } = Gathered::of(posts, rarities, options, former);
        let answers = answers.finish();
        layout::arrange(&mut keys);
        let mut skills = Vec::with_capacity(all_skills.len());
        let (mut rows, mut row_traits) = (Vec::with_capacity(keys.len()), Vec::with_capacity(keys.len()));
        let mut vectors = Vec::with_capacity(keys.len());
        for Key { from, place, .. } in keys {
            let (Some(row), Some(values)) = (all_rows.get(from), values.get(from)) else { continue };
            let (traits, rare) = answers.traits_of(values);
            let start = number(skills.len());
            let own = all_skills.get(index(row.skills_start)..index(row.skills_end));
            skills.extend_from_slice(own.unwrap_or_default());
            rows.push(Row { rare, skills_start: start, skills_end: number(skills.len()), ..*row });
            row_traits.push(traits);
            vectors.push(place);
        }
        let classes = classes.finish(&mut rows);
        let mut slots = vec![NONE; posts.len()];
        for (slot, row) in (0..).zip(&rows) {
            if let Some(place) = slots.get_mut(index(row.number)) {
                *place = slot;
            }
        }
        let sieve = Sieve::new(&rows, &options.weights);
        let blocks = || rows.chunks(BLOCK).zip(vectors.chunks(BLOCK));
        let summaries: Vec<Summary> = blocks().map(|(rows, places)| Summary::of(rows, places)).collect();
        let shares = shares(&rows, &skills, rarities, sieve.unit, options.weights.skills);
        Self {
            stops: PostStops::of_all(roads, posts, &rows),
            outline: Outline::of(&summaries),
            sieve,
            filters: Filters::new(&row_traits, answers.traits.len()),
            places: rows.iter().zip(&vectors).map(block::place_of).collect(),
            block_groups: summaries.iter().map(|summary| summary.groups).collect(),
            cards: rows.iter().map(Card::of).collect(),
            has: Has {
                skills: rows.iter().any(|row| row.rarity_sum > 0),
                wage: rows.iter().any(|row| row.wage_middle != NO_WAGE),
                freshness: rows.iter().any(|row| row.freshness != NONE),
                experience: rows.iter().any(|row| row.experience > 0),
                education: rows.iter().any(|row| row.education > 0),
                schedule: rows.iter().any(|row| row.schedule > 0),
                vector: rows.iter().any(|row| row.has_vector),
            },
            rows,
            row_traits,
            slots,
            skills,
            vectors,
            frame,
            classes,
            answers,
            shares,
            groups,
        }
    }

    /// Where the posts lie on the streets that a person's ways are measured on.
    fn stops_of(&self, ways: &Ways<'_>) -> Option<&PostStops> {
        self.stops.get(ways.on_streets()?)?.as_ref()
    }

    /// How many blocks there are.
    fn len(&self) -> usize {
        self.block_groups.len()
    }

    /// The skills of a row.
    fn skills(&self, row: &Row) -> &[Term] {
        self.skills.get(index(row.skills_start)..index(row.skills_end)).unwrap_or_default()
    }

    /// The bits of key groups.
    fn groups<'a>(&self, groups: impl Iterator<Item = &'a KeyGroup>) -> u64 {
        groups.filter_map(|group| self.groups.get(group)).fold(0, |all, bit| all | bit)
    }
}

/// Whether a post is neither closed on the day nor filled: who asks makes no difference.
fn is_live(post: &Post, options: &MatchOptions) -> bool {
    use super::constraint;
    constraint::open(post, options) != super::Verdict::No && constraint::openings(post) != super::Verdict::No
}

fn shares(rows: &[Row], skills: &[Term], rarities: &[u64], unit: Unit, weight: u32) -> Shares {
    let terms_of = |row: &Row| skills.get(index(row.skills_start)..index(row.skills_end)).unwrap_or_default();
    let mut starts = vec![0_u32; rarities.len() + 1];
    for term in rows.iter().flat_map(terms_of) {
        if let Some(count) = starts.get_mut(index(*term) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let mut next = starts.clone();
    let mut posts = vec![(0, 0); skills.len()];
    for (slot, row) in (0..).zip(rows) {
        for term in terms_of(row) {
            let rarity = rarities.get(index(*term)).copied().unwrap_or(0);
            let Some(place) = next.get_mut(index(*term)) else { continue };
            if let Some(entry) = posts.get_mut(index(*place)) {
                let share = rarity as f64 / row.rarity_sum as f64;
                *entry = (slot, unit.byte(f64::from(weight) * share));
            }
            *place += 1;
        }
    }
    Shares { starts, posts }
}

/// Metres of a unit vector, in the precision of the columns.
fn metres(vector: [f64; 3]) -> [f32; 3] {
    #[expect(clippy::cast_possible_truncation, reason = "columns hold bounds with slack for it")]
    vector.map(|part| (part * EARTH_RADIUS_M) as f32)
}

/// What a column's place may be off by, in metres: half a unit of the last place of 6.4 million in 32 bits, for two
/// places and three axes, is below two.
const SLACK_M: f32 = 4.0;

#[cfg(test)]
mod tests;
