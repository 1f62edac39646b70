//! Isochrones (等时圈): from where a place is reached within a bound, or where one gets from it.

mod along;
mod area;
mod rings;

use geo::{Coord, LineString, MultiLineString, MultiPolygon, Polygon};
use serde_json::{Map, Value, json};

use self::along::Entries;
use self::area::{Area, Grid, Piece, crossings};
use self::rings::{Edge, shapes};
use super::NetworkError;
use super::build::{Direction, RoadNetwork};
use super::search::{Cost, Search};
use super::segments::Plane;
use super::snap::{Part, Snap, Snapping};
use super::streets::{Spot, degrees, spot};
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
    /// The cells of the grid on which the area is drawn, in metres, from 2 to 1,000: holes that are smaller may be filled.
    /// They are made larger where more than 4,096 each way would be needed.
    pub cell_m: f64,
    /// How far the outline may be moved to have fewer corners, in metres, from 0 to 100.
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
    /// From where a place is reached within each of some bounds (等时圈), or where one gets from it: the streets, cut exactly
    /// at the bound, and the area about them.
    ///
    /// A place is in the area if it would be within the bound once snapped: its nearest street counts, within the snap
    /// limit, and the walk from there. So lakes, yards and blocks that are farther stay out, and so does the other bank of
    /// a river without a bridge. The area is drawn on a grid; a place on the wrong side of the line is less than a cell's
    /// diagonal and the tolerance away from where it truly is. Areas are valid in the sense of RFC 7946 and OGC, with outer
    /// rings counter-clockwise; that of a lesser bound lies within that of a greater one.
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
    /// assert_eq!(found.geojson()["features"].as_array().map(Vec::len), Some(4));
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
        let found = Found {
            network: self,
            origin,
            drawing,
            search,
            plane: Plane::at(lon, lat),
            centre: spot(lon, lat),
            // At least 500 m/h.
            walk_ds_per_m: 36_000.0 / f64::from(self.off_street_m_per_h.max(1)),
            limit_m,
        };
        let around = found.around(most_ds);
        let grid = Grid::new(found.plane, around.reach, drawing.cell_m.max(2.0).min(1e3));
        let tolerance_m = drawing.tolerance_m.max(0.0).min(100.0);

        // From the least bound to the greatest, each around the one before.
        let mut order: Vec<usize> = (0..bounds_ds.len()).collect();
        order.sort_by_key(|&index| bounds_ds.get(index));
        let (mut edge, mut circles) = (Edge::new(), vec![None; bounds_ds.len()]);
        for index in order {
            let Some(&bound_ds) = bounds_ds.get(index) else { continue };
            let area = Area {
                pieces: &around.pieces,
                bound_ds: f64::from(bound_ds),
                walk_ds_per_m: found.walk_ds_per_m,
                limit_m,
            };
            rings::debug(&crossings(&area, &grid), &grid);
            let (drawn, its_edge) = shapes(&crossings(&area, &grid), &grid, tolerance_m, &edge);
            edge = its_edge;
            if let Some(circle) = circles.get_mut(index) {
                let area = drawn.iter().map(|shape| {
                    Polygon::new(
                        line_string(&shape.outer),
                        shape.holes.iter().map(|ring| line_string(ring)).collect(),
                    )
                });
                *circle = Some(Isochrone {
                    bound_ds,
                    area: area.collect(),
                    streets: found.streets(&around.streets, bound_ds),
                });
            }
        }
        let drawing = Drawing { cell_m: grid.cell_m(), tolerance_m, ..*drawing };
        let circles = circles.into_iter().flatten().collect();
        Ok(Isochrones { system: self.system, mode: self.mode, drawing, snap_m: origin.snap_m(), circles })
    }
}

/// A line of corners in units of 1e-6 degrees.
fn line_string(ring: &[[i32; 2]]) -> LineString<f64> {
    ring.iter().map(|&[lon, lat]| Coord { x: f64::from(lon) / 1e6, y: f64::from(lat) / 1e6 }).collect()
}

/// A search that has been run, and in which plane it is drawn.
struct Found<'a> {
    network: &'a RoadNetwork,
    origin: &'a Snap,
    drawing: &'a Drawing,
    search: Search<Cost>,
    plane: Plane,
    centre: Spot,
    walk_ds_per_m: f64,
    limit_m: f64,
}

/// The streets about an isochrone.
struct Around {
    /// Streets that are reached, in order.
    streets: Vec<u32>,
    /// Pieces of all streets that may be the nearest to a place that is reached.
    pieces: Vec<Piece>,
    /// South-western and north-eastern corner of what can be reached.
    reach: [Spot; 2],
}

