//! The nearest station that is open.

use doorstep::circle::NearestOpen;
use doorstep::matching::Threads;
use doorstep::place::TravelModel;
use doorstep::wire::{OpenQuestion, OwnCalendar, RequestCode, nearest_open_of, street_search};
use doorstep::{Resident, Station, TravelMode};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::error::{option, raise, refuse};
use crate::json;
use crate::network::PyRoadNetwork;
use crate::panic::guard;
use crate::scalar::Scalar;
use crate::table::{Columns, PyTable, count, findings_table, on_reject, read};

/// The nearest open station of each place (就近开放站点): what `nearest_open` gives.
#[pyclass(module = "doorstep", name = "NearestOpen", frozen, get_all)]
pub(crate) struct PyNearestOpen {
    /// One row for each place, in the order given: `place_id, outcome, station_id, distance_m, travel_min,
    /// maybe_station_id, maybe_distance_m, maybe_travel_min, maybe_why`. `outcome` is found, no_station, no_coordinate,
    /// no_street, hours_unknown or none_open; `maybe_…` is the station that would be the answer if it is open.
    rows: Py<PyTable>,
    /// Sums of weights by outcome, and `total`.
    total: Py<PyAny>,
    /// How many of the stations with a place are open, closed, unknown.
    stations: Py<PyAny>,
    /// The coordinate system in which distances were measured.
    system: Py<PyAny>,
    /// Ids of stations whose place is not known: one of them may be nearer, and open.
    stations_without_place: Vec<String>,
    /// Ids of stations that are too far from every street.
    stations_without_street: Vec<String>,
    /// What was wrong with the places.
    places_rejects: Py<PyTable>,
    /// What was wrong with the stations; hours that could not be read are here, and count as not known.
    stations_rejects: Py<PyTable>,
}

#[pymethods]
impl PyNearestOpen {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let total = self.total.bind(py);
        let of = |name| -> PyResult<u64> { total.get_item(name)?.extract() };
        Ok(format!(
            "doorstep.NearestOpen({} of {} found, {} none open, {} hours unknown)",
            of("found")?,
            of("total")?,
            of("none_open")?,
            of("hours_unknown")?
        ))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.NearestOpen is not pickled; pickle what its tables give"))
    }
}

/// The nearest station of each place that is open at a time (就近开放站点).
///
/// `places` and `stations` are any Arrow tables or lists of dicts: see `doorstep.fields("resident")` and
/// `doorstep.fields("station")`, which has `hours` as published or in the syntax of OpenStreetMap. `at` is the date and time
/// of day there, a `datetime` without an offset or its text. A nearer station of which it is not known whether it is open
/// stands apart, in `maybe_station_id`, with the missing fact.
///
/// Holidays and make-up working days are those of the State Council for 2025 and 2026, and those of `calendar`, such as
/// `{"years": [2027], "days": [{"date": "2027-01-01", "kind": "holiday"}]}`. Without a `network`, distances are straight
/// lines and minutes come from `mode` (by default `"walk"`) and `travel`; with one, they are those on its streets, within
/// `max_min` minutes. `threads` (0: as many as the machine runs at once) change no result.
///
/// >>> home = {"id": "r1", "lon": 117.02, "lat": 36.66}
/// >>> stations = [{"id": "s1", "lon": 117.021, "lat": 36.66, "hours": "周一至周五 9:00-17:00"},
/// ...             {"id": "s2", "lon": 117.03, "lat": 36.66, "hours": "每天 8:00-20:00"}]
/// >>> found = doorstep.nearest_open([home], stations, "2026-11-28T10:00")
/// >>> found
/// doorstep.NearestOpen(1 of 1 found, 0 none open, 0 hours unknown)
/// >>> found.rows.to_pylist()[0]["station_id"]
/// 's2'
#[pyfunction]
#[pyo3(signature = (places, stations, at, *, calendar=None, mode=None, travel=None, network=None, max_min=120.0,
    snap_limit_m=500.0, places_mapping=None, stations_mapping=None, errors="raise", threads=0))]
