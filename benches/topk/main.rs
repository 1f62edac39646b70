//! Top-k matching over tables or a generated market: time, latency, and how many posts are looked at.
//!
//! `topk --posts posts.csv --seekers seekers.csv [--k 10] [--threads 2] [--runs 5]`
//!
//! `topk --save FILE [--posts posts.csv | --count 50000]` writes the matcher of a table, or of generated posts, as a file.

use std::fs::File;
use std::time::Instant;

use anyhow::{Context, Result};
use doorstep::matching::{MatchOptions, Matcher, Threads};
use doorstep::table::{Mapping, RawTable, Record, read};
use doorstep::{Post, Seeker};
use doorstep_benches::{post_rows, records};

fn table<T: Record>(path: &str) -> Result<Vec<T>> {
    let raw = RawTable::from_csv(File::open(path).with_context(|| path.to_owned())?)?;
    Ok(read(&raw, &Mapping::default())?.records)
}

fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse().ok())
        .collect();
    fields.iter().sum::<f64>() / 100.0
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let arg = |name: &str| args.iter().position(|one| one == name).and_then(|at| args.get(at + 1)).cloned();
    let options = MatchOptions { today: "2026-06-01".parse().ok(), ..MatchOptions::default() };
    if let Some(file) = arg("--save") {
        let posts = match arg("--posts") {
            Some(path) => table(&path)?,
            None => records(&post_rows(arg("--count").map_or(Ok(50_000), |text| text.parse())?, 1))?,
        };
        return Ok(std::fs::write(file, Matcher::new(posts, options)?.to_bytes())?);
    }
    let posts: Vec<Post> = table(&arg("--posts").context("--posts")?)?;
    let seekers: Vec<Seeker> = table(&arg("--seekers").context("--seekers")?)?;
    let k = arg("--k").map_or(Ok(10), |text| text.parse())?;
    let threads = Threads::new(arg("--threads").map_or(Ok(2), |text| text.parse())?)?;
    let start = Instant::now();
    let matcher = Matcher::new(posts, options)?;
    println!("build {:?}", start.elapsed());
    let start = Instant::now();
    let first = matcher.recommend(seekers.first().context("nobody")?, k);
    println!("columns and first {:?}: {:?}", start.elapsed(), first.first());
    let start = Instant::now();
    let people = matcher.prepare(seekers.clone(), &threads, &mut ())?;
    println!("prepare {:?} {people:?}", start.elapsed());
    for _ in 0..arg("--runs").map_or(Ok(5), |text| text.parse())? {
        let start = Instant::now();
        let c0 = cpu();
        let ranking = matcher.recommend_to(&people, k, &threads, &mut ())?;
        let took = (start.elapsed(), cpu() - c0);
        println!(
            "run {took:?}; a person: tested {}, scored {} of {}",
            ranking.posts_tested() / ranking.len() as u64,
            ranking.posts_scored() / ranking.len() as u64,
            matcher.len()
        );
    }
    let mut times: Vec<_> = seekers
        .iter()
        .take(200)
        .map(|seeker| {
            let start = Instant::now();
            matcher.recommend(seeker, k);
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("one by one: p50 {:?} p99 {:?}", times[times.len() / 2], times[times.len() * 99 / 100]);
    Ok(())
}
