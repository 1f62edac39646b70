//! Search over posts (岗位搜索): what a person types on a phone.
//!
//! A hit is a post that no constraint of the filters excludes and that has to do with the words: by its text, or by its
//! occupation, which may be written in no letter of the query (月嫂 finds 母婴护理). Its score is the sum of named parts.

mod part;
mod postings;
mod query;
mod terms;

pub use part::SearchPart;
pub use query::Query;

pub(in crate::matching) use postings::Postings;
pub(in crate::matching) use terms::PostTerms;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::Serialize;

use super::part::{Part, by_code, expected_kinship, ratio, weighed};
use super::prepared::{Pair, PreparedPost, PreparedSeeker};
use super::streets::Measured;
use super::ways::{Way, Ways};
use super::{Constraint, Matcher, Verdict, facts};
use crate::model::{OccupationCode, Seeker};
use crate::text::{normal_form, segments};

/// A post that was found. The contributions of the parts add up to the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// The post.
    pub post_id: String,
    /// Score in millionths.
    pub score: u32,
    /// Every part of the score.
    pub parts: Vec<HitPart>,
    /// Straight line from where the person is, in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<u32>,
    /// Travel time by the person's mode, in minutes, rounded up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel_min: Option<u32>,
    /// By what the way is measured; none where the matcher has no street network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
    /// Constraints whose answer is open.
    pub unknown: Vec<Constraint>,
}

/// One part of a hit's score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HitPart {
    /// Which part.
    pub name: SearchPart,
    /// Its weight.
    pub weight: u32,
    /// Its value in millionths; none if it does not apply or a fact is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// What it adds to the score, in millionths: weight × value ÷ weight of all known parts, rounded down.
    pub contribution: u32,
    /// The facts, in English.
    pub en: String,
    /// The facts, in Chinese.
    pub zh: String,
}

impl Hit {
    /// Short reasons in Chinese, what counts most first.
    pub fn reasons_zh(&self) -> Vec<String> {
        self.reasons(|part| &part.zh)
    }

    /// Short reasons in English, what counts most first.
    pub fn reasons_en(&self) -> Vec<String> {
        self.reasons(|part| &part.en)
    }

    fn reasons<'a>(&'a self, text: impl Fn(&'a HitPart) -> &'a String) -> Vec<String> {
        let mut parts: Vec<&HitPart> = self.parts.iter().filter(|part| part.contribution > 0).collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.contribution));
        parts.into_iter().map(|part| text(part).clone()).collect()
    }
}

/// How many occupations of a query are kept.
const OCCUPATIONS_MAX: usize = 3;
/// What an occupation must have in common with the query's for the post to be a hit on that ground alone: more than two
/// have of one major class, in which there are hundreds.
const RELATED: u32 = 150_000;

/// The value of each part for one post; `None` if it does not apply or a fact is missing.
type Values = [Option<u32>; SearchPart::ALL.len()];

/// A post that may be a hit. The one that may score most is the greatest, of equal ones the first by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// The most that it can score: what is known of it as it is, what is not at its best.
    bound: u32,
    number: Reverse<u32>,
    words: Option<u32>,
    occupation: Option<u32>,
    /// The most that the wishes count.
    wishes: Option<u32>,
}

/// The best hits so far.
struct Best {
    k: usize,
    /// The worst of them is on top.
    found: BinaryHeap<Reverse<Found>>,
}

impl Best {
    /// Whether a post that scores `bound` at most may be one of them.
    fn has_room(&self, bound: u32, number: Reverse<u32>) -> bool {
        let worst = self.found.peek();
        self.found.len() < self.k
            || worst.is_some_and(|Reverse(worst)| (bound, number) > (worst.score, worst.number))
    }
}

/// A post that is a hit, in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    score: u32,
    number: Reverse<u32>,
    values: Values,
}

/// A query made ready.
struct Asked<'a> {
    words: &'a str,
    seeker: PreparedSeeker<'a>,
    ways: Ways<'a>,
    occupations: Vec<(OccupationCode, u32)>,
    /// What each occupation of some post has in common with them, in millionths of millionths.
    kin: Vec<u64>,
    wishes: Vec<Constraint>,
}

