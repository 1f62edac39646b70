use proptest::prelude::*;

use super::super::limit::tests::{Asked, asked};
use super::super::question::{Choice, Effort};
use super::super::relation::{Relation, SitePairs};
use super::super::within_bound::WithinBound;
use super::*;

#[derive(Debug, Clone)]
struct Case {
    people: Vec<u64>,
    room: Vec<u64>,
    /// By demand point and candidate.
    costs: Vec<Option<u32>>,
    standing: Vec<Standing>,
    asked: Asked,
    model: Model,
}

impl Case {
    fn cost(&self, point: usize, site: usize) -> Option<u32> {
        self.costs[point * self.room.len() + site]
    }

    fn answer(&self) -> (Answer, Vec<Share>) {
        self.answer_with(Effort { steps_max: 1_000_000, nodes_max: 100_000, gap_ppm: 0 })
    }

    fn answer_with(&self, effort: Effort) -> (Answer, Vec<Share>) {
        let (mut demand, mut candidate, mut cost) = (Vec::new(), Vec::new(), Vec::new());
        for point in 0..self.people.len() {
            for site in 0..self.room.len() {
                if let Some(of) = self.cost(point, site) {
                    demand.push(point as u32);
                    candidate.push(site as u32);
                    cost.push(of);
                }
            }
        }
        let pairs = SitePairs { demand: &demand, candidate: &candidate, cost: &cost };
        let relation = Relation::new(self.people.len(), self.room.len(), pairs).unwrap();
        let siting = Siting {
            model: self.model,
            people: &self.people,
            relation: &relation,
            standing: &self.standing,
            room: &self.room,
            choice: self.asked.0.clone(),
            effort,
        };
        best_within(&siting).unwrap()
    }

    /// The least that a set of sites costs: people one by one, each along the cheapest chain of moves (Bellman and Ford).
    fn of_set(&self, set: u32, beyond: i64) -> i64 {
        let sites = self.room.len();
        let is_open = |site: usize| set >> site & 1 == 1 || self.standing[site] == Standing::Existing;
        let unit = |point: usize, site: usize| match self.model {
            _ if site == sites => Some(beyond),
            Model::MaxCoveringWithin { reach } => {
                self.cost(point, site).filter(|cost| *cost <= reach).map(|_| 0)
            }
            _ => self.cost(point, site).map(i64::from),
        };
        let unit = |point: usize, site: usize| unit(point, site).filter(|_| site == sites || is_open(site));
        let mut at: Vec<(usize, usize)> = Vec::new();
        let mut left: Vec<u64> = self.room.iter().copied().chain([u64::MAX]).collect();
        let mut sum = 0;
        for (point, &people) in self.people.iter().enumerate() {
            for _ in 0..people {
                let mut label: Vec<Option<i64>> = (0..=sites).map(|site| unit(point, site)).collect();
                let mut by: Vec<Option<usize>> = vec![None; sites + 1];
                for _ in 0..=sites {
                    for (person, &(of, from)) in at.iter().enumerate() {
                        let Some(reached) = label[from] else { continue };
                        for to in 0..=sites {
                            let Some(cost) = unit(of, to) else { continue };
                            let cost = reached + cost - unit(of, from).unwrap();
                            if label[to].is_none_or(|known| cost < known) {
                                label[to] = Some(cost);
                                by[to] = Some(person);
                            }
                        }
                    }
                }
                let end = (0..=sites).filter(|&site| left[site] > 0 && label[site].is_some());
                let end = end.min_by_key(|&site| label[site]).unwrap();
                sum += label[end].unwrap();
                left[end] -= 1;
                let mut site = end;
                while let Some(person) = by[site] {
                    let from = std::mem::replace(&mut at[person].1, site);
                    site = from;
                }
                at.push((point, site));
            }
        }
        sum
    }

    /// By trying all choices.
    fn least(&self, beyond: i64) -> Option<i64> {
        let sets = (0..1_u32 << self.room.len()).filter(|set| self.asked.allows(*set, &self.standing));
        sets.map(|set| self.of_set(set, beyond)).min()
    }
}

