//! What a caller may look at.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use doorstep::voucher::{
    Actor, BatchId, BatchView, BudgetView, CommandId, EventFilter, EventRecord, Ledger, ProgrammeId, Role,
    Status, VoucherError, VoucherId, VoucherView,
};
use serde::Deserialize;

use crate::app::App;
use crate::callers::Caller;
use crate::failure::Failure;

/// Most events of one answer.
const EVENTS_MAX: usize = 1_000;

/// Answers with what was found, or says that there is nothing for this caller.
async fn look<T: Send + 'static>(
    app: App,
    find: impl Fn(&Ledger) -> Result<Option<T>, VoucherError> + Send + 'static,
) -> Result<Json<T>, Failure> {
    let found = tokio::task::spawn_blocking(move || app.keeper.read(find)).await??;
    found.map(Json).ok_or_else(Failure::not_found)
}

/// An official of the programme's division, as the machine has it for commands.
fn is_official(ledger: &Ledger, actor: &Actor, programme: &ProgrammeId) -> Result<bool, VoucherError> {
    let inside = ledger.programme(programme)?.is_some_and(|it| actor.region.contains(&it.terms.region));
    let scoped = actor.programme.as_ref().is_none_or(|scope| scope == programme);
    Ok(inside && scoped && !matches!(actor.role, Role::Holder | Role::Provider))
}

pub(crate) async fn voucher(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Json<VoucherView>, Failure> {
    let id = VoucherId::new(&id).map_err(|_| Failure::not_found())?;
    look(app, move |ledger| {
        let Some(voucher) = ledger.voucher(&id)? else { return Ok(None) };
        let own = match actor.role {
            Role::Holder => voucher.holder == actor.id,
            Role::Provider => voucher.provider.as_ref() == Some(&actor.id),
            _ => is_official(ledger, &actor, &voucher.programme)?,
        };
        Ok(own.then_some(voucher))
    })
    .await
}

pub(crate) async fn budget(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Json<BudgetView>, Failure> {
    let id = ProgrammeId::new(&id).map_err(|_| Failure::not_found())?;
    look(app, move |ledger| if is_official(ledger, &actor, &id)? { ledger.budget(&id) } else { Ok(None) })
        .await
}

pub(crate) async fn payment_batch(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Json<BatchView>, Failure> {
    let id = BatchId::new(&id).map_err(|_| Failure::not_found())?;
    look(app, move |ledger| {
        let Some(batch) = ledger.batch(&id)? else { return Ok(None) };
        Ok(is_official(ledger, &actor, &batch.programme)?.then_some(batch))
    })
    .await
}

/// Which part of the events to show.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    after_seq: Option<u64>,
    limit: Option<usize>,
}

pub(crate) async fn events(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<EventRecord>>, Failure> {
    let id = ProgrammeId::new(&id).map_err(|_| Failure::not_found())?;
    look(app, move |ledger| {
        if !matches!(actor.role, Role::Manager | Role::Auditor) || !is_official(ledger, &actor, &id)? {
            return Ok(None);
        }
        let filter = EventFilter {
            programme: Some(id.clone()),
            after_seq: page.after_seq,
            limit: Some(page.limit.unwrap_or(EVENTS_MAX).min(EVENTS_MAX)),
            ..EventFilter::default()
        };
        ledger.events(&filter).map(Some)
    })
    .await
}

pub(crate) async fn status(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(id): Path<String>,
) -> Result<Json<Status>, Failure> {
    let id = CommandId::new(&id).map_err(|_| Failure::not_found())?;
    look(app, move |ledger| {
        let status = ledger.status(&id)?;
        let own = match &status {
            Status::Applied { event } => {
                let event = &event.event;
                event.actor.id == actor.id
                    || (actor.role == Role::Auditor && is_official(ledger, &actor, &event.programme)?)
            }
            // Neither tells anything of anybody.
            Status::Refused { .. } | Status::NotSeen => true,
        };
        Ok(own.then_some(status))
    })
    .await
}

/// Ready is who has a ledger that can be asked.
pub(crate) async fn ready(State(app): State<App>) -> Result<Response, Failure> {
    tokio::task::spawn_blocking(move || app.keeper.read(|_| Ok(()))).await??;
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}

pub(crate) async fn metrics(State(app): State<App>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], app.metrics.text())
}
