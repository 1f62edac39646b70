//! How much longer ways on streets are than straight lines (绕行系数).

use serde::Serialize;

use super::build::{Direction, RoadNetwork};
use super::points::{PointSearch, Points};
use super::search::Cost;
use super::snap::{Snap, Snapping};
use super::times::{BOUND_MAX_DS, parts};
use super::{NetworkCode, NetworkError};
use crate::model::AnyCoordinate;
use crate::place::{UnitVector, forward};
use crate::threads::Threads;

/// How far apart places are in a straight line on which a detour is fitted, in metres.
///
/// Short ways are more roundabout than long ones (Giacomin and Levinson, Environment and Planning B 42, 2015): take the
/// distances for which the factor is to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DetourRange {
    /// The least distance; 1 m at least.
    pub least_m: u32,
    /// The greatest.
    pub most_m: u32,
}

impl Default for DetourRange {
    /// From 100 m to 5 km, which the circles of the usual standard reach.
    fn default() -> Self {
        Self { least_m: 100, most_m: 5_000 }
    }
}

/// How much longer ways on a network are than straight lines (绕行系数).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Detour {
    /// The factor in thousandths, as [`Pace::new`](crate::place::Pace::new) takes it: brought into 1000 to 10 000.
    pub factor_permille: u32,
    /// The factors of single pairs, in thousandths: a quarter, half and three quarters of them are at most this.
    pub quartiles_permille: [u32; 3],
    /// How many pairs were counted.
    pub pairs: u64,
    /// Pairs within the range that were not: without a way, or with one of more than ten times the straight line.
    pub pairs_without_way: u64,
    /// Origins that are not known or too far from every street.
    pub origins_off_streets: u64,
    /// Destinations that are so.
    pub destinations_off_streets: u64,
}

/// The greatest factor of a pair that is counted, in thousandths; a pace takes no greater one.
const FACTOR_MAX: u32 = 10_000;

/// Sums over pairs; whole numbers, so that their order does not matter.
struct Sums {
    length_dm: u64,
    straight_mm: u64,
    pairs: u64,
    without_way: u64,
    /// Pairs by their factor in thousandths.
    by_factor: Vec<u64>,
}

impl Sums {
    fn new() -> Self {
        let by_factor = vec![0; FACTOR_MAX as usize + 1];
        Self { length_dm: 0, straight_mm: 0, pairs: 0, without_way: 0, by_factor }
    }

