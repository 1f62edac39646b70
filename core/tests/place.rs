//! Conversion of the 664 cities of the gcoord project's test data, which carry WGS-84, GCJ-02 and BD-09 side by side.

use doorstep::place::{convert, distance_any_m};
use doorstep::{AnyCoordinate, System};

use super::data_dir;

struct City {
    wgs84: AnyCoordinate,
    gcj02: AnyCoordinate,
    bd09: AnyCoordinate,
}

fn cities() -> Option<Vec<City>> {
    let text = std::fs::read_to_string(data_dir()?.join("coordinates_china_cities.json")).ok()?;
    let cities: serde_json::Value = serde_json::from_str(&text).unwrap();
    let place = |city: &serde_json::Value, key: &str, system| {
        let degrees = |axis: usize| city["coords"][key][axis].as_f64().unwrap();
        AnyCoordinate::new(degrees(0), degrees(1), system).unwrap()
    };
    let city = |city| City {
        wgs84: place(city, "WGS84", System::Wgs84),
        gcj02: place(city, "GCJ02", System::Gcj02),
        bd09: place(city, "BD09", System::Bd09),
    };
    Some(cities.as_array().unwrap().iter().map(city).collect())
}

/// Checks that the farthest of some distances is within a metre, and prints it.
fn check(what: &str, distances_m: impl Iterator<Item = f64>) {
    let (count, farthest_m) = distances_m.fold((0, 0.0_f64), |(count, far), m| (count + 1, far.max(m)));
    println!("{what}: {count} places, at most {farthest_m:.6} m off");
    assert_eq!(count, 664);
    assert!(farthest_m < 1.0);
}

#[test]
fn cities_convert_forward_within_a_metre() {
    let Some(cities) = cities() else { return println!("skipped: no data") };
    let off =
        |from: AnyCoordinate, to: AnyCoordinate| distance_any_m(convert(from, to.system()).unwrap(), to);
    check("wgs84 to gcj02", cities.iter().map(|city| off(city.wgs84, city.gcj02)));
    check("gcj02 to bd09", cities.iter().map(|city| off(city.gcj02, city.bd09)));
    check("wgs84 to bd09", cities.iter().map(|city| off(city.wgs84, city.bd09)));
}

#[cfg(feature = "inverse-offset")]
#[test]
fn cities_return_within_a_metre() {
    let Some(cities) = cities() else { return println!("skipped: no data") };
    let back =
        |from: AnyCoordinate, to: AnyCoordinate| distance_any_m(convert(from, to.system()).unwrap(), to);
    check("gcj02 to wgs84", cities.iter().map(|city| back(city.gcj02, city.wgs84)));
    check("bd09 to gcj02", cities.iter().map(|city| back(city.bd09, city.gcj02)));
    check("bd09 to wgs84", cities.iter().map(|city| back(city.bd09, city.wgs84)));
    let round = |city: &City, through| {
        let there = convert(city.wgs84, through).unwrap();
        distance_any_m(convert(there, System::Wgs84).unwrap(), city.wgs84)
    };
    check("wgs84 to gcj02 and back", cities.iter().map(|city| round(city, System::Gcj02)));
    check("wgs84 to bd09 and back", cities.iter().map(|city| round(city, System::Bd09)));
}
