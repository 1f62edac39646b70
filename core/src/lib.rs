#![doc = include_str!("../../README.md")]
#![forbid(unsafe_code)]

/// Unit tests read the random markets of the integration tests, which know the crate by its name.
#[cfg(test)]
extern crate self as doorstep;

pub mod circle;
mod envelope;
pub mod error;
mod grouped;
pub mod matching;
pub mod model;
pub mod place;
pub mod privacy;
pub mod table;
pub mod text;
mod threads;
pub mod voucher;
pub mod wire;

pub use error::{Error, Family, ValueCode, ValueError};
pub use matching::Matcher;
pub use model::{
    AgeRange, AnyCoordinate, Area, AreaClass, Bd09, Certificate, Cgcs2000, Coordinate, Education,
    EducationDemand, Employer, Fen, Gcj02, GroupMembership, Insurance, KeyGroup, OccupationCode,
    OccupationLevel, OpeningHours, PeriodSource, Post, PostKind, ReferenceSystem, RegionCode, RegionTier,
    Resident, Rest, Seeker, Settlement, Shift, Skill, SkillLevel, Station, System, Team, TravelMode, Wage,
    WagePeriod, WeekHours, Wgs84, WorkHours,
};
pub use privacy::{CreditCode, Personal, PseudonymKey, ResidentId, mask};
pub use voucher::Ledger;
