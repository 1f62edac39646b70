//! The walk: from the blocks that promise most to the point from which nothing better can come.

use super::block::BLOCK;
use super::own::Own;
use super::sieve;
use super::trail::{Bar, Found, Hope, Tally, Trail, list};
use super::view::{Against, View, millionths, share_of};
use super::wish::Desk;
use super::{Person, PostIndex, Wish, filters, index};
use crate::matching::prepared::{PreparedPost, PreparedSeeker};
use crate::matching::ways::Ways;
use crate::matching::{MatchOptions, Order};
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

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

/// To how many blocks a walk goes before it has a bar of its own.
const FIRST: usize = if cfg!(test) { 2 } else { 32 };
/// How many times as many it has been to after every further round.
const TIMES: usize = if cfg!(test) { 4 } else { 16 };
/// By how much a bar may stay below the usual one before promises are made anew, as a share of one.
const MARGIN: f32 = 0.1;
/// By how much a guess stays below what is likely: one that is too high costs more than one that is too low.
const BIAS: f32 = 0.02;

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
}

/// A bar as hopes are held against it: without one everything reaches that is not excluded.
fn least(bar: Bar) -> (u32, f32) {
    bar.map_or((0, f32::MIN), |(first, score)| (first, share_of(score)))
}

impl View<'_> {
    /// Goes to the blocks that promise most, some at a time, until no other can hold a post that is good enough.
    fn walk(&self, k: usize, trail: &mut Trail) {
        let posts = self.walk.index;
        let person = self.walk.person;
        match &person.lets {
            Some(words) => trail.open.clone_from(words),
            None => posts.filters.open(&posts.rows, person.test.age_and_traits(), &mut trail.open),
        }
        let reaching = self.paid.map(|paid| &paid.reaching);
        let others = person.left.iter().map(Arc::as_ref).chain(reaching);
        others.for_each(|words| filters::keep(&mut trail.open, words));
        if let Some(stops) = self.stops {
            stops.least_s(self.walk.ways, &mut trail.least_s);
        }
        // Before there is a bar, a guess says which posts are looked at first: the usual one, corrected by what the best
        // blocks promise. Any guess finds the same. Where priority comes before the score, a low score says nothing
        // against a post.
        let mut low = millionths(trail.usual.bar - MARGIN);
        self.promise(low, trail);
        let mut least = trail.least_of(FIRST);
        let good = share_of(low) + least / (self.summed + self.free + self.scale.proximity);
        let by_score = self.walk.options.order == Order::Fit;
        let mut tested = low;
        if by_score && good.is_finite() {
            tested = tested.max(millionths(good - trail.usual.below - BIAS));
        }
        let mut sieve = by_score.then(|| self.against(tested, low));
        self.farthest(sieve.as_ref(), tested, &mut trail.farthest);
        let mut bar = None;
        let (mut count, mut under) = (FIRST, f32::INFINITY);
        loop {
            // Blocks are gone to as they lie in memory: those that promise less than the ones before, but not too little.
            self.round(least..under, sieve.as_ref(), bar, trail);
            self.settle(k, trail);
            bar = trail.bar(k);
            match bar {
                // Where the guess was much too high, whole blocks follow, from the first on.
                None if sieve.is_some() => {
                    sieve = None;
                    self.farthest(None, tested, &mut trail.farthest);
                    continue;
                }
                // Where it was too high, posts that were passed over may be among the best after all.
                Some((_, score)) if score < tested => {
                    if score < low {
                        low = score;
                        self.promise(low, trail);
                    }
                    (count, least, under) = (usize::MAX, f32::NEG_INFINITY, f32::INFINITY);
                }
                _ if least == f32::NEG_INFINITY => break,
                _ => {
                    count = count.saturating_mul(TIMES);
                    (under, least) = (least, trail.least_of(count));
                }
            }
            if let Some((_, score)) = bar {
                tested = score;
                sieve = Some(self.against(score, low));
                self.farthest(sieve.as_ref(), score, &mut trail.farthest);
            }
        }
        if let Some((_, score)) = bar.filter(|_| good.is_finite()) {
            trail.usual.learn(share_of(score), good - share_of(score));
        }
    }

    /// Looks at the posts of the blocks that promise so much, and notes the hopes among them.
    ///
    /// Step by step over all blocks, and without branches between posts: nothing tells beforehand which way they go.
    fn round(&self, promises: Range<f32>, sieve: Option<&Against>, bar: Bar, trail: &mut Trail) {
        let posts = self.walk.index;
        trail.masks.resize(posts.len(), (0, 0));
        let higher = sieve.filter(|_| bar.is_some()).map(|against| against.higher);
        let may_hold = |(block, (promise, fall)): (usize, (&f32, &f32))| {
            // What is closed or out of reach promises less than anything.
            (promises.start.max(f32::MIN) <= *promise)
                & (*promise < promises.end)
                & match self.rank_of(block, bar) {
                    Ordering::Less => false,
                    Ordering::Equal => higher.is_none_or(|higher| *promise >= fall * higher),
                    Ordering::Greater => true,
                }
        };
        let known = trail.promises.iter().zip(&trail.falls).enumerate();
        let count = list(&mut trail.blocks, known.map(may_hold));
        let mut masks = 0;
        for place in 0..count {
            let Some(block) = trail.blocks.get(place).copied() else { break };
            let mask = self.hopeful(block, sieve, bar, trail);
            if let Some(room) = trail.masks.get_mut(masks) {
                *room = (block, mask);
            }
            let is_tested = usize::from(mask != 0);
            masks += is_tested;
            let length = posts.rows.len().saturating_sub(block * BLOCK).min(BLOCK);
            trail.tally.tested += u64::try_from(is_tested * length).unwrap_or(0);
        }
        let near = self.near(masks, trail);
        let least = least(bar);
        if trail.hopes.len() < trail.hopeful + near {
            trail.hopes.resize(trail.hopeful + near, Hope::NONE);
        }
        for place in 0..near {
            let Some((slot, squared)) = trail.near.get(place).copied() else { break };
            let Some(card) = posts.cards.get(slot) else { continue };
            let hope = self.hope(slot, card, squared);
            // Whoever does not reach is overwritten by the next.
            if let Some(room) = trail.hopes.get_mut(trail.hopeful) {
                *room = hope;
            }
            trail.hopeful += usize::from(hope.reaches(least) & !card.is_among(self.excluded));
        }
    }

    /// Notes which posts of some masks are near enough for what they are worth at most, and how many.
    fn near(&self, masks: usize, trail: &mut Trail) -> usize {
        let [x, y, z] = self.walk.person.test.home.unwrap_or([f32::NAN; 3]);
        if trail.near.len() < masks * BLOCK {
            trail.near.resize(masks * BLOCK, (0, 0.0));
        }
        let mut count = 0;
        for (block, mask) in trail.masks.iter().take(masks) {
            let (Some(sums), Some(open)) = (trail.sums.get(*block), trail.open.get_mut(*block)) else {
                continue;
            };
            let mut mask = *mask;
            while mask != 0 {
                let place = mask.trailing_zeros();
                mask &= mask - 1;
                let slot = block * BLOCK + index(place);
                let sum = sums.get(index(place)).copied().unwrap_or(u8::MAX);
                let farthest = trail.farthest.get(usize::from(sum)).copied().unwrap_or(f32::INFINITY);
                let [u, v, w] = self.walk.index.places.get(slot).copied().unwrap_or([f32::NAN; 3]);
                let squared = (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w);
                if let Some(room) = trail.near.get_mut(count) {
                    *room = (slot, squared);
                }
                // No number is near.
                let is_near = (squared <= farthest) | squared.is_nan();
                count += usize::from(is_near);
                *open &= !(u64::from(is_near) << place);
            }
        }
        count
    }

    /// The posts of a block that have not been looked at, and whose bytes get through the sieve, if there is one.
    fn hopeful(&self, block: usize, sieve: Option<&Against>, bar: Bar, trail: &mut Trail) -> u64 {
        let posts = self.walk.index;
        let Some(open) = trail.open.get(block).copied() else { return 0 };
        let Some(against) = sieve.filter(|_| self.rank_of(block, bar) == Ordering::Equal) else {
            return open;
        };
        let way = trail.ways.get(block).copied().unwrap_or(f32::INFINITY);
        let lost = self.scale.proximity * posts.outline.falls(block) * against.higher;
        let least = (against.missing - way + lost) / posts.sieve.unit.step();
        if least > f32::from(u8::MAX) {
            return 0;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
        let least = least.max(0.0) as u8;
        let summed = self.summed(block);
        // What is not known is worth more against a bar that is higher.
        let Some(sums) = trail.sums.get_mut(block) else { return open };
        if against.higher > 0.0 && posts.sieve.is_mixed(block, &summed, &against.unknown) {
            posts.sieve.sum(block, &summed, &against.unknown, open, sums);
        }
        open & sieve::at_least(sums, least)
    }

    /// Scores the posts that may be among the best.
    fn settle(&self, k: usize, trail: &mut Trail) {
        let mut room = std::mem::take(&mut trail.hopes);
        let hopes = room.get_mut(..trail.hopeful).unwrap_or_default();
        if hopes.len() > k {
            // With the most hopeful scored, hardly any of the others reaches the bar.
            hopes.select_nth_unstable_by(k, Hope::order);
        }
        let best = hopes.iter().take(k);
        trail.glimpses.clear();
        trail.glimpses.extend(best.map(|hope| self.walk.glimpse(hope.slot)));
        for (place, hope) in hopes.iter().enumerate() {
            let bar = trail.bar(k);
            if !hope.reaches(least(bar)) {
                continue;
            }
            trail.tally.scored += 1;
            let glimpse = trail.glimpses.get(place).copied();
            let glimpse = glimpse.unwrap_or_else(|| self.walk.glimpse(hope.slot));
            let score = |glimpse| self.walk.score(index(hope.slot), glimpse, Some(self.own), bar);
            if let Some(found) = glimpse.and_then(score) {
                trail.keep(found, k);
            }
        }
        trail.hopes = room;
        trail.hopeful = 0;
    }
}
