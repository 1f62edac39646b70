//! What was done for whom, where and when; and why some of it is not paid.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::codes;
use crate::model::Fen;
use crate::voucher::{ItemId, MilestoneId, PartyId, RecordId};

/// A service that was given, or a result that was reached (服务记录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceRecord {
    /// Its id.
    pub record: RecordId,
    /// The outlet that did it.
    pub outlet: PartyId,
    /// The person, by token.
    pub person: PartyId,
    /// What was done.
    pub item: ItemId,
    /// The result that was reached, for items paid by performance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<MilestoneId>,
    /// The civil date of the service or result.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub date: NaiveDate,
    /// How many services; persons and results are one each.
    #[serde(default = "one")]
    pub quantity: u32,
}

const fn one() -> u32 {
    1
}

/// What an earlier statement paid for a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SettledRecord"))]
pub struct Settled {
    /// The record.
    pub record: RecordId,
    /// How many were paid.
    pub quantity: u32,
    /// What was paid for them.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
}

codes! {
    /// Why a record is not paid, in order of precedence (不予支付原因).
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum UnpaidWhy {
        Settled = "settled", "an earlier statement paid it", "已在此前结算";
        OutletUnknown = "outlet_unknown", "the outlet is not in the contract", "网点不在合同内";
        OutsideContract = "outside_contract", "its date is outside the contract", "日期不在合同期内";
        ItemNotBought = "item_not_bought", "the contract does not buy the item", "合同未购买该项目";
        NoCatalogue = "no_catalogue", "no version of the catalogue holds on its date", "该日期没有有效目录";
        ItemUnknown = "item_unknown", "the catalogue of its date does not have the item", "当日目录没有该项目";
        MilestoneUnknown = "milestone_unknown",
            "the item is paid by other results, or not by results", "该项目没有此绩效节点";
        Quantity = "quantity", "only services count more than one, and nothing less", "仅计服务项目可多于一次，且不得为零";
        Counted = "counted", "the person is already counted for the item or result", "该人该项目或节点已计";
        OtherOutlet = "other_outlet", "another outlet serves the person with the item", "该人该项目已由其他网点计费";
        MilestoneEarly = "milestone_early", "an earlier milestone is not reached by then", "此前节点尚未达成";
    }
}
