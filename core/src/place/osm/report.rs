//! What a file held, and what of it became streets.

/// Counts of a file of OpenStreetMap (读取报告): nothing is left out without being counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct OsmReport {
    /// Nodes in the file.
    pub nodes: u64,
    /// Ways in the file.
    pub ways: u64,
    /// Relations in the file; none is read.
    pub relations: u64,
    /// Ways that are streets which somebody may use.
    pub street_ways: u64,
    /// Ways that are streets which nobody may use by their tags.
    pub closed_ways: u64,
    /// Ways of a class that carries no one, such as `construction`.
    pub other_highways: u64,
    /// Streets made: ways cut where they meet others and at barriers.
    pub streets: u64,
    /// References of streets to nodes that the file does not hold. A street breaks there.
    pub dangling_references: u64,
    /// Ways that are streets with fewer than two different nodes left.
    pub short_ways: u64,
    /// Streets of more than 1,000 km between two nodes of the network, left out.
    pub long_streets: u64,
    /// Ways that are streets whose id stood before; the first counts.
    pub duplicate_ways: u64,
    /// Nodes of streets whose id stood before; the first counts.
    pub duplicate_nodes: u64,
    /// Barriers on streets that somebody may not pass.
    pub barriers: u64,
    /// Speeds that are not a number from 0.5 to 200 km/h; that of the class holds.
    pub unread_speeds: u64,
    /// Blocks of the file of a kind that the format does not name.
    pub unknown_blocks: u64,
    /// Bytes of all blocks after decompression.
    pub inflated_bytes: u64,
}
