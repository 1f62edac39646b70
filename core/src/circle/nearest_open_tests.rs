//! Goal: the nearest open station, and nothing unknown taken for open or closed. Method: every station for every place.

use proptest::prelude::*;

use super::super::nearest::tests::place;
use super::*;
use crate::circle::CoverageTotal;
use crate::model::{Calendar, OpeningHours};
use crate::place::{NewStreet, Profile, RoadClass, Snapping, Streets, haversine_m, whole_m};

const INSTANTS: [&str; 6] = [
    "2026-11-26T10:00:00",
    "2026-11-28T10:00:00",
    "2026-10-01T10:00:00",
    "2026-11-26T23:30:00",
    // No calendar says what these days are.
    "2027-10-01T10:00:00",
    "2027-10-02T01:00:00",
];

fn hours() -> Vec<Option<OpeningHours>> {
    let texts = [
        "周一至周五 9:00-17:00",
        "每天 8:00-12:00",
        "24/7",
        "周六 22:00-次日2:00；节假日休息",
        "Sa-Su 09:00-12:00",
    ];
    let read = texts.into_iter().map(|text| Some(OpeningHours::parse(text).unwrap()));
    read.chain([None]).collect()
}

fn resident<'a>(id: &'a str, place: Option<AnyCoordinate>) -> ResidentPoint<'a> {
    ResidentPoint { id, place, class: None, region: None, weight: 3 }
}

/// What a row should be, from the costs to all stations: whole metres or time and length, then id.
type Cost = ((u32, u32), String, u32);

fn expected(costs: &[(Cost, Option<bool>)], has_place: bool) -> (OpenOutcome, Option<Cost>, Option<Cost>) {
    let least = |state: Option<bool>| {
        costs.iter().filter(|(_, one)| *one == state).map(|(cost, _)| cost).min().cloned()
    };
    let (open, maybe) = (least(Some(true)), least(None));
    match (&open, &maybe) {
        _ if !has_place => (OpenOutcome::NoCoordinate, None, None),
        (Some(open_cost), Some(cost)) if cost > open_cost => (OpenOutcome::Found, open, None),
        (Some(_), _) => (OpenOutcome::Found, open, maybe),
        (None, Some(_)) => (OpenOutcome::HoursUnknown, None, maybe),
        (None, None) if costs.is_empty() => (OpenOutcome::NoStation, None, None),
        (None, None) => (OpenOutcome::NoneOpen, None, None),
    }
}

/// A station and the metres to it.
type Shown = Option<(String, u32)>;

fn shown(row: &NearestOpenRow) -> (OpenOutcome, Shown, Shown) {
    let pair = |id: &Option<String>, metres: Option<u32>| id.clone().zip(metres);
    (row.outcome, pair(&row.station_id, row.distance_m), pair(&row.maybe_station_id, row.maybe_distance_m))
}

fn check_row(
    row: &NearestOpenRow,
    costs: &[(Cost, Option<bool>)],
    has_place: bool,
) -> Result<(), TestCaseError> {
    let (outcome, open, maybe) = expected(costs, has_place);
    let pair = |cost: Option<Cost>| cost.map(|(_, id, metres)| (id, metres));
    prop_assert_eq!(shown(row), (outcome, pair(open), pair(maybe)));
    prop_assert_eq!(row.maybe_why.is_some(), row.maybe_station_id.is_some());
    Ok(())
}

fn check_total(found: &NearestOpen) -> Result<(), TestCaseError> {
    let of = |outcome| 3 * found.rows.iter().filter(|row| row.outcome == outcome).count() as u64;
    let total = found.total;
    let parts = [
        total.found,
        total.no_station,
        total.no_coordinate,
        total.no_street,
        total.hours_unknown,
        total.none_open,
    ];
    let recount: Vec<u64> = OpenOutcome::ALL.iter().map(|outcome| of(*outcome)).collect();
    prop_assert_eq!(parts.to_vec(), recount);
    prop_assert_eq!(parts.iter().sum::<u64>(), total.total);
    Ok(())
}

