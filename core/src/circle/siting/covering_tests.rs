use std::ops::Range;

use proptest::prelude::*;

use super::super::question::{Model, Standing};
use super::super::relation::{Relation, SitePairs};
use super::*;

pub(crate) const EFFORT: Effort = Effort { steps_max: 1_000_000, nodes_max: 10_000, gap_ppm: 0 };

/// A small town: people, costs of pairs by demand point and candidate (none: out of reach), standing.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub(crate) people: Vec<u64>,
    pub(crate) costs: Vec<Vec<Option<u32>>>,
    pub(crate) standing: Vec<Standing>,
}

impl Town {
    pub(crate) fn relation(&self) -> Relation {
        let (mut demand, mut candidate, mut cost) = (vec![], vec![], vec![]);
        for (i, row) in self.costs.iter().enumerate() {
            for (j, c) in row.iter().enumerate() {
                if let Some(c) = c {
                    demand.push(i as u32);
                    candidate.push(j as u32);
                    cost.push(*c);
                }
            }
        }
        let pairs = SitePairs { demand: &demand, candidate: &candidate, cost: &cost };
        Relation::new(self.people.len(), self.standing.len(), pairs).unwrap()
    }

    pub(crate) fn question<'a>(&'a self, relation: &'a Relation, choice: Choice) -> Siting<'a> {
        let model = Model::MaxCovering { reach: 5 };
        Siting {
            model,
            people: &self.people,
            relation,
            standing: &self.standing,
            room: &[],
            choice,
            effort: EFFORT,
        }
    }

    /// All sets of candidates that may be chosen.
    pub(crate) fn sets(&self) -> Vec<Vec<usize>> {
        let m = self.standing.len();
        (0_u32..1 << m)
            .map(|bits| (0..m).filter(|j| bits >> j & 1 == 1).collect::<Vec<usize>>())
            .filter(|set| {
                (0..m).all(|j| match self.standing[j] {
                    Standing::Open => true,
                    Standing::Mandatory => set.contains(&j),
                    Standing::Existing | Standing::Forbidden => !set.contains(&j),
                })
            })
            .collect()
    }

    /// How many sites are within reach of each demand point.
    pub(crate) fn reached(&self, set: &[usize], reach: u32) -> Vec<usize> {
        let serves = |j: usize| set.contains(&j) || self.standing[j] == Standing::Existing;
        let near = |row: &Vec<Option<u32>>| {
            row.iter().enumerate().filter(|(j, c)| serves(*j) && c.is_some_and(|c| c <= reach)).count()
        };
        self.costs.iter().map(near).collect()
    }

    pub(crate) fn covered(&self, set: &[usize], times: usize) -> u64 {
        self.reached(set, 5)
            .iter()
            .zip(&self.people)
            .filter(|(count, _)| **count >= times)
            .map(|(_, people)| people)
            .sum()
    }
}

pub(crate) fn town() -> impl Strategy<Value = Town> {
    town_of(1..14, 1..9)
}

fn town_of(points: Range<usize>, candidates: Range<usize>) -> impl Strategy<Value = Town> {
    let standing = prop_oneof![
        6 => Just(Standing::Open),
        1 => Just(Standing::Existing),
        1 => Just(Standing::Mandatory),
        1 => Just(Standing::Forbidden),
    ];
    (points, candidates).prop_flat_map(move |(n, m)| {
        let people = prop::collection::vec(0_u64..9, n).prop_map(|mut people| {
            people[0] += 1;
            people
        });
        let row = prop::collection::vec(prop::option::weighted(0.7, 0_u32..12), m);
        (people, prop::collection::vec(row, n), prop::collection::vec(standing.clone(), m))
            .prop_map(|(people, costs, standing)| Town { people, costs, standing })
    })
}

fn plan_of(answer: Answer) -> SitePlan {
    match answer {
        Answer::Plan(plan) => plan,
        Answer::Infeasible(why) => panic!("{why:?}"),
    }
}

fn check_plan(town: &Town, plan: &SitePlan, cost: impl Fn(usize) -> u64, money: u64) -> Vec<usize> {
    let set: Vec<usize> = plan.sites.iter().map(|site| site.candidate as usize).collect();
    assert!(set.iter().map(|&site| cost(site)).sum::<u64>() <= money, "{set:?}");
    let mut sorted = set.clone();
    sorted.sort_unstable();
    assert!(town.sets().contains(&sorted), "{set:?}");
    let reached = town.reached(&set, 5);
    for (by, count) in plan.served_by.iter().zip(reached) {
        assert_eq!(by.is_some(), count > 0);
    }
    let gains: u64 = plan.sites.iter().map(|site| site.gain).sum();
    assert_eq!(gains, town.covered(&set, 1) - town.covered(&[], 1));
    set
}

