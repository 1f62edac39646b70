//! What the page shows, as the data in its script.

use std::collections::BTreeMap;

use doorstep::circle::{Answer as CircleAnswer, CoverageTotal};
use doorstep::matching::{Match, Part, Verdict};
use doorstep::table::{Effect, Reading};
use doorstep::voucher::{Action, Bucket, EventBody, VoucherState};
use doorstep::{AreaClass, Post, Seeker};
use serde::Serialize;

use crate::failure::Failure;
use crate::format::{employer, points, wage, yuan};
use crate::map::{Point, Projection, dots};
use crate::matching::Outcome;
use crate::story::Story;
use crate::vouchers::{Turn, action_zh, local_time, role_zh};
use crate::world::Text;

/// Lines are drawn without points that are this near to the line through the others.
const LINE_TOLERANCE_M: f64 = 12.0;
/// Homes are shown at the nearest corner of a grid of this width: whose they are stays unclear.
const HOME_GRID_M: i64 = 500;

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

#[derive(Serialize)]
struct MapData<'a> {
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
struct PostData<'a>(&'a str, &'a str, &'a str, String, &'static str, Option<Point>);

#[derive(Serialize)]
struct Person<'a> {
    id: &'a str,
    wants: String,
    groups: Vec<&'static str>,
    facts: Vec<(&'static str, String)>,
    home: Option<Point>,
    posts: Vec<PersonPost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<DiagnosisData>,
}

#[derive(Serialize)]
struct PersonPost {
    /// Index of the post.
    post: usize,
    score: String,
    way: String,
    /// Index, millionths of the score, text.
    parts: Vec<(usize, u32, String)>,
    open: Vec<String>,
}

#[derive(Serialize)]
struct DiagnosisData {
    posts: u32,
    feasible: u32,
    /// Name, posts excluded, posts that lifting it alone brings, text.
    rows: Vec<(&'static str, u32, u32, String)>,
}

#[derive(Serialize)]
struct CoverageData<'a> {
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

#[derive(Serialize)]
struct VoucherData {
    name: String,
    events: u64,
    head: String,
    commands: usize,
    /// Serial, holder, state, amount, and the day of each of the five steps.
    rows: Vec<VoucherRow>,
    trouble: Vec<TroubleRow>,
    /// Appropriated, recovered, available, committed, spent: name and yuan.
    budget: Vec<(Text, String, i64)>,
}

#[derive(Serialize)]
struct VoucherRow {
    id: String,
    holder: String,
    state: &'static str,
    done: bool,
    ended: bool,
    amount: String,
    steps: [Option<String>; 5],
    note: String,
}

#[derive(Serialize)]
struct TroubleRow {
    time: String,
    command: String,
    actor: String,
    action: &'static str,
    voucher: String,
    outcome: &'static str,
    code: String,
    zh: String,
    en: String,
}

#[derive(Serialize)]
struct TableData<'a> {
    name: Text,
    file: &'a str,
    read: usize,
    rejected: usize,
    cells: usize,
}

#[derive(Serialize)]
struct CodeCount {
    code: &'static str,
    zh: String,
    effect: &'static str,
    count: usize,
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
            format!("另有 {} 行被拒绝并列明原因", posts.rows_rejected),
        ),
        figure(
            "求职者",
            "people",
            story.outcomes.len().to_string(),
            format!("{none} 人暂无合适岗位，附原因诊断"),
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

fn map_data<'a>(story: &'a Story<'_>, map: &Projection) -> MapData<'a> {
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
        covered: residents(CircleAnswer::Covered),
        not_covered: residents(CircleAnswer::NotCovered),
        unknown: residents(CircleAnswer::Unknown),
        circles: circles.collect(),
        stations: stations.collect(),
    }
}

fn post_data<'a>(post: &'a Post, map: &Projection) -> PostData<'a> {
    let kind = post.kind.map_or("", |kind| kind.zh());
    let point = post.place.map(|place| map.point(place.lon(), place.lat()));
    PostData(&post.id, &post.title, employer(post), wage(post.wage), kind, point)
}

