//! The sample county that comes with the project (see `examples/data/README.md`).

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::failure::Failure;
use crate::input::{Table, examples_dir, read_csv};
use crate::progress::Progress;
use crate::world::{Background, BackgroundLabel, BackgroundLine, Text, World};

/// Reads the sample county.
pub(crate) fn read(progress: &mut Progress) -> Result<World, Failure> {
    let data = examples_dir().join("data");
    let posts = read_csv(&data.join("posts.csv"), "sample_posts")?;
    report(progress, "读取岗位", "read posts", &posts);
    let seekers = read_csv(&data.join("seekers.csv"), "sample_seekers")?;
    report(progress, "读取求职者", "read people", &seekers);
    let stations = read_csv(&data.join("stations.csv"), "sample_stations")?;
    report(progress, "读取服务站", "read stations", &stations);
    let residents = read_csv(&data.join("residents.csv"), "sample_residents")?;
    report(progress, "读取居民点", "read residents", &residents);
    let path = data.join("places.geojson");
    let text = fs::read_to_string(&path).map_err(|error| Failure::file(&path, error))?;
    let (background, region_names) = read_places(&serde_json::from_str(&text)?);
    Ok(World {
        name: Text::new("棠溪县（虚构）", "Tangxi, an invented county"),
        region: "379921",
        notes: vec![Text::new(
            "本县、用人单位、站点与人员均为虚构，不对应任何真实的地方、单位或个人。",
            "The county, its employers, stations and people are invented; no row stands for a real one.",
        )],
        posts,
        seekers,
        stations,
        residents,
        weight_unit: Text::new("人", "people"),
        region_names,
        view: bounds(&background),
        background,
    })
}

/// Tells how a table was read.
pub(crate) fn report<T>(progress: &mut Progress, zh: &str, en: &str, table: &Table<T>) {
    let (read, rejected) = (table.reading.records.len(), table.reading.rows_rejected);
    progress.done(zh, en, format_args!("{}: {read} 读入 read, {rejected} 拒绝 rejected", table.file));
}

/// Lines, names, and names by division code.
fn read_places(places: &Value) -> (Background, BTreeMap<String, String>) {
    let mut background = Background::default();
    let mut names = BTreeMap::new();
    for feature in places.get("features").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| {
            feature.pointer(&format!("/properties/{name}")).and_then(Value::as_str).unwrap_or_default()
        };
        let (kind, name) = (text("kind").to_owned(), text("name").to_owned());
        if !text("region").is_empty() {
            names.insert(text("region").to_owned(), name.clone());
        }
        let coordinates = feature.pointer("/geometry/coordinates").unwrap_or(&Value::Null);
        match feature.pointer("/geometry/type").and_then(Value::as_str) {
            Some("Point") => background.labels.extend(position(coordinates).map(|place| BackgroundLabel {
                kind,
                name,
                place,
            })),
            Some("LineString") => {
                let points: Vec<_> = positions(coordinates);
                if kind == "river"
                    && let Some(place) = points.get(points.len() * 3 / 4)
                {
                    background.labels.push(BackgroundLabel { kind: kind.clone(), name, place: *place });
                }
                background.lines.push(BackgroundLine { kind, points });
            }
            Some("Polygon") => {
                let rings = coordinates.as_array().into_iter().flatten();
                background
                    .lines
                    .extend(rings.map(|ring| BackgroundLine { kind: kind.clone(), points: positions(ring) }));
            }
            _ => {}
        }
    }
    (background, names)
}

fn position(value: &Value) -> Option<(f64, f64)> {
    value.get(0)?.as_f64().zip(value.get(1)?.as_f64())
}

fn positions(value: &Value) -> Vec<(f64, f64)> {
    value.as_array().into_iter().flatten().filter_map(position).collect()
}

/// West, south, east and north of all lines.
fn bounds(background: &Background) -> [f64; 4] {
    let points = background.lines.iter().flat_map(|line| &line.points);
    points.fold([180.0, 90.0, -180.0, -90.0], |[west, south, east, north], (lon, lat)| {
        [west.min(*lon), south.min(*lat), east.max(*lon), north.max(*lat)]
    })
}
