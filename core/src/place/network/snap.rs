//! From places to streets (吸附到路网).

use super::build::{CLOSED, Direction, RoadNetwork, Stretch};
use super::search::Cost;
use super::segments::Plane;
use super::streets::degrees;
use super::{NetworkCode, NetworkError};
use crate::model::{AnyCoordinate, Coordinate, ReferenceSystem, System};
use crate::place::forward;
use crate::threads::Threads;

/// How places are brought to streets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snapping {
    /// A place farther than this from every street stays without one, in metres.
    pub limit_m: f64,
    /// Streets of parts of the network with fewer nodes are passed over: 0 takes every street.
    pub component_nodes_min: u32,
}

impl Default for Snapping {
    /// Up to 500 m, to every street.
    fn default() -> Self {
        Self { limit_m: 500.0, component_nodes_min: 0 }
    }
}

/// A place on a street: where it is, and how far from the place that was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snap {
    pub(super) street: u32,
    pub(super) part: Part,
    /// Decimetres and tenths of a second to the street.
    pub(super) off_street: Cost,
}

impl Snapping {
    pub(super) fn checked(&self) -> Result<&Self, NetworkError> {
        if !(0.0..=SNAP_LIMIT_MAX_M).contains(&self.limit_m) {
            return Err(NetworkError::new(NetworkCode::BadSnapLimit, self.limit_m));
        }
        Ok(self)
    }
}

impl Snap {
    /// A place on a street itself.
    pub(super) fn on_street(street: u32, share: f64) -> Self {
        Self { street, part: Part::new(share), off_street: Cost::new(0, 0) }
    }

    /// Whether its street begins or ends there.
    pub(super) fn is_at_node(&self) -> bool {
        [Part::START, Part::END].contains(&self.part)
    }

    /// Metres from the place to the street, rounded up.
    pub fn snap_m(&self) -> u32 {
        self.off_street.length_dm().div_ceil(10)
    }
}

/// How much of a street lies before a place on it, in units of 2^-31.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part(u32);

impl Part {
    const ALL: u32 = 1 << 31;
    pub(super) const START: Self = Self(0);
    pub(super) const END: Self = Self(Self::ALL);

    pub(super) fn new(share: f64) -> Self {
        Self((share.clamp(0.0, 1.0) * f64::from(Self::ALL)).round() as u32)
    }

    /// That part of a time or length, rounded.
    pub(super) fn of(self, whole: u32) -> u32 {
        ((u64::from(whole) * u64::from(self.0) + u64::from(Self::ALL / 2)) >> 31) as u32
    }

    pub(super) fn share(self) -> f64 {
        f64::from(self.0) / f64::from(Self::ALL)
    }

    /// The last place of which the part of a time is at most so much.
    pub(super) fn last_within(whole: u32, most: u32) -> Self {
        if most >= whole {
            return Self::END;
        }
        // whole × part + 2^30 < (most + 1) × 2^31
        let beyond = (2 * u64::from(most) + 1) << 30;
        Self(((beyond - 1) / u64::from(whole)) as u32)
    }

    /// The first place of which the part of a time is at least so much.
    pub(super) fn first_after(whole: u32, least: u32) -> Self {
        match least.checked_sub(1) {
            None => Self::START,
            Some(before) if before >= whole => Self::END,
            Some(before) => Self(Self::last_within(whole, before).0 + 1),
        }
    }

    /// The place after it, if there is one.
    pub(super) fn next(self) -> Self {
        Self(self.0.saturating_add(1).min(Self::ALL))
    }
}

impl Stretch {
    /// The cost from one place of the street to another along it.
    pub(super) fn between(&self, from: Part, to: Part) -> Option<Cost> {
        let time_ds = match from <= to {
            true if self.forward_ds != CLOSED => to.of(self.forward_ds) - from.of(self.forward_ds),
            false if self.backward_ds != CLOSED => from.of(self.backward_ds) - to.of(self.backward_ds),
            _ if from == to => 0,
            _ => return None,
        };
        Some(Cost::new(time_ds, from.of(self.length_dm).abs_diff(to.of(self.length_dm))))
    }
}

