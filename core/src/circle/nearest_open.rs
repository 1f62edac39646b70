//! The nearest station that is open (就近开放站点).

use std::collections::BTreeSet;

use super::nearest::{StationIndex, check_unique};
use super::open::{NearestOpen, NearestOpenRow, OpenCount, OpenOutcome, OpenStation, OpenTotal, OpenWhen};
use super::{CircleCode, CircleError, ResidentPoint, StreetSearch};
use crate::error::Error;
use crate::model::{AnyCoordinate, OpenUnknown, System, TravelMode};
use crate::place::{Direction, NearestStation, RoadNetwork, Snap, TravelModel, common_system, forward};
use crate::threads::Threads;

/// The nearest station of each place that is open at an instant (就近开放站点), in a straight line.
///
/// A nearer station of which it cannot be told is named apart, with the missing fact; it is taken neither as open nor as
/// closed. The instant is one for all: whether a station is still open when people arrive is not looked at. `travel` gives the
/// minutes. Coordinates of different systems are brought forward into the most shifted one
/// present (see [`crate::place::convert`]). Of the outcomes that hold, the first by the order of [`OpenOutcome`] is given.
///
/// ```
/// use doorstep::circle::{OpenStation, OpenWhen, ResidentPoint, nearest_open};
/// use doorstep::model::{Calendar, OpeningHours, TravelMode};
/// use doorstep::{AnyCoordinate, System};
/// let at = |lon, lat| AnyCoordinate::new(lon, lat, System::Wgs84);
/// let hours = OpeningHours::parse("周一至周五 9:00-17:00")?;
/// let far = OpenStation { id: "far", place: at(117.04, 36.66)?, hours: Some(&hours) };
/// let near = OpenStation { id: "near", place: at(117.021, 36.66)?, hours: None };
/// let home = ResidentPoint { id: "r1", place: Some(at(117.02, 36.66)?), class: None, region: None, weight: 1 };
/// let calendar = Calendar::state_council();
/// let when = OpenWhen { at: "2026-11-26T10:00:00".parse().unwrap(), calendar: &calendar };
/// let found = nearest_open(&[home], &[far, near], &when, (&Default::default(), TravelMode::Walk))?;
/// assert_eq!(found.rows[0].station_id.as_deref(), Some("far"));
/// assert_eq!((found.rows[0].maybe_station_id.as_deref(), found.rows[0].maybe_distance_m), (Some("near"), Some(90)));
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `circle.duplicate_station`, `circle.duplicate_resident`, `circle.weight_too_large`.
pub fn nearest_open(
    places: &[ResidentPoint<'_>],
    stations: &[OpenStation<'_>],
    when: &OpenWhen<'_>,
    (travel, mode): (&TravelModel, TravelMode),
) -> Result<NearestOpen, CircleError> {
    let sorted = Sorted::new(stations, when)?;
    let homes = places.iter().filter_map(|place| place.place);
    let system =
        common_system(homes.chain(stations.iter().map(|station| station.place)).map(AnyCoordinate::system));
    let index = |state: State| {
        StationIndex::new(sorted.of(state).map(|station| {
            let place = forward(station.place, system);
            (station.id, place.lon(), place.lat())
        }))
    };
    let (open, unknown) = (index(State::Open), index(State::Unknown));
    let search = |_: usize, place: &ResidentPoint<'_>| {
        let Some(place) = place.place.map(|place| forward(place, system)) else {
            return Search::Without(OpenOutcome::NoCoordinate);
        };
        let nearest = |index: &StationIndex<&'_ str>| {
            let found = index.nearest(place.lon(), place.lat())?;
            let (distance_m, travel_min) = (found.distance_m, travel.travel_min(mode, found.distance_m));
            Some(Hit { cost: (distance_m, 0), id: found.id.to_owned(), distance_m, travel_min })
        };
        Search::Done { open: nearest(&open), maybe: nearest(&unknown), is_closed: sorted.count.closed > 0 }
    };
    sorted.answer(system, places, search)
}

