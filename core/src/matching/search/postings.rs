//! Words and occupations of all posts, by what is searched for (倒排表).
//!
//! A term is a pair of letters that stand together, a word of Latin letters and digits, or a letter that stands alone; in
//! titles and skills every letter is a term of its own, too, so that one letter can be asked for. For each term stands
//! how much each post is about it: BM25 over fields (Robertson, Zaragoza and Taylor, *Simple BM25 extension to multiple
//! weighted fields*, CIKM 2004), in ten-thousandths.

use std::collections::HashMap;
use std::sync::Arc;

use crate::matching::part::ratio;
use crate::matching::prepared::{PreparedPost, idf_millionths};
use crate::model::{OccupationCode, Skill};
use crate::text::segments;

/// What a term in a field counts, and how much a longer field makes it count less.
struct Field {
    weight: f64,
    /// 0: length does not matter; 1: twice as long, half the worth.
    length: f64,
}

/// Title; skills; employer and area; description and benefits (by judgement: a title says what a post is, a description
/// also what it is near to).
const FIELDS: [Field; 4] = [
    Field { weight: 4.0, length: 0.5 },
    Field { weight: 2.0, length: 0.5 },
    Field { weight: 1.0, length: 0.5 },
    Field { weight: 0.5, length: 0.75 },
];
/// How fast a term that comes again adds less (k1 of BM25).
const SATURATION: f64 = 1.2;
/// A worth of one, in the units that postings have.
pub(super) const FULL: u16 = 10_000;

/// One term in 64 bits.
type Term = u64;

/// The longest Latin word that is one term as a whole: 37 signs to the power of twelve are below 2^63.
const WORD_MAX: usize = 12;
const WORD: Term = 1 << 63;

/// A Latin word by its first twelve letters, as a number to the base of 37.
fn word(letters: &str) -> Term {
    let digit = |letter: u8| match letter {
        b'0'..=b'9' => u64::from(letter - b'0') + 1,
        _ => u64::from(letter.wrapping_sub(b'a')) % 26 + 11,
    };
    letters.bytes().take(WORD_MAX).fold(0, |value, letter| value * 37 + digit(letter)) | WORD
}

fn letter(one: char) -> Term {
    u64::from(u32::from(one))
}

/// Calls `found` with each term of a text, as often as it comes. With `letters`, letters that stand in a row are terms,
/// too.
pub(super) fn terms(text: &str, letters: bool, mut found: impl FnMut(Term)) {
    for run in segments(text) {
        let mut rest = run.as_str();
        while let Some(first) = rest.chars().next() {
            let latin = first.is_ascii();
            let end = rest.find(|next: char| next.is_ascii() != latin).unwrap_or(rest.len());
            let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            rest = after;
            if latin {
                found(word(part));
                continue;
            }
            let mut before = None;
            for next in part.chars() {
                if letters || part.len() == next.len_utf8() {
                    found(letter(next));
                }
                if let Some(before) = before {
                    found((letter(before) << 32) | letter(next));
                }
                before = Some(next);
            }
        }
    }
}

/// The texts of a post by field.
fn texts(post: &PreparedPost) -> [Vec<String>; 4] {
    let record = &post.record;
    let employer = record.employer.as_ref().map(|employer| employer.name.clone());
    let area = record.area.as_ref().map(ToString::to_string);
    [
        vec![record.title.clone()],
        record.skills.iter().map(Skill::as_str).map(str::to_owned).collect(),
        employer.into_iter().chain(area).collect(),
        record.description.iter().chain(&record.benefits).cloned().collect(),
    ]
}

/// The lists.
#[derive(Debug)]
pub(in crate::matching) struct Postings {
    numbers: HashMap<Term, u32>,
    /// For each term number where its postings begin; last, their count.
    starts: Vec<usize>,
    /// The posts of each term, in ascending order, and how much they are about it.
    posts: Vec<u32>,
    worths: Vec<u16>,
    /// Occupations that some post may be of, in order.
    codes: Vec<OccupationCode>,
    /// For each post where its occupations begin; last, their count.
    code_starts: Vec<usize>,
    /// Which of `codes`, and how likely.
    post_codes: Vec<(u32, u32)>,
    /// For each of `codes` where its posts begin; last, their count.
    of_code_starts: Vec<usize>,
    /// The posts of each occupation, in ascending order.
    of_codes: Vec<u32>,
    /// The greatest sum of the likelihoods of one post's occupations.
    likely_max: u64,
    all: usize,
}

/// How many posts are summed up at a time: their sums stay in the processor's nearest memory.
const BLOCK: u32 = 4_096;

/// A list of posts in ascending order with how much each is about a term, as far as it has not been gone through.
struct Rest<'a> {
    posts: &'a [u32],
    worths: &'a [u16],
    rarity: u64,
}

