//! Any bytes as a file of OpenStreetMap: an error with a code, or streets within the limits.
#![no_main]

use doorstep::matching::Threads;
use doorstep::place::{OsmLimits, read_osm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let limits = OsmLimits {
        inflated_bytes_max: 64 << 20,
        ways_max: 10_000,
        references_max: 100_000,
        ..OsmLimits::default()
    };
    match read_osm(file, &limits, &Threads::one()) {
        Ok((streets, report)) => {
            assert_eq!(streets.len() as u64, report.streets);
            assert!(report.streets <= limits.references_max && report.street_ways <= limits.ways_max);
        }
        Err(error) => assert!(error.offset() <= file.len() as u64, "{error}"),
    }
});
