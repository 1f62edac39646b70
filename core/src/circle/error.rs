//! What can be wrong with the tables of a question about circles.

use crate::error::codes;

codes! {
    /// Why coverage, circles or accessibility could not be computed.
    #[non_exhaustive]
    pub enum CircleCode {
        DuplicateStation = "circle.duplicate_station", "two stations with one id", "服务站编号重复";
        DuplicateResident = "circle.duplicate_resident", "two residents with one id", "居民编号重复";
        NetworkMode = "circle.network_mode",
            "a rule of time needs one street network of its mode", "时间标准需要恰好一个相同出行方式的路网";
        WeightTooLarge = "circle.weight_too_large",
            "the weights add up to more than 2^53 - 1", "权重合计超过 2^53 - 1";
        DuplicateDemand = "circle.duplicate_demand", "two demand points with one id", "需求点编号重复";
        DuplicateSupply = "circle.duplicate_supply", "two supply points or candidates with one id", "供给点或候选点编号重复";
        DuplicatePair = "circle.duplicate_pair",
            "a pair of demand and supply has two costs", "同一需求点与供给点出现两个成本";
        UnknownDemand = "circle.unknown_demand",
            "a cost of a demand point that is not in the table of demand", "成本表中的需求点不在需求表中";
        UnknownSupply = "circle.unknown_supply",
            "a cost of a supply point or candidate that is not in its table", "成本表中的供给点或候选点不在相应表中";
        BadWeight = "circle.bad_weight",
            "a weight is 0 or a number from 1e-12 to 1e15", "权重须为 0 或 1e-12 至 1e15 之间的数";
        BadCost = "circle.bad_cost", "a cost is a finite number, not negative", "成本须为非负有限数";
        BadCatchment = "circle.bad_catchment",
            "the catchment is a finite number, not negative", "服务范围须为非负有限数";
        BadDecay = "circle.bad_decay", "a decay that gives no weights", "衰减函数参数无效";
        NoPlace = "circle.no_place",
            "straight lines need a longitude and a latitude in each row", "直线距离需要每行都有经纬度";
        UnequalColumns = "circle.unequal_columns",
            "columns of one table have different lengths", "同一表的各列长度不同";
        TooManyRows = "circle.too_many_rows", "more than 2^32 - 1 rows", "行数超过 2^32 - 1";
        NotWhole = "circle.not_whole",
            "people, capacities, tiers and costs of assignment and siting are whole numbers from 0 on, costs up to 2^32 - 1, tiers up to 255",
            "派点与选址的人数、容量、层级和成本须为非负整数，成本不超过 2^32 - 1，层级不超过 255";
        NoDemand = "circle.no_demand", "no demand point has people", "需求点均无人口";
        TooManySites = "circle.too_many_sites",
            "more sites are to be chosen than there are candidates, or fewer than must be", "拟选数量超过候选点数，或少于必选点数";
        BadRadius = "circle.bad_radius", "the objective needs a radius of at least 1", "该目标需要不小于 1 的服务半径";
        ChoiceNotForModel = "circle.choice_not_for_model",
            "the siting model does not take such a choice of sites", "该选址模型不支持此种选取方式";
        CostTooLarge = "circle.cost_too_large",
            "the costs add up to more than 2^53 - 1", "成本合计超过 2^53 - 1";
    }
}

/// A question about circles that was refused: why, and at which place of the tables.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} ({shown})", code.en())]
pub struct CircleError {
    code: CircleCode,
    shown: String,
}

impl CircleError {
    /// Refuses something that is no person's.
    pub(crate) fn new(code: CircleCode, shown: impl std::fmt::Display) -> Self {
        Self { code, shown: shown.to_string() }
    }

    /// Refuses a row of a table of accessibility, named by its place from 0.
    pub(crate) fn at_row(code: CircleCode, table: &str, row: usize) -> Self {
        Self { code, shown: format!("{table} row {row}") }
    }

    /// Refuses two stations of one id; ids of stations are public.
    pub(crate) fn duplicate_station(id: &str) -> Self {
        Self { code: CircleCode::DuplicateStation, shown: id.chars().take(40).collect() }
    }

    /// Refuses something about a resident, named by the place in the table (from 0) because the id is personal.
    pub(crate) fn at_resident(code: CircleCode, index: usize) -> Self {
        Self { code, shown: format!("resident {index}") }
    }

    /// Why the question was refused.
    pub fn code(&self) -> CircleCode {
        self.code
    }

    /// Which row it was: the id of a station, or the table and the place in it, counted from 0; or the figure refused.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}（{}）", self.code.zh(), self.shown)
    }
}
