//! Whom stations reach on streets (路网可达).

use super::{Accessibility, Catchment, CircleError, Reach, accessibility_reached};
use crate::place::{Direction, NetworkPoints, NetworkRoom, RoadNetwork, Snap, Snapping};
use crate::threads::Threads;

/// Demand points on a street network and the stations that people travel to; a cost is the time in seconds, in steps of a
/// tenth.
///
/// Points without a street are reached by nobody.
#[derive(Debug)]
pub struct StreetReach<'a> {
    homes: NetworkPoints<'a>,
    stations: &'a [Option<Snap>],
    bound_ds: u32,
}

impl<'a> StreetReach<'a> {
    /// Prepares demand points and stations for times up to `bound_s` seconds, which is cut to 24 hours.
    pub fn new(
        network: &'a RoadNetwork,
        homes: &'a [Option<Snap>],
        stations: &'a [Option<Snap>],
        bound_s: f64,
    ) -> Self {
        let bound_ds = (bound_s.clamp(0.0, 86_400.0) * 10.0) as u32;
        Self { homes: network.reach(homes, Direction::To), stations, bound_ds }
    }
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
            self.homes.for_each_within(station, self.bound_ds, &mut room.0, |home, way| {
                each(home as usize, way.time_s())
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
