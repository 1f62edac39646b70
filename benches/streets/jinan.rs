//! Fifteen minutes on foot about 40 stations in Jinan, over real streets and the places of real posts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use doorstep::matching::Threads;
use doorstep::place::{
    Access, Direction, Drawing, NewStreet, Profile, RoadClass, RoadNetwork, Snap, Snapping, Streets,
};
use doorstep::{AnyCoordinate, System, TravelMode};
use geo::{Contains, MultiPolygon, Point};

const STATIONS: usize = 40;
const CIRCLE_DS: u32 = 9_000;
/// Pixels across the picture.
const WIDE: f64 = 1_200.0;
/// The longest bit of a street that has one colour, in degrees, some 30 m.
const BIT: f64 = 3e-4;

type Line = Vec<(f64, f64)>;

/// The streets of the data, and their lines and whether one may walk there. The table is directed for cars; people walk both ways.
fn read(data: &Path) -> Result<(RoadNetwork, Vec<(Line, bool)>)> {
    let mut streets = Streets::new(System::Wgs84);
    let mut number = HashMap::new();
    for row in csv::Reader::from_path(data.join("jinan_nodes.csv"))?.deserialize() {
        let (key, lon, lat): (i64, f64, f64) = row?;
        number.insert(key, streets.add_node(key, lon, lat)?);
    }
    let (mut lines, mut drawn) = (Vec::new(), HashSet::new());
    for row in csv::Reader::from_path(data.join("jinan_edges.csv"))?.deserialize() {
        let (_, from, to, _, class, line): (u32, i64, i64, i64, String, String) = row?;
        // One row has no class at all.
        let class = RoadClass::parse(&class).unwrap_or(RoadClass::Unclassified);
        let point = |point: &str| -> Result<(f64, f64)> {
            let (lon, lat) = point.trim().split_once(' ').context("a point of a line")?;
            Ok((lon.parse()?, lat.parse()?))
        };
        let line: Line = line.split(';').map(point).collect::<Result<_>>()?;
        let walk = Access::WALK;
        let access = if class.access().has(walk) { walk } else { Access::NONE };
        let end = |key: i64| number.get(&key).copied().with_context(|| format!("node {key}"));
        streets.add(NewStreet {
            from: end(from)?,
            to: end(to)?,
            class,
            forward: access,
            backward: access,
            length_m: None,
            speed_kmh: None,
            shape: line.get(1..line.len().saturating_sub(1)).unwrap_or_default(),
        })?;
        // Streets that are open both ways to cars stand in the table twice.
        if !drawn.contains(&(to, from, line.len())) {
            drawn.insert((from, to, line.len()));
            lines.push((line, class.access().has(walk)));
        }
    }
    Ok((RoadNetwork::new(&streets, &Profile::new(TravelMode::Walk)?)?, lines))
}

/// The places of the posts; `None` for one that is none.
fn posts(data: &Path) -> Result<Vec<Option<AnyCoordinate>>> {
    let mut reader = csv::Reader::from_path(data.join("jobs_jinan_in_road_network.csv"))?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name).context("a column is missing");
    let (lon, lat) = (column("经度")?, column("纬度")?);
    let mut places = Vec::new();
    for row in reader.records() {
        let row = row?;
        let number = |at: usize| row.get(at).and_then(|text| text.parse::<f64>().ok());
        let place = number(lon).zip(number(lat));
        places.push(place.and_then(|(lon, lat)| AnyCoordinate::new(lon, lat, System::Wgs84).ok()));
    }
    Ok(places)
}

/// So many places, the first of which is the first, each next one the farthest from those before.
fn spread(places: &[AnyCoordinate]) -> Vec<AnyCoordinate> {
    let mut nearest = vec![f64::INFINITY; places.len()];
    let (mut chosen, mut next) = (Vec::new(), places.first().copied());
    while let Some(station) = next.filter(|_| chosen.len() < STATIONS) {
        chosen.push(station);
        let mut farthest = (0.0, None);
        for (place, nearest) in places.iter().zip(&mut nearest) {
            let (east, north) = ((place.lon() - station.lon()) * 0.803, place.lat() - station.lat());
            *nearest = nearest.min(east.hypot(north));
            if *nearest > farthest.0 {
                farthest = (*nearest, Some(*place));
            }
        }
        next = farthest.1;
    }
    chosen
}

