//! Demonstration.
mod failure;
mod input;

use failure::Failure;
fn main() {}
