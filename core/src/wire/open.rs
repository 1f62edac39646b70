//! Requests and answers about stations that are open.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::network::{half_a_kilometre, refuse_other, street_search, two_hours};
use super::{NetworkInput, OnReject, RequestCode, RequestError, Rows, settle};
use crate::circle::{
    self, NearestOpen, OpenStation, OpenWhen, ResidentPoint, StreetSearch, nearest_open_on_streets,
};
use crate::error::{Error, ValueCode, ValueError};
use crate::model::{Calendar, CalendarDay, DayKind, Resident, Station, TravelMode};
use crate::place::{RoadNetwork, TravelModel};
use crate::table::Finding;
use crate::threads::Threads;

/// Asks for the nearest station that is open, in a straight line or on streets.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestOpenRequest {
    /// The places from which people travel.
    pub places: Rows,
    /// The stations, with their hours.
    pub stations: Rows,
    /// Date and time of day where the stations are (China: UTC+8), without an offset: `2026-11-26T09:30`.
    pub at: String,
    /// Days that are holidays or make-up working days, besides those of the State Council for 2025 and 2026.
    #[serde(default)]
    pub calendar: Option<OwnCalendar>,
    /// How people travel in a straight line, on foot if not said; on streets, the network says how.
    #[serde(default)]
    pub mode: Option<TravelMode>,
    /// How fast they are in a straight line.
    #[serde(default)]
    pub travel: Option<TravelModel>,
    /// Streets on which ways are measured; straight lines if absent.
    #[serde(default)]
    pub network: Option<NetworkInput>,
    /// With a network: the longest way, in minutes.
    #[serde(default = "two_hours")]
    pub max_min: f64,
    /// With a network: a place farther than this from every street is on none, in metres.
    #[serde(default = "half_a_kilometre")]
    pub snap_limit_m: f64,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

/// When stations are to be open, and how people travel; on streets, the network says how.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenQuestion {
    /// Date and time of day as [`local_time`] reads them.
    pub at: String,
    /// Days besides those of the State Council.
    pub calendar: Option<OwnCalendar>,
    /// How people travel in a straight line.
    pub mode: TravelMode,
    /// How fast they are.
    pub travel: TravelModel,
}

/// A holiday schedule of the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnCalendar {
    /// Years of which every day that is not listed is an ordinary one.
    pub years: Vec<i32>,
    /// The days. A date that the State Council lists, too, is what is said here.
    pub days: Vec<OwnDay>,
    /// Whether these days hold alone, without those of the State Council.
    pub alone: bool,
}

/// A day that is not an ordinary one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnDay {
    /// The date.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub date: NaiveDate,
    /// What it is.
    pub kind: DayKind,
}

/// The nearest open station of each place.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestOpenAnswer {
    /// Rows, and sums by outcome.
    #[serde(flatten)]
    pub found: NearestOpen,
    /// Ids of stations whose place is not known: one of them may be nearer, and open.
    pub stations_without_place: Vec<String>,
    /// What was wrong with the places.
    pub place_findings: Vec<Finding>,
    /// What was wrong with the stations. Hours that could not be read are here, and count as not known.
    pub station_findings: Vec<Finding>,
}

/// Reads a date and time of day without an offset: `2026-11-26T09:30`, with seconds or without, a space for the T.
///
/// # Errors
/// `value.not_a_local_time`.
pub fn local_time(text: &str) -> Result<NaiveDateTime, ValueError> {
    let plain = text.trim().replacen(' ', "T", 1);
    let read = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(&plain, format).ok());
    read.ok_or_else(|| ValueError::new(ValueCode::NotALocalTime, text))
}

impl OwnCalendar {
    /// The schedule that holds.
    ///
    /// # Errors
    /// `value.duplicate`.
    pub fn calendar(&self) -> Result<Calendar, ValueError> {
        let days: Vec<CalendarDay> =
            self.days.iter().map(|day| CalendarDay::new(day.date, day.kind)).collect();
        let own = Calendar::new(self.years.iter().copied(), &days)?;
        Ok(if self.alone { own } else { Calendar::state_council().with(own) })
    }
}

