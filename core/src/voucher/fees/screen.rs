//! Which records are paid for: each person, item and result once, the first by date and then by id.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::catalogue::{Catalogue, PriceList, Pricing};
use super::record::{ServiceRecord, Settled, UnpaidWhy};
use super::schedule::FeeSchedule;
use super::{FeeCode, FeeError};
use crate::voucher::{ItemId, MilestoneId, PartyId, RecordId};

/// A record that is paid, and by which prices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Accepted<'a> {
    pub(super) record: &'a ServiceRecord,
    pub(super) list: &'a PriceList,
    pub(super) pricing: &'a Pricing,
}

/// A record that is not paid, why, and which one was in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused<'a> {
    pub(super) record: &'a ServiceRecord,
    pub(super) why: UnpaidWhy,
    pub(super) instead: Option<&'a RecordId>,
}

/// All records, each in one of three places, by date and id.
#[derive(Debug, Default)]
pub(super) struct Screened<'a> {
    pub(super) settled: Vec<(&'a ServiceRecord, &'a Settled)>,
    pub(super) accepted: Vec<Accepted<'a>>,
    pub(super) refused: Vec<Refused<'a>>,
}

type Refusal<'a> = (UnpaidWhy, Option<&'a RecordId>);

/// Puts each record in its place.
pub(super) fn screen<'a>(
    catalogue: &'a Catalogue,
    schedule: &FeeSchedule,
    records: &'a [ServiceRecord],
    settled: &'a [Settled],
) -> Result<Screened<'a>, FeeError> {
    let (ordered, paid) = in_order(records, settled)?;
    let mut taken = Taken::default();
    for record in ordered.iter().filter(|record| paid.contains_key(&record.record)) {
        taken.claim(schedule, record);
    }
    let mut screened = Screened::default();
    // Milestones wait until all are known: on one day, an id may bring a later one first.
    let mut results: BTreeMap<(&ItemId, &PartyId), Vec<Accepted<'a>>> = BTreeMap::new();
    for record in ordered {
        if let Some(of) = paid.get(&record.record) {
            screened.settled.push((record, *of));
            screened.refused.push(Refused { record, why: UnpaidWhy::Settled, instead: None });
            continue;
        }
        match price_of(catalogue, schedule, record) {
            Err(why) => screened.refused.push(Refused { record, why, instead: None }),
            Ok(accepted) if matches!(accepted.pricing, Pricing::Performance(_)) => {
                results.entry((&record.item, &record.person)).or_default().push(accepted);
            }
            Ok(accepted) => match taken.refuses(schedule, accepted) {
                Some((why, instead)) => screened.refused.push(Refused { record, why, instead }),
                None => {
                    taken.claim(schedule, record);
                    screened.accepted.push(accepted);
                }
            },
        }
    }
    for of_person in results.into_values() {
        screen_results(&schedule.terms().milestone_order, of_person, &mut taken, &mut screened);
    }
    let order = |record: &'a ServiceRecord| (record.date, &record.record);
    screened.accepted.sort_by_key(|one| order(one.record));
    screened.refused.sort_by_key(|one| order(one.record));
    Ok(screened)
}

type Paid<'a> = BTreeMap<&'a RecordId, &'a Settled>;

/// The records by date and id, and what was paid for them before, by id.
fn in_order<'a>(
    records: &'a [ServiceRecord],
    settled: &'a [Settled],
) -> Result<(Vec<&'a ServiceRecord>, Paid<'a>), FeeError> {
    let mut by_id = BTreeMap::new();
    for (place, record) in records.iter().enumerate() {
        if by_id.insert(&record.record, record).is_some() {
            return Err(FeeError::new(FeeCode::Duplicate, format_args!("records[{place}].record")));
        }
    }
    let mut paid = BTreeMap::new();
    for (place, one) in settled.iter().enumerate() {
        let refuse = |code| Err(FeeError::new(code, format_args!("settled[{place}].record")));
        if !by_id.contains_key(&one.record) {
            return refuse(FeeCode::SettledUnknown);
        }
        if paid.insert(&one.record, one).is_some() {
            return refuse(FeeCode::Duplicate);
        }
    }
    let mut ordered: Vec<&ServiceRecord> = by_id.into_values().collect();
    // They are by id already, and the sort is stable.
    ordered.sort_by_key(|record| record.date);
    Ok((ordered, paid))
}

