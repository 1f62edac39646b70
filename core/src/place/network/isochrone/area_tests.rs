//! Areas against places that are asked one by one, and against the rules for polygons.

use geo::{Contains, Point, Winding};
use proptest::prelude::*;

use super::tests::{direction, origin, walking};
use super::*;
use crate::place::network::random::{on, streets};
use crate::place::network::snap::Part;

/// Which places are within a bound: by a scan of all streets for the nearest, and by the parts of streets within the bound,
/// which another test holds to all ways of going.
struct Truth<'a> {
    network: &'a RoadNetwork,
    origin: Snap,
    direction: Direction,
    bound_ds: u32,
    snapping: Snapping,
    search: Search<Cost>,
}

impl<'a> Truth<'a> {
    fn new(
        network: &'a RoadNetwork,
        origin: Snap,
        direction: Direction,
        bound_ds: u32,
        snapping: Snapping,
    ) -> Self {
        let mut search = Search::default();
        let starts = network.next_to(&origin, direction).into_iter().flatten();
        search.run(network.arcs(direction), starts, bound_ds);
        Self { network, origin, direction, bound_ds, snapping, search }
    }

    /// Whether a place may be said to be within the bound, or not to be: by one of the streets that are equally near, to
    /// two centimetres, and for a tenth of a second and a thousandth of the walk.
    fn may_be(&self, lon: f64, lat: f64, within: bool) -> bool {
        let plane = Plane::at(lon, lat);
        let mut feet = Vec::new();
        for number in 0..self.network.streets() as u32 {
            if !self.network.is_in_component(number, self.snapping.component_nodes_min) {
                continue;
            }
            let line = MeasuredLine::new(self.network.line(number), &plane);
            for ([from, to], [start, end]) in line.pieces() {
                let way = [to[0] - from[0], to[1] - from[1]];
                let squared = way[0] * way[0] + way[1] * way[1];
                let along = -(from[0] * way[0] + from[1] * way[1]) / squared;
                let along = if squared > 0.0 { along.clamp(0.0, 1.0) } else { 0.0 };
                let [x, y] = between(from, to, along);
                let distance_m = (x * x + y * y).sqrt();
                feet.push((distance_m, number, start + along * (end - start)));
                // All of a street without length is there, its end too.
                if line.length_m == 0.0 {
                    feet.push((distance_m, number, 1.0));
                }
            }
        }
        let nearest_m = feet.iter().map(|foot| foot.0).fold(f64::INFINITY, f64::min);
        let slack_m = 0.1 + nearest_m * 1e-3;
        let is_near = |sign: f64| nearest_m + sign * slack_m <= self.snapping.limit_m;
        let walk_ds = |sign: f64| {
            let speed = f64::from(self.network.off_street_m_per_h);
            ((nearest_m + sign * slack_m).max(0.0) * 36_000.0 / speed + sign) as u32
        };
        feet.retain(|foot| foot.0 <= nearest_m + 0.02);
        let is_within = |sign: f64| {
            feet.iter().map(move |&(_, street, share)| {
                let left_ds = self.bound_ds.checked_sub(walk_ds(sign));
                left_ds.is_some_and(|left_ds| self.is_reached(street, share, left_ds))
            })
        };
        if within {
            is_near(-1.0) && is_within(-1.0).any(|is| is)
        } else {
            !is_near(1.0) || !is_within(1.0).all(|is| is)
        }
    }

    fn is_reached(&self, street: u32, share: f64, left_ds: u32) -> bool {
        let stretch = &self.network.streets[street as usize];
        let part = Snap::on_street(street, share).part;
        let node = match part {
            Part::START => Some(stretch.from),
            Part::END => Some(stretch.to),
            _ => None,
        };
        if let Some(node) = node {
            return self.search.label(node).is_some_and(|label| label.time_ds() <= left_ds);
        }
        let within =
            Entries::new((street, stretch), &self.origin, self.direction, &self.search).within(left_ds);
        within.iter().any(|&(first, last)| first <= part && part <= last)
    }
}

type Side = [[i64; 2]; 2];

/// The sides of all rings in whole units of 1e-6 degrees, from west to east.
fn sides(area: &MultiPolygon<f64>) -> Vec<Side> {
    let spot = |at: Coord<f64>| [(at.x * 1e6).round() as i64, (at.y * 1e6).round() as i64];
    let rings =
        area.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let mut sides: Vec<Side> =
        rings.flat_map(|ring| ring.lines()).map(|line| [spot(line.start), spot(line.end)]).collect();
    sides.sort_unstable_by_key(|side| side[0][0].min(side[1][0]));
    sides
}

fn turn(a: [i64; 2], b: [i64; 2], c: [i64; 2]) -> i64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).signum()
}

fn is_on([a, b]: Side, at: [i64; 2]) -> bool {
    turn(a, b, at) == 0
        && (0..2).all(|axis| a[axis].min(b[axis]) <= at[axis] && at[axis] <= a[axis].max(b[axis]))
}

