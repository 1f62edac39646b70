//! Long work: the interpreter is let go while it runs, progress is shown, Ctrl-C stops it.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use doorstep::matching::MatchingError;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

use crate::error::{raise, warn};

/// How long the interpreter is let go at a stretch: short enough for Ctrl-C to feel immediate.
const STRETCH: Duration = Duration::from_millis(50);

/// Calls `f` for every item without the interpreter, and comes back to it now and then.
///
/// An exception of a progress callable, and `KeyboardInterrupt`, stop the work.
pub(crate) fn each<T: Sync, R: Send, E: Into<doorstep::Error> + Send>(
    py: Python<'_>,
    items: &[T],
    progress: Option<&Bound<'_, PyAny>>,
    f: impl Fn(&T) -> Result<R, E> + Sync,
) -> PyResult<Vec<R>> {
    let mut progress = Progress::start(py, progress, items.len())?;
    let mut results = Vec::with_capacity(items.len());
    let mut items = items.iter();
    while items.len() > 0 {
        let stretch = py.detach(|| {
            let end = Instant::now() + STRETCH;
            let mut done = Vec::new();
            for item in items.by_ref() {
                done.push(f(item)?);
                if Instant::now() >= end {
                    break;
                }
            }
            Ok(done)
        });
        results.extend(stretch.map_err(|error: E| raise(py, error))?);
        py.check_signals()?;
        progress.report(py, results.len())?;
    }
    Ok(results)
}

/// Calls `f` without the interpreter, and comes back to it whenever `f` tells how far it is.
///
/// An exception of a progress callable, and `KeyboardInterrupt`, stop the work.
pub(crate) fn together<R: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    total: usize,
    f: impl FnOnce(&mut dyn doorstep::matching::Progress) -> Result<R, MatchingError> + Send,
) -> PyResult<R> {
    let mut progress = Progress::start(py, progress, total)?;
    let (result, raised) = py.detach(|| {
        let mut raised = None;
        let mut told = |done: usize, _: usize| {
            let answer = Python::attach(|py| py.check_signals().and_then(|()| progress.report(py, done)));
            match answer {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    raised = Some(error);
                    ControlFlow::Break(())
                }
            }
        };
        (f(&mut told), raised)
    });
    match raised {
        Some(error) => Err(error),
        None => result.map_err(|error| raise(py, error)),
    }
}

/// Whom to tell how far the work is.
enum Progress {
    Nobody,
    /// A tqdm bar, and what it has been told.
    Bar(Py<PyAny>, usize),
    /// A callable of (done, total), and the total.
    Callable(Py<PyAny>, usize),
}

impl Progress {
    fn start(py: Python<'_>, wanted: Option<&Bound<'_, PyAny>>, total: usize) -> PyResult<Self> {
        let Some(wanted) = wanted else { return Ok(Self::Nobody) };
        if !wanted.is_callable() {
            return if wanted.is_truthy()? { Self::bar(py, total) } else { Ok(Self::Nobody) };
        }
        wanted.call1((0, total))?;
        Ok(Self::Callable(wanted.clone().unbind(), total))
    }

    fn bar(py: Python<'_>, total: usize) -> PyResult<Self> {
        match py.import("tqdm.auto") {
            Ok(tqdm) => {
                let bar = tqdm.call_method1("tqdm", (py.None(), py.None(), total))?;
                Ok(Self::Bar(bar.unbind(), 0))
            }
            Err(error) if error.is_instance_of::<PyImportError>(py) => {
                warn(py, "progress=True shows nothing, because tqdm is not installed")?;
                Ok(Self::Nobody)
            }
            Err(error) => Err(error),
        }
    }

    fn report(&mut self, py: Python<'_>, done: usize) -> PyResult<()> {
        match self {
            Self::Nobody => Ok(()),
            Self::Bar(bar, told) => {
                bar.call_method1(py, "update", (done - *told,))?;
                *told = done;
                Ok(())
            }
            Self::Callable(callable, total) => callable.call1(py, (done, *total)).map(drop),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Self::Bar(bar, _) = self {
            // The work's own result or error matters more than a bar that cannot be closed.
            let _ = Python::attach(|py| bar.call_method0(py, "close"));
        }
    }
}
