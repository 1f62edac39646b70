//! People to stations of tables whose rows have keys.

use super::keyed::known;
use super::keys::{Keys, Places, Side, check_unique};
use super::straight::check_lengths;
use super::{
    AccessCosts, AssignPairs, CircleCode, CircleError, Parting, StationPlan, StraightLines, StreetSearch,
    assign_to_stations, is_proven_best,
};
use crate::error::Error;
use crate::model::AnyCoordinate;
use crate::place::RoadNetwork;
use crate::threads::Threads;

/// A table of demand points or of stations, in columns.
#[derive(Debug, Clone)]
pub struct AssignPoints<'a> {
    /// The caller's keys, each once.
    pub ids: Keys<'a>,
    /// People, or places: whole numbers.
    pub numbers: &'a [f64],
}

/// A plan in the places of tables, and whether it is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Who goes where.
    pub plan: StationPlan,
    /// Whether [`is_proven_best`] holds: no plan places more people, or as many at less cost. It may fail for
    /// [`Parting::Whole`] only.
    pub is_proven_best: bool,
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
) -> Result<Assignment, CircleError> {
    let tables = Tables::of(demand, supply)?;
    let rows = costs.cost.len();
    if costs.demand.len() != rows || costs.supply.len() != rows {
        return Err(CircleError::new(CircleCode::UnequalColumns, "costs"));
    }
    let of_demand = Places::of(&demand.ids, &costs.demand, Side::Demand)?;
    let of_supply = Places::of(&supply.ids, &costs.supply, Side::Supply)?;
    let (mut found_demand, mut found_supply) = (Vec::new(), Vec::new());
    let cost = costs.cost.iter().enumerate().map(|(row, &cost)| {
        whole_number(cost)
            .and_then(|cost| u32::try_from(cost).ok())
            .ok_or_else(|| CircleError::at_row(CircleCode::NotWhole, "costs", row))
    });
    let cost = cost.collect::<Result<Vec<u32>, _>>()?;
    let pairs = AssignPairs {
        demand: of_demand.get(0..rows, &mut found_demand),
        station: of_supply.get(0..rows, &mut found_supply),
        cost: &cost,
    };
    tables.assign(pairs, parting)
}

