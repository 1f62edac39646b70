//! Streets from tables: what a row means, and that the first that cannot be taken is named.

use super::{EdgeColumns, NetworkError, NodeColumns, Profile, RoadNetwork, Snapping, Streets};
use crate::model::{AnyCoordinate, System, TravelMode};
use crate::threads::Threads;

const NODES: NodeColumns<'_> =
    NodeColumns { node: &[5, -3, 9], lon: &[117.0, 117.01, 117.02], lat: &[36.66; 3], height_m: &[] };
const EDGES: EdgeColumns<'_> = EdgeColumns {
    from: &[5, -3],
    to: &[-3, 9],
    length_m: &[],
    class: &[],
    speed_kmh: &[],
    oneway: &[],
    line: &[],
};

/// Tenths of a second between the first node and the last, there and back.
fn there_and_back(edges: &EdgeColumns<'_>, mode: TravelMode) -> [Option<u32>; 2] {
    let streets = Streets::from_tables(&NODES, edges, System::Wgs84).unwrap();
    let network = RoadNetwork::new(&streets, &Profile::new(mode).unwrap()).unwrap();
    let places = [117.0, 117.02].map(|lon| AnyCoordinate::new(lon, 36.66, System::Wgs84).ok());
    let snaps = network.snap(&places, &Snapping::default(), &Threads::one()).unwrap();
    let times = network.times(&snaps, &snaps, 360_000, &Threads::one()).unwrap();
    let time = |from, to| {
        let pair = times.origin.iter().zip(&times.destination).position(|pair| pair == (&from, &to));
        pair.map(|pair| times.time_ds[pair])
    };
    [time(0, 1), time(1, 0)]
}

#[test]
fn a_row_is_one_direction_unless_it_says_otherwise() {
    let length_m = &[1000.0, 1000.0];
    let edges = EdgeColumns { length_m, ..EDGES };
    assert_eq!(there_and_back(&edges, TravelMode::Walk), [Some(14_400), None]);
    let edges = EdgeColumns { oneway: &[Some(false), None], ..edges };
    assert_eq!(there_and_back(&edges, TravelMode::Walk), [Some(14_400), None]);
    let edges = EdgeColumns { oneway: &[Some(false), Some(false)], ..edges };
    assert_eq!(there_and_back(&edges, TravelMode::Walk), [Some(14_400); 2]);
}

#[test]
fn class_and_speed_are_taken() {
    let edges = EdgeColumns {
        length_m: &[1000.0, 1000.0],
        class: &[Some("motorway"), None],
        speed_kmh: &[f64::NAN, 40.0],
        ..EDGES
    };
    // 1 km at 100 km/h, that of the class, and 1 km at 40 km/h.
    assert_eq!(there_and_back(&edges, TravelMode::Drive), [Some(360 + 900), None]);
    let streets = Streets::from_tables(&NODES, &edges, System::Wgs84).unwrap();
    let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap();
    assert_eq!(network.streets(), 1);
}

#[test]
fn a_line_gives_the_length_and_the_way() {
    let detour = "117.0 36.66; 117.0  36.67;117.01 36.67;117.01 36.66000004";
    let edges = EdgeColumns { line: &[Some(detour), None], ..EDGES };
    let streets = Streets::from_tables(&NODES, &edges, System::Wgs84).unwrap();
    let lengths: Vec<u32> = streets.streets.iter().map(|street| street.length_dm).collect();
    // A hundredth of a degree is 1112 m northwards and 892 m eastwards here.
    assert_eq!(streets.shapes.len(), 2);
    assert!(lengths[0].abs_diff(2 * 11_120 + 8_919) < 10 && lengths[1].abs_diff(8_920) < 5, "{lengths:?}");
}

