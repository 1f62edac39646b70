//! The walk: from the blocks that promise most to the point from which nothing better can come.

use super::block::{BLOCK, Share, Summary, squared};
use super::outline::Scale;
use super::wish::Desk;
use super::{NO_WAGE, NONE, Person, PostIndex, Row, Wish, index, least_m};
use crate::matching::part::{ONE, Part, proximity, ratio, wage_above};
use crate::matching::prepared::{Pair, PreparedPost, PreparedSeeker};
use crate::matching::{MatchOptions, Order, Verdict};
use crate::place;
use std::cmp::Reverse;
use std::sync::Arc;

/// A post that was found: priority where it orders, score, and its number among the posts by id, smaller ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::matching) struct Found {
    pub(in crate::matching) first: u32,
    pub(in crate::matching) score: u32,
    pub(in crate::matching) number: Reverse<u32>,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::matching) struct Tally {
    /// Posts whose columns were tested.
    pub(in crate::matching) tested: u64,
    /// Posts that were scored, in part at least.
    pub(in crate::matching) scored: u64,
}

impl Tally {
    pub(in crate::matching) const fn add(&mut self, other: Self) {
        self.tested += other.tested;
        self.scored += other.scored;
    }
}

/// Room to work in, kept from one person to the next.
#[derive(Debug, Default)]
pub(in crate::matching) struct Scratch {
    pub(super) desk: Desk,
    /// For each slot the share of the post's skills that the person has, and for each block the largest of them.
    shares: Vec<f32>,
    skills: Vec<f32>,
    /// A bit for each skill of the person.
    own: Vec<u64>,
    /// Blocks that have been gone to.
    seen: Vec<u64>,
    found: Vec<Found>,
    /// For each block how far it may be over the bar, and those that may.
    promises: Vec<f32>,
    first: Vec<(f32, u32)>,
    /// The bar of the person before: people in a row want much the same.
    guess: u32,
    pub(in crate::matching) tally: Tally,
}

/// To how many blocks a walk goes before it has a bar of its own.
const FIRST: usize = if cfg!(test) { 2 } else { 8 };
/// A distance by which a pace is measured, in metres.
const PACE_M: u32 = 1_000_000;

/// Who walks, over what.
pub(in crate::matching) struct Walk<'a> {
    pub(in crate::matching) index: &'a PostIndex,
    pub(in crate::matching) posts: &'a [Arc<PreparedPost>],
    pub(in crate::matching) options: &'a MatchOptions,
    pub(in crate::matching) seeker: &'a PreparedSeeker<'a>,
    pub(in crate::matching) person: &'a Person,
    pub(in crate::matching) wish: &'a Wish,
}

/// What the worst of the best has; none while there are fewer than asked for.
type Bar = Option<(u32, u32)>;

/// The sum of weight × (value − bar) over parts: a post with the score of the bar at least has one of 0 at least.
struct Margin {
    sum: i64,
    bar: i64,
}

impl Margin {
    fn new(bar: u32) -> Self {
        Self { sum: 0, bar: i64::from(bar) }
    }

    /// A part that all posts of some have known, with what the best of them has; a part that some have may be missing
    /// where it would do harm.
    fn add(&mut self, share: Share, weight: i64, best: u32) {
        let margin = weight * (i64::from(best) - self.bar);
        self.sum += match share {
            Share::None => 0,
            Share::Some => margin.max(0),
            Share::All => margin,
        };
    }
}

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

    /// Whether more of `weight` with a value of `best` at most could reach the bar.
    fn may_reach(self, bar: u32, more: i64) -> bool {
        self.product - self.known * i64::from(bar) + more >= 0
    }
}

impl Scratch {
    /// Makes room for an index, and notes the skills of a person.
    fn open(&mut self, posts: &PostIndex, person: &Person) {
        self.skills.resize(posts.len(), 0.0);
        self.shares.resize(posts.len() * BLOCK, 0.0);
        self.seen.clear();
        self.seen.resize(posts.len().div_ceil(64), 0);
        self.own.resize(posts.shares.starts.len().div_ceil(64), 0);
        for term in &person.skills {
            if let Some(word) = self.own.get_mut(index(*term) / 64) {
                *word |= 1 << (term % 64);
            }
            for (slot, share) in posts.shares.of(*term) {
                let slot = index(*slot);
                if let (Some(sum), Some(best)) =
                    (self.shares.get_mut(slot), self.skills.get_mut(slot / BLOCK))
                {
                    *sum += share;
                    *best = best.max(*sum);
                }
            }
        }
    }

