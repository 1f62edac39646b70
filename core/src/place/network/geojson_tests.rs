//! Streets from GeoJSON lines: where they meet, what their properties say, and that the first that cannot be taken is
//! named.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{EdgeColumns, NodeColumns, Profile, RoadNetwork, Snapping, Streets, Times};
use crate::model::{AnyCoordinate, System, TravelMode};
use crate::place::haversine_m;
use crate::threads::Threads;

fn line(coordinates: Value, properties: Value) -> Value {
    json!({
        "type": "Feature", "properties": properties,
        "geometry": {"type": "LineString", "coordinates": coordinates},
    })
}

fn collection(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

fn read(features: &[Value]) -> Streets {
    Streets::from_geojson(&collection(features), System::Wgs84).unwrap()
}

fn network(streets: &Streets, mode: TravelMode) -> RoadNetwork {
    RoadNetwork::new(streets, &Profile::new(mode).unwrap()).unwrap()
}

fn times(network: &RoadNetwork, places: &[(f64, f64)]) -> Times {
    let places: Vec<_> =
        places.iter().map(|&(lon, lat)| AnyCoordinate::new(lon, lat, System::Wgs84).ok()).collect();
    let snaps = network.snap(&places, &Snapping::default(), &Threads::one()).unwrap();
    assert!(snaps.iter().all(|snap| snap.is_some_and(|snap| snap.snap_m() == 0)), "{snaps:?}");
    network.times(&snaps, &snaps, 864_000, &Threads::one()).unwrap()
}

#[test]
fn lines_give_what_tables_give() {
    // One long line with a bend, and two that begin at its inner points; one of them is one-way, one is measured.
    let lines = [
        line(
            json!([[117.0, 36.66], [117.01, 36.66, 35.5], [117.01, 36.67], [117.02, 36.67]]),
            json!({"class": "primary"}),
        ),
        line(
            json!([[117.01, 36.67], [117.0, 36.67]]),
            json!({"highway": "tertiary", "oneway": "yes", "speed_kmh": 15}),
        ),
        line(
            json!([[117.01, 36.65], [117.01, 36.66]]),
            json!({"class": null, "highway": "service", "length_m": 1500.0}),
        ),
    ];
    let nodes = NodeColumns {
        node: &[1, 2, 3, 4, 5, 6],
        lon: &[117.0, 117.01, 117.01, 117.02, 117.0, 117.01],
        lat: &[36.66, 36.66, 36.67, 36.67, 36.67, 36.65],
        height_m: &[],
    };
    let edges = EdgeColumns {
        from: &[1, 2, 3, 3, 6],
        to: &[2, 3, 4, 5, 2],
        length_m: &[f64::NAN, f64::NAN, f64::NAN, f64::NAN, 1500.0],
        class: &[Some("primary"), Some("primary"), Some("primary"), Some("tertiary"), Some("service")],
        speed_kmh: &[f64::NAN, f64::NAN, f64::NAN, 15.0, f64::NAN],
        oneway: &[Some(false), Some(false), Some(false), Some(true), Some(false)],
        line: &[],
    };
    let by_tables = Streets::from_tables(&nodes, &edges, System::Wgs84).unwrap();
    let by_lines = read(&lines);
    assert_eq!((by_lines.nodes(), by_lines.len()), (6, 5));
    let places: Vec<(f64, f64)> = nodes.lon.iter().copied().zip(nodes.lat.iter().copied()).collect();
    for mode in [TravelMode::Drive, TravelMode::Cycle] {
        let found = times(&network(&by_lines, mode), &places);
        assert_eq!(found, times(&network(&by_tables, mode), &places));
        assert_eq!(found.origin.len(), 6 * 6 - 5);
    }
    // On foot one goes against the one-way street, too.
    assert_eq!(times(&network(&by_lines, TravelMode::Walk), &places).origin.len(), 6 * 6);
}

#[test]
fn lines_that_merely_cross_do_not_meet() {
    let across = |coordinates| line(coordinates, json!({}));
    let west_east = across(json!([[117.0, 36.66], [117.02, 36.66]]));
    let bridge = across(json!([[117.01, 36.65], [117.01, 36.67]]));
    let streets = read(&[west_east.clone(), bridge]);
    assert_eq!((streets.nodes(), streets.len()), (4, 2));
    assert_eq!(network(&streets, TravelMode::Walk).components(), [2, 2]);
    // Nor does a line that ends on another where that has no point.
    let side = across(json!([[117.01, 36.66], [117.01, 36.67]]));
    assert_eq!(network(&read(&[west_east, side.clone()]), TravelMode::Walk).components(), [2, 2]);
    let with_point = across(json!([[117.0, 36.66], [117.01, 36.66], [117.02, 36.66]]));
    assert_eq!(network(&read(&[with_point, side]), TravelMode::Walk).components(), [4]);
    // Two inner points.
    let level = across(json!([[117.0, 36.66], [117.01, 36.66], [117.02, 36.66]]));
    let crossing = across(json!([[117.01, 36.65], [117.01, 36.66], [117.01, 36.67]]));
    let streets = read(&[level, crossing]);
    assert_eq!((streets.nodes(), streets.len()), (5, 4));
}

#[test]
fn ends_meet_when_equal_in_the_seventh_decimal() {
    let from = |lon: f64| line(json!([[lon, 36.66], [117.02, 36.66]]), Value::Null);
    let to = line(json!([[117.0, 36.66], [117.01, 36.66]]), Value::Null);
    for (lon, nodes) in [(117.010_000_04, 3), (117.009_999_96, 3), (117.010_000_06, 4), (117.009_999_9, 4)] {
        assert_eq!(read(&[to.clone(), from(lon)]).nodes(), nodes, "{lon}");
    }
}

#[test]
fn lines_that_meet_themselves_are_cut() {
    let ring = json!([[117.0, 36.66], [117.01, 36.66], [117.01, 36.67], [117.0, 36.66]]);
    let streets = read(&[line(ring, json!({}))]);
    assert_eq!((streets.nodes(), streets.len()), (1, 1));
    // Once round and on through where it began to turn.
    let loop_on = json!([
        [117.0, 36.65],
        [117.0, 36.66],
        [117.01, 36.66],
        [117.01, 36.67],
        [117.0, 36.66],
        [116.99, 36.66]
    ]);
    let streets = read(&[line(loop_on, json!({}))]);
    assert_eq!((streets.nodes(), streets.len()), (3, 3));
    // Two lines that turn back at one point meet there.
    let back = |lon: f64| line(json!([[lon, 36.66], [117.01, 36.67], [lon, 36.66]]), json!({}));
    let streets = read(&[back(117.0), back(117.02)]);
    assert_eq!((streets.nodes(), streets.len()), (3, 4));
    assert_eq!(network(&streets, TravelMode::Walk).components(), [3]);
    // A point that is written twice cuts nothing; a line of one place is a street of no length.
    let twice = json!([[117.0, 36.66], [117.01, 36.66], [117.01, 36.66], [117.02, 36.66]]);
    assert_eq!(read(&[line(twice, json!({}))]).len(), 1);
    let point = json!([[117.0, 36.66], [117.0, 36.66]]);
    let streets = read(&[line(point, json!({"length_m": 7}))]);
    assert_eq!(streets.streets.iter().map(|street| street.length_dm).collect::<Vec<_>>(), [70]);
}

#[test]
fn lines_along_the_same_points_are_not_cut() {
    let there = json!([[117.0, 36.66], [117.01, 36.66], [117.02, 36.66], [117.03, 36.66]]);
    let back = json!([[117.03, 36.66], [117.02, 36.66], [117.01, 36.66], [117.0, 36.66]]);
    let one_way = |coordinates| line(coordinates, json!({"oneway": true}));
    let streets = read(&[one_way(there.clone()), one_way(back)]);
    assert_eq!((streets.nodes(), streets.len()), (2, 2));
    // They are where they part.
    let other = json!([[117.0, 36.66], [117.01, 36.66], [117.02, 36.66], [117.02, 36.67]]);
    let streets = read(&[one_way(there), one_way(other)]);
    assert_eq!((streets.nodes(), streets.len()), (4, 4));
}

#[test]
fn a_length_is_shared_out() {
    // Parts of 1, 2 and 1 hundredths of a degree northwards; the second line ends at an inner point of the first.
    let parts = json!([[[117.0, 36.60], [117.0, 36.61], [117.0, 36.63]], [[117.01, 36.61], [117.01, 36.62]]]);
    let geometry = json!({"type": "MultiLineString", "coordinates": parts});
    let feature = json!({"type": "Feature", "geometry": geometry, "properties": {"length_m": 6000.0}});
    let side = line(json!([[117.0, 36.61], [117.01, 36.61]]), json!({}));
    let lengths: Vec<u32> = read(&[feature, side]).streets.iter().map(|street| street.length_dm).collect();
    assert_eq!(lengths[..3], [15_000, 30_000, 15_000]);
    assert!(lengths[3].abs_diff(8_925) < 5, "{lengths:?}");
}

#[test]
fn one_way_is_read_in_the_words_of_maps() {
    let places = [(117.0, 36.66), (117.01, 36.66)];
    let pairs = |oneway: Value, mode| {
        let street = line(json!([[117.0, 36.66], [117.01, 36.66]]), json!({"oneway": oneway}));
        let found = times(&network(&read(&[street]), mode), &places);
        let pairs = found.origin.into_iter().zip(found.destination);
        pairs.filter(|(from, to)| from != to).collect::<Vec<_>>()
    };
    for (words, expected) in [
        (vec![json!(true), json!("yes"), json!("true"), json!("1"), json!(1)], vec![(0, 1)]),
        (vec![json!(-1), json!("-1"), json!("reverse")], vec![(1, 0)]),
        (vec![json!(null), json!(false), json!("no"), json!(0), json!("alternating")], vec![(0, 1), (1, 0)]),
    ] {
        for word in words {
            assert_eq!(pairs(word.clone(), TravelMode::Drive), expected, "{word}");
            assert_eq!(pairs(word, TravelMode::Walk), [(0, 1), (1, 0)]);
        }
    }
    let street = line(json!([[117.0, 36.66], [117.01, 36.66]]), json!({"oneway": "reversible"}));
    assert_eq!(network(&read(&[street]), TravelMode::Drive).streets(), 0);
}

#[test]
fn what_cannot_be_taken_is_named() {
    let good = line(json!([[117.0, 36.66], [117.01, 36.66]]), json!({}));
    let of = |geometry: Value| json!({"type": "Feature", "properties": null, "geometry": geometry});
    let at = |coordinates: Value| line(coordinates, json!({}));
    let said = |properties: Value| line(json!([[117.0, 36.66], [117.01, 36.66]]), properties);
    for (code, feature) in [
        ("network.bad_geojson", json!(7)),
        ("network.bad_geojson", json!({"type": "Feature", "properties": {}})),
        (
            "network.bad_geojson",
            json!({"type": "LineString", "coordinates": [[117.0, 36.66], [117.01, 36.66]]}),
        ),
        ("network.bad_geojson", of(Value::Null)),
        ("network.bad_geojson", of(json!({"type": "Point", "coordinates": [117.0, 36.66]}))),
        ("network.bad_geojson", of(json!({"type": "LineString"}))),
        (
            "network.bad_geojson",
            of(json!({"type": "MultiLineString", "coordinates": [[117.0, 36.66], [117.1, 36.66]]})),
        ),
        ("network.bad_geojson", at(json!([]))),
        ("network.bad_geojson", at(json!([[117.0, 36.66]]))),
        ("network.bad_geojson", at(json!([[117.0, 36.66], [117.01]]))),
        ("network.bad_geojson", at(json!([[117.0, 36.66], ["117.01", 36.66]]))),
        ("network.bad_geojson", said(json!([1]))),
        ("network.bad_place", at(json!([[117.0, 36.66], [36.66, 117.01]]))),
        ("network.bad_place", at(json!([[117.0, 36.66], [1e300, 36.66]]))),
        ("network.unknown_class", said(json!({"highway": "construction"}))),
        ("network.unknown_class", said(json!({"class": 3}))),
        ("network.bad_oneway", said(json!({"oneway": "F"}))),
        ("network.bad_oneway", said(json!({"oneway": []}))),
        ("network.bad_length", said(json!({"length_m": -1.0}))),
        ("network.bad_length", said(json!({"length_m": "90"}))),
        ("network.bad_length", said(json!({"length_m": 1e9}))),
        ("network.bad_speed", said(json!({"speed_kmh": 0}))),
    ] {
        let error =
            Streets::from_geojson(&collection(&[good.clone(), feature.clone()]), System::Wgs84).unwrap_err();
        assert_eq!((error.code().code(), error.shown()), (code, "features row 1"), "{feature}");
    }
    let crs = |name: &str| json!({"type": "name", "properties": {"name": name}});
    let mut lines = collection(&[good]);
    for name in ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4490", "EPSG:4326"] {
        lines["crs"] = crs(name);
        Streets::from_geojson(&lines, System::Wgs84).unwrap();
    }
    for (part, value) in
        [("type", json!("Feature")), ("features", json!({})), ("crs", crs("EPSG:3857")), ("crs", json!(3))]
    {
        let mut lines = lines.clone();
        lines[part] = value;
        let error = Streets::from_geojson(&lines, System::Wgs84).unwrap_err();
        assert_eq!((error.code().code(), error.shown()), ("network.bad_geojson", &*format!("`{part}`")));
    }
    assert!(Streets::from_geojson(&json!([]), System::Wgs84).is_err());
    assert!(read(&[]).is_empty());
}

