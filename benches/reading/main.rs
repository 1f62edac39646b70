//! How well facts are read from free text: `cargo run --release -p doorstep-benches --bin reading -- DATA [GOLD.tsv]`.
//!
//! DATA is a folder of published posts (`jobs_*.csv`). Printed for each file and field: the share of posts that have the
//! field as a column, the share for which the free text (title, description, benefits) states it, and the share that
//! has it one way or the other. With a gold sheet (`benches/reading/gold.tsv`): precision and recall of each field, and the
//! row ids of what was missed in half `a`. Half `b` is held out: its figures are printed and its rows are not.

mod terms;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use doorstep::matching::PostReading;
use doorstep::model::{
    Education, EducationDemand, Insurance, Rest, Settlement, Shift, Team, WagePeriod, WeekHours,
};
use doorstep::text::Lexicon;
use doorstep::text::facts::{Settled, Voice, WagePart, read, settle};

/// A row of a table by the names of its columns.
type Row = BTreeMap<String, String>;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().context("usage: reading DATA [GOLD.tsv]")?;
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| name_of(path).starts_with("jobs_") && name_of(path).ends_with(".csv"))
        .collect();
    files.sort();
    if files.is_empty() {
        bail!("no jobs_*.csv in {}", folder.display());
    }
    let mut posts: BTreeMap<String, Settled> = BTreeMap::new();
    let mut readings: BTreeMap<String, PostReading> = BTreeMap::new();
    let lexicon = Lexicon::embedded();
    let (mut bytes, mut seconds) = (0, 0.0);
    // The first reading builds the tables.
    read("", Voice::Post);
    for path in &files {
        let rows = rows(path, b',')?;
        let texts: Vec<[&str; 3]> =
            rows.iter().map(|row| ["职位", "职位描述", "福利"].map(|name| text(row, name))).collect();
        bytes += texts.iter().flatten().map(|text| text.len()).sum::<usize>();
        let begin = Instant::now();
        let facts: Vec<_> = texts.iter().map(|texts| texts.map(|text| read(text, Voice::Post))).collect();
        seconds += begin.elapsed().as_secs_f64();
        let settled: Vec<Settled> = facts.iter().map(|facts| settle(facts)).collect();
        coverage(name_of(path), &rows, &settled);
        let whole: Vec<PostReading> = rows.iter().map(|row| terms::read_texts(row, &lexicon)).collect();
        terms::coverage(&rows, &whole);
        for (row, reading) in rows.iter().zip(whole) {
            readings.entry(text(row, "职位自编号").to_owned()).or_insert(reading);
        }
        for (row, settled) in rows.iter().zip(settled) {
            posts.entry(text(row, "职位自编号").to_owned()).or_insert(settled);
        }
    }
    println!("\n{bytes} bytes read in {seconds:.2} s: {:.1} MB/s", bytes as f64 / 1e6 / seconds);
    if let Some(gold) = arguments.next() {
        let rows = rows(&gold, b'\t')?;
        for half in ["a", "b"] {
            let rows: Vec<&Row> = rows.iter().filter(|row| text(row, "half") == half).collect();
            if !rows.is_empty() {
                measure(half, &rows, &posts);
                terms::measure(&rows, &readings);
            }
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn rows(path: &Path, delimiter: u8) -> Result<Vec<Row>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let quoting = delimiter == b',';
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .flexible(true)
        .from_reader(content.trim_start_matches('\u{feff}').as_bytes());
    Ok(reader.deserialize().collect::<Result<Vec<Row>, _>>()?)
}

fn text<'a>(row: &'a Row, name: &str) -> &'a str {
    row.get(name).map(String::as_str).unwrap_or_default()
}

/// The fields with the column that has them, if any.
const FIELDS: [(&str, Option<&str>); 16] = [
    ("wage", Some("最高薪资")),
    ("settlement", None),
    ("education", Some("学历")),
    ("experience", Some("所需经验")),
    ("schedule", None),
    ("clock times", None),
    ("rest", None),
    ("shift", None),
    ("lodging", None),
    ("meals", None),
    ("ages", None),
    ("team", None),
    ("insurance", None),
    ("kind", None),
    ("remote", None),
    ("openings", None),
];

fn has(settled: &Settled, field: &str) -> bool {
    match field {
        "wage" => settled.wage.is_some(),
        "settlement" => settled.settlement.is_some(),
        "education" => settled.education.is_some(),
        "experience" => settled.experience_years.is_some(),
        "schedule" => settled.schedule.is_some(),
        "clock times" => settled.schedule.is_some() || !settled.clock_times.is_empty(),
        "rest" => settled.rest.is_some(),
        "shift" => settled.shift.is_some(),
        "lodging" => settled.lodging.is_some(),
        "meals" => settled.meals.is_some(),
        "ages" => settled.ages.is_some(),
        "team" => settled.team.is_some(),
        "insurance" => settled.insurance.is_some(),
        "kind" => settled.kind.is_some(),
        "remote" => settled.remote.is_some(),
        "openings" => settled.openings.is_some(),
        _ => false,
    }
}

