//! The area from which people come in time (等时圈范围): which places are within a bound, and where its edge crosses a grid.
//!
//! A place is brought to its nearest street, within the snap limit, and the walk to it counts. So the area is no union of
//! strips around what is reached: a place across a river, whose nearest street is not reached, is not in it, however near
//! the other bank. Neither is it bounded by straight lines and arcs: where two streets are equally near runs a parabola.
//! Hence it is drawn, on a grid, from an exact answer for any place ([`Area::is_within`]):
//!
//! - squares are quartered until all of one is within, all is beyond, or it is a single cell;
//! - where two corners of a cell differ, the edge is looked for on the side between them, to 1e-6 degrees.
//!
//! A place that the drawing has on the wrong side is therefore at most a cell's diagonal away from the true edge; only what
//! is smaller than a cell may be filled or left out. Corners lie on sides of cells, one at most on each, so that rings cannot touch.

use std::ops::Range;

use crate::place::network::segments::Plane;
use crate::place::network::streets::Spot;

/// A straight piece of a street, with the time from which it goes on at one end and at the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    from: [f64; 2],
    to: [f64; 2],
    way: [f64; 2],
    /// One divided by the square of the length; 0 for a point.
    per_squared: f64,
    time_ds: [f64; 2],
    more_ds: f64,
    /// The most by which the time of a place changes for a metre of way, as long as this piece is the nearest.
    ds_per_m: f64,
}

/// The time of what is not reached.
const NEVER_DS: f64 = 1e18;

impl Piece {
    /// Between two places of a plane in metres, with times in tenths of a second; none for a piece that is not reached.
    pub(super) fn new(from: [f64; 2], to: [f64; 2], time_ds: Option<[f64; 2]>, walk_ds_per_m: f64) -> Self {
        let way = [to[0] - from[0], to[1] - from[1]];
        let squared = way[0] * way[0] + way[1] * way[1];
        let per_squared = if squared > 0.0 { 1.0 / squared } else { 0.0 };
        let time_ds = time_ds.unwrap_or([NEVER_DS; 2]);
        let along = if squared > 0.0 { (time_ds[1] - time_ds[0]) / squared.sqrt() } else { 0.0 };
        // Along the piece and away from it are at right angles.
        let ds_per_m = (along * along + walk_ds_per_m * walk_ds_per_m).sqrt();
        Self { from, to, way, per_squared, time_ds, more_ds: time_ds[1] - time_ds[0], ds_per_m }
    }

    /// The square of the distance of a place in metres, and the time at the place of the piece that is nearest to it.
    #[inline]
    fn foot(&self, at: [f64; 2]) -> (f64, f64) {
        let [x, y] = [at[0] - self.from[0], at[1] - self.from[1]];
        let along = (x * self.way[0] + y * self.way[1]) * self.per_squared;
        let is_end = along >= 1.0;
        // Both ways without a branch, which would be guessed wrong as often as not.
        let along = along.clamp(0.0, 1.0);
        let ([x, y], [u, v]) =
            ([x - along * self.way[0], y - along * self.way[1]], [at[0] - self.to[0], at[1] - self.to[1]]);
        let (between, end) = (x * x + y * y, u * u + v * v);
        let time_ds = self.time_ds[0] + along * self.more_ds;
        // Ends as they are, so that the pieces that meet there are equally near to the bit.
        (if is_end { end } else { between }, if is_end { self.time_ds[1] } else { time_ds })
    }
}

/// What the area follows from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area<'a> {
    /// Pieces that are reached and all others that may be nearer to a place in the area.
    pub(super) pieces: &'a [Piece],
    pub(super) bound_ds: f64,
    /// Tenths of a second to walk a metre off the streets.
    pub(super) walk_ds_per_m: f64,
    pub(super) limit_m: f64,
}

