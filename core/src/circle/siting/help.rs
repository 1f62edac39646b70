//! What would help where there is no plan.

use super::median::best_medians;
use super::plan::Answer;
use super::question::{Choice, Model, Siting, Standing};
use super::set_covering::set_covering;
use super::tables::SUM_MAX;
use crate::circle::CircleError;

/// What would serve a demand point that stays without a site (无解时的补救): a farther reach or one more site if a candidate
/// is named that may serve, leave to build if one is that is forbidden, and a new candidate if neither is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help {
    /// The demand point.
    pub demand: u32,
    /// The nearest candidate that stands or may be chosen, of those in the relation, and its cost. Within the reach, more
    /// sites, money or room are missing; beyond it, the reach is.
    pub nearest: Option<(u32, u32)>,
    /// The nearest forbidden candidate within the reach, and its cost.
    pub forbidden: Option<(u32, u32)>,
}

/// What would help each of some demand points.
pub(super) fn help(siting: &Siting<'_>, points: &[u32]) -> Vec<Help> {
    let reach = match siting.model {
        Model::MaxCovering { reach }
        | Model::BackupCovering { reach }
        | Model::SetCovering { reach }
        | Model::MaxCoveringWithin { reach } => reach,
        Model::Median { .. } | Model::Center | Model::MedianWithin { .. } => u32::MAX,
    };
    let of_point = |&demand: &u32| {
        let row = || siting.relation.of_demand(demand).iter().copied();
        let is_forbidden = |pair: &(u32, u32)| siting.standing_of(pair.0) == Standing::Forbidden;
        let first = |pair: &(u32, u32)| (pair.1, pair.0);
        Help {
            demand,
            nearest: row().filter(|pair| !is_forbidden(pair)).min_by_key(first),
            forbidden: row().filter(|pair| is_forbidden(pair) && pair.1 <= reach).min_by_key(first),
        }
    };
    points.iter().map(of_point).collect()
}

/// [`best_medians`]; if not everybody can be served with so many sites or for the money, with how many or how much they can.
pub(super) fn medians(siting: &Siting<'_>, beyond: Option<u32>) -> Result<Answer, CircleError> {
    let mut answer = best_medians(siting, beyond)?;
    let Answer::Infeasible(none) = &mut answer else { return Ok(answer) };
    if beyond.is_some() {
        return Ok(answer);
    }
    let least = |choice| match set_covering(&Siting { choice, ..siting.clone() }, u32::MAX)? {
        Answer::Plan(plan) => Ok(Some(plan)),
        Answer::Infeasible(_) => Ok::<_, CircleError>(None),
    };
    let (mut most, mut is_needed) = (None, true);
    match &siting.choice {
        Choice::Count(count) => most = Some(*count),
        Choice::Budget { costs, budget, at_most } => {
            let all = Choice::Budget { costs: costs.clone(), budget: SUM_MAX, at_most: None };
            if let Some(plan) = least(all)?.filter(|plan| plan.objective > *budget) {
                none.needed = (plan.gap_ppm == 0).then_some(plan.objective).or(none.needed);
                none.is_proven |= plan.bound > *budget;
            }
            (most, is_needed) = (*at_most, false);
        }
        Choice::Needed => {}
    }
    if let Some(count) = most
        && let Some(plan) = least(Choice::Needed)?
    {
        if is_needed {
            none.needed = (plan.gap_ppm == 0).then_some(plan.objective);
        }
        none.is_proven |= plan.bound > u64::from(count);
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::super::{Effort, Infeasible, Relation, SitePairs, site};
    use super::*;

    /// Four villages along a road; hall 0 stands, 1 is forbidden, 2 and 3 may be chosen.
    fn asked(model: Model, choice: Choice, costs: [u32; 5]) -> (Infeasible, Vec<Help>) {
        let pairs = SitePairs { demand: &[0, 1, 1, 2, 3], candidate: &[0, 1, 2, 3, 1], cost: &costs };
        let relation = Relation::new(4, 4, pairs).unwrap();
        let standing = [Standing::Existing, Standing::Forbidden, Standing::Open, Standing::Open];
        let siting = Siting {
            model,
            people: &[5, 4, 3, 0],
            relation: &relation,
            standing: &standing,
            room: &[],
            choice,
            effort: Effort::default(),
        };
        let sited = site(&siting).unwrap();
        match sited.answer {
            Answer::Infeasible(none) => (none, sited.help),
            Answer::Plan(plan) => panic!("{plan:?}"),
        }
    }

    #[test]
    fn a_farther_reach_or_leave_to_build_is_named() {
        let (none, help) = asked(Model::SetCovering { reach: 10 }, Choice::Needed, [10, 8, 12, 11, 1]);
        assert_eq!(none.demand, [1, 2]);
        let one = Help { demand: 1, nearest: Some((2, 12)), forbidden: Some((1, 8)) };
        assert_eq!(help, [one, Help { demand: 2, nearest: Some((3, 11)), forbidden: None }]);
        // Nobody lives in the last village, which only a forbidden hall would serve.
        let (none, help) = asked(Model::SetCovering { reach: 10 }, Choice::Needed, [11, 8, 9, 10, 1]);
        assert_eq!(none.demand, [0]);
        assert_eq!(help, [Help { demand: 0, nearest: Some((0, 11)), forbidden: None }]);
    }

    #[test]
    fn a_median_says_how_many_sites_would_do() {
        let (none, help) = asked(Model::Median { beyond: None }, Choice::Count(1), [1; 5]);
        assert_eq!((none.needed, none.is_proven), (Some(2), true));
        assert_eq!((none.demand.len(), help.len()), (1, 1));
        assert!(help[0].nearest.is_some());
    }

    #[test]
    fn a_median_says_how_much_money_would_do() {
        let ask = |costs: [u64; 4], budget, at_most| {
            let choice = Choice::Budget { costs: costs.to_vec(), budget, at_most };
            asked(Model::Median { beyond: None }, choice, [1; 5]).0
        };
        // Both open halls are needed. The one that stands costs nothing, whatever the table says.
        let none = ask([9, 9, 4, 5], 8, None);
        assert_eq!((none.demand.len(), none.needed, none.is_proven), (1, Some(9), true));
        // There is money, but for too few sites.
        let none = ask([9, 9, 4, 5], 9, Some(1));
        assert_eq!((none.demand.len(), none.needed, none.is_proven), (1, None, true));
        let none = ask([0, 0, 4, 5], 3, Some(2));
        assert_eq!((none.demand, none.needed, none.is_proven), (vec![1, 2], Some(9), true));
    }
}
