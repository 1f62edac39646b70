//! The second look at a file: where the nodes of streets lie, and which of them bear barriers.

use super::access::closed_at;
use super::block::{Block, Strings, Things};
use super::message::{Bytes, Fault, unzigzag};
use super::tags::Tags;
use super::ways::Ways;
use super::{OsmCode, Spot};
use crate::place::Access;

/// The nodes that streets name, by id.
#[derive(Debug)]
pub(super) struct UsedNodes {
    ids: Vec<i64>,
    spots: Vec<Spot>,
    marks: Vec<u8>,
    /// Nodes that somebody may not pass.
    closed: Vec<(u32, Access)>,
}

/// Streets meet or end here, or somebody may not pass.
const JUNCTION: u8 = 1;
/// The file holds the node.
const FOUND: u8 = 2;

impl UsedNodes {
    /// The nodes of streets; where they lie is not known yet.
    pub(super) fn new(ways: &Ways) -> Self {
        let mut ids = ways.references.clone();
        ids.sort_unstable();
        let (mut kept, mut marks) = (0, Vec::new());
        for place in 0..ids.len() {
            let Some(&id) = ids.get(place) else { break };
            match marks.last_mut() {
                Some(mark) if kept > 0 && ids.get(kept - 1) == Some(&id) => *mark = JUNCTION,
                _ => {
                    if let Some(slot) = ids.get_mut(kept) {
                        *slot = id;
                    }
                    kept += 1;
                    marks.push(0);
                }
            }
        }
        ids.truncate(kept);
        ids.shrink_to_fit();
        let spots = vec![[0; 2]; ids.len()];
        let mut nodes = Self { ids, spots, marks, closed: Vec::new() };
        for (_, references) in ways.iter() {
            for &end in references.first().into_iter().chain(references.last()) {
                nodes.mark(nodes.position(end), JUNCTION);
            }
        }
        nodes
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    fn mark(&mut self, position: Option<u32>, mark: u8) {
        if let Some(marks) = position.and_then(|position| self.marks.get_mut(position as usize)) {
            *marks |= mark;
        }
    }

    /// The position of a node.
    pub(super) fn position(&self, id: i64) -> Option<u32> {
        self.ids.binary_search(&id).ok().map(|position| position as u32)
    }

    /// The position of a node, sought from where the last one was: blocks list nodes by id.
    fn position_from(&self, id: i64, hint: &mut usize) -> Option<u32> {
        let (before, after) = self.ids.split_at_checked(*hint).unwrap_or_default();
        let (start, part) = match after.first() {
            Some(&first) if first <= id => {
                let mut width = 1;
                while after.get(width).is_some_and(|&next| next <= id) {
                    width *= 2;
                }
                (before.len(), after.get(..width).unwrap_or(after))
            }
            _ => (0, before),
        };
        let found = part.binary_search(&id);
        *hint = start + found.unwrap_or_else(|place| place);
        found.ok().map(|place| (start + place) as u32)
    }

    /// Where a node lies, if the file holds it.
    pub(super) fn spot(&self, position: u32) -> Option<Spot> {
        let found = self.marks.get(position as usize).is_some_and(|mark| mark & FOUND != 0);
        self.spots.get(position as usize).copied().filter(|_| found)
    }

    /// Whether streets are cut here.
    pub(super) fn is_junction(&self, position: u32) -> bool {
        self.marks.get(position as usize).is_some_and(|mark| mark & JUNCTION != 0)
    }

    pub(super) fn id(&self, position: u32) -> i64 {
        self.ids.get(position as usize).copied().unwrap_or_default()
    }

    /// Nodes that somebody may not pass.
    pub(super) fn closed(&self) -> &[(u32, Access)] {
        &self.closed
    }

    /// Takes in the nodes of the next block; gives how many stood before.
    pub(super) fn take(&mut self, block: BlockNodes) -> u64 {
        let mut again = 0;
        for (position, spot, closed) in block.found {
            if self.spot(position).is_some() {
                again += 1;
                continue;
            }
            if let Some(slot) = self.spots.get_mut(position as usize) {
                *slot = spot;
            }
            self.mark(Some(position), FOUND);
            if closed != Access::NONE {
                self.mark(Some(position), JUNCTION);
                self.closed.push((position, closed));
            }
        }
        again
    }
}

/// The nodes of streets that a block holds.
#[derive(Debug, Default)]
pub(super) struct BlockNodes {
    /// Position, spot and who may not pass.
    found: Vec<(u32, Spot, Access)>,
    /// How many nodes the block holds in all.
    pub(super) count: u64,
}

impl BlockNodes {
    pub(super) fn read(block: &Block<'_>, used: &UsedNodes) -> Result<Self, Fault> {
        let (mut nodes, mut hint) = (Self::default(), 0);
        block.each(|thing| match thing {
            Things::Node(message) => nodes.read_node(block, message, used, &mut hint),
            Things::Dense(message) => nodes.read_dense(block, message, used, &mut hint),
            Things::Way(_) | Things::Relation => Ok(()),
        })?;
        Ok(nodes)
    }

