//! Prices that change with the count (分段计价).

use serde::{Deserialize, Serialize};

use crate::model::Fen;

/// A price from the `from`-th one on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PriceBand"))]
pub struct Band {
    /// The first one that has this price, counted from 1.
    pub from: u32,
    /// The price of each.
    #[serde(rename = "price_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub price: Fen,
}

/// How bands are meant; contracts know both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BandMode {
    /// Each has the price of the band that its own number is in (超额累计).
    #[default]
    Marginal,
    /// All have the price of the band that the count has reached (全额累计).
    Whole,
}

/// One price, or bands of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    mode: BandMode,
    /// Rising in `from`, the first from 1.
    bands: Vec<Band>,
}

impl Price {
    /// The same price for each.
    pub(super) fn flat(price: Fen) -> Self {
        Self { mode: BandMode::Marginal, bands: vec![Band { from: 1, price }] }
    }

    /// Bands that begin at 1 and rise; otherwise `None`.
    pub(super) fn new(bands: Vec<Band>, mode: BandMode) -> Option<Self> {
        let begins = bands.first().is_some_and(|band| band.from == 1);
        let rises = bands.windows(2).all(|pair| matches!(pair, [one, next] if one.from < next.from));
        (begins && rises).then_some(Self { mode, bands })
    }

    /// Whether the price of the first depends on how many follow.
    pub(super) fn is_whole(&self) -> bool {
        self.mode == BandMode::Whole
    }

    /// The price of the `number`-th one, counted from 1.
    pub(super) fn at(&self, number: u64) -> Fen {
        let after = self.bands.partition_point(|band| u64::from(band.from) <= number);
        self.bands.get(after.saturating_sub(1)).map_or(Fen::ZERO, |band| band.price)
    }

    /// The price of `quantity` more after `before`, in parts of equal price: how many, and the price of each.
    ///
    /// In whole bands the price is that of the `reached`-th.
    pub(super) fn parts(&self, before: u64, quantity: u32, reached: u64) -> Vec<(u32, Fen)> {
        if self.is_whole() {
            return vec![(quantity, self.at(reached))];
        }
        let mut parts: Vec<(u32, Fen)> = Vec::new();
        let (mut next, end) = (before.saturating_add(1), before.saturating_add(u64::from(quantity)));
        while next <= end {
            let after = self.bands.partition_point(|band| u64::from(band.from) <= next);
            let band_end = self.bands.get(after).map_or(end, |band| end.min(u64::from(band.from) - 1));
            let price = self.at(next);
            // No more than `quantity`, so it fits.
            let many = u32::try_from(band_end - next + 1).unwrap_or(quantity);
            match parts.last_mut() {
                Some((last, same)) if *same == price => *last = last.saturating_add(many),
                _ => parts.push((many, price)),
            }
            next = band_end.saturating_add(1);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(mode: BandMode) -> Price {
        let band = |from, fen| Band { from, price: Fen::new(fen).unwrap() };
        Price::new(vec![band(1, 500), band(4, 300), band(6, 300), band(8, 100)], mode).unwrap()
    }

    /// Parts add up to pricing one by one, wherever the count stands.
    #[test]
    fn parts_are_what_counting_one_by_one_gives() {
        let price = price(BandMode::Marginal);
        for before in 0..12_u64 {
            for quantity in 0..12_u32 {
                let parts = price.parts(before, quantity, 99);
                let of_parts: i64 = parts.iter().map(|(many, fen)| i64::from(*many) * fen.get()).sum();
                let one_by_one: i64 = (1..=u64::from(quantity))
                    .map(|more| match before + more {
                        0..=3 => 500,
                        4..=7 => 300,
                        _ => 100,
                    })
                    .sum();
                assert_eq!(of_parts, one_by_one, "{quantity} after {before}");
                assert_eq!(parts.iter().map(|(many, _)| many).sum::<u32>(), quantity);
                assert!(parts.len() <= 3, "equal prices are one part");
            }
        }
    }

    #[test]
    fn whole_bands_price_all_by_the_count_reached() {
        let price = price(BandMode::Whole);
        assert_eq!(price.parts(0, 9, 3), [(9, Fen::new(500).unwrap())]);
        assert_eq!(price.parts(0, 9, 8), [(9, Fen::new(100).unwrap())]);
    }

    #[test]
    fn bands_begin_at_one_and_rise() {
        for froms in [vec![], vec![2], vec![0, 1], vec![1, 1], vec![1, 5, 4]] {
            let bands = froms.iter().map(|from| Band { from: *from, price: Fen::ZERO }).collect();
            assert!(Price::new(bands, BandMode::Marginal).is_none(), "{froms:?}");
        }
    }
}
