//! How time and memory grow with the network.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};
use doorstep::circle::{Catchment, Method, accessibility_on_streets};
use doorstep::matching::Threads;
use doorstep::place::{Direction, Drawing, RoadNetwork, Snap, Snapping};
use doorstep_benches::process::{held_kib, peak_kib, processor_s};

use crate::city::{AtNodes, City};

const CIRCLE_DS: u32 = 9_000;

/// Sides of lattices with about 10,000, 100,000, 1 million and 10 million streets.
const SIDES: [&str; 4] = ["78", "247", "781", "2470"];

/// What is measured, in the order of the columns.
const HEAD: [&str; 15] = [
    "streets",
    "nodes",
    "stations",
    "build_s",
    "bytes_a_street",
    "saved_bytes_a_street",
    "save_s",
    "load_s",
    "build_peak_mib",
    "load_peak_mib",
    "nearest_ms",
    "ns_a_node",
    "circle_us",
    "isochrone_ms",
    "snap_us",
];

/// Measures each size in a process of its own.
pub(crate) fn run(sides: &[String]) -> Result<()> {
    println!("{}", HEAD.join("\t"));
    let sides = if sides.is_empty() { SIDES.map(String::from).to_vec() } else { sides.to_vec() };
    for side in sides {
        let done = Command::new(std::env::current_exe()?).args(["growth-of", &side]).status()?;
        ensure!(done.success(), "{done}");
    }
    Ok(())
}

/// The median of some runs, in seconds.
fn median(runs: usize, mut run: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut walls = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        run()?;
        walls.push(start.elapsed().as_secs_f64());
    }
    walls.sort_by(f64::total_cmp);
    Ok(walls.get(runs / 2).copied().unwrap_or_default())
}

/// One size, on one thread: as many homes and stations to the street as in the city of `measure.py`.
pub(crate) fn one(side: u32) -> Result<()> {
    let links = side as usize * side as usize * 164 / 100;
    let city = City::new(side, links * 50_000 / 332_000, (links * 200 / 332_000).max(5))?;
    let (before, start) = (held_kib(), Instant::now());
    let network = city.network()?;
    let (build_s, held) = (start.elapsed().as_secs_f64(), held_kib() - before);
    let build_peak_kib = peak_kib();
    let nodes = AtNodes::new(&network, city.streets.nodes())?;
    let City { streets: table, links, homes, people, stations, staff: _ } = city;
    let (stations, homes, one) = (nodes.of(&stations), nodes.of(&homes), Threads::one());
    let nearest_s = median(5, || {
        network.nearest_of_nodes(&stations, Direction::To, CIRCLE_DS)?;
        Ok(())
    })?;
    // The difference of many circles and one leaves what is prepared for all of them out.
    let circles = |places: &[Option<Snap>]| {
        median(5, || {
            network.within(places, &homes, &people, Direction::To, CIRCLE_DS, &one)?;
            Ok(())
        })
    };
    let places: Vec<_> = homes.iter().take(1_001).copied().collect();
    let (many_s, one_s) = (circles(&places)?, circles(places.get(..1).unwrap_or_default())?);
    let circle_s = (many_s - one_s) / (places.len() - 1) as f64;
    // Streets and area of one bound each, about places near each other and far apart in turn.
    let mut isochrones_s = Vec::new();
    for place in homes.iter().flatten().take(101) {
        let start = Instant::now();
        network.isochrones(place, &[CIRCLE_DS], &Drawing::default())?;
        isochrones_s.push(start.elapsed().as_secs_f64());
    }
    isochrones_s.sort_by(f64::total_cmp);
    let isochrone_s = isochrones_s.get(isochrones_s.len() / 2).copied().unwrap_or_default();
    let asked: Vec<_> = homes
        .iter()
        .flatten()
        .take(10_000)
        .map(|snap| {
            let (lon, lat) = network.place(snap);
            // Some 30 m beside.
            doorstep::AnyCoordinate::new(lon + 2e-4, lat + 2e-4, network.system()).ok()
        })
        .collect();
    let snap_s = median(5, || {
        network.snap(&asked, &Snapping::default(), &one)?;
        Ok(())
    })?;
    let (streets, node_count) = (network.streets(), network.nodes());
    let start = Instant::now();
    let bytes = network.to_bytes();
    let save_s = start.elapsed().as_secs_f64();
    let (stations, snapped) = (stations.len(), asked.len());
    drop((network, homes, places, asked, nodes, table, links));
    forget_peak();
    let start = Instant::now();
    let loaded = RoadNetwork::from_bytes(&bytes)?;
    let (load_s, load_peak_kib) = (start.elapsed().as_secs_f64(), peak_kib());
    ensure!(
        loaded.streets() == streets && loaded.to_bytes() == bytes,
        "what was loaded is not what was saved"
    );
    let street = |bytes: f64| bytes / streets as f64;
    println!(
        "{streets}\t{node_count}\t{stations}\t{build_s:.3}\t{:.0}\t{:.0}\t{save_s:.4}\t{load_s:.4}\t{:.0}\t{:.0}\t{:.3}\t{:.0}\t{:.1}\t{:.2}\t{:.2}",
        street(held * 1024.0),
        street(bytes.len() as f64),
        build_peak_kib / 1024.0,
        load_peak_kib / 1024.0,
        nearest_s * 1e3,
        nearest_s * 1e9 / node_count as f64,
        circle_s * 1e6,
        isochrone_s * 1e3,
        snap_s * 1e6 / snapped as f64,
    );
    Ok(())
}

/// Counts the peak of memory anew from here, which Linux does.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// From network to scores in one pass, no pairs held: two-step floating catchments of 15 minutes.
pub(crate) fn people(side: u32, homes: usize, stations: usize) -> Result<()> {
    let city = City::new(side, homes, stations)?;
    let network = city.network()?;
    let nodes = AtNodes::new(&network, city.streets.nodes())?;
    let (homes, stations) = (nodes.of(&city.homes), nodes.of(&city.stations));
    let City { people, staff, .. } = city;
    drop((nodes, city.streets, city.links, city.homes, city.stations));
    let built_kib = peak_kib();
    forget_peak();
    println!(
        "{} streets, {} homes, {} stations; {:.0} MiB held before, {:.0} MiB at most so far",
        network.streets(),
        homes.len(),
        stations.len(),
        held_kib() / 1024.0,
        built_kib / 1024.0,
    );
    for (minutes, method) in
        [(15, Method::TwoStep), (15, Method::Enhanced), (60, Method::TwoStep), (60, Method::ThreeStep)]
    {
        for threads in [Threads::one(), Threads::new(2)?] {
            let (start, used) = (Instant::now(), processor_s());
            let catchment = Catchment::new(f64::from(minutes) * 60.0, method);
            let found = accessibility_on_streets(
                &network,
                (&people, &homes),
                (&staff, &stations),
                &catchment,
                &threads,
            )?;
            println!(
                "{method:?}, {minutes} min, threads={}: {:.2} s wall, {:.2} s processor, {} homes reached; peak {:.0} MiB",
                threads.count(),
                start.elapsed().as_secs_f64(),
                processor_s() - used,
                found.reached_supplies.iter().filter(|stations| **stations > 0).count(),
                peak_kib() / 1024.0,
            );
        }
    }
    Ok(())
}
