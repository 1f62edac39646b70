//! Street networks.

use std::path::PathBuf;
use std::sync::Arc;

use doorstep::circle::Keys;
use doorstep::matching::Threads;
use doorstep::place::{
    Direction, EdgeColumns, NetworkError, NodeColumns, OsmLimits, Profile, RoadNetwork, Snap, Snapping,
    Streets, read_osm,
};
use doorstep::table::{TableCode, TableError};
use doorstep::wire::{AccessKey, access_place};
use doorstep::{AnyCoordinate, System, TravelMode};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use serde::Deserialize;

use crate::accessibility::{given, keys, numbers, places};
use crate::error::raise;
use crate::file::read_bytes;
use crate::json;
use crate::panic::guard;
use crate::table::{
    Columns, KeyColumn, NumberColumn, PyTable, TextColumn, booleans, count, has_column, is_arrow,
    record_batches,
};

/// Streets for one way of travelling (路网): how long people are on real streets, in steps of a tenth of a second.
///
/// Made by `from_edges` or `from_osm`; changes nothing afterwards and may be asked from many threads at once.
///
/// >>> nodes = [{"node": 1, "lon": 117.00, "lat": 36.66}, {"node": 2, "lon": 117.01, "lat": 36.66}]
/// >>> edges = [{"from": 1, "to": 2, "length_m": 900, "oneway": False}]
/// >>> network = doorstep.RoadNetwork.from_edges(nodes, edges)
/// >>> network
/// doorstep.RoadNetwork(walk, 2 nodes, 1 streets, wgs84)
/// >>> homes = [{"id": "h1", "lon": 117.00, "lat": 36.66}, {"id": "h2", "lon": 118, "lat": 36.66}]
/// >>> network.nearest(homes, [{"id": "s1", "lon": 117.01, "lat": 36.66}]).to_pylist()[0]
/// {'point_id': 'h1', 'station_id': 's1', 'distance_m': 900, 'time_s': 648.0, 'snap_m': 0}
#[pyclass(module = "doorstep", name = "RoadNetwork", frozen)]
pub(crate) struct PyRoadNetwork {
    pub(crate) network: Arc<RoadNetwork>,
    report: Option<Py<PyAny>>,
}

#[pymethods]
impl PyRoadNetwork {
    /// A network from a table of nodes (`node, lon, lat`) and one of edges (`from, to`, and if there are such columns
    /// `length_m`, `class`, `speed_kmh`, `oneway`, `line`).
    ///
    /// Keys of nodes are whole numbers. A row is open from `from` to `to` only, for every `mode`, unless its `oneway` is
    /// false. `class` is a value of OpenStreetMap's `highway`, by default `"road"`, and says who may go there.
    /// `speed_kmh` is for cars. `line` goes from node to node, such as `"117.01 36.61;117.02 36.62"`; without
    /// `length_m`, its length holds. `mode` is `"walk"`, `"cycle"` or `"drive"`. The first row that cannot be taken
    /// refuses the table.
    ///
    /// >>> nodes = [{"node": 1, "lon": 117.00, "lat": 36.66}, {"node": 2, "lon": 117.01, "lat": 36.66}]
    /// >>> doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 3}])
    /// Traceback (most recent call last):
    /// doorstep.NetworkError: a street ends at a node that is not in the table (edges row 0)
    #[staticmethod]
    #[pyo3(signature = (nodes, edges, mode="walk", *, walk_kmh=None, cycle_kmh=None, system="wgs84"))]
    fn from_edges(
        py: Python<'_>,
        nodes: &Bound<'_, PyAny>,
        edges: &Bound<'_, PyAny>,
        mode: &str,
        walk_kmh: Option<f64>,
        cycle_kmh: Option<f64>,
        system: &str,
    ) -> PyResult<Self> {
        guard(py, || {
            let profile = profile(py, mode, walk_kmh, cycle_kmh)?;
            let system = System::parse(system).map_err(|error| raise(py, error))?;
            let (nodes, edges) = (Nodes::of(nodes)?, Edges::of(edges)?);
            let made = py.detach(|| {
                let streets = edges.streets(&nodes, system)?;
                RoadNetwork::new(&streets, &profile)
            });
            Ok(Self { network: Arc::new(made.map_err(|error| raise(py, error))?), report: None })
        })
    }

