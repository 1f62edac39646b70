//! Subsidy windows (补贴期限): for how long a person receives a subsidy, with pauses and extensions.
//!
//! A [`Window`] is a half-open span of civil dates under a [`WindowRule`]. [`open`] makes it, [`pause`], [`resume`],
//! [`extend`] and [`close`] change it, [`decide`] does any of these; each gives a new window or a [`WindowRefusal`].
//! [`Window::timeline`] says what each day is, [`payable`] what the months bring. Nothing here reads a clock, and rules are
//! arguments, never constants.
//!
//! ```
//! use doorstep::voucher::window::{NewPause, Opening, PaidMonth, WindowRule, open, pause, payable};
//!
//! // Flexible employment (灵活就业社保补贴): 2/3 of what was paid, 36 months, until retirement if fewer than 5 years are left.
//! let rule: WindowRule = serde_json::from_str(
//!     r#"{"id": "flexible-2026", "months_max": 36, "near_retirement_years": 5, "split": "whole_months",
//!         "share": {"numerator": 2, "denominator": 3},
//!         "pauses": [{"reason": "employed", "shifts_end": true, "max": {"months": 24}}]}"#,
//! )?;
//! let opening: Opening = serde_json::from_str(
//!     r#"{"start": "2026-03-01", "first_approval": {"on": "2026-02-10", "retires_on": "2041-06-01"}}"#,
//! )?;
//! let window = open(&rule, &opening)?;
//! assert_eq!(window.end().to_string(), "2029-03-01");
//!
//! let work: NewPause = serde_json::from_str(
//!     r#"{"on": "2026-09-20", "from": "2026-10-01", "until": "2027-01-01", "reason": "employed"}"#,
//! )?;
//! let window = pause(&window, &rule, &work)?;
//! assert_eq!(window.end().to_string(), "2029-06-01");
//! assert_eq!(window.remaining("2027-01-01".parse().unwrap()).months, 29);
//!
//! let paid: Vec<PaidMonth> =
//!     serde_json::from_str(r#"[{"month": "2026-03", "paid_fen": 100000}, {"month": "2026-10", "paid_fen": 100000}]"#)?;
//! let subsidy = payable(&window, &rule, &paid)?;
//! assert_eq!((subsidy.months[0].amount.get(), subsidy.months[1].amount.get()), (66_666, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! How time is counted:
//! - **Months** run from the start's day of the month, or the last day where a month has none; all are added at once.
//! - **A pause** may move the end. A pause of whole months moves it by as many, one of days by as many days.
//! - **A child cannot leave its parent**: an extension or a term past the parent's end (or, by rule, the retirement
//!   date) is refused; the shift of a pause is cut there, for a person who has work must be paused.
//! - **First approval is frozen**: the retirement date and the day from which years are counted stay those of the first
//!   approval. `model::RetirementLaw` gives the month; the day on which the subsidy ends is the rule's matter.
//!
//! Sources: 就业补助资金管理办法 (财社〔2017〕164号) and local texts; 公益性岗位 placements likewise. Not here: who qualifies, and
//! how the money moves.

mod action;
mod change;
mod layout;
mod opening;
mod payable;
mod refusal;
mod rule;
mod span;
mod state;
mod timeline;

pub use super::ident::{ReasonId, WindowRuleId};
pub use action::{WindowAction, decide};
pub use change::{NewExtension, NewPause, close, extend, pause, resume};
pub use opening::{EarlierWindow, Opening, open};
pub use payable::{PaidMonth, Payable, PayableMonth, payable};
pub use refusal::{WindowRefusal, WindowRefusalCode};
pub use rule::{ExtensionRule, PauseRule, Share, Split, WindowRule};
pub use span::{Length, Span};
pub use state::{Closing, Extension, FirstApproval, Pause, Term, Window, WindowParts};
pub use timeline::{DayKind, Segment, Tally, WindowMonth};

#[cfg(test)]
mod tests;
