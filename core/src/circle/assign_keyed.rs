//! People to stations of tables whose rows have keys.

use super::keys::{Keys, Places, Side};
use super::{
    AccessCosts, AssignPairs, CircleCode, CircleError, Parting, Placed, StationPlan, Unplaced,
    assign_to_stations,
};

/// A table of demand points or of stations, in columns.
#[derive(Debug, Clone)]
pub struct AssignPoints<'a> {
    /// The caller's keys, each once.
    pub ids: Keys<'a>,
    /// People, or places: whole numbers.
    pub numbers: &'a [f64],
}

/// [`assign_to_stations`] of tables with keys, costs whole numbers: places in the plan are those of the tables.
///
/// Of plans as good, one is taken by the order of keys (whole numbers by size, then texts), so that the order of rows does
/// not matter.
///
/// # Errors
/// Those of [`assign_to_stations`], `circle.duplicate_demand`, `circle.duplicate_supply`, and `circle.not_whole` for numbers
/// that are not whole, or negative.
pub fn assign_to_stations_of(
    demand: &AssignPoints<'_>,
    supply: &AssignPoints<'_>,
    costs: &AccessCosts<'_>,
    parting: Parting,
) -> Result<StationPlan, CircleError> {
    let people = whole(demand, "demand")?;
    let capacity = whole(supply, "supply")?;
    let rows = costs.cost.len();
    if costs.demand.len() != rows || costs.supply.len() != rows {
        return Err(CircleError::new(CircleCode::UnequalColumns, "costs"));
    }
    let of_demand = Places::of(&demand.ids, &costs.demand, Side::Demand)?;
    let of_supply = Places::of(&supply.ids, &costs.supply, Side::Supply)?;
    let (demand_order, supply_order) = (Order::of(&demand.ids), Order::of(&supply.ids));
    let pairs_demand = demand_order.ranks(&of_demand);
    let pairs_supply = supply_order.ranks(&of_supply);
    let cost = costs.cost.iter().enumerate().map(|(row, &cost)| {
        whole_number(cost)
            .and_then(|cost| u32::try_from(cost).ok())
            .ok_or_else(|| CircleError::at_row(CircleCode::NotWhole, "costs", row))
    });
    let cost = cost.collect::<Result<Vec<u32>, _>>()?;
    let pairs = AssignPairs { demand: &pairs_demand, station: &pairs_supply, cost: &cost };
    let (people, capacity) = (demand_order.sorted(&people), supply_order.sorted(&capacity));
    let plan = assign_to_stations(&people, &capacity, pairs, parting)?;

    let demand_row = |demand: u32| demand_order.row.get(demand as usize).copied().unwrap_or_default();
    let supply_row = |supply: u32| supply_order.row.get(supply as usize).copied().unwrap_or_default();
    let mut placed: Vec<Placed> = plan.placed;
    for row in &mut placed {
        (row.demand, row.station) = (demand_row(row.demand), supply_row(row.station));
    }
    placed.sort_by_key(|row| row.demand);
    let mut unplaced: Vec<Unplaced> = plan.unplaced;
    unplaced.iter_mut().for_each(|row| row.demand = demand_row(row.demand));
    unplaced.sort_by_key(|row| row.demand);
    let stations =
        supply_order.rank.iter().filter_map(|&rank| plan.stations.get(rank as usize).copied()).collect();
    Ok(StationPlan { placed, unplaced, stations, total: plan.total })
}

fn whole(points: &AssignPoints<'_>, table: &str) -> Result<Vec<u64>, CircleError> {
    if points.ids.len() != points.numbers.len() {
        return Err(CircleError::new(CircleCode::UnequalColumns, table));
    }
    if u32::try_from(points.numbers.len()).is_err() {
        return Err(CircleError::new(CircleCode::TooManyRows, table));
    }
    let number = |(row, &number): (usize, &f64)| {
        whole_number(number).ok_or_else(|| CircleError::at_row(CircleCode::NotWhole, table, row))
    };
    points.numbers.iter().enumerate().map(number).collect()
}

/// A whole number up to 2^53 - 1.
fn whole_number(number: f64) -> Option<u64> {
    let is_whole = (0.0..9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0;
    is_whole.then_some(number as u64)
}

/// The order of keys.
struct Order {
    /// The row of each key in order.
    row: Vec<u32>,
    /// Where each row's key stands in order.
    rank: Vec<u32>,
}

impl Order {
    fn of(keys: &Keys<'_>) -> Self {
        /// A number and its text are the same key.
        #[derive(PartialEq, Eq, PartialOrd, Ord)]
        enum Key<'a> {
            Integer(i64),
            Text(&'a str),
        }
        let text = |text: &&'_ str| -> Option<i64> {
            let number: i64 = text.parse().ok()?;
            (number.to_string() == **text).then_some(number)
        };
        let mut row: Vec<u32> = (0..keys.len() as u32).collect();
        match keys {
            Keys::Integers(keys) => row.sort_unstable_by_key(|&row| keys.get(row as usize)),
            Keys::Texts(keys) => {
                let keys: Vec<Key<'_>> =
                    keys.iter().map(|key| text(key).map_or(Key::Text(key), Key::Integer)).collect();
                row.sort_unstable_by(|one, other| keys.get(*one as usize).cmp(&keys.get(*other as usize)));
            }
        }
        let mut rank = vec![0; row.len()];
        for (&row, place) in row.iter().zip(0..) {
            if let Some(rank) = rank.get_mut(row as usize) {
                *rank = place;
            }
        }
        Self { row, rank }
    }

    fn sorted(&self, numbers: &[u64]) -> Vec<u64> {
        self.row.iter().map(|&row| numbers.get(row as usize).copied().unwrap_or_default()).collect()
    }

    /// Ranks instead of rows; a row that there is not stays beyond all.
    fn ranks(&self, places: &Places<'_>) -> Vec<u32> {
        let mut found = Vec::new();
        let rows = places.get(0..places.len(), &mut found);
        rows.iter().map(|&row| self.rank.get(row as usize).copied().unwrap_or(u32::MAX)).collect()
    }
}
