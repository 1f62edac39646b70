//! The service as its callers see it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is its purpose"
)]

mod process;
/// The core's tests have a PostgreSQL server of their own.
#[cfg(unix)]
#[allow(dead_code, unreachable_pub, reason = "it can do more than is needed here")]
#[path = "../../../core/tests/voucher/stores/server.rs"]
mod server;

use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use doorstep_service::app::{App, router};
use doorstep_service::callers::Callers;
use doorstep_service::keeper::Keeper;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;

/// The token of somebody, and who that is.
const CALLERS: [(&str, &str, &str); 8] = [
    ("u-manager", "manager", "3701"),
    ("u-issuer", "issuer", "370102"),
    ("h-1", "holder", "370102"),
    ("h-2", "holder", "370102"),
    ("p-1", "provider", "370102"),
    ("u-approver", "approver", "370102"),
    ("u-payer", "payer", "370102"),
    ("u-elsewhere", "auditor", "3702"),
];

pub(crate) fn token(id: &str) -> String {
    format!("token-of-{id}")
}

pub(crate) fn callers() -> String {
    let rows: Vec<Value> = CALLERS
        .iter()
        .map(|(id, role, region)| {
            let hash: String = Sha256::digest(token(id)).iter().map(|byte| format!("{byte:02x}")).collect();
            json!({"token_sha256": hash, "id": id, "role": role, "region": region})
        })
        .collect();
    json!(rows).to_string()
}

struct Service(Router);

impl Service {
    fn over(url: &str) -> Self {
        let keeper = Keeper::open(url, None).unwrap();
        Self(router(App::new(keeper, Callers::from_json(&callers()).unwrap())))
    }

