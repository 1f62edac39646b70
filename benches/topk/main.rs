//! Top-k matching over tables or a generated market: time, latency, and how many posts are looked at.
//!
//! `topk --posts posts.csv --seekers seekers.csv [--k 10] [--threads 2] [--runs 5]`

use std::fs::File;
use std::time::Instant;

use anyhow::{Context, Result};
use doorstep::matching::{MatchOptions, Matcher, Threads};
use doorstep::table::{Mapping, RawTable, Record, read};
use doorstep::{Post, Seeker};

fn table<T: Record>(path: &str) -> Result<Vec<T>> {
    let raw = RawTable::from_csv(File::open(path).with_context(|| path.to_owned())?)?;
    Ok(read(&raw, &Mapping::default())?.records)
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let arg = |name: &str| args.iter().position(|one| one == name).and_then(|at| args.get(at + 1)).cloned();
    let posts: Vec<Post> = table(&arg("--posts").context("--posts")?)?;
    let seekers: Vec<Seeker> = table(&arg("--seekers").context("--seekers")?)?;
    let k = arg("--k").map_or(Ok(10), |text| text.parse())?;
    let threads = Threads::new(arg("--threads").map_or(Ok(2), |text| text.parse())?)?;
    let options = MatchOptions { today: "2026-06-01".parse().ok(), ..MatchOptions::default() };
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
        let ranking = matcher.recommend_to(&people, k, &threads, &mut ())?;
        let took = start.elapsed();
        println!(
            "run {took:?}; a person: tested {}, scored {} of {}",
            ranking.posts_tested() / ranking.len() as u64,
            ranking.posts_scored() / ranking.len() as u64,
            matcher.len()
        );
    }
    let mut times: Vec<_> = seekers
        .iter()
        .take(2000)
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