impl Area<'_> {
    /// Whether people at a place of the plane come in time. Of equally near pieces, such as those that meet at a crossing,
    /// the earliest counts: a place at a node is that node.
    fn is_within(&self, at: [f64; 2], candidates: &[u32]) -> bool {
        let mut best = (f64::INFINITY, NEVER_DS);
        for &candidate in candidates {
            let Some(piece) = self.pieces.get(candidate as usize) else { continue };
            let (squared, time_ds) = piece.foot(at);
            if squared < best.0 || squared == best.0 && time_ds < best.1 {
                best = (squared, time_ds);
            }
        }
        let distance_m = best.0.sqrt();
        distance_m <= self.limit_m && best.1 + distance_m * self.walk_ds_per_m <= self.bound_ds
    }
}

/// A grid of cells whose corners are whole units of 1e-6 degrees, the coordinates of GeoJSON here, so that nothing is
/// rounded after the drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    plane: Plane,
    /// Width and height of a cell in units of 1e-6 degrees.
    pub(super) step: [i32; 2],
    /// Which cell, counted from 0° 0', is the south-western one.
    first: [i32; 2],
    /// How many there are each way.
    cells: [i32; 2],
    /// Half the diagonal of a cell in metres.
    radius_m: f64,
}

/// Most cells each way; cells are made larger where that is not enough.
const CELLS_MAX: i32 = 1 << 12;

impl Grid {
    /// Over a box of spots, with a cell more on each side. The plane's origin is about its middle.
    pub(super) fn new(plane: Plane, [south_west, north_east]: [Spot; 2], cell_m: f64) -> Self {
        let [wide, high] = plane.unit_m().map(|metres| metres * 10.0);
        let mut cell_m = cell_m;
        loop {
            let step = |unit_m: f64| (cell_m / unit_m.max(1e-6)).round().clamp(STEP_MIN, STEP_MAX) as i32;
            let step = [step(wide), step(high)];
            let cell_of = |[lon, lat]: Spot| {
                let [east, north] = step;
                [lon.div_euclid(10).div_euclid(east), lat.div_euclid(10).div_euclid(north)]
            };
            let ([west, south], [east, north]) = (cell_of(south_west), cell_of(north_east));
            let cells = [east - west + 3, north - south + 3];
            if cells.iter().all(|&cells| cells <= CELLS_MAX) {
                let [wide_m, high_m] = [wide * f64::from(step[0]), high * f64::from(step[1])];
                let radius_m = (wide_m * wide_m + high_m * high_m).sqrt() / 2.0;
                return Self { plane, step, first: [west - 1, south - 1], cells, radius_m };
            }
            cell_m *= 2.0;
        }
    }

    /// Metres to a unit of 1e-6 degrees, east and north.
    pub(super) fn unit_m(&self) -> [f64; 2] {
        self.plane.unit_m().map(|metres| metres * 10.0)
    }

    /// The longer side of a cell in metres, as it came to be.
    pub(super) fn cell_m(&self) -> f64 {
        let unit_m = self.unit_m();
        (unit_m[0] * f64::from(self.step[0])).max(unit_m[1] * f64::from(self.step[1]))
    }

    /// The middle of a square of cells and half its diagonal in metres, with some to spare.
    fn square(&self, [x, y]: [i32; 2], size: i32) -> ([f64; 2], f64) {
        let (first, [east, north]) = (self.corner([self.first[0] + x, self.first[1] + y]), self.step);
        let middle = |corner: i32, step: i32| f64::from(corner) + f64::from(step) * f64::from(size) / 2.0;
        let centre = self.metres(middle(first[0], east), middle(first[1], north));
        (centre, self.radius_m * f64::from(size) + SPARE)
    }

    /// The place of a point in units of 1e-6 degrees.
    fn metres(&self, lon: f64, lat: f64) -> [f64; 2] {
        self.plane.metres_of(lon * 10.0, lat * 10.0)
    }