    async fn ask(
        &self,
        caller: Option<&str>,
        method: &str,
        path: &str,
        body: String,
    ) -> (StatusCode, String, bool) {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(caller) = caller {
            request = request.header("authorization", format!("Bearer {}", token(caller)));
        }
        let response = self.0.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, replayed) = (response.status(), response.headers().contains_key("idempotency-replayed"));
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(bytes.to_vec()).unwrap(), replayed)
    }

    async fn get(&self, caller: &str, path: &str) -> (u16, Value) {
        let (status, text, _) = self.ask(Some(caller), "GET", path, String::new()).await;
        (status.as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn send(&self, caller: &str, command: Value) -> (u16, Value) {
        let (status, text, _) = self.ask(Some(caller), "POST", "/commands", command.to_string()).await;
        (status.as_u16(), serde_json::from_str(&text).unwrap())
    }
}

/// The commands that bring a voucher from nothing to redeemed.
pub(crate) fn story() -> Vec<(&'static str, Value)> {
    vec![
        (
            "u-manager",
            json!({"id": "c-1", "action": "define_programme", "programme": "training", "name": "技能培训券",
                "region": "370102", "item": "training", "face_amount_fen": 80_000, "valid_days": 90,
                "payee": "provider"}),
        ),
        (
            "u-manager",
            json!({"id": "c-2", "action": "appropriate", "programme": "training", "amount_fen": 200_000}),
        ),
        (
            "u-issuer",
            json!({"id": "c-3", "action": "issue", "programme": "training", "voucher": "v-1", "holder": "h-1"}),
        ),
        ("h-1", json!({"id": "c-4", "action": "claim", "voucher": "v-1"})),
        ("p-1", json!({"id": "c-5", "action": "redeem", "voucher": "v-1", "record": "s-1"})),
        ("u-approver", json!({"id": "c-6", "action": "approve", "voucher": "v-1"})),
        ("u-payer", json!({"id": "c-7", "action": "disburse", "voucher": "v-1", "payment": "pay-1"})),
    ]
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite:///{}", folder.join("ledger.db").display())
}

#[tokio::test]
async fn a_voucher_goes_from_issue_to_payment_and_everybody_sees_what_is_theirs() {
    let folder = tempfile::tempdir().unwrap();
    from_issue_to_payment(&sqlite(folder.path())).await;
}

#[cfg(unix)]
#[tokio::test]
async fn so_it_does_in_a_database() {
    if let Some(server) = server::shared() {
        from_issue_to_payment(&server.url("story")).await;
    }
}

async fn from_issue_to_payment(url: &str) {
    let service = Service::over(url);
    for (caller, command) in story() {
        let (status, answer) = service.send(caller, command.clone()).await;
        assert_eq!((status, &answer["outcome"]), (200, &json!("applied")), "{command}: {answer}");
        assert_eq!(answer["event"]["actor"]["id"], caller);
    }
    let (status, budget) = service.get("u-manager", "/programmes/training/budget").await;
    assert_eq!(
        (status, &budget["spent_fen"], &budget["available_fen"]),
        (200, &json!(80_000), &json!(120_000)),
        "{budget}"
    );
    for (caller, status) in
        [("h-1", 200), ("p-1", 200), ("u-issuer", 200), ("h-2", 404), ("u-elsewhere", 404)]
    {
        assert_eq!(service.get(caller, "/vouchers/v-1").await.0, status, "{caller}");
    }
    for (caller, status) in [("u-payer", 200), ("p-1", 404), ("h-1", 404), ("u-elsewhere", 404)] {
        assert_eq!(service.get(caller, "/programmes/training/budget").await.0, status, "{caller}");
    }
    let (status, events) = service.get("u-manager", "/programmes/training/events?after_seq=5&limit=1").await;
    assert_eq!((status, events.as_array().unwrap().len(), &events[0]["seq"]), (200, 1, &json!(6)));
    assert_eq!(service.get("u-issuer", "/programmes/training/events").await.0, 404);
    assert_eq!(service.get("h-1", "/commands/c-4").await.1["status"], "applied");
    assert_eq!(service.get("h-2", "/commands/c-4").await.0, 404);

    // Another start of the service finds everything.
    drop(service);
    let again = Service::over(url);
    assert_eq!(again.get("h-1", "/vouchers/v-1").await.1["state"], "disbursed");
}

#[tokio::test]
async fn a_command_sent_again_is_answered_as_the_first_time() {
    let service = Service::over("memory:");
    let (caller, command) = story().swap_remove(0);
    let first = service.ask(Some(caller), "POST", "/commands", command.to_string()).await;
    let second = service.ask(Some(caller), "POST", "/commands", command.to_string()).await;
    assert_eq!((first.0, first.2, second.0, second.2), (StatusCode::OK, false, StatusCode::OK, true));
    let (first, second): (Value, Value) =
        (serde_json::from_str(&first.1).unwrap(), serde_json::from_str(&second.1).unwrap());
    assert_eq!(second["first"], first);
    let mut other = command;
    other["name"] = json!("另一个名称");
    let (status, answer) = service.send(caller, other).await;
    assert_eq!((status, &answer["refusal"]["code"]), (409, &json!("voucher.key_reuse")));
}

#[tokio::test]
async fn what_cannot_be_taken_says_why_and_repeats_nothing() {
    let service = Service::over("memory:");
    let forged = json!({"id": "c-1", "action": "claim", "voucher": "v-1",
        "actor": {"id": "u-manager", "role": "manager", "region": "37"}});
    let personal = json!({"id": "c-1", "action": "issue", "programme": "training", "voucher": "v-1",
        "holder": "990101199001010017"});
    for (body, status, code) in [
        ("{".to_owned(), 400, "service.not_json"),
        ("[]".to_owned(), 400, "command.malformed"),
        (forged.to_string(), 400, "service.actor_named"),
        (personal.to_string(), 400, "command.personal"),
        (json!({"id": "c-1", "action": "fly"}).to_string(), 400, "command.action_unknown"),
    ] {
        let (found, text, _) = service.ask(Some("u-issuer"), "POST", "/commands", body).await;
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((found.as_u16(), &answer["code"]), (status, &json!(code)), "{text}");
        assert!(!text.contains("990101199001010017") && !answer["message_zh"].as_str().unwrap().is_empty());
    }
    for path in ["/commands/c-1", "/vouchers/v-1", "/programmes/training/budget", "/batches/b-1"] {
        let (status, text, _) = service.ask(None, "GET", path, String::new()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}: {text}");
    }
    let (status, ..) = service.ask(Some("nobody"), "GET", "/vouchers/v-1", String::new()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, ..) = service.ask(Some("h-1"), "POST", "/commands", "x".repeat(2 << 20)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_batch_is_answered_command_by_command() {
    let service = Service::over("memory:");
    let commands: Vec<Value> = story().into_iter().take(2).map(|(_, command)| command).collect();
    let mut twice = commands.clone();
    twice.push(commands[1].clone());
    let (status, text, _) =
        service.ask(Some("u-manager"), "POST", "/commands/batch", json!(twice).to_string()).await;
    let answers: Value = serde_json::from_str(&text).unwrap();
    let outcomes: Vec<&str> =
        answers.as_array().unwrap().iter().map(|answer| answer["outcome"].as_str().unwrap()).collect();
    assert_eq!((status.as_u16(), outcomes), (200, vec!["applied", "applied", "replayed"]));

    let bad = json!([{"id": "c-8", "action": "appropriate", "programme": "training", "amount_fen": 1}, {"id": "c-9"}]);
    let (status, text, _) = service.ask(Some("u-manager"), "POST", "/commands/batch", bad.to_string()).await;
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status.as_u16(), &answer["row"]), (400, &json!(2)), "{text}");
    assert_eq!(service.get("u-manager", "/commands/c-8").await.1["status"], "not_seen");
    let many = json!(vec![0; 1_001]).to_string();
    let (status, ..) = service.ask(Some("u-manager"), "POST", "/commands/batch", many).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// Many at once, and a budget for two of them.
#[tokio::test(flavor = "multi_thread")]
async fn requests_at_once_never_overspend() {
    let folder = tempfile::tempdir().unwrap();
    let service = std::sync::Arc::new(Service::over(&sqlite(folder.path())));
    for (caller, command) in story().into_iter().take(2) {
        service.send(caller, command).await;
    }
    let tasks: Vec<_> = (0..40)
        .map(|number| {
            let service = std::sync::Arc::clone(&service);
            tokio::spawn(async move {
                let command = json!({"id": format!("i-{number}"), "action": "issue", "programme": "training",
                    "voucher": format!("v-{number}"), "holder": format!("h-{number}")});
                service.send("u-issuer", command).await.0
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            200 => done += 1,
            status => assert_eq!(status, 409),
        }
    }
    assert_eq!(done, 2);
    let (_, budget) = service.get("u-manager", "/programmes/training/budget").await;
    assert_eq!(budget["available_fen"], 40_000);

    let (status, figures, _) = service.ask(None, "GET", "/metrics", String::new()).await;
    assert_eq!(status, StatusCode::OK);
    for line in [
        "doorstep_command_answers_total{outcome=\"applied\"} 4",
        "doorstep_command_answers_total{outcome=\"refused\"} 38",
        "doorstep_command_refusals_total{code=\"voucher.budget_short\"} 38",
        "doorstep_write_duration_seconds_count 42",
    ] {
        assert!(figures.contains(line), "{line}: {figures}");
    }
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(service.ask(None, "GET", path, String::new()).await.0, StatusCode::NO_CONTENT, "{path}");
    }
}

/// After a write that failed, the next request finds a ledger that was opened again.
#[tokio::test]
async fn the_service_comes_back_after_a_fault_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::over(&sqlite(folder.path()));
    let mut story = story().into_iter();
    let (caller, command) = story.next().unwrap();
    assert_eq!(service.send(caller, command).await.0, 200);
    // What another program does to the file makes the next write fail.
    let file = folder.path().join("ledger.db");
    let spoil = rusqlite::Connection::open(&file).unwrap();
    spoil
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no'); END")
        .unwrap();
    let (caller, command) = story.next().unwrap();
    let (status, answer) = service.send(caller, command.clone()).await;
    assert!(status >= 500, "{answer}");
    spoil.execute_batch("DROP TRIGGER full").unwrap();
    let (status, answer) = service.send(caller, command).await;
    assert_eq!((status, &answer["outcome"]), (200, &json!("applied")), "{answer}");
}

#[test]
fn a_list_of_callers_says_where_it_is_wrong() {
    let hash = "0".repeat(64);
    let row = |id: &str, role: &str, hash: &str| json!({"token_sha256": hash, "id": id, "role": role, "region": "37"});
    for (rows, says) in [
        (json!([row("u-1", "king", &hash)]), "caller 1: an unknown role"),
        (json!([row("u-1", "payer", &hash), row("u-2", "payer", &hash)]), "caller 2: the same token twice"),
        (json!([row("u-1", "payer", "x")]), "caller 1"),
        (json!([row("13900000000", "payer", &hash)]), "caller 1"),
    ] {
        let error = format!("{:#}", Callers::from_json(&rows.to_string()).unwrap_err());
        assert!(error.starts_with(says) && !error.contains("13900000000"), "{error}");
    }
}
