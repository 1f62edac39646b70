//! Goal: `recommend` is exactly 'score every post, sort, cut'. Method: random markets, and the plain way beside it.

use std::collections::BTreeMap;

use doorstep::Post;
use doorstep::matching::{Constraint, Explanation, MatchOptions, Matcher, Order, Verdict};
use proptest::prelude::*;

use super::random::{posts, seeker};

fn options() -> MatchOptions {
    MatchOptions { today: Some("2026-06-14".parse().unwrap()), ..MatchOptions::default() }
}

fn explain_all(matcher: &Matcher, seeker: &doorstep::Seeker, posts: &[Post]) -> Vec<Explanation> {
    posts.iter().map(|post| matcher.explain(seeker, &post.id).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn recommend_equals_the_plain_scan(posts in posts(40), seeker in seeker(), k in 0..12_usize) {
        let matcher = Matcher::new(posts.clone(), options()).unwrap();
        let mut scanned: Vec<Explanation> = explain_all(&matcher, &seeker, &posts);
        scanned.retain(|explanation| explanation.constraints.iter().all(|finding| finding.verdict != Verdict::No));
        scanned.sort_by(|left, right| right.score.cmp(&left.score).then_with(|| left.post_id.cmp(&right.post_id)));
        scanned.truncate(k);
        let matches = matcher.recommend(&seeker, k);
        prop_assert_eq!(matches.len(), scanned.len());
        let (again, explained): (Vec<_>, Vec<_>) = matcher.recommend_explained(&seeker, k).into_iter().unzip();
        prop_assert_eq!((&again, &explained), (&matches, &scanned));
        for (found, expected) in matches.iter().zip(&scanned) {
            prop_assert_eq!(&found.post_id, &expected.post_id);
            prop_assert_eq!((found.score, found.known), (expected.score, expected.known));
            prop_assert_eq!(found.priority, expected.priority.value);
            prop_assert_eq!((found.distance_m, found.travel_min), (expected.distance_m, expected.travel_min));
            let open: Vec<Constraint> = expected.constraints.iter()
                .filter(|finding| finding.verdict == Verdict::Unknown).map(|finding| finding.code).collect();
            prop_assert_eq!(&found.unknown, &open);
        }
    }

    #[test]
    fn the_order_of_posts_changes_nothing(posts in posts(25), seeker in seeker()) {
        let matcher = Matcher::new(posts.clone(), options()).unwrap();
        let reversed = Matcher::new(posts.into_iter().rev().collect(), options()).unwrap();
        prop_assert_eq!(matcher.recommend(&seeker, 10), reversed.recommend(&seeker, 10));
    }

    #[test]
    fn parts_add_up_to_the_score(posts in posts(8), seeker in seeker()) {
        let matcher = Matcher::new(posts.clone(), options()).unwrap();
        for explanation in explain_all(&matcher, &seeker, &posts) {
            prop_assert_eq!(explanation.parts.iter().map(|part| part.contribution).sum::<u32>(), explanation.score);
            prop_assert!(explanation.score <= 1_000_000);
            let known: u64 = explanation.parts.iter().filter(|part| part.value.is_some())
                .map(|part| u64::from(part.weight)).sum();
            let all: u64 = explanation.parts.iter().map(|part| u64::from(part.weight)).sum();
            prop_assert_eq!(u64::from(explanation.known), known * 1_000_000 / all);
            for part in &explanation.parts {
                let expected = part.value.map_or(0, |value| u64::from(part.weight) * u64::from(value) / known);
                prop_assert_eq!(u64::from(part.contribution), expected, "{:?}", part.name);
                prop_assert!(part.value.is_none_or(|value| value <= 1_000_000));
            }
        }
    }

    #[test]
    fn diagnosis_recounts(posts in posts(30), seeker in seeker()) {
        let matcher = Matcher::new(posts.clone(), options()).unwrap();
        let diagnosis = matcher.diagnose(&seeker);
        let mut failed: BTreeMap<Constraint, (u32, u32)> = BTreeMap::new();
        let mut feasible = 0;
        for explanation in explain_all(&matcher, &seeker, &posts) {
            let no: Vec<Constraint> = explanation.constraints.iter()
                .filter(|finding| finding.verdict == Verdict::No).map(|finding| finding.code).collect();
            feasible += u32::from(no.is_empty());
            for constraint in &no {
                let tally = failed.entry(*constraint).or_default();
                tally.0 += 1;
                tally.1 += u32::from(no.len() == 1);
            }
        }
        prop_assert_eq!((diagnosis.posts as usize, diagnosis.feasible), (posts.len(), feasible));
        let counted: BTreeMap<Constraint, (u32, u32)> =
            diagnosis.constraints.iter().map(|cost| (cost.code, (cost.failed, cost.failed_alone))).collect();
        prop_assert_eq!(counted, failed);
        prop_assert!(diagnosis.constraints.is_sorted_by(|left, right| left.failed_alone >= right.failed_alone));
    }

    /// What the diagnosis says of a wage floor or a distance, applied, does what it said.
    #[test]
    fn the_first_step_brings_the_first_post(posts in posts(30), seeker in seeker()) {
        use doorstep::matching::Step;
        let matcher = Matcher::new(posts, options()).unwrap();
        let before = matcher.diagnose(&seeker);
        for cost in &before.constraints {
            let mut relaxed = seeker.clone();
            match cost.first_step {
                Some(Step::WageFloorFen(fen)) => {
                    relaxed.wage_floor = Some((doorstep::Fen::new(fen).unwrap(), doorstep::WagePeriod::Month));
                }
                Some(Step::DistanceMMax(metres)) => {
                    relaxed.distance_m_max = Some(metres);
                    // A farther post may take longer, too.
                    relaxed.travel_min_max = None;
                }
                Some(Step::TravelMinMax(minutes)) => relaxed.travel_min_max = Some(minutes),
                None => continue,
            }
            let after = matcher.diagnose(&relaxed);
            prop_assert!(cost.failed_alone > 0 && after.feasible > before.feasible, "{:?}", cost);
        }
    }

    /// The same from the post's side, and by policy priority.
    #[test]
    fn candidates_equal_the_plain_scan(
        posts in posts(4), seekers in prop::collection::vec(seeker(), 0..15), k in 0..8_usize, by_priority in any::<bool>(),
    ) {
        let order = if by_priority { Order::PriorityThenFit } else { Order::Fit };
        let matcher = Matcher::new(posts.clone(), MatchOptions { order, ..options() }).unwrap();
        let mut seekers = seekers;
        for (number, seeker) in seekers.iter_mut().enumerate() {
            seeker.id = format!("s{:02}", 90 - number);
        }
        for post in &posts {
            let explained = seekers.iter().map(|seeker| matcher.explain(seeker, &post.id).unwrap());
            let mut scanned: Vec<Explanation> = explained.filter(|found| found.verdict != Verdict::No).collect();
            scanned.sort_by_key(|found| {
                let first = if by_priority { found.priority.value } else { 0 };
                (std::cmp::Reverse((first, found.score)), found.seeker_id.clone())
            });
            scanned.truncate(k);
            let expected: Vec<(String, u32)> =
                scanned.iter().map(|found| (found.seeker_id.clone(), found.score)).collect();
            let found = matcher.candidates(&seekers, &post.id, k).unwrap();
            let found: Vec<(String, u32)> = found.into_iter().map(|(id, found)| (id, found.score)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    /// What a person could change for a post, changed, leaves nothing that excludes it.
    #[test]
    fn a_counterfactual_does_what_it_says(posts in posts(12), seeker in seeker()) {
        let matcher = Matcher::new(posts.clone(), options()).unwrap();
        for explanation in explain_all(&matcher, &seeker, &posts) {
            let Some(counterfactual) = &explanation.counterfactual else { continue };
            prop_assert_eq!(explanation.verdict, Verdict::No);
            let mut changed = seeker.clone();
            for (number, change) in counterfactual.changes.iter().enumerate() {
                let before = matcher.explain(&changed, &explanation.post_id).unwrap();
                prop_assert_eq!(before.verdict, Verdict::No, "change {} is not needed", number);
                change.apply(&mut changed);
            }
            let after = matcher.explain(&changed, &explanation.post_id).unwrap();
            prop_assert!(after.verdict != Verdict::No, "{:?}", counterfactual);
        }
    }

    /// What a single change is said to bring, it brings: these posts and no others, and none is lost.
    #[test]
    fn an_opportunity_brings_the_posts_that_it_names(posts in posts(40), seeker in seeker()) {
        let matcher = Matcher::new(posts.clone(), options()).unwrap();
        let feasible = |seeker: &doorstep::Seeker| -> Vec<String> {
            let explained = explain_all(&matcher, seeker, &posts).into_iter();
            explained.filter(|found| found.verdict != Verdict::No).map(|found| found.post_id).collect()
        };
        let before = feasible(&seeker);
        for opportunity in matcher.diagnose(&seeker).opportunities {
            let mut changed = seeker.clone();
            opportunity.change.apply(&mut changed);
            let after = feasible(&changed);
            prop_assert!(before.iter().all(|id| after.contains(id)), "{:?}", opportunity);
            let mut gained: Vec<String> = after.into_iter().filter(|id| !before.contains(id)).collect();
            gained.sort();
            prop_assert_eq!(gained.len() as u32, opportunity.posts, "{:?}", &opportunity);
            gained.truncate(doorstep::matching::Opportunity::IDS_MAX);
            prop_assert_eq!(gained, opportunity.post_ids);
        }
    }

    #[test]
    fn the_order_of_people_changes_nothing(posts in posts(3), seekers in prop::collection::vec(seeker(), 0..10)) {
        let matcher = Matcher::new(posts.clone(), options()).unwrap();
        let mut seekers = seekers;
        for (number, seeker) in seekers.iter_mut().enumerate() {
            seeker.id = format!("s{number:02}");
        }
        let reversed: Vec<_> = seekers.iter().rev().cloned().collect();
        for post in &posts {
            let (one, other) = (matcher.candidates(&seekers, &post.id, 5), matcher.candidates(&reversed, &post.id, 5));
            prop_assert_eq!(one, other);
        }
    }
}
