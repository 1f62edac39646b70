//! The things the library speaks of, as checked types (模型).
//!
//! A value is checked where it is made and nowhere else: a [`Fen`] is never negative, a [`Wage`] is never reversed, a
//! [`Coordinate`] is finite and in range and knows its reference system. Rows of tables become these types in
//! [`crate::table`], which reports what it could not read.

mod area_class;
mod certificate;
mod coordinate;
mod education;
mod employer;
mod insurance;
mod key_group;
mod money;
mod month;
mod occupation;
mod opening;
mod post;
mod region;
mod rest;
mod retirement;
mod schedule;
mod seeker;
mod skill;
mod station;
mod team;
mod travel_mode;
mod wage;

pub use area_class::AreaClass;
pub use certificate::{Certificate, SkillLevel};
pub use coordinate::{AnyCoordinate, Bd09, Cgcs2000, Coordinate, Gcj02, ReferenceSystem, System, Wgs84};
pub use education::{Education, EducationDemand};
pub use employer::Employer;
pub use insurance::Insurance;
pub use key_group::{GroupMembership, KeyGroup};
pub use money::Fen;
pub use month::YearMonth;
pub use occupation::{OccupationCode, OccupationLevel};
pub use opening::{Calendar, CalendarDay, DayKind, NextChange, OpenAt, OpenSpan, OpenUnknown, OpeningHours};
pub use post::{AgeRange, Post, PostKind};
pub use region::{Area, RegionCode, RegionTier};
pub use rest::{Rest, Shift};
pub use retirement::{RetirementCategory, RetirementLaw, RetirementStep};
pub use schedule::WeekHours;
pub use seeker::Seeker;
pub use skill::Skill;
pub use station::{Resident, Station};
pub use team::Team;
pub use travel_mode::TravelMode;
pub use wage::{PeriodSource, Settlement, Wage, WagePeriod, WorkHours};
