use proptest::prelude::*;

use super::super::cover_input::Input;
use super::super::covering::tests::town;
use super::super::question::Choice;
use super::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// A node that was kept is what it would be if nothing had been put away, with the prices it had, if they are whole
    /// numbers of 24 bits; without room for prices it is the same problem with others.
    #[test]
    fn nodes_come_back_as_they_were(town in town(), out in prop::collection::vec(any::<bool>(), 8), fates in prop::collection::vec(0..3, 8)) {
        let relation = town.relation();
        let siting = town.question(&relation, Choice::Needed);
        for charged in [false, true] {
            let input = Input::new(&siting, 5);
            let worth = |point: u32| [if charged { 2 } else { town.people[point as usize] as i64 }, 0];
            let whole = input.problem(worth, charged);
            let first: Vec<Fate> = out[..whole.names.len()].iter().map(|out| if *out { Fate::Out } else { Fate::Open }).collect();
            let (base, _) = whole.settled(&first, &[], true);
            let of = |which: &i32| [Fate::Open, Fate::In, Fate::Out][*which as usize];
            let fate: Vec<Fate> = fates[..base.names.len()].iter().map(of).collect();
            let (problem, _) = base.settled(&fate, &[], true);
            if problem.names.is_empty() {
                continue;
            }
            let prices = Prices {
                price: (0..problem.worth.len()).map(|group| group as f64).collect(),
                share: (0..problem.names.len()).map(|candidate| candidate as f64).collect(),
                scale: 2.0,
            };
            for held in [0, HELD_MAX] {
                let mut nodes = Nodes::new(base.clone(), Prices::default());
                nodes.held = held;
                nodes.push(7, &problem, &prices, 0);
                prop_assert_eq!(nodes.bound(), Some(7));
                for last in [Fate::Out, Fate::In] {
                    let (_, found, found_prices) = nodes.pop(true).unwrap();
                    let mut fate = vec![Fate::Open; problem.names.len()];
                    fate[0] = last;
                    let (expected, expected_prices) = smaller(&problem, &fate, &prices, true);
                    prop_assert_eq!((&found.names, &found.costs, found.money), (&expected.names, &expected.costs, expected.money));
                    prop_assert_eq!((&found.worth, &found.by_group), (&expected.worth, &expected.by_group));
                    let sorted = |mut names: Vec<u32>| { names.sort_unstable(); names };
                    prop_assert_eq!((sorted(found.chosen), found.gained), (sorted(expected.chosen), expected.gained));
                    if held == 0 {
                        prop_assert_eq!((found_prices.price, found_prices.share), (expected_prices.price, expected_prices.share));
                    }
                }
                prop_assert_eq!((nodes.held, nodes.bound()), (held, None));
            }
        }
    }
}
