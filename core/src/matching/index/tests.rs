//! Goal: the walk finds exactly what asking and scoring every post finds. Method: random markets of many blocks, and
//! the plain scan beside it.

use chrono::Datelike;
use proptest::prelude::*;

use super::*;
use crate::matching::matcher::best;
use crate::matching::part::score;
use crate::matching::prepared::Pair;
use crate::matching::priority;
use crate::matching::random;
use crate::matching::{Matcher, Order, Threads, Verdict, Weights};
use crate::model::{
    AgeRange, AnyCoordinate, Fen, GroupMembership, PeriodSource, Seeker, Skill, System, Wage, WagePeriod,
};
use crate::place::{Pace, TravelModel, UnitVector};

fn options() -> impl Strategy<Value = MatchOptions> {
    let weight = || prop::sample::select(&[0_u32, 1, 50, 300, 1_000_000][..]);
    // With few parts bounds are tight, and many posts score the same.
    let seldom = || prop::sample::select(&[0_u32, 0, 0, 0, 7, 300, 999_983][..]);
    let weights = prop_oneof![
        1 => Just(Weights::default()),
        1 => (prop::sample::select(&[1_u32, 7, 300, 999_979][..]), prop::array::uniform3(seldom()), seldom()).prop_map(|(occupation, [skills, proximity, wage], freshness)| {
            let none = Weights { experience: 0, education: 0, schedule: 0, vector: 0, ..Weights::default() };
            Weights { occupation, skills, proximity, wage, freshness, ..none }
        }),
        1 => prop::array::uniform9(weight()).prop_map(|[occupation, skills, proximity, wage, experience, education, schedule, freshness, vector]| {
            // One of them at least counts.
            Weights { occupation: occupation + 1, skills: skills / 2, proximity, wage, experience, education, schedule, freshness, vector }
        }),
    ];
    let order = prop_oneof![3 => Just(Order::Fit), 2 => Just(Order::PriorityThenFit)];
    let today = prop_oneof![4 => Just(Some("2026-06-14")), 1 => Just(None)];
    // Where a step takes a minute, half a metre tells.
    let travel = prop_oneof![
        3 => Just(TravelModel::default()),
        1 => Just(TravelModel { walk: Pace::new(500, 10_000).unwrap(), ..TravelModel::default() }),
    ];
    (weights, order, today, travel).prop_map(|(weights, order, today, travel)| MatchOptions {
        travel,
        weights: Weights { occupation: weights.occupation.min(Weights::MAX), ..weights },
        order,
        today: today.map(|day| day.parse().unwrap()),
        ..MatchOptions::default()
    })
}

/// What is the same for many posts or people of a market. Where facts come as they may, hardly any block has all of them
/// or none, hardly any two amounts are next to each other, and no post has a value that is rare.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// All posts have a title, skills, a wage, a day of publication.
    full: [bool; 4],
    system: Option<System>,
    ways: Ways,
    /// A tenth of the posts lies on another continent.
    some_far: bool,
    /// Places are some metres apart instead of kilometres.
    crowded: bool,
    /// Years of experience of many kinds, so that some have no bit.
    many_years: bool,
    /// Years by which the ages are higher that posts declare.
    older: u8,
    /// Hardly any employer prefers a group.
    few_groups: bool,
    /// Wages are higher by this factor: above 42 million yuan a month they leave the columns.
    wage_factor: i64,
}

#[derive(Debug, Clone, Copy)]
enum Ways {
    AsTheyCome,
    /// Every post has a place, to which people go.
    All,
    /// Who has no place is worked for from anywhere.
    AllOrRemote,
    /// To some there is no way, and none is worked for from anywhere.
    NoneRemote,
}

prop_compose! {
    fn shape()(
        full in prop_oneof![1 => Just([true; 4]), 1 => prop::array::uniform4(any::<bool>()), 1 => Just([false; 4])],
        system in prop::option::weighted(0.7, prop::sample::select(&[System::Wgs84, System::Gcj02, System::Bd09][..])),
        ways in prop::sample::select(&[Ways::AsTheyCome, Ways::All, Ways::AllOrRemote, Ways::NoneRemote][..]),
        some_far in prop::bool::weighted(0.2),
        (crowded, many_years) in (prop::bool::weighted(0.3), prop::bool::weighted(0.2)),
        (older, few_groups) in (prop::sample::select(&[0, 0, 30][..]), any::<bool>()),
        wage_factor in prop_oneof![8 => Just(1), 1 => Just(3), 2 => Just(9_000)],
    ) -> Shape {
        Shape { full, system, ways, some_far, crowded, many_years, older, few_groups, wage_factor }
    }
}

