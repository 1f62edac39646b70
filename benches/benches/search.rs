//! What is measured: making the lists of words over 5,000 posts, ten hits for each of twelve queries over them, and ten
//! suggestions for each of six inputs, on one thread. Input: [`doorstep_benches::post_rows`] with seed 1. Beside search
//! stands what its answer must agree with: all hits, cut at ten. Left out: quality, which `benches/search` measures.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may fail")]

use criterion::{Criterion, criterion_group, criterion_main};
use doorstep::Post;
use doorstep::matching::{MatchOptions, Matcher, Query};
use doorstep_benches::{post_rows, records};

const WORDS: [&str; 12] = [
    "保安",
    "保洁",
    "送餐",
    "跑腿",
    "电工",
    "焊接",
    "收银员",
    "会计",
    "月嫂",
    "软件测试",
    "용접공",
    "warehouse",
];
const TYPED: [&str; 6] = ["保", "diang", "dg", "shouyinyuan", "收因员", "e"];

fn benches(criterion: &mut Criterion) {
    let posts: Vec<Post> = records(&post_rows(5_000, 1)).unwrap();
    let options = MatchOptions { today: "2026-06-15".parse().ok(), ..MatchOptions::default() };
    let made = Matcher::new(posts.clone(), options.clone()).unwrap();
    let queries = WORDS.map(Query::new);
    for query in &queries {
        let mut all = made.search(query, posts.len());
        all.truncate(10);
        assert_eq!(made.search(query, 10), all);
    }
    assert!(!made.suggest("baoan", 10).is_empty());
    let mut group = criterion.benchmark_group("matching/search");
    group.sample_size(10);
    group.bench_function("build/5000-posts/doorstep", |bencher| {
        bencher.iter_batched(
            || Matcher::new(posts.clone(), options.clone()).unwrap(),
            |matcher| matcher.search(&queries[0], 1).len(),
            criterion::BatchSize::PerIteration,
        );
    });
    group.bench_function("query/12x5000/doorstep", |bencher| {
        bencher.iter(|| queries.iter().map(|query| made.search(query, 10).len()).sum::<usize>());
    });
    group.bench_function("suggest/6x5000/doorstep", |bencher| {
        bencher.iter(|| TYPED.iter().map(|typed| made.suggest(typed, 10).len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
