//! Great-circle distance (球面距离).

use crate::model::{AnyCoordinate, Coordinate, ReferenceSystem};
use crate::place::conversion::{common_system, forward};

/// The Earth's radius in metres, for every distance of the library: the mean radius R1 = (2a + b) / 3 of GRS 80, as
/// the IUGG recommends, to the decimetre (Moritz, Geodetic Reference System 1980, Journal of Geodesy 74, 2000, gives
/// 6 371 008.7714 m). The `geo` crate takes the same value.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Great-circle distance in metres between two places of one system, by the haversine formula on a sphere of
/// [`EARTH_RADIUS_M`].
///
/// # Units
/// Degrees in, metres out. Against the ellipsoid the sphere errs by at most 0.56 %.
///
/// ```
/// use doorstep::{Coordinate, Wgs84, place::distance_m};
/// let sofia = Coordinate::<Wgs84>::new(23.319941, 42.698334)?;
/// let plovdiv = Coordinate::<Wgs84>::new(24.742168, 42.136097)?;
/// assert!((distance_m(sofia, plovdiv) - 132_433.1).abs() < 0.1);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// Places of two systems do not compile:
///
/// ```compile_fail,E0308
/// use doorstep::{Coordinate, Gcj02, Wgs84, place::distance_m};
/// let one = Coordinate::<Wgs84>::new(117.0, 36.6).unwrap();
/// let other = Coordinate::<Gcj02>::new(117.0, 36.6).unwrap();
/// distance_m(one, other);
/// ```
pub fn distance_m<S: ReferenceSystem>(from: Coordinate<S>, to: Coordinate<S>) -> f64 {
    haversine_m((from.lon(), from.lat()), (to.lon(), to.lat()))
}

/// [`distance_m`] rounded up to whole metres, the figure that results show and standards are compared with.
///
/// Rounded up, so that a shown figure within a limit means a distance within the limit; a micrometre above a whole
/// metre is rounding noise and still that metre.
pub fn distance_m_rounded<S: ReferenceSystem>(from: Coordinate<S>, to: Coordinate<S>) -> u32 {
    whole_m(distance_m(from, to))
}

/// [`distance_m`] between places whose systems are known only at run time: measured in the [`common_system`] of the
/// two, so that nothing is shifted back.
pub fn distance_any_m(from: AnyCoordinate, to: AnyCoordinate) -> f64 {
    let system = common_system([from.system(), to.system()]);
    let (from, to) = (forward(from, system), forward(to, system));
    haversine_m((from.lon(), from.lat()), (to.lon(), to.lat()))
}

/// Great-circle distance in metres between two places given as longitude and latitude in degrees of one system.
pub(crate) fn haversine_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    let half_sine = |difference_deg: f64| libm::sin(difference_deg.to_radians() / 2.0);
    let (across, along) = (half_sine(to.0 - from.0), half_sine(to.1 - from.1));
    let cosines = libm::cos(from.1.to_radians()) * libm::cos(to.1.to_radians());
    arc_m(along * along + cosines * across * across)
}

/// The distance in metres of a haversine.
fn arc_m(haversine: f64) -> f64 {
    // Rounding may carry the haversine of antipodes past 1, where the square root would be no number.
    let haversine = haversine.min(1.0);
    2.0 * EARTH_RADIUS_M * libm::atan2(haversine.sqrt(), (1.0 - haversine).sqrt())
}

/// A place on the sphere, as the vector from the Earth's centre with a length of one (n-vector).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct UnitVector(pub(crate) [f64; 3]);

impl UnitVector {
    /// The vector of a longitude and latitude in degrees.
    pub(crate) fn of(lon: f64, lat: f64) -> Self {
        let (lon, lat) = (lon.to_radians(), lat.to_radians());
        let around = libm::cos(lat);
        Self([around * libm::cos(lon), around * libm::sin(lon), libm::sin(lat)])
    }

    /// Great-circle distance in metres: [`haversine_m`] with the haversine taken as a quarter of the chord's square.
    pub(crate) fn distance_m(&self, other: &Self) -> f64 {
        arc_m(self.chord_squared(other) / 4.0)
    }

    /// The square of the straight way through the Earth, its radius being one.
    #[inline]
    pub(crate) fn chord_squared(&self, other: &Self) -> f64 {
        let ([x, y, z], [u, v, w]) = (self.0, other.0);
        (x - u) * (x - u) + (y - v) * (y - v) + (z - w) * (z - w)
    }

    /// [`Self::distance_m`] by [`Self::chord_squared`]. Up to 300 km by the series of the arcsine, which is exact to the
    /// last digits there and takes a tenth of the time.
    #[inline]
    pub(crate) fn distance_of_chord_m(chord_squared: f64) -> f64 {
        let haversine = chord_squared / 4.0;
        if haversine > 5.5e-4 {
            return arc_m(haversine);
        }
        // asin(s) / s = 1 + s²/6 + 3 s⁴/40 + 5 s⁶/112 + 35 s⁸/1152 + …; the next term is below 2^-53.
        let terms = [5.0 / 112.0, 3.0 / 40.0, 1.0 / 6.0, 1.0];
        let series = terms.iter().fold(35.0 / 1152.0, |sum, term| sum * haversine + term);
        2.0 * EARTH_RADIUS_M * haversine.sqrt() * series
    }
}

