//! Who is inside a service circle on real streets (路网服务圈覆盖).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::coverage::{index_in, straight_lines, tally};
use super::nearest::{Nearest, StationIndex, check_unique};
use super::{
    Answer, CircleCode, CircleError, Coverage, CoverageRow, Measured, ResidentPoint, Rule, Standard,
    StationPoint, UnknownWhy,
};
use crate::error::Error;
use crate::model::{AnyCoordinate, AreaClass, System, TravelMode};
use crate::place::{
    BOUND_MAX_DS, Direction, NearestStation, NetworkCode, NetworkError, RoadNetwork, Snapping, forward,
};
use crate::threads::Threads;

/// What becomes of a home or a station that is too far from every street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OffStreets {
    /// Whether a rule of time holds there cannot be told: such a home is *unknown*, such a station is listed and serves
    /// nobody.
    #[default]
    Unknown,
    /// The way between it and any other place is taken as a straight line, with the pace of the standard.
    StraightLine,
}

/// The streets on which rules of time are measured (服务圈路网).
#[derive(Debug, Clone, Copy)]
pub struct CircleStreets<'a> {
    /// One network for each mode of the rules of time.
    pub networks: &'a [&'a RoadNetwork],
    /// How places are brought to streets.
    pub snapping: Snapping,
    /// What becomes of places where none is near.
    pub off_streets: OffStreets,
}

impl<'a> CircleStreets<'a> {
    /// Networks with the snapping that is usual, and *unknown* off the streets.
    pub fn new(networks: &'a [&'a RoadNetwork]) -> Self {
        Self { networks, snapping: Snapping::default(), off_streets: OffStreets::default() }
    }
}

