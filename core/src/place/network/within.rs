//! How many points lie within a bound of each place, and the sum of their weights (范围内合计).

use super::build::{Direction, RoadNetwork};
use super::neighbours::{BOUND_MAX_DS, LANES, Lanes, Neighbours};
use super::points::{PointSearch, Points};
use super::search::Time;
use super::snap::Snap;
use super::times::{check_bound, parts};
use super::{NetworkCode, NetworkError};
use crate::threads::Threads;

/// What is summed up about each place: how many points, and their weights.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Within {
    /// Points within the bound.
    pub points: u32,
    /// Sum of their weights.
    pub weight: f64,
}

impl Within {
    fn add(&mut self, other: Self) {
        self.points += other.points;
        self.weight += other.weight;
    }
}

impl RoadNetwork {
    /// How many points lie within a bound of each place, and the sum of their weights (范围内合计): what a circle about each
    /// station holds, or one about every home. Points without a weight count with 0.
    ///
    /// ```
    /// use doorstep::matching::Threads;
    /// use doorstep::place::{Direction, NewStreet, Profile, RoadClass, RoadNetwork, Streets};
    /// use doorstep::{System, TravelMode};
    /// let mut streets = Streets::new(System::Wgs84);
    /// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.01, 36.66)?);
    /// streets.add(NewStreet { length_m: Some(900.0), ..NewStreet::of_class(a, b, RoadClass::Residential) })?;
    /// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
    /// let homes = network.snaps_of_nodes();
    /// // 900 m at 5 km/h are 10.8 minutes.
    /// for (bound_ds, people) in [(6_480, 7.0), (6_479, 3.0)] {
    ///     let found = network.within(&homes[..1], &homes, &[3.0, 4.0], Direction::To, bound_ds, &Threads::one())?;
    ///     assert_eq!(found[0].weight, people);
    /// }
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `network.bad_bound`, `network.bad_weight`.
    pub fn within(
        &self,
        places: &[Option<Snap>],
        points: &[Option<Snap>],
        weights: &[f64],
        direction: Direction,
        bound_ds: u32,
        threads: &Threads,
    ) -> Result<Vec<Within>, NetworkError> {
        check_bound(bound_ds)?;
        if let Some(row) = weights.iter().position(|weight| !(-WEIGHT_MAX..=WEIGHT_MAX).contains(weight)) {
            return Err(NetworkError::at_row(NetworkCode::BadWeight, "points", row));
        }
        let (at_nodes, others) = self.by_node(points, weights, threads);
        let sums = Sums {
            network: self,
            direction,
            bound_ds,
            at_nodes,
            others: Points::new(self, &others, direction, threads),
            weights,
            is_exact: are_sums_exact(weights),
        };
        // Streets are numbered as they lie on the map.
        let mut asked: Vec<Asked> = (places.iter().zip(0..))
            .filter_map(|(place, number)| place.map(|place| Asked { place, number }))
            .collect();
        asked.sort_unstable_by_key(|asked| (asked.place.street, asked.number));
        let part = |room: &mut Room, (_, asked): (usize, &[Asked])| {
            let mut found = Vec::with_capacity(asked.len());
            sums.of_all(asked, room, |number, within| found.push((number, within)));
            found
        };
        let mut all = vec![Within::default(); places.len()];
        for (number, within) in threads.map_with(parts(&asked, threads), part).into_iter().flatten() {
            if let Some(place) = all.get_mut(number as usize) {
                *place = within;
            }
        }
        Ok(all)
    }

