//! What a store promises, asked of each that this build has.

#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod common;
#[cfg(all(feature = "postgres", unix))]
mod postgres;
#[cfg(all(feature = "postgres", unix))]
mod postgres_faults;
#[cfg(all(feature = "postgres", unix))]
mod proxy;
#[cfg(all(feature = "postgres", unix))]
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;