    fn close(&mut self, posts: &PostIndex, person: &Person) {
        for term in &person.skills {
            if let Some(word) = self.own.get_mut(index(*term) / 64) {
                *word = 0;
            }
            for (slot, _) in posts.shares.of(*term) {
                let slot = index(*slot);
                if let (Some(sum), Some(best)) =
                    (self.shares.get_mut(slot), self.skills.get_mut(slot / BLOCK))
                {
                    (*sum, *best) = (0.0, 0.0);
                }
            }
        }
    }

    /// Whether the person has a skill, after [`Scratch::open`].
    fn has(&self, term: u32) -> bool {
        self.own.get(index(term) / 64).is_some_and(|word| word >> (term % 64) & 1 == 1)
    }

    fn is_seen(&self, block: u32) -> bool {
        self.seen.get(index(block) / 64).is_some_and(|word| word >> (block % 64) & 1 == 1)
    }

    fn mark(&mut self, block: u32) {
        if let Some(word) = self.seen.get_mut(index(block) / 64) {
            *word |= 1 << (block % 64);
        }
    }
}

impl Walk<'_> {
    /// The `k` best posts, best first.
    pub(in crate::matching) fn best<'s>(&self, k: usize, scratch: &'s mut Scratch) -> &'s [Found] {
        scratch.found.clear();
        if k > 0 && self.person.may_work {
            scratch.open(self.index, self.person);
            self.walk(k, scratch);
            scratch.close(self.index, self.person);
        }
        &scratch.found
    }

    /// What a post is ranked by for the person; none if it is excluded.
    pub(in crate::matching) fn one(&self, number: u32) -> Option<(u32, u32)> {
        let slot = index(*self.index.slots.get(index(number))?);
        let (row, columns) = (self.index.rows.get(slot)?, self.index.blocks.get(slot / BLOCK)?);
        let place = slot % BLOCK;
        let (schedules, certificates) =
            (self.person.no_schedules.as_deref(), self.person.no_certificates.as_deref());
        if !self.person.may_work
            || !columns.lets(place, &self.person.test)
            || columns.excluded(place, schedules, certificates)
            || !self.place_lets(row)
        {
            return None;
        }
        let found = self.score(row, slot, self.wish.value(row.class), f32::NAN, None, None)?;
        Some((found.first, found.score))
    }

    fn walk(&self, k: usize, scratch: &mut Scratch) {
        let mut promises = std::mem::take(&mut scratch.promises);
        // Where to begin is only a guess: any order finds the same.
        self.index.outline.promises(&self.scale(scratch.guess), self.wish, &scratch.skills, &mut promises);
        let mut first = std::mem::take(&mut scratch.first);
        first.clear();
        first.extend(promises.iter().copied().zip(0..).filter(|(promise, _)| *promise >= 0.0));
        if first.len() > FIRST {
            first.select_nth_unstable_by(FIRST, |left, right| right.0.total_cmp(&left.0));
            first.truncate(FIRST);
        }
        first.sort_unstable_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        for (_, block) in &first {
            self.look(*block, true, k, scratch);
        }
        scratch.first = first;
        // The bar is near its final height by now, so that few blocks are left over it: these in order, as they lie in
        // memory. Without a bar all are gone to until there is one.
        let mut open = bar(&scratch.found, k).is_none();
        loop {
            let over = bar(&scratch.found, k);
            let by_priority = over.is_none() || self.options.order == Order::PriorityThenFit;
            self.index.outline.promises(
                &self.scale(over.map_or(0, |(_, score)| score)),
                self.wish,
                &scratch.skills,
                &mut promises,
            );
            for (block, promise) in (0_u32..).zip(&promises) {
                if (*promise < 0.0 && !by_priority) || scratch.is_seen(block) {
                    continue;
                }
                let now = bar(&scratch.found, k);
                if open && now.is_some() {
                    break;
                }
                self.look(block, now != over || by_priority, k, scratch);
            }
            if !(open && bar(&scratch.found, k).is_some()) {
                break;
            }
            open = false;
        }
        scratch.promises = promises;
        if let Some((_, score)) = bar(&scratch.found, k) {
            scratch.guess = score;
        }
    }

    /// Goes to a block, if it may hold a post as good as the bar; `ask` if that is not known of this very bar.
    fn look(&self, block: u32, ask: bool, k: usize, scratch: &mut Scratch) {
        scratch.mark(block);
        let place = index(block);
        let Some(summary) = self.index.summaries.get(place) else { return };
        if !self.admits(summary) {
            return;
        }
        if ask {
            let (best, some_none) = self.wish.best(place);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "about a million")]
            let skills = (scratch.skills.get(place).copied().unwrap_or(1.0) * ONE as f32) as u32 + 20;
            if !self.promises(summary, best, some_none, skills, bar(&scratch.found, k)) {
                return;
            }
        }
        self.visit(place, k, scratch);
    }

    /// What counts for the person, against a bar.
    fn scale(&self, bar: u32) -> Scale {
        let person = self.person;
        let one = |weight: i64| weight as f32;
        let weight = |part: Part| one(person.weight(part));
        let bar = bar as f32 / ONE as f32;
        let whole = &self.index.whole;
        let free = [
            (whole.experience, Part::Experience),
            (whole.education, Part::Education),
            (whole.schedule, Part::Schedule),
            (whole.vector, Part::Vector),
        ];
        let others = free.iter().filter(|(share, _)| *share != Share::None);
        let floor = person.floor_monthly.unwrap_or(0);
        // With no floor to be above, every wage is worth all.
        let (floor, per_half_floor) =
            if floor > 0 { (floor as f32, 2.0 / floor as f32) } else { (-1.0, 1e9) };
        let travel_s = self.options.travel.travel_time_s(person.mode, PACE_M).saturating_sub(1);
        Scale {
            bar,
            occupation: weight(Part::Occupation),
            skills: weight(Part::Skills),
            proximity: weight(Part::Proximity),
            wage: weight(Part::Wage),
            freshness: weight(Part::Freshness),
            others: others.map(|(_, part)| weight(*part) * (1.0 - bar)).sum(),
            floor,
            per_half_floor,
            home: person.test.home,
            reach_m: person.reach_m as f32,
            pace: travel_s as f32 / PACE_M as f32,
            slack: person.weights.iter().map(|weight| one(*weight)).sum::<f32>() * 2e-5,
        }
    }

    /// Whether some post of a block may be open to the person.
    fn admits(&self, summary: &Summary) -> bool {
        let test = &self.person.test;
        let [low, high] = summary.traits;
        if (low & test.forbidden[0]) | (high & test.forbidden[1]) != 0 || summary.wage_top < test.floor {
            return false;
        }
        if test.age.is_some_and(|age| age < summary.age_min || summary.age_max < age) {
            return false;
        }
        match test.home {
            Some(home) if summary.bound_to_place => self.away_m(home, summary) <= self.person.reach_m,
            _ => true,
        }
    }

    /// The least that a block's places are away from home.
    fn away_m(&self, home: [f32; 3], summary: &Summary) -> u32 {
        let distance = (squared(home, summary.centre).sqrt() - summary.radius - super::SLACK_M).max(0.0);
        least_m(distance * distance)
    }

    /// Whether a post of a block may be as good as the bar.
    fn promises(&self, summary: &Summary, occupation: u32, some_none: bool, skills: u32, bar: Bar) -> bool {
        let Some((first, score)) = bar else { return true };
        let person = self.person;
        let first_best = self.first(summary.groups);
        if first_best != first {
            return first_best > first;
        }
        let mut margin = Margin::new(score);
        let occupied = if some_none { Share::Some } else { Share::All };
        margin.add(occupied, person.weight(Part::Occupation), occupation);
        margin.add(summary.skills, person.weight(Part::Skills), skills);
        margin.add(summary.freshness, person.weight(Part::Freshness), summary.freshness_best);
        margin.add(summary.experience, person.weight(Part::Experience), ONE);
        margin.add(summary.education, person.weight(Part::Education), ONE);
        margin.add(summary.schedule, person.weight(Part::Schedule), ONE);
        margin.add(
            if summary.vector == Share::None { Share::None } else { Share::Some },
            person.weight(Part::Vector),
            ONE,
        );
        if let Some(floor) = person.floor_monthly {
            let best =
                if summary.wage_middle == NO_WAGE { None } else { wage_above(summary.wage_middle, floor) };
            margin.add(summary.wage, person.weight(Part::Wage), best.unwrap_or(0));
        }
        self.add_proximity(&mut margin, person.weight(Part::Proximity), summary);
        margin.sum >= 0
    }

    fn add_proximity(&self, margin: &mut Margin, weight: i64, summary: &Summary) {
        let person = self.person;
        let known = match (person.home.is_some(), person.mixed, summary.on_site, summary.remote) {
            // Every post has a way that is known, or needs none.
            (true, false, Share::All, _) | (.., Share::All) => Share::All,
            (false, false, _, Share::None) => Share::None,
            (_, _, Share::None, Share::None) => Share::None,
            _ => Share::Some,
        };
        if known == Share::None {
            return;
        }
        let best = match person.test.home {
            Some(home) if summary.remote == Share::None => {
                let away_m = self.away_m(home, summary);
                proximity(self.options.travel.travel_time_s(person.mode, away_m)).unwrap_or(ONE)
            }
            _ => ONE,
        };
        margin.add(known, weight, best);
    }

    /// What comes before the score, for a post whose employer prefers these groups.
    fn first(&self, groups: u64) -> u32 {
        match self.options.order {
            Order::Fit => 0,
            Order::PriorityThenFit => {
                let [without, with] = self.person.priority;
                if groups & self.person.groups == 0 { without } else { with }
            }
        }
    }

    /// Tests the posts of a block, and scores those that pass.
    fn visit(&self, block: usize, k: usize, scratch: &mut Scratch) {
        let Some(columns) = self.index.blocks.get(block) else { return };
        let mut far = [f32::NAN; BLOCK];
        let mut passing = columns.passing(&self.person.test, &mut far);
        let start = block * BLOCK;
        scratch.tally.tested +=
            u64::try_from(self.index.rows.len().saturating_sub(start).min(BLOCK)).unwrap_or(0);
        if passing == 0 {
            return;
        }
        if let (Order::Fit, Some((_, score))) = (self.options.order, bar(&scratch.found, k)) {
            let occupations = columns.classes.map(|class| self.wish.at_most(class).cast_signed());
            let shares = scratch.shares.get(start..).and_then(|shares| shares.first_chunk());
            let shares = shares.unwrap_or(&[1.0; BLOCK]);
            passing &= columns.promising(&self.scale(score), &occupations, shares, &far);
        }
        let (schedules, certificates) =
            (self.person.no_schedules.as_deref(), self.person.no_certificates.as_deref());
        while passing != 0 {
            let place = index(passing.trailing_zeros());
            passing &= passing - 1;
            if columns.excluded(place, schedules, certificates) {
                continue;
            }
            let Some(row) = self.index.rows.get(start + place) else { continue };
            if !self.place_lets(row) {
                continue;
            }
            scratch.tally.scored += 1;
            let occupation = self.wish.value(row.class);
            let squared = far.get(place).copied().unwrap_or(f32::NAN);
            let bar = bar(&scratch.found, k);
            let Some(found) = self.score(row, start + place, occupation, squared, bar, Some(scratch)) else {
                continue;
            };
            keep(&mut scratch.found, found, k);
        }
    }

    /// Whether the post lies where the person looks.
    fn place_lets(&self, row: &Row) -> bool {
        let excluded = self.person.no_places.as_deref();
        !excluded.is_some_and(|all| all.get(index(row.place)).copied().unwrap_or(false))
    }

    fn pair(&self, row: &Row) -> Option<Pair<'_>> {
        Some(Pair::new(self.seeker, self.posts.get(index(row.number))?, self.options))
    }

    /// The score of a post, or none if it is excluded or does not reach the bar. What costs most comes last.
    fn score(
        &self,
        row: &Row,
        slot: usize,
        occupation: u32,
        squared: f32,
        bar: Bar,
        scratch: Option<&Scratch>,
    ) -> Option<Found> {
        let person = self.person;
        let first = self.first(row.groups);
        let bar = match bar {
            Some((least, _)) if first < least => return None,
            Some((least, score)) if first == least => score,
            _ => 0,
        };
        let of_value = |values: &Arc<[u32]>, id: u32| values.get(index(id)).copied().unwrap_or(NONE);
        let wage = match person.floor_monthly {
            Some(floor) if row.wage_middle != NO_WAGE => wage_above(row.wage_middle, floor).unwrap_or(NONE),
            _ => NONE,
        };
        let mut values = [
            occupation,
            if person.weight(Part::Skills) > 0 && row.rarity_sum > 0 {
                self.skills(row, scratch)
            } else {
                NONE
            },
            NONE,
            wage,
            of_value(&person.experiences, row.experience),
            of_value(&person.educations, row.education),
            of_value(&person.schedules, row.schedule),
            row.freshness,
            NONE,
        ];
        let mut sums = Sums::default();
        for (value, weight) in
            values.iter().zip(person.weights).filter(|(value, weight)| **value != NONE && *weight > 0)
        {
            sums.add(weight, *value);
        }
        let [in_proximity, in_vector] = [Part::Proximity, Part::Vector].map(|part| person.weight(part));
        let over = |weight: i64, best: u32| weight * (i64::from(best) - i64::from(bar));
        let near = self.nearest(row, squared);
        let vector = if in_vector > 0 && row.has_vector { over(in_vector, ONE).max(0) } else { 0 };
        let way = |near: Option<(u32, bool)>| match near {
            None => 0,
            Some((best, true)) => over(in_proximity, best),
            Some((best, false)) => over(in_proximity, best).max(0),
        };
        if !sums.may_reach(bar, way(near) + vector) {
            return None;
        }
        let [_, _, proximity_value, .., vector_value] = &mut values;
        let way = self.way(row, slot);
        if way.is_some_and(|way_m| !row.remote && !row.no_way && way_m > person.reach_m) {
            return None;
        }
        *proximity_value = match (row.remote, row.no_way, way) {
            (true, ..) => ONE,
            (false, false, Some(way_m)) => {
                proximity(self.options.travel.travel_time_s(person.mode, way_m)).unwrap_or(NONE)
            }
            _ => NONE,
        };
        if in_proximity > 0 && *proximity_value != NONE {
            sums.add(in_proximity, *proximity_value);
        }
        if !sums.may_reach(bar, vector) {
            return None;
        }
        if in_vector > 0 && row.has_vector {
            *vector_value = Part::Vector.value(&self.pair(row)?, self.options).unwrap_or(NONE);
            if *vector_value != NONE {
                sums.add(in_vector, *vector_value);
            }
        }
        if !self.constraints_let(row) {
            return None;
        }
        let parts =
            values.iter().zip(person.weights).filter(|(value, weight)| **value != NONE && *weight > 0);
        let score = parts
            .map(|(value, weight)| (weight * i64::from(*value)).checked_div(sums.known).unwrap_or(0))
            .sum::<i64>();
        Some(Found { first, score: u32::try_from(score).unwrap_or(0), number: Reverse(row.number) })
    }

    /// How near a post is at best, and whether the way to it is surely known; none if it does not count.
    fn nearest(&self, row: &Row, squared: f32) -> Option<(u32, bool)> {
        let person = self.person;
        if row.remote {
            return Some((ONE, true));
        }
        if row.no_way || !row.placed || (person.home.is_none() && !person.mixed) {
            return None;
        }
        if person.mixed || squared.is_nan() {
            return Some((ONE, false));
        }
        let travel_s = self.options.travel.travel_time_s(person.mode, least_m(squared));
        Some((proximity(travel_s).unwrap_or(ONE), true))
    }

    /// The share of the post's skills that the person has, each by how rare it is.
    fn skills(&self, row: &Row, scratch: Option<&Scratch>) -> u32 {
        // Who is asked about one post alone has no bits laid out.
        let has = |term: u32| match scratch {
            Some(scratch) => scratch.has(term),
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
        let asked = if row.rare { crate::matching::Constraint::ALL } else { self.person.asked.as_slice() };
        if asked.is_empty() {
            return true;
        }
        let Some(pair) = self.pair(row) else { return false };
        asked.iter().all(|constraint| constraint.verdict(&pair, self.options) != Verdict::No)
    }
}

fn bar(found: &[Found], k: usize) -> Bar {
    let worst = found.get(k.checked_sub(1)?)?;
    Some((worst.first, worst.score))
}

/// Puts a post among the best, which stand in order.
fn keep(best: &mut Vec<Found>, found: Found, k: usize) {
    let place = best.partition_point(|better| *better > found);
    if place < k {
        if best.len() == k {
            best.pop();
        }
        best.insert(place, found);
    }
}
