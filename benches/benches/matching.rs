//! What is measured: reading posts, and ten recommendations for each of 20 people over 5,000 posts, on one thread.
//! Input: [`doorstep_benches::post_rows`] with seed 1 and `seeker_rows` with seed 2. Beside the recommender stands the
//! plain way: explain every post, sort, cut; both must agree. Left out: tables that come as CSV or Arrow.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may fail")]

use criterion::{Criterion, criterion_group, criterion_main};
use doorstep::matching::{MatchOptions, Matcher, Verdict};
use doorstep::{Post, Seeker};
use doorstep_benches::{post_rows, records, seeker_rows};

fn plain(matcher: &Matcher, seeker: &Seeker, posts: &[Post]) -> Vec<(u32, String)> {
    let mut scored: Vec<(u32, String)> = posts
        .iter()
        .map(|post| matcher.explain(seeker, &post.id).unwrap())
        .filter(|explanation| explanation.verdict != Verdict::No)
        .map(|explanation| (explanation.score, explanation.post_id))
        .collect();
    scored.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    scored.truncate(10);
    scored
}

fn benches(criterion: &mut Criterion) {
    let rows = post_rows(5_000, 1);
    let posts: Vec<Post> = records(&rows).unwrap();
    let seekers: Vec<Seeker> = records(&seeker_rows(20, 2)).unwrap();
    let options = MatchOptions { today: "2026-06-15".parse().ok(), ..MatchOptions::default() };
    let matcher = Matcher::new(posts.clone(), options.clone()).unwrap();
    for seeker in &seekers {
        let fast: Vec<(u32, String)> =
            matcher.recommend(seeker, 10).into_iter().map(|found| (found.score, found.post_id)).collect();
        assert_eq!(fast, plain(&matcher, seeker, &posts));
    }
    let mut group = criterion.benchmark_group("matching");
    group.sample_size(10);
    group.bench_function("read/5000-posts/doorstep", |bencher| {
        bencher.iter(|| records::<Post>(&rows).unwrap())
    });
    group.bench_function("build/5000-posts/doorstep", |bencher| {
        bencher.iter(|| Matcher::new(posts.clone(), options.clone()).unwrap());
    });
    group.bench_function("recommend/20x5000/doorstep", |bencher| {
        bencher.iter(|| seekers.iter().map(|seeker| matcher.recommend(seeker, 10).len()).sum::<usize>());
    });
    group.bench_function("recommend/20x5000/plain", |bencher| {
        bencher.iter(|| seekers.iter().map(|seeker| plain(&matcher, seeker, &posts).len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
