//! Streets as they lie, before a way of travelling is chosen (街道数据).

use super::{Access, NetworkCode, NetworkError, RoadClass};
use crate::model::{Coordinate, System, Wgs84};
use crate::place::haversine_m;

/// A longitude and a latitude in units of 1e-7 degrees, about a centimetre, as OpenStreetMap keeps them.
pub(crate) type Spot = [i32; 2];

const UNITS: f64 = 1e7;

pub(crate) fn degrees([lon, lat]: Spot) -> (f64, f64) {
    (f64::from(lon) / UNITS, f64::from(lat) / UNITS)
}

/// The nearest spot to a place that has been checked.
pub(crate) fn spot(lon: f64, lat: f64) -> Spot {
    // At most 1.8e9, which fits.
    [(lon * UNITS).round() as i32, (lat * UNITS).round() as i32]
}

/// Nodes and the streets between them, from any source: tables, GeoJSON lines, an OpenStreetMap file.
///
/// Nodes are named by keys of the caller's. A street goes from one node to another along a line, in one direction or
/// both; who may use it is told for each direction.
///
/// ```
/// use doorstep::place::{NewStreet, Profile, RoadClass, RoadNetwork, Streets};
/// use doorstep::{System, TravelMode};
/// let mut streets = Streets::new(System::Wgs84);
/// let (a, b) = (streets.add_node(1, 117.00, 36.66)?, streets.add_node(2, 117.01, 36.66)?);
/// streets.add(NewStreet::of_class(a, b, RoadClass::Residential))?;
/// let network = RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?;
/// assert_eq!((network.nodes(), network.streets()), (2, 1));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Streets {
    pub(in crate::place) system: System,
    pub(in crate::place) nodes: Vec<Node>,
    pub(in crate::place) streets: Vec<Street>,
    /// Points between the ends, street by street.
    pub(in crate::place) shapes: Vec<Spot>,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::place) struct Node {
    pub(in crate::place) key: i64,
    pub(in crate::place) at: Spot,
    /// Who may not pass.
    pub(in crate::place) closed: Access,
    /// Height in decimetres, if known.
    pub(in crate::place) height_dm: Option<i32>,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::place) struct Street {
    pub(in crate::place) from: u32,
    pub(in crate::place) to: u32,
    pub(in crate::place) class: RoadClass,
    pub(in crate::place) forward: Access,
    pub(in crate::place) backward: Access,
    pub(in crate::place) length_dm: u32,
    /// Speed of cars in metres per hour, 0 for that of the class.
    pub(in crate::place) drive_m_per_h: u32,
    /// Where its points in `shapes` end; they begin where those of the street before end.
    pub(in crate::place) shape_end: u32,
}

/// A street to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewStreet<'a> {
    /// Position of the node where it begins, as [`Streets::add_node`] gave it.
    pub from: u32,
    /// Position of the node where it ends.
    pub to: u32,
    /// Its class.
    pub class: RoadClass,
    /// Who may go from `from` to `to`.
    pub forward: Access,
    /// Who may go from `to` to `from`.
    pub backward: Access,
    /// Length in metres; that of its line on the sphere if not said.
    pub length_m: Option<f64>,
    /// Speed of cars in km/h; that of its class if not said.
    pub speed_kmh: Option<f64>,
    /// Longitude and latitude in degrees of the points between its ends.
    pub shape: &'a [(f64, f64)],
}

impl NewStreet<'static> {
    /// A straight street that may be used both ways by all whom its class allows.
    pub const fn of_class(from: u32, to: u32, class: RoadClass) -> Self {
        let access = class.access();
        Self {
            from,
            to,
            class,
            forward: access,
            backward: access,
            length_m: None,
            speed_kmh: None,
            shape: &[],
        }
    }
}

/// Most nodes, streets and points between ends: 2^30, so that every sum of them fits 32 bits.
pub(super) const MOST: usize = 1 << 30;

impl Streets {
    /// No streets yet, in a coordinate system.
    pub fn new(system: System) -> Self {
        Self { system, nodes: Vec::new(), streets: Vec::new(), shapes: Vec::new() }
    }

    /// The coordinate system that all of them are in.
    pub fn system(&self) -> System {
        self.system
    }