impl Matcher {
    /// The `k` best hits: posts that no constraint of the filters excludes and whose text or occupation has to do with
    /// the words, by score from high to low, equals by id. With no words every post is a hit, near and new ones first.
    ///
    /// A post for certified persons (公益性岗位) is no hit unless the filters name the person's group, as with
    /// [`Matcher::recommend`].
    ///
    /// ```
    /// use doorstep::{Post, matching::{MatchOptions, Matcher, Query}};
    /// let (mut guard, mut cook) = (Post::new("a"), Post::new("b"));
    /// guard.title = "物业保安".into();
    /// cook.title = "食堂厨师".into();
    /// let matcher = Matcher::new(vec![guard, cook], MatchOptions::default())?;
    /// let hits = matcher.search(&Query::new("保安"), 10);
    /// assert_eq!(hits[0].post_id, "a");
    /// assert_eq!(hits[0].parts.iter().map(|part| part.contribution).sum::<u32>(), hits[0].score);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn search(&self, query: &Query, k: usize) -> Vec<Hit> {
        let filters = filters(query);
        let asked = self.asked(&query.words, &filters);
        let mut best = Best { k, found: BinaryHeap::new() };
        let mut candidates = self.candidates_of(&asked);
        while let Some(next) = candidates.pop() {
            if !best.has_room(next.bound, next.number) {
                break;
            }
            self.consider(&asked, next, &mut best);
        }
        let describe = |Reverse(found): Reverse<Found>| {
            let post = self.post_at(found.number.0)?;
            Some(self.hit(&asked, post, found.score, found.values))
        };
        best.found.into_sorted_vec().into_iter().filter_map(describe).collect()
    }

    /// Makes words and filters ready.
    fn asked<'a>(&'a self, words: &'a str, filters: &'a Seeker) -> Asked<'a> {
        let seeker = self.prepare_one(filters);
        let occupations = self.lexicon().wanted(words, OCCUPATIONS_MAX);
        let codes = self.postings().codes().iter();
        Asked {
            words,
            kin: codes.map(|code| expected_kinship(&occupations, *code)).collect(),
            wishes: Constraint::ALL.iter().copied().filter(|one| is_wish(*one, &seeker)).collect(),
            ways: self.ways(&seeker),
            seeker,
            occupations,
        }
    }

    /// Takes a post among the best if it belongs there.
    fn consider(&self, asked: &Asked<'_>, next: Candidate, best: &mut Best) {
        let Some(post) = self.post_at(next.number.0) else { return };
        if let Some((score, values)) = self.value(asked, post, next, best) {
            best.found.push(Reverse(Found { score, number: next.number, values }));
            if best.found.len() > best.k {
                best.found.pop();
            }
        }
    }

    /// The posts whose text or occupation has to do with the words, each with the most that it can score. Those that the
    /// columns exclude are left out.
    fn candidates_of(&self, asked: &Asked<'_>) -> BinaryHeap<Candidate> {
        let glance =
            self.columns().glance(&asked.seeker, self.prepared(), self.options(), &asked.ways, &asked.wishes);
        let mut candidates = Vec::new();
        let mut add = |number, words, occupation| {
            if let Some(seen) = glance.at(number) {
                let bound = mean(&[words, occupation, seen.proximity, seen.wishes, seen.freshness]);
                let (number, wishes) = (Reverse(number), seen.wishes);
                candidates.push(Candidate { bound, number, words, occupation, wishes });
            }
        };
        let postings = self.postings();
        if segments(asked.words).is_empty() {
            (0..postings.count()).for_each(|number| add(number, None, self.occupation(asked, number)));
        } else {
            let akin = postings.akin(&asked.kin, RELATED);
            postings.about(asked.words, &akin, |number, words| {
                let occupation = self.occupation(asked, number);
                if words > 0 || occupation >= Some(RELATED) {
                    add(number, Some(words), occupation);
                }
            });
        }
        candidates.into()
    }

    /// What a post's occupations have in common with the query's.
    fn occupation(&self, asked: &Asked<'_>, number: u32) -> Option<u32> {
        if asked.occupations.is_empty() {
            return None;
        }
        let of_post = usize::try_from(number).map_or(&[][..], |number| self.postings().codes_of(number));
        Some(weighed(of_post.iter().map(|(code, likely)| {
            let kin = usize::try_from(*code).ok().and_then(|code| asked.kin.get(code));
            (kin.copied().unwrap_or(0), *likely)
        })))
    }

    /// The score and the value of each part, or none if a constraint excludes the post or it is not among the best; the
    /// constraints, which cost most, are asked last.
    fn value(
        &self,
        asked: &Asked<'_>,
        post: &PreparedPost,
        next: Candidate,
        best: &Best,
    ) -> Option<(u32, Values)> {
        let pair = Pair::new(&asked.seeker, post, &asked.ways);
        let is_placed = asked.seeker.record().place.is_some();
        let proximity = if is_placed { Part::Proximity.value(&pair, self.options()) } else { None };
        let freshness = Part::Freshness.value(&pair, self.options());
        let with = |wishes: Option<u32>| [next.words, next.occupation, proximity, wishes, freshness];
        if !best.has_room(contributions(&with(next.wishes)).iter().sum(), next.number) {
            return None;
        }
        let mut given = 0;
        for constraint in Constraint::ALL {
            match constraint.verdict(&pair, self.options()) {
                Verdict::No => return None,
                Verdict::Yes => given += u64::from(asked.wishes.contains(constraint)),
                Verdict::Unknown => {}
            }
        }
        let values = with(ratio(given, asked.wishes.len() as u64));
        Some((contributions(&values).iter().sum(), values))
    }

    fn hit(&self, asked: &Asked<'_>, post: &PreparedPost, score: u32, values: Values) -> Hit {
        let pair = Pair::new(&asked.seeker, post, &asked.ways);
        let parts = SearchPart::ALL.iter().zip(values).zip(contributions(&values));
        let parts = parts.map(|((name, value), contribution)| {
            let (en, zh) = self.said(*name, value, asked, &pair);
            HitPart { name: *name, weight: name.weight(), value, contribution, en, zh }
        });
        let open = |constraint: &Constraint| constraint.verdict(&pair, self.options()) == Verdict::Unknown;
        Hit {
            post_id: post.record.id.clone(),
            score,
            parts: parts.collect(),
            distance_m: pair.way().map(|way| way.distance_m),
            travel_min: pair.way().and_then(Way::travel_min),
            measured: pair.way().and_then(|way| way.measured),
            unknown: Constraint::ALL.iter().copied().filter(open).collect(),
        }
    }

    /// The facts behind a part, in English and Chinese.
    fn said(
        &self,
        part: SearchPart,
        value: Option<u32>,
        asked: &Asked<'_>,
        pair: &Pair<'_>,
    ) -> (String, String) {
        let Some(value) = value else {
            return (format!("{}: not counted", part.en()), format!("{}：未计入", part.zh()));
        };
        let percent = value / 10_000;
        let (en, zh) = match part {
            SearchPart::Proximity => return facts::of_part(Part::Proximity, Some(value), pair),
            SearchPart::Freshness => return facts::of_part(Part::Freshness, Some(value), pair),
            SearchPart::Wishes => {
                let of = |answer: Verdict| {
                    let asked_for = asked.wishes.iter().copied();
                    asked_for
                        .filter(move |constraint| constraint.verdict(pair, self.options()) == answer)
                        .map(move |constraint| facts::of_constraint(constraint, answer, pair))
                };
                let (en, zh): (Vec<String>, Vec<String>) =
                    of(Verdict::Yes).chain(of(Verdict::Unknown)).unzip();
                (en.join("; "), zh.join("；"))
            }
            SearchPart::Words => words_said(asked.words, pair.post),
            SearchPart::Occupation => {
                // The occupation of the post that has most in common with the query's.
                let nearest = pair.post.occupations.iter().max_by_key(|(code, likely)| {
                    (by_code(&asked.occupations, &[(*code, *likely)]), std::cmp::Reverse(*code))
                });
                let named = nearest.map_or_else(String::new, |(code, _)| {
                    let name = self.lexicon().classification().name(*code).unwrap_or_default();
                    format!("{code} {name}").trim_end().to_owned()
                });
                if named.is_empty() {
                    ("not known".to_owned(), "未知".to_owned())
                } else {
                    (named.clone(), named)
                }
            }
        };
        (format!("{}: {en} ({percent} %)", part.en()), format!("{}：{zh}（{percent}%）", part.zh()))
    }
}

