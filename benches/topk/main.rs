//! Top-k matching over tables or a generated market: time, latency, and how many posts are looked at.
//!
//! `topk --posts posts.csv --seekers seekers.csv [--k 10] [--threads 2] [--runs 5] [--singles 2000]` prints how long posts
//! and people take to be made ready, then for each run over all people its seconds of wall and of processor time and how
//! many posts were tested and scored for a person, then the latency of people asked about one by one.
//!
//! `topk --save FILE [--posts posts.csv | --count 50000]` writes the matcher of a table, or of generated posts, as a file.

use std::fs::File;
use std::time::Instant;

use anyhow::{Context, Result};
use doorstep::matching::{MatchOptions, Matcher, Threads};
use doorstep::table::{Mapping, RawTable, Record, read};
use doorstep::{Post, Seeker};
use doorstep_benches::process::processor_s;
use doorstep_benches::{post_rows, records};

fn table<T: Record>(path: &str) -> Result<Vec<T>> {
    let raw = RawTable::from_csv(File::open(path).with_context(|| path.to_owned())?)?;
    Ok(read(&raw, &Mapping::default())?.records)
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
    println!("{} posts made ready: {:?}", matcher.len(), start.elapsed());
    let start = Instant::now();
    matcher.recommend(seekers.first().context("nobody to recommend to")?, k);
    println!("columns, and the first person: {:?}", start.elapsed());
    let start = Instant::now();
    let people = matcher.prepare(seekers.clone(), &threads, &mut ())?;
    println!("{people:?} made ready: {:?}", start.elapsed());
    for _ in 0..arg("--runs").map_or(Ok(5), |text| text.parse())? {
        let (start, processor) = (Instant::now(), processor_s());
        let ranking = matcher.recommend_to(&people, k, &threads, &mut ())?;
        let (wall, processor) = (start.elapsed(), processor_s() - processor);
        let each = |posts: u64| posts / (ranking.len() as u64).max(1);
        println!(
            "run: {wall:?}, processor {processor:.2} s; for a person {} posts tested, {} scored, of {}",
            each(ranking.posts_tested()),
            each(ranking.posts_scored()),
            matcher.len()
        );
    }
    let singles = arg("--singles").map_or(Ok(2_000), |text| text.parse())?;
    let time = |seeker: &Seeker| {
        let start = Instant::now();
        matcher.recommend(seeker, k);
        start.elapsed()
    };
    let mut times: Vec<_> = seekers.iter().take(singles).map(time).collect();
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    println!("one by one: p50 {:?}, p99 {:?}", at(50), at(99));
    Ok(())
}
