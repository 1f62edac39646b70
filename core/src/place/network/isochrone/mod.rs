//! Isochrones (等时圈): from where a place is reached within a bound, or where one gets from it.

mod along;
mod area;
mod around;
mod rings;

use geo::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use serde_json::{Map, Value, json};

use self::along::Entries;
use self::area::{Area, Grid, crossings};
use self::around::Neighbourhood;
use self::rings::{Edge, shapes};
use super::NetworkError;
use super::build::{Direction, RoadNetwork};
use super::order::bounds;
use super::search::{Cost, Search};
use super::segments::Plane;
use super::snap::{Snap, Snapping};
use super::streets::{Spot, degrees};
use super::times::check_bound;
use crate::model::{System, TravelMode};
use crate::place::{feature, feature_collection, haversine_m, multi_line_geometry, multi_polygon_geometry};

/// How isochrones are searched and drawn (等时圈参数).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawing {
    /// Whether people come to the place or go from it.
    pub direction: Direction,
    /// How places are brought to streets: how far from a street the area goes at most, and which streets count.
    pub snapping: Snapping,
    /// The cells of the grid on which the area is drawn, in metres, brought into 2 to 1,000: holes that are smaller may be filled.
    /// They are made larger where more than 4,096 each way would be needed.
    pub cell_m: f64,
    /// How far the outline may be moved to have fewer corners, in metres, brought into 0 to 100.
    pub tolerance_m: f64,
}

impl Default for Drawing {
    /// To the place, up to 500 m from every street, cells of 10 m, and a tolerance of 1 m.
    fn default() -> Self {
        Self { direction: Direction::To, snapping: Snapping::default(), cell_m: 10.0, tolerance_m: 1.0 }
    }
}

/// What is reached within bounds, in the coordinates of the network (等时圈).
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrones {
    /// The coordinate system of everything in it.
    pub system: System,
    /// The way of travelling.
    pub mode: TravelMode,
    /// How it was asked for, with the cells as they came to be.
    pub drawing: Drawing,
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
    /// Places from where, or to where, the way takes no longer, the walks to and from the street counted.
    pub area: MultiPolygon<f64>,
    /// The parts of streets within the bound, cut where it ends.
    pub streets: MultiLineString<f64>,
}

impl RoadNetwork {
    /// From where a place is reached within each of some bounds (等时圈), or where one gets from it, the walks between places
    /// and streets counted: the streets and the area about them.
    ///
    /// A place on a street is within if and only if its time is at most the bound; a street that is entered from both ends
    /// may have a middle that is not. A place off the streets is within if it is once snapped: its nearest street counts,
    /// within the snap limit. So lakes, yards and blocks that are farther stay out, and so does the other bank of a river
    /// without a bridge. The area is drawn on a grid; a place on the wrong side of its line is at most a cell's diagonal and
    /// the tolerance away from where the truth changes. Areas are valid by RFC 7946 and OGC Simple Features, with outer
    /// rings counter-clockwise; that of a lesser bound lies within that of a greater one. Corners are in whole 1e-6 degrees.
    ///
    /// ```
    /// use doorstep::place::{Drawing, NewStreet, Profile, RoadClass, RoadNetwork, Snapping, Streets};
    /// use doorstep::{AnyCoordinate, System, TravelMode, matching::Threads};
    /// let mut streets = Streets::new(System::Wgs84);
    /// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.02, 36.66)?);
    /// streets.add(NewStreet::of_class(a, b, RoadClass::Residential))?;
    /// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
    /// let station = [Some(AnyCoordinate::new(117.01, 36.6601, System::Wgs84)?)];
    /// let snap = network.snap(&station, &Snapping::default(), &Threads::one())?[0].expect("12 m to the street");
    /// let found = network.isochrones(&snap, &[3_000, 6_000], &Drawing::default())?;
    /// let metres = found.circles.iter().map(|circle| circle.streets_m().round()).collect::<Vec<_>>();
    /// assert_eq!(metres, [811.0, 1_645.0]);
    /// assert_eq!(found.circles[0].area.0.len(), 1);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `network.bad_bound`, `network.bad_snap_limit`.
    pub fn isochrones(
        &self,
        origin: &Snap,
        bounds_ds: &[u32],
        drawing: &Drawing,
    ) -> Result<Isochrones, NetworkError> {
        for &bound_ds in bounds_ds {
            check_bound(bound_ds)?;
        }
        let limit_m = drawing.snapping.checked()?.limit_m;
        let most_ds = bounds_ds.iter().copied().max().unwrap_or_default();
        let mut search = Search::default();
        let starts = self.next_to(origin, drawing.direction).into_iter().flatten();
        search.run(self.arcs(drawing.direction), starts, most_ds);
        let (lon, lat) = self.place(origin);
        let found =
            Found { network: self, origin, direction: drawing.direction, search, plane: Plane::at(lon, lat) };
        let streets = found.reached();
        // At least 500 m/h.
        let walk_ds_per_m = 36_000.0 / f64::from(self.off_street_m_per_h.max(1));
        let near = Neighbourhood::new(&found, &streets, most_ds, &drawing.snapping, walk_ds_per_m);
        let grid = Grid::new(found.plane, near.corners, brought_into(drawing.cell_m, 2.0, 1_000.0));
        let tolerance_m = brought_into(drawing.tolerance_m, 0.0, 100.0);

        // From the least bound to the greatest, each around the one before.
        let mut order: Vec<(u32, usize)> = bounds_ds.iter().copied().zip(0..).collect();
        order.sort_unstable();
        let mut edge = Edge::new();
        let mut circles: Vec<(usize, Isochrone)> = Vec::new();
        for (bound_ds, index) in order {
            let area = Area { pieces: &near.pieces, bound_ds: f64::from(bound_ds), walk_ds_per_m, limit_m };
            let (drawn, its_edge) = shapes(&crossings(&area, &grid), &grid, tolerance_m, &edge);
            edge = its_edge;
            let area = drawn.into_iter().map(|shape| {
                Polygon::new(
                    line_string(&shape.outer),
                    shape.holes.iter().map(|hole| line_string(hole)).collect(),
                )
            });
            let circle =
                Isochrone { bound_ds, area: area.collect(), streets: found.streets(&streets, bound_ds) };
            circles.push((index, circle));
        }
        circles.sort_unstable_by_key(|&(index, _)| index);
        let drawing = Drawing { cell_m: grid.cell_m(), tolerance_m, ..*drawing };
        let circles = circles.into_iter().map(|(_, circle)| circle).collect();
        Ok(Isochrones { system: self.system, mode: self.mode, drawing, snap_m: origin.snap_m(), circles })
    }
}

