//! Goal: search is exactly 'score every post, sort, cut'. Method: small random markets with many ties and missing facts,
//! and the plain way beside it, which counts terms as strings, post by post.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::matching::prepared::idf_millionths;
use crate::matching::{Explanation, MatchOptions};
use crate::model::{
    AgeRange, AnyCoordinate, Area, Employer, Fen, Insurance, PeriodSource, Post, PostKind, RegionCode,
    RegionTier, Rest, Seeker, Settlement, Shift, Skill, System, Team, Wage, WagePeriod, WeekHours,
};

/// Terms as text: `电工` gives 电工, and 电 and 工 with `letters`.
fn plain_terms(text: &str, letters: bool) -> Vec<String> {
    let mut terms = Vec::new();
    for run in segments(text) {
        let chars: Vec<char> = run.chars().collect();
        for part in chars.chunk_by(|left, right| left.is_ascii() == right.is_ascii()) {
            if part.first().is_some_and(char::is_ascii) {
                terms.push(part.iter().take(12).collect());
                continue;
            }
            if letters || part.len() == 1 {
                terms.extend(part.iter().map(char::to_string));
            }
            terms.extend(part.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
    }
    terms
}

fn fields(post: &Post) -> [Vec<String>; 4] {
    let of = |texts: Vec<String>, letters: bool| -> Vec<String> {
        texts.iter().flat_map(|text| plain_terms(text, letters)).collect()
    };
    let employer = post.employer.iter().map(|employer| employer.name.clone());
    [
        of(vec![post.title.clone()], true),
        of(post.skills.iter().map(|skill| skill.as_str().to_owned()).collect(), true),
        of(employer.chain(post.area.iter().map(ToString::to_string)).collect(), false),
        of(post.description.iter().chain(&post.benefits).cloned().collect(), false),
    ]
}

/// The words' value for each post.
fn plain_words(posts: &[Post], words: &str) -> Vec<u32> {
    let asked: BTreeSet<String> = plain_terms(words, false).into_iter().collect();
    let all: Vec<[Vec<String>; 4]> = posts.iter().map(fields).collect();
    let mean: Vec<f64> = (0..4)
        .map(|field| {
            let lengths: Vec<usize> =
                all.iter().map(|post| post[field].len()).filter(|length| *length > 0).collect();
            if lengths.is_empty() { 1.0 } else { lengths.iter().sum::<usize>() as f64 / lengths.len() as f64 }
        })
        .collect();
    let rarity = |term: &String| {
        idf_millionths(
            posts.len(),
            all.iter().filter(|post| post.iter().any(|field| field.contains(term))).count(),
        )
    };
    let whole: u64 = asked.iter().map(|term| rarity(term) * 10_000).sum();
    let worth = |post: &[Vec<String>; 4], term: &String| {
        let mut weighted = 0.0;
        for (field, (weight, share)) in
            [(4.0, 0.5), (2.0, 0.5), (1.0, 0.5), (0.5, 0.75)].into_iter().enumerate()
        {
            let times = post[field].iter().filter(|other| *other == term).count() as f64;
            if times > 0.0 {
                weighted += weight * times / (1.0 - share + share * post[field].len() as f64 / mean[field]);
            }
        }
        if weighted > 0.0 { ((weighted / (weighted + 1.2) * 10_000.0).round() as u64).max(1) } else { 0 }
    };
    all.iter()
        .map(|post| {
            let sum: u64 = asked.iter().map(|term| rarity(term) * worth(post, term)).sum();
            u32::try_from(u128::from(sum) * 1_000_000 / u128::from(whole.max(1))).unwrap()
        })
        .collect()
}

/// Every hit with its score and values, by the definitions.
fn plain(matcher: &Matcher, query: &Query) -> Vec<(u32, String, [Option<u32>; 5])> {
    let posts: Vec<Post> = matcher.posts().cloned().collect();
    let mut filters = query.seeker.clone();
    filters.place = query.near.or(filters.place);
    let wanted = matcher.lexicon().wanted(&query.words, 3);
    let about = plain_words(&posts, &query.words);
    let has_words = !segments(&query.words).is_empty();
    let mut hits = Vec::new();
    for ((post, prepared), about) in posts.iter().zip(matcher.prepared()).zip(about) {
        let explanation: Explanation = matcher.explain(&filters, &post.id).unwrap();
        let part = |part| explanation.parts.iter().find(|one| one.name == part).unwrap().value;
        let occupation = (!wanted.is_empty()).then(|| by_code(&wanted, &prepared.occupations).unwrap_or(0));
        let related = !has_words || about > 0 || occupation >= Some(150_000);
        if !related || explanation.verdict == Verdict::No {
            continue;
        }
        let wished: Vec<Constraint> = [
            (Constraint::WageFloor, filters.wage_floor.is_some()),
            (Constraint::Kind, !filters.kinds.is_empty()),
            (Constraint::Distance, filters.distance_m_max.is_some() || filters.travel_min_max.is_some()),
            (Constraint::Settlement, !filters.settlements.is_empty()),
            (Constraint::Team, filters.team.is_some()),
            (Constraint::Lodging, filters.needs_lodging == Some(true)),
            (Constraint::Meals, filters.needs_meals == Some(true)),
            (Constraint::Remote, filters.needs_remote == Some(true)),
            (Constraint::Insurance, filters.insurance.is_some()),
            (Constraint::Schedule, filters.available.is_some()),
            (Constraint::Rest, filters.rest.is_some()),
            (Constraint::Shift, !filters.shifts.is_empty()),
            (Constraint::Area, filters.area.is_some() || filters.region.is_some()),
            (Constraint::Scope, filters.scope.is_some()),
        ]
        .into_iter()
        .filter(|(_, asked)| *asked)
        .map(|(constraint, _)| constraint)
        .collect();
        let given = explanation
            .constraints
            .iter()
            .filter(|finding| wished.contains(&finding.code) && finding.verdict == Verdict::Yes)
            .count();
        let values = [
            has_words.then_some(about),
            occupation,
            part(Part::Proximity).filter(|_| filters.place.is_some()),
            (given as u32 * 1_000_000).checked_div(wished.len() as u32),
            part(Part::Freshness),
        ];
        let weights = [600_u64, 400, 200, 200, 50];
        let known: u64 =
            values.iter().zip(weights).filter(|(value, _)| value.is_some()).map(|(_, weight)| weight).sum();
        let score = values
            .iter()
            .zip(weights)
            .map(|(value, weight)| (u64::from(value.unwrap_or(0)) * weight).checked_div(known).unwrap_or(0));
        hits.push((u32::try_from(score.sum::<u64>()).unwrap(), post.id.clone(), values));
    }
    hits.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
    hits
}

const TITLES: &[&str] =
    &["电工", "急招保安", "物业保安（包吃住）", "Java 开发", "java工程师", "服务员", "网约配送员", "", "工"];
const TEXTS: &[&str] = &["持电工证，会Excel", "保安经验优先", "送餐，时间自由", "保安保安保安", ""];
const WORDS: &[&str] =
    &["电工", "保安 包吃住", "送外卖", "JAVA", "工", "용접공", "甲乙", "", "！", "保安", "齉"];

/// Mostly in one system: in several, ways are measured pair by pair.
fn place() -> impl Strategy<Value = Option<AnyCoordinate>> {
    let system = prop_oneof![8 => Just(System::Wgs84), 1 => Just(System::Gcj02)];
    prop::option::of(
        (0..6_u8, system).prop_map(|(east, system)| {
            AnyCoordinate::new(117.0 + f64::from(east) * 0.02, 36.6, system).unwrap()
        }),
    )
}

/// One of two, or mostly neither, by three bits of a number that are its own.
fn either<T>(bits: u64, place: u32, [one, other]: [T; 2]) -> Option<T> {
    match bits >> (3 * place) & 7 {
        0 => Some(one),
        1 => Some(other),
        _ => None,
    }
}

const WORKDAYS: &str = "1-5 09:00-18:00";
const NIGHTS: &str = "1-7 22:00-06:00";

fn regions() -> [RegionCode; 2] {
    ["370102", "440305"].map(|code| RegionCode::parse(code).unwrap())
}

/// What a post may say beside its texts, its place and its wage.
fn say(post: &mut Post, bits: u64) {
    post.lodging = either(bits, 0, [true, false]);
    post.meals = either(bits, 1, [true, false]);
    post.settlement = either(bits, 2, [Settlement::Daily, Settlement::Monthly]);
    post.team = either(bits, 3, [Team::Couple, Team::Group(3)]);
    post.insurance = either(bits, 4, [Insurance::None, Insurance::Five]);
    post.rest = either(bits, 5, [Rest::Double, Rest::Single]);
    post.shift = either(bits, 6, [Shift::Day, Shift::Night]);
    post.schedule = either(bits, 7, [WORKDAYS, NIGHTS]).map(|hours| WeekHours::parse(hours).unwrap());
    post.region = either(bits, 8, regions());
    post.openings = either(bits, 9, [0, 5]);
    post.ages = either(bits, 10, [(18, 35), (40, 60)])
        .and_then(|(min, max)| AgeRange::new(Some(min), Some(max)).ok());
}

/// What may be asked beside it, and what a post may ask of the person.
fn ask(filters: &mut Seeker, bits: u64) {
    filters.needs_lodging = either(bits, 0, [true, false]);
    filters.needs_meals = either(bits, 1, [true, false]);
    filters.settlements = either(bits, 2, [Settlement::Daily, Settlement::Monthly]).into_iter().collect();
    filters.team = either(bits, 3, [Team::Couple, Team::Group(3)]);
    filters.insurance = either(bits, 4, [Insurance::Commercial, Insurance::FiveAndFund]);
    filters.rest = either(bits, 5, [Rest::Double, Rest::Single]);
    filters.shifts = either(bits, 6, [Shift::Day, Shift::Night]).into_iter().collect();
    filters.available = either(bits, 7, [WORKDAYS, NIGHTS]).map(|hours| WeekHours::parse(hours).unwrap());
    filters.region = either(bits, 8, regions());
    filters.area = either(bits, 9, ["济南", "长沙"]).and_then(Area::parse);
    filters.needs_remote = either(bits, 10, [true, false]);
    filters.travel_min_max = either(bits, 11, [10, 60]);
    filters.refused_work = either(bits, 12, ["保安", "电工"]).map(str::to_owned).into_iter().collect();
    filters.scope = either(bits, 13, [RegionTier::City, RegionTier::County]);
    filters.home_region = either(bits, 14, regions());
    filters.born = either(bits, 15, ["1990-01-15", "1970-01-15"]).and_then(|day| day.parse().ok());
}

prop_compose! {
    fn post()(
        id in 0..30_u32,
        title in prop::sample::select(TITLES),
        (description, skill) in (prop::sample::select(TEXTS), prop::option::of(prop::sample::select(TITLES))),
        (employer, area) in (any::<bool>(), any::<bool>()),
        place in place(),
        (wage, published, remote, is_gig) in
            (prop::option::of(2..6_u32), prop::option::of(1..28_u32), prop::option::of(any::<bool>()), any::<bool>()),
        facts in any::<u64>(),
    ) -> Post {
        let mut post = Post::new(format!("p{id:02}"));
        post.title = title.to_owned();
        post.description = (!description.is_empty()).then(|| description.to_owned());
        post.skills = skill.and_then(|skill| Skill::parse(skill).ok()).into_iter().collect();
        post.employer = employer.then(|| Employer::new("保安服务公司"));
        post.area = area.then(|| Area::parse("济南·历下区")).flatten();
        post.place = place;
        post.wage = wage.map(|wage| {
            let amount = Fen::new(i64::from(wage) * 100_000).unwrap();
            Wage::new(amount, amount, WagePeriod::Month, PeriodSource::Stated).unwrap()
        });
        post.published = published.and_then(|day| chrono::NaiveDate::from_ymd_opt(2026, 6, day));
        post.remote = remote;
        post.kind = is_gig.then_some(PostKind::Gig);
        say(&mut post, facts);
        post
    }
}

fn posts() -> impl Strategy<Value = Vec<Post>> {
    prop::collection::vec(post(), 0..25).prop_map(|posts| {
        let by_id: BTreeMap<String, Post> = posts.into_iter().map(|post| (post.id.clone(), post)).collect();
        by_id.into_values().collect()
    })
}

prop_compose! {
    fn query()(
        words in prop::sample::select(WORDS),
        near in place(),
        (floor, is_gig, distance) in
            (prop::option::of(3..6_u32), any::<bool>(), prop::option::of(0..8_000_u32)),
        // None of the rest, one kind of it, or much.
        asked in prop_oneof![Just(u64::MAX), (0..16_u32, 0..2_u64).prop_map(|(place, which)| !(7 << (3 * place)) | which << (3 * place)), any::<u64>()],
    ) -> Query {
        let mut query = Query::new(words);
        query.near = near;
        query.seeker.wage_floor =
            floor.map(|floor| (Fen::new(i64::from(floor) * 100_000).unwrap(), WagePeriod::Month));
        query.seeker.kinds = if is_gig { vec![PostKind::Gig] } else { Vec::new() };
        query.seeker.distance_m_max = distance;
        ask(&mut query.seeker, asked);
        query
    }
}

fn matcher(posts: Vec<Post>) -> Matcher {
    let options = MatchOptions { today: "2026-06-28".parse().ok(), ..MatchOptions::default() };
    Matcher::new(posts, options).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn search_equals_the_plain_scan(posts in posts(), query in query(), k in 0..30_usize) {
        let matcher = matcher(posts);
        let mut expected = plain(&matcher, &query);
        expected.truncate(k);
        let hits = matcher.search(&query, k);
        let found: Vec<_> = hits.iter().map(|hit| {
            let values: Vec<Option<u32>> = hit.parts.iter().map(|part| part.value).collect();
            (hit.score, hit.post_id.clone(), <[Option<u32>; 5]>::try_from(values).unwrap())
        }).collect();
        prop_assert_eq!(found, expected);
    }

    /// Beside the cut of the best: of every hit, also of those that come last.
    #[test]
    fn every_hit_is_a_candidate_that_may_score_as_much(posts in posts(), query in query()) {
        let matcher = matcher(posts);
        let filters = filters(&query);
        let candidates = matcher.candidates_of(&matcher.asked(&query.words, &filters));
        let by_id: BTreeMap<&str, Candidate> = candidates.into_iter()
            .map(|one| (matcher.post_at(one.number.0).unwrap().record.id.as_str(), one)).collect();
        for hit in matcher.search(&query, usize::MAX) {
            let candidate = by_id[hit.post_id.as_str()];
            prop_assert!(candidate.bound >= hit.score, "{candidate:?} {hit:?}");
            prop_assert!(candidate.wishes >= hit.parts[3].value, "{candidate:?} {hit:?}");
        }
    }

    #[test]
    fn parts_add_up_and_constraints_hold(posts in posts(), query in query()) {
        let matcher = matcher(posts);
        let mut filters = query.seeker.clone();
        filters.place = query.near;
        for hit in matcher.search(&query, usize::MAX) {
            prop_assert_eq!(hit.parts.iter().map(|part| part.contribution).sum::<u32>(), hit.score);
            prop_assert!(hit.score <= 1_000_000);
            let counting = hit.parts.iter().filter(|part| part.contribution > 0).count();
            prop_assert_eq!((hit.reasons_zh().len(), hit.reasons_en().len()), (counting, counting));
            let explanation = matcher.explain(&filters, &hit.post_id).unwrap();
            prop_assert!(explanation.verdict != Verdict::No);
            let open: Vec<Constraint> = explanation.constraints.iter()
                .filter(|finding| finding.verdict == Verdict::Unknown).map(|finding| finding.code).collect();
            prop_assert_eq!(hit.unknown, open);
            prop_assert_eq!((hit.distance_m, hit.travel_min), (explanation.distance_m, explanation.travel_min));
        }
    }

    #[test]
    fn the_order_of_posts_changes_nothing(posts in posts(), query in query()) {
        let reversed = matcher(posts.iter().rev().cloned().collect());
        prop_assert_eq!(matcher(posts).search(&query, 10), reversed.search(&query, 10));
    }

    /// Posts whose terms are counted stand beside changed ones.
    #[test]
    fn lists_made_again_are_those_of_new_posts(
        posts in posts(), changed in prop::collection::vec(any::<bool>(), 25), query in query(),
    ) {
        let before = matcher(posts.clone());
        before.search(&query, 1);
        let mut after = posts;
        for (post, _) in after.iter_mut().zip(&changed).filter(|(_, changed)| **changed) {
            post.title = "保安 包吃住 工工".to_owned();
            post.employer = None;
        }
        let after = matcher(after);
        let pairs = before.prepared().iter().zip(after.prepared()).zip(&changed);
        let mixed = pairs.map(|((old, new), changed)| Arc::clone(if *changed { new } else { old })).collect();
        let mixed = Matcher::of_prepared(
            mixed, after.terms().clone(), Arc::clone(after.lexicon()), after.options().clone(), 0,
        );
        prop_assert_eq!(mixed.search(&query, usize::MAX), after.search(&query, usize::MAX));
    }

    #[test]
    fn nothing_breaks(words in "\\PC{0,60}", title in "\\PC{0,60}", k in 0..3_usize) {
        let mut post = Post::new("p");
        post.title.clone_from(&title);
        let matcher = matcher(vec![post]);
        prop_assert!(matcher.search(&Query::new(words.as_str()), k).len() <= k);
        prop_assert!(matcher.suggest(&words, k).len() <= k);
        prop_assert!(matcher.suggest(&title, k).len() <= k);
        // A title finds itself.
        let itself = matcher.search(&Query::new(title), 1);
        prop_assert_eq!(itself.len(), 1);
    }
}

#[test]
fn equals_are_cut_by_id_over_many_blocks() {
    // More posts than are summed up at a time, in three groups of equals, on both sides of each cut.
    let post = |number: usize| {
        let mut post = Post::new(format!("p{number:05}"));
        post.title = ["厨师", "电工", "电工及其他"][number % 3].to_owned();
        post.published = [None, chrono::NaiveDate::from_ymd_opt(2026, 6, 1)][number % 2];
        post
    };
    let matcher = matcher((0..9_000).map(post).collect());
    for words in ["电工", ""] {
        let query = Query::new(words);
        let mut all = matcher.search(&query, usize::MAX);
        assert_eq!(all.len(), if words.is_empty() { 9_000 } else { 6_000 });
        let ordered = |pair: &[Hit; 2]| {
            let [left, right] = pair;
            (right.score, &left.post_id) < (left.score, &right.post_id)
        };
        assert!(all.array_windows().all(ordered));
        for k in [6_000, 1_501, 1_500, 1_499, 1, 0] {
            all.truncate(k);
            assert_eq!(matcher.search(&query, k), all, "{words} {k}");
        }
    }
}

#[test]
fn values_that_are_too_rare_for_a_bit_are_wishes_given() {
    // More kinds of values than have a bit: of what one post alone says nothing is told at a glance.
    let post = |number: u8| {
        let mut post = Post::new(format!("p{number:03}"));
        post.title = "电工".to_owned();
        post.experience_years = Some(number % 70);
        post.lodging = (number == 100).then_some(true);
        post.meals = (number == 101).then_some(false);
        post
    };
    let matcher = matcher((0..140).map(post).collect());
    let mut query = Query::new("电工");
    query.seeker.needs_lodging = Some(true);
    query.seeker.needs_meals = Some(true);
    let all = matcher.search(&query, usize::MAX);
    assert_eq!((all.len(), all[0].post_id.as_str()), (139, "p100"));
    assert!(all.iter().all(|hit| hit.post_id != "p101"));
    assert_eq!(matcher.search(&query, 1), all[..1]);
}

#[test]
fn of_equal_scores_the_first_by_id_has_room() {
    let mut best = Best { k: 1, found: BinaryHeap::new() };
    assert!(best.has_room(0, Reverse(9)));
    best.found.push(Reverse(Found { score: 5, number: Reverse(7), values: [None; 5] }));
    let room = [(6, 9), (5, 3), (5, 9), (4, 3)].map(|(bound, number)| best.has_room(bound, Reverse(number)));
    assert_eq!(room, [true, true, false, false]);
    assert!(!Best { k: 0, found: BinaryHeap::new() }.has_room(u32::MAX, Reverse(0)));
}

#[test]
fn priorities_change_nothing() {
    let posts: Vec<Post> = titled(&["电工", "焊工", "电工"]).posts().cloned().collect();
    let options = MatchOptions { order: crate::matching::Order::PriorityThenFit, ..MatchOptions::default() };
    let first = Matcher::new(posts.clone(), options).unwrap();
    let plain = Matcher::new(posts, MatchOptions::default()).unwrap();
    let query = Query::new("电工");
    assert_eq!(first.search(&query, 2), plain.search(&query, 2));
}

fn titled(titles: &[&str]) -> Matcher {
    let post = |(number, title): (usize, &&str)| {
        let mut post = Post::new(format!("p{number}"));
        post.title = (*title).to_owned();
        post
    };
    matcher(titles.iter().enumerate().map(post).collect())
}

#[track_caller]
fn check(titles: &[&str], words: &str, expected: &[&str]) {
    let matcher = titled(titles);
    let hits = matcher.search(&Query::new(words), 10);
    let found: Vec<&str> = hits
        .iter()
        .map(|hit| matcher.posts().find(|post| post.id == hit.post_id).unwrap().title.as_str())
        .collect();
    assert_eq!(found, expected, "{words}");
}

#[test]
fn words_and_occupations_find_posts() {
    // The title with the least beside it comes first.
    check(&["电工焊工普工及其他", "电工", "厨师"], "电工", &["电工", "电工焊工普工及其他"]);
    // All of the words before none of them, whatever the occupation.
    check(&["网络推广", "跑腿打包工"], "跑腿", &["跑腿打包工"]);
    // Traditional characters, full width, other letters.
    check(&["电工", "厨师"], "電工", &["电工"]);
    check(&["Java 开发工程师", "厨师"], "ＪＡＶＡ", &["Java 开发工程师"]);
    // No letter in common.
    check(&["网约配送员", "厨师"], "跑腿", &["网约配送员"]);
    check(&["焊工", "厨师"], "용접공", &["焊工"]);
    // Nothing to do with it.
    check(&["厨师"], "焊工", &[]);
    // A single letter.
    check(&["厨师", "焊工"], "厨", &["厨师"]);
}

#[test]
fn latin_words_are_words_and_not_letters() {
    let matcher = titled(&["Javascript", "Java"]);
    let words: Vec<_> = matcher.search(&Query::new("java"), 9).iter().map(|hit| hit.parts[0].value).collect();
    assert!(words[0] > Some(500_000) && words[1] == Some(0), "{words:?}");
}

#[test]
fn reasons_say_where_the_words_stand() {
    let mut post = Post::new("p");
    post.title = "维修电工".into();
    post.description = Some("自带工具箱".into());
    let hit = matcher(vec![post]).search(&Query::new("电工 工具箱"), 1).remove(0);
    assert!(
        hit.reasons_zh()
            .iter()
            .any(|reason| reason.starts_with("词语：职位名称有“电工”，职位描述有“工具箱”"))
    );
    assert!(hit.reasons_en().iter().any(|reason| reason.starts_with("words: “电工” in the title")));
    assert!(
        hit.reasons_zh().iter().any(|reason| reason.contains("6-31-01-03 电工")),
        "{:?}",
        hit.reasons_zh()
    );
}

#[test]
fn without_words_near_and_new_posts_come_first() {
    let at = |id: &str, east: f64, day: &str| {
        let mut post = Post::new(id);
        post.place = AnyCoordinate::new(117.0 + east, 36.6, System::Wgs84).ok();
        post.published = day.parse().ok();
        post
    };
    let matcher = matcher(vec![
        at("far", 0.2, "2026-06-27"),
        at("near", 0.0, "2026-06-27"),
        at("old", 0.0, "2026-01-01"),
    ]);
    let mut query = Query::new(" ");
    query.near = AnyCoordinate::new(117.0, 36.6, System::Wgs84).ok();
    let found: Vec<String> = matcher.search(&query, 9).into_iter().map(|hit| hit.post_id).collect();
    assert_eq!(found, ["near", "old", "far"]);
    query.seeker.distance_m_max = Some(1_000);
    assert_eq!(matcher.search(&query, 9).len(), 2);
}

#[test]
fn facts_among_the_words_filter() {
    let mut given = Post::new("given");
    given.title = "电工".into();
    given.lodging = Some(true);
    let mut unsaid = given.clone();
    (unsaid.id, unsaid.lodging) = ("a_unsaid".into(), None);
    let mut not = given.clone();
    (not.id, not.lodging) = ("not".into(), Some(false));
    let options = MatchOptions { read_text: false, ..MatchOptions::default() };
    let matcher = Matcher::new(vec![given, unsaid, not], options).unwrap();
    let query = Query::from_words("电工 包住", matcher.lexicon());
    assert_eq!(query.words, "电工");
    let hits = matcher.search(&query, 9);
    let found: Vec<&str> = hits.iter().map(|hit| hit.post_id.as_str()).collect();
    assert_eq!(found, ["given", "a_unsaid"]);
    assert!(hits[1].unknown.contains(&Constraint::Lodging));
    assert_eq!(Query::from_words("兼职", matcher.lexicon()).words, "兼职");
}
