//! What the columns tell a search of a post at a glance: that it is excluded, or what it is worth at most.

use super::answers::{self, Facet};
use super::person::reach_m;
use super::{NONE, PostIndex, Row, index};
use crate::matching::part::{ONE, proximity, ratio};
use crate::matching::prepared::{Found, Pair, PreparedPost, PreparedSeeker};
use crate::matching::ways::Ways;
use crate::matching::{Constraint, MatchOptions, Verdict};
use crate::model::{Post, TravelMode};
use crate::place::{EARTH_RADIUS_M, TravelModel, UnitVector};
use std::sync::Arc;

/// What a post is worth at most, in millionths; none where a part does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::matching) struct Seen {
    pub(in crate::matching) proximity: Option<u32>,
    pub(in crate::matching) wishes: Option<u32>,
    /// As it is.
    pub(in crate::matching) freshness: Option<u32>,
}

/// The filters of a search in the terms of the columns.
pub(in crate::matching) struct Glance<'a> {
    index: &'a PostIndex,
    travel: &'a TravelModel,
    mode: TravelMode,
    is_placed: bool,
    /// Home in the system of the posts; none where ways are to be measured pair by pair.
    home: Option<UnitVector>,
    reach_m: u32,
    /// How far in a straight line to a post whose way is measured on streets.
    line_m: u32,
    ways: &'a Ways<'a>,
    floor: u32,
    age: Option<u8>,
    /// Values of which one excludes.
    forbidden: u64,
    /// For each wish that values of few kinds answer those with which it is given.
    given: Vec<u64>,
    /// For each value of places and of hours how many wishes are given.
    places: Option<Vec<Given>>,
    schedules: Option<Vec<Given>>,
    /// How many wishes nothing here answers: they may be given.
    open: u32,
    wished: u32,
}

/// How many wishes a value gives; none if it excludes.
type Given = Option<u32>;

/// Whom posts are asked about.
struct Asker<'a> {
    seeker: &'a PreparedSeeker<'a>,
    posts: &'a [Arc<PreparedPost>],
    options: &'a MatchOptions,
    /// No constraint is asked that a way answers.
    ways: Ways<'a>,
    /// A post that says nothing.
    silent: PreparedPost,
}

impl Asker<'_> {
    fn verdict(&self, constraint: Constraint, number: u32) -> Option<Verdict> {
        let post = self.posts.get(index(number))?;
        Some(constraint.verdict(&Pair::new(self.seeker, post, &self.ways), self.options))
    }

    /// Whether a wish is given by posts that say nothing of it.
    fn is_given_by_silence(&self, wish: Constraint) -> bool {
        let pair = Pair::new(self.seeker, &self.silent, &self.ways);
        wish.verdict(&pair, self.options) == Verdict::Yes
    }

    /// What each value of a facet gives of some wishes; the first is that of posts which have none.
    fn given(&self, facet: &Facet, wishes: &[Constraint]) -> Option<Vec<Given>> {
        let of_post = |number: &u32| {
            let mut given = 0;
            for wish in wishes {
                match self.verdict(*wish, *number) {
                    Some(Verdict::No) => return None,
                    Some(Verdict::Yes) | None => given += 1,
                    Some(Verdict::Unknown) => {}
                }
            }
            Some(given)
        };
        let silent = wishes.iter().filter(|wish| self.is_given_by_silence(**wish)).count();
        let first = Some(super::number(silent));
        let all = std::iter::once(first).chain(facet.iter().skip(1).map(of_post));
        (!wishes.is_empty()).then(|| all.collect())
    }
}

