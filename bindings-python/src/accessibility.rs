//! How much supply each place has for its people.

use arrow_array::{Float64Array, RecordBatch, StringArray};
use doorstep::circle::{
    AccessBy, AccessCosts, AccessPoints, Accessibility, AccessibilityTotal, Catchment, Decay, Keys, Method,
    accessibility_of,
};
use doorstep::matching::Threads;
use doorstep::place::{NetworkError, RoadNetwork, Snap};
use doorstep::wire::{AccessCost, AccessKey, AccessPoint, RequestCode, access_place};
use doorstep::{AnyCoordinate, System};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use serde::de::DeserializeOwned;

use crate::error::{option, raise, refuse};
use crate::json;
use crate::network::{PyRoadNetwork, snapping};
use crate::panic::guard;
use crate::table::{
    Columns, KeyColumn, NumberColumn, PyTable, count, has_column, is_arrow, record_batches, rows_given,
};

/// How much of what stations offer each place has for its people (可达性): what `accessibility` gives.
#[pyclass(module = "doorstep", name = "Accessibility", frozen, get_all)]
pub(crate) struct PyAccessibility {
    /// One row for each demand point, in the order given: `demand_id, score, reached_supplies, unreached`, and with a network
    /// `snap_m`, the metres to its street, which a point off the streets has not.
    rows: Py<PyTable>,
    /// One row for each supply point, in the order given: `supply_id, demand_in_reach, ratio, unused`, and with a network
    /// `snap_m`.
    supply: Py<PyTable>,
    /// Sums: demand, demand_unreached, supply, supply_used, supply_unused, shared_out (people × score, which is
    /// supply_used), and equity: mean, gini, palma, worst_decile_mean, worst_decile_share.
    total: Py<PyAny>,
}

#[pymethods]
impl PyAccessibility {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let total = self.total.bind(py);
        let of = |name| -> PyResult<f64> { total.get_item(name)?.extract() };
        let gini: f64 = total.get_item("equity")?.get_item("gini")?.extract()?;
        let (used, supply, unreached) = (of("supply_used")?, of("supply")?, of("demand_unreached")?);
        Ok(format!(
            "doorstep.Accessibility({used} of {supply} in reach, {unreached} people unreached, Gini {gini:.3})"
        ))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.Accessibility is not pickled; pickle what its tables give"))
    }
}

/// How much of what stations offer each place has for its people (可达性), by the floating catchment area methods.
///
/// `demand` and `supply` are tables with `id` and `weight` (people; staff or seats), `costs` one with `demand_id`,
/// `supply_id` (or `candidate_id`) and `cost`; a pair that is not there, or costs more than `catchment`, is out of reach. Without `costs`, costs
/// are metres in a straight line between `lon` and `lat` of the tables, rounded up, and a million places need little memory.
/// `method` is `"2sfca"`, `"e2sfca"` or `"3sfca"`. `decay` is a dict such as `{"kind": "gaussian", "sigma": 20}`; kinds are
/// binary, zones, gaussian, gravity, exponential and linear. `threads` (0: as many as the machine runs at once) change no
/// result.
///
/// >>> homes = [{"id": "d1", "weight": 100}, {"id": "d2", "weight": 300}, {"id": "d3", "weight": 5}]
/// >>> stations = [{"id": "s1", "weight": 4}]
/// >>> minutes = [{"demand_id": "d1", "supply_id": "s1", "cost": 5}, {"demand_id": "d2", "supply_id": "s1", "cost": 12}]
/// >>> found = doorstep.accessibility(homes, stations, minutes, 15)
/// >>> found
/// doorstep.Accessibility(4 of 4 in reach, 5 people unreached, Gini 0.012)
/// >>> [row["score"] for row in found.rows.to_pylist()]
/// [0.01, 0.01, 0.0]
///
/// With a `network` and no `costs`, costs are minutes of travel on its streets between `lon` and `lat` of the tables, the
/// walks to and from the street counted; so are `catchment` and the figures of `decay`. A point without a place or farther
/// than `snap_limit_m` from every street is unreached, or unused.
///
/// >>> nodes = [{"node": 1, "lon": 117.04, "lat": 36.66}, {"node": 2, "lon": 117.02, "lat": 36.66}]
/// >>> streets = doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 2, "length_m": 1500}])
/// >>> home = {"id": "d1", "lon": 117.04, "lat": 36.66, "weight": 100}
/// >>> station = {"id": "s1", "lon": 117.02, "lat": 36.66, "weight": 4}
/// >>> [doorstep.accessibility([home], [station], None, minutes, network=streets).total["supply_used"] for minutes in (17, 18)]
/// [0.0, 4.0]
#[pyfunction]
#[pyo3(signature = (demand, supply, costs, catchment, method="2sfca", *, network=None, snap_limit_m=500.0, decay=None,
    threads=0))]