impl Found<'_> {
    /// Whether places are brought to a street at all.
    fn counts(&self, street: u32) -> bool {
        self.drawing.snapping.component_nodes_min <= 1
            || self.network.is_in_component(street, self.drawing.snapping.component_nodes_min)
    }

    fn entries(&self, street: u32) -> Option<Entries> {
        let stretch = self.network.streets.get(street as usize)?;
        Some(Entries::new((street, stretch), self.origin, self.drawing.direction, &self.search))
    }

    /// Finds the streets of reached nodes first, then all that are near to what is reached by them.
    fn around(&self, bound_ds: u32) -> Around {
        let mut extent = Extent::default();
        for &node in self.search.reached() {
            if let Some(&at) = self.network.nodes.get(node as usize) {
                extent.include(self.plane.metres(at), 0.0);
            }
        }
        // A street that is reached touches that, for a node of it is in it, or else is the origin's.
        let mut streets = self.streets_in(&extent, 0.0);
        streets.retain(|&street| self.entries(street).is_some_and(|entries| entries.any()));
        let mut pieces = Vec::new();
        for &street in &streets {
            self.pieces_of(street, bound_ds, &mut pieces, &mut extent);
        }
        for street in self.streets_in(&extent, extent.widest_m) {
            if streets.binary_search(&street).is_err() && self.counts(street) {
                self.pieces_of(street, bound_ds, &mut pieces, &mut Extent::default());
            }
        }
        // A place at the origin itself, where the street does not lead on. At a node it is the node to the bit.
        let line = self.network.line(self.origin.street);
        let node = match self.origin.part {
            Part::START => line.first(),
            Part::END => line.last(),
            _ => None,
        };
        let at = node.map_or([0.0; 2], |&node| self.plane.metres(node));
        let origin_ds = f64::from(self.origin.off_street.time_ds());
        pieces.push(Piece::new(at, at, Some([origin_ds; 2]), self.walk_ds_per_m));
        extent.include(at, ((f64::from(bound_ds) - origin_ds) / self.walk_ds_per_m).clamp(0.0, self.limit_m));
        Around { streets, pieces, reach: self.units(&extent, 0.0).map(|corner| corner.map(within_i32)) }
    }

    /// A box in metres, wider by some, in units of 1e-7 degrees.
    fn units(&self, extent: &Extent, wider_m: f64) -> [[i64; 2]; 2] {
        let unit_m = self.plane.unit_m();
        let corner = |metres: [f64; 2], wider_m: f64| {
            [0, 1].map(|axis: usize| {
                let away = (metres[axis] + wider_m) / unit_m[axis].max(1e-6);
                i64::from(self.centre[axis]) + away.clamp(-4e9, 4e9) as i64
            })
        };
        [corner(extent.least, -wider_m - 1.0), corner(extent.most, wider_m + 1.0)]
    }

    /// The streets that touch a box in metres, wider by some, and some near it, in order; the origin's among them.
    fn streets_in(&self, extent: &Extent, wider_m: f64) -> Vec<u32> {
        let mut streets = vec![self.origin.street];
        let mut end = 0;
        for piece in self.network.segments.in_box(self.units(extent, wider_m)) {
            // Pieces of one street come one after the other.
            if piece >= end {
                let street = self.network.street_of(piece);
                streets.push(street);
                let next = self.network.streets.get(street as usize + 1);
                end = next.map_or(u32::MAX, |next| next.line);
            }
        }
        streets.sort_unstable();
        streets.dedup();
        streets
    }

    /// Adds the straight pieces of a street with their times, and how far the area goes about them.
    fn pieces_of(&self, street: u32, bound_ds: u32, pieces: &mut Vec<Piece>, extent: &mut Extent) {
        let Some(entries) = self.entries(street) else { return };
        let bound_ds = f64::from(bound_ds);
        let mut add = |from: [f64; 2], to: [f64; 2], time_ds: Option<[f64; 2]>| {
            pieces.push(Piece::new(from, to, time_ds, self.walk_ds_per_m));
            let Some([first_ds, last_ds]) = time_ds else { return };
            let width_m = |time_ds: f64| ((bound_ds - time_ds) / self.walk_ds_per_m).min(self.limit_m);
            for (at, other, time_ds, other_ds) in
                [(from, to, first_ds, last_ds), (to, from, last_ds, first_ds)]
            {
                if time_ds <= bound_ds {
                    extent.include(at, width_m(time_ds));
                } else if other_ds <= bound_ds {
                    extent.include(between(other, at, (bound_ds - other_ds) / (time_ds - other_ds)), 0.0);
                }
            }
        };
        let line = MeasuredLine::new(self.network.line(street), &self.plane);
        if line.length_m == 0.0 || !entries.any() {
            let mut least: Option<f64> = None;
            entries.times(|_, time_ds| {
                if let Some([first, last]) = time_ds {
                    least = Some(first.min(last).min(least.unwrap_or(first)));
                }
            });
            for ([from, to], _) in line.pieces() {
                add(from, to, least.map(|time_ds| [time_ds; 2]));
            }
            return;
        }
        for ([from, to], [start, end]) in line.pieces() {
            entries.times(|[first, last], time_ds| {
                let (low, high) = (start.max(first), end.min(last));
                if low >= high {
                    return;
                }
                // Ends as they are, so that pieces that meet there meet to the bit.
                let at = |share: f64| match share {
                    _ if share == start => from,
                    _ if share == end => to,
                    _ => between(from, to, (share - start) / (end - start)),
                };
                let time_ds = time_ds.map(|[first_ds, last_ds]| {
                    [low, high].map(|share| match share {
                        _ if share == first => first_ds,
                        _ if share == last => last_ds,
                        _ => first_ds + (last_ds - first_ds) * ((share - first) / (last - first)),
                    })
                });
                add(at(low), at(high), time_ds);
            });
        }
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

/// A box of what is reached, in metres, with the origin.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    least: [f64; 2],
    most: [f64; 2],
    /// The greatest distance of the area from the streets.
    widest_m: f64,
}

impl Extent {
    fn include(&mut self, at: [f64; 2], width_m: f64) {
        self.widest_m = self.widest_m.max(width_m);
        for axis in [0, 1] {
            self.least[axis] = self.least[axis].min(at[axis] - width_m);
            self.most[axis] = self.most[axis].max(at[axis] + width_m);
        }
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

fn within_i32(value: i64) -> i32 {
    value.clamp(-1_900_000_000, 1_900_000_000) as i32
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
                let direction = match self.drawing.direction {
                    Direction::To => "to",
                    Direction::From => "from",
                };
                let shared = [
                    ("part", json!(part)),
                    ("time_s", json!(f64::from(circle.bound_ds) / 10.0)),
                    ("mode", json!(self.mode)),
                    ("direction", json!(direction)),
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
#[path = "tests.rs"]
mod tests;
