//! The first look at the rows of a table of costs.

use std::ops::Range;

use super::decay::Weigh;

/// A chunk of rows that has been looked at.
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
    /// Weights that are dear to find; none if they are not.
    pub(super) kept: Option<Vec<f64>>,
}

/// A block of rows.
pub(super) struct Block<'a> {
    pub(super) demand: &'a [u32],
    pub(super) supply: &'a [u32],
    pub(super) cost: &'a [f64],
    pub(super) weights: &'a [f64],
}

impl Survey {
    pub(super) fn new(rows: Range<usize>, cost: &[f64], weigh: &Weigh) -> Self {
        let costs = cost.get(rows.clone()).unwrap_or_default();
        let kept = weigh.are_dear(costs).then(|| Vec::with_capacity(rows.len()));
        let (is_known, has_costs, rises) = (true, true, true);
        let demand = Range { start: usize::MAX, end: 0 };
        Self { rows, demand, is_known, has_costs, rises, first: None, last: None, kept }
    }

    pub(super) fn add(&mut self, block: &Block<'_>) {
        let first = block.demand.first().copied().zip(block.supply.first().copied());
        let last = block.demand.last().copied().zip(block.supply.last().copied());
        // Numbers instead of truth values, so that several rows are compared at once.
        let next = block.demand.iter().zip(block.supply).skip(1);
        let rises = block.demand.iter().zip(block.supply).zip(next).fold(1, |rises, (one, next)| {
            rises & (u32::from(one.0 < next.0) | (u32::from(one.0 == next.0) & u32::from(one.1 < next.1)))
        });
        let rises = rises == 1;
        let (least, most) = if rises {
            (first.map_or(u32::MAX, |first| first.0), last.map_or(0, |last| last.0))
        } else {
            block
                .demand
                .iter()
                .fold((u32::MAX, 0), |(least, most), &place| (least.min(place), most.max(place)))
        };
        self.demand.start = self.demand.start.min(least as usize);
        self.demand.end = self.demand.end.max((most as usize).saturating_add(1));
        self.rises &= rises && self.last.is_none_or(|last| Some(last) < first);
        let is_cost = |cost: f64| u64::from(cost >= 0.0) & u64::from(cost < f64::INFINITY);
        self.has_costs &= block.cost.iter().fold(1, |good, &cost| good & is_cost(cost)) == 1;
        self.first = self.first.or(first);
        self.last = last;
        if let Some(kept) = &mut self.kept {
            kept.extend_from_slice(block.weights);
        }
    }
}
