//! Service circles and whom they hold.

use doorstep::circle::{CircleStreets, CoverageRow, CoverageTotal, OffStreets, Standard};
use doorstep::matching::Threads;
use doorstep::place::RoadNetwork;
use doorstep::wire::{OnReject, circles_of, coverage_of};
use doorstep::{Resident, Station};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::error::{option, raise};
use crate::json;
use crate::network::{networks, snapping};
use crate::panic::guard;
use crate::table::{Columns, PyTable, count, findings_table, on_reject, read};

/// Who is inside a service circle (服务圈覆盖): what `coverage` gives.
#[pyclass(module = "doorstep", name = "Coverage", frozen, get_all)]
pub(crate) struct PyCoverage {
    /// One row for each resident, in the order given: `resident_id, answer, why, station_id, distance_m, travel_min`.
    /// `answer` is covered, not_covered or unknown; `why` names the missing fact. With a network there is a column
    /// `measured`: network or straight_line.
    rows: Py<PyTable>,
    /// Sums of weights by region: `region, covered, not_covered, unknown, total`; residents without a region come first.
    totals: Py<PyTable>,
    /// Sums of weights over all: covered, not_covered, unknown, total.
    total: Py<PyAny>,
    /// The coordinate system in which straight lines were measured.
    system: Py<PyAny>,
    /// Ids of stations whose place is not known: who lives near one of them may be served and is not counted.
    stations_without_place: Vec<String>,
    /// Ids of stations too far from every street of the network, which likewise are not counted unless `off_streets` is
    /// `"straight_line"`.
    stations_off_streets: Vec<String>,
    /// What was wrong with the residents.
    residents_rejects: Py<PyTable>,
    /// What was wrong with the stations.
    stations_rejects: Py<PyTable>,
}

#[pymethods]
impl PyCoverage {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let total = self.total.bind(py);
        let of = |name| -> PyResult<u64> { total.get_item(name)?.extract() };
        Ok(format!(
            "doorstep.Coverage({} covered, {} not covered, {} unknown)",
            of("covered")?,
            of("not_covered")?,
            of("unknown")?
        ))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.Coverage is not pickled; pickle what its tables give"))
    }
}

/// Whether each resident is inside the circle of a station (服务圈覆盖率), with totals by region.
///
/// `residents` and `stations` are any Arrow tables or lists of dicts: see `doorstep.fields("resident")` and
/// `doorstep.fields("station")`. `rule` is the standard, by default 15 minutes on foot in town and 5 km in the country:
///
/// >>> home = {"id": "r1", "lon": 117.04, "lat": 36.66, "area_class": "urban", "weight": 120}
/// >>> station = {"id": "s1", "lon": 117.02, "lat": 36.66}
/// >>> doorstep.coverage([home], [station])
/// doorstep.Coverage(0 covered, 120 not covered, 0 unknown)
/// >>> doorstep.coverage([home], [station], {"urban": {"kind": "distance", "metres": 3000}})
/// doorstep.Coverage(120 covered, 0 not covered, 0 unknown)
///
/// With a `network`, or a list of them for rules of several modes, rules of time are measured on its streets, the walks to
/// and from the street counted and minutes rounded up; rules of distance stay straight lines. A home farther than
/// `snap_limit_m` from every street is unknown (`off_streets`), a station that far is in `stations_off_streets` and not
/// counted; with `off_streets="straight_line"` both are measured in straight lines with the pace of the rule, and `measured`
/// says so. `threads` (0: as many as the machine runs at once) change no result.
///
/// >>> nodes = [{"node": 1, "lon": 117.04, "lat": 36.66}, {"node": 2, "lon": 117.02, "lat": 36.66}]
/// >>> streets = doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 2, "length_m": 2000}])
/// >>> doorstep.coverage([home], [station], network=streets).rows.to_pylist()[0]["travel_min"]
/// 24
#[pyfunction]
#[pyo3(signature = (residents, stations, rule=None, network=None, *, snap_limit_m=500.0, off_streets="unknown",
    residents_mapping=None, stations_mapping=None, errors="raise", threads=0))]
