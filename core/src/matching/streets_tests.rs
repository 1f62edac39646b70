//! Goal: with streets, too, every answer is that of asking and scoring every post, and all answers about a pair agree.
//! Method: random streets and random markets on and beside them; the plain scan beside the index.

use proptest::prelude::*;

use super::*;
use crate::matching::constraint::has_one_way;
use crate::matching::matcher::best;
use crate::matching::part::{Part, score};
use crate::matching::prepared::Pair;
use crate::matching::random;
use crate::matching::ways::Way;
use crate::matching::{Constraint, Delta, MatchOptions, Query, SearchPart, Verdict, Weights};
use crate::model::{Post, Seeker, System};
use crate::place::{NewStreet, Profile, RoadClass, Streets, random_streets};

/// Most places of a market are moved to the streets, which lie within two kilometres; the others stay off them.
fn moved(place: AnyCoordinate, all: bool, system: Option<System>) -> AnyCoordinate {
    let system = system.unwrap_or(place.system());
    if !all && place.lon() < 117.03 {
        return AnyCoordinate::new(place.lon(), place.lat(), system).unwrap();
    }
    let into = |degrees: f64, corner: f64| corner + (degrees - corner) * 0.14;
    AnyCoordinate::new(into(place.lon(), 117.0), into(place.lat(), 36.6) + 0.05, system).unwrap()
}

#[derive(Debug, Clone)]
struct Market {
    posts: Vec<Post>,
    seekers: Vec<Seeker>,
    network: Arc<RoadNetwork>,
    snapping: Snapping,
    options: MatchOptions,
}

impl Market {
    fn matcher(&self, posts: Vec<Post>) -> Matcher {
        let matcher = Matcher::new(posts, self.options.clone()).unwrap();
        matcher.with_network(Arc::clone(&self.network), &self.snapping, &Threads::one()).unwrap()
    }
}

prop_compose! {
    fn market(most: usize)(
        posts in random::many_posts(most),
        seekers in prop::collection::vec((random::seeker(), any::<bool>(), any::<bool>()), 8),
        streets in random_streets::streets(),
        // Slow people take longer than the longest way that is looked for.
        speed in prop::sample::select(&[0.5, 5.0, 5.0, 40.0][..]),
        system in prop::option::weighted(0.7, Just(System::Wgs84)),
        limit_m in prop::sample::select(&[0.0, 80.0, 500.0, 5_000.0][..]),
        component_nodes_min in prop::sample::select(&[0_u32, 0, 3][..]),
        (all_on, near_only) in (any::<bool>(), any::<bool>()),
    ) -> Market {
        let mut posts: Vec<Post> = posts;
        for post in &mut posts {
            post.place = post.place.map(|place| moved(place, all_on, system));
            if all_on && near_only {
                // Every post has a way.
                (post.remote, post.lodging, post.multi_site) = (None, None, None);
                post.place = post.place.or(AnyCoordinate::new(117.01, 36.66, system.unwrap_or(System::Gcj02)).ok());
            }
        }
        let seekers = seekers.into_iter().zip(0..).map(|((mut seeker, on, walks), number)| {
            seeker.place = seeker.place.map(|place| moved(place, on, system));
            seeker.travel_mode = if walks { None } else { seeker.travel_mode };
            seeker.id = format!("s{number}");
            seeker
        });
        let profile = Profile::new(TravelMode::Walk).unwrap().walk_kmh(speed).unwrap();
        let network = RoadNetwork::new(&streets, &profile).unwrap();
        // Places of all systems can be brought to the most shifted one.
        let network = if system.is_none() { network.shifted(System::Bd09).unwrap() } else { network };
        let none = Weights { experience: 0, education: 0, schedule: 0, vector: 0, ..Weights::default() };
        let weights = if near_only { Weights { skills: 0, freshness: 0, ..none } } else { Weights::default() };
        let options = MatchOptions {
            today: "2026-06-14".parse().ok(), weights, ..MatchOptions::default()
        };
        Market {
            posts, seekers: seekers.collect(), network: Arc::new(network),
            snapping: Snapping { limit_m, component_nodes_min }, options,
        }
    }
}

