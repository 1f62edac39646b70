use proptest::prelude::*;

use super::super::random::{on, snaps, streets};
use super::super::{Access, NewStreet, Profile, RoadClass, Streets};
use super::*;
use crate::model::{System, TravelMode};

/// A lattice some of whose links are missing, open one way or of no length.
fn lattice() -> impl Strategy<Value = Streets> {
    let link = (prop::bool::weighted(0.85), prop::bool::weighted(0.9), prop::bool::weighted(0.9), 0_u32..300);
    (8_usize..16).prop_flat_map(move |side| prop::collection::vec(link.clone(), 2 * side * side)).prop_map(
        |links| {
            let side = (links.len() / 2).isqrt();
            let mut streets = Streets::new(System::Wgs84);
            for node in 0..side * side {
                let (x, y) = ((node % side) as f64, (node / side) as f64);
                streets.add_node(node as i64, 117.0 + 0.001 * x, 36.6 + 0.001 * y).unwrap();
            }
            for (number, &(is_there, forth, back, length_m)) in links.iter().enumerate() {
                let (node, is_north) = (number / 2, number % 2 == 1);
                let is_inside = if is_north { node + side < side * side } else { node % side + 1 < side };
                if is_there && is_inside {
                    let open = |is: bool| if is { Access::WALK } else { Access::NONE };
                    let other = (if is_north { node + side } else { node + 1 }) as u32;
                    let street = NewStreet {
                        forward: open(forth),
                        backward: open(back),
                        length_m: Some(f64::from(length_m)),
                        ..NewStreet::of_class(node as u32, other, RoadClass::Residential)
                    };
                    streets.add(street).unwrap();
                }
            }
            streets
        },
    )
}

fn weights() -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        prop::collection::vec((0_u32..60).prop_map(f64::from), 0..40),
        prop::collection::vec(-1e3..1e3_f64, 0..40),
        prop::collection::vec(prop_oneof![Just(9e14), Just(1.0), 0.0..1.0_f64], 0..40),
    ]
}

/// Sums about all places at once, by one thread and by two, are those about each alone, to the bit, and hold the points that
/// a table of times has.
fn sums_are_those_of_a_table(
    network: &RoadNetwork,
    (places, points, weights): (&[Option<Snap>], &[Option<Snap>], &[f64]),
    bound_ds: u32,
) {
    let one = Threads::one();
    for direction in [Direction::To, Direction::From] {
        let sums = |places: &[Option<Snap>], threads: &Threads| {
            network.within(places, points, weights, direction, bound_ds, threads).unwrap()
        };
        let bits = |sum: &Within| (sum.points, sum.weight.to_bits());
        let all: Vec<_> = sums(places, &one).iter().map(bits).collect();
        let alone: Vec<_> = places.iter().map(|place| bits(&sums(&[*place], &one)[0])).collect();
        assert_eq!(all, alone);
        #[cfg(feature = "parallel")]
        assert_eq!(all, sums(places, &Threads::new(2).unwrap()).iter().map(bits).collect::<Vec<_>>());

        let table = match direction {
            Direction::To => network.times(points, places, bound_ds, &one).unwrap(),
            Direction::From => network.times(places, points, bound_ds, &one).unwrap(),
        };
        let (asked, found) = match direction {
            Direction::To => (&table.destination, &table.origin),
            Direction::From => (&table.origin, &table.destination),
        };
        for (place, &(count, weight)) in (0_u32..).zip(&all) {
            let pairs = || asked.iter().zip(found).filter(|pair| *pair.0 == place);
            assert_eq!(count as usize, pairs().count());
            let weights = pairs().map(|(_, &point)| weights.get(point as usize).copied().unwrap_or_default());
            let (mut sum, mut size) = (0.0, 0.0);
            weights.for_each(|weight: f64| (sum, size) = (sum + weight, size + weight.abs()));
            assert!((f64::from_bits(weight) - sum).abs() <= 1e-13 * size);
        }
    }
}

fn network(streets: &Streets) -> RoadNetwork {
    RoadNetwork::new(streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap()
}

#[test]
fn weights_are_numbers() {
    let network = network(&Streets::new(System::Wgs84));
    for weight in [f64::NAN, f64::INFINITY, 2e15, -2e15] {
        let found = network.within(&[None], &[None, None], &[1.0, weight], Direction::To, 1, &Threads::one());
        let error = found.unwrap_err();
        assert_eq!((error.code(), error.shown()), (NetworkCode::BadWeight, "points row 1"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn on_any_streets(
        streets in streets(), places in snaps(80), points in snaps(40), weights in weights(),
        bound_ds in prop_oneof![1_u32..3_000, 1_u32..40_000, 65_000_u32..66_000],
    ) {
        let network = network(&streets);
        let (places, points) = (on(&network, &places), on(&network, &points));
        sums_are_those_of_a_table(&network, (&places, &points, &weights), bound_ds);
    }

    #[test]
    fn about_all_nodes_of_a_lattice(
        streets in lattice(), points in snaps(40), weights in weights(), bound_ds in 1_u32..20_000,
    ) {
        let network = network(&streets);
        let (places, points) = (network.snaps_of_nodes(), on(&network, &points));
        sums_are_those_of_a_table(&network, (&places, &points, &weights), bound_ds);
        sums_are_those_of_a_table(&network, (&places, &places, &weights), bound_ds);
    }
}
