//! Who is inside a service circle (服务圈覆盖).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Standard;
use super::nearest::{Nearest, StationIndex, check_unique};
use super::{CircleCode, CircleError};
use crate::error::codes;
use crate::model::AreaClass;
use crate::model::{AnyCoordinate, System};
use crate::place::{common_system, distance_any_m, forward, whole_m};

/// A resident, or a group of `weight` people who live at one place (居民点).
#[derive(Debug, Clone, Copy)]
pub struct ResidentPoint<'a> {
    /// The caller's key.
    pub id: &'a str,
    /// Where the home is, if known.
    pub place: Option<AnyCoordinate>,
    /// Whether that is town or country, if known.
    pub class: Option<AreaClass>,
    /// The region to count under, such as a division code; any text.
    pub region: Option<&'a str>,
    /// How many people the row stands for.
    pub weight: u64,
}

/// A station (就业服务站) that is open and has a place.
#[derive(Debug, Clone, Copy)]
pub struct StationPoint<'a> {
    /// The caller's key, unique.
    pub id: &'a str,
    /// Where it is.
    pub place: AnyCoordinate,
    /// Which circle to draw for it; both if not known. Coverage goes by the class of the resident's place instead.
    pub class: Option<AreaClass>,
}

codes! {
    /// Whether a service circle holds a place.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Covered", rename_all = "snake_case"))]
    pub enum Answer {
        Covered = "covered", "inside a service circle", "在服务圈内";
        NotCovered = "not_covered", "outside every service circle", "不在服务圈内";
        Unknown = "unknown", "cannot be told", "无法判断";
    }
}

codes! {
    /// The missing fact for which coverage cannot be told; the first in this order is named.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum UnknownWhy {
        NoStation = "no_station", "there is no station in the table", "没有服务站数据";
        NoCoordinate = "no_coordinate", "the resident's place is not known", "缺少居民坐标";
        OffStreets = "off_streets",
            "the resident's place, or that of every station, is too far from every street", "居民点或所有服务站距路网过远";
        NoAreaClass = "no_area_class",
            "town or country is not known, and the two rules differ here", "缺少城乡分类，且城乡标准在此结果不同";
    }
}

codes! {
    /// How the way to a station was measured.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum Measured {
        Network = "network", "along streets", "按路网";
        StraightLine = "straight_line", "in a straight line", "按直线";
    }
}

/// What coverage says of one resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageRow {
    /// The resident's key.
    pub resident_id: String,
    /// The answer.
    pub answer: Answer,
    /// The missing fact, where the answer is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<UnknownWhy>,
    /// The nearest station; of those equally near in whole metres, the one with the least id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub station_id: Option<String>,
    /// Metres to it, rounded up: in a straight line, or along streets where these were measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<u32>,
    /// Minutes to it, rounded up, in the mode of [`Standard::shown_mode`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel_min: Option<u32>,
    /// How both were measured; only where a street network was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
}

/// Sums of weights by answer; `covered + not_covered + unknown = total`, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CoverageTotal {
    /// The region; absent in the total of all, for residents without one, and in a roll-up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Weight inside a circle.
    pub covered: u64,
    /// Weight outside every circle.
    pub not_covered: u64,
    /// Weight for which a fact is missing.
    pub unknown: u64,
    /// All weight.
    pub total: u64,
}

impl CoverageTotal {
    /// Largest sum of weights, 2^53 - 1: exact as a JavaScript number.
    pub(super) const WEIGHT_MAX: u64 = (1 << 53) - 1;

    /// Adds a weight; nothing if the total would pass the largest sum.
    pub(super) fn add(&mut self, answer: Answer, weight: u64) -> Option<()> {
        // The parts are at most the total, which is checked first.
        self.total = self.total.checked_add(weight).filter(|&total| total <= Self::WEIGHT_MAX)?;
        match answer {
            Answer::Covered => self.covered += weight,
            Answer::NotCovered => self.not_covered += weight,
            Answer::Unknown => self.unknown += weight,
        }
        Some(())
    }
}

/// The answer to a coverage question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coverage {
    /// The coordinate system in which straight lines were measured.
    pub system: System,
    /// All residents.
    pub total: CoverageTotal,
    /// By region, in order of the region's text, residents without one first.
    pub regions: Vec<CoverageTotal>,
    /// One row for each resident, in the order given.
    pub rows: Vec<CoverageRow>,
    /// Ids of stations too far from every street: who lives near one of them may be served and is not counted, unless
    /// straight lines were asked for there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stations_off_streets: Vec<String>,
}

/// Whether the circle of a station holds a place of some class of area, measured in the common system of the two.
///
/// With the class unknown the answer stands if both rules give the same one.
pub fn covers(
    station: AnyCoordinate,
    place: AnyCoordinate,
    class: Option<AreaClass>,
    standard: &Standard,
) -> Answer {
    answer(whole_m(distance_any_m(station, place)), class, standard)
}

