use proptest::prelude::*;

use super::*;
use crate::circle::nearest::tests::place;
use crate::circle::{
    AccessCosts, AssignPoints, CircleError, Keys, StreetSearch, assign_by_distance, assign_on_streets,
    assign_to_stations_of,
};
use crate::matching::Threads;
use crate::model::{AnyCoordinate, System, TravelMode};
use crate::place::{NewStreet, Profile, RoadClass, RoadNetwork, Snapping, Streets, haversine_m, whole_m};

type Pair = (u32, u32, u32);

/// Demand points, stations and costs between some of them, not in order.
fn markets(most: u64) -> impl Strategy<Value = (Vec<u64>, Vec<u64>, Vec<Pair>)> {
    let people = prop::collection::vec(0..=most, 1..8);
    let places = prop::collection::vec(0..=2 * most, 1..5);
    (people, places).prop_flat_map(|(people, places)| {
        let all: Vec<(u32, u32)> = (0..people.len() as u32)
            .flat_map(|one| (0..places.len() as u32).map(move |other| (one, other)))
            .collect();
        let count = all.len();
        let costs = prop::collection::vec(0_u32..12, count);
        (Just(people), Just(places), prop::sample::subsequence(all, 0..=count).prop_shuffle(), costs)
            .prop_map(|(people, places, pairs, costs)| {
                let pairs = pairs.into_iter().zip(costs).map(|((one, other), cost)| (one, other, cost));
                (people, places, pairs.collect())
            })
    })
}

fn columns(pairs: &[Pair]) -> (Vec<u32>, Vec<u32>, Vec<u32>) {
    let (demand, (station, cost)) = pairs.iter().map(|&(one, other, cost)| (one, (other, cost))).unzip();
    (demand, station, cost)
}

fn found(
    people: &[u64],
    places: &[u64],
    pairs: &[Pair],
    parting: Parting,
) -> Result<StationPlan, CircleError> {
    let (demand, station, cost) = columns(pairs);
    let pairs = AssignPairs { demand: &demand, station: &station, cost: &cost };
    let plan = assign_to_stations(people, places, pairs, parting)?;
    if parting == Parting::Split {
        assert!(is_proven_best(people, places, pairs, &plan), "{plan:?}");
    }
    Ok(plan)
}

/// The best of all ways to place people one by one: most people, then least cost. Everybody of `groups` goes as one.
fn by_trying(groups: &[(u32, u64)], left: &mut [u64], pairs: &[Pair]) -> (u64, std::cmp::Reverse<u64>) {
    let Some((&(demand, people), rest)) = groups.split_first() else { return (0, std::cmp::Reverse(0)) };
    let mut best = by_trying(rest, left, pairs);
    for &(_, station, cost) in pairs.iter().filter(|(one, ..)| *one == demand) {
        if left[station as usize] >= people {
            left[station as usize] -= people;
            let (placed, std::cmp::Reverse(sum)) = by_trying(rest, left, pairs);
            left[station as usize] += people;
            best = best.max((placed + people, std::cmp::Reverse(sum + u64::from(cost) * people)));
        }
    }
    best
}

fn one_by_one(people: &[u64]) -> Vec<(u32, u64)> {
    people.iter().zip(0..).flat_map(|(&count, demand)| (0..count).map(move |_| (demand, 1))).collect()
}

fn best(people: &[u64], places: &[u64], pairs: &[Pair]) -> (u64, std::cmp::Reverse<u64>) {
    by_trying(&one_by_one(people), &mut places.to_vec(), pairs)
}