    /// Points that are at a node, summed up by node, and the others in their places.
    fn by_node(
        &self,
        points: &[Option<Snap>],
        weights: &[f64],
        threads: &Threads,
    ) -> (Vec<Within>, Vec<Option<Snap>>) {
        let node = |point: &Option<Snap>| {
            let snap = point.as_ref().filter(|snap| snap.off_street.time_ds() == 0)?;
            self.node_at(snap)
        };
        let part = |(_, points): (usize, &[Option<Snap>])| points.iter().map(node).collect::<Vec<_>>();
        let nodes = threads.map(parts(points, threads), part);
        let (mut at_nodes, mut others) = (vec![Within::default(); self.nodes()], Vec::new());
        for ((point, node), number) in points.iter().zip(nodes.iter().flatten()).zip(0..) {
            let at_node = node.and_then(|node| at_nodes.get_mut(node as usize));
            if let Some(at_node) = at_node {
                at_node.add(weighed(weights, number));
            } else if point.is_some() {
                others.resize(number as usize, None);
                others.push(*point);
            }
        }
        (at_nodes, others)
    }
}

fn weighed(weights: &[f64], point: u32) -> Within {
    Within { points: 1, weight: weights.get(point as usize).copied().unwrap_or_default() }
}

/// Whether every sum of some of the weights is exact, so that it is the same in any order: they are whole, and all together
/// no more than what floating point counts to.
fn are_sums_exact(weights: &[f64]) -> bool {
    const EXACT_MAX: f64 = (1_u64 << 53) as f64;
    let mut sum = 0.0;
    weights.iter().all(|&weight| {
        sum += weight.abs();
        (weight as i64) as f64 == weight && sum <= EXACT_MAX
    })
}

/// The largest weight, so that no sum is beyond all numbers.
const WEIGHT_MAX: f64 = 1e15;

/// A place that is asked about.
#[derive(Debug, Clone, Copy)]
struct Asked {
    place: Snap,
    number: u32,
}

/// What is summed up. Sums are those of nodes and then of points, in the order of their numbers.
struct Sums<'a> {
    network: &'a RoadNetwork,
    direction: Direction,
    bound_ds: u32,
    /// Points at each node.
    at_nodes: Vec<Within>,
    /// Points elsewhere.
    others: Points<'a>,
    weights: &'a [f64],
    is_exact: bool,
}

/// What summing needs, which the next places use again.
#[derive(Debug, Default)]
struct Room {
    search: PointSearch<Time>,
    neighbours: Neighbours,
    points: PointTimes,
    /// Numbers of nodes or points, and where they stand elsewhere.
    order: Vec<(u32, u32)>,
}

/// So many places or more are worth a search together.
const TOGETHER_MIN: usize = 6;

/// How far the numbers of streets of places that are searched for together may be apart.
const STREETS_APART: u32 = 256;

