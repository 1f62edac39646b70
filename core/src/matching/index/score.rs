//! The exact score of one post for one person, from the columns.

use super::own::Own;
use super::trail::{Bar, Found};
use super::walk::Walk;
use super::{NO_WAGE, NONE, Row, filters, index};
use crate::matching::part::{ONE, Part, proximity, ratio, wage_above};
use crate::matching::prepared::Pair;
use crate::matching::{Constraint, Order, Verdict};
use crate::place;
use std::cmp::Reverse;
use std::sync::Arc;

/// The sums that a score is made of, while its parts are gathered.
#[derive(Clone, Copy, Default)]
struct Sums {
    known: i64,
    product: i64,
}

impl Sums {
    fn add(&mut self, weight: i64, value: u32) {
        self.known += weight;
        self.product += weight * i64::from(value);
    }

    /// Whether more of `weight` with a value of one at most could reach the bar.
    fn may_reach(self, bar: u32, weight: i64) -> bool {
        let more = weight * i64::from(ONE.saturating_sub(bar));
        self.product - self.known * i64::from(bar) + more >= 0
    }
}

impl Walk<'_> {
    /// What a post is ranked by for the person; none if it is excluded.
    pub(in crate::matching) fn one(&self, number: u32) -> Option<(u32, u32)> {
        let slot = *self.index.slots.get(index(number))?;
        let card = self.index.cards.get(index(slot))?;
        if !self.person.may_work
            || !self.index.filters.lets(&self.index.rows, self.person.test.age_and_traits(), index(slot))
            || card.is_among(self.excluded())
            || !self.person.left.iter().all(|words| filters::has(words, index(slot)))
        {
            return None;
        }
        let found = self.score(index(slot), self.glimpse(slot)?, None, None)?;
        Some((found.first, found.score))
    }

    /// For hours, certificates and places which values exclude a post.
    pub(super) fn excluded(&self) -> [&[bool]; 3] {
        self.person.excluded.each_ref().map(|excluded| excluded.as_deref().unwrap_or_default())
    }

    /// What comes before the score, for a post whose employer prefers these groups.
    pub(super) fn first(&self, groups: u64) -> u32 {
        match self.options.order {
            Order::Fit => 0,
            Order::PriorityThenFit => {
                let [without, with] = self.person.priority;
                if groups & self.person.groups == 0 { without } else { with }
            }
        }
    }

    /// What the occupation of a post has in common with the wish; none if age or wage exclude the post. Apart from the
    /// score, as what it reads may lie far off in memory: for several posts that is fetched at once.
    pub(super) fn glimpse(&self, slot: u32) -> Option<u32> {
        let (row, test) = (self.index.rows.get(index(slot))?, &self.person.test);
        let too_young_or_old = |age: u8| age < row.age_min || row.age_max < age;
        let value = self.wish.value(*self.index.classes.of_slots().get(index(slot))?);
        (!test.age.is_some_and(too_young_or_old) && row.wage_top >= test.floor).then_some(value)
    }

    /// The score of a post of which a glimpse is known, or none if it is excluded or does not reach the bar. What costs
    /// most comes last.
    pub(super) fn score(&self, slot: usize, occupation: u32, own: Option<&Own>, bar: Bar) -> Option<Found> {
        let person = self.person;
        let row = self.index.rows.get(slot)?;
        let first = self.first(row.groups);
        let bar = match bar {
            Some((least, _)) if first < least => return None,
            Some((least, score)) if first == least => score,
            _ => 0,
        };
        let way_m = self.way(row, slot);
        // Who is remote has no way, and no stop.
        let stop = way_m.and_then(|_| self.index.stops_of(self.ways)?.at(slot));
        let reach_m = if stop.is_some() { person.line_m } else { person.reach_m };
        if way_m.is_some_and(|way_m| way_m > reach_m) {
            return None;
        }
        let proximity = match (way_m, stop) {
            _ if row.remote => ONE,
            (None, _) => NONE,
            (Some(way_m), None) => {
                proximity(self.options.travel.travel_time_s(person.mode, way_m)).unwrap_or(NONE)
            }
            (Some(_), Some(stop)) => match self.ways.within_limit_s(stop) {
                Some(travel_s) => proximity(travel_s).unwrap_or(NONE),
                None if self.ways.is_limited() => return None,
                None => 0,
            },
        };
        let wage = match person.floor_monthly {
            Some(floor) if row.wage_middle != NO_WAGE => wage_above(row.wage_middle, floor).unwrap_or(NONE),
            _ => NONE,
        };
        let skills =
            if person.weight(Part::Skills) > 0 && row.rarity_sum > 0 { self.skills(row, own) } else { NONE };
        let of_value = |values: &Arc<[u32]>, id: u32| values.get(index(id)).copied().unwrap_or(NONE);
        let mut values = [
            occupation,
            skills,
            proximity,
            wage,
            of_value(&person.experiences, row.experience),
            of_value(&person.educations, row.education),
            of_value(&person.schedules, row.schedule),
            row.freshness,
            NONE,
        ];
        let counts = |(value, weight): &(&u32, i64)| **value != NONE && *weight > 0;
        let mut sums = Sums::default();
        values.iter().zip(person.weights).filter(counts).for_each(|(value, weight)| sums.add(weight, *value));
        let vector_weight = if row.has_vector { person.weight(Part::Vector) } else { 0 };
        if !sums.may_reach(bar, vector_weight) {
            return None;
        }
        if let ([.., vector], true) = (&mut values, vector_weight > 0) {
            *vector = Part::Vector.value(&self.pair(row)?, self.options).unwrap_or(NONE);
            if *vector != NONE {
                sums.add(vector_weight, *vector);
            }
        }
        if !self.constraints_let(row) {
            return None;
        }
        let parts = values.iter().zip(person.weights).filter(counts);
        let score = parts
            .map(|(value, weight)| (weight * i64::from(*value)).checked_div(sums.known).unwrap_or(0))
            .sum::<i64>();
        Some(Found { first, score: u32::try_from(score).unwrap_or(0), number: Reverse(row.number) })
    }

    fn pair(&self, row: &Row) -> Option<Pair<'_>> {
        Some(Pair::new(self.seeker, self.posts.get(index(row.number))?, self.ways))
    }

    /// The share of the post's skills that the person has, each by how rare it is.
    fn skills(&self, row: &Row, own: Option<&Own>) -> u32 {
        // Who is asked about one post alone has no bits laid out.
        let has = |term: u32| match own {
            Some(own) => own.has(term),
            None => self.person.skills.binary_search(&term).is_ok(),
        };
        let terms = self.index.skills(row).iter().filter(|term| has(**term));
        ratio(terms.map(|term| self.seeker.rarity(*term)).sum(), row.rarity_sum).unwrap_or(0)
    }

    /// The way to a post in whole metres.
    fn way(&self, row: &Row, slot: usize) -> Option<u32> {
        if row.remote || row.no_way || !row.placed {
            return None;
        }
        if self.person.mixed {
            return self.pair(row)?.way().map(|way| way.distance_m);
        }
        let vector = place::UnitVector(*self.index.vectors.get(slot)?);
        Some(place::whole_m(self.person.home.as_ref()?.distance_m(&vector)))
    }

    /// Asks the constraints that no column answers.
    fn constraints_let(&self, row: &Row) -> bool {
        let asked = if row.rare { Constraint::ALL } else { self.person.asked.as_slice() };
        if asked.is_empty() {
            return true;
        }
        let Some(pair) = self.pair(row) else { return false };
        asked.iter().all(|constraint| constraint.verdict(&pair, self.options) != Verdict::No)
    }
}
