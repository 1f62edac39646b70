//! The straight pieces of streets in a grid, to find the one nearest to a place.

use crate::grouped::Grouped;
use std::ops::RangeInclusive;

use super::build::Stretch;
use super::order::bounds;
use super::streets::Spot;
use crate::place::EARTH_RADIUS_M;

/// Pieces of streets by the cells of a grid that they touch. A piece is named by where its first point stands in the
/// points of all streets.
#[derive(Debug, Clone)]
pub(super) struct Segments {
    corner: Spot,
    /// Width and height of a cell in units of 1e-7 degrees.
    cell: [i64; 2],
    columns: u32,
    rows: u32,
    /// The pieces of each cell, row by row.
    pieces: Grouped<u32>,
}

/// A place on a piece of a street.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Foot {
    pub(super) distance_m: f64,
    pub(super) piece: u32,
    /// How much of the piece lies before it, from 0 to 1.
    pub(super) along: f64,
}

/// Metres to a unit of 1e-7 degrees along a meridian.
const METRES: f64 = EARTH_RADIUS_M * std::f64::consts::PI / 180.0 / 1e7;

/// The plane that touches the sphere at a place, in metres, east and north of it. Within some kilometres its distances err
/// by less than a thousandth.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    origin: [f64; 2],
    east_m: f64,
}

impl Plane {
    pub(super) fn at(lon: f64, lat: f64) -> Self {
        Self { origin: [lon * 1e7, lat * 1e7], east_m: METRES * libm::cos(lat.to_radians()) }
    }

    pub(super) fn metres(&self, [lon, lat]: Spot) -> [f64; 2] {
        self.metres_of(f64::from(lon), f64::from(lat))
    }

    /// The same for a longitude and a latitude in units of 1e-7 degrees that are no whole ones.
    pub(super) fn metres_of(&self, lon: f64, lat: f64) -> [f64; 2] {
        [(lon - self.origin[0]) * self.east_m, (lat - self.origin[1]) * METRES]
    }

    /// Metres to a unit of 1e-7 degrees, east and north.
    pub(super) fn unit_m(&self) -> [f64; 2] {
        [self.east_m, METRES]
    }
}

/// Most cells.
const CELLS_MAX: i64 = 1 << 22;

impl Segments {
    pub(super) fn new(streets: &[Stretch], lines: &[Spot]) -> Self {
        let pieces = || {
            // Not those from the end of one street to the beginning of the next.
            let mut starts = streets.iter().skip(1).map(|street| street.line).peekable();
            lines.windows(2).zip(0_u32..).filter_map(move |(ends, piece)| {
                if starts.next_if_eq(&(piece + 1)).is_some() {
                    return None;
                }
                Some((piece, *ends.first()?, *ends.last()?))
            })
        };
        let (corner, far) = bounds(lines.iter().copied());
        let none = Grouped::new(0, 0, |_| ());
        if lines.is_empty() {
            return Self { corner: [0; 2], cell: [1; 2], columns: 0, rows: 0, pieces: none };
        }
        let span =
            [i64::from(far[0]) - i64::from(corner[0]) + 1, i64::from(far[1]) - i64::from(corner[1]) + 1];
        let middle = f64::from(corner[1]) / 2e7 + f64::from(far[1]) / 2e7;
        let wider = 1.0 / libm::cos(middle.to_radians()).max(0.01);
        let wanted = (lines.len() as i64).min(CELLS_MAX) as f64;
        let mut height = (span[0] as f64 / wider * span[1] as f64 / wanted).sqrt().max(1_000.0);
        let mut grid = loop {
            let cell = [(height * wider) as i64, height as i64];
            let grid = Self {
                corner,
                cell,
                columns: ((span[0] - 1) / cell[0] + 1).min(1 << 20) as u32,
                rows: ((span[1] - 1) / cell[1] + 1).min(1 << 20) as u32,
                pieces: none.clone(),
            };
            let cells = i64::from(grid.columns) * i64::from(grid.rows);
            let touched = || pieces().map(|(_, from, to)| grid.touched_at_most(from, to)).sum::<u64>();
            // Long pieces through many cells would fill the memory; then cells are larger.
            if cells <= 2 * CELLS_MAX && touched() <= 4 * lines.len() as u64 + 1_024 {
                break grid;
            }
            height *= 2.0;
        };
        grid.pieces = Grouped::new(grid.columns as usize * grid.rows as usize, 0, |each| {
            for (piece, from, to) in pieces() {
                grid.for_each_touched(from, to, |cell| each(cell, piece));
            }
        });
        grid
    }

    /// The cell of a value along an axis, the first or last if it lies outside.
    fn cell_of(&self, axis: usize, value: i64) -> u32 {
        let (corner, cell) = (self.corner.get(axis), self.cell.get(axis));
        let most = if axis == 0 { self.columns } else { self.rows };
        let offset = value - i64::from(corner.copied().unwrap_or_default());
        (offset / cell.copied().unwrap_or(1)).clamp(0, i64::from(most.max(1)) - 1) as u32
    }

    fn range(&self, axis: usize, from: i64, to: i64) -> RangeInclusive<u32> {
        self.cell_of(axis, from.min(to))..=self.cell_of(axis, from.max(to))
    }

