//! What every request shares, and which path leads where.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::callers::Callers;
use crate::failure::Failure;
use crate::keeper::Keeper;
use crate::metrics::Metrics;
use crate::{commands, reads};

/// Longest request, in bytes: a thousand commands of a few hundred bytes each.
const BODY_LEN_MAX: usize = 1 << 20;
/// A request that takes longer than this is answered with 503. What became of a command, its status tells.
const REQUEST_MAX: Duration = Duration::from_secs(30);

/// What every request shares.
#[derive(Clone, Debug)]
pub struct App {
    pub(crate) keeper: Keeper,
    pub(crate) callers: Arc<Callers>,
    pub(crate) metrics: Arc<Metrics>,
}

impl App {
    /// A service over a ledger, for the callers that are known.
    pub fn new(keeper: Keeper, callers: Callers) -> Self {
        Self { keeper, callers: Arc::new(callers), metrics: Arc::default() }
    }
}

/// The paths of the service.
pub fn router(app: App) -> Router {
    let known = Router::new()
        .route("/commands", post(commands::one))
        .route("/commands/batch", post(commands::batch))
        .route("/commands/{id}", get(reads::status))
        .route("/vouchers/{id}", get(reads::voucher))
        .route("/programmes/{id}/budget", get(reads::budget))
        .route("/programmes/{id}/events", get(reads::events))
        .route("/batches/{id}", get(reads::payment_batch))
        .layer(DefaultBodyLimit::max(BODY_LEN_MAX));
    let open = Router::new()
        .route("/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/health/ready", get(reads::ready))
        .route("/metrics", get(reads::metrics));
    known
        .merge(open)
        .fallback(|| async { Failure::not_found() })
        .layer(from_fn(within_time))
        .layer(from_fn_with_state(app.clone(), counted))
        .with_state(app)
}

async fn within_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::too_slow().into_response(),
    }
}

async fn counted(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    app.metrics.answered(response.status());
    response
}
