//! Searches against all ways of going, on random networks.

use proptest::prelude::*;

use super::build::CLOSED;
use super::random::{on, snaps, streets};
use super::{Direction, NewStreet, Profile, RoadClass, RoadNetwork, Snap, Snapping, Streets};
use crate::model::{AnyCoordinate, System, TravelMode};
use crate::place::haversine_m;
use crate::threads::Threads;

fn walking(streets: &Streets) -> RoadNetwork {
    RoadNetwork::new(streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap()
}

/// Time and length.
type Cost = (u32, u32);

/// The least cost between places by relaxing every arc again and again, with the places as nodes of their own: each is
/// joined to its neighbours along its street. Written apart from the search; it knows the streets of the network only.
pub(crate) fn least_costs(network: &RoadNetwork, places: &[Option<Snap>]) -> Vec<Vec<Option<Cost>>> {
    let nodes = network.nodes();
    let mut arcs: Vec<(usize, usize, Cost)> = Vec::new();
    for (number, street) in network.streets.iter().enumerate() {
        let share = |part: f64, whole: u32| (part * f64::from(whole)).round() as u32;
        // The ends and the places on the street in their order.
        let mut on_street: Vec<(f64, usize)> = vec![(0.0, street.from as usize), (1.0, street.to as usize)];
        for (place, snap) in places.iter().enumerate() {
            if let Some(snap) = snap.filter(|snap| snap.street as usize == number) {
                // A node for the place on the street; the place itself lies off it.
                on_street.push((snap.part.share(), nodes + 2 * place));
                let off = (snap.off_street.time_ds(), snap.off_street.length_dm());
                arcs.push((nodes + 2 * place, nodes + 2 * place + 1, off));
                arcs.push((nodes + 2 * place + 1, nodes + 2 * place, off));
            }
        }
        for &(a, from) in &on_street {
            for &(b, to) in &on_street {
                let length = share(a, street.length_dm).abs_diff(share(b, street.length_dm));
                let whole = if a <= b { street.forward_ds } else { street.backward_ds };
                if whole != CLOSED {
                    arcs.push((from, to, (share(a, whole).abs_diff(share(b, whole)), length)));
                }
                if a == b {
                    arcs.push((from, to, (0, 0)));
                }
            }
        }
    }
    let count = nodes + 2 * places.len();
    let mut all = Vec::new();
    for start in 0..places.len() {
        let mut least: Vec<Option<Cost>> = vec![None; count];
        if places[start].is_some() {
            least[nodes + 2 * start + 1] = Some((0, 0));
        }
        loop {
            let before = least.clone();
            for &(from, to, (time, length)) in &arcs {
                if let Some((t, l)) = least[from] {
                    let new = (t + time, l + length);
                    if least[to].is_none_or(|known| new < known) {
                        least[to] = Some(new);
                    }
                }
            }
            if before == least {
                break;
            }
        }
        // From a place to itself and back to the street is no way.
        all.push((0..places.len()).map(|place| least[nodes + 2 * place + 1]).collect());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn times_are_those_of_all_ways(
        streets in streets(), origins in snaps(6), destinations in snaps(9),
        bound_ds in prop_oneof![1_u32..3_000, 1_u32..40_000], exactly in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let network = walking(&streets);
        let (origins, destinations) = (on(&network, &origins), on(&network, &destinations));
        let places: Vec<_> = origins.iter().chain(&destinations).copied().collect();
        let least = least_costs(&network, &places);
        // Often a bound that some place lies at exactly.
        let costs: Vec<u32> = least.iter().flatten().flatten().map(|cost| cost.0).filter(|&time| time > 0).collect();
        let bound_ds = exactly.and_then(|at| (!costs.is_empty()).then(|| *at.get(&costs))).unwrap_or(bound_ds);
        let mut expected = Vec::new();
        for (from, least) in least.iter().enumerate().take(origins.len()) {
            for to in 0..destinations.len() {
                if let Some((time, length)) = least[origins.len() + to].filter(|cost| cost.0 <= bound_ds) {
                    expected.push((from as u32, to as u32, time, length));
                }
            }
        }
        let times = network.times(&origins, &destinations, bound_ds, &Threads::one()).unwrap();
        let rows = |times: &super::Times| -> Vec<_> {
            let (one, other) = (times.origin.iter().zip(&times.destination), times.time_ds.iter().zip(&times.length_dm));
            one.zip(other).map(|((a, b), (c, d))| (*a, *b, *c, *d)).collect()
        };
        prop_assert_eq!(rows(&times), expected.clone());
        // Both ways of searching are the same times.
        let turned = network.times(&destinations, &origins, bound_ds, &Threads::one()).unwrap();
        for (to, from) in turned.origin.iter().zip(&turned.destination) {
            let cost = least[origins.len() + *to as usize][*from as usize];
            prop_assert!(cost.is_some_and(|cost| cost.0 <= bound_ds));
        }

        let weights: Vec<f64> = (0..origins.len()).map(|row| 1.0 + row as f64).collect();
        let within = network.within(&destinations, &origins, &weights, Direction::To, bound_ds, &Threads::one()).unwrap();
        for (to, within) in within.iter().enumerate() {
            let inside = expected.iter().filter(|pair| pair.1 as usize == to);
            let (mut points, mut weight) = (0, 0.0);
            for pair in inside {
                points += 1;
                weight += weights[pair.0 as usize];
            }
            prop_assert_eq!((within.points, within.weight), (points, weight));
        }

        for direction in [Direction::To, Direction::From] {
            let nearest = network.nearest(&origins, &destinations, direction, bound_ds, &Threads::one()).unwrap();
            for (place, nearest) in nearest.iter().enumerate() {
                let cost = |station: usize| match direction {
                    Direction::To => least[place][origins.len() + station],
                    Direction::From => least[origins.len() + station][place],
                };
                let best = (0..destinations.len()).filter_map(|station| Some((cost(station)?, station))).min();
                let best = best.filter(|((time, _), _)| *time <= bound_ds);
                let found = nearest.map(|found| ((found.way.time_ds, found.way.length_dm), found.station as usize));
                prop_assert_eq!(found, best);
            }
        }
    }

    #[test]
    fn the_order_of_the_tables_changes_nothing(streets in streets(), seed in any::<u64>()) {
        let mut turned = Streets::new(System::Wgs84);
        let mut order: Vec<u32> = (0..streets.nodes.len() as u32).collect();
        order.sort_by_key(|&node| u64::from(node + 1).wrapping_mul(seed | 1));
        let mut position = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            let node = &streets.nodes[old as usize];
            turned.nodes.push(*node);
            position[old as usize] = new as u32;
        }
        for (number, street) in streets.streets.iter().enumerate().rev() {
            let start = number.checked_sub(1).map_or(0, |before| streets.streets[before].shape_end);
            turned.shapes.extend_from_slice(&streets.shapes[start as usize..street.shape_end as usize]);
            let (from, to) = (position[street.from as usize], position[street.to as usize]);
            turned.streets.push(super::streets::Street { from, to, shape_end: turned.shapes.len() as u32, ..*street });
        }
        let (one, other) = (walking(&streets), walking(&turned));
        prop_assert_eq!(&one.keys, &other.keys);
        prop_assert_eq!(&one.streets, &other.streets);
        prop_assert_eq!(&one.lines, &other.lines);
        prop_assert_eq!(&one.components, &other.components);
    }

    #[test]
    fn the_nearest_street_is_that_of_a_scan(
        streets in streets(), lon in 116.99..117.03_f64, lat in 36.64..36.68_f64, limit_m in prop_oneof![0.0..50.0_f64, 0.0..3_000.0_f64],
        component_nodes_min in 0_u32..5,
    ) {
        let network = walking(&streets);
        let place = AnyCoordinate::new(lon, lat, System::Wgs84).unwrap();
        let snapping = Snapping { limit_m, component_nodes_min };
        let snap = network.snap(&[Some(place)], &snapping, &Threads::one()).unwrap()[0];
        // Distances on the sphere to many places along each street.
        let mut nearest_m = f64::INFINITY;
        for (number, street) in network.streets.iter().enumerate() {
            let component = network.component[street.from as usize];
            if network.components[component as usize] < component_nodes_min {
                continue;
            }
            for ends in network.line(number as u32).windows(2) {
                for step in 0..=200 {
                    let share = f64::from(step) / 200.0;
                    let (from, to) = (super::streets::degrees(ends[0]), super::streets::degrees(ends[1]));
                    let at = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                    nearest_m = haversine_m((lon, lat), at).min(nearest_m);
                }
            }
        }
        match snap {
            // Steps are up to 14 m apart.
            Some(snap) => {
                let snapped_m = f64::from(snap.off_street.length_dm()) / 10.0;
                prop_assert!(snapped_m <= limit_m + 0.1);
                prop_assert!(snapped_m <= nearest_m + 0.1 + nearest_m * 1e-3);
                prop_assert!((nearest_m * nearest_m - snapped_m * snapped_m).max(0.0).sqrt() <= 8.0 + nearest_m * 0.05);
                // The place that is given back lies there.
                let at = network.place(&snap);
                prop_assert!((haversine_m((lon, lat), at) - snapped_m).abs() <= 0.2 + snapped_m * 2e-3);
            }
            None => prop_assert!(nearest_m > limit_m * 0.999 - 0.1),
        }
    }
}

#[test]
fn bad_streets_are_refused() {
    let mut streets = Streets::new(System::Wgs84);
    let code = |result: Result<(), super::NetworkError>| result.unwrap_err().code().code();
    for (lon, lat) in [(f64::NAN, 36.0), (181.0, 36.0), (117.0, f64::INFINITY), (36.0, 117.0)] {
        assert_eq!(code(streets.add_node(1, lon, lat).map(drop)), "network.bad_place");
    }
    let (a, b) =
        (streets.add_node(i64::MIN, 117.0, 36.0).unwrap(), streets.add_node(i64::MAX, 117.1, 36.0).unwrap());
    let street = NewStreet::of_class(a, b, RoadClass::Path);
    assert_eq!(code(streets.add(NewStreet { to: 2, ..street })), "network.unknown_node");
    for length in [f64::NAN, -1.0, 1e7, f64::INFINITY] {
        assert_eq!(code(streets.add(NewStreet { length_m: Some(length), ..street })), "network.bad_length");
    }
    for speed in [f64::NAN, -1.0, 0.0, 201.0] {
        assert_eq!(code(streets.add(NewStreet { speed_kmh: Some(speed), ..street })), "network.bad_speed");
    }
    assert_eq!(code(streets.add(NewStreet { shape: &[(f64::NAN, 0.0)], ..street })), "network.bad_place");
    assert_eq!(code(streets.set_height_m(0, f64::NAN)), "network.bad_height");
    assert!(streets.is_empty());
    let network = walking(&streets);
    assert_eq!((network.nodes(), network.streets(), network.components()), (0, 0, &[][..]));
    let place = AnyCoordinate::new(117.0, 36.0, System::Wgs84).ok();
    assert_eq!(network.snap(&[place, None], &Snapping::default(), &Threads::one()).unwrap(), [None, None]);
    for bound in [0, u32::MAX] {
        assert_eq!(
            network.times(&[], &[], bound, &Threads::one()).unwrap_err().code().code(),
            "network.bad_bound"
        );
    }
}

#[test]
fn systems_meet_forward_only() {
    let mut streets = Streets::new(System::Wgs84);
    let (a, b) = (streets.add_node(1, 117.00, 36.66).unwrap(), streets.add_node(2, 117.01, 36.66).unwrap());
    streets.add(NewStreet::of_class(a, b, RoadClass::Path)).unwrap();
    let network = walking(&streets);
    let place = |system| [AnyCoordinate::new(117.005, 36.66, system).ok()];
    let snap =
        |network: &RoadNetwork, system| network.snap(&place(system), &Snapping::default(), &Threads::one());
    assert_eq!(snap(&network, System::Cgcs2000).unwrap(), snap(&network, System::Wgs84).unwrap());
    assert_eq!(snap(&network, System::Gcj02).unwrap_err().code().code(), "network.system_mismatch");
    let on_amap = network.clone().shifted(System::Gcj02).unwrap();
    // A place of the ground meets the shifted street where it met the other.
    let (there, here) = (
        snap(&on_amap, System::Wgs84).unwrap()[0].unwrap(),
        snap(&network, System::Wgs84).unwrap()[0].unwrap(),
    );
    assert!((there.part.share() - here.part.share()).abs() < 1e-4 && there.snap_m() <= 1);
    assert!(snap(&on_amap, System::Gcj02).unwrap()[0].unwrap().snap_m() > 50);
    assert_eq!(on_amap.streets, network.streets);
    #[cfg(not(feature = "inverse-offset"))]
    assert_eq!(on_amap.shifted(System::Wgs84).unwrap_err().code().code(), "network.system_mismatch");
}

#[test]
fn slopes_slow_as_tobler_says() {
    let time = |rise_m: f64| {
        let mut streets = Streets::new(System::Wgs84);
        let (a, b) = (streets.add_node(1, 106.5, 29.5).unwrap(), streets.add_node(2, 106.51, 29.5).unwrap());
        streets.set_height_m(a, 200.0).unwrap();
        streets.set_height_m(b, 200.0 + rise_m).unwrap();
        streets
            .add(NewStreet { length_m: Some(1_000.0), ..NewStreet::of_class(a, b, RoadClass::Steps) })
            .unwrap();
        let profile = Profile::new(TravelMode::Walk).unwrap().slope(true);
        let street = RoadNetwork::new(&streets, &profile).unwrap().streets[0];
        (street.forward_ds, street.backward_ds)
    };
    // 6 exp(-3.5 |s + 0.05|) km/h is 5.037 on the level, 6 at -5 %, 3.549 at +10 % and 5.037 at -10 %.
    assert_eq!(time(0.0), (7_200, 7_200));
    assert_eq!(time(-50.0).0, 6_044);
    assert_eq!(time(100.0), (10_217, 7_200));
}
