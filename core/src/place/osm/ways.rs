//! The first look at a file: which ways are streets, and which nodes they name.

use super::access::{Kind, Use, of_way, speed_m_per_h};
use super::block::{Block, Strings, Things};
use super::message::{Bytes, Fault};
use super::tags::{Key, Tags};
use super::{OsmCode, OsmReport};

/// A way that is a street.
#[derive(Debug, Clone, Copy)]
pub(super) struct StreetWay {
    id: i64,
    pub(super) street: Use,
    /// Where its references end; they begin where those of the way before end.
    end: usize,
}

/// Streets and their references to nodes, from one block or from all.
#[derive(Debug, Default)]
pub(super) struct Ways {
    ways: Vec<StreetWay>,
    pub(super) references: Vec<i64>,
    /// Whether the block holds nodes, so that it is read again.
    pub(super) has_nodes: bool,
}

impl Ways {
    pub(super) fn len(&self) -> usize {
        self.ways.len()
    }

    /// The streets of a block; what else is in it is counted.
    pub(super) fn read(
        block: &Block<'_>,
        references_max: u64,
        report: &mut OsmReport,
    ) -> Result<Self, Fault> {
        let mut ways = Self::default();
        block.each(|thing| {
            match thing {
                Things::Node(_) | Things::Dense(_) => ways.has_nodes = true,
                Things::Way(message) => {
                    ways.read_way(block.strings(), message, report)?;
                    if ways.references.len() as u64 > references_max {
                        let shown = format!("references_max = {references_max}");
                        return Err(Fault::new(OsmCode::Limit, message.at(), shown));
                    }
                }
                Things::Relation => report.relations += 1,
            }
            Ok(())
        })?;
        Ok(ways)
    }

    fn read_way(
        &mut self,
        strings: &Strings<'_>,
        mut message: Bytes<'_>,
        report: &mut OsmReport,
    ) -> Result<(), Fault> {
        let (mut id, mut keys, mut values, mut references) = (None, None, None, None);
        while let Some(field) = message.field()? {
            match field.number {
                1 => field.number_once(&mut id, "id")?,
                2 => field.bytes_once(&mut keys, "keys")?,
                3 => field.bytes_once(&mut values, "vals")?,
                8 => field.bytes_once(&mut references, "refs")?,
                _ => {}
            }
        }
        let id = id.ok_or_else(|| Fault::new(OsmCode::BadMessage, message.at(), "way without id"))? as i64;
        let tags = Tags::read(strings, keys.unwrap_or_default(), values.unwrap_or_default())?;
        report.ways += 1;
        match of_way(&tags) {
            Kind::NoStreet => return Ok(()),
            Kind::OtherHighway => report.other_highways += 1,
            Kind::Closed => report.closed_ways += 1,
            Kind::Street(street) => {
                let unread = |speed: &&[u8]| speed_m_per_h(speed).is_none();
                report.unread_speeds += u64::from(tags.get(Key::MaxSpeed).filter(unread).is_some());
                let mut references = references.unwrap_or_default();
                let (mut node, mut before) = (0, None);
                while !references.is_empty() {
                    references.add_signed(&mut node, "refs")?;
                    // The same node twice in a row is one point.
                    if before.replace(node) != Some(node) {
                        self.references.push(node);
                    }
                }
                self.ways.push(StreetWay { id, street, end: self.references.len() });
            }
        }
        Ok(())
    }

    /// Adds those of the next block.
    pub(super) fn append(&mut self, mut next: Self) {
        let start = self.references.len();
        self.references.append(&mut next.references);
        self.ways.extend(next.ways.into_iter().map(|way| StreetWay { end: start + way.end, ..way }));
    }

    /// The streets with their references.
    pub(super) fn iter(&self) -> impl Iterator<Item = (StreetWay, &[i64])> {
        let mut start = 0;
        self.ways.iter().map(move |&way| {
            let references = self.references.get(start..way.end).unwrap_or_default();
            start = way.end;
            (way, references)
        })
    }

    /// Keeps the first way of each id; gives how many others there were.
    pub(super) fn keep_first(&mut self) -> u64 {
        // Files in use are sorted, and then there is nothing to do.
        if self.ways.is_sorted_by(|one, next| one.id < next.id) {
            return 0;
        }
        let mut order: Vec<(i64, usize)> = self.ways.iter().map(|way| way.id).zip(0..).collect();
        order.sort_unstable();
        let again = order.array_windows().filter(|[one, next]| one.0 == next.0).map(|[_, next]| next.1);
        let mut again: Vec<usize> = again.collect();
        again.sort_unstable();
        let mut kept = Self::default();
        for (place, (way, references)) in self.iter().enumerate() {
            if again.binary_search(&place).is_err() {
                kept.references.extend_from_slice(references);
                kept.ways.push(StreetWay { end: kept.references.len(), ..way });
            }
        }
        *self = kept;
        again.len() as u64
    }
}
