//! All figures of one size, measured in this process.

use std::time::Instant;

use anyhow::Result;
use doorstep::matching::{MatchOptions, Matcher, Threads};
use doorstep::text::Lexicon;
use doorstep_benches::market::Market;
use doorstep_benches::process::{held_kib, load, peak_kib, processor_s};

use crate::changes;
use crate::row::Row;

/// What is measured.
pub(crate) struct Size {
    pub(crate) seekers: u64,
    pub(crate) posts: u64,
    pub(crate) k: usize,
    pub(crate) threads: usize,
    /// People who are in memory at once.
    pub(crate) batch: u64,
    /// People who are asked about one by one.
    pub(crate) singles: u64,
    pub(crate) seed: u64,
}

/// Seconds of wall and of processor time.
#[derive(Default)]
struct Spent {
    wall: f64,
    processor: f64,
}

impl Spent {
    fn add<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (start, processor) = (Instant::now(), processor_s());
        let result = work();
        self.wall += start.elapsed().as_secs_f64();
        self.processor += processor_s() - processor;
        result
    }
}

const MB: f64 = 1024.0 / 1e6;

impl Size {
    pub(crate) fn measure(&self) -> Result<Row> {
        let mut row = Row::default();
        row.add("posts", self.posts as f64);
        row.add("seekers", self.seekers as f64);
        row.add("threads", self.threads as f64);
        row.add("k", self.k as f64);
        row.add("load", load());
        let market = Market::new(self.seed)?;
        // The lexicon is made once, whatever the posts.
        Lexicon::embedded();
        let matcher = self.build(&market, &mut row)?;
        self.batches(&matcher, &market, &mut row)?;
        self.one_by_one(&matcher, &market, &mut row);
        self.saved(&matcher, &market, &mut row)?;
        let people = market.seekers(0..20);
        changes::measure(&matcher, &market, &people, self.k, &mut row)?;
        row.add("peak_mb", peak_kib() * MB);
        Ok(row)
    }

    /// Makes posts ready, and what the first answer needs; saves and loads. Memory is what the process holds more of
    /// than before the posts.
    fn build(&self, market: &Market, row: &mut Row) -> Result<Matcher> {
        let options = MatchOptions { today: Some(Market::today()), ..MatchOptions::default() };
        let bytes_per_post = |before: f64| (held_kib() - before) * 1024.0 / (self.posts as f64).max(1.0);
        let before = held_kib();
        let posts = market.posts(0..self.posts);
        row.add("record_bytes_per_post", bytes_per_post(before));
        let mut build = Spent::default();
        let matcher = build.add(|| Matcher::new(posts, options))?;
        row.add("build_s", build.wall);
        row.add("ready_bytes_per_post", bytes_per_post(before));
        let (person, held) = (market.seeker(0), held_kib());
        let mut columns = Spent::default();
        columns.add(|| matcher.recommend(&person, self.k));
        row.add("columns_s", columns.wall);
        row.add("columns_bytes_per_post", bytes_per_post(held));
        row.add("index_bytes_per_post", bytes_per_post(before));
        row.add("build_peak_mb", peak_kib() * MB);
        Ok(matcher)
    }

    /// People in batches, none of whom is kept.
    fn batches(&self, matcher: &Matcher, market: &Market, row: &mut Row) -> Result<()> {
        let threads = Threads::new(self.threads)?;
        let (mut prepare, mut run) = (Spent::default(), Spent::default());
        let (mut tested, mut scored, mut found) = (0, 0, 0);
        let mut start = 0;
        while start < self.seekers {
            let end = (start + self.batch).min(self.seekers);
            let seekers = market.seekers(start..end);
            let people = prepare.add(|| matcher.prepare(seekers, &threads, &mut ()))?;
            let ranking = run.add(|| matcher.recommend_to(&people, self.k, &threads, &mut ()))?;
            tested += ranking.posts_tested();
            scored += ranking.posts_scored();
            found += (0..ranking.len()).map(|person| ranking.of(person).len()).sum::<usize>();
            start = end;
        }
        let seekers = (self.seekers as f64).max(1.0);
        row.add("prepare_s", prepare.wall);
        row.add("prepare_processor_s", prepare.processor);
        row.add("match_s", run.wall);
        row.add("match_processor_s", run.processor);
        row.add("us_per_seeker", 1e6 * (prepare.wall + run.wall) / seekers);
        row.add("processor_us_per_seeker", 1e6 * (prepare.processor + run.processor) / seekers);
        row.add("found_per_seeker", found as f64 / seekers);
        row.add("tested_per_seeker", tested as f64 / seekers);
        row.add("scored_per_seeker", scored as f64 / seekers);
        row.add("matching_peak_mb", peak_kib() * MB);
        Ok(())
    }

    /// People who were in no batch, one after another on one thread, each read, answered and described.
    fn one_by_one(&self, matcher: &Matcher, market: &Market, row: &mut Row) {
        let time = |number: u64| {
            let person = market.seeker(self.seekers + number);
            let start = Instant::now();
            matcher.recommend(&person, self.k);
            start.elapsed().as_secs_f64() * 1e6
        };
        let mut times: Vec<f64> = (0..self.singles).map(time).collect();
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(f64::NAN);
        row.add("one_count", times.len() as f64);
        row.add("one_p50_us", at(50));
        row.add("one_p99_us", at(99));
        row.add("one_max_us", times.last().copied().unwrap_or(f64::NAN));
    }

    /// As one file and back.
    fn saved(&self, matcher: &Matcher, market: &Market, row: &mut Row) -> Result<()> {
        let (mut save, mut read, mut answer) = (Spent::default(), Spent::default(), Spent::default());
        let bytes = save.add(|| matcher.to_bytes());
        let loaded = read.add(|| Matcher::from_bytes(&bytes))?;
        let person = market.seeker(0);
        answer.add(|| loaded.recommend(&person, self.k));
        row.add("saved_bytes_per_post", bytes.len() as f64 / (self.posts as f64).max(1.0));
        row.add("save_s", save.wall);
        row.add("load_s", read.wall);
        row.add("load_first_answer_s", answer.wall);
        Ok(())
    }
}
