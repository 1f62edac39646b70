//! Streets from GeoJSON lines (GeoJSON 线数据).

use serde_json::{Map, Value};

use super::streets::{MOST, Spot, checked_spot, degrees};
use super::{Access, NetworkCode, NetworkError, NewStreet, RoadClass, Streets};
use crate::model::System;
use crate::place::haversine_m;

impl Streets {
    /// Streets from a GeoJSON `FeatureCollection` (RFC 7946) of `LineString` and `MultiLineString`.
    ///
    /// Lines meet where they share a point: ends and inner points alike, equal when rounded to 1e-7 degrees. Lines that
    /// merely cross do not meet, so that a bridge does not lead down to the street below it. A line is cut where another
    /// ends on it, or goes another way.
    ///
    /// Properties, each of which may be absent or null:
    ///
    /// | property | meaning |
    /// |---|---|
    /// | `class`, or else `highway` | as [`RoadClass::parse`] reads it, [`RoadClass::Road`] if absent; says who may go |
    /// | `oneway` | `true` or `"yes"` along the line only, `"-1"` against it, `false`, `"no"` or absent both ways |
    /// | `length_m` | metres of the whole feature, shared out by the lengths of its parts; those of the lines if absent |
    /// | `speed_kmh` | speed of cars, that of the class if absent |
    ///
    /// As on OpenStreetMap (wiki, "Key:oneway"), a one-way street binds bicycles and cars; people on foot go both ways. In
    /// a table of edges, where a row is a direction, it binds all. No other property is read: access tags, roundabouts
    /// and barriers are known to an OpenStreetMap file only.
    ///
    /// RFC 7946 means WGS-84; who has lines in another system says so. A third coordinate is passed over.
    ///
    /// ```
    /// use doorstep::System;
    /// use doorstep::place::Streets;
    /// use serde_json::json;
    /// let line = |coordinates| json!({
    ///     "type": "Feature", "properties": {"highway": "residential"},
    ///     "geometry": {"type": "LineString", "coordinates": coordinates},
    /// });
    /// let long = line(json!([[117.00, 36.66], [117.01, 36.66], [117.02, 36.66]]));
    /// let side = line(json!([[117.01, 36.66], [117.01, 36.67]]));
    /// let lines = json!({"type": "FeatureCollection", "features": [long, side]});
    /// let streets = Streets::from_geojson(&lines, System::Wgs84)?;
    /// assert_eq!((streets.nodes(), streets.len()), (4, 3));
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    ///
    /// # Errors
    /// `network.bad_geojson` for what is no collection of lines, also for a member `crs` that names no longitudes and
    /// latitudes. The first feature that cannot be taken refuses all: `network.bad_geojson`, `network.bad_place`,
    /// `network.unknown_class`, `network.bad_oneway`; then `network.bad_length`, `network.bad_speed`.
    /// `network.too_many`.
    pub fn from_geojson(lines: &Value, system: System) -> Result<Self, NetworkError> {
        let features = features(lines)?;
        let mut points = Points::default();
        let mut described = Vec::with_capacity(features.len());
        for (row, feature) in features.iter().enumerate() {
            let read = points.read(feature).and_then(|()| Description::of(feature));
            let description = read.map_err(|code| NetworkError::at_row(code, "features", row))?;
            described.push((description, points.lines.len()));
        }
        let nodes = points.nodes();
        let mut streets = Self::new(system);
        for (&at, key) in nodes.iter().zip(0..) {
            let (lon, lat) = degrees(at);
            streets.add_node(key, lon, lat)?;
        }
        let mut first = 0;
        for (row, (description, end)) in described.iter().enumerate() {
            let parts: Vec<_> = (first..*end).flat_map(|line| points.parts(line, &nodes)).collect();
            first = *end;
            let added = streets.add_parts(description, &parts);
            added.map_err(|error| NetworkError::at_row(error.code(), "features", row))?;
        }
        Ok(streets)
    }

