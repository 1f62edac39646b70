//! Streets from tables of nodes and edges (节点表与路段表).

use std::collections::HashMap;

use super::streets::degrees;
use super::{Access, NetworkCode, NetworkError, NewStreet, RoadClass, Streets};
use crate::model::System;
use crate::place::haversine_m;

/// A table of nodes, in columns of equal length; a column of heights that is not there is empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct NodeColumns<'a> {
    /// The caller's keys, each once.
    pub node: &'a [i64],
    /// Longitudes, degrees.
    pub lon: &'a [f64],
    /// Latitudes, degrees.
    pub lat: &'a [f64],
    /// Heights in metres from -1,000 to 10,000, for [`Profile::slope`](super::Profile::slope); NaN where one is not known.
    pub height_m: &'a [f64],
}

/// A table of edges, in columns of equal length; a column that is not there is empty. Each row is open from `from` to `to`
/// only, unless `oneway` says that it is not one-way: a table with a row for each direction is taken as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct EdgeColumns<'a> {
    /// Keys of the nodes where they begin.
    pub from: &'a [i64],
    /// Keys of the nodes where they end.
    pub to: &'a [i64],
    /// Metres; NaN, or no column, for the length of the line.
    pub length_m: &'a [f64],
    /// Classes as [`RoadClass::parse`] reads them; [`RoadClass::Road`] where there is none. The class says who may go.
    pub class: &'a [Option<&'a str>],
    /// Speed of cars in km/h; NaN, or no column, for that of the class.
    pub speed_kmh: &'a [f64],
    /// Whether a row is open from `from` to `to` only; so it is where nothing is said.
    pub oneway: &'a [Option<bool>],
    /// Lines from the one node to the other, longitude and latitude in degrees, such as `117.01 36.61;117.02 36.62`;
    /// straight where there is none. Both ends are there, at most 10 m from the nodes, which stand for them.
    pub line: &'a [Option<&'a str>],
}

impl Streets {
    /// Streets from a table of nodes and one of edges, all in one coordinate system.
    ///
    /// ```
    /// use doorstep::System;
    /// use doorstep::place::{EdgeColumns, NodeColumns, Streets};
    /// let nodes = NodeColumns { node: &[7, 8], lon: &[117.00, 117.01], lat: &[36.66, 36.66], ..Default::default() };
    /// let edges = EdgeColumns { from: &[7, 8], to: &[8, 7], length_m: &[900.0, f64::NAN], ..Default::default() };
    /// assert_eq!(Streets::from_tables(&nodes, &edges, System::Wgs84)?.len(), 2);
    /// let edges = EdgeColumns { to: &[8, 9], ..edges };
    /// let error = Streets::from_tables(&nodes, &edges, System::Wgs84).unwrap_err();
    /// assert_eq!((error.code().code(), error.shown()), ("network.unknown_node", "edges row 1"));
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// The first row that cannot be taken refuses the table: `network.bad_place`, `network.bad_height`, `network.duplicate_node`;
    /// then `network.unknown_node`, `network.unknown_class`, `network.bad_length`, `network.bad_speed`, `network.bad_line`.
    /// `network.unequal_columns`, `network.too_many`.
    pub fn from_tables(
        nodes: &NodeColumns<'_>,
        edges: &EdgeColumns<'_>,
        system: System,
    ) -> Result<Self, NetworkError> {
        nodes.check()?;
        edges.check()?;
        let mut streets = Self::new(system);
        let mut positions = HashMap::with_capacity(nodes.node.len());
        let places = nodes.lon.iter().zip(nodes.lat);
        for (row, (&key, (&lon, &lat))) in nodes.node.iter().zip(places).enumerate() {
            let at_row = |code| NetworkError::at_row(code, "nodes", row);
            let position = streets.add_node(key, lon, lat).map_err(|error| at_row(error.code()))?;
            if let Some(height_m) = known(nodes.height_m, row) {
                streets.set_height_m(position, height_m).map_err(|error| at_row(error.code()))?;
            }
            if positions.insert(key, position).is_some() {
                return Err(at_row(NetworkCode::DuplicateNode));
            }
        }
        for (row, (from, to)) in edges.from.iter().zip(edges.to).enumerate() {
            let node = |key| positions.get(key).copied().ok_or(NetworkCode::UnknownNode);
            let added = node(from).and_then(|from| streets.add_row(edges, row, from, node(to)?));
            added.map_err(|code| NetworkError::at_row(code, "edges", row))?;
        }
        Ok(streets)
    }

    fn add_row(
        &mut self,
        edges: &EdgeColumns<'_>,
        row: usize,
        from: u32,
        to: u32,
    ) -> Result<(), NetworkCode> {
        let class = edges.class.get(row).copied().flatten().map(RoadClass::parse);
        let class = class.transpose().map_err(|error| error.code())?.unwrap_or(RoadClass::Road);
        let line = edges.line.get(row).copied().flatten();
        let line = line.map_or(Some(Vec::new()), |line| self.between(from, to, line));
        let is_oneway = edges.oneway.get(row).copied().flatten().unwrap_or(true);
        let street = NewStreet {
            from,
            to,
            class,
            forward: class.access(),
            backward: if is_oneway { Access::NONE } else { class.access() },
            length_m: known(edges.length_m, row),
            speed_kmh: known(edges.speed_kmh, row),
            shape: &line.ok_or(NetworkCode::BadLine)?,
        };
        self.add(street).map_err(|error| error.code())
    }

    /// The points of a line between its ends; nothing if it is not one from the one node to the other.
    fn between(&self, from: u32, to: u32, line: &str) -> Option<Vec<(f64, f64)>> {
        let point = |text: &str| -> Option<(f64, f64)> {
            let (lon, lat) = text.trim().split_once(' ')?;
            Some((lon.parse().ok()?, lat.trim_start().parse().ok()?))
        };
        let mut points = line.split(';').map(point).collect::<Option<Vec<_>>>()?;
        if points.len() < 2 {
            return None;
        }
        let (end, start) = (points.pop()?, points.remove(0));
        let is_at = |place, node: u32| {
            let node = self.nodes.get(node as usize);
            node.is_some_and(|node| haversine_m(place, degrees(node.at)) <= END_OFF_MAX_M)
        };
        (is_at(start, from) && is_at(end, to)).then_some(points)
    }
}

/// What a column of numbers says in a row.
fn known(column: &[f64], row: usize) -> Option<f64> {
    column.get(row).copied().filter(|number| !number.is_nan())
}

/// How far the end of a line may lie from its node, in metres: more than coordinates are rounded by, and less than a line
/// for another street, or one drawn from its end to its beginning, is off.
const END_OFF_MAX_M: f64 = 10.0;

impl NodeColumns<'_> {
    fn check(&self) -> Result<(), NetworkError> {
        let rows = self.node.len();
        let has_heights = [0, rows].contains(&self.height_m.len());
        if self.lon.len() != rows || self.lat.len() != rows || !has_heights {
            return Err(NetworkError::new(NetworkCode::UnequalColumns, "nodes"));
        }
        Ok(())
    }
}

impl EdgeColumns<'_> {
    fn check(&self) -> Result<(), NetworkError> {
        let rows = self.from.len();
        let rest =
            [self.length_m.len(), self.class.len(), self.speed_kmh.len(), self.oneway.len(), self.line.len()];
        if self.to.len() != rows || rest.iter().any(|&length| length != rows && length != 0) {
            return Err(NetworkError::new(NetworkCode::UnequalColumns, "edges"));
        }
        Ok(())
    }
}
