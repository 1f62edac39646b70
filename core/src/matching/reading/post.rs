//! Posts: the title, the description, the benefits and the tags fill the fields that say nothing.

use std::ops::Range;

use super::{Contradiction, PostReading, ReadFact, Source, quoted, word};
use crate::model::{AgeRange, Certificate, EducationDemand, Post, Skill, SkillLevel, Wage, WeekHours};
use crate::text::facts::{self, Basis, Pick, Voice, WagePart};
use crate::text::{Clauses, Lexicon, Mention};

/// The fields that texts fill.
pub(in crate::matching) const FIELDS: [&str; 18] = [
    "wage",
    "settlement",
    "education",
    "experience_years",
    "schedule",
    "rest",
    "shift",
    "lodging",
    "meals",
    "ages",
    "team",
    "insurance",
    "kind",
    "remote",
    "openings",
    "skills",
    "benefits",
    "certificates",
];

/// A post's texts, the most trusted first.
struct Texts {
    texts: [(Source, String); 4],
}

impl Texts {
    fn of(post: &Post) -> Self {
        let description = post.description.clone().unwrap_or_default();
        Self {
            texts: [
                (Source::Title, post.title.clone()),
                (Source::Description, description),
                (Source::Benefits, post.benefits.join("；")),
                (Source::Skills, post.skills.iter().map(Skill::as_str).collect::<Vec<_>>().join("；")),
            ],
        }
    }

    fn fact(&self, field: &'static str, value: String, text: usize, span: &Range<usize>) -> Option<ReadFact> {
        let (source, text) = self.texts.get(text)?;
        Some(quoted(field, value, *source, text, span))
    }
}

/// Fills the fields of a post that say nothing with what its texts say (岗位文本识别), and reports what was read.
///
/// Only what a text demands fills a demand: what it merely prefers (优先) does not. Basic pay and open ranges become wages
/// with an open end.
///
/// ```
/// use doorstep::{Post, matching::read_post, text::Lexicon};
/// let mut post = Post::new("p");
/// post.title = "招聘普工包吃住月休四天".into();
/// let reading = read_post(&mut post, &Lexicon::embedded());
/// assert_eq!((post.lodging, post.meals), (Some(true), Some(true)));
/// assert!(reading.facts.iter().any(|fact| fact.field == "rest" && fact.quote == "月休四天"));
/// ```
pub fn read_post(post: &mut Post, lexicon: &Lexicon) -> PostReading {
    let texts = Texts::of(post);
    let read = texts.texts.each_ref().map(|(_, text)| facts::read(text, Voice::Post));
    let mut settled = facts::settle(&read);
    post.skills.retain(|skill| !is_another_fact(skill.as_str()));
    // What a post only likes in an applicant excludes nobody.
    settled.ages.take_if(|ages| ages.basis == Basis::Preferred);
    let wage = settled.wage.map(|Pick { value: (wage, part), basis, source, span }| {
        // More comes to basic pay; 最高可达 is the most that comes.
        let more = matches!(part, WagePart::Guaranteed | WagePart::Base | WagePart::Probation);
        let value = if more { wage.with_open_end() } else { wage };
        Pick { value, basis, source, span }
    });
    let mut reading = PostReading::default();
    fill(&mut reading, &texts, "wage", &mut post.wage, wage, wage_text, |stated, read| !stated.meets(*read));
    fill(&mut reading, &texts, "settlement", &mut post.settlement, settled.settlement, word, differ);
    fill(&mut reading, &texts, "education", &mut post.education, settled.education, demand_text, differ);
    fill(
        &mut reading,
        &texts,
        "experience_years",
        &mut post.experience_years,
        settled.experience_years,
        u8::to_string,
        differ,
    );
    fill(
        &mut reading,
        &texts,
        "schedule",
        &mut post.schedule,
        settled.schedule,
        WeekHours::to_string,
        differ,
    );
    fill(&mut reading, &texts, "rest", &mut post.rest, settled.rest, |rest| rest.zh(), differ);
    fill(&mut reading, &texts, "shift", &mut post.shift, settled.shift, word, differ);
    fill(&mut reading, &texts, "lodging", &mut post.lodging, settled.lodging, bool::to_string, differ);
    fill(&mut reading, &texts, "meals", &mut post.meals, settled.meals, bool::to_string, differ);
    fill(&mut reading, &texts, "ages", &mut post.ages, settled.ages, ages_text, differ);
    fill(&mut reading, &texts, "team", &mut post.team, settled.team, |team| team.zh(), differ);
    fill(&mut reading, &texts, "insurance", &mut post.insurance, settled.insurance, word, differ);
    fill(&mut reading, &texts, "kind", &mut post.kind, settled.kind, word, differ);
    fill(&mut reading, &texts, "remote", &mut post.remote, settled.remote, bool::to_string, differ);
    fill(&mut reading, &texts, "openings", &mut post.openings, settled.openings, u32::to_string, differ);
    read_terms(&mut reading, &texts, post, lexicon);
    reading
}

