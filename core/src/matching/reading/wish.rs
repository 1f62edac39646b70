//! Wishes: a person's own words fill the fields that say nothing.

use std::ops::Range;

use super::{Contradiction, Source, WishReading, quoted, word};
use crate::model::{EducationDemand, Fen, PostKind, Seeker, Shift, Skill, WagePeriod, WeekHours};
use crate::text::facts::{self, Fact, FactValue, Voice};
use crate::text::{Lexicon, Mention};

/// Fills the fields of a person that say nothing with what the wish says (求职愿望识别), and reports what was read.
///
/// ```
/// use doorstep::{Seeker, matching::read_wish, text::Lexicon};
/// let mut seeker = Seeker::new("s");
/// seeker.wish = Some("想找个离家近的活，三千以上，不上夜班".into());
/// read_wish(&mut seeker, &Lexicon::embedded());
/// assert_eq!(seeker.near_home, Some(true));
/// assert_eq!(seeker.wage_floor.map(|(floor, _)| floor.to_string()), Some("3000.00".to_owned()));
/// ```
pub fn read_wish(seeker: &mut Seeker, lexicon: &Lexicon) -> WishReading {
    let Some(wish) = seeker.wish.clone() else { return WishReading::default() };
    let before = seeker.clone();
    let mut reader = WishReader {
        seeker,
        before,
        wish: &wish,
        reading: WishReading::default(),
        refused: Vec::new(),
        used: Vec::new(),
    };
    for fact in facts::read(&wish, Voice::Person) {
        reader.take(&fact);
    }
    reader.take_terms(lexicon);
    reader.reading.unread = unread(&wish, &reader.used);
    reader.reading
}

struct WishReader<'a> {
    seeker: &'a mut Seeker,
    /// The person as the fields have it: of several facts for one field the first counts.
    before: Seeker,
    wish: &'a str,
    reading: WishReading,
    /// Where the wish refuses something.
    refused: Vec<Range<usize>>,
    /// Where something was read.
    used: Vec<Range<usize>>,
}

/// The clauses in which nothing that was read stands.
fn unread(wish: &str, used: &[Range<usize>]) -> Vec<String> {
    const ENDS: [char; 12] = ['，', ',', '。', '；', ';', '！', '!', '？', '?', '、', '\n', ' '];
    let mut begins = 0;
    let mut left = Vec::new();
    for clause in wish.split_inclusive(ENDS) {
        let ends = begins + clause.len();
        let is_read = used.iter().any(|span| span.start < ends && begins < span.end);
        let words = clause.trim_matches(|sign: char| !sign.is_alphanumeric());
        if !is_read && !words.is_empty() {
            left.push(words.to_owned());
        }
        begins = ends;
    }
    left
}

/// Night work is what is done between 22:00 and 06:00 (劳安字〔1989〕1号).
const NIGHT: &str = "1-7 22:00-06:00";

