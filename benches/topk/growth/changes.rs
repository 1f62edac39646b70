//! One post in a hundred changes: what following it costs, beside a matcher of the posts as they then are.

use std::time::Instant;

use anyhow::{Result, ensure};
use doorstep::matching::Matcher;
use doorstep::{Post, Seeker};
use doorstep_benches::market::Market;

use crate::row::Row;

/// Times that both are tried; the least of each counts.
const RUNS: usize = 3;

/// Applies changes and answers once, beside a rebuild that answers once; both must give the same from then on.
pub(crate) fn measure(
    matcher: &Matcher,
    market: &Market,
    people: &[Seeker],
    k: usize,
    row: &mut Row,
) -> Result<()> {
    let deltas = market.changes(matcher.len() as u64);
    let first = |matcher: &Matcher| people.first().map(|person| matcher.recommend(person, k));
    let (mut apply, mut answer, mut rebuild) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..RUNS {
        let mut followed = matcher.clone();
        let changes = deltas.clone();
        let start = Instant::now();
        followed.apply(changes)?;
        let applied = start.elapsed().as_secs_f64();
        first(&followed);
        let all = start.elapsed().as_secs_f64();
        if all < apply + answer {
            (apply, answer) = (applied, all - applied);
        }
        let posts: Vec<Post> = followed.posts().cloned().collect();
        let start = Instant::now();
        let made = Matcher::new(posts, matcher.options().clone())?;
        first(&made);
        rebuild = rebuild.min(start.elapsed().as_secs_f64());
        for person in people {
            ensure!(
                followed.recommend(person, k) == made.recommend(person, k),
                "a rebuild answers differently"
            );
        }
    }
    row.add("changed_posts", deltas.len() as f64);
    row.add("apply_s", apply);
    row.add("first_answer_s", answer);
    row.add("rebuild_s", rebuild);
    row.add("changes_percent", 100.0 * (apply + answer) / rebuild);
    Ok(())
}