    /// How many streets there are.
    pub fn len(&self) -> usize {
        self.streets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.streets.is_empty()
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a node at a longitude and a latitude in degrees; gives its position, by which streets name it. The key is the
    /// caller's own name for it; whether keys repeat is not looked at.
    ///
    /// # Errors
    /// `network.bad_place`, `network.too_many`.
    pub fn add_node(&mut self, key: i64, lon: f64, lat: f64) -> Result<u32, NetworkError> {
        let at = checked_spot(lon, lat, key)?;
        let position = self.nodes.len();
        if position >= MOST {
            return Err(NetworkError::new(NetworkCode::TooMany, "nodes"));
        }
        self.nodes.push(Node { key, at, closed: Access::NONE, height_dm: None });
        Ok(position as u32)
    }

    /// Lets some no longer pass a node, such as cars at a bollard (路障). The streets that meet there end there for them.
    ///
    /// # Errors
    /// `network.unknown_node`.
    pub fn close_node(&mut self, node: u32, to: Access) -> Result<(), NetworkError> {
        let node = self.node_mut(node)?;
        node.closed = node.closed.with(to);
        Ok(())
    }

    /// Sets the height of a node in metres, for slopes on foot.
    ///
    /// # Errors
    /// `network.unknown_node`, `network.bad_height`.
    pub fn set_height_m(&mut self, node: u32, height_m: f64) -> Result<(), NetworkError> {
        if !(-1_000.0..=10_000.0).contains(&height_m) {
            return Err(NetworkError::new(NetworkCode::BadHeight, height_m));
        }
        self.node_mut(node)?.height_dm = Some((height_m * 10.0).round() as i32);
        Ok(())
    }

    fn node_mut(&mut self, node: u32) -> Result<&mut Node, NetworkError> {
        let unknown = || NetworkError::new(NetworkCode::UnknownNode, node);
        self.nodes.get_mut(node as usize).ok_or_else(unknown)
    }

    /// Adds a street.
    ///
    /// # Errors
    /// `network.unknown_node`, `network.bad_place`, `network.bad_length`, `network.bad_speed`, `network.too_many`.
    pub fn add(&mut self, street: NewStreet<'_>) -> Result<(), NetworkError> {
        let at = |node: u32| {
            let unknown = || NetworkError::new(NetworkCode::UnknownNode, node);
            self.nodes.get(node as usize).map(|node| node.at).ok_or_else(unknown)
        };
        let (start, end) = (at(street.from)?, at(street.to)?);
        if self.streets.len() >= MOST || self.shapes.len() + street.shape.len() > MOST {
            return Err(NetworkError::new(NetworkCode::TooMany, "streets"));
        }
        let drive_m_per_h = match street.speed_kmh {
            None => 0,
            Some(speed) if (0.5..=200.0).contains(&speed) => (speed * 1_000.0).round() as u32,
            Some(speed) => return Err(NetworkError::new(NetworkCode::BadSpeed, speed)),
        };
        let (mut line_m, mut before) = (0.0, start);
        let row = self.streets.len();
        let shape = street.shape.iter().map(|&(lon, lat)| checked_spot(lon, lat, row));
        let shape: Vec<Spot> = shape.collect::<Result<_, _>>()?;
        for &next in shape.iter().chain([&end]) {
            line_m += haversine_m(degrees(before), degrees(next));
            before = next;
        }
        let length_m = street.length_m.unwrap_or(line_m);
        if !(0.0..=LENGTH_MAX_M).contains(&length_m) {
            return Err(NetworkError::new(NetworkCode::BadLength, length_m));
        }
        self.shapes.extend_from_slice(&shape);
        self.streets.push(Street {
            from: street.from,
            to: street.to,
            class: street.class,
            forward: street.forward,
            backward: street.backward,
            length_dm: (length_m * 10.0).round() as u32,
            drive_m_per_h,
            shape_end: self.shapes.len() as u32,
        });
        Ok(())
    }
}

/// The longest street.
const LENGTH_MAX_M: f64 = 1e6;

pub(super) fn checked_spot(lon: f64, lat: f64, of: impl std::fmt::Display) -> Result<Spot, NetworkError> {
    match Coordinate::<Wgs84>::new(lon, lat) {
        Ok(place) => Ok(spot(place.lon(), place.lat())),
        Err(_) => Err(NetworkError::new(NetworkCode::BadPlace, of)),
    }
}
