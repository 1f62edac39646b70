//! Requests and answers about places.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ValueError};
use crate::model::{AnyCoordinate, System};
use crate::place;
use crate::privacy::{Personal, mask};

/// Asks for points in another coordinate system.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConvertRequest {
    /// Longitude and latitude of each point, in degrees.
    pub points: Vec<[f64; 2]>,
    /// The system that they are in: `wgs84`, `cgcs2000`, `gcj02`, `bd09`, in any spelling.
    pub source: String,
    /// The system that is wanted.
    pub target: String,
}

/// Points in the system that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConvertAnswer {
    /// Longitude and latitude of each point, in degrees, in the order asked.
    pub points: Vec<[f64; 2]>,
    /// The system that they are in.
    pub system: System,
}

/// One point in another coordinate system.
///
/// # Errors
/// Those of [`AnyCoordinate::new`] and [`place::convert`].
pub fn convert_point(point: [f64; 2], source: System, target: System) -> Result<[f64; 2], Error> {
    let converted = place::convert(checked(point, source)?, target)?;
    Ok([converted.lon(), converted.lat()])
}

/// A point that may be a home: what is wrong with it is said without its degrees.
pub(super) fn checked([lon, lat]: [f64; 2], system: System) -> Result<AnyCoordinate, ValueError> {
    // A number out of range may be one of its degrees in the other's place.
    let hidden = |error: ValueError| error.with_shown(mask(Personal::Coordinate, "…"));
    AnyCoordinate::new(lon, lat, system).map_err(hidden)
}

/// Answers a [`ConvertRequest`].
///
/// # Errors
/// `coordinate.unknown_system`, and those of [`convert_point`].
pub fn convert(request: ConvertRequest) -> Result<ConvertAnswer, Error> {
    let (source, target) = (System::parse(&request.source)?, System::parse(&request.target)?);
    let points = request
        .points
        .into_iter()
        .map(|point| convert_point(point, source, target))
        .collect::<Result<_, _>>()?;
    Ok(ConvertAnswer { points, system: target })
}
