//! From crossings of a grid to polygons (轮廓): rings, their corners thinned out, holes in their places.

use super::area::{Crossing, Grid, Side, of_axis};

/// A closed line of corners in units of 1e-6 degrees, the first not repeated, with the area on its left.
type Ring = Vec<[i32; 2]>;

/// A polygon: its outer ring, counter-clockwise, and its holes, clockwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) outer: Ring,
    pub(super) holes: Vec<Ring>,
}

/// Where the drawn edge of an area crosses sides of cells, by side, with the distance from the corner that is within,
/// rounded up.
pub(super) type Edge = Vec<(Side, i32)>;

/// The polygons of an area, and where their edge is.
///
/// Corners of a ring are left out where a straight line from one that stays to another passes every side that the edge
/// passes between them, no farther from there than the tolerance. Then rings stay apart: each cell has one line through it,
/// and through the few that have two nothing is moved. `inner` is the edge of an area with a lesser bound; where both pass
/// one side, this one stays outside, so that the areas of rising bounds lie within each other.
pub(super) fn shapes(
    crossings: &[Crossing],
    grid: &Grid,
    tolerance_m: f64,
    inner: &Edge,
) -> (Vec<Shape>, Edge) {
    let tolerance = grid.units(tolerance_m);
    let mut edge = Edge::with_capacity(crossings.len());
    let mut seen = vec![false; crossings.len()];
    let (mut outers, mut holes) = (Vec::new(), Vec::new());
    for start in 0..crossings.len() {
        let mut gates = Vec::new();
        let mut at = start;
        // Once around; a side has one crossing, by which it is found.
        while let (Some(crossing), Some(seen @ false)) = (crossings.get(at), seen.get_mut(at)) {
            *seen = true;
            gates.push(Gate::new(crossing, grid, tolerance, inner));
            match crossings.binary_search_by_key(&crossing.next, |next| next.side) {
                Ok(next) => at = next,
                Err(_) => break,
            }
        }
        if gates.len() < 3 {
            continue;
        }
        let ring = thinned(&gates, &mut edge);
        if twice_area(&ring) > 0 { &mut outers } else { &mut holes }.push(ring);
    }
    edge.sort_unstable();
    let mut shapes: Vec<Shape> = outers.into_iter().map(|outer| Shape { outer, holes: Vec::new() }).collect();
    place_holes(&mut shapes, holes);
    (shapes, edge)
}

impl Grid {
    /// Metres along the sides of cells in whole units of 1e-6 degrees, rounded down.
    fn units(&self, metres: f64) -> [i32; 2] {
        self.unit_m().map(|unit_m| (metres / unit_m).clamp(0.0, 1e6) as i32)
    }
}

/// A side that the edge passes, and how far it may be moved on it.
#[derive(Debug, Clone, Copy)]
struct Gate {
    side: Side,
    /// The corner within, and the step from it along the side: 1 or -1 on one axis.
    corner: [i32; 2],
    step: [i32; 2],
    /// Distances from the corner within: the least, the wanted and the greatest.
    least: i32,
    offset: i32,
    most: i32,
    pinned: bool,
}

impl Gate {
    fn new(crossing: &Crossing, grid: &Grid, tolerance: [i32; 2], inner: &Edge) -> Self {
        let Crossing { side, offset, from_corner, pinned, .. } = *crossing;
        let (length, tolerance) = (of_axis(grid.step, side.axis), of_axis(tolerance, side.axis));
        let ([lon, lat], away) = (grid.corner(side.corner), if from_corner { 0 } else { length });
        let sign = if from_corner { 1 } else { -1 };
        let (corner, step) = match side.axis {
            0 => ([lon + away, lat], [sign, 0]),
            _ => ([lon, lat + away], [0, sign]),
        };
        let inside = inner.binary_search_by_key(&side, |&(side, _)| side).ok();
        let inside = inside.and_then(|index| inner.get(index)).map_or(1, |&(_, offset)| offset);
        let offset = offset.max(inside);
        let (least, most) = ((offset - tolerance).max(inside), (offset + tolerance).min(length - 1));
        let most = most.max(offset);
        Self { side, corner, step, least, offset, most, pinned }
    }

    fn at(&self, offset: i32) -> [i32; 2] {
        [self.corner[0] + self.step[0] * offset, self.corner[1] + self.step[1] * offset]
    }