proptest! {
    #[test]
    fn equals_a_scan_of_all_stations(
        stations in prop::collection::vec((place(), 0_usize..6), 0..30),
        homes in prop::collection::vec(prop::option::weighted(0.9, place()), 1..15), instant in 0_usize..6,
    ) {
        let (hours, calendar) = (hours(), Calendar::state_council());
        let at = INSTANTS[instant].parse().unwrap();
        let ids: Vec<String> = (0..stations.len()).map(|row| format!("s{:02}", (row * 7) % 31)).collect();
        let coordinate = |place: &(f64, f64)| AnyCoordinate::new(place.0, place.1, System::Wgs84).unwrap();
        let points: Vec<OpenStation<'_>> = stations.iter().zip(&ids)
            .map(|((place, of), id)| OpenStation { id, place: coordinate(place), hours: hours[*of].as_ref() }).collect();
        let names: Vec<String> = (0..homes.len()).map(|row| format!("r{row}")).collect();
        let places: Vec<_> = homes.iter().zip(&names).map(|(home, id)| resident(id, home.as_ref().map(coordinate))).collect();
        let when = OpenWhen { at, calendar: &calendar };
        let travel = TravelModel::default();
        let found = nearest_open(&places, &points, &when, (&travel, TravelMode::Walk)).unwrap();
        for (row, home) in found.rows.iter().zip(&homes) {
            let cost = |point: &OpenStation<'_>| {
                let metres = whole_m(haversine_m(home.unwrap_or_default(), (point.place.lon(), point.place.lat())));
                let state = point.hours.and_then(|hours| hours.is_open(&calendar, at));
                (((metres, 0), point.id.to_owned(), metres), state)
            };
            let costs: Vec<_> = points.iter().map(cost).collect();
            check_row(row, &costs, home.is_some() || points.is_empty())?;
            prop_assert_eq!(row.travel_min, row.distance_m.map(|metres| travel.travel_min(TravelMode::Walk, metres)));
        }
        check_total(&found)?;
    }

    #[test]
    fn on_streets_equals_the_table_of_times(
        missing in prop::collection::vec(any::<bool>(), 200), stations in prop::collection::vec((0_u32..130, 0_u32..80, 0_usize..6), 0..15),
        homes in prop::collection::vec(prop::option::weighted(0.9, (0_u32..130, 0_u32..80)), 1..20), instant in 0_usize..6,
        bound_ds in 500_u32..9_000,
    ) {
        let mut streets = Streets::new(System::Wgs84);
        let side = 10;
        for node in 0..side * side {
            let (x, y) = (f64::from(node % side), f64::from(node / side));
            streets.add_node(i64::from(node), 117.0 + x * 0.0011, 36.6 + y * 0.0007).unwrap();
        }
        for node in 0..side * side {
            if node % side + 1 < side && missing[node as usize] {
                streets.add(NewStreet::of_class(node, node + 1, RoadClass::Residential)).unwrap();
            }
            if node / side + 1 < side && missing[100 + node as usize] {
                streets.add(NewStreet::of_class(node, node + side, RoadClass::Footway)).unwrap();
            }
        }
        let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap();
        let coordinate = |(x, y): (u32, u32)| {
            AnyCoordinate::new(117.0 + f64::from(x) * 1e-4, 36.6 + f64::from(y) * 1e-4, System::Wgs84).unwrap()
        };
        let (hours, calendar) = (hours(), Calendar::state_council());
        let at = INSTANTS[instant].parse().unwrap();
        let ids: Vec<String> = (0..stations.len()).map(|row| format!("s{:02}", (row * 7) % 31)).collect();
        let points: Vec<OpenStation<'_>> = stations.iter().zip(&ids)
            .map(|((x, y, of), id)| OpenStation { id, place: coordinate((*x, *y)), hours: hours[*of].as_ref() }).collect();
        let names: Vec<String> = (0..homes.len()).map(|row| format!("r{row}")).collect();
        let places: Vec<_> = homes.iter().zip(&names).map(|(home, id)| resident(id, home.map(coordinate))).collect();
        let when = OpenWhen { at, calendar: &calendar };
        let snapping = Snapping { limit_m: 60.0, ..Snapping::default() };
        let threads = Threads::one();
        let search = StreetSearch { snapping, bound_ds };
        let found = nearest_open_on_streets(&network, &places, &points, &when, &search, &threads).unwrap();

        let snap = |places: Vec<Option<AnyCoordinate>>| network.snap(&places, &snapping, &threads).unwrap();
        let from = snap(places.iter().map(|place| place.place).collect());
        let to = snap(points.iter().map(|point| Some(point.place)).collect());
        let times = network.times(&from, &to, bound_ds, &threads).unwrap();
        for (number, (row, home)) in found.rows.iter().zip(&homes).enumerate() {
            let pairs = (0..times.origin.len()).filter(|&pair| times.origin[pair] as usize == number);
            let costs: Vec<_> = pairs.map(|pair| {
                let point = &points[times.destination[pair] as usize];
                let state = point.hours.and_then(|hours| hours.is_open(&calendar, at));
                let metres = times.length_dm[pair].div_ceil(10);
                (((times.time_ds[pair], times.length_dm[pair]), point.id.to_owned(), metres), state)
            }).collect();
            if home.is_some() && from[number].is_none() && !points.is_empty() {
                prop_assert_eq!(row.outcome, OpenOutcome::NoStreet);
            } else {
                check_row(row, &costs, home.is_some() || points.is_empty())?;
            }
        }
        let off_street = to.iter().filter(|spot| spot.is_none()).count();
        prop_assert_eq!(found.stations_without_street.len(), off_street);
        check_total(&found)?;
    }
}