/// [`nearest_open`] by the time on streets (路网就近开放站点), of equally fast ways the shorter, for people who travel to the
/// station within a time.
///
/// ```
/// use doorstep::circle::{OpenOutcome, StreetSearch, OpenStation, OpenWhen, ResidentPoint, nearest_open_on_streets};
/// use doorstep::model::{Calendar, OpeningHours};
/// use doorstep::place::{NewStreet, Profile, RoadClass, RoadNetwork, Snapping, Streets};
/// use doorstep::{AnyCoordinate, System, TravelMode, matching::Threads};
/// let mut streets = Streets::new(System::Wgs84);
/// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.01, 36.66)?);
/// streets.add(NewStreet::of_class(a, b, RoadClass::Residential))?;
/// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
/// let (hours, calendar) = (OpeningHours::parse("每天 9:00-17:00")?, Calendar::state_council());
/// let place = AnyCoordinate::new(117.01, 36.66, System::Wgs84)?;
/// let station = OpenStation { id: "s1", place, hours: Some(&hours) };
/// let home = AnyCoordinate::new(117.00, 36.66, System::Wgs84)?;
/// let home = ResidentPoint { id: "r1", place: Some(home), class: None, region: None, weight: 1 };
/// let search = StreetSearch { snapping: Snapping::default(), bound_ds: 36_000 };
/// let at = |at: &str| {
///     let when = OpenWhen { at: at.parse().unwrap(), calendar: &calendar };
///     nearest_open_on_streets(&network, &[home], &[station], &when, &search, &Threads::one())
/// };
/// assert_eq!(at("2026-11-26T10:00:00")?.rows[0].travel_min, Some(11));
/// assert_eq!(at("2026-11-26T20:00:00")?.rows[0].outcome, OpenOutcome::NoneOpen);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// Those of [`nearest_open`], and `network.system_mismatch`, `network.bad_snap_limit`, `network.bad_bound`.
pub fn nearest_open_on_streets(
    network: &RoadNetwork,
    places: &[ResidentPoint<'_>],
    stations: &[OpenStation<'_>],
    when: &OpenWhen<'_>,
    search: &StreetSearch,
    threads: &Threads,
) -> Result<NearestOpen, Error> {
    let sorted = Sorted::new(stations, when)?;
    let homes: Vec<Option<AnyCoordinate>> = places.iter().map(|place| place.place).collect();
    let homes = network.snap(&homes, &search.snapping, threads)?;
    let spots: Vec<Option<AnyCoordinate>> =
        sorted.stations.iter().map(|station| Some(station.0.place)).collect();
    let spots = network.snap(&spots, &search.snapping, threads)?;
    let nearest = |state: State| {
        let of_state = |(spot, station): (&Option<Snap>, &(OpenStation<'_>, _))| {
            (station.1 == state).then_some(*spot)?
        };
        // Stations keep their places in the list, so that of equally near ones the least id is taken.
        let spots: Vec<Option<Snap>> = spots.iter().zip(&sorted.stations).map(of_state).collect();
        network.nearest(&homes, &spots, Direction::To, search.bound_ds, threads)
    };
    let (open, unknown, closed) = (nearest(State::Open)?, nearest(State::Unknown)?, nearest(State::Closed)?);
    let found = |row: usize, place: &ResidentPoint<'_>| {
        if place.place.is_none() {
            return Search::Without(OpenOutcome::NoCoordinate);
        }
        if homes.get(row).is_none_or(Option::is_none) {
            return Search::Without(OpenOutcome::NoStreet);
        }
        let hit = |found: &[Option<NearestStation>]| {
            let found = found.get(row).copied().flatten()?;
            let (station, _) = sorted.stations.get(found.station as usize)?;
            Some(Hit {
                cost: (found.way.time_ds, found.way.length_dm),
                id: station.id.to_owned(),
                distance_m: found.way.distance_m(),
                travel_min: found.way.travel_min(),
            })
        };
        Search::Done { open: hit(&open), maybe: hit(&unknown), is_closed: hit(&closed).is_some() }
    };
    let found = sorted.answer(network.system(), places, found)?;
    let off_street = sorted.stations.iter().zip(&spots).filter(|(_, spot)| spot.is_none());
    let stations_without_street = off_street.map(|((station, _), _)| station.id.to_owned()).collect();
    Ok(NearestOpen { stations_without_street, ..found })
}

/// Whether a station is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Closed,
    Unknown,
}

/// The stations by id, and whether each is open.
struct Sorted<'a> {
    stations: Vec<(OpenStation<'a>, State)>,
    count: OpenCount,
}

/// A station that was found.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    cost: (u32, u32),
    id: String,
    distance_m: u32,
    travel_min: u32,
}