    /// Where a line passes it, as the distance from the corner within, rounded up.
    fn passed(&self, [from, to]: [[i32; 2]; 2]) -> i32 {
        // How far the corner is on the left of the line, and by how much that falls with each step.
        let height = cross(from, to, self.corner);
        let fall = height - cross(from, to, self.at(1));
        match fall {
            0 => self.offset,
            _ => ((height * fall.signum() + fall.abs() - 1).div_euclid(fall.abs())) as i32,
        }
    }
}

/// Twice the area of a triangle, positive if it goes counter-clockwise.
fn cross(a: [i32; 2], b: [i32; 2], c: [i32; 2]) -> i64 {
    let way = |to: [i32; 2]| [i64::from(to[0]) - i64::from(a[0]), i64::from(to[1]) - i64::from(a[1])];
    let ([x, y], [u, v]) = (way(b), way(c));
    x * v - y * u
}

/// The corners that stay of a ring through gates; notes where it passes each gate.
fn thinned(gates: &[Gate], edge: &mut Edge) -> Ring {
    let mut ring = Ring::new();
    let mut start = 0;
    while let Some(first) = gates.get(start) {
        let from = first.at(first.offset);
        ring.push(from);
        edge.push((first.side, first.offset));
        let end = farthest(gates, start, from);
        let to = gates.get(end % gates.len()).map_or(from, |gate| gate.at(gate.offset));
        for gate in gates.get(start + 1..end).unwrap_or_default() {
            edge.push((gate.side, gate.passed([from, to])));
        }
        start = end;
    }
    ring
}

/// The last gate that is reached from one by a straight line through all gates between; the first one again after the last.
fn farthest(gates: &[Gate], start: usize, from: [i32; 2]) -> usize {
    let mut best = start + 1;
    // Directions that pass all gates so far: to the left of the one and to the right of the other.
    let mut cone: Option<[[i32; 2]; 2]> = None;
    for index in start + 1..=gates.len() {
        let Some(gate) = gates.get(index % gates.len()) else { break };
        let to = gate.at(gate.offset);
        let is_seen =
            cone.is_none_or(|[right, left]| cross(from, right, to) >= 0 && cross(from, left, to) <= 0);
        if is_seen {
            best = index;
        }
        if gate.pinned {
            break;
        }
        // The area lies on the left, and with it the corner within.
        let (mut left, mut right) = (gate.at(gate.least), gate.at(gate.most));
        if let Some([before_right, before_left]) = cone {
            if cross(from, before_right, left) < 0 || cross(from, before_left, right) > 0 {
                break;
            }
            if cross(from, before_right, right) < 0 {
                right = before_right;
            }
            if cross(from, before_left, left) > 0 {
                left = before_left;
            }
        }
        cone = Some([right, left]);
    }
    best
}

fn twice_area(ring: &[[i32; 2]]) -> i128 {
    let Some(&origin) = ring.first() else { return 0 };
    let triangles = ring.windows(2).filter_map(|ends| Some(cross(origin, *ends.first()?, *ends.last()?)));
    triangles.map(i128::from).sum()
}

/// Gives each hole to the smallest polygon around it.
fn place_holes(shapes: &mut [Shape], holes: Vec<Ring>) {
    let boxes: Vec<([i32; 4], i128)> = shapes
        .iter()
        .map(|shape| {
            let all = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];
            let sides = shape.outer.iter().fold(all, |[west, south, east, north], &[lon, lat]| {
                [west.min(lon), south.min(lat), east.max(lon), north.max(lat)]
            });
            (sides, twice_area(&shape.outer))
        })
        .collect();
    for hole in holes {
        let Some(&at) = hole.first() else { continue };
        let around = shapes.iter().zip(&boxes).zip(0_usize..).filter(|((shape, (sides, _)), _)| {
            let [west, south, east, north] = *sides;
            west <= at[0] && at[0] <= east && south <= at[1] && at[1] <= north && contains(&shape.outer, at)
        });
        let smallest = around.min_by_key(|((_, (_, area)), _)| *area).map(|(_, index)| index);
        if let Some(shape) = smallest.and_then(|index| shapes.get_mut(index)) {
            shape.holes.push(hole);
        }
    }
}

/// Whether a point that is on no ring is inside of one: whether a line from it to the east crosses it an odd number of times.
fn contains(ring: &[[i32; 2]], at: [i32; 2]) -> bool {
    let mut is_inside = false;
    for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        if (from[1] > at[1]) != (to[1] > at[1]) && (cross(*from, *to, at) > 0) == (to[1] > from[1]) {
            is_inside = !is_inside;
        }
    }
    is_inside
}
