//! What doorstep answers to the questions of the scripts that set it beside other software: streets and questions come as
//! files, answers go beside them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use doorstep::matching::Threads;
use doorstep::place::{
    Direction, Drawing, EdgeColumns, NodeColumns, OsmLimits, Profile, RoadNetwork, Snap, Snapping, Streets,
    read_osm,
};
use doorstep::{AnyCoordinate, System, TravelMode};
use doorstep_benches::process::processor_s;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The bounds of isochrones, 5, 10 and 15 minutes, and that of the times of nodes beside them.
const BOUNDS_DS: [u32; 3] = [3_000, 6_000, 9_000];
const NODES_DS: u32 = 18_000;
/// The bound of the nearest station.
const NEAREST_DS: u32 = 72_000;

fn rows<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| path.display().to_string())?;
    reader.deserialize().map(|row| Ok(row?)).collect()
}

fn write<T: Serialize>(path: &Path, head: &[&str], rows: impl IntoIterator<Item = T>) -> Result<()> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_path(path)?;
    writer.write_record(head)?;
    for row in rows {
        writer.serialize(row)?;
    }
    Ok(writer.flush()?)
}

/// A network for people on foot from an OpenStreetMap file, or from a folder with `nodes.csv` (`node,lon,lat`) and
/// `edges.csv` (`from,to,length_m,class,oneway,line`; all but the ends may be empty).
fn network(from: &Path, walk_kmh: f64) -> Result<RoadNetwork> {
    let streets = if from.is_dir() {
        tables(from)?
    } else {
        let (streets, report) = read_osm(&fs::read(from)?, &OsmLimits::default(), &Threads::new(2)?)?;
        println!("{report:?}");
        streets
    };
    let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?.walk_kmh(walk_kmh)?)?;
    let parts = network.components().iter().take(3).collect::<Vec<_>>();
    println!("{} nodes, {} streets, the largest parts {parts:?}", network.nodes(), network.streets());
    Ok(network)
}

type Edge = (i64, i64, Option<f64>, Option<String>, Option<bool>, Option<String>);

fn tables(folder: &Path) -> Result<Streets> {
    let nodes: Vec<(i64, f64, f64)> = rows(&folder.join("nodes.csv"))?;
    let edges: Vec<Edge> = rows(&folder.join("edges.csv"))?;
    let (node, (lon, lat)): (Vec<_>, (Vec<_>, Vec<_>)) =
        nodes.into_iter().map(|(node, lon, lat)| (node, (lon, lat))).unzip();
    let from: Vec<i64> = edges.iter().map(|edge| edge.0).collect();
    let to: Vec<i64> = edges.iter().map(|edge| edge.1).collect();
    let length_m: Vec<f64> = edges.iter().map(|edge| edge.2.unwrap_or(f64::NAN)).collect();
    let class: Vec<Option<&str>> = edges.iter().map(|edge| edge.3.as_deref()).collect();
    let oneway: Vec<Option<bool>> = edges.iter().map(|edge| edge.4).collect();
    let line: Vec<Option<&str>> = edges.iter().map(|edge| edge.5.as_deref()).collect();
    let edges = EdgeColumns {
        from: &from,
        to: &to,
        length_m: &length_m,
        class: &class,
        speed_kmh: &[],
        oneway: &oneway,
        line: &line,
    };
    let nodes = NodeColumns { node: &node, lon: &lon, lat: &lat, height_m: &[] };
    Ok(Streets::from_tables(&nodes, &edges, System::Wgs84)?)
}

/// Node by node: the way to the nearest of the nodes in `stations.csv` (`node`), and the sum of `weights.csv`
/// (`node,weight`) within so many minutes; into `nearest.csv` and `sums.csv`.
pub(crate) fn at_nodes(from: &Path, walk_kmh: f64, minutes: f64, folder: &Path) -> Result<()> {
    let (network, bound_ds) = (network(from, walk_kmh)?, (minutes * 600.0).round() as u32);
    let places = network.snaps_of_nodes();
    let of_key: std::collections::HashMap<i64, Option<Snap>> =
        network.node_keys().iter().copied().zip(places.iter().copied()).collect();
    let snap = |key: i64| of_key.get(&key).copied().flatten();
    let stations: Vec<Option<Snap>> =
        rows::<(i64,)>(&folder.join("stations.csv"))?.into_iter().map(|row| snap(row.0)).collect();
    let nearest = network.nearest_of_nodes(&stations, Direction::To, bound_ds)?;
    let keys = network.node_keys().iter();
    let rows_of_nearest = keys.zip(&nearest).map(|(key, found)| {
        let found = found.map(|found| (found.station, found.way.time_ds, found.way.length_dm));
        (*key, found.map(|found| found.0), found.map(|found| found.1), found.map(|found| found.2))
    });
    write(&folder.join("nearest.csv"), &["node", "station", "time_ds", "length_dm"], rows_of_nearest)?;
    let (points, weights): (Vec<_>, Vec<f64>) = rows::<(i64, f64)>(&folder.join("weights.csv"))?
        .into_iter()
        .map(|(key, weight)| (snap(key), weight))
        .unzip();
    let sums = network.within(&places, &points, &weights, Direction::From, bound_ds, &Threads::new(2)?)?;
    let keys = network.node_keys().iter();
    let rows_of_sums = keys.zip(&sums).map(|(key, sum)| (*key, sum.points, sum.weight));
    write(&folder.join("sums.csv"), &["node", "points", "weight"], rows_of_sums)
}