impl Rest<'_> {
    /// Calls `found` with the posts below `end` that are left.
    fn below(&mut self, end: u32, mut found: impl FnMut(u32, u64)) {
        let here = self.posts.partition_point(|post| *post < end);
        let (posts, posts_after) = self.posts.split_at_checked(here).unwrap_or_default();
        // A list of posts of an occupation has no worths.
        let (worths, worths_after) = self.worths.split_at_checked(here).unwrap_or_default();
        let worths = worths.iter().copied().chain(std::iter::repeat(0));
        for (post, worth) in posts.iter().zip(worths) {
            found(*post, self.rarity.saturating_mul(u64::from(worth)));
        }
        (self.posts, self.worths) = (posts_after, worths_after);
    }
}

impl Postings {
    pub(in crate::matching) fn new(posts: &[Arc<PreparedPost>]) -> Self {
        let mut numbers: HashMap<Term, u32> = HashMap::new();
        // Term number, field, times; the posts' entries one after another.
        let mut counted: Vec<(u32, [u16; 4])> = Vec::new();
        let mut ends = Vec::with_capacity(posts.len());
        let mut lengths: Vec<[u32; 4]> = Vec::with_capacity(posts.len());
        for post in posts {
            let mut found: Vec<(u32, u8)> = Vec::new();
            let mut length = [0_u32; 4];
            for ((texts, field), length) in texts(post).iter().zip(0_u8..).zip(&mut length) {
                for text in texts {
                    terms(text, field < 2, |term| {
                        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                        found.push((*numbers.entry(term).or_insert(next), field));
                        *length += 1;
                    });
                }
            }
            found.sort_unstable();
            for same in found.chunk_by(|left, right| left.0 == right.0) {
                let mut times = [0_u16; 4];
                for (_, field) in same {
                    if let Some(times) = times.get_mut(usize::from(*field)) {
                        *times = times.saturating_add(1);
                    }
                }
                counted.extend(same.first().map(|(number, _)| (*number, times)));
            }
            ends.push(counted.len());
            lengths.push(length);
        }
        let mut starts = vec![0_usize; numbers.len() + 1];
        for (number, _) in &counted {
            if let Some(count) = starts.get_mut(index(*number) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let (mut of_posts, mut worths) = (vec![0_u32; counted.len()], vec![0_u16; counted.len()]);
        let mean = mean_lengths(&lengths);
        let mut begin = 0;
        for ((post, end), length) in (0_u32..).zip(&ends).zip(&lengths) {
            for (number, times) in counted.get(begin..*end).unwrap_or_default() {
                let Some(slot) = next.get_mut(index(*number)) else { continue };
                if let (Some(of_post), Some(worth)) = (of_posts.get_mut(*slot), worths.get_mut(*slot)) {
                    *of_post = post;
                    *worth = worth_of(*times, *length, mean);
                }
                *slot += 1;
            }
            begin = *end;
        }
        let (codes, code_starts, post_codes) = codes_of(posts);
        let (of_code_starts, of_codes) = posts_of(codes.len(), &code_starts, &post_codes);
        let likely = |post: &Arc<PreparedPost>| {
            post.occupations.iter().map(|(_, likely)| u64::from(*likely)).sum::<u64>()
        };
        let likely_max = posts.iter().map(likely).max().unwrap_or(0);
        Self {
            numbers,
            starts,
            posts: of_posts,
            worths,
            codes,
            code_starts,
            post_codes,
            of_code_starts,
            of_codes,
            likely_max,
            all: posts.len(),
        }
    }

    /// Calls `found` in ascending order with each post that a term of the words stands in or that is of an occupation
    /// marked in `codes`, and with how much it is about the words, in millionths: for each term its worth in the post,
    /// weighed by how rare the term is.
    pub(super) fn about(&self, words: &str, codes: &[bool], mut found: impl FnMut(u32, u32)) {
        let mut asked = Vec::new();
        terms(words, false, |term| asked.push(term));
        asked.sort_unstable();
        asked.dedup();
        let mut whole = 0_u64;
        let mut rests = Vec::new();
        for term in asked {
            let (posts, worths) = self.postings(term);
            let rarity = idf_millionths(self.all, posts.len());
            whole = whole.saturating_add(rarity.saturating_mul(u64::from(FULL)));
            rests.push(Rest { posts, worths, rarity });
        }
        for (code, _) in codes.iter().enumerate().filter(|(_, marked)| **marked) {
            let bounds = self.of_code_starts.get(code).zip(self.of_code_starts.get(code + 1));
            let posts = bounds.and_then(|(begin, end)| self.of_codes.get(*begin..*end)).unwrap_or_default();
            rests.push(Rest { posts, worths: &[], rarity: 0 });
        }
        let mut sums = vec![0_u64; index(BLOCK)];
        let mut touched = vec![0_u64; index(BLOCK / u64::BITS)];
        loop {
            rests.retain(|rest| !rest.posts.is_empty());
            // Blocks that no list has a post of are passed over.
            let Some(first) = rests.iter().filter_map(|rest| rest.posts.first()).min() else { break };
            let begin = first / BLOCK * BLOCK;
            for rest in &mut rests {
                rest.below(begin.saturating_add(BLOCK), |post, worth| {
                    let place = post - begin;
                    if let Some(sum) = sums.get_mut(index(place)) {
                        *sum = sum.saturating_add(worth);
                    }
                    if let Some(bits) = touched.get_mut(index(place / u64::BITS)) {
                        *bits |= 1 << (place % u64::BITS);
                    }
                });
            }
            for (bits, start) in touched.iter_mut().zip((begin..).step_by(64)) {
                while *bits != 0 {
                    let post = start + bits.trailing_zeros();
                    *bits &= *bits - 1;
                    let Some(sum) = sums.get_mut(index(post - begin)) else { continue };
                    found(post, ratio(std::mem::take(sum), whole).unwrap_or(0));
                }
            }
        }
    }

    /// How many posts there are.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.all).unwrap_or(u32::MAX)
    }

    /// Which occupations a post must have one of to have at least `least` in common with a query, where `kin` is what
    /// each of [`Postings::codes`] has in common with it, in millionths of millionths.
    pub(super) fn akin(&self, kin: &[u64], least: u32) -> Vec<bool> {
        // What a post has in common is at most its greatest kinship times the sum of its likelihoods.
        let least = u128::from(least) * 1_000_000_000_000;
        kin.iter().map(|kin| u128::from(*kin) * u128::from(self.likely_max) >= least).collect()
    }

    fn postings(&self, term: Term) -> (&[u32], &[u16]) {
        let Some(number) = self.numbers.get(&term) else { return (&[], &[]) };
        let bounds = self.starts.get(index(*number)).zip(self.starts.get(index(*number) + 1));
        let Some((begin, end)) = bounds else { return (&[], &[]) };
        (self.posts.get(*begin..*end).unwrap_or_default(), self.worths.get(*begin..*end).unwrap_or_default())
    }

    /// The occupations of some post, in order.
    pub(super) fn codes(&self) -> &[OccupationCode] {
        &self.codes
    }

    /// The occupations of a post: which of [`Postings::codes`], and how likely.
    pub(super) fn codes_of(&self, post: usize) -> &[(u32, u32)] {
        let bounds = self.code_starts.get(post).zip(self.code_starts.get(post + 1));
        bounds.and_then(|(begin, end)| self.post_codes.get(*begin..*end)).unwrap_or_default()
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The mean number of terms of each field, over the posts that have the field.
fn mean_lengths(lengths: &[[u32; 4]]) -> [f64; 4] {
    let mut mean = [1.0; 4];
    for (field, mean) in mean.iter_mut().enumerate() {
        let of_field = || lengths.iter().filter_map(|one| one.get(field)).filter(|length| **length > 0);
        let (sum, count) = (of_field().map(|length| f64::from(*length)).sum::<f64>(), of_field().count());
        if count > 0 {
            #[expect(clippy::cast_precision_loss, reason = "counts of posts are far below 2^53")]
            let count = count as f64;
            *mean = sum / count;
        }
    }
    mean
}

/// How much a post is about a term, in ten-thousandths. Sums, products and quotients only: the same on every machine.
fn worth_of(times: [u16; 4], length: [u32; 4], mean: [f64; 4]) -> u16 {
    let mut weighted = 0.0;
    for ((field, times), (length, mean)) in FIELDS.iter().zip(times).zip(length.iter().zip(mean)) {
        if times > 0 {
            let longer = 1.0 - field.length + field.length * f64::from(*length) / mean;
            weighted += field.weight * f64::from(times) / longer;
        }
    }
    let worth = weighted / (weighted + SATURATION) * f64::from(FULL);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10 000")]
    // A term that is there is worth something.
    let rounded = (worth.round() as u16).max(1);
    rounded
}

/// Where the posts of each of `count` occupations begin, and the posts, in ascending order.
fn posts_of(count: usize, code_starts: &[usize], post_codes: &[(u32, u32)]) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0_usize; count + 1];
    for (code, _) in post_codes {
        if let Some(count) = starts.get_mut(index(*code) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let (mut next, mut posts) = (starts.clone(), vec![0_u32; post_codes.len()]);
    for (post, bounds) in (0_u32..).zip(code_starts.array_windows()) {
        let [begin, end] = *bounds;
        for (code, _) in post_codes.get(begin..end).unwrap_or_default() {
            let Some(slot) = next.get_mut(index(*code)) else { continue };
            if let Some(of_code) = posts.get_mut(*slot) {
                *of_code = post;
            }
            *slot += 1;
        }
    }
    (starts, posts)
}

/// Occupations of posts: all of them in order, where each post's begin, and which ones they are.
fn codes_of(posts: &[Arc<PreparedPost>]) -> (Vec<OccupationCode>, Vec<usize>, Vec<(u32, u32)>) {
    let mut codes: Vec<OccupationCode> =
        posts.iter().flat_map(|post| &post.occupations).map(|(code, _)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut starts = vec![0];
    let mut of_posts = Vec::new();
    for post in posts {
        of_posts.extend(post.occupations.iter().filter_map(|(code, likely)| {
            Some((u32::try_from(codes.binary_search(code).ok()?).ok()?, *likely))
        }));
        starts.push(of_posts.len());
    }
    (codes, starts, of_posts)
}