    /// A corner of cells, in units of 1e-6 degrees.
    pub(super) fn corner(&self, [x, y]: [i32; 2]) -> [i32; 2] {
        [x * self.step[0], y * self.step[1]]
    }
}

/// Sides of a cell in units of 1e-6 degrees: a metre or two, and half a degree.
const STEP_MIN: f64 = 10.0;
const STEP_MAX: f64 = 500_000.0;

/// A side of a cell: its southern or western corner, and which way it goes from there, 0 for east and 1 for north. Its order
/// is no more than an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Side {
    pub(super) corner: [i32; 2],
    pub(super) axis: u8,
}

/// What of a pair is for an axis.
pub(super) fn of_axis<T>([east, north]: [T; 2], axis: u8) -> T {
    if axis == 0 { east } else { north }
}

/// Where the edge of the area crosses a side, and where it goes on, with the area on its left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Crossing {
    pub(super) side: Side,
    pub(super) next: Side,
    /// From the corner of the side that is within the area, in units of 1e-6 degrees: at least 1, less than the side.
    pub(super) offset: i32,
    /// Whether the corner that is within is the one that the side is named by.
    pub(super) from_corner: bool,
    /// Whether the edge passes through a cell on its way from or to here twice.
    pub(super) pinned: bool,
}

/// The crossings of an area's edge with the sides of cells, by side.
pub(super) fn crossings(area: &Area<'_>, grid: &Grid) -> Vec<Crossing> {
    let candidates = (0..area.pieces.len() as u32).collect();
    let mut drawing =
        Drawing { area, grid, candidates, feet: Vec::new(), found: Vec::new(), twice: Vec::new() };
    let most = grid.cells[0].max(grid.cells[1]).unsigned_abs();
    drawing.visit([0, 0], most.next_power_of_two() as i32, 0..area.pieces.len());
    let Drawing { mut found, mut twice, .. } = drawing;
    found.sort_unstable();
    twice.sort_unstable();
    for crossing in &mut found {
        crossing.pinned = twice.binary_search(&crossing.side).is_ok();
    }
    found
}

struct Drawing<'a> {
    area: &'a Area<'a>,
    grid: &'a Grid,
    /// Pieces that may be the nearest somewhere in a square, for the squares around the one that is visited, outer first.
    candidates: Vec<u32>,
    feet: Vec<(f64, f64)>,
    found: Vec<Crossing>,
    /// Sides of cells through which the edge passes twice.
    twice: Vec<Side>,
}

/// Far above the rounding of distances in metres and times in tenths of a second, far below what is measured.
const SPARE: f64 = 1e-6;

