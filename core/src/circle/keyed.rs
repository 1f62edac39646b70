//! Accessibility of tables whose rows have keys.

use super::keys::{Keys, Places, Side, check_unique};
use super::pairs::of_columns;
use super::straight::check_lengths;
use super::{
    Accessibility, Catchment, CircleCode, CircleError, StreetReach, accessibility_by_distance,
    accessibility_reached,
};
use crate::model::AnyCoordinate;
use crate::place::{RoadNetwork, Snap};
use crate::threads::Threads;

/// A table of demand or of supply, in columns (需求表, 供给表).
#[derive(Debug, Clone)]
pub struct AccessPoints<'a> {
    /// The caller's keys, each once.
    pub ids: Keys<'a>,
    /// People, or what is offered.
    pub weights: &'a [f64],
    /// Where they are; needed for straight lines only.
    pub places: &'a [Option<AnyCoordinate>],
}

/// A table of costs, in columns (成本表).
#[derive(Debug, Clone)]
pub struct AccessCosts<'a> {
    /// Keys of demand points.
    pub demand: Keys<'a>,
    /// Keys of supply points.
    pub supply: Keys<'a>,
    /// What it costs to get from one to the other.
    pub cost: &'a [f64],
}

/// What the costs between demand and supply are (成本来源).
#[derive(Debug, Clone)]
pub enum AccessBy<'a> {
    /// Those of a table.
    Costs(AccessCosts<'a>),
    /// Metres in a straight line, rounded up.
    StraightLines,
    /// Minutes on streets, in steps of a tenth of a second, the walks to and from the street counted.
    Streets {
        /// The streets.
        network: &'a RoadNetwork,
        /// Where the demand points are on them; those that are nowhere are reached by nobody.
        demand: &'a [Option<Snap>],
        /// Where the supply points are.
        supply: &'a [Option<Snap>],
    },
}

/// [`accessibility`](super::accessibility) of tables with keys, [`accessibility_by_distance`] or that of streets.
///
/// # Errors
/// Those of these, and `circle.duplicate_demand`, `circle.duplicate_supply`, `circle.no_place` for straight lines.
pub fn accessibility_of(
    demand: &AccessPoints<'_>,
    supply: &AccessPoints<'_>,
    by: &AccessBy<'_>,
    catchment: &Catchment,
    threads: &Threads,
) -> Result<Accessibility, CircleError> {
    for (table, name) in [(demand, "demand"), (supply, "supply")] {
        if table.ids.len() != table.weights.len() {
            return Err(CircleError::new(CircleCode::UnequalColumns, name));
        }
        // Before ids are looked at, as these are counted in 32 bits.
        super::accessibility::check_weights(table.weights, name)?;
    }
    if let AccessBy::Costs(costs) = by {
        let of_demand = Places::of(&demand.ids, &costs.demand, Side::Demand)?;
        let of_supply = Places::of(&supply.ids, &costs.supply, Side::Supply)?;
        let places = (&of_demand, &of_supply);
        return of_columns(demand.weights, supply.weights, places, costs.cost, catchment, threads);
    }
    check_unique(&demand.ids, Side::Demand)?;
    check_unique(&supply.ids, Side::Supply)?;
    if let AccessBy::Streets { network, demand: homes, supply: stations } = by {
        catchment.weigh()?;
        check_lengths(demand.weights.len(), homes.len(), "demand")?;
        check_lengths(supply.weights.len(), stations.len(), "supply")?;
        let reach = StreetReach::in_minutes(network, homes, stations, catchment.cost);
        return accessibility_reached(demand.weights, supply.weights, &reach, catchment, threads);
    }
    let (homes, stations) = (known(demand.places, "demand")?, known(supply.places, "supply")?);
    accessibility_by_distance((demand.weights, &homes), (supply.weights, &stations), catchment, threads)
}

pub(super) fn known(
    places: &[Option<AnyCoordinate>],
    table: &str,
) -> Result<Vec<AnyCoordinate>, CircleError> {
    let place = |(row, place): (usize, &Option<AnyCoordinate>)| {
        place.ok_or_else(|| CircleError::at_row(CircleCode::NoPlace, table, row))
    };
    places.iter().enumerate().map(place).collect()
}