#[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn accessibility(
    py: Python<'_>,
    demand: &Bound<'_, PyAny>,
    supply: &Bound<'_, PyAny>,
    costs: Option<&Bound<'_, PyAny>>,
    catchment: f64,
    method: &str,
    network: Option<&Bound<'_, PyRoadNetwork>>,
    snap_limit_m: f64,
    decay: Option<&Bound<'_, PyAny>>,
    threads: usize,
) -> PyResult<PyAccessibility> {
    guard(py, || {
        let method: Method = option(py, method.into())?;
        let decay = decay.map(|decay| option::<Decay>(py, json::from_python(decay)?)).transpose()?;
        let catchment = Catchment { cost: catchment, method, decay };
        let straight = costs.is_none();
        let (demand, supply) = (Points::of(demand, straight)?, Points::of(supply, straight)?);
        if !straight && network.is_some() {
            return Err(refuse(py, RequestCode::Json, "`costs` and `network`: one of them"));
        }
        let costs = costs.map(Costs::of).transpose()?;
        let threads = Threads::new(threads).map_err(|error| raise(py, error))?;
        let network = network.map(|network| &network.get().network);
        let found = py.detach(|| -> Result<_, doorstep::Error> {
            let (demand_weights, supply_weights) = (demand.weights.numbers(), supply.weights.numbers());
            let cost = costs.as_ref().map(|costs| costs.cost.numbers());
            let on_streets = |network: &RoadNetwork| -> Result<Snaps, NetworkError> {
                let snapping = snapping(snap_limit_m);
                let snap = |points: &Points| network.snap(&points.places, &snapping, &threads);
                Ok([snap(&demand)?, snap(&supply)?])
            };
            let snaps = network.map(on_streets).transpose()?;
            let by = match (&costs, &cost, network, &snaps) {
                (Some(Costs { demand, supply, .. }), Some(cost), ..) => {
                    AccessBy::Costs(AccessCosts { demand: demand.keys(), supply: supply.keys(), cost })
                }
                (_, _, Some(network), Some([demand, supply])) => {
                    AccessBy::Streets { network, demand, supply }
                }
                _ => AccessBy::StraightLines,
            };
            let (demand, supply) = (demand.columns(&demand_weights), supply.columns(&supply_weights));
            Ok((accessibility_of(&demand, &supply, &by, &catchment, &threads)?, snaps))
        });
        let (found, snaps) = found.map_err(|error| raise(py, error))?;
        answer(py, &demand, &supply, &found, snaps.as_ref())
    })
}

/// Where demand and supply points are on the streets.
type Snaps = [Vec<Option<Snap>>; 2];

fn answer(
    py: Python<'_>,
    demand: &Points,
    supply: &Points,
    found: &Accessibility,
    snaps: Option<&Snaps>,
) -> PyResult<PyAccessibility> {
    let mut rows = Columns::default()
        .keys("demand_id", &demand.ids.keys())
        .decimal("score", &found.score)
        .integer("reached_supplies", found.reached_supplies.iter().map(|reached| count(*reached)))
        .boolean("unreached", found.reached_supplies.iter().map(|reached| *reached == 0));
    let mut loads = Columns::default()
        .keys("supply_id", &supply.ids.keys())
        .decimal("demand_in_reach", &found.demand_in_reach)
        .decimal("ratio", &found.ratio)
        .boolean("unused", found.demand_in_reach.iter().map(|people| *people <= 0.0));
    if let Some([demand, supply]) = snaps {
        rows = snap_column(rows, demand);
        loads = snap_column(loads, supply);
    }
    let total: &AccessibilityTotal = &found.total;
    Ok(PyAccessibility {
        rows: Py::new(py, rows.finish(None)?)?,
        supply: Py::new(py, loads.finish(None)?)?,
        total: json::plain(py, total)?.unbind(),
    })
}

fn snap_column(table: Columns, snaps: &[Option<Snap>]) -> Columns {
    table.some_integer("snap_m", snaps.iter().map(|snap| Some(count(snap.as_ref()?.snap_m()))))
}

/// A table of demand or supply.
pub(crate) struct Points {
    pub(crate) ids: KeyColumn,
    pub(crate) weights: NumberColumn,
    pub(crate) places: Vec<Option<AnyCoordinate>>,
}

