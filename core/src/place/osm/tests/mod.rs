//! Files that the tests write themselves, right and wrong, and one of a city that others wrote.

mod city;
mod format;
mod hostile;
mod streets;
mod tagging;
mod writer;

use super::{OsmCode, OsmError, OsmLimits, OsmReport, read_osm};
use crate::place::{Access, RoadClass, Streets};
use crate::threads::Threads;
use writer::{Node, Style, Tag, Way, file};

fn read(file: &[u8]) -> Result<(Streets, OsmReport), OsmError> {
    read_osm(file, &OsmLimits::default(), &Threads::one())
}

#[track_caller]
fn refused(file: &[u8], code: OsmCode) -> OsmError {
    let error = read(file).expect_err("refused");
    assert_eq!(error.code(), code, "{error}");
    error
}

/// A street as the tests look at it: ids of its ends, class, access forth and back, points between.
type Line = (i64, i64, RoadClass, Access, Access, Vec<[i32; 2]>);

fn lines(streets: &Streets) -> Vec<Line> {
    let (mut start, mut lines) = (0, Vec::new());
    let key = |node: u32| streets.nodes[node as usize].key;
    for street in &streets.streets {
        let shape = streets.shapes[start..street.shape_end as usize].to_vec();
        start = street.shape_end as usize;
        lines.push((key(street.from), key(street.to), street.class, street.forward, street.backward, shape));
    }
    lines
}

/// A spot in a row of spots 1e-3 degrees apart.
fn spot(step: i32) -> [i32; 2] {
    [1_170_000_000 + step * 10_000, 366_000_000]
}

fn node(id: i64) -> Node<'static> {
    Node { id, at: spot(id as i32), tags: Vec::new() }
}

fn way<'a>(id: i64, nodes: &[i64], tags: &[Tag<'a>]) -> Way<'a> {
    Way { id, nodes: nodes.to_vec(), tags: tags.to_vec() }
}

const RESIDENTIAL: Tag<'static> = ("highway", "residential");

/// Two streets that cross at node 3, and a bollard at node 5.
fn crossing(style: &Style) -> Vec<u8> {
    let mut nodes: Vec<Node<'_>> = (1..=8).map(node).collect();
    nodes[4].tags = vec![("note", "here"), ("barrier", "bollard")];
    let ways = [
        way(10, &[1, 2, 3, 4, 5, 6], &[("name", "人民路"), RESIDENTIAL]),
        way(11, &[7, 3, 8], &[("highway", "footway")]),
        way(12, &[1, 2, 8], &[("building", "yes")]),
    ];
    file(&nodes, &ways, style)
}