fn person<'a>(
    outcome: &'a Outcome<'_>,
    story: &Story<'_>,
    index: &BTreeMap<&str, usize>,
    map: &Projection,
) -> Result<Person<'a>, Failure> {
    let seeker = outcome.seeker;
    let snap = |metres: i64| (metres + HOME_GRID_M / 2).div_euclid(HOME_GRID_M) * HOME_GRID_M;
    let posts: Result<Vec<_>, Failure> = outcome
        .recommendations
        .iter()
        .map(|recommendation| {
            let found = &recommendation.found;
            let post = story.post(&found.post_id)?;
            let at = index.get(found.post_id.as_str()).copied();
            let explanation = &recommendation.explanation;
            let open = explanation.constraints.iter().filter(|finding| finding.verdict == Verdict::Unknown);
            let parts = explanation.parts.iter().enumerate().filter(|(_, part)| part.value.is_some());
            Ok(PersonPost {
                post: at.ok_or_else(|| Failure::new(format!("no post {}", found.post_id)))?,
                score: points(found.score),
                way: way(post, found, seeker),
                parts: parts.map(|(index, part)| (index, part.contribution, part.zh.clone())).collect(),
                open: open.map(|finding| finding.zh.clone()).collect(),
            })
        })
        .collect();
    let diagnosis = outcome.diagnosis.as_ref().map(|diagnosis| DiagnosisData {
        posts: diagnosis.posts,
        feasible: diagnosis.feasible,
        rows: diagnosis
            .constraints
            .iter()
            .map(|cost| (cost.code.zh(), cost.failed, cost.failed_alone, cost.zh.clone()))
            .collect(),
    });
    Ok(Person {
        id: &seeker.id,
        wants: seeker.titles.join("、"),
        groups: seeker.groups.iter().map(|membership| membership.group().zh()).collect(),
        facts: facts(seeker),
        home: seeker.place.map(|place| map.point(place.lon(), place.lat())).map(|(x, y)| (snap(x), snap(y))),
        posts: posts?,
        diagnosis,
    })
}

