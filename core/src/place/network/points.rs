//! Many points on a network, ready to be reached (路网上的点).

use super::build::{Direction, RoadNetwork};
use super::search::{Cost, Label, Search};
use super::snap::Snap;
use super::times::parts;
use crate::grouped::Grouped;
use crate::threads::Threads;

/// Points by the nodes from which a search comes to them.
#[derive(Debug)]
pub(super) struct Points<'a> {
    network: &'a RoadNetwork,
    direction: Direction,
    snaps: &'a [Option<Snap>],
    at_nodes: Grouped<Entry>,
}

/// A point, where a search comes to it from a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) point: u32,
    /// Whether it is at the node: then a search comes to it from here alone.
    is_here: bool,
    /// Between the node and the point.
    pub(super) cost: Cost,
}

/// What a search over points needs, which the next one uses again; labels are costs, or times alone.
#[derive(Debug)]
pub(super) struct PointSearch<L> {
    search: Search<L>,
    labels: Vec<L>,
    found: Vec<u32>,
}

impl<L> Default for PointSearch<L> {
    fn default() -> Self {
        Self { search: Search::default(), labels: Vec::new(), found: Vec::new() }
    }
}

impl<L: Label> PointSearch<L> {
    /// The nodes that the last search reached.
    pub(super) fn reached(&self) -> &[u32] {
        self.search.reached()
    }
}

impl<'a> Points<'a> {
    /// Points that are to be found by searches in a direction: with [`Direction::To`] those from which a place is reached.
    pub(super) fn new(
        network: &'a RoadNetwork,
        snaps: &'a [Option<Snap>],
        direction: Direction,
        threads: &Threads,
    ) -> Self {
        let at_nodes = at_nodes(network, snaps, direction, threads);
        Self { network, direction, snaps, at_nodes }
    }

    /// How many points there are, those that are not known counted.
    pub(super) fn len(&self) -> usize {
        self.snaps.len()
    }

    /// The points that a search comes to from a node.
    pub(super) fn next_to_node(&self, node: u32) -> &[Entry] {
        self.at_nodes.of(node)
    }

    /// The points on the street of a place but for those at its ends, some of them twice, and the cost between them and it
    /// along the street.
    pub(super) fn along_street(&self, place: &Snap) -> impl Iterator<Item = (u32, Cost)> {
        along_street(self.network, self.snaps, &self.at_nodes, place, self.direction)
    }

    /// Finds the points within a bound of a place and gives them with their labels, each once, in an order that is the same
    /// each time.
    pub(super) fn for_each_within<L: Label + From<Cost>>(
        &self,
        place: &Snap,
        bound_ds: u32,
        room: &mut PointSearch<L>,
        mut each: impl FnMut(u32, L),
    ) {
        let starts = self.network.next_to(place, self.direction).into_iter().flatten();
        let starts = starts.map(|(node, cost)| (node, L::from(cost)));
        room.search.run(self.network.arcs(self.direction), starts, bound_ds);
        if room.labels.len() != self.snaps.len() {
            room.labels = vec![L::FAR; self.snaps.len()];
        }
        let PointSearch { search, labels, found } = room;
        let is_within = |label: L| label.cost().time_ds() <= bound_ds;
        let mut offer = |point: u32, label: L| {
            if let Some(known) = labels.get_mut(point as usize).filter(|_| is_within(label)) {
                if *known == L::FAR {
                    found.push(point);
                }
                *known = label.min(*known);
            }
        };
        for &node in search.reached() {
            let here = self.at_nodes.of(node);
            if let (false, Some(label)) = (here.is_empty(), search.label(node)) {
                for &Entry { point, is_here, cost } in here {
                    let label = label.after(cost);
                    if !is_here {
                        offer(point, label);
                    } else if is_within(label) {
                        each(point, label);
                    }
                }
            }
        }
        for (point, cost) in self.along_street(place) {
            offer(point, L::from(cost));
        }
        for point in found.drain(..) {
            if let Some(label) = labels.get_mut(point as usize) {
                each(point, std::mem::replace(label, L::FAR));
            }
        }
    }
}

/// Points by the nodes from which a search in a direction comes to them.
pub(super) fn at_nodes(
    network: &RoadNetwork,
    snaps: &[Option<Snap>],
    direction: Direction,
    threads: &Threads,
) -> Grouped<Entry> {
    let next_to = |(start, part): (usize, &[Option<Snap>])| {
        let mut found = Vec::with_capacity(2 * part.len());
        for (snap, point) in part.iter().zip(start as u32..) {
            let Some(snap) = snap else { continue };
            let entry = |(node, cost)| (node, Entry { point, is_here: snap.is_at_node(), cost });
            found.extend(network.next_to(snap, direction.reversed()).into_iter().flatten().map(entry));
        }
        found
    };
    let next_to: Vec<Vec<(u32, Entry)>> = threads.map(parts(snaps, threads), next_to);
    let filler = Entry { point: 0, is_here: false, cost: Cost::FAR };
    let nodes = if next_to.iter().all(Vec::is_empty) { 0 } else { network.nodes.len() };
    Grouped::new(nodes, filler, |each| {
        next_to.iter().flatten().for_each(|&(node, entry)| each(node, entry));
    })
}

/// The points on the street of a place but for those at its ends, some of them twice, and the cost between them and it along
/// the street.
pub(super) fn along_street(
    network: &RoadNetwork,
    snaps: &[Option<Snap>],
    at_nodes: &Grouped<Entry>,
    place: &Snap,
    direction: Direction,
) -> impl Iterator<Item = (u32, Cost)> {
    // A search comes to each of them from one end of the street at least.
    let street = network.streets.get(place.street as usize);
    let ends = street.map(|street| [street.from, street.to]).into_iter().flatten();
    let between = |entry: &&Entry| !entry.is_here;
    ends.flat_map(|node| at_nodes.of(node)).filter(between).filter_map(move |&Entry { point, .. }| {
        let snap = snaps.get(point as usize)?.as_ref()?;
        Some((point, network.between(place, snap, direction)?))
    })
}

impl Direction {
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::To => Self::From,
            Self::From => Self::To,
        }
    }
}