/// The nearest open station of checked records, on streets if a network is given, with the ids of the stations that have no
/// place.
///
/// # Errors
/// `value.not_a_local_time`, `value.duplicate`, and those of [`circle::nearest_open`] and [`nearest_open_on_streets`].
pub fn nearest_open_of(
    places: &[Resident],
    stations: &[Station],
    when: &OpenQuestion,
    streets: Option<(&RoadNetwork, &StreetSearch, &Threads)>,
) -> Result<(NearestOpen, Vec<String>), Error> {
    let calendar =
        when.calendar.as_ref().map_or_else(|| Ok(Calendar::state_council()), OwnCalendar::calendar)?;
    let instant = OpenWhen { at: local_time(&when.at)?, calendar: &calendar };
    let points: Vec<ResidentPoint<'_>> = places
        .iter()
        .map(|place| ResidentPoint {
            id: &place.id,
            place: place.place,
            class: place.area_class,
            region: None,
            weight: u64::from(place.weight),
        })
        .collect();
    let open: Vec<OpenStation<'_>> = stations
        .iter()
        .filter_map(|station| {
            Some(OpenStation { id: &station.id, place: station.place?, hours: station.hours.as_ref() })
        })
        .collect();
    let found = match streets {
        None => circle::nearest_open(&points, &open, &instant, (&when.travel, when.mode))?,
        Some((network, search, threads)) => {
            nearest_open_on_streets(network, &points, &open, &instant, search, threads)?
        }
    };
    let without_place = stations.iter().filter(|station| station.place.is_none());
    Ok((found, without_place.map(|station| station.id.clone()).collect()))
}

/// Answers a [`NearestOpenRequest`].
///
/// # Errors
/// Those of the tables, of [`NetworkInput::network`], of [`street_search`] and of [`nearest_open_of`]; `request.json` for a
/// mode or speeds beside a network, which has its own.
pub fn nearest_open(request: NearestOpenRequest) -> Result<NearestOpenAnswer, Error> {
    let network = request.network.as_ref().map(NetworkInput::network).transpose()?;
    answer(request, network.as_ref())
}

/// Answers a [`NearestOpenRequest`] on a network that is there already; it names none itself.
///
/// # Errors
/// Those of [`nearest_open`]; `request.json` for two networks.
pub fn nearest_open_on(
    network: &RoadNetwork,
    request: NearestOpenRequest,
) -> Result<NearestOpenAnswer, Error> {
    refuse_other(request.network.is_some())?;
    answer(request, Some(network))
}

fn answer(request: NearestOpenRequest, network: Option<&RoadNetwork>) -> Result<NearestOpenAnswer, Error> {
    let (mode, travel) = (request.mode, request.travel);
    if network.is_some() && (mode.is_some() || travel.is_some()) {
        let detail = "`mode` and `travel` are those of the network";
        return Err(RequestError::new(RequestCode::Json, detail).into());
    }
    let (places, place_findings) = settle(request.places.read::<Resident>()?, request.errors)?;
    let (stations, station_findings) = settle(request.stations.read::<Station>()?, request.errors)?;
    let question = OpenQuestion {
        at: request.at,
        calendar: request.calendar,
        mode: mode.unwrap_or_default(),
        travel: travel.unwrap_or_default(),
    };
    let search = street_search(request.max_min, request.snap_limit_m)?;
    let threads = Threads::one();
    let streets = network.map(|network| (network, &search, &threads));
    let (found, stations_without_place) = nearest_open_of(&places, &stations, &question, streets)?;
    Ok(NearestOpenAnswer { found, stations_without_place, place_findings, station_findings })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_have_no_offset() {
        for text in ["2026-11-26T09:30", "2026-11-26 09:30:00", " 2026-11-26T09:30:00.000 "] {
            assert_eq!(local_time(text).unwrap().to_string(), "2026-11-26 09:30:00");
        }
        for text in
            ["2026-11-26", "2026-11-26T09:30Z", "2026-11-26T09:30+08:00", "2026-02-30T09:30", "09:30", ""]
        {
            assert_eq!(local_time(text).unwrap_err().code(), ValueCode::NotALocalTime, "{text}");
        }
    }

    #[test]
    fn own_days_stand_beside_those_of_the_state_council() {
        let own: OwnCalendar = serde_json::from_str(
            r#"{"years": [2027], "days": [{"date": "2027-01-01", "kind": "holiday"}, {"date": "2026-10-10", "kind": "holiday"}]}"#,
        )
        .unwrap();
        let kind = |calendar: &Calendar, day: &str| calendar.kind(day.parse().unwrap());
        let both = own.calendar().unwrap();
        let alone = OwnCalendar { alone: true, ..own }.calendar().unwrap();
        assert_eq!(kind(&both, "2026-10-01"), Some(DayKind::Holiday));
        assert_eq!(kind(&both, "2026-10-10"), Some(DayKind::Holiday));
        assert_eq!(kind(&alone, "2026-10-01"), None);
        for calendar in [&both, &alone] {
            assert!(calendar.covers("2027-05-05".parse().unwrap()));
        }
        assert!(!alone.covers("2026-10-02".parse().unwrap()));
    }
}
