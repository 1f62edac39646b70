//! Conversion between the coordinate systems of Chinese maps (坐标转换).

use std::f64::consts::PI;

#[cfg(not(feature = "inverse-offset"))]
use crate::error::ValueCode;
use crate::error::ValueError;
use crate::model::{AnyCoordinate, Bd09, Cgcs2000, Coordinate, Gcj02, ReferenceSystem, System, Wgs84};

/// Two systems between which a conversion exists, so that [`Coordinate::to`] compiles.
pub trait ConvertTo<T: ReferenceSystem>: ReferenceSystem + Sized {
    /// The same place in the other system.
    fn convert(place: Coordinate<Self>) -> Coordinate<T>;
}

impl<S: ReferenceSystem> Coordinate<S> {
    /// The same place in the system `T`.
    ///
    /// A conversion that would take an offset back exists only with the feature `inverse-offset`; without it the code
    /// does not compile.
    ///
    /// ```
    /// use doorstep::{Bd09, Coordinate, Gcj02, Wgs84};
    /// let station = Coordinate::<Wgs84>::new(117.0207, 36.6683)?;
    /// let on_amap = station.to::<Gcj02>();
    /// assert!((on_amap.lon() - 117.026631).abs() < 1e-6 && (on_amap.lat() - 36.668625).abs() < 1e-6);
    /// let on_baidu = on_amap.to::<Bd09>();
    /// assert!((on_baidu.lon() - 117.033103).abs() < 1e-6 && (on_baidu.lat() - 36.674684).abs() < 1e-6);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn to<T: ReferenceSystem>(self) -> Coordinate<T>
    where
        S: ConvertTo<T>,
    {
        S::convert(self)
    }
}

macro_rules! conversions {
    ($($from:ident => $to:ident, |$place:ident| $value:expr;)+) => {$(
        impl ConvertTo<$to> for $from {
            fn convert($place: Coordinate<Self>) -> Coordinate<$to> {
                let (lon, lat) = $value;
                Coordinate::computed(lon, lat)
            }
        }
    )+};
}
conversions! {
    Wgs84 => Wgs84, |place| degrees(place);
    Wgs84 => Cgcs2000, |place| degrees(place);
    Wgs84 => Gcj02, |place| gcj02_from_wgs84(degrees(place));
    Wgs84 => Bd09, |place| bd09_from_gcj02(gcj02_from_wgs84(degrees(place)));
    Cgcs2000 => Wgs84, |place| degrees(place);
    Cgcs2000 => Cgcs2000, |place| degrees(place);
    Cgcs2000 => Gcj02, |place| gcj02_from_wgs84(degrees(place));
    Cgcs2000 => Bd09, |place| bd09_from_gcj02(gcj02_from_wgs84(degrees(place)));
    Gcj02 => Gcj02, |place| degrees(place);
    Gcj02 => Bd09, |place| bd09_from_gcj02(degrees(place));
    Bd09 => Bd09, |place| degrees(place);
}
#[cfg(feature = "inverse-offset")]
conversions! {
    Gcj02 => Wgs84, |place| inverse::wgs84_from_gcj02(degrees(place));
    Gcj02 => Cgcs2000, |place| inverse::wgs84_from_gcj02(degrees(place));
    Bd09 => Gcj02, |place| inverse::gcj02_from_bd09(degrees(place));
    Bd09 => Wgs84, |place| inverse::wgs84_from_gcj02(inverse::gcj02_from_bd09(degrees(place)));
    Bd09 => Cgcs2000, |place| inverse::wgs84_from_gcj02(inverse::gcj02_from_bd09(degrees(place)));
}