/// What is found for a place.
enum Search {
    Without(OpenOutcome),
    Done { open: Option<Hit>, maybe: Option<Hit>, is_closed: bool },
}

impl<'a> Sorted<'a> {
    fn new(stations: &[OpenStation<'a>], when: &OpenWhen<'_>) -> Result<Self, CircleError> {
        check_unique(stations.iter().map(|station| station.id))?;
        let mut count = OpenCount::default();
        let state = |station: &OpenStation<'a>| {
            let is_open = station.hours.and_then(|hours| hours.is_open(when.calendar, when.at));
            let (state, counted) = match is_open {
                Some(true) => (State::Open, &mut count.open),
                Some(false) => (State::Closed, &mut count.closed),
                None => (State::Unknown, &mut count.unknown),
            };
            *counted += 1;
            (*station, state)
        };
        let mut stations: Vec<(OpenStation<'a>, State)> = stations.iter().map(state).collect();
        stations.sort_unstable_by_key(|(station, _)| station.id);
        Ok(Self { stations, count })
    }

    fn of(&self, state: State) -> impl Iterator<Item = &OpenStation<'a>> {
        self.stations.iter().filter(move |(_, one)| *one == state).map(|(station, _)| station)
    }

    /// Why it cannot be told of a station.
    fn why(&self, id: &str) -> OpenUnknown {
        let found = self.stations.binary_search_by_key(&id, |(station, _)| station.id).ok();
        let station = found.and_then(|found| self.stations.get(found));
        match station.and_then(|(station, _)| station.hours) {
            Some(_) => OpenUnknown::NoCalendar,
            None => OpenUnknown::NoHours,
        }
    }

    fn answer(
        &self,
        system: System,
        places: &[ResidentPoint<'_>],
        search: impl Fn(usize, &ResidentPoint<'_>) -> Search,
    ) -> Result<NearestOpen, CircleError> {
        let mut seen = BTreeSet::new();
        let mut total = OpenTotal::default();
        let mut rows = Vec::with_capacity(places.len());
        for (row, place) in places.iter().enumerate() {
            if !seen.insert(place.id) {
                return Err(CircleError::at_resident(CircleCode::DuplicateResident, row));
            }
            let found = match self.stations.is_empty() {
                true => Search::Without(OpenOutcome::NoStation),
                false => search(row, place),
            };
            let found = self.row(place.id, found);
            let added = total.add(found.outcome, place.weight);
            added.ok_or_else(|| CircleError::at_resident(CircleCode::WeightTooLarge, row))?;
            rows.push(found);
        }
        Ok(NearestOpen { system, total, stations: self.count, stations_without_street: Vec::new(), rows })
    }

    fn row(&self, place_id: &str, found: Search) -> NearestOpenRow {
        let (outcome, open, maybe) = match found {
            Search::Without(outcome) => (outcome, None, None),
            Search::Done { open: Some(open), maybe, .. } => {
                let maybe = maybe.filter(|maybe| *maybe < open);
                (OpenOutcome::Found, Some(open), maybe)
            }
            Search::Done { open: None, maybe: maybe @ Some(_), .. } => {
                (OpenOutcome::HoursUnknown, None, maybe)
            }
            Search::Done { is_closed: true, .. } => (OpenOutcome::NoneOpen, None, None),
            Search::Done { .. } => (OpenOutcome::NoStation, None, None),
        };
        let (open, maybe) = (open.as_ref(), maybe.as_ref());
        NearestOpenRow {
            place_id: place_id.to_owned(),
            outcome,
            station_id: open.map(|open| open.id.clone()),
            distance_m: open.map(|open| open.distance_m),
            travel_min: open.map(|open| open.travel_min),
            maybe_station_id: maybe.map(|maybe| maybe.id.clone()),
            maybe_distance_m: maybe.map(|maybe| maybe.distance_m),
            maybe_travel_min: maybe.map(|maybe| maybe.travel_min),
            maybe_why: maybe.map(|maybe| self.why(&maybe.id)),
        }
    }
}

#[cfg(test)]
#[path = "nearest_open_tests.rs"]
mod tests;
