//! Files that the format does not allow, or that ask for more than is read.

use super::writer::{Message, blob, framed, header, plain_header, zigzag};
use super::*;

/// A file with one block of data.
fn with_block(block: &Message) -> Vec<u8> {
    [plain_header(), blob("OSMData", &block.0, false)].concat()
}

fn table(strings: &[&str]) -> Message {
    strings.iter().fold(Message::default(), |table, text| table.bytes(1, text.as_bytes()))
}

/// A block with one group.
fn group(field: u64, thing: &Message) -> Message {
    let table = table(&["", "highway", "residential"]);
    Message::default().bytes(1, &table.0).bytes(2, &Message::default().bytes(field, &thing.0).0)
}

/// A file with a street over nodes 1 and 2 and a block of nodes.
fn with_nodes(field: u64, thing: &Message) -> Vec<u8> {
    let way = Message::default().number(1, 1).packed(2, &[1]).packed(3, &[2]).differences(8, &[1, 2]);
    [with_block(&group(3, &way)), blob("OSMData", &group(field, thing).0, false)].concat()
}

#[test]
fn a_file_cut_within_a_block_is_refused_with_the_byte() {
    for style in [Style::default(), Style { block: 2, zlib: false, ..Style::default() }] {
        let bytes = crossing(&style);
        let borders = borders(&bytes);
        for end in 0..bytes.len() {
            let outcome = read(&bytes[..end]);
            match outcome {
                Err(error) if end == 0 => assert_eq!(error.code(), OsmCode::NoHeader),
                Err(error) if end == borders[1] => assert_eq!(error.code(), OsmCode::NoData),
                Err(error) => {
                    assert_eq!((error.code(), error.offset()), (OsmCode::Truncated, end as u64));
                    assert!(!borders.contains(&end));
                }
                // Between blocks: what is missing shows as nodes that streets name, or there are fewer streets.
                Ok((_, report)) => {
                    assert!(borders.contains(&end), "{end}");
                    assert!(report.ways < 3 || report.dangling_references > 0);
                }
            }
        }
    }
}

/// Where blocks begin and the last ends, found the plain way.
fn borders(bytes: &[u8]) -> Vec<usize> {
    let (mut borders, mut at) = (vec![0], 0);
    while at < bytes.len() {
        let header = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        // The length is the last number of the header, in one byte or two.
        let end = at + 4 + header;
        let size = if bytes[end - 2] < 0x80 {
            usize::from(bytes[end - 1])
        } else {
            usize::from(bytes[end - 2] & 0x7f) | usize::from(bytes[end - 1]) << 7
        };
        at = end + size;
        borders.push(at);
    }
    borders
}

#[test]
fn the_first_block_is_the_header_and_the_only_one() {
    refused(b"", OsmCode::NoHeader);
    let data = blob("OSMData", b"", false);
    refused(&data, OsmCode::NoHeader);
    let second = refused(&[plain_header(), data.clone(), plain_header()].concat(), OsmCode::NoHeader);
    assert_eq!(second.offset(), (plain_header().len() + data.len()) as u64);
    refused(&plain_header(), OsmCode::NoData);
}

#[test]
fn blocks_of_unknown_kinds_are_counted() {
    let bytes = [crossing(&Style::default()), blob("Fancy", b"anything", true)].concat();
    let (_, report) = read(&bytes).unwrap();
    assert_eq!((report.unknown_blocks, report.streets), (1, 5));
}

#[test]
fn features_that_change_the_meaning_are_refused() {
    let rest = crossing(&Style::default()).split_off(plain_header().len());
    for feature in ["HistoricalInformation", "OsmSchema-V0.7", ""] {
        let error =
            refused(&[header(&["DenseNodes", feature]), rest.clone()].concat(), OsmCode::UnknownFeature);
        assert!(error.shown().contains(feature), "{error}");
    }
    read(&[header(&[]), rest].concat()).unwrap();
}

