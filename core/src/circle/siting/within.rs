//! Plans where no site serves more people than it has room for (有容量的选址).

use super::limit::{Allowed, Limit};
use super::median_problem::Decided;
use super::plan::{Answer, Chosen, Infeasible, SitePlan};
use super::question::{Model, Siting, Standing};
use super::tables::{SUM_MAX, check_tables, gap_ppm};
use super::within_problem::Within;
use super::within_search::{FoundWithin, search_within};
use crate::circle::{CircleCode, CircleError};

/// People of a demand point who go to one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// The demand point.
    pub demand: u32,
    /// The site, chosen or existing.
    pub candidate: u32,
    /// How many people.
    pub people: u64,
}

/// The best plan with room for so many people at each site (`Model::MedianWithin`, `Model::MaxCoveringWithin`), and who
/// goes where, by demand point, then site.
///
/// People of one demand point may go to several sites; `served_by` names the site most go to, the first of several. The
/// existing sites have room for as many people as the table says too. Who has no place counts as `beyond` away in the
/// median; if that is none, everybody must have one, and demand points with people left out are named as infeasible. In the
/// covering they are not covered.
///
/// With a budget, only sites that somebody goes to are chosen beside the mandatory ones. If these cost more than there is, it
/// is infeasible, and `needed` is their cost.
///
/// Sites come in the order of the people who go there, and that is their gain. Which sites are chosen does not depend on
/// the order of the demand points; who goes where does, if several ways cost the same.
///
/// # Errors
/// As `best_medians`; `circle.unequal_columns` too if there is not a number for each candidate's room, and
/// `circle.choice_not_for_model` for another model.
pub fn best_within(siting: &Siting<'_>) -> Result<(Answer, Vec<Share>), CircleError> {
    let all = check_tables(siting)?;
    if siting.room.len() != siting.relation.candidates() as usize {
        return Err(CircleError::new(CircleCode::UnequalColumns, "candidates"));
    }
    let allowed = Allowed::of(siting)?;
    // By person, how a cost counts, and what it costs to go nowhere.
    let (reach, beyond, is_covering) = match siting.model {
        Model::MedianWithin { beyond } => (u32::MAX, beyond, false),
        Model::MaxCoveringWithin { reach } => (reach, Some(1), true),
        _ => return Err(CircleError::new(CircleCode::ChoiceNotForModel, "within")),
    };
    if let Some(cost) = allowed.too_dear(siting) {
        return Ok((Answer::Infeasible(Infeasible::too_dear(cost)), Vec::new()));
    }
    let cost_of = |cost: u32| if is_covering { 0 } else { cost };
    let points = || (0..siting.relation.demands()).zip(siting.people).filter(|(_, people)| **people > 0);
    let greatest = |point: u32| siting.relation.of_demand(point).iter().map(|pair| cost_of(pair.1)).max();
    let most: u128 = points()
        .map(|(point, &people)| {
            u128::from(people) * u128::from(beyond.or(greatest(point)).unwrap_or_default())
        })
        .sum();
    let too_large = || CircleError::new(CircleCode::CostTooLarge, most);
    let most =
        i64::try_from(most).ok().filter(|most| most.unsigned_abs() <= SUM_MAX).ok_or_else(too_large)?;
    // One person left out costs more than all others can.
    let beyond_cost = beyond.map_or(most + 1, i64::from);
    if i128::from(beyond_cost) * i128::from(all) >= 1 << 58 {
        return Err(too_large());
    }
    let mut problem = Within {
        sites: Vec::new(),
        room: Vec::new(),
        decided: Vec::new(),
        limit: Limit::default(),
        rows: Vec::new(),
        people: Vec::new(),
        beyond: beyond_cost,
    };
    let mut place = vec![u32::MAX; siting.room.len()];
    for ((candidate, place), &room) in (0..).zip(&mut place).zip(siting.room) {
        let standing = siting.standing_of(candidate);
        if standing == Standing::Forbidden {
            continue;
        }
        *place = problem.sites.len() as u32;
        problem.sites.push(candidate);
        problem.room.push(room.min(all));
        problem.decided.push(if standing == Standing::Open { Decided::Free } else { Decided::Open });
    }
    problem.limit = allowed.limit(siting, &problem.sites, &[]);
    let mut point_of = Vec::new();
    for (point, &people) in points() {
        let row = siting.relation.of_demand(point).iter().filter(|pair| pair.1 <= reach);
        let row = row.map(|pair| (place.get(pair.0 as usize).copied().unwrap_or(u32::MAX), cost_of(pair.1)));
        problem.rows.push(row.filter(|pair| pair.0 != u32::MAX && i64::from(pair.1) < beyond_cost).collect());
        problem.people.push(people);
        point_of.push(point);
    }
    let found = search_within(&problem, &siting.effort);
    let (mut shares, mut left) = (Vec::new(), Vec::new());
    let candidate_of = |site: u32| problem.sites.get(site as usize).copied().unwrap_or(u32::MAX);
    problem.flows(&found.is_open, |point, site, people, _| {
        let demand = point_of.get(point as usize).copied().unwrap_or(u32::MAX);
        match site {
            Some(site) => shares.push(Share { demand, candidate: candidate_of(site), people }),
            None => left.push(demand),
        }
    });
    if beyond.is_none() && found.cost > most {
        return Ok((
            Answer::Infeasible(Infeasible { demand: left, needed: None, is_proven: found.bound > most }),
            Vec::new(),
        ));
    }
    let covered = |cost: i64| all - cost.unsigned_abs();
    let (objective, bound) = match is_covering {
        true => (covered(found.cost), covered(found.bound)),
        false => (found.cost.unsigned_abs(), found.bound.unsigned_abs()),
    };
    let open = problem.sites.iter().zip(&found.is_open).filter(|(_, is)| **is).map(|(site, _)| *site);
    let chosen: Vec<u32> = open.filter(|site| siting.standing_of(*site) != Standing::Existing).collect();
    let mut plan = plan(siting, &chosen, &shares, (objective, bound), &found);
    if allowed.is_money() {
        plan.sites.retain(|of| of.gain > 0 || siting.standing_of(of.candidate) == Standing::Mandatory);
    }
    Ok((Answer::Plan(plan), shares))
}

fn plan(
    siting: &Siting<'_>,
    chosen: &[u32],
    shares: &[Share],
    (objective, bound): (u64, u64),
    found: &FoundWithin,
) -> SitePlan {
    let mut served_by: Vec<Option<(u64, u32)>> = vec![None; siting.people.len()];
    let mut used = vec![0_u64; siting.room.len()];
    for share in shares {
        if let Some(by) = served_by.get_mut(share.demand as usize)
            && by.is_none_or(|(people, _)| people < share.people)
        {
            *by = Some((share.people, share.candidate));
        }
        if let Some(used) = used.get_mut(share.candidate as usize) {
            *used += share.people;
        }
    }
    let used_by = |site: u32| used.get(site as usize).copied().unwrap_or_default();
    let mut sites: Vec<Chosen> =
        chosen.iter().map(|&candidate| Chosen { candidate, gain: used_by(candidate) }).collect();
    sites.sort_by_key(|of| (std::cmp::Reverse(of.gain), of.candidate));
    SitePlan {
        sites,
        served_by: served_by.into_iter().map(|by| by.map(|by| by.1)).collect(),
        objective,
        bound,
        gap_ppm: gap_ppm(objective, bound),
        steps: found.steps,
        nodes: found.nodes,
    }
}

#[cfg(test)]
#[path = "within_tests.rs"]
mod tests;
