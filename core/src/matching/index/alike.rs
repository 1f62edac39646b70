//! Numbers for what many posts have alike, by fingerprints that are made once for a post.

use std::collections::HashMap;

use super::number;

/// Numbers values in the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Alike(HashMap<u64, u32>);

impl Alike {
    /// The number of a value. `is_it` says whether a number that its print leads to is that of an equal value, and of a
    /// new number that it is: of two values with one print the later stands under the next print.
    pub(super) fn number(&mut self, print: u64, mut is_it: impl FnMut(u32) -> bool) -> u32 {
        let mut print = print;
        loop {
            let next = number(self.0.len());
            let known = *self.0.entry(print).or_insert(next);
            if is_it(known) {
                return known;
            }
            print = print.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_one_print_keep_apart() {
        let (mut alike, mut values) = (Alike::default(), Vec::new());
        let mut number_of = |value: &'static str| {
            alike.number(7, |known| match values.get(usize::try_from(known).unwrap()) {
                Some(other) => *other == value,
                None => {
                    values.push(value);
                    true
                }
            })
        };
        assert_eq!(["a", "b", "a", "c", "b"].map(&mut number_of), [0, 1, 0, 2, 1]);
    }
}
