//! The walk: from the blocks that promise most to the point from which nothing better can come.

use super::block::{BLOCK, Known};
use super::outline::{Scale, near_in};
use super::sieve::{self, Bytes, Paid, Summed, Unknown};
use super::stops::PostStops;
use super::wish::Desk;
use super::{NO_WAGE, NONE, Person, PostIndex, Row, Wish, index};
use crate::matching::part::{ONE, Part, proximity, ratio, wage_above};
use crate::matching::prepared::{Pair, PreparedPost, PreparedSeeker};
use crate::matching::ways::Ways;
use crate::matching::{MatchOptions, Order, Verdict};
use crate::place;
use std::cmp::{Ordering, Reverse};
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
    own: Own,
    trail: Trail,
}

impl Scratch {
    /// How much has been looked at with it.
    pub(in crate::matching) const fn tally(&self) -> Tally {
        self.trail.tally
    }
}

/// The skills of a person, laid out over an index.
#[derive(Debug, Default)]
struct Own {
    /// For each slot the share of the post's skills that the person has, in the unit of the sieve.
    shares: Vec<u8>,
    /// A bit for each skill.
    bits: Vec<u64>,
}

/// Where a walk has been, and what it has found.
#[derive(Debug, Default)]
struct Trail {
    /// A bit for each post that no filter excludes and that has not been looked at.
    open: Vec<u64>,
    /// For each block what the way to it adds at best.
    ways: Vec<f32>,
    /// For each block the least seconds to a post of it, if ways are measured on streets.
    least_s: Vec<f32>,
    /// For each block by how much its best post may be over a bar.
    promises: Vec<f32>,
    order: Vec<f32>,
    /// The hopes of a round, so many of them, and behind them room for more.
    hopes: Vec<Hope>,
    hopeful: usize,
    found: Vec<Found>,
    /// The bar of the person before: people in a row want much the same.
    guess: u32,
    tally: Tally,
}

/// A post that passes all tests but the exact ones.
#[derive(Debug, Clone, Copy)]
struct Hope {
    first: u32,
    /// What it scores at most, as a share of one.
    most: f32,
    slot: u32,
}

impl Hope {
    /// No post, or one that is excluded: it reaches nothing.
    const NONE: Self = Self { first: 0, most: f32::NEG_INFINITY, slot: 0 };

    /// Whether it may be among the best. Written without branches, as nothing tells beforehand which way they go.
    fn reaches(&self, (first, least): (u32, f32)) -> bool {
        (self.first > first) | ((self.first == first) & (self.most >= least))
    }

    /// The better one first.
    fn order(&self, other: &Self) -> Ordering {
        other.first.cmp(&self.first).then_with(|| other.most.total_cmp(&self.most))
    }
}

/// To how many blocks a walk goes before it has a bar of its own.
const FIRST: usize = if cfg!(test) { 2 } else { 16 };
/// How many times as many it has been to after every further round.
const TIMES: usize = if cfg!(test) { 4 } else { 16 };
/// Blocks of which a line is drawn between those that promise more and less.
const SAMPLES: usize = 64;
/// A distance by which a pace is measured, in metres.
const PACE_M: u32 = 1_000_000;
/// More than the roundings of a bound in single precision, as a share of one.
const SLACK: f32 = 3e-5;
/// The bytes of people who want no occupation.
const NO_BYTES: Bytes = [0; BLOCK];

/// Who walks, over what.
pub(in crate::matching) struct Walk<'a> {
    pub(in crate::matching) index: &'a PostIndex,
    pub(in crate::matching) posts: &'a [Arc<PreparedPost>],
    pub(in crate::matching) options: &'a MatchOptions,
    pub(in crate::matching) seeker: &'a PreparedSeeker<'a>,
    pub(in crate::matching) ways: &'a Ways<'a>,
    pub(in crate::matching) person: &'a Person,
    pub(in crate::matching) wish: &'a Wish,
}

