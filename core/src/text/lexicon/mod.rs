//! The lexicon (词典): what posts and people say, and what is the same thing in other words.
//!
//! [`Lexicon::embedded`] is the default one: skills and certificates in Chinese, with Korean and English words, and the
//! ladders on which a higher certificate stands for a lower one. [`Lexicon::with_json`] adds the caller's own words.

mod certificates;
mod error;
mod extension;
mod occupations;
mod terms;

use std::sync::{Arc, LazyLock};

pub use certificates::{Credential, Held};
pub use error::{LexiconCode, LexiconError};
pub use terms::Mention;

use certificates::Certificates;
use extension::Extension;
use occupations::Occupations;
use terms::{Entry, Terms};

use super::Normal;
use super::occupation::{Classification, CodedOccupation, OccupationCoder};
use crate::model::{Certificate, OccupationCode};

/// Skills with their synonyms: id, Chinese, kind, synonyms, English, Korean, certificate.
const SKILLS: &str = include_str!("../data/skills.tsv");

static EMBEDDED: LazyLock<Arc<Lexicon>> = LazyLock::new(|| Arc::new(Lexicon::default_words()));

/// Skills and certificates by all their names.
///
/// ```
/// use doorstep::text::Lexicon;
/// let lexicon = Lexicon::embedded();
/// let text = "会开叉车，熟练使用ＥＸＣＥＬ";
/// let found: Vec<_> = lexicon.skills(text).into_iter().map(|skill| (skill.name, &text[skill.span])).collect();
/// assert_eq!(found, [("叉车驾驶".to_owned(), "开叉车"), ("Excel".to_owned(), "ＥＸＣＥＬ")]);
/// ```
#[derive(Debug)]
pub struct Lexicon {
    skills: Terms,
    certificates: Certificates,
    coder: Option<OccupationCoder>,
    classification: Option<Classification>,
    occupations: Occupations,
}

impl Lexicon {
    /// The default lexicon, made once and shared.
    pub fn embedded() -> Arc<Self> {
        Arc::clone(&EMBEDDED)
    }

    fn default_words() -> Self {
        Self::of(skill_entries(SKILLS), Certificates::default_entries())
    }

    fn of(skills: Vec<Entry>, certificates: Vec<certificates::Entry>) -> Self {
        Self {
            skills: Terms::new(skills),
            certificates: Certificates::new(certificates),
            coder: OccupationCoder::embedded().ok(),
            classification: Classification::embedded().ok(),
            occupations: Occupations::embedded(),
        }
    }

    /// The default lexicon with the words of a JSON document added, as data of the caller's own.
    ///
    /// # Errors
    /// `lexicon.json` if it cannot be read, `lexicon.word` for a word that is empty or of more than 100 characters,
    /// `lexicon.too_large` for more than a million words.
    ///
    /// ```
    /// use doorstep::text::Lexicon;
    /// let lexicon = Lexicon::with_json(r#"{"skills": [{"id": "kimchi", "zh": "腌制泡菜", "words": ["做泡菜", "김치"]}]}"#)?;
    /// assert_eq!(lexicon.skills("会做泡菜")[0].id, "kimchi");
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn with_json(text: &str) -> Result<Self, LexiconError> {
        let extension = Extension::from_json(text)?;
        let mut skills = skill_entries(SKILLS);
        skills.extend(extension.skills());
        let mut certificates = Certificates::default_entries();
        certificates.extend(extension.certificates());
        Ok(Self::of(skills, certificates))
    }

    /// The skills that a text names, by where they stand; the longest word wins, and none overlap.
    pub fn skills(&self, text: &str) -> Vec<Mention> {
        self.skills.find(&Normal::of(text))
    }

    /// The certificates that a text names, by where they stand.
    pub fn certificates(&self, text: &str) -> Vec<Mention> {
        self.certificates.find(&Normal::of(text))
    }

    /// The one skill that a short text is, in whichever words: its id, or else the text's normal form.
    pub fn skill_key(&self, text: &str) -> String {
        self.skills.key(text)
    }

    /// The certificate that is held or asked for, in terms in which two of them compare.
    pub fn credential(&self, certificate: &Certificate) -> Credential {
        self.certificates.credential(certificate)
    }

    /// The occupations that a title may mean, the likeliest first.
    pub fn code(&self, title: &str, k: usize) -> Vec<CodedOccupation> {
        self.coder.as_ref().map(|coder| coder.code(title, k)).unwrap_or_default()
    }

    /// The occupations that somebody who types these words may mean, each with how likely it is (millionths), the
    /// likeliest first.
    ///
    /// What an occupation is called in Chinese, Korean, English or Japanese counts by its share of what is typed; for the
    /// rest the letters decide, as in the titles of posts.
    ///
    /// ```
    /// use doorstep::text::Lexicon;
    /// let lexicon = Lexicon::embedded();
    /// let (code, _) = lexicon.wanted("용접공", 3)[0];
    /// assert_eq!(lexicon.occupation_name(code), Some("焊工"));
    /// ```
    pub fn wanted(&self, words: &str, k: usize) -> Vec<(OccupationCode, u32)> {
        let named = self.occupations.named(words);
        let by_name = part_of(named.share, BY_NAME);
        let mut likely = named.codes;
        likely.values_mut().for_each(|share| *share = part_of(*share, by_name));
        for coded in self.code(words, k) {
            *likely.entry(coded.code).or_insert(0) += part_of(coded.score, MILLION - by_name);
        }
        let mut likely: Vec<_> = likely.into_iter().collect();
        likely.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
        likely.truncate(k);
        likely
    }

    /// What an occupation is called beside its official name, in every language of the lexicon.
    pub fn occupation_words(&self, code: OccupationCode) -> &[&'static str] {
        self.occupations.words(code)
    }

    /// The official name of an occupation.
    pub fn occupation_name(&self, code: OccupationCode) -> Option<&str> {
        self.classification.as_ref()?.name(code)
    }

    /// Whether somebody who holds `held` has what `asked` asks for.
    pub fn answers(&self, held: &Credential, asked: &Credential) -> Held {
        self.certificates.answers(held, asked)
    }
}

const MILLION: u32 = 1_000_000;
/// How much words that name an occupation count against the letters, in millionths, where they are all that is typed (by
/// judgement); where they are not, by their share of it.
const BY_NAME: u32 = 900_000;

/// `share` of `whole`, both in millionths.
fn part_of(share: u32, whole: u32) -> u32 {
    u32::try_from(u64::from(share) * u64::from(whole) / u64::from(MILLION)).unwrap_or(MILLION)
}

/// The rows of a table of ours: tabs between cells, a header, no quotes.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).filter_map(|line| {
        let mut cells = [""; N];
        let mut found = line.split('\t');
        cells.iter_mut().for_each(|cell| *cell = found.next().unwrap_or_default());
        (!cells.first()?.is_empty()).then_some(cells)
    })
}

fn skill_entries(table: &'static str) -> Vec<Entry> {
    rows::<6>(table)
        .map(|[id, zh, _kind, synonyms, en, ko]| Entry {
            id: id.to_owned(),
            name: zh.to_owned(),
            words: [zh, synonyms, en, ko]
                .iter()
                .flat_map(|cell| cell.split('|'))
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
