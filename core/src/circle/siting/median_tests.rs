use proptest::prelude::*;

use super::super::limit::tests::{Asked, asked};
use super::super::question::{Choice, Effort, Model};
use super::super::relation::{Relation, SitePairs};
use super::*;

const EFFORT: Effort = Effort { steps_max: 1_000_000, nodes_max: 100_000, gap_ppm: 0 };

#[derive(Debug, Clone)]
struct Case {
    people: Vec<u64>,
    candidates: usize,
    pairs: Vec<(u32, u32, u32)>,
    standing: Vec<Standing>,
    asked: Asked,
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
            choice: self.asked.0.clone(),
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
        let sets = (0..1_u32 << self.candidates).filter(|set| self.asked.allows(*set, &self.standing));
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
            proptest::collection::vec(standing, candidates)
                .prop_flat_map(|standing| (asked(&standing), Just(standing))),
            proptest::option::of(0_u32..40),
        )
            .prop_map(move |(people, costs, (asked, standing), beyond)| {
                let pair = |(at, cost): (usize, &Option<u32>)| {
                    cost.map(|cost| ((at / candidates) as u32, (at % candidates) as u32, cost))
                };
                let pairs = costs.iter().enumerate().filter_map(pair).collect();
                Case { people, candidates, pairs, standing, asked, beyond }
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
                let set = plan.sites.iter().map(|of| 1_u32 << of.candidate).sum();
                prop_assert!(case.asked.allows(set, &case.standing));
                let needs = |of: &Chosen| of.gain > 0 || case.standing[of.candidate as usize] == Standing::Mandatory;
                prop_assert!(matches!(case.asked.0, Choice::Count(_)) || plan.sites.iter().all(needs));
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
            (Answer::Infeasible(of), None) => prop_assert!(of.is_proven && (!of.demand.is_empty() || of.needed.is_some())),
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
    fn more_money_never_worsens(case in cases()) {
        let (Some(plan), Some(asked)) = (case.plan(), case.asked.richer()) else { return Ok(()) };
        let richer = Case { asked, ..case };
        prop_assert!(richer.plan().unwrap().objective <= plan.objective);
    }

    /// Money for so many sites of 1, and more than enough for so many at most, are the same as so many.
    #[test]
    fn a_number_may_be_bought(case in cases(), cost in 1_u64..5) {
        let Choice::Count(count) = case.asked.0 else { return Ok(()) };
        let alone = case.answer().unwrap();
        let ones = vec![cost; case.candidates];
        for (budget, at_most) in
            [(u64::from(count) * cost, None), (u64::from(count + 1) * cost - 1, Some(count)), (1000, Some(count))]
        {
            let asked = Asked(Choice::Budget { costs: ones.clone(), budget, at_most });
            match (&alone, Case { asked, ..case.clone() }.answer().unwrap()) {
                (Answer::Plan(plan), Answer::Plan(bought)) => {
                    prop_assert_eq!((plan.objective, plan.bound), (bought.objective, bought.bound));
                }
                (one, other) => prop_assert_eq!(matches!(one, Answer::Plan(_)), matches!(other, Answer::Plan(_))),
            }
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
            fixed.standing = case.standing.iter().enumerate().map(|(site, &standing)| {
                let is_chosen = plan.sites.iter().any(|of| of.candidate as usize == site);
                if is_chosen { Standing::Mandatory } else { standing }
            }).collect();
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
        asked: Asked(Choice::Count(1)),
        beyond: None,
    };
    let with = |choice| Case { asked: Asked(choice), ..case.clone() };
    // Each site serves one point only, so that one must be left out: the one with fewer people costs as much.
    assert!(matches!(case.answer(), Ok(Answer::Infeasible(of)) if of.demand.len() == 1));
    assert_eq!(with(Choice::Count(2)).plan().unwrap().objective, 5);
    let code = |case: Case| case.answer().unwrap_err().code();
    assert_eq!(code(with(Choice::Count(3))), CircleCode::TooManySites);
    let money = |costs: [u64; 2], budget, at_most| Choice::Budget { costs: costs.to_vec(), budget, at_most };
    assert_eq!(code(with(money([1, 1], 9, Some(3)))), CircleCode::TooManySites);
    assert_eq!(code(with(money([1, 1 << 53], 9, None))), CircleCode::CostTooLarge);
    assert_eq!(
        code(with(Choice::Budget { costs: vec![1], budget: 1, at_most: None })),
        CircleCode::UnequalColumns
    );
    assert_eq!(code(with(Choice::Needed)), CircleCode::ChoiceNotForModel);
    // No site that serves the second point can be paid.
    let none = with(money([3, 9], 8, None)).answer();
    assert!(matches!(none, Ok(Answer::Infeasible(of)) if of.demand == [1] && of.is_proven));
    let none = with(money([3, 9], 2, None)).answer();
    assert!(matches!(none, Ok(Answer::Infeasible(of)) if of.demand == [0, 1] && of.is_proven));
    let far = Case { beyond: Some(7), ..with(money([3, 9], 2, None)) }.plan().unwrap();
    assert_eq!((far.sites, far.objective, far.bound), (Vec::new(), 21, 21));
    let given =
        Case { standing: vec![Standing::Existing, Standing::Mandatory], ..with(money([3, 9], 8, None)) };
    assert!(
        matches!(given.answer(), Ok(Answer::Infeasible(of)) if of.demand.is_empty() && of.needed == Some(9))
    );
    let given = Case { standing: given.standing, ..with(money([3, 9], 9, Some(1))) };
    assert_eq!(given.plan().unwrap().objective, 5);
    assert_eq!(code(Case { people: vec![0, 0], ..case.clone() }), CircleCode::NoDemand);
    assert_eq!(code(Case { people: vec![1, 1 << 53], ..case.clone() }), CircleCode::WeightTooLarge);
    assert_eq!(code(Case { people: vec![1, 1 << 52], ..case }), CircleCode::CostTooLarge);
}
