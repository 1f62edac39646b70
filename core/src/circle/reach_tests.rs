use super::*;
use crate::circle::{Pairs, accessibility};

/// Costs from a formula, as a search of any kind might give them.
struct Given(usize, usize);

impl Given {
    fn cost(demand: usize, supply: usize) -> f64 {
        ((demand * 7919 + supply * 104_729) % 1000) as f64 / 20.0
    }
}

impl Reach for Given {
    type Scratch = Vec<u8>;

    fn supplies(&self) -> usize {
        self.1
    }

    fn for_each_reached(&self, supply: usize, _: &mut Vec<u8>, mut each: impl FnMut(usize, f64)) {
        (0..self.0).for_each(|demand| each(demand, Given::cost(demand, supply)));
        // What is no demand point, or no cost, is passed over.
        each(self.0, 1.0);
        if self.0 == 0 {
            each(0, f64::NAN);
        }
    }
}

#[test]
fn asking_again_gives_what_a_table_gives() {
    for (demand, supply) in [(400, 37), (1, 1), (0, 5), (5, 0)] {
        let people: Vec<f64> = (0..demand).map(|one| (one % 97) as f64 / 3.0).collect();
        let offers: Vec<f64> = (0..supply).map(|one| (one + 1) as f64 / 7.0).collect();
        let all = || (0..demand).flat_map(|one| (0..supply).map(move |other| (one, other)));
        let of_demand: Vec<u32> = all().map(|(one, _)| one as u32).collect();
        let of_supply: Vec<u32> = all().map(|(_, other)| other as u32).collect();
        let cost: Vec<f64> = all().map(|(one, other)| Given::cost(one, other)).collect();
        let pairs = Pairs { demand: &of_demand, supply: &of_supply, cost: &cost };
        for method in [Method::TwoStep, Method::Enhanced, Method::ThreeStep] {
            let catchment = Catchment::new(30.0, method);
            let table = accessibility(&people, &offers, pairs, &catchment, &Threads::one()).unwrap();
            let ask = |threads: &Threads| {
                accessibility_reached(&people, &offers, &Given(demand, supply), &catchment, threads).unwrap()
            };
            let found = ask(&Threads::one());
            assert_eq!(found.reached_supplies, table.reached_supplies);
            for (one, other) in found.score.iter().zip(&table.score) {
                assert!((one - other).abs() <= 1e-12 * other.abs(), "{one} {other}");
            }
            #[cfg(feature = "parallel")]
            assert_eq!(found, ask(&Threads::new(3).unwrap()));
        }
    }
}