/// By which prices a record would be paid, looked at alone.
fn price_of<'a>(
    catalogue: &'a Catalogue,
    schedule: &FeeSchedule,
    record: &'a ServiceRecord,
) -> Result<Accepted<'a>, UnpaidWhy> {
    if !schedule.has_outlet(&record.outlet) {
        return Err(UnpaidWhy::OutletUnknown);
    }
    if !schedule.covers(record.date) {
        return Err(UnpaidWhy::OutsideContract);
    }
    if !schedule.buys(&record.item) {
        return Err(UnpaidWhy::ItemNotBought);
    }
    let list = catalogue.on(record.date).ok_or(UnpaidWhy::NoCatalogue)?;
    let pricing = list.pricing(&record.item).ok_or(UnpaidWhy::ItemUnknown)?;
    let fits = match (pricing, &record.milestone) {
        (Pricing::Performance(prices), Some(milestone)) => prices.contains_key(milestone),
        (Pricing::Performance(_), None) => false,
        (Pricing::Person(_) | Pricing::Service(_), milestone) => milestone.is_none(),
    };
    if !fits {
        return Err(UnpaidWhy::MilestoneUnknown);
    }
    let is_countable = match pricing {
        Pricing::Service(_) => record.quantity > 0,
        Pricing::Person(_) | Pricing::Performance(_) => record.quantity == 1,
    };
    if !is_countable {
        return Err(UnpaidWhy::Quantity);
    }
    Ok(Accepted { record, list, pricing })
}

/// An item of a person in a span of the calendar.
type Slot<'a> = (&'a ItemId, &'a PartyId, (i32, u32));

/// What is counted already, and by which record.
#[derive(Debug, Default)]
struct Taken<'a> {
    persons: BTreeMap<Slot<'a>, &'a ServiceRecord>,
    results: BTreeMap<(&'a ItemId, &'a PartyId, &'a MilestoneId), &'a ServiceRecord>,
}

impl<'a> Taken<'a> {
    fn slot(schedule: &FeeSchedule, record: &'a ServiceRecord) -> Slot<'a> {
        (&record.item, &record.person, schedule.terms().once_per.of(record.date))
    }

    /// Counts a record; what was counted before it stays.
    fn claim(&mut self, schedule: &FeeSchedule, record: &'a ServiceRecord) {
        match &record.milestone {
            Some(milestone) => {
                self.results.entry((&record.item, &record.person, milestone)).or_insert(record);
            }
            None => {
                self.persons.entry(Self::slot(schedule, record)).or_insert(record);
            }
        }
    }

    /// Why a record that is no result is not paid beside those counted.
    fn refuses(&self, schedule: &FeeSchedule, accepted: Accepted<'a>) -> Option<Refusal<'a>> {
        let first = self.persons.get(&Self::slot(schedule, accepted.record))?;
        let is_service = matches!(accepted.pricing, Pricing::Service(_));
        if !is_service {
            return Some((UnpaidWhy::Counted, Some(&first.record)));
        }
        let elsewhere = schedule.terms().one_outlet && first.outlet != accepted.record.outlet;
        elsewhere.then_some((UnpaidWhy::OtherOutlet, Some(&first.record)))
    }
}

/// The results of one person with one item, given by date and id: each milestone once, and not before those it needs.
fn screen_results<'a>(
    order: &[MilestoneId],
    candidates: Vec<Accepted<'a>>,
    taken: &mut Taken<'a>,
    screened: &mut Screened<'a>,
) {
    let rank = |milestone: &MilestoneId| order.iter().position(|one| one == milestone);
    let mut ranked: Vec<(Option<usize>, Accepted<'a>)> = candidates
        .into_iter()
        .map(|accepted| (accepted.record.milestone.as_ref().and_then(rank), accepted))
        .collect();
    // Stable: within a milestone they stay by date and id.
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut early = Vec::new();
    for (rank, accepted) in ranked {
        let record = accepted.record;
        let Some(milestone) = &record.milestone else { continue };
        let key = |milestone: &'a MilestoneId| (&record.item, &record.person, milestone);
        if let Some(first) = taken.results.get(&key(milestone)) {
            let (why, instead) = (UnpaidWhy::Counted, Some(&first.record));
            screened.refused.push(Refused { record, why, instead });
            continue;
        }
        let needed = order.get(..rank.unwrap_or(0)).unwrap_or_default();
        let reached = needed.iter().all(|one| {
            !is_priced(accepted.pricing, one) || is_reached(&taken.results, record, one, record.date)
        });
        if reached {
            taken.results.insert(key(milestone), record);
            screened.accepted.push(accepted);
        } else {
            early.push((key(milestone), record));
        }
    }
    // A record that came too early may have found a later one that is paid in its place.
    for (key, record) in early {
        let first = taken.results.get(&key).map(|first| &first.record);
        let why = if first.is_some() { UnpaidWhy::Counted } else { UnpaidWhy::MilestoneEarly };
        screened.refused.push(Refused { record, why, instead: first });
    }
}

fn is_priced(pricing: &Pricing, milestone: &MilestoneId) -> bool {
    matches!(pricing, Pricing::Performance(prices) if prices.contains_key(milestone))
}

fn is_reached(
    results: &BTreeMap<(&ItemId, &PartyId, &MilestoneId), &ServiceRecord>,
    record: &ServiceRecord,
    milestone: &MilestoneId,
    by: NaiveDate,
) -> bool {
    results.get(&(&record.item, &record.person, milestone)).is_some_and(|earlier| earlier.date <= by)
}
