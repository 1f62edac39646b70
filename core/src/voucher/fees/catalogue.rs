//! What is bought at which price from which day on (政府购买目录).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::price::{Band, BandMode, Price};
use super::{FeeCode, FeeError, LIST_LEN_MAX};
use crate::model::Fen;
use crate::voucher::{ItemId, MilestoneId, VersionId};

/// What a fee counts (计费方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Basis {
    /// Persons, each once (计人).
    Person,
    /// Services, as often as they are given (计服务).
    Service,
    /// Results reached, each once for a person (按绩效).
    Performance,
}

/// A version of the catalogue as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogueVersion {
    /// Its id; statements name it.
    pub version: VersionId,
    /// The first day on which it holds.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The first day on which it no longer holds; without it, it holds until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub until: Option<NaiveDate>,
    /// What is bought.
    pub items: Vec<CatalogueItem>,
}

/// An item of the catalogue: one price, or bands, or by performance a price for each milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogueItem {
    /// The item.
    pub item: ItemId,
    /// What is counted. What is to be paid on two bases, such as a sum for each person and one for each success, is two
    /// items.
    pub basis: Basis,
    /// The price of each.
    #[serde(rename = "price_fen", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    pub price: Option<Fen>,
    /// Prices that change with the count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// How bands are meant.
    #[serde(default)]
    pub band_mode: BandMode,
    /// The price of each result.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<MilestonePrice>,
}

/// What a result is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MilestonePrice {
    /// The result, such as `contract_signed`, `insured_3`, `insured_6`, `insured_12`.
    pub milestone: MilestoneId,
    /// Its price.
    #[serde(rename = "price_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub price: Fen,
}

/// How an item is paid, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pricing {
    /// For each person once.
    Person(Price),
    /// For each service.
    Service(Price),
    /// For each result of a person once.
    Performance(BTreeMap<MilestoneId, Fen>),
}

impl Pricing {
    /// What is counted.
    pub const fn basis(&self) -> Basis {
        match self {
            Self::Person(_) => Basis::Person,
            Self::Service(_) => Basis::Service,
            Self::Performance(_) => Basis::Performance,
        }
    }
}

/// The prices of one version, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceList {
    version: VersionId,
    from: NaiveDate,
    until: Option<NaiveDate>,
    items: BTreeMap<ItemId, Pricing>,
}

impl PriceList {
    /// The version's id.
    pub const fn version(&self) -> &VersionId {
        &self.version
    }

    /// The first day on which it holds.
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// How the item is paid; `None` if this version does not have it.
    pub fn pricing(&self, item: &ItemId) -> Option<&Pricing> {
        self.items.get(item)
    }
}

/// A purchase catalogue (政府购买目录): versions that follow each other without a gap.
///
/// ```
/// use doorstep::voucher::fees::{Catalogue, CatalogueVersion, FeeCode};
/// let item = r#"[{"item": "guidance", "basis": "person", "price_fen": 12000}]"#;
/// let read = |versions: &str| serde_json::from_str::<Vec<CatalogueVersion>>(&versions.replace("ITEMS", item)).unwrap();
/// let catalogue = Catalogue::new(read(
///     r#"[{"version": "2026-1", "from": "2026-01-01", "until": "2026-07-01", "items": ITEMS},
///         {"version": "2026-2", "from": "2026-07-01", "items": ITEMS}]"#,
/// ))?;
/// assert_eq!(catalogue.on("2026-06-30".parse().unwrap()).unwrap().version().as_str(), "2026-1");
/// let gap = Catalogue::new(read(
///     r#"[{"version": "2026-1", "from": "2026-01-01", "until": "2026-06-30", "items": ITEMS},
///         {"version": "2026-2", "from": "2026-07-01", "items": ITEMS}]"#,
/// ));
/// assert_eq!(gap.unwrap_err().code(), FeeCode::CatalogueGap);
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// By first day; each but the last ends on the day on which the next begins.
    lists: Vec<PriceList>,
}

