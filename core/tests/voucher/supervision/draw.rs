//! Samples: the same for everybody, whatever the order; nested; and fair by a test of chi-square.

use std::collections::BTreeSet;

use doorstep::voucher::supervision::{Sample, SampleSize, SampleUnit, sample, sample_digest};
use sha2::{Digest as _, Sha256};

use super::super::generate::Dice;

fn units(count: usize) -> Vec<SampleUnit> {
    (0..count).map(|number| SampleUnit { id: format!("v-{number}"), stratum: None }).collect()
}

fn size(share_millionths: u64) -> SampleSize {
    SampleSize { share_millionths, min: 0, max: None }
}

fn ids(sample: &Sample) -> BTreeSet<String> {
    sample.drawn.iter().map(|drawn| drawn.id.clone()).collect()
}

/// The rule said again: hash every id, sort, take the share of each stratum.
fn plain(population: &[SampleUnit], size: SampleSize, seed: &str) -> Vec<String> {
    let strata: BTreeSet<&Option<String>> = population.iter().map(|unit| &unit.stratum).collect();
    let mut drawn = Vec::new();
    for stratum in strata {
        let mut hashed: Vec<(String, &str)> = population
            .iter()
            .filter(|unit| unit.stratum == *stratum)
            .map(|unit| {
                (
                    format!("{:x?}", Sha256::digest(format!("{seed}\n{}", unit.id)).as_slice()),
                    unit.id.as_str(),
                )
            })
            .collect();
        hashed.sort_by_key(|(_, id)| *sample_digest(seed, id).as_bytes());
        let share = hashed.len() as f64 * size.share_millionths as f64 / 1e6;
        let wanted = (share.ceil() as usize)
            .max(size.min as usize)
            .min(size.max.map_or(usize::MAX, |max| max as usize));
        drawn.extend(hashed.iter().take(wanted).map(|(_, id)| (*id).to_owned()));
    }
    drawn
}

#[test]
fn the_order_of_rows_plays_no_part() {
    let mut dice = Dice(7);
    for round in 0..200 {
        let count = dice.below(60) as usize;
        let mut population = units(count);
        for unit in &mut population {
            unit.stratum = dice.percent(70).then(|| format!("3701{:02}", dice.below(4)));
        }
        let min = dice.below(4);
        let size = SampleSize {
            share_millionths: dice.below(20) * 50_000,
            min,
            max: dice.percent(50).then(|| min + dice.below(5)),
        };
        let seed = format!("seed {round}");
        let drawn = sample(&population, size, &seed).unwrap();
        let found: Vec<String> = drawn.drawn.iter().map(|one| one.id.clone()).collect();
        assert_eq!(found, plain(&population, size, &seed));
        let all: u64 = drawn.strata.iter().map(|stratum| stratum.drawn).sum();
        assert_eq!(all, drawn.drawn.len() as u64);
        for _ in 0..3 {
            population.sort_by_cached_key(|_| dice.below(1 << 40));
            assert_eq!(sample(&population, size, &seed).unwrap(), drawn);
        }
    }
}

#[test]
fn a_larger_share_draws_all_that_a_smaller_one_draws() {
    let population = units(237);
    for seed in ["a", "b", "2026-11-26"] {
        let mut before = BTreeSet::new();
        for share in (0..=1_000_000).step_by(12_500) {
            let now = ids(&sample(&population, size(share), seed).unwrap());
            assert!(before.is_subset(&now));
            assert_eq!(now.len(), (237 * share).div_ceil(1_000_000) as usize);
            before = now;
        }
        assert_eq!(before.len(), 237);
    }
}

/// How often each of 100 cases is drawn in 1,000 draws of 10: drawn without replacement, the statistic with the variance of
/// such draws, Σ (seen − 100)² / (100 × 0.9) × 99/100, follows chi-square with 99 degrees of freedom. Between 60 and 149
/// lies all but about one in a thousand on each side (tables of chi-square: 0.001 above 148.2, 0.001 below 60.2 or so).
#[test]
fn every_case_is_as_likely_as_another() {
    let population = units(100);
    let mut seen = [0_i64; 100];
    for seed in 0..1_000 {
        for id in ids(&sample(&population, size(100_000), &format!("draw {seed}")).unwrap()) {
            seen[id[2..].parse::<usize>().unwrap()] += 1;
        }
    }
    assert_eq!(seen.iter().sum::<i64>(), 10_000);
    let squares: i64 = seen.iter().map(|count| (count - 100) * (count - 100)).sum();
    let statistic = squares as f64 / 90.0 * 0.99;
    assert!((60.0..149.0).contains(&statistic), "{statistic}");
    // A draw that takes the first ten every time fails the test.
    let biased = (10 * 900 * 900 + 90 * 100 * 100) as f64 / 90.0 * 0.99;
    assert!(biased > 149.0);
}

#[test]
fn neighbouring_cases_are_drawn_independently() {
    // Pairs (v-0, v-1), (v-2, v-3) …: both drawn in 1,000 draws of 10 of 100 with probability 10·9 / (100·99).
    let population = units(100);
    let mut both = 0;
    for seed in 0..1_000 {
        let drawn = ids(&sample(&population, size(100_000), &format!("pair {seed}")).unwrap());
        both += (0..50)
            .filter(|pair| [2 * pair, 2 * pair + 1].iter().all(|one| drawn.contains(&format!("v-{one}"))))
            .count();
    }
    // 454.5 expected with a standard deviation of some 21.
    assert!((370..540).contains(&both), "{both}");
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let unit =
        |id: &str, stratum: Option<&str>| SampleUnit { id: id.into(), stratum: stratum.map(Into::into) };
    let good = [unit("a", None)];
    for (population, size, seed, code, place) in [
        (&good[..], size(1_000_001), "s", "supervision.parameter", "share_millionths"),
        (
            &good[..],
            SampleSize { share_millionths: 0, min: 2, max: Some(1) },
            "s",
            "supervision.parameter",
            "max",
        ),
        (&good[..], size(1), "", "supervision.seed", "seed"),
        (&good[..], size(1), "a\nb", "supervision.seed", "seed"),
        (&[unit("a", None), unit("b\n", None)], size(1), "s", "supervision.seed", "population[1]"),
        (&[unit("a", Some(""))], size(1), "s", "supervision.seed", "population[0]"),
        (&[unit("a", None), unit("a", Some("x"))], size(1), "s", "supervision.duplicate", "population[1]"),
    ] {
        let error = sample(population, size, seed).unwrap_err();
        assert_eq!((error.code().code(), error.place()), (code, place));
    }
    assert!(sample(&[], size(1_000_000), "s").unwrap().drawn.is_empty());
}
