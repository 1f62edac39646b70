//! From records to a statement.

use std::collections::BTreeMap;

use super::caps::Used;
use super::catalogue::{Catalogue, Pricing};
use super::price::Price;
use super::record::{ServiceRecord, Settled};
use super::schedule::{BandCount, FeeSchedule};
use super::screen::{Accepted, Screened, screen};
use super::statement::{BasisSum, Cut, FeeSum, Line, LineRecord, OutletSum, Statement, UnpaidLine};
use super::{FeeCode, FeeError};
use crate::model::Fen;
use crate::voucher::{ItemId, MilestoneId, PartyId, RecordId};

/// What a contract pays for records (服务费结算), whatever their order.
///
/// Records are taken by date and then by id. A person counts once for an item (in each span that the contract names), a
/// result once for a person, and services of one item go to one outlet unless the contract says otherwise; the first is
/// paid, each other is listed with the record that counts in its place. Prices are those of the catalogue on the date of
/// the service. Bands count the units that are paid, before caps. Caps are used up in the order of records.
///
/// `settled` is what earlier statements of the contract paid, with its records among `records`: it stays as it was, is
/// not paid again, and counts for persons, results, bands and caps. A later version of the catalogue, or a record that
/// comes late, changes nothing of it.
///
/// ```
/// use doorstep::voucher::fees::{Catalogue, FeeSchedule, UnpaidWhy, compute};
/// let catalogue = Catalogue::new(serde_json::from_str(
///     r#"[{"version": "2026-1", "from": "2026-01-01",
///          "items": [{"item": "guidance", "basis": "person", "price_fen": 12000}]}]"#,
/// ).unwrap())?;
/// let schedule = FeeSchedule::new(serde_json::from_str(
///     r#"{"contract": "k-1", "from": "2026-01-01", "until": "2027-01-01", "outlets": ["shop-1", "shop-2"]}"#,
/// ).unwrap())?;
/// let records: Vec<_> = serde_json::from_str(
///     r#"[{"record": "r-2", "outlet": "shop-2", "person": "h-1", "item": "guidance", "date": "2026-03-05"},
///         {"record": "r-1", "outlet": "shop-1", "person": "h-1", "item": "guidance", "date": "2026-03-02"}]"#,
/// ).unwrap();
/// let statement = compute(&catalogue, &schedule, &records, &[])?;
/// assert_eq!(statement.total.amount.get(), 12_000);
/// assert_eq!(statement.lines[0].outlet.as_str(), "shop-1");
/// assert_eq!(statement.unpaid[0].why, UnpaidWhy::Counted);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `fee.duplicate` for two records or settled rows of one id, `fee.settled_unknown`, `fee.amount_too_large`.
pub fn compute(
    catalogue: &Catalogue,
    schedule: &FeeSchedule,
    records: &[ServiceRecord],
    settled: &[Settled],
) -> Result<Statement, FeeError> {
    let screened = screen(catalogue, schedule, records, settled)?;
    let lines = lines(schedule, &screened)?;
    let unpaid: Vec<UnpaidLine> = screened
        .refused
        .iter()
        .map(|refused| UnpaidLine {
            record: refused.record.record.clone(),
            outlet: refused.record.outlet.clone(),
            item: refused.record.item.clone(),
            why: refused.why,
            counted: refused.instead.cloned(),
        })
        .collect();
    let (mut outlets, mut bases) = (BTreeMap::new(), BTreeMap::new());
    let mut total = FeeSum::default();
    for line in &lines {
        outlets.entry(&line.outlet).or_insert_with(FeeSum::default).add(line)?;
        bases.entry(line.basis).or_insert_with(FeeSum::default).add(line)?;
        total.add(line)?;
    }
    let outlets =
        outlets.into_iter().map(|(outlet, sum)| OutletSum { outlet: outlet.clone(), sum }).collect();
    let bases = bases.into_iter().map(|(basis, sum)| BasisSum { basis, sum }).collect();
    Ok(Statement {
        contract: schedule.terms().contract.clone(),
        lines,
        outlets,
        bases,
        total,
        records: records.len() as u64,
        paid_records: screened.accepted.len() as u64,
        unpaid_records: unpaid.len() as u64,
        unpaid,
    })
}

/// What counts towards one run of bands: an item, perhaps of one outlet.
type Run<'a> = (&'a ItemId, Option<&'a PartyId>);

fn run<'a>(schedule: &FeeSchedule, record: &'a ServiceRecord) -> Run<'a> {
    (&record.item, (schedule.terms().bands_by == BandCount::Outlet).then_some(&record.outlet))
}

