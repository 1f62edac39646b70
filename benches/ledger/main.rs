//! How fast a ledger is on a disk, and how it grows: one measurement a call, one line of JSON out.
//!
//! ```text
//! ledger raw FILE COUNT                 append 256 bytes and sync, over and over: what the disk gives
//! ledger write URL COUNT BATCH          transitions by one thread, so many together
//! ledger shared URL COUNT THREADS       transitions by many threads, each waiting for its answer
//! ledger tasks URL COUNT TASKS          the same by tasks of an async runtime with a thread for each processor
//! ledger fill URL EVENTS                a ledger of so many events, with a snapshot
//! ledger open | look | verify | export URL    what a ledger that is there takes
//! ```
//! `measure.py` calls it and makes the tables.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use doorstep::voucher::store::{PostgresStore, SqliteStore};
use doorstep::voucher::{
    Answer, AnswerRecord, Command, CommandId, EventRecord, HashKind, Head, Ledger, Records, Shared, Snapshot,
    Store, Timestamp, VoucherError, VoucherId, Work, WriteFault,
};
use doorstep_benches::vouchers::{START, STEPS, command, opening, place};
use doorstep_benches::{Numbers, process};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let line = match args[..] {
        ["raw", file, count] => raw(Path::new(file), count.parse()?)?,
        ["write", url, count, batch] => write(url, count.parse()?, batch.parse()?)?,
        ["shared", url, count, threads] => shared(url, count.parse()?, threads.parse()?, threads_work)?,
        ["tasks", url, count, tasks] => shared(url, count.parse()?, tasks.parse()?, tasks_work)?,
        ["fill", url, events] => fill(url, events.parse()?)?,
        ["open", url] => open(url)?,
        ["look", url] => look(url)?,
        ["verify", url] => verify(url)?,
        ["export", url] => export(url)?,
        _ => bail!("raw, write, shared, fill, open, look, verify or export"),
    };
    println!("{line}");
    Ok(())
}

/// The store behind a url.
fn store(url: &str) -> Result<Box<dyn Store>> {
    match url.split_once(":///") {
        Some(("sqlite", path)) => Ok(Box::new(SqliteStore::open(Path::new(path))?)),
        _ if url.starts_with("postgresql:") => Ok(Box::new(PostgresStore::open(url)?)),
        _ => bail!("{url}: no such store"),
    }
}

/// What each of some calls took.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    fn time<R>(&mut self, work: impl FnOnce() -> R) -> R {
        let start = Instant::now();
        let done = work();
        self.0.push(start.elapsed());
        done
    }

    /// The share of calls that took no longer, in microseconds.
    fn at(&mut self, share: f64) -> f64 {
        self.0.sort_unstable();
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts are small and positive"
        )]
        let index = (self.0.len() as f64 * share) as usize;
        self.0.get(index.min(self.0.len().saturating_sub(1))).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    }

    fn line(&mut self, count: usize, seconds: f64) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
        let rate = count as f64 / seconds;
        json!({"count": count, "seconds": seconds, "per_second": rate, "p50_us": self.at(0.5), "p99_us": self.at(0.99)})
    }
}

fn raw(path: &Path, count: usize) -> Result<Value> {
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(path)?;
    let (start, mut times) = (Instant::now(), Times::default());
    for _ in 0..count {
        times.time(|| file.write_all(&[b'x'; 256]).and_then(|()| file.sync_data()))?;
    }
    let seconds = start.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(times.line(count, seconds))
}

fn now() -> Result<Timestamp> {
    Ok(Timestamp::new(START)?)
}

fn expect_applied(answers: &[Answer]) -> Result<()> {
    match answers.iter().find(|answer| !matches!(answer, Answer::Applied { .. })) {
        Some(answer) => bail!("{answer:?}"),
        None => Ok(()),
    }
}

/// An empty ledger with money for so many vouchers.
fn fresh(url: &str, vouchers: usize) -> Result<Ledger> {
    let mut ledger = Ledger::with_store(store(url)?)?;
    if ledger.head().events > 0 {
        bail!("{url}: not empty");
    }
    expect_applied(&ledger.submit_many(&opening(vouchers)?, now()?)?)?;
    Ok(ledger)
}