impl RoadNetwork {
    /// Brings places to the nearest street each (吸附), the walk to it counted; `None` for a place that is not known or too
    /// far from every street. Of equally near streets the first is taken.
    ///
    /// Places of a less shifted system than the network are brought forward. Where the network is less shifted, shift it
    /// once with [`RoadNetwork::shifted`]: an offset of a place is never undone.
    ///
    /// Distances are measured in the plane that touches the place. A network that crosses the date line is not seen from
    /// the other side of it.
    ///
    /// ```
    /// use doorstep::place::{NewStreet, Profile, RoadClass, RoadNetwork, Snapping, Streets};
    /// use doorstep::{AnyCoordinate, System, TravelMode, matching::Threads};
    /// let mut streets = Streets::new(System::Wgs84);
    /// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.01, 36.66)?);
    /// streets.add(NewStreet::of_class(a, b, RoadClass::Residential))?;
    /// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
    /// let places = [(117.005, 36.661), (117.005, 36.67)];
    /// let places = places.map(|(lon, lat)| AnyCoordinate::new(lon, lat, System::Wgs84).ok());
    /// let snaps = network.snap(&places, &Snapping::default(), &Threads::one())?;
    /// assert_eq!(snaps[0].map(|snap| snap.snap_m()), Some(112));
    /// assert_eq!(snaps[1], None);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `network.system_mismatch`, `network.bad_snap_limit`.
    pub fn snap(
        &self,
        places: &[Option<AnyCoordinate>],
        snapping: &Snapping,
        threads: &Threads,
    ) -> Result<Vec<Option<Snap>>, NetworkError> {
        snapping.checked()?;
        for (place, row) in places.iter().zip(0..) {
            if let Some(place) = place
                && !self.takes(place.system())
            {
                let shown = format!("row {row}: {} {}", place.system().name(), self.system.name());
                return Err(NetworkError::new(NetworkCode::SystemMismatch, shown));
            }
        }
        let chunk = |places: &[Option<AnyCoordinate>]| {
            let snap =
                |place: &Option<AnyCoordinate>| self.snap_one(forward((*place)?, self.system), snapping);
            places.iter().map(snap).collect::<Vec<_>>()
        };
        Ok(threads.map(places.chunks(1 << 11).collect(), chunk).concat())
    }

    /// Whether places of a system can be brought to it: those of one that is not shifted farther than the network's.
    pub(crate) fn takes(&self, system: System) -> bool {
        // WGS-84 and CGCS2000 are one.
        system <= self.system.max(System::Cgcs2000)
    }

    fn snap_one(&self, place: AnyCoordinate, snapping: &Snapping) -> Option<Snap> {
        let is_large = |piece: u32| self.is_in_component(self.street_of(piece), snapping.component_nodes_min);
        let is_asked = |piece: u32| snapping.component_nodes_min <= 1 || is_large(piece);
        let (lon, lat) = (place.lon(), place.lat());
        let foot = self.segments.nearest((lon, lat), snapping.limit_m, &self.lines, is_asked)?;
        let street = self.street_of(foot.piece);
        let start = self.streets.get(street as usize)?.line;
        // How far along the street, by the lengths of its pieces in the plane about the place.
        let plane = Plane::at(lon, lat);
        let (mut before_m, mut all_m) = (0.0, 0.0);
        for (ends, piece) in self.line(street).windows(2).zip(start..) {
            let [from, to] = [ends.first()?, ends.last()?].map(|spot| plane.metres(*spot));
            let length_m =
                ((to[0] - from[0]) * (to[0] - from[0]) + (to[1] - from[1]) * (to[1] - from[1])).sqrt();
            if piece == foot.piece {
                before_m = all_m + foot.along * length_m;
            }
            all_m += length_m;
        }
        let share = if all_m > 0.0 { before_m / all_m } else { 0.0 };
        Some(Snap { street, part: Part::new(share), off_street: self.off_street(foot.distance_m) })
    }

    /// The street of a piece.
    pub(super) fn street_of(&self, piece: u32) -> u32 {
        self.streets.partition_point(|street| street.line <= piece).saturating_sub(1) as u32
    }

    /// Whether a street is in a component of so many nodes or more.
    pub(super) fn is_in_component(&self, street: u32, nodes_min: u32) -> bool {
        let node = self.streets.get(street as usize).map_or(0, |street| street.from);
        let component = self.component.get(node as usize).map_or(0, |component| *component as usize);
        self.components.get(component).is_some_and(|&nodes| nodes >= nodes_min)
    }

    /// A place so far along a street and so far off it.
    #[cfg(test)]
    pub(super) fn snap_at(&self, street: u32, share: f64, walk_m: f64) -> Snap {
        Snap { off_street: self.off_street(walk_m), ..Snap::on_street(street, share) }
    }

    /// The cost of a walk off the streets.
    fn off_street(&self, distance_m: f64) -> Cost {
        // At most 100 km at 500 m/h, which fits.
        let length_dm = (distance_m * 10.0).round() as u32;
        let speed = u64::from(self.off_street_m_per_h).max(1);
        Cost::new(((u64::from(length_dm) * 3_600 + speed / 2) / speed) as u32, length_dm)
    }