    fn read_node(
        &mut self,
        block: &Block<'_>,
        mut message: Bytes<'_>,
        used: &UsedNodes,
        hint: &mut usize,
    ) -> Result<(), Fault> {
        let (mut id, mut lat, mut lon, mut keys, mut values) = (None, None, None, None, None);
        while let Some(field) = message.field()? {
            match field.number {
                1 => field.number_once(&mut id, "id")?,
                2 => field.bytes_once(&mut keys, "keys")?,
                3 => field.bytes_once(&mut values, "vals")?,
                8 => field.number_once(&mut lat, "lat")?,
                9 => field.number_once(&mut lon, "lon")?,
                _ => {}
            }
        }
        let at = message.at();
        let (Some(id), Some(lat), Some(lon)) = (id.map(unzigzag), lat.map(unzigzag), lon.map(unzigzag))
        else {
            return Err(Fault::new(OsmCode::BadMessage, at, "node without id, lat or lon"));
        };
        let spot = block.spot(lat, lon, at)?;
        let tags = Tags::read(block.strings(), keys.unwrap_or_default(), values.unwrap_or_default())?;
        self.count += 1;
        if let Some(position) = used.position_from(id, hint) {
            self.found.push((position, spot, closed_at(&tags)));
        }
        Ok(())
    }

    fn read_dense(
        &mut self,
        block: &Block<'_>,
        mut message: Bytes<'_>,
        used: &UsedNodes,
        hint: &mut usize,
    ) -> Result<(), Fault> {
        let (mut ids, mut lats, mut lons, mut tags) = (None, None, None, None);
        while let Some(field) = message.field()? {
            match field.number {
                1 => field.bytes_once(&mut ids, "id")?,
                8 => field.bytes_once(&mut lats, "lat")?,
                9 => field.bytes_once(&mut lons, "lon")?,
                10 => field.bytes_once(&mut tags, "keys_vals")?,
                _ => {}
            }
        }
        let [mut ids, mut lats, mut lons] = [ids, lats, lons].map(Option::unwrap_or_default);
        let mut tags = tags.filter(|tags| !tags.is_empty());
        let (mut id, mut lat, mut lon) = (0, 0, 0);
        let uneven = |at: usize, what: &str| Err(Fault::new(OsmCode::UnevenColumns, at, what));
        while !ids.is_empty() {
            if lats.is_empty() || lons.is_empty() {
                return uneven(lats.at(), "more ids than lat or lon");
            }
            let at = lats.at();
            ids.add_signed(&mut id, "id")?;
            lats.add_signed(&mut lat, "lat")?;
            lons.add_signed(&mut lon, "lon")?;
            let spot = block.spot(lat, lon, at)?;
            let closed = match &mut tags {
                None => Access::NONE,
                Some(tags) if tags.is_empty() => return uneven(tags.at(), "more ids than lists of tags"),
                Some(tags) => closed_here(block.strings(), tags)?,
            };
            self.count += 1;
            if let Some(position) = used.position_from(id, hint) {
                self.found.push((position, spot, closed));
            }
        }
        for rest in [lats, lons].into_iter().chain(tags) {
            if !rest.is_empty() {
                return uneven(rest.at(), "fewer ids than lat, lon or lists of tags");
            }
        }
        Ok(())
    }
}

fn closed_here(strings: &Strings<'_>, tags: &mut Bytes<'_>) -> Result<Access, Fault> {
    Ok(Tags::read_listed(strings, tags)?.map_or(Access::NONE, |tags| closed_at(&tags)))
}