impl Drawing<'_> {
    /// Looks at a square of cells, with the pieces that may be the nearest in the square around it.
    fn visit(&mut self, [x, y]: [i32; 2], size: i32, around: Range<usize>) {
        let Self { area, grid, .. } = *self;
        if x >= grid.cells[0] || y >= grid.cells[1] {
            return;
        }
        let (centre, radius_m) = grid.square([x, y], size);
        self.feet.clear();
        let mut least = f64::INFINITY;
        for &candidate in self.candidates.get(around.clone()).unwrap_or_default() {
            let (squared, time_ds) = match area.pieces.get(candidate as usize) {
                Some(piece) => piece.foot(centre),
                None => (f64::INFINITY, NEVER_DS),
            };
            least = least.min(squared);
            self.feet.push((squared, time_ds));
        }
        let nearest_m = least.sqrt();
        if nearest_m - radius_m > area.limit_m {
            return;
        }
        // What is the nearest for some place of the square is at most that far from its centre.
        let reach_m = nearest_m + 2.0 * radius_m;
        let reach = reach_m * reach_m;
        let start = self.candidates.len();
        let (mut all_within, mut all_beyond) = (nearest_m + radius_m <= area.limit_m, true);
        for (index, &(squared, time_ds)) in around.zip(&self.feet) {
            if squared > reach {
                continue;
            }
            let Some(&candidate) = self.candidates.get(index) else { continue };
            let Some(piece) = area.pieces.get(candidate as usize) else { continue };
            let (time_ds, change_ds) =
                (time_ds + squared.sqrt() * area.walk_ds_per_m, piece.ds_per_m * radius_m + SPARE);
            all_within &= time_ds + change_ds <= area.bound_ds;
            all_beyond &= time_ds - change_ds > area.bound_ds;
            self.candidates.push(candidate);
        }
        let inner = start..self.candidates.len();
        if !all_within && !all_beyond {
            if size > 1 {
                let half = size / 2;
                for (east, north) in [(0, 0), (half, 0), (0, half), (half, half)] {
                    self.visit([x + east, y + north], half, inner.clone());
                }
            } else {
                self.cell([grid.first[0] + x, grid.first[1] + y], centre, inner);
            }
        }
        self.candidates.truncate(start);
    }

    /// Draws the edge through a cell.
    fn cell(&mut self, [x, y]: [i32; 2], centre: [f64; 2], candidates: Range<usize>) {
        let Self { area, grid, .. } = *self;
        let candidates = self.candidates.get(candidates).unwrap_or_default();
        let is_within =
            |[lon, lat]: [i32; 2]| area.is_within(grid.metres(f64::from(lon), f64::from(lat)), candidates);
        // Counter-clockwise from the south-west.
        let corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
        let within = corners.map(|corner| is_within(grid.corner(corner)));
        let sides = [([x, y], 0), ([x + 1, y], 1), ([x, y + 1], 0), ([x, y], 1)];
        let ends = within.into_iter().zip(within.into_iter().cycle().skip(1));
        // On the way around the cell the area is left at some sides, at most two, and entered again at as many.
        let (mut leaves, mut enters) = ([None; 2], [None; 2]);
        for (index, ((corner, axis), (before, after))) in sides.into_iter().zip(ends).enumerate() {
            let side = Side { corner, axis };
            let list = match (before, after) {
                (true, false) => &mut leaves,
                (false, true) => &mut enters,
                _ => continue,
            };
            match list {
                [first @ None, _] => *first = Some((index, side)),
                [_, second] => *second = Some((index, side)),
            }
        }
        let is_twice = leaves[1].is_some();
        // Where opposite corners are within, the centre tells whether the area hangs together between them.
        let joined = is_twice && area.is_within(centre, candidates);
        for (index, side) in leaves.into_iter().flatten() {
            // The next side around at which it is entered is on the other side of a corner that is beyond; the last one
            // before, of the corner that is within.
            let ahead = |entry: &(usize, Side)| (entry.0 + 4 - index) % 4;
            let entries = enters.into_iter().flatten();
            let next = if joined { entries.min_by_key(ahead) } else { entries.max_by_key(ahead) };
            let Some((_, next)) = next else { continue };
            let length = of_axis(grid.step, side.axis);
            let [lon, lat] = grid.corner(side.corner);
            // On the southern and the eastern side the way around goes from the corner that names the side.
            let from_corner = index < 2;
            let at = |offset: i32| {
                let along = if from_corner { offset } else { length - offset };
                if side.axis == 0 { [lon + along, lat] } else { [lon, lat + along] }
            };
            // Halving from the corner within keeps the order of bounds: at every place that is tried, what is within a
            // lesser bound is within a greater one.
            let (mut inner, mut outer) = (0, length);
            while outer - inner > 1 {
                let middle = (inner + outer) / 2;
                if is_within(at(middle)) {
                    inner = middle;
                } else {
                    outer = middle;
                }
            }
            let offset = inner.clamp(1, length - 1);
            self.found.push(Crossing { side, next, offset, from_corner, pinned: false });
        }
        if is_twice {
            self.twice.extend(sides.map(|(corner, axis)| Side { corner, axis }));
        }
    }
}