impl WishReader<'_> {
    fn take(&mut self, fact: &Fact) {
        let span = &fact.span;
        match &fact.value {
            FactValue::WageFloor(amount, period) => {
                let text = |(amount, period): &(Fen, WagePeriod)| format!("{amount}/{}", word(period));
                self.one("wage_floor", |seeker| &mut seeker.wage_floor, (*amount, *period), text, span);
            }
            FactValue::Settlement(one) => {
                self.many("settlements", |seeker| &mut seeker.settlements, *one, word, span)
            }
            FactValue::Kind(one) => {
                self.many("kinds", |seeker| &mut seeker.kinds, *one, word::<PostKind>, span)
            }
            FactValue::Shift(one) => self.many("shifts", |seeker| &mut seeker.shifts, *one, word, span),
            FactValue::Education(EducationDemand::AtLeast(level)) => {
                self.one("education", |seeker| &mut seeker.education, *level, word, span);
            }
            FactValue::ExperienceYears(years) => {
                self.one(
                    "experience_years",
                    |seeker| &mut seeker.experience_years,
                    *years,
                    u8::to_string,
                    span,
                );
            }
            FactValue::Rest(rest) => {
                self.one("rest", |seeker| &mut seeker.rest, *rest, |rest| rest.zh(), span)
            }
            FactValue::Team(team) => {
                self.one("team", |seeker| &mut seeker.team, *team, |team| team.zh(), span)
            }
            FactValue::Insurance(one) => {
                self.one("insurance", |seeker| &mut seeker.insurance, *one, word, span)
            }
            FactValue::Lodging(needed) | FactValue::NeedsLodging(needed) => {
                self.one("needs_lodging", |seeker| &mut seeker.needs_lodging, *needed, bool::to_string, span);
            }
            FactValue::Meals(needed) => {
                self.one("needs_meals", |seeker| &mut seeker.needs_meals, *needed, bool::to_string, span);
            }
            FactValue::Remote(needed) => {
                self.one("needs_remote", |seeker| &mut seeker.needs_remote, *needed, bool::to_string, span);
            }
            FactValue::NearHome => {
                self.one("near_home", |seeker| &mut seeker.near_home, true, bool::to_string, span);
            }
            FactValue::NotAtNight => {
                if let Ok(night) = WeekHours::parse(NIGHT) {
                    self.hours("unavailable", |seeker| &mut seeker.unavailable, night, span);
                }
                self.many("shifts", |seeker| &mut seeker.shifts, Shift::Day, word, span);
            }
            FactValue::Available(hours) | FactValue::Schedule(hours) => {
                self.hours("available", |seeker| &mut seeker.available, *hours, span);
            }
            FactValue::Unavailable(hours) => {
                self.hours("unavailable", |seeker| &mut seeker.unavailable, *hours, span);
            }
            FactValue::RefusedWork(work) => {
                self.refused.push(span.clone());
                self.many(
                    "refused_work",
                    |seeker| &mut seeker.refused_work,
                    work.clone(),
                    String::clone,
                    span,
                );
            }
            FactValue::TravelMinMax(minutes) => {
                self.one(
                    "travel_min_max",
                    |seeker| &mut seeker.travel_min_max,
                    *minutes,
                    u32::to_string,
                    span,
                );
            }
            FactValue::DistanceMMax(metres) => {
                self.one(
                    "distance_m_max",
                    |seeker| &mut seeker.distance_m_max,
                    *metres,
                    u32::to_string,
                    span,
                );
            }
            // What only a post says, and clock times of days that nobody told.
            FactValue::Wage(..)
            | FactValue::ClockTimes { .. }
            | FactValue::Ages(_)
            | FactValue::Openings(_)
            | FactValue::Education(EducationDemand::Any) => return,
        }
        self.used.push(span.clone());
    }

    /// A field with one value: the first fact fills it, if it says nothing.
    fn one<T: Clone + PartialEq>(
        &mut self,
        name: &'static str,
        field: impl Fn(&mut Seeker) -> &mut Option<T>,
        value: T,
        text: impl Fn(&T) -> String,
        span: &Range<usize>,
    ) {
        let fact = quoted(name, text(&value), Source::Wish, self.wish, span);
        let stated = field(self.seeker);
        match stated {
            None => {
                *stated = Some(value);
                self.reading.facts.push(fact);
            }
            Some(stated) if *stated != value => {
                let contradiction = Contradiction { stated: text(stated), read: fact };
                self.reading.contradictions.push(contradiction);
            }
            Some(_) => {}
        }
    }

    /// A field with a list: all facts fill it, if it was empty.
    fn many<T: Clone + PartialEq>(
        &mut self,
        name: &'static str,
        field: impl Fn(&mut Seeker) -> &mut Vec<T>,
        value: T,
        text: impl Fn(&T) -> String,
        span: &Range<usize>,
    ) {
        let fact = quoted(name, text(&value), Source::Wish, self.wish, span);
        let stated = field(&mut self.before).clone();
        if stated.is_empty() {
            let list = field(self.seeker);
            if !list.contains(&value) {
                list.push(value);
                self.reading.facts.push(fact);
            }
        } else if !stated.contains(&value) {
            let stated = stated.iter().map(text).collect::<Vec<_>>().join(",");
            self.reading.contradictions.push(Contradiction { stated, read: fact });
        }
    }

    /// Hours of several facts are put together, if the field says nothing.
    fn hours(
        &mut self,
        name: &'static str,
        field: impl Fn(&mut Seeker) -> &mut Option<WeekHours>,
        hours: WeekHours,
        span: &Range<usize>,
    ) {
        let fact = quoted(name, hours.to_string(), Source::Wish, self.wish, span);
        match *field(&mut self.before) {
            None => {
                let list = field(self.seeker);
                *list = Some(list.unwrap_or_default().union(&hours));
                self.reading.facts.push(fact);
            }
            Some(stated) if stated != hours => {
                let contradiction = Contradiction { stated: stated.to_string(), read: fact };
                self.reading.contradictions.push(contradiction);
            }
            Some(_) => {}
        }
    }

    /// The wanted occupation, and skills, by the lexicon's words.
    fn take_terms(&mut self, lexicon: &Lexicon) {
        if self.before.skills.is_empty() {
            for mention in self.not_refused(lexicon.skills(self.wish)) {
                self.used.push(mention.span.clone());
                if let Ok(skill) = Skill::parse(&mention.name)
                    && !self.seeker.skills.contains(&skill)
                {
                    let fact = quoted("skills", mention.name, Source::Wish, self.wish, &mention.span);
                    self.seeker.skills.push(skill);
                    self.reading.facts.push(fact);
                }
            }
        }
        if self.before.titles.is_empty() && self.before.occupation.is_none() {
            for mention in self.not_refused(lexicon.occupations(self.wish)) {
                self.used.push(mention.span.clone());
                let words = self.wish.get(mention.span.clone()).unwrap_or_default().to_owned();
                if !self.seeker.titles.contains(&words) {
                    let fact = quoted("titles", words.clone(), Source::Wish, self.wish, &mention.span);
                    self.reading.facts.push(fact);
                    self.seeker.titles.push(words);
                }
            }
        }
    }

    /// What does not stand in what the person refuses.
    fn not_refused(&self, mut mentions: Vec<Mention>) -> Vec<Mention> {
        mentions.retain(|found| {
            !self
                .refused
                .iter()
                .any(|refused| refused.start <= found.span.start && found.span.end <= refused.end)
        });
        mentions
    }
}