/// Counts that are neither too many nor too few.
fn counts(town: &Town) -> std::ops::RangeInclusive<usize> {
    let of = |standing| town.standing.iter().filter(|of| **of == standing).count();
    of(Standing::Mandatory)..=of(Standing::Mandatory) + of(Standing::Open)
}

fn check_fair(town: &Town, tiers: &[u8]) {
    let relation = town.relation();
    let count = *counts(town).end() / 2;
    if !counts(town).contains(&count) {
        return;
    }
    let siting = town.question(&relation, Choice::Count(count as u32));
    let (answer, found) = fair_covering(&siting, 5, tiers).unwrap();
    let plan = plan_of(answer);
    let set = check_plan(town, &plan, |_| 1, count as u64);
    let by_tier = |set: &[usize]| -> Vec<u64> {
        let part = |tier: u8| {
            let people =
                town.people.iter().zip(tiers).map(|(&people, &of)| if of == tier { people } else { 0 });
            Town { people: people.collect(), ..town.clone() }.covered(set, 1)
        };
        (0..=*tiers.iter().max().unwrap()).map(part).collect()
    };
    let sets = town.sets();
    let best = sets.iter().filter(|set| set.len() <= count).map(|set| by_tier(set)).max().unwrap();
    assert_eq!(by_tier(&set), best);
    assert_eq!(found, best.iter().map(|&covered| Tier { covered, bound: covered }).collect::<Vec<_>>());
    assert_eq!(plan.objective, best.iter().sum::<u64>());
}

