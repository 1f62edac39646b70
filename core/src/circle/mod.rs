//! Service circles (就业服务圈): whom a station reaches, and who is left out.
//!
//! A *service circle* is what one station serves by a [`Standard`] (服务圈标准): in towns a travel time, in the country
//! a distance. [`coverage`] answers for every resident whether a circle holds them, with three answers: yes, no, and
//! *unknown because this fact is missing*, by straight lines or, with [`coverage_on_streets`], on real streets;
//! [`circles`] draws the circles for a map. [`accessibility`] says how much of
//! what stations offer each place has for its people (2SFCA and its kin), and how evenly that is spread.
//!
//! Distances are straight lines, times come from [`crate::place::TravelModel`] or a street network; both are rounded up,
//! so that a shown figure within the standard and the answer *covered* are the same thing.

mod accessibility;
mod assign;
mod assign_keyed;
mod coverage;
mod coverage_streets;
mod decay;
mod equity;
mod error;
mod exponential;
mod keyed;
mod keys;
mod nearest;
mod nearest_open;
mod open;
mod outline;
mod pair_checks;
mod pair_columns;
mod pairs;
mod reach;
mod rollup;
pub mod siting;
mod standard;
mod straight;
mod streets;
mod survey;
mod transport;

pub use accessibility::{Accessibility, AccessibilityTotal, Catchment, Method};
pub use assign::{
    AssignPairs, Gain, Parting, Placed, PlanTotal, StationPlan, StationUse, Unplaced, UnplacedWhy,
    assign_to_stations, is_proven_best,
};
pub use assign_keyed::{
    AssignPoints, Assignment, assign_by_distance, assign_on_streets, assign_to_stations_of,
};
pub use coverage::{
    Answer, Coverage, CoverageRow, CoverageTotal, Measured, ResidentPoint, StationPoint, UnknownWhy,
    coverage, covers,
};
pub use coverage_streets::{CircleStreets, OffStreets, coverage_on_streets};
pub use decay::{Decay, Zone};
pub use equity::{Equity, equity};
pub use error::{CircleCode, CircleError};
pub use keyed::{AccessBy, AccessCosts, AccessPoints, accessibility_of};
pub use keys::Keys;
pub use nearest_open::{nearest_open, nearest_open_on_streets};
pub use open::{NearestOpen, NearestOpenRow, OpenCount, OpenOutcome, OpenStation, OpenTotal, OpenWhen};
pub use outline::circles;
pub use pairs::{Pairs, accessibility};
pub use reach::{Reach, accessibility_reached};
pub use rollup::{RegionSums, Rollup, RollupResident, rollup};
pub use standard::{Rule, Standard};
pub use straight::{LinePairs, StraightLines, accessibility_by_distance, nearest_by_distance};
pub use streets::{StreetReach, StreetScratch, StreetSearch, accessibility_on_streets};
