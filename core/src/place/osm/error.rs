//! What can be wrong with a file of OpenStreetMap.

use crate::error::codes;

codes! {
    /// Why a file of OpenStreetMap was refused.
    #[non_exhaustive]
    pub enum OsmCode {
        Truncated = "osm.truncated", "the file ends within a block", "文件在数据块中间结束";
        NoHeader = "osm.no_header",
            "the first block is the header, and there is no second one", "首个数据块须为文件头，且只能有一个";
        NoData = "osm.no_data", "a header with no data after it", "文件头之后没有数据";
        BlockTooLarge = "osm.block_too_large",
            "a block is larger than the format allows", "数据块超过格式规定的大小";
        UnknownFeature = "osm.unknown_feature",
            "the file needs a feature that is not read", "文件要求不支持的特性";
        UnknownCompression = "osm.unknown_compression",
            "blocks are read plain or in zlib", "数据块须为未压缩或 zlib 压缩";
        BadCompression = "osm.bad_compression",
            "zlib data that is damaged or not of the stated size", "zlib 数据损坏或与声明的大小不符";
        BadMessage = "osm.bad_message", "not a protocol buffer as the format states it", "不是符合格式的 protobuf 数据";
        BadString = "osm.bad_string",
            "a tag names a string that is not in the table", "标签引用的字符串不在字符串表中";
        UnevenColumns = "osm.uneven_columns",
            "columns of nodes or of tags have different lengths", "节点或标签各列长度不一致";
        OutOfRange = "osm.out_of_range", "a number does not fit or a place is not on Earth", "数值超出范围或坐标无效";
        Limit = "osm.limit", "a limit of the reader was met", "超出读取限制";
    }
}

/// A file of OpenStreetMap that was refused: why, at which byte, and what was there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} (byte {offset}{}: {shown})", code.en(), Inside(*inside))]
pub struct OsmError {
    code: OsmCode,
    offset: u64,
    inside: Option<u64>,
    shown: String,
}

/// A place in the data of a block, as a message shows it.
struct Inside(Option<u64>);

impl std::fmt::Display for Inside {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |place| write!(out, " + {place}"))
    }
}

impl OsmError {
    /// Refuses what stands at a byte of the file.
    #[cfg(feature = "osm")]
    pub(super) fn new(code: OsmCode, offset: u64, shown: impl std::fmt::Display) -> Self {
        Self { code, offset, inside: None, shown: shown.to_string() }
    }

    /// Refuses what stands at a byte of the data of a block.
    #[cfg(feature = "osm")]
    pub(super) fn inside(self, place: usize) -> Self {
        Self { inside: Some(place as u64), ..self }
    }

    /// Why it was refused.
    pub fn code(&self) -> OsmCode {
        self.code
    }

    /// The byte of the file, from 0: of the fault itself, or where the data of its block begins.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The byte of the block's data after decompression, if the fault is in there.
    pub fn offset_inside(&self) -> Option<u64> {
        self.inside
    }

    /// What was refused: a field of the format, a figure, or a limit by its name and value.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The message in Chinese; `Display` gives the English one.
    pub fn message_zh(&self) -> String {
        format!("{}（字节 {}{}：{}）", self.code.zh(), self.offset, Inside(self.inside), self.shown)
    }
}
