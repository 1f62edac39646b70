//! Which candidates serve which demand points, and at what cost.

use crate::circle::{CircleCode, CircleError};
use crate::grouped::Grouped;

/// What it costs to get from demand points to candidates, in columns of equal length: each pair at most once, in any order.
/// What is not there is out of reach.
#[derive(Debug, Clone, Copy)]
pub struct SitePairs<'a> {
    /// Places in the table of demand, from 0.
    pub demand: &'a [u32],
    /// Places in the table of candidates, from 0.
    pub candidate: &'a [u32],
    /// Whole numbers of any unit, such as tenths of a second or metres.
    pub cost: &'a [u32],
}

/// Pairs by demand point and by candidate, both in order.
#[derive(Debug, Clone)]
pub struct Relation {
    by_demand: Grouped<(u32, u32)>,
    by_candidate: Grouped<(u32, u32)>,
}

impl Relation {
    /// # Errors
    /// `circle.unequal_columns`, `circle.too_many_rows`, `circle.unknown_demand`, `circle.unknown_supply`,
    /// `circle.duplicate_pair`.
    pub fn new(demand: usize, candidates: usize, pairs: SitePairs<'_>) -> Result<Self, CircleError> {
        let length = pairs.cost.len();
        if pairs.demand.len() != length || pairs.candidate.len() != length {
            return Err(CircleError::new(CircleCode::UnequalColumns, "costs"));
        }
        if [length, demand, candidates].iter().any(|&rows| u32::try_from(rows).is_err()) {
            return Err(CircleError::new(CircleCode::TooManyRows, "costs"));
        }
        let beyond = |column: &[u32], most: usize| column.iter().position(|&place| place as usize >= most);
        if let Some(row) = beyond(pairs.demand, demand) {
            return Err(CircleError::at_row(CircleCode::UnknownDemand, "costs", row));
        }
        if let Some(row) = beyond(pairs.candidate, candidates) {
            return Err(CircleError::at_row(CircleCode::UnknownSupply, "costs", row));
        }
        let sorted = |rows: usize, of: &[u32], other: &[u32]| {
            let mut rows = Grouped::new(rows, (0, 0), |each| {
                for ((&row, &other), &cost) in of.iter().zip(other).zip(pairs.cost) {
                    each(row, (other, cost));
                }
            });
            rows.sort();
            rows
        };
        let by_demand = sorted(demand, pairs.demand, pairs.candidate);
        let by_candidate = sorted(candidates, pairs.candidate, pairs.demand);
        for point in 0..demand as u32 {
            if by_demand.of(point).windows(2).any(|pair| matches!(pair, [one, next] if one.0 == next.0)) {
                return Err(CircleError::new(CircleCode::DuplicatePair, format_args!("demand row {point}")));
            }
        }
        Ok(Self { by_demand, by_candidate })
    }

    /// How many demand points there are.
    pub fn demands(&self) -> u32 {
        self.by_demand.groups() as u32
    }

    /// How many candidates there are.
    pub fn candidates(&self) -> u32 {
        self.by_candidate.groups() as u32
    }

    /// The candidates that a demand point reaches, by place, with costs.
    pub fn of_demand(&self, point: u32) -> &[(u32, u32)] {
        self.by_demand.of(point)
    }

    /// The demand points that reach a candidate, by place, with costs.
    pub fn of_candidate(&self, candidate: u32) -> &[(u32, u32)] {
        self.by_candidate.of(candidate)
    }
}
