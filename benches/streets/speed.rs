//! One city, each question some times: what `measure.py` sets beside other software.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use doorstep::matching::Threads;
use doorstep::place::Direction;
use doorstep_benches::process::{held_kib, peak_kib, processor_s};

use crate::city::{AtNodes, City};

/// 15 minutes, and 5 km at 5 km/h, in tenths of a second.
const CIRCLE_DS: u32 = 9_000;
const FAR_DS: u32 = 36_000;

/// Runs and their median wall time; processor time is the mean, because the clock of it is coarse.
fn timed<T>(name: &str, threads: &Threads, mut run: impl FnMut() -> Result<T>) -> Result<T> {
    let mut found = run()?;
    let (start, used, mut walls) = (Instant::now(), processor_s(), Vec::new());
    while walls.len() < 3 || (walls.len() < 100 && start.elapsed().as_secs_f64() < 1.5) {
        let run_start = Instant::now();
        found = run()?;
        walls.push(run_start.elapsed().as_secs_f64());
    }
    let used = (processor_s() - used) / walls.len() as f64;
    walls.sort_by(f64::total_cmp);
    let wall = walls.get(walls.len() / 2).copied().unwrap_or_default();
    println!("{name}\t{}\t{:.2}\t{:.2}\t{}", threads.count(), wall * 1e3, used * 1e3, walls.len());
    Ok(found)
}

fn write(out: &Path, name: &str, numbers: impl IntoIterator<Item = u32>) -> Result<()> {
    let bytes: Vec<u8> = numbers.into_iter().flat_map(u32::to_le_bytes).collect();
    Ok(fs::write(out.join(name), bytes)?)
}

/// Measures, and leaves the city and the answers in a folder as little-endian numbers of 32 bits. Nodes are numbered in the
/// order in which the network holds them, so that others have them as near to one another in memory as it has.
pub(crate) fn run(out: &Path, side: u32, homes: usize, stations: usize) -> Result<()> {
    fs::create_dir_all(out)?;
    let city = City::new(side, homes, stations)?;
    let (before, start) = (held_kib(), Instant::now());
    let network = city.network()?;
    let (build_s, held) = (start.elapsed().as_secs_f64(), held_kib() - before);
    println!("nodes\t{}\nstreets\t{}", network.nodes(), network.streets());
    println!("build s\t{build_s:.2}\nbytes a street\t{:.0}", held * 1024.0 / network.streets() as f64);
    let nodes = AtNodes::new(&network, city.streets.nodes())?;
    let position = |node: u32| nodes.position.get(node as usize).copied().flatten().unwrap_or(u32::MAX);
    write(
        out,
        "links.u32",
        city.links.iter().flat_map(|&[from, to, dm]| [position(from), position(to), dm]),
    )?;
    write(out, "homes.u32", city.homes.iter().map(|&node| position(node)))?;
    write(out, "people.u32", city.people.iter().map(|&people| people as u32))?;
    write(out, "stations.u32", city.stations.iter().map(|&node| position(node)))?;
    let (homes, stations) = (nodes.of(&city.homes), nodes.of(&city.stations));
    let all = nodes.all();
    let far = |time: Option<u32>| time.unwrap_or(u32::MAX);
    let to = Direction::To;

    println!("question\tthreads\twall ms\tprocessor ms\truns");
    for threads in [Threads::one(), Threads::new(2)?] {
        let nearest = timed("nearest", &threads, || Ok(network.nearest_of_nodes(&stations, to, CIRCLE_DS)?))?;
        write(out, "nearest.u32", nearest.iter().map(|found| far(found.map(|found| found.way.time_ds))))?;
        let circles = timed("circles", &threads, || {
            Ok(network.within(&stations, &homes, &city.people, to, CIRCLE_DS, &threads)?)
        })?;
        write(out, "circles.u32", circles.iter().map(|circle| circle.weight as u32))?;
        let times = timed("od", &threads, || Ok(network.times(&homes, &stations, FAR_DS, &threads)?))?;
        let pairs = times.origin.iter().zip(&times.destination).zip(&times.time_ds);
        write(out, "od.u32", pairs.flat_map(|((&home, &station), &time)| [home, station, time]))?;
        let every = timed("every node", &threads, || {
            Ok(network.within(all, &homes, &city.people, to, CIRCLE_DS, &threads)?)
        })?;
        write(out, "every.u32", every.iter().map(|circle| circle.weight as u32))?;
    }
    println!("peak MiB\t{:.0}", peak_kib() / 1024.0);
    Ok(())
}