fn coverage(name: &str, rows: &[Row], settled: &[Settled]) {
    println!("\n{name}: {} posts\n{:<12} {:>7} {:>7} {:>7}", rows.len(), "field", "column", "text", "either");
    let share = |count: usize| format!("{:.1} %", 100.0 * count as f64 / rows.len().max(1) as f64);
    for (field, column) in FIELDS {
        let in_column = |row: &Row| {
            column.is_some_and(|column| !matches!(text(row, column).trim(), "" | "0.00" | "其他"))
        };
        let columns = rows.iter().filter(|row| in_column(row)).count();
        let texts = settled.iter().filter(|settled| has(settled, field)).count();
        let either =
            rows.iter().zip(settled).filter(|(row, settled)| in_column(row) || has(settled, field)).count();
        println!("{field:<12} {:>7} {:>7} {:>7}", share(columns), share(texts), share(either));
    }
}

/// Right, wrong and missed, with the rows of the latter two.
#[derive(Default)]
struct Score {
    right: usize,
    wrong: Vec<String>,
    missed: Vec<String>,
}

fn measure(half: &str, rows: &[&Row], posts: &BTreeMap<String, Settled>) {
    println!(
        "\nhalf {half}: {} rows\n{:<16} {:>5} {:>5} {:>6} {:>9} {:>6}",
        rows.len(),
        "field",
        "gold",
        "right",
        "wrong",
        "precision",
        "recall"
    );
    for field in [
        "wage_text",
        "settlement",
        "education",
        "experience_years",
        "schedule",
        "rest",
        "shift",
        "lodging",
        "meals",
        "age",
        "team",
        "insurance",
    ] {
        let mut score = Score::default();
        for row in rows {
            let id = text(row, "row_id");
            let Some(settled) = posts.get(id) else { continue };
            let gold = text(row, field);
            let read = word_of(settled, field);
            let agrees = agrees(field, gold, &read, settled);
            let Some(agrees) = agrees else { continue };
            match (gold.is_empty(), read.is_empty()) {
                (true, true) => {}
                (true, false) => score.wrong.push(format!("{id} read {read}")),
                (false, true) => score.missed.push(format!("{id} gold {gold}")),
                (false, false) if agrees => score.right += 1,
                (false, false) => {
                    score.wrong.push(format!("{id} read {read}, gold {gold}"));
                    score.missed.push(String::new());
                }
            }
        }
        let share = |part: usize, whole: usize| {
            if whole == 0 { "-".to_owned() } else { format!("{:.3}", part as f64 / whole as f64) }
        };
        let stated = score.right + score.missed.len();
        println!(
            "{field:<16} {stated:>5} {:>5} {:>6} {:>9} {:>6}",
            score.right,
            score.wrong.len(),
            share(score.right, score.right + score.wrong.len()),
            share(score.right, stated)
        );
        if half == "a" {
            for row in score.wrong.iter().chain(score.missed.iter().filter(|row| !row.is_empty())) {
                println!("    {row}");
            }
        }
    }
}

/// Whether what was read is what the sheet has; `None` where the sheet leaves part of the answer open.
fn agrees(field: &str, gold: &str, read: &str, settled: &Settled) -> Option<bool> {
    match field {
        "wage_text" => {
            // 2500-/month: the upper end is open.
            let closed = match gold.split_once("-/") {
                Some((low, period)) => {
                    let low = low.trim_start_matches("base:").trim_start_matches("guaranteed:");
                    format!(
                        "{}{low}-{low}/{period}",
                        gold.split_once(':').map_or(String::new(), |(part, _)| format!("{part}:"))
                    )
                }
                None => gold.to_owned(),
            };
            let plain = |wage: &str| wage.trim_start_matches("guaranteed:").to_owned();
            Some(plain(&closed) == plain(read))
        }
        "schedule" if gold.contains('?') && !gold.contains("? ") => None,
        "schedule" if gold.ends_with('-') => None,
        "schedule" => Some(same_hours(gold, settled)),
        _ => Some(gold == read),
    }
}

/// Clock times agree span by span, or from the first to the last.
fn same_hours(gold: &str, settled: &Settled) -> bool {
    if let Some(schedule) = &settled.schedule {
        let open = gold.contains("? ");
        let days = if open { vec!["1-5", "1-6", "1-7"] } else { vec![""] };
        if days.iter().any(|days| {
            let text = if open { gold.replace('?', days) } else { gold.to_owned() };
            WeekHours::parse(&text) == Ok(schedule.value)
        }) {
            return true;
        }
    }
    let clock = |min: u16| format!("{:02}:{:02}", min / 60, min % 60);
    let mut read: Vec<String> = settled
        .clock_times
        .iter()
        .map(|pick| format!("{}-{}", clock(pick.value.0), clock(pick.value.1)))
        .collect();
    let mut spans: Vec<String> = gold
        .split(';')
        .filter_map(|span| span.trim().split_once(' '))
        .map(|(_, span)| span.to_owned())
        .collect();
    read.sort();
    read.dedup();
    spans.sort();
    let outer = |spans: &[String]| {
        let first = spans.first().and_then(|span| span.split_once('-')).map(|(from, _)| from.to_owned());
        let last = spans.last().and_then(|span| span.split_once('-')).map(|(_, to)| to.to_owned());
        first.zip(last)
    };
    read == spans || (!read.is_empty() && outer(&read) == outer(&spans))
}

