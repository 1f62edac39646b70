//! Times between many places (时间矩阵), and the nearest of some for each of many (最近站点).

use super::build::{Direction, RoadNetwork};
use super::points::{PointSearch, Points};
use super::search::{Cost, Owned, Search, Time};
use super::snap::Snap;
use super::{NetworkCode, NetworkError};
use crate::threads::Threads;

/// The longest time that is searched for.
pub(crate) const BOUND_MAX_DS: u32 = 24 * 3_600 * 10;

/// A way from one place to another: of the fastest ones the shortest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Tenths of a second, the walks to and from the street counted.
    pub time_ds: u32,
    /// Decimetres, the walks counted.
    pub length_dm: u32,
}

impl Way {
    fn new(cost: Cost) -> Self {
        Self { time_ds: cost.time_ds(), length_dm: cost.length_dm() }
    }

    /// Metres, rounded up.
    pub fn distance_m(&self) -> u32 {
        self.length_dm.div_ceil(10)
    }

    /// Seconds.
    pub fn time_s(&self) -> f64 {
        f64::from(self.time_ds) / 10.0
    }

    /// Whole minutes, rounded up.
    pub fn travel_min(&self) -> u32 {
        self.time_ds.div_ceil(600)
    }
}

/// The nearest station of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearestStation {
    /// Its place in the list of stations; of equally near ones the first.
    pub station: u32,
    /// The way to it.
    pub way: Way,
}

/// Pairs of places within a bound, in columns, by origin and then destination (时间表).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    /// Places in the list of origins.
    pub origin: Vec<u32>,
    /// Places in the list of destinations.
    pub destination: Vec<u32>,
    /// Tenths of a second.
    pub time_ds: Vec<u32>,
    /// Decimetres along that way.
    pub length_dm: Vec<u32>,
}

/// Minutes as a bound in tenths of a second.
///
/// ```
/// use doorstep::place::bound_ds;
/// assert_eq!(bound_ds(15.0)?, 9_000);
/// assert_eq!(bound_ds(f64::NAN).unwrap_err().code().code(), "network.bad_bound");
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `network.bad_bound`.
pub fn bound_ds(minutes: f64) -> Result<u32, NetworkError> {
    // What is not a number or below 0 becomes 0, which is refused.
    let bound_ds = (minutes * 600.0).round() as u32;
    check_bound(bound_ds)?;
    Ok(bound_ds)
}

pub(super) fn check_bound(bound_ds: u32) -> Result<(), NetworkError> {
    if (1..=BOUND_MAX_DS).contains(&bound_ds) {
        return Ok(());
    }
    Err(NetworkError::new(NetworkCode::BadBound, format_args!("{} s", f64::from(bound_ds) / 10.0)))
}

/// Parts of a list for some threads; results do not depend on where they are cut.
pub(super) fn parts<'a, T>(items: &'a [T], threads: &Threads) -> Vec<(usize, &'a [T])> {
    let count = if threads.count() == 1 { 1 } else { 4 * threads.count() };
    let size = items.len().div_ceil(count).max(1);
    items
        .chunks(size)
        .scan(0, |start, part| {
            let at = *start;
            *start += part.len();
            Some((at, part))
        })
        .collect()
}

impl RoadNetwork {
    /// The nearest station of each place and the way to it, or from it, within a bound; `None` for a place without a street
    /// and where no station is within the bound.
    ///
    /// One search from all stations at once finds them.
    ///
    /// # Errors
    /// `network.bad_bound`.
    pub fn nearest(
        &self,
        places: &[Option<Snap>],
        stations: &[Option<Snap>],
        direction: Direction,
        bound_ds: u32,
        threads: &Threads,
    ) -> Result<Vec<Option<NearestStation>>, NetworkError> {
        let search = self.labels_of(stations, direction, bound_ds)?;
        let points = Points::new(self, stations, direction.reversed(), threads);
        let nearest = |place: &Option<Snap>| {
            let place = place.as_ref()?;
            let by_nodes =
                self.next_to(place, direction.reversed()).into_iter().flatten().filter_map(|(node, way)| {
                    let label: Owned = search.label(node)?;
                    Some(Owned { cost: label.cost.then(way), owner: label.owner })
                });
            let along = points.along_street(place).map(|(owner, cost)| Owned { cost, owner });
            let best = by_nodes.chain(along).min()?;
            let way = Way::new(best.cost);
            (way.time_ds <= bound_ds).then_some(NearestStation { station: best.owner, way })
        };
        let part = |(_, places): (usize, &[Option<Snap>])| places.iter().map(nearest).collect::<Vec<_>>();
        Ok(threads.map(parts(places, threads), part).concat())
    }