    /// A network from an OpenStreetMap file (`.osm.pbf`), in WGS-84. `report` counts what the file held and what was left
    /// out. `mode` is `"walk"`, `"cycle"` or `"drive"`.
    #[staticmethod]
    #[pyo3(signature = (path, mode="walk", *, walk_kmh=None, cycle_kmh=None))]
    fn from_osm(
        py: Python<'_>,
        path: PathBuf,
        mode: &str,
        walk_kmh: Option<f64>,
        cycle_kmh: Option<f64>,
    ) -> PyResult<Self> {
        guard(py, || {
            let profile = profile(py, mode, walk_kmh, cycle_kmh)?;
            let threads = threads(py, 0)?;
            let file = py.detach(|| read_bytes(&path))?;
            let read = py.detach(|| -> Result<_, doorstep::Error> {
                let (streets, report) = read_osm(&file, &OsmLimits::default(), &threads)?;
                Ok((RoadNetwork::new(&streets, &profile)?, report))
            });
            let (network, report) = read.map_err(|error| raise(py, error))?;
            Ok(Self { network: Arc::new(network), report: Some(json::plain(py, &report)?.unbind()) })
        })
    }

    /// The nearest station of each point and the way to it (最近站点): a table with a row for each point, in the order
    /// given, `point_id, station_id, distance_m, time_s, snap_m`.
    ///
    /// `points` and `stations` are tables `id, lon, lat` (and `system`, by default `"wgs84"`). The walk from a point to its
    /// street, `snap_m`, and that from the street to the station are counted. A point without a place or farther than
    /// `snap_limit_m` from every street has no `snap_m`; where no station is within `max_min` minutes, there is none.
    /// `threads` (0: as many as the machine runs at once) change no result.
    #[pyo3(signature = (points, stations, *, max_min=120.0, snap_limit_m=500.0, threads=0))]
    fn nearest(
        &self,
        py: Python<'_>,
        points: &Bound<'_, PyAny>,
        stations: &Bound<'_, PyAny>,
        max_min: f64,
        snap_limit_m: f64,
        threads: usize,
    ) -> PyResult<PyTable> {
        guard(py, || {
            let threads = self::threads(py, threads)?;
            let (points, stations) = (Places::of(points)?, Places::of(stations)?);
            let found = py.detach(|| {
                let [from, to] = self.snaps(&points, &stations, snap_limit_m, &threads)?;
                let found =
                    self.network.nearest(&from, &to, Direction::To, deciseconds(max_min), &threads)?;
                Ok((from, found))
            });
            let (snaps, found) = found.map_err(|error: NetworkError| raise(py, error))?;
            let found = || found.iter();
            Columns::default()
                .keys("point_id", &points.ids.keys())
                .some_key(
                    "station_id",
                    &stations.ids.keys(),
                    found().map(|found| Some(found.as_ref()?.station)),
                )
                .some_integer(
                    "distance_m",
                    found().map(|found| Some(count(found.as_ref()?.way.distance_m()))),
                )
                .some_decimal("time_s", found().map(|found| Some(found.as_ref()?.way.time_s())))
                .some_integer("snap_m", snaps.iter().map(|snap| Some(count(snap.as_ref()?.snap_m()))))
                .finish(None)
        })
    }

    /// Times from many origins to many destinations (时间矩阵): a table of the pairs within `max_min` minutes, by origin and
    /// then destination, `origin_id, destination_id, time_s, distance_m`.
    ///
    /// Tables are as for `nearest`; a place that is not near a street is in no pair.
    #[pyo3(signature = (origins, destinations, max_min, *, snap_limit_m=500.0, threads=0))]
    fn times(
        &self,
        py: Python<'_>,
        origins: &Bound<'_, PyAny>,
        destinations: &Bound<'_, PyAny>,
        max_min: f64,
        snap_limit_m: f64,
        threads: usize,
    ) -> PyResult<PyTable> {
        guard(py, || {
            let threads = self::threads(py, threads)?;
            let (origins, destinations) = (Places::of(origins)?, Places::of(destinations)?);
            let found = py.detach(|| {
                let [from, to] = self.snaps(&origins, &destinations, snap_limit_m, &threads)?;
                self.network.times(&from, &to, deciseconds(max_min), &threads)
            });
            let found = found.map_err(|error| raise(py, error))?;
            let seconds: Vec<f64> = found.time_ds.iter().map(|time| f64::from(*time) / 10.0).collect();
            Columns::default()
                .keys("origin_id", &picked(&origins.ids.keys(), &found.origin))
                .keys("destination_id", &picked(&destinations.ids.keys(), &found.destination))
                .decimal("time_s", &seconds)
                .integer("distance_m", found.length_dm.iter().map(|length| count(length.div_ceil(10))))
                .finish(None)
        })
    }

