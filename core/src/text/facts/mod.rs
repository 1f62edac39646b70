//! Facts that free text states (自由文本中的事实): what a post offers and asks, and what a person wishes.
//!
//! [`read`] gives every fact with the place in the text that says so; [`settle`] chooses one value for each field and
//! lists what disagrees. Nothing is guessed: what a text does not say has no fact, and a fact that follows only by a
//! stated step (a year's wage by twelve, a month's wage without its period) says [`Basis::Derived`].
//!
//! ```
//! use doorstep::text::facts::{FactValue, Voice, read};
//! let text = "招聘普工，包吃住，月休四天";
//! let facts = read(text, Voice::Post);
//! let quoted: Vec<_> = facts.iter().filter_map(|fact| text.get(fact.span.clone())).collect();
//! assert_eq!(quoted, ["包吃住", "包吃住", "月休四天"]);
//! assert_eq!(facts.first().map(|fact| &fact.value), Some(&FactValue::Lodging(true)));
//! ```
//!
//! How it works: the text in normal form becomes tokens (numbers, words of one table, signs), and a small grammar for
//! each field reads them from left to right, looking a bounded number of tokens back and ahead. Words are Chinese,
//! Korean, English and Japanese; the table is `core/src/text/data/fact_words.tsv`.

mod demand;
mod hours;
mod settle;
mod terms;
mod token;
mod wage;
mod wish;
mod words;

use std::ops::Range;

pub use settle::{Pick, Settled, settle};
pub(super) use words::TABLE as WORDS;

use crate::model::{
    AgeRange, EducationDemand, Fen, Insurance, PostKind, Rest, Settlement, Shift, Team, Wage, WagePeriod,
    WeekHours,
};
use crate::text::Normal;
use token::Tokens;

/// Whose text it is (谁的话).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Voice {
    /// A post speaks: it offers and asks.
    Post,
    /// A person speaks: what they want, have and refuse.
    Person,
}

/// How firmly a fact stands in the text (依据).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The text says it.
    Stated,
    /// It follows from the text by a stated step: a year's wage by twelve, an inferred period, half-monthly as monthly.
    Derived,
    /// The text only prefers it (优先); it demands nothing.
    Preferred,
}

/// Which part of the earnings an amount is (工资构成).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WagePart {
    /// All of it, or nothing else said.
    Whole,
    /// A floor under the earnings (保底).
    Guaranteed,
    /// Basic pay, to which more comes (底薪).
    Base,
    /// What can be reached, or what the best reach (最高可达).
    Best,
    /// What is paid during probation (试用期).
    Probation,
}

/// What is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactValue {
    /// A post's wage (工资). An open range (`3000以上`) has its figure as both ends and an
    /// open end; a year's wage is divided by twelve,
    /// rounded down to a fen.
    Wage(Wage, WagePart),
    /// The least that a person takes (最低期望工资).
    WageFloor(Fen, WagePeriod),
    /// When wages are paid out (结算方式).
    Settlement(Settlement),
    /// Education: a post's demand, a person's own (学历).
    Education(EducationDemand),
    /// Years of experience: a post's demand, 0 for none, a person's own (经验).
    ExperienceYears(u8),
    /// Hours worked, with their days (工作时间).
    Schedule(WeekHours),
    /// Clock times whose days are not told, in minutes of the day; a shift that ends at or before its start ends on
    /// the next day.
    ClockTimes {
        /// Begin.
        from_min: u16,
        /// End, at most 1440.
        to_min: u16,
    },
    /// Days of rest (休息).
    Rest(Rest),
    /// Day, night or both (班次).
    Shift(Shift),
    /// Lodging is given, or expressly not (包住).
    Lodging(bool),
    /// Meals are given, or expressly not (包吃). A meal allowance (餐补) is no meal.
    Meals(bool),
    /// Ages declared (年龄要求); several of one sentence (男50女45) as the widest. Ages a person states are not read.
    Ages(AgeRange),
    /// Several are hired together (组队). A post that welcomes or offers rooms to couples counts as one for couples.
    Team(Team),
    /// Insurance (保险).
    Insurance(Insurance),
    /// Kind of engagement (用工形式).
    Kind(PostKind),
    /// Work from home (居家办公).
    Remote(bool),
    /// Places (招聘人数); of a range the higher number.
    Openings(u32),
    /// A person wants work near home (离家近).
    NearHome,
    /// A person does not work at night (不上夜班).
    NotAtNight,
    /// Hours in which a person can work (可工作时间).
    Available(WeekHours),
    /// Hours in which a person cannot work (不能工作的时间).
    Unavailable(WeekHours),
    /// Work that a person refuses, in normal form (不做的工作).
    RefusedWork(String),
    /// Whether a person needs lodging (需要住宿).
    NeedsLodging(bool),
    /// Longest way to work in minutes (最长通勤).
    TravelMinMax(u32),
    /// Farthest post in metres (最远距离).
    DistanceMMax(u32),
}

/// One fact and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What is stated.
    pub value: FactValue,
    /// How firmly.
    pub basis: Basis,
    /// The bytes of the written text that say so.
    pub span: Range<usize>,
}

/// Every fact that `text` states, ordered by where it stands. It takes time in proportion to the text's length, and
/// every text can be read.
pub fn read(text: &str, voice: Voice) -> Vec<Fact> {
    let normal = Normal::of(text);
    let tokens = Tokens::of(&normal, text);
    let mut found = Found { facts: Vec::new(), normal: &normal, tokens: &tokens };
    wage::read(&mut found, voice);
    demand::read(&mut found, voice);
    hours::read(&mut found, voice);
    terms::read(&mut found, voice);
    if voice == Voice::Person {
        wish::read(&mut found);
    }
    let mut facts = found.facts;
    // A stable sort: facts of one place keep the order of the grammars.
    facts.sort_by_key(|fact| (fact.span.start, fact.span.end));
    facts.dedup();
    facts
}

/// The facts found so far, with what they are found in.
struct Found<'a> {
    facts: Vec<Fact>,
    normal: &'a Normal,
    tokens: &'a Tokens<'a>,
}

impl Found<'_> {
    /// Adds a fact that the tokens from `from` to the one before `end` state.
    fn add(&mut self, value: FactValue, basis: Basis, from: usize, end: usize) {
        let (start, mut end) = self.tokens.span(from, end);
        let mut span = self.normal.span(start, end);
        // A letter whose marks follow is quoted with them.
        while span.is_empty() && end < self.normal.text().len() {
            end += 1;
            span = self.normal.span(start, end);
        }
        self.facts.push(Fact { value, basis, span });
    }
}

#[cfg(test)]
mod tests;
