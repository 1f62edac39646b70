//! The two baselines, written plainly: cosine of TF-IDF vectors, and BM25, both over pairs of letters.

use std::collections::BTreeMap;

use doorstep::text::segments;

/// A system that ranks posts for a query.
pub(crate) trait Ranker {
    fn name(&self) -> String;
    /// Numbers of the `k` best posts, the best first; posts of no worth are left out.
    fn rank(&self, query: &str, k: usize) -> Vec<usize>;
}

type Pair = (char, Option<char>);

/// Pairs of letters, with how often each comes. They do not cross punctuation; a single letter counts as itself.
fn pairs(text: &str) -> BTreeMap<Pair, f64> {
    let mut counts = BTreeMap::new();
    for run in segments(text) {
        let letters: Vec<char> = run.chars().collect();
        if let [single] = letters.as_slice() {
            *counts.entry((*single, None)).or_insert(0.0) += 1.0;
        }
        for pair in letters.array_windows() {
            let [first, second] = pair;
            *counts.entry((*first, Some(*second))).or_insert(0.0) += 1.0;
        }
    }
    counts
}

/// Lists of posts by pair of letters.
#[derive(Default)]
struct Lists {
    of: BTreeMap<Pair, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
}

impl Lists {
    fn new(texts: &[String]) -> Self {
        let mut lists = Self::default();
        for (post, text) in texts.iter().enumerate() {
            let counts = pairs(text);
            lists.lengths.push(counts.values().sum());
            for (pair, times) in counts {
                lists.of.entry(pair).or_default().push((post, times));
            }
        }
        lists
    }

    fn all(&self) -> f64 {
        float(self.lengths.len())
    }

    fn of(&self, pair: &Pair) -> &[(usize, f64)] {
        self.of.get(pair).map(Vec::as_slice).unwrap_or_default()
    }
}

fn float(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Numbers of the `k` highest scores above 0, equals by number.
fn highest(scores: &[f64], k: usize) -> Vec<usize> {
    let mut ranked: Vec<(f64, usize)> = scores
        .iter()
        .enumerate()
        .filter(|(_, score)| **score > 0.0)
        .map(|(post, score)| (*score, post))
        .collect();
    let order =
        |left: &(f64, usize), right: &(f64, usize)| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1));
    if k < ranked.len() {
        ranked.select_nth_unstable_by(k, order);
        ranked.truncate(k);
    }
    ranked.sort_unstable_by(order);
    ranked.into_iter().map(|(_, post)| post).collect()
}

fn add(scores: &mut [f64], post: usize, value: f64) {
    if let Some(score) = scores.get_mut(post) {
        *score += value;
    }
}

/// Cosine of TF-IDF vectors: weight = times × (ln((1 + n) / (1 + df)) + 1), vectors of length one.
pub(crate) struct Cosine {
    lists: Lists,
    norms: Vec<f64>,
    of: &'static str,
}

impl Cosine {
    pub(crate) fn new(texts: &[String], of: &'static str) -> Self {
        let lists = Lists::new(texts);
        let mut cosine = Self { norms: vec![0.0; texts.len()], lists, of };
        for list in cosine.lists.of.values() {
            let rarity = cosine.rarity(list.len());
            for (post, times) in list {
                add(&mut cosine.norms, *post, (times * rarity).powi(2));
            }
        }
        cosine.norms.iter_mut().for_each(|norm| *norm = norm.sqrt());
        cosine
    }

    fn rarity(&self, with: usize) -> f64 {
        ((1.0 + self.lists.all()) / (1.0 + float(with))).ln() + 1.0
    }
}

impl Ranker for Cosine {
    fn name(&self) -> String {
        format!("TF-IDF, {}", self.of)
    }

    fn rank(&self, query: &str, k: usize) -> Vec<usize> {
        let mut scores = vec![0.0; self.norms.len()];
        // The query's own length changes no order.
        for (pair, times) in pairs(query) {
            let list = self.lists.of(&pair);
            let rarity = self.rarity(list.len());
            for (post, there) in list {
                add(&mut scores, *post, times * rarity * there * rarity);
            }
        }
        for (score, norm) in scores.iter_mut().zip(&self.norms) {
            *score = if *norm > 0.0 { *score / norm } else { 0.0 };
        }
        highest(&scores, k)
    }
}

/// BM25 (Robertson and Zaragoza, *The probabilistic relevance framework: BM25 and beyond*, 2009), k1 = 1.2, b = 0.75,
/// with the IDF that stays above 0: ln(1 + (n - df + 0.5) / (df + 0.5)).
pub(crate) struct Bm25 {
    lists: Lists,
    mean: f64,
    of: &'static str,
}

impl Bm25 {
    pub(crate) fn new(texts: &[String], of: &'static str) -> Self {
        let lists = Lists::new(texts);
        let mean = lists.lengths.iter().sum::<f64>() / lists.all().max(1.0);
        Self { lists, mean, of }
    }
}

impl Ranker for Bm25 {
    fn name(&self) -> String {
        format!("BM25, {}", self.of)
    }

    fn rank(&self, query: &str, k: usize) -> Vec<usize> {
        let (k1, b) = (1.2, 0.75);
        let mut scores = vec![0.0; self.lists.lengths.len()];
        for (pair, times) in pairs(query) {
            let list = self.lists.of(&pair);
            let with = float(list.len());
            let rarity = (1.0 + (self.lists.all() - with + 0.5) / (with + 0.5)).ln();
            for (post, there) in list {
                let length = self.lists.lengths.get(*post).copied().unwrap_or(0.0);
                let worth = there * (k1 + 1.0) / (there + k1 * (1.0 - b + b * length / self.mean));
                add(&mut scores, *post, times * rarity * worth);
            }
        }
        highest(&scores, k)
    }
}
