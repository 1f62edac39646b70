//! All ways from one place, for many places that are asked for one by one (单点出行).

use super::build::{Direction, RoadNetwork};
use super::points::{Entry, along_street, at_nodes};
use super::search::{Cost, Search};
use super::snap::Snap;
use crate::grouped::Grouped;
use crate::threads::Threads;

/// The ways between one place and all others within a bound. What a search needs is used again by the next.
#[derive(Debug, Default)]
pub(crate) struct Journeys {
    search: Search<Cost>,
    place: Option<Snap>,
    direction: Direction,
    bound_ds: u32,
}

impl Journeys {
    /// Finds the ways from a place, or with [`Direction::To`] those that lead to it.
    pub(crate) fn find(&mut self, network: &RoadNetwork, place: &Snap, direction: Direction, bound_ds: u32) {
        let starts = network.next_to(place, direction).into_iter().flatten();
        self.search.run(network.arcs(direction), starts, bound_ds);
        (self.place, self.direction, self.bound_ds) = (Some(*place), direction, bound_ds);
    }

    /// Tenths of a second between the place and another of the same network, the walks to and from the streets counted;
    /// `None` beyond the bound.
    pub(crate) fn time_ds(&self, network: &RoadNetwork, other: &Snap) -> Option<u32> {
        let nodes = network.next_to(other, self.direction.reversed()).into_iter().flatten();
        let by_nodes = nodes.filter_map(|(node, cost)| Some(self.search.label(node)?.then(cost)));
        let along = network.between(self.place.as_ref()?, other, self.direction);
        by_nodes.chain(along).min().map(Cost::time_ds).filter(|time_ds| *time_ds <= self.bound_ds)
    }

    /// Gives stops that a way leads to, with its tenths of a second. A stop may come more than once, its least time is
    /// among them.
    pub(crate) fn for_each(&self, network: &RoadNetwork, stops: &Stops, mut each: impl FnMut(u32, u32)) {
        let mut offer = |stop: u32, cost: Cost| {
            if cost.time_ds() <= self.bound_ds {
                each(stop, cost.time_ds());
            }
        };
        for &node in self.search.reached() {
            let here = stops.at_nodes.of(node);
            if let (false, Some(label)) = (here.is_empty(), self.search.label(node)) {
                here.iter().for_each(|stop| offer(stop.point, label.then(stop.cost)));
            }
        }
        if let Some(place) = &self.place {
            let along = along_street(network, &stops.snaps, &stops.at_nodes, place, self.direction);
            along.for_each(|(stop, cost)| offer(stop, cost));
        }
    }
}

/// Places on a network that ways lead to, by number.
#[derive(Debug)]
pub(crate) struct Stops {
    snaps: Vec<Option<Snap>>,
    at_nodes: Grouped<Entry>,
}

impl Stops {
    /// For ways from a place.
    pub(crate) fn new(network: &RoadNetwork, snaps: Vec<Option<Snap>>) -> Self {
        let at_nodes = at_nodes(network, &snaps, Direction::From, &Threads::one());
        Self { snaps, at_nodes }
    }

    /// A stop; `None` for one that is not on the network.
    pub(crate) fn at(&self, number: usize) -> Option<&Snap> {
        self.snaps.get(number)?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Profile;
    use super::super::random::{on, snaps, streets};
    use super::*;
    use crate::model::TravelMode;

    proptest! {
        /// Goal: one place after another gives what the table of times gives, both ways. Method: random streets.
        #[test]
        fn journeys_agree_with_the_table_of_times(
            streets in streets(), places in snaps(8), bound_ds in prop_oneof![1_u32..20_000, Just(864_000)],
        ) {
            let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk).unwrap()).unwrap();
            let places = on(&network, &places);
            let table = network.times(&places, &places, bound_ds, &Threads::one()).unwrap();
            let told = |from: u32, to: u32| {
                let pair = (0..table.origin.len()).find(|at| (table.origin[*at], table.destination[*at]) == (from, to));
                pair.map(|at| table.time_ds[at])
            };
            let stops = Stops::new(&network, places.clone());
            let mut journeys = Journeys::default();
            for (place, here) in places.iter().zip(0_u32..).filter_map(|(place, here)| Some((place.as_ref()?, here))) {
                for direction in [Direction::To, Direction::From] {
                    journeys.find(&network, place, direction, bound_ds);
                    for (other, there) in places.iter().zip(0_u32..) {
                        let (from, to) = if direction == Direction::From { (here, there) } else { (there, here) };
                        prop_assert_eq!(other.and_then(|other| journeys.time_ds(&network, &other)), told(from, to));
                    }
                }
                let mut least = vec![None; places.len()];
                journeys.for_each(&network, &stops, |stop, time_ds| {
                    let known: &mut Option<u32> = &mut least[stop as usize];
                    *known = Some(known.map_or(time_ds, |known| known.min(time_ds)));
                });
                for (least, there) in least.into_iter().zip(0_u32..) {
                    prop_assert_eq!(least, told(here, there));
                }
            }
        }
    }
}
