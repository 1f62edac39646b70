//! What goes wrong with a request, as a status and a body.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use doorstep::voucher::{VoucherCode, VoucherError};
use serde::Serialize;

/// A request that was not done.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    #[serde(skip)]
    status: StatusCode,
    code: &'static str,
    message_en: String,
    message_zh: String,
    /// The entry of a list, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
}

impl Failure {
    fn new(status: StatusCode, code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { status, code, message_en: en.into(), message_zh: zh.into(), row: None }
    }

    pub(crate) fn in_row(mut self, row: usize) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) fn unauthorized() -> Self {
        let status = StatusCode::UNAUTHORIZED;
        Self::new(status, "service.unauthorized", "no valid bearer token", "缺少有效的访问令牌")
    }

    /// Not there, or not for this caller: which of the two is not told.
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "service.not_found", "not found", "未找到")
    }

    pub(crate) fn too_slow() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::new(
            status,
            "service.too_slow",
            "no answer in time: ask for the status",
            "超时未答复，请查询办理状态",
        )
    }

    pub(crate) fn not_json() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "service.not_json", "not JSON", "不是 JSON")
    }

    pub(crate) fn not_a_list() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "service.not_a_list", "not a list of commands", "不是命令列表")
    }

    pub(crate) fn too_many(limit: usize) -> Self {
        let (en, zh) = (format!("more than {limit} commands"), format!("命令超过 {limit} 条"));
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "service.too_many", en, zh)
    }

    pub(crate) fn actor_named() -> Self {
        let (en, zh) = ("the actor comes from the token: leave it out", "操作主体由令牌确定，请勿填写");
        Self::new(StatusCode::BAD_REQUEST, "service.actor_named", en, zh)
    }

    pub(crate) fn clock() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "service.clock", "the machine's clock is out of range", "系统时钟超出范围")
    }

    fn internal() -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "service.internal", "an internal fault", "内部故障")
    }
}

impl From<VoucherError> for Failure {
    fn from(error: VoucherError) -> Self {
        let code = error.code();
        let status = match code {
            VoucherCode::StoreBusy | VoucherCode::Poisoned => StatusCode::SERVICE_UNAVAILABLE,
            VoucherCode::StoreFull => StatusCode::INSUFFICIENT_STORAGE,
            _ if code.code().starts_with("command.") => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, code.code(), error.to_string(), error.message_zh())
    }
}

/// A task that panicked. Its text stays on standard error, where the panic itself put it.
impl From<tokio::task::JoinError> for Failure {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::internal()
    }
}

impl From<serde_json::Error> for Failure {
    fn from(_: serde_json::Error) -> Self {
        Self::internal()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self.status {
            status @ StatusCode::UNAUTHORIZED => {
                (status, [(WWW_AUTHENTICATE, "Bearer")], Json(self)).into_response()
            }
            status @ StatusCode::SERVICE_UNAVAILABLE => {
                (status, [(RETRY_AFTER, "1")], Json(self)).into_response()
            }
            status => (status, Json(self)).into_response(),
        }
    }
}