/// The same by straight lines (直线距离派点) of at most `reach_m` metres; a cost is the metres, rounded up.
///
/// ```
/// use doorstep::circle::{AssignPoints, Keys, Parting, assign_by_distance};
/// use doorstep::{AnyCoordinate, System, matching::Threads};
/// let at = |lon, lat| AnyCoordinate::new(lon, lat, System::Wgs84).ok();
/// let people = AssignPoints { ids: Keys::Texts(vec!["a", "b"]), numbers: &[20.0, 20.0] };
/// let places = AssignPoints { ids: Keys::Texts(vec!["s"]), numbers: &[30.0] };
/// let (homes, stations) = ([at(117.02, 36.66), at(117.04, 36.66)], [at(117.021, 36.66)]);
/// let found = assign_by_distance((&people, &homes), (&places, &stations), 5_000.0, Parting::Split, &Threads::one())?;
/// assert_eq!((found.plan.total.placed, found.plan.total.cost), (30, 20 * 90 + 10 * 1_695));
/// assert!(found.is_proven_best);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// Those of [`assign_to_stations_of`], `circle.no_place` for a row without a place, `circle.bad_catchment`.
pub fn assign_by_distance(
    (demand, homes): (&AssignPoints<'_>, &[Option<AnyCoordinate>]),
    (supply, stations): (&AssignPoints<'_>, &[Option<AnyCoordinate>]),
    reach_m: f64,
    parting: Parting,
    threads: &Threads,
) -> Result<Assignment, CircleError> {
    let tables = Tables::placed((demand, homes.len()), (supply, stations.len()))?;
    if !(0.0..f64::INFINITY).contains(&reach_m) {
        return Err(CircleError::new(CircleCode::BadCatchment, reach_m));
    }
    let (homes, stations) = (known(homes, "demand")?, known(stations, "supply")?);
    let pairs = StraightLines::new(&homes, &stations, reach_m).pairs(threads);
    let pairs = AssignPairs { demand: &pairs.demand, station: &pairs.supply, cost: &pairs.distance_m };
    tables.assign(pairs, parting)
}

/// The same by the time on streets (路网派点) to the station; a cost is in tenths of a second. Who has no place, or none near
/// a street, reaches no station.
///
/// # Errors
/// Those of [`assign_to_stations_of`], and `network.system_mismatch`, `network.bad_snap_limit`, `network.bad_bound`.
pub fn assign_on_streets(
    network: &RoadNetwork,
    (demand, homes): (&AssignPoints<'_>, &[Option<AnyCoordinate>]),
    (supply, stations): (&AssignPoints<'_>, &[Option<AnyCoordinate>]),
    search: &StreetSearch,
    parting: Parting,
    threads: &Threads,
) -> Result<Assignment, Error> {
    let tables = Tables::placed((demand, homes.len()), (supply, stations.len()))?;
    let homes = network.snap(homes, &search.snapping, threads)?;
    let stations = network.snap(stations, &search.snapping, threads)?;
    let times = network.times(&homes, &stations, search.bound_ds, threads)?;
    let pairs = AssignPairs { demand: &times.origin, station: &times.destination, cost: &times.time_ds };
    Ok(tables.assign(pairs, parting)?)
}

/// Both tables in whole numbers, and the order of their keys.
struct Tables {
    people: Vec<u64>,
    capacity: Vec<u64>,
    demand: Order,
    supply: Order,
}

impl Tables {
    fn of(demand: &AssignPoints<'_>, supply: &AssignPoints<'_>) -> Result<Self, CircleError> {
        let (people, capacity) = (whole(demand, "demand")?, whole(supply, "supply")?);
        Ok(Self { people, capacity, demand: Order::of(&demand.ids), supply: Order::of(&supply.ids) })
    }

    /// The same of tables whose rows have places, for which keys are looked at here.
    fn placed(
        (demand, homes): (&AssignPoints<'_>, usize),
        (supply, stations): (&AssignPoints<'_>, usize),
    ) -> Result<Self, CircleError> {
        let tables = Self::of(demand, supply)?;
        check_unique(&demand.ids, Side::Demand)?;
        check_unique(&supply.ids, Side::Supply)?;
        check_lengths(tables.people.len(), homes, "demand")?;
        check_lengths(tables.capacity.len(), stations, "supply")?;
        Ok(tables)
    }

    /// The plan for pairs that are given in rows of the tables.
    fn assign(&self, pairs: AssignPairs<'_>, parting: Parting) -> Result<Assignment, CircleError> {
        let (demand, station) = (self.demand.ranks(pairs.demand), self.supply.ranks(pairs.station));
        let pairs = AssignPairs { demand: &demand, station: &station, cost: pairs.cost };
        let (people, capacity) = (self.demand.sorted(&self.people), self.supply.sorted(&self.capacity));
        let mut plan = assign_to_stations(&people, &capacity, pairs, parting)?;
        let is_proven_best = is_proven_best(&people, &capacity, pairs, &plan);
        for row in &mut plan.placed {
            (row.demand, row.station) = (self.demand.row(row.demand), self.supply.row(row.station));
        }
        plan.placed.sort_by_key(|row| row.demand);
        plan.unplaced.iter_mut().for_each(|row| row.demand = self.demand.row(row.demand));
        plan.unplaced.sort_by_key(|row| row.demand);
        let stations = self.supply.rank.iter();
        plan.stations = stations.filter_map(|&rank| plan.stations.get(rank as usize).copied()).collect();
        Ok(Assignment { plan, is_proven_best })
    }
}

pub(super) fn whole(points: &AssignPoints<'_>, table: &str) -> Result<Vec<u64>, CircleError> {
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
pub(super) fn whole_number(number: f64) -> Option<u64> {
    let is_whole = (0.0..9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0;
    is_whole.then_some(number as u64)
}

/// The order of keys.
pub(super) struct Order {
    /// The row of each key in order.
    row: Vec<u32>,
    /// Where each row's key stands in order.
    pub(super) rank: Vec<u32>,
}

impl Order {
    pub(super) fn of(keys: &Keys<'_>) -> Self {
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

    pub(super) fn sorted<T: Copy + Default>(&self, values: &[T]) -> Vec<T> {
        self.row.iter().map(|&row| values.get(row as usize).copied().unwrap_or_default()).collect()
    }

    /// The row of a key by its place in order.
    pub(super) fn row(&self, rank: u32) -> u32 {
        self.row.get(rank as usize).copied().unwrap_or_default()
    }

    /// Ranks instead of rows; a row that there is not stays beyond all.
    pub(super) fn ranks(&self, rows: &[u32]) -> Vec<u32> {
        rows.iter().map(|&row| self.rank.get(row as usize).copied().unwrap_or(u32::MAX)).collect()
    }
}
