//! One post in a hundred changes: what following it costs, beside a matcher of the posts as they then are.

use std::time::Instant;

use anyhow::{Result, ensure};
use doorstep::matching::{Delta, Matcher};
use doorstep::{Post, Seeker};
use doorstep_benches::market::Market;

use crate::row::Row;

/// Times that both are tried; the least of each counts.
const RUNS: usize = 3;

/// Changes of one post in a hundred: of ten, four have another wage and day, two are new, two withdrawn, two filled in part.
pub(crate) fn of(market: &Market, posts: u64) -> Vec<Delta> {
    let changed = (0..(posts / 100).max(1)).map(|change| (change, change * 100 + change % 97));
    let delta = |(change, number): (u64, u64)| match change % 10 {
        0..4 => {
            let (mut post, other) = (market.post(number), market.post(number + posts));
            (post.wage, post.published) = (other.wage, other.published);
            Delta::Upsert(post)
        }
        4 | 5 => Delta::Upsert(market.post(posts + number)),
        6 | 7 => Delta::Remove(market.post(number).id),
        _ => Delta::Openings { post_id: market.post(number).id, openings: 1 + u32::from(change % 3 == 0) },
    };
    changed.map(delta).collect()
}

/// Applies changes and answers once, beside a rebuild that answers once; both must give the same from then on.
pub(crate) fn measure(
    matcher: &Matcher,
    market: &Market,
    people: &[Seeker],
    k: usize,
    row: &mut Row,
) -> Result<()> {
    let deltas = of(market, matcher.len() as u64);
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
