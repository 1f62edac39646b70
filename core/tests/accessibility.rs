//! Accessibility against scores that PySAL's package `access` computed, by `fixtures/accessibility_by_access.py`.

use doorstep::circle::{Catchment, Pairs, accessibility};
use doorstep::matching::Threads;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn scores_are_those_of_access() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/accessibility_by_access.json");
    let fixture: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let cases = fixture["cases"].as_array().unwrap();
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    for case in cases {
        let weights = |table: &str| read::<Vec<f64>>(&case[table]["weight"]);
        let places = |table: &str, column: &str| {
            let ids: Vec<i64> = read(&case[table]["id"]);
            let named: Vec<i64> = read(&case["costs"][column]);
            let place = |key| ids.iter().position(|id| *id == key).unwrap() as u32;
            named.into_iter().map(place).collect::<Vec<u32>>()
        };
        let (of_demand, of_supply) = (places("demand", "demand_id"), places("supply", "supply_id"));
        let cost: Vec<f64> = read(&case["costs"]["cost"]);
        let pairs = Pairs { demand: &of_demand, supply: &of_supply, cost: &cost };
        let catchment = Catchment {
            cost: read(&case["catchment"]),
            method: read(&case["method"]),
            decay: read(&case["decay"]),
        };
        let (demand, supply) = (weights("demand"), weights("supply"));
        let found = accessibility(&demand, &supply, pairs, &catchment, &Threads::one()).unwrap();
        for (score, expected) in found.score.iter().zip(read::<Vec<f64>>(&case["scores"])) {
            assert!((score - expected).abs() <= 1e-9 * expected, "{score}, not {expected}: {catchment:?}");
        }
        let total = found.total;
        assert!((total.shared_out - total.supply_used).abs() <= 1e-9 * total.supply, "{total:?}");
    }
}