impl Catalogue {
    /// Checks the versions, given in any order.
    ///
    /// # Errors
    /// `fee.catalogue_empty`, `fee.catalogue_gap`, `fee.catalogue_overlap`, `fee.dates_reversed`, `fee.duplicate` for a
    /// version, an item or a milestone that is there twice, `fee.price_shape`, `fee.bands_order`, and `fee.too_many` above
    /// [`LIST_LEN_MAX`] bands or milestones of an item.
    pub fn new(versions: Vec<CatalogueVersion>) -> Result<Self, FeeError> {
        let mut lists = Vec::with_capacity(versions.len());
        let mut seen = BTreeMap::new();
        for (place, version) in versions.into_iter().enumerate() {
            if seen.insert(version.version.clone(), place).is_some() {
                return Err(FeeError::new(FeeCode::Duplicate, format_args!("catalogue[{place}].version")));
            }
            lists.push((place, check_version(version, place)?));
        }
        lists.sort_by_key(|(_, list)| list.from);
        for pair in lists.windows(2) {
            let [(_, earlier), (place, later)] = pair else { continue };
            let refuse = |code| Err(FeeError::new(code, format_args!("catalogue[{place}].from")));
            match earlier.until {
                Some(until) if until == later.from => {}
                Some(until) if until < later.from => return refuse(FeeCode::CatalogueGap),
                Some(_) | None => return refuse(FeeCode::CatalogueOverlap),
            }
        }
        if lists.is_empty() {
            return Err(FeeError::new(FeeCode::CatalogueEmpty, "catalogue"));
        }
        Ok(Self { lists: lists.into_iter().map(|(_, list)| list).collect() })
    }

    /// The prices on a day; `None` before the first version and after the last.
    pub fn on(&self, day: NaiveDate) -> Option<&PriceList> {
        let after = self.lists.partition_point(|list| list.from <= day);
        let list = self.lists.get(after.checked_sub(1)?)?;
        list.until.is_none_or(|until| day < until).then_some(list)
    }
}

fn check_version(version: CatalogueVersion, place: usize) -> Result<PriceList, FeeError> {
    let CatalogueVersion { version, from, until, items: written } = version;
    if until.is_some_and(|until| until <= from) {
        return Err(FeeError::new(FeeCode::DatesReversed, format_args!("catalogue[{place}].until")));
    }
    let mut items = BTreeMap::new();
    for (row, item) in written.into_iter().enumerate() {
        let refuse = |code| FeeError::new(code, format_args!("catalogue[{place}].items[{row}]"));
        let id = item.item.clone();
        if items.insert(id, check_item(item).map_err(refuse)?).is_some() {
            return Err(refuse(FeeCode::Duplicate));
        }
    }
    Ok(PriceList { version, from, until, items })
}

fn check_item(item: CatalogueItem) -> Result<Pricing, FeeCode> {
    let CatalogueItem { item: _, basis, price, bands, band_mode, milestones } = item;
    if bands.len().max(milestones.len()) > LIST_LEN_MAX {
        return Err(FeeCode::TooMany);
    }
    if basis == Basis::Performance {
        if price.is_some() || !bands.is_empty() || milestones.is_empty() {
            return Err(FeeCode::PriceShape);
        }
        let mut prices = BTreeMap::new();
        for MilestonePrice { milestone, price } in milestones {
            if prices.insert(milestone, price).is_some() {
                return Err(FeeCode::Duplicate);
            }
        }
        return Ok(Pricing::Performance(prices));
    }
    if price.is_some() != bands.is_empty() || !milestones.is_empty() {
        return Err(FeeCode::PriceShape);
    }
    let price = match price {
        Some(price) => Price::flat(price),
        None => Price::new(bands, band_mode).ok_or(FeeCode::BandsOrder)?,
    };
    Ok(if basis == Basis::Person { Pricing::Person(price) } else { Pricing::Service(price) })
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