#[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn coverage(
    py: Python<'_>,
    residents: &Bound<'_, PyAny>,
    stations: &Bound<'_, PyAny>,
    rule: Option<&Bound<'_, PyAny>>,
    network: Option<&Bound<'_, PyAny>>,
    snap_limit_m: f64,
    off_streets: &str,
    residents_mapping: Option<&Bound<'_, PyAny>>,
    stations_mapping: Option<&Bound<'_, PyAny>>,
    errors: &str,
    threads: usize,
) -> PyResult<PyCoverage> {
    guard(py, || {
        let networks = network.map(networks).transpose()?;
        let off_streets: OffStreets = option(py, off_streets.into())?;
        let threads = Threads::new(threads).map_err(|error| raise(py, error))?;
        let (standard, on_reject) = (standard(py, rule)?, on_reject(py, errors)?);
        let (residents, resident_findings) = read::<Resident>(residents, residents_mapping, on_reject)?;
        let (stations, station_findings) = read::<Station>(stations, stations_mapping, on_reject)?;
        let found = py.detach(|| {
            let networks: Option<Vec<&RoadNetwork>> =
                networks.as_ref().map(|networks| networks.iter().map(|one| &one.get().network).collect());
            let snapping = snapping(snap_limit_m);
            let streets = networks.as_ref().map(|networks| CircleStreets { networks, snapping, off_streets });
            coverage_of(&residents, &stations, &standard, streets.as_ref(), &threads)
        });
        let (coverage, stations_without_place) = found.map_err(|error| raise(py, error))?;
        Ok(PyCoverage {
            rows: Py::new(py, row_table(&coverage.rows, network.is_some())?)?,
            totals: Py::new(py, total_table(&coverage.regions)?)?,
            total: json::plain(py, &coverage.total)?.unbind(),
            system: json::plain(py, &coverage.system)?.unbind(),
            stations_without_place,
            stations_off_streets: coverage.stations_off_streets,
            residents_rejects: findings_table(py, &resident_findings)?,
            stations_rejects: findings_table(py, &station_findings)?,
        })
    })
}

/// The outlines of service circles (服务圈范围) as a GeoJSON `FeatureCollection`, a dict.
///
/// A station without a place has none; one whose class of area is not known has two. Each outline has `vertices` corners.
///
/// >>> drawn = doorstep.circles([{"id": "s1", "lon": 117.02, "lat": 36.66, "area_class": "rural"}])
/// >>> drawn["features"][0]["properties"]["radius_m"]
/// 5000
#[pyfunction]
#[pyo3(signature = (stations, rule=None, *, vertices=64, mapping=None))]
pub(crate) fn circles<'py>(
    py: Python<'py>,
    stations: &Bound<'py, PyAny>,
    rule: Option<&Bound<'py, PyAny>>,
    vertices: u16,
    mapping: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let standard = standard(py, rule)?;
        let (stations, _) = read::<Station>(stations, mapping, OnReject::Raise)?;
        let drawn = py.detach(|| circles_of(&stations, &standard, vertices));
        json::to_python(py, &drawn.map_err(|error| raise(py, error))?)
    })
}

fn standard(py: Python<'_>, rule: Option<&Bound<'_, PyAny>>) -> PyResult<Standard> {
    rule.map_or_else(|| Ok(Standard::default()), |rule| option(py, json::from_python(rule)?))
}

fn row_table(rows: &[CoverageRow], on_streets: bool) -> PyResult<PyTable> {
    let rows = || rows.iter();
    let table = Columns::default()
        .text("resident_id", rows().map(|row| row.resident_id.as_str()))
        .text("answer", rows().map(|row| row.answer.code()))
        .some_text("why", rows().map(|row| row.why.map(|why| why.code())))
        .some_text("station_id", rows().map(|row| row.station_id.as_deref()))
        .some_integer("distance_m", rows().map(|row| row.distance_m.map(count)))
        .some_integer("travel_min", rows().map(|row| row.travel_min.map(count)));
    let table = if on_streets {
        table.some_text("measured", rows().map(|row| row.measured.map(|measured| measured.code())))
    } else {
        table
    };
    table.finish(None)
}

fn total_table(totals: &[CoverageTotal]) -> PyResult<PyTable> {
    let rows = || totals.iter();
    Columns::default()
        .some_text("region", rows().map(|row| row.region.as_deref()))
        .integer("covered", rows().map(|row| count(row.covered)))
        .integer("not_covered", rows().map(|row| count(row.not_covered)))
        .integer("unknown", rows().map(|row| count(row.unknown)))
        .integer("total", rows().map(|row| count(row.total)))
        .finish(None)
}