    /// The same network in a more shifted coordinate system (坐标前移): a WGS-84 network for points in `"gcj02"`, which a
    /// WGS-84 network does not take.
    fn shifted(&self, py: Python<'_>, system: &str) -> PyResult<Self> {
        guard(py, || {
            let system = System::parse(system).map_err(|error| raise(py, error))?;
            let network = py.detach(|| RoadNetwork::clone(&self.network).shifted(system));
            let network = Arc::new(network.map_err(|error| raise(py, error))?);
            Ok(Self { network, report: self.report.as_ref().map(|report| report.clone_ref(py)) })
        })
    }

    /// How many nodes there are that open streets meet.
    #[getter]
    fn nodes(&self) -> usize {
        self.network.nodes()
    }

    /// How many streets are open in some direction.
    #[getter]
    fn streets(&self) -> usize {
        self.network.streets()
    }

    /// How many nodes each part of the network has that hangs together, the largest first (连通分量).
    #[getter]
    fn components(&self) -> Vec<u32> {
        self.network.components().to_vec()
    }

    /// The way of travelling: walk, cycle or drive.
    #[getter]
    fn mode(&self) -> &'static str {
        self.network.mode().name()
    }

    /// The coordinate system.
    #[getter]
    fn system(&self) -> &'static str {
        self.network.system().name()
    }

    /// What an OpenStreetMap file held and what became of it, a dict of counts; `None` for tables.
    #[getter]
    fn report(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.report.as_ref().map(|report| report.clone_ref(py))
    }

    fn __repr__(&self) -> String {
        let (nodes, streets) = (self.nodes(), self.streets());
        format!("doorstep.RoadNetwork({}, {nodes} nodes, {streets} streets, {})", self.mode(), self.system())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a doorstep.RoadNetwork is not pickled; make it again from its tables or file",
        ))
    }
}

impl PyRoadNetwork {
    fn snaps(
        &self,
        from: &Places,
        to: &Places,
        limit_m: f64,
        threads: &Threads,
    ) -> Result<[Vec<Option<Snap>>; 2], NetworkError> {
        let snapping = Snapping { limit_m, ..Snapping::default() };
        let snap = |places: &Places| self.network.snap(&places.places, &snapping, threads);
        Ok([snap(from)?, snap(to)?])
    }
}

fn threads(py: Python<'_>, threads: usize) -> PyResult<Threads> {
    Threads::new(threads).map_err(|error| raise(py, error))
}

fn profile(py: Python<'_>, mode: &str, walk_kmh: Option<f64>, cycle_kmh: Option<f64>) -> PyResult<Profile> {
    let mode = TravelMode::parse(mode).map_err(|error| raise(py, error))?;
    let profile = || -> Result<Profile, NetworkError> {
        let mut profile = Profile::new(mode)?;
        if let Some(speed) = walk_kmh {
            profile = profile.walk_kmh(speed)?;
        }
        if let Some(speed) = cycle_kmh {
            profile = profile.cycle_kmh(speed)?;
        }
        Ok(profile)
    };
    profile().map_err(|error| raise(py, error))
}

/// Minutes in tenths of a second; what is not a number or below 0 is 0, which the core refuses.
fn deciseconds(minutes: f64) -> u32 {
    (minutes * 600.0).round() as u32
}

/// The keys at some places.
fn picked<'a>(keys: &Keys<'a>, places: &[u32]) -> Keys<'a> {
    let places = || places.iter().map(|place| *place as usize);
    match keys {
        Keys::Integers(keys) => {
            Keys::Integers(places().filter_map(|place| keys.get(place).copied()).collect())
        }
        Keys::Texts(keys) => Keys::Texts(places().filter_map(|place| keys.get(place).copied()).collect()),
    }
}

/// A table of points, as it was given.
struct Places {
    ids: KeyColumn,
    places: Vec<Option<AnyCoordinate>>,
}

/// A point. Columns beyond these may be there and are not read.
#[derive(Deserialize)]
struct PlaceRow {
    id: AccessKey,
    #[serde(default)]
    lon: Option<f64>,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    system: Option<System>,
}

impl Places {
    fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        if is_arrow(data)? {
            let batches = record_batches(data)?;
            let ids = KeyColumn::of(&batches, "id").map_err(|error| raise(py, error))?;
            return Ok(Self { ids, places: places(py, &batches)? });
        }
        let rows: Vec<PlaceRow> = given(data)?;
        let places = rows.iter().map(|row| access_place(row.lon, row.lat, row.system));
        Ok(Self {
            places: places.collect::<Result<_, _>>().map_err(|error| raise(py, error))?,
            ids: keys(rows.iter().map(|row| &row.id)),
        })
    }
}

/// A table of nodes.
struct Nodes {
    node: Vec<i64>,
    lon: NumberColumn,
    lat: NumberColumn,
}

