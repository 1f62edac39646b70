//! A file from its bytes to streets, in two looks: ways, then the nodes that they name.

use super::assemble::assemble;
use super::blob::{Blob, blobs};
use super::block::{Block, check_header};
use super::message::Bytes;
use super::nodes::{BlockNodes, UsedNodes};
use super::ways::Ways;
use super::{OsmCode, OsmError, OsmLimits, OsmReport};
use crate::place::Streets;
use crate::threads::Threads;

/// Reads the streets of an OpenStreetMap file (PBF), in WGS-84. Blocks are shared among threads, whose number changes
/// nothing in the result.
///
/// ```
/// use doorstep::matching::Threads;
/// use doorstep::place::{OsmCode, OsmLimits, read_osm};
/// let file = b"no map at all";
/// let error = read_osm(file, &OsmLimits::default(), &Threads::one()).unwrap_err();
/// assert_eq!((error.code(), error.offset()), (OsmCode::BlockTooLarge, 0));
/// ```
///
/// # Errors
/// Any of [`OsmCode`], with the byte of the file: the first fault in the order of the file in which ways are looked at
/// before nodes.
pub fn read_osm(
    file: &[u8],
    limits: &OsmLimits,
    threads: &Threads,
) -> Result<(Streets, OsmReport), OsmError> {
    let blobs = blobs(file, limits)?;
    blobs.header.read(check_header)?;
    let mut report = OsmReport {
        unknown_blocks: blobs.unknown,
        inflated_bytes: blobs.inflated_bytes,
        ..OsmReport::default()
    };
    let (mut ways, mut with_nodes) = (Ways::default(), Vec::new());
    let references_max = limits.references_max.min(REFERENCES_END);
    let read = |data: Bytes<'_>| {
        let mut counts = OsmReport::default();
        Ok((Ways::read(&Block::new(data, limits)?, references_max, &mut counts)?, counts))
    };
    each_batch(&blobs.data, threads, read, |blob, (block, counts)| {
        report.ways += counts.ways;
        report.relations += counts.relations;
        report.closed_ways += counts.closed_ways;
        report.other_highways += counts.other_highways;
        report.unread_speeds += counts.unread_speeds;
        if block.has_nodes {
            with_nodes.push(blob);
        }
        ways.append(block);
        let over = |name: &str, limit: u64| {
            Err(OsmError::new(OsmCode::Limit, blob.offset, format!("{name} = {limit}")))
        };
        if ways.len() as u64 > limits.ways_max {
            return over("ways_max", limits.ways_max);
        }
        if ways.references.len() as u64 > references_max {
            return over("references_max", references_max);
        }
        Ok(())
    })?;
    report.duplicate_ways = ways.keep_first();
    report.street_ways = ways.len() as u64;
    let mut used = UsedNodes::new(&ways);
    // A batch at a time, since a block is read beside the nodes and then taken in.
    for batch in batches(&with_nodes) {
        let read = |data: Bytes<'_>| BlockNodes::read(&Block::new(data, limits)?, &used);
        let blocks = threads.map(batch.to_vec(), |blob: Blob<'_>| blob.read(read));
        for block in blocks {
            let block = block?;
            report.nodes += block.count;
            report.duplicate_nodes += used.take(block);
        }
    }
    let streets = assemble(&ways, &used, &mut report)?;
    Ok((streets, report))
}

/// References are numbered in 30 bits, as nodes and points of [`Streets`] are.
const REFERENCES_END: u64 = 1 << 30;
/// Blocks are decompressed together up to so many bytes, whatever the number of threads.
const BATCH_BYTES: usize = 32 << 20;
const BATCH_BLOCKS: usize = 256;

/// Cuts blocks into runs of at most [`BATCH_BYTES`], or of one block.
fn batches<'a, 'b>(blobs: &'b [Blob<'a>]) -> impl Iterator<Item = &'b [Blob<'a>]> {
    let mut rest = blobs;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |blob: &&Blob<'_>| {
            bytes += blob.len();
            bytes <= BATCH_BYTES
        };
        let count = rest.iter().take(BATCH_BLOCKS).take_while(fits).count().max(1);
        let (batch, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(batch)
    })
}

/// Reads blocks in parallel and takes in what was read in the order of the file.
fn each_batch<'a, R: Send>(
    blobs: &[Blob<'a>],
    threads: &Threads,
    read: impl Fn(Bytes<'_>) -> Result<R, super::message::Fault> + Sync,
    mut take: impl FnMut(Blob<'a>, R) -> Result<(), OsmError>,
) -> Result<(), OsmError> {
    for batch in batches(blobs) {
        let blocks = threads.map(batch.to_vec(), |blob| Ok((blob, blob.read(&read)?)));
        for block in blocks {
            let (blob, block) = block?;
            take(blob, block)?;
        }
    }
    Ok(())
}
