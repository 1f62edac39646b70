//! Ways become streets: cut where they meet, broken where nodes are missing.

use super::*;

const ALL: Access = Access::ALL;
const HOME: RoadClass = RoadClass::Residential;

#[test]
fn streets_are_cut_where_they_meet_and_at_barriers() {
    let (streets, report) = read(&crossing(&Style::default())).unwrap();
    let walk = Access::WALK;
    assert_eq!(
        lines(&streets),
        [
            (1, 3, HOME, ALL, ALL, vec![spot(2)]),
            (3, 5, HOME, ALL, ALL, vec![spot(4)]),
            (5, 6, HOME, ALL, ALL, vec![]),
            (7, 3, RoadClass::Footway, walk, walk, vec![]),
            (3, 8, RoadClass::Footway, walk, walk, vec![]),
        ]
    );
    let closed: Vec<i64> =
        streets.nodes.iter().filter(|node| node.closed == Access::DRIVE).map(|node| node.key).collect();
    assert_eq!(closed, [5]);
    let expected = OsmReport {
        nodes: 8,
        ways: 3,
        street_ways: 2,
        streets: 5,
        barriers: 1,
        inflated_bytes: report.inflated_bytes,
        ..OsmReport::default()
    };
    assert_eq!(report, expected);
}

#[test]
fn every_way_of_writing_a_file_gives_the_same_streets() {
    let (expected, _) = read(&crossing(&Style::default())).unwrap();
    let plain = Style::default();
    let shifted = Style { granularity: 50, lat_offset: -7_000_000_000, lon_offset: 123_456_700, ..plain };
    let styles = [
        Style { dense: false, ..plain },
        Style { zlib: false, ..plain },
        Style { block: 1, ..plain },
        Style { block: 2, dense: false, ways_first: true, ..plain },
        shifted,
        Style { dense: false, ..shifted },
        Style { granularity: 1, ..plain },
    ];
    for style in styles {
        let (streets, report) = read(&crossing(&style)).unwrap();
        assert_eq!(lines(&streets), lines(&expected), "{style:?}");
        assert_eq!(
            streets.nodes.iter().map(|node| (node.key, node.at)).collect::<Vec<_>>(),
            expected.nodes.iter().map(|node| (node.key, node.at)).collect::<Vec<_>>(),
            "{style:?}"
        );
        assert_eq!((report.nodes, report.ways, report.streets), (8, 3, 5), "{style:?}");
    }
}

#[test]
fn a_coarse_grid_rounds_to_the_nearest_spot() {
    // A grid of 130 billionths: 1e-7 degrees are 100.
    let nodes = [Node { id: 1, at: [13, 26], tags: vec![] }, Node { id: 2, at: [-13, -39], tags: vec![] }];
    let bytes =
        file(&nodes, &[way(1, &[1, 2], &[RESIDENTIAL])], &Style { granularity: 130, ..Style::default() });
    let (streets, _) = read(&bytes).unwrap();
    let spots: Vec<_> = streets.nodes.iter().map(|node| node.at).collect();
    assert_eq!(spots, [[13, 26], [-13, -39]]);
}

#[test]
fn a_street_breaks_where_a_node_is_missing() {
    let nodes: Vec<Node<'_>> = [1, 2, 4, 5, 7].map(node).to_vec();
    let ways = [way(1, &[1, 2, 3, 4, 5, 6, 7], &[RESIDENTIAL]), way(2, &[8, 9], &[RESIDENTIAL])];
    let (streets, report) = read(&file(&nodes, &ways, &Style::default())).unwrap();
    assert_eq!(lines(&streets), [(1, 2, HOME, ALL, ALL, vec![]), (4, 5, HOME, ALL, ALL, vec![])]);
    assert_eq!((report.dangling_references, report.short_ways, report.streets), (4, 1, 2));
}

