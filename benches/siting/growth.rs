//! How time, memory and gap grow with the town.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use doorstep::circle::siting::{Answer, Choice, Effort, Model, Siting, site};
use doorstep_benches::process::{held_kib, peak_kib, thread_s};

use crate::town::{Town, relation};

/// A size: its name, demand points, candidates, sites to choose and reach in metres.
type Case = (&'static str, usize, usize, u32, u32);

/// Sizes. The reach shrinks as candidates become more.
const CASES: [Case; 5] = [
    ("1k", 1_000, 100, 10, 3_000),
    ("5k", 5_000, 500, 20, 2_000),
    ("20k", 20_000, 1_000, 50, 1_200),
    ("100k", 100_000, 3_000, 100, 700),
    ("1m", 1_000_000, 10_000, 100, 400),
];

/// Kilometres along the square of the centres.
const SIDE_KM: u32 = 30;

/// The work that is allowed, and the gap that is good enough: 1 %.
const EFFORT: Effort = Effort { steps_max: 4_000, nodes_max: 20, gap_ppm: 10_000 };

/// What is measured, in the order of the columns.
const HEAD: &str = "model\tdemand\tcandidates\tchosen\treach_m\tpairs\tseconds\tprocessor_s\tgap_percent\tobjective\tbound\tsteps\tnodes\ttable_s\ttable_mib\tpeak_mib";

/// Measures each model at each size in a process of its own; sizes by name, all if none is named.
pub(crate) fn run(cases: &[&str]) -> Result<()> {
    println!("{HEAD}");
    for (name, ..) in CASES.iter().filter(|case| cases.is_empty() || cases.contains(&case.0)) {
        for model in ["mclp", "p-median"] {
            let case = format!("{model}:{name}");
            let done = Command::new(std::env::current_exe()?).args(["growth-of", &case]).status()?;
            ensure!(done.success(), "{done}");
        }
    }
    Ok(())
}

/// One model at one size. Of the median, who is out of reach counts as twice the reach away.
pub(crate) fn one(case: &str) -> Result<()> {
    let (name, size) = case.split_once(':').context("MODEL:SIZE")?;
    let (_, demands, candidates, count, reach) =
        *CASES.iter().find(|case| case.0 == size).context("unknown size")?;
    let model = match name {
        "mclp" => Model::MaxCovering { reach },
        _ => Model::Median { beyond: Some(2 * reach) },
    };
    let town = Town::made_up(demands, candidates, SIDE_KM, reach)?;
    let pairs = town.cost.len();
    let (before, start) = (held_kib(), Instant::now());
    let relation = relation(demands, candidates, &town.demand, &town.candidate, &town.cost)?;
    let (table_s, table_mib) = (start.elapsed().as_secs_f64(), (held_kib() - before) / 1024.0);
    let people = town.people;
    drop((town.demand, town.candidate, town.cost));
    // The peak is that of the search, not of making the town up. Linux counts anew after this.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let question = Siting {
        model,
        people: &people,
        relation: &relation,
        standing: &[],
        room: &[],
        choice: Choice::Count(count),
        effort: EFFORT,
    };
    let (start, used) = (Instant::now(), thread_s());
    let answer = site(&question)?.answer;
    let (seconds, used) = (start.elapsed().as_secs_f64(), thread_s() - used);
    let Answer::Plan(plan) = answer else { anyhow::bail!("no plan") };
    println!(
        "{name}\t{demands}\t{candidates}\t{count}\t{reach}\t{pairs}\t{seconds:.4}\t{used:.4}\t{:.4}\t{}\t{}\t{}\t{}\t{table_s:.3}\t{table_mib:.0}\t{:.0}",
        plan.gap_ppm as f64 / 1e4,
        plan.objective,
        plan.bound,
        plan.steps,
        plan.nodes,
        peak_kib() / 1024.0,
    );
    Ok(())
}
