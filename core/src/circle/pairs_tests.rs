use proptest::prelude::*;

use super::*;
use crate::circle::{CircleCode, Decay};

type Row = (u32, u32, f64);

/// A market of pairs: people, offers, and pairs with costs, some shuffled.
fn markets() -> impl Strategy<Value = (Vec<f64>, Vec<f64>, Vec<Row>)> {
    let weights = |most| prop::collection::vec(prop_oneof![Just(0.0), 1.0..100.0_f64], 1..most);
    (weights(30), weights(12)).prop_flat_map(|(demand, supply)| {
        let all: Vec<(u32, u32)> = (0..demand.len() as u32)
            .flat_map(|one| (0..supply.len() as u32).map(move |other| (one, other)))
            .collect();
        let count = all.len();
        let pairs = prop::sample::subsequence(all, 0..=count);
        let pairs = prop_oneof![pairs.clone(), pairs.prop_shuffle()];
        let costs = prop::collection::vec(prop_oneof![Just(10.0), 0.0..40.0_f64], count);
        (Just(demand), Just(supply), pairs, costs).prop_map(|(demand, supply, pairs, costs)| {
            let pairs = pairs.into_iter().zip(costs).map(|((one, other), cost)| (one, other, cost)).collect();
            (demand, supply, pairs)
        })
    })
}

fn catchments() -> impl Strategy<Value = Catchment> {
    let decays = prop_oneof![
        Just(None),
        Just(Some(Decay::Gaussian { sigma: 12.0 })),
        Just(Some(Decay::Gravity { scale: 20.0, power: -1.5, floor: 1.0 })),
        Just(Some(Decay::Linear { end: 25.0 })),
    ];
    let method = prop_oneof![Just(Method::Enhanced), Just(Method::ThreeStep)];
    let with_decay =
        (0.0..40.0_f64, method, decays).prop_map(|(cost, method, decay)| Catchment { cost, method, decay });
    prop_oneof![(0.0..40.0_f64).prop_map(|cost| Catchment::new(cost, Method::TwoStep)), with_decay]
}

fn columns(pairs: &[(u32, u32, f64)]) -> (Vec<u32>, Vec<u32>, Vec<f64>) {
    let (demand, (supply, cost)) = pairs.iter().map(|&(one, other, cost)| (one, (other, cost))).unzip();
    (demand, supply, cost)
}

fn found(
    demand: &[f64],
    supply: &[f64],
    pairs: &[(u32, u32, f64)],
    catchment: &Catchment,
) -> Result<Accessibility, CircleError> {
    let (of_demand, of_supply, cost) = columns(pairs);
    let pairs = Pairs { demand: &of_demand, supply: &of_supply, cost: &cost };
    accessibility(demand, supply, pairs, catchment, &Threads::one())
}

/// The formulas as the papers write them, on a full table of costs.
fn by_formula(demand: &[f64], supply: &[f64], pairs: &[(u32, u32, f64)], catchment: &Catchment) -> Vec<f64> {
    let weigh = catchment.weigh().unwrap();
    let mut weights = vec![vec![0.0; supply.len()]; demand.len()];
    for &(one, other, cost) in pairs {
        weights[one as usize][other as usize] = weigh.weight(cost);
    }
    if catchment.method == Method::ThreeStep {
        for row in &mut weights {
            let all: f64 = row.iter().sum();
            row.iter_mut().for_each(|weight| *weight *= if all > 0.0 { *weight / all } else { 0.0 });
        }
    }
    let ratio = |other: usize| {
        let people: f64 = demand.iter().zip(&weights).map(|(people, row)| people * row[other]).sum();
        if people > 0.0 { supply[other] / people } else { 0.0 }
    };
    let ratios: Vec<f64> = (0..supply.len()).map(ratio).collect();
    weights.iter().map(|row| row.iter().zip(&ratios).map(|(weight, ratio)| weight * ratio).sum()).collect()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs())
}

