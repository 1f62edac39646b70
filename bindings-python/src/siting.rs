//! Where to build stations.

use std::collections::BTreeMap;

use arrow_array::{Float64Array, RecordBatch};
use doorstep::AnyCoordinate;
use doorstep::circle::siting::{
    Answer, Help, Infeasible, SiteAim, SiteBy, SiteCandidates, SiteDemand, SitePlan, SitedTables, Standing,
    site_of, weighted_people,
};
use doorstep::circle::{AccessCosts, Keys};
use doorstep::matching::Threads;
use doorstep::wire::{RequestCode, SiteCandidate, SitePoint, access_place, street_search};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use serde_json::Value;

use crate::accessibility::{Costs, given, keys, numbers, places};
use crate::error::{option, raise, refuse};
use crate::json;
use crate::network::{PyRoadNetwork, picked};
use crate::panic::guard;
use crate::table::{
    Columns, KeyColumn, NumberColumn, PyTable, TextColumn, count, has_column, is_arrow, record_batches,
};

/// Where to build, and what is proven of it (选址): what `site` gives.
#[pyclass(module = "doorstep", name = "SitePlan", frozen, get_all)]
pub(crate) struct PySitePlan {
    /// The sites that are chosen, that with the most gain first: `candidate_id, gain`, which is what the plan gains by it
    /// after those before it.
    sites: Py<PyTable>,
    /// One row for each demand point, in the order given: `demand_id, candidate_id, cost` of the site that serves it, chosen
    /// or existing; none if it is out of reach. No rows without a plan.
    assignment: Py<PyTable>,
    /// Of objectives with room: who goes where, by demand point: `demand_id, candidate_id, people, cost`.
    shares: Py<PyTable>,
    /// People covered, covered twice, sites or what they cost, people × cost, or greatest cost; none without a plan.
    objective: Option<u64>,
    /// No plan has a better one, proven.
    bound: Option<u64>,
    /// |objective - bound| ÷ objective in millionths, rounded up.
    gap_ppm: Option<u64>,
    /// Whether it is proven that no plan is better, or, if there is none, that there is none.
    is_proven: bool,
    /// Of `"backup"`: people covered, then people covered twice; of `"fair"`, people covered of each tier; each with its bound:
    /// a list of dicts.
    tiers: Py<PyAny>,
    /// If `marginal` was asked, what the best plans with so many sites come to: `sites, objective, bound, gain`, the last
    /// being what that is better than the row before.
    marginal: Py<PyTable>,
    /// With a network, keys of demand points that are on no street, and so out of reach.
    demand_unsnapped: Py<PyAny>,
    /// With a network, keys of candidates that are on no street.
    candidates_unsnapped: Py<PyAny>,
    /// Why there is no plan: a dict of `demand_ids`, `needed`, `is_proven` and `help`, which has for each of the points the
    /// nearest candidate that may serve and the nearest forbidden one within the radius, with costs; none if there is a plan.
    infeasible: Option<Py<PyAny>>,
    /// Steps of the bound that were done.
    steps: Option<u64>,
    /// Nodes of the search that were done.
    nodes: Option<u64>,
}

#[pymethods]
impl PySitePlan {
    fn __repr__(&self) -> String {
        match (self.objective, self.bound) {
            (Some(objective), Some(bound)) => {
                let sites = self.sites.get().rows();
                format!("doorstep.SitePlan({sites} sites, objective {objective}, bound {bound})")
            }
            _ => "doorstep.SitePlan(infeasible)".to_owned(),
        }
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.SitePlan is not pickled; pickle what its tables give"))
    }
}

