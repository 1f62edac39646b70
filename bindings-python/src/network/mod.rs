//! Street networks.

mod tables;

use std::path::PathBuf;
use std::sync::Arc;

use doorstep::circle::Keys;
use doorstep::matching::Threads;
use doorstep::place::{
    DetourRange, Direction, Drawing, NetworkError, OsmLimits, Profile, RoadNetwork, Snap, Snapping, Streets,
    bound_ds, read_osm,
};
use doorstep::wire::{RequestError, isochrones_of, profile_of};
use doorstep::{System, TravelMode};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use serde_json::Value;

use self::tables::{Edges, Nodes, Places};
use crate::accessibility::Points;
use crate::error::{option, raise};
use crate::file::{self, read_bytes};
use crate::json;
use crate::panic::guard;
use crate::table::{Columns, PyTable, count};

/// Streets for one way of travelling (路网): how long people are on real streets, in steps of a tenth of a second.
///
/// Made by `from_edges`, `from_geojson` or `from_osm`, or read by `load`; changes nothing afterwards and may be asked from many threads at once.
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
    /// A network from a table of nodes (`node, lon, lat`, and if there is such a column `height_m`) and one of edges (`from,
    /// to`, and if there are such columns `length_m`, `class`, `speed_kmh`, `oneway`, `line`).
    ///
    /// Keys of nodes are whole numbers. A row is open from `from` to `to` only, for every `mode`, unless its `oneway` is
    /// false. `class` is a value of OpenStreetMap's `highway`, by default `"road"`, and says who may go there.
    /// `speed_kmh` is for cars. `line` goes from node to node, such as `"117.01 36.61;117.02 36.62"`; without
    /// `length_m`, its length holds. `mode` is `"walk"`, `"cycle"` or `"drive"`. With `slope`, people on foot are slower
    /// uphill and steep downhill (Tobler's hiking function), where the heights of both nodes are known. The first row that
    /// cannot be taken refuses the table.
    ///
    /// >>> nodes = [{"node": 1, "lon": 117.00, "lat": 36.66}, {"node": 2, "lon": 117.01, "lat": 36.66}]
    /// >>> doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 3}])
    /// Traceback (most recent call last):
    /// doorstep.NetworkError: a street ends at a node that is not in the table (edges row 0)
    #[staticmethod]
    #[pyo3(signature = (nodes, edges, mode="walk", *, walk_kmh=None, cycle_kmh=None, slope=false, system="wgs84"))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn from_edges(
        py: Python<'_>,
        nodes: &Bound<'_, PyAny>,
        edges: &Bound<'_, PyAny>,
        mode: &str,
        walk_kmh: Option<f64>,
        cycle_kmh: Option<f64>,
        slope: bool,
        system: &str,
    ) -> PyResult<Self> {
        guard(py, || {
            let profile = profile(py, mode, walk_kmh, cycle_kmh)?.slope(slope);
            let system = System::parse(system).map_err(|error| raise(py, error))?;
            let (nodes, edges) = (Nodes::of(nodes)?, Edges::of(edges)?);
            let made = py.detach(|| {
                let streets = edges.streets(&nodes, system)?;
                RoadNetwork::new(&streets, &profile)
            });
            made.map(Self::without_report).map_err(|error| raise(py, error))
        })
    }

    /// A network from GeoJSON lines: a dict, its JSON text, or what has a `__geo_interface__`, such as a GeoDataFrame.
    ///
    /// It is a `FeatureCollection` of `LineString` and `MultiLineString`, which meet where they share a point, at ends or
    /// between them; lines that merely cross do not meet. Properties, all optional: `class` or `highway` (by default
    /// `"road"`), `oneway` (by default both ways; binds bicycles and cars, not people on foot), `length_m` (of the whole
    /// feature), `speed_kmh`. By RFC 7946 it is in WGS-84; `system` says otherwise. The first feature that cannot be taken
    /// refuses all.
    ///
    /// >>> def street(*points, **properties):
    /// ...     line = {"type": "LineString", "coordinates": points}
    /// ...     return {"type": "Feature", "geometry": line, "properties": properties}
    /// >>> long = street([117.00, 36.66], [117.01, 36.66], [117.02, 36.66], highway="residential")
    /// >>> side = street([117.01, 36.66], [117.01, 36.67], highway="footway")
    /// >>> doorstep.RoadNetwork.from_geojson({"type": "FeatureCollection", "features": [long, side]})
    /// doorstep.RoadNetwork(walk, 4 nodes, 3 streets, wgs84)
    #[staticmethod]
    #[pyo3(signature = (lines, mode="walk", *, walk_kmh=None, cycle_kmh=None, system="wgs84"))]
    fn from_geojson(
        py: Python<'_>,
        lines: &Bound<'_, PyAny>,
        mode: &str,
        walk_kmh: Option<f64>,
        cycle_kmh: Option<f64>,
        system: &str,
    ) -> PyResult<Self> {
        guard(py, || {
            let profile = profile(py, mode, walk_kmh, cycle_kmh)?;
            let system = System::parse(system).map_err(|error| raise(py, error))?;
            let lines = geojson(lines)?;
            let made = py.detach(|| RoadNetwork::new(&Streets::from_geojson(&lines, system)?, &profile));
            made.map(Self::without_report).map_err(|error| raise(py, error))
        })
    }

    /// The network as bytes (保存), for `from_bytes` here, in Rust and in JavaScript. The report of a file is not in them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || Ok(PyBytes::new(py, &py.detach(|| self.network.to_bytes()))))
    }

    /// The network that was saved (加载), in a fraction of the time that a file takes. Bytes from anywhere do no harm: what
    /// is damaged, or of another version, is raised.
    ///
    /// >>> nodes = [{"node": 1, "lon": 117.00, "lat": 36.66}, {"node": 2, "lon": 117.01, "lat": 36.66}]
    /// >>> saved = doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 2}]).to_bytes()
    /// >>> doorstep.RoadNetwork.from_bytes(saved)
    /// doorstep.RoadNetwork(walk, 2 nodes, 1 streets, wgs84)
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        guard(py, || Self::saved(py, data))
    }

    /// Writes what `to_bytes` gives to a file, for `load`. The file is there as a whole or as it was before, whatever
    /// happens meanwhile.
    #[pyo3(signature = (path, /))]
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        guard(py, || py.detach(|| file::replace(&path, &self.network.to_bytes())))
    }

    /// The network that `save` wrote to a file; see `from_bytes`.
    #[staticmethod]
    #[pyo3(signature = (path, /))]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        guard(py, || {
            let data = py.detach(|| read_bytes(&path))?;
            Self::saved(py, &data)
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
                let found = self.network.nearest(&from, &to, Direction::To, bound_ds(max_min)?, &threads)?;
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
                self.network.times(&from, &to, bound_ds(max_min)?, &threads)
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

    /// How many points lie within `max_min` minutes of each place, and the sum of their weights (范围内合计): a table with a row
    /// for each place, in the order given, `place_id, points, weight, snap_m`.
    ///
    /// `places` is a table as for `nearest`, `points` one with `weight` besides, such as homes with their people. People come
    /// to the place, or with `direction="from"` go from it. A place that is not near a street has a row without sums; a point
    /// that is not is about no place. `threads` change no result.
    ///
    /// >>> nodes = [{"node": 1, "lon": 117.00, "lat": 36.66}, {"node": 2, "lon": 117.01, "lat": 36.66}]
    /// >>> network = doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 2, "length_m": 900, "oneway": False}])
    /// >>> homes = [{"id": "h1", "lon": 117.00, "lat": 36.66, "weight": 3}, {"id": "h2", "lon": 117.01, "lat": 36.66, "weight": 4}]
    /// >>> network.within([{"id": "s1", "lon": 117.01, "lat": 36.66}], homes, 15).to_pylist()
    /// [{'place_id': 's1', 'points': 2, 'weight': 7.0, 'snap_m': 0}]
    #[pyo3(signature = (places, points, max_min, *, direction="to", snap_limit_m=500.0, threads=0))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn within(
        &self,
        py: Python<'_>,
        places: &Bound<'_, PyAny>,
        points: &Bound<'_, PyAny>,
        max_min: f64,
        direction: &str,
        snap_limit_m: f64,
        threads: usize,
    ) -> PyResult<PyTable> {
        guard(py, || {
            let direction: Direction = option(py, direction.into())?;
            let threads = self::threads(py, threads)?;
            let (places, points) = (Places::of(places)?, Points::of(points, true)?);
            let found = py.detach(|| {
                let snapping = snapping(snap_limit_m);
                let at = self.network.snap(&places.places, &snapping, &threads)?;
                let of = self.network.snap(&points.places, &snapping, &threads)?;
                let weights = points.weights.numbers();
                let found =
                    self.network.within(&at, &of, &weights, direction, bound_ds(max_min)?, &threads)?;
                Ok((at, found))
            });
            let (snaps, found) = found.map_err(|error: NetworkError| raise(py, error))?;
            let rows = || snaps.iter().zip(&found);
            Columns::default()
                .keys("place_id", &places.ids.keys())
                .some_integer("points", rows().map(|(snap, found)| snap.map(|_| count(found.points))))
                .some_decimal("weight", rows().map(|(snap, found)| snap.map(|_| found.weight)))
                .some_integer("snap_m", snaps.iter().map(|snap| Some(count(snap.as_ref()?.snap_m()))))
                .finish(None)
        })
    }

    /// How much longer ways on these streets are than straight lines (绕行系数), a dict: `factor_permille`, the sum of the ways
    /// over the sum of the straight lines in thousandths, as a `rule` takes it (`travel`, `detour_permille`);
    /// `quartiles_permille` of single pairs; how many `pairs` were counted and how many had no way (`pairs_without_way`); how
    /// many origins and destinations are off the streets.
    ///
    /// Pairs from `points` to `stations`, tables as for `nearest`, count that lie from `least_m` to `most_m` metres apart.
    /// Short ways are more roundabout than long ones: take the distances for which the factor is to be used.
    ///
    /// >>> nodes = [{"node": 1, "lon": 117.0, "lat": 36.66}, {"node": 2, "lon": 117.0, "lat": 36.65},
    /// ...          {"node": 3, "lon": 117.01, "lat": 36.65}]
    /// >>> network = doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 2}, {"from": 2, "to": 3}])
    /// >>> network.detour([{"id": 1, "lon": 117.0, "lat": 36.66}], [{"id": 3, "lon": 117.01, "lat": 36.65}])["factor_permille"]
    /// 1406
    #[pyo3(signature = (points, stations, *, least_m=100, most_m=5_000, snap_limit_m=500.0, threads=0))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn detour<'py>(
        &self,
        py: Python<'py>,
        points: &Bound<'py, PyAny>,
        stations: &Bound<'py, PyAny>,
        least_m: u32,
        most_m: u32,
        snap_limit_m: f64,
        threads: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let threads = self::threads(py, threads)?;
            let (points, stations) = (Places::of(points)?, Places::of(stations)?);
            let (range, snapping) = (DetourRange { least_m, most_m }, snapping(snap_limit_m));
            let fitted = py
                .detach(|| self.network.detour(&points.places, &stations.places, range, &snapping, &threads));
            json::plain(py, &fitted.map_err(|error| raise(py, error))?)
        })
    }

    /// From where each place is reached within some minutes (等时圈), or, with `direction="from"`, where one gets from it: a
    /// GeoJSON `FeatureCollection` as a dict, for geopandas or a map.
    ///
    /// `places` is a table as for `nearest`, `minutes` a number or a list of them. Two features for each place and bound: the
    /// area as a `MultiPolygon`, and as a `MultiLineString` the streets in it, cut exactly where the bound ends. Properties:
    /// `id` of the place, `part` (`"area"` or `"streets"`), `time_s`, `snap_m` and how it was drawn. The area goes up to
    /// `snap_limit_m` from a street. It is drawn on a grid of `cell_m` metres, and its outline may be moved by
    /// `tolerance_m`. The member `unsnapped` lists places that are on no street. `threads` change no result.
    ///
    /// >>> nodes = [{"node": 1, "lon": 117.00, "lat": 36.66}, {"node": 2, "lon": 117.01, "lat": 36.66}]
    /// >>> network = doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 2, "length_m": 900, "oneway": False}])
    /// >>> circles = network.isochrones([{"id": "s1", "lon": 117.00, "lat": 36.66}], [5, 10])
    /// >>> [(one["properties"]["time_s"], one["properties"]["length_m"]) for one in circles["features"][1::2]]
    /// [(300.0, 413), (600.0, 826)]
    #[pyo3(signature = (places, minutes, *, direction="to", snap_limit_m=500.0, cell_m=10.0, tolerance_m=1.0, threads=0))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn isochrones<'py>(
        &self,
        py: Python<'py>,
        places: &Bound<'py, PyAny>,
        minutes: &Bound<'py, PyAny>,
        direction: &str,
        snap_limit_m: f64,
        cell_m: f64,
        tolerance_m: f64,
        threads: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let direction: Direction = option(py, direction.into())?;
            let minutes =
                minutes.extract::<Vec<f64>>().or_else(|_| Ok::<_, PyErr>(vec![minutes.extract()?]))?;
            let threads = self::threads(py, threads)?;
            let places = Places::of(places)?;
            let snapping = snapping(snap_limit_m);
            let drawing = Drawing { direction, snapping, cell_m, tolerance_m };
            let drawn = py.detach(|| {
                let ids: Vec<Value> = match places.ids.keys() {
                    Keys::Integers(keys) => keys.iter().map(|&key| key.into()).collect(),
                    Keys::Texts(keys) => keys.into_iter().map(Value::from).collect(),
                };
                isochrones_of(&self.network, &ids, &places.places, &minutes, &drawing, &threads)
            });
            json::to_python(py, &drawn.map_err(|error| raise(py, error))?)
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

    /// What an OpenStreetMap file held and what became of it, a dict of counts; `None` for tables, lines and saved networks.
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
            "a doorstep.RoadNetwork is not pickled; make it where it is needed, or save and load it",
        ))
    }
}