#[derive(Deserialize)]
struct NodeRow {
    node: AccessKey,
    lon: f64,
    lat: f64,
}

impl Nodes {
    fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        if is_arrow(data)? {
            let batches = record_batches(data)?;
            let column = |name| NumberColumn::of(&batches, name).map_err(|error| raise(py, error));
            let node = KeyColumn::of(&batches, "node").map_err(|error| raise(py, error))?;
            return Ok(Self { node: whole(py, &node, "node")?, lon: column("lon")?, lat: column("lat")? });
        }
        let rows: Vec<NodeRow> = given(data)?;
        Ok(Self {
            node: whole(py, &keys(rows.iter().map(|row| &row.node)), "node")?,
            lon: numbers(rows.iter().map(|row| row.lon)),
            lat: numbers(rows.iter().map(|row| row.lat)),
        })
    }
}

/// A table of edges; columns that are not there are empty.
struct Edges {
    from: Vec<i64>,
    to: Vec<i64>,
    length_m: NumberColumn,
    class: TextColumn,
    speed_kmh: NumberColumn,
    oneway: Vec<Option<bool>>,
    line: TextColumn,
}

#[derive(Deserialize)]
struct EdgeRow {
    from: AccessKey,
    to: AccessKey,
    #[serde(default)]
    length_m: Option<f64>,
    #[serde(default)]
    class: Option<String>,
    #[serde(default)]
    speed_kmh: Option<f64>,
    #[serde(default)]
    oneway: Option<bool>,
    #[serde(default)]
    line: Option<String>,
}

impl Edges {
    fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        if !is_arrow(data)? {
            let mut rows: Vec<EdgeRow> = given(data)?;
            return Ok(Self {
                from: whole(py, &keys(rows.iter().map(|row| &row.from)), "from")?,
                to: whole(py, &keys(rows.iter().map(|row| &row.to)), "to")?,
                length_m: numbers(rows.iter().map(|row| row.length_m.unwrap_or(f64::NAN))),
                speed_kmh: numbers(rows.iter().map(|row| row.speed_kmh.unwrap_or(f64::NAN))),
                oneway: rows.iter().map(|row| row.oneway).collect(),
                class: rows.iter_mut().map(|row| row.class.take()).collect(),
                line: rows.iter_mut().map(|row| row.line.take()).collect(),
            });
        }
        let batches = record_batches(data)?;
        let read = || -> Result<_, TableError> {
            let number = |name| match has_column(&batches, name) {
                true => NumberColumn::of(&batches, name),
                false => Ok(numbers(std::iter::empty())),
            };
            let ends = (KeyColumn::of(&batches, "from")?, KeyColumn::of(&batches, "to")?);
            let rest = Self {
                from: Vec::new(),
                to: Vec::new(),
                length_m: number("length_m")?,
                class: TextColumn::of(&batches, "class")?,
                speed_kmh: number("speed_kmh")?,
                oneway: booleans(&batches, "oneway")?,
                line: TextColumn::of(&batches, "line")?,
            };
            Ok((ends, rest))
        };
        let ((from, to), rest) = read().map_err(|error| raise(py, error))?;
        Ok(Self { from: whole(py, &from, "from")?, to: whole(py, &to, "to")?, ..rest })
    }

    fn streets(&self, nodes: &Nodes, system: System) -> Result<Streets, NetworkError> {
        let (lon, lat) = (nodes.lon.numbers(), nodes.lat.numbers());
        let (length_m, speed_kmh) = (self.length_m.numbers(), self.speed_kmh.numbers());
        let (class, line) = (self.class.texts(), self.line.texts());
        let edges = EdgeColumns {
            from: &self.from,
            to: &self.to,
            length_m: &length_m,
            class: &class,
            speed_kmh: &speed_kmh,
            oneway: &self.oneway,
            line: &line,
        };
        Streets::from_tables(&NodeColumns { node: &nodes.node, lon: &lon, lat: &lat }, &edges, system)
    }
}

/// Keys of nodes, which are whole numbers or the texts of such.
fn whole(py: Python<'_>, keys: &KeyColumn, name: &str) -> PyResult<Vec<i64>> {
    match keys.keys() {
        Keys::Integers(keys) => Ok(keys.into_owned()),
        Keys::Texts(keys) => keys
            .iter()
            .enumerate()
            .map(|(row, key)| {
                key.parse().map_err(|_| {
                    let detail = format_args!("`{name}` is not a whole number in row {row}");
                    raise(py, TableError::new(TableCode::ColumnType, detail))
                })
            })
            .collect(),
    }
}