#[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn nearest_open(
    py: Python<'_>,
    places: &Bound<'_, PyAny>,
    stations: &Bound<'_, PyAny>,
    at: &Bound<'_, PyAny>,
    calendar: Option<&Bound<'_, PyAny>>,
    mode: Option<&str>,
    travel: Option<&Bound<'_, PyAny>>,
    network: Option<&Bound<'_, PyRoadNetwork>>,
    max_min: f64,
    snap_limit_m: f64,
    places_mapping: Option<&Bound<'_, PyAny>>,
    stations_mapping: Option<&Bound<'_, PyAny>>,
    errors: &str,
    threads: usize,
) -> PyResult<PyNearestOpen> {
    guard(py, || {
        if network.is_some() && (mode.is_some() || travel.is_some()) {
            return Err(refuse(py, RequestCode::Json, "`mode` and `travel` are those of the network"));
        }
        let question = OpenQuestion {
            at: local_time(at)?,
            calendar: calendar.map(|days| option::<OwnCalendar>(py, json::from_python(days)?)).transpose()?,
            mode: mode
                .map_or(Ok(TravelMode::default()), TravelMode::parse)
                .map_err(|error| raise(py, error))?,
            travel: travel
                .map_or(Ok(TravelModel::default()), |travel| option(py, json::from_python(travel)?))?,
        };
        let on_reject = on_reject(py, errors)?;
        let threads = Threads::new(threads).map_err(|error| raise(py, error))?;
        let (places, place_findings) = read::<Resident>(places, places_mapping, on_reject)?;
        let (stations, station_findings) = read::<Station>(stations, stations_mapping, on_reject)?;
        let search = street_search(max_min, snap_limit_m).map_err(|error| raise(py, error))?;
        let network = network.map(|network| network.get().network());
        let found = py.detach(|| {
            let streets = network.map(|network| (network, &search, &threads));
            nearest_open_of(&places, &stations, &question, streets)
        });
        let (found, stations_without_place) = found.map_err(|error| raise(py, error))?;
        Ok(PyNearestOpen {
            rows: Py::new(py, row_table(&found)?)?,
            total: json::plain(py, &found.total)?.unbind(),
            stations: json::plain(py, &found.stations)?.unbind(),
            system: json::plain(py, &found.system)?.unbind(),
            stations_without_place,
            stations_without_street: found.stations_without_street,
            places_rejects: findings_table(py, &place_findings)?,
            stations_rejects: findings_table(py, &station_findings)?,
        })
    })
}

/// The text of a `datetime`, or a text as it is.
fn local_time(at: &Bound<'_, PyAny>) -> PyResult<String> {
    match Scalar::of(at)? {
        Some(Scalar::Text(text)) => Ok(text),
        _ => Err(PyTypeError::new_err("`at` is a datetime or its text, such as \"2026-11-26T09:30\"")),
    }
}

fn row_table(found: &NearestOpen) -> PyResult<PyTable> {
    let rows = || found.rows.iter();
    Columns::default()
        .text("place_id", rows().map(|row| row.place_id.as_str()))
        .text("outcome", rows().map(|row| row.outcome.code()))
        .some_text("station_id", rows().map(|row| row.station_id.as_deref()))
        .some_integer("distance_m", rows().map(|row| row.distance_m.map(count)))
        .some_integer("travel_min", rows().map(|row| row.travel_min.map(count)))
        .some_text("maybe_station_id", rows().map(|row| row.maybe_station_id.as_deref()))
        .some_integer("maybe_distance_m", rows().map(|row| row.maybe_distance_m.map(count)))
        .some_integer("maybe_travel_min", rows().map(|row| row.maybe_travel_min.map(count)))
        .some_text("maybe_why", rows().map(|row| row.maybe_why.map(|why| why.code())))
        .finish(None)
}