/// Chooses where to build stations (选址), with proof of how good the plan is.
///
/// `demand` is a table with `id` and `weight` (people), `candidates` one with `id`, and if need be `standing` (`"open"`;
/// `"existing"`: it serves already; `"mandatory"`; `"forbidden"`), `cost` (with a `budget`) and `room` (of objectives that ask).
/// `costs` is a table with `demand_id`, `candidate_id` and `cost`, all in whole numbers; a pair that is not there is out of
/// reach. Instead of `costs`, `reach_m` takes metres in a straight line up to it between `lon` and `lat` of the tables, and
/// `network` tenths of a second on its streets within `max_min` minutes; then `radius` and `beyond` are minutes.
///
/// `objective` is `"mclp"` (most people within `radius`), `"lscp"` (everybody within `radius` with the fewest sites),
/// `"p_median"` (least people × cost), `"p_center"` (least greatest cost), `"backup"` (covered twice), `"fair"` (most people
/// of the lowest `tier` of the demand points, whole numbers from 0, then of the next), `"mclp_within"` or
/// `"p_median_within"` (no site serves more than its `room`). `p` is how many further sites, `budget` what there is to spend on
/// them instead: existing ones cost nothing, mandatory ones do. `"p_median"` and objectives with room take both together: at
/// most `p`, for at most `budget`. In medians who is farther than
/// `beyond` counts as so far away; without it everybody must be served. `weights` counts people of key groups instead of
/// `weight`: `{"older": 2, "migrant": 1}` names columns of `demand` and how often a person of each counts. `marginal` tells
/// what fewer sites come to as well (not of `"lscp"`, `"backup"` and `"fair"`). `effort` bounds the work: a dict of
/// `steps_max`, `nodes_max` and `gap_ppm`. The order of rows changes no plan.
///
/// >>> villages = [{"id": "v1", "weight": 500}, {"id": "v2", "weight": 120}, {"id": "v3", "weight": 80}]
/// >>> halls = [{"id": "h1", "standing": "existing"}, {"id": "h2", "standing": "open"}, {"id": "h3", "standing": "open"}]
/// >>> metres = [{"demand_id": "v1", "candidate_id": "h1", "cost": 400}, {"demand_id": "v2", "candidate_id": "h2", "cost": 300},
/// ...           {"demand_id": "v2", "candidate_id": "h3", "cost": 900}, {"demand_id": "v3", "candidate_id": "h3", "cost": 800}]
/// >>> plan = doorstep.site(villages, halls, p=1, radius=1000, costs=metres)
/// >>> plan
/// doorstep.SitePlan(1 sites, objective 700, bound 700)
/// >>> plan.sites.to_pylist()
/// [{'candidate_id': 'h3', 'gain': 200}]
/// >>> [tuple(row.values()) for row in plan.assignment.to_pylist()]
/// [('v1', 'h1', 400), ('v2', 'h3', 900), ('v3', 'h3', 800)]
/// >>> [tuple(row.values()) for row in doorstep.site(villages, halls, 2, 1000, costs=metres, marginal=True).marginal.to_pylist()]
/// [(0, 500, 500, 0), (1, 700, 700, 200), (2, 700, 700, 0)]
/// >>> priced = [row | {"cost": cost} for row, cost in zip(halls, [0, 30, 80])]
/// >>> doorstep.site(villages, priced, budget=100, objective="p_median", beyond=2000, costs=metres).sites.to_pylist()
/// [{'candidate_id': 'h3', 'gain': 228000}]
#[pyfunction]
#[pyo3(signature = (demand, candidates, p=None, radius=None, objective="mclp", costs=None, network=None, *, reach_m=None,
    budget=None, beyond=None, weights=None, marginal=false, max_min=120.0, snap_limit_m=500.0, effort=None, threads=0))]
#[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn site(
    py: Python<'_>,
    demand: &Bound<'_, PyAny>,
    candidates: &Bound<'_, PyAny>,
    p: Option<&Bound<'_, PyAny>>,
    radius: Option<f64>,
    objective: &str,
    costs: Option<&Bound<'_, PyAny>>,
    network: Option<&Bound<'_, PyRoadNetwork>>,
    reach_m: Option<f64>,
    budget: Option<&Bound<'_, PyAny>>,
    beyond: Option<f64>,
    weights: Option<&Bound<'_, PyAny>>,
    marginal: bool,
    max_min: f64,
    snap_limit_m: f64,
    effort: Option<&Bound<'_, PyAny>>,
    threads: usize,
) -> PyResult<PySitePlan> {
    guard(py, || {
        let ways = [costs.is_some(), reach_m.is_some(), network.is_some()];
        if ways.into_iter().filter(|given| *given).count() != 1 {
            return Err(refuse(py, RequestCode::Json, "one of `costs`, `reach_m` and `network` is needed"));
        }
        let aim = SiteAim {
            objective: option(py, objective.into())?,
            p: whole(py, p)?,
            budget: whole(py, budget)?,
            radius,
            beyond,
            marginal,
            effort: effort
                .map(|given| option(py, json::from_python(given)?))
                .transpose()?
                .unwrap_or_default(),
        };
        let threads = Threads::new(threads).map_err(|error| raise(py, error))?;
        let placed = costs.is_none();
        let weights = weights.map(|given| option(py, json::from_python(given)?)).transpose()?;
        let demand = Demand::of(demand, weights.as_ref(), placed)?;
        let candidates = Candidates::of(candidates, placed)?;
        let costs = costs.map(Costs::of).transpose()?;
        let search = street_search(max_min, snap_limit_m).map_err(|error| raise(py, error))?;
        let network = network.map(|network| network.get().network());
        let found = py.detach(|| {
            let (people, tiers) = (demand.people.numbers(), demand.tiers.numbers());
            let from = SiteDemand { ids: demand.ids.keys(), people: &people, tiers: &tiers };
            let (cost, room) = (candidates.cost.numbers(), candidates.room.numbers());
            let standing = candidates.standing.as_slice();
            let to = SiteCandidates { ids: candidates.ids.keys(), standing, cost: &cost, room: &room };
            let pair_cost = costs.as_ref().map(|costs| costs.cost.numbers());
            let (homes, sites) = (demand.places.as_slice(), candidates.places.as_slice());
            let by = match (&costs, &pair_cost, network) {
                (Some(costs), Some(cost), _) => SiteBy::Costs(AccessCosts {
                    demand: costs.demand.keys(),
                    supply: costs.supply.keys(),
                    cost,
                }),
                (_, _, Some(network)) => SiteBy::Streets { network, homes, sites, search: &search },
                _ => SiteBy::StraightLines { homes, sites, reach_m: reach_m.unwrap_or_default() },
            };
            site_of(&from, &to, &by, &aim, &threads)
        });
        let found = found.map_err(|error| raise(py, error))?;
        answer(py, &demand.ids.keys(), &candidates.ids.keys(), &found)
    })
}

