//! One person on the page: what was stated, the posts with their reasons, or why there are few.

use std::collections::BTreeMap;

use doorstep::matching::{Explanation, Match, Verdict};
use doorstep::{Post, Seeker, Skill};
use serde::Serialize;

use crate::failure::Failure;
use crate::format::{points, yuan};
use crate::map::{Point, Projection};
use crate::matching::Outcome;
use crate::story::Story;

/// Homes are shown at the nearest corner of a grid of this width: whose they are stays unclear.
const HOME_GRID_M: i64 = 500;

/// How many changes a diagnosis shows.
const CHANGES: usize = 4;

/// A person.
#[derive(Serialize)]
pub(super) struct Person<'a> {
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
    /// Words of the post's texts that say what no field says.
    quotes: Vec<String>,
}

#[derive(Serialize)]
struct DiagnosisData {
    posts: u32,
    feasible: u32,
    /// Name, posts excluded, posts that lifting it alone brings, text.
    rows: Vec<(&'static str, u32, u32, String)>,
    /// What the person could change, and what it would bring.
    changes: Vec<String>,
}

/// A person as the page shows them; `index` gives the place of each post in the page's list.
pub(super) fn person<'a>(
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
                quotes: quotes(explanation),
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
        changes: diagnosis.opportunities.iter().take(CHANGES).map(|one| one.zh.clone()).collect(),
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

/// The words that were read, each once.
fn quotes(explanation: &Explanation) -> Vec<String> {
    let mut quotes: Vec<String> = Vec::new();
    for fact in &explanation.read {
        if !quotes.contains(&fact.quote) {
            quotes.push(fact.quote.clone());
        }
    }
    quotes
}

/// What the person stated, without birth date and home.
fn facts(seeker: &Seeker) -> Vec<(&'static str, String)> {
    let list = |items: Vec<&str>| items.join("、");
    let mut facts = vec![
        ("技能", seeker.skills.iter().map(Skill::as_str).collect::<Vec<_>>().join("、")),
        ("证书", certificates(seeker)),
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

/// Certificates held, as people read them.
fn certificates(seeker: &Seeker) -> String {
    let names: Vec<String> = seeker.certificates.iter().flatten().map(ToString::to_string).collect();
    names.join("、")
}
