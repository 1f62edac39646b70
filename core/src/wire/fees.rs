//! Requests and answers about fees, scores and allocations, and rows of services.

use serde::{Deserialize, Serialize};

use super::{OnReject, Rows, settle};
use crate::error::{Error, ValueCode, ValueError};
use crate::model::Fen;
use crate::privacy::Personal;
use crate::table::{Field, FieldKind, Finding, Record, RowReader};
use crate::voucher::fees::{
    Allocation, Catalogue, CatalogueVersion, Claim, FeeCode, FeeError, FeeSchedule, FeeTerms, Payout,
    PayoutTerms, ScoreBook, Scorecard, ServiceRecord, Settled, Statement, allocate as divide, compute,
    payout, years_below,
};
use crate::voucher::{ItemId, MilestoneId, PartyId, RecordId, ScorecardId, VoucherCode, VoucherError};

/// A row of a table of services: a [`ServiceRecord`], as far as it could be read. `Debug` is not there: rows may be
/// personal.
#[derive(Clone, PartialEq)]
pub struct ServiceRow {
    id: String,
    record: Option<ServiceRecord>,
}

impl Record for ServiceRow {
    const NAME: &'static str = "service";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the record's id; needed", "服务记录号，必填"),
        Field::new("outlet", FieldKind::Text, "the outlet that did it; needed", "网点，必填"),
        Field::new("person", FieldKind::Text, "the person, by token; needed", "服务对象代号，必填")
            .personal(Personal::Other),
        Field::new("item", FieldKind::Text, "the item of the catalogue; needed", "服务项目，必填"),
        Field::new("milestone", FieldKind::Text, "the result reached, if paid by performance", "绩效节点"),
        Field::new("date", FieldKind::Date, "date of the service or result; needed", "服务日期，必填"),
        Field::new("quantity", FieldKind::Integer, "how many services; 1 if absent", "数量"),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let id = row.id();
        let record = needed(row, "id", RecordId::new);
        let outlet = needed(row, "outlet", PartyId::new);
        let person = needed(row, "person", PartyId::new);
        let item = needed(row, "item", ItemId::new);
        let milestone =
            row.parse("milestone", |text| MilestoneId::new(text).map_err(|error| plain(&error, text)));
        let stated = row.text("date").is_some();
        let date = row.date("date");
        if !stated {
            row.refuse("date", ValueError::new(ValueCode::Missing, ""));
        }
        let quantity = row.integer("quantity", 0, u32::MAX).unwrap_or(1);
        let record = (|| {
            let (record, outlet, person) = (record?, outlet?, person?);
            Some(ServiceRecord { record, outlet, person, item: item?, milestone, date: date?, quantity })
        })();
        Self { id, record }
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// An identifier that a record cannot do without.
fn needed<T>(
    row: &mut RowReader<'_>,
    name: &'static str,
    read: impl Fn(&str) -> Result<T, VoucherError>,
) -> Option<T> {
    if row.text(name).is_none() {
        row.refuse(name, ValueError::new(ValueCode::Missing, ""));
        return None;
    }
    row.parse(name, |text| read(text).map_err(|error| plain(&error, text)))
}

fn plain(error: &VoucherError, text: &str) -> ValueError {
    match error.code() {
        // What looks like a person's number is not shown, whatever column it stands in.
        VoucherCode::Personal => ValueError::new(ValueCode::Personal, "***"),
        _ => ValueError::new(ValueCode::NotAnIdentifier, text),
    }
}

/// Asks what a contract pays for services.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeesRequest {
    /// What was done, in any order.
    pub records: Rows,
    /// The versions of the purchase catalogue.
    pub catalogue: Vec<CatalogueVersion>,
    /// The terms of the contract.
    pub contract: FeeTerms,
    /// What earlier statements of the contract paid, for records that are among `records`.
    #[serde(default)]
    pub settled: Vec<Settled>,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

/// A statement, and what was wrong with the rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeesAnswer {
    /// What is paid and what is not.
    #[serde(flatten)]
    pub statement: Statement,
    /// What was wrong with the rows.
    pub findings: Vec<Finding>,
}

