//! Who lies within a straight line of a station, for many of both.

use std::ops::Range;

use super::nearest::StationIndex;
use super::{Accessibility, Catchment, CircleError, Reach, accessibility_reached};
use crate::model::AnyCoordinate;
use crate::place::{EARTH_RADIUS_M, UnitVector, common_system, forward, whole_m};
use crate::threads::Threads;

/// Demand points in bands of latitude, by longitude in each, and the supply points that ask for those within a distance.
///
/// A cost is the great-circle distance in metres, rounded up to whole ones as everywhere in the library.
#[derive(Debug)]
pub struct StraightLines {
    reach_m: f64,
    /// Demand points by band, then longitude.
    points: Vec<Point>,
    bands: Vec<Band>,
    /// Longitude and latitude in degrees.
    supplies: Vec<(f64, f64)>,
}

#[derive(Debug, Clone, Copy)]
struct Point {
    lon: f64,
    at: UnitVector,
    /// Its place in the table.
    index: u32,
}

#[derive(Debug)]
struct Band {
    south: f64,
    north: f64,
    points: Range<usize>,
}

/// What is added to a reach before places are passed over: far above the rounding of the bounds.
const SLACK_M: f64 = 1.0;

impl StraightLines {
    /// Prepares demand and supply points for distances up to `reach_m` metres. Places of different systems are brought
    /// forward into the most shifted one present (see [`crate::place::convert`]).
    pub fn new(demand: &[AnyCoordinate], supply: &[AnyCoordinate], reach_m: f64) -> Self {
        let system = common_system(demand.iter().chain(supply).copied().map(AnyCoordinate::system));
        let degrees = |place: &AnyCoordinate| {
            let place = forward(*place, system);
            (place.lon(), place.lat())
        };
        let mut placed: Vec<((f64, f64), u32)> = demand.iter().map(degrees).zip(0..).collect();
        let south = placed.iter().map(|((_, lat), _)| *lat).fold(90.0, f64::min);
        let north = placed.iter().map(|((_, lat), _)| *lat).fold(-90.0, f64::max);
        // A quarter of the reach: little in a band is passed over in vain, and there are not too many bands.
        let height = (reach_m / EARTH_RADIUS_M).to_degrees() / 4.0;
        let height = height.max((north - south) / f64::from(BANDS_MAX)).max(1e-6);
        let band_of = |lat: f64| ((lat - south) / height) as u32;
        placed.sort_unstable_by(|(one, index), (other, other_index)| {
            let bands = band_of(one.1).cmp(&band_of(other.1));
            bands.then(one.0.total_cmp(&other.0)).then(index.cmp(other_index))
        });
        let mut bands: Vec<Band> = Vec::new();
        for (of_band, start) in
            placed.chunk_by(|one, next| band_of(one.0.1) == band_of(next.0.1)).scan(0, |next, of_band| {
                let start = *next;
                *next += of_band.len();
                Some((of_band, start))
            })
        {
            let lats = || of_band.iter().map(|((_, lat), _)| *lat);
            let points = start..start + of_band.len();
            bands.push(Band {
                south: lats().fold(90.0, f64::min),
                north: lats().fold(-90.0, f64::max),
                points,
            });
        }
        let point = |((lon, lat), index)| Point { lon, at: UnitVector::of(lon, lat), index };
        let points = placed.into_iter().map(point).collect();
        Self { reach_m, points, bands, supplies: supply.iter().map(degrees).collect() }
    }

    /// Calls `each` with every demand point within reach, by its place in the order of bands, and the distance.
    fn visit(&self, supply: usize, mut each: impl FnMut(usize, &Point, f64)) {
        let Some(&(lon, lat)) = self.supplies.get(supply) else { return };
        let from = UnitVector::of(lon, lat);
        let reach = ((self.reach_m + SLACK_M) / EARTH_RADIUS_M).min(std::f64::consts::PI);
        let reach_haversine = haversine(reach);
        let within = reach.to_degrees();
        let first = self.bands.partition_point(|band| band.north < lat - within);
        for band in self.bands.iter().skip(first).take_while(|band| band.south <= lat + within) {
            let points = self.points.get(band.points.clone()).unwrap_or_default();
            let mut visit = |least: f64, most: f64| {
                let start = points.partition_point(|point| point.lon < least);
                let inside = points.iter().zip(band.points.start..).skip(start);
                for (point, place) in inside.take_while(|(point, _)| point.lon <= most) {
                    let chord_squared = point.at.chord_squared(&from);
                    if chord_squared <= 4.0 * reach_haversine {
                        let distance_m = f64::from(whole_m(UnitVector::distance_of_chord_m(chord_squared)));
                        if distance_m <= self.reach_m {
                            each(place, point, distance_m);
                        }
                    }
                }
            };
            match half_width(lat, band, reach_haversine) {
                Some(half) if half < 180.0 => {
                    // The date line may lie between.
                    for turn in [-360.0, 0.0, 360.0] {
                        visit(lon + turn - half, lon + turn + half);
                    }
                }
                Some(_) => visit(f64::NEG_INFINITY, f64::INFINITY),
                None => {}
            }
        }
    }
}