impl PyRoadNetwork {
    fn without_report(network: RoadNetwork) -> Self {
        Self { network: Arc::new(network), report: None }
    }

    fn saved(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        let network = py.detach(|| RoadNetwork::from_bytes(data));
        network.map(Self::without_report).map_err(|error| raise(py, error))
    }

    /// The network itself.
    pub(crate) fn network(&self) -> &RoadNetwork {
        &self.network
    }

    fn snaps(
        &self,
        from: &Places,
        to: &Places,
        limit_m: f64,
        threads: &Threads,
    ) -> Result<[Vec<Option<Snap>>; 2], NetworkError> {
        let snapping = snapping(limit_m);
        let snap = |places: &Places| self.network.snap(&places.places, &snapping, threads);
        Ok([snap(from)?, snap(to)?])
    }
}

/// One network or several, for rules of several modes.
pub(crate) fn networks(given: &Bound<'_, PyAny>) -> PyResult<Vec<Py<PyRoadNetwork>>> {
    let network = |given: &Bound<'_, PyAny>| Some(given.cast::<PyRoadNetwork>().ok()?.clone().unbind());
    if let Some(one) = network(given) {
        return Ok(vec![one]);
    }
    let refuse = || PyTypeError::new_err("`network` is a doorstep.RoadNetwork or a list of them");
    let each = given.try_iter().map_err(|_| refuse())?;
    each.map(|one| network(&one?).ok_or_else(refuse)).collect()
}