/// Whether something among the skills is none: years (`3-4年`), or a fact of another field (`本科`, `双休`).
fn is_another_fact(tag: &str) -> bool {
    let years = tag.trim_end_matches(['以', '上', '下', '及']).strip_suffix('年');
    if years.is_some_and(|years| years.chars().all(|sign| sign.is_ascii_digit() || sign == '-')) {
        return true;
    }
    facts::read(tag, Voice::Post).iter().any(|fact| fact.span == (0..tag.len()))
}

/// Fills a field that says nothing; reports a text that says other than a field which says something.
fn fill<T: Clone>(
    reading: &mut PostReading,
    texts: &Texts,
    name: &'static str,
    field: &mut Option<T>,
    read: Option<Pick<T>>,
    text: impl Fn(&T) -> String,
    differ: impl Fn(&T, &T) -> bool,
) {
    let Some(pick) = read else { return };
    let Some(fact) = texts.fact(name, text(&pick.value), pick.source, &pick.span) else { return };
    match field {
        None => {
            *field = Some(pick.value);
            reading.facts.push(fact);
        }
        Some(stated) if differ(stated, &pick.value) => {
            reading.contradictions.push(Contradiction { stated: text(stated), read: fact });
        }
        Some(_) => {}
    }
}

/// Skills, certificates and benefits by the lexicon's words, where no field lists any.
fn read_terms(reading: &mut PostReading, texts: &Texts, post: &mut Post, lexicon: &Lexicon) {
    let (no_skills, no_certificates) = (post.skills.is_empty(), post.certificates.is_empty());
    let no_benefits = post.benefits.is_empty();
    for (number, (source, text)) in texts.texts.iter().enumerate() {
        let new = |mentions: Vec<Mention>, known: &dyn Fn(&str) -> bool| -> Vec<Mention> {
            let mut found: Vec<Mention> = Vec::new();
            for mention in mentions {
                if !known(&mention.name) && !found.iter().any(|one| one.id == mention.id) {
                    found.push(mention);
                }
            }
            found
        };
        if no_skills {
            let known = |name: &str| post.skills.iter().any(|skill| skill.as_str() == name);
            for mention in new(asked_skills(*source, text, lexicon), &known) {
                if let Ok(skill) = Skill::parse(&mention.name) {
                    post.skills.push(skill);
                    reading.facts.extend(texts.fact("skills", mention.name, number, &mention.span));
                }
            }
        }
        if no_benefits {
            let given = lexicon.benefits(text).into_iter().filter(|found| is_given(text, found));
            let known = |name: &str| post.benefits.iter().any(|one| one == name);
            for mention in new(given.collect(), &known) {
                post.benefits.push(mention.name.clone());
                reading.facts.extend(texts.fact("benefits", mention.name, number, &mention.span));
            }
        }
        if no_certificates {
            let demanded = lexicon.certificates(text).into_iter().filter(|found| !is_preferred(text, found));
            let known = |name: &str| post.certificates.iter().any(|one| one.name() == name);
            for mention in new(demanded.collect(), &known) {
                let name = with_level(text, &mention);
                if let Ok(certificate) = Certificate::parse(&name) {
                    post.certificates.push(certificate);
                    reading.facts.extend(texts.fact("certificates", name, number, &mention.span));
                }
            }
        }
    }
}

/// Kinds of skill that are asked for wherever they stand, if a tool is named: 英语, Java, CAD.
const NAMED: [&str; 2] = ["language", "it"];
/// Kinds of skill that a title names as the work itself.
const KINDS_OF_WORK: [&str; 1] = ["office"];
/// Kinds of skill that are not read: every post asks for soft ones (责任心, 沟通能力), and selling is work, not a skill
/// that somebody's register lists.
const NOT_READ: [&str; 2] = ["soft", "sales"];

