//! What the page shows, as the data in its script.

use std::collections::BTreeMap;

use doorstep::matching::Part;
use doorstep::voucher::{Bucket, VoucherState};
use serde::Serialize;

use super::map_data::{MapData, PostData, map_data, post_data};
use super::person_data::{Person, person};
use super::table_data::{CodeCount, CoverageData, TableData, codes, coverage, findings, tables};
use super::voucher_data::{VoucherData, vouchers};
use crate::failure::Failure;
use crate::format::yuan;
use crate::map::Projection;
use crate::story::Story;
use crate::world::Text;

/// All of it.
#[derive(Serialize)]
pub(super) struct PageData<'a> {
    place: &'a Text,
    today: String,
    notes: &'a [Text],
    figures: Vec<Figure>,
    map: MapData<'a>,
    posts: Vec<PostData<'a>>,
    parts: Vec<Text>,
    people: Vec<Person<'a>>,
    coverage: CoverageData<'a>,
    vouchers: VoucherData,
    tables: Vec<TableData<'a>>,
    codes: Vec<CodeCount>,
    findings: Vec<[String; 7]>,
}

/// A figure of the page's head.
#[derive(Serialize)]
struct Figure {
    zh: &'static str,
    en: &'static str,
    value: String,
    note: String,
}

impl<'a> PageData<'a> {
    /// Collects what the page shows.
    pub(super) fn of(story: &'a Story<'a>) -> Result<Self, Failure> {
        let world = story.world;
        let map = Projection::about(world.view);
        let records = &world.posts.reading.records;
        let index: BTreeMap<&str, usize> =
            records.iter().enumerate().map(|(index, post)| (post.id.as_str(), index)).collect();
        let people: Result<Vec<_>, Failure> =
            story.outcomes.iter().map(|outcome| person(outcome, story, &index, &map)).collect();
        Ok(Self {
            place: &world.name,
            today: story.today.to_string(),
            notes: &world.notes,
            figures: figures(story),
            map: map_data(story, &map),
            posts: records.iter().map(|post| post_data(post, &map)).collect(),
            parts: Part::ALL.iter().map(|part| Text::new(part.zh(), part.en())).collect(),
            people: people?,
            coverage: coverage(story),
            vouchers: vouchers(story),
            tables: tables(story),
            codes: codes(story),
            findings: findings(story),
        })
    }
}

fn figures(story: &Story<'_>) -> Vec<Figure> {
    let (posts, coverage) = (&story.world.posts.reading, &story.circles.coverage.total);
    let found: usize = story.outcomes.iter().map(|outcome| outcome.recommendations.len()).sum();
    let none = story.outcomes.iter().filter(|outcome| outcome.recommendations.is_empty()).count();
    let tenths = (coverage.covered * 1000).checked_div(coverage.total).unwrap_or(0);
    let paid =
        story.vouchers.vouchers.iter().filter(|voucher| voucher.state == VoucherState::Disbursed).count();
    let budget = &story.vouchers.budget.budget;
    let figure = |zh, en, value: String, note: String| Figure { zh, en, value, note };
    vec![
        figure(
            "岗位",
            "posts read",
            posts.records.len().to_string(),
            count_note(posts.rows_rejected, "行被拒绝，原因列于页末", "没有一行被拒绝"),
        ),
        figure(
            "求职者",
            "people",
            story.outcomes.len().to_string(),
            count_note(none, "人暂无合适岗位，附原因诊断", "人人都有合适岗位"),
        ),
        figure("推荐", "recommendations", found.to_string(), "每条附得分构成与理由".to_owned()),
        figure(
            "服务圈覆盖",
            "inside a service circle",
            format!("{}.{}%", tenths / 10, tenths % 10),
            format!(
                "{} / {} {}",
                grouped(coverage.covered),
                grouped(coverage.total),
                story.world.weight_unit.zh
            ),
        ),
        figure(
            "就业券拨付",
            "vouchers paid",
            paid.to_string(),
            format!(
                "共发放 {} 张，拨付 {} 元",
                story.vouchers.vouchers.len(),
                yuan(budget.get(Bucket::Spent))
            ),
        ),
    ]
}

/// A count with what it counts, or a text for none.
fn count_note(count: usize, some: &str, none: &str) -> String {
    if count == 0 { none.to_owned() } else { format!("{count} {some}") }
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
