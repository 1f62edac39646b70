//! Ways to work on real streets (路网通勤): measured on the street network of a person's mode where home and post lie on it,
//! by the straight line else.

use std::cell::OnceCell;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use twox_hash::xxhash3_64::Hasher;

use super::constraint::has_one_way;
use super::prepared::{PreparedPost, PreparedSeeker};
use super::{Matcher, MatchingCode, MatchingError, Threads};
use crate::model::{AnyCoordinate, TravelMode};
use crate::place::{Direction, Journeys, NetworkError, RoadNetwork, Snap, Snapping, TravelModel};

/// By what the way between a home and a post was measured (距离依据).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WayMeasured"))]
#[non_exhaustive]
pub enum Measured {
    /// The travel time is that of the streets (路网).
    Network,
    /// The travel time is estimated from the straight line (直线估算): there is no network of the person's mode, home or post
    /// lie off its streets, or the post has no one way that would count (remote, with lodging, at many sites).
    StraightLine,
    /// Both lie on the streets, and no way between them is as short as two hours, or as the person's own limit if that is
    /// longer (路网不可达). It has no travel time; as a part of the score it counts nothing.
    NotReached,
}

impl Measured {
    /// Name, as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::StraightLine => "straight_line",
            Self::NotReached => "not_reached",
        }
    }
}

/// The longest way that is looked for, where a person sets no longer limit, in minutes: by then the way to work is worth a
/// ninth of what it is worth at the door.
const LONGEST_MIN: u32 = 120;
/// The longest way that is looked for at all, in minutes.
const DAY_MIN: u32 = 24 * 60;
const DS_PER_MIN: u32 = 600;

/// Modes that there are networks for: each has a place among the stops of a post.
const MODES: usize = 3;

pub(super) const fn place_of(mode: TravelMode) -> Option<usize> {
    match mode {
        TravelMode::Walk => Some(0),
        TravelMode::Cycle => Some(1),
        TravelMode::Drive => Some(2),
        TravelMode::Transit => None,
    }
}

/// Where a post lies on the network of each mode.
pub(super) type StopsOfPost = [Option<Snap>; MODES];

/// A network that ways to work are measured on.
#[derive(Debug)]
pub(super) struct Road {
    network: Arc<RoadNetwork>,
    snapping: Snapping,
    fingerprint: u64,
    /// What searches need that nobody makes now.
    free: Mutex<Vec<Journeys>>,
}

impl Road {
    pub(super) fn network(&self) -> &RoadNetwork {
        &self.network
    }

    fn snap(&self, place: AnyCoordinate) -> Option<Snap> {
        // Only the system of the place can be refused.
        self.network.snap(&[Some(place)], &self.snapping, &Threads::one()).ok()?.pop()?
    }
}

/// The networks of a matcher, one for a mode at most.
#[derive(Debug, Clone, Default)]
pub(super) struct Roads([Option<Arc<Road>>; MODES]);

impl Roads {
    fn of(&self, mode: TravelMode) -> Option<&Arc<Road>> {
        self.0.get(place_of(mode)?)?.as_ref()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The networks, each with its place among the stops of a post.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Arc<Road>)> {
        self.0.iter().enumerate().filter_map(|(place, road)| Some((place, road.as_ref()?)))
    }

    /// What tells the networks apart, with how places are brought to them.
    pub(super) fn fingerprints(&self) -> Vec<u64> {
        self.iter().map(|(_, road)| road.fingerprint).collect()
    }

    /// Where a post lies on each of them.
    pub(super) fn stops(&self, post: &PreparedPost) -> Option<Box<StopsOfPost>> {
        let place = post.record.place.filter(|_| !self.is_empty() && has_one_way(&post.record))?;
        let stop = |road: &Option<Arc<Road>>| road.as_ref()?.snap(place);
        Some(Box::new(self.0.each_ref().map(stop)))
    }

    /// Whether places of posts can be brought to every network.
    pub(super) fn check(&self, places: impl Iterator<Item = AnyCoordinate>) -> Result<(), MatchingError> {
        for place in places {
            if let Some((_, road)) = self.iter().find(|(_, road)| !road.network.takes(place.system())) {
                let (own, network) = (place.system().name(), road.network.system().name());
                let detail = format_args!("{own}, the network is in {network}");
                return Err(MatchingError::new(MatchingCode::NetworkSystem, detail));
            }
        }
        Ok(())
    }

    /// Where a home lies on the network of a mode.
    pub(super) fn home(&self, mode: TravelMode, place: Option<AnyCoordinate>) -> Option<Snap> {
        self.of(mode)?.snap(place?)
    }
}

/// What one search needs, lent by its network.
#[derive(Debug)]
struct Lent {
    road: Arc<Road>,
    journeys: Journeys,
}