/// Gives posts without a fact that of a post before them.
fn fill<T: Clone>(posts: &mut [Post], fact: fn(&mut Post) -> &mut T, is_there: fn(&T) -> bool) {
    let mut last = posts.iter_mut().map(|post| fact(post).clone()).find(is_there);
    for post in posts {
        let own = fact(post);
        if is_there(own) {
            last = Some(own.clone());
        } else if let Some(last) = &last {
            *own = last.clone();
        }
    }
}

impl Shape {
    fn moved(self, place: AnyCoordinate, system: Option<System>, east: f64) -> AnyCoordinate {
        let (corner, scale) = ([117.0, 36.6], if self.crowded { 0.005 } else { 1.0 });
        let lon = corner[0] + (place.lon() - corner[0]) * scale + east;
        let lat = corner[1] + (place.lat() - corner[1]) * scale;
        AnyCoordinate::new(lon, lat, system.unwrap_or(place.system())).unwrap()
    }

    fn give(self, posts: &mut [Post]) {
        let [titles, skills, wages, days] = self.full;
        if titles {
            fill(posts, |post| &mut post.title, |title| !title.is_empty());
        }
        if skills {
            fill(posts, |post| &mut post.skills, |skills| !skills.is_empty());
        }
        if wages {
            fill(posts, |post| &mut post.wage, Option::is_some);
        }
        if days {
            fill(posts, |post| &mut post.published, Option::is_some);
        }
        if matches!(self.ways, Ways::All) {
            fill(posts, |post| &mut post.place, Option::is_some);
        }
        for (number, post) in posts.iter_mut().enumerate() {
            match self.ways {
                Ways::AsTheyCome => {}
                Ways::NoneRemote => post.remote = None,
                Ways::All => (post.remote, post.lodging, post.multi_site) = (None, None, None),
                Ways::AllOrRemote => {
                    (post.remote, post.lodging, post.multi_site) = (Some(post.place.is_none()), None, None);
                }
            }
            // Places of one system stand in columns, those of several do not.
            let east = if self.some_far && number % 10 == 0 { -150.0 } else { 0.0 };
            post.place = post.place.map(|place| self.moved(place, self.system, east));
            post.ages = post.ages.map(|ages| {
                AgeRange::new(Some(ages.min() + self.older), Some(ages.max() + self.older)).unwrap()
            });
            if self.few_groups && number % 30 > 0 {
                post.key_groups.clear();
            }
            if self.many_years && post.experience_years.is_some() {
                post.experience_years = u8::try_from(number * 37 % 70).ok();
            }
            if let Some(wage) = post.wage {
                let [least, most] =
                    [wage.min(), wage.max()].map(|amount| Fen::new(amount.get() * self.wage_factor).unwrap());
                // What nobody stated excludes nobody.
                let source = if number % 7 == 0 { PeriodSource::Inferred } else { wage.source() };
                let wage = Wage::new(least, most, wage.period(), source).unwrap();
                post.wage = Some(if number % 11 == 0 { wage.with_open_end() } else { wage });
            }
        }
    }
}

/// Limits of a person that are next to those of posts.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// A monthly floor, in half thousands and fen beside them.
    floor: Option<(i64, i64)>,
    /// As far, or as long, as to one of the best posts, and less by one or not.
    reach: Option<(usize, bool, u32)>,
    /// Degrees by which the home lies farther east.
    east: f64,
    /// Years by which the person is older.
    older: i32,
}

prop_compose! {
    fn limits()(
        floor in prop::option::weighted(0.4, (prop_oneof![4 => 0..20_i64, 1 => 20..80_i64, 2 => Just(90_000)], -1..2_i64)),
        reach in prop::option::weighted(0.4, (0..3_usize, any::<bool>(), 0..2_u32)),
        east in prop::sample::select(&[0.0, 0.0, 0.0, 0.3][..]),
        older in prop_oneof![3 => Just(0), 1 => 10..45],
    ) -> Limits {
        Limits { floor, reach, east, older }
    }
}