/// Most bands.
const BANDS_MAX: u32 = 1 << 16;

fn haversine(angle: f64) -> f64 {
    let half = libm::sin(angle / 2.0);
    half * half
}

/// How many degrees of longitude a place in a band may be from one at `lat` within a distance of that haversine; none if
/// the band is beyond it. From hav(d) = hav(Δlat) + cos(lat) cos(lat') hav(Δlon).
fn half_width(lat: f64, band: &Band, reach_haversine: f64) -> Option<f64> {
    let apart = (band.south - lat).max(lat - band.north).max(0.0).to_radians();
    let left = reach_haversine - haversine(apart);
    if left < 0.0 {
        return None;
    }
    let cosine = |lat: f64| libm::cos(lat.to_radians());
    let least_cosine = cosine(band.south).min(cosine(band.north)).max(0.0);
    let of_width = left / (cosine(lat) * least_cosine).max(1e-30);
    // At a pole, or around one, any longitude is near.
    Some(if of_width < 1.0 { (2.0 * libm::asin(of_width.sqrt())).to_degrees() + 1e-9 } else { 180.0 })
}

/// The nearest supply point of each demand point by a straight line (最近站点): its place in the table, of equally near ones
/// the first, and metres rounded up. None if there is no supply.
///
/// ```
/// use doorstep::circle::nearest_by_distance;
/// use doorstep::{AnyCoordinate, System, matching::Threads};
/// let at = |lon, lat| AnyCoordinate::new(lon, lat, System::Wgs84);
/// let found = nearest_by_distance(&[at(117.02, 36.66)?], &[at(117.1, 36.66)?, at(117.021, 36.66)?], &Threads::one());
/// assert_eq!(found, [Some((1, 90))]);
/// # Ok::<(), doorstep::Error>(())
/// ```
pub fn nearest_by_distance(
    demand: &[AnyCoordinate],
    supply: &[AnyCoordinate],
    threads: &Threads,
) -> Vec<Option<(u32, u32)>> {
    let system = common_system(demand.iter().chain(supply).copied().map(AnyCoordinate::system));
    let stations = supply.iter().map(|place| forward(*place, system)).zip(0_u32..);
    let index = StationIndex::new(stations.map(|(place, row)| (row, place.lon(), place.lat())));
    let nearest = |place: &AnyCoordinate| {
        let place = forward(*place, system);
        index.nearest(place.lon(), place.lat()).map(|nearest| (nearest.id, nearest.distance_m))
    };
    let parts = demand.chunks(1 << 12).collect();
    threads.map(parts, |part: &[AnyCoordinate]| part.iter().map(nearest).collect::<Vec<_>>()).concat()
}

/// Pairs of places within a distance, in columns (点对表).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinePairs {
    /// Places in the table of demand.
    pub demand: Vec<u32>,
    /// Places in the table of supply, rising.
    pub supply: Vec<u32>,
    /// Metres in a straight line, rounded up.
    pub distance_m: Vec<u32>,
}

