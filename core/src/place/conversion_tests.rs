use proptest::prelude::*;

use super::*;
use crate::place::{circle, distance_m};

fn china() -> impl Strategy<Value = (f64, f64)> {
    (73.5..135.1_f64, 3.8..53.6_f64)
}

#[test]
fn nothing_moves_outside_the_box() {
    for (lon, lat) in [(0.0, 0.0), (-180.0, 90.0), (180.0, -90.0), (139.7, 35.7), (71.9, 40.0), (100.0, 56.0)]
    {
        let place = AnyCoordinate::new(lon, lat, System::Wgs84).unwrap();
        let moved = convert(place, System::Bd09).unwrap();
        assert_eq!((moved.lon(), moved.lat(), moved.system()), (lon, lat, System::Bd09));
    }
}

#[test]
fn survey_and_satellite_systems_are_one() {
    let place = Coordinate::<Cgcs2000>::new(117.0, 36.6).unwrap();
    assert_eq!((place.to::<Wgs84>().lon(), place.to::<Wgs84>().lat()), (117.0, 36.6));
    let any = convert(place.into(), System::Wgs84).unwrap();
    assert_eq!((any.lon(), any.lat(), any.system()), (117.0, 36.6, System::Wgs84));
}

#[test]
fn the_common_system_is_the_most_shifted() {
    use System::{Bd09, Cgcs2000, Gcj02, Wgs84};
    for (systems, expected) in [
        (vec![], Wgs84),
        (vec![Wgs84], Wgs84),
        (vec![Cgcs2000, Wgs84], Cgcs2000),
        (vec![Gcj02, Cgcs2000], Gcj02),
        (vec![Gcj02, Bd09, Wgs84], Bd09),
    ] {
        assert_eq!(common_system(systems), expected);
    }
}

#[cfg(not(feature = "inverse-offset"))]
#[test]
fn offsets_are_not_taken_back() {
    let place = AnyCoordinate::new(117.0, 36.6, System::Bd09).unwrap();
    for target in [System::Wgs84, System::Cgcs2000, System::Gcj02] {
        let error = convert(place, target).unwrap_err();
        assert_eq!(error.code(), ValueCode::OffsetNotInvertible);
        assert_eq!(error.shown(), format!("bd09 to {}", target.name()), "the place is personal");
    }
}

proptest! {
    #[test]
    fn typed_and_run_time_conversions_agree((lon, lat) in china()) {
        let place = Coordinate::<Wgs84>::new(lon, lat).unwrap();
        let any = |target| convert(place.into(), target).unwrap();
        prop_assert_eq!(any(System::Gcj02), place.to::<Gcj02>().into());
        prop_assert_eq!(any(System::Bd09), place.to::<Bd09>().into());
        prop_assert_eq!(any(System::Bd09), place.to::<Gcj02>().to::<Bd09>().into());
        prop_assert_eq!(convert(any(System::Gcj02), System::Bd09).unwrap(), any(System::Bd09));
        prop_assert_eq!(forward(any(System::Bd09), System::Gcj02), any(System::Bd09));
    }

    /// The module states these bounds; they make a wrong sign or axis visible anywhere in the country.
    #[test]
    fn shifts_and_stretches_stay_in_bounds((lon, lat) in china(), bearing in 0_usize..8) {
        let place = Coordinate::<Wgs84>::new(lon, lat).unwrap();
        let moved_m = |lon, lat| distance_m(place, Coordinate::<Wgs84>::new(lon, lat).unwrap());
        let (gcj, bd) = (place.to::<Gcj02>(), place.to::<Bd09>());
        prop_assert!((10.0..750.0).contains(&moved_m(gcj.lon(), gcj.lat())));
        prop_assert!((600.0..1_600.0).contains(&moved_m(bd.lon(), bd.lat())));
        let ring = circle(place, 5_000.0, 8);
        let other = ring.exterior().0[bearing];
        let other = Coordinate::<Wgs84>::new(other.x, other.y).unwrap();
        prop_assert!((distance_m(gcj, other.to::<Gcj02>()) - 5_000.0).abs() < 5_000.0 * 0.007);
        prop_assert!((distance_m(bd, other.to::<Bd09>()) - 5_000.0).abs() < 5_000.0 * 0.016);
    }

    #[cfg(feature = "inverse-offset")]
    #[test]
    fn the_inverse_returns_to_the_start((lon, lat) in china()) {
        let start = AnyCoordinate::new(lon, lat, System::Wgs84).unwrap();
        for target in [System::Gcj02, System::Bd09] {
            let there = convert(start, target).unwrap();
            let back = convert(there, System::Wgs84).unwrap();
            prop_assert!((back.lon() - lon).abs() < 1e-7 && (back.lat() - lat).abs() < 1e-7);
        }
        let gcj = Coordinate::<Gcj02>::new(lon, lat).unwrap();
        let back = gcj.to::<Bd09>().to::<Gcj02>();
        prop_assert!((back.lon() - lon).abs() < 1e-7 && (back.lat() - lat).abs() < 1e-7);
    }
}
