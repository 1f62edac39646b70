//! Times from places near each other, found together (邻近地点并行搜索).
//!
//! Such places reach much the same nodes. One search from the middle of them finds these; then the times of all places are
//! bettered from node to node, outwards and inwards through the nodes as they lie around the middle, until none changes
//! (Bellman, Quarterly of Applied Mathematics 16, 1958; the order after Yen, ibid. 27, 1970). The times of all places at a
//! node lie side by side, so that the processor betters several at once.

use super::build::{Direction, RoadNetwork};
use super::search::{Cost, Search, Time};
use super::snap::Snap;

/// How many places at most.
pub(super) const LANES: usize = 32;

/// Tenths of a second from each place to a node, or to each place from it; beyond the bound they are of no meaning.
pub(super) type Lanes = [u16; LANES];

/// The longest bound, such that a time beyond it can be told.
pub(super) const BOUND_MAX_DS: u32 = u16::MAX as u32 - 1;

/// Places may be as far from the middle one as this part of the bound: the farther, the more nodes, but the fewer places that
/// must be searched for alone.
const APART: u32 = 2;

/// Not among the nodes.
const OUTSIDE: u32 = u32::MAX;

/// What is reached from places near each other, and the room that finding it needs, which the next ones use again.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    search: Search<Time>,
    /// The nodes that some place may reach with their times, from the middle outwards.
    times: Vec<(u32, Lanes)>,
    /// Where each node of the network stands among them.
    position: Vec<u32>,
    /// Where the ways from each of them begin in `ways`; they end where those from the next begin.
    first: Vec<u32>,
    ways: Vec<Way>,
    /// The nodes whose times changed and have not gone on, a bit each.
    changed: Vec<u64>,
}

/// A street that leads from one of the nodes to another.
#[derive(Debug, Clone, Copy)]
struct Way {
    head: u32,
    time_ds: u16,
}

impl Neighbours {
    /// Finds the times within a bound of up to [`LANES`] places; those after it are of no meaning. Tells which places are
    /// near enough to the middle one; the times of the others are not found.
    pub(super) fn run<'a>(
        &mut self,
        network: &RoadNetwork,
        places: impl Iterator<Item = &'a Snap> + Clone,
        middle: &Snap,
        direction: Direction,
        bound_ds: u32,
    ) -> [bool; LANES] {
        let next_to = |place: &Snap| {
            let ends = network.next_to(place, direction).into_iter().flatten();
            ends.filter(|(_, cost)| cost.time_ds() <= bound_ds)
        };
        let start = network.next_to(middle, direction).into_iter().flatten();
        let start = start.map(|(node, _)| (node, Time::from(Cost::new(0, 0))));
        let apart_ds = bound_ds / APART;
        self.search.run(network.arcs(direction), start, bound_ds + apart_ds);

        // What a place reaches is no farther from the middle than the place and the bound together.
        let (mut near, mut farthest_ds) = ([false; LANES], 0);
        for (near, place) in near.iter_mut().zip(places.clone()) {
            let from_middle = |(node, _)| self.search.label(node).map_or(u32::MAX, Time::time_ds);
            let most_ds = next_to(place).map(from_middle).max().unwrap_or_default();
            *near = most_ds <= apart_ds;
            farthest_ds = if *near { most_ds.max(farthest_ds) } else { farthest_ds };
        }
        let beyond_ds = u16::try_from(bound_ds + 1).unwrap_or(u16::MAX);
        self.take_nodes(network, direction, bound_ds + farthest_ds, beyond_ds);
        for (lane, (place, _)) in places.zip(near).enumerate().filter(|(_, (_, near))| *near) {
            for (node, cost) in next_to(place) {
                let position = self.position.get(node as usize).copied().unwrap_or(OUTSIDE);
                let time = self.times.get_mut(position as usize).and_then(|(_, times)| times.get_mut(lane));
                if let (Some(time), Some(word)) = (time, self.changed.get_mut(position as usize / 64)) {
                    *time = (cost.time_ds() as u16).min(*time);
                    *word |= 1 << (position % 64);
                }
            }
        }
        while self.better(true) | self.better(false) {}
        near
    }

    /// The nodes that the places reach and their times, and some that they do not.
    pub(super) fn times(&self) -> &[(u32, Lanes)] {
        &self.times
    }

    /// Takes the nodes within a bound of the middle and the ways between them.
    fn take_nodes(&mut self, network: &RoadNetwork, direction: Direction, bound_ds: u32, beyond_ds: u16) {
        for &(node, _) in &self.times {
            if let Some(position) = self.position.get_mut(node as usize) {
                *position = OUTSIDE;
            }
        }
        if self.position.len() != network.nodes() {
            self.position = vec![OUTSIDE; network.nodes()];
        }
        let Self { search, times, position, first, ways, changed } = self;
        let time = |node: u32| search.label(node).map_or(u32::MAX, Time::time_ds);
        let mut nodes: Vec<(u32, u32)> = search.reached().iter().map(|&node| (time(node), node)).collect();
        nodes.retain(|&(time_ds, _)| time_ds <= bound_ds);
        nodes.sort_unstable();
        times.clear();
        times.extend(nodes.iter().map(|&(_, node)| (node, [beyond_ds; LANES])));
        for (&(node, _), place) in times.iter().zip(0..) {
            if let Some(position) = position.get_mut(node as usize) {
                *position = place;
            }
        }
        first.clear();
        ways.clear();
        let arcs = network.arcs(direction);
        for &(node, _) in &*times {
            first.push(ways.len() as u32);
            ways.extend(arcs.of(node).iter().filter_map(|arc| {
                let head = *position.get(arc.head as usize)?;
                let time_ds = u16::try_from(arc.time_ds).unwrap_or(u16::MAX);
                (head != OUTSIDE).then_some(Way { head, time_ds })
            }));
        }
        first.push(ways.len() as u32);
        changed.clear();
        changed.resize(times.len().div_ceil(64), 0);
    }

    /// Betters the times of the nodes next to those whose times changed, from the middle outwards or inwards; whether any
    /// changed.
    fn better(&mut self, outwards: bool) -> bool {
        let mut is_any = false;
        let words = self.changed.len();
        for step in 0..words {
            let word = if outwards { step } else { words - 1 - step };
            // Those that change meanwhile in the same word come at once, if they lie ahead.
            let mut ahead = u64::MAX;
            while let Some(changed) = self.changed.get_mut(word)
                && *changed & ahead != 0
            {
                let left = *changed & ahead;
                let bit = if outwards { left.trailing_zeros() } else { 63 - left.leading_zeros() };
                *changed &= !(1 << bit);
                ahead = if outwards { u64::MAX << bit } else { u64::MAX >> (63 - bit) };
                self.better_next_to(64 * word + bit as usize);
                is_any = true;
            }
        }
        is_any
    }

    fn better_next_to(&mut self, node: usize) {
        let Some([start, end]) = self.first.get(node..node + 2) else { return };
        let ways = self.ways.get(*start as usize..*end as usize).unwrap_or_default();
        let Some(&(_, times)) = self.times.get(node) else { return };
        for way in ways {
            let Some((_, known)) = self.times.get_mut(way.head as usize) else { continue };
            let mut change = 0;
            for (known, time) in known.iter_mut().zip(&times) {
                let least = time.saturating_add(way.time_ds).min(*known);
                change |= least ^ *known;
                *known = least;
            }
            if let Some(word) = self.changed.get_mut(way.head as usize / 64) {
                *word |= u64::from(change != 0) << (way.head % 64);
            }
        }
    }
}
