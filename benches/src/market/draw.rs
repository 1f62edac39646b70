//! Drawing by shares.

use crate::Numbers;

/// Places in a list, each with its share of all draws.
#[derive(Debug)]
pub(super) struct Shares(Vec<f64>);

impl Shares {
    pub(super) fn new(shares: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        Self(shares.into_iter().map(|share| (sum += share, sum).1).collect())
    }

    /// Zipf's law: the share of the `n`-th is `n` to the power of minus `exponent`.
    pub(super) fn zipf(count: usize, exponent: f64) -> Self {
        Self::new((1..=count).map(|rank| (rank as f64).powf(-exponent)))
    }

    /// A place in the list.
    pub(super) fn draw(&self, numbers: &mut Numbers) -> usize {
        let at = numbers.unit() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|end| *end <= at).min(self.0.len().saturating_sub(1))
    }
}

/// Words with their shares.
#[derive(Debug)]
pub(super) struct Choice<T> {
    items: Vec<T>,
    shares: Shares,
}

impl<T: Clone> Choice<T> {
    pub(super) fn new(items: impl IntoIterator<Item = (T, f64)>) -> Self {
        let (items, shares): (Vec<T>, Vec<f64>) = items.into_iter().unzip();
        Self { items, shares: Shares::new(shares) }
    }

    /// One of them; none in a share of all cases.
    pub(super) fn draw(&self, numbers: &mut Numbers, none: f64) -> Option<T> {
        if numbers.chance(none) {
            return None;
        }
        self.items.get(self.shares.draw(numbers)).cloned()
    }
}

/// One of items that are equally common.
pub(super) fn any<T: Copy + Default>(items: &[T], numbers: &mut Numbers) -> T {
    let place = usize::try_from(numbers.below(items.len() as u64)).unwrap_or_default();
    items.get(place).copied().unwrap_or_default()
}
