//! What providers and operators are paid (服务费、考核、资金分配): by person, by service, by performance.
//!
//! [`compute`] makes a [`Statement`] of service records under a [`Catalogue`] and a [`FeeSchedule`].
//!
//! [`payout`] is what the yearly score of an operator, a [`Scorecard`], leaves of the fee. [`allocate`] divides a sum.
//!
//! # Units
//! Money is whole fen, checked. Dates are civil dates (日), spans half-open.

mod allocate;
mod caps;
mod catalogue;
mod compute;
mod error;
mod payout;
mod price;
mod record;
mod schedule;
mod scorecard;
mod screen;
mod statement;

pub use allocate::{Allocation, Bound, Claim, Share, allocate};
pub use catalogue::{Basis, Catalogue, CatalogueItem, CatalogueVersion, MilestonePrice, PriceList, Pricing};
pub use compute::compute;
pub use error::{FeeCode, FeeError};
pub use payout::{Payout, PayoutRule, PayoutTerms, ScoreBand, Termination, payout, years_below};
pub use price::{Band, BandMode, Price};
pub use record::{ServiceRecord, Settled, UnpaidWhy};
pub use schedule::{BandCount, Cap, CapScope, FeeSchedule, FeeTerms, Period};
pub use scorecard::{Criterion, SCORE_MAX, ScoreBook, Scorecard, VetoItem};
pub use statement::{BasisSum, Cut, FeeSum, Line, LineRecord, OutletSum, Statement, UnpaidLine};

/// Most bands or milestones of an item, caps of a contract, criteria of a scorecard.
pub const LIST_LEN_MAX: usize = 200;
