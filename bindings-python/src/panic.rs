//! What a panic may say, and how it reaches Python.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;

use crate::error::internal;

thread_local! {
    /// Where the last panic of this thread was.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
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
            PLACE.with_borrow_mut(|last| *last = place);
        }
    }));
}

/// Runs what Python has called. A panic becomes an `InternalError`, which `except Exception` catches, unlike the exception
/// that pyo3 would make of it.
///
/// What a panic leaves behind is sound: the classes are frozen, and a lock that was held is poisoned.
pub(crate) fn guard<T>(py: Python<'_>, call: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|_| Err(internal(py, &PLACE.with_borrow(String::clone))))
}