#[test]
fn sizes_that_the_format_does_not_allow_are_refused() {
    refused(&[0, 1, 0, 0], OsmCode::BlockTooLarge);
    refused(&[0xff; 64], OsmCode::BlockTooLarge);
    // Numbers below zero are the largest of all.
    for size in [-1, i64::MIN, 32 << 20, i64::from(i32::MAX) + 1] {
        let head = Message::default().bytes(1, b"OSMHeader").number(3, size);
        let bytes = [&(head.0.len() as u32).to_be_bytes()[..], &head.0].concat();
        refused(&bytes, OsmCode::BlockTooLarge);
        let zlib = Message::default().number(2, size).bytes(3, &[0; 8]);
        refused(&framed("OSMHeader", &zlib), OsmCode::BlockTooLarge);
    }
}

#[test]
fn compressed_data_keep_their_stated_size_and_checksum() {
    let data = group(3, &Message::default().number(1, 1));
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&data.0, 6);
    let file = |size: usize, packed: &[u8]| {
        let message = Message::default().number(2, size as i64).bytes(3, packed);
        [plain_header(), framed("OSMData", &message)].concat()
    };
    read(&file(data.0.len(), &packed)).unwrap();
    for size in [data.0.len() - 1, data.0.len() + 1, 0] {
        refused(&file(size, &packed), OsmCode::BadCompression);
    }
    let longer = [&packed[..], b"x"].concat();
    refused(&file(data.0.len(), &longer), OsmCode::BadCompression);
    refused(&file(data.0.len(), &packed[..packed.len() - 1]), OsmCode::BadCompression);
    let mut wrong = packed.clone();
    *wrong.last_mut().unwrap() ^= 1;
    refused(&file(data.0.len(), &wrong), OsmCode::BadCompression);
    for (field, name) in [(4, "lzma"), (5, "bzip2"), (6, "lz4"), (7, "zstd")] {
        let message = Message::default().number(2, 10).bytes(field, &packed);
        let error =
            refused(&[plain_header(), framed("OSMData", &message)].concat(), OsmCode::UnknownCompression);
        assert_eq!(error.shown(), name);
    }
    for message in [
        Message::default(),
        Message::default().bytes(3, &packed),
        Message::default().number(2, 9).bytes(1, &data.0),
        Message::default().number(2, 9).bytes(1, &data.0).bytes(3, &packed),
        Message::default().bytes(1, &data.0).bytes(1, &data.0),
    ] {
        refused(&[plain_header(), framed("OSMData", &message)].concat(), OsmCode::BadMessage);
    }
}

#[test]
fn messages_are_read_strictly() {
    let way = |message: Message| with_block(&group(3, &message));
    let one = || Message::default().number(1, 1);
    read(&way(one())).unwrap();
    for wrong in [
        // No id; two ids; a text where a number stands; a number where a list stands; an unpacked list.
        Message::default().packed(2, &[]),
        one().number(1, 2),
        Message::default().bytes(1, b"1"),
        one().number(2, 1).number(3, 1),
        one().packed(8, &[2]).packed(8, &[2]),
        // Field 0, a group, a number of 11 bytes, one of more than 64 bits, a length past the end.
        Message(vec![0x08, 1, 0x00, 1]),
        Message(vec![0x08, 1, 0x0b]),
        Message([&[0x08][..], &[0x80; 10], &[1]].concat()),
        Message([&[0x08][..], &[0xff; 9], &[2]].concat()),
        Message(vec![0x08, 1, 0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]),
        Message(vec![0x08, 0x81]),
    ] {
        let error = refused(&way(wrong), OsmCode::BadMessage);
        assert!(error.offset_inside().is_some(), "{error}");
    }
    // Fields of later versions are passed over, fixed ones too.
    read(&way(Message([&one().0[..], &[0x65, 1, 2, 3, 4], &[0x71, 1, 2, 3, 4, 5, 6, 7, 8]].concat())))
        .unwrap();
    refused(&with_block(&Message::default()), OsmCode::BadMessage);
}

