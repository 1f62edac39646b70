//! Shortest times from some nodes to all others within a bound (最短时间搜索).

use super::build::CLOSED;
use super::queue::Queue;
use crate::grouped::Grouped;

/// A time in tenths of a second and, of equal times, the lesser length in decimetres: the time stands in the upper half, so
/// that one addition adds both and one comparison compares both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cost(u64);

impl Cost {
    pub(crate) const FAR: Self = Self(u64::MAX);

    #[inline]
    pub(crate) const fn new(time_ds: u32, length_dm: u32) -> Self {
        Self((time_ds as u64) << 32 | length_dm as u64)
    }

    #[inline]
    pub(crate) const fn time_ds(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[inline]
    pub(crate) const fn length_dm(self) -> u32 {
        self.0 as u32
    }

    /// Both one after the other. Within a bound of 24 hours neither half overflows: no way is faster than 200 km/h.
    #[inline]
    pub(crate) const fn then(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }
}

/// A street in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Arc {
    pub(super) time_ds: u32,
    length_dm: u32,
    pub(super) head: u32,
}

/// The arcs of each node, the fastest first.
pub(super) type Arcs = Grouped<Arc>;

/// Arcs from streets as tail, head, time and length; closed ones and those that lead back to where they begin are left out.
pub(super) fn arcs<I: Iterator<Item = (u32, u32, u32, u32)>>(nodes: usize, streets: impl Fn() -> I) -> Arcs {
    let mut arcs = Grouped::new(nodes, Arc { time_ds: 0, length_dm: 0, head: 0 }, |each| {
        for (tail, head, time_ds, length_dm) in streets() {
            if time_ds != CLOSED && tail != head {
                each(tail, Arc { time_ds, length_dm, head });
            }
        }
    });
    arcs.sort();
    arcs
}

/// What a search keeps for each node.
pub(super) trait Label: Copy + Ord {
    /// Not reached.
    const FAR: Self;

    fn cost(self) -> Cost;

    /// The label at the end of a way that begins at this one.
    fn after(self, way: Cost) -> Self;
}

impl Label for Cost {
    const FAR: Self = Self::FAR;

    #[inline]
    fn cost(self) -> Cost {
        self
    }

    #[inline]
    fn after(self, way: Cost) -> Self {
        self.then(way)
    }
}

/// A time in tenths of a second, for those who do not ask how long the way is: half as much to keep, and fewer changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Time(u32);

impl Time {
    pub(super) const fn time_ds(self) -> u32 {
        self.0
    }
}

impl From<Cost> for Time {
    fn from(cost: Cost) -> Self {
        Self(cost.time_ds())
    }
}

impl Label for Time {
    const FAR: Self = Self(u32::MAX);

    #[inline]
    fn cost(self) -> Cost {
        Cost::new(self.0, 0)
    }

    #[inline]
    fn after(self, way: Cost) -> Self {
        Self(self.0.wrapping_add(way.time_ds()))
    }
}

/// A cost from the nearest of several places, and which of them that is: of equally near ones the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Owned {
    pub(super) cost: Cost,
    pub(super) owner: u32,
}

impl Label for Owned {
    const FAR: Self = Self { cost: Cost::FAR, owner: u32::MAX };

    #[inline]
    fn cost(self) -> Cost {
        self.cost
    }

    #[inline]
    fn after(self, way: Cost) -> Self {
        Self { cost: self.cost.then(way), owner: self.owner }
    }
}

/// A search and the room it needs, which the next one uses again.
#[derive(Debug)]
pub(super) struct Search<L> {
    labels: Vec<L>,
    /// The nodes that have a label, in the order in which they first got one.
    reached: Vec<u32>,
    queue: Queue,
}

impl<L> Default for Search<L> {
    fn default() -> Self {
        Self { labels: Vec::new(), reached: Vec::new(), queue: Queue::default() }
    }
}

impl<L: Label> Search<L> {
    /// Finds the least label of every node within a bound, ways starting at some nodes with a label each.
    pub(super) fn run(&mut self, arcs: &Arcs, starts: impl IntoIterator<Item = (u32, L)>, bound_ds: u32) {
        let nodes = arcs.groups();
        if self.labels.len() == nodes {
            for &node in &self.reached {
                if let Some(label) = self.labels.get_mut(node as usize) {
                    *label = L::FAR;
                }
            }
        } else {
            self.labels = vec![L::FAR; nodes];
        }
        self.reached.clear();
        self.queue.restart();
        for (node, label) in starts.into_iter().filter(|(_, label)| label.cost().time_ds() <= bound_ds) {
            self.offer(arcs, node, label, bound_ds);
        }
        while let Some((time, node)) = self.queue.pop() {
            let Some(&label) = self.labels.get(node as usize) else { continue };
            if label.cost().time_ds() != time {
                continue;
            }
            for arc in arcs.of(node) {
                let label = label.after(Cost::new(arc.time_ds, arc.length_dm));
                if label.cost().time_ds() > bound_ds {
                    break;
                }
                self.offer(arcs, arc.head, label, bound_ds);
            }
        }
    }

    /// A label within the bound, kept if it is the least of its node.
    #[inline]
    fn offer(&mut self, arcs: &Arcs, node: u32, label: L, bound_ds: u32) {
        if let Some(known) = self.labels.get_mut(node as usize)
            && label < *known
        {
            if *known == L::FAR {
                self.reached.push(node);
            }
            *known = label;
            // Most nodes at the edge lead nowhere. And to look at their arcs now has them at hand when the node's turn comes.
            let time = label.cost().time_ds();
            if arcs.of(node).first().is_some_and(|arc| time + arc.time_ds <= bound_ds) {
                self.queue.push(time, node);
            }
        }
    }

    /// The label of a node after a run; nothing if it is beyond the bound.
    #[inline]
    pub(super) fn label(&self, node: u32) -> Option<L> {
        self.labels.get(node as usize).copied().filter(|label| *label != L::FAR)
    }

    /// The nodes within the bound.
    pub(super) fn reached(&self) -> &[u32] {
        &self.reached
    }
}
