//! What a store promises, asked of each that this build has.

#[cfg(feature = "sqlite")]
mod sqlite;