/// Whole metres, rounded up; see [`distance_m_rounded`].
pub(crate) fn whole_m(distance_m: f64) -> u32 {
    /// Far above the rounding of a distance (nanometres), far below anything that is measured.
    const NOISE_M: f64 = 1e-6;
    // Half the Earth's circumference is 20 015 116 m, so that the value always fits; the cast drops no fraction.
    (distance_m - NOISE_M).ceil().max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine, Point};
    use proptest::prelude::*;

    use super::*;
    use crate::model::{System, Wgs84};

    proptest! {
        /// Nanometres apart: the vectors' own rounding is 6 × 10^6 m × 2^-53.
        #[test]
        fn unit_vectors_measure_what_the_haversine_does(from in anywhere(), to in anywhere()) {
            let by_vectors = UnitVector::of(from.0, from.1).distance_m(&UnitVector::of(to.0, to.1));
            // Near the antipode both lose half their digits.
            let noise = if by_vectors > 20_000_000.0 { 1.0 } else { 1e-6 };
            prop_assert!((by_vectors - haversine_m(from, to)).abs() < noise);
        }

        #[test]
        fn unit_vectors_measure_short_ways(lon in 70.0..140.0_f64, lat in 15.0..55.0_f64, east in -0.1..0.1_f64, north in -0.1..0.1_f64) {
            let (from, to) = ((lon, lat), (lon + east, lat + north));
            let by_vectors = UnitVector::of(from.0, from.1).distance_m(&UnitVector::of(to.0, to.1));
            prop_assert!((by_vectors - haversine_m(from, to)).abs() < 1e-8);
        }

        #[test]
        fn chords_measure_what_vectors_do(from in anywhere(), east in -5.0..5.0_f64, north in -5.0..5.0_f64) {
            let to = (from.0 + east, (from.1 + north).clamp(-90.0, 90.0));
            let (from, to) = (UnitVector::of(from.0, from.1), UnitVector::of(to.0, to.1));
            let by_chord = UnitVector::distance_of_chord_m(from.chord_squared(&to));
            prop_assert!((by_chord - from.distance_m(&to)).abs() <= 1e-15 * EARTH_RADIUS_M.max(by_chord));
        }
    }

    fn anywhere() -> impl Strategy<Value = (f64, f64)> {
        (-180.0..=180.0_f64, -90.0..=90.0_f64)
    }

    fn wgs84((lon, lat): (f64, f64)) -> Coordinate<Wgs84> {
        Coordinate::new(lon, lat).unwrap()
    }

    #[test]
    fn whole_metres_round_up() {
        for (distance, expected) in
            [(0.0, 0), (1e-9, 0), (0.1, 1), (5_000.0, 5_000), (5_000.000_000_1, 5_000), (5_000.001, 5_001)]
        {
            assert_eq!(whole_m(distance), expected);
        }
    }

    #[test]
    fn poles_antipodes_and_the_date_line() {
        let half_turn = std::f64::consts::PI * EARTH_RADIUS_M;
        for (from, to, expected) in [
            ((0.0, 90.0), (77.0, -90.0), half_turn),
            ((10.0, 20.0), (-170.0, -20.0), half_turn),
            ((-180.0, 45.0), (180.0, 45.0), 0.0),
            ((12.0, 90.0), (-99.0, 90.0), 0.0),
        ] {
            assert!((haversine_m(from, to) - expected).abs() < 0.2, "{from:?} {to:?}");
        }
        assert_eq!(distance_m_rounded(wgs84((0.0, 90.0)), wgs84((0.0, -90.0))), 20_015_115);
    }

    #[test]
    fn mixed_systems_are_measured_in_the_shifted_one() {
        let station = AnyCoordinate::new(117.0207, 36.6683, System::Wgs84).unwrap();
        let same_on_baidu = crate::place::convert(station, System::Bd09).unwrap();
        assert_eq!(distance_any_m(station, same_on_baidu), 0.0);
        let naive = haversine_m((station.lon(), station.lat()), (same_on_baidu.lon(), same_on_baidu.lat()));
        assert!(naive > 500.0, "that is what mixing would have cost");
    }

    proptest! {
        #[test]
        fn agrees_with_geo(from in anywhere(), to in anywhere()) {
            let theirs = Haversine.distance(Point::from(from), Point::from(to));
            // Next to the antipode both formulas lose digits.
            prop_assume!(theirs < 19_900_000.0);
            let ours = distance_m(wgs84(from), wgs84(to));
            prop_assert!((ours - theirs).abs() <= 1e-9 * theirs, "{} {}", ours, theirs);
            prop_assert_eq!(ours.to_bits(), distance_m(wgs84(to), wgs84(from)).to_bits());
        }

        #[test]
        fn agrees_with_geo_near_by(from in anywhere(), east in -0.05..0.05_f64, north in -0.05..0.05_f64) {
            let to = ((from.0 + east).clamp(-180.0, 180.0), (from.1 + north).clamp(-90.0, 90.0));
            let theirs = Haversine.distance(Point::from(from), Point::from(to));
            let ours = distance_m(wgs84(from), wgs84(to));
            prop_assert!((ours - theirs).abs() <= 1e-9 * theirs);
        }
    }
}
