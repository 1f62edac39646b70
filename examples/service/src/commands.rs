//! Commands: read, given their actor, done.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use doorstep::voucher::{Actor, Answer, Command, Timestamp};
use serde_json::Value;

use crate::app::App;
use crate::callers::Caller;
use crate::failure::Failure;

/// Most commands that one request may hold.
const COMMANDS_MAX: usize = 1_000;
/// Says that nothing was done now, since the command had been answered before.
const REPLAYED: &str = "idempotency-replayed";

pub(crate) async fn one(
    State(app): State<App>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Failure> {
    let command = read(parse(&body)?, &actor)?;
    let (now, begun) = (now()?, Instant::now());
    let answer = app.keeper.submit(command, now).await?;
    app.metrics.decided(std::slice::from_ref(&answer), begun.elapsed());
    let replayed = matches!(answer, Answer::Replayed { .. });
    let mut response = (status(&answer), Json(answer)).into_response();
    if replayed {
        response.headers_mut().insert(REPLAYED, axum::http::HeaderValue::from_static("true"));
    }
    Ok(response)
}

pub(crate) async fn batch(
    State(app): State<App>,
    Caller(actor): Caller,
    body: Bytes,
) -> Result<Response, Failure> {
    let Value::Array(rows) = parse(&body)? else { return Err(Failure::not_a_list()) };
    if rows.len() > COMMANDS_MAX {
        return Err(Failure::too_many(COMMANDS_MAX));
    }
    let commands = (1..)
        .zip(rows)
        .map(|(row, value)| read(value, &actor).map_err(|failure| failure.in_row(row)))
        .collect::<Result<Vec<_>, _>>()?;
    let (now, begun) = (now()?, Instant::now());
    let keeper = app.keeper.clone();
    let answers = tokio::task::spawn_blocking(move || keeper.submit_many(&commands, now)).await??;
    app.metrics.decided(&answers, begun.elapsed());
    // What became of each, its answer tells.
    let unknown = answers.iter().any(|answer| matches!(answer, Answer::Unknown { .. }));
    let status = if unknown { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    Ok((status, Json(answers)).into_response())
}

fn parse(body: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(body).map_err(|_| Failure::not_json())
}

/// A command in the name of the caller; one that names an actor itself is turned away.
fn read(mut value: Value, actor: &Actor) -> Result<Command, Failure> {
    if let Some(fields) = value.as_object_mut() {
        let named = fields.insert("actor".to_owned(), serde_json::to_value(actor)?);
        if named.is_some() {
            return Err(Failure::actor_named());
        }
    }
    Ok(Command::read(value)?)
}

fn now() -> Result<Timestamp, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Failure::clock())?;
    let seconds = i64::try_from(since.as_secs()).map_err(|_| Failure::clock())?;
    Timestamp::new(seconds).map_err(|_| Failure::clock())
}

fn status(answer: &Answer) -> StatusCode {
    match answer {
        Answer::Applied { .. } => StatusCode::OK,
        Answer::Replayed { first } => status(first),
        Answer::Refused { .. } => StatusCode::CONFLICT,
        Answer::Unknown { .. } => StatusCode::SERVICE_UNAVAILABLE,
    }
}
