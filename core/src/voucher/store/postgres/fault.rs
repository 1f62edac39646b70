//! What PostgreSQL's answers mean here.

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::voucher::error::{VoucherCode, VoucherError};

/// The server's own text is not passed on: it may quote a value. Its five-letter code is.
pub(super) fn fault(error: &Error) -> VoucherError {
    let Some(state) = error.code() else {
        return VoucherError::new(VoucherCode::StoreIo).because("the connection failed or was lost");
    };
    let code = match state.code().as_bytes() {
        // No lock in time, a statement too long, a conflict, too many connections, a server that starts or stops.
        b"55P03" | b"57014" | b"40001" | b"40P01" | b"53300" | b"57P03" => VoucherCode::StoreBusy,
        // The disk is full, memory is out.
        b"53100" => VoucherCode::StoreFull,
        // A read-only transaction, a missing right.
        b"25006" | b"42501" => VoucherCode::StoreReadOnly,
        // Another table, column or function than ours.
        b"42P01" | b"42703" | b"42883" | b"3F000" => VoucherCode::NotALedger,
        b"XX001" | b"XX002" => VoucherCode::BrokenChain,
        [b'2', b'3', ..] => VoucherCode::StoreFailed,
        _ => VoucherCode::StoreIo,
    };
    VoucherError::new(code).because(format!("SQLSTATE {}", state.code()))
}

/// Whether the connection is gone: closed, broken, or ended by the server.
pub(super) fn is_lost(error: &Error) -> bool {
    error.as_db_error().is_none_or(is_end)
}

fn is_end(error: &DbError) -> bool {
    matches!(error.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
        || matches!(error.severity(), "FATAL" | "PANIC")
}

/// Whether the same again, from the beginning, may succeed at once.
pub(super) fn is_conflict(error: &Error) -> bool {
    error.code().is_some_and(|state| {
        *state == SqlState::T_R_SERIALIZATION_FAILURE || *state == SqlState::T_R_DEADLOCK_DETECTED
    })
}

/// Whether an error in answer to COMMIT says that nothing was committed: a conflict or a constraint. All other errors
/// may have come after the commit.
pub(super) fn is_rolled_back(error: &Error) -> bool {
    let state = error.code().map_or("", SqlState::code);
    !is_lost(error) && (is_conflict(error) || state.starts_with("23"))
}
