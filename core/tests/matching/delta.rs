//! Goal: a matcher that followed changes answers as one made of the posts that result. Method: random markets and
//! sequences of changes, played on a plain map beside it.

use std::collections::BTreeMap;

use doorstep::matching::{Applied, Delta, MatchOptions, Matcher, MatchingCode, Query};
use doorstep::{AnyCoordinate, Post, Seeker, System};
use proptest::prelude::*;

use super::random::{many_posts, post, posts, seeker};

/// Ids are few, so that changes meet posts and each other.
const IDS: u32 = 10;

fn options() -> MatchOptions {
    MatchOptions { today: Some("2026-06-14".parse().unwrap()), ..MatchOptions::default() }
}

fn id() -> impl Strategy<Value = String> {
    (0..IDS).prop_map(|id| format!("p{id}"))
}

fn with_id((mut post, id): (Post, String)) -> Post {
    post.id = id;
    post
}

fn market() -> impl Strategy<Value = Vec<Post>> {
    posts(5).prop_map(|posts| {
        (0..).step_by(2).map(|id| format!("p{id}")).zip(posts).map(|(id, post)| with_id((post, id))).collect()
    })
}

fn delta() -> impl Strategy<Value = Delta> {
    prop_oneof![
        3 => (post(), id()).prop_map(|pair| Delta::Upsert(with_id(pair))),
        2 => id().prop_map(Delta::Remove),
        2 => (id(), 0..4_u32).prop_map(|(post_id, openings)| Delta::Openings { post_id, openings }),
        1 => (1..30_u32).prop_map(|day| Delta::Today(format!("2026-06-{day:02}").parse().unwrap())),
    ]
}

/// The posts and the day that result, played change by change.
#[derive(Clone)]
struct Plain {
    posts: BTreeMap<String, Post>,
    options: MatchOptions,
}

impl Plain {
    fn of(posts: &[Post]) -> Self {
        Self { posts: posts.iter().map(|post| (post.id.clone(), post.clone())).collect(), options: options() }
    }

    /// `None` if a change is refused.
    fn apply(mut self, deltas: &[Delta]) -> Option<(Self, Applied)> {
        let mut applied = Applied::default();
        for delta in deltas {
            match delta.clone() {
                Delta::Upsert(post) => {
                    applied.upserted += 1;
                    self.posts.insert(post.id.clone(), post);
                }
                Delta::Remove(id) if self.posts.remove(&id).is_some() => applied.removed += 1,
                Delta::Remove(_) => applied.unknown += 1,
                Delta::Openings { post_id, openings } => {
                    applied.openings += 1;
                    self.posts.get_mut(&post_id)?.openings = Some(openings);
                }
                Delta::Today(day) => {
                    applied.days += 1;
                    self.options.today = Some(day);
                }
                _ => unreachable!("another kind of change"),
            }
        }
        Some((self, applied))
    }

    fn matcher(&self) -> Matcher {
        Matcher::new(self.posts.values().cloned().collect(), self.options.clone()).unwrap()
    }
}

fn assert_same_best(left: &Matcher, right: &Matcher, seekers: &[Seeker]) {
    for seeker in seekers {
        assert_eq!(left.recommend(seeker, 100), right.recommend(seeker, 100));
    }
}

/// Gives all places in one system: only then do columns take over what they know of posts that stay.
fn in_one_system(post: &mut Post) {
    post.place = post.place.map(|place| AnyCoordinate::new(place.lon(), place.lat(), System::Gcj02).unwrap());
}

/// Every other question.
fn assert_same_answers(left: &Matcher, right: &Matcher, seekers: &[Seeker]) {
    assert_eq!(left.options(), right.options());
    assert!(left.posts().eq(right.posts()));
    for post in right.posts() {
        for seeker in seekers {
            assert_eq!(left.explain(seeker, &post.id), right.explain(seeker, &post.id));
        }
        assert_eq!(left.candidates(seekers, &post.id, 9), right.candidates(seekers, &post.id, 9));
    }
    for (seeker, words) in seekers.iter().zip(["电工 焊接", "保"]) {
        let query = Query::with_filters(words, seeker.clone(), left.lexicon());
        assert_eq!(left.search(&query, 9), right.search(&query, 9));
        assert_eq!(left.suggest(words, 9), right.suggest(words, 9));
        assert_eq!(left.diagnose(seeker), right.diagnose(seeker));
    }
    assert_eq!(left.suggest("b", 9), right.suggest("b", 9));
}

fn people() -> impl Strategy<Value = [Seeker; 2]> {
    [seeker(), seeker()]
}

