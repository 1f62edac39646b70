//! The first look at the rows of a table of costs.

use std::ops::Range;

use super::keys::Run;

/// A chunk of rows that has been looked at, and what was found of it that is needed again.
pub(super) struct Survey {
    pub(super) rows: Range<usize>,
    /// The demand points that it names, and those between.
    pub(super) demand: Range<usize>,
    /// Whether every point is in its table.
    pub(super) is_known: bool,
    /// Whether every cost is a finite number and not negative.
    pub(super) has_costs: bool,
    /// Whether pairs rise strictly by demand, then supply.
    pub(super) rises: bool,
    pub(super) first: Option<(u32, u32)>,
    pub(super) last: Option<(u32, u32)>,
    /// Rows one after another of one demand point, cut where blocks end.
    pub(super) runs: Vec<Run>,
    /// The supply points of the rows; none if the table itself has them so.
    pub(super) supply: Vec<u32>,
    /// Weights that are dear to find; none if they are not.
    pub(super) weights: Option<Vec<f64>>,
}

/// A block of rows.
pub(super) struct Block<'a> {
    pub(super) runs: &'a [Run],
    pub(super) supply: &'a [u32],
    pub(super) cost: &'a [f64],
    pub(super) weights: &'a [f64],
}

impl Survey {
    pub(super) fn new(rows: Range<usize>) -> Self {
        Self {
            rows,
            demand: Range { start: usize::MAX, end: 0 },
            is_known: true,
            has_costs: true,
            rises: true,
            first: None,
            last: None,
            runs: Vec::new(),
            supply: Vec::new(),
            weights: None,
        }
    }

    /// Looks at a block, and calls `each` with every run of rows of one demand point: supply points and weights. It says
    /// whether the points are known.
    #[inline(always)]
    pub(super) fn add(&mut self, block: &Block<'_>, mut each: impl FnMut(usize, &[u32], &[f64]) -> bool) {
        self.has_costs &= are_costs(block.cost);
        // Supply points rise inside runs if they fall between runs only: all are compared at once, then those between.
        let falls = |one: u32, next: u32| u32::from(one >= next);
        let nexts = block.supply.get(1..).unwrap_or_default();
        let pairs = block.supply.iter().zip(nexts);
        let mut falling = pairs.fold(0_u32, |falling, (&one, &next)| falling.wrapping_add(falls(one, next)));
        let (mut supplies, mut weights) = (block.supply, block.weights);
        for run in block.runs {
            let (Some(of_run), Some(weights_of_run)) = (
                supplies.split_at_checked(run.length as usize),
                weights.split_at_checked(run.length as usize),
            ) else {
                return;
            };
            let (Some(&first), Some(&last)) = (of_run.0.first(), of_run.0.last()) else { return };
            if supplies.len() < block.supply.len() {
                falling = falling.wrapping_sub(self.last.map_or(0, |last| falls(last.1, first)));
            }
            self.rises &= self.last < Some((run.demand, first));
            self.first = self.first.or(Some((run.demand, first)));
            self.last = Some((run.demand, last));
            let demand = run.demand as usize;
            self.demand.start = self.demand.start.min(demand);
            self.demand.end = self.demand.end.max(demand.saturating_add(1));
            self.is_known &= each(demand, of_run.0, weights_of_run.0);
            (supplies, weights) = (of_run.1, weights_of_run.1);
        }
        self.rises &= falling == 0;
    }
}

/// Whether every cost is a finite number and not negative.
#[inline]
fn are_costs(costs: &[f64]) -> bool {
    // Of infinity and what is no number all bits of the exponent are 1: one more carries into the sign. Several are looked
    // at together, and one by one only if there is such a number, or -0.
    let carried = |cost: &f64| cost.to_bits() | cost.to_bits().wrapping_add(1 << (f64::MANTISSA_DIGITS - 1));
    let bits = costs.iter().fold(0, |bits, cost| bits | carried(cost));
    bits >> 63 == 0 || costs.iter().all(|cost| (0.0..f64::INFINITY).contains(cost))
}
