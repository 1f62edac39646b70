//! The tables of the page: coverage by division, and what was wrong with the input.

use std::collections::BTreeMap;

use doorstep::AreaClass;
use doorstep::circle::CoverageTotal;
use doorstep::table::{Effect, Reading};
use serde::Serialize;

use crate::story::Story;
use crate::world::Text;

/// Coverage.
#[derive(Serialize)]
pub(super) struct CoverageData<'a> {
    unit: &'a Text,
    rule: Text,
    rows: Vec<CoverageRow>,
    total: CoverageRow,
}

#[derive(Serialize)]
struct CoverageRow {
    code: String,
    name: String,
    total: u64,
    covered: u64,
    not_covered: u64,
    unknown: u64,
}

/// A table and how much of it was read.
#[derive(Serialize)]
pub(super) struct TableData<'a> {
    name: Text,
    file: &'a str,
    read: usize,
    rejected: usize,
    cells: usize,
}

/// How often something was wrong.
#[derive(Serialize)]
pub(super) struct CodeCount {
    code: &'static str,
    zh: String,
    effect: &'static str,
    count: usize,
}

/// Coverage by division.
pub(super) fn coverage<'a>(story: &'a Story<'_>) -> CoverageData<'a> {
    let row = |row: &CoverageTotal, name: &str| CoverageRow {
        code: row.region.clone().unwrap_or_default(),
        name: name.to_owned(),
        total: row.total,
        covered: row.covered,
        not_covered: row.not_covered,
        unknown: row.unknown,
    };
    let circles = &story.circles;
    let regions = circles.coverage.regions.iter();
    let urban_m = circles.standard.reach_m(AreaClass::Urban);
    let rural_m = circles.standard.reach_m(AreaClass::Rural);
    CoverageData {
        unit: &story.world.weight_unit,
        rule: Text::new(
            format!("城镇步行 15 分钟（直线约 {urban_m} 米），乡村 {} 公里", rural_m / 1000),
            format!("town: 15 minutes on foot ({urban_m} m straight); country: {} km", rural_m / 1000),
        ),
        rows: regions
            .map(|total| row(total, story.region_name(total.region.as_deref().unwrap_or_default())))
            .collect(),
        total: row(&circles.coverage.total, "合计"),
    }
}

/// How each table was read.
pub(super) fn tables<'a>(story: &'a Story<'_>) -> Vec<TableData<'a>> {
    fn table<'a, T>(name: Text, file: &'a str, reading: &Reading<T>) -> TableData<'a> {
        let cells = reading.findings.iter().filter(|finding| finding.effect == Effect::Cell).count();
        TableData { name, file, read: reading.records.len(), rejected: reading.rows_rejected, cells }
    }
    let world = story.world;
    vec![
        table(Text::new("岗位", "posts"), &world.posts.file, &world.posts.reading),
        table(Text::new("求职者", "people"), &world.seekers.file, &world.seekers.reading),
        table(Text::new("服务站", "stations"), &world.stations.file, &world.stations.reading),
        table(Text::new("居民点", "residents"), &world.residents.file, &world.residents.reading),
    ]
}

fn effect_zh(effect: Effect) -> &'static str {
    match effect {
        Effect::Row => "拒绝该行",
        Effect::Cell => "单元格置空",
        Effect::Column => "列未读",
    }
}

/// Findings by code.
pub(super) fn codes(story: &Story<'_>) -> Vec<CodeCount> {
    let messages: BTreeMap<&str, &str> =
        story.findings().map(|(_, finding)| (finding.code, finding.message_zh.as_str())).collect();
    story
        .findings_by_code()
        .into_iter()
        .map(|((effect, code), count)| CodeCount {
            code,
            zh: messages.get(code).copied().unwrap_or_default().to_owned(),
            effect: effect_zh(effect),
            count,
        })
        .collect()
}

/// The first findings: file, row, column, value, code, message, effect.
pub(super) fn findings(story: &Story<'_>) -> Vec<[String; 7]> {
    const SHOWN_MAX: usize = 60;
    let shown = story.findings().take(SHOWN_MAX);
    shown
        .map(|(file, finding)| {
            [
                file.to_owned(),
                finding.row.to_string(),
                finding.column.clone(),
                finding.value.clone(),
                finding.code.to_owned(),
                finding.message_zh.clone(),
                effect_zh(finding.effect).to_owned(),
            ]
        })
        .collect()
}