#[test]
fn heights_of_both_ends_make_a_slope() {
    let edges = EdgeColumns { length_m: &[1_000.0, 1_000.0], ..EDGES };
    let times = |height_m: &[f64], slope: bool| {
        let streets =
            Streets::from_tables(&NodeColumns { height_m, ..NODES }, &edges, System::Wgs84).unwrap();
        let profile = Profile::new(TravelMode::Walk).unwrap().slope(slope);
        let network = RoadNetwork::new(&streets, &profile).unwrap();
        network.streets.iter().map(|street| street.forward_ds).collect::<Vec<u32>>()
    };
    assert_eq!(times(&[], true), [7_200, 7_200]);
    // By Tobler 3.549 km/h at +10 %, where 5.037 are the level's.
    assert_eq!(times(&[50.0, 150.0, f64::NAN], true), [10_217, 7_200]);
    assert_eq!(times(&[50.0, 150.0, f64::NAN], false), [7_200, 7_200]);
}

fn refused(nodes: &NodeColumns<'_>, edges: &EdgeColumns<'_>) -> (&'static str, String) {
    let error: NetworkError = Streets::from_tables(nodes, edges, System::Wgs84).unwrap_err();
    (error.code().code(), error.shown().to_owned())
}

#[test]
fn the_first_row_that_cannot_be_taken_is_named() {
    fn nodes(code: &'static str, nodes: NodeColumns<'_>) {
        assert_eq!(refused(&nodes, &EDGES), (code, "nodes row 2".to_owned()));
    }
    nodes("network.duplicate_node", NodeColumns { node: &[5, -3, 5], ..NODES });
    nodes("network.bad_place", NodeColumns { lon: &[117.0, 117.0, 181.0], ..NODES });
    nodes("network.bad_place", NodeColumns { lat: &[36.0, 36.0, f64::NAN], ..NODES });
    nodes("network.bad_height", NodeColumns { height_m: &[10_000.0, f64::NAN, 10_001.0], ..NODES });
    nodes("network.bad_height", NodeColumns { height_m: &[-1_000.0, 0.0, f64::NEG_INFINITY], ..NODES });
    fn edges(code: &'static str, edges: EdgeColumns<'_>) {
        assert_eq!(refused(&NODES, &edges), (code, "edges row 1".to_owned()));
    }
    edges("network.unknown_node", EdgeColumns { to: &[-3, 10], ..EDGES });
    edges("network.unknown_node", EdgeColumns { from: &[5, 10], ..EDGES });
    edges("network.unknown_class", EdgeColumns { class: &[None, Some("lane")], ..EDGES });
    edges("network.bad_length", EdgeColumns { length_m: &[1.0, -1.0], ..EDGES });
    edges("network.bad_length", EdgeColumns { length_m: &[1.0, f64::INFINITY], ..EDGES });
    edges("network.bad_speed", EdgeColumns { speed_kmh: &[1.0, 0.0], ..EDGES });
    for line in [
        "",
        "117.01 36.66",
        "117.01 36.66;",
        "117.01,36.66;117.02,36.66",
        "117.02 36.66;117.01 36.66",
        "36.66 117.01;36.66 117.02",
        "117.01 36.66;117.015 36.66",
        "nan nan;117.02 36.66",
        "117.01 36.66 0;117.02 36.66 0",
    ] {
        edges("network.bad_line", EdgeColumns { line: &[None, Some(line)], ..EDGES });
    }
    let line = "117.01 36.66;117.01 96;117.02 36.66";
    edges("network.bad_place", EdgeColumns { line: &[None, Some(line)], ..EDGES });
}

#[test]
fn columns_are_of_one_length() {
    let unequal = |table: &str| ("network.unequal_columns", table.to_owned());
    assert_eq!(refused(&NodeColumns { lat: &[], ..NODES }, &EDGES), unequal("nodes"));
    assert_eq!(refused(&NodeColumns { height_m: &[1.0], ..NODES }, &EDGES), unequal("nodes"));
    assert_eq!(refused(&NODES, &EdgeColumns { to: &[], ..EDGES }), unequal("edges"));
    assert_eq!(refused(&NODES, &EdgeColumns { oneway: &[None], ..EDGES }), unequal("edges"));
}
