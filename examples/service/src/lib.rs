//! A voucher ledger over HTTP (就业券账本服务).
//!
//! A small service to copy from: it links the library, keeps the ledger in SQLite or PostgreSQL, and adds what a library
//! has no business with: who is asking ([`callers`]), transport ([`app`]), health and figures ([`metrics`]), and a stop
//! that lets no command fall between ([`serve`]). The rules stay in the library.
//!
//! | request | who | answer |
//! |---|---|---|
//! | `POST /commands` | anybody with a token | the answer to one command |
//! | `POST /commands/batch` | the same | the answers to as many as 1,000, written together or not at all |
//! | `GET /commands/{id}` | who sent it, auditors | what became of it |
//! | `GET /vouchers/{id}` | the holder, officials of the division, its provider | the voucher |
//! | `GET /programmes/{id}/budget` | officials of the division | its money |
//! | `GET /batches/{id}` | officials of the division | a payment batch |
//! | `GET /programmes/{id}/events` | managers and auditors of the division | its events (`after_seq`, `limit`) |
//! | `GET /health/live`, `/health/ready`, `/metrics` | anybody who reaches the port | health, Prometheus figures |
//!
//! A command is the library's, without `actor`: that comes from the token. Statuses: 200 done (or done before, with
//! `idempotency-replayed: true`), 409 declined by the rules, 400 not readable, 401 no valid token, 404 not there or not
//! for this caller, 503 try again. An error is `{"code", "message_en", "message_zh"}`; its text holds no personal value.

pub mod app;
pub mod callers;
mod commands;
mod failure;
pub mod keeper;
pub mod metrics;
mod reads;

use std::future::Future;

use tokio::net::TcpListener;

use crate::app::App;

/// Serves until `stop` resolves; requests that are under way are answered first, then the state is kept, so that the
/// next start is quick.
///
/// # Errors
/// Those of the listener, and of the ledger when the state is kept.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let keeper = app.keeper.clone();
    axum::serve(listener, app::router(app)).with_graceful_shutdown(stop).await?;
    tokio::task::spawn_blocking(move || keeper.keep_snapshot()).await??;
    Ok(())
}
