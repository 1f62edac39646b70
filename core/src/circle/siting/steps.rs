//! What each further site gains (边际收益表).

use super::covering::covering_steps;
use super::plan::{Answer, Step};
use super::question::{Choice, Model, Siting, Standing};
use super::tables::check_tables;
use super::{CircleError, answered};
use crate::circle::CircleCode;

/// What the best plans with fewer sites come to, from those that must be chosen up to the number that is asked for, each
/// searched with the whole effort. A number with which there is no plan is left out.
///
/// More sites are never worse and bounds never contradict each other: where a search ends before the proof, what is known
/// of one number serves the others.
///
/// # Errors
/// Those of [`site`](super::site); `circle.choice_not_for_model` if not a number is asked for, or by backup and set
/// covering, whose objectives do not grow with the number.
pub fn site_steps(siting: &Siting<'_>) -> Result<Vec<Step>, CircleError> {
    let refused = || CircleError::new(CircleCode::ChoiceNotForModel, "marginal");
    let Choice::Count(count) = siting.choice else { return Err(refused()) };
    let is_most = match siting.model {
        Model::MaxCovering { .. } | Model::MaxCoveringWithin { .. } => true,
        Model::Median { .. } | Model::MedianWithin { .. } | Model::Center => false,
        Model::BackupCovering { .. } | Model::SetCovering { .. } => return Err(refused()),
    };
    check_tables(siting)?;
    let is_mandatory = |candidate: &u32| siting.standing_of(*candidate) == Standing::Mandatory;
    let mandatory = (0..siting.relation.candidates()).filter(is_mandatory).count() as u32;
    let mut steps = match siting.model {
        Model::MaxCovering { reach } => covering_steps(siting, reach)?,
        _ => {
            let mut steps = Vec::new();
            for sites in mandatory..=count {
                let part = Siting { choice: Choice::Count(sites), ..siting.clone() };
                if let Answer::Plan(plan) = answered(&part)?.answer {
                    steps.push(Step { sites, objective: plan.objective, bound: plan.bound, gain: 0 });
                }
            }
            steps
        }
    };
    settle(&mut steps, is_most);
    Ok(steps)
}

/// What is found with fewer sites, more reach as well; what more cannot better, fewer cannot.
fn settle(steps: &mut [Step], is_most: bool) {
    let better = |one: u64, other: u64| if is_most { one.max(other) } else { one.min(other) };
    let tighter = |one: u64, other: u64| if is_most { one.min(other) } else { one.max(other) };
    let mut before: Option<u64> = None;
    for step in &mut *steps {
        let known = before.unwrap_or(step.objective);
        step.objective = better(step.objective, known);
        step.gain = step.objective.abs_diff(known);
        before = Some(step.objective);
    }
    let mut after: Option<u64> = None;
    for step in steps.iter_mut().rev() {
        step.bound = tighter(step.bound, after.unwrap_or(step.bound));
        after = Some(step.bound);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Effort, Relation, SitePairs, site};
    use super::*;

    #[test]
    fn what_is_known_of_one_number_serves_the_others() {
        let step = |sites, objective, bound, gain| Step { sites, objective, bound, gain };
        let mut steps = [step(0, 9, 9, 0), step(1, 6, 3, 0), step(2, 7, 4, 0), step(3, 4, 4, 0)];
        settle(&mut steps, false);
        assert_eq!(steps, [step(0, 9, 9, 0), step(1, 6, 4, 3), step(2, 6, 4, 0), step(3, 4, 4, 2)]);
        let mut steps = [step(0, 2, 9, 0), step(1, 1, 8, 0), step(2, 8, 8, 0)];
        settle(&mut steps, true);
        assert_eq!(steps, [step(0, 2, 8, 0), step(1, 2, 8, 0), step(2, 8, 8, 6)]);
    }

    proptest! {
        /// Each row is the proven answer with so many sites.
        #[test]
        fn rows_are_the_answers_with_so_many(
            costs in prop::collection::vec(1_u32..30, 30),
            people in prop::collection::vec(1_u64..9, 6),
            standing in prop::collection::vec(
                prop_oneof![5 => Just(Standing::Open), 1 => Just(Standing::Existing), 1 => Just(Standing::Mandatory)], 5),
        ) {
            let pairs: Vec<(u32, u32, u32)> =
                (0..30).zip(costs).filter(|pair| pair.1 > 6).map(|(at, cost)| (at / 5, at % 5, cost)).collect();
            let column = |of: fn(&(u32, u32, u32)) -> u32| pairs.iter().map(of).collect::<Vec<u32>>();
            let (demand, candidate, cost) = (column(|of| of.0), column(|of| of.1), column(|of| of.2));
            let pairs = SitePairs { demand: &demand, candidate: &candidate, cost: &cost };
            let relation = Relation::new(6, 5, pairs).unwrap();
            let count = standing.iter().filter(|of| **of != Standing::Existing).count() as u32;
            let room = [9, 12, 7, 15, 20];
            for model in [
                Model::MaxCovering { reach: 12 },
                Model::MaxCoveringWithin { reach: 12 },
                Model::Median { beyond: Some(40) },
                Model::Median { beyond: None },
                Model::MedianWithin { beyond: Some(40) },
                Model::Center,
            ] {
                let effort = Effort { gap_ppm: 0, ..Effort::default() };
                let asked = |choice| Siting {
                    model, people: &people, relation: &relation, standing: &standing, room: &room, choice, effort,
                };
                let mut expected = Vec::new();
                let mut last = None;
                for sites in 0..=count {
                    // Fewer than must be are refused.
                    let Ok(sited) = site(&asked(Choice::Count(sites))) else { continue };
                    if let Answer::Plan(plan) = sited.answer {
                        let gain = last.map_or(0, |last: u64| last.abs_diff(plan.objective));
                        last = Some(plan.objective);
                        expected.push(Step { sites, objective: plan.objective, bound: plan.bound, gain });
                    }
                }
                prop_assert_eq!(site_steps(&asked(Choice::Count(count))).unwrap(), expected, "{:?}", model);
            }
        }
    }

    #[test]
    fn a_budget_and_objectives_that_do_not_grow_have_no_table() {
        let relation = Relation::new(1, 1, SitePairs { demand: &[0], candidate: &[0], cost: &[3] }).unwrap();
        let budget = Choice::Budget { costs: vec![1], budget: 1, at_most: None };
        for (model, choice) in [
            (Model::BackupCovering { reach: 5 }, Choice::Count(1)),
            (Model::SetCovering { reach: 5 }, Choice::Needed),
            (Model::MaxCovering { reach: 5 }, budget),
        ] {
            let effort = Effort::default();
            let siting =
                Siting { model, people: &[1], relation: &relation, standing: &[], room: &[], choice, effort };
            assert_eq!(site_steps(&siting).unwrap_err().code(), CircleCode::ChoiceNotForModel);
        }
    }
}
