//! The one integration binary, a module for each room: what a user of the crate can rely on.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is its purpose"
)]

mod circle;
mod golden;
mod matching;
mod place;
mod voucher;
