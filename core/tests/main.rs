//! The one integration binary, a module for each room.
//! The one integration binary: what a user of the crate can rely on.
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
    reason = "a test that panics has failed, which is its purpose"
)]

mod voucher;
