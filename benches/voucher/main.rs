//! How fast the voucher machine is: transitions a second on one core, memory for each voucher, and how both grow.
//!
//! Each voucher goes the whole way, issue, claim, redeem, approve, disburse; each step is done for all vouchers before the
//! next one, in an order that jumps about, so that nothing is warm by luck. Commands are made beforehand, in chunks that
//! are not timed. `cargo run --release -p doorstep-benches --bin voucher -- 10000 100000 1000000`

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use doorstep::RegionCode;
use doorstep::voucher::{
    Action, Actor, Answer, Command, CommandId, Ledger, PartyId, PaymentId, ProgrammeId, RecordId, Role,
    State, Timestamp, VoucherId, apply, decide,
};
use doorstep_benches::process;

/// Commands that are made before they are timed.
const CHUNK: usize = 10_000;
const START: i64 = 1_772_413_200;

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
            let commands = chunk.map(|turn| make(step, place(turn, size))).collect::<Result<Vec<_>>>()?;
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
            let commands = chunk.map(|turn| make(step, place(turn, size))).collect::<Result<Vec<_>>>()?;
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

const STEPS: [&str; 5] = ["issue", "claim", "redeem", "approve", "disburse"];

fn chunks(size: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..size).step_by(CHUNK).map(move |start| start..size.min(start + CHUNK))
}

/// Every voucher once, far from the one before: a step that has no factor in common with the size.
fn place(turn: usize, size: usize) -> usize {
    let mut step = size * 618 / 1000 + 1;
    while gcd(step, size) != 1 {
        step += 1;
    }
    turn * step % size
}

fn gcd(left: usize, right: usize) -> usize {
    if right == 0 { left } else { gcd(right, left % right) }
}

fn actor(id: &str, role: Role) -> Result<Actor> {
    Ok(Actor::new(PartyId::new(id)?, role, RegionCode::parse("3701")?))
}

fn opening(size: usize) -> Result<Vec<Command>> {
    let manager = r#""actor": {"id": "m-1", "role": "manager", "region": "3701"}"#;
    let define = format!(
        r#"{{"id": "c-define", {manager}, "action": "define_programme", "programme": "training-2026",
            "name": "技能培训券", "region": "370102", "item": "training", "face_amount_fen": 80000, "valid_days": 90,
            "payee": "provider"}}"#
    );
    let granted = size.checked_mul(80_000).context("too many vouchers")?;
    let appropriate = format!(
        r#"{{"id": "c-money", {manager}, "action": "appropriate", "programme": "training-2026",
            "amount_fen": {granted}}}"#
    );
    Ok(vec![Command::from_json(&define)?, Command::from_json(&appropriate)?])
}

fn make(step: usize, place: usize) -> Result<Command> {
    let voucher = VoucherId::new(&format!("V2026-{place:08}"))?;
    let (actor, action) = match step {
        0 => {
            let holder = PartyId::new(&format!("h-{place:08}"))?;
            (actor("i-1", Role::Issuer)?, Action::issue(ProgrammeId::new("training-2026")?, voucher, holder))
        }
        1 => (actor(&format!("h-{place:08}"), Role::Holder)?, Action::claim(voucher)),
        2 => {
            let provider = format!("s-{}", place % 500);
            let record = RecordId::new(&format!("r-{place:08}"))?;
            (actor(&provider, Role::Provider)?, Action::redeem(voucher, record))
        }
        3 => (actor("a-1", Role::Approver)?, Action::Approve { voucher }),
        _ => {
            let payment = PaymentId::new(&format!("p-{place:08}"))?;
            (actor("y-1", Role::Payer)?, Action::Disburse { voucher, payment })
        }
    };
    let id = CommandId::new(&format!("c-{step}-{place:08}"))?;
    Ok(Command { id, actor, expected_version: None, action })
}
