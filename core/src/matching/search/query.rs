//! What is asked (查询).

use crate::model::{AnyCoordinate, EducationDemand, Seeker, Shift};
use crate::text::facts::{Basis, FactValue, Voice, read};
use crate::text::segments;

/// What a person types, where the person is, and what a post must not be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Query {
    /// The words, in any language of the lexicon; empty to look around.
    pub words: String,
    /// Where the person is: posts near it count more. It takes the place of the filters' home.
    pub near: Option<AnyCoordinate>,
    /// Filters: a person whose constraints a hit must not break (wage floor, kinds, lodging, region, distance …). What
    /// the person wants to do is asked by the words, not here: titles and skills of the filters count nothing.
    pub seeker: Seeker,
}

impl Query {
    /// A query of words alone.
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), near: None, seeker: Seeker::new("query") }
    }

    /// A query of words of which those that say a fact become filters; the rest is what is searched for.
    ///
    /// If nothing is left, the words stay, too: who types 兼职 also means posts that call themselves so.
    ///
    /// ```
    /// use doorstep::matching::Query;
    /// let query = Query::from_words("包吃住 电工 日结");
    /// assert_eq!(query.words, "电工");
    /// assert_eq!((query.seeker.needs_lodging, query.seeker.needs_meals), (Some(true), Some(true)));
    /// assert_eq!(query.seeker.settlements.len(), 1);
    /// ```
    pub fn from_words(words: &str) -> Self {
        let mut query = Self::new(words);
        let mut rest = String::with_capacity(words.len());
        let mut at = 0;
        for fact in read(words, Voice::Person) {
            if fact.basis != Basis::Preferred && fill(&mut query.seeker, fact.value) {
                rest.push_str(words.get(at..fact.span.start).unwrap_or_default());
                rest.push(' ');
                at = at.max(fact.span.end);
            }
        }
        rest.push_str(words.get(at..).unwrap_or_default());
        if !segments(&rest).is_empty() {
            rest.trim().clone_into(&mut query.words);
        }
        query
    }
}

/// Makes a fact a filter; whether it is one.
fn fill(seeker: &mut Seeker, fact: FactValue) -> bool {
    fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
        if !list.contains(&item) {
            list.push(item);
        }
    }
    match fact {
        FactValue::WageFloor(amount, period) => seeker.wage_floor = Some((amount, period)),
        FactValue::Settlement(settlement) => add(&mut seeker.settlements, settlement),
        FactValue::Education(EducationDemand::AtLeast(own)) => seeker.education = Some(own),
        FactValue::ExperienceYears(years) => seeker.experience_years = Some(years),
        FactValue::Rest(rest) => seeker.rest = Some(rest),
        FactValue::Shift(shift) => add(&mut seeker.shifts, shift),
        FactValue::NotAtNight => add(&mut seeker.shifts, Shift::Day),
        FactValue::NeedsLodging(needs) => seeker.needs_lodging = Some(needs),
        FactValue::Meals(needs) => seeker.needs_meals = Some(needs),
        FactValue::Team(team) => seeker.team = Some(team),
        FactValue::Insurance(insurance) => seeker.insurance = Some(insurance),
        FactValue::Kind(kind) => add(&mut seeker.kinds, kind),
        FactValue::Remote(needs) => seeker.needs_remote = Some(needs),
        FactValue::NearHome => seeker.near_home = Some(true),
        FactValue::Available(hours) => seeker.available = Some(hours),
        FactValue::Unavailable(hours) => seeker.unavailable = Some(hours),
        FactValue::RefusedWork(work) => add(&mut seeker.refused_work, work),
        FactValue::TravelMinMax(minutes) => seeker.travel_min_max = Some(minutes),
        FactValue::DistanceMMax(metres) => seeker.distance_m_max = Some(metres),
        _ => return false,
    }
    true
}