/// What the worst of the best has; none while there are fewer than asked for.
type Bar = Option<(u32, u32)>;

/// A bar as hopes are held against it: without one everything reaches that is not excluded.
fn least(bar: Bar) -> (u32, f32) {
    bar.map_or((0, f32::MIN), |(first, score)| (first, share_of(score)))
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

    /// Whether more of `weight` with a value of one at most could reach the bar.
    fn may_reach(self, bar: u32, weight: i64) -> bool {
        let more = weight * i64::from(ONE.saturating_sub(bar));
        self.product - self.known * i64::from(bar) + more >= 0
    }
}

impl Own {
    /// Makes room for an index, and notes the skills of a person.
    fn note(&mut self, posts: &PostIndex, person: &Person) {
        self.shares.resize(posts.len() * BLOCK, 0);
        self.bits.resize(posts.shares.starts.len().div_ceil(64), 0);
        for term in &person.skills {
            if let Some(word) = self.bits.get_mut(index(*term) / 64) {
                *word |= 1 << (term % 64);
            }
            for (slot, share) in posts.shares.of(*term) {
                if let Some(sum) = self.shares.get_mut(index(*slot)) {
                    *sum = sum.saturating_add(*share);
                }
            }
        }
    }

    fn forget(&mut self, posts: &PostIndex, person: &Person) {
        for word in person.skills.iter().map(|term| index(*term) / 64) {
            if let Some(word) = self.bits.get_mut(word) {
                *word = 0;
            }
        }
        let touched: usize = person.skills.iter().map(|term| posts.shares.of(*term).len()).sum();
        // Writing to one place here and there costs more than to a line of them.
        if touched > self.shares.len() / 32 {
            self.shares.fill(0);
            return;
        }
        for (slot, _) in person.skills.iter().flat_map(|term| posts.shares.of(*term)) {
            if let Some(sum) = self.shares.get_mut(index(*slot)) {
                *sum = 0;
            }
        }
    }

    fn has(&self, term: u32) -> bool {
        self.bits.get(index(term) / 64).is_some_and(|word| word >> (term % 64) & 1 == 1)
    }
}

impl Trail {
    /// What the last of the blocks that promise most promises; less than anything if there are no more.
    fn least_of(&mut self, count: usize) -> f32 {
        // One of several stands for all of them: where the line lies need not be exact.
        let stride = (self.promises.len() / SAMPLES).max(1);
        self.order.clear();
        self.order.extend(self.promises.iter().step_by(stride));
        let count = count / stride;
        if count >= self.order.len() {
            return f32::NEG_INFINITY;
        }
        *self.order.select_nth_unstable_by(count, |left, right| right.total_cmp(left)).1
    }

    fn bar(&self, k: usize) -> Bar {
        let worst = self.found.get(k.checked_sub(1)?)?;
        Some((worst.first, worst.score))
    }

    /// Puts a post among the best, which stand in order.
    fn keep(&mut self, found: Found, k: usize) {
        let place = self.found.partition_point(|better| *better > found);
        if place < k {
            self.found.truncate(k - 1);
            self.found.insert(place, found);
        }
    }
}

/// A bar, in terms of the bytes of posts.
struct Against {
    unknown: Unknown,
    /// What must be reached by bytes and the way.
    missing: f32,
    /// By how much the bar is higher than that of the promises.
    higher: f32,
}

/// A person's columns over all blocks.
struct View<'a> {
    walk: &'a Walk<'a>,
    own: &'a Own,
    scale: Scale,
    /// Where posts lie on the streets that ways are measured on.
    stops: Option<&'a PostStops>,
    occupations: &'a [Bytes],
    some_none: &'a [bool],
    shares: &'a [Bytes],
    paid: Option<&'a Paid>,
    excluded: [&'a [bool]; 3],
    /// Weights of the parts that bytes sum, and of those that nothing bounds.
    summed: f32,
    free: f32,
    /// What is known of a post weighs together, case by case.
    known: [f32; 32],
    /// What the sum of roundings stays below.
    slack: f32,
}

