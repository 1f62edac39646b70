//! What is refused in a table of costs.

use super::pair_columns::{BLOCK, Columns};
use super::survey::Survey;
use super::{CircleCode, CircleError};

impl Columns<'_> {
    /// Refuses pairs of unknown points, costs that are none, and pairs that stand twice.
    pub(super) fn check(&self, surveys: &[Survey]) -> Result<(), CircleError> {
        let refuse =
            |code, row: Option<usize>| Err(CircleError::at_row(code, "costs", row.unwrap_or_default()));
        if surveys.iter().any(|survey| !survey.is_known) {
            return match self.places.0.first_beyond(self.demand) {
                None => refuse(CircleCode::UnknownSupply, self.places.1.first_beyond(self.supply)),
                row => refuse(CircleCode::UnknownDemand, row),
            };
        }
        if surveys.iter().any(|survey| !survey.has_costs) {
            let bad = |&cost: &f64| !(cost.is_finite() && cost >= 0.0);
            return refuse(CircleCode::BadCost, self.cost.iter().position(bad));
        }
        let joined = surveys.iter().zip(surveys.iter().skip(1)).all(|(one, next)| one.last < next.first);
        if joined && surveys.iter().all(|survey| survey.rises) {
            return Ok(());
        }
        match self.first_duplicate() {
            None => Ok(()),
            row => refuse(CircleCode::DuplicatePair, row),
        }
    }

    /// The first row that repeats an earlier pair.
    fn first_duplicate(&self) -> Option<usize> {
        let (cells, length) = (self.demand.saturating_mul(self.supply), self.cost.len());
        // A bit for each pair that could be, if that takes no more memory than the pairs that are.
        if cells / 128 <= length {
            let mut seen = vec![0_u64; cells / 64 + 1];
            let (mut demand, mut supply) = (Vec::new(), Vec::new());
            for start in (0..length).step_by(BLOCK) {
                let rows = start..length.min(start + BLOCK);
                let demand = self.places.0.get(rows.clone(), &mut demand);
                let supply = self.places.1.get(rows, &mut supply);
                let mut twice = 0;
                for (demand, of_supply) in demand.iter().zip(supply) {
                    let cell = (*demand as usize).wrapping_mul(self.supply).wrapping_add(*of_supply as usize);
                    if let Some(word) = seen.get_mut(cell / 64) {
                        twice |= *word >> (cell % 64) & 1;
                        *word |= 1 << (cell % 64);
                    }
                }
                if twice > 0 {
                    return self.first_duplicate_sorted();
                }
            }
            return None;
        }
        self.first_duplicate_sorted()
    }

    fn first_duplicate_sorted(&self) -> Option<usize> {
        let (mut demand, mut supply) = (Vec::new(), Vec::new());
        let all = 0..self.cost.len();
        let demand = self.places.0.get(all.clone(), &mut demand);
        let supply = self.places.1.get(all, &mut supply);
        let mut rows: Vec<((u32, u32), u32)> =
            demand.iter().zip(supply).map(|(&demand, &supply)| (demand, supply)).zip(0..).collect();
        rows.sort_unstable();
        let twice = rows.iter().zip(rows.iter().skip(1)).filter(|(one, next)| one.0 == next.0);
        twice.map(|(_, next)| next.1 as usize).min()
    }
}
