//! The way from a home to a post: on the street network of the person's mode where both lie on it, by the straight line
//! else.

use std::cell::OnceCell;
use std::sync::Arc;

use super::Matcher;
use super::prepared::{PreparedPost, PreparedSeeker};
use super::streets::{MODES, Measured, Road, place_of};
use crate::model::TravelMode;
use crate::place::{Direction, Journeys, RoadNetwork, Snap, TravelModel};

/// The longest way that is looked for, where a person sets no longer limit, in minutes: by then the way to work is worth a
/// ninth of what it is worth at the door.
const LONGEST_MIN: u32 = 120;
/// The longest way that is looked for at all, in minutes.
const DAY_MIN: u32 = 24 * 60;
const DS_PER_MIN: u32 = 600;

/// What one search needs, lent by its network.
#[derive(Debug)]
struct Lent {
    road: Arc<Road>,
    journeys: Journeys,
}

impl Lent {
    fn find(road: &Arc<Road>, place: &Snap, direction: Direction, bound_ds: u32) -> Self {
        let mut journeys = road.lend();
        journeys.find(road.network(), place, direction, bound_ds);
        Self { road: Arc::clone(road), journeys }
    }

    fn time_ds(&self, other: &Snap) -> Option<u32> {
        self.journeys.time_ds(self.road.network(), other)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.road.take_back(std::mem::take(&mut self.journeys));
    }
}

/// How the ways of one person are measured. Searches are made when they are first needed, and each at most once.
pub(super) struct Ways<'a> {
    travel: &'a TravelModel,
    /// Whether answers say by what they are measured.
    tells: bool,
    trip: Option<Trip<'a>>,
}

/// Ways on the streets.
struct Trip<'a> {
    /// Place of the mode among the stops of a post.
    mode: usize,
    /// How long a way may be that is not too long for the person.
    limit_ds: Option<u32>,
    /// How long it may be to be found at all.
    longest_ds: u32,
    source: Source<'a>,
}

enum Source<'a> {
    /// From home to any post.
    Home { road: &'a Arc<Road>, home: Snap, near: OnceCell<Box<Lent>>, far: OnceCell<Box<Lent>> },
    /// To the one post that is asked about; none if it takes longer than the longest way.
    OnePost(Option<u32>),
}

/// The longest way that is looked for, for a person with such a limit.
fn longest_ds(limit_min: Option<u32>) -> u32 {
    limit_min.unwrap_or(0).clamp(LONGEST_MIN, DAY_MIN) * DS_PER_MIN
}

impl<'a> Ways<'a> {
    /// By straight lines.
    pub(super) const fn straight(travel: &'a TravelModel) -> Self {
        Self { travel, tells: false, trip: None }
    }

    fn of(
        matcher: &'a Matcher,
        seeker: &PreparedSeeker<'_>,
        source: impl FnOnce(u32, Snap, &'a Arc<Road>) -> Source<'a>,
    ) -> Self {
        let roads = &matcher.roads;
        let limit_min = seeker.record().travel_min_max;
        let longest_ds = longest_ds(limit_min);
        let found = place_of(seeker.mode).zip(seeker.home).zip(roads.of(seeker.mode));
        let trip = found.map(|((mode, home), road)| Trip {
            mode,
            limit_ds: limit_min.map(|minutes| minutes.saturating_mul(DS_PER_MIN).min(longest_ds)),
            longest_ds,
            source: source(longest_ds, home, road),
        });
        Self { travel: &matcher.options().travel, tells: !roads.is_empty(), trip }
    }

    /// The way to a post whose straight line is known.
    pub(super) fn way(&self, mode: TravelMode, post: &PreparedPost, distance_m: u32) -> Way {
        let stop = self.trip.as_ref().and_then(|trip| Some((trip, post.stop(trip.mode)?)));
        let (travel_s, measured) = match stop {
            Some((trip, stop)) => match trip.time_ds(stop) {
                Some(time_ds) => (Some(seconds(time_ds)), Measured::Network),
                None => (None, Measured::NotReached),
            },
            None => (Some(self.travel.travel_time_s(mode, distance_m)), Measured::StraightLine),
        };
        Way { distance_m, travel_s, measured: self.tells.then_some(measured) }
    }

    /// The place of the mode among the stops of a post, if ways are measured on streets.
    pub(super) fn on_streets(&self) -> Option<usize> {
        self.trip.as_ref().map(|trip| trip.mode)
    }

    /// Seconds to a stop; none if it takes longer than the person's limit, or is not reached.
    pub(super) fn within_limit_s(&self, stop: &Snap) -> Option<u32> {
        self.trip.as_ref()?.within_limit_ds(stop).map(seconds)
    }

    /// Whether a post that is not reached is too far for the person, instead of only worth nothing.
    pub(super) fn is_limited(&self) -> bool {
        self.trip.as_ref().is_some_and(|trip| trip.limit_ds.is_some())
    }

    /// The ways from home within the person's limit.
    pub(super) fn within_limit(&self) -> Option<(&RoadNetwork, &Journeys)> {
        let lent = self.trip.as_ref()?.near()?;
        Some((lent.road.network(), &lent.journeys))
    }
}

/// Seconds, rounded up.
const fn seconds(time_ds: u32) -> u32 {
    time_ds.div_ceil(10)
}

impl Trip<'_> {
    /// The search within the limit; none where one post is asked about.
    fn near(&self) -> Option<&Lent> {
        let Source::Home { road, home, near, .. } = &self.source else { return None };
        let bound_ds = self.limit_ds.unwrap_or(self.longest_ds);
        Some(near.get_or_init(|| Box::new(Lent::find(road, home, Direction::From, bound_ds))))
    }

