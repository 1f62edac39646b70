//! The map of the page: lines, dots, circles, stations and posts in metres.

use std::collections::BTreeMap;

use doorstep::Post;
use doorstep::circle::Answer;
use serde::Serialize;

use crate::format::{employer, wage};
use crate::map::{Point, Projection, dots};
use crate::story::Story;

/// Lines are drawn without points that are this near to the line through the others.
const LINE_TOLERANCE_M: f64 = 12.0;

/// What is drawn.
#[derive(Serialize)]
pub(super) struct MapData<'a> {
    view: [i64; 4],
    lines: BTreeMap<&'a str, String>,
    labels: Vec<(&'a str, &'a str, i64, i64)>,
    covered: String,
    not_covered: String,
    unknown: String,
    circles: Vec<(&'static str, String)>,
    stations: Vec<StationData<'a>>,
}

#[derive(Serialize)]
struct StationData<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    x: i64,
    y: i64,
}

/// Id, title, employer, wage, kind, and the point if there is one.
#[derive(Serialize)]
pub(super) struct PostData<'a>(&'a str, &'a str, &'a str, String, &'static str, Option<Point>);

/// Everything that the map shows whoever is chosen.
pub(super) fn map_data<'a>(story: &'a Story<'_>, map: &Projection) -> MapData<'a> {
    let world = story.world;
    let [west, south, east, north] = world.view;
    let (left, top) = map.point(west, north);
    let (right, bottom) = map.point(east, south);
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    for line in &world.background.lines {
        map.path(&line.points, LINE_TOLERANCE_M, lines.entry(&line.kind).or_default());
    }
    let labels = world.background.labels.iter().map(|label| {
        let (x, y) = map.point(label.place.0, label.place.1);
        (label.kind.as_str(), label.name.as_str(), x, y)
    });
    let residents = |answer| {
        let rows = story.circles.coverage.rows.iter().zip(&world.residents.reading.records);
        let places = rows.filter(|(row, _)| row.answer == answer).filter_map(|(_, resident)| resident.place);
        dots(places.map(|place| map.point(place.lon(), place.lat())))
    };
    let stations = world.stations.reading.records.iter().filter_map(|station| {
        let place = station.place?;
        let (x, y) = map.point(place.lon(), place.lat());
        let name = station.name.as_deref().unwrap_or(&station.id);
        Some(StationData { id: &station.id, name, kind: station.kind.as_deref().unwrap_or_default(), x, y })
    });
    let features = story.circles.outlines.get("features").and_then(serde_json::Value::as_array);
    let circles = features.into_iter().flatten().filter_map(|feature| {
        let rural = feature.pointer("/properties/area_class")?.as_str()? == "rural";
        Some((if rural { "rural" } else { "urban" }, map.polygon_path(feature.get("geometry")?)))
    });
    MapData {
        view: [left, top, right, bottom],
        lines,
        labels: labels.collect(),
        covered: residents(Answer::Covered),
        not_covered: residents(Answer::NotCovered),
        unknown: residents(Answer::Unknown),
        circles: circles.collect(),
        stations: stations.collect(),
    }
}

/// A post, on the map if it has a place.
pub(super) fn post_data<'a>(post: &'a Post, map: &Projection) -> PostData<'a> {
    let kind = post.kind.map_or("", |kind| kind.zh());
    let point = post.place.map(|place| map.point(place.lon(), place.lat()));
    PostData(&post.id, &post.title, employer(post), wage(post.wage), kind, point)
}
