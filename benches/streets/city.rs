//! A made-up city: streets along a bent lattice, homes about centres, stations among them.

use anyhow::{Context, Result};
use doorstep::place::{NewStreet, Profile, RoadClass, RoadNetwork, Snap, Streets};
use doorstep::{System, TravelMode};
use doorstep_benches::Numbers;

/// Metres between neighbours of the lattice.
const STEP_M: f64 = 66.7;
/// Metres to a degree of latitude, and of longitude at that latitude.
const DEGREE_M: [f64; 2] = [89_270.0, 111_195.0];
const CORNER: [f64; 2] = [117.0, 36.6];

/// Streets and who lives and works along them; homes and stations are at nodes, which are named by their keys.
pub(crate) struct City {
    pub(crate) streets: Streets,
    /// Ends and decimetres of each street.
    pub(crate) links: Vec<[u32; 3]>,
    pub(crate) homes: Vec<u32>,
    pub(crate) people: Vec<f64>,
    pub(crate) stations: Vec<u32>,
    pub(crate) staff: Vec<f64>,
}

impl City {
    /// A square lattice of so many nodes a side, 18 % of whose links are missing.
    pub(crate) fn new(side: u32, homes: usize, stations: usize) -> Result<Self> {
        let mut numbers = Numbers::new(5);
        let mut streets = Streets::new(System::Wgs84);
        let mut places = Vec::with_capacity((side * side) as usize);
        for row in 0..side {
            for column in 0..side {
                let mut bent = |number: u32| (f64::from(number) + 0.6 * numbers.unit() - 0.3) * STEP_M;
                let metres = [bent(column), bent(row)];
                let (lon, lat) = (CORNER[0] + metres[0] / DEGREE_M[0], CORNER[1] + metres[1] / DEGREE_M[1]);
                streets.add_node(i64::from(row * side + column), lon, lat)?;
                places.push(metres);
            }
        }
        let mut links = Vec::new();
        for node in 0..side * side {
            let east = (node % side + 1 < side).then_some(node + 1);
            let north = (node / side + 1 < side).then_some(node + side);
            for other in [east, north].into_iter().flatten() {
                if numbers.chance(0.18) {
                    continue;
                }
                let [from, to] =
                    [node, other].map(|node| places.get(node as usize).copied().unwrap_or_default());
                // Streets are up to 15 % longer than the straight line.
                let straight_m = (to[0] - from[0]).hypot(to[1] - from[1]);
                let length_m = straight_m * (1.0 + 0.15 * numbers.unit());
                let length_m = (length_m * 10.0).round() / 10.0;
                links.push([node, other, (length_m * 10.0).round() as u32]);
                streets.add(NewStreet {
                    length_m: Some(length_m),
                    ..NewStreet::of_class(node, other, RoadClass::Residential)
                })?;
            }
        }
        let mut town = Town::new(side, &mut numbers);
        let homes: Vec<u32> = (0..homes).map(|_| town.node(&mut numbers)).collect();
        // A quarter of the stations stands anywhere.
        let spread = |place: usize| place % 4 == 3;
        let anywhere = u64::from(side) * u64::from(side);
        let stations: Vec<u32> = (0..stations)
            .map(|place| if spread(place) { numbers.below(anywhere) as u32 } else { town.node(&mut numbers) })
            .collect();
        let people = homes.iter().map(|_| (1 + numbers.below(59)) as f64).collect();
        let staff = stations.iter().map(|_| (2 + numbers.below(28)) as f64).collect();
        Ok(Self { streets, links, homes, people, stations, staff })
    }

    /// The network for people on foot, at 5 km/h.
    pub(crate) fn network(&self) -> Result<RoadNetwork> {
        Ok(RoadNetwork::new(&self.streets, &Profile::new(TravelMode::Walk)?)?)
    }
}

/// Centres about which people live, 40 in a square of 30 km.
struct Town {
    side: u32,
    centres: Vec<[f64; 2]>,
}

impl Town {
    fn new(side: u32, numbers: &mut Numbers) -> Self {
        let count = (u64::from(side) * u64::from(side) / 5_000).max(3);
        let mut along = || f64::from(side) * (0.1 + 0.8 * numbers.unit());
        Self { side, centres: (0..count).map(|_| [along(), along()]).collect() }
    }

    /// A node some 2.5 km about a centre.
    fn node(&mut self, numbers: &mut Numbers) -> u32 {
        let centre = self.centres.get(numbers.below(self.centres.len() as u64) as usize);
        let [column, row] = centre.copied().unwrap_or_default().map(|middle| {
            let at = middle + numbers.normal() * 2_500.0 / STEP_M;
            (at.round().max(0.0) as u32).min(self.side - 1)
        });
        row * self.side + column
    }
}

/// The places of nodes, by their keys.
pub(crate) struct AtNodes {
    snaps: Vec<Option<Snap>>,
    /// Where each node stands in the network; nodes that no street meets stand nowhere.
    pub(crate) position: Vec<Option<u32>>,
}

impl AtNodes {
    pub(crate) fn new(network: &RoadNetwork, nodes: usize) -> Result<Self> {
        let mut position = vec![None; nodes];
        for (&key, place) in network.node_keys().iter().zip(0_u32..) {
            *position.get_mut(usize::try_from(key)?).context("a key that was not given")? = Some(place);
        }
        Ok(Self { snaps: network.snaps_of_nodes(), position })
    }

    pub(crate) fn of(&self, nodes: &[u32]) -> Vec<Option<Snap>> {
        let snap = |node: &u32| {
            let place = (*self.position.get(*node as usize)?)?;
            self.snaps.get(place as usize).copied().flatten()
        };
        nodes.iter().map(snap).collect()
    }

    pub(crate) fn all(&self) -> &[Option<Snap>] {
        &self.snaps
    }
}