    /// How many cells a piece touches, or a few more.
    fn touched_at_most(&self, from: Spot, to: Spot) -> u64 {
        let spanned = |range: RangeInclusive<u32>| u64::from(range.end() - range.start());
        let columns = spanned(self.range(0, i64::from(from[0]), i64::from(to[0])));
        let rows = spanned(self.range(1, i64::from(from[1]), i64::from(to[1])));
        if rows == 0 || columns == 0 { rows + columns + 1 } else { columns + 2 * rows + 2 }
    }

    /// The cells that a piece touches, row by row, with two units to spare for rounding.
    fn for_each_touched(&self, from: Spot, to: Spot, mut each: impl FnMut(u32)) {
        let [from, to] = [from, to].map(|at| at.map(i64::from));
        let rows = self.range(1, from[1], to[1]);
        let one_row = rows.start() == rows.end();
        for row in rows {
            let (west, east) = if one_row {
                (from[0].min(to[0]), from[0].max(to[0]))
            } else {
                let south = i64::from(self.corner[1]) + i64::from(row) * self.cell[1];
                let slope = (to[0] - from[0]) as f64 / (to[1] - from[1]) as f64;
                let lon_at = |lat: i64| {
                    let lat = lat.clamp(from[1].min(to[1]), from[1].max(to[1]));
                    from[0] as f64 + slope * (lat - from[1]) as f64
                };
                let (one, other) = (lon_at(south), lon_at(south + self.cell[1]));
                ((one.min(other) - 2.0).floor() as i64, (one.max(other) + 2.0).ceil() as i64)
            };
            for column in self.range(0, west, east) {
                each(row * self.columns + column);
            }
        }
    }

    /// The nearest place on a piece that is asked for, if there is one within the limit; of equally near ones that on the
    /// first piece.
    pub(super) fn nearest(
        &self,
        (lon, lat): (f64, f64),
        limit_m: f64,
        lines: &[Spot],
        is_asked: impl Fn(u32) -> bool,
    ) -> Option<Foot> {
        let plane = Plane::at(lon, lat);
        let mut within_m = (self.cell[1] as f64 * METRES).min(limit_m);
        loop {
            let best = self.nearest_in_box(&plane, within_m, lines, &is_asked);
            match best {
                Some(foot) if foot.distance_m <= within_m => return best,
                _ if within_m >= limit_m => return None,
                // Nothing outside a box of that size is nearer.
                Some(foot) => within_m = foot.distance_m.min(limit_m),
                None => within_m = (within_m * 2.0).min(limit_m),
            }
        }
    }

    /// The pieces that touch a box, and some near it, in order.
    pub(super) fn in_box(&self, [south_west, north_east]: [Spot; 2]) -> Vec<u32> {
        let mut found = Vec::new();
        if self.columns > 0 {
            let columns = self.range(0, i64::from(south_west[0]), i64::from(north_east[0]));
            for row in self.range(1, i64::from(south_west[1]), i64::from(north_east[1])) {
                // The cells of a row lie side by side.
                let start = row * self.columns;
                let cells = start + columns.start()..=start + columns.end();
                found.extend_from_slice(self.pieces.of_all(cells));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The nearest of the places on pieces that touch cells which a box about the origin of a plane touches.
    fn nearest_in_box(
        &self,
        plane: &Plane,
        within_m: f64,
        lines: &[Spot],
        is_asked: impl Fn(u32) -> bool,
    ) -> Option<Foot> {
        // A unit to spare for rounding; at a pole the box is the whole width.
        let wide = (within_m / plane.east_m.abs().max(1e-9)).min(4e9) + 1.0;
        let high = within_m / METRES + 1.0;
        let [lon, lat] = plane.origin;
        let mut best: Option<Foot> = None;
        if self.columns == 0 {
            return best;
        }
        for row in self.range(1, (lat - high).floor() as i64, (lat + high).ceil() as i64) {
            for column in self.range(0, (lon - wide).floor() as i64, (lon + wide).ceil() as i64) {
                for &piece in self.pieces.of(row * self.columns + column) {
                    let Some([from, to, ..]) = lines.get(piece as usize..) else { continue };
                    let foot = foot(piece, plane.metres(*from), plane.metres(*to));
                    let is_nearer =
                        best.is_none_or(|best| (foot.distance_m, foot.piece) < (best.distance_m, best.piece));
                    if is_nearer && is_asked(piece) {
                        best = Some(foot);
                    }
                }
            }
        }
        best
    }
}

/// The place of a piece that is nearest to the origin.
fn foot(piece: u32, from: [f64; 2], to: [f64; 2]) -> Foot {
    let way = [to[0] - from[0], to[1] - from[1]];
    let squared = way[0] * way[0] + way[1] * way[1];
    let along = match -(from[0] * way[0] + from[1] * way[1]) / squared {
        along if squared > 0.0 => along.clamp(0.0, 1.0),
        _ => 0.0,
    };
    let at = [from[0] + along * way[0], from[1] + along * way[1]];
    Foot { distance_m: (at[0] * at[0] + at[1] * at[1]).sqrt(), piece, along }
}