/// The commands of a run, in order: each step for all vouchers, which jump about.
fn commands(count: usize) -> impl Iterator<Item = Result<Command>> {
    let vouchers = count.div_ceil(STEPS.len());
    (0..count).map(move |turn| Ok(command(turn / vouchers, place(turn % vouchers, vouchers))?))
}

fn write(url: &str, count: usize, batch: usize) -> Result<Value> {
    let mut ledger = fresh(url, count)?;
    let commands: Vec<Command> = commands(count).collect::<Result<_>>()?;
    let (processor, start, mut times) = (process::processor_s(), Instant::now(), Times::default());
    for batch in commands.chunks(batch) {
        let answers = times.time(|| ledger.submit_many(batch, Timestamp::new(START)?))?;
        expect_applied(&answers)?;
    }
    let mut line = times.line(count, start.elapsed().as_secs_f64());
    note(&mut line, "processor_s", process::processor_s() - processor);
    Ok(line)
}

fn note(line: &mut Value, name: &str, value: f64) {
    if let Some(line) = line.as_object_mut() {
        line.insert(name.to_owned(), json!(value));
    }
}

/// A store that counts writes.
#[derive(Debug)]
struct Counting {
    store: Box<dyn Store>,
    writes: Arc<AtomicU64>,
}

impl Store for Counting {
    fn write(&mut self, work: &mut Work<'_>) -> Result<(), WriteFault> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        self.store.write(work)
    }

    fn foresee(&mut self, head: Head, ids: &[&CommandId]) {
        self.store.foresee(head, ids);
    }

    fn hash_kind(&self) -> HashKind {
        self.store.hash_kind()
    }

    fn snapshot(&self) -> Result<Option<Snapshot>, VoucherError> {
        self.store.snapshot()
    }

    fn keep_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), VoucherError> {
        self.store.keep_snapshot(snapshot)
    }
}

impl Records for Counting {
    fn event(&self, seq: u64) -> Result<Option<EventRecord>, VoucherError> {
        self.store.event(seq)
    }

    fn answers(&self, ids: &[&CommandId]) -> Result<BTreeMap<CommandId, AnswerRecord>, VoucherError> {
        self.store.answers(ids)
    }

    fn scan_events(
        &self,
        after_seq: u64,
        visit: &mut dyn FnMut(&EventRecord) -> Result<bool, VoucherError>,
    ) -> Result<(), VoucherError> {
        self.store.scan_events(after_seq, visit)
    }

    fn scan_answers(
        &self,
        visit: &mut dyn FnMut(&AnswerRecord) -> Result<(), VoucherError>,
    ) -> Result<(), VoucherError> {
        self.store.scan_answers(visit)
    }
}

/// The commands of many callers, each of which sends one after another.
type Callers = Vec<Vec<Command>>;

fn threads_work(shared: &Shared, work: Callers) -> Result<Vec<Times>> {
    std::thread::scope(|scope| {
        let workers = work.into_iter().map(|commands| {
            scope.spawn(move || {
                let mut times = Times::default();
                for command in &commands {
                    let answer = times.time(|| shared.submit(command, Timestamp::new(START)?))?;
                    expect_applied(&[answer])?;
                }
                Ok(times)
            })
        });
        let workers: Vec<_> = workers.collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| bail!("a thread panicked")))
            .collect()
    })
}

fn tasks_work(shared: &Shared, work: Callers) -> Result<Vec<Times>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    runtime.block_on(async {
        let workers = work.into_iter().map(|commands| {
            let shared = shared.clone();
            tokio::spawn(async move {
                let mut times = Times::default();
                for command in commands {
                    let start = Instant::now();
                    let answer = shared.submit_async(command, Timestamp::new(START)?).await?;
                    times.0.push(start.elapsed());
                    expect_applied(&[answer])?;
                }
                anyhow::Ok(times)
            })
        });
        let workers: Vec<_> = workers.collect();
        let mut done = Vec::new();
        for worker in workers {
            done.push(worker.await??);
        }
        Ok(done)
    })
}