/// Here prices say of three candidates that any better plan has them, where two may be chosen.
#[test]
fn chooses_no_more_sites_than_it_may() {
    let reach = [0b1110, 0b1011, 0, 0b0010, 0b1100, 0b0101, 0b0110, 0b0001];
    let row = |bits: i32| (0..4).map(|site| (bits >> site & 1 == 1).then_some(0)).collect();
    let town = Town {
        people: vec![1, 1, 0, 1, 4, 4, 1, 1],
        costs: reach.into_iter().map(row).collect(),
        standing: vec![Standing::Open; 4],
    };
    check_fair(&town, &[1, 2, 0, 2, 0, 1, 1, 2]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn covers_as_many_as_any_set(town in town()) {
        let relation = town.relation();
        for count in counts(&town) {
            let siting = town.question(&relation, Choice::Count(count as u32));
            let plan = plan_of(best_covering(&siting, 5).unwrap());
            let set = check_plan(&town, &plan, |_| 1, count as u64);
            prop_assert!(set.len() <= count);
            let best = town.sets().iter().filter(|set| set.len() <= count).map(|set| town.covered(set, 1)).max().unwrap();
            prop_assert_eq!((plan.objective, plan.bound, plan.gap_ppm), (best, best, 0));
            prop_assert_eq!(town.covered(&set, 1), best);
        }
    }

    #[test]
    fn covers_as_many_as_any_set_for_the_money(town in town(), costs in prop::collection::vec(0_u64..7, 8), budget in 0_u64..25) {
        let relation = town.relation();
        let costs = costs[..town.standing.len()].to_vec();
        let cost = |set: &[usize]| set.iter().map(|&j| costs[j]).sum::<u64>();
        let siting = town.question(&relation, Choice::Budget { costs: costs.clone(), budget, at_most: None });
        let best = town.sets().iter().filter(|set| cost(set) <= budget).map(|set| town.covered(set, 1)).max();
        match best_covering(&siting, 5).unwrap() {
            Answer::Plan(plan) => {
                let set = check_plan(&town, &plan, |site| costs[site], budget);
                prop_assert!(cost(&set) <= budget);
                prop_assert_eq!(Some(plan.objective), best);
                prop_assert_eq!((town.covered(&set, 1), plan.bound), (plan.objective, plan.objective));
            }
            Answer::Infeasible(why) => {
                prop_assert_eq!(best, None);
                prop_assert!(why.needed.unwrap() > budget);
            }
        }
    }

    #[test]
    fn backs_up_as_many_as_any_set(town in town()) {
        let relation = town.relation();
        let count = *counts(&town).end() / 2;
        if counts(&town).contains(&count) {
            let siting = town.question(&relation, Choice::Count(count as u32));
            let (answer, tiers) = best_backup(&siting, 5).unwrap();
            let plan = plan_of(answer);
            let set = check_plan(&town, &plan, |_| 1, count as u64);
            let sets = town.sets();
            let both = |set: &[usize]| (town.covered(set, 1), town.covered(set, 2));
            let best = sets.iter().filter(|set| set.len() <= count).map(|set| both(set)).max().unwrap();
            prop_assert_eq!(both(&set), best);
            prop_assert_eq!((plan.objective, plan.bound), (best.1, best.1));
            prop_assert_eq!(tiers[0], Tier { covered: best.0, bound: best.0 });
        }
    }

    #[test]
    fn covers_the_worst_off_first(town in town(), tiers in prop::collection::vec(0_u8..3, 14)) {
        check_fair(&town, &tiers[..town.people.len()]);
    }

    #[test]
    fn rows_in_any_order_and_fixing_what_is_chosen_change_nothing(town in town(), seed in 0_u64..1000) {
        let relation = town.relation();
        let count = *counts(&town).end() as u32;
        let siting = town.question(&relation, Choice::Count(count.div_ceil(2).max(*counts(&town).start() as u32)));
        let plan = plan_of(best_covering(&siting, 5).unwrap());
        let mut order: Vec<usize> = (0..town.people.len()).collect();
        order.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(seed * 2 + 0x9E37_79B9_7F4A_7C15));
        let other = Town {
            people: order.iter().map(|&i| town.people[i]).collect(),
            costs: order.iter().map(|&i| town.costs[i].clone()).collect(),
            standing: town.standing.clone(),
        };
        let other_relation = other.relation();
        let moved = plan_of(best_covering(&Siting { relation: &other_relation, people: &other.people, ..siting.clone() }, 5).unwrap());
        let (sites, steps, nodes) = (&moved.sites, moved.steps, moved.nodes);
        prop_assert_eq!((sites, steps, nodes), (&plan.sites, plan.steps, plan.nodes));
        prop_assert_eq!(moved.served_by, order.iter().map(|&i| plan.served_by[i]).collect::<Vec<_>>());
        if let Some(site) = plan.sites.last() {
            let mut fixed = town.clone();
            fixed.standing[site.candidate as usize] = Standing::Mandatory;
            let again = plan_of(best_covering(&fixed.question(&relation, siting.choice.clone()), 5).unwrap());
            prop_assert_eq!(again.objective, plan.objective);
        }
    }

    #[test]
    fn each_step_is_the_best_of_so_many(town in town()) {
        let relation = town.relation();
        let siting = town.question(&relation, Choice::Count(*counts(&town).end() as u32));
        let steps = covering_steps(&siting, 5).unwrap();
        prop_assert_eq!(steps.len(), counts(&town).count());
        for step in steps {
            let part = Siting { choice: Choice::Count(step.sites), ..siting.clone() };
            let plan = plan_of(best_covering(&part, 5).unwrap());
            prop_assert_eq!((step.objective, step.bound), (plan.objective, plan.objective));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn what_is_proven_with_little_effort_is_true(town in town_of(30..50, 9..12), nodes_max in 1_u64..4, gap_ppm in 0_u32..50_000) {
        let relation = town.relation();
        let count = *counts(&town).start() + (counts(&town).count() - 1) / 2;
        let siting = town.question(&relation, Choice::Count(count as u32));
        let sets = town.sets();
        let best = sets.iter().filter(|set| set.len() <= count).map(|set| town.covered(set, 1)).max().unwrap();
        for (nodes_max, gap_ppm) in [(nodes_max, 0), (10_000, gap_ppm), (10_000, 0)] {
            let effort = Effort { nodes_max, gap_ppm, ..EFFORT };
            let plan = plan_of(best_covering(&Siting { effort, ..siting.clone() }, 5).unwrap());
            let set = check_plan(&town, &plan, |_| 1, count as u64);
            prop_assert_eq!(town.covered(&set, 1), plan.objective);
            prop_assert!(plan.objective <= best && best <= plan.bound);
            if nodes_max == 10_000 {
                prop_assert!(plan.gap_ppm <= u64::from(gap_ppm));
            }
        }
    }

    #[test]
    fn no_more_steps_are_taken_than_are_allowed(town in town_of(30..50, 9..12), steps_max in 0_u64..300, tiers in prop::collection::vec(0_u8..3, 50)) {
        let relation = town.relation();
        let count = *counts(&town).start() + (counts(&town).count() - 1) / 2;
        let effort = Effort { steps_max, ..EFFORT };
        let siting = Siting { effort, ..town.question(&relation, Choice::Count(count as u32)) };
        let sets = town.sets();
        let best = |times| sets.iter().filter(|set| set.len() <= count).map(|set| town.covered(set, times)).max().unwrap();
        let plan = plan_of(best_covering(&siting, 5).unwrap());
        check_plan(&town, &plan, |_| 1, count as u64);
        prop_assert!(plan.steps <= steps_max && plan.objective <= best(1) && best(1) <= plan.bound);
        let (answer, tiers_found) = best_backup(&siting, 5).unwrap();
        let plan = plan_of(answer);
        prop_assert!(plan.steps <= steps_max && plan.objective <= best(2));
        prop_assert!(tiers_found[0].covered <= best(1) && best(1) <= tiers_found[0].bound);
        let (answer, tiers_found) = fair_covering(&siting, 5, &tiers[..town.people.len()]).unwrap();
        let plan = plan_of(answer);
        prop_assert!(plan.steps <= steps_max && plan.objective <= best(1));
        prop_assert!(tiers_found.iter().all(|tier| tier.covered <= tier.bound));
    }

    #[test]
    fn another_candidate_never_hurts(town in town_of(30..50, 9..12)) {
        let covered = |town: &Town| {
            let relation = town.relation();
            let count = *counts(town).start() as u32 + 2;
            (counts(town).end() >= &(count as usize)).then(|| {
                plan_of(best_covering(&town.question(&relation, Choice::Count(count)), 5).unwrap()).objective
            })
        };
        let mut fewer = town.clone();
        if town.standing.last() == Some(&Standing::Open) {
            fewer.standing.pop();
            for row in &mut fewer.costs {
                row.pop();
            }
            if let Some(without) = covered(&fewer) {
                prop_assert!(covered(&town).unwrap() >= without);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    /// Each demand point has two candidates: prices prove little, and exchanges of one for one often stop short.
    #[test]
    fn finds_the_best_where_prices_say_little(ends in prop::collection::vec((0_u32..18, 0_u32..18), 50..64), count in 6_u32..9) {
        let ends: Vec<(u32, u32)> = ends.into_iter().filter(|(one, other)| one != other).collect();
        let demand: Vec<u32> = (0..ends.len() as u32).flat_map(|point| [point, point]).collect();
        let candidate: Vec<u32> = ends.iter().flat_map(|&(one, other)| [one, other]).collect();
        let pairs = SitePairs { demand: &demand, candidate: &candidate, cost: &vec![1; demand.len()] };
        let relation = Relation::new(ends.len(), 18, pairs).unwrap();
        let reaches: Vec<u64> = (0..18_u32)
            .map(|site| (0..).zip(&ends).filter(|(_, (one, other))| *one == site || *other == site).map(|(bit, _)| 1_u64 << bit).sum())
            .collect();
        let of_set = |set: u32| (0..18).filter(|site| set >> site & 1 == 1).fold(0, |all, site| all | reaches[site]).count_ones();
        let best = (0_u32..1 << 18).filter(|set| set.count_ones() == count).map(of_set).max().unwrap();
        let people = vec![1; ends.len()];
        let model = Model::MaxCovering { reach: 1 };
        let siting = Siting { model, people: &people, relation: &relation, standing: &[], room: &[], choice: Choice::Count(count), effort: EFFORT };
        let plan = plan_of(best_covering(&siting, 1).unwrap());
        prop_assert_eq!((plan.objective, plan.bound), (u64::from(best), u64::from(best)));
    }
}

#[test]
fn refuses_what_makes_no_sense() {
    let town =
        Town { people: vec![1, 2], costs: vec![vec![Some(1)], vec![None]], standing: vec![Standing::Open] };
    let relation = town.relation();
    let code = |siting: &Siting<'_>, reach| best_covering(siting, reach).unwrap_err().code();
    let siting = town.question(&relation, Choice::Count(1));
    assert_eq!(code(&siting, 0), CircleCode::BadRadius);
    assert_eq!(code(&Siting { choice: Choice::Count(2), ..siting.clone() }, 5), CircleCode::TooManySites);
    assert_eq!(code(&Siting { choice: Choice::Needed, ..siting.clone() }, 5), CircleCode::ChoiceNotForModel);
    assert_eq!(code(&Siting { people: &[0, 0], ..siting.clone() }, 5), CircleCode::NoDemand);
    assert_eq!(code(&Siting { people: &[1], ..siting.clone() }, 5), CircleCode::UnequalColumns);
    assert_eq!(code(&Siting { people: &[1 << 53, 0], ..siting.clone() }, 5), CircleCode::WeightTooLarge);
    let standing = [Standing::Mandatory];
    assert_eq!(
        code(&Siting { standing: &standing, choice: Choice::Count(0), ..siting }, 5),
        CircleCode::TooManySites
    );
}
