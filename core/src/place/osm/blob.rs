//! The blocks of a file: where each begins, how large it is, and its data decompressed.
//!
//! Source of the format and of its limits: OpenStreetMap wiki, "PBF Format", section "File format".

use std::borrow::Cow;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::message::{Bytes, Fault};
use super::{OsmCode, OsmError, OsmLimits};

/// A header is shorter.
const HEADER_BYTES_END: u64 = 64 << 10;
/// Data are shorter after decompression; no compressed ones need more.
const DATA_BYTES_END: u64 = 32 << 20;

/// A block of the file, not decompressed yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blob<'a> {
    /// Where its data begins in the file.
    pub(super) offset: u64,
    data: &'a [u8],
    /// Bytes after decompression, if it is compressed.
    inflated: Option<usize>,
}

impl<'a> Blob<'a> {
    /// Bytes after decompression.
    pub(super) fn len(&self) -> usize {
        self.inflated.unwrap_or(self.data.len())
    }

    /// Calls `read` with the data.
    pub(super) fn read<R>(&self, read: impl FnOnce(Bytes<'_>) -> Result<R, Fault>) -> Result<R, OsmError> {
        let data = self.inflate()?;
        read(Bytes::new(&data))
            .map_err(|fault| OsmError::new(fault.code, self.offset, fault.shown).inside(fault.at))
    }

    fn inflate(&self) -> Result<Cow<'a, [u8]>, OsmError> {
        let Some(size) = self.inflated else { return Ok(Cow::Borrowed(self.data)) };
        let mut out = vec![0; size];
        // Flags: a header and a checksum as zlib has them, and one buffer for all.
        let flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
            | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let mut state = Box::<DecompressorOxide>::default();
        let (status, read, written) = decompress(&mut state, self.data, &mut out, 0, flags);
        if (status, read, written) != (TINFLStatus::Done, self.data.len(), size) {
            let shown = format!("{written} of {size} bytes from {read} of {}", self.data.len());
            return Err(OsmError::new(OsmCode::BadCompression, self.offset, shown));
        }
        Ok(Cow::Owned(out))
    }
}

/// The blocks of a file.
pub(super) struct Blobs<'a> {
    pub(super) header: Blob<'a>,
    pub(super) data: Vec<Blob<'a>>,
    /// Blocks of kinds that the format does not name; readers pass over them.
    pub(super) unknown: u64,
    /// Bytes of all of them after decompression.
    pub(super) inflated_bytes: u64,
}

/// Finds the blocks of a file and holds their stated sizes to the limits, before any is decompressed.
pub(super) fn blobs<'a>(file: &'a [u8], limits: &OsmLimits) -> Result<Blobs<'a>, OsmError> {
    let mut rest = Rest { file, offset: 0 };
    let (mut header, mut data, mut unknown, mut count, mut total) = (None, Vec::new(), 0, 0_u64, 0_u64);
    while !rest.file.is_empty() {
        let start = rest.offset;
        let limit =
            |name: &str, limit: u64| OsmError::new(OsmCode::Limit, start, format!("{name} = {limit}"));
        count += 1;
        if count > limits.blocks_max {
            return Err(limit("blocks_max", limits.blocks_max));
        }
        let (kind, blob) = rest.blob()?;
        let inflated = blob.len() as u64;
        total += inflated;
        if total > limits.inflated_bytes_max {
            return Err(limit("inflated_bytes_max", limits.inflated_bytes_max));
        }
        if inflated / limits.ratio_max.max(1) > blob.data.len() as u64 {
            return Err(limit("ratio_max", limits.ratio_max));
        }
        match (kind, header) {
            (b"OSMHeader", None) => header = Some(blob),
            (_, None) | (b"OSMHeader", _) => {
                let shown = String::from_utf8_lossy(kind).chars().take(40).collect::<String>();
                return Err(OsmError::new(OsmCode::NoHeader, start, format!("{shown:?}")));
            }
            (b"OSMData", _) => data.push(blob),
            _ => unknown += 1,
        }
    }
    let header = header.ok_or_else(|| OsmError::new(OsmCode::NoHeader, 0, "empty file"))?;
    if data.is_empty() {
        return Err(OsmError::new(OsmCode::NoData, rest.offset, "end of the file"));
    }
    Ok(Blobs { header, data, unknown, inflated_bytes: total })
}