/// What the person stated, without birth date and home.
fn facts(seeker: &Seeker) -> Vec<(&'static str, String)> {
    let list = |items: Vec<&str>| items.join("、");
    let mut facts = vec![
        ("技能", seeker.skills.join("、")),
        ("证书", seeker.certificates.join("、")),
        ("学历", seeker.education.map_or(String::new(), |level| level.zh().to_owned())),
        ("经验", seeker.experience_years.map_or(String::new(), |years| format!("{years} 年"))),
        ("用工形式", list(seeker.kinds.iter().map(|kind| kind.zh()).collect())),
        ("结算", list(seeker.settlements.iter().map(|settlement| settlement.zh()).collect())),
        (
            "最低期望",
            seeker
                .wage_floor
                .map_or(String::new(), |(amount, period)| format!("{} {}", yuan(amount), period.zh())),
        ),
        ("出行", limits(seeker)),
        ("可工作", seeker.available.map_or(String::new(), |hours| format!("每周 {} 小时内", hours.count()))),
    ];
    if seeker.needs_lodging == Some(true) {
        facts.push(("住宿", "需要".to_owned()));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn limits(seeker: &Seeker) -> String {
    let mode = seeker.travel_mode.unwrap_or_default().zh();
    let minutes = seeker.travel_min_max.map_or(String::new(), |minutes| format!(" {minutes} 分钟内"));
    let metres = seeker.distance_m_max.map_or(String::new(), |metres| format!("，{metres} 米内"));
    format!("{mode}{minutes}{metres}")
}

/// How far the work is, or why that does not matter.
fn way(post: &Post, found: &Match, seeker: &Seeker) -> String {
    if post.remote == Some(true) {
        return "远程办公".to_owned();
    }
    let Some(metres) = found.distance_m else { return "距离未知".to_owned() };
    let distance = if metres < 1_000 {
        format!("{metres} 米")
    } else {
        format!("{}.{} 公里", metres / 1_000, metres % 1_000 / 100)
    };
    if post.lodging == Some(true) {
        return format!("{distance} · 包住");
    }
    let mode = seeker.travel_mode.unwrap_or_default().zh();
    found.travel_min.map_or(distance.clone(), |minutes| format!("{distance} · {mode} {minutes} 分钟"))
}

fn coverage<'a>(story: &'a Story<'_>) -> CoverageData<'a> {
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

fn vouchers(story: &Story<'_>) -> VoucherData {
    let vouchers = &story.vouchers;
    let mut steps: BTreeMap<&str, [Option<String>; 5]> = BTreeMap::new();
    let mut notes: BTreeMap<&str, String> = BTreeMap::new();
    for record in &vouchers.events {
        let Some(voucher) = record.event.voucher.as_ref().map(|voucher| voucher.as_str()) else { continue };
        let step = match &record.event.body {
            EventBody::Issued { .. } => 0,
            EventBody::Claimed => 1,
            EventBody::Redeemed { .. } => 2,
            EventBody::Approved { .. } => 3,
            EventBody::Disbursed { .. } => 4,
            EventBody::Rejected { reason } => {
                notes.insert(voucher, format!("曾退回：{reason}"));
                continue;
            }
            EventBody::Revoked { reason, .. } => {
                notes.insert(voucher, format!("撤销：{reason}"));
                continue;
            }
            _ => continue,
        };
        if let Some(slot) = steps.entry(voucher).or_default().get_mut(step) {
            *slot = local_time(record.event.time).split(' ').next().map(str::to_owned);
        }
    }
    let rows = vouchers.vouchers.iter().map(|view| VoucherRow {
        id: view.voucher.to_string(),
        holder: view.holder.to_string(),
        state: state_zh(view.state),
        done: view.state == VoucherState::Disbursed,
        ended: matches!(view.state, VoucherState::Revoked | VoucherState::Expired | VoucherState::ClawedBack),
        amount: yuan(view.amount),
        steps: steps.get(view.voucher.as_str()).cloned().unwrap_or_default(),
        note: notes.get(view.voucher.as_str()).cloned().unwrap_or_default(),
    });
    let bucket = |bucket, zh, en| {
        let amount = vouchers.budget.budget.get(bucket);
        (Text::new(zh, en), yuan(amount), amount.get())
    };
    VoucherData {
        name: vouchers.budget.name.to_string(),
        events: vouchers.verified.head.events,
        head: vouchers.verified.head.hash.to_string(),
        commands: vouchers.turns.len(),
        rows: rows.collect(),
        trouble: vouchers.turns.iter().filter_map(trouble).collect(),
        budget: vec![
            bucket(Bucket::Appropriated, "预算", "appropriated"),
            bucket(Bucket::Recovered, "追回", "recovered"),
            bucket(Bucket::Available, "可用", "available"),
            bucket(Bucket::Committed, "已占用", "committed"),
            bucket(Bucket::Spent, "已拨付", "spent"),
        ],
    }
}

fn state_zh(state: VoucherState) -> &'static str {
    match state {
        VoucherState::Issued => "待领取",
        VoucherState::Claimed => "已领取",
        VoucherState::Redeemed => "待审核",
        VoucherState::Approved => "待拨付",
        VoucherState::Disbursed => "已拨付",
        VoucherState::ClawedBack => "已追回",
        VoucherState::Revoked => "已撤销",
        VoucherState::Expired => "已过期",
    }
}

/// A command that was refused, or came twice.
fn trouble(turn: &Turn) -> Option<TroubleRow> {
    let (outcome, code, zh, en) = match turn.refusal() {
        Some(refusal) => ("拒绝", refusal.code().code().to_owned(), refusal.code().zh(), refusal.code().en()),
        None if turn.replayed() => (
            "重放",
            "replayed".to_owned(),
            "同一命令再次到达，返回首次结果，未重复办理",
            "the same command again: the first answer, nothing done twice",
        ),
        None => return None,
    };
    let command = &turn.command;
    Some(TroubleRow {
        time: local_time(turn.time),
        command: command.id.to_string(),
        actor: format!("{} {}", role_zh(command.actor.role), command.actor.id),
        action: action_zh(&command.action),
        voucher: voucher_of(&command.action).unwrap_or_default(),
        outcome,
        code,
        zh: zh.to_owned(),
        en: en.to_owned(),
    })
}

fn voucher_of(action: &Action) -> Option<String> {
    let value = serde_json::to_value(action).ok()?;
    Some(value.get("voucher")?.as_str()?.to_owned())
}

fn tables<'a>(story: &'a Story<'_>) -> Vec<TableData<'a>> {
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

fn codes(story: &Story<'_>) -> Vec<CodeCount> {
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
fn findings(story: &Story<'_>) -> Vec<[String; 7]> {
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