#[test]
fn strings_are_in_the_table() {
    let way = |keys: &[i64], values: &[i64]| {
        with_block(&group(3, &Message::default().number(1, 1).packed(2, keys).packed(3, values)))
    };
    read(&way(&[1], &[2])).unwrap();
    for (keys, values) in [([3], [2]), ([1], [3]), ([-1], [2]), ([2], [i64::MAX])] {
        let error = refused(&way(&keys, &values), OsmCode::BadString);
        assert!(error.shown().ends_with("of 3"), "{error}");
    }
    refused(&way(&[1, 1], &[2]), OsmCode::UnevenColumns);
    refused(&way(&[], &[2]), OsmCode::UnevenColumns);
    let dense = |tags: &[i64]| {
        let one = Message::default().differences(1, &[1]).differences(8, &[0]).differences(9, &[0]);
        with_nodes(2, &one.packed(10, tags))
    };
    read(&dense(&[1, 2, 0])).unwrap();
    refused(&dense(&[1, 3, 0]), OsmCode::BadString);
    refused(&dense(&[-1, 1, 0]), OsmCode::BadString);
    refused(&dense(&[1, 2]), OsmCode::BadMessage);
    refused(&dense(&[0, 0]), OsmCode::UnevenColumns);
}

#[test]
fn columns_of_nodes_are_equally_long() {
    for (ids, lats, lons) in [(2, 1, 1), (1, 2, 1), (1, 1, 2), (1, 0, 1), (0, 0, 1)] {
        let column = |count: usize| vec![1; count];
        let dense = Message::default()
            .differences(1, &column(ids))
            .differences(8, &column(lats))
            .differences(9, &column(lons));
        refused(&with_nodes(2, &dense), OsmCode::UnevenColumns);
    }
    // Tags for one of two nodes.
    let two = Message::default().differences(1, &[1, 2]).differences(8, &[0, 0]).differences(9, &[0, 0]);
    refused(&with_nodes(2, &two.packed(10, &[0])), OsmCode::UnevenColumns);
    refused(&with_nodes(1, &Message::default().number(1, 2).number(8, 0)), OsmCode::BadMessage);
}

#[test]
fn numbers_fit_and_places_are_on_earth() {
    let far = 1_800_000_000;
    let node = |lat: i64, lon: i64| {
        Message::default().number(1, zigzag(1)).number(8, zigzag(lat)).number(9, zigzag(lon))
    };
    read(&with_nodes(1, &node(-900_000_000, far))).unwrap();
    for (lat, lon) in [(900_000_001, 0), (0, far + 1), (0, -far - 1), (i64::MAX, 0), (0, i64::MIN)] {
        refused(&with_nodes(1, &node(lat, lon)), OsmCode::OutOfRange);
    }
    // Sums of differences past 64 bits, of ids, of places and of references.
    let most = zigzag(i64::MAX);
    let sums = Message::default().packed(1, &[most, 2]).packed(8, &[0, 0]).packed(9, &[0, 0]);
    refused(&with_nodes(2, &sums), OsmCode::OutOfRange);
    let way = Message::default().number(1, 1).packed(2, &[1]).packed(3, &[2]).packed(8, &[most, most]);
    refused(&with_block(&group(3, &way)), OsmCode::OutOfRange);
    // Grids.
    for granularity in [0, -1, 1_000_000_001, i64::MIN] {
        refused(
            &with_block(&group(3, &Message::default().number(1, 1)).number(17, granularity)),
            OsmCode::OutOfRange,
        );
    }
    let shifted = group(1, &node(0, 0)).number(19, i64::MIN).number(20, i64::MAX);
    refused(&with_block(&shifted), OsmCode::OutOfRange);
}

#[test]
fn offsets_name_the_block_and_the_byte_in_it() {
    let bytes = with_block(&group(3, &Message::default().number(1, 1).packed(2, &[1]).packed(3, &[9])));
    let error = refused(&bytes, OsmCode::BadString);
    let data_start = bytes.len() as u64 - error.offset();
    // The last byte of the block is the number of the string.
    assert_eq!(error.offset_inside(), Some(data_start - 1));
    assert_eq!(
        crate::Error::from(error.clone()).to_string(),
        format!(
            "a tag names a string that is not in the table (byte {} + {}: string 9 of 3)",
            error.offset(),
            data_start - 1
        )
    );
    assert!(error.message_zh().contains("字符串表"));
}