#[test]
fn the_missing_fact_is_named() {
    let at = |lon| AnyCoordinate::new(lon, 36.66, System::Wgs84).unwrap();
    let hours = OpeningHours::parse("周一至周五 9:00-17:00").unwrap();
    let always = OpeningHours::parse("24/7").unwrap();
    let station = |id, lon, hours| OpenStation { id, place: at(lon), hours };
    let calendar = Calendar::state_council();
    let when = OpenWhen { at: "2027-10-01T10:00:00".parse().unwrap(), calendar: &calendar };
    let ask = |stations: &[OpenStation<'_>]| {
        let found = nearest_open(
            &[resident("r", Some(at(117.0)))],
            stations,
            &when,
            (&TravelModel::default(), TravelMode::Walk),
        );
        found.unwrap().rows[0].clone()
    };
    let row = ask(&[station("a", 117.01, Some(&hours)), station("b", 117.02, Some(&always))]);
    assert_eq!((row.station_id.as_deref(), row.maybe_station_id.as_deref()), (Some("b"), Some("a")));
    assert_eq!(row.maybe_why, Some(OpenUnknown::NoCalendar));
    let row = ask(&[station("a", 117.01, None), station("b", 117.01, Some(&always))]);
    assert_eq!((row.station_id.as_deref(), row.maybe_why), (Some("b"), Some(OpenUnknown::NoHours)));
    // As near, but not before it by id: it would not be the answer.
    let row = ask(&[station("c", 117.01, None), station("b", 117.01, Some(&always))]);
    assert_eq!((row.station_id.as_deref(), row.maybe_station_id), (Some("b"), None));
}

#[test]
fn tables_are_checked() {
    let place = AnyCoordinate::new(117.0, 36.6, System::Wgs84).unwrap();
    let calendar = Calendar::state_council();
    let when = OpenWhen { at: "2026-11-26T10:00:00".parse().unwrap(), calendar: &calendar };
    let code = |homes: &[ResidentPoint<'_>], stations: &[OpenStation<'_>]| {
        nearest_open(homes, stations, &when, (&TravelModel::default(), TravelMode::Walk)).unwrap_err().code()
    };
    let (home, station) = (resident("r", Some(place)), OpenStation { id: "s", place, hours: None });
    assert_eq!(code(&[home], &[station, station]), CircleCode::DuplicateStation);
    assert_eq!(code(&[home, home], &[station]), CircleCode::DuplicateResident);
    let many = ResidentPoint { weight: CoverageTotal::WEIGHT_MAX, ..home };
    assert_eq!(code(&[many, resident("q", None)], &[]), CircleCode::WeightTooLarge);
}
