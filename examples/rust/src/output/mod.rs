//! Results as files: tables, GeoJSON, JSON lines and a summary. Equal input gives equal bytes.

mod csv_file;
mod summary;

use std::fs;
use std::path::{Path, PathBuf};

use doorstep::place::{feature, feature_collection, point_geometry};
use doorstep::table::{Effect, Finding};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::Story;
use crate::failure::Failure;
use crate::format::{employer, wage, yuan};
use csv_file::CsvFile;

/// A folder that results are written to.
pub(crate) struct Output {
    dir: PathBuf,
}

impl Output {
    /// Makes the folder if it is not there.
    pub(crate) fn create(dir: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(dir).map_err(|error| Failure::file(dir, error))?;
        Ok(Self { dir: dir.to_owned() })
    }

    /// Writes a file whole.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        let path = self.dir.join(name);
        fs::write(&path, bytes).map_err(|error| Failure::file(&path, error))
    }

    fn write_json(&self, name: &str, value: &impl Serialize) -> Result<(), Failure> {
        self.write(name, serde_json::to_string_pretty(value)? + "\n")
    }

    fn write_lines(
        &self,
        name: &str,
        lines: impl Iterator<Item = Result<Value, Failure>>,
    ) -> Result<(), Failure> {
        let mut text = String::new();
        for line in lines {
            text.push_str(&serde_json::to_string(&line?)?);
            text.push('\n');
        }
        self.write(name, text)
    }

    /// Writes every result but the page; gives the number of files.
    pub(crate) fn write_all(&self, story: &Story<'_>) -> Result<usize, Failure> {
        self.write("recommendations.csv", recommendations(story)?)?;
        self.write_lines("recommendations.jsonl", explained(story))?;
        self.write("rejects.csv", rejects(story)?)?;
        self.write_json("circles.geojson", &story.circles.outlines)?;
        self.write_json("stations.geojson", &stations(story))?;
        self.write("coverage.csv", coverage(story)?)?;
        let events = story.vouchers.events.iter().map(|record| Ok(serde_json::to_value(record)?));
        self.write_lines("vouchers_events.jsonl", events)?;
        let answers = story
            .vouchers
            .turns
            .iter()
            .map(|turn| Ok(json!({"time": turn.time, "command": turn.command, "answer": turn.answer})));
        self.write_lines("vouchers_answers.jsonl", answers)?;
        self.write("budget.csv", budget(story)?)?;
        self.write_json("summary.json", &summary::of(story))?;
        Ok(10)
    }
}

fn recommendations(story: &Story<'_>) -> Result<Vec<u8>, Failure> {
    let mut file = CsvFile::new(&[
        "seeker_id",
        "rank",
        "post_id",
        "title",
        "employer",
        "wage",
        "score",
        "distance_m",
        "travel_min",
        "reasons_zh",
    ])?;
    for outcome in &story.outcomes {
        for (index, recommendation) in outcome.recommendations.iter().enumerate() {
            let found = &recommendation.found;
            let post = story.post(&found.post_id)?;
            file.row(&[
                &outcome.seeker.id,
                &(index + 1).to_string(),
                &found.post_id,
                &post.title,
                employer(post),
                &wage(post.wage),
                &format!("{}.{:06}", found.score / 1_000_000, found.score % 1_000_000),
                &found.distance_m.map_or(String::new(), |metres| metres.to_string()),
                &found.travel_min.map_or(String::new(), |minutes| minutes.to_string()),
                &recommendation.explanation.reasons_zh().join("；"),
            ])?;
        }
    }
    file.finish()
}

/// One line for each recommendation, and one for each person with few: the explanation, or the diagnosis.
fn explained<'a>(story: &'a Story<'_>) -> impl Iterator<Item = Result<Value, Failure>> + 'a {
    story.outcomes.iter().flat_map(|outcome| {
        let lines = outcome.recommendations.iter().enumerate().map(|(index, recommendation)| {
            Ok(json!({"rank": index + 1, "explanation": recommendation.explanation}))
        });
        lines.chain(outcome.diagnosis.iter().map(|diagnosis| Ok(json!({ "diagnosis": diagnosis }))))
    })
}

fn rejects(story: &Story<'_>) -> Result<Vec<u8>, Failure> {
    let mut file =
        CsvFile::new(&["file", "row", "column", "code", "value", "effect", "message_zh", "message_en"])?;
    for (name, finding) in story.findings() {
        file.row(&[
            name,
            &finding.row.to_string(),
            &finding.column,
            finding.code,
            &finding.value,
            effect_name(finding),
            &finding.message_zh,
            &finding.message_en,
        ])?;
    }
    file.finish()
}

fn effect_name(finding: &Finding) -> &'static str {
    match finding.effect {
        Effect::Row => "row",
        Effect::Cell => "cell",
        Effect::Column => "column",
    }
}

fn stations(story: &Story<'_>) -> Value {
    feature_collection(story.world.stations.reading.records.iter().filter_map(|station| {
        let properties = Map::from_iter([
            ("id".to_owned(), json!(station.id)),
            ("name".to_owned(), json!(station.name)),
            ("kind".to_owned(), json!(station.kind)),
            ("region".to_owned(), json!(station.region)),
            ("area_class".to_owned(), json!(station.area_class)),
        ]);
        Some(feature(point_geometry(station.place?), properties))
    }))
}

fn coverage(story: &Story<'_>) -> Result<Vec<u8>, Failure> {
    let mut file = CsvFile::new(&["region", "name", "total", "covered", "not_covered", "unknown"])?;
    let coverage = &story.circles.coverage;
    for row in coverage.regions.iter().chain([&coverage.total]) {
        let code = row.region.as_deref().unwrap_or_default();
        let name = if std::ptr::eq(row, &coverage.total) { "合计" } else { story.region_name(code) };
        let [total, covered, not_covered, unknown] =
            [row.total, row.covered, row.not_covered, row.unknown].map(|weight| weight.to_string());
        file.row(&[code, name, &total, &covered, &not_covered, &unknown])?;
    }
    file.finish()
}

fn budget(story: &Story<'_>) -> Result<Vec<u8>, Failure> {
    use doorstep::voucher::Bucket::{Appropriated, Available, Payable, Recovered, Reserved, Spent};
    let mut file = CsvFile::new(&[
        "programme",
        "name",
        "region",
        "appropriated_yuan",
        "recovered_yuan",
        "available_yuan",
        "reserved_yuan",
        "payable_yuan",
        "spent_yuan",
    ])?;
    let view = &story.vouchers.budget;
    let [appropriated, recovered, available, reserved, payable, spent] =
        [Appropriated, Recovered, Available, Reserved, Payable, Spent]
            .map(|bucket| yuan(view.budget.get(bucket)));
    file.row(&[
        view.programme.as_str(),
        view.name.as_str(),
        view.region.as_str(),
        &appropriated,
        &recovered,
        &available,
        &reserved,
        &payable,
        &spent,
    ])?;
    file.finish()
}
