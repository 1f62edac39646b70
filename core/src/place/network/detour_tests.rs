use proptest::prelude::*;

use super::super::random::streets;
use super::super::{NewStreet, Profile, RoadClass, Streets};
use super::*;
use crate::model::{System, TravelMode};
use crate::place::{EARTH_RADIUS_M, haversine_m};

fn at(lon: f64, lat: f64) -> Option<AnyCoordinate> {
    AnyCoordinate::new(lon, lat, System::Wgs84).ok()
}

fn walking(streets: &Streets) -> RoadNetwork {
    RoadNetwork::new(streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap()
}

/// Blocks of 50 m at the equator, so many streets each way about a middle.
fn blocks(half: i32) -> (RoadNetwork, Vec<Option<AnyCoordinate>>) {
    let degrees = (50.0 / EARTH_RADIUS_M).to_degrees();
    let mut streets = Streets::new(System::Wgs84);
    let (side, mut corners) = (2 * half + 1, Vec::new());
    for number in 0..side * side {
        let (x, y) = (number % side - half, number / side - half);
        let (lon, lat) = (117.0 + f64::from(x) * degrees, f64::from(y) * degrees);
        streets.add_node(i64::from(number), lon, lat).unwrap();
        corners.push(at(lon, lat));
    }
    for number in 0..side * side {
        let node = number as u32;
        for (is_inside, step) in [(number % side + 1 < side, 1), (number / side + 1 < side, side as u32)] {
            if is_inside {
                streets.add(NewStreet::of_class(node, node + step, RoadClass::Residential)).unwrap();
            }
        }
    }
    (walking(&streets), corners)
}

/// In a direction a way along blocks is |cos| + |sin| = √2 cos(angle - 45°) times the straight line: 4/π in the middle of
/// all directions, and at 45°, 22.5° and so on of an eighth of the circle its quartiles.
#[test]
fn blocks_have_the_detour_of_all_directions() {
    let (network, corners) = blocks(40);
    let range = DetourRange { least_m: 1_000, most_m: 1_950 };
    let fit = |from: &[_], to: &[_], threads: &Threads| {
        network.detour(from, to, range, &Snapping::default(), threads).unwrap()
    };
    let middle = at(117.0, 0.0);
    let fitted = fit(&corners, &[middle], &Threads::one());
    let in_range = (-40..=40).flat_map(|x| (-40..=40).map(move |y: i32| 2_500 * (x * x + y * y)));
    let in_range = in_range.filter(|square| (1_000_000..=1_950 * 1_950).contains(square)).count();
    assert_eq!((fitted.pairs, fitted.pairs_without_way), (in_range as u64, 0));
    let expected = |degrees: f64| 1_000.0 * std::f64::consts::SQRT_2 * degrees.to_radians().cos();
    assert!((f64::from(fitted.factor_permille) - 4_000.0 / std::f64::consts::PI).abs() <= 2.0, "{fitted:?}");
    for (quartile, degrees) in fitted.quartiles_permille.into_iter().zip([33.75, 22.5, 11.25]) {
        assert!((f64::from(quartile) - expected(degrees)).abs() <= 5.0, "{quartile} {}", expected(degrees));
    }
    // There and back are the same.
    assert_eq!(fit(&[middle], &corners, &Threads::one()), fitted);
}

#[test]
fn what_has_no_way_is_counted() {
    let mut streets = Streets::new(System::Wgs84);
    for (key, (lon, lat)) in
        [(117.0, 0.0), (117.01, 0.0), (117.0, 0.01), (117.01, 0.01)].into_iter().enumerate()
    {
        streets.add_node(key as i64, lon, lat).unwrap();
    }
    for from in [0, 2] {
        streets.add(NewStreet::of_class(from, from + 1, RoadClass::Residential)).unwrap();
    }
    let network = walking(&streets);
    let fit = |from: &[_], to: &[_], most_m| {
        let range = DetourRange { least_m: 0, most_m };
        network.detour(from, to, range, &Snapping::default(), &Threads::one())
    };
    let (home, far, lost) = (at(117.0, 0.0), at(117.0, 0.02), None);
    let stations = [at(117.01, 0.0), at(117.0, 0.01), home];
    let fitted = fit(&[home, far, lost], &stations, 2_000).unwrap();
    let expected = Detour {
        factor_permille: 1_000,
        quartiles_permille: [1_000; 3],
        pairs: 1,
        pairs_without_way: 1,
        origins_off_streets: 2,
        destinations_off_streets: 0,
    };
    assert_eq!(fitted, expected);
    let error = fit(&[home], &stations[1..], 2_000).unwrap_err();
    assert_eq!((error.code(), error.shown()), (NetworkCode::NoPairs, "1 without a way"));
    for (from, to, most_m) in
        [(&[][..], &stations[..], 2_000), (&[home], &stations, 0), (&[lost], &stations, 9)]
    {
        assert_eq!(fit(from, to, most_m).unwrap_err().code(), NetworkCode::NoPairs);
    }
    assert!(fit(&[home], &stations, u32::MAX).is_ok());
}

proptest! {
    /// Pair by pair, from the table of times.
    #[test]
    fn the_fit_is_its_definition(
        drawn in streets(),
        origins in prop::collection::vec((116.998..117.022_f64, 36.648..36.672_f64), 1..9),
        destinations in prop::collection::vec((116.998..117.022_f64, 36.648..36.672_f64), 1..9),
        least_m in 0_u32..500, more_m in 0_u32..2_000,
    ) {
        let network = walking(&drawn);
        let places = |places: &[(f64, f64)]| places.iter().map(|place| at(place.0, place.1)).collect::<Vec<_>>();
        let (from, to) = (places(&origins), places(&destinations));
        let (range, snapping) = (DetourRange { least_m, most_m: least_m + more_m }, Snapping::default());
        let snaps = [&from, &to].map(|places| network.snap(places, &snapping, &Threads::one()).unwrap());
        let times = network.times(&snaps[0], &snaps[1], BOUND_MAX_DS, &Threads::one()).unwrap();
        let (mut ways, mut lines, mut factors, mut in_range) = (0.0, 0.0, Vec::new(), 0);
        for (a, one) in origins.iter().enumerate().filter(|(a, _)| snaps[0][*a].is_some()) {
            for (b, other) in destinations.iter().enumerate().filter(|(b, _)| snaps[1][*b].is_some()) {
                let line = haversine_m(*one, *other);
                if line < f64::from(least_m.max(1)) || line > f64::from(least_m + more_m) {
                    continue;
                }
                in_range += 1;
                let pair = |&row: &usize| (times.origin[row] as usize, times.destination[row] as usize) == (a, b);
                if let Some(row) = (0..times.origin.len()).find(pair) {
                    let way = f64::from(times.length_dm[row]) / 10.0;
                    if way <= 10.0 * line {
                        ways += way;
                        lines += line;
                        factors.push(1_000.0 * way / line);
                    }
                }
            }
        }
        factors.sort_by(f64::total_cmp);
        match network.detour(&from, &to, range, &snapping, &Threads::one()) {
            Err(error) => {
                prop_assert_eq!(error.code(), NetworkCode::NoPairs);
                prop_assert!(factors.is_empty());
            }
            Ok(fitted) => {
                prop_assert_eq!(fitted.pairs, factors.len() as u64);
                prop_assert_eq!(fitted.pairs + fitted.pairs_without_way, in_range);
                let factor = (1_000.0_f64 * ways / lines).clamp(1_000.0, 10_000.0);
                prop_assert!((f64::from(fitted.factor_permille) - factor).abs() < 0.51);
                for (quartile, quarters) in fitted.quartiles_permille.into_iter().zip(1..) {
                    let rank = (quarters * factors.len()).div_ceil(4);
                    prop_assert!((f64::from(quartile) - factors[rank - 1]).abs() < 0.51);
                }
            }
        }
    }
}
