//! A flat map: degrees become whole metres east and south of the middle, lines become SVG paths.

use std::fmt::Write as _;

use doorstep::place::EARTH_RADIUS_M;
use serde_json::Value;

/// A local map: equirectangular about its middle, true to scale there.
pub(crate) struct Projection {
    middle: (f64, f64),
    m_per_degree: (f64, f64),
}

/// Metres east and south of the middle.
pub(crate) type Point = (i64, i64);

impl Projection {
    /// A map about the middle of a box (west, south, east, north).
    pub(crate) fn about([west, south, east, north]: [f64; 4]) -> Self {
        let middle = (f64::midpoint(west, east), f64::midpoint(south, north));
        let north_m = EARTH_RADIUS_M.to_radians();
        Self { middle, m_per_degree: (north_m * middle.1.to_radians().cos(), north_m) }
    }

    /// The point of a place.
    pub(crate) fn point(&self, lon: f64, lat: f64) -> Point {
        let metres = |degrees: f64, scale: f64| (degrees * scale).round() as i64;
        (metres(lon - self.middle.0, self.m_per_degree.0), metres(self.middle.1 - lat, self.m_per_degree.1))
    }

    /// A line as a path, without the points that are within `tolerance_m` of the line through the others.
    pub(crate) fn path(&self, places: &[(f64, f64)], tolerance_m: f64, out: &mut String) {
        let mut points: Vec<Point> = places.iter().map(|(lon, lat)| self.point(*lon, *lat)).collect();
        points.dedup();
        let mut kept = simplify(&points, tolerance_m).into_iter();
        let Some((x, y)) = kept.next() else { return };
        // Writing to a string cannot fail.
        let _ = write!(out, "M{x} {y}");
        let mut last = (x, y);
        for (x, y) in kept {
            let _ = write!(out, "l{} {}", x - last.0, y - last.1);
            last = (x, y);
        }
    }

    /// The rings of a GeoJSON polygon as a path.
    pub(crate) fn polygon_path(&self, geometry: &Value) -> String {
        let mut out = String::new();
        for ring in geometry.get("coordinates").and_then(Value::as_array).into_iter().flatten() {
            let corners = ring.as_array().into_iter().flatten();
            let places: Vec<(f64, f64)> =
                corners.filter_map(|corner| corner.get(0)?.as_f64().zip(corner.get(1)?.as_f64())).collect();
            self.path(&places, 0.0, &mut out);
            out.push('Z');
        }
        out
    }
}

/// Dots as one path of lines without length, which round caps make visible: thousands of them cost one element.
pub(crate) fn dots(points: impl IntoIterator<Item = Point>) -> String {
    let mut out = String::new();
    for (x, y) in points {
        let _ = write!(out, "M{x} {y}h0");
    }
    out
}

/// Ramer's and Douglas and Peucker's rule, with a stack instead of recursion.
fn simplify(points: &[Point], tolerance_m: f64) -> Vec<Point> {
    let Some(end) = points.len().checked_sub(1) else { return Vec::new() };
    let mut keep = vec![false; points.len()];
    let mut spans = vec![(0, end)];
    for index in [0, end] {
        if let Some(slot) = keep.get_mut(index) {
            *slot = true;
        }
    }
    while let Some((first, last)) = spans.pop() {
        let (Some(&from), Some(&to)) = (points.get(first), points.get(last)) else { continue };
        let between = points.iter().enumerate().take(last).skip(first + 1);
        let farthest = between
            .map(|(index, &point)| (distance_to_line(point, from, to), index))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        if let Some((distance, index)) = farthest
            && distance > tolerance_m
        {
            if let Some(slot) = keep.get_mut(index) {
                *slot = true;
            }
            spans.push((first, index));
            spans.push((index, last));
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

/// Distance of a point from the segment between two others.
fn distance_to_line(point: Point, from: Point, to: Point) -> f64 {
    let along = ((to.0 - from.0) as f64, (to.1 - from.1) as f64);
    let offset = ((point.0 - from.0) as f64, (point.1 - from.1) as f64);
    let length_squared = along.0 * along.0 + along.1 * along.1;
    let share = if length_squared > 0.0 {
        ((offset.0 * along.0 + offset.1 * along.1) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (offset.0 - share * along.0).hypot(offset.1 - share * along.1)
}

#[cfg(test)]
mod tests {
    use doorstep::place::distance_m;
    use doorstep::{Coordinate, Wgs84};

    use super::*;

    #[test]
    fn the_map_is_true_to_scale() {
        let map = Projection::about([118.0, 35.8, 118.5, 36.2]);
        let place = |lon, lat| Coordinate::<Wgs84>::new(lon, lat).unwrap();
        for (lon, lat) in [(118.3, 36.05), (118.25, 35.9), (118.1, 36.0)] {
            let (x, y) = map.point(lon, lat);
            let drawn = (x as f64).hypot(y as f64);
            let real = distance_m(place(118.25, 36.0), place(lon, lat));
            assert!((drawn - real).abs() < real / 500.0 + 1.0, "{drawn} {real}");
        }
    }

    #[test]
    fn simplifying_keeps_ends_and_corners() {
        let line = [(0, 0), (10, 1), (20, 0), (20, 30), (20, 60)];
        assert_eq!(simplify(&line, 2.0), [(0, 0), (20, 0), (20, 60)]);
        assert_eq!(simplify(&line, 0.5), [(0, 0), (10, 1), (20, 0), (20, 60)]);
        assert_eq!(simplify(&[(1, 1)], 2.0), [(1, 1)]);
        assert_eq!(simplify(&[], 2.0), []);
        let ring = [(0, 0), (9, 0), (9, 9), (0, 0)];
        assert_eq!(simplify(&ring, 1.0), ring);
    }
}