/// The filters of a query, with its place.
fn filters(query: &Query) -> Seeker {
    let mut filters = query.seeker.clone();
    filters.place = query.near.or(filters.place);
    filters
}

/// Whether the filters ask for something that a post gives and may leave unsaid.
fn is_wish(constraint: Constraint, seeker: &PreparedSeeker<'_>) -> bool {
    let record = seeker.record();
    match constraint {
        Constraint::Kind => !record.kinds.is_empty(),
        Constraint::Settlement => !record.settlements.is_empty(),
        Constraint::Team => record.team.is_some(),
        Constraint::Lodging => record.needs_lodging == Some(true),
        Constraint::Meals => record.needs_meals == Some(true),
        Constraint::Insurance => record.insurance.is_some(),
        Constraint::Schedule => seeker.hours.is_some(),
        Constraint::Rest => record.rest.is_some(),
        Constraint::Shift => !record.shifts.is_empty(),
        Constraint::WageFloor => record.wage_floor.is_some(),
        Constraint::Remote => record.needs_remote == Some(true),
        Constraint::Area => record.area.is_some() || record.region.is_some(),
        Constraint::Scope => record.scope.is_some(),
        Constraint::Distance => record.distance_m_max.is_some() || record.travel_min_max.is_some(),
        // What the post asks of the person, and what the law asks of both.
        Constraint::Open
        | Constraint::Openings
        | Constraint::LegalAge
        | Constraint::PublicWelfare
        | Constraint::Education
        | Constraint::Experience
        | Constraint::Certificates
        | Constraint::DeclaredAge
        | Constraint::RefusedWork => false,
    }
}