#[test]
fn loops_and_repeated_nodes_keep_their_length() {
    let nodes: Vec<Node<'_>> = (1..=5).map(node).collect();
    let ways = [
        // Round and back.
        way(1, &[1, 2, 3, 1], &[RESIDENTIAL]),
        // The same node twice in a row is one point; one node makes no street.
        way(2, &[4, 4, 5, 5], &[RESIDENTIAL]),
        way(3, &[2, 2], &[RESIDENTIAL]),
        // A figure of eight through node 3.
        way(4, &[3, 4, 3, 5], &[RESIDENTIAL]),
    ];
    let (streets, report) = read(&file(&nodes, &ways, &Style::default())).unwrap();
    let ends: Vec<_> = lines(&streets).into_iter().map(|line| (line.0, line.1)).collect();
    assert_eq!(ends, [(1, 2), (2, 3), (3, 1), (4, 5), (3, 4), (4, 3), (3, 5)]);
    assert_eq!(report.short_ways, 1);
}

#[test]
fn the_first_of_two_things_with_one_id_counts() {
    let moved = Node { at: spot(500), ..node(2) };
    let nodes = [node(1), node(2), moved, node(3), node(3)];
    let ways = [
        way(7, &[1, 2], &[RESIDENTIAL]),
        way(5, &[2, 3], &[("highway", "footway")]),
        way(7, &[1, 3], &[RESIDENTIAL]),
    ];
    let (streets, report) = read(&file(&nodes, &ways, &Style::default())).unwrap();
    let ends: Vec<_> = lines(&streets).into_iter().map(|line| (line.0, line.1)).collect();
    assert_eq!(ends, [(1, 2), (2, 3)]);
    assert_eq!(streets.nodes[1].at, spot(2));
    assert_eq!((report.duplicate_ways, report.duplicate_nodes, report.street_ways), (1, 2, 2));
}

#[test]
fn ids_may_be_negative_or_huge() {
    let ids = [i64::MIN / 2, -1, 1 << 60];
    let nodes = ids.map(|id| Node { id, ..node(0) });
    let (streets, _) =
        read(&file(&nodes, &[way(i64::MIN, &ids, &[RESIDENTIAL])], &Style::default())).unwrap();
    assert_eq!(lines(&streets), [(ids[0], ids[2], HOME, ALL, ALL, vec![spot(0)])]);
}

#[test]
fn a_street_over_half_the_globe_is_left_out_and_counted() {
    let nodes = [Node { at: [0, 0], ..node(1) }, Node { at: [1_700_000_000, 0], ..node(2) }, node(3)];
    let ways = [way(1, &[1, 2], &[("route", "ferry")]), way(2, &[2, 3], &[RESIDENTIAL])];
    let (streets, report) = read(&file(&nodes, &ways, &Style::default())).unwrap();
    assert_eq!((streets.len(), report.long_streets, report.short_ways), (0, 2, 0));
}

#[test]
fn speeds_are_read_or_counted() {
    let nodes: Vec<Node<'_>> = (1..=2).map(node).collect();
    let speed = |text| {
        let bytes = file(&nodes, &[way(1, &[1, 2], &[RESIDENTIAL, ("maxspeed", text)])], &Style::default());
        let (streets, report) = read(&bytes).unwrap();
        (streets.streets[0].drive_m_per_h, report.unread_speeds)
    };
    for (text, m_per_h) in [("30", 30_000), ("30 mph", 48_280), ("20mph", 32_186), ("60 km/h", 60_000)] {
        assert_eq!(speed(text), (m_per_h, 0), "{text}");
    }
    for text in ["CN:urban", "none", "walk", "0", "-5", "500", "1e2", "50;30", "", "99999999999", "３０"] {
        assert_eq!(speed(text), (0, 1), "{text}");
    }
}

#[cfg(feature = "parallel")]
#[test]
fn the_number_of_threads_changes_nothing() {
    let threads = crate::matching::Threads::new(2).unwrap();
    let bytes = crossing(&Style { block: 1, ..Style::default() });
    let (one, report) = read(&bytes).unwrap();
    let (two, again) = read_osm(&bytes, &OsmLimits::default(), &threads).unwrap();
    assert_eq!((lines(&one), report), (lines(&two), again));
    for end in 0..bytes.len() {
        let cut = &bytes[..end];
        let outcome = |threads| read_osm(cut, &OsmLimits::default(), threads).map(|(_, report)| report);
        assert_eq!(outcome(&Threads::one()), outcome(&threads));
    }
}
