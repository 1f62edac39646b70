//! Service circles (就业服务圈): who is inside one, by division.

use doorstep::circle::{Coverage, ResidentPoint, Standard, StationPoint, circles, coverage};
use doorstep::{Resident, Station};
use serde_json::Value;

use crate::failure::Failure;

/// Circles and coverage.
pub(crate) struct ServiceCircles {
    /// The standard they are measured by.
    pub standard: Standard,
    /// Who is covered.
    pub coverage: Coverage,
    /// The circles as GeoJSON.
    pub outlines: Value,
}

/// How many corners a drawn circle has.
const CORNERS: u16 = 64;

/// Draws the circle of every station that has a place, and counts residents by division; 12-digit codes of communities
/// are counted under their 9-digit street or town.
pub(crate) fn draw(residents: &[Resident], stations: &[Station]) -> Result<ServiceCircles, Failure> {
    let standard = Standard::default();
    let residents: Vec<ResidentPoint<'_>> = residents
        .iter()
        .map(|resident| ResidentPoint {
            id: &resident.id,
            place: resident.place,
            class: resident.area_class,
            region: resident.region.as_ref().map(|code| code.as_str().get(..9).unwrap_or(code.as_str())),
            weight: u64::from(resident.weight),
        })
        .collect();
    let stations: Vec<StationPoint<'_>> = stations
        .iter()
        .filter_map(|station| {
            Some(StationPoint { id: &station.id, place: station.place?, class: station.area_class })
        })
        .collect();
    let coverage = coverage(&residents, &stations, &standard)?;
    let outlines = circles(&stations, &standard, CORNERS)?;
    Ok(ServiceCircles { standard, coverage, outlines })
}
