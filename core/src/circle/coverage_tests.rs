use proptest::prelude::*;

use super::*;
use crate::circle::Rule;
use crate::model::TravelMode;
use crate::model::Wgs84;
use crate::model::{Coordinate, Gcj02};
use crate::place::{TravelModel, convert};

fn at(lon: f64, lat: f64) -> AnyCoordinate {
    AnyCoordinate::new(lon, lat, System::Wgs84).unwrap()
}

fn resident<'a>(id: &'a str, place: Option<AnyCoordinate>, class: Option<AreaClass>) -> ResidentPoint<'a> {
    ResidentPoint { id, place, class, region: None, weight: 1 }
}

fn station(id: &str, place: AnyCoordinate) -> StationPoint<'_> {
    StationPoint { id, place, class: None }
}

#[test]
fn each_missing_fact_is_named() {
    let home = Some(at(117.02, 36.66));
    let far = Some(at(118.0, 36.66));
    let near = [station("s", at(117.02, 36.67))];
    let cases: [(_, _, &[StationPoint<'_>], _, _); 8] = [
        (None, None, &[], Answer::Unknown, Some(UnknownWhy::NoStation)),
        (home, Some(AreaClass::Urban), &[], Answer::Unknown, Some(UnknownWhy::NoStation)),
        (None, Some(AreaClass::Urban), &near, Answer::Unknown, Some(UnknownWhy::NoCoordinate)),
        (home, None, &near, Answer::Unknown, Some(UnknownWhy::NoAreaClass)),
        (home, Some(AreaClass::Urban), &near, Answer::NotCovered, None),
        (home, Some(AreaClass::Rural), &near, Answer::Covered, None),
        // Both rules agree, so that the class does not matter.
        (far, None, &near, Answer::NotCovered, None),
        (Some(at(117.02, 36.67)), None, &near, Answer::Covered, None),
    ];
    for (place, class, stations, answer, why) in cases {
        let result = coverage(&[resident("r", place, class)], stations, &Standard::default()).unwrap();
        assert_eq!((result.rows[0].answer, result.rows[0].why), (answer, why));
        assert_eq!(result.rows[0].station_id.is_some(), place.is_some() && !stations.is_empty());
    }
}

#[test]
fn equally_near_stations_go_by_id() {
    let stations =
        [station("b", at(117.0, 36.01)), station("a", at(117.0, 35.99)), station("c", at(117.0, 36.01))];
    let result =
        coverage(&[resident("r", Some(at(117.0, 36.0)), None)], &stations, &Standard::default()).unwrap();
    assert_eq!(result.rows[0].station_id.as_deref(), Some("a"));
    assert_eq!((result.rows[0].distance_m, result.rows[0].travel_min), (Some(1_112), Some(18)));
}

#[test]
fn duplicates_and_overflow_are_refused_without_naming_people() {
    let standard = Standard::default();
    let stations = [station("s", at(117.0, 36.0)), station("s", at(117.1, 36.0))];
    let error = coverage(&[], &stations, &standard).unwrap_err();
    assert_eq!((error.code(), error.shown()), (CircleCode::DuplicateStation, "s"));
    let twice = [resident("110105", None, None), resident("110105", None, None)];
    let error = coverage(&twice, &[], &standard).unwrap_err();
    assert_eq!((error.code(), error.shown()), (CircleCode::DuplicateResident, "resident 1"));
    let heavy = |id, weight| ResidentPoint { weight, ..resident(id, None, None) };
    assert!(coverage(&[heavy("a", (1 << 53) - 2), heavy("b", 1)], &[], &standard).is_ok());
    for weight in [2, u64::MAX] {
        let error = coverage(&[heavy("a", (1 << 53) - 2), heavy("b", weight)], &[], &standard).unwrap_err();
        assert_eq!(error.code(), CircleCode::WeightTooLarge);
    }
    assert_eq!(crate::Error::from(error).code(), "circle.duplicate_resident");
}

#[test]
fn mixed_systems_are_brought_forward() {
    let home = at(117.02, 36.66);
    let same_on_amap: AnyCoordinate = Coordinate::<Wgs84>::new(117.02, 36.66).unwrap().to::<Gcj02>().into();
    let result =
        coverage(&[resident("r", Some(home), None)], &[station("s", same_on_amap)], &Standard::default());
    let result = result.unwrap();
    assert_eq!((result.system, result.rows[0].distance_m), (System::Gcj02, Some(0)));
    assert_eq!(covers(same_on_amap, home, None, &Standard::default()), Answer::Covered);
}

#[test]
fn rows_serialise_without_what_is_missing() {
    let standard = Standard::default();
    let result = coverage(&[resident("r", None, None)], &[], &standard).unwrap();
    assert_eq!(
        serde_json::to_string(&result).unwrap(),
        r#"{"system":"wgs84","total":{"covered":0,"not_covered":0,"unknown":1,"total":1},"regions":[{"covered":0,"not_covered":0,"unknown":1,"total":1}],"rows":[{"resident_id":"r","answer":"unknown","why":"no_station"}]}"#
    );
}

#[test]
fn the_limit_itself_is_inside() {
    let (home, other) = (at(117.0, 36.0), at(117.0, 36.01)); // 1112 m
    for (metres, expected) in [(1_111, Answer::NotCovered), (1_112, Answer::Covered)] {
        let standard = Standard { rural: Rule::Distance { metres }, ..Standard::default() };
        assert_eq!(covers(other, home, Some(AreaClass::Rural), &standard), expected);
    }
    for (minutes, expected) in [(17, Answer::NotCovered), (18, Answer::Covered)] {
        let standard =
            Standard { urban: Rule::Time { minutes, mode: TravelMode::Walk }, ..Standard::default() };
        assert_eq!(covers(other, home, Some(AreaClass::Urban), &standard), expected);
    }
}

fn class() -> impl Strategy<Value = Option<AreaClass>> {
    prop_oneof![Just(None), Just(Some(AreaClass::Urban)), Just(Some(AreaClass::Rural))]
}

fn place() -> impl Strategy<Value = AnyCoordinate> {
    let system =
        prop_oneof![Just(System::Wgs84), Just(System::Gcj02), Just(System::Bd09), Just(System::Cgcs2000)];
    (116.9..117.15_f64, 36.6..36.75_f64, system).prop_map(|(lon, lat, system)| {
        let place = AnyCoordinate::new(lon, lat, System::Wgs84).unwrap();
        convert(place, system).unwrap()
    })
}

fn standard() -> impl Strategy<Value = Standard> {
    let rule = || {
        prop_oneof![
            (0_u32..40).prop_map(|minutes| Rule::Time { minutes, mode: TravelMode::Walk }),
            (0_u32..8_000).prop_map(|metres| Rule::Distance { metres }),
        ]
    };
    (rule(), rule()).prop_map(|(urban, rural)| Standard { urban, rural, travel: TravelModel::default() })
}

type ResidentRow = (Option<AnyCoordinate>, Option<AreaClass>, Option<u8>, u64);

/// The answer from the definition: by any station's circle, class by class, distances one pair at a time.
fn answer_by_definition(
    place: AnyCoordinate,
    class: Option<AreaClass>,
    stations: &[AnyCoordinate],
    standard: &Standard,
    system: System,
) -> Answer {
    let in_some_circle = |class| {
        stations.iter().any(|&station| {
            let (from, to) = (forward(station, system), forward(place, system));
            let distance_m = crate::place::haversine_m((from.lon(), from.lat()), (to.lon(), to.lat()));
            match standard.rule(class) {
                Rule::Distance { metres } => distance_m <= f64::from(metres) + 1e-6,
                // 5 km/h over 1.3 times the way, in whole metres.
                Rule::Time { minutes, .. } => {
                    distance_m <= (f64::from(minutes) * 5_000.0 / 60.0 / 1.3).floor() + 1e-6
                }
            }
        })
    };
    let classes = class.map_or(vec![AreaClass::Urban, AreaClass::Rural], |class| vec![class]);
    let answers: BTreeSet<bool> = classes.into_iter().map(in_some_circle).collect();
    match answers.into_iter().collect::<Vec<_>>().as_slice() {
        [true] => Answer::Covered,
        [false] => Answer::NotCovered,
        _ => Answer::Unknown,
    }
}

proptest! {
    #[test]
    fn coverage_is_its_definition_and_adds_up(
        people in prop::collection::vec(
            (prop::option::of(place()), class(), prop::option::of(0_u8..3), 0_u64..1_000), 0..30),
        stations in prop::collection::vec(place(), 0..12),
        standard in standard(),
    ) {
        let ids: Vec<String> = (0..30).map(|i| format!("{i:02}")).collect();
        let regions: Vec<String> = (0..3).map(|i| format!("37010{i}")).collect();
        let residents: Vec<ResidentPoint<'_>> = people.iter().zip(&ids).map(|(row, id)| {
            let &(place, class, region, weight): &ResidentRow = row;
            let region = region.map(|region| regions[usize::from(region)].as_str());
            ResidentPoint { id, place, class, region, weight }
        }).collect();
        let points: Vec<StationPoint<'_>> = stations.iter().zip(&ids).map(|(&place, id)| station(id, place)).collect();
        let result = coverage(&residents, &points, &standard).unwrap();

        prop_assert_eq!(result.rows.len(), residents.len());
        let mut sums: BTreeMap<(Option<&str>, Answer), u64> = BTreeMap::new();
        for (row, resident) in result.rows.iter().zip(&residents) {
            prop_assert_eq!(&row.resident_id, resident.id);
            let expected = match resident.place {
                Some(place) if !stations.is_empty() =>
                    answer_by_definition(place, resident.class, &stations, &standard, result.system),
                _ => Answer::Unknown,
            };
            prop_assert_eq!(row.answer, expected);
            prop_assert_eq!(row.why.is_some(), row.answer == Answer::Unknown);
            *sums.entry((resident.region, row.answer)).or_default() += resident.weight;
        }
        for region in result.regions.iter().chain([&result.total]) {
            prop_assert_eq!(region.covered + region.not_covered + region.unknown, region.total);
        }
        for region in &result.regions {
            for (answer, sum) in
                [(Answer::Covered, region.covered), (Answer::NotCovered, region.not_covered), (Answer::Unknown, region.unknown)]
            {
                let expected = sums.get(&(region.region.as_deref(), answer)).copied().unwrap_or(0);
                prop_assert_eq!(sum, expected);
            }
        }
        prop_assert_eq!(result.total.total, residents.iter().map(|resident| resident.weight).sum::<u64>());
        prop_assert_eq!(result.total.total, result.regions.iter().map(|region| region.total).sum::<u64>());
        prop_assert_eq!(result.total.covered, result.regions.iter().map(|region| region.covered).sum::<u64>());
    }

    /// What a row shows and what it answers agree: within the limit if and only if covered.
    #[test]
    fn shown_figures_agree_with_the_answer(home in place(), other in place()) {
        let standard = Standard::default();
        let result = coverage(
            &[resident("u", Some(home), Some(AreaClass::Urban)), resident("v", Some(home), Some(AreaClass::Rural))],
            &[station("s", other)],
            &standard,
        ).unwrap();
        let covered = |row: &CoverageRow| row.answer == Answer::Covered;
        prop_assert_eq!(covered(&result.rows[0]), result.rows[0].travel_min.unwrap() <= 15);
        prop_assert_eq!(covered(&result.rows[1]), result.rows[1].distance_m.unwrap() <= 5_000);
        for (row, class) in result.rows.iter().zip([AreaClass::Urban, AreaClass::Rural]) {
            prop_assert_eq!(covers(other, home, Some(class), &standard), row.answer);
        }
    }
}
