//! Circles on the ground and GeoJSON (服务圈轮廓).

use geo::{LineString, MultiLineString, MultiPolygon, Polygon};
use serde_json::{Map, Value, json};

use super::distance::EARTH_RADIUS_M;
use crate::model::{AnyCoordinate, Coordinate, ReferenceSystem};

/// A circle on the ground as a polygon of `vertices` corners (at least 3), each at `radius_m` from the centre.
///
/// The polygon is *inscribed*: no drawn point is farther than the radius, and the sides fall short of it by the factor
/// cos(π / vertices) at most (0.12 % for 64). Corners run counter-clockwise from the north, as RFC 7946 asks; the ring
/// is closed. Longitudes are continuous, beyond ±180 if the circle crosses the date line. A circle around a pole has no
/// outline in longitude and latitude, and none comes out.
///
/// ```
/// use doorstep::{Coordinate, Wgs84, place::circle};
/// let ring = circle(Coordinate::<Wgs84>::new(117.0, 36.6)?, 5_000.0, 64);
/// assert_eq!(ring.exterior().0.len(), 65);
/// # Ok::<(), doorstep::Error>(())
/// ```
pub fn circle<S: ReferenceSystem>(centre: Coordinate<S>, radius_m: f64, vertices: u16) -> Polygon<f64> {
    circle_degrees((centre.lon(), centre.lat()), radius_m, vertices)
}

pub(crate) fn circle_degrees((lon, lat): (f64, f64), radius_m: f64, vertices: u16) -> Polygon<f64> {
    let vertices = vertices.max(3);
    let angle = radius_m / EARTH_RADIUS_M;
    let (sin_angle, cos_angle) = (libm::sin(angle), libm::cos(angle));
    let (sin_lat, cos_lat) = (libm::sin(lat.to_radians()), libm::cos(lat.to_radians()));
    let corner = |index: u16| {
        let bearing = -std::f64::consts::TAU * f64::from(index) / f64::from(vertices);
        // The direct problem on the sphere: go `angle` along `bearing`.
        let sin_to = sin_lat * cos_angle + cos_lat * sin_angle * libm::cos(bearing);
        let east = libm::atan2(libm::sin(bearing) * sin_angle * cos_lat, cos_angle - sin_lat * sin_to);
        (lon + east.to_degrees(), libm::asin(sin_to.clamp(-1.0, 1.0)).to_degrees())
    };
    Polygon::new(LineString::from((0..vertices).map(corner).collect::<Vec<_>>()), vec![])
}

/// Degrees as written to GeoJSON: six decimals, a tenth of a metre.
fn rounded(degrees: f64) -> f64 {
    // Adding 0.0 turns -0.0 into 0.0.
    (degrees * 1e6).round() / 1e6 + 0.0
}

/// A GeoJSON `Point` (RFC 7946), in the degrees of the place's own system.
pub fn point_geometry(place: AnyCoordinate) -> Value {
    json!({ "type": "Point", "coordinates": [rounded(place.lon()), rounded(place.lat())] })
}

fn line_coordinates(line: &LineString<f64>) -> Value {
    line.coords().map(|corner| json!([rounded(corner.x), rounded(corner.y)])).collect()
}

/// A GeoJSON `MultiLineString`.
pub fn multi_line_geometry(lines: &MultiLineString<f64>) -> Value {
    let coordinates: Value = lines.iter().map(line_coordinates).collect();
    json!({ "type": "MultiLineString", "coordinates": coordinates })
}

fn polygon_coordinates(polygon: &Polygon<f64>) -> Value {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(line_coordinates).collect()
}

/// A GeoJSON `Polygon`, with its holes.
pub fn polygon_geometry(polygon: &Polygon<f64>) -> Value {
    json!({ "type": "Polygon", "coordinates": polygon_coordinates(polygon) })
}

/// A GeoJSON `MultiPolygon`.
pub fn multi_polygon_geometry(polygons: &MultiPolygon<f64>) -> Value {
    let coordinates: Value = polygons.iter().map(polygon_coordinates).collect();
    json!({ "type": "MultiPolygon", "coordinates": coordinates })
}

/// A GeoJSON `Feature` of a geometry and its properties.
pub fn feature(geometry: Value, properties: Map<String, Value>) -> Value {
    json!({ "type": "Feature", "geometry": geometry, "properties": properties })
}

/// A GeoJSON `FeatureCollection`.
///
/// RFC 7946 wants WGS-84. A collection in a shifted system is for a map of that system; say so in a member of your
/// own.
pub fn feature_collection(features: impl IntoIterator<Item = Value>) -> Value {
    json!({ "type": "FeatureCollection", "features": features.into_iter().collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use geo::{Contains, Point, Winding};
    use proptest::prelude::*;

    use super::*;
    use crate::model::{System, Wgs84};
    use crate::place::distance::haversine_m;

    #[test]
    fn geojson_has_six_decimals_and_no_minus_zero() {
        let place = AnyCoordinate::new(117.020_712_34, -0.000_000_1, System::Wgs84).unwrap();
        let text = feature_collection([feature(point_geometry(place), Map::new())]).to_string();
        assert_eq!(
            text,
            r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[117.020712,0.0]},"properties":{}}]}"#
        );
    }

    #[test]
    fn the_ring_is_closed_and_counter_clockwise() {
        let ring = circle(Coordinate::<Wgs84>::new(117.0, 36.6).unwrap(), 961.0, 4);
        assert!(ring.exterior().is_closed() && ring.exterior().is_ccw());
        assert_eq!(circle_degrees((0.0, 0.0), 10.0, 0).exterior().0.len(), 4, "at least a triangle");
        let geometry = polygon_geometry(&ring);
        assert_eq!(geometry["coordinates"][0][0], geometry["coordinates"][0][4]);
    }

    proptest! {
        #[test]
        fn corners_lie_on_the_circle(lon in -180.0..180.0_f64, lat in -89.0..89.0_f64, radius in 1.0..20_000.0_f64) {
            for corner in circle_degrees((lon, lat), radius, 16).exterior().coords() {
                let distance = haversine_m((lon, lat), (corner.x, corner.y));
                prop_assert!((distance - radius).abs() < 1e-6 * radius + 1e-4, "{} {}", distance, radius);
            }
        }

        /// Inscribed: inside the polygon means inside the circle, and inside the smaller circle means inside the
        /// polygon. A metre is allowed for straight lines in degrees not being great circles.
        #[test]
        fn the_polygon_lies_between_two_circles(
            lon in 73.0..135.0_f64, lat in 3.0..54.0_f64, radius in 100.0..10_000.0_f64,
            east in -1.2..1.2_f64, north in -1.2..1.2_f64,
        ) {
            let outline = circle_degrees((lon, lat), radius, 64);
            let degrees_per_m = 1.0 / 111_195.0;
            let point = (
                lon + east * radius * degrees_per_m / libm::cos(lat.to_radians()),
                lat + north * radius * degrees_per_m,
            );
            let distance = haversine_m((lon, lat), point);
            let inside = outline.contains(&Point::from(point));
            let shortest = radius * libm::cos(std::f64::consts::PI / 64.0);
            prop_assert!(!inside || distance < radius + 1.0);
            prop_assert!(inside || distance > shortest - 1.0);
        }
    }
}