/// The same place in the system `target`, for systems known at run time.
///
/// Four systems meet in the tables of a city. CGCS2000 and WGS-84 are the same to within decimetres and are treated as
/// one. GCJ-02 shifts the cities of China by 90 to 670 m, BD-09 shifts the GCJ-02 place by another 800 to 980 m. Neither
/// shift is published officially; the formulas here are the ones that public map libraries have agreed on, and stay
/// within a metre of what the map services give.
///
/// # Direction
/// The shifts are applied *forward* (WGS-84 → GCJ-02 → BD-09) at any time. Taking a shift back needs the cargo feature
/// `inverse-offset`, off by default: the offset of public maps is a measure of the surveying law (测绘法), undoing it
/// may be held against whoever does it, and this library never needs to. Where systems are mixed, everything is moved
/// forward into the most shifted one present ([`common_system`]). Without the feature a backward conversion answers
/// `coordinate.inverse_disabled`.
///
/// # Where
/// Shifts apply in the box 72.004..137.8347 E, 0.8293..55.8271 N, as in the public libraries; elsewhere the systems
/// coincide. The box is coarse: it takes in neighbouring countries, where map services do not shift.
///
/// # Cost
/// A shifted map is slightly stretched. Distances of a few kilometres differ from those in WGS-84 by up to 0.7 % in
/// GCJ-02 and up to 1.6 % in BD-09.
///
/// # Example
/// ```
/// use doorstep::{AnyCoordinate, System, place::convert};
/// let station = AnyCoordinate::new(117.0207, 36.6683, System::Cgcs2000)?;
/// assert!((convert(station, System::Gcj02)?.lon() - 117.026631).abs() < 1e-6);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `coordinate.inverse_disabled` if an offset would have to be taken back and the feature `inverse-offset` is off.
pub fn convert(place: AnyCoordinate, target: System) -> Result<AnyCoordinate, ValueError> {
    if shifts(place.system()) > shifts(target) {
        return convert_back(place, target);
    }
    Ok(forward(place, target))
}

/// The most shifted of some systems: the one into which all of them convert forward. WGS-84 if there are none.
///
/// ```
/// use doorstep::{System, place::common_system};
/// assert_eq!(common_system([System::Wgs84, System::Gcj02, System::Cgcs2000]), System::Gcj02);
/// ```
pub fn common_system(systems: impl IntoIterator<Item = System>) -> System {
    // The systems are declared, and therefore ordered, from the unshifted to the most shifted.
    systems.into_iter().max().unwrap_or_default()
}

/// A place shifted forward until it is in `target`; a place that is shifted further already stays as it is.
pub(crate) fn forward(place: AnyCoordinate, target: System) -> AnyCoordinate {
    let mut degrees = (place.lon(), place.lat());
    let done = shifts(place.system());
    if done > shifts(target) {
        return place;
    }
    if done < 1 && shifts(target) >= 1 {
        degrees = gcj02_from_wgs84(degrees);
    }
    if done < 2 && shifts(target) >= 2 {
        degrees = bd09_from_gcj02(degrees);
    }
    tagged(degrees, target)
}

#[cfg(feature = "inverse-offset")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature the same function fails")]
fn convert_back(place: AnyCoordinate, target: System) -> Result<AnyCoordinate, ValueError> {
    let mut degrees = (place.lon(), place.lat());
    if shifts(place.system()) == 2 {
        degrees = inverse::gcj02_from_bd09(degrees);
    }
    if shifts(target) == 0 {
        degrees = inverse::wgs84_from_gcj02(degrees);
    }
    Ok(tagged(degrees, target))
}

#[cfg(not(feature = "inverse-offset"))]
fn convert_back(place: AnyCoordinate, target: System) -> Result<AnyCoordinate, ValueError> {
    let direction = format!("{} to {}", place.system().name(), target.name());
    Err(ValueError::new(ValueCode::OffsetNotInvertible, direction))
}

/// How many offsets lie between WGS-84 and a system.
const fn shifts(system: System) -> u8 {
    match system {
        System::Wgs84 | System::Cgcs2000 => 0,
        System::Gcj02 => 1,
        System::Bd09 => 2,
    }
}

fn tagged((lon, lat): (f64, f64), system: System) -> AnyCoordinate {
    match system {
        System::Wgs84 => Coordinate::<Wgs84>::computed(lon, lat).into(),
        System::Cgcs2000 => Coordinate::<Cgcs2000>::computed(lon, lat).into(),
        System::Gcj02 => Coordinate::<Gcj02>::computed(lon, lat).into(),
        System::Bd09 => Coordinate::<Bd09>::computed(lon, lat).into(),
    }
}

fn degrees<S: ReferenceSystem>(place: Coordinate<S>) -> (f64, f64) {
    (place.lon(), place.lat())
}

