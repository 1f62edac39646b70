//! What is asked and told about stations that are open.

use chrono::NaiveDateTime;
use serde::Serialize;

use super::CoverageTotal;
use crate::error::codes;
use crate::model::{AnyCoordinate, Calendar, OpenUnknown, OpeningHours, System};

/// A station that has a place, and when it is open.
#[derive(Debug, Clone, Copy)]
pub struct OpenStation<'a> {
    /// The caller's key, unique.
    pub id: &'a str,
    /// Where it is.
    pub place: AnyCoordinate,
    /// Its opening hours, if known.
    pub hours: Option<&'a OpeningHours>,
}

/// The instant that is asked about, and what its day is.
#[derive(Debug, Clone, Copy)]
pub struct OpenWhen<'a> {
    /// Civil date and time where the stations are (China: UTC+8).
    pub at: NaiveDateTime,
    /// Holidays and make-up working days.
    pub calendar: &'a Calendar,
}

codes! {
    /// What became of the search for a station that is open.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum OpenOutcome {
        Found = "found", "a station is open", "找到开放的服务站";
        NoStation = "no_station", "no station is in the table, or in reach", "没有服务站，或范围内没有服务站";
        NoCoordinate = "no_coordinate", "the place is not known", "缺少坐标";
        NoStreet = "no_street", "the place is too far from every street", "该地点附近没有道路";
        HoursUnknown = "hours_unknown",
            "no station is known to be open, but of some it cannot be told",
            "没有确定开放的服务站，部分服务站是否开放无法判断";
        NoneOpen = "none_open", "every station in reach is closed then", "该时间范围内的服务站均不开放";
    }
}

/// The nearest open station of one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestOpenRow {
    /// The place's key.
    pub place_id: String,
    /// What became of the search.
    pub outcome: OpenOutcome,
    /// The nearest station that is open; of those equally near, the one with the least id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station_id: Option<String>,
    /// Metres to it, rounded up: in a straight line, or along the streets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<u32>,
    /// Minutes to it, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel_min: Option<u32>,
    /// The station that would be the answer if it is open, which cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maybe_station_id: Option<String>,
    /// Metres to that one, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maybe_distance_m: Option<u32>,
    /// Minutes to that one, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maybe_travel_min: Option<u32>,
    /// Why that cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maybe_why: Option<OpenUnknown>,
}

/// People by outcome; they add up to `total`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenTotal {
    /// People for whom a station is open.
    pub found: u64,
    /// People without a station in reach.
    pub no_station: u64,
    /// People whose place is not known.
    pub no_coordinate: u64,
    /// People too far from every street.
    pub no_street: u64,
    /// People for whom it cannot be told whether a station is open.
    pub hours_unknown: u64,
    /// People whose stations are all closed.
    pub none_open: u64,
    /// All people.
    pub total: u64,
}

/// Stations by whether they are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenCount {
    /// Open ones.
    pub open: u64,
    /// Closed ones.
    pub closed: u64,
    /// Those of which it cannot be told.
    pub unknown: u64,
}

/// The nearest open station of each place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearestOpen {
    /// The coordinate system in which distances were measured.
    pub system: System,
    /// People by outcome.
    pub total: OpenTotal,
    /// The stations that have a place.
    pub stations: OpenCount,
    /// Ids of stations that are too far from every street; none in a straight line.
    pub stations_without_street: Vec<String>,
    /// One row for each place, in the order given.
    pub rows: Vec<NearestOpenRow>,
}

impl OpenTotal {
    /// Adds people; nothing if all would be more than the largest sum.
    pub(super) fn add(&mut self, outcome: OpenOutcome, people: u64) -> Option<()> {
        // The parts are at most the total, which is checked first.
        self.total = self.total.checked_add(people).filter(|&total| total <= CoverageTotal::WEIGHT_MAX)?;
        *match outcome {
            OpenOutcome::Found => &mut self.found,
            OpenOutcome::NoStation => &mut self.no_station,
            OpenOutcome::NoCoordinate => &mut self.no_coordinate,
            OpenOutcome::NoStreet => &mut self.no_street,
            OpenOutcome::HoursUnknown => &mut self.hours_unknown,
            OpenOutcome::NoneOpen => &mut self.none_open,
        } += people;
        Some(())
    }
}
