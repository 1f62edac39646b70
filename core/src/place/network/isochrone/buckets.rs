//! Pieces of streets by squares of cells (分桶), so that the drawing begins with those that are near.

use super::area::{Area, Grid, Piece};

/// Pieces by the squares that their boxes touch.
pub(super) struct Buckets {
    /// Cells of a square each way.
    size: i32,
    columns: i32,
    rows: i32,
    side_m: [f64; 2],
    /// Where the pieces of each square begin, row by row, and where those of the last end.
    first: Vec<u32>,
    pieces: Vec<u32>,
    /// The last question to which each piece was an answer.
    asked: Vec<u32>,
    question: u32,
}

/// Cells of a square each way, to begin with.
const SIZE: i32 = 16;

impl Buckets {
    pub(super) fn new(pieces: &[Piece], grid: &Grid) -> Self {
        let ([west, south], [wide, high]) = grid.frame();
        let [cells_east, cells_north] = grid.cells();
        let mut size = SIZE;
        loop {
            let (columns, rows) = ((cells_east - 1) / size + 1, (cells_north - 1) / size + 1);
            let side_m = [wide * f64::from(size), high * f64::from(size)];
            // Pieces beyond the squares are in the outermost ones; a millimetre is for rounding.
            let range = |one: f64, other: f64, start: f64, side: f64, count: i32| {
                let at =
                    |value: f64| (((value - start) / side).floor().clamp(0.0, f64::from(count - 1))) as i32;
                at(one.min(other) - 0.001)..=at(one.max(other) + 0.001)
            };
            let touched = |piece: &Piece| {
                let [from, to] = piece.ends();
                (
                    range(from[0], to[0], west, side_m[0], columns),
                    range(from[1], to[1], south, side_m[1], rows),
                )
            };
            let count: usize = pieces.iter().map(touched).map(|(x, y)| x.count() * y.count()).sum();
            // Long pieces would fill the memory; then squares are larger, in the end one for all.
            if count > 8 * pieces.len() && columns.max(rows) > 1 {
                size *= 2;
                continue;
            }
            let mut entries = Vec::with_capacity(count);
            for (piece, number) in pieces.iter().zip(0_u32..) {
                let (x, y) = touched(piece);
                entries
                    .extend(y.flat_map(|row| x.clone().map(move |column| (row * columns + column, number))));
            }
            entries.sort_unstable();
            let mut first = vec![0; (columns * rows) as usize + 1];
            for (square, start) in first.iter_mut().enumerate() {
                *start = entries.partition_point(|&(of, _)| (of as usize) < square) as u32;
            }
            return Self {
                size,
                columns,
                rows,
                side_m,
                first,
                pieces: entries.into_iter().map(|(_, piece)| piece).collect(),
                asked: vec![0; pieces.len()],
                question: 0,
            };
        }
    }

    /// Cells of a square each way.
    pub(super) fn size(&self) -> i32 {
        self.size
    }

    /// Collects the pieces that may be the nearest to a place in a square, each once. None if no place in it is within the
    /// limit.
    pub(super) fn near(
        &mut self,
        [x, y]: [i32; 2],
        centre: [f64; 2],
        radius_m: f64,
        area: &Area<'_>,
        near: &mut Vec<u32>,
    ) {
        let side_m = self.side_m[0].min(self.side_m[1]);
        self.question += 1;
        let mut least = f64::INFINITY;
        // Rings of squares, from the middle.
        for ring in 0..=self.columns.max(self.rows) {
            for row in (y - ring).max(0)..=(y + ring).min(self.rows - 1) {
                let whole_row = (row - y).abs() == ring;
                let step = if whole_row || ring == 0 { 1 } else { 2 * ring };
                for column in (x - ring..=x + ring).step_by(step as usize) {
                    if (0..self.columns).contains(&column) {
                        least = least.min(self.collect(row * self.columns + column, centre, area, near));
                    }
                }
            }
            // What is in none of them is at least that far from the centre.
            let beyond_m = (f64::from(ring) + 0.5) * side_m;
            let nearest_m = least.sqrt();
            if beyond_m >= nearest_m + 2.0 * radius_m || beyond_m.min(nearest_m) - radius_m > area.limit_m {
                break;
            }
        }
    }

    /// Adds the pieces of a square that are not there yet; gives the square of the least distance of one.
    fn collect(&mut self, square: i32, centre: [f64; 2], area: &Area<'_>, near: &mut Vec<u32>) -> f64 {
        let mut least = f64::INFINITY;
        let Some([start, end, ..]) = self.first.get(square as usize..) else { return least };
        for &number in self.pieces.get(*start as usize..*end as usize).unwrap_or_default() {
            let (asked, piece) = (self.asked.get_mut(number as usize), area.pieces.get(number as usize));
            if let (Some(asked), Some(piece)) = (asked, piece)
                && *asked != self.question
            {
                *asked = self.question;
                least = least.min(piece.foot(centre).0);
                near.push(number);
            }
        }
        least
    }
}