/// [`coverage`](super::coverage) with rules of time measured on streets (路网服务圈覆盖率); a rule of distance stays a straight
/// line.
///
/// A home is within a time if the way to some station, the walks to and from the street counted, takes no more whole
/// minutes than the rule says, rounded up as they are shown. The speeds are those of the network; those of the standard
/// count for straight lines only. The station named is the nearest by the rule that decides, in time or in a straight
/// line: of equally fast ways the shortest, then the least id. Where the class of area is not known, that is the rule of
/// town.
///
/// *Not covered* on streets means that no station *on the streets* is near enough. A station too far from every street is
/// listed in [`Coverage::stations_off_streets`], like one without a place: who lives near it may be served and is not
/// counted. A home with no way to any station within 24 hours, as on an island of streets, is not covered, and no station
/// is named; [`Snapping::component_nodes_min`] passes over small islands, which are often gaps in the map. With
/// [`OffStreets::StraightLine`], ways from a home or to a station off the streets are straight lines and take the times of
/// the standard's [`TravelModel`](crate::place::TravelModel); `measured` says of each row which it was.
///
/// ```
/// use doorstep::circle::{Answer, CircleStreets, Measured, ResidentPoint, Standard, StationPoint, coverage_on_streets};
/// use doorstep::place::{NewStreet, Profile, RoadClass, RoadNetwork, Streets};
/// use doorstep::{AnyCoordinate, AreaClass, System, TravelMode, matching::Threads};
/// // Two banks of a river; the bridge is 1 km to the east.
/// let mut streets = Streets::new(System::Wgs84);
/// let corners = [(117.000, 36.660), (117.011, 36.660), (117.011, 36.661), (117.000, 36.661)];
/// for ((lon, lat), key) in corners.into_iter().zip(0..) {
///     streets.add_node(key, lon, lat)?;
/// }
/// for (from, to) in [(0, 1), (1, 2), (2, 3)] {
///     streets.add(NewStreet::of_class(from, to, RoadClass::Residential))?;
/// }
/// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
/// let home = ResidentPoint {
///     id: "r1", place: Some(AnyCoordinate::new(117.0, 36.66, System::Wgs84)?), class: Some(AreaClass::Urban),
///     region: None, weight: 120,
/// };
/// let station = StationPoint { id: "s1", place: AnyCoordinate::new(117.0, 36.661, System::Wgs84)?, class: None };
/// let standard = Standard::default();
/// let found = coverage_on_streets(&[home], &[station], &standard, &CircleStreets::new(&[&network]), &Threads::one())?;
/// let row = &found.rows[0];
/// // 112 m away, and yet not within a quarter of an hour.
/// assert_eq!((row.answer, row.measured), (Answer::NotCovered, Some(Measured::Network)));
/// assert_eq!((row.distance_m, row.travel_min), (Some(2_074), Some(25)));
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// Those of [`coverage`](super::coverage); `circle.network_mode` for a rule of time without a network of its mode or with
/// two; `network.bad_bound` for more than 24 hours; `network.system_mismatch`, `network.bad_snap_limit`.
pub fn coverage_on_streets(
    residents: &[ResidentPoint<'_>],
    stations: &[StationPoint<'_>],
    standard: &Standard,
    streets: &CircleStreets<'_>,
    threads: &Threads,
) -> Result<Coverage, Error> {
    check_unique(stations.iter().map(|station| station.id))?;
    let (system, all) = straight_lines(residents, stations);
    // In the order of their ids, so that of equally near ones the first is the one that is named.
    let mut by_id = stations.to_vec();
    by_id.sort_by_key(|station| station.id);
    let mut of_modes: Vec<OfMode<'_>> = Vec::new();
    for rule in [standard.urban, standard.rural] {
        if let Rule::Time { minutes, mode } = rule {
            check_minutes(minutes)?;
            if of_modes.iter().all(|of_mode| of_mode.mode != mode) {
                of_modes.push(OfMode::new(mode, (residents, &by_id), streets, system, threads)?);
            }
        }
    }
    let question =
        Question { standard, stations: &by_id, all, of_modes: &of_modes, off_streets: streets.off_streets };
    let mut coverage = tally(residents, system, |index, resident| {
        let place = resident.place.map(|place| forward(place, system));
        question.row(index, resident, place)
    })?;
    let off: BTreeSet<&str> = of_modes.iter().flat_map(|of_mode| of_mode.off_ids.iter().copied()).collect();
    let off = stations.iter().filter(|station| off.contains(station.id));
    coverage.stations_off_streets = off.map(|station| station.id.to_owned()).collect();
    Ok(coverage)
}

fn check_minutes(minutes: u32) -> Result<(), NetworkError> {
    if minutes > BOUND_MAX_DS / DS_PER_MIN {
        return Err(NetworkError::new(NetworkCode::BadBound, format_args!("{minutes} min")));
    }
    Ok(())
}

const DS_PER_MIN: u32 = 600;

/// What the streets of one mode say.
struct OfMode<'a> {
    mode: TravelMode,
    /// By resident: whether the home is near a street.
    on_streets: Vec<bool>,
    /// By resident: the nearest station on the streets, by its place in the order of ids.
    nearest: Vec<Option<NearestStation>>,
    /// Whether some station is on the streets.
    has_stations: bool,
    /// The stations that are not.
    off: StationIndex<&'a str>,
    off_ids: Vec<&'a str>,
}

impl<'a> OfMode<'a> {
    fn new(
        mode: TravelMode,
        (residents, stations): (&[ResidentPoint<'_>], &[StationPoint<'a>]),
        streets: &CircleStreets<'_>,
        system: System,
        threads: &Threads,
    ) -> Result<Self, Error> {
        let mut of_mode = streets.networks.iter().filter(|network| network.mode() == mode);
        let (Some(network), None) = (of_mode.next(), of_mode.next()) else {
            return Err(CircleError::new(CircleCode::NetworkMode, mode.name()).into());
        };
        let homes: Vec<Option<AnyCoordinate>> = residents.iter().map(|resident| resident.place).collect();
        let places: Vec<Option<AnyCoordinate>> = stations.iter().map(|station| Some(station.place)).collect();
        let homes = network.snap(&homes, &streets.snapping, threads)?;
        let places = network.snap(&places, &streets.snapping, threads)?;
        let nearest = network.nearest(&homes, &places, Direction::To, BOUND_MAX_DS, threads)?;
        let off = || stations.iter().zip(&places).filter(|(_, snap)| snap.is_none()).map(|(one, _)| one);
        Ok(Self {
            mode,
            on_streets: homes.iter().map(Option::is_some).collect(),
            nearest,
            has_stations: places.iter().any(Option::is_some),
            off: index_in(system, off()),
            off_ids: off().map(|station| station.id).collect(),
        })
    }
}

/// A way to a station.
struct Found<'a> {
    station_id: &'a str,
    distance_m: u32,
    travel_min: u32,
    measured: Measured,
}

/// What one rule says of a home, and the nearest station by its measure.
struct Verdict<'a> {
    covered: bool,
    found: Option<Found<'a>>,
}

struct Question<'a, 'b> {
    standard: &'b Standard,
    /// In the order of their ids.
    stations: &'b [StationPoint<'a>],
    all: StationIndex<&'a str>,
    of_modes: &'b [OfMode<'a>],
    off_streets: OffStreets,
}