impl Lent {
    fn find(road: &Arc<Road>, place: &Snap, direction: Direction, bound_ds: u32) -> Self {
        let free = road.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut journeys = free.unwrap_or_default();
        journeys.find(&road.network, place, direction, bound_ds);
        Self { road: Arc::clone(road), journeys }
    }

    fn time_ds(&self, other: &Snap) -> Option<u32> {
        self.journeys.time_ds(&self.road.network, other)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let journeys = std::mem::take(&mut self.journeys);
        self.road.free.lock().unwrap_or_else(PoisonError::into_inner).push(journeys);
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
    Home { road: &'a Arc<Road>, home: Snap, near: OnceCell<Lent>, far: OnceCell<Lent> },
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
        Some(near.get_or_init(|| Lent::find(road, home, Direction::From, bound_ds)))
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
                far.get_or_init(|| Lent::find(road, home, Direction::From, self.longest_ds)).time_ds(stop)
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
    /// Measures ways to work on a street network (路网通勤), for people whose mode it is for: `travel_min` then is the time
    /// from home to work on the streets, and so are the limit of travel time and the way's part of the score. The exact
    /// best are found as without one. `distance_m` stays the straight line.
    ///
    /// People of other modes, homes or posts farther from every street than `snapping` allows, and posts to which no one way
    /// counts (remote, with lodging, at many sites) keep the estimate from the straight line; [`Match::measured`](super::Match::measured) says which it is. A post that no way of two
    /// hours leads to, or of the person's own limit if that is longer, has no travel time and its way counts nothing.
    ///
    /// A further call adds the network of another mode, or replaces that of the same. The network is not saved with the
    /// matcher: who loads one gives it again. [`Matcher::provenance`] names it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use doorstep::matching::{MatchOptions, Matcher, Measured, Threads};
    /// use doorstep::place::{NewStreet, Profile, RoadClass, RoadNetwork, Snapping, Streets};
    /// use doorstep::{AnyCoordinate, Post, Seeker, System, TravelMode};
    /// let mut streets = Streets::new(System::Wgs84);
    /// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.01, 36.66)?);
    /// // A street of 3 km between places 900 m apart.
    /// streets.add(NewStreet { length_m: Some(3_000.0), ..NewStreet::of_class(a, b, RoadClass::Residential) })?;
    /// let network = Arc::new(RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?);
    /// let mut post = Post::new("a");
    /// post.place = Some(AnyCoordinate::new(117.01, 36.66, System::Wgs84)?);
    /// let matcher = Matcher::new(vec![post], MatchOptions::default())?;
    /// let matcher = matcher.with_network(network, &Snapping::default(), &Threads::one())?;
    /// let mut seeker = Seeker::new("s");
    /// seeker.place = Some(AnyCoordinate::new(117.00, 36.66, System::Wgs84)?);
    /// let best = matcher.recommend(&seeker, 1);
    /// assert_eq!((best[0].travel_min, best[0].measured), (Some(36), Some(Measured::Network)));
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `network.bad_snap_limit`; `network.system_mismatch` for a post in a more shifted system than the network:
    /// [`RoadNetwork::shifted`] brings the network to it.
    pub fn with_network(
        mut self,
        network: Arc<RoadNetwork>,
        snapping: &Snapping,
        threads: &Threads,
    ) -> Result<Self, NetworkError> {
        let Some(mode) = place_of(network.mode()) else { return Ok(self) };
        let places: Vec<_> = self.posts.iter().map(|post| post.record.place).collect();
        let snaps = network.snap(&places, snapping, threads)?;
        for (post, snap) in self.posts.iter_mut().zip(snaps) {
            if post.record.place.is_some() && has_one_way(&post.record) {
                let stops = Arc::make_mut(post).stops.get_or_insert_default();
                if let Some(stop) = stops.get_mut(mode) {
                    *stop = snap;
                }
            }
        }
        let mut facts = network.fingerprint().to_le_bytes().to_vec();
        facts.extend(snapping.limit_m.to_le_bytes());
        facts.extend(snapping.component_nodes_min.to_le_bytes());
        let fingerprint = Hasher::oneshot(&facts);
        let road = Road { network, snapping: *snapping, fingerprint, free: Mutex::default() };
        if let Some(slot) = self.roads.0.get_mut(mode) {
            *slot = Some(Arc::new(road));
        }
        self.columns = super::columns::Columns::default();
        Ok(self)
    }

    /// The street networks that ways are measured on, in the order walk, cycle, drive.
    pub fn networks(&self) -> impl Iterator<Item = &Arc<RoadNetwork>> {
        self.roads.iter().map(|(_, road)| &road.network)
    }

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

#[cfg(test)]
#[path = "streets_tests.rs"]
mod tests;
