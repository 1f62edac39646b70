//! A street network for one way of travelling (路网), made of streets.

use serde::{Deserialize, Serialize};

use super::order::{along_curve, bounds};
use super::search::{Arcs, arcs};
use super::segments::Segments;
use super::streets::{Node, Spot, degrees, spot};
use super::{NetworkCode, NetworkError, Profile, Streets};
use crate::model::{AnyCoordinate, System, TravelMode};
use crate::place::convert;

/// Streets for one way of travelling, with times in whole tenths of a second.
///
/// Nodes lie in memory as they lie on the map, streets by the nodes they join, so that neither the order of a table nor
/// the machine changes an answer. Dead ends and parts that hang together with nothing else stay; [`Self::components`]
/// reports them.
#[derive(Debug, Clone)]
pub struct RoadNetwork {
    pub(super) system: System,
    pub(super) mode: TravelMode,
    pub(super) off_street_m_per_h: u32,
    pub(super) nodes: Vec<Spot>,
    pub(super) keys: Vec<i64>,
    pub(super) streets: Vec<Stretch>,
    /// The lines of the streets with their ends, one after another.
    pub(super) lines: Vec<Spot>,
    pub(super) out: Arcs,
    /// Arcs the other way round; none where every street takes as long back as forth.
    pub(super) back: Option<Arcs>,
    pub(super) segments: Segments,
    /// The component of each node.
    pub(super) component: Vec<u32>,
    /// How many nodes each component has, the largest first.
    pub(super) components: Vec<u32>,
}

/// A street of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    pub(super) from: u32,
    pub(super) to: u32,
    /// Tenths of a second from `from` to `to`, or [`CLOSED`].
    pub(super) forward_ds: u32,
    pub(super) backward_ds: u32,
    pub(super) length_dm: u32,
    /// Where its line begins in `lines`; it ends where that of the next street begins.
    pub(super) line: u32,
}

/// The time along a street in a direction that is not open.
pub(super) const CLOSED: u32 = u32::MAX;

/// What a network consists of; all the rest follows.
pub(super) struct Parts {
    pub(super) system: System,
    pub(super) mode: TravelMode,
    pub(super) off_street_m_per_h: u32,
    pub(super) nodes: Vec<Spot>,
    pub(super) keys: Vec<i64>,
    pub(super) streets: Vec<Stretch>,
    pub(super) lines: Vec<Spot>,
}

