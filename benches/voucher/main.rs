//! How fast the voucher machine is: transitions a second on one core, memory for each voucher, and how both grow.
//!
//! Each voucher goes the whole way, issue, claim, redeem, approve, disburse; each step is done for all vouchers before the
//! next one, in an order that jumps about, so that nothing is warm by luck. Commands are made beforehand, in chunks that
//! are not timed. `cargo run --release -p doorstep-benches --bin voucher -- 10000 100000 1000000`

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use doorstep::voucher::{Answer, Ledger, State, Timestamp, apply, decide};
use doorstep_benches::process;
use doorstep_benches::vouchers::{START, STEPS, command, opening, place};

/// Commands that are made before they are timed.
const CHUNK: usize = 10_000;

fn main() -> Result<()> {
    let sizes: Vec<usize> = std::env::args().skip(1).map(|size| size.parse()).collect::<Result<_, _>>()?;
    println!("vouchers,step,transitions,seconds,per_second,rss_mib,bytes_per_voucher");
    for size in if sizes.is_empty() { vec![10_000, 100_000, 1_000_000] } else { sizes } {
        machine(size)?;
    }
    ledger(100_000)
}

/// `decide` and `apply` without a chain.
fn machine(size: usize) -> Result<()> {
    let before = process::held_kib();
    let mut state = State::default();
    let now = Timestamp::new(START)?;
    for command in opening(size)? {
        let event = decide(&state, &command, now).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
        apply(&mut state, &event)?;
    }
    let mut whole = Duration::ZERO;
    for step in 0..STEPS.len() {
        let mut took = Duration::ZERO;
        for chunk in chunks(size) {
            let commands =
                chunk.map(|turn| command(step, place(turn, size))).collect::<Result<Vec<_>, _>>()?;
            let start = Instant::now();
            for command in &commands {
                let event = decide(&state, command, now).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
                apply(&mut state, &event)?;
            }
            took += start.elapsed();
        }
        whole += took;
        report(size, STEPS.get(step).copied().unwrap_or_default(), size, took, before);
    }
    report(size, "all", size * STEPS.len(), whole, before);
    state.check_money()?;
    Ok(())
}

/// The same through a ledger in memory: chain, answers and idempotency included.
fn ledger(size: usize) -> Result<()> {
    let before = process::held_kib();
    let mut ledger = Ledger::memory();
    let now = Timestamp::new(START)?;
    ledger.submit_many(&opening(size)?, now)?;
    let mut took = Duration::ZERO;
    for step in 0..STEPS.len() {
        for chunk in chunks(size) {
            let commands =
                chunk.map(|turn| command(step, place(turn, size))).collect::<Result<Vec<_>, _>>()?;
            let start = Instant::now();
            let answers = ledger.submit_many(&commands, now)?;
            took += start.elapsed();
            if answers.iter().any(|answer| !matches!(answer, Answer::Applied { .. })) {
                bail!("a command was refused");
            }
        }
    }
    report(size, "ledger in memory", size * STEPS.len(), took, before);
    let start = Instant::now();
    ledger.verify()?;
    report(size, "verify", size * STEPS.len(), start.elapsed(), before);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn report(size: usize, step: &str, count: usize, took: Duration, before_kib: f64) {
    let seconds = took.as_secs_f64();
    let grown_kib = process::held_kib() - before_kib;
    println!(
        "{size},{step},{count},{seconds:.3},{:.0},{:.0},{:.0}",
        count as f64 / seconds,
        grown_kib / 1024.0,
        grown_kib * 1024.0 / size as f64
    );
}

fn chunks(size: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..size).step_by(CHUNK).map(move |start| start..size.min(start + CHUNK))
}