pub(crate) fn snapping(limit_m: f64) -> Snapping {
    Snapping { limit_m, ..Snapping::default() }
}

fn threads(py: Python<'_>, threads: usize) -> PyResult<Threads> {
    Threads::new(threads).map_err(|error| raise(py, error))
}

fn profile(py: Python<'_>, mode: &str, walk_kmh: Option<f64>, cycle_kmh: Option<f64>) -> PyResult<Profile> {
    let mode = TravelMode::parse(mode).map_err(|error| raise(py, error))?;
    profile_of(mode, walk_kmh, cycle_kmh).map_err(|error| raise(py, error))
}

/// GeoJSON from a dict, a text, or an object that gives a dict.
fn geojson(data: &Bound<'_, PyAny>) -> PyResult<Value> {
    if let Ok(text) = data.cast::<PyString>() {
        let read = serde_json::from_str(text.to_str()?);
        return read.map_err(|error| raise(data.py(), RequestError::from(error)));
    }
    match data.getattr_opt("__geo_interface__")? {
        Some(given) => json::from_python(&given),
        None => json::from_python(data),
    }
}

/// The keys at some places.
pub(crate) fn picked<'a>(keys: &Keys<'a>, places: &[u32]) -> Keys<'a> {
    let places = || places.iter().map(|place| *place as usize);
    match keys {
        Keys::Integers(keys) => {
            Keys::Integers(places().filter_map(|place| keys.get(place).copied()).collect())
        }
        Keys::Texts(keys) => Keys::Texts(places().filter_map(|place| keys.get(place).copied()).collect()),
    }
}