proptest! {
    #[test]
    fn no_way_of_placing_is_better((people, places, pairs) in markets(1)) {
        let plan = found(&people, &places, &pairs, Parting::Split).unwrap();
        prop_assert_eq!((plan.total.placed, std::cmp::Reverse(plan.total.cost)), best(&people, &places, &pairs));
        // With one person at each point there is nothing to split.
        let whole = found(&people, &places, &pairs, Parting::Whole).unwrap();
        prop_assert_eq!(whole.total, plan.total);
    }

    /// What one more place is said to gain is what it gains.
    #[test]
    fn gains_are_what_another_place_gains((people, places, pairs) in markets(3)) {
        let plan = found(&people, &places, &pairs, Parting::Split).unwrap();
        for (station, of) in plan.stations.iter().enumerate() {
            let mut more = places.clone();
            more[station] += 1;
            let with = found(&people, &more, &pairs, Parting::Split).unwrap().total;
            let gained = (with.placed - plan.total.placed) as i64;
            let saved = plan.total.cost as i64 - with.cost as i64;
            prop_assert_eq!(of.gain, Gain { people: gained, cost: saved });
        }
    }

    #[test]
    fn whole_points_stay_whole_within_the_bounds((people, places, pairs) in markets(5)) {
        let plan = found(&people, &places, &pairs, Parting::Whole).unwrap();
        let split = found(&people, &places, &pairs, Parting::Split).unwrap();
        let groups: Vec<(u32, u64)> = (0..).zip(people.iter().copied()).collect();
        let best = by_trying(&groups, &mut places.clone(), &pairs);
        prop_assert!((plan.total.placed, std::cmp::Reverse(plan.total.cost)) <= best);
        prop_assert_eq!((plan.total.placed_bound, plan.total.cost_bound), (split.total.placed, split.total.cost));
        prop_assert!(best <= (plan.total.placed_bound, std::cmp::Reverse(plan.total.cost_bound)));
        let mut counts: Vec<u64> = vec![0; people.len()];
        let mut used = vec![0; places.len()];
        for row in &plan.placed {
            prop_assert_eq!(row.people, people[row.demand as usize]);
            used[row.station as usize] += row.people;
            counts[row.demand as usize] += row.people;
        }
        plan.unplaced.iter().for_each(|row| counts[row.demand as usize] += row.people);
        prop_assert_eq!(&counts, &people);
        for ((used, places), of) in used.iter().zip(&places).zip(&plan.stations) {
            prop_assert_eq!((*used, places - used), (of.used, of.left));
        }
    }

    /// The order of rows is not seen, and a number is the same key as its text.
    #[test]
    fn keys_decide_and_not_rows(
        (people, places, pairs) in markets(4), turn in any::<prop::sample::Index>(), whole in any::<bool>(),
    ) {
        let parting = if whole { Parting::Whole } else { Parting::Split };
        let plan = |demand: &[u32], supply: &[u32], pairs: &[Pair], texts: bool| {
            let key = |place: &u32| i64::from(*place) * 5 - 7;
            let keys = |places: &[u32]| places.iter().map(key).collect::<Vec<i64>>();
            let text = |keys: &[i64]| keys.iter().map(i64::to_string).collect::<Vec<String>>();
            let (of_demand, of_supply, cost) = columns(pairs);
            let numbers = [keys(demand), keys(supply), keys(&of_demand), keys(&of_supply)];
            let named = [text(&numbers[0]), text(&numbers[1])];
            let column = |place: usize| match named.get(place).filter(|_| texts) {
                Some(names) => Keys::Texts(names.iter().map(String::as_str).collect()),
                None => Keys::Integers((&numbers[place]).into()),
            };
            let counts = |of: &[u64], places: &[u32]| {
                places.iter().map(|&place| of[place as usize] as f64).collect::<Vec<f64>>()
            };
            let (people, places) = (counts(&people, demand), counts(&places, supply));
            let cost: Vec<f64> = cost.into_iter().map(f64::from).collect();
            let plan = assign_to_stations_of(
                &AssignPoints { ids: column(0), numbers: &people },
                &AssignPoints { ids: column(1), numbers: &places },
                &AccessCosts { demand: column(2), supply: column(3), cost: &cost },
                parting,
            ).unwrap().plan;
            let mut rows: Vec<_> = plan.placed.iter()
                .map(|row| (demand[row.demand as usize], Some(supply[row.station as usize]), row.people)).collect();
            rows.extend(plan.unplaced.iter().map(|row| (demand[row.demand as usize], None, row.people)));
            rows.sort_unstable();
            let mut stations: Vec<_> = supply.iter().copied().zip(plan.stations).collect();
            stations.sort_unstable_by_key(|(supply, _)| *supply);
            (rows, stations, plan.total)
        };
        let (mut demand, mut supply): (Vec<u32>, Vec<u32>) = ((0..people.len() as u32).collect(), (0..places.len() as u32).collect());
        let first = plan(&demand, &supply, &pairs, false);
        prop_assert_eq!(&plan(&demand, &supply, &pairs, true), &first);
        demand.rotate_left(turn.index(people.len()));
        supply.rotate_left(turn.index(places.len()));
        supply.reverse();
        let mut pairs = pairs;
        pairs.reverse();
        prop_assert_eq!(&plan(&demand, &supply, &pairs, false), &first);
        prop_assert_eq!(&plan(&demand, &supply, &pairs, true), &first);
    }
}