impl RoadNetwork {
    /// The streets that are open to a way of travelling, with the times of its profile.
    ///
    /// # Errors
    /// `network.too_many`.
    pub fn new(streets: &Streets, profile: &Profile) -> Result<Self, NetworkError> {
        let (mut nodes, mut open) = (Vec::new(), Vec::new());
        // Position in the network by that in `streets`; nodes that no open street meets are left out.
        let mut position = vec![NOT_YET; streets.nodes.len()];
        // Ends at nodes that may not be passed, each a node of its own.
        let mut dead_ends = Vec::new();
        let mut shape_start = 0;
        for street in &streets.streets {
            let shape =
                streets.shapes.get(shape_start as usize..street.shape_end as usize).unwrap_or_default();
            shape_start = street.shape_end;
            let ends = (streets.nodes.get(street.from as usize), streets.nodes.get(street.to as usize));
            let (Some(from), Some(to)) = ends else { continue };
            let (forward, backward) = profile.times_ds(street, from, to);
            if forward.is_none() && backward.is_none() {
                continue;
            }
            let times = (forward.unwrap_or(CLOSED), backward.unwrap_or(CLOSED));
            let mut end = |number: u32, node: &Node, other: &Node| {
                let new = nodes.len() as u32;
                if !profile.passes(node) {
                    dead_ends.push((
                        other.at,
                        other.key,
                        number == street.to,
                        times,
                        street.length_dm,
                        shape,
                        new,
                    ));
                } else if let Some(known) = position.get_mut(number as usize) {
                    if *known != NOT_YET {
                        return *known;
                    }
                    *known = new;
                }
                nodes.push((node.at, node.key, 0));
                new
            };
            let (start, finish) = (end(street.from, from, to), end(street.to, to, from));
            open.push((start, finish, times, street.length_dm, shape));
        }
        // Nodes of one place and key are told apart by where they lead, not by where they stood in a table.
        dead_ends.sort_unstable();
        for ((.., node), rank) in dead_ends.into_iter().zip(1_u32..) {
            if let Some(node) = nodes.get_mut(node as usize) {
                node.2 = rank;
            }
        }
        let (least, most) = bounds(nodes.iter().map(|node| node.0));
        let mut order: Vec<(u32, Spot, i64, u32, u32)> = nodes
            .iter()
            .zip(0..)
            .map(|(&(at, key, rank), old)| (along_curve(at, least, most), at, key, rank, old))
            .collect();
        order.sort_unstable();
        let mut renumbered = vec![0; nodes.len()];
        for ((.., old), new) in order.iter().zip(0_u32..) {
            if let Some(number) = renumbered.get_mut(*old as usize) {
                *number = new;
            }
        }
        let number = |old: u32| renumbered.get(old as usize).copied().unwrap_or_default();
        for street in &mut open {
            (street.0, street.1) = (number(street.0), number(street.1));
        }
        open.sort_unstable();
        let count: usize = open.iter().map(|street| street.4.len() + 2).sum();
        if count > u32::MAX as usize {
            return Err(NetworkError::new(NetworkCode::TooMany, "points of streets"));
        }
        let at = |node: u32| order.get(node as usize).map_or([0; 2], |node| node.1);
        let (mut stretches, mut lines) = (Vec::with_capacity(open.len()), Vec::with_capacity(count));
        for (from, to, (forward_ds, backward_ds), length_dm, shape) in open {
            let line = lines.len() as u32;
            lines.push(at(from));
            lines.extend_from_slice(shape);
            lines.push(at(to));
            stretches.push(Stretch { from, to, forward_ds, backward_ds, length_dm, line });
        }
        Ok(Self::assemble(Parts {
            system: streets.system,
            mode: profile.mode(),
            off_street_m_per_h: profile.off_street_m_per_h(),
            nodes: order.iter().map(|node| node.1).collect(),
            keys: order.iter().map(|node| node.2).collect(),
            streets: stretches,
            lines,
        }))
    }

    /// Derives what follows from the parts, whose numbers are in range.
    pub(super) fn assemble(parts: Parts) -> Self {
        let Parts { system, mode, off_street_m_per_h, nodes, keys, streets, lines } = parts;
        let forth = |street: &Stretch| (street.from, street.to, street.forward_ds, street.length_dm);
        let back = |street: &Stretch| (street.to, street.from, street.backward_ds, street.length_dm);
        let both = || streets.iter().flat_map(move |street| [forth(street), back(street)]);
        let same = streets.iter().all(|street| street.forward_ds == street.backward_ds);
        let turned = || both().map(|(from, to, time, length)| (to, from, time, length));
        let out = arcs(nodes.len(), both);
        let back = (!same).then(|| arcs(nodes.len(), turned));
        let segments = Segments::new(&streets, &lines);
        let (component, components) = components(nodes.len(), &streets);
        Self {
            system,
            mode,
            off_street_m_per_h,
            nodes,
            keys,
            streets,
            lines,
            out,
            back,
            segments,
            component,
            components,
        }
    }

