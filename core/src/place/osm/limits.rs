//! How much a file may ask for (读取限制).

/// Bounds on the work and the memory that one file may take. Files come from strangers; each bound is named in the error
/// that meets it.
///
/// The format has its own on top: 64 KiB for the header of a block, 32 MiB for its data, compressed or not.
///
/// Memory beside the file is at most about 50 bytes for each of `references_max` and 48 for each of `ways_max` and
/// `blocks_max`, the streets that are made, and 32 MiB that are decompressed at a time with what is read from them, which
/// is at most 8 bytes for each.
///
/// ```
/// use doorstep::place::OsmLimits;
/// let limits = OsmLimits { references_max: 10_000_000, ..OsmLimits::default() };
/// assert_eq!(limits.ratio_max, 100);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OsmLimits {
    /// Blocks of the file: 4 million. A block holds 8,000 nodes as osmium and Osmosis write it.
    pub blocks_max: u64,
    /// Bytes of all blocks after decompression: 32 GiB. China's streets and buildings take about 3.
    pub inflated_bytes_max: u64,
    /// Bytes after decompression for each byte before: 100. Files in use have 2 to 10; zlib gets to 1,032.
    pub ratio_max: u64,
    /// Strings of one block: a million.
    pub block_strings_max: u64,
    /// Ways that are streets: 50 million.
    pub ways_max: u64,
    /// References of these ways to nodes: 250 million. More than 2^30 is as 2^30.
    pub references_max: u64,
}

impl Default for OsmLimits {
    fn default() -> Self {
        Self {
            blocks_max: 4_000_000,
            inflated_bytes_max: 32 << 30,
            ratio_max: 100,
            block_strings_max: 1_000_000,
            ways_max: 50_000_000,
            references_max: 250_000_000,
        }
    }
}