/// A whole number of Python, or none.
fn whole<T: serde::de::DeserializeOwned>(
    py: Python<'_>,
    number: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<T>> {
    option(py, number.map_or(Ok(Value::Null), json::from_python)?)
}

/// A table of demand points.
struct Demand {
    ids: KeyColumn,
    people: NumberColumn,
    tiers: NumberColumn,
    places: Vec<Option<AnyCoordinate>>,
}

impl Demand {
    fn of(data: &Bound<'_, PyAny>, weights: Option<&BTreeMap<String, u32>>, placed: bool) -> PyResult<Self> {
        let py = data.py();
        let too_large = |error: doorstep::circle::CircleError| raise(py, error);
        if !is_arrow(data)? {
            let rows: Vec<SitePoint> = given(data)?;
            let places = rows.iter().filter(|_| placed).map(SitePoint::place).collect::<Result<_, _>>();
            let people = SitePoint::weights(&rows, weights).map_err(too_large)?;
            return Ok(Self {
                ids: keys(rows.iter().map(|row| &row.id)),
                people: numbers(people.into_iter()),
                tiers: numbers(rows.iter().map(|row| row.tier.unwrap_or(f64::NAN))),
                places: places.map_err(|error| raise(py, error))?,
            });
        }
        let batches = record_batches(data)?;
        let column = |name| NumberColumn::of(&batches, name).map_err(|error| raise(py, error));
        let people = match weights {
            None => column("weight")?,
            Some(weights) => {
                let columns = weights.iter().map(|(name, weight)| Ok((column(name)?, *weight)));
                let columns: Vec<(NumberColumn, u32)> = columns.collect::<PyResult<_>>()?;
                let columns: Vec<_> =
                    columns.iter().map(|(column, weight)| (column.numbers(), *weight)).collect();
                let groups: Vec<(&[f64], u32)> =
                    columns.iter().map(|(column, weight)| (&**column, *weight)).collect();
                let rows = batches.iter().map(RecordBatch::num_rows).sum();
                numbers(weighted_people(rows, &groups).map_err(too_large)?.into_iter())
            }
        };
        let tiers = if has_column(&batches, "tier") { column("tier")? } else { no_numbers() };
        Ok(Self {
            ids: KeyColumn::of(&batches, "id").map_err(|error| raise(py, error))?,
            people,
            tiers,
            places: if placed { places(py, &batches)? } else { Vec::new() },
        })
    }
}

fn no_numbers() -> NumberColumn {
    Float64Array::from_iter_values([]).into()
}

/// A table of candidates.
struct Candidates {
    ids: KeyColumn,
    standing: Vec<Standing>,
    cost: NumberColumn,
    room: NumberColumn,
    places: Vec<Option<AnyCoordinate>>,
}

impl Candidates {
    fn of(data: &Bound<'_, PyAny>, placed: bool) -> PyResult<Self> {
        let py = data.py();
        if !is_arrow(data)? {
            let rows: Vec<SiteCandidate> = given(data)?;
            let place = |row: &SiteCandidate| access_place(row.lon, row.lat, row.system);
            let places = rows.iter().filter(|_| placed).map(place).collect::<Result<_, _>>();
            return Ok(Self {
                ids: keys(rows.iter().map(|row| &row.id)),
                standing: rows.iter().map(|row| row.standing.unwrap_or_default()).collect(),
                cost: numbers(rows.iter().map(|row| row.cost.unwrap_or(f64::NAN))),
                room: numbers(rows.iter().map(|row| row.room.unwrap_or(f64::NAN))),
                places: places.map_err(|error| raise(py, error))?,
            });
        }
        let batches = record_batches(data)?;
        let refused = |error| raise(py, error);
        let column = |name| match has_column(&batches, name) {
            true => NumberColumn::of(&batches, name).map_err(refused),
            false => Ok(no_numbers()),
        };
        let standing = TextColumn::of(&batches, "standing").map_err(refused)?;
        let standing = standing.texts().into_iter().map(|text| match text {
            Some(text) => option(py, text.into()),
            None => Ok(Standing::default()),
        });
        Ok(Self {
            ids: KeyColumn::of(&batches, "id").map_err(refused)?,
            standing: standing.collect::<PyResult<_>>()?,
            cost: column("cost")?,
            room: column("room")?,
            places: if placed { places(py, &batches)? } else { Vec::new() },
        })
    }
}

fn answer(
    py: Python<'_>,
    demand: &Keys<'_>,
    candidates: &Keys<'_>,
    found: &SitedTables,
) -> PyResult<PySitePlan> {
    let (plan, none): (Option<&SitePlan>, Option<&Infeasible>) = match &found.sited.answer {
        Answer::Plan(plan) => (Some(plan), None),
        Answer::Infeasible(none) => (None, Some(none)),
    };
    let chosen = || plan.into_iter().flat_map(|plan| &plan.sites);
    let column = |rows: &mut dyn Iterator<Item = u32>| rows.collect::<Vec<u32>>();
    let sites = Columns::default()
        .keys("candidate_id", &picked(candidates, &column(&mut chosen().map(|of| of.candidate))))
        .integer("gain", chosen().map(|of| count(of.gain)));
    let served = || plan.into_iter().flat_map(|plan| plan.served_by.iter().copied());
    let assignment = Columns::default()
        .keys("demand_id", &picked(demand, &column(&mut (0..).zip(served()).map(|(row, _)| row))))
        .some_key("candidate_id", candidates, served())
        .some_integer("cost", found.cost.iter().map(|cost| cost.map(count)));
    let parts = || found.sited.shares.iter();
    let shares = Columns::default()
        .keys("demand_id", &picked(demand, &column(&mut parts().map(|of| of.demand))))
        .keys("candidate_id", &picked(candidates, &column(&mut parts().map(|of| of.candidate))))
        .integer("people", parts().map(|of| count(of.people)))
        .integer("cost", found.share_cost.iter().map(|cost| count(*cost)));
    let infeasible = none.map(|none| {
        let key = |keys: &Keys<'_>, row: u32| -> Option<Value> { key_values(keys, &[row]).pop() };
        let candidate = |of: Option<(u32, u32)>| of.and_then(|of| key(candidates, of.0));
        let cost = |of: Option<(u32, u32)>| of.map(|of| of.1);
        let help = |of: &Help| {
            serde_json::json!({
                "demand_id": key(demand, of.demand),
                "nearest_id": candidate(of.nearest),
                "nearest_cost": cost(of.nearest),
                "forbidden_id": candidate(of.forbidden),
                "forbidden_cost": cost(of.forbidden),
            })
        };
        let told = serde_json::json!({
            "demand_ids": key_values(demand, &none.demand),
            "needed": none.needed,
            "is_proven": none.is_proven,
            "help": found.sited.help.iter().map(help).collect::<Vec<Value>>(),
        });
        Ok::<_, PyErr>(json::to_python(py, &told)?.unbind())
    });
    let steps = || found.marginal.iter();
    let marginal = Columns::default()
        .integer("sites", steps().map(|of| count(of.sites)))
        .integer("objective", steps().map(|of| count(of.objective)))
        .integer("bound", steps().map(|of| count(of.bound)))
        .integer("gain", steps().map(|of| count(of.gain)));
    let off_streets = |keys: &Keys<'_>, rows: &[u32]| json::plain(py, &key_values(keys, rows));
    Ok(PySitePlan {
        sites: Py::new(py, sites.finish(None)?)?,
        assignment: Py::new(py, assignment.finish(None)?)?,
        shares: Py::new(py, shares.finish(None)?)?,
        objective: plan.map(|plan| plan.objective),
        bound: plan.map(|plan| plan.bound),
        gap_ppm: plan.map(|plan| plan.gap_ppm),
        is_proven: found.is_proven(),
        tiers: json::plain(py, &found.sited.tiers)?.unbind(),
        marginal: Py::new(py, marginal.finish(None)?)?,
        demand_unsnapped: off_streets(demand, &found.demand_unsnapped)?.unbind(),
        candidates_unsnapped: off_streets(candidates, &found.candidates_unsnapped)?.unbind(),
        infeasible: infeasible.transpose()?,
        steps: plan.map(|plan| plan.steps),
        nodes: plan.map(|plan| plan.nodes),
    })
}

/// Keys of some rows.
fn key_values(keys: &Keys<'_>, rows: &[u32]) -> Vec<Value> {
    match picked(keys, rows) {
        Keys::Integers(keys) => keys.iter().map(|key| Value::from(*key)).collect(),
        Keys::Texts(keys) => keys.into_iter().map(Value::from).collect(),
    }
}
