//! Whom stations reach on streets (路网可达).

use super::{Accessibility, Catchment, CircleError, Reach, accessibility_reached};
use crate::place::{BOUND_MAX_DS, Direction, NetworkPoints, NetworkRoom, RoadNetwork, Snap, Snapping};
use crate::threads::Threads;

/// Demand points on a street network and the stations that people travel to; a cost is the time in seconds or minutes, in
/// steps of a tenth of a second.
///
/// Points without a street are reached by nobody.
#[derive(Debug)]
pub struct StreetReach<'a> {
    homes: NetworkPoints<'a>,
    stations: &'a [Option<Snap>],
    bound_ds: u32,
    /// Tenths of a second in the unit of costs.
    unit_ds: f64,
}

/// Tenths of a second in a second and in a minute.
const SECOND_DS: f64 = 10.0;
pub(super) const MINUTE_DS: f64 = 600.0;

impl<'a> StreetReach<'a> {
    /// Prepares demand points and stations for times up to `bound_s` seconds, which is cut to 24 hours; costs are seconds.
    pub fn new(
        network: &'a RoadNetwork,
        homes: &'a [Option<Snap>],
        stations: &'a [Option<Snap>],
        bound_s: f64,
    ) -> Self {
        Self::in_units(SECOND_DS, network, (homes, stations), bound_s)
    }

    /// The same in minutes.
    pub fn in_minutes(
        network: &'a RoadNetwork,
        homes: &'a [Option<Snap>],
        stations: &'a [Option<Snap>],
        bound_min: f64,
    ) -> Self {
        Self::in_units(MINUTE_DS, network, (homes, stations), bound_min)
    }

    fn in_units(
        unit_ds: f64,
        network: &'a RoadNetwork,
        (homes, stations): (&'a [Option<Snap>], &'a [Option<Snap>]),
        bound: f64,
    ) -> Self {
        Self {
            homes: network.reach(homes, Direction::To),
            stations,
            bound_ds: most_ds(bound, unit_ds),
            unit_ds,
        }
    }
}

/// The longest time in tenths of a second that is no more than a bound, both divided into the same units.
pub(super) fn most_ds(bound: f64, unit_ds: f64) -> u32 {
    let most_ds = (bound * unit_ds).round().clamp(0.0, f64::from(BOUND_MAX_DS));
    // 8.7 minutes are 522 seconds, though 8.7 × 60 is less in floating point.
    let is_beyond = most_ds / unit_ds > bound;
    most_ds as u32 - u32::from(is_beyond && most_ds > 0.0)
}

/// How a search on streets begins and where it ends.
#[derive(Debug, Clone, Copy)]
pub struct StreetSearch {
    /// How places and stations find their street.
    pub snapping: Snapping,
    /// The longest time, in tenths of a second.
    pub bound_ds: u32,
}

/// What a search on streets needs again and again.
#[derive(Debug, Default)]
pub struct StreetScratch(NetworkRoom);

impl Reach for StreetReach<'_> {
    type Scratch = StreetScratch;

    fn supplies(&self) -> usize {
        self.stations.len()
    }

    fn for_each_reached(&self, supply: usize, room: &mut StreetScratch, mut each: impl FnMut(usize, f64)) {
        if let Some(Some(station)) = self.stations.get(supply) {
            self.homes.for_each_within(station, self.bound_ds, &mut room.0, |home, time_ds| {
                each(home as usize, f64::from(time_ds) / self.unit_ds)
            });
        }
    }
}

/// [`accessibility`](super::accessibility) on streets (路网可达性): people and where they live, what is offered and where;
/// costs, the catchment and zones are seconds of travel to the stations. No pairs are held.
///
/// # Errors
/// Those of [`accessibility_reached`].
pub fn accessibility_on_streets(
    network: &RoadNetwork,
    (demand, homes): (&[f64], &[Option<Snap>]),
    (supply, stations): (&[f64], &[Option<Snap>]),
    catchment: &Catchment,
    threads: &Threads,
) -> Result<Accessibility, CircleError> {
    catchment.weigh()?;
    super::straight::check_lengths(demand.len(), homes.len(), "demand")?;
    super::straight::check_lengths(supply.len(), stations.len(), "supply")?;
    let reach = StreetReach::new(network, homes, stations, catchment.cost);
    accessibility_reached(demand, supply, &reach, catchment, threads)
}

#[cfg(test)]
#[path = "streets_tests.rs"]
mod tests;