/// Whether each resident is inside the circle of a station (服务圈覆盖率), with totals by region.
///
/// Every resident gets a row and every weight is counted once. Coordinates of different systems are brought forward
/// into the most shifted one present (see [`crate::place::convert`]).
///
/// ```
/// use doorstep::{AreaClass, circle::{Answer, ResidentPoint, Standard, StationPoint, coverage}};
/// use doorstep::{AnyCoordinate, System};
/// let at = |lon, lat| AnyCoordinate::new(lon, lat, System::Wgs84);
/// let stations = [StationPoint { id: "s1", place: at(117.02, 36.66)?, class: None }];
/// let home = ResidentPoint {
///     id: "r1", place: Some(at(117.04, 36.66)?), class: Some(AreaClass::Urban), region: Some("370102"), weight: 120,
/// };
/// let village = ResidentPoint { id: "r2", class: Some(AreaClass::Rural), ..home };
/// let unclassed = ResidentPoint { id: "r3", class: None, weight: 5, ..home };
/// let result = coverage(&[home, village, unclassed], &stations, &Standard::default())?;
/// assert_eq!(result.rows[0].distance_m, Some(1_784)); // 28 minutes on foot, but less than 5 km
/// assert_eq!(result.rows.iter().map(|row| row.answer).collect::<Vec<_>>(),
///     [Answer::NotCovered, Answer::Covered, Answer::Unknown]);
/// assert_eq!((result.total.covered, result.total.unknown, result.total.total), (120, 5, 245));
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `circle.duplicate_station`, `circle.duplicate_resident`, `circle.weight_too_large`.
pub fn coverage(
    residents: &[ResidentPoint<'_>],
    stations: &[StationPoint<'_>],
    standard: &Standard,
) -> Result<Coverage, CircleError> {
    check_unique(stations.iter().map(|station| station.id))?;
    let (system, index) = straight_lines(residents, stations);
    tally(residents, system, |_, resident| {
        let place = resident.place.map(|place| forward(place, system));
        let nearest = place.and_then(|place| index.nearest(place.lon(), place.lat()));
        row(resident, nearest, !stations.is_empty(), standard)
    })
}

/// The common system of all places, and the stations in it.
pub(super) fn straight_lines<'a>(
    residents: &[ResidentPoint<'_>],
    stations: &[StationPoint<'a>],
) -> (System, StationIndex<&'a str>) {
    let homes = residents.iter().filter_map(|resident| resident.place);
    let places = homes.chain(stations.iter().map(|station| station.place));
    let system = common_system(places.map(AnyCoordinate::system));
    (system, index_in(system, stations.iter()))
}

pub(super) fn index_in<'a: 'b, 'b>(
    system: System,
    stations: impl Iterator<Item = &'b StationPoint<'a>>,
) -> StationIndex<&'a str> {
    StationIndex::new(stations.map(|station| {
        let place = forward(station.place, system);
        (station.id, place.lon(), place.lat())
    }))
}

/// A row for each resident, and the sums of their weights.
pub(super) fn tally(
    residents: &[ResidentPoint<'_>],
    system: System,
    mut row: impl FnMut(usize, &ResidentPoint<'_>) -> CoverageRow,
) -> Result<Coverage, CircleError> {
    let mut seen = BTreeSet::new();
    let mut total = CoverageTotal::default();
    let mut regions: BTreeMap<Option<&str>, CoverageTotal> = BTreeMap::new();
    let mut rows = Vec::with_capacity(residents.len());
    for (place_in_table, resident) in residents.iter().enumerate() {
        let refuse = |code| CircleError::at_resident(code, place_in_table);
        if !seen.insert(resident.id) {
            return Err(refuse(CircleCode::DuplicateResident));
        }
        let row = row(place_in_table, resident);
        let region = regions.entry(resident.region).or_insert_with(|| CoverageTotal {
            region: resident.region.map(str::to_owned),
            ..CoverageTotal::default()
        });
        let added = total.add(row.answer, resident.weight).and(region.add(row.answer, resident.weight));
        added.ok_or_else(|| refuse(CircleCode::WeightTooLarge))?;
        rows.push(row);
    }
    let regions = regions.into_values().collect();
    Ok(Coverage { system, total, regions, rows, stations_off_streets: Vec::new() })
}

fn row(
    resident: &ResidentPoint<'_>,
    nearest: Option<Nearest<&str>>,
    has_stations: bool,
    standard: &Standard,
) -> CoverageRow {
    let answer = match nearest {
        Some(nearest) => answer(nearest.distance_m, resident.class, standard),
        None => Answer::Unknown,
    };
    let why = match (answer, nearest) {
        (Answer::Covered | Answer::NotCovered, _) => None,
        (Answer::Unknown, Some(_)) => Some(UnknownWhy::NoAreaClass),
        (Answer::Unknown, None) if has_stations => Some(UnknownWhy::NoCoordinate),
        (Answer::Unknown, None) => Some(UnknownWhy::NoStation),
    };
    let mode = standard.shown_mode(resident.class);
    CoverageRow {
        resident_id: resident.id.to_owned(),
        answer,
        why,
        station_id: nearest.map(|nearest| nearest.id.to_owned()),
        distance_m: nearest.map(|nearest| nearest.distance_m),
        travel_min: nearest.map(|nearest| standard.travel.travel_min(mode, nearest.distance_m)),
        measured: None,
    }
}

/// The answer at a distance in whole metres, rounded up.
fn answer(distance_m: u32, class: Option<AreaClass>, standard: &Standard) -> Answer {
    let by_rule = |class| match distance_m <= standard.reach_m(class) {
        true => Answer::Covered,
        false => Answer::NotCovered,
    };
    if let Some(class) = class {
        return by_rule(class);
    }
    let (urban, rural) = (by_rule(AreaClass::Urban), by_rule(AreaClass::Rural));
    if urban == rural { urban } else { Answer::Unknown }
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod tests;