fn rank(pair: &Pair<'_>, options: &MatchOptions) -> Option<u32> {
    let is_excluded = Constraint::ALL.iter().any(|one| one.verdict(pair, options) == Verdict::No);
    (!is_excluded).then(|| score(pair, options).total)
}

/// The minutes to a post by the table of times, within the longest way.
fn minutes(market: &Market, seeker: &Seeker, post: &Post) -> Option<(Option<u32>, Measured)> {
    let (home, work) = (seeker.place?, post.place?);
    let (network, one) = (&market.network, Threads::one());
    let snaps = network.snap(&[Some(work)], &market.snapping, &one).unwrap();
    let homes = network.snap(&[Some(home)], &market.snapping, &one).unwrap_or(vec![None]);
    let mode = seeker.travel_mode.unwrap_or_default();
    if mode != TravelMode::Walk || !has_one_way(post) || snaps[0].is_none() || homes[0].is_none() {
        return None;
    }
    let bound = seeker.travel_min_max.unwrap_or(0).max(120) * 600;
    let times = network.times(&homes, &snaps, bound, &one).unwrap();
    let time = times.time_ds.first().map(|time_ds| time_ds.div_ceil(600));
    Some((time, if time.is_some() { Measured::Network } else { Measured::NotReached }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_walk_equals_the_scan_on_streets(
        mut market in market(700),
        limits in prop::collection::vec(prop::option::weighted(0.5, (0..3_usize, any::<bool>(), 0..2_u32)), 8),
        k in prop::sample::select(&[1_usize, 2, 10, 2_000][..]),
    ) {
        let matcher = market.matcher(market.posts.clone());
        for (seeker, limit) in market.seekers.iter_mut().zip(limits) {
            // Limits next to what the best posts need.
            if let Some((place, by_time, less)) = limit
                && let Some(found) = matcher.recommend(seeker, 3).get(place)
            {
                (seeker.distance_m_max, seeker.travel_min_max) = if by_time {
                    (None, found.travel_min.map(|minutes| minutes.saturating_sub(less)))
                } else {
                    (found.distance_m.map(|metres| metres.saturating_sub(less)), None)
                };
            }
        }
        let people = matcher.prepare(market.seekers.clone(), &Threads::one(), &mut ()).unwrap();
        let together = matcher.recommend_to(&people, k, &Threads::one(), &mut ()).unwrap();
        for (number, seeker) in market.seekers.iter().enumerate() {
            let (prepared, options) = (matcher.prepare_one(seeker), matcher.options());
            let ways = matcher.ways(&prepared);
            let pairs = matcher.prepared().iter().map(|post| Pair::new(&prepared, post, &ways));
            let scanned = best(pairs.map(|pair| rank(&pair, options)), k);
            let scanned: Vec<&str> =
                scanned.into_iter().map(|number| matcher.prepared()[number].record.id.as_str()).collect();
            let found = matcher.recommend_explained(seeker, k);
            let ids: Vec<&str> = found.iter().map(|(one, _)| one.post_id.as_str()).collect();
            prop_assert_eq!(&ids, &scanned);
            let ranked: Vec<&str> = together.of(number).iter()
                .map(|one| matcher.prepared()[one.post as usize].record.id.as_str()).collect();
            prop_assert_eq!(&ids, &ranked);
            let described = matcher.describe_ranked(&people, &together, number).unwrap();
            for ((one, why), described) in found.iter().zip(&described) {
                prop_assert_eq!(one, described);
                // One explained alone, by a search of its own, is the same.
                prop_assert_eq!(why, &matcher.explain(seeker, &one.post_id).unwrap());
                prop_assert!(why.verdict != Verdict::No && why.score == one.score);
                prop_assert_eq!((why.distance_m, why.travel_min, why.measured), (one.distance_m, one.travel_min, one.measured));
                prop_assert!(one.travel_min.is_none() || one.measured != Some(Measured::NotReached));
                let post = matcher.find(&one.post_id).unwrap();
                match minutes(&market, seeker, &post.record) {
                    Some((minutes, measured)) => {
                        prop_assert_eq!((one.travel_min, one.measured), (minutes, Some(measured)));
                    }
                    None => prop_assert!(matches!(one.measured, None | Some(Measured::StraightLine))),
                }
            }
        }
    }

    #[test]
    fn searches_candidates_and_diagnoses_use_the_same_ways(market in market(120), words in prop::sample::select(&["", "电工"][..]), k in 1_usize..8) {
        let matcher = market.matcher(market.posts.clone());
        let options = matcher.options();
        let one_by_one = |seeker: &Seeker, post_id: &str| {
            let prepared = matcher.prepare_one(seeker);
            rank(&Pair::new(&prepared, matcher.find(post_id).unwrap(), &matcher.ways(&prepared)), options)
        };
        for post in matcher.prepared().iter().take(10) {
            let id = post.record.id.as_str();
            let scanned = best(market.seekers.iter().map(|seeker| one_by_one(seeker, id)), k);
            let scanned: Vec<&str> = scanned.into_iter().map(|number| market.seekers[number].id.as_str()).collect();
            let found = matcher.among(&market.seekers).best_explained(id, k).unwrap();
            prop_assert_eq!(found.iter().map(|(_, why)| why.seeker_id.as_str()).collect::<Vec<_>>(), scanned);
            for (one, why) in found {
                let seeker = market.seekers.iter().find(|seeker| seeker.id == why.seeker_id).unwrap();
                prop_assert_eq!(&matcher.explain(seeker, id).unwrap(), &why);
                prop_assert_eq!((one.travel_min, one.measured, one.score), (why.travel_min, why.measured, why.score));
            }
        }
        for seeker in &market.seekers {
            let query = Query { seeker: Seeker { born: None, ..seeker.clone() }, ..Query::new(words) };
            let all = matcher.search(&query, usize::MAX);
            prop_assert_eq!(&matcher.search(&query, k)[..], &all[..k.min(all.len())]);
            let prepared = matcher.prepare_one(&query.seeker);
            let ways = matcher.ways(&prepared);
            let mut fits = 0;
            for post in matcher.prepared() {
                let pair = Pair::new(&prepared, post, &ways);
                fits += usize::from(rank(&pair, options).is_some());
                let Some(hit) = all.iter().find(|hit| hit.post_id == post.record.id) else { continue };
                prop_assert_eq!(hit.travel_min, pair.way().and_then(Way::travel_min));
                let part = hit.parts.iter().find(|part| part.name == SearchPart::Proximity).unwrap();
                let placed = query.seeker.place.is_some();
                prop_assert_eq!(part.value, Part::Proximity.value(&pair, options).filter(|_| placed));
            }
            // Without words every post is a hit that nothing excludes.
            prop_assert!(!words.is_empty() || fits == all.len());
            let diagnosis = matcher.diagnose(seeker);
            let prepared = matcher.prepare_one(seeker);
            let ways = matcher.ways(&prepared);
            let pairs = matcher.prepared().iter().map(|post| Pair::new(&prepared, post, &ways));
            let feasible = pairs.filter(|pair| rank(pair, options).is_some()).count();
            prop_assert_eq!(diagnosis.feasible as usize, feasible);
        }
    }

    #[test]
    fn changed_posts_are_brought_to_the_streets(market in market(90), cut in 0_usize..40) {
        let (before, after) = market.posts.split_at(cut.min(market.posts.len()));
        let mut matcher = market.matcher(before.to_vec());
        // Columns are there before the change.
        matcher.recommend(&market.seekers[0], 1);
        let gone: Vec<Delta> = before.iter().take(5).map(|post| Delta::Remove(post.id.clone())).collect();
        matcher.apply(after.iter().cloned().map(Delta::Upsert).chain(gone).collect()).unwrap();
        let left = before.iter().skip(5).chain(after).map(|post| (post.id.clone(), post.clone()));
        let left: std::collections::BTreeMap<_, _> = left.collect();
        let anew = market.matcher(left.into_values().collect());
        let saved = Matcher::from_bytes(&matcher.to_bytes()).unwrap();
        let saved = saved.with_network(Arc::clone(&market.network), &market.snapping, &Threads::one()).unwrap();
        prop_assert_eq!(&saved.provenance(), &matcher.provenance());
        for seeker in &market.seekers {
            let expected = anew.recommend_explained(seeker, 10);
            prop_assert_eq!(&matcher.recommend_explained(seeker, 10), &expected);
            prop_assert_eq!(&saved.recommend_explained(seeker, 10), &expected);
        }
    }
}

/// A river runs from north to south between the home and a post 300 m away; the bridge is 1 km north. Another post lies 800 m
/// south, on the same bank.
fn river() -> (Matcher, Arc<RoadNetwork>) {
    let mut streets = Streets::new(System::Wgs84);
    let (west, east) = (117.0, 117.0 + 300.0 / 89_200.0);
    let north = |metres: f64| 36.65 + metres / 111_195.0;
    let mut node = {
        let mut key = 0;
        move |streets: &mut Streets, lon, metres| {
            key += 1;
            streets.add_node(key, lon, north(metres)).unwrap()
        }
    };
    let home = node(&mut streets, west, 0.0);
    let (bridge_west, bridge_east) = (node(&mut streets, west, 1_000.0), node(&mut streets, east, 1_000.0));
    let across = node(&mut streets, east, 0.0);
    let south = node(&mut streets, west, -800.0);
    for (from, to, length_m) in [
        (home, bridge_west, 1_000.0),
        (bridge_west, bridge_east, 300.0),
        (bridge_east, across, 1_000.0),
        (home, south, 800.0),
    ] {
        let street = NewStreet::of_class(from, to, RoadClass::Residential);
        streets.add(NewStreet { length_m: Some(length_m), ..street }).unwrap();
    }
    let network = Arc::new(RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap());
    let post = |id: &str, lon, metres| {
        let mut post = Post::new(id);
        post.place = AnyCoordinate::new(lon, north(metres), System::Wgs84).ok();
        post
    };
    let posts = vec![post("across", east, 0.0), post("south", west, -800.0), post("off", 117.1, 0.0)];
    (Matcher::new(posts, MatchOptions::default()).unwrap(), network)
}

#[test]
fn a_river_changes_the_order() {
    let (plain, network) = river();
    let streets =
        plain.clone().with_network(Arc::clone(&network), &Snapping::default(), &Threads::one()).unwrap();
    let mut seeker = Seeker::new("s");
    seeker.place = AnyCoordinate::new(117.0, 36.65, System::Wgs84).ok();
    let told = |matcher: &Matcher, seeker: &Seeker| {
        let found = matcher.recommend(seeker, 9).into_iter();
        found.map(|one| (one.post_id, one.travel_min, one.measured)).collect::<Vec<_>>()
    };
    let line = Some(Measured::StraightLine);
    let row = |id: &str, minutes, measured| (id.to_owned(), Some(minutes), measured);
    // 300 m and 800 m, times 1.3 at 5 km/h; 8.9 km.
    assert_eq!(
        told(&plain, &seeker),
        [row("across", 5, None), row("south", 13, None), row("off", 140, None)]
    );
    // 800 m and 2300 m at 5 km/h are 9.6 and 27.6 minutes.
    let on = Some(Measured::Network);
    assert_eq!(told(&streets, &seeker), [row("south", 10, on), row("across", 28, on), row("off", 140, line)]);
    seeker.travel_min_max = Some(27);
    assert_eq!(told(&streets, &seeker), [row("south", 10, on)]);
    let why = streets.explain(&seeker, "across").unwrap();
    assert_eq!((why.verdict, why.travel_min, why.measured), (Verdict::No, Some(28), on));
    let change = why.counterfactual.unwrap().changes;
    assert_eq!(change, [crate::matching::Change::TravelMinMax(28)]);
    seeker.travel_min_max = Some(28);
    assert_eq!(told(&streets, &seeker), [row("south", 10, on), row("across", 28, on)]);
    // By bicycle there is no network.
    seeker.travel_mode = Some(TravelMode::Cycle);
    assert!(told(&streets, &seeker).iter().all(|one| one.2 == line));
    // The network is named, and no other is.
    assert_eq!(plain.provenance().networks, Vec::<String>::new());
    let closer = Snapping { limit_m: 100.0, ..Snapping::default() };
    let other = plain.with_network(network, &closer, &Threads::one()).unwrap();
    assert_eq!(other.provenance().networks.len(), 1);
    assert_ne!(other.provenance(), streets.provenance());
}

#[test]
fn what_is_not_reached_counts_nothing() {
    // An island: two streets that nothing joins.
    let mut streets = Streets::new(System::Wgs84);
    let spots = [(117.0, 36.65), (117.001, 36.65), (117.003, 36.65), (117.004, 36.65)];
    let nodes: Vec<u32> =
        spots.iter().zip(1..).map(|((lon, lat), key)| streets.add_node(key, *lon, *lat).unwrap()).collect();
    for [from, to] in [[nodes[0], nodes[1]], [nodes[2], nodes[3]]] {
        streets.add(NewStreet::of_class(from, to, RoadClass::Residential)).unwrap();
    }
    let network = Arc::new(RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap());
    let mut post = Post::new("island");
    post.place = AnyCoordinate::new(117.004, 36.65, System::Wgs84).ok();
    let matcher = Matcher::new(vec![post.clone()], MatchOptions::default()).unwrap();
    let mut matcher = matcher.with_network(network, &Snapping::default(), &Threads::one()).unwrap();
    let mut seeker = Seeker::new("s");
    seeker.place = AnyCoordinate::new(117.0, 36.65, System::Wgs84).ok();
    let why = matcher.explain(&seeker, "island").unwrap();
    // Whether the person is old enough is not known.
    assert_eq!(
        (why.verdict, why.travel_min, why.measured),
        (Verdict::Unknown, None, Some(Measured::NotReached))
    );
    let part = why.parts.iter().find(|part| part.name == Part::Proximity).unwrap();
    assert_eq!((part.value, part.zh.as_str()), (Some(0), "通勤：直线357米，按路网步行不可达（0%）"));
    assert_eq!(matcher.recommend(&seeker, 1)[0].score, 0);
    seeker.travel_min_max = Some(240);
    assert!(matcher.recommend(&seeker, 1).is_empty());
    let why = matcher.explain(&seeker, "island").unwrap();
    assert_eq!((why.verdict, why.counterfactual), (Verdict::No, None));
    let diagnosis = matcher.diagnose(&seeker);
    assert_eq!(
        (diagnosis.constraints[0].code, diagnosis.constraints[0].first_step),
        (Constraint::Distance, None)
    );
    // A post in a more shifted system is refused, by the table and by a change.
    post.place = AnyCoordinate::new(117.004, 36.65, System::Gcj02).ok();
    let refused = matcher.apply(vec![Delta::Upsert(post)]).unwrap_err();
    assert_eq!(refused.code(), MatchingCode::NetworkSystem);
    assert_eq!(matcher.generation(), 0);
}