/// Chooses the stations, counts the posts, draws the picture.
pub(crate) fn run(data: &Path, out: &Path) -> Result<()> {
    let (network, lines) = read(data)?;
    let (one, snapping) = (Threads::one(), Snapping::default());
    println!("{} nodes, {} streets", network.nodes(), network.streets());
    let parts = network.components();
    println!("{} parts, the largest of {:?} nodes", parts.len(), parts.iter().take(3).collect::<Vec<_>>());
    let posts = posts(data)?;
    let snaps = network.snap(&posts, &snapping, &one)?;
    let distinct: BTreeMap<(u64, u64), AnyCoordinate> = posts
        .iter()
        .zip(&snaps)
        .filter(|(_, snap)| snap.is_some())
        .filter_map(|(place, _)| Some((((*place)?.lon().to_bits(), (*place)?.lat().to_bits()), (*place)?)))
        .collect();
    let places: Vec<AnyCoordinate> = distinct.values().copied().collect();
    let stations = spread(&places);
    let asked: Vec<_> = stations.iter().copied().map(Some).collect();
    let station_snaps = network.snap(&asked, &snapping, &one)?;
    let nearest =
        |snaps: &[Option<Snap>]| network.nearest(snaps, &station_snaps, Direction::To, CIRCLE_DS, &one);
    let found = nearest(&snaps)?;
    let snapped = snaps.iter().flatten().count();
    println!("{} posts at {} places on streets", posts.len(), places.len());
    println!(
        "within 15 min {}, beyond {}, no street within 500 m {}",
        found.iter().flatten().count(),
        snapped - found.iter().flatten().count(),
        posts.len() - snapped
    );
    let weights = vec![1.0; posts.len()];
    let circles = network.within(&station_snaps, &snaps, &weights, Direction::To, CIRCLE_DS, &one)?;
    let mut counts: Vec<u32> = circles.iter().map(|circle| circle.points).collect();
    counts.sort_unstable();
    println!("posts of each circle: {counts:?}");

    // Each street in bits, each bit in the colour of its middle.
    let (mut bits, mut middles) = (Vec::new(), Vec::new());
    for (line, is_open) in &lines {
        for (from, to) in line.iter().zip(line.iter().skip(1)) {
            let way = (to.0 - from.0, to.1 - from.1);
            let count = (way.0.hypot(way.1) / BIT).ceil().max(1.0);
            let at = |share: f64| (from.0 + way.0 * share, from.1 + way.1 * share);
            for bit in 0..count as u32 {
                let bit = f64::from(bit);
                let (lon, lat) = at((bit + 0.5) / count);
                bits.push((at(bit / count), at((bit + 1.0) / count)));
                middles.push(AnyCoordinate::new(lon, lat, System::Wgs84).ok().filter(|_| *is_open));
            }
        }
    }
    let on_street = Snapping { limit_m: 1.0, ..snapping };
    let reached = nearest(&network.snap(&middles, &on_street, &one)?)?;
    let drawing = Drawing::default();
    let mut areas = Vec::new();
    for snap in station_snaps.iter().flatten() {
        areas.extend(
            network.isochrones(snap, &[CIRCLE_DS], &drawing)?.circles.into_iter().map(|circle| circle.area),
        );
    }
    let in_area =
        |place: &AnyCoordinate| areas.iter().any(|area| area.contains(&Point::new(place.lon(), place.lat())));
    let drawn: Vec<bool> = posts.iter().map(|place| place.as_ref().is_some_and(in_area)).collect();
    let apart = drawn.iter().zip(&found).filter(|(drawn, found)| **drawn != found.is_some()).count();
    println!(
        "posts in the drawn areas {}, {apart} on the other side than their time",
        drawn.iter().filter(|drawn| **drawn).count()
    );
    let mut dots = [Vec::new(), Vec::new(), Vec::new()];
    for ((place, snap), found) in posts.iter().zip(&snaps).zip(&found) {
        let list = match (found, snap) {
            (Some(_), _) => 0,
            (None, Some(_)) => 1,
            (None, None) => 2,
        };
        if let (Some(list), Some(place)) = (dots.get_mut(list), place) {
            list.push((place.lon(), place.lat()));
        }
    }
    let reached: Vec<bool> = reached.iter().map(Option::is_some).collect();
    let drawn = Drawn { bits: &bits, reached: &reached, stations: &stations, areas: &areas, posts: &dots };
    fs::create_dir_all(out)?;
    let most = circles.iter().zip(&stations).max_by_key(|(circle, _)| circle.points);
    let (lon, lat) = most.map(|(_, station)| (station.lon(), station.lat())).context("no station")?;
    let close = ((lon - 0.03, lon + 0.03), (lat - 0.02, lat + 0.02));
    for (name, extent) in [("jinan.svg", around(&stations)), ("jinan-close.svg", close)] {
        let svg = picture(&drawn, extent);
        println!("{name} of {} kB", svg.len() / 1_000);
        fs::write(out.join(name), svg)?;
    }
    Ok(())
}

type Bit = ((f64, f64), (f64, f64));

/// What is drawn.
struct Drawn<'a> {
    bits: &'a [Bit],
    /// Of each bit, whether it is.
    reached: &'a [bool],
    stations: &'a [AnyCoordinate],
    areas: &'a [MultiPolygon<f64>],
    /// Within a circle, beyond, without a street.
    posts: &'a [Vec<(f64, f64)>; 3],
}

