//! What is measured, on one thread: making posts ready, ten recommendations for each of 20 and 1,000 people, following
//! changes of one post in a hundred, saving and loading. Input: [`doorstep_benches::market`], 10,000 posts.
//! Beside each stands the plain way, and both must agree: `scan` scores every post that no constraint excludes and cuts
//! afterwards; `one_by_one` asks for each person anew; `rebuild` makes the matcher again. For two people every post is
//! explained, too, as a check; explaining is too slow to be a fair way. Left out: reading tables.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark may fail")]

use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use doorstep::matching::{MatchOptions, Matcher, Threads, Verdict};
use doorstep::{Post, Seeker};
use doorstep_benches::market::Market;

const POSTS: u64 = 10_000;
const K: usize = 10;

/// The best of all explanations.
fn explained(matcher: &Matcher, seeker: &Seeker) -> Vec<(u32, String)> {
    let mut scored: Vec<(u32, String)> = matcher
        .posts()
        .map(|post| matcher.explain(seeker, &post.id).unwrap())
        .filter(|explanation| explanation.verdict != Verdict::No)
        .map(|explanation| (explanation.score, explanation.post_id))
        .collect();
    scored.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    scored.truncate(K);
    scored
}

fn scan(matcher: &Matcher, seekers: &[Seeker]) -> Vec<Vec<u32>> {
    let one = Threads::one();
    let people = matcher.prepare(seekers.to_vec(), &one, &mut ()).unwrap();
    let ranking = matcher.recommend_to(&people, matcher.len(), &one, &mut ()).unwrap();
    let scores = |number| ranking.of(number).iter().map(|ranked| ranked.score).take(K).collect();
    (0..seekers.len()).map(scores).collect()
}

fn index(matcher: &Matcher, seeker: &Seeker) -> Vec<(u32, String)> {
    matcher.recommend(seeker, K).into_iter().map(|found| (found.score, found.post_id)).collect()
}

fn benches(criterion: &mut Criterion) {
    let market = Market::new(1).unwrap();
    let posts = market.posts(0..POSTS);
    let seekers = market.seekers(0..1_000);
    let few = &seekers[..20];
    let options = MatchOptions { today: Some(Market::today()), ..MatchOptions::default() };
    let matcher = Matcher::new(posts.clone(), options.clone()).unwrap();
    let one = Threads::one();
    let mut group = criterion.benchmark_group("matching");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));

    group.bench_function("new/10k_posts/doorstep", |bencher| {
        bencher.iter_batched(
            || posts.clone(),
            |posts| Matcher::new(posts, options.clone()).unwrap(),
            BatchSize::PerIteration,
        );
    });

    for seeker in &few[..2] {
        assert_eq!(index(&matcher, seeker), explained(&matcher, seeker));
    }
    for (seeker, scores) in few.iter().zip(scan(&matcher, few)) {
        assert!(index(&matcher, seeker).iter().map(|(score, _)| *score).eq(scores));
    }
    group.bench_function("recommend/10k_posts_20_people/index", |bencher| {
        bencher.iter(|| few.iter().map(|seeker| index(&matcher, seeker).len()).sum::<usize>());
    });
    group.bench_function("recommend/10k_posts_20_people/scan", |bencher| {
        bencher.iter(|| scan(&matcher, few));
    });

    group.bench_function("prepare/10k_posts_1k_people/batch", |bencher| {
        bencher.iter_batched(
            || seekers.clone(),
            |seekers| matcher.prepare(seekers, &one, &mut ()).unwrap(),
            BatchSize::PerIteration,
        );
    });
    let people = matcher.prepare(seekers.clone(), &one, &mut ()).unwrap();
    let ranking = matcher.recommend_to(&people, K, &one, &mut ()).unwrap();
    for (number, seeker) in few.iter().enumerate() {
        let ranked: Vec<u32> = ranking.of(number).iter().map(|ranked| ranked.score).collect();
        assert!(matcher.recommend(seeker, K).iter().map(|found| found.score).eq(ranked));
    }
    group.bench_function("recommend_to/10k_posts_1k_people/batch", |bencher| {
        bencher.iter(|| matcher.recommend_to(&people, K, &one, &mut ()).unwrap());
    });
    group.bench_function("recommend_to/10k_posts_1k_people/one_by_one", |bencher| {
        bencher.iter(|| seekers.iter().map(|seeker| matcher.recommend(seeker, K).len()).sum::<usize>());
    });

    let deltas = market.changes(POSTS);
    let mut followed = matcher.clone();
    followed.apply(deltas.clone()).unwrap();
    let then: Vec<Post> = followed.posts().cloned().collect();
    let rebuilt = Matcher::new(then.clone(), options.clone()).unwrap();
    for seeker in few {
        assert_eq!(followed.recommend(seeker, K), rebuilt.recommend(seeker, K));
    }
    // The first answer makes the columns: it is part of both.
    group.bench_function("apply/1pct_of_10k_posts/delta", |bencher| {
        bencher.iter_batched(
            || (matcher.clone(), deltas.clone()),
            |(mut matcher, deltas)| {
                matcher.apply(deltas).unwrap();
                (index(&matcher, &few[0]), matcher)
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("apply/1pct_of_10k_posts/rebuild", |bencher| {
        bencher.iter_batched(
            || then.clone(),
            |posts| {
                let matcher = Matcher::new(posts, options.clone()).unwrap();
                (index(&matcher, &few[0]), matcher)
            },
            BatchSize::PerIteration,
        );
    });

    let bytes = matcher.to_bytes();
    assert_eq!(Matcher::from_bytes(&bytes).unwrap().to_bytes(), bytes);
    group.bench_function("to_bytes/10k_posts/doorstep", |bencher| bencher.iter(|| matcher.to_bytes()));
    group.bench_function("from_bytes/10k_posts/load", |bencher| {
        bencher.iter(|| {
            let matcher = Matcher::from_bytes(&bytes).unwrap();
            (index(&matcher, &few[0]), matcher)
        });
    });
    group.bench_function("from_bytes/10k_posts/rebuild", |bencher| {
        bencher.iter_batched(
            || posts.clone(),
            |posts| {
                let matcher = Matcher::new(posts, options.clone()).unwrap();
                (index(&matcher, &few[0]), matcher)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
