//! Real posts of Jinan on its real streets, with stations, people and residents made up for the demonstration.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use doorstep::table::Reading;
use doorstep::{AnyCoordinate, AreaClass, Post, RegionCode, Resident, Seeker, Station, System};
use serde::Deserialize;

use crate::county::report;
use crate::failure::Failure;
use crate::input::{Table, read_csv};
use crate::people;
use crate::progress::Progress;
use crate::world::{Background, BackgroundLabel, BackgroundLine, Text, World};

/// How many stations are placed.
const STATIONS: usize = 40;
/// How many people are made up, and the seed of their generator.
const SEEKERS: (usize, u64) = (200, 20_261_122);
/// Side of a cell of the grid that the stations are placed by, in degrees of latitude: about two kilometres.
const CELL_LAT: f64 = 0.018;
/// The same in degrees of longitude, at this latitude.
const CELL_LON: f64 = 0.0225;

/// Districts and counties of Jinan with their codes in GB/T 2260.
const DISTRICTS: &[(&str, &str)] = &[
    ("历下区", "370102"),
    ("市中区", "370103"),
    ("槐荫区", "370104"),
    ("天桥区", "370105"),
    ("历城区", "370112"),
    ("长清区", "370113"),
    ("章丘区", "370114"),
    ("济阳区", "370115"),
    ("莱芜区", "370116"),
    ("钢城区", "370117"),
    ("平阴县", "370124"),
    ("商河县", "370126"),
];

#[derive(Deserialize)]
struct Node {
    lon: f64,
    lat: f64,
}

#[derive(Deserialize)]
struct Edge {
    from: u32,
    to: u32,
    osm_way: u64,
    highway: String,
    polyline_lon_lat: String,
}

/// Reads the posts and streets in `dir`, and makes up the rest.
pub(crate) fn read(dir: &Path, progress: &mut Progress) -> Result<World, Failure> {
    let posts: Table<Post> = read_csv(&dir.join("jobs_jinan_in_road_network.csv"), "job_posts_cn")?;
    report(progress, "读取岗位", "read posts", &posts);
    let nodes: Vec<Node> = rows(&dir.join("jinan_nodes.csv"))?;
    let edges: Vec<Edge> = rows(&dir.join("jinan_edges.csv"))?;
    progress.done(
        "读取街道",
        "read streets",
        format_args!("{} 节点 nodes, {} 路段 edges", nodes.len(), edges.len()),
    );
    let workplaces: Vec<(f64, f64)> = posts
        .reading
        .records
        .iter()
        .filter_map(|post| post.place)
        .map(|place| (place.lon(), place.lat()))
        .collect();
    let view = inner_box(&workplaces);
    let inside: Vec<(f64, f64)> = nodes
        .iter()
        .map(|node| (node.lon, node.lat))
        .filter(|(lon, lat)| view[0] <= *lon && *lon <= view[2] && view[1] <= *lat && *lat <= view[3])
        .collect();
    let stations = place_stations(&workplaces, &inside)?;
    let residents = stand_in_residents(&inside, &posts.reading.records)?;
    let homes: Vec<AnyCoordinate> = residents.iter().filter_map(|resident| resident.place).collect();
    let seekers: Vec<Seeker> = people::seekers(SEEKERS.0, &homes, SEEKERS.1)?;
    progress.done(
        "设定站点与人员（虚构）",
        "make up stations and people",
        format_args!(
            "{} 站点 stations, {} 求职者 people, {} 居民点 points",
            stations.len(),
            seekers.len(),
            residents.len()
        ),
    );
    Ok(World {
        name: Text::new("济南市", "Jinan"),
        region: "3701",
        notes: notes(),
        posts,
        seekers: made_up(seekers),
        stations: made_up(stations),
        residents: made_up(residents),
        weight_unit: Text::new("个街道节点", "street nodes"),
        region_names: DISTRICTS.iter().map(|(name, code)| ((*code).to_owned(), (*name).to_owned())).collect(),
        background: draw_streets(&edges),
        view,
    })
}

fn notes() -> Vec<Text> {
    vec![
        Text::new(
            "岗位为真实公开招聘信息；服务站、求职者与居民点均为演示而设，并不存在。",
            "The posts are real public adverts; stations, job seekers and residents are made up for this demonstration.",
        ),
        Text::new(
            format!(
                "服务站：把岗位最集中的 {STATIONS} 个约 2 公里网格各取一个，设在离网格内岗位中心最近的街道节点。"
            ),
            format!(
                "Stations: one in each of the {STATIONS} cells of some 2 km with most posts, at the street node nearest to the middle of the cell's posts."
            ),
        ),
        Text::new(
            format!(
                "求职者：由固定种子的生成器产生 {} 名，住址取随机街道节点。居民点：以街道节点代替，区划取最近岗位所写的区。",
                SEEKERS.0
            ),
            format!(
                "People: {} by a generator with a fixed seed, living at street nodes. Residents: street nodes stand in for them, each in the district that the nearest post names.",
                SEEKERS.0
            ),
        ),
        Text::new(
            "月薪、日薪、时薪未注明者按金额推断，并已标注。街道 © OpenStreetMap 贡献者（ODbL）。",
            "Where the period of a wage is not stated it is inferred from the amount, and marked. Streets © OpenStreetMap contributors (ODbL).",
        ),
    ]
}

fn rows<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, Failure> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| Failure::file(path, error))?;
    let rows: Result<Vec<T>, csv::Error> = reader.deserialize().collect();
    rows.map_err(|error| Failure::file(path, error))
}

