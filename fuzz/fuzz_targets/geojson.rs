//! Any JSON as lines of streets: a code, or a network that is the same once saved and loaded, and at each of whose nodes the
//! nearest node is that node.
#![no_main]

use doorstep::matching::Threads;
use doorstep::place::{Direction, Profile, RoadNetwork, Streets};
use doorstep::{System, TravelMode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let Ok(lines) = serde_json::from_slice(text) else { return };
    let Ok(streets) = Streets::from_geojson(&lines, System::Wgs84) else { return };
    for mode in [TravelMode::Walk, TravelMode::Drive] {
        let network = RoadNetwork::new(&streets, &Profile::new(mode).unwrap()).unwrap();
        let saved = network.to_bytes();
        assert_eq!(RoadNetwork::from_bytes(&saved).unwrap().to_bytes(), saved);
        let nodes = network.snaps_of_nodes();
        let nearest = network.nearest(&nodes, &nodes, Direction::To, 9_000, &Threads::one()).unwrap();
        assert!(nearest.iter().all(|found| found.is_some_and(|found| found.way.time_ds == 0)));
    }
});
