use proptest::prelude::*;

use super::*;
use crate::circle::Method;
use crate::circle::nearest::tests::{Place, place};
use crate::model::System;
use crate::place::haversine_m;

fn coordinates(places: &[Place]) -> Vec<AnyCoordinate> {
    places.iter().map(|&(lon, lat)| AnyCoordinate::new(lon, lat, System::Wgs84).unwrap()).collect()
}

proptest! {
    #[test]
    fn equals_a_scan_of_all(
        demand in prop::collection::vec(place(), 0..60), supply in prop::collection::vec(place(), 1..12),
        reach_m in prop_oneof![Just(0.0), 1.0..9_000.0_f64, 0.0..25e6_f64],
    ) {
        let lines = StraightLines::new(&coordinates(&demand), &coordinates(&supply), reach_m);
        for (station, at) in supply.iter().enumerate() {
            let mut found = Vec::new();
            lines.for_each_reached(station, &mut (), |home, distance_m| found.push((home, distance_m)));
            found.sort_by_key(|pair| pair.0);
            let scan = demand.iter().map(|home| f64::from(whole_m(haversine_m(*home, *at)))).enumerate();
            prop_assert_eq!(&found, &scan.filter(|pair| pair.1 <= reach_m).collect::<Vec<_>>());
            let pairs = lines.pairs(&Threads::one());
            let rows = pairs.supply.iter().zip(pairs.demand.iter().zip(&pairs.distance_m));
            let mut rows: Vec<(usize, f64)> = rows
                .filter(|row| *row.0 as usize == station)
                .map(|row| (*row.1.0 as usize, f64::from(*row.1.1)))
                .collect();
            rows.sort_by_key(|pair| pair.0);
            prop_assert_eq!(rows, found);
        }
    }
}

proptest! {
    #[test]
    fn the_nearest_is_the_nearest_of_all(
        demand in prop::collection::vec(place(), 0..40), supply in prop::collection::vec(place(), 0..12),
    ) {
        let found = nearest_by_distance(&coordinates(&demand), &coordinates(&supply), &Threads::one());
        let nearest = |home: &Place| {
            let scan = supply.iter().map(|at| whole_m(haversine_m(*home, *at))).zip(0_u32..);
            scan.min().map(|(distance_m, place)| (place, distance_m))
        };
        prop_assert_eq!(found, demand.iter().map(nearest).collect::<Vec<_>>());
    }
}

#[test]
fn the_order_of_bands_is_not_seen() {
    let homes: Vec<Place> = (0..500)
        .map(f64::from)
        .map(|index| (117.0 + (index * 0.754_877).fract() / 5.0, 36.6 + (index * 0.569_840).fract() / 5.0))
        .collect();
    let stations: Vec<Place> =
        homes.iter().step_by(17).map(|(lon, lat)| (lon + 0.003, lat - 0.002)).collect();
    let (homes, stations) = (coordinates(&homes), coordinates(&stations));
    let people: Vec<f64> = (0..homes.len()).map(|one| (one % 9) as f64).collect();
    let offers = vec![2.5; stations.len()];
    for method in [Method::TwoStep, Method::Enhanced, Method::ThreeStep] {
        let catchment = Catchment::new(5_000.0, method);
        let lines = StraightLines::new(&homes, &stations, 5_000.0);
        let plain = accessibility_reached(&people, &offers, &lines, &catchment, &Threads::one()).unwrap();
        let found =
            accessibility_by_distance((&people, &homes), (&offers, &stations), &catchment, &Threads::one())
                .unwrap();
        assert_eq!(found.reached_supplies, plain.reached_supplies);
        for (one, other) in found.score.iter().zip(&plain.score) {
            assert!((one - other).abs() <= 1e-12 * other, "{one} {other}");
        }
        assert!((found.total.shared_out - found.total.supply_used).abs() < 1e-9);
    }
}