fn place(lon: f64, lat: f64) -> Option<AnyCoordinate> {
    AnyCoordinate::new(lon, lat, System::Wgs84).ok()
}

/// Isochrones of 5, 10 and 15 minutes from each place of `origins.csv` (`lon,lat`), up to so far from a street, and the
/// times of nodes: into `circles-0.geojson` and so on, `nodes.csv`, `times.csv`.
pub(crate) fn circles(from: &Path, walk_kmh: f64, limit_m: f64, folder: &Path) -> Result<()> {
    let network = network(from, walk_kmh)?;
    let one = Threads::one();
    let origins: Vec<_> = rows::<(f64, f64)>(&folder.join("origins.csv"))?
        .into_iter()
        .map(|(lon, lat)| place(lon, lat))
        .collect();
    let snapping = Snapping { limit_m, ..Snapping::default() };
    let snaps = network.snap(&origins, &snapping, &one)?;
    let drawing = Drawing { direction: Direction::From, snapping, ..Drawing::default() };
    let used = processor_s();
    let mut drawn = Vec::new();
    for (number, snap) in snaps.iter().enumerate() {
        let snap = snap.as_ref().with_context(|| format!("origin {number} has no street"))?;
        drawn.push(network.isochrones(snap, &BOUNDS_DS, &drawing)?);
    }
    println!(
        "{:.2} ms of processor time for the three isochrones of an origin",
        (processor_s() - used) * 1e3 / drawn.len() as f64
    );
    for (number, found) in drawn.iter().enumerate() {
        fs::write(folder.join(format!("circles-{number}.geojson")), found.geojson().to_string())?;
    }
    let nodes = network.snaps_of_nodes();
    let times = network.times(&snaps, &nodes, NODES_DS, &one)?;
    let key = |node: u32| network.node_keys().get(node as usize).copied();
    let rows_of_times = times.origin.iter().zip(&times.destination).zip(&times.time_ds);
    let rows_of_times = rows_of_times.map(|((origin, node), time_ds)| (*origin, key(*node), *time_ds));
    write(&folder.join("times.csv"), &["origin", "node", "time_ds"], rows_of_times)?;
    let rows_of_nodes = network.node_keys().iter().zip(&nodes).filter_map(|(key, snap)| {
        let (lon, lat) = network.place(snap.as_ref()?);
        Some((*key, lon, lat))
    });
    write(&folder.join("nodes.csv"), &["node", "lon", "lat"], rows_of_nodes)
}

/// For each place of `places.csv` (`group,lon,lat`) the way from the nearest of the stations of its group in
/// `stations.csv` (`group,lon,lat`), and where its own street is: into `answers.csv`.
pub(crate) fn nearest(from: &Path, walk_kmh: f64, folder: &Path) -> Result<()> {
    let network = network(from, walk_kmh)?;
    let two = Threads::new(2)?;
    let places: Vec<(u32, f64, f64)> = rows(&folder.join("places.csv"))?;
    let stations: Vec<(u32, f64, f64)> = rows(&folder.join("stations.csv"))?;
    let snaps = |rows: &[(u32, f64, f64)]| {
        let places: Vec<_> = rows.iter().map(|&(_, lon, lat)| place(lon, lat)).collect();
        network.snap(&places, &Snapping::default(), &two)
    };
    let (places_on, stations_on) = (snaps(&places)?, snaps(&stations)?);
    let mut answers = Vec::with_capacity(places.len());
    let mut start = 0;
    for group in places.chunk_by(|before, after| before.0 == after.0) {
        let number = group.first().map_or(0, |row| row.0);
        // Stations of other groups are nowhere, so that numbers of stations stay those of the file.
        let here: Vec<_> =
            stations.iter().zip(&stations_on).map(|(row, snap)| snap.filter(|_| row.0 == number)).collect();
        let asked = places_on.get(start..start + group.len()).unwrap_or_default();
        start += group.len();
        let found = network.nearest(asked, &here, Direction::From, NEAREST_DS, &two)?;
        for (snap, found) in asked.iter().zip(found) {
            let on_street = snap.as_ref().map(|snap| network.place(snap));
            answers.push((
                number,
                found.map(|found| found.station),
                found.map(|found| found.way.time_ds),
                snap.map(|snap| snap.snap_m()),
                on_street.map(|place| place.0),
                on_street.map(|place| place.1),
            ));
        }
    }
    write(
        &folder.join("answers.csv"),
        &["group", "station", "time_ds", "snap_m", "street_lon", "street_lat"],
        answers,
    )
}