impl PostIndex {
    /// Puts the filters of a search into the terms of the columns; `wishes` are those that a post gives or leaves open.
    pub(in crate::matching) fn glance<'a>(
        &'a self,
        seeker: &PreparedSeeker<'_>,
        posts: &[Arc<PreparedPost>],
        options: &'a MatchOptions,
        ways: &'a Ways<'a>,
        wishes: &[Constraint],
    ) -> Glance<'a> {
        let silent = PreparedPost::of_found(Post::new(""), Found::default(), options);
        let asker = Asker { seeker, posts, options, ways: Ways::straight(&options.travel), silent };
        let own = seeker.frames.as_ref();
        let frame = self.frame.filter(|frame| own.is_none_or(|own| own.own() <= *frame));
        let traits = &self.answers.traits;
        let answer = |one: &answers::Trait, constraint: Constraint| asker.verdict(constraint, one.post);
        let forbidden = traits
            .iter()
            .filter(|one| one.constraints.iter().any(|asked| answer(one, *asked) == Some(Verdict::No)))
            .fold(0, |all, one| all | one.bit);
        let (by_traits, others): (Vec<Constraint>, Vec<Constraint>) =
            wishes.iter().partition(|wish| answers::has_traits(**wish));
        let given = by_traits.iter().map(|wish| {
            if asker.is_given_by_silence(*wish) {
                return u64::MAX;
            }
            let giving = traits
                .iter()
                .filter(|one| one.constraints.contains(wish) && answer(one, *wish) == Some(Verdict::Yes));
            giving.fold(0, |all, one| all | one.bit)
        });
        let (of_places, others): (Vec<Constraint>, Vec<Constraint>) =
            others.into_iter().partition(|wish| [Constraint::Area, Constraint::Scope].contains(wish));
        let (of_schedules, open): (Vec<Constraint>, Vec<Constraint>) =
            others.into_iter().partition(|wish| *wish == Constraint::Schedule);
        let floor = seeker.floor_monthly.map_or(0, |floor| u32::try_from(floor.get()).unwrap_or(u32::MAX));
        Glance {
            index: self,
            travel: &options.travel,
            mode: seeker.mode,
            is_placed: seeker.record().place.is_some(),
            home: frame.zip(own).and_then(|(frame, own)| own.at(frame)),
            reach_m: reach_m(seeker, options),
            line_m: seeker.record().distance_m_max.unwrap_or(u32::MAX),
            ways,
            // A post that no floor excludes has the greatest number.
            floor: floor.min(u32::MAX - 1),
            age: seeker.age,
            forbidden,
            given: given.collect(),
            places: asker.given(&self.answers.places, &of_places),
            schedules: asker.given(&self.answers.schedules, &of_schedules),
            open: super::number(open.len()),
            wished: super::number(wishes.len()),
        }
    }
}

impl Glance<'_> {
    /// What a post is worth at most; none if a constraint surely excludes it.
    pub(in crate::matching) fn at(&self, number: u32) -> Option<Seen> {
        // Who is closed or filled stands nowhere.
        let slot = index(*self.index.slots.get(index(number))?);
        let (traits, row) = (*self.index.row_traits.get(slot)?, self.index.rows.get(slot)?);
        let lets_age = self.age.is_none_or(|age| (row.age_min..=row.age_max).contains(&age));
        if traits & self.forbidden != 0 || row.wage_top < self.floor || !lets_age {
            return None;
        }
        let mut given = self.open;
        for giving in &self.given {
            // A value without a bit may give it.
            given += u32::from(row.rare || *giving == u64::MAX || traits & giving != 0);
        }
        for (values, id) in [(&self.places, row.place), (&self.schedules, row.schedule)] {
            if let Some(values) = values {
                given += (*values.get(index(id))?)?;
            }
        }
        Some(Seen {
            proximity: self.proximity(row, slot)?,
            wishes: ratio(given.into(), self.wished.into()),
            freshness: Some(row.freshness).filter(|value| *value != NONE),
        })
    }

    /// How near a post is at most; none if it is out of reach.
    fn proximity(&self, row: &Row, slot: usize) -> Option<Option<u32>> {
        if row.remote {
            return Some(Some(ONE).filter(|_| self.is_placed));
        }
        if row.no_way || !row.placed || !self.is_placed {
            return Some(None);
        }
        let (Some(UnitVector([x, y, z])), Some([u, v, w])) = (self.home, self.index.vectors.get(slot)) else {
            // Should the way turn out not to count, the mean is no greater without it.
            return Some(Some(ONE));
        };
        let squared = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
        /// Far above the rounding of a distance.
        const NOISE_M: f64 = 1e-3;
        // No way on the sphere is shorter than the chord.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most the Earth's diameter"
        )]
        let least_m = (squared.sqrt() * EARTH_RADIUS_M - NOISE_M).ceil().max(0.0) as u32;
        if let Some(stop) = self.index.stops_of(self.ways).and_then(|stops| stops.at(slot)) {
            let travel_s = self.ways.within_limit_s(stop);
            let is_excluded = least_m > self.line_m || (travel_s.is_none() && self.ways.is_limited());
            return (!is_excluded).then(|| travel_s.map_or(Some(0), proximity));
        }
        if least_m > self.reach_m {
            return None;
        }
        Some(proximity(self.travel.travel_time_s(self.mode, least_m)))
    }
}