fn made_up<T>(records: Vec<T>) -> Table<T> {
    let rows = (1..=records.len()).collect();
    Table {
        file: "（演示虚构）".to_owned(),
        reading: Reading { records, rows, rows_rejected: 0, findings: Vec::new() },
    }
}

/// The box that leaves out a hundredth of the places on each side.
fn inner_box(places: &[(f64, f64)]) -> [f64; 4] {
    let ends = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        let cut = values.len() / 100;
        let at = |index: usize| values.get(index).copied().unwrap_or_default();
        (at(cut), at(values.len().saturating_sub(cut + 1)))
    };
    let (west, east) = ends(places.iter().map(|place| place.0).collect());
    let (south, north) = ends(places.iter().map(|place| place.1).collect());
    [west, south, east, north]
}

/// One station in each of the cells with most posts.
fn place_stations(workplaces: &[(f64, f64)], nodes: &[(f64, f64)]) -> Result<Vec<Station>, Failure> {
    let mut cells: BTreeMap<(i64, i64), Vec<(f64, f64)>> = BTreeMap::new();
    for &(lon, lat) in workplaces {
        cells
            .entry(((lon / CELL_LON).floor() as i64, (lat / CELL_LAT).floor() as i64))
            .or_default()
            .push((lon, lat));
    }
    let mut fullest: Vec<_> = cells.into_iter().collect();
    // A stable sort: equal cells keep the order of their place.
    fullest.sort_by_key(|(_, posts)| std::cmp::Reverse(posts.len()));
    let mut taken = HashSet::new();
    let mut stations = Vec::new();
    for (_, posts) in fullest {
        let count = posts.len() as f64;
        let middle = (
            posts.iter().map(|post| post.0).sum::<f64>() / count,
            posts.iter().map(|post| post.1).sum::<f64>() / count,
        );
        let Some(node) = nearest(middle, nodes) else { continue };
        if stations.len() == STATIONS || !taken.insert(node) {
            continue;
        }
        let Some(&(lon, lat)) = nodes.get(node) else { continue };
        let number = stations.len() + 1;
        let mut station = Station::new(format!("Z{number:02}"));
        station.name = Some(format!("演示站 {number:02}"));
        station.kind = Some("演示站点".to_owned());
        station.place = Some(AnyCoordinate::new(lon, lat, System::Wgs84)?);
        station.area_class = Some(AreaClass::Urban);
        stations.push(station);
    }
    Ok(stations)
}

/// The index of the point nearest to `place`. In a city a degree of longitude is about 0.8 of one of latitude.
fn nearest(place: (f64, f64), points: &[(f64, f64)]) -> Option<usize> {
    let distance = |point: &(f64, f64)| {
        let (east, north) = ((point.0 - place.0) * 0.8, point.1 - place.1);
        east * east + north * north
    };
    points
        .iter()
        .enumerate()
        .min_by(|one, other| distance(one.1).total_cmp(&distance(other.1)))
        .map(|(index, _)| index)
}

/// Street nodes as residents, each in the district that the nearest post names.
fn stand_in_residents(nodes: &[(f64, f64)], posts: &[Post]) -> Result<Vec<Resident>, Failure> {
    let mut places = Vec::new();
    let mut codes = Vec::new();
    let mut seen = BTreeSet::new();
    for post in posts {
        let Some((place, code)) = post.place.zip(district(post)) else { continue };
        if seen.insert((place.lon().to_bits(), place.lat().to_bits())) {
            places.push((place.lon(), place.lat()));
            codes.push(code);
        }
    }
    let resident = |(index, &(lon, lat)): (usize, &(f64, f64))| {
        let mut resident = Resident::new(format!("R{:05}", index + 1));
        resident.place = Some(AnyCoordinate::new(lon, lat, System::Wgs84)?);
        resident.area_class = Some(AreaClass::Urban);
        let code = nearest((lon, lat), &places).and_then(|nearest| codes.get(nearest));
        resident.region = code.map(|code| RegionCode::parse(code)).transpose()?;
        Ok(resident)
    };
    nodes.iter().enumerate().map(resident).collect()
}

fn district(post: &Post) -> Option<&'static str> {
    let parts = post.area.as_ref()?.parts();
    DISTRICTS.iter().find(|(name, _)| parts.iter().any(|part| part == name)).map(|(_, code)| *code)
}

/// Each street once, whatever its directions, by class.
fn draw_streets(edges: &[Edge]) -> Background {
    let mut seen = HashSet::new();
    let mut background = Background::default();
    for edge in edges {
        let kind = match edge.highway.as_str() {
            "motorway" | "trunk" | "primary" => "road",
            "secondary" | "tertiary" => "lane",
            "residential" | "unclassified" => "street",
            _ => continue,
        };
        if !seen.insert((edge.from.min(edge.to), edge.from.max(edge.to), edge.osm_way)) {
            continue;
        }
        let point = |pair: &str| {
            let (lon, lat) = pair.split_once(' ')?;
            lon.parse().ok().zip(lat.parse().ok())
        };
        let points = edge.polyline_lon_lat.split(';').filter_map(point).collect();
        background.lines.push(BackgroundLine { kind: kind.to_owned(), points });
    }
    let district_names = [
        ("历下", 117.076, 36.667),
        ("市中", 116.997, 36.636),
        ("槐荫", 116.90, 36.66),
        ("天桥", 116.987, 36.70),
        ("历城", 117.15, 36.70),
    ];
    background.labels = district_names
        .into_iter()
        .map(|(name, lon, lat)| BackgroundLabel {
            kind: "town".to_owned(),
            name: name.to_owned(),
            place: (lon, lat),
        })
        .collect();
    background
}