/// The box of some places and a little more: west and east, south and north.
fn around(places: &[AnyCoordinate]) -> ((f64, f64), (f64, f64)) {
    let extent = |of: fn(AnyCoordinate) -> f64| {
        let values = || places.iter().copied().map(of);
        (values().fold(f64::INFINITY, f64::min) - 0.02, values().fold(f64::NEG_INFINITY, f64::max) + 0.02)
    };
    (extent(AnyCoordinate::lon), extent(AnyCoordinate::lat))
}

/// Streets grey, what is reached green, areas light green, posts dark green, orange and grey, stations red, in a box.
fn picture(drawn: &Drawn<'_>, ((west, east), (south, north)): ((f64, f64), (f64, f64))) -> String {
    let Drawn { bits, reached, stations, areas, posts } = *drawn;
    let scale = WIDE / (east - west);
    let stretch = 1.0 / 36.65_f64.to_radians().cos();
    let high = (north - south) * scale * stretch;
    let pixel = |(lon, lat): (f64, f64)| {
        (((lon - west) * scale).round() as i32, ((north - lat) * scale * stretch).round() as i32)
    };
    let mut paths = [String::new(), String::new()];
    let inside = |(x, y): (i32, i32)| (0..=WIDE as i32).contains(&x) && (0..=high as i32).contains(&y);
    let (mut pen, mut last, mut colour) = ((0, 0), (0, 0), None);
    for (&(from, to), &green) in bits.iter().zip(reached) {
        let (start, end) = (pixel(from), pixel(to));
        if !inside(start) || !inside(end) {
            continue;
        }
        // Bits of one street follow one another; short steps are taken together.
        let line_ends = colour != Some(green) || start != last;
        if (line_ends || (end.0 - pen.0).abs() + (end.1 - pen.1).abs() > 6)
            && let Some(path) = colour.and_then(|green: bool| paths.get_mut(usize::from(green)))
            && last != pen
        {
            let _ = write!(path, "l{} {}", last.0 - pen.0, last.1 - pen.1);
            pen = last;
        }
        if line_ends {
            (pen, colour) = (start, Some(green));
            if let Some(path) = paths.get_mut(usize::from(green)) {
                let _ = write!(path, "M{} {}", start.0, start.1);
            }
        }
        last = end;
    }
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {high:.0}\" font-family=\"sans-serif\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    let [grey, green] = paths;
    // Outer rings go one way and holes the other, so that what is in several areas or one's hole is within: their union.
    let mut area = String::new();
    for polygon in areas.iter().flat_map(|area| &area.0) {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let mut corners: Vec<_> = ring.0.iter().map(|corner| pixel((corner.x, corner.y))).collect();
            corners.dedup();
            let Some((&(mut x, mut y), rest)) = corners.split_first().filter(|(_, rest)| rest.len() > 2)
            else {
                continue;
            };
            if !corners.iter().copied().any(inside) {
                continue;
            }
            let _ = write!(area, "M{x} {y}l");
            for &(to_x, to_y) in rest {
                let _ = write!(area, "{} {} ", to_x - x, to_y - y);
                (x, y) = (to_x, to_y);
            }
            area.push('z');
        }
    }
    let _ = writeln!(svg, "<path fill=\"#1a8f3c\" fill-opacity=\"0.22\" d=\"{area}\"/>");
    let _ = writeln!(svg, "<path fill=\"none\" stroke=\"#bbb\" stroke-width=\"1\" d=\"{grey}\"/>");
    let _ = writeln!(svg, "<path fill=\"none\" stroke=\"#1a8f3c\" stroke-width=\"3\" d=\"{green}\"/>");
    for (places, colour) in posts.iter().zip(["#14532d", "#e08214", "#999"]) {
        let places: BTreeSet<_> = places.iter().copied().map(pixel).filter(|place| inside(*place)).collect();
        let dots: String = places.into_iter().map(|(x, y)| format!("M{x} {y}h0")).collect();
        let _ = writeln!(
            svg,
            "<path fill=\"none\" stroke=\"{colour}\" stroke-width=\"4\" stroke-linecap=\"round\" d=\"{dots}\"/>"
        );
    }
    for station in stations {
        let (x, y) = pixel((station.lon(), station.lat()));
        let _ = writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"6\" stroke=\"#fff\" fill=\"#d62728\"/>");
    }
    let lines = [
        "Jinan: 15 minutes on foot (5 km/h) to 40 stations (red): streets and area green; posts within dark green, beyond orange, without a street grey",
        "Streets \u{a9} OpenStreetMap contributors, ODbL",
    ];
    for (text, y) in lines.into_iter().zip([high - 30.0, high - 10.0]) {
        let _ = writeln!(
            svg,
            "<text x=\"10\" y=\"{y:.0}\" font-size=\"16\" fill=\"#222\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">{text}</text>"
        );
    }
    svg + "</svg>\n"
}
