//! What of a street is within a bound (路段可达部分).

use crate::place::network::build::{CLOSED, Direction, Stretch};
use crate::place::network::search::{Cost, Search};
use crate::place::network::snap::{Part, Snap};

/// The ways by which places of a street are reached: from its two ends and, on the origin's own street, from there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entries {
    /// Times along the whole street, away from its first end and towards it, or [`CLOSED`].
    away_ds: u32,
    back_ds: u32,
    /// Times at the ends, if they are reached.
    from_ds: Option<u32>,
    to_ds: Option<u32>,
    origin: Option<(Part, u32)>,
}

impl Entries {
    pub(super) fn new(
        (number, street): (u32, &Stretch),
        origin: &Snap,
        direction: Direction,
        search: &Search<Cost>,
    ) -> Self {
        let time_ds = |node: u32| search.label(node).map(Cost::time_ds);
        // To get to the origin from a place, one leaves the street the other way round.
        let (away_ds, back_ds) = match direction {
            Direction::From => (street.forward_ds, street.backward_ds),
            Direction::To => (street.backward_ds, street.forward_ds),
        };
        let is_own = number == origin.street;
        Self {
            away_ds,
            back_ds,
            from_ds: time_ds(street.from).filter(|_| away_ds != CLOSED),
            to_ds: time_ds(street.to).filter(|_| back_ds != CLOSED),
            origin: is_own.then(|| (origin.part, origin.off_street.time_ds())),
        }
    }

    /// Whether there is a way in.
    pub(super) fn any(&self) -> bool {
        self.from_ds.is_some() || self.to_ds.is_some() || self.origin.is_some()
    }

    /// The parts of the street within a bound, in order and apart.
    pub(super) fn within(&self, bound_ds: u32) -> Vec<(Part, Part)> {
        let mut found = Vec::new();
        let left_ds = |time_ds: Option<u32>| time_ds.and_then(|time_ds| bound_ds.checked_sub(time_ds));
        if let Some(left_ds) = left_ds(self.from_ds) {
            found.push((Part::START, Part::last_within(self.away_ds, left_ds)));
        }
        if let Some(left_ds) = left_ds(self.to_ds) {
            let before_ds = self.back_ds.saturating_sub(left_ds);
            found.push((Part::first_after(self.back_ds, before_ds), Part::END));
        }
        if let Some((at, time_ds)) = self.origin
            && let Some(left_ds) = left_ds(Some(time_ds))
        {
            let (mut first, mut last) = (at, at);
            if self.away_ds != CLOSED {
                last = Part::last_within(self.away_ds, at.of(self.away_ds) + left_ds);
            }
            if self.back_ds != CLOSED {
                first = Part::first_after(self.back_ds, at.of(self.back_ds).saturating_sub(left_ds));
            }
            found.push((first, last));
        }
        found.sort_unstable();
        let mut apart: Vec<(Part, Part)> = Vec::with_capacity(found.len());
        for (first, last) in found {
            match apart.last_mut() {
                Some(before) if first <= before.1.next() => before.1 = before.1.max(last),
                _ => apart.push((first, last)),
            }
        }
        apart
    }
}