impl<'a> Question<'a, '_> {
    fn row(&self, index: usize, resident: &ResidentPoint<'_>, place: Option<AnyCoordinate>) -> CoverageRow {
        let (answer, why, found) = match place {
            _ if self.stations.is_empty() => (Answer::Unknown, Some(UnknownWhy::NoStation), None),
            None => (Answer::Unknown, Some(UnknownWhy::NoCoordinate), None),
            Some(place) => self.answer(index, resident.class, place),
        };
        CoverageRow {
            resident_id: resident.id.to_owned(),
            answer,
            why,
            station_id: found.as_ref().map(|found| found.station_id.to_owned()),
            distance_m: found.as_ref().map(|found| found.distance_m),
            travel_min: found.as_ref().map(|found| found.travel_min),
            measured: found.map(|found| found.measured),
        }
    }

    fn answer(
        &self,
        index: usize,
        class: Option<AreaClass>,
        place: AnyCoordinate,
    ) -> (Answer, Option<UnknownWhy>, Option<Found<'a>>) {
        let verdict = |class| match self.standard.rule(class) {
            Rule::Distance { metres } => Ok(self.in_distance(place, metres, class)),
            Rule::Time { minutes, mode } => self.in_time(index, place, minutes, mode),
        };
        let told = |covered| if covered { Answer::Covered } else { Answer::NotCovered };
        if let Some(class) = class {
            return match verdict(class) {
                Ok(Verdict { covered, found }) => (told(covered), None, found),
                Err(why) => (Answer::Unknown, Some(why), None),
            };
        }
        match (verdict(AreaClass::Urban), verdict(AreaClass::Rural)) {
            (Ok(urban), Ok(rural)) if urban.covered == rural.covered => {
                (told(urban.covered), None, urban.found.or(rural.found))
            }
            (Ok(urban), Ok(rural)) => {
                (Answer::Unknown, Some(UnknownWhy::NoAreaClass), urban.found.or(rural.found))
            }
            (Ok(one), Err(why)) | (Err(why), Ok(one)) => (Answer::Unknown, Some(why), one.found),
            (Err(why), Err(_)) => (Answer::Unknown, Some(why), None),
        }
    }

    fn in_distance(&self, place: AnyCoordinate, metres: u32, class: AreaClass) -> Verdict<'a> {
        let mode = self.standard.shown_mode(Some(class));
        let found = self.all.nearest(place.lon(), place.lat()).map(|nearest| self.straight(nearest, mode));
        Verdict { covered: found.as_ref().is_some_and(|found| found.distance_m <= metres), found }
    }

    fn in_time(
        &self,
        index: usize,
        place: AnyCoordinate,
        minutes: u32,
        mode: TravelMode,
    ) -> Result<Verdict<'a>, UnknownWhy> {
        let of_mode = self.of_modes.iter().find(|of_mode| of_mode.mode == mode);
        let of_mode = of_mode.ok_or(UnknownWhy::OffStreets)?;
        let is_on_streets = of_mode.on_streets.get(index).is_some_and(|is| *is);
        let found = match self.off_streets {
            OffStreets::Unknown if !(is_on_streets && of_mode.has_stations) => {
                return Err(UnknownWhy::OffStreets);
            }
            OffStreets::Unknown => self.on_streets(index, of_mode).map(|(_, found)| found),
            OffStreets::StraightLine => {
                let straight = if is_on_streets { &of_mode.off } else { &self.all };
                let straight = straight.nearest(place.lon(), place.lat()).map(|nearest| {
                    let time_s = self.standard.travel.travel_time_s(mode, nearest.distance_m);
                    (10 * u64::from(time_s), self.straight(nearest, mode))
                });
                // Of equally fast ones the way along streets, which is known better.
                let ways = self.on_streets(index, of_mode).into_iter().chain(straight);
                ways.min_by_key(|(time_ds, _)| *time_ds).map(|(_, found)| found)
            }
        };
        Ok(Verdict { covered: found.as_ref().is_some_and(|found| found.travel_min <= minutes), found })
    }

    /// The way along streets to the nearest station on them, with its time in tenths of a second.
    fn on_streets(&self, index: usize, of_mode: &OfMode<'_>) -> Option<(u64, Found<'a>)> {
        let nearest = of_mode.nearest.get(index)?.as_ref()?;
        let station_id = self.stations.get(nearest.station as usize)?.id;
        let (distance_m, travel_min) = (nearest.way.distance_m(), nearest.way.travel_min());
        let found = Found { station_id, distance_m, travel_min, measured: Measured::Network };
        Some((u64::from(nearest.way.time_ds), found))
    }

    fn straight(&self, nearest: Nearest<&'a str>, mode: TravelMode) -> Found<'a> {
        Found {
            station_id: nearest.id,
            distance_m: nearest.distance_m,
            travel_min: self.standard.travel.travel_min(mode, nearest.distance_m),
            measured: Measured::StraightLine,
        }
    }
}

#[cfg(test)]
#[path = "coverage_streets_tests.rs"]
mod tests;
