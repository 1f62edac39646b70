//! People to stations within capacity.

use doorstep::circle::{
    AccessCosts, AssignPoints, Assignment, Keys, Parting, assign_by_distance, assign_on_streets,
    assign_to_stations_of,
};
use doorstep::matching::Threads;
use doorstep::wire::{RequestCode, street_search};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::accessibility::{Costs, Points};
use crate::error::{option, raise, refuse};
use crate::json;
use crate::network::{PyRoadNetwork, picked};
use crate::panic::guard;
use crate::table::{Columns, PyTable, count};

/// Who goes to which station (派点): what `assign` gives.
#[pyclass(module = "doorstep", name = "Assignment", frozen, get_all)]
pub(crate) struct PyAssignment {
    /// People who go to a station, by demand point in the order given: `demand_id, supply_id, people, cost`.
    rows: Py<PyTable>,
    /// People who go nowhere: `demand_id, people, why`, which is no_station (none in reach) or full.
    unplaced: Py<PyTable>,
    /// One row for each station, in the order given: `supply_id, used, left, gain_people, gain_cost`. The gains are what one
    /// more place there would bring: people served, and cost saved (negative if serving one more costs so much).
    supply: Py<PyTable>,
    /// Sums: people, placed, no_station, full, cost, and the bounds placed_bound and cost_bound that no plan passes.
    total: Py<PyAny>,
    /// Whether it is proven that no plan places more people, or as many at less cost.
    is_proven_best: bool,
}

#[pymethods]
impl PyAssignment {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let total = self.total.bind(py);
        let of = |name| -> PyResult<u64> { total.get_item(name)?.extract() };
        let proven = if self.is_proven_best { "proven best" } else { "not proven best" };
        Ok(format!("doorstep.Assignment({} of {} people placed, {proven})", of("placed")?, of("people")?))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.Assignment is not pickled; pickle what its tables give"))
    }
}

/// Sends people to stations that have room for them (容量内就近派点): as many as can be, then at the least total cost.
///
/// `demand` and `supply` are tables with `id` and `weight` (people; places), `costs` one with `demand_id`, `supply_id` and
/// `cost`, all in whole numbers; a pair that is not there is out of reach. Instead of `costs`, `reach_m` takes metres in a
/// straight line up to it between `lon` and `lat` of the tables, and `network` tenths of a second on its streets within
/// `max_min` minutes. `parting` is `"split"`, with which the plan is exactly the best, or `"whole"`, with which the people of
/// one point stay together and the bounds in `total` tell how far from the best it is at most.
///
/// >>> homes = [{"id": "d1", "weight": 20}, {"id": "d2", "weight": 20}]
/// >>> stations = [{"id": "s1", "weight": 30}, {"id": "s2", "weight": 15}]
/// >>> costs = [{"demand_id": "d1", "supply_id": "s1", "cost": 5}, {"demand_id": "d1", "supply_id": "s2", "cost": 9},
/// ...          {"demand_id": "d2", "supply_id": "s1", "cost": 7}]
/// >>> plan = doorstep.assign(homes, stations, costs)
/// >>> plan
/// doorstep.Assignment(40 of 40 people placed, proven best)
/// >>> [tuple(row.values()) for row in plan.rows.to_pylist()]
/// [('d1', 's1', 10, 5), ('d1', 's2', 10, 9), ('d2', 's1', 20, 7)]
#[pyfunction]
#[pyo3(signature = (demand, supply, costs=None, *, reach_m=None, network=None, max_min=120.0, snap_limit_m=500.0,
    parting="split", threads=0))]
#[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn assign(
    py: Python<'_>,
    demand: &Bound<'_, PyAny>,
    supply: &Bound<'_, PyAny>,
    costs: Option<&Bound<'_, PyAny>>,
    reach_m: Option<f64>,
    network: Option<&Bound<'_, PyRoadNetwork>>,
    max_min: f64,
    snap_limit_m: f64,
    parting: &str,
    threads: usize,
) -> PyResult<PyAssignment> {
    guard(py, || {
        let ways = [costs.is_some(), reach_m.is_some(), network.is_some()];
        if ways.into_iter().filter(|given| *given).count() != 1 {
            return Err(refuse(py, RequestCode::Json, "one of `costs`, `reach_m` and `network` is needed"));
        }
        let parting: Parting = option(py, parting.into())?;
        let threads = Threads::new(threads).map_err(|error| raise(py, error))?;
        let placed = costs.is_none();
        let (demand, supply) = (Points::of(demand, placed)?, Points::of(supply, placed)?);
        let costs = costs.map(Costs::of).transpose()?;
        let search = street_search(max_min, snap_limit_m).map_err(|error| raise(py, error))?;
        let network = network.map(|network| network.get().network());
        let found = py.detach(|| -> Result<Assignment, doorstep::Error> {
            let (people, room) = (demand.weights.numbers(), supply.weights.numbers());
            let from = AssignPoints { ids: demand.ids.keys(), numbers: &people };
            let to = AssignPoints { ids: supply.ids.keys(), numbers: &room };
            if let Some(costs) = &costs {
                let cost = costs.cost.numbers();
                let costs =
                    AccessCosts { demand: costs.demand.keys(), supply: costs.supply.keys(), cost: &cost };
                return Ok(assign_to_stations_of(&from, &to, &costs, parting)?);
            }
            let (from, to) = ((&from, demand.places.as_slice()), (&to, supply.places.as_slice()));
            match network {
                Some(network) => assign_on_streets(network, from, to, &search, parting, &threads),
                None => Ok(assign_by_distance(from, to, reach_m.unwrap_or_default(), parting, &threads)?),
            }
        });
        let found = found.map_err(|error| raise(py, error))?;
        answer(py, &demand.ids.keys(), &supply.ids.keys(), &found)
    })
}

fn answer(
    py: Python<'_>,
    demand: &Keys<'_>,
    supply: &Keys<'_>,
    Assignment { plan, is_proven_best }: &Assignment,
) -> PyResult<PyAssignment> {
    let column = |rows: &mut dyn Iterator<Item = u32>| rows.collect::<Vec<u32>>();
    let placed = || plan.placed.iter();
    let rows = Columns::default()
        .keys("demand_id", &picked(demand, &column(&mut placed().map(|row| row.demand))))
        .keys("supply_id", &picked(supply, &column(&mut placed().map(|row| row.station))))
        .integer("people", placed().map(|row| count(row.people)))
        .integer("cost", placed().map(|row| count(row.cost)));
    let left_over = || plan.unplaced.iter();
    let unplaced = Columns::default()
        .keys("demand_id", &picked(demand, &column(&mut left_over().map(|row| row.demand))))
        .integer("people", left_over().map(|row| count(row.people)))
        .text("why", left_over().map(|row| row.why.code()));
    let stations = || plan.stations.iter();
    let uses = Columns::default()
        .keys("supply_id", supply)
        .integer("used", stations().map(|of| count(of.used)))
        .integer("left", stations().map(|of| count(of.left)))
        .integer("gain_people", stations().map(|of| of.gain.people))
        .integer("gain_cost", stations().map(|of| of.gain.cost));
    Ok(PyAssignment {
        rows: Py::new(py, rows.finish(None)?)?,
        unplaced: Py::new(py, unplaced.finish(None)?)?,
        supply: Py::new(py, uses.finish(None)?)?,
        total: json::plain(py, &plan.total)?.unbind(),
        is_proven_best: *is_proven_best,
    })
}
