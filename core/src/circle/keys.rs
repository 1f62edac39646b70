//! From the keys of tables to places in them.

use std::collections::HashMap;

use super::{CircleCode, CircleError};
use crate::threads::Threads;

/// A column of keys (主键列).
#[derive(Debug, Clone)]
pub enum Keys<'a> {
    /// Whole numbers.
    Integers(std::borrow::Cow<'a, [i64]>),
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
}

impl Side {
    fn name(self) -> &'static str {
        if self == Self::Demand { "demand" } else { "supply" }
    }

    fn duplicate(self, row: usize) -> CircleError {
        let codes = [CircleCode::DuplicateDemand, CircleCode::DuplicateSupply];
        let [demand, supply] = codes;
        CircleError::at_row(if self == Self::Demand { demand } else { supply }, self.name(), row)
    }

    fn unknown(self, row: usize) -> CircleError {
        let code = if self == Self::Demand { CircleCode::UnknownDemand } else { CircleCode::UnknownSupply };
        CircleError::at_row(code, "costs", row)
    }
}

/// No place.
const NOWHERE: u32 = u32::MAX;

/// The place in the table `of` of every key that the costs name. A number and its text are the same key.
pub(super) fn places(
    of: &Keys<'_>,
    named: &Keys<'_>,
    side: Side,
    threads: &Threads,
) -> Result<Vec<u32>, CircleError> {
    let texts = |keys: &[i64]| keys.iter().map(i64::to_string).collect::<Vec<String>>();
    match (of, named) {
        (Keys::Integers(of), Keys::Integers(named)) => of_integers(of, named, side, threads),
        (Keys::Texts(of), Keys::Texts(named)) => of_texts(of, named, side, threads),
        (Keys::Integers(of), Keys::Texts(named)) => {
            let of = texts(of);
            of_texts(&of.iter().map(String::as_str).collect::<Vec<_>>(), named, side, threads)
        }
        (Keys::Texts(of), Keys::Integers(named)) => {
            let named = texts(named);
            of_texts(of, &named.iter().map(String::as_str).collect::<Vec<_>>(), side, threads)
        }
    }
}

fn of_integers(of: &[i64], named: &[i64], side: Side, threads: &Threads) -> Result<Vec<u32>, CircleError> {
    let (Some(&least), Some(&most)) = (of.iter().min(), of.iter().max()) else {
        return find(named, side, threads, |_| None);
    };
    // Numbers that lie close together, such as 1 to n, are found in a plain list.
    if most.abs_diff(least) <= 4 * of.len() as u64 + 1024 {
        let mut list = vec![NOWHERE; most.abs_diff(least) as usize + 1];
        for (row, (key, place)) in of.iter().zip(0..).enumerate() {
            match list.get_mut(key.abs_diff(least) as usize) {
                Some(found) if *found == NOWHERE => *found = place,
                _ => return Err(side.duplicate(row)),
            }
        }
        let place = |&key: &i64| {
            let found = usize::try_from(key.wrapping_sub(least)).ok().and_then(|place| list.get(place));
            found.copied().filter(|&place| key >= least && place != NOWHERE)
        };
        return find(named, side, threads, place);
    }
    let table = table(of.iter().copied(), side)?;
    find(named, side, threads, |key| table.get(key).copied())
}

fn of_texts(of: &[&str], named: &[&str], side: Side, threads: &Threads) -> Result<Vec<u32>, CircleError> {
    let table = table(of.iter().copied(), side)?;
    find(named, side, threads, |key| table.get(key).copied())
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

fn find<K: Sync>(
    named: &[K],
    side: Side,
    threads: &Threads,
    place: impl Fn(&K) -> Option<u32> + Sync,
) -> Result<Vec<u32>, CircleError> {
    let stretches: Vec<(usize, &[K])> = named.chunks(1 << 16).enumerate().collect();
    let found = threads.map(stretches, |(stretch, keys)| {
        let places: Vec<u32> = keys.iter().map(|key| place(key).unwrap_or(NOWHERE)).collect();
        match places.iter().position(|&place| place == NOWHERE) {
            Some(row) => Err(side.unknown((stretch << 16) + row)),
            None => Ok(places),
        }
    });
    Ok(found.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
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
            of in prop::collection::vec(-6_i64..12, 0..9), named in prop::collection::vec(-8_i64..14, 0..20), apart in any::<bool>(),
        ) {
            let far = if apart { 1 << 58 } else { 1 };
            let of: Vec<i64> = of.iter().map(|key| key * far).collect();
            let named: Vec<i64> = named.iter().map(|key| key * far).collect();
            let twice = (0..of.len()).find(|&row| of[..row].contains(&of[row]));
            let place = |key: &i64| of.iter().position(|one| one == key);
            let expected = match (twice, named.iter().position(|key| place(key).is_none())) {
                (Some(row), _) => Err(CircleError::at_row(CircleCode::DuplicateSupply, "supply", row)),
                (None, Some(row)) => Err(CircleError::at_row(CircleCode::UnknownSupply, "costs", row)),
                (None, None) => Ok(named.iter().map(|key| place(key).unwrap() as u32).collect()),
            };
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
                    prop_assert_eq!(&places(of, named, Side::Supply, &Threads::one()), &expected);
                }
            }
        }
    }
}