fn cross([a, b]: Side, [c, d]: Side) -> bool {
    turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

/// Two sides of rings that cross, or touch other than by following each other, if there are any.
fn crossed(sides: &[Side]) -> Option<[Side; 2]> {
    for (index, &one) in sides.iter().enumerate() {
        let east = one[0][0].max(one[1][0]);
        for &other in sides[index + 1..].iter().take_while(|side| side[0][0].min(side[1][0]) <= east) {
            let touches = |side, at, end| is_on(side, at) && at != end;
            let [a, b] = one;
            let [c, d] = other;
            if cross(one, other)
                || touches(one, c, b)
                || touches(one, d, a)
                || touches(other, a, d)
                || touches(other, b, c)
            {
                return Some([one, other]);
            }
        }
    }
    None
}

/// Whether a point is within rings; none if it is on one.
fn is_in(sides: &[Side], at: [i64; 2]) -> Option<bool> {
    let mut is_in = false;
    for &[a, b] in sides {
        if is_on([a, b], at) {
            return None;
        }
        if (a[1] > at[1]) != (b[1] > at[1]) && (turn(a, b, at) > 0) == (b[1] > a[1]) {
            is_in = !is_in;
        }
    }
    Some(is_in)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any place: it is drawn inside if and only if its time is within the bound, but for places about which the truth
    /// changes within a cell and the tolerance.
    #[test]
    fn the_area_holds_what_is_within_the_bound(
        streets in streets(), origin in origin(), direction in direction(), bound_ds in 100_u32..12_000, limit_m in 20.0..600.0_f64,
        component_nodes_min in 0_u32..4, cell_m in 5.0..60.0_f64, tolerance_m in prop_oneof![Just(0.0), 0.0..20.0_f64],
        near in prop::collection::vec((any::<prop::sample::Index>(), -1.0..1.0_f64, -1.0..1.0_f64), 100),
        far in prop::collection::vec((116.995..117.025_f64, 36.645..36.675_f64), 50),
    ) {
        let network = walking(&streets);
        let Some(origin) = on(&network, &origin)[0] else { return Ok(()) };
        let snapping = Snapping { limit_m, component_nodes_min };
        // As if it had been snapped that way.
        prop_assume!(network.is_in_component(origin.street, component_nodes_min));
        let drawing = Drawing { direction, snapping, cell_m, tolerance_m };
        let found = network.isochrones(&origin, &[bound_ds], &drawing).unwrap();
        let area = &found.circles[0].area;
        let truth = Truth::new(&network, origin, direction, bound_ds, snapping);
        let degrees = [1.0 / 89_200.0, 1.0 / 111_195.0];
        let corners: Vec<Coord<f64>> = area.iter().flat_map(|polygon| polygon.exterior().coords().copied()).collect();
        let mut places = far;
        if !corners.is_empty() {
            // Three cells about the line.
            places.extend(near.iter().map(|(index, east, north)| {
                let corner = index.get(&corners);
                (corner.x + 3.0 * cell_m * east * degrees[0], corner.y + 3.0 * cell_m * north * degrees[1])
            }));
        }
        for (lon, lat) in places {
            let is_inside = area.contains(&Point::new(lon, lat));
            if truth.may_be(lon, lat, is_inside) {
                continue;
            }
            let reach_m = found.drawing.cell_m * std::f64::consts::SQRT_2 + tolerance_m + 0.5;
            let mut around = (0..900)
                .map(|index| [f64::from(index % 30) / 14.5 - 1.0, f64::from(index / 30) / 14.5 - 1.0])
                .map(|[east, north]| (lon + east * reach_m * degrees[0], lat + north * reach_m * degrees[1]));
            prop_assert!(
                around.any(|(lon, lat)| truth.may_be(lon, lat, is_inside)),
                "{} {} is drawn {} and no place within {} m is so", lon, lat, is_inside, reach_m
            );
        }
    }

    /// Rings do not touch, go the right way round, and lie within each other as the bounds do.
    #[test]
    fn areas_are_valid_and_nested(
        streets in streets(), origin in origin(), limit_m in 5.0..600.0_f64, cell_m in 5.0..80.0_f64, tolerance_m in 0.0..40.0_f64,
        mut bounds_ds in prop::collection::vec(10_u32..9_000, 1..4),
    ) {
        let network = walking(&streets);
        let Some(origin) = on(&network, &origin)[0] else { return Ok(()) };
        let drawing = Drawing {
            snapping: Snapping { limit_m, component_nodes_min: 0 }, cell_m, tolerance_m, ..Drawing::default()
        };
        bounds_ds.sort_unstable();
        let found = network.isochrones(&origin, &bounds_ds, &drawing).unwrap();
        for circle in &found.circles {
            prop_assert_eq!(crossed(&sides(&circle.area)), None);
            for polygon in &circle.area {
                prop_assert!(polygon.exterior().is_ccw());
                prop_assert!(polygon.interiors().iter().all(|hole| hole.is_cw()));
            }
        }
        for pair in found.circles.windows(2) {
            let (inner, outer) = (sides(&pair[0].area), sides(&pair[1].area));
            for &[corner, _] in &inner {
                prop_assert_ne!(is_in(&outer, corner), Some(false));
            }
            for &[corner, _] in &outer {
                prop_assert_ne!(is_in(&inner, corner), Some(true));
            }
            for &side in &inner {
                prop_assert!(outer.iter().all(|&other| !cross(side, other)));
            }
        }
    }
}
