//! From the keys of tables to places in them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::{CircleCode, CircleError};

/// A column of keys (主键列).
#[derive(Debug, Clone)]
pub enum Keys<'a> {
    /// Whole numbers.
    Integers(Cow<'a, [i64]>),
    /// Texts.
    Texts(Vec<&'a str>),
}

impl Keys<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Integers(keys) => keys.len(),
            Self::Texts(keys) => keys.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Which table keys belong to, for what is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Demand,
    Supply,
    /// Candidates of siting, which may supply.
    Candidates,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Demand => "demand",
            Self::Supply => "supply",
            Self::Candidates => "candidates",
        }
    }

    fn duplicate(self, row: usize) -> CircleError {
        let codes = [CircleCode::DuplicateDemand, CircleCode::DuplicateSupply];
        let [demand, supply] = codes;
        CircleError::at_row(if self == Self::Demand { demand } else { supply }, self.name(), row)
    }
}

/// No place; tables have no more rows.
const NOWHERE: u32 = u32::MAX;

/// A column of places in a table; [`NOWHERE`] or beyond the table where there is none.
pub(super) enum Places<'a> {
    Known(&'a [u32]),
    Found(Vec<u32>),
    /// Numbers that lie close together, such as 1 to n, in a plain list from the least on.
    Listed {
        keys: &'a [i64],
        least: i64,
        list: Vec<u32>,
    },
    /// Numbers that count the rows, from the least on.
    Counted {
        keys: &'a [i64],
        least: i64,
    },
}

impl<'a> Places<'a> {
    /// The places in the table `of` of the keys that the costs name. A number and its text are the same key.
    pub(super) fn of(of: &Keys<'_>, named: &'a Keys<'_>, side: Side) -> Result<Self, CircleError> {
        let texts = |keys: &[i64]| keys.iter().map(i64::to_string).collect::<Vec<String>>();
        match (of, named) {
            (Keys::Integers(of), Keys::Integers(named)) => Self::of_integers(of, named, side),
            (Keys::Texts(of), Keys::Texts(named)) => Self::found(of, named, side),
            (Keys::Integers(of), Keys::Texts(named)) => {
                let of = texts(of);
                Self::found(&of.iter().map(String::as_str).collect::<Vec<_>>(), named, side)
            }
            (Keys::Texts(of), Keys::Integers(named)) => {
                let named = texts(named);
                Self::found(of, &named.iter().map(String::as_str).collect::<Vec<_>>(), side)
            }
        }
    }

    fn of_integers(of: &[i64], named: &'a [i64], side: Side) -> Result<Self, CircleError> {
        let (least, most) = (of.iter().min().copied().unwrap_or(0), of.iter().max().copied().unwrap_or(0));
        if most.abs_diff(least) > 4 * of.len() as u64 + 1024 {
            return Self::found(of, named, side);
        }
        let mut list = vec![NOWHERE; most.abs_diff(least) as usize + 1];
        for (row, (key, place)) in of.iter().zip(0..).enumerate() {
            match list.get_mut(key.abs_diff(least) as usize) {
                Some(found) if *found == NOWHERE => *found = place,
                _ => return Err(side.duplicate(row)),
            }
        }
        let counted = list.len() == of.len() && list.iter().copied().eq(0..of.len() as u32);
        Ok(if counted {
            Self::Counted { keys: named, least }
        } else {
            Self::Listed { keys: named, least, list }
        })
    }

    fn found<K: std::hash::Hash + Eq>(of: &[K], named: &[K], side: Side) -> Result<Self, CircleError> {
        let table = table(of.iter(), side)?;
        Ok(Self::Found(named.iter().map(|key| table.get(key).copied().unwrap_or(NOWHERE)).collect()))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Known(places) => places.len(),
            Self::Found(places) => places.len(),
            Self::Listed { keys, .. } | Self::Counted { keys, .. } => keys.len(),
        }
    }

    /// Whether [`Self::get`] has to look at keys.
    pub(super) fn are_looked_up(&self) -> bool {
        matches!(self, Self::Listed { .. } | Self::Counted { .. })
    }

    /// The places of some rows, looked up into `found` if need be.
    #[inline]
    pub(super) fn get<'b>(&'b self, rows: Range<usize>, found: &'b mut Vec<u32>) -> &'b [u32] {
        match self {
            Self::Known(places) => places.get(rows).unwrap_or_default(),
            Self::Found(places) => places.get(rows).unwrap_or_default(),
            Self::Listed { .. } | Self::Counted { .. } => {
                found.clear();
                self.look_up(rows, found);
                found
            }
        }
    }

    /// Adds the places of some rows to those that were found.
    #[inline]
    pub(super) fn look_up(&self, rows: Range<usize>, found: &mut Vec<u32>) {
        match self {
            Self::Known(places) => found.extend_from_slice(places.get(rows).unwrap_or_default()),
            Self::Found(places) => found.extend_from_slice(places.get(rows).unwrap_or_default()),
            Self::Listed { keys, least, list } => {
                let keys = keys.get(rows).unwrap_or_default();
                found.extend(keys.iter().map(|key| listed(*key, *least, list)));
            }
            Self::Counted { keys, least } => {
                let keys = keys.get(rows).unwrap_or_default();
                // A lesser key wraps around to a number beyond all. Rarely does one not fit: all are looked at together,
                // and only then one by one.
                let from_least = |key: &i64| key.wrapping_sub(*least) as u64;
                if keys.iter().fold(0, |bits, key| bits | from_least(key)) <= u64::from(u32::MAX) {
                    found.extend(keys.iter().map(|key| from_least(key) as u32));
                } else {
                    found.extend(keys.iter().map(|key| counted(*key, *least)));
                }
            }
        }
    }

    /// Adds the runs of rows that name one place to others.
    pub(super) fn find_runs(&self, rows: Range<usize>, runs: &mut Vec<Run>) {
        match self {
            Self::Known(places) => add_runs(places.get(rows), runs, |place| place),
            Self::Found(places) => add_runs(places.get(rows), runs, |place| place),
            Self::Listed { keys, least, list } => {
                add_runs(keys.get(rows), runs, |key| listed(key, *least, list));
            }
            Self::Counted { keys, least } => add_runs(keys.get(rows), runs, |key| counted(key, *least)),
        }
    }

    /// The first row that names a place beyond a table of `all` rows.
    pub(super) fn first_beyond(&self, all: usize) -> Option<usize> {
        let mut found = Vec::new();
        self.get(0..self.len(), &mut found).iter().position(|&place| place as usize >= all)
    }
}