impl Sums<'_> {
    /// Gives the sum about each place, by its number; places are in the order of their streets.
    fn of_all(&self, mut asked: &[Asked], room: &mut Room, mut each: impl FnMut(u32, Within)) {
        while let Some(first) = asked.first() {
            let is_near = |other: &&Asked| other.place.street - first.place.street <= STREETS_APART;
            let (group, rest) = asked.split_at(asked.iter().take(LANES).take_while(is_near).count());
            asked = rest;
            if group.len() >= TOGETHER_MIN && self.bound_ds <= BOUND_MAX_DS {
                self.of_group(group, room, &mut each);
            } else {
                group.iter().for_each(|asked| each(asked.number, self.of_one(&asked.place, room)));
            }
        }
    }

    fn of_one(&self, place: &Snap, room: &mut Room) -> Within {
        let Room { search, order, .. } = room;
        let mut sum = Within::default();
        order.clear();
        self.others.for_each_within(place, self.bound_ds, search, |point, _| order.push((point, 0)));
        let points = order.len();
        order.extend(search.reached().iter().map(|&node| (node, 0)));
        let (points, nodes) = order.split_at_mut(points);
        self.put_in_order(nodes);
        self.put_in_order(points);
        nodes.iter().filter_map(|&(node, _)| self.at_node(node)).for_each(|at_node| sum.add(at_node));
        points.iter().for_each(|&(point, _)| sum.add(weighed(self.weights, point)));
        sum
    }

    /// Sums about places near each other.
    fn of_group(&self, group: &[Asked], room: &mut Room, mut each: impl FnMut(u32, Within)) {
        let Some(middle) = group.get(group.len() / 2) else { return };
        let places = || group.iter().map(|asked| &asked.place);
        let Room { neighbours, points, order, .. } = room;
        let near = neighbours.run(self.network, places(), &middle.place, self.direction, self.bound_ds);
        points.restart(self.others.len());
        for &(node, times) in neighbours.times() {
            for entry in self.others.next_to_node(node) {
                let way_ds = u16::try_from(entry.cost.time_ds()).unwrap_or(u16::MAX);
                for (known, time) in points.of(entry.point).iter_mut().zip(times) {
                    *known = time.saturating_add(way_ds).min(*known);
                }
            }
        }
        for (lane, place) in places().enumerate() {
            for (point, way) in self.others.along_street(place) {
                if let Some(known) = points.of(point).get_mut(lane) {
                    *known = u16::try_from(way.time_ds()).unwrap_or(u16::MAX).min(*known);
                }
            }
        }
        let mut sums = SumLanes::default();
        let mut add = |found: &[(u32, Lanes)], what: &dyn Fn(u32) -> Option<Within>| {
            order.clear();
            order.extend(found.iter().zip(0..).map(|(&(number, _), place)| (number, place)));
            self.put_in_order(order);
            for &(number, place) in &*order {
                if let (Some((_, times)), Some(what)) = (found.get(place as usize), what(number)) {
                    sums.add(times, self.bound_ds, what);
                }
            }
        };
        add(neighbours.times(), &|node| self.at_node(node));
        add(&points.times, &|point| Some(weighed(self.weights, point)));
        for ((asked, near), sum) in group.iter().zip(near).zip(sums.finish()) {
            each(asked.number, if near { sum } else { self.of_one(&asked.place, room) });
        }
    }

    fn at_node(&self, node: u32) -> Option<Within> {
        self.at_nodes.get(node as usize).copied().filter(|within| within.points > 0)
    }

    fn put_in_order(&self, numbers: &mut [(u32, u32)]) {
        if !self.is_exact {
            numbers.sort_unstable();
        }
    }
}

/// Sums about places near each other.
#[derive(Debug, Default)]
struct SumLanes {
    points: [u32; LANES],
    weights: [f64; LANES],
}

impl SumLanes {
    /// Adds points that all lie where they are reached in some times.
    fn add(&mut self, times: &Lanes, bound_ds: u32, what: Within) {
        for ((points, weight), &time) in self.points.iter_mut().zip(&mut self.weights).zip(times) {
            let is_within = u32::from(time) <= bound_ds;
            *points += if is_within { what.points } else { 0 };
            *weight += if is_within { what.weight } else { 0.0 };
        }
    }

    fn finish(self) -> impl Iterator<Item = Within> {
        self.points.into_iter().zip(self.weights).map(|(points, weight)| Within { points, weight })
    }
}

/// Times between points and places near each other.
#[derive(Debug, Default)]
struct PointTimes {
    times: Vec<(u32, Lanes)>,
    /// Where each point stands among them.
    position: Vec<u32>,
}

impl PointTimes {
    const NONE: u32 = u32::MAX;

    /// Begins anew, without any.
    fn restart(&mut self, points: usize) {
        for &(point, _) in &self.times {
            if let Some(position) = self.position.get_mut(point as usize) {
                *position = Self::NONE;
            }
        }
        self.times.clear();
        self.position.resize(points, Self::NONE);
    }

    /// The times of a point, the longest at first.
    fn of(&mut self, point: u32) -> &mut [u16] {
        let Some(position) = self.position.get_mut(point as usize) else { return &mut [] };
        if *position == Self::NONE {
            *position = self.times.len() as u32;
            self.times.push((point, [u16::MAX; LANES]));
        }
        self.times.get_mut(*position as usize).map_or(&mut [], |(_, times)| times)
    }
}

#[cfg(test)]
#[path = "within_tests.rs"]
mod tests;
