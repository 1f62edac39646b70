use super::*;
use crate::circle::{Method, Pairs, accessibility};
use crate::model::{AnyCoordinate, System, TravelMode};
use crate::place::{NewStreet, Profile, RoadClass, Snapping, Streets};

/// Seconds by the table of times, with the pairs given, give what the search gives that holds none.
#[test]
fn searching_gives_what_the_table_of_times_gives() {
    let mut streets = Streets::new(System::Wgs84);
    let side = 12;
    for node in 0..side * side {
        let (x, y) = (f64::from(node % side), f64::from(node / side));
        streets.add_node(i64::from(node), 117.0 + x * 0.0011, 36.6 + y * 0.0007).unwrap();
    }
    for node in 0..side * side {
        if node % side + 1 < side && node % 7 != 3 {
            streets.add(NewStreet::of_class(node, node + 1, RoadClass::Residential)).unwrap();
        }
        if node / side + 1 < side && node % 5 != 2 {
            let one_way = NewStreet::of_class(node, node + side, RoadClass::Footway);
            let backward = if node % 3 == 0 { crate::place::Access::NONE } else { one_way.backward };
            streets.add(NewStreet { backward, ..one_way }).unwrap();
        }
    }
    let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap();
    let places = |count: u32, step: u32| -> Vec<Option<Snap>> {
        let place = |number: u32| {
            let (x, y) = (f64::from(number * step % 131) * 1e-4, f64::from(number * step % 83) * 1e-4);
            AnyCoordinate::new(117.0 + x, 36.6 + y, System::Wgs84).ok().filter(|_| number % 10 != 9)
        };
        let places: Vec<_> = (0..count).map(place).collect();
        network.snap(&places, &Snapping::default(), &Threads::one()).unwrap()
    };
    let (homes, stations) = (places(90, 17), places(20, 29));
    let people: Vec<f64> = (0..90).map(|one| f64::from(one % 7 + 1)).collect();
    let offers: Vec<f64> = (0..20).map(|one| f64::from(one % 3 + 1)).collect();
    for method in [Method::TwoStep, Method::Enhanced, Method::ThreeStep] {
        let catchment = Catchment::new(400.0, method);
        let found = accessibility_on_streets(
            &network,
            (&people, &homes),
            (&offers, &stations),
            &catchment,
            &Threads::one(),
        )
        .unwrap();
        let times = network.times(&homes, &stations, 4_000, &Threads::one()).unwrap();
        let cost: Vec<f64> = times.time_ds.iter().map(|time| f64::from(*time) / 10.0).collect();
        assert!(cost.len() > 200 && cost.len() < 1_500, "{}", cost.len());
        let pairs = Pairs { demand: &times.origin, supply: &times.destination, cost: &cost };
        let table = accessibility(&people, &offers, pairs, &catchment, &Threads::one()).unwrap();
        assert_eq!(found.reached_supplies, table.reached_supplies);
        for (one, other) in found.score.iter().zip(&table.score) {
            assert!((one - other).abs() <= 1e-12 * other.abs(), "{one} {other}");
        }
    }
}

/// A bound that is some time to the tenth of a second holds that time, whatever the units, and no longer one.
#[test]
fn bounds_hold_their_own_time() {
    for unit_ds in [SECOND_DS, MINUTE_DS] {
        for time_ds in 0..=BOUND_MAX_DS {
            let time = f64::from(time_ds);
            assert_eq!(most_ds(time / unit_ds, unit_ds), time_ds);
            assert_eq!(most_ds((time + 0.3) / unit_ds, unit_ds), time_ds);
            assert_eq!(most_ds((time + 0.7) / unit_ds, unit_ds), time_ds);
        }
        assert_eq!(most_ds(f64::MAX, unit_ds), BOUND_MAX_DS);
    }
}
