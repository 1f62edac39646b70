//! Coverage at the size of a city, against a scan of every station.

use std::time::Instant;

use doorstep::AreaClass;
use doorstep::circle::{Coverage, ResidentPoint, Standard, StationPoint, coverage};
use doorstep::place::distance_any_m;
use doorstep::{AnyCoordinate, System};

/// A corner of the world: west, south, and its extent in degrees.
#[derive(Clone, Copy)]
struct Area {
    name: &'static str,
    west: f64,
    south: f64,
    extent: f64,
}

const AREAS: [Area; 4] = [
    Area { name: "city", west: 116.8, south: 36.4, extent: 0.6 },
    Area { name: "province", west: 114.8, south: 34.4, extent: 8.0 },
    Area { name: "date line", west: 179.7, south: 66.0, extent: 0.6 },
    Area { name: "pole", west: 0.0, south: 89.3, extent: 0.7 },
];

/// A point of an area from a Weyl sequence, which fills a square evenly without randomness.
fn point(area: Area, index: usize) -> AnyCoordinate {
    let part = |step: f64| (index as f64 * step).fract();
    let width = if area.name == "pole" { 360.0 } else { area.extent };
    let lon = area.west + width * part(0.754_877_666_246_693);
    let lon = if lon > 180.0 { lon - 360.0 } else { lon };
    AnyCoordinate::new(lon, area.south + area.extent * part(0.569_840_290_998_053), System::Wgs84).unwrap()
}

/// Points of an area from the sequence's place `from` on, with ids of equal length.
fn points(area: Area, from: usize, count: usize) -> Vec<(String, AnyCoordinate)> {
    (0..count).map(|index| (format!("{index:06}"), point(area, from + index))).collect()
}

fn ask(people: &[(String, AnyCoordinate)], stations: &[(String, AnyCoordinate)]) -> Coverage {
    let class = |index: usize| [Some(AreaClass::Urban), Some(AreaClass::Rural), None][index % 3];
    let resident = |(index, (id, place)): (usize, &'_ (String, AnyCoordinate))| ResidentPoint {
        id: people[index].0.as_str(),
        place: Some(*place),
        class: class(index),
        region: Some(if id.ends_with('0') { "370102" } else { "370103" }),
        weight: 1,
    };
    let residents: Vec<ResidentPoint<'_>> = people.iter().enumerate().map(resident).collect();
    let stations: Vec<StationPoint<'_>> =
        stations.iter().map(|(id, place)| StationPoint { id, place: *place, class: None }).collect();
    coverage(&residents, &stations, &Standard::default()).unwrap()
}

#[test]
fn the_nearest_station_is_the_nearest_of_all() {
    for area in AREAS {
        let (people, stations) = (points(area, 1, 400), points(area, 50_000, 150));
        let result = ask(&people, &stations);
        for ((_, home), row) in people.iter().zip(&result.rows) {
            let scan = stations
                .iter()
                .map(|(id, place)| ((distance_any_m(*home, *place) - 1e-6).ceil() as u32, id.as_str()))
                .min();
            assert_eq!(row.distance_m.zip(row.station_id.as_deref()), scan, "{}", area.name);
        }
    }
}

#[test]
fn a_hundred_thousand_residents_and_five_hundred_stations() {
    let area = AREAS[0];
    let (people, stations) = (points(area, 1, 100_000), points(area, 500_000, 500));
    let started = Instant::now();
    let result = ask(&people, &stations);
    println!("100,000 residents, 500 stations: {:.2} s", started.elapsed().as_secs_f64());
    assert_eq!(result.rows.len(), 100_000);
    let total = &result.total;
    assert_eq!(total.covered + total.not_covered + total.unknown, 100_000);
    assert!(total.covered > 0 && total.not_covered > 0 && total.unknown > 0);
}