fn is_shifted_here((lon, lat): (f64, f64)) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

fn gcj02_from_wgs84(place: (f64, f64)) -> (f64, f64) {
    if is_shifted_here(place) { gcj02_shift(place) } else { place }
}

fn bd09_from_gcj02(place: (f64, f64)) -> (f64, f64) {
    if is_shifted_here(place) { bd09_shift(place) } else { place }
}

/// The GCJ-02 offset: a polynomial with waves, in metres, turned into degrees on the ellipsoid of Krasovsky 1940.
fn gcj02_shift((lon, lat): (f64, f64)) -> (f64, f64) {
    /// Semi-major axis of Krasovsky 1940, in metres.
    const SEMI_MAJOR_M: f64 = 6_378_245.0;
    /// Its first eccentricity squared.
    const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;

    // The formula is centred on 105 E, 35 N.
    let (x, y) = (lon - 105.0, lat - 35.0);
    let wave = |amplitude: f64, half_turns: f64| amplitude * libm::sin(half_turns * PI);
    let short = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let root = x.abs().sqrt();
    let east_m = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + (short + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0)) * 2.0
            / 3.0;
    let north_m = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + (short + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0)) * 2.0
            / 3.0;
    let (sin_lat, cos_lat) = (libm::sin(lat.to_radians()), libm::cos(lat.to_radians()));
    let w_squared = 1.0 - ECCENTRICITY_SQUARED * sin_lat * sin_lat;
    let w = w_squared.sqrt();
    // Radii of curvature: across the meridian and along it.
    let prime_vertical_m = SEMI_MAJOR_M / w;
    let meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (w_squared * w);
    (lon + (east_m / (prime_vertical_m * cos_lat)).to_degrees(), lat + (north_m / meridian_m).to_degrees())
}

/// The BD-09 offset: a turn and a stretch about the origin of degrees with small waves, then a constant.
fn bd09_shift((lon, lat): (f64, f64)) -> (f64, f64) {
    const WAVES_PER_DEGREE: f64 = PI * 3000.0 / 180.0;
    let radius = (lon * lon + lat * lat).sqrt() + 0.000_02 * libm::sin(lat * WAVES_PER_DEGREE);
    let angle = libm::atan2(lat, lon) + 0.000_003 * libm::cos(lon * WAVES_PER_DEGREE);
    (radius * libm::cos(angle) + 0.006_5, radius * libm::sin(angle) + 0.006)
}

/// The offsets taken back by iteration, because neither formula has a closed inverse.
#[cfg(feature = "inverse-offset")]
mod inverse {
    use super::{bd09_shift, gcj02_shift, is_shifted_here};

    /// The step below which the iteration stops: 1e-9 degrees is a tenth of a millimetre.
    const STEP_DEGREES_MIN: f64 = 1e-9;
    /// Each round shrinks the error at least tenfold, so that ten rounds reach the step from any start in the box.
    const ROUNDS_MAX: u32 = 20;

    pub(super) fn wgs84_from_gcj02(place: (f64, f64)) -> (f64, f64) {
        if is_shifted_here(place) { solve(gcj02_shift, place) } else { place }
    }

    pub(super) fn gcj02_from_bd09(place: (f64, f64)) -> (f64, f64) {
        if is_shifted_here(place) { solve(bd09_shift, place) } else { place }
    }

    /// The place that `shift` moves onto `target`: corrects a guess by what it misses. It converges because the shift
    /// changes slowly from place to place.
    fn solve(shift: fn((f64, f64)) -> (f64, f64), target: (f64, f64)) -> (f64, f64) {
        let mut guess = target;
        for _ in 0..ROUNDS_MAX {
            let reached = shift(guess);
            let (lon_missed, lat_missed) = (target.0 - reached.0, target.1 - reached.1);
            guess = (guess.0 + lon_missed, guess.1 + lat_missed);
            if lon_missed.abs() < STEP_DEGREES_MIN && lat_missed.abs() < STEP_DEGREES_MIN {
                break;
            }
        }
        guess
    }
}

#[cfg(test)]
#[path = "conversion_tests.rs"]
mod tests;
