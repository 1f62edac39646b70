use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::circle::coverage;
use crate::place::network_tests::least_costs;
use crate::place::random::streets;
use crate::place::{Profile, Snap, Streets, TravelModel, distance_any_m, whole_m};

fn at(lon: f64, lat: f64) -> AnyCoordinate {
    AnyCoordinate::new(lon, lat, System::Wgs84).unwrap()
}

fn network(streets: &Streets, mode: TravelMode) -> RoadNetwork {
    RoadNetwork::new(streets, &Profile::new(mode).unwrap()).unwrap()
}

fn on<'a>(networks: &'a [&'a RoadNetwork], off_streets: OffStreets) -> CircleStreets<'a> {
    let snapping = Snapping { limit_m: 150.0, component_nodes_min: 0 };
    CircleStreets { networks, snapping, off_streets }
}

/// Places about the random streets, near to them and far; some on a grid, for ties.
fn place() -> impl Strategy<Value = AnyCoordinate> {
    prop_oneof![
        3 => (116.995..117.025_f64, 36.645..36.675_f64),
        1 => (0_u32..5, 0_u32..5).prop_map(|(x, y)| (117.0 + f64::from(x) * 0.004, 36.65 + f64::from(y) * 0.004)),
    ]
    .prop_map(|(lon, lat)| at(lon, lat))
}

type Home = (Option<AnyCoordinate>, Option<AreaClass>, u8, u64);

fn home() -> impl Strategy<Value = Home> {
    let class = prop_oneof![Just(None), Just(Some(AreaClass::Urban)), Just(Some(AreaClass::Rural))];
    (prop::option::weighted(0.9, place()), class, 0_u8..3, 0_u64..1_000)
}

fn rule() -> impl Strategy<Value = Rule> {
    prop_oneof![
        2 => (0_u32..40).prop_map(|minutes| Rule::Time { minutes, mode: TravelMode::Walk }),
        1 => (0_u32..2_500).prop_map(|metres| Rule::Distance { metres }),
    ]
}

fn off_streets() -> impl Strategy<Value = OffStreets> {
    prop_oneof![Just(OffStreets::Unknown), Just(OffStreets::StraightLine)]
}

const REGIONS: [&str; 3] = ["370100", "370101", "370102"];

fn residents<'a>(homes: &'a [Home], ids: &'a [String]) -> Vec<ResidentPoint<'a>> {
    let resident = |(&(place, class, region, weight), id): (&Home, &'a String)| {
        let region = REGIONS.get(usize::from(region)).copied();
        ResidentPoint { id, place, class, region, weight }
    };
    homes.iter().zip(ids).map(resident).collect()
}

fn points<'a>(stations: &[AnyCoordinate], ids: &'a [String]) -> Vec<StationPoint<'a>> {
    // Ids fall, so that the order of the table is not that of ids.
    let point = |(&place, id): (&AnyCoordinate, &'a String)| StationPoint { id, place, class: None };
    stations.iter().zip(ids.iter().rev()).map(point).collect()
}

fn ids() -> Vec<String> {
    (0..40).map(|number| format!("{number:02}")).collect()
}

/// Covered or not, station, metres, minutes.
type Expected<'a> = (bool, Option<(&'a str, u32, u32, Measured)>);

