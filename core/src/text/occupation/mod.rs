//! Occupations (职业): the 2022 classification, what became of older codes, and the coding of titles.
//!
//! [`Classification`] knows every code and name, [`Classification::resolve`] what an older code is today, and
//! [`OccupationCoder`] finds the codes of a post's title, with a confidence and the words that speak for each.

mod classification;
mod coder;
mod features;
mod version;
mod weights;

pub(super) use classification::BOOK;
pub use classification::{Classification, Occupation};
pub(super) use coder::EMBEDDED as WEIGHTS;
pub use coder::{CodedOccupation, Evidence, OccupationCoder};
pub use version::{Change, ChangeKind, Resolved};
