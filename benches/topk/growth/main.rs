//! How time and memory of top-k matching grow with people and with posts.
//!
//! ```text
//! cargo xtask bench --growth [--max-seekers 1000000] [--max-posts 1000000]
//! cargo run --release -p doorstep-benches --bin growth -- --out DIR [--sizes 10000x200000,2000x1000000]
//! ```
//!
//! Two lines: 10,000 to `--max-seekers` people over 200,000 posts (`--line-posts`), and 10,000 people (`--line-seekers`)
//! over 10,000 to `--max-posts` posts. `--sizes` names people x posts instead. Every size is a process of its own, so
//! that its peak of memory is its own; `growth.tsv` in the folder gets a line for each. Other options: `--k 10`,
//! `--threads 2`, `--batch 20000`, `--singles 2000`, `--seed 1`.

mod changes;
mod row;
mod size;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::size::Size;

/// Sizes of each line, up to the largest that is asked for.
const STEPS: [u64; 7] = [10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];

/// The command line: `--name value`.
struct Args(Vec<String>);

impl Args {
    fn text(&self, name: &str) -> Option<&str> {
        let place = self.0.iter().position(|one| one.strip_prefix("--") == Some(name))?;
        self.0.get(place + 1).map(String::as_str)
    }

    fn number(&self, name: &str, default: u64) -> Result<u64> {
        self.text(name).map_or(Ok(default), |text| text.parse().with_context(|| format!("--{name} {text}")))
    }
}

/// People and posts of a text such as `10000x200000`.
fn sizes(text: &str) -> Result<Vec<(u64, u64)>> {
    let size = |size: &str| {
        let (seekers, posts) =
            size.split_once('x').with_context(|| format!("`{size}` is not people x posts"))?;
        Ok((seekers.parse()?, posts.parse()?))
    };
    text.split(',').map(size).collect()
}

/// The sizes of both lines, each once.
fn lines(args: &Args) -> Result<Vec<(u64, u64)>> {
    let (line_posts, line_seekers) =
        (args.number("line-posts", 200_000)?, args.number("line-seekers", 10_000)?);
    let (max_seekers, max_posts) =
        (args.number("max-seekers", 1_000_000)?, args.number("max-posts", 1_000_000)?);
    let up_to = |most: u64| STEPS.into_iter().filter(move |step| *step <= most);
    let mut sizes: Vec<(u64, u64)> = up_to(max_posts).map(|posts| (line_seekers, posts)).collect();
    sizes.extend(up_to(max_seekers).map(|seekers| (seekers, line_posts)));
    let mut seen = std::collections::BTreeSet::new();
    sizes.retain(|size| seen.insert(*size));
    Ok(sizes)
}

fn main() -> Result<()> {
    let args = Args(std::env::args().skip(1).collect());
    if let Some(text) = args.text("one") {
        let (seekers, posts) = sizes(text)?.first().copied().context("--one")?;
        let size = Size {
            seekers,
            posts,
            k: usize::try_from(args.number("k", 10)?)?,
            threads: usize::try_from(args.number("threads", 2)?)?,
            batch: args.number("batch", 20_000)?.max(1),
            singles: args.number("singles", 2_000)?,
            seed: args.number("seed", 1)?,
        };
        print!("{}", size.measure()?.lines());
        return Ok(());
    }
    let out = Path::new(args.text("out").context("--out")?);
    std::fs::create_dir_all(out)?;
    let chosen = args.text("sizes").map_or_else(|| lines(&args), sizes)?;
    let mut table = String::new();
    for (seekers, posts) in chosen {
        let mut child = Command::new(std::env::current_exe()?);
        child.args(["--one", &format!("{seekers}x{posts}")]);
        for name in ["k", "threads", "batch", "singles", "seed"] {
            if let Some(value) = args.text(name) {
                child.args([&format!("--{name}"), value]);
            }
        }
        let output = child.stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "{seekers} people x {posts} posts: {}", output.status);
        let lines = String::from_utf8(output.stdout)?;
        let value = |name| row::value(&lines, name);
        println!(
            "{seekers} people x {posts} posts: ready in {:.1} s, {:.1} us per person, one at a time p50 {:.0} us, p99 {:.0} us, \
             {:.0} tested, {:.0} scored, {:.0} MB, changes {:.1} % of a rebuild",
            value("build_s") + value("columns_s"),
            value("us_per_seeker"),
            value("one_p50_us"),
            value("one_p99_us"),
            value("tested_per_seeker"),
            value("scored_per_seeker"),
            value("matching_peak_mb"),
            value("changes_percent"),
        );
        let (heading, line) = row::joined(&lines);
        if table.is_empty() {
            let _infallible = writeln!(table, "{heading}");
        }
        let _infallible = writeln!(table, "{line}");
        // After each size: who stops the long ones keeps the others.
        std::fs::write(out.join("growth.tsv"), &table)?;
    }
    Ok(())
}
