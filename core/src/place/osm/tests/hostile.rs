//! Files that want memory or time: each limit by its name, and bytes that went wrong at random.

use proptest::prelude::*;

use super::writer::{Message, blob, framed, plain_header};
use super::*;

#[track_caller]
fn over(file: &[u8], limits: OsmLimits, shown: &str) {
    let error = read_osm(file, &limits, &Threads::one()).expect_err("refused");
    assert_eq!((error.code(), error.shown()), (OsmCode::Limit, shown), "{error}");
}

#[test]
fn each_limit_is_named() {
    let file = crossing(&Style { block: 2, ..Style::default() });
    let (_, report) = read(&file).unwrap();
    let usual = OsmLimits::default();
    let exact = OsmLimits {
        blocks_max: 7,
        inflated_bytes_max: report.inflated_bytes,
        block_strings_max: 6,
        ways_max: 2,
        references_max: 9,
        ..usual
    };
    read_osm(&file, &exact, &Threads::one()).unwrap();
    over(&file, OsmLimits { blocks_max: 6, ..usual }, "blocks_max = 6");
    let bytes = report.inflated_bytes - 1;
    over(&file, OsmLimits { inflated_bytes_max: bytes, ..usual }, &format!("inflated_bytes_max = {bytes}"));
    over(&file, OsmLimits { block_strings_max: 5, ..usual }, "block_strings_max = 5");
    over(&file, OsmLimits { ways_max: 1, ..usual }, "ways_max = 1");
    over(&file, OsmLimits { references_max: 8, ..usual }, "references_max = 8");
    over(&file, OsmLimits { references_max: 5, ..usual }, "references_max = 5");
}

#[test]
fn bombs_are_refused_by_what_they_state_and_by_what_they_do() {
    let zeros = vec![0; 8 << 20];
    let bomb = blob("OSMData", &zeros, true);
    assert!(bomb.len() < 10_000);
    over(&[plain_header(), bomb.clone()].concat(), OsmLimits::default(), "ratio_max = 100");
    // Many of them are known by the sum before the first is opened.
    let many: Vec<u8> = [plain_header(), bomb.repeat(100)].concat();
    let limits = OsmLimits { ratio_max: 2_000, inflated_bytes_max: 100 << 20, ..OsmLimits::default() };
    over(&many, limits, "inflated_bytes_max = 104857600");
    // One that states less than it holds stops there.
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 6);
    let liar = Message::default().number(2, 1_000).bytes(3, &packed);
    refused(&[plain_header(), framed("OSMData", &liar)].concat(), OsmCode::BadCompression);
    // Zero bytes are no message either.
    let limits = OsmLimits { ratio_max: 2_000, ..OsmLimits::default() };
    let error = read_osm(&[plain_header(), bomb].concat(), &limits, &Threads::one()).unwrap_err();
    assert_eq!(error.code(), OsmCode::BadMessage);
}

/// Small files of all kinds.
fn seeds() -> Vec<Vec<u8>> {
    let plain = Style { zlib: false, ..Style::default() };
    [
        plain,
        Style { dense: false, ..plain },
        Style { block: 2, ..plain },
        Style { granularity: 50, lat_offset: 7_000, lon_offset: -9_900, ways_first: true, ..plain },
        Style::default(),
    ]
    .iter()
    .map(crossing)
    .collect()
}

fn outcome(file: &[u8]) {
    let limits = OsmLimits { references_max: 1_000, ways_max: 100, blocks_max: 50, ..OsmLimits::default() };
    match read_osm(file, &limits, &Threads::one()) {
        Ok((streets, report)) => {
            assert_eq!(streets.len() as u64, report.streets);
            assert!(report.street_ways <= limits.ways_max);
            assert!(report.streets <= limits.references_max);
            assert!(report.street_ways + report.closed_ways + report.other_highways <= report.ways);
        }
        Err(error) => {
            assert!(error.offset() <= file.len() as u64, "{error}");
            assert!(!error.to_string().is_empty() && !error.message_zh().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic(
        seed in 0_usize..5,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..8),
    ) {
        let mut file = seeds().swap_remove(seed);
        for (place, byte, what) in changes {
            let place = place.index(file.len());
            match what {
                0 => file[place] = byte,
                1 => file[place] ^= 1 << (byte & 7),
                2 => file.insert(place, byte),
                _ if file.len() > 1 => drop(file.remove(place)),
                _ => {}
            }
        }
        outcome(&file);
    }

    #[test]
    fn any_data_in_a_right_frame_never_panic(data in prop::collection::vec(any::<u8>(), 0..200)) {
        outcome(&[plain_header(), blob("OSMData", &data, false)].concat());
        outcome(&[blob("OSMHeader", &data, true), data].concat());
    }

    #[test]
    fn random_ways_keep_every_piece_of_street(
        present in prop::collection::btree_set(1_i64..20, 0..20),
        ways in prop::collection::vec(prop::collection::vec(1_i64..20, 0..10), 0..8),
    ) {
        let nodes: Vec<Node<'_>> = present.iter().map(|&id| node(id)).collect();
        let list: Vec<Way<'_>> =
            ways.iter().zip(1..).map(|(refs, id)| way(id, refs, &[RESIDENTIAL])).collect();
        let style = Style { block: 3, ..Style::default() };
        let file = file(&nodes, &list, &style);
        if nodes.is_empty() && list.is_empty() {
            prop_assert_eq!(read(&file).unwrap_err().code(), OsmCode::NoData);
            return Ok(());
        }
        let (streets, report) = read(&file).unwrap();
        // The plain way: each step of a way between two nodes that are there, in order.
        let mut steps = Vec::new();
        let mut dangling = 0;
        for refs in &ways {
            let mut refs = refs.clone();
            refs.dedup();
            dangling += refs.iter().filter(|id| !present.contains(id)).count();
            for pair in refs.windows(2) {
                if pair.iter().all(|id| present.contains(id)) {
                    steps.push((spot(pair[0] as i32), spot(pair[1] as i32)));
                }
            }
        }
        let mut found = Vec::new();
        for (from, to, _, _, _, shape) in lines(&streets) {
            let all: Vec<[i32; 2]> = [spot(from as i32)].into_iter().chain(shape).chain([spot(to as i32)]).collect();
            found.extend(all.windows(2).map(|pair| (pair[0], pair[1])));
            // No street runs through a node at which another begins.
            for inner in &all[1..all.len() - 1] {
                prop_assert!(streets.nodes.iter().all(|node| node.at != *inner));
            }
        }
        prop_assert_eq!(found, steps);
        prop_assert_eq!(report.dangling_references, dangling as u64);
        // Each node of the network is there once.
        let mut keys: Vec<i64> = streets.nodes.iter().map(|node| node.key).collect();
        keys.sort_unstable();
        prop_assert!(keys.is_sorted_by(|one, next| one < next));
    }
}
