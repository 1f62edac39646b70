//! Suggestions while somebody types (输入提示): titles, occupations, skills and places of the posts there are.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use serde::Serialize;

use super::Matcher;
use super::prepared::PreparedPost;
use crate::error::codes;
use crate::model::{OccupationCode, OccupationLevel};
use crate::text::{Forms, Lexicon, Typed, TypedAs, normal_form};

codes! {
    /// What is suggested.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum SuggestionKind {
        Title = "title", "words of a title", "职位";
        Occupation = "occupation", "occupation", "职业";
        Skill = "skill", "skill", "技能";
        Place = "place", "place", "地区";
    }
}

/// Something that the person may want to type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The text, as a post or the lexicon writes it.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// How many posts it finds: with the words in their title, of the occupation, with the skill, in the place.
    pub posts: u32,
    /// How what was typed answers to it.
    pub why: TypedAs,
}

/// The longest part of a title that is suggested, in characters: more is a sentence.
const TITLE_CHARS_MAX: usize = 20;

#[derive(Debug)]
struct Entry {
    text: String,
    kind: SuggestionKind,
    posts: u32,
    /// How many titles say it.
    said: u32,
    /// The occupation that it is a word for.
    code: Option<OccupationCode>,
}

/// All that can be suggested.
#[derive(Debug)]
pub(super) struct Suggestions {
    /// In the order in which it is suggested: by posts from many to few, then by how many titles say it, then by text.
    entries: Vec<Entry>,
    /// The entries by what is typed for them.
    forms: Forms,
}

impl Suggestions {
    pub(super) fn new(posts: &[Arc<PreparedPost>], lexicon: &Lexicon) -> Self {
        let mut by_form: BTreeMap<String, Entry> = BTreeMap::new();
        let mut add =
            |text: &str, kind: SuggestionKind, posts: u32, said: u32, code: Option<OccupationCode>| {
                let form = normal_form(text);
                if form.chars().count() < 2 || posts == 0 {
                    return;
                }
                let known = by_form.get(&form).map(|entry| entry.posts);
                // Of one text the kind that finds most, of equal ones the first.
                if known.is_none_or(|known| known < posts) {
                    by_form.insert(form, Entry { text: text.to_owned(), kind, posts, said, code });
                }
            };
        for (text, count) in titles(posts) {
            add(text, SuggestionKind::Title, count, count, None);
        }
        let by_code = counts(posts.iter().filter_map(|post| Some(post.occupations.first()?.0.padded())));
        let names = lexicon.classification().iter().map(|class| (class.name.as_str(), class.code));
        let names = names.filter(|(_, code)| code.level() == OccupationLevel::Detail);
        let names = names.chain(lexicon.occupation_words());
        let names: Vec<_> =
            names.filter_map(|(name, code)| Some((name, code, *by_code.get(&code.padded())?))).collect();
        let said = said(posts, names.iter().map(|(name, _, _)| normal_form(name)).collect());
        for (name, code, count) in names {
            let said = said.get(&normal_form(name)).copied().unwrap_or(0);
            add(name, SuggestionKind::Occupation, count, said, Some(code));
        }
        for (text, count) in skills(posts, lexicon) {
            add(text, SuggestionKind::Skill, count, 0, None);
        }
        let places = posts.iter().filter_map(|post| post.record.area.as_ref());
        let of_post = |area: &'_ crate::model::Area| area.parts().iter().cloned().collect::<BTreeSet<_>>();
        for (place, count) in counts(places.flat_map(of_post)) {
            add(&place, SuggestionKind::Place, count, 0, None);
        }
        let mut entries: Vec<(String, Entry)> = by_form.into_iter().collect();
        entries.sort_by(|(_, left), (_, right)| {
            let most = (right.posts, right.said).cmp(&(left.posts, left.said));
            most.then_with(|| left.text.cmp(&right.text))
        });
        Self {
            forms: Forms::new(entries.iter().map(|(form, _)| form.as_str())),
            entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        }
    }
}