    fn add_parts(&mut self, description: &Description, parts: &[Part<'_>]) -> Result<(), NetworkError> {
        let whole_m: f64 = parts.iter().map(|part| part.length_m).sum();
        for part in parts {
            let share = if whole_m > 0.0 { part.length_m / whole_m } else { 1.0 / parts.len() as f64 };
            let shape: Vec<(f64, f64)> = part.between.iter().map(|&at| degrees(at)).collect();
            self.add(NewStreet {
                from: part.from,
                to: part.to,
                class: description.class,
                forward: description.forward,
                backward: description.backward,
                length_m: description.length_m.map(|length_m| length_m * share),
                speed_kmh: description.speed_kmh,
                shape: &shape,
            })?;
        }
        Ok(())
    }
}

/// The features of a collection in longitudes and latitudes.
fn features(lines: &Value) -> Result<&[Value], NetworkError> {
    let bad = |what: &str| NetworkError::new(NetworkCode::BadGeojson, what);
    if lines.get("type").and_then(Value::as_str) != Some("FeatureCollection") {
        return Err(bad("`type`"));
    }
    // Before RFC 7946 a collection could name its system, and programs still write the usual one.
    if let Some(crs) = lines.get("crs").filter(|crs| !crs.is_null()) {
        let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default();
        let is_degrees = [":CRS84", ":4326", ":4490"].iter().any(|known| name.ends_with(known));
        if !is_degrees {
            return Err(bad("`crs`"));
        }
    }
    lines.get("features").and_then(Value::as_array).map(Vec::as_slice).ok_or_else(|| bad("`features`"))
}

/// The points of all lines.
#[derive(Default)]
struct Points {
    spots: Vec<Spot>,
    /// Where the points of each line end; they begin where those of the line before end.
    lines: Vec<usize>,
}

/// A line from where it meets others to where it does so again.
struct Part<'a> {
    from: u32,
    to: u32,
    between: &'a [Spot],
    length_m: f64,
}

impl Points {
    fn read(&mut self, feature: &Value) -> Result<(), NetworkCode> {
        let is_feature = feature.get("type").and_then(Value::as_str) == Some("Feature");
        let geometry = feature.get("geometry").filter(|_| is_feature).ok_or(NetworkCode::BadGeojson)?;
        let coordinates = geometry.get("coordinates").and_then(Value::as_array);
        let coordinates = coordinates.ok_or(NetworkCode::BadGeojson)?;
        match geometry.get("type").and_then(Value::as_str) {
            Some("LineString") => self.read_line(coordinates),
            Some("MultiLineString") => coordinates
                .iter()
                .try_for_each(|line| self.read_line(line.as_array().ok_or(NetworkCode::BadGeojson)?)),
            _ => Err(NetworkCode::BadGeojson),
        }
    }

    fn read_line(&mut self, positions: &[Value]) -> Result<(), NetworkCode> {
        if positions.len() < 2 {
            return Err(NetworkCode::BadGeojson);
        }
        let start = self.spots.len();
        for position in positions {
            let number = |place: usize| position.get(place).and_then(Value::as_f64);
            let (Some(lon), Some(lat)) = (number(0), number(1)) else {
                return Err(NetworkCode::BadGeojson);
            };
            let at = checked_spot(lon, lat, "").map_err(|error| error.code())?;
            // A point that is written twice is no place where the line meets itself.
            if self.spots.len() == start || self.spots.last() != Some(&at) {
                self.spots.push(at);
            }
        }
        // A line without length has two ends all the same.
        if let (1, Some(&at)) = (self.spots.len() - start, self.spots.last()) {
            self.spots.push(at);
        }
        if self.spots.len() > MOST {
            return Err(NetworkCode::TooMany);
        }
        self.lines.push(self.spots.len());
        Ok(())
    }

    fn line(&self, line: usize) -> &[Spot] {
        let start = line.checked_sub(1).and_then(|before| self.lines.get(before)).copied().unwrap_or(0);
        let end = self.lines.get(line).copied().unwrap_or(start);
        self.spots.get(start..end).unwrap_or_default()
    }