/// The statement of rows that were read.
///
/// # Errors
/// `fee.record_incomplete` for a row that a mapping let pass without one of its parts; those of [`Catalogue::new`],
/// [`FeeSchedule::new`] and [`compute`].
pub fn fees_of(
    rows: Vec<ServiceRow>,
    catalogue: Vec<CatalogueVersion>,
    contract: FeeTerms,
    settled: &[Settled],
) -> Result<Statement, Error> {
    let complete = |(place, row): (usize, ServiceRow)| {
        row.record.ok_or_else(|| FeeError::new(FeeCode::RecordIncomplete, format_args!("records[{place}]")))
    };
    let records = rows.into_iter().enumerate().map(complete).collect::<Result<Vec<_>, _>>()?;
    let (catalogue, schedule) = (Catalogue::new(catalogue)?, FeeSchedule::new(contract)?);
    Ok(compute(&catalogue, &schedule, &records, settled)?)
}

/// Answers a [`FeesRequest`].
///
/// # Errors
/// Those of the table and of [`fees_of`].
pub fn fees(request: FeesRequest) -> Result<FeesAnswer, Error> {
    let (rows, findings) = settle(request.records.read::<ServiceRow>()?, request.errors)?;
    let statement = fees_of(rows, request.catalogue, request.contract, &request.settled)?;
    Ok(FeesAnswer { statement, findings })
}

/// Asks what scores pay.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScorecardRequest {
    /// The scorecards in the order in which they were made: one that replaces another comes after it.
    pub scorecards: Vec<Scorecard>,
    /// What the contract says of fee and score.
    pub terms: PayoutTerms,
}

/// What scores pay.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScorecardAnswer {
    /// One row for each operator and year, by these.
    pub rows: Vec<ScoreRow>,
}

/// What an operator is paid for a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreRow {
    /// What is paid.
    #[serde(flatten)]
    pub payout: Payout,
    /// The scorecards of the year, oldest first; the last one decides.
    pub versions: Vec<ScorecardId>,
    /// How many years in a row count towards the end of the contract, with this one; absent if the contract says nothing
    /// of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years_below: Option<u16>,
    /// Whether these are so many that the contract ends.
    pub terminates: bool,
}

/// Answers a [`ScorecardRequest`].
///
/// # Errors
/// Those of [`ScoreBook::add`] and [`payout`].
pub fn scorecard(request: ScorecardRequest) -> Result<ScorecardAnswer, Error> {
    let ScorecardRequest { scorecards, terms } = request;
    terms.check()?;
    let mut book = ScoreBook::default();
    for card in scorecards {
        book.add(card)?;
    }
    let row = |card: &Scorecard| -> Result<ScoreRow, Error> {
        let below = terms.termination.map(|ends| years_below(&book, &card.operator, card.year, ends));
        let versions = book.versions(&card.operator, card.year).iter().map(|card| card.scorecard.clone());
        Ok(ScoreRow {
            payout: payout(card, &terms)?,
            versions: versions.collect(),
            years_below: below,
            terminates: terms.termination.zip(below).is_some_and(|(ends, below)| below >= ends.years),
        })
    };
    Ok(ScorecardAnswer { rows: book.current().map(row).collect::<Result<_, _>>()? })
}

/// Asks to divide a sum by weights.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllocateRequest {
    /// The sum.
    #[serde(rename = "total_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub total: Fen,
    /// Who takes part.
    pub claims: Vec<Claim>,
}

/// Answers an [`AllocateRequest`].
///
/// # Errors
/// Those of [`crate::voucher::fees::allocate`].
pub fn allocate(request: AllocateRequest) -> Result<Allocation, Error> {
    Ok(divide(request.total, &request.claims)?)
}