/// What of the file is not read yet.
struct Rest<'a> {
    file: &'a [u8],
    offset: u64,
}

impl<'a> Rest<'a> {
    fn take(&mut self, count: u64, what: &str) -> Result<&'a [u8], OsmError> {
        let parts = usize::try_from(count).ok().and_then(|count| self.file.split_at_checked(count));
        let Some((taken, rest)) = parts else {
            let shown = format!("{what} of {count} bytes from {}", self.offset);
            return Err(OsmError::new(OsmCode::Truncated, self.offset + self.file.len() as u64, shown));
        };
        self.file = rest;
        self.offset += count;
        Ok(taken)
    }

    /// The next block and its kind.
    fn blob(&mut self) -> Result<(&'a [u8], Blob<'a>), OsmError> {
        let start = self.offset;
        let length = self.take(4, "length")?.iter().fold(0, |length, &byte| length << 8 | u64::from(byte));
        if length >= HEADER_BYTES_END {
            return Err(too_large(start, "header", length, HEADER_BYTES_END));
        }
        let at = self.offset;
        let place =
            |at: u64| move |fault: Fault| OsmError::new(fault.code, at + fault.at as u64, fault.shown);
        let (kind, length) = blob_header(Bytes::new(self.take(length, "header")?)).map_err(place(at))?;
        // A negative one is a very large one here.
        if length >= DATA_BYTES_END {
            return Err(too_large(start, "datasize", length, DATA_BYTES_END));
        }
        let at = self.offset;
        let (data, inflated) = blob_data(Bytes::new(self.take(length, "data")?)).map_err(place(at))?;
        let offset = at + data.at() as u64;
        let inflated = match inflated {
            None => None,
            Some(size) if size >= DATA_BYTES_END => {
                return Err(too_large(offset, "raw_size", size, DATA_BYTES_END));
            }
            Some(size) => Some(size as usize),
        };
        Ok((kind, Blob { offset, data: data.text(), inflated }))
    }
}

fn too_large(offset: u64, what: &str, size: u64, end: u64) -> OsmError {
    OsmError::new(OsmCode::BlockTooLarge, offset, format!("{what} = {size}, less than {end}"))
}

/// The kind of a block and the length of the message that follows.
fn blob_header(mut message: Bytes<'_>) -> Result<(&[u8], u64), Fault> {
    let (mut kind, mut size) = (None, None);
    while let Some(field) = message.field()? {
        match field.number {
            1 => field.bytes_once(&mut kind, "type")?,
            3 => field.number_once(&mut size, "datasize")?,
            _ => {}
        }
    }
    match (kind, size) {
        (Some(kind), Some(size)) => Ok((kind.text(), size)),
        _ => Err(Fault::new(OsmCode::BadMessage, message.at(), "block without type or datasize")),
    }
}

/// The data of a block, and its size after decompression if it is compressed.
fn blob_data(mut message: Bytes<'_>) -> Result<(Bytes<'_>, Option<u64>), Fault> {
    let (mut raw, mut size, mut zlib) = (None, None, None);
    while let Some(field) = message.field()? {
        match field.number {
            1 => field.bytes_once(&mut raw, "raw")?,
            2 => field.number_once(&mut size, "raw_size")?,
            3 => field.bytes_once(&mut zlib, "zlib_data")?,
            4..=7 => {
                let name = ["lzma", "bzip2", "lz4", "zstd"].get(field.number as usize - 4);
                let name = name.copied().unwrap_or_default();
                return Err(Fault::new(OsmCode::UnknownCompression, field.at, name));
            }
            _ => {}
        }
    }
    let end = message.at();
    let wrong = |shown: &str| Err(Fault::new(OsmCode::BadMessage, end, shown));
    match (raw, zlib, size) {
        (Some(raw), None, size) if size.is_none_or(|size| size == raw.text().len() as u64) => Ok((raw, None)),
        (None, Some(zlib), Some(size)) => Ok((zlib, Some(size))),
        (None, Some(_), None) => wrong("zlib_data without raw_size"),
        (Some(_), None, _) => wrong("raw_size other than the size of raw"),
        _ => wrong("a block has either raw or zlib_data"),
    }
}