/// Units counted by run: those settled before, and all of them at the end.
#[derive(Debug, Default)]
struct Counts<'a> {
    so_far: BTreeMap<Run<'a>, u64>,
    reached: BTreeMap<Run<'a>, u64>,
}

impl<'a> Counts<'a> {
    fn new(schedule: &FeeSchedule, screened: &Screened<'a>) -> Self {
        let mut counts = Self::default();
        for (record, settled) in &screened.settled {
            *counts.so_far.entry(run(schedule, record)).or_default() += u64::from(settled.quantity);
        }
        counts.reached = counts.so_far.clone();
        for accepted in &screened.accepted {
            let record = accepted.record;
            *counts.reached.entry(run(schedule, record)).or_default() += u64::from(record.quantity);
        }
        counts
    }

    /// A record's parts of equal price; they count from now on.
    fn parts(&mut self, schedule: &FeeSchedule, record: &'a ServiceRecord, price: &Price) -> Vec<(u32, Fen)> {
        let run = run(schedule, record);
        let so_far = self.so_far.entry(run).or_default();
        let reached = self.reached.get(&run).copied().unwrap_or_default();
        let parts = price.parts(*so_far, record.quantity, reached);
        *so_far += u64::from(record.quantity);
        parts
    }
}

/// What a line stands for, in the order of a statement: outlet, item, milestone, first day of the version, price.
type LineKey<'a> = (&'a PartyId, &'a ItemId, Option<&'a MilestoneId>, chrono::NaiveDate, Fen);

/// A line in the making.
struct Draft<'a> {
    accepted: Accepted<'a>,
    quantity: u64,
    gross: Fen,
    amount: Fen,
    cuts: Vec<Fen>,
    records: Vec<(&'a RecordId, u32, Fen)>,
}

fn lines<'a>(schedule: &'a FeeSchedule, screened: &Screened<'a>) -> Result<Vec<Line>, FeeError> {
    let caps = &schedule.terms().caps;
    let mut used = Used::new(caps);
    for (record, settled) in &screened.settled {
        used.count(record, settled.amount)?;
    }
    let mut counts = Counts::new(schedule, screened);
    let mut drafts: BTreeMap<LineKey<'a>, Draft<'a>> = BTreeMap::new();
    let too_large = || FeeError::new(FeeCode::AmountTooLarge, "lines");
    for &accepted in &screened.accepted {
        let record = accepted.record;
        let parts = match accepted.pricing {
            Pricing::Person(price) | Pricing::Service(price) => counts.parts(schedule, record, price),
            Pricing::Performance(prices) => {
                let price = record.milestone.as_ref().and_then(|milestone| prices.get(milestone));
                price.map(|price| (1, *price)).into_iter().collect()
            }
        };
        for (quantity, unit_price) in parts {
            let milestone = record.milestone.as_ref();
            let key = (&record.outlet, &record.item, milestone, accepted.list.from(), unit_price);
            let draft = drafts.entry(key).or_insert_with(|| Draft {
                accepted,
                quantity: 0,
                gross: Fen::ZERO,
                amount: Fen::ZERO,
                cuts: vec![Fen::ZERO; caps.len()],
                records: Vec::new(),
            });
            let gross = unit_price.checked_mul(quantity).map_err(|_| too_large())?;
            let amount = used.pass(record, gross, &mut draft.cuts)?;
            draft.quantity += u64::from(quantity);
            draft.gross = draft.gross.checked_add(gross).map_err(|_| too_large())?;
            draft.amount = draft.amount.checked_add(amount).map_err(|_| too_large())?;
            draft.records.push((&record.record, quantity, amount));
        }
    }
    let finish = |(key, draft): (LineKey<'a>, Draft<'a>)| {
        let (outlet, item, milestone, _, unit_price) = key;
        let cuts = caps.iter().zip(draft.cuts).filter(|(_, cut)| *cut > Fen::ZERO);
        let records = draft.records.into_iter().map(|(record, quantity, amount)| LineRecord {
            record: record.clone(),
            quantity,
            amount,
        });
        Line {
            outlet: outlet.clone(),
            item: item.clone(),
            milestone: milestone.cloned(),
            basis: draft.accepted.pricing.basis(),
            version: draft.accepted.list.version().clone(),
            unit_price,
            quantity: draft.quantity,
            gross: draft.gross,
            cuts: cuts.map(|(cap, cut)| Cut { cap: cap.cap.clone(), cut }).collect(),
            amount: draft.amount,
            records: records.collect(),
        }
    };
    Ok(drafts.into_iter().map(finish).collect())
}
