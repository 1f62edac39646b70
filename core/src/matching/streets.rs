//! Street networks that ways to work are measured on (路网通勤), and where posts and homes lie on them.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use twox_hash::xxhash3_64::Hasher;

use super::constraint::has_one_way;
use super::prepared::PreparedPost;
use super::{Matcher, MatchingCode, MatchingError, Threads};
use crate::model::{AnyCoordinate, TravelMode};
use crate::place::{Journeys, NetworkError, RoadNetwork, Snap, Snapping};

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

/// Modes that there are networks for: each has a place among the stops of a post.
pub(super) const MODES: usize = 3;

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

    /// What a search needs, used or new.
    pub(super) fn lend(&self) -> Journeys {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes it back.
    pub(super) fn take_back(&self, journeys: Journeys) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(journeys);
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
    pub(super) fn of(&self, mode: TravelMode) -> Option<&Arc<Road>> {
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
}

#[cfg(test)]
#[path = "streets_tests.rs"]
mod tests;
