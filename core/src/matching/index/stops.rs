//! Where the posts of an index lie on street networks, and what ways on them tell of blocks.

use std::sync::Arc;

use super::block::{BLOCK, has_way};
use super::{Row, index};
use crate::matching::prepared::PreparedPost;
use crate::matching::streets::Roads;
use crate::matching::ways::Ways;
use crate::place::{Snap, Stops};

/// Posts on one network, by slot: those to which there is a way.
#[derive(Debug)]
pub(super) struct PostStops {
    stops: Stops,
    /// For each block 1 where the way to some post is a straight line.
    off: Vec<f32>,
}

/// What ways on streets tell of blocks.
#[derive(Clone, Copy)]
pub(super) struct StreetBounds<'a> {
    /// For each block the least seconds to a post of it on the streets; infinite where none is reached.
    pub(super) least_s: &'a [f32],
    /// For each block 1 where the way to some post is a straight line.
    pub(super) off: &'a [f32],
    /// How far a post on the streets may be in a straight line.
    pub(super) line_m: f32,
    /// Whether a post on the streets that is not reached is excluded.
    pub(super) is_limited: bool,
}

impl PostStops {
    /// For each network of a matcher the posts of an index, by its place among the stops of a post.
    pub(super) fn of_all(roads: &Roads, posts: &[Arc<PreparedPost>], rows: &[Row]) -> Vec<Option<Self>> {
        let mut all = Vec::new();
        for (place, road) in roads.iter() {
            let stop = |row: &Row| posts.get(index(row.number))?.stop(place).copied();
            let snaps: Vec<Option<Snap>> = rows.iter().map(stop).collect();
            let is_off = |(rows, snaps): (&[Row], &[Option<Snap>])| {
                rows.iter().zip(snaps).any(|(row, snap)| has_way(row) && snap.is_none())
            };
            let blocks = rows.chunks(BLOCK).zip(snaps.chunks(BLOCK));
            let off = blocks.map(|block| f32::from(u8::from(is_off(block)))).collect();
            all.resize_with(place + 1, || None);
            if let Some(last) = all.last_mut() {
                *last = Some(Self { stops: Stops::new(road.network(), snaps), off });
            }
        }
        all
    }

    /// Where the post at a slot lies; `None` for one off the streets, and where there is no one way.
    pub(super) fn at(&self, slot: usize) -> Option<&Snap> {
        self.stops.at(slot)
    }

    /// Notes for every block the least seconds to a post of it on the streets.
    pub(super) fn least_s(&self, ways: &Ways<'_>, least_s: &mut Vec<f32>) {
        least_s.clear();
        least_s.resize(self.off.len(), f32::INFINITY);
        let Some((network, journeys)) = ways.within_limit() else { return };
        journeys.for_each(network, &self.stops, |slot, time_ds| {
            if let Some(least_s) = least_s.get_mut(index(slot) / BLOCK) {
                *least_s = least_s.min(time_ds as f32 / 10.0);
            }
        });
    }

    pub(super) fn bounds<'a>(&'a self, ways: &Ways<'_>, line_m: u32, least_s: &'a [f32]) -> StreetBounds<'a> {
        StreetBounds { least_s, off: &self.off, line_m: line_m as f32, is_limited: ways.is_limited() }
    }
}