fn cases() -> impl Strategy<Value = Case> {
    (1_usize..8, 1_usize..7).prop_flat_map(|(demands, candidates)| {
        let standing = prop_oneof![
            6 => Just(Standing::Open),
            1 => Just(Standing::Existing),
            1 => Just(Standing::Mandatory),
            1 => Just(Standing::Forbidden)
        ];
        let model = prop_oneof![
            (0_u32..20).prop_map(|reach| Model::MaxCoveringWithin { reach }),
            proptest::option::of(0_u32..25).prop_map(|beyond| Model::MedianWithin { beyond }),
        ];
        (
            proptest::collection::vec(0_u64..6, demands),
            proptest::collection::vec(0_u64..14, candidates),
            proptest::collection::vec(proptest::option::weighted(0.7, 0_u32..20), demands * candidates),
            proptest::collection::vec(standing, candidates)
                .prop_flat_map(|standing| (asked(&standing), Just(standing))),
            model,
        )
            .prop_map(|(people, room, costs, (asked, standing), model)| Case {
                people,
                room,
                costs,
                standing,
                asked,
                model,
            })
            .prop_filter("somebody", |case| case.people.iter().sum::<u64>() > 0)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn best_of_all_choices(case in cases()) {
        let all: u64 = case.people.iter().sum();
        let (answer, shares) = case.answer();
        let beyond = match case.model {
            Model::MedianWithin { beyond } => beyond.map_or(100_000, i64::from),
            _ => 1,
        };
        let least = case.least(beyond);
        let plan = match answer {
            Answer::Plan(plan) => plan,
            Answer::Infeasible(none) => {
                prop_assert!(none.is_proven && least.is_none_or(|least| least >= 100_000));
                // The mandatory sites are too dear, or somebody is left out.
                prop_assert_eq!(least.is_none(), none.needed.is_some());
                return Ok(());
            }
        };
        let least = least.unwrap();
        prop_assert!(beyond < 100_000 || least < 100_000);
        let least = if beyond == 1 && matches!(case.model, Model::MaxCoveringWithin { .. }) {
            all - least.unsigned_abs()
        } else {
            least.unsigned_abs()
        };
        prop_assert_eq!((plan.objective, plan.bound, plan.gap_ppm), (least, least, 0));
        let set = plan.sites.iter().map(|of| 1_u32 << of.candidate).sum();
        prop_assert!(case.asked.allows(set, &case.standing));
        for (site, room) in case.room.iter().enumerate() {
            let used: u64 = shares.iter().filter(|of| of.candidate as usize == site).map(|of| of.people).sum();
            prop_assert!(used <= *room);
            let is_open = case.standing[site] == Standing::Existing
                || plan.sites.iter().any(|of| of.candidate as usize == site);
            prop_assert!(used == 0 || is_open);
        }
        for (point, people) in case.people.iter().enumerate() {
            let placed: u64 = shares.iter().filter(|of| of.demand as usize == point).map(|of| of.people).sum();
            prop_assert!(placed <= *people);
        }
    }

    #[test]
    fn bounds_hold_with_little_work(case in cases(), steps_max in 0_u64..40, nodes_max in 0_u64..6, gap_ppm in 0_u32..300_000) {
        let effort = Effort { steps_max, nodes_max, gap_ppm };
        let (Answer::Plan(plan), Answer::Plan(best)) = (case.answer_with(effort).0, case.answer().0) else {
            return Ok(());
        };
        let (bound, objective, best) = match case.model {
            Model::MaxCoveringWithin { .. } => (plan.objective, plan.bound, best.objective),
            _ => (plan.bound, plan.objective, best.objective),
        };
        prop_assert!(bound <= best && best <= objective);
        prop_assert!(plan.steps <= steps_max && plan.nodes <= nodes_max.max(1));
    }

    #[test]
    fn no_choice_costs_less_than_a_bound(case in cases(), seed in proptest::collection::vec(0_i64..200, 8), steps in 0..9, many in 0_usize..7) {
        let sites = case.room.len();
        let many = many.min(sites);
        let (beyond, people) = (30, case.people.iter().map(|people| people + 1).collect::<Vec<u64>>());
        let row = |point: usize| (0..sites).filter_map(|site| Some((site as u32, case.cost(point, site)?))).collect();
        let is_given = |site: usize| case.standing[site] != Standing::Open;
        let decided = (0..sites).map(|site| if is_given(site) { Decided::Open } else { Decided::Free }).collect();
        let given = (0..sites).filter(|site| is_given(*site)).count();
        let problem = Within {
            sites: (0..sites as u32).collect(),
            room: case.room.clone(),
            decided,
            limit: Limit::so_many(given.max(many)),
            rows: (0..people.len()).map(row).collect(),
            people,
            beyond,
        };
        let sets = (0..1_u32 << sites).map(|set| (0..sites).map(|site| set >> site & 1 == 1).collect::<Vec<bool>>());
        let is_possible = |set: &Vec<bool>| {
            set.iter().filter(|is| **is).count() == problem.limit.count && (0..sites).all(|site| set[site] || !is_given(site))
        };
        let least = sets.filter(is_possible).map(|set| problem.cost(&set)).min().unwrap();
        let prices = (0..problem.rows.len()).map(|point| seed[point]).collect();
        let mut state = WithinBound::new(&problem, 8, prices, problem.decided.clone(), i128::MAX);
        for _ in 0..steps {
            state.step(i128::from(least) * 8, i128::MAX);
        }
        prop_assert!(state.bound() <= i128::from(least) * 8);
    }

    #[test]
    fn more_money_never_worsens_and_a_number_may_be_bought(case in cases()) {
        let of = |case: &Case| match (case.answer().0, case.model) {
            (Answer::Plan(plan), Model::MaxCoveringWithin { .. }) => Some(-i128::from(plan.objective)),
            (Answer::Plan(plan), _) => Some(i128::from(plan.objective)),
            (Answer::Infeasible(_), _) => None,
        };
        let alone = of(&case);
        if let (Some(alone), Some(asked)) = (alone, case.asked.richer()) {
            let richer = Case { asked, ..case.clone() };
            prop_assert!(of(&richer).unwrap() <= alone);
        }
        let Choice::Count(count) = case.asked.0 else { return Ok(()) };
        let costs = vec![3; case.room.len()];
        for (budget, at_most) in [(u64::from(count) * 3 + 2, None), (99, Some(count))] {
            let asked = Asked(Choice::Budget { costs: costs.clone(), budget, at_most });
            prop_assert_eq!(of(&Case { asked, ..case.clone() }), alone);
        }
    }

    #[test]
    fn rows_in_another_order_give_the_same_sites(case in cases()) {
        let sites = case.room.len();
        let mut other = case.clone();
        other.people.reverse();
        other.costs = case.costs.chunks(sites).rev().flatten().copied().collect();
        let of = |(answer, _): (Answer, Vec<Share>)| match answer {
            Answer::Plan(plan) => {
                let mut sites: Vec<u32> = plan.sites.iter().map(|of| of.candidate).collect();
                sites.sort_unstable();
                Some((plan.objective, plan.bound, sites, plan.steps, plan.nodes))
            }
            Answer::Infeasible(_) => None,
        };
        prop_assert_eq!(of(case.answer()), of(other.answer()));
    }
}
