//! What is measured: which of 200,000 posts no constraint excludes, for each of 200 people, from sets of posts: plain
//! words, 64 posts to a word, beside Roaring bitmaps. Input: [`doorstep_benches::market`], posts ordered by street and
//! title, so that a division is a run and sets compress as they would in an index.
//!
//! For each constraint and each value that one of the people has there is the set of posts that it lets pass; for each
//! certificate the set of posts that ask for it. A person is up to eight sets to intersect, and the certificates that
//! are not held to take away. Both get the same sets, built before and optimised, and must find the same posts.
//! `words` intersects word by word, and looks at certificates only in blocks where a post is left that asks for any.
//! `roaring` intersects by its crate's own operation over many sets, the smallest first, and then takes away one by one;
//! `roaring_any` takes away only of what asks for any. Left out: distance, which no set holds.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark may fail")]

use std::collections::HashMap;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use doorstep::{Certificate, EducationDemand, Post, PostKind, Seeker};
use doorstep_benches::market::Market;
use roaring::{MultiOps, RoaringBitmap};

const POSTS: u64 = 200_000;
const PEOPLE: u64 = 200;

/// The same sets twice.
#[derive(Default)]
struct Sets {
    words: Vec<Vec<u64>>,
    roaring: Vec<RoaringBitmap>,
    numbers: HashMap<String, usize>,
}

/// A person as numbers of sets.
struct Asked {
    within: Vec<usize>,
    without: Vec<usize>,
}

impl Sets {
    /// The set of a constraint and a value.
    fn number(&mut self, name: String, posts: &[Post], lets: impl Fn(&Post) -> bool) -> usize {
        *self.numbers.entry(name).or_insert_with(|| {
            let mut words = vec![0_u64; posts.len().div_ceil(64)];
            let passing = (0_u32..).zip(posts).filter(|(_, post)| lets(post)).map(|(number, _)| number);
            let mut roaring: RoaringBitmap = passing.collect();
            roaring.optimize();
            for number in &roaring {
                words[number as usize / 64] |= 1 << (number % 64);
            }
            self.words.push(words);
            self.roaring.push(roaring);
            self.words.len() - 1
        })
    }

    fn person(&mut self, seeker: &Seeker, posts: &[Post], certificates: &[Certificate]) -> Asked {
        let mut within = Vec::new();
        if let Some(own) = seeker.education {
            within.push(self.number(
                format!("education {own:?}"),
                posts,
                |post| !matches!(post.education, Some(EducationDemand::AtLeast(asked)) if own < asked),
            ));
        }
        if let Some(own) = seeker.experience_years {
            within.push(self.number(format!("experience {own}"), posts, |post| {
                post.experience_years.is_none_or(|asked| own >= asked)
            }));
        }
        if let Some(age) = seeker.age_on(Market::today()) {
            within.push(
                self.number(format!("age {age}"), posts, |post| {
                    post.ages.is_none_or(|ages| ages.contains(age))
                }),
            );
        }
        if let Some((floor, _)) = seeker.wage_floor {
            within.push(self.number(format!("floor {floor}"), posts, |post| {
                post.wage.is_none_or(|wage| wage.max() >= floor)
            }));
        }
        if let Some(hours) = seeker.available {
            within.push(self.number(format!("hours {hours}"), posts, |post| {
                post.schedule.is_none_or(|worked| hours.contains(&worked))
            }));
        }
        if !seeker.kinds.is_empty() {
            within.push(self.number(format!("kinds {:?}", seeker.kinds), posts, |post| {
                post.kind.is_none_or(|kind| seeker.kinds.contains(&kind))
            }));
        }
        if !seeker.groups.iter().any(|one| one.group().may_take_public_welfare_post()) {
            within.push(self.number("no public welfare".into(), posts, |post| {
                post.kind != Some(PostKind::PublicWelfare)
            }));
        }
        if let Some(wanted) = &seeker.region {
            within.push(self.number(format!("region {}", wanted.as_str()), posts, |post| {
                post.region.as_ref().is_none_or(|region| wanted.contains(region))
            }));
        }
        let held = seeker.certificates.as_ref();
        let lacks = |one: &&Certificate| held.is_some_and(|held| !held.contains(one));
        let without = certificates.iter().filter(lacks).map(|one| {
            self.number(format!("asks for {}", one.name()), posts, |post| post.certificates.contains(one))
        });
        let without = without.collect();
        // The smallest first, for both.
        within.sort_by_key(|set| self.roaring[*set].len());
        Asked { within, without }
    }
}