/// What was read, in the words of the sheet.
fn word_of(settled: &Settled, field: &str) -> String {
    let word = match field {
        "wage_text" => settled.wage.as_ref().map(|pick| {
            let (wage, part) = pick.value;
            let yuan = |fen: i64| {
                if fen % 100 == 0 { (fen / 100).to_string() } else { format!("{}", fen as f64 / 100.0) }
            };
            let part = match part {
                WagePart::Whole => "",
                WagePart::Guaranteed => "guaranteed:",
                WagePart::Base => "base:",
                WagePart::Best => "best:",
                WagePart::Probation => "probation:",
            };
            let period = match wage.period() {
                WagePeriod::Month => "month",
                WagePeriod::Day => "day",
                WagePeriod::Hour => "hour",
                WagePeriod::Piece => "piece",
            };
            format!("{part}{}-{}/{period}", yuan(wage.min().get()), yuan(wage.max().get()))
        }),
        "settlement" => settled.settlement.as_ref().map(|pick| {
            match pick.value {
                Settlement::Daily => "daily",
                Settlement::Weekly => "weekly",
                Settlement::Monthly => "monthly",
                Settlement::OnCompletion => "on_completion",
            }
            .to_owned()
        }),
        "education" => settled.education.as_ref().map(|pick| {
            match pick.value {
                EducationDemand::Any => "none_required",
                EducationDemand::AtLeast(Education::Primary) => "primary",
                EducationDemand::AtLeast(Education::JuniorMiddle) => "junior_middle",
                EducationDemand::AtLeast(Education::SeniorMiddle) => "senior_middle",
                EducationDemand::AtLeast(Education::JuniorCollege) => "junior_college",
                EducationDemand::AtLeast(Education::Bachelor) => "bachelor",
                EducationDemand::AtLeast(Education::Master) => "master",
                EducationDemand::AtLeast(Education::Doctor) => "doctor",
            }
            .to_owned()
        }),
        "experience_years" => settled.experience_years.as_ref().map(|pick| pick.value.to_string()),
        "schedule" => has(settled, "clock times").then(|| {
            let times: Vec<String> = settled
                .clock_times
                .iter()
                .map(|pick| {
                    format!(
                        "{:02}:{:02}-{:02}:{:02}",
                        pick.value.0 / 60,
                        pick.value.0 % 60,
                        pick.value.1 / 60,
                        pick.value.1 % 60
                    )
                })
                .collect();
            format!("{} {:?}", times.join(";"), settled.schedule.as_ref().map(|pick| pick.value))
        }),
        "rest" => settled.rest.as_ref().map(|pick| match pick.value {
            Rest::Double => "double".to_owned(),
            Rest::Single => "single".to_owned(),
            Rest::BigSmall => "big_small".to_owned(),
            Rest::Rota => "rota".to_owned(),
            Rest::PerMonth(days) => format!("{days}/month"),
        }),
        "shift" => settled.shift.as_ref().map(|pick| {
            match pick.value {
                Shift::Day => "day",
                Shift::Night => "night",
                Shift::Rotating => "rotating",
            }
            .to_owned()
        }),
        "lodging" => settled.lodging.as_ref().map(|pick| yes(pick.value)),
        "meals" => settled.meals.as_ref().map(|pick| yes(pick.value)),
        "age" => settled
            .ages
            .as_ref()
            .map(|pick| pick.value)
            .filter(|ages| ages.min() > 0 || ages.max() < u8::MAX)
            .map(|ages| {
                let end = |age: u8, open: u8| if age == open { String::new() } else { age.to_string() };
                format!("{}-{}", end(ages.min(), 0), end(ages.max(), u8::MAX))
            }),
        "team" => settled.team.as_ref().map(|pick| match pick.value {
            Team::Couple => "couple".to_owned(),
            Team::Group(size) => format!("group {size}"),
        }),
        // The sheet leaves commercial insurance out.
        "insurance" => settled.insurance.as_ref().and_then(|pick| match pick.value {
            Insurance::FiveAndFund => Some("five_one".to_owned()),
            Insurance::Five => Some("five".to_owned()),
            Insurance::Commercial | Insurance::None => None,
        }),
        _ => None,
    };
    word.unwrap_or_default()
}

fn yes(given: bool) -> String {
    if given { "yes" } else { "no" }.to_owned()
}
