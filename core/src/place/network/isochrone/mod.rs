//! Isochrones (等时圈): from where on the streets a place is reached within a bound, or where one gets from it.

mod along;

use geo::{Coord, LineString, MultiLineString};
use serde_json::{Map, Value, json};

use self::along::Entries;
use super::NetworkError;
use super::build::{Direction, RoadNetwork};
use super::order::bounds;
use super::search::{Cost, Search};
use super::segments::Plane;
use super::snap::Snap;
use super::streets::{Spot, degrees};
use super::times::check_bound;
use crate::model::{System, TravelMode};
use crate::place::{feature, feature_collection, haversine_m, multi_line_geometry};

/// What is reached within bounds, in the coordinates of the network (等时圈).
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrones {
    /// The coordinate system of everything in it.
    pub system: System,
    /// The way of travelling.
    pub mode: TravelMode,
    /// Whether people come to the place or go from it.
    pub direction: Direction,
    /// Metres from the place to its street, rounded up.
    pub snap_m: u32,
    /// One for each bound, in the order asked for.
    pub circles: Vec<Isochrone>,
}

/// What is reached within one bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrone {
    /// The bound in tenths of a second.
    pub bound_ds: u32,
    /// The parts of streets within the bound, cut where it ends.
    pub streets: MultiLineString<f64>,
}

impl RoadNetwork {
    /// From where on the streets a place is reached within each of some bounds (等时圈), or where one gets from it, the walk
    /// between the place and its street counted. A place on a street is within if and only if its time is at most the bound;
    /// a street that is entered from both ends may have a middle that is not. Corners are rounded to 1e-6 degrees.
    ///
    /// ```
    /// use doorstep::place::{Direction, NewStreet, Profile, RoadClass, RoadNetwork, Snapping, Streets};
    /// use doorstep::{AnyCoordinate, System, TravelMode, matching::Threads};
    /// let mut streets = Streets::new(System::Wgs84);
    /// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.02, 36.66)?);
    /// streets.add(NewStreet::of_class(a, b, RoadClass::Residential))?;
    /// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
    /// let station = [Some(AnyCoordinate::new(117.01, 36.6601, System::Wgs84)?)];
    /// let snap = network.snap(&station, &Snapping::default(), &Threads::one())?[0].expect("12 m to the street");
    /// let found = network.isochrones(&snap, &[3_000, 6_000], Direction::To)?;
    /// let metres = found.circles.iter().map(|circle| circle.streets_m().round()).collect::<Vec<_>>();
    /// assert_eq!(metres, [811.0, 1_645.0]);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `network.bad_bound`.
    pub fn isochrones(
        &self,
        origin: &Snap,
        bounds_ds: &[u32],
        direction: Direction,
    ) -> Result<Isochrones, NetworkError> {
        for &bound_ds in bounds_ds {
            check_bound(bound_ds)?;
        }
        let mut search = Search::default();
        let starts = self.next_to(origin, direction).into_iter().flatten();
        search.run(self.arcs(direction), starts, bounds_ds.iter().copied().max().unwrap_or_default());
        let (lon, lat) = self.place(origin);
        let found = Found { network: self, origin, direction, search, plane: Plane::at(lon, lat) };
        let streets = found.reached();
        let circle = |&bound_ds: &u32| Isochrone { bound_ds, streets: found.streets(&streets, bound_ds) };
        let circles = bounds_ds.iter().map(circle).collect();
        Ok(Isochrones { system: self.system, mode: self.mode, direction, snap_m: origin.snap_m(), circles })
    }
}

/// A search that has been run, and the plane in which streets are measured.
struct Found<'a> {
    network: &'a RoadNetwork,
    origin: &'a Snap,
    direction: Direction,
    search: Search<Cost>,
    plane: Plane,
}