/// Lines on a coarse grid, so that they often meet.
fn lines() -> impl Strategy<Value = Vec<Vec<(u8, u8)>>> {
    prop::collection::vec(prop::collection::vec((0_u8..4, 0_u8..4), 2..6), 1..8)
}

fn degrees((x, y): (u8, u8)) -> (f64, f64) {
    (117.0 + f64::from(x) / 100.0, 36.6 + f64::from(y) / 100.0)
}

/// Metres between all pairs of points, every point of every line being a node (Floyd and Warshall).
fn all_pairs(lines: &[Vec<(u8, u8)>]) -> Vec<Vec<f64>> {
    let place = |(x, y): (u8, u8)| usize::from(x) * 4 + usize::from(y);
    let mut metres = vec![vec![f64::INFINITY; 16]; 16];
    (0..16).for_each(|at| metres[at][at] = 0.0);
    for pair in lines.iter().flat_map(|line| line.windows(2)) {
        let length = haversine_m(degrees(pair[0]), degrees(pair[1]));
        for (from, to) in [(pair[0], pair[1]), (pair[1], pair[0])] {
            let known = &mut metres[place(from)][place(to)];
            *known = known.min(length);
        }
    }
    for by in 0..16 {
        for from in 0..16 {
            for to in 0..16 {
                metres[from][to] = metres[from][to].min(metres[from][by] + metres[by][to]);
            }
        }
    }
    metres
}

