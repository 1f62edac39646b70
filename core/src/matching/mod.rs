//! Matching people to posts (人岗匹配).
//!
//! Three things are kept apart. *Which posts qualify*: every [`Constraint`] answers yes, no or unknown ([`Verdict`]); a
//! no excludes the post, an unknown is shown with it. *How good a post is*: a score in millionths, the sum of named
//! [`Part`]s; a part that is not known leaves its weight to the others. *How the best are kept*: the `k` highest scores,
//! equal ones by id, which is exactly what scoring every post and sorting gives.
//!
//! [`Matcher::explain`] shows all of it for one pair; [`Matcher::diagnose`] says which constraint costs a person how many
//! posts.

mod audit;
mod candidates;
mod change;
mod columns;
mod constraint;
mod delta;
mod diagnose;
mod duplicates;
mod error;
mod explain;
mod facts;
mod index;
mod matcher;
mod part;
mod people;
mod prepared;
mod priority;
mod provenance;
mod reading;
mod saved;
mod search;
mod streets;
mod suggest;
mod threads;
mod verdict;
mod ways;
mod weights;

pub use audit::{Audit, GroupRate, Outcome, Protected, audit};
pub use candidates::Candidates;
pub use change::{Change, Counterfactual, Opportunity};
pub use constraint::Constraint;
pub use delta::{Applied, Delta};
pub use diagnose::{ConstraintCost, Diagnosis, Step};
pub use duplicates::{Duplicate, SamePost, same_posts};
pub use error::{MatchingCode, MatchingError};
pub use explain::{ConstraintFinding, Explanation, PartFinding};
pub use matcher::{Match, MatchOptions, Matcher, Order};
pub use part::Part;
pub use people::{People, Ranked, Ranking};
pub use priority::{Priorities, Priority};
pub use provenance::Provenance;
pub use reading::{Contradiction, PostReading, ReadFact, Source, WishReading, read_post, read_wish};
pub use search::{Hit, HitPart, Query, SearchPart};
pub use streets::Measured;
pub use suggest::{Suggestion, SuggestionKind};
pub use threads::{Progress, Threads};
pub use verdict::Verdict;
pub use weights::Weights;

#[cfg(test)]
#[path = "../../tests/matching/random.rs"]
mod random;