/// What a rule says of a home by looking at every station: none where it cannot be told.
#[expect(clippy::type_complexity, reason = "a helper of one test")]
fn by_every_station<'a>(
    rule: Rule,
    shown: TravelMode,
    (home, home_snap): (AnyCoordinate, Option<Snap>),
    stations: &[(StationPoint<'a>, Option<Snap>, Option<(u32, u32)>)],
    off_streets: OffStreets,
) -> Option<Expected<'a>> {
    let travel = TravelModel::default();
    let straight = |station: &StationPoint<'_>| whole_m(distance_any_m(station.place, home));
    match rule {
        Rule::Distance { metres } => {
            let nearest = stations.iter().map(|(station, ..)| (straight(station), station.id)).min();
            let found = nearest.map(|(m, id)| (id, m, travel.travel_min(shown, m), Measured::StraightLine));
            Some((stations.iter().any(|(station, ..)| straight(station) <= metres), found))
        }
        Rule::Time { minutes, mode } => {
            if off_streets == OffStreets::Unknown
                && (home_snap.is_none() || stations.iter().all(|(_, snap, _)| snap.is_none()))
            {
                return None;
            }
            let mut ways = Vec::new();
            for (station, snap, way) in stations {
                if let (true, true, Some((time_ds, length_dm))) = (home_snap.is_some(), snap.is_some(), way) {
                    let time_ds = u64::from(*time_ds);
                    ways.push((
                        time_ds,
                        0,
                        *length_dm,
                        station.id,
                        length_dm.div_ceil(10),
                        Measured::Network,
                    ));
                } else if off_streets == OffStreets::StraightLine && (home_snap.is_none() || snap.is_none()) {
                    let metres = straight(station);
                    let time_ds = u64::from(travel.travel_time_s(mode, metres)) * 10;
                    ways.push((time_ds, 1, metres, station.id, metres, Measured::StraightLine));
                }
            }
            let found = ways.into_iter().min_by_key(|way| (way.0, way.1, way.2, way.3));
            let found = found.map(|(time_ds, _, _, id, metres, measured)| {
                (id, metres, u32::try_from(time_ds.div_ceil(600)).unwrap(), measured)
            });
            Some((found.is_some_and(|(_, _, min, _)| min <= minutes), found))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Every resident against every station, ways on streets by relaxing every arc until nothing changes.
    #[test]
    fn coverage_on_streets_is_its_definition_and_adds_up(
        drawn in streets(), homes in prop::collection::vec(home(), 1..9), stations in prop::collection::vec(place(), 0..5),
        urban in rule(), rural in rule(), off_streets in off_streets(),
    ) {
        let network = network(&drawn, TravelMode::Walk);
        let ids = ids();
        let (residents, points) = (residents(&homes, &ids), points(&stations, &ids));
        let standard = Standard { urban, rural, travel: TravelModel::default() };
        let networks = [&network];
        let circle = on(&networks, off_streets);
        let found = coverage_on_streets(&residents, &points, &standard, &circle, &Threads::one()).unwrap();

        let places: Vec<_> = homes.iter().map(|home| home.0).chain(stations.iter().copied().map(Some)).collect();
        let snaps = network.snap(&places, &circle.snapping, &Threads::one()).unwrap();
        let least = least_costs(&network, &snaps);
        prop_assert_eq!(found.rows.len(), residents.len());
        let mut sums: BTreeMap<(Option<&str>, Answer), u64> = BTreeMap::new();
        for (index, (row, resident)) in found.rows.iter().zip(&residents).enumerate() {
            let with_ways: Vec<_> = points.iter().enumerate().map(|(station, point)| {
                let place = homes.len() + station;
                (*point, snaps[place], least[index][place])
            }).collect();
            let verdict = |class| {
                let home = (resident.place.unwrap(), snaps[index]);
                by_every_station(standard.rule(class), standard.shown_mode(Some(class)), home, &with_ways, off_streets)
            };
            let told = |covered| if covered { Answer::Covered } else { Answer::NotCovered };
            let (answer, why, shown) = if points.is_empty() {
                (Answer::Unknown, Some(UnknownWhy::NoStation), None)
            } else if resident.place.is_none() {
                (Answer::Unknown, Some(UnknownWhy::NoCoordinate), None)
            } else {
                let classes = resident.class.map_or(vec![AreaClass::Urban, AreaClass::Rural], |class| vec![class]);
                let verdicts: Vec<_> = classes.into_iter().map(verdict).collect();
                let shown = verdicts.iter().flatten().find_map(|verdict| verdict.1);
                match verdicts.iter().copied().collect::<Option<Vec<_>>>() {
                    None => (Answer::Unknown, Some(UnknownWhy::OffStreets), shown),
                    Some(all) if all.iter().all(|one| one.0 == all[0].0) => (told(all[0].0), None, shown),
                    Some(_) => (Answer::Unknown, Some(UnknownWhy::NoAreaClass), shown),
                }
            };
            prop_assert_eq!((row.answer, row.why), (answer, why));
            let figures = row.station_id.as_deref().zip(row.distance_m).zip(row.travel_min).zip(row.measured);
            prop_assert_eq!(figures.map(|(((id, m), min), how)| (id, m, min, how)), shown);
            *sums.entry((resident.region, row.answer)).or_default() += resident.weight;
        }
        for region in found.regions.iter().chain([&found.total]) {
            prop_assert_eq!(region.covered + region.not_covered + region.unknown, region.total);
        }
        for region in &found.regions {
            let of = |answer| sums.get(&(region.region.as_deref(), answer)).copied().unwrap_or(0);
            prop_assert_eq!(
                [region.covered, region.not_covered, region.unknown],
                [Answer::Covered, Answer::NotCovered, Answer::Unknown].map(of)
            );
        }
        prop_assert_eq!(found.total.total, homes.iter().map(|home| home.3).sum::<u64>());
        prop_assert_eq!(found.total.covered, found.regions.iter().map(|region| region.covered).sum::<u64>());
        let measures_time = [urban, rural].iter().any(|rule| matches!(rule, Rule::Time { .. }));
        let off: Vec<_> = points.iter().zip(&snaps[homes.len()..])
            .filter(|(_, snap)| snap.is_none() && measures_time)
            .map(|(point, _)| point.id)
            .collect();
        prop_assert_eq!(&found.stations_off_streets, &off);
    }

    /// One station more never uncovers anybody.
    #[test]
    fn a_new_station_uncovers_nobody(
        drawn in streets(), homes in prop::collection::vec(home(), 1..12), stations in prop::collection::vec(place(), 1..6),
        urban in rule(), rural in rule(), off_streets in off_streets(),
    ) {
        let network = network(&drawn, TravelMode::Walk);
        let ids = ids();
        let residents = residents(&homes, &ids);
        let standard = Standard { urban, rural, travel: TravelModel::default() };
        let networks = [&network];
        let circle = on(&networks, off_streets);
        let ask = |stations: &[AnyCoordinate]| {
            coverage_on_streets(&residents, &points(stations, &ids), &standard, &circle, &Threads::one()).unwrap()
        };
        let (before, after) = (ask(&stations[1..]), ask(&stations));
        for (before, after) in before.rows.iter().zip(&after.rows) {
            prop_assert!(before.answer != Answer::Covered || after.answer == Answer::Covered);
        }
    }

    /// Rules of distance alone are straight lines, as without streets.
    #[test]
    fn distances_stay_straight_lines(
        drawn in streets(), homes in prop::collection::vec(home(), 1..12), stations in prop::collection::vec(place(), 0..6),
        metres in (0_u32..2_500, 0_u32..2_500),
    ) {
        let network = network(&drawn, TravelMode::Walk);
        let ids = ids();
        let (residents, points) = (residents(&homes, &ids), points(&stations, &ids));
        let (urban, rural) = (Rule::Distance { metres: metres.0 }, Rule::Distance { metres: metres.1 });
        let standard = Standard { urban, rural, travel: TravelModel::default() };
        let networks = [&network];
        let circle = on(&networks, OffStreets::Unknown);
        let mut found = coverage_on_streets(&residents, &points, &standard, &circle, &Threads::one()).unwrap();
        for row in &mut found.rows {
            prop_assert_eq!(row.measured.is_some(), row.station_id.is_some());
            row.measured = None;
        }
        prop_assert_eq!(found, coverage(&residents, &points, &standard).unwrap());
    }
}

/// A street of 1 km along the parallel, and a yard 700 m north of it.
fn one_street() -> Streets {
    use crate::place::{NewStreet, RoadClass};
    let mut streets = Streets::new(System::Wgs84);
    let (west, east) =
        (streets.add_node(1, 117.0, 36.66).unwrap(), streets.add_node(2, 117.0112, 36.66).unwrap());
    streets.add(NewStreet::of_class(west, east, RoadClass::Residential)).unwrap();
    streets
}

fn urban(id: &str, place: AnyCoordinate) -> ResidentPoint<'_> {
    ResidentPoint { id, place: Some(place), class: Some(AreaClass::Urban), region: None, weight: 1 }
}

#[test]
fn what_is_off_the_streets_is_told() {
    let network = network(&one_street(), TravelMode::Walk);
    let networks = [&network];
    let standard = Standard::default();
    let near = StationPoint { id: "near", place: at(117.0112, 36.66), class: None };
    let yard = StationPoint { id: "yard", place: at(117.0, 36.6663), class: None };
    let homes = [urban("street", at(117.0, 36.66)), urban("beside", at(117.0, 36.6662))];
    let ask = |stations: &[StationPoint<'_>], off_streets| {
        coverage_on_streets(&homes, stations, &standard, &on(&networks, off_streets), &Threads::one())
            .unwrap()
    };
    let rows = |found: &Coverage| -> Vec<_> {
        let row = |row: &CoverageRow| (row.answer, row.why, row.station_id.clone(), row.measured);
        found.rows.iter().map(row).collect()
    };
    let named = |id: &str| Some(id.to_owned());
    let unknown = (Answer::Unknown, Some(UnknownWhy::OffStreets), None, None);

    let found = ask(&[near, yard], OffStreets::Unknown);
    let on_street = (Answer::Covered, None, named("near"), Some(Measured::Network));
    assert_eq!(rows(&found), [on_street.clone(), unknown.clone()]);
    assert_eq!(found.stations_off_streets, ["yard"]);
    // Nothing can be told if no station is on the streets.
    assert_eq!(rows(&ask(&[yard], OffStreets::Unknown)), [unknown.clone(), unknown]);

    let found = ask(&[near, yard], OffStreets::StraightLine);
    // 701 m to the yard in a straight line are 911 m on foot, less than the street.
    let to_yard = (Answer::Covered, None, named("yard"), Some(Measured::StraightLine));
    assert_eq!(rows(&found), [to_yard.clone(), to_yard]);
    assert_eq!((found.rows[0].distance_m, found.rows[0].travel_min), (Some(701), Some(11)));
    assert_eq!(found.stations_off_streets, ["yard"]);
}

#[test]
fn each_mode_has_its_network() {
    let streets = one_street();
    let (walk, drive) = (network(&streets, TravelMode::Walk), network(&streets, TravelMode::Drive));
    let by = |minutes, mode| Rule::Time { minutes, mode };
    let standard = Standard {
        urban: by(11, TravelMode::Walk),
        rural: by(2, TravelMode::Drive),
        travel: TravelModel::default(),
    };
    let station = StationPoint { id: "s", place: at(117.0112, 36.66), class: None };
    let home = urban("u", at(117.0, 36.66));
    let homes = [home, ResidentPoint { id: "r", class: Some(AreaClass::Rural), ..home }];
    let ask = |standard: &Standard, networks: &[&RoadNetwork]| {
        coverage_on_streets(&homes, &[station], standard, &CircleStreets::new(networks), &Threads::one())
    };
    let found = ask(&standard, &[&walk, &drive]).unwrap();
    // 1 km: 12 minutes at 5 km/h, 3 at 20 km/h.
    let shown: Vec<_> = found.rows.iter().map(|row| (row.answer, row.travel_min)).collect();
    assert_eq!(shown, [(Answer::NotCovered, Some(12)), (Answer::NotCovered, Some(3))]);
    for networks in [&[&walk][..], &[], &[&walk, &drive, &walk]] {
        assert_eq!(ask(&standard, networks).unwrap_err().code(), "circle.network_mode");
    }
    let transit = Standard { urban: by(30, TravelMode::Transit), ..standard };
    let error = ask(&transit, &[&walk, &drive]).unwrap_err();
    assert_eq!(error.to_string(), "a rule of time needs one street network of its mode (transit)");
    let long = Standard { urban: by(1_441, TravelMode::Walk), ..standard };
    assert_eq!(ask(&long, &[&walk, &drive]).unwrap_err().code(), "network.bad_bound");
    let day = Standard { urban: by(1_440, TravelMode::Walk), ..standard };
    assert_eq!(ask(&day, &[&walk, &drive]).unwrap().rows[0].answer, Answer::Covered);
}

#[test]
fn without_a_way_there_is_no_station() {
    use crate::place::{NewStreet, RoadClass};
    let mut streets = one_street();
    let (west, east) =
        (streets.add_node(3, 117.0, 36.67).unwrap(), streets.add_node(4, 117.01, 36.67).unwrap());
    streets.add(NewStreet::of_class(west, east, RoadClass::Residential)).unwrap();
    let network = network(&streets, TravelMode::Walk);
    let networks = [&network];
    let station = StationPoint { id: "s", place: at(117.0, 36.66), class: None };
    let island = urban("island", at(117.0, 36.67));
    let unclassed = ResidentPoint { id: "unclassed", class: None, ..island };
    let circle = on(&networks, OffStreets::StraightLine);
    let found =
        coverage_on_streets(&[island, unclassed], &[station], &Standard::default(), &circle, &Threads::one())
            .unwrap();
    assert_eq!((found.rows[0].answer, &found.rows[0].station_id), (Answer::NotCovered, &None));
    // By the rule of the country it is within 5 km, and that is what is shown.
    assert_eq!(
        serde_json::to_string(&found.rows[1]).unwrap(),
        r#"{"resident_id":"unclassed","answer":"unknown","why":"no_area_class","station_id":"s","distance_m":1112,"travel_min":18,"measured":"straight_line"}"#
    );
    assert!(!serde_json::to_string(&found).unwrap().contains("off_streets"));
}

#[test]
fn tables_are_refused_as_without_streets() {
    let network = network(&one_street(), TravelMode::Walk);
    let networks = [&network];
    let home = urban("r", at(117.0, 36.66));
    let station = StationPoint { id: "s", place: at(117.0, 36.66), class: None };
    let ask = |residents: &[ResidentPoint<'_>], stations: &[StationPoint<'_>]| {
        let circle = on(&networks, OffStreets::Unknown);
        coverage_on_streets(residents, stations, &Standard::default(), &circle, &Threads::one())
            .map_err(|error| error.code())
    };
    assert_eq!(ask(&[home, home], &[station]).unwrap_err(), "circle.duplicate_resident");
    assert_eq!(ask(&[home], &[station, station]).unwrap_err(), "circle.duplicate_station");
    let heavy = ResidentPoint { id: "h", weight: (1 << 53) - 1, ..home };
    assert_eq!(ask(&[home, heavy], &[station]).unwrap_err(), "circle.weight_too_large");
    let shifted = AnyCoordinate::new(117.0, 36.66, System::Gcj02).unwrap();
    let shifted = ResidentPoint { place: Some(shifted), ..home };
    assert_eq!(ask(&[shifted], &[station]).unwrap_err(), "network.system_mismatch");
}