impl Limits {
    fn give(self, seeker: &mut Seeker, shape: Shape, matcher: &Matcher) {
        seeker.place = seeker.place.map(|place| shape.moved(place, None, self.east));
        if let Some((half_thousands, more)) = self.floor {
            let floor = Fen::new((half_thousands * 50_000 + more).max(0)).unwrap();
            seeker.wage_floor = Some((floor, WagePeriod::Month));
        }
        seeker.born = seeker.born.map(|born| born.with_year(born.year() - self.older).unwrap());
        let Some((place, by_time, less)) = self.reach else { return };
        // Whatever stands there: any limit will do.
        let best = matcher.recommend(seeker, 3);
        if let Some((distance_m, travel_min)) =
            best.get(place).and_then(|one| one.distance_m.zip(one.travel_min))
        {
            (seeker.distance_m_max, seeker.travel_min_max) = if by_time {
                (None, Some(travel_min.saturating_sub(less)))
            } else {
                (Some(distance_m.saturating_sub(less)), None)
            };
        }
    }
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
    #![proptest_config(ProptestConfig { cases: 140, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_walk_equals_the_scan(
        mut posts in random::many_posts(900),
        shape in shape(),
        mut seekers in prop::collection::vec((random::seeker(), limits()), 12),
        options in options(),
        k in prop::sample::select(&[0_usize, 1, 2, 10, 64, 2_000][..]),
    ) {
        shape.give(&mut posts);
        let matcher = Matcher::new(posts, options).unwrap();
        seekers.iter_mut().for_each(|(seeker, limits)| limits.give(seeker, shape, &matcher));
        let seekers: Vec<Seeker> = seekers.into_iter().map(|(seeker, _)| seeker).collect();
        let people = matcher.prepare(seekers.clone(), &Threads::one(), &mut ()).unwrap();
        let together = matcher.recommend_to(&people, k, &Threads::one(), &mut ()).unwrap();
        for (person, seeker) in seekers.iter().enumerate() {
            let prepared = matcher.prepare_one(seeker);
            let ways = matcher.ways(&prepared);
            let pairs = matcher.prepared().iter().map(|post| Pair::new(&prepared, post, &ways));
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
    /// Goal: a way is never held to be longer than it is. Method: places some metres apart, at the slowest pace, where
    /// half a metre is worth four hundredths.
    #[test]
    fn no_way_in_columns_is_longer_than_on_the_sphere(
        home in (-180.0..180.0_f64, -80.0..80.0_f64),
        away in prop::sample::select(&[1e-5, 1e-4, 0.1, 30.0][..]).prop_flat_map(|most| (-most..most, -most / 10.0..most / 10.0)),
    ) {
        let pace = Pace::new(500, 10_000).unwrap();
        let scale = outline::Scale {
            occupation: 0.0, skills: 0.0, proximity: 1.0, wage: 0.0, freshness: 0.0, experience: 0.0, education: 0.0,
            schedule: 0.0, vector: 0.0, home: None, reach_m: 0.0,
            pace: pace.travel_s(1_000_000).saturating_sub(1) as f32 / 1e6,
        };
        let [from, to] = [home, (home.0 + away.0, home.1 + away.1)].map(|(lon, lat)| UnitVector::of(lon, lat));
        let way_m = crate::place::whole_m(from.distance_m(&to));
        let near = f64::from(crate::matching::part::proximity(pace.travel_s(way_m)).unwrap()) / 1e6;
        let UnitVector(from) = from;
        let UnitVector(to) = to;
        let squared: f32 = metres(from).iter().zip(metres(to)).map(|(from, to)| (from - to) * (from - to)).sum();
        let at_most = f64::from(scale.near(squared.sqrt() * (1.0 - 1e-6)));
        prop_assert!(at_most + 1e-6 >= near, "{at_most} < {near}");
        prop_assert!(squared <= person::reach_squared(way_m), "{way_m} m are out of reach");
    }
}

/// Goal: a block with posts that come first is gone to, whatever it promises. Method: the posts of the last of six blocks
/// are for a group, and of other work than is wanted; every fact of them is known, so that bounds are tight.
#[test]
fn who_comes_first_is_found_behind_low_promises() {
    let today = "2026-06-14".parse().unwrap();
    let group = KeyGroup::all().next().unwrap();
    let post = |number: usize| {
        let mut post = Post::new(format!("{number:03}"));
        post.title = if number < 5 * BLOCK { "保安" } else { "电工" }.into();
        post.skills = vec![Skill::parse(if number.is_multiple_of(2) { "焊接" } else { "驾驶" }).unwrap()];
        let wage = Fen::new(500_000).unwrap();
        post.wage = Wage::new(wage, wage, WagePeriod::Month, PeriodSource::Stated).ok();
        post.published = Some(today);
        post.key_groups = if number < 5 * BLOCK { vec![] } else { vec![group] };
        post
    };
    let options =
        MatchOptions { order: Order::PriorityThenFit, today: Some(today), ..MatchOptions::default() };
    let matcher = Matcher::new((0..6 * BLOCK).map(post).collect(), options).unwrap();
    let mut seeker = Seeker::new("s");
    seeker.titles = vec!["保安".into()];
    seeker.groups = vec![GroupMembership::new(group, None, None).unwrap()];
    let best = matcher.recommend(&seeker, 1);
    assert_eq!(best[0].post_id, format!("{:03}", 5 * BLOCK));
}