impl Found<'_> {
    fn entries(&self, street: u32) -> Option<Entries> {
        let stretch = self.network.streets.get(street as usize)?;
        Some(Entries::new((street, stretch), self.origin, self.direction, &self.search))
    }

    /// The streets that are reached, in order: an end of each is a reached node, or it is the origin's own.
    fn reached(&self) -> Vec<u32> {
        let nodes = self.search.reached().iter();
        let (least, most) = bounds(nodes.filter_map(|&node| self.network.nodes.get(node as usize)).copied());
        let mut streets = vec![self.origin.street];
        let pieces = match self.search.reached().is_empty() {
            true => Vec::new(),
            false => self.network.segments.in_box([least, most]),
        };
        for piece in pieces {
            let street = self.network.street_of(piece);
            if streets.last() != Some(&street) {
                streets.push(street);
            }
        }
        streets.sort_unstable();
        streets.dedup();
        streets.retain(|&street| self.entries(street).is_some_and(|entries| entries.any()));
        streets
    }

    /// The parts of some streets within a bound.
    fn streets(&self, streets: &[u32], bound_ds: u32) -> MultiLineString<f64> {
        let mut lines = Vec::new();
        for &street in streets {
            let Some(entries) = self.entries(street) else { continue };
            let within = entries.within(bound_ds);
            if within.is_empty() {
                continue;
            }
            let spots = self.network.line(street);
            let line = MeasuredLine::new(spots, &self.plane);
            for (first, last) in within {
                let (first, last) = (first.share(), last.share());
                let mut corners: Vec<Coord<f64>> = Vec::new();
                let mut push = |(lon, lat): (f64, f64)| {
                    let corner = Coord { x: (lon * 1e6).round() / 1e6, y: (lat * 1e6).round() / 1e6 };
                    if corners.last() != Some(&corner) {
                        corners.push(corner);
                    }
                };
                for (ends, (_, [start, end])) in spots.windows(2).zip(line.pieces()) {
                    let [Some(from), Some(to)] =
                        [ends.first(), ends.last()].map(|at| at.map(|at| degrees(*at)))
                    else {
                        continue;
                    };
                    if end < first || start > last {
                        continue;
                    }
                    for share in [start.max(first), end.min(last)] {
                        let part = if end > start { (share - start) / (end - start) } else { 0.0 };
                        let [lon, lat] = between([from.0, from.1], [to.0, to.1], part);
                        push((lon, lat));
                    }
                }
                if corners.len() > 1 {
                    lines.push(LineString::new(corners));
                }
            }
        }
        MultiLineString::new(lines)
    }
}

/// The points of a street in a plane, with the share of its length that lies before each.
struct MeasuredLine {
    points: Vec<([f64; 2], f64)>,
}

impl MeasuredLine {
    fn new(spots: &[Spot], plane: &Plane) -> Self {
        let (mut points, mut length_m): (Vec<([f64; 2], f64)>, f64) = (Vec::with_capacity(spots.len()), 0.0);
        for &spot in spots {
            let at = plane.metres(spot);
            if let Some(([x, y], _)) = points.last() {
                length_m += ((at[0] - x) * (at[0] - x) + (at[1] - y) * (at[1] - y)).sqrt();
            }
            points.push((at, length_m));
        }
        for (_, before) in &mut points {
            // The last is 1 to the bit.
            *before = if length_m > 0.0 { *before / length_m } else { 0.0 };
        }
        Self { points }
    }

    /// Its straight pieces with the shares of the length where they begin and end.
    fn pieces(&self) -> impl Iterator<Item = ([[f64; 2]; 2], [f64; 2])> {
        self.points.windows(2).filter_map(|ends| {
            let (from, to) = (ends.first()?, ends.last()?);
            Some(([from.0, to.0], [from.1, to.1]))
        })
    }
}

fn between(from: [f64; 2], to: [f64; 2], part: f64) -> [f64; 2] {
    match part {
        1.0 => to,
        _ => [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part],
    }
}

impl Isochrone {
    /// How long the reached parts of streets are together, in metres.
    pub fn streets_m(&self) -> f64 {
        let pair = |ends: geo::Line<f64>| haversine_m((ends.start.x, ends.start.y), (ends.end.x, ends.end.y));
        self.streets.iter().flat_map(|line| line.lines().map(pair)).sum()
    }
}

impl Isochrones {
    /// A GeoJSON `FeatureCollection`: for each bound, in the order asked for, the streets as a `MultiLineString`.
    ///
    /// Properties: `time_s`, `length_m`, `mode`, `direction` (`to` or `from` the place), `snap_m`. RFC 7946 means WGS-84;
    /// the member `system` of the collection says what it is here.
    pub fn geojson(&self) -> Value {
        let direction = match self.direction {
            Direction::To => "to",
            Direction::From => "from",
        };
        let features = self.circles.iter().map(|circle| {
            let properties = Map::from_iter([
                ("time_s".to_owned(), json!(f64::from(circle.bound_ds) / 10.0)),
                ("length_m".to_owned(), json!(circle.streets_m().round() as u64)),
                ("mode".to_owned(), json!(self.mode)),
                ("direction".to_owned(), json!(direction)),
                ("snap_m".to_owned(), json!(self.snap_m)),
            ]);
            feature(multi_line_geometry(&circle.streets), properties)
        });
        let mut collection = feature_collection(features);
        if let Some(members) = collection.as_object_mut() {
            members.insert("system".to_owned(), json!(self.system));
        }
        collection
    }
}

#[cfg(test)]
mod tests;
