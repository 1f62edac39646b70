//! Items by group, in one array.

use std::ops::RangeInclusive;

/// The items of each group side by side, in the order in which they were given.
#[derive(Debug, Clone)]
pub(crate) struct Grouped<T> {
    /// Where the items of each group begin, and where those of the last end.
    first: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Grouped<T> {
    /// From a visit that gives every item with its group, and the same when it is made again; `filler` is any item.
    pub(crate) fn new(groups: usize, filler: T, visit: impl Fn(&mut dyn FnMut(u32, T))) -> Self {
        let mut first = vec![0_u32; groups + 1];
        visit(&mut |group, _| {
            if let Some(count) = first.get_mut(group as usize) {
                *count += 1;
            }
        });
        let mut sum = 0;
        for count in &mut first {
            sum += std::mem::replace(count, sum);
        }
        let mut items = vec![filler; sum as usize];
        visit(&mut |group, item| {
            if let Some(place) = first.get_mut(group as usize) {
                if let Some(slot) = items.get_mut(*place as usize) {
                    *slot = item;
                }
                *place += 1;
            }
        });
        // Each group's place has come to where the next one's items begin.
        first.rotate_right(1);
        if let Some(start) = first.first_mut() {
            *start = 0;
        }
        Self { first, items }
    }

    /// Puts the items of each group in order.
    pub(crate) fn sort(&mut self)
    where
        T: Ord,
    {
        for ends in self.first.windows(2) {
            if let [start, end] = ends
                && let Some(items) = self.items.get_mut(*start as usize..*end as usize)
            {
                items.sort_unstable();
            }
        }
    }

    #[inline]
    pub(crate) fn of(&self, group: u32) -> &[T] {
        match self.first.get(group as usize..) {
            Some([start, end, ..]) => self.items.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The items of groups that follow each other.
    pub(crate) fn of_all(&self, groups: RangeInclusive<u32>) -> &[T] {
        let place = |group: usize| self.first.get(group).map(|place| *place as usize);
        let (start, end) = (place(*groups.start() as usize), place(*groups.end() as usize + 1));
        start.zip(end).and_then(|(start, end)| self.items.get(start..end)).unwrap_or_default()
    }

    /// How many groups there are.
    pub(crate) fn groups(&self) -> usize {
        self.first.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn items_come_by_group_in_their_order(given in prop::collection::vec((0_u32..6, any::<u8>()), 0..40)) {
            let grouped = Grouped::new(6, 0, |each| given.iter().for_each(|&(group, item)| each(group, item)));
            let of = |groups: RangeInclusive<u32>| -> Vec<u8> {
                let in_group = |group| given.iter().filter(move |one| one.0 == group).map(|one| one.1);
                groups.flat_map(in_group).collect()
            };
            for group in 0..6 {
                prop_assert_eq!(grouped.of(group), of(group..=group));
                prop_assert_eq!(grouped.of_all(1..=group), of(1..=group));
            }
            prop_assert!(grouped.of(6).is_empty() && grouped.groups() == 6);
            let mut sorted = grouped.clone();
            sorted.sort();
            for group in 0..6 {
                let mut items = grouped.of(group).to_vec();
                items.sort_unstable();
                prop_assert_eq!(sorted.of(group), items);
            }
        }
    }
}
