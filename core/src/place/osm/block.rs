//! A block of nodes, ways and relations: its strings, its grid of places, its groups.
//!
//! Source of the format: OpenStreetMap wiki, "PBF Format", section "Encoding OSM entities into fileblocks".

use super::message::{Bytes, Fault};
use super::tags::Key;
use super::{OsmCode, OsmLimits, Spot};

/// What a file may ask its readers to know. `HistoricalInformation`, for one, would bring deleted streets.
const FEATURES: [&[u8]; 2] = [b"OsmSchema-V0.6", b"DenseNodes"];

/// Refuses a file that needs more than this reader knows.
pub(super) fn check_header(mut header: Bytes<'_>) -> Result<(), Fault> {
    while let Some(field) = header.field()? {
        // 4 are the features that readers must know, 5 those that they may pass over.
        if field.number == 4 {
            let feature = field.bytes("required_features")?.text();
            if !FEATURES.contains(&feature) {
                let shown: String = String::from_utf8_lossy(feature).chars().take(40).collect();
                return Err(Fault::new(OsmCode::UnknownFeature, field.at, format!("{shown:?}")));
            }
        }
    }
    Ok(())
}

/// A block whose groups are not read yet.
pub(super) struct Block<'a> {
    message: Bytes<'a>,
    strings: Strings<'a>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

/// A list of things of one kind, as it stands in a group.
pub(super) enum Things<'a> {
    Node(Bytes<'a>),
    Dense(Bytes<'a>),
    Way(Bytes<'a>),
    Relation,
}

impl<'a> Block<'a> {
    pub(super) fn new(data: Bytes<'a>, limits: &OsmLimits) -> Result<Self, Fault> {
        let (mut message, mut table) = (data, None);
        let (mut granularity, mut lat_offset, mut lon_offset) = (None, None, None);
        while let Some(field) = message.field()? {
            match field.number {
                1 => field.bytes_once(&mut table, "stringtable")?,
                17 => field.number_once(&mut granularity, "granularity")?,
                19 => field.number_once(&mut lat_offset, "lat_offset")?,
                20 => field.number_once(&mut lon_offset, "lon_offset")?,
                _ => {}
            }
        }
        let table = table.ok_or_else(|| Fault::new(OsmCode::BadMessage, 0, "block without stringtable"))?;
        let granularity = granularity.unwrap_or(100);
        if !(1..=1_000_000_000).contains(&granularity) {
            return Err(Fault::new(OsmCode::OutOfRange, 0, format!("granularity {}", granularity as i64)));
        }
        Ok(Self {
            message: data,
            strings: Strings::new(table, limits)?,
            granularity: granularity as i64,
            // Numbers below zero stand there in two's complement.
            lat_offset: lat_offset.unwrap_or(0) as i64,
            lon_offset: lon_offset.unwrap_or(0) as i64,
        })
    }

    pub(super) fn strings(&self) -> &Strings<'a> {
        &self.strings
    }

    /// Calls `read` with each node, way and relation, or column of nodes.
    pub(super) fn each(&self, mut read: impl FnMut(Things<'a>) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut message = self.message;
        while let Some(field) = message.field()? {
            if field.number != 2 {
                continue;
            }
            let mut group = field.bytes("primitivegroup")?;
            while let Some(field) = group.field()? {
                match field.number {
                    1 => read(Things::Node(field.bytes("nodes")?))?,
                    2 => read(Things::Dense(field.bytes("dense")?))?,
                    3 => read(Things::Way(field.bytes("ways")?))?,
                    4 => {
                        field.bytes("relations")?;
                        read(Things::Relation)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The spot of a latitude and a longitude on the block's grid.
    pub(super) fn spot(&self, lat: i64, lon: i64, at: usize) -> Result<Spot, Fault> {
        let units = |offset: i64, steps: i64, most_degrees: i64| {
            let billionths = steps.checked_mul(self.granularity)?.checked_add(offset)?;
            if billionths.checked_abs()? > most_degrees * 1_000_000_000 {
                return None;
            }
            // To the nearest 1e-7 degrees.
            i32::try_from((billionths + 50).div_euclid(100)).ok()
        };
        match (units(self.lon_offset, lon, 180), units(self.lat_offset, lat, 90)) {
            (Some(lon), Some(lat)) => Ok([lon, lat]),
            _ => {
                Err(Fault::new(OsmCode::OutOfRange, at, format!("place at latitude {lat}, longitude {lon}")))
            }
        }
    }
}

/// The strings of a block, and which of them are keys of tags that matter here.
pub(super) struct Strings<'a> {
    table: Bytes<'a>,
    strings: Vec<(u32, Option<Key>)>,
}

impl<'a> Strings<'a> {
    fn new(table: Bytes<'a>, limits: &OsmLimits) -> Result<Self, Fault> {
        let (mut rest, mut strings) = (table, Vec::new());
        while let Some(field) = rest.field()? {
            if field.number == 1 {
                if strings.len() as u64 >= limits.block_strings_max {
                    let shown = format!("block_strings_max = {}", limits.block_strings_max);
                    return Err(Fault::new(OsmCode::Limit, field.at, shown));
                }
                let string = field.bytes("s")?;
                // A block is less than 32 MiB long.
                strings.push(((field.at - table.at()) as u32, Key::parse(string.text())));
            }
        }
        Ok(Self { table, strings })
    }

    fn string(&self, index: u64, at: usize) -> Result<(u32, Option<Key>), Fault> {
        let string = usize::try_from(index).ok().and_then(|index| self.strings.get(index)).copied();
        string.ok_or_else(|| {
            Fault::new(OsmCode::BadString, at, format!("string {index} of {}", self.strings.len()))
        })
    }

    /// The key with this number in the table, if it matters.
    pub(super) fn key(&self, index: u64, at: usize) -> Result<Option<Key>, Fault> {
        self.string(index, at).map(|string| string.1)
    }

    /// The string with this number in the table.
    pub(super) fn text(&self, index: u64, at: usize) -> Result<&'a [u8], Fault> {
        let start = self.string(index, at)?.0 as usize;
        let mut rest = Bytes::new(self.table.text().get(start..).unwrap_or_default());
        match rest.field()? {
            Some(field) => Ok(field.bytes("s")?.text()),
            None => Ok(&[]),
        }
    }
}
