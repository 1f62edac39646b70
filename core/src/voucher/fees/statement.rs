//! What is paid, line by line, and what is not (结算单).

use std::collections::BTreeMap;

use serde::Serialize;

use super::FeeError;
use super::catalogue::Basis;
use super::record::{Settled, UnpaidWhy};
use crate::model::Fen;
use crate::voucher::{CapId, ContractId, ItemId, MilestoneId, PartyId, RecordId, VersionId};

/// A line: what one outlet is paid for one item at one price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FeeLine"))]
pub struct Line {
    /// The outlet.
    pub outlet: PartyId,
    /// The item.
    pub item: ItemId,
    /// The result, for items paid by performance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<MilestoneId>,
    /// What is counted.
    pub basis: Basis,
    /// The version of the catalogue that has the price.
    pub version: VersionId,
    /// The price of each.
    #[serde(rename = "unit_price_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub unit_price: Fen,
    /// How many.
    pub quantity: u64,
    /// Before caps: the price of each, times how many.
    #[serde(rename = "gross_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub gross: Fen,
    /// What caps cut, by cap.
    pub cuts: Vec<Cut>,
    /// What is paid: gross without cuts.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
    /// The records, by date and id.
    pub records: Vec<LineRecord>,
}

/// What a cap cut from a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "FeeCut"))]
pub struct Cut {
    /// The cap.
    pub cap: CapId,
    /// What it cut.
    #[serde(rename = "cut_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub cut: Fen,
}

/// A record's part in a line; a record that goes over the edge of a band is in several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LineRecord {
    /// The record.
    pub record: RecordId,
    /// How many of it.
    pub quantity: u32,
    /// What is paid for them after caps.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

/// A record that is not paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnpaidLine {
    /// The record.
    pub record: RecordId,
    /// The outlet.
    pub outlet: PartyId,
    /// The item.
    pub item: ItemId,
    /// Why.
    pub why: UnpaidWhy,
    /// The record that counts in its place, perhaps of another outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<RecordId>,
}

/// Sums of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeeSum {
    /// Before caps.
    #[serde(rename = "gross_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub gross: Fen,
    /// What caps cut.
    #[serde(rename = "cut_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub cut: Fen,
    /// What is paid.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

impl FeeSum {
    pub(super) fn add(&mut self, line: &Line) -> Result<(), FeeError> {
        let too_large = FeeError::too_large("totals");
        let cut = line.gross.checked_sub(line.amount).map_err(&too_large)?;
        self.gross = self.gross.checked_add(line.gross).map_err(&too_large)?;
        self.cut = self.cut.checked_add(cut).map_err(&too_large)?;
        self.amount = self.amount.checked_add(line.amount).map_err(&too_large)?;
        Ok(())
    }
}

/// The sums of an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutletSum {
    /// The outlet.
    pub outlet: PartyId,
    /// Its sums.
    #[serde(flatten)]
    pub sum: FeeSum,
}

/// The sums of a basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BasisSum {
    /// What is counted.
    pub basis: Basis,
    /// Its sums.
    #[serde(flatten)]
    pub sum: FeeSum,
}

/// A statement of fees (服务费结算单): every record is in `lines` or in `unpaid`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    /// The contract.
    pub contract: ContractId,
    /// What is paid, by outlet, item, milestone, version and price.
    pub lines: Vec<Line>,
    /// What is not, by date and id of the record.
    pub unpaid: Vec<UnpaidLine>,
    /// Sums by outlet, of those with a line.
    pub outlets: Vec<OutletSum>,
    /// Sums by basis, of those with a line.
    pub bases: Vec<BasisSum>,
    /// All together.
    pub total: FeeSum,
    /// How many records were given.
    pub records: u64,
    /// How many of them are in lines.
    pub paid_records: u64,
    /// How many of them are not.
    pub unpaid_records: u64,
}

impl Statement {
    /// What a later statement must know of this one, by record.
    pub fn settled(&self) -> Vec<Settled> {
        let mut settled: BTreeMap<&RecordId, Settled> = BTreeMap::new();
        for part in self.lines.iter().flat_map(|line| &line.records) {
            let of = settled.entry(&part.record).or_insert_with(|| Settled {
                record: part.record.clone(),
                quantity: 0,
                amount: Fen::ZERO,
            });
            of.quantity = of.quantity.saturating_add(part.quantity);
            // The lines' sums are in range, so are those of their parts.
            of.amount = of.amount.checked_add(part.amount).unwrap_or(Fen::MAX);
        }
        settled.into_values().collect()
    }
}
