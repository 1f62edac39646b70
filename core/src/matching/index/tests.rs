//! Goal: the walk finds exactly what asking and scoring every post finds. Method: random markets of many blocks, and
//! the plain scan beside it.

use proptest::prelude::*;

use super::*;
use crate::matching::matcher::best;
use crate::matching::part::score;
use crate::matching::prepared::Pair;
use crate::matching::priority;
use crate::matching::{Matcher, Order, Threads, Verdict, Weights};
use crate::model::{AnyCoordinate, System};

#[path = "../../../tests/matching/random.rs"]
mod random;

fn options() -> impl Strategy<Value = MatchOptions> {
    let weight = || prop::sample::select(&[0_u32, 1, 50, 300, 1_000_000][..]);
    let weights = prop_oneof![
        2 => Just(Weights::default()),
        1 => prop::array::uniform9(weight()).prop_map(|[occupation, skills, proximity, wage, experience, education, schedule, freshness, vector]| {
            // One of them at least counts.
            Weights { occupation: occupation + 1, skills: skills / 2, proximity, wage, experience, education, schedule, freshness, vector }
        }),
    ];
    let order = prop_oneof![3 => Just(Order::Fit), 1 => Just(Order::PriorityThenFit)];
    let today = prop_oneof![4 => Just(Some("2026-06-14")), 1 => Just(None)];
    (weights, order, today).prop_map(|(weights, order, today)| MatchOptions {
        weights: Weights { occupation: weights.occupation.min(Weights::MAX), ..weights },
        order,
        today: today.map(|day| day.parse().unwrap()),
        ..MatchOptions::default()
    })
}

/// What a pair is ranked by, by asking everything; none if a constraint excludes it.
fn rank(pair: &Pair<'_>, options: &MatchOptions) -> Option<(u32, u32)> {
    if Constraint::ALL.iter().any(|constraint| constraint.verdict(pair, options) == Verdict::No) {
        return None;
    }
    let first = match options.order {
        Order::Fit => 0,
        Order::PriorityThenFit => priority::value(pair, &options.priorities),
    };
    Some((first, score(pair, options).total))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_walk_equals_the_scan(
        mut posts in random::many_posts(900),
        system in prop::option::weighted(0.7, prop::sample::select(&[System::Wgs84, System::Gcj02, System::Bd09][..])),
        seekers in prop::collection::vec(random::seeker(), 12),
        options in options(),
        k in prop::sample::select(&[0_usize, 1, 2, 10, 64, 2_000][..]),
    ) {
        // Places of one system stand in columns, those of several do not.
        for post in &mut posts {
            if let (Some(place), Some(system)) = (post.place, system) {
                post.place = Some(AnyCoordinate::new(place.lon(), place.lat(), system).unwrap());
            }
        }
        let matcher = Matcher::new(posts, options).unwrap();
        let people = matcher.prepare(seekers.clone(), &Threads::one(), &mut ()).unwrap();
        let together = matcher.recommend_to(&people, k, &Threads::one(), &mut ()).unwrap();
        for (person, seeker) in seekers.iter().enumerate() {
            let prepared = matcher.prepare_one(seeker);
            let pairs = matcher.prepared().iter().map(|post| Pair::new(&prepared, post, matcher.options()));
            let scanned = best(pairs.map(|pair| rank(&pair, matcher.options())), k);
            let scanned: Vec<&str> =
                scanned.into_iter().map(|number| matcher.prepared()[number].record.id.as_str()).collect();
            let found = matcher.recommend(seeker, k);
            let ranked: Vec<(&str, u32)> = together.of(person).iter()
                .map(|one| (matcher.prepared()[one.post as usize].record.id.as_str(), one.score)).collect();
            let alone: Vec<(&str, u32)> = found.iter().map(|one| (one.post_id.as_str(), one.score)).collect();
            prop_assert_eq!(ranked, alone);
            let found: Vec<&str> = found.iter().map(|one| one.post_id.as_str()).collect();
            prop_assert_eq!(found, scanned);
        }
    }
}
