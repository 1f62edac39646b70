//! The nearest station, exactly and fast.

use super::CircleError;
use crate::place::{EARTH_RADIUS_M, UnitVector, haversine_m, whole_m};

/// A station of the index, in the degrees of the common system.
#[derive(Debug, Clone, Copy)]
struct Entry<K> {
    lon: f64,
    lat: f64,
    at: UnitVector,
    id: K,
}

/// The nearest station to a place: least whole metres, then least id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Nearest<K> {
    pub(super) distance_m: u32,
    pub(super) id: K,
}

/// Stations in the order of their latitude.
///
/// Two places are never nearer than their difference of latitude, wherever they lie: no pole and no date line disturbs
/// that. A search walks away from the place's latitude on both sides and stops when that difference alone is more than
/// the best distance found. In a city it looks at a band of the stations, about the root of their number.
pub(super) struct StationIndex<K> {
    by_latitude: Vec<Entry<K>>,
}

impl<K: Copy + Ord> StationIndex<K> {
    /// Stations given as id, longitude and latitude of one system.
    pub(super) fn new(stations: impl IntoIterator<Item = (K, f64, f64)>) -> Self {
        let mut by_latitude: Vec<Entry<K>> = stations
            .into_iter()
            .map(|(id, lon, lat)| Entry { lon, lat, at: UnitVector::of(lon, lat), id })
            .collect();
        by_latitude.sort_by(|a, b| a.lat.total_cmp(&b.lat).then_with(|| a.id.cmp(&b.id)));
        Self { by_latitude }
    }

    /// The nearest station, if there is any.
    pub(super) fn nearest(&self, lon: f64, lat: f64) -> Option<Nearest<K>> {
        let split = self.by_latitude.partition_point(|entry| entry.lat < lat);
        let (south, north) = self.by_latitude.split_at_checked(split)?;
        let (mut south, mut north) = (south.iter().rev().peekable(), north.iter().peekable());
        let mut best: Option<Nearest<K>> = None;
        // What lies farther in a straight way through the Earth is passed over before its distance is worked out.
        let (from, mut chord_squared_most) = (UnitVector::of(lon, lat), f64::INFINITY);
        loop {
            // Of the two next ones, the one with the lesser difference of latitude.
            let next = match (south.peek(), north.peek()) {
                (Some(below), Some(above)) if lat - below.lat < above.lat - lat => south.next(),
                (Some(_), None) => south.next(),
                _ => north.next(),
            };
            let Some(entry) = next else { break };
            if best.is_some_and(|best| is_beyond(entry.lat - lat, best.distance_m)) {
                break;
            }
            let chord_squared = from.chord_squared(&entry.at);
            if chord_squared > chord_squared_most {
                continue;
            }
            // Far away the chord tells distances apart less well than degrees do.
            let distance_m = whole_m(if chord_squared < NEAR {
                UnitVector::distance_of_chord_m(chord_squared)
            } else {
                haversine_m((lon, lat), (entry.lon, entry.lat))
            });
            let candidate = Nearest { distance_m, id: entry.id };
            if best.is_none_or(|best| candidate < best) {
                best = Some(candidate);
                chord_squared_most = chord_squared_of(distance_m);
            }
        }
        best
    }
}

/// Whether a difference of latitude alone is more than a distance, with a metre to spare for rounding.
fn is_beyond(latitude_difference: f64, distance_m: u32) -> bool {
    latitude_difference.abs().to_radians() * EARTH_RADIUS_M > f64::from(distance_m) + 1.0
}

/// The square of the chord of some 280 km.
const NEAR: f64 = 0.002;

/// At least the square of the chord of a distance: the arc is longer. A metre is to spare for rounding.
fn chord_squared_of(distance_m: u32) -> f64 {
    let arc = (f64::from(distance_m) + 1.0) / EARTH_RADIUS_M;
    arc * arc
}

/// Refuses two stations of one id.
pub(super) fn check_unique<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), CircleError> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(CircleError::duplicate_station(id));
        }
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in crate::circle) type Place = (f64, f64);

    /// Places all over the world, in a town, about a pole and about the date line; some on a coarse grid, for ties.
    pub(in crate::circle) fn place() -> impl Strategy<Value = Place> {
        prop_oneof![
            (-180.0..=180.0_f64, -90.0..=90.0_f64),
            (116.9..117.1_f64, 36.6..36.7_f64),
            (-180.0..=180.0_f64, 89.9..=90.0_f64),
            (-180.0..=180.0_f64, -90.0..=-89.9_f64),
            (prop_oneof![179.9..=180.0_f64, -180.0..=-179.9_f64], 66.0..66.1_f64),
            (0_i32..3, 0_i32..3).prop_map(|(x, y)| (f64::from(x) * 0.01, f64::from(y) * 0.01)),
        ]
    }

    proptest! {
        #[test]
        fn equals_a_scan_of_all_stations(
            stations in prop::collection::vec(place(), 0..40), points in prop::collection::vec(place(), 1..20),
        ) {
            let ids: Vec<String> = (0..stations.len()).map(|i| format!("s{i:02}")).rev().collect();
            let named = || stations.iter().zip(&ids).map(|(place, id)| (id.as_str(), place.0, place.1));
            let index = StationIndex::new(named());
            for &(lon, lat) in &points {
                let scan = named()
                    .map(|(id, x, y)| Nearest { distance_m: whole_m(haversine_m((lon, lat), (x, y))), id })
                    .min();
                prop_assert_eq!(index.nearest(lon, lat), scan);
            }
        }
    }
}