    fn labels_of(
        &self,
        stations: &[Option<Snap>],
        direction: Direction,
        bound_ds: u32,
    ) -> Result<Search<Owned>, NetworkError> {
        check_bound(bound_ds)?;
        let starts =
            stations.iter().zip(0_u32..).filter_map(|(station, owner)| Some((station.as_ref()?, owner)));
        let starts = starts.flat_map(|(station, owner)| {
            let nodes = self.next_to(station, direction).into_iter().flatten();
            nodes.map(move |(node, cost)| (node, Owned { cost, owner }))
        });
        let mut search = Search::default();
        search.run(self.arcs(direction), starts, bound_ds);
        Ok(search)
    }

    /// The nearest station of each node, in the order of [`Self::node_keys`].
    ///
    /// # Errors
    /// `network.bad_bound`.
    pub fn nearest_of_nodes(
        &self,
        stations: &[Option<Snap>],
        direction: Direction,
        bound_ds: u32,
    ) -> Result<Vec<Option<NearestStation>>, NetworkError> {
        let search = self.labels_of(stations, direction, bound_ds)?;
        let nearest = |node| {
            let label = search.label(node)?;
            Some(NearestStation { station: label.owner, way: Way::new(label.cost) })
        };
        Ok((0..self.nodes.len() as u32).map(nearest).collect())
    }

    /// Times from many origins to many destinations within a bound (时间矩阵): the pairs within it, by origin and then
    /// destination.
    ///
    /// # Errors
    /// `network.bad_bound`, `network.too_many` for 2^32 places.
    pub fn times(
        &self,
        origins: &[Option<Snap>],
        destinations: &[Option<Snap>],
        bound_ds: u32,
        threads: &Threads,
    ) -> Result<Times, NetworkError> {
        check_bound(bound_ds)?;
        // Searches start from whichever are fewer.
        let from_origins = origins.len() <= destinations.len();
        let (few, many) = if from_origins { (origins, destinations) } else { (destinations, origins) };
        if u32::try_from(many.len()).is_err() {
            return Err(NetworkError::new(NetworkCode::TooMany, "places"));
        }
        let direction = if from_origins { Direction::From } else { Direction::To };
        let points = Points::new(self, many, direction, threads);
        let part = |room: &mut PointSearch<Cost>, (start, few): (usize, &[Option<Snap>])| {
            let mut pairs = Vec::new();
            for (place, number) in few.iter().zip(start as u32..) {
                let Some(place) = place else { continue };
                let from = pairs.len();
                points
                    .for_each_within(place, bound_ds, room, |point, cost| pairs.push((number, point, cost)));
                if let Some(new) = pairs.get_mut(from..) {
                    new.sort_unstable_by_key(|&(_, point, _)| point);
                }
            }
            pairs
        };
        let mut pairs = threads.map_with(parts(few, threads), part).concat();
        if !from_origins {
            for pair in &mut pairs {
                (pair.0, pair.1) = (pair.1, pair.0);
            }
            pairs.sort_unstable_by_key(|&(origin, destination, _)| (origin, destination));
        }
        Ok(Times {
            origin: pairs.iter().map(|pair| pair.0).collect(),
            destination: pairs.iter().map(|pair| pair.1).collect(),
            time_ds: pairs.iter().map(|pair| pair.2.time_ds()).collect(),
            length_dm: pairs.iter().map(|pair| pair.2.length_dm()).collect(),
        })
    }

    /// The callers' keys of the nodes, in the order in which the network holds them.
    pub fn node_keys(&self) -> &[i64] {
        &self.keys
    }

    /// A place at each node, in the order of [`Self::node_keys`].
    pub fn snaps_of_nodes(&self) -> Vec<Option<Snap>> {
        let mut snaps = vec![None; self.nodes.len()];
        for (street, number) in self.streets.iter().zip(0_u32..) {
            for (node, share) in [(street.from, 0.0), (street.to, 1.0)] {
                if let Some(snap @ None) = snaps.get_mut(node as usize) {
                    *snap = Some(Snap::on_street(number, share));
                }
            }
        }
        snaps
    }

    /// Whom a search over this network reaches, for accessibility; see `circle::NetworkReach`.
    pub(crate) fn reach<'a>(&'a self, points: &'a [Option<Snap>], direction: Direction) -> NetworkPoints<'a> {
        NetworkPoints(Points::new(self, points, direction, &Threads::one()))
    }
}

/// Points on a network that are asked for again and again.
#[derive(Debug)]
pub(crate) struct NetworkPoints<'a>(Points<'a>);

/// What each thread needs for that.
#[derive(Debug, Default)]
pub(crate) struct NetworkRoom(PointSearch<Time>);

impl NetworkPoints<'_> {
    /// Gives the points within a bound of a place with their tenths of a second.
    pub(crate) fn for_each_within(
        &self,
        place: &Snap,
        bound_ds: u32,
        room: &mut NetworkRoom,
        mut each: impl FnMut(u32, u32),
    ) {
        self.0.for_each_within(place, bound_ds, &mut room.0, |point, time| each(point, time.time_ds()));
    }
}