    /// Where lines end, and where they part: at points that lie between more than one pair of others. Where two lines run
    /// along the same points, such as one for each direction, neither is cut.
    fn nodes(&self) -> Vec<Spot> {
        let (mut nodes, mut between) = (Vec::new(), Vec::new());
        for line in 0..self.lines.len() {
            let line = self.line(line);
            nodes.extend([line.first(), line.last()].into_iter().flatten());
            for three in line.windows(3) {
                if let &[before, at, after] = three {
                    between.push((at, before.min(after), before.max(after)));
                }
            }
        }
        between.sort_unstable();
        between.dedup();
        let parting = between.chunk_by(|one, other| one.0 == other.0).filter(|pairs| pairs.len() > 1);
        nodes.extend(parting.filter_map(|pairs| pairs.first()).map(|&(at, ..)| at));
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The parts of a line between nodes.
    fn parts<'a>(&'a self, line: usize, nodes: &[Spot]) -> Vec<Part<'a>> {
        let line = self.line(line);
        let (mut parts, mut length_m) = (Vec::new(), 0.0);
        let mut start: Option<(usize, u32)> = None;
        for (place, at) in line.iter().enumerate() {
            if let Some(before) = place.checked_sub(1).and_then(|before| line.get(before)) {
                length_m += haversine_m(degrees(*before), degrees(*at));
            }
            let Ok(node) = nodes.binary_search(at) else { continue };
            let node = node as u32;
            if let Some((from_place, from)) = start {
                let between = line.get(from_place + 1..place).unwrap_or_default();
                parts.push(Part { from, to: node, between, length_m });
            }
            (start, length_m) = (Some((place, node)), 0.0);
        }
        parts
    }
}

/// What the properties of a feature say.
struct Description {
    class: RoadClass,
    forward: Access,
    backward: Access,
    length_m: Option<f64>,
    speed_kmh: Option<f64>,
}

impl Description {
    fn of(feature: &Value) -> Result<Self, NetworkCode> {
        let none = Map::new();
        let properties = match feature.get("properties") {
            None | Some(Value::Null) => &none,
            Some(properties) => properties.as_object().ok_or(NetworkCode::BadGeojson)?,
        };
        let said = |name: &str| properties.get(name).filter(|value| !value.is_null());
        let number = |name, code| said(name).map(|value| value.as_f64().ok_or(code)).transpose();
        let class = match said("class").or_else(|| said("highway")) {
            None => RoadClass::Road,
            Some(name) => {
                let class = name.as_str().and_then(|name| RoadClass::parse(name).ok());
                class.ok_or(NetworkCode::UnknownClass)?
            }
        };
        let vehicles = Access::CYCLE.with(Access::DRIVE);
        let closed = |is: bool| if is { class.access().without(vehicles) } else { class.access() };
        let (is_against_closed, is_along_closed) = match said("oneway") {
            None => (false, false),
            Some(oneway) => one_way(oneway).ok_or(NetworkCode::BadOneway)?,
        };
        Ok(Self {
            class,
            forward: closed(is_along_closed),
            backward: closed(is_against_closed),
            length_m: number("length_m", NetworkCode::BadLength)?,
            speed_kmh: number("speed_kmh", NetworkCode::BadSpeed)?,
        })
    }
}

/// Whether vehicles may not go against a line, and not along it, in the words of OpenStreetMap's key `oneway`.
fn one_way(value: &Value) -> Option<(bool, bool)> {
    let text = match value {
        Value::Bool(is_one_way) => return Some((*is_one_way, false)),
        Value::Number(number) => number.to_string(),
        other => other.as_str()?.to_owned(),
    };
    match text.as_str() {
        "yes" | "true" | "1" => Some((true, false)),
        "-1" | "reverse" => Some((false, true)),
        "no" | "false" | "0" | "alternating" => Some((false, false)),
        // Which way is open now, nobody knows.
        "reversible" => Some((true, true)),
        _ => None,
    }
}