impl Points {
    pub(crate) fn of(data: &Bound<'_, PyAny>, placed: bool) -> PyResult<Self> {
        let py = data.py();
        if !is_arrow(data)? {
            let rows: Vec<AccessPoint> = given(data)?;
            let place = |row: &AccessPoint| access_place(row.lon, row.lat, row.system);
            let places = rows.iter().filter(|_| placed).map(place).collect::<Result<_, _>>();
            return Ok(Self {
                ids: keys(rows.iter().map(|row| &row.id)),
                weights: numbers(rows.iter().map(|row| row.weight)),
                places: places.map_err(|error| raise(py, error))?,
            });
        }
        let batches = record_batches(data)?;
        let column = |name| NumberColumn::of(&batches, name).map_err(|error| raise(py, error));
        let places = if placed { places(py, &batches)? } else { Vec::new() };
        let ids = KeyColumn::of(&batches, "id").map_err(|error| raise(py, error))?;
        Ok(Self { ids, weights: column("weight")?, places })
    }

    fn columns<'a>(&'a self, weights: &'a [f64]) -> AccessPoints<'a> {
        AccessPoints { ids: self.ids.keys(), weights, places: &self.places }
    }
}

/// The place of every row, where it has one.
pub(crate) fn places(py: Python<'_>, batches: &[RecordBatch]) -> PyResult<Vec<Option<AnyCoordinate>>> {
    let column = |name| NumberColumn::of(batches, name).map_err(|error| raise(py, error));
    let (lon, lat, systems) = (column("lon")?, column("lat")?, systems(py, batches)?);
    let known = |degrees: f64| Some(degrees).filter(|degrees| !degrees.is_nan());
    let (lons, lats) = (lon.numbers(), lat.numbers());
    let rows = lons.iter().zip(lats.iter()).enumerate();
    rows.map(|(row, (lon, lat))| {
        let place = access_place(known(*lon), known(*lat), systems.get(row).copied());
        place.map_err(|error| raise(py, error))
    })
    .collect()
}

/// The coordinate system of every row; none if the table has no column of it.
fn systems(py: Python<'_>, batches: &[RecordBatch]) -> PyResult<Vec<System>> {
    if !has_column(batches, "system") {
        return Ok(Vec::new());
    }
    let names = KeyColumn::of(batches, "system").map_err(|error| raise(py, error))?;
    let system = |name: &str| System::parse(name).map_err(|error| raise(py, error));
    match names.keys() {
        Keys::Texts(names) => names.into_iter().map(system).collect(),
        Keys::Integers(numbers) => numbers.iter().map(|number| system(&number.to_string())).collect(),
    }
}

/// A table of costs.
pub(crate) struct Costs {
    pub(crate) demand: KeyColumn,
    pub(crate) supply: KeyColumn,
    pub(crate) cost: NumberColumn,
}

impl Costs {
    pub(crate) fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        if !is_arrow(data)? {
            let rows: Vec<AccessCost> = given(data)?;
            return Ok(Self {
                demand: keys(rows.iter().map(|row| &row.demand_id)),
                supply: keys(rows.iter().map(|row| &row.supply_id)),
                cost: numbers(rows.iter().map(|row| row.cost)),
            });
        }
        let batches = record_batches(data)?;
        let keys = |name| KeyColumn::of(&batches, name).map_err(|error| raise(py, error));
        let cost = NumberColumn::of(&batches, "cost").map_err(|error| raise(py, error))?;
        let is_for_siting = !has_column(&batches, "supply_id") && has_column(&batches, "candidate_id");
        let supply = if is_for_siting { "candidate_id" } else { "supply_id" };
        Ok(Self { demand: keys("demand_id")?, supply: keys(supply)?, cost })
    }
}

/// Rows of dicts.
pub(crate) fn given<T: DeserializeOwned>(data: &Bound<'_, PyAny>) -> PyResult<Vec<T>> {
    let rows = rows_given(data)?.map(|row| option(data.py(), json::from_python(&row?)?));
    rows.collect()
}

/// A column of keys: numbers if all of them are.
pub(crate) fn keys<'a>(keys: impl ExactSizeIterator<Item = &'a AccessKey> + Clone) -> KeyColumn {
    let number = |key: &AccessKey| match key {
        AccessKey::Text(_) => None,
        AccessKey::Integer(number) => Some(*number),
    };
    if let (1.., Some(numbers)) = (keys.len(), keys.clone().map(number).collect::<Option<Vec<i64>>>()) {
        return KeyColumn::Integers(vec![numbers.into()]);
    }
    let texts = keys.map(|key| match key {
        AccessKey::Text(text) => text.clone(),
        AccessKey::Integer(number) => number.to_string(),
    });
    KeyColumn::Texts(vec![StringArray::from_iter_values(texts)])
}

pub(crate) fn numbers(numbers: impl Iterator<Item = f64>) -> NumberColumn {
    NumberColumn::from(Float64Array::from_iter_values(numbers))
}