/// Larger, with many moves, so that lists of moves are made anew; each plan is proven by its gains.
#[test]
fn crowded_markets_are_proven() {
    let mut state = 7_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for (demands, stations, degree, fill) in
        [(400, 12, 5, 90), (300, 30, 8, 130), (2_000, 4, 4, 99), (50, 200, 40, 70)]
    {
        let people: Vec<u64> = (0..demands).map(|_| random(40)).collect();
        let all: u64 = people.iter().sum();
        let places: Vec<u64> = (0..stations).map(|_| random(2 * all * 100 / fill / stations + 1)).collect();
        let mut pairs: Vec<Pair> = Vec::new();
        for demand in 0..demands as u32 {
            let first = random(stations) as u32;
            pairs.extend(
                (0..degree).map(|step| (demand, (first + step * step) % stations as u32, random(300) as u32)),
            );
        }
        pairs.sort_unstable();
        pairs.dedup_by_key(|pair| (pair.0, pair.1));
        let plan = found(&people, &places, &pairs, Parting::Split).unwrap();
        assert!(plan.total.placed > 0);
        let whole = found(&people, &places, &pairs, Parting::Whole).unwrap();
        assert!(whole.total.placed <= plan.total.placed);
    }
}

#[test]
fn reasons_are_told_apart() {
    let plan = found(&[4, 3, 0], &[5], &[(0, 0, 9), (2, 0, 1)], Parting::Split).unwrap();
    assert_eq!(plan.unplaced, [Unplaced { demand: 1, people: 3, why: UnplacedWhy::NoStation }]);
    assert_eq!((plan.stations[0].left, plan.total.cost, plan.placed.len()), (1, 36, 1));
    let plan = found(&[4, 3], &[5], &[(0, 0, 9), (1, 0, 1)], Parting::Split).unwrap();
    assert_eq!(plan.unplaced, [Unplaced { demand: 0, people: 2, why: UnplacedWhy::Full }]);
    assert_eq!(plan.stations[0].gain, Gain { people: 1, cost: -9 });
    let plan = found(&[4, 3], &[5], &[(0, 0, 9), (1, 0, 1)], Parting::Whole).unwrap();
    assert_eq!((plan.total.placed, plan.total.placed_bound), (4.min(plan.total.placed), 5));
}

