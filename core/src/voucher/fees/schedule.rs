//! What a fee contract says: who may be paid, what counts once, and up to how much (服务费合同).

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{FeeCode, FeeError, LIST_LEN_MAX};
use crate::model::Fen;
use crate::voucher::{CapId, ContractId, ItemId, MilestoneId, PartyId};

/// A span of the calendar by which is counted (计数周期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FeePeriod"))]
pub enum Period {
    /// The whole contract.
    #[default]
    Contract,
    /// Each calendar year.
    Year,
    /// Each quarter of a calendar year.
    Quarter,
    /// Each calendar month.
    Month,
}

impl Period {
    /// Year and number of the span that a day is in.
    pub(super) fn of(self, day: NaiveDate) -> (i32, u32) {
        match self {
            Self::Contract => (0, 0),
            Self::Year => (day.year(), 0),
            Self::Quarter => (day.year(), day.month0() / 3),
            Self::Month => (day.year(), day.month0()),
        }
    }
}

/// Whose money a cap counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FeeCapScope"))]
pub enum CapScope {
    /// What is paid for each person.
    Person,
    /// What is paid for each item.
    Item,
    /// What is paid to each outlet.
    Outlet,
    /// All together.
    Total,
}

/// An upper limit of what is paid (封顶).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FeeCap"))]
pub struct Cap {
    /// Its name; lines name the cap that cut them.
    pub cap: CapId,
    /// Whose money it counts.
    pub scope: CapScope,
    /// In which span, by the date of service.
    #[serde(default)]
    pub within: Period,
    /// Only this item; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// Only this outlet; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<PartyId>,
    /// The most that is paid.
    #[serde(rename = "max_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub max: Fen,
}

/// Over what the bands of the catalogue count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BandCount {
    /// An item's units of all outlets.
    #[default]
    Contract,
    /// An item's units of each outlet.
    Outlet,
}

/// The terms of a fee contract as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeeTerms {
    /// The contract.
    pub contract: ContractId,
    /// The first day of service that is paid.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: NaiveDate,
    /// The first day that is no longer paid.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub until: NaiveDate,
    /// The outlets under the contract.
    pub outlets: Vec<PartyId>,
    /// The items that the contract buys; if there are none, all of the catalogue.
    #[serde(default)]
    pub items: Vec<ItemId>,
    /// In which span a person counts once for an item.
    #[serde(default)]
    pub once_per: Period,
    /// Whether the services of an item to a person are paid, in such a span, to one outlet only: the first.
    #[serde(default = "yes")]
    pub one_outlet: bool,
    /// Milestones of which each needs all before it, as far as the item has them; if there are none, none needs another.
    #[serde(default)]
    pub milestone_order: Vec<MilestoneId>,
    /// Over what bands count.
    #[serde(default)]
    pub bands_by: BandCount,
    /// Upper limits, which cut in this order.
    #[serde(default)]
    pub caps: Vec<Cap>,
}

const fn yes() -> bool {
    true
}

/// The terms of a fee contract, checked (服务费合同条款).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeSchedule {
    terms: FeeTerms,
    outlets: BTreeSet<PartyId>,
    items: BTreeSet<ItemId>,
}

impl FeeSchedule {
    /// Checks the terms.
    ///
    /// # Errors
    /// `fee.dates_reversed`; `fee.duplicate` for an outlet, item, milestone or cap that is there twice; `fee.too_many` above
    /// [`LIST_LEN_MAX`] caps or milestones.
    pub fn new(terms: FeeTerms) -> Result<Self, FeeError> {
        if terms.until <= terms.from {
            return Err(FeeError::new(FeeCode::DatesReversed, "contract.until"));
        }
        for (name, len) in [("caps", terms.caps.len()), ("milestone_order", terms.milestone_order.len())] {
            if len > LIST_LEN_MAX {
                return Err(FeeError::new(FeeCode::TooMany, format_args!("contract.{name}")));
            }
        }
        let outlets = distinct("outlets", &terms.outlets)?;
        let items = distinct("items", &terms.items)?;
        distinct("milestone_order", &terms.milestone_order)?;
        distinct("caps", &terms.caps.iter().map(|cap| cap.cap.clone()).collect::<Vec<_>>())?;
        Ok(Self { terms, outlets, items })
    }

    /// The terms.
    pub const fn terms(&self) -> &FeeTerms {
        &self.terms
    }

    pub(super) fn has_outlet(&self, outlet: &PartyId) -> bool {
        self.outlets.contains(outlet)
    }

    pub(super) fn buys(&self, item: &ItemId) -> bool {
        self.items.is_empty() || self.items.contains(item)
    }

    pub(super) fn covers(&self, day: NaiveDate) -> bool {
        self.terms.from <= day && day < self.terms.until
    }
}

fn distinct<T: Ord + Clone>(name: &str, all: &[T]) -> Result<BTreeSet<T>, FeeError> {
    let mut seen = BTreeSet::new();
    for (place, one) in all.iter().enumerate() {
        if !seen.insert(one.clone()) {
            return Err(FeeError::new(FeeCode::Duplicate, format_args!("contract.{name}[{place}]")));
        }
    }
    Ok(seen)
}