/// What is recommended after deltas; the other questions, too, where `all` says so.
fn check(market: &[Post], deltas: Vec<Delta>, seekers: &[Seeker], all: bool) {
    let plain = Plain::of(market);
    let mut matcher = plain.matcher();
    // Columns and lists of before must not answer for after.
    let before: Vec<_> = seekers.iter().map(|seeker| matcher.recommend(seeker, 100)).collect();
    if all {
        matcher.search(&Query::new("电工"), 1);
        matcher.suggest("b", 1);
    }
    let snapshot = matcher.clone();
    match plain.apply(&deltas) {
        Some((plain, applied)) => {
            assert_eq!(matcher.apply(deltas), Ok(applied));
            assert_eq!(matcher.generation(), 1);
            let rebuilt = plain.matcher();
            assert_same_best(&matcher, &rebuilt, seekers);
            if all {
                assert_same_answers(&matcher, &rebuilt, seekers);
                let bytes = matcher.to_bytes();
                assert_eq!(bytes, matcher.clone().to_bytes());
                let loaded = Matcher::from_bytes(&bytes).unwrap();
                assert_eq!((loaded.generation(), loaded.to_bytes()), (1, bytes));
                assert_same_answers(&loaded, &rebuilt, seekers);
            }
        }
        None => {
            assert_eq!(matcher.apply(deltas).unwrap_err().code(), MatchingCode::UnknownPost);
            assert_eq!((matcher.generation(), matcher.to_bytes()), (0, snapshot.to_bytes()));
        }
    }
    let after: Vec<_> = seekers.iter().map(|seeker| snapshot.recommend(seeker, 100)).collect();
    assert_eq!(before, after, "a clone of before");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn recommend_equals_a_rebuild(
        market in market(), deltas in prop::collection::vec(delta(), 1..=6), seekers in people(),
    ) {
        check(&market, deltas, &seekers, false);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Several changes on end, asked for in between or not.
    #[test]
    fn columns_that_are_taken_over_answer_as_new_ones(
        mut market in many_posts(150),
        mut rounds in prop::collection::vec((prop::collection::vec(delta(), 1..=6), any::<bool>()), 1..=4),
        seekers in people(),
    ) {
        market.iter_mut().zip(0..).for_each(|(post, id)| {
            post.id = format!("p{id}");
            in_one_system(post);
        });
        let mut plain = Plain::of(&market);
        let mut matcher = plain.matcher();
        matcher.recommend(&seekers[0], 1);
        for (deltas, asked) in &mut rounds {
            for delta in deltas.iter_mut() {
                if let Delta::Upsert(post) = delta {
                    in_one_system(post);
                }
            }
            let Some((next, _)) = plain.clone().apply(deltas) else { continue };
            plain = next;
            matcher.apply(deltas.clone()).unwrap();
            if *asked {
                assert_same_best(&matcher, &plain.matcher(), &seekers);
            }
        }
        assert_same_best(&matcher, &plain.matcher(), &seekers);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_equals_a_rebuild(
        market in market(), deltas in prop::collection::vec(delta(), 1..=6), seekers in people(),
    ) {
        check(&market, deltas, &seekers, true);
    }

    /// However a stream is cut, the posts that result are the same.
    #[test]
    fn one_by_one_is_all_at_once(
        market in market(), deltas in prop::collection::vec(delta(), 1..=6), seekers in people(),
    ) {
        let plain = Plain::of(&market);
        let (mut at_once, mut one_by_one) = (plain.matcher(), plain.matcher());
        if at_once.apply(deltas.clone()).is_ok() {
            let count = deltas.len() as u64;
            for delta in deltas {
                one_by_one.apply(vec![delta]).unwrap();
            }
            prop_assert_eq!(one_by_one.generation(), count);
            assert_same_answers(&at_once, &one_by_one, &seekers);
        }
    }
}

fn titled(id: &str, title: &str) -> Post {
    let mut post = Post::new(id);
    post.title = title.into();
    post
}

#[test]
fn vectors_of_the_posts_that_result_are_compared() {
    let with = |id: &str, vector: &[f32]| {
        let mut post = Post::new(id);
        post.vector = vector.to_vec();
        post
    };
    let mut matcher = Matcher::new(vec![with("a", &[1.0, 2.0]), Post::new("b")], options()).unwrap();
    let saved = matcher.to_bytes();
    for vector in [&[1.0][..], &[f32::NAN, 0.0]] {
        let deltas = vec![Delta::Remove("b".into()), Delta::Upsert(with("c", vector))];
        assert_eq!(matcher.apply(deltas).unwrap_err().code(), MatchingCode::Vector);
        assert_eq!(matcher.to_bytes(), saved);
    }
    // A vector that does not stay does no harm, and where none stays, another length can begin.
    let deltas = vec![Delta::Upsert(with("c", &[1.0])), Delta::Upsert(with("c", &[1.0, 0.0]))];
    assert_eq!(matcher.apply(deltas).unwrap().upserted, 2);
    let deltas = vec![Delta::Remove("a".into()), Delta::Upsert(with("c", &[1.0]))];
    assert_eq!(matcher.apply(deltas).unwrap().removed, 1);
    assert_eq!(matcher.posts().map(|post| post.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
}

#[test]
fn places_left_set_the_number_in_the_text_aside() {
    let mut matcher = Matcher::new(vec![titled("a", "招聘普工10人")], options()).unwrap();
    assert_eq!(matcher.posts().next().unwrap().openings, Some(10));
    let left = |openings| Delta::Openings { post_id: "a".into(), openings };
    matcher.apply(vec![left(3)]).unwrap();
    assert_eq!(matcher.posts().next().unwrap().openings, Some(3));
    assert!(matcher.explain(&Seeker::new("s"), "a").is_ok());
    matcher.apply(vec![Delta::Upsert(titled("a", "招聘普工10人"))]).unwrap();
    assert_eq!(matcher.posts().next().unwrap().openings, Some(10));
}

#[test]
fn no_change_is_a_generation_too() {
    let mut matcher = Matcher::new(vec![Post::new("a")], options()).unwrap();
    assert_eq!(matcher.apply(Vec::new()), Ok(Applied::default()));
    assert_eq!(matcher.generation(), 1);
    let unknown = Delta::Openings { post_id: "b".into(), openings: 1 };
    assert_eq!(matcher.apply(vec![unknown]).unwrap_err().code(), MatchingCode::UnknownPost);
    assert_eq!(matcher.generation(), 1);
}