/// Skills that a text asks for.
fn asked_skills(source: Source, text: &str, lexicon: &Lexicon) -> Vec<Mention> {
    let clauses = Clauses::of(text);
    let mut found = lexicon.skills(text);
    found.retain(|skill| {
        let kind = skill.kind.as_str();
        let quote = text.get(skill.span.clone()).unwrap_or_default();
        // 数据分析 is work, Tableau is a tool for it.
        let is_named = kind != "it" || quote.contains(|letter: char| letter.is_ascii_alphanumeric());
        if NOT_READ.contains(&kind) {
            false
        } else if NAMED.contains(&kind) && is_named {
            true
        } else if source == Source::Title {
            is_named && !KINDS_OF_WORK.contains(&kind)
        } else {
            clauses.ask_for(skill.span.clone())
        }
    });
    found
}

/// Benefits that have a field of their own.
const OWN_FIELDS: [&str; 13] = [
    "wuxian",
    "wuxian-yijin",
    "accident-insurance",
    "commercial-insurance",
    "work-injury",
    "meals",
    "lodging",
    "meals-lodging",
    "weekend",
    "month-four",
    "weekly-pay",
    "daily-pay",
    "remote",
];

/// Whether a benefit has no field of its own and is not denied (无年终奖).
fn is_given(text: &str, mention: &Mention) -> bool {
    let before = text.get(..mention.span.start).unwrap_or_default();
    !OWN_FIELDS.contains(&mention.id.as_str()) && !before.ends_with(['不', '无', '没', '無'])
}

/// A certificate's name with the level that stands in its words, right before or right behind them: 高级育婴师证,
/// 中级保育员证, 养老护理员证（三级）.
fn with_level(text: &str, mention: &Mention) -> String {
    if mention.kind != "level" {
        return mention.name.clone();
    }
    const BESIDE_CHARS: usize = 4;
    let before = text.get(..mention.span.start).unwrap_or_default();
    let begins = before.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    let after = text.get(mention.span.end..).unwrap_or_default();
    let ends = after.char_indices().nth(BESIDE_CHARS).map_or(after.len(), |(at, _)| at);
    let words = text.get(begins..mention.span.end + ends).unwrap_or_default();
    match SkillLevel::within(words) {
        Some(level) => format!("{}/{}", mention.name, level.zh()),
        None => mention.name.clone(),
    }
}

/// Words by which a post likes a certificate without demanding it, or says that none is needed.
const NOT_DEMANDED: [&str; 9] = ["优先", "更佳", "更好", "加分", "优待", "不限", "无需", "不需要", "均可"];

/// Whether the sentence in which a certificate stands does not demand it.
fn is_preferred(text: &str, mention: &Mention) -> bool {
    const ENDS: [char; 8] = ['。', '；', ';', '\n', '\r', '！', '!', '，'];
    let before = text.get(..mention.span.start).unwrap_or_default();
    let begins = before.rfind(ENDS).map_or(0, |at| at + 1);
    let begins = (begins..=mention.span.start).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let after = text.get(mention.span.end..).unwrap_or_default();
    let ends = mention.span.end + after.find(ENDS).unwrap_or(after.len());
    let sentence = text.get(begins..ends).unwrap_or_default();
    NOT_DEMANDED.iter().any(|word| sentence.contains(word))
}

fn differ<T: PartialEq>(stated: &T, read: &T) -> bool {
    stated != read
}

fn wage_text(wage: &Wage) -> String {
    let period = word(&wage.period());
    let plus = if wage.has_open_end() { "+" } else { "" };
    if wage.min() == wage.max() {
        format!("{}{plus}/{period}", wage.min())
    } else {
        format!("{}-{}{plus}/{period}", wage.min(), wage.max())
    }
}

fn demand_text(demand: &EducationDemand) -> String {
    match demand {
        EducationDemand::Any => "any".to_owned(),
        EducationDemand::AtLeast(level) => word(level),
    }
}

fn ages_text(ages: &AgeRange) -> String {
    let end = |age: u8, open: u8| if age == open { String::new() } else { age.to_string() };
    format!("{}-{}", end(ages.min(), 0), end(ages.max(), u8::MAX))
}
