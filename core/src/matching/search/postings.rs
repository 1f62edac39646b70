//! Words and occupations of all posts, by what is searched for (倒排表).
//!
//! For each term stands how much each post is about it: BM25 over fields (Robertson, Zaragoza and Taylor, *Simple BM25
//! extension to multiple weighted fields*, CIKM 2004), in ten-thousandths.

use std::collections::HashMap;
use std::sync::Arc;

use super::terms::{Count, PostTerms, Term, terms};
use crate::matching::part::ratio;
use crate::matching::prepared::{PreparedPost, idf_millionths};
use crate::model::OccupationCode;

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
        let all: Vec<&PostTerms> = posts.iter().map(|post| post.words()).collect();
        let mut numbers = Numbers::new();
        // The numbers of the posts' terms, one post after another.
        let mut numbered: Vec<u32> =
            Vec::with_capacity(all.iter().map(|of_post| of_post.terms().len()).sum());
        // For each term number in how many posts it stands.
        let mut starts: Vec<usize> = Vec::new();
        for term in all.iter().flat_map(|of_post| of_post.terms()) {
            let number = numbers.number(*term);
            if index(number) == starts.len() {
                starts.push(0);
            }
            if let Some(count) = starts.get_mut(index(number)) {
                *count += 1;
            }
            numbered.push(number);
        }
        // Where the postings of each begin.
        starts.push(0);
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        let mut next = starts.clone();
        let (mut of_posts, mut worths) = (vec![0_u32; numbered.len()], vec![0_u16; numbered.len()]);
        let mean = mean_lengths(&all);
        let mut number = numbered.iter();
        for (post, of_post) in (0_u32..).zip(&all) {
            let longer = longer(of_post.lengths(), mean);
            // Most terms stand once in one field: what they are worth is worked out once.
            let mut once = [None; 16];
            for (count, number) in of_post.counts().zip(number.by_ref()) {
                let worth_here = match count {
                    Count::Once(fields) => match once.get_mut(usize::from(fields)) {
                        Some(known) => *known.get_or_insert_with(|| worth_of(count.times(), longer)),
                        None => worth_of(count.times(), longer),
                    },
                    Count::Times(times) => worth_of(times, longer),
                };
                let Some(slot) = next.get_mut(index(*number)) else { continue };
                if let (Some(of_post), Some(worth)) = (of_posts.get_mut(*slot), worths.get_mut(*slot)) {
                    *of_post = post;
                    *worth = worth_here;
                }
                *slot += 1;
            }
        }
        let (codes, code_starts, post_codes) = codes_of(posts);
        let (of_code_starts, of_codes) = posts_of(codes.len(), &code_starts, &post_codes);
        let likely = |post: &Arc<PreparedPost>| {
            post.occupations.iter().map(|(_, likely)| u64::from(*likely)).sum::<u64>()
        };
        let likely_max = posts.iter().map(likely).max().unwrap_or(0);
        Self {
            numbers: numbers.all,
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

/// Numbers terms as they are met. A few terms make most of all texts: those met lately are found without the map, whose
/// keyed hash costs more than all else.
struct Numbers {
    all: HashMap<Term, u32>,
    lately: Vec<(Term, u32)>,
}

/// How many terms are kept at hand, as a power of two.
const LATELY_BITS: u32 = 15;

impl Numbers {
    fn new() -> Self {
        // No term is 0.
        Self { all: HashMap::new(), lately: vec![(0, 0); 1 << LATELY_BITS] }
    }

    fn number(&mut self, term: Term) -> u32 {
        // Multiplied by the golden ratio, the upper bits depend on all (Knuth, *The Art of Computer Programming* 3, 6.4).
        let place = term.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - LATELY_BITS);
        let mut lately = usize::try_from(place).ok().and_then(|place| self.lately.get_mut(place));
        if let Some((known, number)) = &lately
            && *known == term
        {
            return *number;
        }
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let number = *self.all.entry(term).or_insert(next);
        if let Some(lately) = &mut lately {
            **lately = (term, number);
        }
        number
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The mean number of terms of each field, over the posts that have the field.
fn mean_lengths(posts: &[&PostTerms]) -> [f64; 4] {
    let mut mean = [1.0; 4];
    for (field, mean) in mean.iter_mut().enumerate() {
        let lengths = posts.iter().filter_map(|post| post.lengths().get(field).copied());
        let (mut sum, mut count) = (0.0, 0.0);
        for length in lengths.filter(|length| *length > 0) {
            sum += f64::from(length);
            count += 1.0;
        }
        if count > 0.0 {
            *mean = sum / count;
        }
    }
    mean
}

/// By how much a term counts less in each field of a post, because of the field's length.
fn longer(lengths: [u32; 4], mean: [f64; 4]) -> [f64; 4] {
    let mut longer = [1.0; 4];
    for ((slot, field), (length, mean)) in longer.iter_mut().zip(&FIELDS).zip(lengths.iter().zip(mean)) {
        *slot = 1.0 - field.length + field.length * f64::from(*length) / mean;
    }
    longer
}

/// How much a post is about a term, in ten-thousandths. Sums, products and quotients only: the same on every machine.
fn worth_of(times: [u16; 4], longer: [f64; 4]) -> u16 {
    let mut weighted = 0.0;
    for ((field, times), longer) in FIELDS.iter().zip(times).zip(longer) {
        if times > 0 {
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
    // Numbered as they are met, and by their order when all are known.
    let mut met: HashMap<OccupationCode, u32> = HashMap::new();
    let mut starts = Vec::with_capacity(posts.len() + 1);
    starts.push(0);
    let mut of_posts = Vec::with_capacity(posts.iter().map(|post| post.occupations.len()).sum());
    for post in posts {
        for (code, likely) in &post.occupations {
            let next = u32::try_from(met.len()).unwrap_or(u32::MAX);
            of_posts.push((*met.entry(*code).or_insert(next), *likely));
        }
        starts.push(of_posts.len());
    }
    let mut codes: Vec<(OccupationCode, u32)> = met.into_iter().collect();
    codes.sort_unstable();
    let mut places = vec![0_u32; codes.len()];
    for ((_, met), place) in codes.iter().zip(0..) {
        if let Some(slot) = places.get_mut(index(*met)) {
            *slot = place;
        }
    }
    for (number, _) in &mut of_posts {
        *number = places.get(index(*number)).copied().unwrap_or(0);
    }
    let codes = codes.into_iter().map(|(code, _)| code).collect();
    (codes, starts, of_posts)
}