    /// Counts a pair; not one whose way is too long.
    fn add(&mut self, length_dm: u32, straight_mm: u64) {
        let factor = permille(u128::from(length_dm), u128::from(straight_mm));
        if let Some(count) = self.by_factor.get_mut(factor as usize) {
            *count += 1;
            self.length_dm += u64::from(length_dm);
            self.straight_mm += straight_mm;
            self.pairs += 1;
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.length_dm += other.length_dm;
        self.straight_mm += other.straight_mm;
        self.pairs += other.pairs;
        self.without_way += other.without_way;
        for (count, more) in self.by_factor.iter_mut().zip(other.by_factor) {
            *count += more;
        }
        self
    }

    /// The least factor that so many quarters of the pairs do not exceed.
    fn quartile(&self, quarters: u64) -> u32 {
        let rank = (quarters * self.pairs).div_ceil(4);
        let mut below = 0;
        let reaches = |count: &u64| {
            below += count;
            below >= rank
        };
        self.by_factor.iter().position(reaches).unwrap_or_default() as u32
    }
}

/// Decimetres over millimetres in thousandths, rounded.
fn permille(length_dm: u128, straight_mm: u128) -> u32 {
    let straight_mm = straight_mm.max(1);
    u32::try_from((length_dm * 100_000 + straight_mm / 2) / straight_mm).unwrap_or(u32::MAX)
}

impl DetourRange {
    /// A distance in whole millimetres, if it is within the range.
    fn straight_mm(&self, from: &UnitVector, to: &UnitVector) -> Option<u64> {
        let distance_m = UnitVector::distance_of_chord_m(from.chord_squared(to));
        let distance_mm = (distance_m * 1_000.0).round() as u64;
        let range = u64::from(self.least_m.max(1)) * 1_000..=u64::from(self.most_m) * 1_000;
        range.contains(&distance_mm).then_some(distance_mm)
    }
}

impl RoadNetwork {
    /// Fits a detour factor (绕行系数): the sum of the ways from origins to destinations over the sum of the straight lines
    /// between them, over all pairs within a range of distances.
    ///
    /// Also known as circuity, or route factor (Barthélemy, Spatial networks, Physics Reports 499, 2011). The quotient of
    /// sums is the line through the origin with the least squares, each pair weighted by one over its distance. Ways are
    /// the fastest ones; the walks between places and streets are counted, as a straight line from place to place leaves
    /// nothing out either. Ways that take longer than ten times the greatest distance on foot are not searched for.
    ///
    /// ```
    /// use doorstep::place::{DetourRange, NewStreet, Pace, Profile, RoadClass, RoadNetwork, Snapping, Streets};
    /// use doorstep::{AnyCoordinate, System, TravelMode, matching::Threads};
    /// // Three sides of a square.
    /// let mut streets = Streets::new(System::Wgs84);
    /// let corners = [(117.0, 0.01), (117.0, 0.0), (117.01, 0.0), (117.01, 0.01)];
    /// for ((lon, lat), key) in corners.into_iter().zip(0..) {
    ///     streets.add_node(key, lon, lat)?;
    /// }
    /// for (from, to) in [(0, 1), (1, 2), (2, 3)] {
    ///     streets.add(NewStreet::of_class(from, to, RoadClass::Residential))?;
    /// }
    /// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
    /// let place = |(lon, lat)| AnyCoordinate::new(lon, lat, System::Wgs84).ok();
    /// let (homes, stations) = ([place(corners[0]), place(corners[2])], [place(corners[3])]);
    /// let fitted = network.detour(&homes, &stations, DetourRange::default(), &Snapping::default(), &Threads::one())?;
    /// // 3 sides instead of 1, and 1 instead of 1.
    /// assert_eq!((fitted.factor_permille, fitted.quartiles_permille), (2_000, [1_000, 1_000, 3_000]));
    /// let pace = Pace::new(5_000, fitted.factor_permille)?;
    /// assert_eq!(pace.reach_m(15), 625);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `network.no_pairs` where no pair within the range has a way; `network.system_mismatch`, `network.bad_snap_limit`,
    /// `network.too_many` for 2^32 places.
    pub fn detour(
        &self,
        origins: &[Option<AnyCoordinate>],
        destinations: &[Option<AnyCoordinate>],
        range: DetourRange,
        snapping: &Snapping,
        threads: &Threads,
    ) -> Result<Detour, NetworkError> {
        let from = self.located(origins, snapping, threads)?;
        let to = self.located(destinations, snapping, threads)?;
        let off_streets =
            |places: &[Option<Located>]| places.iter().filter(|place| place.is_none()).count() as u64;
        let (origins_off_streets, destinations_off_streets) = (off_streets(&from), off_streets(&to));
        // Searches start from whichever are fewer.
        let (few, many, direction) = match from.len() <= to.len() {
            true => (from, to, Direction::From),
            false => (to, from, Direction::To),
        };
        if u32::try_from(many.len()).is_err() {
            return Err(NetworkError::new(NetworkCode::TooMany, "places"));
        }
        let snaps: Vec<Option<Snap>> = many.iter().map(|place| Some(place.as_ref()?.snap)).collect();
        let points = Points::new(self, &snaps, direction, threads);
        // Metres at metres an hour, in tenths of a second.
        let bound_ds = 10 * u64::from(range.most_m) * 36_000 / u64::from(self.off_street_m_per_h).max(1);
        let bound_ds = u32::try_from(bound_ds).map_or(BOUND_MAX_DS, |bound| bound.min(BOUND_MAX_DS));
        let part = |room: &mut PointSearch<Cost>, (_, few): (usize, &[Option<Located>])| {
            let mut sums = Sums::new();
            for place in few.iter().flatten() {
                let is_within = |other: &&Located| range.straight_mm(&place.at, &other.at).is_some();
                let within = many.iter().flatten().filter(is_within).count() as u64;
                if within == 0 {
                    continue;
                }
                let before = sums.pairs;
                points.for_each_within(&place.snap, bound_ds, room, |point, way| {
                    let other = many.get(point as usize).and_then(Option::as_ref);
                    if let Some(straight_mm) = other.and_then(|other| range.straight_mm(&place.at, &other.at))
                    {
                        sums.add(way.length_dm(), straight_mm);
                    }
                });
                sums.without_way += within - (sums.pairs - before);
            }
            sums
        };
        let sums = threads.map_with(parts(&few, threads), part).into_iter().fold(Sums::new(), Sums::merge);
        if sums.pairs == 0 {
            let shown = format_args!("{} without a way", sums.without_way);
            return Err(NetworkError::new(NetworkCode::NoPairs, shown));
        }
        let factor = permille(u128::from(sums.length_dm), u128::from(sums.straight_mm));
        Ok(Detour {
            factor_permille: factor.clamp(1_000, FACTOR_MAX),
            quartiles_permille: [1, 2, 3].map(|quarters| sums.quartile(quarters)),
            pairs: sums.pairs,
            pairs_without_way: sums.without_way,
            origins_off_streets,
            destinations_off_streets,
        })
    }

    fn located(
        &self,
        places: &[Option<AnyCoordinate>],
        snapping: &Snapping,
        threads: &Threads,
    ) -> Result<Vec<Option<Located>>, NetworkError> {
        let snaps = self.snap(places, snapping, threads)?;
        let located = |(place, snap): (&Option<AnyCoordinate>, Option<Snap>)| {
            let place = forward((*place)?, self.system);
            Some(Located { snap: snap?, at: UnitVector::of(place.lon(), place.lat()) })
        };
        Ok(places.iter().zip(snaps).map(located).collect())
    }
}

/// A place and where it is on the streets.
#[derive(Debug, Clone, Copy)]
struct Located {
    snap: Snap,
    at: UnitVector,
}

#[cfg(test)]
#[path = "detour_tests.rs"]
mod tests;