proptest! {
    /// Whatever stands in the place of a part: refused with the row of the feature, or a network.
    #[test]
    fn strange_parts_do_no_harm(
        path in prop::sample::select(vec![
            "", "/type", "/features", "/features/1", "/features/1/type", "/features/1/geometry", "/features/1/geometry/type",
            "/features/1/geometry/coordinates", "/features/1/geometry/coordinates/0", "/features/1/geometry/coordinates/0/0",
            "/features/1/properties", "/features/1/properties/class", "/features/1/properties/oneway",
            "/features/1/properties/length_m", "/features/1/properties/speed_kmh",
        ]),
        part in prop_oneof![
            Just(Value::Null), any::<bool>().prop_map(|yes| json!(yes)), any::<i64>().prop_map(|number| json!(number)),
            any::<f64>().prop_map(|number| json!(number)), "[a-z-]{0,8}".prop_map(|text| json!(text)),
            Just(json!([])), Just(json!({})), Just(json!([[], [[1]], {}])), Just(json!("MultiLineString")), Just(json!(180)),
        ],
    ) {
        let said = json!({"class": "service", "oneway": true, "length_m": 5.5, "speed_kmh": 20});
        let street = line(json!([[117.0, 36.66], [117.01, 36.66]]), said);
        let mut lines = collection(&[street.clone(), street]);
        *lines.pointer_mut(path).unwrap() = part;
        match Streets::from_geojson(&lines, System::Wgs84) {
            Ok(streets) => drop(network(&streets, TravelMode::Walk)),
            Err(error) => prop_assert_eq!(error.shown() == "features row 1", path.starts_with("/features/")),
        }
    }

    /// The ends of lines are as far from each other as if every point were a node, and the order of lines is no matter.
    #[test]
    fn cut_lines_are_the_lines(lines in lines()) {
        let features: Vec<Value> = lines
            .iter()
            .map(|points| line(points.iter().map(|&point| json!(degrees(point))).collect(), json!({})))
            .collect();
        let streets = read(&features);
        let network = network(&streets, TravelMode::Walk);
        let turned: Vec<Value> = features.iter().rev().cloned().collect();
        let again = RoadNetwork::new(&read(&turned), &Profile::new(TravelMode::Walk).unwrap()).unwrap();
        prop_assert_eq!(network.to_bytes(), again.to_bytes());
        // Where a line passes over the very point of another without meeting, a place is on either: take nodes.
        let snaps = network.snaps_of_nodes();
        let found = network.times(&snaps, &snaps, 864_000, &Threads::one()).unwrap();
        let metres = all_pairs(&lines);
        let nodes: Vec<usize> = network.nodes.iter().map(|spot| {
            let of = |units: i32, least: i32| ((units - least) as f64 / 1e5).round() as usize;
            of(spot[0], 1_170_000_000) * 4 + of(spot[1], 366_000_000)
        }).collect();
        let mut pairs = 0;
        for (at, from) in nodes.iter().enumerate() {
            for (there, to) in nodes.iter().enumerate() {
                let pair = found.origin.iter().zip(&found.destination).position(|pair| pair == (&(at as u32), &(there as u32)));
                let expected = metres[*from][*to];
                prop_assert_eq!(pair.is_some(), expected.is_finite());
                if let Some(pair) = pair {
                    pairs += 1;
                    // Half a decimetre of rounding for each street, and among ways of like time any.
                    prop_assert!((f64::from(found.length_dm[pair]) / 10.0 - expected).abs() < 5.0);
                }
            }
        }
        prop_assert!(pairs > 0 || streets.is_empty());
    }
}
