//! Which streets an area follows from (邻近路段): what is reached, and what is nearer to a place than that.

use super::area::Piece;
use super::{Found, MeasuredLine, between};
use crate::place::network::snap::{Part, Snapping};
use crate::place::network::streets::{Spot, spot};

/// The streets about an isochrone.
pub(super) struct Neighbourhood<'a> {
    found: &'a Found<'a>,
    bound_ds: f64,
    walk_ds_per_m: f64,
    limit_m: f64,
    extent: Extent,
    /// Pieces of all streets that may be the nearest to a place that is reached.
    pub(super) pieces: Vec<Piece>,
    /// South-western and north-eastern corner of what can be reached.
    pub(super) corners: [Spot; 2],
}

impl<'a> Neighbourhood<'a> {
    /// About streets that are reached, in order.
    pub(super) fn new(
        found: &'a Found<'a>,
        reached: &[u32],
        bound_ds: u32,
        snapping: &Snapping,
        walk_ds_per_m: f64,
    ) -> Self {
        let mut near = Self {
            found,
            bound_ds: f64::from(bound_ds),
            walk_ds_per_m,
            limit_m: snapping.limit_m,
            extent: Extent::default(),
            pieces: Vec::new(),
            corners: [[0; 2]; 2],
        };
        // At the origin's node, to the bit, should no street lead on from it.
        let line = found.network.line(found.origin.street);
        let node = match found.origin.part {
            Part::START => line.first(),
            Part::END => line.last(),
            _ => None,
        };
        if let Some(&node) = node {
            let at = found.plane.metres(node);
            near.add(at, at, Some([f64::from(found.origin.off_street.time_ds()); 2]));
        }
        for &street in reached {
            near.add_street(street);
        }
        near.corners = near.units(0.0);
        // Whether a place is brought to a street at all.
        let nodes_min = snapping.component_nodes_min;
        let counts = |street: u32| nodes_min <= 1 || found.network.is_in_component(street, nodes_min);
        for street in near.streets_in(near.units(near.extent.widest_m)) {
            if reached.binary_search(&street).is_err() && counts(street) {
                near.add_street(street);
            }
        }
        near
    }

    /// The box of what is reached, wider by some, in units of 1e-7 degrees.
    fn units(&self, wider_m: f64) -> [Spot; 2] {
        let (lon, lat) = self.found.network.place(self.found.origin);
        let ([wide, high], [lon, lat]) = (self.found.plane.unit_m(), spot(lon, lat));
        // A unit and a metre to spare; near a pole a unit is nothing.
        let unit = |centre: i32, metres: f64, unit_m: f64| {
            (f64::from(centre) + metres / unit_m.max(1e-6)).clamp(-1.9e9, 1.9e9) as i32
        };
        let corner =
            |[x, y]: [f64; 2], wider_m: f64| [unit(lon, x + wider_m, wide), unit(lat, y + wider_m, high)];
        [corner(self.extent.least, -wider_m - 1.0), corner(self.extent.most, wider_m + 1.0)]
    }

    /// The streets that touch a box, and some near it, in order.
    fn streets_in(&self, corners: [Spot; 2]) -> Vec<u32> {
        let network = self.found.network;
        let (mut streets, mut end) = (Vec::new(), 0);
        for piece in network.segments.in_box(corners) {
            // Pieces of one street come one after the other.
            if piece >= end {
                let street = network.street_of(piece);
                streets.push(street);
                end = network.streets.get(street as usize + 1).map_or(u32::MAX, |next| next.line);
            }
        }
        streets
    }

    /// Adds a straight piece with the times at its ends, and how far the area goes about it.
    fn add(&mut self, from: [f64; 2], to: [f64; 2], time_ds: Option<[f64; 2]>) {
        self.pieces.push(Piece::new(from, to, time_ds, self.walk_ds_per_m));
        let Some([first_ds, last_ds]) = time_ds else { return };
        // The area is as wide as the limit allows for a while, and then narrows down to nothing at the bound.
        let limit_ds = self.bound_ds - self.limit_m * self.walk_ds_per_m;
        let marks = [(first_ds, Some(0.0)), (last_ds, Some(1.0)), (limit_ds, None), (self.bound_ds, None)];
        for (at_ds, known) in marks {
            let part = known.unwrap_or_else(|| (at_ds - first_ds) / (last_ds - first_ds));
            if at_ds <= self.bound_ds && (0.0..=1.0).contains(&part) {
                let width_m = ((self.bound_ds - at_ds) / self.walk_ds_per_m).min(self.limit_m);
                self.extent.include(between(from, to, part), width_m);
            }
        }
    }

    /// Adds the straight pieces of a street.
    fn add_street(&mut self, street: u32) {
        let Some(entries) = self.found.entries(street) else { return };
        let line = MeasuredLine::new(self.found.network.line(street), &self.found.plane);
        if line.length_m == 0.0 || !entries.any() {
            // A place is brought to an end of a street that lies in one spot, whatever its length is said to be.
            let mut least_ds: Option<f64> = None;
            entries.times(|[first, last], time_ds| {
                let Some([first_ds, last_ds]) = time_ds else { return };
                for (is_end, time_ds) in [(first == 0.0, first_ds), (last == 1.0, last_ds)] {
                    if is_end {
                        least_ds = Some(least_ds.map_or(time_ds, |least_ds| least_ds.min(time_ds)));
                    }
                }
            });
            for ([from, to], _) in line.pieces() {
                self.add(from, to, least_ds.map(|time_ds| [time_ds; 2]));
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
                self.add(at(low), at(high), time_ds);
            });
        }
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
    fn include(&mut self, [x, y]: [f64; 2], width_m: f64) {
        self.widest_m = self.widest_m.max(width_m);
        let ([west, south], [east, north]) = (self.least, self.most);
        self.least = [west.min(x - width_m), south.min(y - width_m)];
        self.most = [east.max(x + width_m), north.max(y + width_m)];
    }
}
