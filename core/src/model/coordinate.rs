//! A place on the map, with the reference system in its type (坐标与坐标系).

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::error::{ValueCode, ValueError};

/// A coordinate reference system (坐标系) used on Chinese maps, known at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum System {
    /// WGS-84, what a GPS receiver gives.
    #[default]
    Wgs84,
    /// CGCS2000 (国家大地坐标系), the official system of survey; it is within decimetres of WGS-84.
    Cgcs2000,
    /// GCJ-02 (火星坐标), the offset system of public Chinese web maps (Amap, Tencent).
    Gcj02,
    /// BD-09, Baidu's further offset of GCJ-02.
    Bd09,
}

impl System {
    /// The name used in tables and in the three languages: `wgs84`, `cgcs2000`, `gcj02`, `bd09`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Cgcs2000 => "cgcs2000",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// Reads a name, in any case and with or without a hyphen: `GCJ-02`, `gcj02`.
    ///
    /// # Errors
    /// `coordinate.unknown_system`.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let folded: String =
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        [Self::Wgs84, Self::Cgcs2000, Self::Gcj02, Self::Bd09]
            .into_iter()
            .find(|system| system.name() == folded)
            .ok_or_else(|| ValueError::new(ValueCode::UnknownSystem, text))
    }
}

/// A marker type that stands for a [`System`] in the type of a [`Coordinate`].
pub trait ReferenceSystem: Copy + fmt::Debug + Send + Sync + 'static {
    /// The system the marker stands for.
    const SYSTEM: System;
}

macro_rules! markers {
    ($($name:ident)+) => {$(
        #[doc = concat!("Marks a [`Coordinate`] as being in [`System::", stringify!($name), "`].")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl ReferenceSystem for $name {
            const SYSTEM: System = System::$name;
        }
    )+};
}
markers! { Wgs84 Cgcs2000 Gcj02 Bd09 }

/// A longitude and latitude in degrees, finite and in range, in the reference system `S`.
///
/// Coordinates of two systems do not mix: a distance between them does not compile. Conversion is in
/// [`crate::place::convert`].
///
/// ```
/// use doorstep::{Coordinate, Wgs84};
/// let jinan = Coordinate::<Wgs84>::new(117.0207, 36.6683)?;
/// assert_eq!(jinan.lat(), 36.6683);
/// assert!(Coordinate::<Wgs84>::new(36.6683, 117.0207).is_err(), "latitude and longitude swapped");
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Coordinate<S: ReferenceSystem> {
    lon: f64,
    lat: f64,
    system: PhantomData<S>,
}

impl<S: ReferenceSystem> Coordinate<S> {
    /// Checks a longitude and a latitude in degrees. `-0.0` becomes `0.0`.
    ///
    /// # Errors
    /// `value.not_finite`, `coordinate.longitude_out_of_range` (-180..=180), `coordinate.latitude_out_of_range`
    /// (-90..=90).
    pub fn new(lon: f64, lat: f64) -> Result<Self, ValueError> {
        for value in [lon, lat] {
            if !value.is_finite() {
                return Err(ValueError::new(ValueCode::NotFinite, value));
            }
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(ValueError::new(ValueCode::LongitudeOutOfRange, lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(ValueError::new(ValueCode::LatitudeOutOfRange, lat));
        }
        // Adding 0.0 turns -0.0 into 0.0, so that equal places have equal bytes.
        Ok(Self { lon: lon + 0.0, lat: lat + 0.0, system: PhantomData })
    }

    /// A place computed from other places, whose degrees are finite; rounding beyond the range is cut off.
    pub(crate) fn computed(lon: f64, lat: f64) -> Self {
        debug_assert!(lon.is_finite() && lat.is_finite());
        Self { lon: lon.clamp(-180.0, 180.0) + 0.0, lat: lat.clamp(-90.0, 90.0) + 0.0, system: PhantomData }
    }

    /// Longitude in degrees, east positive.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, north positive.
    pub const fn lat(self) -> f64 {
        self.lat
    }
}

impl<S: ReferenceSystem> From<Coordinate<S>> for geo::Point<f64> {
    fn from(place: Coordinate<S>) -> Self {
        Self::new(place.lon, place.lat)
    }
}

/// Says only the system: the place of a home is personal (PIPL art. 28, 行踪轨迹).
impl<S: ReferenceSystem> fmt::Debug for Coordinate<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coordinate<{}>(…)", S::SYSTEM.name())
    }
}

/// A coordinate whose system is known only at run time, as it comes from a table.
#[derive(Clone, Copy, PartialEq)]
pub struct AnyCoordinate {
    lon: f64,
    lat: f64,
    system: System,
}

impl AnyCoordinate {
    /// Checks a longitude and a latitude in degrees.
    ///
    /// # Errors
    /// Those of [`Coordinate::new`].
    pub fn new(lon: f64, lat: f64, system: System) -> Result<Self, ValueError> {
        Coordinate::<Wgs84>::new(lon, lat).map(|place| Self { lon: place.lon, lat: place.lat, system })
    }

    /// Longitude in degrees, east positive.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, north positive.
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// The system that the degrees are in.
    pub const fn system(self) -> System {
        self.system
    }

    /// The same place with its system in the type, if that is the system it is in.
    pub fn typed<S: ReferenceSystem>(self) -> Option<Coordinate<S>> {
        (self.system == S::SYSTEM).then_some(Coordinate { lon: self.lon, lat: self.lat, system: PhantomData })
    }
}

impl<S: ReferenceSystem> From<Coordinate<S>> for AnyCoordinate {
    fn from(place: Coordinate<S>) -> Self {
        Self { lon: place.lon, lat: place.lat, system: S::SYSTEM }
    }
}

/// Says only the system: the place of a home is personal.
impl fmt::Debug for AnyCoordinate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Coordinate<{}>(…)", self.system.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_place() {
        for (lon, lat, code) in [
            (f64::NAN, 0.0, ValueCode::NotFinite),
            (0.0, f64::INFINITY, ValueCode::NotFinite),
            (180.1, 0.0, ValueCode::LongitudeOutOfRange),
            (36.7, 117.0, ValueCode::LatitudeOutOfRange),
        ] {
            assert_eq!(Coordinate::<Gcj02>::new(lon, lat).unwrap_err().code(), code);
        }
        assert_eq!(Coordinate::<Wgs84>::new(-0.0, 0.0).unwrap().lon().to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn debug_hides_the_place() {
        let home = AnyCoordinate::new(117.0207, 36.6683, System::Gcj02).unwrap();
        assert_eq!(format!("{home:?}"), "Coordinate<gcj02>(…)");
        assert!(home.typed::<Wgs84>().is_none());
        assert_eq!(System::parse("GCJ-02").unwrap(), System::Gcj02);
    }
}
