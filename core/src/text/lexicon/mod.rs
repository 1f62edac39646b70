//! The lexicon (词典): what posts and people say, and what is the same thing in other words.
//!
//! [`Lexicon::embedded`] is the default one: skills and certificates in Chinese, with Korean and English words, and the
//! ladders on which a higher certificate stands for a lower one. [`Lexicon::with_words`] adds the caller's own words.

mod certificates;
mod error;
mod fingerprint;
mod sorted;
mod terms;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

pub use certificates::{Credential, Held};
pub use error::{LexiconCode, LexiconError};
pub use terms::Mention;
pub use words::{CertificateWords, OccupationWords, SkillWords, Words};

use certificates::Certificates;
use terms::{Entry, Term, Terms, TermsOf, Text};

use super::occupation::{Classification, CodedOccupation, Evidence, OccupationCoder};
use super::{Normal, normal_form};
use crate::model::{Certificate, OccupationCode, OccupationLevel};

/// One, in millionths.
const ONE: u32 = 1_000_000;

/// Everyday words for occupations: code, language, words.
const ALIASES: &str = include_str!("../data/aliases.tsv");

/// Skills with their synonyms: id, Chinese, kind, synonyms, English, Korean, certificate.
const SKILLS: &str = include_str!("../data/skills.tsv");

/// Benefits with their synonyms: id, Chinese, synonyms, English.
const BENEFITS: &str = include_str!("../data/benefits.tsv");

static EMBEDDED: LazyLock<Arc<Lexicon>> =
    LazyLock::new(|| Arc::new(Lexicon::of(embedded_classification(), Vec::new(), &Words::default())));

/// Skills and certificates by all their names.
///
/// ```
/// use doorstep::text::Lexicon;
/// let lexicon = Lexicon::embedded();
/// let text = "会开叉车，熟练使用ＥＸＣＥＬ";
/// let found: Vec<_> = lexicon.skills(text).into_iter().map(|skill| (skill.name, &text[skill.span])).collect();
/// assert_eq!(found, [("叉车驾驶".to_owned(), "会开叉车"), ("办公软件".to_owned(), "ＥＸＣＥＬ")]);
/// ```
#[derive(Debug)]
pub struct Lexicon {
    classification: Classification,
    /// None only in a build whose data was harmed, which a test excludes.
    coder: Option<OccupationCoder>,
    occupations: Terms,
    own_occupations: Terms,
    skills: Terms,
    benefits: Terms,
    certificates: Certificates,
    fingerprint: u64,
}

impl Lexicon {
    /// The confidence of a code that one of the caller's own words names, in millionths.
    pub const OWN_WORD: u32 = 900_000;

    /// The default lexicon, made once and shared.
    pub fn embedded() -> Arc<Self> {
        Arc::clone(&EMBEDDED)
    }

    /// The lexicon of our tables and of the caller's words, of which those for occupations are made into entries.
    fn of(classification: Classification, own: Vec<Entry>, words: &Words) -> Self {
        let mut occupations = occupation_terms(&classification);
        occupations.add_all(own.iter().cloned());
        let mut skills = skill_terms();
        skills.add_all(words.skill_entries());
        let mut own_occupations = TermsOf::default();
        own_occupations.add_all(own.into_iter());
        Self {
            coder: OccupationCoder::embedded_with(&classification).ok(),
            occupations: Terms::new(occupations),
            own_occupations: Terms::new(own_occupations),
            skills: Terms::new(skills),
            benefits: Terms::new(benefit_terms()),
            certificates: Certificates::new(words.certificate_entries()),
            fingerprint: fingerprint::with_words(words),
            classification,
        }
    }

    /// The default lexicon with words of the caller's own.
    ///
    /// # Errors
    /// `lexicon.word` for a word that is empty or of more than [`Words::CHARS_MAX`] characters, `lexicon.too_large` for
    /// more than [`Words::COUNT_MAX`] words, `lexicon.occupation` for a code that the classification does not have.
    ///
    /// ```
    /// use doorstep::text::{Lexicon, Words};
    /// let words = Words::from_json(r#"{"skills": [{"id": "kimchi", "zh": "腌制泡菜", "words": ["做泡菜", "김치"]}]}"#)?;
    /// let lexicon = Lexicon::with_words(&words)?;
    /// assert_eq!(lexicon.skills("会做泡菜")[0].id, "kimchi");
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub fn with_words(words: &Words) -> Result<Self, LexiconError> {
        words.check()?;
        let classification = embedded_classification();
        let own = words.occupation_entries(&classification)?;
        Ok(Self::of(classification, own, words))
    }