impl StraightLines {
    /// All pairs within reach, by supply point. Ask [`Reach::for_each_reached`] instead where they need not be held.
    ///
    /// ```
    /// use doorstep::circle::StraightLines;
    /// use doorstep::{AnyCoordinate, System, matching::Threads};
    /// let at = |lon, lat| AnyCoordinate::new(lon, lat, System::Wgs84);
    /// let homes = [at(117.02, 36.66)?, at(117.04, 36.66)?, at(119.0, 36.0)?];
    /// let pairs = StraightLines::new(&homes, &[at(117.021, 36.66)?], 5_000.0).pairs(&Threads::one());
    /// assert_eq!((pairs.demand, pairs.distance_m), (vec![0, 1], vec![90, 1_695]));
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn pairs(&self, threads: &Threads) -> LinePairs {
        let size = self.supplies.len().div_ceil(16).max(1);
        let starts: Vec<usize> = (0..self.supplies.len()).step_by(size).collect();
        let parts = threads.map(starts, |start| {
            let mut found = LinePairs::default();
            for (supply, of_table) in (start..self.supplies.len().min(start + size)).zip(start as u32..) {
                self.visit(supply, |_, point, distance_m| {
                    found.demand.push(point.index);
                    found.distance_m.push(distance_m as u32);
                });
                found.supply.resize(found.demand.len(), of_table);
            }
            found
        });
        let column = |of: fn(&LinePairs) -> &Vec<u32>| parts.iter().flat_map(of).copied().collect();
        LinePairs {
            demand: column(|part| &part.demand),
            supply: column(|part| &part.supply),
            distance_m: column(|part| &part.distance_m),
        }
    }
}

impl Reach for StraightLines {
    type Scratch = ();

    fn supplies(&self) -> usize {
        self.supplies.len()
    }

    fn for_each_reached(&self, supply: usize, (): &mut (), mut each: impl FnMut(usize, f64)) {
        self.visit(supply, |_, point, distance_m| each(point.index as usize, distance_m));
    }
}

/// The same with demand points in the order of bands, in which sums lie side by side.
struct InBands<'a>(&'a StraightLines);

impl Reach for InBands<'_> {
    type Scratch = ();

    fn supplies(&self) -> usize {
        self.0.supplies.len()
    }

    fn for_each_reached(&self, supply: usize, (): &mut (), mut each: impl FnMut(usize, f64)) {
        self.0.visit(supply, |place, _, distance_m| each(place, distance_m));
    }
}

/// [`accessibility`](super::accessibility) by straight lines (直线距离可达性): people and places of demand, what is offered
/// and places of supply; costs are metres. No pairs are held, so that a million homes and thousands of stations fit in
/// little memory.
///
/// ```
/// use doorstep::circle::{Catchment, Method, accessibility_by_distance};
/// use doorstep::{AnyCoordinate, System, matching::Threads};
/// let at = |lon, lat| AnyCoordinate::new(lon, lat, System::Wgs84);
/// let (homes, stations) = ([at(117.02, 36.66)?, at(117.04, 36.66)?, at(119.0, 36.0)?], [at(117.021, 36.66)?]);
/// let catchment = Catchment::new(5_000.0, Method::TwoStep);
/// let found = accessibility_by_distance((&[30.0, 50.0, 7.0], &homes), (&[8.0], &stations), &catchment, &Threads::one())?;
/// assert_eq!((found.score, found.total.demand_unreached), (vec![0.1, 0.1, 0.0], 7.0));
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// Those of [`accessibility_reached`].
pub fn accessibility_by_distance(
    (demand, homes): (&[f64], &[AnyCoordinate]),
    (supply, stations): (&[f64], &[AnyCoordinate]),
    catchment: &Catchment,
    threads: &Threads,
) -> Result<Accessibility, CircleError> {
    catchment.weigh()?;
    check_lengths(demand.len(), homes.len(), "demand")?;
    check_lengths(supply.len(), stations.len(), "supply")?;
    super::accessibility::check_weights(demand, "demand")?;
    let lines = StraightLines::new(homes, stations, catchment.cost);
    let order = || lines.points.iter().map(|point| point.index as usize);
    let in_bands: Vec<f64> = order().map(|index| demand.get(index).copied().unwrap_or_default()).collect();
    let found = accessibility_reached(&in_bands, supply, &InBands(&lines), catchment, threads)?;
    let (mut score, mut reached) = (vec![0.0; demand.len()], vec![0; demand.len()]);
    for (index, (one, count)) in order().zip(found.score.iter().zip(&found.reached_supplies)) {
        if let (Some(score), Some(reached)) = (score.get_mut(index), reached.get_mut(index)) {
            (*score, *reached) = (*one, *count);
        }
    }
    // The sums of the order of bands: the same but for rounding, and they need no second pass over all people.
    Ok(Accessibility { score, reached_supplies: reached, ..found })
}

pub(super) fn check_lengths(weights: usize, places: usize, table: &str) -> Result<(), CircleError> {
    if weights == places {
        return Ok(());
    }
    Err(CircleError::new(super::CircleCode::UnequalColumns, table))
}

#[cfg(test)]
#[path = "straight_tests.rs"]
mod tests;