/// A value in a range, or the end of it that is nearer; for what is no number the least.
fn brought_into(value: f64, least: f64, most: f64) -> f64 {
    if value >= least { value.min(most) } else { least }
}

/// A line of corners in units of 1e-6 degrees.
fn line_string(ring: &[[i32; 2]]) -> LineString<f64> {
    ring.iter().map(|&[lon, lat]| Coord { x: f64::from(lon) / 1e6, y: f64::from(lat) / 1e6 }).collect()
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
    length_m: f64,
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
        Self { points, length_m }
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
    /// A GeoJSON `FeatureCollection`: for each bound, in the order asked for, the area as a `MultiPolygon` and the streets as
    /// a `MultiLineString`.
    ///
    /// Properties: `part` (`area` or `streets`), `time_s`, `mode`, `direction` (`to` or `from` the place), `snap_m`,
    /// `snap_limit_m`, `system`; of areas also `cell_m` and `tolerance_m`, of streets `length_m`. RFC 7946 means WGS-84;
    /// `system`, which the collection has as well, says what it is here.
    pub fn geojson(&self) -> Value {
        let features = self.circles.iter().flat_map(|circle| {
            let properties = |part: &str, own: [(&str, Value); 2]| {
                let shared = [
                    ("part", json!(part)),
                    ("time_s", json!(f64::from(circle.bound_ds) / 10.0)),
                    ("mode", json!(self.mode)),
                    ("direction", json!(self.drawing.direction)),
                    ("snap_m", json!(self.snap_m)),
                    ("snap_limit_m", json!(self.drawing.snapping.limit_m)),
                    ("system", json!(self.system)),
                ];
                let all = shared.into_iter().chain(own).filter(|(_, value)| !value.is_null());
                all.map(|(name, value)| (name.to_owned(), value)).collect::<Map<String, Value>>()
            };
            let decimetres = |metres: f64| json!((metres * 10.0).round() / 10.0);
            let of_area = [
                ("cell_m", decimetres(self.drawing.cell_m)),
                ("tolerance_m", decimetres(self.drawing.tolerance_m)),
            ];
            let of_streets = [("length_m", json!(circle.streets_m().round() as u64)), ("", Value::Null)];
            [
                feature(multi_polygon_geometry(&circle.area), properties("area", of_area)),
                feature(multi_line_geometry(&circle.streets), properties("streets", of_streets)),
            ]
        });
        let mut collection = feature_collection(features);
        if let Some(members) = collection.as_object_mut() {
            members.insert("system".to_owned(), json!(self.system));
        }
        collection
    }
}

#[cfg(test)]
mod area_tests;
#[cfg(test)]
mod tests;