    /// The same network in a more shifted coordinate system (坐标前移): a WGS-84 network for points in GCJ-02. Places are
    /// shifted forward, times and lengths stay those of the ground.
    ///
    /// # Errors
    /// `network.system_mismatch` if an offset would have to be taken back.
    pub fn shifted(self, system: System) -> Result<Self, NetworkError> {
        let refuse = || NetworkError::new(NetworkCode::SystemMismatch, system.name());
        let shift = |at: &Spot| {
            let (lon, lat) = degrees(*at);
            let place = AnyCoordinate::new(lon, lat, self.system).map_err(|_| refuse())?;
            let place = convert(place, system).map_err(|_| refuse())?;
            Ok(spot(place.lon(), place.lat()))
        };
        let all = |spots: &[Spot]| spots.iter().map(shift).collect::<Result<Vec<Spot>, NetworkError>>();
        let (nodes, lines) = (all(&self.nodes)?, all(&self.lines)?);
        let segments = Segments::new(&self.streets, &lines);
        Ok(Self { system, nodes, lines, segments, ..self })
    }

    /// The coordinate system of its places.
    pub fn system(&self) -> System {
        self.system
    }

    /// The way of travelling it is for.
    pub fn mode(&self) -> TravelMode {
        self.mode
    }

    /// How many nodes there are: those that open streets meet; a node that may not be passed counts once for each street
    /// that ends there.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// How many streets are open in some direction.
    pub fn streets(&self) -> usize {
        self.streets.len()
    }

    /// How many nodes hang together, for each part of the network that hangs together (连通分量), the largest first.
    /// One-way streets count as open both ways here.
    pub fn components(&self) -> &[u32] {
        &self.components
    }

    /// The points of a street from its first end to its last.
    pub(super) fn line(&self, street: u32) -> &[Spot] {
        let start = self.streets.get(street as usize).map_or(0, |street| street.line as usize);
        let end = self.streets.get(street as usize + 1).map_or(self.lines.len(), |next| next.line as usize);
        self.lines.get(start..end).unwrap_or_default()
    }

    /// The arcs along which a search goes to all that can be reached from where it starts, or, the other way round, from
    /// which it can be reached.
    pub(super) fn arcs(&self, direction: Direction) -> &Arcs {
        match (direction, &self.back) {
            (Direction::To, Some(back)) => back,
            _ => &self.out,
        }
    }
}

/// Which way people travel (出行方向).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Direction {
    /// Towards the place that is asked about: people come to the station (前往).
    #[default]
    To,
    /// Away from it (出发).
    From,
}

const NOT_YET: u32 = u32::MAX;

/// The component of each node and the nodes of each component, numbered from the largest, equal ones by their first node.
fn components(nodes: usize, streets: &[Stretch]) -> (Vec<u32>, Vec<u32>) {
    let mut parent: Vec<u32> = (0..nodes as u32).collect();
    fn root(parent: &mut [u32], mut node: u32) -> u32 {
        // Halves the path on the way.
        while let Some(&up) = parent.get(node as usize) {
            if up == node {
                break;
            }
            let above = parent.get(up as usize).copied().unwrap_or(up);
            if let Some(up) = parent.get_mut(node as usize) {
                *up = above;
            }
            node = above;
        }
        node
    }
    for street in streets {
        let (from, to) = (root(&mut parent, street.from), root(&mut parent, street.to));
        // The least node stands for all.
        if let Some(up) = parent.get_mut(from.max(to) as usize) {
            *up = from.min(to);
        }
    }
    let roots: Vec<u32> = (0..nodes as u32).map(|node| root(&mut parent, node)).collect();
    let mut size = vec![0_u32; nodes];
    for &root in &roots {
        if let Some(size) = size.get_mut(root as usize) {
            *size += 1;
        }
    }
    let mut ranked: Vec<(u32, u32)> = size.iter().copied().zip(0..).filter(|&(size, _)| size > 0).collect();
    ranked.sort_unstable_by_key(|&(size, root)| (std::cmp::Reverse(size), root));
    let mut rank = vec![0; nodes];
    for (&(_, root), place) in ranked.iter().zip(0_u32..) {
        if let Some(rank) = rank.get_mut(root as usize) {
            *rank = place;
        }
    }
    let component = roots.iter().map(|&root| rank.get(root as usize).copied().unwrap_or_default()).collect();
    (component, ranked.into_iter().map(|(size, _)| size).collect())
}
