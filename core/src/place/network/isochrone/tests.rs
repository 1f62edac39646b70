//! Isochrones against times that are found another way.

use proptest::prelude::*;

use super::*;
use crate::place::network::random::{on, snaps, streets};
use crate::place::network::tests::least_costs;
use crate::place::network::{Profile, Streets};

pub(super) fn walking(streets: &Streets) -> RoadNetwork {
    RoadNetwork::new(streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap()
}

pub(super) fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::To), Just(Direction::From)]
}

/// A place on a street or off it.
pub(super) fn origin() -> impl Strategy<Value = Vec<Option<(usize, f64, f64)>>> {
    snaps(2).prop_filter("a place", |snaps| snaps[0].is_some())
}

/// The time between two places by all ways of going.
fn least_ds(
    network: &RoadNetwork,
    direction: Direction,
    origin: Snap,
    places: &[Option<Snap>],
) -> Vec<Option<u32>> {
    let all: Vec<_> = std::iter::once(Some(origin)).chain(places.iter().copied()).collect();
    let least = least_costs(network, &all);
    let cost = |place: usize| match direction {
        Direction::To => least[place][0],
        Direction::From => least[0][place],
    };
    (1..all.len()).map(|place| cost(place).map(|cost| cost.0)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Every part of every street, above all those next to a cut: it is within if and only if its time is.
    #[test]
    fn streets_are_cut_where_the_time_ends(
        streets in streets(), origin in origin(), direction in direction(), bound_ds in prop_oneof![1_u32..3_000, 1_u32..20_000],
        parts in prop::collection::vec(0.0..1.0_f64, 3),
    ) {
        let network = walking(&streets);
        let Some(origin) = on(&network, &origin)[0] else { return Ok(()) };
        let mut search = Search::default();
        let starts = network.next_to(&origin, direction).into_iter().flatten();
        search.run(network.arcs(direction), starts, bound_ds);
        let plane = Plane::at(117.01, 36.66);
        let found = Found { network: &network, origin: &origin, direction, search, plane };
        let any: Vec<u32> = (0..network.streets.len() as u32)
            .filter(|&street| found.entries(street).is_some_and(|entries| entries.any()))
            .collect();
        prop_assert_eq!(found.reached(), any);
        for (number, street) in (0..).zip(&network.streets) {
            let within = Entries::new((number, street), &origin, direction, &found.search).within(bound_ds);
            // Some places, and the last within and the first beyond of each cut.
            let mut shares = parts.clone();
            for (first, last) in &within {
                let unit = 1.0 / f64::from(1_u32 << 31);
                for cut in [first.share(), last.share()] {
                    shares.extend([cut - unit, cut, cut + unit]);
                }
            }
            // A place at an end is the node, whichever street it is said to be on.
            shares.retain(|share| *share > 0.0 && *share < 1.0);
            let places: Vec<_> = shares.iter().map(|&share| Some(Snap::on_street(number, share))).collect();
            for (place, least) in places.iter().zip(least_ds(&network, direction, origin, &places)) {
                let part = place.unwrap().part;
                let is_within = within.iter().any(|&(first, last)| first <= part && part <= last);
                prop_assert_eq!(is_within, least.is_some_and(|least| least <= bound_ds), "{:?} {:?} {:?}", part, least, within);
            }
            for pair in within.windows(2) {
                prop_assert!(pair[0].1.next() < pair[1].0);
            }
        }
    }

    /// What is drawn of streets is as long as the parts of them that are within.
    #[test]
    fn lines_are_as_long_as_what_is_within(
        streets in streets(), origin in origin(), direction in direction(), bound_ds in prop_oneof![1_u32..3_000, 1_u32..20_000],
    ) {
        let network = walking(&streets);
        let Some(origin) = on(&network, &origin)[0] else { return Ok(()) };
        let found = network.isochrones(&origin, &[bound_ds], &Drawing { direction, ..Drawing::default() }).unwrap();
        let mut search = Search::default();
        let starts = network.next_to(&origin, direction).into_iter().flatten();
        search.run(network.arcs(direction), starts, bound_ds);
        let (mut expected_m, mut corners) = (0.0, 0.0);
        for (number, street) in (0..).zip(&network.streets) {
            let line = network.line(number);
            let length_m: f64 = line.windows(2).map(|ends| haversine_m(degrees(ends[0]), degrees(ends[1]))).sum();
            for (first, last) in Entries::new((number, street), &origin, direction, &search).within(bound_ds) {
                expected_m += length_m * (last.share() - first.share());
                corners += line.len() as f64;
            }
        }
        // Corners are rounded by up to 8 cm; streets are measured in a plane.
        let drawn_m = found.circles[0].streets_m();
        prop_assert!((drawn_m - expected_m).abs() <= 0.2 * corners + 1e-3 * expected_m, "{drawn_m} {expected_m}");
    }
}
