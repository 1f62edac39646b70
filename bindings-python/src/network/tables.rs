//! Tables of places, nodes and edges, as they are given.

use arrow_array::RecordBatch;
use doorstep::place::{EdgeColumns, NetworkError, NodeColumns, Streets};
use doorstep::table::TableError;
use doorstep::wire::{NetworkEdge, NetworkNode, NetworkPlace, node_keys};
use doorstep::{AnyCoordinate, System};
use pyo3::prelude::*;

use crate::accessibility::{given, keys, numbers, places};
use crate::error::raise;
use crate::table::{KeyColumn, NumberColumn, TextColumn, booleans, has_column, is_arrow, record_batches};

/// A table of points, as it was given.
pub(super) struct Places {
    pub(super) ids: KeyColumn,
    pub(super) places: Vec<Option<AnyCoordinate>>,
}

impl Places {
    pub(super) fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        if is_arrow(data)? {
            let batches = record_batches(data)?;
            let ids = KeyColumn::of(&batches, "id").map_err(|error| raise(py, error))?;
            return Ok(Self { ids, places: places(py, &batches)? });
        }
        let rows: Vec<NetworkPlace> = given(data)?;
        Ok(Self {
            places: rows
                .iter()
                .map(NetworkPlace::place)
                .collect::<Result<_, _>>()
                .map_err(|error| raise(py, error))?,
            ids: keys(rows.iter().map(|row| &row.id)),
        })
    }
}

/// A table of nodes.
pub(super) struct Nodes {
    node: Vec<i64>,
    lon: NumberColumn,
    lat: NumberColumn,
    height_m: NumberColumn,
}

impl Nodes {
    pub(super) fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        if is_arrow(data)? {
            let batches = record_batches(data)?;
            let column = |name| NumberColumn::of(&batches, name).map_err(|error| raise(py, error));
            let node = KeyColumn::of(&batches, "node").map_err(|error| raise(py, error))?;
            return Ok(Self {
                node: whole(py, &node, "node")?,
                lon: column("lon")?,
                lat: column("lat")?,
                height_m: optional(&batches, "height_m").map_err(|error| raise(py, error))?,
            });
        }
        let rows: Vec<NetworkNode> = given(data)?;
        Ok(Self {
            node: whole(py, &keys(rows.iter().map(|row| &row.node)), "node")?,
            lon: numbers(rows.iter().map(|row| row.lon)),
            lat: numbers(rows.iter().map(|row| row.lat)),
            height_m: numbers(rows.iter().map(|row| row.height_m.unwrap_or(f64::NAN))),
        })
    }
}

/// A table of edges; columns that are not there are empty.
pub(super) struct Edges {
    from: Vec<i64>,
    to: Vec<i64>,
    length_m: NumberColumn,
    class: TextColumn,
    speed_kmh: NumberColumn,
    oneway: Vec<Option<bool>>,
    line: TextColumn,
}

impl Edges {
    pub(super) fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        if !is_arrow(data)? {
            let mut rows: Vec<NetworkEdge> = given(data)?;
            return Ok(Self {
                from: whole(py, &keys(rows.iter().map(|row| &row.from)), "from")?,
                to: whole(py, &keys(rows.iter().map(|row| &row.to)), "to")?,
                length_m: numbers(rows.iter().map(|row| row.length_m.unwrap_or(f64::NAN))),
                speed_kmh: numbers(rows.iter().map(|row| row.speed_kmh.unwrap_or(f64::NAN))),
                oneway: rows.iter().map(|row| row.oneway).collect(),
                class: rows.iter_mut().map(|row| row.class.take()).collect(),
                line: rows.iter_mut().map(|row| row.line.take()).collect(),
            });
        }
        let batches = record_batches(data)?;
        let read = || -> Result<_, TableError> {
            let ends = (KeyColumn::of(&batches, "from")?, KeyColumn::of(&batches, "to")?);
            let rest = Self {
                from: Vec::new(),
                to: Vec::new(),
                length_m: optional(&batches, "length_m")?,
                class: TextColumn::of(&batches, "class")?,
                speed_kmh: optional(&batches, "speed_kmh")?,
                oneway: booleans(&batches, "oneway")?,
                line: TextColumn::of(&batches, "line")?,
            };
            Ok((ends, rest))
        };
        let ((from, to), rest) = read().map_err(|error| raise(py, error))?;
        Ok(Self { from: whole(py, &from, "from")?, to: whole(py, &to, "to")?, ..rest })
    }

    pub(super) fn streets(&self, nodes: &Nodes, system: System) -> Result<Streets, NetworkError> {
        let (lon, lat, height_m) = (nodes.lon.numbers(), nodes.lat.numbers(), nodes.height_m.numbers());
        let (length_m, speed_kmh) = (self.length_m.numbers(), self.speed_kmh.numbers());
        let (class, line) = (self.class.texts(), self.line.texts());
        let edges = EdgeColumns {
            from: &self.from,
            to: &self.to,
            length_m: &length_m,
            class: &class,
            speed_kmh: &speed_kmh,
            oneway: &self.oneway,
            line: &line,
        };
        let nodes = NodeColumns { node: &nodes.node, lon: &lon, lat: &lat, height_m: &height_m };
        Streets::from_tables(&nodes, &edges, system)
    }
}

/// A column of numbers; empty if there is none.
fn optional(batches: &[RecordBatch], name: &str) -> Result<NumberColumn, TableError> {
    if has_column(batches, name) { NumberColumn::of(batches, name) } else { Ok(numbers(std::iter::empty())) }
}

/// Keys of nodes, which are whole numbers or the texts of such.
fn whole(py: Python<'_>, keys: &KeyColumn, column: &str) -> PyResult<Vec<i64>> {
    node_keys(&keys.keys(), column).map_err(|error| raise(py, error))
}
