use proptest::prelude::*;

use super::super::question::{Effort, Model};
use super::super::relation::{Relation, SitePairs};
use super::*;

const EFFORT: Effort = Effort { steps_max: 1_000_000, nodes_max: 100_000, gap_ppm: 0 };

#[derive(Debug, Clone)]
struct Case {
    people: Vec<u64>,
    candidates: usize,
    pairs: Vec<(u32, u32, u32)>,
    standing: Vec<Standing>,
    count: u32,
    beyond: Option<u32>,
}

impl Case {
    fn relation(&self) -> Relation {
        let demand: Vec<u32> = self.pairs.iter().map(|pair| pair.0).collect();
        let candidate: Vec<u32> = self.pairs.iter().map(|pair| pair.1).collect();
        let cost: Vec<u32> = self.pairs.iter().map(|pair| pair.2).collect();
        let pairs = SitePairs { demand: &demand, candidate: &candidate, cost: &cost };
        Relation::new(self.people.len(), self.candidates, pairs).unwrap()
    }

    fn answer(&self) -> Result<Answer, CircleError> {
        self.answer_with(EFFORT)
    }

    fn answer_with(&self, effort: Effort) -> Result<Answer, CircleError> {
        let siting = Siting {
            model: Model::Median { beyond: self.beyond },
            people: &self.people,
            relation: &self.relation(),
            standing: &self.standing,
            room: &[],
            choice: Choice::Count(self.count),
            effort,
        };
        best_medians(&siting, self.beyond)
    }

    fn plan(&self) -> Option<SitePlan> {
        match self.answer() {
            Ok(Answer::Plan(plan)) => Some(plan),
            _ => None,
        }
    }

    /// What a choice of sites costs; none if somebody is left out who must not be.
    fn cost(&self, is_chosen: &dyn Fn(usize) -> bool) -> Option<u64> {
        let mut sum = 0;
        for (point, &people) in self.people.iter().enumerate() {
            let of_point = self.pairs.iter().filter(|pair| pair.0 as usize == point);
            let serves = of_point.filter(|pair| {
                is_chosen(pair.1 as usize) || self.standing[pair.1 as usize] == Standing::Existing
            });
            let nearest = serves.map(|pair| pair.2).min();
            let cost = match (nearest, self.beyond) {
                (Some(cost), Some(beyond)) => cost.min(beyond),
                (Some(cost), None) | (None, Some(cost)) => cost,
                (None, None) if people == 0 => 0,
                (None, None) => return None,
            };
            sum += people * u64::from(cost);
        }
        Some(sum)
    }

    /// By trying all choices.
    fn least(&self) -> Option<u64> {
        let is_possible = |set: &u32| {
            set.count_ones() == self.count
                && self.standing.iter().enumerate().all(|(site, standing)| match standing {
                    Standing::Open => true,
                    Standing::Mandatory => set >> site & 1 == 1,
                    Standing::Existing | Standing::Forbidden => set >> site & 1 == 0,
                })
        };
        let sets = (0..1_u32 << self.candidates).filter(is_possible);
        sets.filter_map(|set| self.cost(&|site| set >> site & 1 == 1)).min()
    }
}