#[test]
fn greatest_numbers_are_exact_or_refused() {
    let most = (1 << 53) - 1;
    let plan = found(&[most], &[most, most], &[(0, 0, 1), (0, 1, 2)], Parting::Split).unwrap();
    assert_eq!((plan.total.cost, plan.stations[1].left), (most, most));
    type Case<'a> = (&'a [u64], &'a [u64], &'a [Pair], CircleCode, &'a str);
    let cases: [Case<'_>; 8] = [
        (&[most, 1], &[1], &[], CircleCode::WeightTooLarge, "demand row 1"),
        (&[1], &[1, most + 1], &[], CircleCode::NotWhole, "supply row 1"),
        (&[most], &[most], &[(0, 0, 2)], CircleCode::CostTooLarge, "18014398509481982"),
        (&[1], &[1], &[(0, 0, 2), (1, 0, 2)], CircleCode::UnknownDemand, "costs row 1"),
        (&[1], &[1], &[(0, 0, 2), (0, 1, 2)], CircleCode::UnknownSupply, "costs row 1"),
        (
            &[1, 1],
            &[1],
            &[(1, 0, 2), (0, 0, 2), (1, 0, 1), (0, 0, 3)],
            CircleCode::DuplicatePair,
            "costs row 2",
        ),
        (&[], &[], &[(0, 0, 0)], CircleCode::UnknownSupply, "costs row 0"),
        (&[], &[1], &[(0, 0, 0)], CircleCode::UnknownDemand, "costs row 0"),
    ];
    for (people, places, pairs, code, shown) in cases {
        let error = found(people, places, pairs, Parting::Split).unwrap_err();
        assert_eq!((error.code(), error.shown()), (code, shown));
    }
    let uneven = AssignPairs { demand: &[0], station: &[0], cost: &[] };
    let error = assign_to_stations(&[1], &[1], uneven, Parting::Split).unwrap_err();
    assert_eq!(error.code(), CircleCode::UnequalColumns);
    assert!(found(&[], &[], &[], Parting::Whole).unwrap().placed.is_empty());
    assert_eq!(
        found(&[2], &[5], &[(0, 0, u32::MAX)], Parting::Split).unwrap().total.cost,
        2 * u64::from(u32::MAX)
    );
}

#[test]
fn a_worse_plan_is_not_proven() {
    let (demand, station, cost) = columns(&[(0, 0, 5), (0, 1, 9), (1, 0, 7)]);
    let pairs = AssignPairs { demand: &demand, station: &station, cost: &cost };
    let (people, places) = ([20, 20], [30, 15]);
    let plan = assign_to_stations(&people, &places, pairs, Parting::Split).unwrap();
    assert!(is_proven_best(&people, &places, pairs, &plan));
    let mut wrong = plan.clone();
    wrong.placed[0].people -= 1;
    assert!(!is_proven_best(&people, &places, pairs, &wrong));
    let mut wrong = plan.clone();
    wrong.stations[0].gain.cost += 1;
    assert!(!is_proven_best(&people, &places, pairs, &wrong));
    // All who can go to the second station: a place is left at the first, which its gain denies.
    let mut wrong = plan.clone();
    (wrong.placed[0].people, wrong.placed[1].people) = (5, 15);
    (wrong.stations[0].used, wrong.stations[0].left) = (25, 5);
    (wrong.stations[1].used, wrong.stations[1].left) = (15, 0);
    assert!(!is_proven_best(&people, &places, pairs, &wrong));
    assert!(!is_proven_best(&people, &[30, 15, 1], pairs, &plan));
}

proptest! {
    /// By straight lines a plan is that of the table of all distances within reach.
    #[test]
    fn straight_lines_give_what_their_table_gives(
        homes in prop::collection::vec((place(), 0_u32..9), 1..12), stations in prop::collection::vec((place(), 0_u32..20), 1..6),
        reach in prop_oneof![Just(2_500.0), Just(2.0e6), Just(3.0e7)], whole in any::<bool>(),
    ) {
        let parting = if whole { Parting::Whole } else { Parting::Split };
        let at = |(lon, lat): (f64, f64)| AnyCoordinate::new(lon, lat, System::Wgs84).ok();
        let numbers = |rows: &[((f64, f64), u32)]| rows.iter().map(|row| f64::from(row.1)).collect::<Vec<f64>>();
        let keys = |count: usize| Keys::Integers((0..count as i64).map(|row| row * 5 % 13).collect());
        let (people, room) = (numbers(&homes), numbers(&stations));
        let demand = AssignPoints { ids: keys(homes.len()), numbers: &people };
        let supply = AssignPoints { ids: keys(stations.len()), numbers: &room };
        let places = |rows: &[((f64, f64), u32)]| rows.iter().map(|row| at(row.0)).collect::<Vec<_>>();
        let found = assign_by_distance((&demand, &places(&homes)), (&supply, &places(&stations)), reach, parting, &Threads::one());
        let found = found.unwrap();

        let key = |row: usize| row as i64 * 5 % 13;
        let (mut from, mut to, mut cost) = (Vec::new(), Vec::new(), Vec::new());
        for (one, home) in homes.iter().enumerate() {
            for (other, station) in stations.iter().enumerate() {
                let metres = f64::from(whole_m(haversine_m(home.0, station.0)));
                if metres <= reach {
                    from.push(key(one));
                    to.push(key(other));
                    cost.push(metres);
                }
            }
        }
        let costs = AccessCosts { demand: Keys::Integers(from.into()), supply: Keys::Integers(to.into()), cost: &cost };
        let table = assign_to_stations_of(&demand, &supply, &costs, parting).unwrap();
        prop_assert!(whole || found.is_proven_best);
        prop_assert_eq!(found, table);
    }
}

