//! The one integration binary, a module for each room.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "the helpers of tests may fail as the tests do"
)]

mod circle;
mod golden;
mod matching;
mod place;
