use proptest::prelude::*;

use super::super::covering::tests::{Town, town};
use super::*;

fn cost_of(costs: &[u64], set: &[usize]) -> u64 {
    set.iter().map(|&j| costs[j]).sum()
}

/// Demand points with people that are out of reach.
fn left_out(town: &Town, set: &[usize], reach: u32) -> Vec<u32> {
    let reached = town.reached(set, reach);
    (0..town.people.len()).filter(|&i| town.people[i] > 0 && reached[i] == 0).map(|i| i as u32).collect()
}

fn chosen(plan: &SitePlan) -> Vec<usize> {
    let mut set: Vec<usize> = plan.sites.iter().map(|site| site.candidate as usize).collect();
    set.sort_unstable();
    set
}

fn check(town: &Town, choice: &Choice, costs: &[u64], money: u64) {
    let relation = town.relation();
    let siting = town.question(&relation, choice.clone());
    let sets = town.sets();
    let all = sets.iter().max_by_key(|set| set.len()).unwrap();
    let hopeless = left_out(town, all, 5);
    let least =
        sets.iter().filter(|set| left_out(town, set, 5).is_empty()).map(|set| cost_of(costs, set)).min();
    match set_covering(&siting, 5).unwrap() {
        Answer::Plan(plan) => {
            let set = chosen(&plan);
            assert!(sets.contains(&set) && left_out(town, &set, 5).is_empty());
            assert_eq!((Some(plan.objective), plan.bound), (least, plan.objective));
            assert_eq!(plan.objective, cost_of(costs, &set));
            assert!(plan.objective <= money);
        }
        Answer::Infeasible(why) if hopeless.is_empty() => {
            assert_eq!(why.needed, least);
            assert!(least.unwrap() > money && !why.demand.is_empty());
        }
        Answer::Infeasible(why) => assert_eq!((why.demand, why.needed), (hopeless, None)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn covers_everybody_with_as_little_as_any_set(town in town(), costs in prop::collection::vec(0_u64..7, 8), budget in 0_u64..25) {
        let ones = vec![1; town.standing.len()];
        check(&town, &Choice::Needed, &ones, u64::MAX);
        let costs = costs[..town.standing.len()].to_vec();
        check(&town, &Choice::Budget { costs: costs.clone(), budget, at_most: None }, &costs, budget);
        let must = town.standing.iter().filter(|of| **of == Standing::Mandatory).count();
        let open = town.standing.iter().filter(|of| **of == Standing::Open).count();
        let count = must + open / 2;
        check(&town, &Choice::Count(count as u32), &ones, count as u64);
    }

    #[test]
    fn nobody_is_nearer_than_in_the_best_of_all_sets(town in town(), costs in prop::collection::vec(0_u64..7, 8), budget in 0_u64..25) {
        let relation = town.relation();
        let must = town.standing.iter().filter(|of| **of == Standing::Mandatory).count();
        let open = town.standing.iter().filter(|of| **of == Standing::Open).count();
        let count = must + open.div_ceil(2);
        let ones = vec![1; town.standing.len()];
        let costs = costs[..town.standing.len()].to_vec();
        let choices = [
            (Choice::Count(count as u32), ones, count as u64),
            (Choice::Budget { costs: costs.clone(), budget, at_most: None }, costs, budget),
        ];
        for (choice, costs, money) in choices {
            let radius = |set: &[usize]| (0..12).find(|&reach| left_out(&town, set, reach).is_empty());
            let sets = town.sets();
            let best = sets.iter().filter(|set| cost_of(&costs, set) <= money).filter_map(|set| radius(set)).min();
            match best_center(&town.question(&relation, choice)).unwrap() {
                Answer::Plan(plan) => {
                    let set = chosen(&plan);
                    prop_assert!(sets.contains(&set) && cost_of(&costs, &set) <= money);
                    prop_assert_eq!(radius(&set), best);
                    prop_assert_eq!((plan.objective, plan.bound), (u64::from(best.unwrap()), u64::from(best.unwrap())));
                }
                Answer::Infeasible(why) => {
                    prop_assert_eq!(best, None);
                    prop_assert!(!why.demand.is_empty() || why.needed.is_some_and(|needed| needed > money));
                }
            }
        }
    }

    #[test]
    fn what_is_proven_with_few_steps_is_true(town in town(), steps_max in 0_u64..60, count in 0_usize..8) {
        let open = town.standing.iter().filter(|of| **of == Standing::Open).count();
        let must = town.standing.iter().filter(|of| **of == Standing::Mandatory).count();
        let count = must + count.min(open);
        let relation = town.relation();
        let effort = Effort { steps_max, ..town.question(&relation, Choice::Needed).effort };
        let siting = Siting { effort, ..town.question(&relation, Choice::Count(count as u32)) };
        let sets = town.sets();
        let fits = |set: &&Vec<usize>| left_out(&town, set, 5).is_empty();
        let least = sets.iter().filter(fits).map(Vec::len).min();
        match set_covering(&siting, 5).unwrap() {
            Answer::Plan(plan) => {
                let least = least.unwrap() as u64;
                prop_assert!(plan.steps <= steps_max && plan.bound <= least && least <= plan.objective);
                prop_assert!(left_out(&town, &chosen(&plan), 5).is_empty());
            }
            Answer::Infeasible(why) => {
                prop_assert!(!why.is_proven || least.is_none_or(|least| least > count));
                prop_assert!(why.needed.is_none_or(|needed| least == Some(needed as usize)));
            }
        }
        let radius = |set: &Vec<usize>| (0..12).find(|&reach| left_out(&town, set, reach).is_empty());
        let least = sets.iter().filter(|set| set.len() <= count).filter_map(radius).min();
        match best_center(&siting).unwrap() {
            Answer::Plan(plan) => {
                let least = u64::from(least.unwrap());
                prop_assert!(plan.steps <= steps_max && plan.bound <= least && least <= plan.objective);
                prop_assert_eq!(radius(&chosen(&plan)).map(u64::from), Some(plan.objective));
            }
            Answer::Infeasible(why) => prop_assert!(!why.is_proven || least.is_none()),
        }
    }
}
