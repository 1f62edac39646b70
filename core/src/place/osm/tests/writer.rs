//! Writes files of OpenStreetMap, right ones and wrong ones.

/// Bytes of a protocol buffer.
#[derive(Debug, Clone, Default)]
pub(super) struct Message(pub(super) Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(super) fn number(mut self, field: u64, value: i64) -> Self {
        self.varint(field << 3);
        self.varint(value as u64);
        self
    }

    pub(super) fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn packed(self, field: u64, values: &[i64]) -> Self {
        let mut list = Self::default();
        values.iter().for_each(|&value| list.varint(value as u64));
        self.bytes(field, &list.0)
    }

    /// Differences in zigzag form.
    pub(super) fn differences(self, field: u64, values: &[i64]) -> Self {
        let before = [0].into_iter().chain(values.iter().copied());
        let steps: Vec<i64> =
            values.iter().zip(before).map(|(&value, before)| zigzag(value - before)).collect();
        self.packed(field, &steps)
    }
}

pub(super) fn zigzag(value: i64) -> i64 {
    value << 1 ^ value >> 63
}

pub(super) type Tag<'a> = (&'a str, &'a str);

/// A node at a longitude and a latitude in 1e-7 degrees.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) id: i64,
    pub(super) at: [i32; 2],
    pub(super) tags: Vec<Tag<'a>>,
}

#[derive(Debug, Clone)]
pub(super) struct Way<'a> {
    pub(super) id: i64,
    pub(super) nodes: Vec<i64>,
    pub(super) tags: Vec<Tag<'a>>,
}

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) dense: bool,
    pub(super) zlib: bool,
    /// Things to a block.
    pub(super) block: usize,
    /// Billionths of a degree between places of the grid; a divisor of 100.
    pub(super) granularity: i64,
    pub(super) lat_offset: i64,
    pub(super) lon_offset: i64,
    pub(super) ways_first: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            dense: true,
            zlib: true,
            block: 8_000,
            granularity: 100,
            lat_offset: 0,
            lon_offset: 0,
            ways_first: false,
        }
    }
}

/// A block with the length and the header before it.
pub(super) fn blob(kind: &str, data: &[u8], zlib: bool) -> Vec<u8> {
    let message = if zlib {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(data, 6);
        Message::default().number(2, data.len() as i64).bytes(3, &packed)
    } else {
        Message::default().bytes(1, data)
    };
    framed(kind, &message)
}

/// A message with the length and the header before it.
pub(super) fn framed(kind: &str, message: &Message) -> Vec<u8> {
    let header = Message::default().bytes(1, kind.as_bytes()).number(3, message.0.len() as i64);
    let length = header.0.len() as u32;
    [&length.to_be_bytes()[..], &header.0, &message.0].concat()
}

pub(super) fn header(features: &[&str]) -> Vec<u8> {
    let header = features.iter().fold(Message::default(), |all, feature| all.bytes(4, feature.as_bytes()));
    blob("OSMHeader", &header.bytes(16, b"doorstep's tests").0, false)
}

pub(super) fn plain_header() -> Vec<u8> {
    header(&["OsmSchema-V0.6", "DenseNodes"])
}

/// The strings of a block.
#[derive(Default)]
struct Strings<'a>(Vec<&'a str>);

impl<'a> Strings<'a> {
    fn number(&mut self, text: &'a str) -> i64 {
        let known = self.0.iter().position(|known| *known == text);
        // The first string is never named.
        1 + known.unwrap_or_else(|| {
            self.0.push(text);
            self.0.len() - 1
        }) as i64
    }

    fn table(&self) -> Message {
        self.0.iter().fold(Message::default().bytes(1, b""), |table, text| table.bytes(1, text.as_bytes()))
    }
}

fn block(strings: &Strings<'_>, group: &Message, style: &Style) -> Vec<u8> {
    let mut block = Message::default().bytes(1, &strings.table().0).bytes(2, &group.0);
    if style.granularity != 100 {
        block = block.number(17, style.granularity);
    }
    if (style.lat_offset, style.lon_offset) != (0, 0) {
        block = block.number(19, style.lat_offset).number(20, style.lon_offset);
    }
    blob("OSMData", &block.0, style.zlib)
}

fn node_block(nodes: &[Node<'_>], style: &Style) -> Vec<u8> {
    let mut strings = Strings::default();
    let grid = |units: i32, offset: i64| (i64::from(units) * 100 - offset) / style.granularity;
    let lat = |node: &Node<'_>| grid(node.at[1], style.lat_offset);
    let lon = |node: &Node<'_>| grid(node.at[0], style.lon_offset);
    let mut group = Message::default();
    if style.dense {
        let column = |of: &dyn Fn(&Node<'_>) -> i64| nodes.iter().map(of).collect::<Vec<_>>();
        let mut dense = Message::default()
            .differences(1, &column(&|node| node.id))
            .differences(8, &column(&lat))
            .differences(9, &column(&lon));
        if nodes.iter().any(|node| !node.tags.is_empty()) {
            let mut listed = Vec::new();
            for node in nodes {
                for (key, value) in &node.tags {
                    listed.extend([strings.number(key), strings.number(value)]);
                }
                listed.push(0);
            }
            dense = dense.packed(10, &listed);
        }
        group = group.bytes(2, &dense.0);
    } else {
        for node in nodes {
            let keys: Vec<i64> = node.tags.iter().map(|tag| strings.number(tag.0)).collect();
            let values: Vec<i64> = node.tags.iter().map(|tag| strings.number(tag.1)).collect();
            let message = Message::default()
                .number(1, zigzag(node.id))
                .packed(2, &keys)
                .packed(3, &values)
                .number(8, zigzag(lat(node)))
                .number(9, zigzag(lon(node)));
            group = group.bytes(1, &message.0);
        }
    }
    block(&strings, &group, style)
}

fn way_block(ways: &[Way<'_>], style: &Style) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut group = Message::default();
    for way in ways {
        let keys: Vec<i64> = way.tags.iter().map(|tag| strings.number(tag.0)).collect();
        let values: Vec<i64> = way.tags.iter().map(|tag| strings.number(tag.1)).collect();
        let message = Message::default()
            .number(1, way.id)
            .packed(2, &keys)
            .packed(3, &values)
            .differences(8, &way.nodes);
        group = group.bytes(3, &message.0);
    }
    block(&strings, &group, style)
}

/// A file of nodes and ways.
pub(super) fn file(nodes: &[Node<'_>], ways: &[Way<'_>], style: &Style) -> Vec<u8> {
    let nodes = nodes.chunks(style.block).flat_map(|nodes| node_block(nodes, style));
    let ways = ways.chunks(style.block).flat_map(|ways| way_block(ways, style));
    let data: Vec<u8> =
        if style.ways_first { ways.chain(nodes).collect() } else { nodes.chain(ways).collect() };
    [plain_header(), data].concat()
}
