//! The story on the sample county, from the tables to the page.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use doorstep::voucher::Bucket;
use serde_json::Value;

use super::*;
use crate::world::World;

fn today() -> NaiveDate {
    arguments::TODAY.parse().unwrap()
}

fn sample() -> World {
    county::read(&mut Progress::start()).unwrap()
}

fn tell(world: &World) -> Story<'_> {
    Story::tell(world, today(), &mut Progress::start()).unwrap()
}

/// Runs the program into an empty folder of its own.
fn run_into(name: &str, data: Option<PathBuf>) -> PathBuf {
    let out = std::env::temp_dir().join(format!("doorstep-demo-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&out);
    run(&Arguments { out: out.clone(), data, today: today() }).unwrap();
    out
}

fn page_data(page: &str) -> Value {
    let from = page.split_once("id=\"data\">").unwrap().1;
    serde_json::from_str(from.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn everybody_gets_posts_or_the_reasons() {
    let world = sample();
    let story = tell(&world);
    assert_eq!(story.outcomes.len(), 118);
    let full =
        story.outcomes.iter().filter(|outcome| outcome.recommendations.len() == matching::SHOWN).count();
    assert!(full > 80, "{full}");
    for outcome in &story.outcomes {
        let scores: Vec<u32> = outcome.recommendations.iter().map(|one| one.found.score).collect();
        assert!(scores.is_sorted_by(|one, next| one >= next));
        for one in &outcome.recommendations {
            let sum: u32 = one.explanation.parts.iter().map(|part| part.contribution).sum();
            assert_eq!((sum, one.explanation.score), (one.found.score, one.found.score));
        }
        let few = outcome.recommendations.len() < matching::FEW;
        assert_eq!(outcome.diagnosis.is_some(), few);
        if let Some(diagnosis) = &outcome.diagnosis {
            assert_eq!(diagnosis.feasible as usize, outcome.recommendations.len());
        }
    }
    let nothing_fits = story.outcomes.iter().find(|outcome| outcome.seeker.id == "Q037").unwrap();
    let diagnosis = nothing_fits.diagnosis.as_ref().unwrap();
    assert_eq!((diagnosis.posts, diagnosis.feasible), (313, 0));
    assert!(diagnosis.constraints.len() > 4);
}

#[test]
fn coverage_counts_everybody_once() {
    let world = sample();
    let coverage = tell(&world).circles.coverage;
    let residents = &world.residents.reading.records;
    let people: u64 = residents.iter().map(|resident| u64::from(resident.weight)).sum();
    let total = &coverage.total;
    assert_eq!((total.total, total.covered + total.not_covered + total.unknown), (people, people));
    assert_eq!(coverage.regions.iter().map(|region| region.total).sum::<u64>(), people);
    let unplaced: u64 =
        residents.iter().filter(|one| one.place.is_none()).map(|one| u64::from(one.weight)).sum();
    assert_eq!(total.unknown, unplaced);
}

#[test]
fn the_ledger_refuses_what_it_must() {
    let world = sample();
    let vouchers = tell(&world).vouchers;
    let refused: Vec<(&str, &str)> = vouchers
        .turns
        .iter()
        .filter_map(|turn| Some((turn.command.id.as_str(), turn.refusal()?.code().code())))
        .collect();
    assert_eq!(
        refused,
        [
            ("c-redeem-second", "voucher.step_done"),
            ("c-approve-own", "voucher.four_eyes"),
            ("c-disburse-001", "voucher.key_reuse"),
            ("c-issue-late-3", "voucher.budget_short"),
        ]
    );
    assert_eq!(vouchers.turns.iter().filter(|turn| turn.replayed()).count(), 1);
    assert_eq!(vouchers.events.len(), vouchers.turns.len() - refused.len() - 1);
    assert_eq!(vouchers.verified.head.events, vouchers.events.len() as u64);
    let of = |bucket| vouchers.budget.budget.get(bucket).get();
    assert_eq!(
        of(Bucket::Appropriated) + of(Bucket::Recovered),
        of(Bucket::Available) + of(Bucket::Reserved) + of(Bucket::Payable) + of(Bucket::Spent)
    );
    assert!(of(Bucket::Spent) > 0 && of(Bucket::Reserved) > 0);
    let holders: HashSet<&str> = vouchers.vouchers.iter().map(|voucher| voucher.holder.as_str()).collect();
    assert_eq!(holders.len(), vouchers.vouchers.len());
    assert!(holders.iter().all(|holder| holder.starts_with("h-")), "people appear as tokens");
}

#[test]
fn two_runs_write_the_same_bytes() {
    let (one, other) = (run_into("one", None), run_into("other", None));
    let mut names: Vec<_> = fs::read_dir(&one).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), 11);
    for name in names {
        assert_eq!(fs::read(one.join(&name)).unwrap(), fs::read(other.join(&name)).unwrap(), "{name:?}");
    }
    for dir in [one, other] {
        fs::remove_dir_all(dir).unwrap();
    }
}

#[test]
fn the_page_holds_everything_and_nothing_personal() {
    let world = sample();
    let story = tell(&world);
    let page = page::render(&story).unwrap();
    assert!(page.len() < 2_000_000 && !page.contains("{{"));
    for outside in ["http://", "https://", "src=", "<link"] {
        let found = page.replace("http://www.w3.org/2000/svg", "").contains(outside);
        assert!(!found, "{outside}");
    }
    let data = page_data(&page);
    assert_eq!(data["people"].as_array().unwrap().len(), 118);
    assert_eq!(data["posts"].as_array().unwrap().len(), 313);
    assert_eq!(data["map"]["circles"].as_array().unwrap().len(), 14);
    // Births and resident numbers stay in the table; homes are moved to the corners of a grid.
    for seeker in &world.seekers.reading.records {
        if let Some(born) = seeker.born {
            assert!(!page.contains(&born.to_string()) && !page.contains(&born.format("%Y%m%d").to_string()));
        }
    }
    for person in data["people"].as_array().unwrap() {
        if let Some(home) = person["home"].as_array() {
            assert!(home.iter().all(|metres| metres.as_i64().unwrap() % 500 == 0));
        }
    }
}

#[test]
fn real_posts_go_the_same_way() {
    let Some(data) = input::outside_data() else {
        println!("skipped: no data");
        return;
    };
    let out = run_into("jinan", Some(data));
    let summary: Value = serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap();
    let posts = &summary["tables"]["posts"];
    assert_eq!((&posts["rows"], &posts["read"], &posts["rejected"]), (&4742.into(), &4742.into(), &0.into()));
    assert_eq!(summary["tables"]["stations"]["read"], 40);
    let page = fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.len() < 6_000_000, "{}", page.len());
    assert_eq!(page_data(&page)["people"].as_array().unwrap().len(), 200);
    fs::remove_dir_all(out).unwrap();
}
