//! What is asked (查询).

use crate::matching::read_wish;
use crate::model::{AnyCoordinate, Seeker};
use crate::text::{Lexicon, segments};

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

    /// A query of words of which those that say a fact become filters ([`read_wish`](crate::matching::read_wish)); the
    /// rest is what is searched for.
    ///
    /// If nothing is left, the words stay, too: who types 兼职 also means posts that call themselves so.
    ///
    /// ```
    /// use doorstep::{matching::Query, text::Lexicon};
    /// let query = Query::from_words("包吃住 电工 日结", &Lexicon::embedded());
    /// assert_eq!(query.words, "电工");
    /// assert_eq!((query.seeker.needs_lodging, query.seeker.needs_meals), (Some(true), Some(true)));
    /// assert_eq!(query.seeker.settlements.len(), 1);
    /// ```
    pub fn from_words(words: &str, lexicon: &Lexicon) -> Self {
        Self::with_filters(words, Seeker::new("query"), lexicon)
    }

    /// A query of words beside filters that are stated: of the facts that words say, those that no filter states become
    /// filters, and all of them are left out of what is searched for.
    ///
    /// ```
    /// use doorstep::{Seeker, Settlement, matching::Query, text::Lexicon};
    /// let mut filters = Seeker::new("query");
    /// filters.settlements = vec![Settlement::Monthly];
    /// let query = Query::with_filters("包吃 电工 日结", filters, &Lexicon::embedded());
    /// assert_eq!((query.words.as_str(), query.seeker.needs_meals), ("电工", Some(true)));
    /// assert_eq!(query.seeker.settlements, [Settlement::Monthly]);
    /// ```
    pub fn with_filters(words: &str, filters: Seeker, lexicon: &Lexicon) -> Self {
        let mut query = Self { words: words.to_owned(), near: None, seeker: filters };
        // What is searched for is said by the words alone; what the person can do and has keeps its place in the filters.
        let stated = query.seeker.clone();
        query.seeker.wish = Some(words.to_owned());
        let reading = read_wish(&mut query.seeker, lexicon);
        query.seeker = Seeker {
            wish: None,
            titles: stated.titles,
            occupation: stated.occupation,
            skills: stated.skills,
            certificates: stated.certificates,
            ..query.seeker
        };
        let mut facts = reading.facts;
        facts.extend(reading.contradictions.into_iter().map(|contradiction| contradiction.read));
        facts.retain(|fact| !SEARCHED.contains(&fact.field));
        let mut rest: Vec<char> = words.chars().collect();
        for fact in &facts {
            rest.get_mut(fact.start..fact.end).unwrap_or_default().fill(' ');
        }
        let rest: String = rest.into_iter().collect();
        if !segments(&rest).is_empty() {
            query.words = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        query
    }
}

/// Fields that a wish fills and that are no filters.
const SEARCHED: [&str; 4] = ["titles", "occupation", "skills", "certificates"];
