//! What can be wrong with a catalogue, a fee contract, a scorecard or an allocation.

use crate::error::{ValueError, codes};

codes! {
    /// Why fees, a score or an allocation could not be computed.
    #[non_exhaustive]
    pub enum FeeCode {
        CatalogueEmpty = "fee.catalogue_empty", "a catalogue without a version", "目录没有任何版本";
        DatesReversed = "fee.dates_reversed", "it ends before it begins, or on that day", "截止日期不晚于起始日期";
        CatalogueGap = "fee.catalogue_gap",
            "days between two versions of the catalogue have no version", "目录两个版本之间有日期空档";
        CatalogueOverlap = "fee.catalogue_overlap", "two versions of the catalogue on one day", "目录两个版本日期重叠";
        Duplicate = "fee.duplicate", "the same id or name twice", "编号或名称重复";
        PriceShape = "fee.price_shape",
            "an item has either one price or bands, by performance only milestones",
            "项目须有单一价格或分段价格之一，按绩效的项目只列节点价格";
        BandsOrder = "fee.bands_order", "bands begin at 1 and each later one further on", "分段须从 1 起且依次递增";
        TooMany = "fee.too_many", "more than the limit", "数量超出上限";
        RecordIncomplete = "fee.record_incomplete",
            "a record without an id, outlet, person, item or date", "服务记录缺少编号、网点、对象、项目或日期";
        SettledUnknown = "fee.settled_unknown",
            "an earlier payment is for a record that is not given", "已结算的服务记录未在本次提供";
        AmountTooLarge = "fee.amount_too_large", "an amount of more than 2^53 - 1 fen", "金额超过 2^53 - 1 分";
        WeightsSum = "fee.weights_sum",
            "the weights do not add up to 100 points exactly", "权重合计不等于 100 分";
        ScoreAboveWeight = "fee.score_above_weight", "a score above its weight", "得分超过该指标分值";
        EvidenceMissing = "fee.evidence_missing",
            "a score or a failed veto item without evidence", "得分或一票否决缺少佐证材料";
        Replaces = "fee.replaces",
            "the first scorecard of a year replaces none, each later one the one before",
            "年度首份考核表不替换任何表，其后各份须替换前一份";
        CriteriaChanged = "fee.criteria_changed",
            "a new version changes the criteria or their weights", "新版本改动了指标或权重";
        PayoutShape = "fee.payout_shape",
            "bands begin at score 0 and rise, bounds lie within 100 points, and a better score never pays less",
            "得分段须从 0 起递增，界限不超过 100 分，且得分高者不得少付";
        FloorAboveCeiling = "fee.floor_above_ceiling", "a floor above its ceiling", "保底高于封顶";
        FloorsAboveTotal = "fee.floors_above_total", "the floors add up to more than the total", "保底合计超过总额";
        CeilingsBelowTotal = "fee.ceilings_below_total",
            "the ceilings do not let the total be given out", "封顶合计低于总额，无法分完";
        NoWeight = "fee.no_weight", "nobody with a weight to give the rest to", "余额没有可分配的权重";
        WeightsTooLarge = "fee.weights_too_large",
            "the weights add up to more than 2^53 - 1", "权重合计超过 2^53 - 1";
    }
}

/// Fees, a score or an allocation that cannot be computed: why, and at which place of the question.
///
/// The place is a path such as `records[3]`, counted from 0; values are not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} ({place})", code.en())]
pub struct FeeError {
    code: FeeCode,
    place: String,
}

impl FeeError {
    pub(crate) fn new(code: FeeCode, place: impl std::fmt::Display) -> Self {
        Self { code, place: place.to_string() }
    }

    /// For sums of money that leave the range of [`Fen`](crate::Fen) at some place.
    pub(crate) fn too_large(place: &'static str) -> impl Fn(ValueError) -> Self {
        move |_| Self::new(FeeCode::AmountTooLarge, place)
    }

    /// Why it cannot be computed.
    pub const fn code(&self) -> FeeCode {
        self.code
    }

    /// The place of the question, such as `catalogue[1].items[0]`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}（{}）", self.code.zh(), self.place)
    }
}