impl Walk<'_> {
    /// The `k` best posts, best first.
    pub(in crate::matching) fn best<'s>(&self, k: usize, scratch: &'s mut Scratch) -> &'s [Found] {
        let Scratch { own, trail, .. } = scratch;
        trail.found.clear();
        if k > 0 && self.person.may_work {
            own.note(self.index, self.person);
            View::new(self, own).walk(k, trail);
            own.forget(self.index, self.person);
        }
        &trail.found
    }

    /// What a post is ranked by for the person; none if it is excluded.
    pub(in crate::matching) fn one(&self, number: u32) -> Option<(u32, u32)> {
        let slot = *self.index.slots.get(index(number))?;
        let card = self.index.cards.get(index(slot))?;
        if !self.person.may_work
            || !self.index.filters.lets(&self.index.rows, &self.person.test, index(slot))
            || card.is_among(self.excluded())
        {
            return None;
        }
        let found = self.score(index(slot), None, None)?;
        Some((found.first, found.score))
    }

    /// For hours, certificates and places which values exclude a post.
    fn excluded(&self) -> [&[bool]; 3] {
        let person = self.person;
        [&person.no_schedules, &person.no_certificates, &person.no_places]
            .map(|excluded| excluded.as_deref().unwrap_or_default())
    }

    /// What counts for the person.
    fn scale(&self) -> Scale {
        let person = self.person;
        let weight = |part: Part| person.weight(part) as f32;
        let travel_s = self.options.travel.travel_time_s(person.mode, PACE_M).saturating_sub(1);
        Scale {
            occupation: weight(Part::Occupation),
            skills: weight(Part::Skills),
            proximity: weight(Part::Proximity),
            wage: weight(Part::Wage),
            freshness: weight(Part::Freshness),
            experience: weight(Part::Experience),
            education: weight(Part::Education),
            schedule: weight(Part::Schedule),
            vector: weight(Part::Vector),
            home: person.test.home,
            reach_m: person.reach_m as f32,
            pace: travel_s as f32 / PACE_M as f32,
        }
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

    /// The score of a post, or none if it is excluded or does not reach the bar. What costs most comes last.
    fn score(&self, slot: usize, own: Option<&Own>, bar: Bar) -> Option<Found> {
        let person = self.person;
        let row = self.index.rows.get(slot)?;
        let first = self.first(row.groups);
        let bar = match bar {
            Some((least, _)) if first < least => return None,
            Some((least, score)) if first == least => score,
            _ => 0,
        };
        let too_young_or_old = |age: u8| age < row.age_min || row.age_max < age;
        if person.test.age.is_some_and(too_young_or_old) || row.wage_top < person.test.floor {
            return None;
        }
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
            self.wish.value(row.class),
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
        let asked = if row.rare { crate::matching::Constraint::ALL } else { self.person.asked.as_slice() };
        if asked.is_empty() {
            return true;
        }
        let Some(pair) = self.pair(row) else { return false };
        asked.iter().all(|constraint| constraint.verdict(&pair, self.options) != Verdict::No)
    }
}

impl<'a> View<'a> {
    fn new(walk: &'a Walk<'a>, own: &'a Own) -> Self {
        let scale = walk.scale();
        let (occupations, some_none) = walk.wish.blocks();
        let (shares, _) = own.shares.as_chunks();
        let has = &walk.index.has;
        let free = [
            (has.experience, scale.experience),
            (has.education, scale.education),
            (has.schedule, scale.schedule),
            (has.vector, scale.vector),
        ];
        let weights = walk.person.weights.iter().map(|weight| *weight as f32);
        Self {
            walk,
            own,
            occupations: if scale.occupation > 0.0 { occupations } else { &[] },
            some_none,
            shares,
            paid: walk.index.sieve.paid(&walk.index.rows, walk.person.floor_monthly),
            excluded: walk.excluded(),
            summed: scale.occupation + scale.skills + scale.wage + scale.freshness,
            free: free.iter().filter(|(has, _)| *has).map(|(_, weight)| weight).sum(),
            slack: weights.sum::<f32>() * SLACK,
            known: Known::weights(&scale),
            stops: walk.index.stops_of(walk.ways),
            scale,
        }
    }