impl Matcher {
    /// What a person who has typed `input` may want: titles, occupations, skills and places of these posts that begin
    /// with it in any script (`電`), in their reading (`diang`) or by their first letters (`dg`), and, to fill up, those
    /// that do so but for one slip of three letters or more. Of the words for one occupation the one that
    /// most titles say. By posts from many to few, equals by the titles that say it, then by text; slips last.
    ///
    /// ```
    /// use doorstep::{Post, matching::{MatchOptions, Matcher, SuggestionKind}, text::TypedAs};
    /// let mut post = Post::new("a");
    /// post.title = "急招 电工（双休）".into();
    /// let matcher = Matcher::new(vec![post], MatchOptions::default())?;
    /// let best = &matcher.suggest("diang", 5)[0];
    /// assert_eq!((best.text.as_str(), best.kind, best.posts), ("电工", SuggestionKind::Title, 1));
    /// assert_eq!(best.why, TypedAs::Pinyin);
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn suggest(&self, input: &str, k: usize) -> Vec<Suggestion> {
        let typed = Typed::of(input);
        let (mut sure, mut slips): (Vec<Suggestion>, Vec<Suggestion>) = (Vec::new(), Vec::new());
        let (mut sure_codes, mut slip_codes) = (BTreeSet::new(), BTreeSet::new());
        let Suggestions { entries, forms } = self.suggestions();
        let mut found = Vec::new();
        forms.like(&typed, |place, why| found.push(Reverse((place, why))));
        // Of what may be many only the first are put in order.
        let mut found = BinaryHeap::from(found);
        while sure.len() < k
            && let Some(Reverse((place, why))) = found.pop()
        {
            let Some(entry) = usize::try_from(place).ok().and_then(|place| entries.get(place)) else {
                continue;
            };
            let list = if why == TypedAs::Typo { &mut slips } else { &mut sure };
            let codes = if why == TypedAs::Typo { &mut slip_codes } else { &mut sure_codes };
            if list.len() < k && entry.code.is_none_or(|code| codes.insert(code)) {
                list.push(Suggestion { text: entry.text.clone(), kind: entry.kind, posts: entry.posts, why });
            }
        }
        sure.extend(slips);
        sure.truncate(k);
        sure
    }
}

/// How often each comes.
fn counts<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, u32> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_insert(0) += 1;
    }
    counts
}

/// The parts of titles between signs, as they are first written, and how many titles have each of them.
fn titles(posts: &[Arc<PreparedPost>]) -> Vec<(&str, u32)> {
    let mut by_form: BTreeMap<String, &str> = BTreeMap::new();
    for post in posts {
        let parts = post.record.title.split(|letter: char| !letter.is_alphanumeric());
        for part in parts.filter(|part| (2..=TITLE_CHARS_MAX).contains(&part.chars().count())) {
            by_form.entry(normal_form(part)).or_insert(part);
        }
    }
    let said = said(posts, by_form.keys().cloned().collect());
    by_form.into_iter().map(|(form, part)| (part, said.get(&form).copied().unwrap_or(0))).collect()
}

/// How many titles have each of the words, which are in normal form.
fn said(posts: &[Arc<PreparedPost>], words: BTreeSet<String>) -> BTreeMap<String, u32> {
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    // Nothing to look for makes no automaton.
    let Ok(automaton) = CharwiseDoubleArrayAhoCorasick::with_values(
        (0_u32..).zip(&words).map(|(number, word)| (word, number)),
    ) else {
        return BTreeMap::new();
    };
    let found = counts(posts.iter().flat_map(|post| {
        let found = automaton.find_overlapping_iter(&post.title_form);
        found.map(|one| one.value()).collect::<BTreeSet<u32>>()
    }));
    let count = |number: u32| found.get(&number).copied().unwrap_or(0);
    words.into_iter().zip(0_u32..).map(|(word, number)| (word, count(number))).collect()
}

/// Skills as they are first written, and how many posts ask for each, in whichever words.
fn skills<'a>(posts: &'a [Arc<PreparedPost>], lexicon: &Lexicon) -> impl Iterator<Item = (&'a str, u32)> {
    let mut by_key: BTreeMap<String, (&'a str, u32)> = BTreeMap::new();
    let mut keys: BTreeMap<&'a str, String> = BTreeMap::new();
    for post in posts {
        let mut of_post = BTreeMap::new();
        for skill in &post.record.skills {
            let written = skill.as_str();
            let key = keys.entry(written).or_insert_with(|| lexicon.skill_key(written));
            of_post.entry(key.clone()).or_insert(written);
        }
        for (key, written) in of_post {
            by_key.entry(key).or_insert((written, 0)).1 += 1;
        }
    }
    by_key.into_values()
}

#[cfg(test)]
#[path = "suggest_tests.rs"]
mod tests;