fn cases() -> impl Strategy<Value = Case> {
    (1_usize..12, 1_usize..9).prop_flat_map(|(demands, candidates)| {
        let standing = prop_oneof![
            6 => Just(Standing::Open),
            1 => Just(Standing::Existing),
            1 => Just(Standing::Mandatory),
            1 => Just(Standing::Forbidden)
        ];
        (
            proptest::collection::vec(0_u64..9, demands),
            proptest::collection::vec(proptest::option::weighted(0.7, 0_u32..30), demands * candidates),
            proptest::collection::vec(standing, candidates),
            0.0..=1.0_f64,
            proptest::option::of(0_u32..40),
        )
            .prop_map(move |(people, costs, standing, share, beyond)| {
                let pair = |(at, cost): (usize, &Option<u32>)| {
                    cost.map(|cost| ((at / candidates) as u32, (at % candidates) as u32, cost))
                };
                let of = |of| standing.iter().filter(|standing| **standing == of).count() as f64;
                let (open, mandatory) = (of(Standing::Open), of(Standing::Mandatory));
                let count = (mandatory + share * open).round() as u32;
                let pairs = costs.iter().enumerate().filter_map(pair).collect();
                Case { people, candidates, pairs, standing, count, beyond }
            })
            .prop_filter("somebody", |case| case.people.iter().sum::<u64>() > 0)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn best_of_all_choices(case in cases()) {
        match (case.answer().unwrap(), case.least()) {
            (Answer::Plan(plan), Some(least)) => {
                prop_assert_eq!((plan.objective, plan.bound, plan.gap_ppm), (least, least, 0));
                let chosen = |site: usize| plan.sites.iter().any(|of| of.candidate as usize == site);
                prop_assert_eq!(case.cost(&chosen), Some(least));
                prop_assert_eq!(plan.sites.len(), case.count as usize);
                for (site, standing) in case.standing.iter().enumerate() {
                    let is_right = match standing {
                        Standing::Open => true,
                        Standing::Mandatory => chosen(site),
                        Standing::Existing | Standing::Forbidden => !chosen(site),
                    };
                    prop_assert!(is_right);
                }
                prop_assert!(plan.sites.is_sorted_by(|one, next| one.gain >= next.gain));
                for (point, by) in plan.served_by.iter().enumerate() {
                    let of_point = case.pairs.iter().filter(|pair| pair.0 as usize == point);
                    let nearest = of_point
                        .filter(|pair| {
                            chosen(pair.1 as usize) || case.standing[pair.1 as usize] == Standing::Existing
                        })
                        .filter(|pair| case.beyond.is_none_or(|beyond| pair.2 <= beyond))
                        .map(|pair| (pair.2, pair.1))
                        .min();
                    prop_assert_eq!(*by, nearest.map(|nearest| nearest.1));
                }
            }
            (Answer::Infeasible(of), None) => prop_assert!(!of.demand.is_empty()),
            (answer, least) => prop_assert!(false, "{answer:?} {least:?}"),
        }
    }

    #[test]
    fn bounds_hold_with_little_work(case in cases(), steps_max in 0_u64..40, nodes_max in 0_u64..6, gap_ppm in 0_u32..300_000) {
        let effort = Effort { steps_max, nodes_max, gap_ppm };
        match (case.answer_with(effort).unwrap(), case.least()) {
            (Answer::Plan(plan), Some(least)) => {
                prop_assert!(plan.bound <= least && least <= plan.objective);
                prop_assert!(plan.steps <= steps_max && plan.nodes <= nodes_max.max(1));
                let chosen = |site: usize| plan.sites.iter().any(|of| of.candidate as usize == site);
                prop_assert_eq!(case.cost(&chosen), Some(plan.objective));
            }
            (Answer::Infeasible(of), least) => prop_assert!(least.is_none() || !of.is_proven),
            (answer, least) => prop_assert!(false, "{answer:?} {least:?}"),
        }
    }

    #[test]
    fn rows_in_another_order_give_the_same_plan(case in cases(), seed in any::<u64>()) {
        let rows = case.people.len();
        let mut order: Vec<usize> = (0..rows).collect();
        order.sort_by_key(|&row| seed.wrapping_mul(2 * row as u64 + 0x9e37_79b9_7f4a_7c15).rotate_left(17));
        let mut other = case.clone();
        other.people = order.iter().map(|&row| case.people[row]).collect();
        for pair in &mut other.pairs {
            pair.0 = order.iter().position(|&row| row == pair.0 as usize).unwrap() as u32;
        }
        other.pairs.reverse();
        match (case.answer().unwrap(), other.answer().unwrap()) {
            (Answer::Plan(mut plan), Answer::Plan(other)) => {
                plan.served_by = order.iter().map(|&row| plan.served_by[row]).collect();
                prop_assert_eq!(plan, other);
            }
            (one, two) => prop_assert_eq!(matches!(one, Answer::Plan(_)), matches!(two, Answer::Plan(_))),
        }
    }

    #[test]
    fn a_further_candidate_never_worsens_and_a_chosen_one_may_be_fixed(case in cases()) {
        let Some(plan) = case.plan() else { return Ok(()) };
        if let Some(site) = case.standing.iter().position(|standing| *standing == Standing::Forbidden) {
            let mut more = case.clone();
            more.standing[site] = Standing::Open;
            prop_assert!(more.plan().unwrap().objective <= plan.objective);
        }
        for of in &plan.sites {
            let mut fixed = case.clone();
            fixed.standing[of.candidate as usize] = Standing::Mandatory;
            prop_assert_eq!(fixed.plan().unwrap().objective, plan.objective);
        }
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let case = Case {
        people: vec![1, 2],
        candidates: 2,
        pairs: vec![(0, 0, 1), (1, 1, 2)],
        standing: vec![Standing::Open; 2],
        count: 1,
        beyond: None,
    };
    // Each site serves one point only, so that one must be left out: the one with fewer people costs as much.
    assert!(matches!(case.answer(), Ok(Answer::Infeasible(of)) if of.demand.len() == 1));
    assert_eq!(Case { count: 2, ..case.clone() }.plan().unwrap().objective, 5);
    let code = |case: Case| case.answer().unwrap_err().code();
    assert_eq!(code(Case { count: 3, ..case.clone() }), CircleCode::TooManySites);
    assert_eq!(code(Case { people: vec![0, 0], ..case.clone() }), CircleCode::NoDemand);
    assert_eq!(code(Case { people: vec![1, 1 << 53], ..case.clone() }), CircleCode::WeightTooLarge);
    assert_eq!(code(Case { people: vec![1, 1 << 52], ..case }), CircleCode::CostTooLarge);
}
