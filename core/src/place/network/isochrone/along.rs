//! What of a street is within a bound, and when which place of it is reached (路段可达部分).

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

    /// The time at each place of the street, as straight lines over shares of it: the share and the time where each begins
    /// and ends. Shares that are not reached have none.
    pub(super) fn times(&self, mut each: impl FnMut([f64; 2], Option<[f64; 2]>)) {
        /// A way in: over which shares it leads, the time at share 0 if it began there, and the time for the whole street.
        type Line = ([f64; 2], f64, f64);
        let mut lines: [Option<Line>; 4] = [None; 4];
        let (away_ds, back_ds) = (f64::from(self.away_ds), f64::from(self.back_ds));
        let mut marks = [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        if let Some(from_ds) = self.from_ds {
            lines[0] = Some(([0.0, 1.0], f64::from(from_ds), away_ds));
        }
        if let Some(to_ds) = self.to_ds {
            lines[1] = Some(([0.0, 1.0], f64::from(to_ds) + back_ds, -back_ds));
        }
        if let Some((at, time_ds)) = self.origin {
            let (share, time_ds) = (at.share(), f64::from(time_ds));
            if self.away_ds != CLOSED {
                lines[2] = Some(([share, 1.0], time_ds - away_ds * share, away_ds));
            }
            if self.back_ds != CLOSED {
                lines[3] = Some(([0.0, share], time_ds + back_ds * share, -back_ds));
            }
            marks[2] = share;
        }
        // Where a rising and a falling line meet; there are at most four such pairs.
        let mut next = 3;
        for rising in [0, 2] {
            for falling in [1, 3] {
                let pair = (lines.get(rising).copied().flatten(), lines.get(falling).copied().flatten());
                if let (Some((_, start, slope)), Some((_, other, fall))) = pair
                    && slope > fall
                    && let Some(mark) = marks.get_mut(next)
                {
                    *mark = ((other - start) / (slope - fall)).clamp(0.0, 1.0);
                    next += 1;
                }
            }
        }
        marks.sort_unstable_by(f64::total_cmp);
        for ends in marks.windows(2) {
            let [first, last] = ends else { continue };
            if first == last {
                continue;
            }
            let middle = (first + last) / 2.0;
            let open = lines.iter().flatten().filter(|([from, to], ..)| *from <= middle && middle <= *to);
            let time_at = |(_, start, slope): &Line, share: f64| start + slope * share;
            let least = open.min_by(|one, other| time_at(one, middle).total_cmp(&time_at(other, middle)));
            each([*first, *last], least.map(|line| [time_at(line, *first), time_at(line, *last)]));
        }
    }
}