    /// What is summed for a block.
    fn summed(&self, block: usize) -> Summed<'_> {
        let of = |bytes: &'a [Bytes]| bytes.get(block).unwrap_or(&NO_BYTES);
        Summed {
            occupation: of(self.occupations),
            some_none: !self.occupations.is_empty() && self.some_none.get(block).copied().unwrap_or(true),
            skills: of(self.shares),
            paid: self.paid.and_then(|paid| paid.bytes.get(block)).unwrap_or(&NO_BYTES),
        }
    }

    /// What blocks are tested against.
    fn against(&self, bar: u32) -> Against {
        let bar = share_of(bar);
        let byte = |weight: f32| self.walk.index.sieve.unit.byte(f64::from(weight * bar + self.slack));
        Against {
            unknown: Unknown {
                occupation: byte(self.scale.occupation),
                skills: byte(self.scale.skills),
                wage: byte(self.scale.wage),
                freshness: byte(self.scale.freshness),
            },
            missing: self.summed * bar - self.free * (1.0 - bar) - self.slack,
            higher: 0.0,
        }
    }

    /// Notes for every block by how much its best post may be over a bar.
    fn promise(&self, bar: u32, trail: &mut Trail) -> Against {
        let sieve = &self.walk.index.sieve;
        let outline = &self.walk.index.outline;
        match self.stops {
            None => outline.ways(&self.scale, share_of(bar), &mut trail.ways),
            Some(stops) => {
                let streets = stops.bounds(self.walk.ways, self.walk.person.line_m, &trail.least_s);
                outline.ways_on(streets, &self.scale, share_of(bar), &mut trail.ways);
            }
        }
        let (against, step) = (self.against(bar), sieve.unit.step());
        trail.promises.clear();
        trail.promises.extend(trail.ways.iter().enumerate().map(|(block, way)| {
            let most = sieve::largest(&sieve.sums(block, &self.summed(block), &against.unknown));
            f32::from(most) * step + way - against.missing
        }));
        against
    }

    /// Goes to the blocks that promise most, some at a time, until no other can hold a post that is good enough.
    fn walk(&self, k: usize, trail: &mut Trail) {
        let posts = self.walk.index;
        let reaching = self.paid.map(|paid| &paid.reaching);
        posts.filters.open(&posts.rows, &self.walk.person.test, reaching, &mut trail.open);
        if let Some(stops) = self.stops {
            stops.least_s(self.walk.ways, &mut trail.least_s);
        }
        // Before there is a bar, a guess says which posts are looked at first. Any guess finds the same. Where priority
        // comes before the score, a low score says nothing against a post.
        let mut low = trail.guess;
        let guess = self.promise(low, trail);
        let mut sieve = (self.walk.options.order == Order::Fit).then_some(guess);
        let mut bar = None;
        let (mut count, mut under) = (FIRST, f32::INFINITY);
        loop {
            // Blocks are gone to as they lie in memory: those that promise less than the ones before, but not too little.
            let least = trail.least_of(count);
            for block in 0..posts.len() {
                let Some(promise) = trail.promises.get(block).copied() else { break };
                if least <= promise && promise < under && self.may_reach(promise, block, sieve.as_ref(), bar)
                {
                    self.gather(block, sieve.as_ref(), bar, trail);
                }
            }
            self.settle(k, trail);
            bar = trail.bar(k);
            match bar {
                // Where the guess was too high, whole blocks follow, from the first on.
                None if sieve.is_some() => {
                    sieve = None;
                    continue;
                }
                Some((_, score)) if score < low => {
                    low = score;
                    sieve = Some(self.promise(low, trail));
                    (count, under) = (usize::MAX, f32::INFINITY);
                    continue;
                }
                _ => {}
            }
            if least == f32::NEG_INFINITY {
                break;
            }
            if let Some((_, score)) = bar {
                sieve = Some(Against { higher: share_of(score) - share_of(low), ..self.against(score) });
            }
            (count, under) = (count.saturating_mul(TIMES), least);
        }
        trail.guess = bar.map_or(trail.guess, |(_, score)| score);
    }

    /// Whether a post of a block may be as good as a bar, which is higher than that of its promise.
    fn may_reach(&self, promise: f32, block: usize, sieve: Option<&Against>, bar: Bar) -> bool {
        match (self.rank_of(block, bar), bar, sieve) {
            (Ordering::Less, ..) => false,
            (Ordering::Equal, Some(_), Some(against)) => promise >= self.falls(block) * against.higher,
            _ => true,
        }
    }

    /// How the best that comes before the score in a block compares with a bar.
    fn rank_of(&self, block: usize, bar: Bar) -> Ordering {
        let Some((least, _)) = bar else { return Ordering::Equal };
        self.walk.first(self.walk.index.block_groups.get(block).copied().unwrap_or(0)).cmp(&least)
    }

    /// How much the promise of a block loses at least for a bar that is higher by one.
    fn falls(&self, block: usize) -> f32 {
        let posts = self.walk.index;
        let bytes = if posts.sieve.is_mixed(block, &self.summed(block)) { 0.0 } else { self.summed };
        bytes + self.free + self.scale.proximity * posts.outline.falls(block)
    }

    /// Looks at the posts of a block that have not been looked at, and of them at those only whose bytes get through the
    /// sieve, if there is one.
    fn gather(&self, block: usize, sieve: Option<&Against>, bar: Bar, trail: &mut Trail) {
        let posts = self.walk.index;
        let Some(open) = trail.open.get_mut(block) else { return };
        let mut hopeful = *open;
        if hopeful == 0 {
            return;
        }
        if let Some(against) = sieve.filter(|_| self.rank_of(block, bar) == Ordering::Equal) {
            let way = trail.ways.get(block).copied().unwrap_or(f32::INFINITY);
            let lost = self.scale.proximity * posts.outline.falls(block) * against.higher;
            let least = (against.missing - way + lost) / posts.sieve.unit.step();
            if least > f32::from(u8::MAX) {
                return;
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
            let least = least.max(0.0) as u8;
            let sums = posts.sieve.sums(block, &self.summed(block), &against.unknown);
            hopeful &= sieve::at_least(&sums, least);
        }
        if hopeful == 0 {
            return;
        }
        let start = block * BLOCK;
        trail.tally.tested += u64::try_from(posts.rows.len().saturating_sub(start).min(BLOCK)).unwrap_or(0);
        let Some(places) = posts.places.get(block) else { return };
        let test = &self.walk.person.test;
        let squared = places.squared(test.home);
        // No number is not farther.
        hopeful &= !sieve::mask(&squared.map(|squared| squared > test.reach_squared));
        *open &= !hopeful;
        if trail.hopes.len() < trail.hopeful + BLOCK {
            trail.hopes.resize(trail.hopeful + BLOCK, Hope::NONE);
        }
        // Which way a test goes nothing tells beforehand, so that there are none between one post and the next.
        let mut kept = 0;
        while hopeful != 0 {
            let place = hopeful.trailing_zeros();
            hopeful &= hopeful - 1;
            let card = posts.cards.get(start + index(place));
            kept |= u64::from(card.is_some_and(|card| !card.is_among(self.excluded))) << place;
        }
        let (summed, least) = (self.summed(block), least(bar));
        while kept != 0 {
            let place = index(kept.trailing_zeros());
            kept &= kept - 1;
            let squared = squared.get(place).copied().unwrap_or(f32::NAN);
            let hope = self.hope(start + place, place, &summed, squared);
            // Whoever does not reach is overwritten by the next.
            if let Some(room) = trail.hopes.get_mut(trail.hopeful) {
                *room = hope;
            }
            trail.hopeful += usize::from(hope.reaches(least));
        }
    }

    /// What a post may score, if nothing but what is asked last excludes it. Like [`Hope::reaches`] without branches.
    fn hope(&self, slot: usize, place: usize, summed: &Summed<'_>, squared: f32) -> Hope {
        let (posts, person, scale) = (self.walk.index, self.walk.person, &self.scale);
        let Some(card) = posts.cards.get(slot) else { return Hope::NONE };
        let byte = |bytes: &Bytes| bytes.get(place).copied().unwrap_or(0);
        let (occupation, skills, paid) = (byte(summed.occupation), byte(summed.skills), byte(summed.paid));
        let mut known = self.known.get(card.known.case()).copied().unwrap_or(0.0);
        let wanted = one_if(occupation != sieve::NO_OCCUPATION);
        known += wanted * scale.occupation;
        let bytes = f32::from(skills) + f32::from(paid) + wanted * f32::from(occupation);
        let mut product = bytes * posts.sieve.unit.step();
        let tables = [
            (&person.experiences, card.experience, scale.experience),
            (&person.educations, card.education, scale.education),
            (&person.schedules, card.schedule, scale.schedule),
        ];
        for (values, id, weight) in tables {
            let value = values.get(index(id)).copied().unwrap_or(NONE);
            let weight = one_if(value != NONE) * weight;
            known += weight;
            product += weight * share_of(value);
        }
        // What may be known is worth most where it is, and all. No number is near.
        let near = match self.stops.and_then(|stops| stops.at(slot)) {
            None => scale.near(squared.sqrt() * (1.0 - 1e-6)),
            Some(_) if squared.is_nan() => 1.0,
            Some(stop) => match self.walk.ways.within_limit_s(stop) {
                Some(travel_s) => near_in(travel_s as f32),
                None if self.walk.ways.is_limited() => return Hope::NONE,
                None => 0.0,
            },
        };
        product += one_if(card.known.has_way()) * scale.proximity * near;
        product += one_if(card.known.has_vector()) * scale.vector;
        let first = match self.walk.options.order {
            Order::Fit => 0,
            Order::PriorityThenFit => self.walk.first(posts.rows.get(slot).map_or(0, |row| row.groups)),
        };
        let most = if known > 0.0 { product / known } else { 0.0 };
        Hope { first, most: most + SLACK, slot: super::number(slot) }
    }

    /// Scores the posts that may be among the best.
    fn settle(&self, k: usize, trail: &mut Trail) {
        let mut room = std::mem::take(&mut trail.hopes);
        let hopes = room.get_mut(..trail.hopeful).unwrap_or_default();
        if hopes.len() > k {
            // With the most hopeful scored, hardly any of the others reaches the bar.
            hopes.select_nth_unstable_by(k, Hope::order);
        }
        for hope in hopes {
            let bar = trail.bar(k);
            if !hope.reaches(least(bar)) {
                continue;
            }
            trail.tally.scored += 1;
            if let Some(found) = self.walk.score(index(hope.slot), Some(self.own), bar) {
                trail.keep(found, k);
            }
        }
        trail.hopes = room;
        trail.hopeful = 0;
    }
}

/// One or nothing.
fn one_if(truth: bool) -> f32 {
    f32::from(u8::from(truth))
}

/// Millionths as a share of one.
fn share_of(millionths: u32) -> f32 {
    millionths as f32 / ONE as f32
}
