//! Service circles for a map.

use serde_json::{Map, Value, json};

use super::nearest::check_unique;
use super::{Standard, StationPoint};
use crate::circle::CircleError;
use crate::model::AreaClass;
use crate::place::{circle_degrees, common_system, feature, feature_collection, forward, polygon_geometry};

/// The circles of stations as a GeoJSON `FeatureCollection`: for each station, in the order given, one polygon for its
/// class of area, or one for town and one for country if the class is not known.
///
/// Properties: `station_id`, `area_class`, `radius_m`, `rule`. The radius is [`Standard::reach_m`], so that a polygon
/// is the set of places for which [`super::covers`] says yes, up to its sides: it is inscribed, with `vertices` corners
/// (64 keeps it within 0.12 % of the radius). Stations of different systems are brought forward into the most shifted
/// one; the member `system` of the collection names it. RFC 7946 means WGS-84; another system is for a map of that
/// system.
///
/// # Errors
/// `circle.duplicate_station`.
pub fn circles(
    stations: &[StationPoint<'_>],
    standard: &Standard,
    vertices: u16,
) -> Result<Value, CircleError> {
    check_unique(stations.iter().map(|station| station.id))?;
    let system = common_system(stations.iter().map(|station| station.place.system()));
    let features = stations.iter().flat_map(|station| {
        let place = forward(station.place, system);
        let classes = [AreaClass::Urban, AreaClass::Rural].into_iter();
        classes.filter(|&class| station.class.is_none_or(|own| own == class)).map(move |class| {
            let radius_m = standard.reach_m(class);
            let outline = circle_degrees((place.lon(), place.lat()), f64::from(radius_m), vertices);
            let properties = Map::from_iter([
                ("station_id".to_owned(), json!(station.id)),
                ("area_class".to_owned(), json!(class)),
                ("radius_m".to_owned(), json!(radius_m)),
                ("rule".to_owned(), json!(standard.rule(class))),
            ]);
            feature(polygon_geometry(&outline), properties)
        })
    });
    let mut collection = feature_collection(features);
    if let Some(members) = collection.as_object_mut() {
        members.insert("system".to_owned(), json!(system));
    }
    Ok(collection)
}

#[cfg(test)]
mod tests {
    use geo::{Contains, LineString, Point, Polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::circle::CircleCode;
    use crate::circle::{Answer, covers};
    use crate::model::{AnyCoordinate, System};

    fn polygon(feature: &Value) -> Polygon<f64> {
        let corners = feature["geometry"]["coordinates"][0].as_array().unwrap().iter();
        let corner = |pair: &Value| (pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap());
        Polygon::new(LineString::from(corners.map(corner).collect::<Vec<_>>()), vec![])
    }

    #[test]
    fn one_circle_for_a_class_and_two_without() {
        let place = |system| AnyCoordinate::new(117.0, 36.6, system).unwrap();
        let station = |id, class| StationPoint { id, place: place(System::Wgs84), class };
        let stations = [station("b", Some(AreaClass::Rural)), station("a", None)];
        let collection = circles(&stations, &Standard::default(), 32).unwrap();
        assert_eq!(collection["system"], "wgs84");
        let features = collection["features"].as_array().unwrap();
        let said: Vec<Value> = features.iter().map(|feature| feature["properties"].clone()).collect();
        let town = json!({"kind": "time", "minutes": 15, "mode": "walk"});
        let country = json!({"kind": "distance", "metres": 5000});
        assert_eq!(
            said,
            [
                json!({"station_id": "b", "area_class": "rural", "radius_m": 5000, "rule": country}),
                json!({"station_id": "a", "area_class": "urban", "radius_m": 961, "rule": town}),
                json!({"station_id": "a", "area_class": "rural", "radius_m": 5000, "rule": country}),
            ]
        );
        assert_eq!(features[0]["geometry"]["coordinates"][0].as_array().unwrap().len(), 33);

        let twice = circles(&[station("a", None), station("a", None)], &Standard::default(), 32);
        assert_eq!(twice.unwrap_err().code(), CircleCode::DuplicateStation);
        let mixed = [station("a", None), StationPoint { id: "b", place: place(System::Gcj02), class: None }];
        assert_eq!(circles(&mixed, &Standard::default(), 8).unwrap()["system"], "gcj02");
    }

    proptest! {
        /// The drawn circle against the answer: they may differ only in the slivers between the circle and the sides
        /// of the inscribed polygon, and by the tenth of a metre that six decimals of a degree are.
        #[test]
        fn the_circle_drawn_is_what_covers_says(
            lon in 74.0..135.0_f64, lat in 4.0..53.0_f64, class in prop_oneof![Just(AreaClass::Urban), Just(AreaClass::Rural)],
            turn in 0.0..std::f64::consts::TAU, share in prop_oneof![0.0..2.0_f64, 0.995..1.005_f64],
        ) {
            let standard = Standard::default();
            let radius_m = f64::from(standard.reach_m(class));
            let station = AnyCoordinate::new(lon, lat, System::Wgs84).unwrap();
            let drawn = circles(&[StationPoint { id: "s", place: station, class: Some(class) }], &standard, 64).unwrap();
            let outline = polygon(&drawn["features"][0]);
            let degrees = share * radius_m / 111_195.0;
            let (x, y) = (lon + degrees * turn.cos() / lat.to_radians().cos(), lat + degrees * turn.sin());
            let place = AnyCoordinate::new(x, y, System::Wgs84).unwrap();
            let covered = covers(station, place, Some(class), &standard) == Answer::Covered;
            let inside = outline.contains(&Point::new(x, y));
            if covered != inside {
                let distance_m = crate::place::distance_any_m(station, place);
                let sides_m = radius_m * (std::f64::consts::PI / 64.0).cos();
                prop_assert!(distance_m > sides_m - 1.0 && distance_m < radius_m + 1.0);
                prop_assert!(covered || distance_m > radius_m - 1.0, "the polygon is the smaller of the two");
            }
        }
    }
}
