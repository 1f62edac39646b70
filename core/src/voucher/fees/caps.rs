//! Upper limits, used up in the order of records.

use std::collections::BTreeMap;

use super::record::ServiceRecord;
use super::schedule::{Cap, CapScope};
use super::{FeeCode, FeeError};
use crate::model::Fen;
use crate::voucher::{ItemId, PartyId};

/// The part of a cap's scope that a record falls in: a person, an outlet or an item, or everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    Party(&'a PartyId),
    Item(&'a ItemId),
    All,
}

/// What was paid under each cap so far, by its place among the caps, part and span.
#[derive(Debug)]
pub(super) struct Used<'a> {
    caps: &'a [Cap],
    paid: BTreeMap<(usize, Part<'a>, (i32, u32)), Fen>,
}

impl<'a> Used<'a> {
    pub(super) const fn new(caps: &'a [Cap]) -> Self {
        Self { caps, paid: BTreeMap::new() }
    }

    fn key(place: usize, cap: &Cap, record: &'a ServiceRecord) -> Option<(usize, Part<'a>, (i32, u32))> {
        let applies = cap.item.as_ref().is_none_or(|item| *item == record.item)
            && cap.outlet.as_ref().is_none_or(|outlet| *outlet == record.outlet);
        let part = match cap.scope {
            CapScope::Person => Part::Party(&record.person),
            CapScope::Outlet => Part::Party(&record.outlet),
            CapScope::Item => Part::Item(&record.item),
            CapScope::Total => Part::All,
        };
        applies.then(|| (place, part, cap.within.of(record.date)))
    }

    /// Lets through what the caps leave of an amount, each in turn cutting what those before it left; what each cut is
    /// added to `cuts`, which has a place for each cap.
    pub(super) fn pass(
        &mut self,
        record: &'a ServiceRecord,
        gross: Fen,
        cuts: &mut [Fen],
    ) -> Result<Fen, FeeError> {
        let mut amount = gross;
        for ((place, cap), cut) in self.caps.iter().enumerate().zip(cuts) {
            let Some(key) = Self::key(place, cap, record) else { continue };
            let paid = self.paid.get(&key).copied().unwrap_or_default();
            // What was paid under other terms may be above the cap.
            let left = cap.max.checked_sub(paid).unwrap_or_default();
            let kept = amount.min(left);
            let by_this = amount.checked_sub(kept).unwrap_or_default();
            *cut = cut.checked_add(by_this).map_err(FeeError::too_large("lines"))?;
            amount = kept;
        }
        self.count(record, amount)?;
        Ok(amount)
    }

    /// Counts what was paid, uncut.
    pub(super) fn count(&mut self, record: &'a ServiceRecord, amount: Fen) -> Result<(), FeeError> {
        for (place, cap) in self.caps.iter().enumerate() {
            let Some(key) = Self::key(place, cap, record) else { continue };
            let paid = self.paid.entry(key).or_default();
            *paid =
                paid.checked_add(amount).map_err(|_| FeeError::new(FeeCode::AmountTooLarge, "settled"))?;
        }
        Ok(())
    }
}
