//! The one integration binary, a module for each room: what a user of the crate can rely on.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is its purpose"
)]

mod accessibility;
mod circle;
mod golden;
mod matching;
mod place;
mod reading;
mod same_bytes;
mod siting;
mod voucher;

use std::path::{Path, PathBuf};

/// The folder of outside data: `DOORSTEP_DATA`, or `shared/data` beside a folder above this crate.
fn data_dir() -> Option<PathBuf> {
    if let Some(dir) = std::env::var_os("DOORSTEP_DATA") {
        return Some(PathBuf::from(dir));
    }
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    above.map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir())
}
