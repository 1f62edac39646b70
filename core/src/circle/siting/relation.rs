//! Which candidates serve which demand points, and at what cost.

use crate::circle::{CircleCode, CircleError};

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
    by_demand: Rows,
    by_candidate: Rows,
}

#[derive(Debug, Clone)]
struct Rows {
    first: Vec<u32>,
    pairs: Vec<(u32, u32)>,
}

impl Rows {
    fn of(&self, row: u32) -> &[(u32, u32)] {
        match self.first.get(row as usize..) {
            Some([start, end, ..]) => self.pairs.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    fn new(rows: usize, pairs: impl Iterator<Item = (u32, u32, u32)> + Clone) -> Self {
        let mut first = vec![0_u32; rows + 1];
        for (row, ..) in pairs.clone() {
            if let Some(count) = first.get_mut(row as usize) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut first {
            sum += std::mem::replace(count, sum);
        }
        let mut sorted = vec![(0, 0); sum as usize];
        for (row, other, cost) in pairs {
            if let Some(place) = first.get_mut(row as usize) {
                if let Some(slot) = sorted.get_mut(*place as usize) {
                    *slot = (other, cost);
                }
                *place += 1;
            }
        }
        first.rotate_right(1);
        if let Some(start) = first.first_mut() {
            *start = 0;
        }
        for ends in first.windows(2) {
            if let [start, end] = ends
                && let Some(row) = sorted.get_mut(*start as usize..*end as usize)
            {
                row.sort_unstable();
            }
        }
        Self { first, pairs: sorted }
    }
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
        let rows = || pairs.demand.iter().zip(pairs.candidate).zip(pairs.cost);
        let by_demand =
            Rows::new(demand, rows().map(|((demand, candidate), cost)| (*demand, *candidate, *cost)));
        let by_candidate =
            Rows::new(candidates, rows().map(|((demand, candidate), cost)| (*candidate, *demand, *cost)));
        for point in 0..demand as u32 {
            if by_demand.of(point).windows(2).any(|pair| matches!(pair, [one, next] if one.0 == next.0)) {
                return Err(CircleError::new(CircleCode::DuplicatePair, format_args!("demand row {point}")));
            }
        }
        Ok(Self { by_demand, by_candidate })
    }

    /// How many demand points there are.
    pub fn demands(&self) -> u32 {
        (self.by_demand.first.len() - 1) as u32
    }

    /// How many candidates there are.
    pub fn candidates(&self) -> u32 {
        (self.by_candidate.first.len() - 1) as u32
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