#[test]
fn a_plan_by_other_ways_is_checked() {
    let point = AnyCoordinate::new(117.0, 36.6, System::Wgs84).ok();
    let of =
        |ids: Vec<&'static str>, numbers: &'static [f64]| AssignPoints { ids: Keys::Texts(ids), numbers };
    let (home, station) = (of(vec!["a"], &[1.0]), of(vec!["s"], &[1.0]));
    let code = |demand: &AssignPoints<'_>, places: &[Option<AnyCoordinate>], reach: f64| {
        let found = assign_by_distance(
            (demand, places),
            (&station, &[point]),
            reach,
            Parting::Split,
            &Threads::one(),
        );
        found.as_ref().err().map(CircleError::code)
    };
    assert_eq!(code(&home, &[point], 0.0), None);
    assert_eq!(code(&home, &[None], 1.0), Some(CircleCode::NoPlace));
    assert_eq!(code(&home, &[], 1.0), Some(CircleCode::UnequalColumns));
    assert_eq!(code(&of(vec!["a", "a"], &[1.0, 1.0]), &[point; 2], 1.0), Some(CircleCode::DuplicateDemand));
    for reach in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(code(&home, &[point], reach), Some(CircleCode::BadCatchment));
    }
}

/// On streets costs are tenths of a second; who is not near a street reaches nothing.
#[test]
fn streets_give_what_their_times_give() {
    let mut streets = Streets::new(System::Wgs84);
    let nodes: Vec<u32> =
        (0..3).map(|node| streets.add_node(node, 117.0 + 0.001 * node as f64, 36.6).unwrap()).collect();
    for ends in nodes.windows(2) {
        streets
            .add(NewStreet {
                length_m: Some(100.0),
                ..NewStreet::of_class(ends[0], ends[1], RoadClass::Footway)
            })
            .unwrap();
    }
    let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap();
    let at = |lon: f64, lat: f64| AnyCoordinate::new(lon, lat, System::Wgs84).ok();
    let homes = [at(117.0, 36.6), at(117.002, 36.6), at(118.0, 36.6), None];
    let demand =
        AssignPoints { ids: Keys::Integers(vec![1, 2, 3, 4].into()), numbers: &[5.0, 5.0, 5.0, 5.0] };
    let supply = AssignPoints { ids: Keys::Texts(vec!["s"]), numbers: &[8.0] };
    let search = StreetSearch { snapping: Snapping::default(), bound_ds: 6_000 };
    let station = [at(117.0, 36.6)];
    let found = assign_on_streets(
        &network,
        (&demand, &homes),
        (&supply, &station),
        &search,
        Parting::Split,
        &Threads::one(),
    )
    .unwrap();
    let rows: Vec<_> = found.plan.placed.iter().map(|row| (row.demand, row.people, row.cost)).collect();
    // 200 m at 5 km/h are 144 s.
    assert_eq!(rows, [(0, 5, 0), (1, 3, 1_440)]);
    let why: Vec<_> = found.plan.unplaced.iter().map(|row| (row.demand, row.people, row.why)).collect();
    assert_eq!(
        why,
        [(1, 2, UnplacedWhy::Full), (2, 5, UnplacedWhy::NoStation), (3, 5, UnplacedWhy::NoStation)]
    );
    assert!(found.is_proven_best);
}