fn listed(key: i64, least: i64, list: &[u32]) -> u32 {
    // A lesser key wraps around to a number beyond any list.
    let place = usize::try_from(key.wrapping_sub(least) as u64).ok().and_then(|place| list.get(place));
    place.copied().unwrap_or(NOWHERE)
}

fn counted(key: i64, least: i64) -> u32 {
    u32::try_from(key.wrapping_sub(least) as u64).unwrap_or(NOWHERE)
}

/// Rows one after another that name one demand point.
pub(super) struct Run {
    pub(super) demand: u32,
    pub(super) length: u32,
}

fn add_runs<K: Copy + PartialEq>(keys: Option<&[K]>, runs: &mut Vec<Run>, place: impl Fn(K) -> u32) {
    let mut keys = keys.unwrap_or_default();
    while let Some(&key) = keys.first() {
        // Eight are compared at once if two are alike, then those of the eight that are not.
        let is_alike = |one: &K| *one == key;
        let eights = if keys.get(1).is_some_and(is_alike) { keys.as_chunks::<8>().0 } else { &[] };
        let all_alike = |eight: &&[K; 8]| eight.iter().fold(true, |all, one| all & is_alike(one));
        let alike = 8 * eights.iter().take_while(all_alike).count();
        let rest = keys.iter().skip(alike).take_while(|one| is_alike(one)).count();
        let length = alike + rest;
        runs.push(Run { demand: place(key), length: length as u32 });
        keys = keys.get(length..).unwrap_or_default();
    }
}

/// Places by key. It is only asked, so that its order is never seen.
fn table<K: std::hash::Hash + Eq>(
    keys: impl Iterator<Item = K>,
    side: Side,
) -> Result<HashMap<K, u32>, CircleError> {
    let mut table = HashMap::new();
    for (row, (key, place)) in keys.zip(0..).enumerate() {
        if table.insert(key, place).is_some() {
            return Err(side.duplicate(row));
        }
    }
    Ok(table)
}

/// Refuses a table that has one key twice.
pub(super) fn check_unique(of: &Keys<'_>, side: Side) -> Result<(), CircleError> {
    match of {
        Keys::Integers(keys) => table(keys.iter(), side).map(|_| ()),
        Keys::Texts(keys) => table(keys.iter(), side).map(|_| ()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Numbers close together, numbers apart and texts: one answer, the one of looking at each.
        #[test]
        fn every_way_finds_the_same(
            of in prop::collection::vec(-6_i64..12, 0..9), named in prop::collection::vec(-8_i64..14, 0..20), apart in any::<bool>(), counted in any::<bool>(),
        ) {
            let far = if apart { 1 << 58 } else { 1 };
            let of: Vec<i64> = if counted { (-2..of.len() as i64).collect() } else { of };
            let of: Vec<i64> = of.iter().map(|key| key * far).collect();
            let named: Vec<i64> = named.iter().map(|key| key * far).collect();
            let twice = (0..of.len()).find(|&row| of[..row].contains(&of[row]));
            let place = |key: &i64| of.iter().position(|one| one == key);
            let expected: Vec<u32> =
                named.iter().map(|key| place(key).map_or(NOWHERE, |place| place as u32)).collect();
            let text = |keys: &[i64]| keys.iter().map(i64::to_string).collect::<Vec<_>>();
            let (of_text, named_text) = (text(&of), text(&named));
            let (of_text, named_text) = (
                Keys::Texts(of_text.iter().map(String::as_str).collect()),
                Keys::Texts(named_text.iter().map(String::as_str).collect()),
            );
            let (of, named) = (Keys::Integers((&of).into()), Keys::Integers((&named).into()));
            for of in [&of, &of_text] {
                prop_assert_eq!(check_unique(of, Side::Supply).is_ok(), twice.is_none());
                for named in [&named, &named_text] {
                    let found = Places::of(of, named, Side::Supply);
                    let all = 0..named.len();
                    let beyond = |place: &u32| if *place < of.len() as u32 { *place } else { NOWHERE };
                    let found = found.map(|places| {
                        let mut runs = Vec::new();
                        places.find_runs(all.clone(), &mut runs);
                        let by_runs = runs.iter().flat_map(|run| vec![beyond(&run.demand); run.length as usize]);
                        let found = places.get(all, &mut Vec::new()).iter().map(beyond).collect::<Vec<_>>();
                        assert_eq!(by_runs.collect::<Vec<_>>(), found);
                        found
                    });
                    let twice = twice.map(|row| CircleError::at_row(CircleCode::DuplicateSupply, "supply", row));
                    prop_assert_eq!(found, twice.map_or(Ok(expected.clone()), Err));
                }
            }
        }
    }
}