fn shared(
    url: &str,
    count: usize,
    callers: usize,
    work_of: fn(&Shared, Callers) -> Result<Vec<Times>>,
) -> Result<Value> {
    drop(fresh(url, count)?);
    let writes = Arc::new(AtomicU64::new(0));
    let store = Counting { store: store(url)?, writes: Arc::clone(&writes) };
    let shared = Shared::new(Ledger::with_store(Box::new(store))?);
    // Each caller has vouchers of its own, and takes one after another the whole way.
    let each = count / callers / STEPS.len();
    let work = (0..callers).map(|caller| {
        let vouchers = caller * each..(caller + 1) * each;
        let steps = vouchers.flat_map(|voucher| (0..STEPS.len()).map(move |step| command(step, voucher)));
        Ok(steps.collect::<Result<Vec<_>, _>>()?)
    });
    let work: Callers = work.collect::<Result<_>>()?;
    let (processor, start) = (process::processor_s(), Instant::now());
    let parts = work_of(&shared, work)?;
    let seconds = start.elapsed().as_secs_f64();
    let mut times = Times(parts.into_iter().flat_map(|part| part.0).collect());
    let done = times.0.len();
    let mut line = times.line(done, seconds);
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    let group = done as f64 / writes.load(Ordering::Relaxed) as f64;
    note(&mut line, "group", group);
    note(&mut line, "processor_s", process::processor_s() - processor);
    Ok(line)
}

fn fill(url: &str, events: usize) -> Result<Value> {
    let start = Instant::now();
    let mut ledger = fresh(url, events)?;
    let mut commands = commands(events - 2).peekable();
    while commands.peek().is_some() {
        let batch: Vec<Command> = commands.by_ref().take(10_000).collect::<Result<_>>()?;
        expect_applied(&ledger.submit_many(&batch, now()?)?)?;
    }
    let written = start.elapsed();
    ledger.keep_snapshot()?;
    let kept = start.elapsed() - written;
    Ok(
        json!({"events": ledger.head().events, "seconds": written.as_secs_f64(), "snapshot_s": kept.as_secs_f64(),
        "peak_mib": process::peak_kib() / 1024.0}),
    )
}

/// Opens a ledger and does one thing with it; the memory is the most that the process ever held.
fn with<R>(url: &str, work: impl FnOnce(&Ledger) -> Result<R>) -> Result<(R, Value)> {
    let start = Instant::now();
    let ledger = Ledger::with_store(store(url)?)?;
    let opened = start.elapsed();
    let held = process::held_kib();
    let done = work(&ledger)?;
    let took = start.elapsed() - opened;
    let line = json!({"events": ledger.head().events, "open_s": opened.as_secs_f64(), "seconds": took.as_secs_f64(),
        "held_mib": held / 1024.0, "peak_mib": process::peak_kib() / 1024.0});
    Ok((done, line))
}

fn open(url: &str) -> Result<Value> {
    with(url, |_| Ok(())).map(|((), line)| line)
}

fn look(url: &str) -> Result<Value> {
    let (mut times, mut line) = with(url, |ledger| {
        let vouchers = ledger.head().events.saturating_sub(2).div_ceil(STEPS.len() as u64);
        let (mut numbers, mut times) = (Numbers::new(1), Times::default());
        for _ in 0..100_000 {
            let id = VoucherId::new(&format!("V2026-{:08}", numbers.below(vouchers)))?;
            times.time(|| ledger.voucher(&id))?.context("no such voucher")?;
        }
        Ok(times)
    })?;
    note(&mut line, "p50_us", times.at(0.5));
    note(&mut line, "p99_us", times.at(0.99));
    Ok(line)
}

fn verify(url: &str) -> Result<Value> {
    with(url, |ledger| Ok(ledger.verify()?)).map(|(_, line)| line)
}

fn export(url: &str) -> Result<Value> {
    let (bytes, mut line) = with(url, |ledger| Ok(ledger.export()?.len()))?;
    #[expect(clippy::cast_precision_loss, reason = "a file is shorter than 2^53 bytes")]
    note(&mut line, "bytes", bytes as f64);
    Ok(line)
}