proptest! {
    #[test]
    fn scores_are_those_of_the_formulas((demand, supply, pairs) in markets(), catchment in catchments()) {
        let found = found(&demand, &supply, &pairs, &catchment).unwrap();
        let expected = by_formula(&demand, &supply, &pairs, &catchment);
        for (score, expected) in found.score.iter().zip(&expected) {
            prop_assert!(near(*score, *expected), "{} {}", score, expected);
        }
        let total = &found.total;
        prop_assert!(near(total.shared_out, total.supply_used), "{:?}", total);
        prop_assert!(near(total.supply_used + total.supply_unused, total.supply), "{:?}", total);
        let weigh = catchment.weigh().unwrap();
        for (place, reached) in found.reached_supplies.iter().enumerate() {
            let near = pairs.iter().filter(|pair| pair.0 as usize == place && weigh.weight(pair.2) > 0.0);
            prop_assert_eq!(*reached as usize, near.count());
            prop_assert!(*reached > 0 || found.score[place] == 0.0);
        }
    }

    #[test]
    fn a_pair_that_stands_twice_is_refused(
        (demand, supply, mut pairs) in markets(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(),
    ) {
        prop_assume!(!pairs.is_empty());
        let (one, other, _) = pairs[from.index(pairs.len())];
        pairs.insert(to.index(pairs.len() + 1), (one, other, 7.0));
        let error = found(&demand, &supply, &pairs, &Catchment::new(9.0, Method::TwoStep)).unwrap_err();
        let second = pairs.iter().enumerate().filter(|(_, pair)| (pair.0, pair.1) == (one, other)).nth(1).unwrap().0;
        prop_assert_eq!(error, CircleError::at_row(CircleCode::DuplicatePair, "costs", second));
    }
}

/// The published example of `access` (its test `test_hospital_example.py`): three tracts, gravity with the power -1, a
/// catchment of 60; here with the roads of its first scenario, computed by hand as fractions.
#[test]
fn three_tracts_by_hand() {
    let pairs =
        [(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0), (0, 2, 40.0), (1, 2, 40.0), (2, 0, 40.0), (2, 1, 40.0)];
    let catchment = Catchment {
        cost: 60.0,
        method: Method::Enhanced,
        decay: Some(Decay::Gravity { scale: 1.0, power: -1.0, floor: 0.1 }),
    };
    let found = found(&[100.0, 50.0, 10.0], &[15.0, 20.0, 100.0], &pairs, &catchment).unwrap();
    let ratio = [15.0 / 100.25, 20.0 / 50.25, 100.0 / 13.75];
    let expected =
        [ratio[0] + ratio[2] / 40.0, ratio[1] + ratio[2] / 40.0, ratio[2] + (ratio[0] + ratio[1]) / 40.0];
    for (score, expected) in found.score.iter().zip(expected) {
        assert!(near(*score, expected), "{score} {expected}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_row() {
    let check = |demand: &[f64], supply: &[f64], pairs: &[(u32, u32, f64)], code, shown: &str| {
        let error = found(demand, supply, pairs, &Catchment::new(9.0, Method::TwoStep)).unwrap_err();
        assert_eq!((error.code(), error.shown()), (code, shown));
    };
    let good = (0, 0, 1.0);
    for weight in [-1.0, f64::NAN, f64::INFINITY, 1e-13] {
        check(&[1.0, weight], &[1.0], &[], CircleCode::BadWeight, "demand row 1");
        check(&[1.0], &[weight], &[], CircleCode::BadWeight, "supply row 0");
    }
    for cost in [-0.5, f64::NAN, f64::INFINITY] {
        check(&[1.0], &[1.0], &[good, (0, 0, cost)], CircleCode::BadCost, "costs row 1");
    }
    check(&[1.0], &[1.0], &[good, (1, 0, 1.0)], CircleCode::UnknownDemand, "costs row 1");
    check(&[1.0], &[1.0], &[good, (0, u32::MAX, 1.0)], CircleCode::UnknownSupply, "costs row 1");
    let uneven = Pairs { demand: &[0], supply: &[], cost: &[] };
    let catchment = Catchment::new(9.0, Method::TwoStep);
    let error = accessibility(&[1.0], &[1.0], uneven, &catchment, &Threads::one()).unwrap_err();
    assert_eq!(error.code(), CircleCode::UnequalColumns);
    let decay = Some(Decay::Gaussian { sigma: 1.0 });
    let error = found(&[1.0], &[1.0], &[], &Catchment { decay, ..catchment }).unwrap_err();
    assert_eq!(error.code(), CircleCode::BadDecay);
}

#[test]
fn nothing_is_an_answer() {
    for (demand, supply) in
        [(vec![], vec![]), (vec![3.0], vec![]), (vec![], vec![2.0]), (vec![0.0], vec![0.0])]
    {
        let found = found(&demand, &supply, &[], &Catchment::new(0.0, Method::Enhanced)).unwrap();
        assert_eq!(found.total.supply_unused, supply.iter().sum::<f64>());
        assert_eq!(found.total.demand_unreached, demand.iter().sum::<f64>());
        assert_eq!(found.score, vec![0.0; demand.len()]);
    }
}

/// A decay may run down to nothing; what is shared out is still shared out, and no quotient is infinite.
#[test]
fn the_faintest_reach_still_counts() {
    let catchment =
        Catchment { cost: 1e3, method: Method::ThreeStep, decay: Some(Decay::Exponential { scale: 1.0 }) };
    let found = found(&[1e-12, 5.0], &[1e15], &[(0, 0, 220.0), (1, 0, 500.0)], &catchment).unwrap();
    assert!(near(found.total.shared_out, 1e15), "{:?}", found.total);
    assert_eq!(found.reached_supplies, [1, 0]);
}

/// Rows are looked at in blocks and in chunks of blocks: what stands across their ends is seen, too.
#[test]
fn pairs_are_compared_across_blocks() {
    let (demand, supply) = (500_u32, 100_u32);
    let pairs: Vec<Row> =
        (0..demand).flat_map(|one| (0..supply).map(move |other| (one, other, f64::from(other)))).collect();
    let (people, offers) = (vec![1.0; demand as usize], vec![1.0; supply as usize]);
    let catchment = Catchment::new(70.0, Method::TwoStep);
    let ask = |pairs: &[Row]| found(&people, &offers, pairs, &catchment);
    let expected = ask(&pairs).unwrap();
    for row in [5, 99, 1_022, 1_023, 1_024, 2_047, 16_383, 16_384, 32_767, 49_998] {
        let mut twice = pairs.clone();
        twice.insert(row + 1, pairs[row]);
        let error = CircleError::at_row(CircleCode::DuplicatePair, "costs", row + 1);
        assert_eq!(ask(&twice), Err(error), "{row}");
        let mut swapped = pairs.clone();
        swapped.swap(row, row + 1);
        assert_eq!(ask(&swapped).unwrap().reached_supplies, expected.reached_supplies, "{row}");
    }
}

/// Large enough for many stretches, so that threads have something to share.
#[cfg(feature = "parallel")]
#[test]
fn threads_change_no_bit() {
    let (demand, supply) = (3_000_u32, 90_u32);
    let mut pairs: Vec<(u32, u32, f64)> = (0..demand)
        .flat_map(|one| {
            (0..supply)
                .map(move |other| (one, other, f64::from((one * 7919 + other * 104_729) % 1000) / 20.0))
        })
        .collect();
    let people: Vec<f64> = (0..demand).map(|one| f64::from(one % 97) / 3.0).collect();
    let offers: Vec<f64> = (0..supply).map(|one| f64::from(one + 1) / 7.0).collect();
    let threads = Threads::new(3).unwrap();
    for shuffled in [false, true] {
        if shuffled {
            pairs.sort_by_key(|pair| (pair.0.wrapping_mul(2_654_435_761), pair.1));
        }
        let (of_demand, of_supply, cost) = columns(&pairs);
        let pairs = Pairs { demand: &of_demand, supply: &of_supply, cost: &cost };
        for method in [Method::TwoStep, Method::Enhanced, Method::ThreeStep] {
            let ask = |threads| {
                accessibility(&people, &offers, pairs, &Catchment::new(30.0, method), threads).unwrap()
            };
            assert_eq!(ask(&Threads::one()), ask(&threads));
        }
    }
}
