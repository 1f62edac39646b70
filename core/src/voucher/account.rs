//! A programme with its money and its counts.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::budget::Budget;
use super::ident::{ItemId, PartyId};
use super::programme::{Item, Terms};
use super::state::Link;
use super::time::Timestamp;

/// A programme with its money.
#[derive(Debug, Clone)]
pub struct ProgrammeAccount {
    pub(super) terms: Terms,
    pub(super) budget: Budget,
    pub(super) version: u64,
    /// Vouchers that count against the limit, by holder.
    pub(super) held: IndexMap<Link, u32>,
    /// The same by holder, item and period, where the programme counts by periods.
    pub(super) held_in: IndexMap<(Link, u32, i32), u32>,
    /// Who may redeem, for one item or all, and until when.
    pub(super) accredited: BTreeMap<(PartyId, Option<ItemId>), Option<Timestamp>>,
}

impl ProgrammeAccount {
    pub(super) fn new(terms: Terms) -> Self {
        Self {
            terms,
            budget: Budget::default(),
            version: 1,
            held: IndexMap::new(),
            held_in: IndexMap::new(),
            accredited: BTreeMap::new(),
        }
    }

    /// The terms.
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The money.
    pub const fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The number of events of the programme itself.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Whether a provider is accredited for an item at an instant.
    pub fn is_accredited(&self, provider: &PartyId, item: &ItemId, at: Timestamp) -> bool {
        [Some(item.clone()), None].into_iter().any(|item| {
            let entry = self.accredited.get(&(provider.clone(), item));
            entry.is_some_and(|until| until.is_none_or(|until| at < until))
        })
    }

    pub(super) fn item_at(&self, place: u32) -> Option<&Item> {
        usize::try_from(place).ok().and_then(|place| self.terms.items.get(place))
    }
}