    /// A number that tells one lexicon from another (词典指纹): the XXH3 hash of the tables of this release and of the
    /// caller's own words, the same on every machine.
    ///
    /// What was read with one lexicon, such as a [saved matcher](crate::matching::Matcher::to_bytes), is of use only with
    /// a lexicon of the same fingerprint.
    ///
    /// ```
    /// use doorstep::text::{Lexicon, Words};
    /// let words = Words::from_json(r#"{"skills": [{"id": "kimchi", "zh": "腌制泡菜"}]}"#)?;
    /// let (own, again) = (Lexicon::with_words(&words)?, Lexicon::with_words(&words)?);
    /// assert_eq!(own.fingerprint(), again.fingerprint());
    /// assert_ne!(own.fingerprint(), Lexicon::embedded().fingerprint());
    /// # Ok::<(), doorstep::Error>(())
    /// ```
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The skills that a text names, by where they stand; the longest word wins, and none overlap.
    pub fn skills(&self, text: &str) -> Vec<Mention> {
        self.skills.find(&Normal::of(text))
    }

    /// The benefits that a text names, by where they stand.
    pub fn benefits(&self, text: &str) -> Vec<Mention> {
        self.benefits.find(&Normal::of(text))
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

    /// The `k` most likely occupations of a title (职业编码), by descending confidence, then by code.
    ///
    /// What was learned from labelled titles ([`OccupationCoder::code`]) comes first; the table of everyday words helps
    /// where nothing was learned, as of titles in Korean. Words of the
    /// caller's own come before both: the longest that stands in the title has [`Lexicon::OWN_WORD`] of the confidence.
    ///
    /// ```
    /// use doorstep::text::Lexicon;
    /// let found = Lexicon::embedded().code("急招小区保安，包吃住", 3);
    /// assert_eq!((found[0].code.to_string().as_str(), found[0].name.as_str()), ("4-07-05-01", "保安员"));
    /// assert_eq!(Lexicon::embedded().code("용접공", 1)[0].name, "焊工");
    /// ```
    pub fn code(&self, title: &str, k: usize) -> Vec<CodedOccupation> {
        let mut learned = self.coder.as_ref().map_or_else(Vec::new, |coder| coder.code(title, k.max(5)));
        if learned.is_empty()
            && let Some((named, whole)) = self.named(&self.occupations, title)
        {
            mix(&mut learned, named, if whole { Self::WORD } else { Self::PART_WORD });
        }
        if let Some((own, _)) = self.named(&self.own_occupations, title) {
            mix(&mut learned, own, Self::OWN_WORD);
        }
        learned.truncate(k);
        learned
    }

    /// The confidence of an everyday word that is a title as a whole, where nothing was learned of it.
    const WORD: u32 = 800_000;
    /// The confidence of an everyday word inside a title of which nothing was learned.
    const PART_WORD: u32 = 500_000;

    /// The longest word of a table in a title, of equally long ones the last, which carries the head noun; and whether it
    /// is all of the title.
    fn named(&self, table: &Terms, title: &str) -> Option<(CodedOccupation, bool)> {
        let normal = Normal::of(title);
        let longest = table.find(&normal).into_iter().max_by_key(|mention| mention.span.len())?;
        let code = OccupationCode::parse(&longest.id).ok()?;
        let text = title.get(longest.span).map(normal_form).unwrap_or_default();
        let whole = text == normal_form(title);
        let why = vec![Evidence { text, weight: i32::MAX }];
        Some((CodedOccupation { code, name: longest.name, score: 0, why }, whole))
    }

    /// The occupations that a text names, by where they stand: official names and everyday words (月嫂, 普工, 용접공).
    pub fn occupations(&self, text: &str) -> Vec<Mention> {
        self.occupations.find(&Normal::of(text))
    }

    /// What occupations are called, in every language of the lexicon and in normal form, each with the code.
    pub fn occupation_words(&self) -> impl Iterator<Item = (&str, OccupationCode)> {
        self.occupations.words().filter_map(|(word, id)| Some((word, OccupationCode::parse(id).ok()?)))
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
    /// assert_eq!(lexicon.classification().name(code), Some("焊工"));
    /// ```
    pub fn wanted(&self, words: &str, k: usize) -> Vec<(OccupationCode, u32)> {
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count() as u64;
        let all = letters(words).max(1);
        let mut likely: BTreeMap<OccupationCode, u64> = BTreeMap::new();
        let mut named = 0;
        for mention in self.occupations(words) {
            let written = letters(words.get(mention.span).unwrap_or_default());
            if let Ok(code) = OccupationCode::parse(&mention.id) {
                *likely.entry(code).or_default() += u64::from(Self::OWN_WORD) * written / all;
                named += written;
            }
        }
        let rest = u64::from(ONE).saturating_sub(u64::from(Self::OWN_WORD) * named / all);
        for coded in self.code(words, k) {
            *likely.entry(coded.code).or_default() += u64::from(coded.score) * rest / u64::from(ONE);
        }
        let mut likely: Vec<_> =
            likely.into_iter().map(|(code, share)| (code, u32::try_from(share).unwrap_or(ONE))).collect();
        likely.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
        likely.truncate(k);
        likely
    }

    /// The classification of occupations.
    pub fn classification(&self) -> &Classification {
        &self.classification
    }

    /// Whether somebody who holds `held` has what `asked` asks for.
    pub fn answers(&self, held: &Credential, asked: &Credential) -> Held {
        self.certificates.answers(held, asked)
    }
}

/// Gives `share` of the confidence to a code that a word names; all codes that were there keep the rest in proportion.
fn mix(coded: &mut Vec<CodedOccupation>, named: CodedOccupation, share: u32) {
    if share == 0 {
        return;
    }
    let kept = u64::from(ONE.saturating_sub(share));
    for one in coded.iter_mut() {
        one.score = u32::try_from(u64::from(one.score) * kept / u64::from(ONE)).unwrap_or(0);
    }
    match coded.iter_mut().find(|one| one.code == named.code) {
        Some(one) => {
            one.score += share;
            one.why.splice(0..0, named.why);
        }
        None => coded.push(CodedOccupation { score: share, ..named }),
    }
    coded.sort_by(|left, right| right.score.cmp(&left.score).then(left.code.cmp(&right.code)));
}

fn embedded_classification() -> Classification {
    Classification::embedded().unwrap_or_default()
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

/// Occupations by their official names and everyday words. Classes above them have names that are lists, not titles.
fn occupation_terms(classification: &Classification) -> TermsOf {
    let mut terms = TermsOf::default();
    let term = |id: Text, name: &str| Term { id, name: name.to_owned().into(), kind: "".into() };
    for class in classification.iter().filter(|class| class.code.level() == OccupationLevel::Detail) {
        let name = std::iter::once(class.name.clone().into());
        terms.add(term(class.code.to_string().into(), &class.name), name);
    }
    for [id, _language, words] in rows::<3>(ALIASES) {
        let name = OccupationCode::parse(id).ok().and_then(|code| classification.name(code));
        if let Some(name) = name {
            terms.add(term(id.into(), name), words.split('|').map(Text::from));
        }
    }
    terms
}

/// The words of the cells of a row.
fn words_of<const N: usize>(cells: [&'static str; N]) -> impl Iterator<Item = Text> {
    let words = cells.into_iter().flat_map(|cell| cell.split('|'));
    words.filter(|word| !word.is_empty()).map(Text::from)
}

fn benefit_terms() -> TermsOf {
    let mut terms = TermsOf::default();
    for [id, zh, synonyms, en] in rows::<4>(BENEFITS) {
        let term = Term { id: id.into(), name: zh.into(), kind: "benefit".into() };
        terms.add(term, words_of([zh, synonyms, en]));
    }
    terms
}

fn skill_terms() -> TermsOf {
    let mut terms = TermsOf::default();
    for [id, zh, kind, synonyms, en, ko] in rows::<6>(SKILLS) {
        let term = Term { id: id.into(), name: zh.into(), kind: kind.into() };
        terms.add(term, words_of([zh, synonyms, en, ko]));
    }
    terms
}

#[cfg(test)]
mod tests;
