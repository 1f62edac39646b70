//! What every model asks of the tables, and who is served by whom in a plan.

use super::plan::Chosen;
use super::question::{Choice, Siting, Standing};
use crate::circle::{CircleCode, CircleError};

/// Largest sum, 2^53 - 1: exact as a JavaScript number.
pub(super) const SUM_MAX: u64 = (1 << 53) - 1;

/// How many people there are, if the tables fit each other.
pub(super) fn check_tables(siting: &Siting<'_>) -> Result<u64, CircleError> {
    let (demands, candidates) = (siting.relation.demands() as usize, siting.relation.candidates() as usize);
    let unequal = |table| Err(CircleError::new(CircleCode::UnequalColumns, table));
    if siting.people.len() != demands {
        return unequal("demand");
    }
    if !siting.standing.is_empty() && siting.standing.len() != candidates {
        return unequal("candidates");
    }
    let (mut open, mut mandatory) = (0, 0);
    for candidate in 0..siting.relation.candidates() {
        match siting.standing_of(candidate) {
            Standing::Open => open += 1,
            Standing::Mandatory => mandatory += 1,
            Standing::Existing | Standing::Forbidden => {}
        }
    }
    match &siting.choice {
        Choice::Count(count) | Choice::Budget { at_most: Some(count), .. }
            if *count > open + mandatory || *count < mandatory =>
        {
            return Err(CircleError::new(CircleCode::TooManySites, count));
        }
        Choice::Budget { costs, .. } if costs.len() != candidates => return unequal("candidates"),
        Choice::Budget { costs, .. } => {
            sum_to(costs, CircleCode::CostTooLarge, "candidates")?;
        }
        Choice::Count(_) | Choice::Needed => {}
    }
    match sum_to(siting.people, CircleCode::WeightTooLarge, "demand")? {
        0 => Err(CircleError::new(CircleCode::NoDemand, "demand")),
        all => Ok(all),
    }
}

/// Refuses a budget together with a number of sites.
pub(super) fn check_choice(siting: &Siting<'_>) -> Result<(), CircleError> {
    match siting.choice {
        Choice::Budget { at_most: Some(count), .. } => {
            Err(CircleError::new(CircleCode::ChoiceNotForModel, count))
        }
        _ => Ok(()),
    }
}

/// The sum, which may not pass [`SUM_MAX`].
pub(super) fn sum_to(values: &[u64], code: CircleCode, table: &str) -> Result<u64, CircleError> {
    values.iter().enumerate().try_fold(0_u64, |sum, (row, value)| {
        let sum = sum.checked_add(*value).filter(|sum| *sum <= SUM_MAX);
        sum.ok_or_else(|| CircleError::at_row(code, table, row))
    })
}

/// Which candidates serve: those that are chosen and those that stand.
pub(super) fn serving(siting: &Siting<'_>, sites: &[u32]) -> Vec<bool> {
    let is_existing = |candidate| siting.standing_of(candidate) == Standing::Existing;
    let mut serves: Vec<bool> = (0..siting.relation.candidates()).map(is_existing).collect();
    for &site in sites {
        if let Some(serves) = serves.get_mut(site as usize) {
            *serves = true;
        }
    }
    serves
}

/// By demand point the nearest site that serves within reach, of equally near ones the first.
pub(super) fn served_by(siting: &Siting<'_>, sites: &[u32], reach: u32) -> Vec<Option<u32>> {
    let serves = serving(siting, sites);
    let is_near = |pair: &&(u32, u32)| pair.1 <= reach && serves.get(pair.0 as usize) == Some(&true);
    let of_point =
        |point| siting.relation.of_demand(point).iter().filter(is_near).min_by_key(|pair| (pair.1, pair.0));
    (0..siting.relation.demands()).map(|point| of_point(point).map(|pair| pair.0)).collect()
}

/// The sites, that which reaches most people first who were not reached before.
pub(super) fn by_people(siting: &Siting<'_>, mut sites: Vec<u32>, reach: u32) -> Vec<Chosen> {
    let mut left: Vec<u64> = (0..)
        .zip(siting.people)
        .map(|(point, &people)| {
            let stands =
                |pair: &(u32, u32)| pair.1 <= reach && siting.standing_of(pair.0) == Standing::Existing;
            if siting.relation.of_demand(point).iter().any(stands) { 0 } else { people }
        })
        .collect();
    sites.sort_unstable();
    let mut chosen = Vec::with_capacity(sites.len());
    while !sites.is_empty() {
        let near = |candidate| siting.relation.of_candidate(candidate).iter().filter(|pair| pair.1 <= reach);
        let gain = |candidate| -> u64 { near(candidate).filter_map(|pair| left.get(pair.0 as usize)).sum() };
        let best = sites
            .iter()
            .map(|&site| gain(site))
            .zip(0_usize..)
            .max_by_key(|&(gain, at)| (gain, std::cmp::Reverse(at)));
        let Some((gain, at)) = best else { break };
        let candidate = sites.remove(at);
        for pair in near(candidate) {
            if let Some(left) = left.get_mut(pair.0 as usize) {
                *left = 0;
            }
        }
        chosen.push(Chosen { candidate, gain });
    }
    chosen
}

/// |objective - bound| ÷ objective in millionths, rounded up.
pub(super) fn gap_ppm(objective: u64, bound: u64) -> u64 {
    let gap = u128::from(objective.abs_diff(bound)) * 1_000_000;
    u64::try_from(gap.div_ceil(u128::from(objective).max(1))).unwrap_or(u64::MAX)
}
