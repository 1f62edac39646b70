//! What a panic may say, and how it reaches Python.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;

use crate::error::internal;

/// Where the last panic was: on the thread that Python called, or on one that works for it.
static PLACE: Mutex<String> = Mutex::new(String::new());

fn last_place() -> MutexGuard<'static, String> {
    PLACE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets a panic of this library name its place in the source and nothing else.
///
/// A panic is a bug. Its message may quote the value that met it, which may be personal, and would go to standard error
/// before Python could catch anything. The hook is this extension's own: other Rust extensions keep theirs.
pub(crate) fn quiet() {
    std::panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            let place = format!("{}:{}", place.file(), place.line());
            eprintln!("doorstep: internal error at {place}");
            *last_place() = place;
        }
    }));
}

/// Runs what Python has called. A panic becomes an `InternalError`, which `except Exception` catches, unlike the exception
/// that pyo3 would make of it.
///
/// What a panic leaves behind is sound: the classes are frozen, and a lock that was held is poisoned.
pub(crate) fn guard<T>(py: Python<'_>, call: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        let place = last_place().clone();
        Err(internal(py, &place))
    })
}
