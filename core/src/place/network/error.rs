//! What can be wrong with streets and with questions about them.

use crate::error::codes;

codes! {
    /// Why a street network could not be made, read or asked.
    #[non_exhaustive]
    pub enum NetworkCode {
        BadPlace = "network.bad_place",
            "a longitude is from -180 to 180 and a latitude from -90 to 90", "经度须在 -180 至 180、纬度须在 -90 至 90 之间";
        DuplicateNode = "network.duplicate_node", "two nodes with one key", "路网节点编号重复";
        UnknownNode = "network.unknown_node", "a street ends at a node that is not in the table", "路段端点不在节点表中";
        BadLength = "network.bad_length",
            "a length is a number of metres from 0 to 1 000 000", "路段长度须为 0 至 1 000 000 米";
        BadLine = "network.bad_line",
            "a line is longitudes and latitudes from node to node: 117.01 36.61;117.02 36.62", "路段折线须为首尾两节点之间的经纬度：117.01 36.61;117.02 36.62";
        BadGeojson = "network.bad_geojson",
            "not a GeoJSON FeatureCollection of LineString and MultiLineString", "须为由 LineString 与 MultiLineString 组成的 GeoJSON FeatureCollection";
        BadOneway = "network.bad_oneway",
            "a one-way street is true, false or a value of OpenStreetMap's `oneway`", "单行须为 true、false 或 OpenStreetMap 的 oneway 取值";
        BadSpeed = "network.bad_speed",
            "a speed is a number of km/h from 0.5 to 200", "速度须为 0.5 至 200 公里/小时";
        BadHeight = "network.bad_height",
            "a height is a number of metres from -1000 to 10 000", "高程须为 -1000 至 10 000 米";
        UnknownClass = "network.unknown_class", "a class of road that is not known", "未知的道路类别";
        NoMode = "network.no_mode",
            "a street network is for walking, cycling or driving", "路网仅支持步行、骑行、驾车";
        UnequalColumns = "network.unequal_columns", "columns of one table of unequal length", "同一表各列长度不一致";
        TooMany = "network.too_many", "more nodes, streets or points than fit", "节点、路段或折点数量超出上限";
        SystemMismatch = "network.system_mismatch",
            "a place is in another coordinate system than the network", "点位与路网坐标系不一致";
        BadBound = "network.bad_bound",
            "a bound is more than 0 and at most 24 hours", "时间上限须大于 0 且不超过 24 小时";
        BadWeight = "network.bad_weight",
            "a weight is a number from -1e15 to 1e15", "权重须为 -1e15 至 1e15 之间的数";
        NoPairs = "network.no_pairs",
            "no pair of places at such a distance has a way between them", "该距离范围内没有可通行的点对";
        BadSnapLimit = "network.bad_snap_limit",
            "the snap limit is a number of metres from 0 to 100 000", "吸附距离上限须为 0 至 100 000 米";
        BadFile = "network.bad_file", "not a saved street network, or a damaged one", "不是已保存的路网文件，或文件已损坏";
        OtherVersion = "network.other_version",
            "a street network saved by another version", "路网文件由其他版本保存";
    }
}

/// Streets, or a question about them, that were refused: why, and what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} ({shown})", code.en())]
pub struct NetworkError {
    code: NetworkCode,
    shown: String,
}

impl NetworkError {
    /// Refuses something that is no person's.
    pub(crate) fn new(code: NetworkCode, shown: impl std::fmt::Display) -> Self {
        Self { code, shown: shown.to_string() }
    }

    /// Refuses a row of a table of nodes or edges, named by its place from 0.
    pub(crate) fn at_row(code: NetworkCode, table: &str, row: usize) -> Self {
        Self { code, shown: format!("{table} row {row}") }
    }

    /// Why it was refused.
    pub fn code(&self) -> NetworkCode {
        self.code
    }

    /// What was refused: the key of a node, a figure, or the place in a table, counted from 0.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}（{}）", self.code.zh(), self.shown)
    }
}