/// Where the words of a query stand in a post.
fn words_said(words: &str, post: &PreparedPost) -> (String, String) {
    let record = &post.record;
    let skills: Vec<String> = record.skills.iter().map(|skill| normal_form(skill.as_str())).collect();
    let employer = record.employer.as_ref().map(|employer| normal_form(&employer.name));
    let rest = record.description.iter().chain(&record.benefits).map(|text| normal_form(text));
    let fields = [
        ("in the title", "职位名称", vec![post.title_form.clone()]),
        ("in the skills", "技能", skills),
        ("in the employer's name", "用人单位", employer.into_iter().collect()),
        ("in the description", "职位描述", rest.collect()),
    ];
    let words = segments(words);
    let mut said = (Vec::new(), Vec::new());
    for (en, zh, texts) in fields {
        let found: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| texts.iter().any(|text| text.contains(word)))
            .collect();
        if !found.is_empty() {
            said.0.push(format!("“{}” {en}", found.join("”, “")));
            said.1.push(format!("{zh}有“{}”", found.join("”“")));
        }
    }
    if said.0.is_empty() {
        return ("some of the letters".to_owned(), "部分字词相同".to_owned());
    }
    (said.0.join(", "), said.1.join("，"))
}

/// The mean of the known parts by their weights, rounded down: as much as what all parts add, or a little more.
fn mean(values: &Values) -> u32 {
    let (mut known, mut sum) = (0, 0);
    for (part, value) in SearchPart::ALL.iter().zip(values) {
        if let Some(value) = value {
            known += part.weight();
            sum += part.weight() * value;
        }
    }
    // All weights are below two thousand: it fits 32 bits.
    sum.checked_div(known).unwrap_or(0)
}

/// What each part adds to the score: weight × value ÷ weight of all known parts, rounded down.
fn contributions(values: &Values) -> [u32; SearchPart::ALL.len()] {
    let mut parts = [0; SearchPart::ALL.len()];
    let known: u32 = SearchPart::ALL
        .iter()
        .zip(values)
        .filter(|(_, value)| value.is_some())
        .map(|(part, _)| part.weight())
        .sum();
    for ((slot, part), value) in parts.iter_mut().zip(SearchPart::ALL).zip(values) {
        // A weight is below a thousand and a value at most a million: it fits 32 bits, which divide fastest.
        let product = part.weight() * value.unwrap_or(0);
        *slot = product.checked_div(known).unwrap_or(0);
    }
    parts
}

#[cfg(test)]
mod tests;
