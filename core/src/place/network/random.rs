//! Random streets for tests.

use proptest::prelude::*;

use super::{Access, NewStreet, RoadClass, Snap, Streets};
use crate::model::System;

/// A street as the strategy draws it: ends, whether open forth and back, length, points between the ends.
type Drawn = (usize, usize, bool, bool, Option<f64>, Vec<(f64, f64)>);

fn place() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        (117.0..117.02_f64, 36.65..36.67_f64),
        // On a coarse grid, for ties.
        (0_u32..5, 0_u32..5).prop_map(|(x, y)| (117.0 + f64::from(x) * 0.004, 36.65 + f64::from(y) * 0.004)),
    ]
}

/// Up to 14 nodes, some closed, and up to 30 streets: one-way, of no length, leading back to where they begin, doubled,
/// in several parts.
pub(crate) fn streets() -> impl Strategy<Value = Streets> {
    let nodes = prop::collection::vec((place(), prop::bool::weighted(0.1)), 2..14);
    let length = prop_oneof![3 => Just(None), 1 => (0_u32..4).prop_map(|tens| Some(f64::from(tens) * 100.0))];
    let shape = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(place(), 1..3)];
    let open = prop_oneof![3 => Just((true, true)), 1 => Just((true, false)), 1 => Just((false, true))];
    let street = (0_usize..14, 0_usize..14, open, length, shape)
        .prop_map(|(from, to, (forth, back), length, shape)| (from, to, forth, back, length, shape));
    (nodes, prop::collection::vec(street, 1..30)).prop_map(|(nodes, drawn): (_, Vec<Drawn>)| {
        let mut streets = Streets::new(System::Wgs84);
        for (((lon, lat), closed), key) in nodes.iter().zip(1..) {
            let node = streets.add_node(key, *lon, *lat).unwrap();
            if *closed {
                streets.close_node(node, Access::WALK).unwrap();
            }
        }
        let open = |is: bool| if is { Access::WALK } else { Access::NONE };
        for (from, to, forth, back, length_m, shape) in &drawn {
            let (from, to) = ((from % nodes.len()) as u32, (to % nodes.len()) as u32);
            let (forward, backward) = (open(*forth), open(*back));
            let class = RoadClass::Residential;
            let street =
                NewStreet { from, to, class, forward, backward, length_m: *length_m, speed_kmh: None, shape };
            streets.add(street).unwrap();
        }
        streets
    })
}

/// Places on streets, at nodes and between them, with and without a walk to the street; some without a street.
pub(super) fn snaps(most: usize) -> impl Strategy<Value = Vec<Option<(usize, f64, f64)>>> {
    let share = prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0_f64];
    let walk_m = prop_oneof![Just(0.0), 0.0..300.0_f64];
    let drawn = (any::<prop::sample::Index>(), share, walk_m)
        .prop_map(|(street, share, walk)| (street.index(30), share, walk));
    prop::collection::vec(prop::option::weighted(0.9, drawn), 1..most)
}

/// The places that are drawn, on a network.
pub(super) fn on(network: &super::RoadNetwork, drawn: &[Option<(usize, f64, f64)>]) -> Vec<Option<Snap>> {
    let snap = |(street, share, walk_m): (usize, f64, f64)| {
        let street = (street % network.streets().max(1)) as u32;
        (network.streets() > 0).then(|| network.snap_at(street, share, walk_m))
    };
    drawn.iter().map(|drawn| drawn.and_then(snap)).collect()
}