fn words(sets: &Sets, asked: &Asked, any: usize, found: &mut Vec<u64>) {
    let within: Vec<&[u64]> = asked.within.iter().map(|set| sets.words[*set].as_slice()).collect();
    let without: Vec<&[u64]> = asked.without.iter().map(|set| sets.words[*set].as_slice()).collect();
    let ask = &sets.words[any];
    found.clear();
    found.resize(ask.len(), u64::MAX);
    if let Some(last) = found.last_mut() {
        *last = u64::MAX >> ((64 - POSTS % 64) % 64);
    }
    for set in within {
        found.iter_mut().zip(set).for_each(|(found, word)| *found &= word);
    }
    for (block, found) in found.iter_mut().enumerate() {
        if *found & ask[block] != 0 {
            let lacked = without.iter().fold(0, |all, set| all | set[block]);
            *found &= !lacked;
        }
    }
}

fn roaring(sets: &Sets, asked: &Asked) -> RoaringBitmap {
    let mut found = asked.within.iter().map(|set| &sets.roaring[*set]).intersection();
    for set in &asked.without {
        found -= &sets.roaring[*set];
    }
    found
}

fn roaring_any(sets: &Sets, asked: &Asked, any: usize) -> RoaringBitmap {
    let mut found = asked.within.iter().map(|set| &sets.roaring[*set]).intersection();
    if asked.without.is_empty() {
        return found;
    }
    let mut asking = &found & &sets.roaring[any];
    found -= &asking;
    for set in &asked.without {
        asking -= &sets.roaring[*set];
    }
    found | asking
}

fn benches(criterion: &mut Criterion) {
    let market = Market::new(1).unwrap();
    let mut posts = market.posts(0..POSTS);
    posts.sort_by(|left, right| (&left.region, &left.title).cmp(&(&right.region, &right.title)));
    let mut certificates: Vec<Certificate> =
        posts.iter().flat_map(|post| post.certificates.iter().cloned()).collect();
    certificates.sort();
    certificates.dedup();
    let mut sets = Sets::default();
    let any = sets.number("any".into(), &posts, |post| !post.certificates.is_empty());
    let people: Vec<Asked> =
        market.seekers(0..PEOPLE).iter().map(|seeker| sets.person(seeker, &posts, &certificates)).collect();
    let mut found = Vec::new();
    let mut passing = 0;
    for asked in &people {
        words(&sets, asked, any, &mut found);
        let bitmap = roaring(&sets, asked);
        assert_eq!(bitmap, roaring_any(&sets, asked, any));
        assert_eq!(bitmap.len(), found.iter().map(|word| u64::from(word.count_ones())).sum::<u64>());
        assert!(bitmap.iter().all(|number| found[number as usize / 64] >> (number % 64) & 1 == 1));
        passing += bitmap.len();
    }
    let in_roaring: usize = sets.roaring.iter().map(RoaringBitmap::serialized_size).sum();
    let in_words: usize = sets.words.iter().map(|words| 8 * words.len()).sum();
    println!(
        "{} sets: {in_words} bytes in words, {in_roaring} in roaring; {} posts pass for a person",
        sets.words.len(),
        passing / PEOPLE
    );
    let mut group = criterion.benchmark_group("matching/filter/200k_posts_200_people");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group.bench_function("words", |bencher| {
        bencher.iter(|| {
            people
                .iter()
                .map(|asked| {
                    words(&sets, asked, any, &mut found);
                    u64::from(found.iter().map(|word| word.count_ones()).sum::<u32>())
                })
                .sum::<u64>()
        });
    });
    group.bench_function("roaring", |bencher| {
        bencher.iter(|| people.iter().map(|asked| roaring(&sets, asked).len()).sum::<u64>());
    });
    group.bench_function("roaring_any", |bencher| {
        bencher.iter(|| people.iter().map(|asked| roaring_any(&sets, asked, any).len()).sum::<u64>());
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
