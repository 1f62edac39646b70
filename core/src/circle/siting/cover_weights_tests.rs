use proptest::prelude::*;

use super::super::cover_input::Input;
use super::super::covering::tests::town;
use super::super::question::Choice;
use super::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn covers_become_cheaper_to_the_cheapest(town in town(), costs in prop::collection::vec(1_u64..7, 8), seed in any::<u64>()) {
        let relation = town.relation();
        let costs = costs[..town.standing.len()].to_vec();
        let siting = town.question(&relation, Choice::Budget { costs, budget: 100, at_most: None });
        let problem = Input::new(&siting, 5).problem(|_| [8, 0], true);
        let cost_of = |names: &[u32]| -> u64 {
            let place = |name| problem.names.binary_search(name).unwrap() as u32;
            names.iter().map(|name| problem.cost(place(name))).sum()
        };
        let is_cover = |names: &[u32]| problem.by_group.rows().all(|row| row.iter().any(|&at| names.contains(&problem.names[at as usize])));
        let sets = (0_u32..1 << problem.names.len()).map(|set| -> Vec<u32> {
            (0..).zip(&problem.names).filter(|(place, _)| set >> place & 1 == 1).map(|(_, name)| *name).collect()
        });
        let least = sets.filter(|set| is_cover(set)).map(|set| cost_of(&set)).min().unwrap();
        let mut search = Weights::new(&problem, &[], seed);
        let mut last = u64::MAX;
        while let Some(names) = search.cheaper(40_000) {
            prop_assert!(is_cover(&names) && cost_of(&names) < last);
            last = cost_of(&names);
        }
        prop_assert_eq!(last, least);
    }
}