    /// The nodes next to a place on a street and the cost of the way: from it to them or, for [`Direction::To`], from them
    /// to it. A place at a node is that node.
    pub(super) fn next_to(&self, snap: &Snap, direction: Direction) -> [Option<(u32, Cost)>; 2] {
        let Some(street) = self.streets.get(snap.street as usize) else { return [None; 2] };
        let at_end = |node: u32, end: Part| {
            let way = match direction {
                Direction::From => street.between(snap.part, end),
                Direction::To => street.between(end, snap.part),
            };
            way.map(|way| (node, way.then(snap.off_street)))
        };
        let (start, end) = (Part::START, Part::END);
        if snap.part == start {
            return [at_end(street.from, start), None];
        }
        if snap.part == end {
            return [at_end(street.to, end), None];
        }
        [at_end(street.from, start), at_end(street.to, end)]
    }

    /// The node at which a place is, if it is at one.
    pub(super) fn node_at(&self, snap: &Snap) -> Option<u32> {
        let street = self.streets.get(snap.street as usize)?;
        match snap.part {
            Part::START => Some(street.from),
            Part::END => Some(street.to),
            _ => None,
        }
    }

    /// The cost from one place to another on the same street, along it.
    pub(super) fn along(&self, from: &Snap, to: &Snap) -> Option<Cost> {
        if from.street != to.street {
            return None;
        }
        let street = self.streets.get(from.street as usize)?;
        Some(street.between(from.part, to.part)?.then(from.off_street).then(to.off_street))
    }

    /// The cost along their street between a place that is asked about and another, in the direction of travel.
    pub(super) fn between(&self, place: &Snap, other: &Snap, direction: Direction) -> Option<Cost> {
        match direction {
            Direction::To => self.along(other, place),
            Direction::From => self.along(place, other),
        }
    }

    /// Longitude and latitude in degrees of a place on a street, in the network's system.
    pub fn place(&self, snap: &Snap) -> (f64, f64) {
        let line = self.line(snap.street);
        let spots = || line.windows(2).filter_map(|ends| Some((*ends.first()?, *ends.last()?)));
        let Some(&first) = line.first() else { return (0.0, 0.0) };
        let (lon, lat) = degrees(first);
        let plane = Plane::at(lon, lat);
        let length = |(from, to): (super::streets::Spot, super::streets::Spot)| {
            let ([x, y], [u, v]) = (plane.metres(from), plane.metres(to));
            ((u - x) * (u - x) + (v - y) * (v - y)).sqrt()
        };
        let mut left = spots().map(length).sum::<f64>() * snap.part.share();
        for (from, to) in spots() {
            let piece = length((from, to));
            if left <= piece {
                let share = if piece > 0.0 { left / piece } else { 0.0 };
                let ((lon, lat), (east, north)) = (degrees(from), degrees(to));
                return (lon + (east - lon) * share, lat + (north - lat) * share);
            }
            left -= piece;
        }
        degrees(line.last().copied().unwrap_or(first))
    }

    /// The network with its coordinate system in the type, so that places of another do not compile.
    ///
    /// ```compile_fail,E0308
    /// use doorstep::place::{Profile, RoadNetwork, Snapping, Streets};
    /// use doorstep::{Coordinate, Gcj02, System, TravelMode, Wgs84, matching::Threads};
    /// let network = RoadNetwork::new(&Streets::new(System::Wgs84), &Profile::new(TravelMode::Walk).unwrap()).unwrap();
    /// let network = network.typed::<Wgs84>().unwrap();
    /// let place = Coordinate::<Gcj02>::new(117.0, 36.6).unwrap();
    /// network.snap(&[place], &Snapping::default(), &Threads::one());
    /// ```
    ///
    /// # Errors
    /// `network.system_mismatch` if it is in another system.
    pub fn typed<S: ReferenceSystem>(&self) -> Result<TypedNetwork<'_, S>, NetworkError> {
        if self.system != S::SYSTEM {
            return Err(NetworkError::new(NetworkCode::SystemMismatch, self.system.name()));
        }
        Ok(TypedNetwork { network: self, system: std::marker::PhantomData })
    }
}

/// The largest snap limit.
const SNAP_LIMIT_MAX_M: f64 = 1e5;

/// A [`RoadNetwork`] with its coordinate system in the type.
#[derive(Debug, Clone, Copy)]
pub struct TypedNetwork<'a, S: ReferenceSystem> {
    network: &'a RoadNetwork,
    system: std::marker::PhantomData<S>,
}

impl<S: ReferenceSystem> TypedNetwork<'_, S> {
    /// [`RoadNetwork::snap`] for places of the network's own system.
    ///
    /// # Errors
    /// `network.bad_snap_limit`.
    pub fn snap(
        &self,
        places: &[Coordinate<S>],
        snapping: &Snapping,
        threads: &Threads,
    ) -> Result<Vec<Option<Snap>>, NetworkError> {
        let places: Vec<_> = places.iter().map(|&place| Some(place.into())).collect();
        self.network.snap(&places, snapping, threads)
    }
}