    fn within_limit_ds(&self, stop: &Snap) -> Option<u32> {
        match &self.source {
            Source::OnePost(time_ds) => {
                time_ds.filter(|time_ds| self.limit_ds.is_none_or(|limit| *time_ds <= limit))
            }
            Source::Home { .. } => self.near()?.time_ds(stop),
        }
    }

    fn time_ds(&self, stop: &Snap) -> Option<u32> {
        match &self.source {
            Source::OnePost(time_ds) => *time_ds,
            Source::Home { road, home, far, .. } => {
                if let Some(far) = far.get() {
                    return far.time_ds(stop);
                }
                let near = self.near()?.time_ds(stop);
                if near.is_some() || self.limit_ds.is_none_or(|limit| limit == self.longest_ds) {
                    return near;
                }
                let find = || Box::new(Lent::find(road, home, Direction::From, self.longest_ds));
                far.get_or_init(find).time_ds(stop)
            }
        }
    }
}

/// The way from home to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    /// Straight line, in metres.
    pub(super) distance_m: u32,
    /// Travel time by the person's mode, in seconds; none if the streets lead nowhere near in time.
    pub(super) travel_s: Option<u32>,
    /// By what; none where there are no streets to measure on.
    pub(super) measured: Option<Measured>,
}

impl Way {
    /// Travel time in minutes, rounded up.
    pub(super) fn travel_min(self) -> Option<u32> {
        self.travel_s.map(|travel_s| travel_s.div_ceil(60))
    }
}

/// The ways to one post, for many people: one search for each mode of theirs.
pub(super) struct Arrivals<'a> {
    matcher: &'a Matcher,
    post: &'a PreparedPost,
    longest_ds: u32,
    found: [OnceCell<Lent>; MODES],
}

impl<'a> Arrivals<'a> {
    /// For people of whom the one who goes farthest has this limit in minutes.
    pub(super) fn new(matcher: &'a Matcher, post: &'a PreparedPost, limit_min: Option<u32>) -> Self {
        Self { matcher, post, longest_ds: longest_ds(limit_min), found: Default::default() }
    }

    /// How the way of one of them is measured.
    pub(super) fn ways(&self, seeker: &PreparedSeeker<'_>) -> Ways<'a> {
        Ways::of(self.matcher, seeker, |longest_ds, home, road| {
            let time_ds = || {
                let mode = place_of(seeker.mode)?;
                let stop = self.post.stop(mode)?;
                let found = self.found.get(mode)?;
                found.get_or_init(|| Lent::find(road, stop, Direction::To, self.longest_ds)).time_ds(&home)
            };
            Source::OnePost(time_ds().filter(|time_ds| *time_ds <= longest_ds))
        })
    }
}

impl Matcher {
    /// How the ways of a person are measured.
    pub(super) fn ways(&self, seeker: &PreparedSeeker<'_>) -> Ways<'_> {
        Ways::of(self, seeker, |_, home, road| Source::Home {
            road,
            home,
            near: OnceCell::new(),
            far: OnceCell::new(),
        })
    }
}
