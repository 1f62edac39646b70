//! Long work: the interpreter is let go while it runs, progress is shown, Ctrl-C stops it.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use doorstep::matching::MatchingError;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::PyBool;

use crate::error::{raise, warn};

/// How long the interpreter is let go at a stretch: short enough for Ctrl-C to feel immediate.
const STRETCH: Duration = Duration::from_millis(50);

/// Calls `f` for every item without the interpreter, and comes back to it now and then.
///
/// `KeyboardInterrupt`, an exception of a progress callable, and its answer `False`, stop the work.
pub(crate) fn each<T: Sync, R: Send, E: Into<doorstep::Error> + Send>(
    py: Python<'_>,
    items: &[T],
    progress: Option<&Bound<'_, PyAny>>,
    f: impl Fn(&T) -> Result<R, E> + Sync,
) -> PyResult<Vec<R>> {
    let mut progress = Progress::start(py, progress, Some(items.len()))?;
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

/// Several passes of the core over the same items, told as one.
pub(crate) struct Passes {
    progress: Progress,
    total: usize,
    passes: usize,
    /// Items of the passes that are over.
    before: usize,
    told: usize,
    /// What stopped the work.
    raised: Option<PyErr>,
}

impl Passes {
    /// Goes on to the next pass.
    pub(crate) fn next(&mut self) {
        self.before += self.total;
    }
}

impl doorstep::matching::Progress for Passes {
    fn report(&mut self, done: usize, _all: usize) -> ControlFlow<()> {
        let done = (self.before + done) / self.passes;
        let answer = Python::attach(|py| {
            py.check_signals()?;
            if done > self.told {
                self.told = done;
                self.progress.report(py, done)?;
            }
            Ok(())
        });
        match answer {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.raised = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}

/// Calls `f`, which goes over the items in so many passes, without the interpreter, and comes back to it whenever `f` tells
/// how far it is.
///
/// `KeyboardInterrupt`, an exception of a progress callable, and its answer `False`, stop the work.
pub(crate) fn together<R: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    total: usize,
    passes: usize,
    f: impl FnOnce(&mut Passes) -> Result<R, MatchingError> + Send,
) -> PyResult<R> {
    let progress = Progress::start(py, progress, Some(total))?;
    let mut told = Passes { progress, total, passes: passes.max(1), before: 0, told: 0, raised: None };
    let result = py.detach(|| f(&mut told));
    result.map_err(|error| told.raised.take().unwrap_or_else(|| raise(py, error)))
}

/// Whom to tell how far the work is.
pub(crate) enum Progress {
    Nobody,
    /// A tqdm bar, and what it has been told.
    Bar(Py<PyAny>, usize),
    /// A callable of (done, total), and the total if it is known.
    Callable(Py<PyAny>, Option<usize>),
}

impl Progress {
    /// Begins to tell: that nothing is done yet.
    pub(crate) fn start(
        py: Python<'_>,
        wanted: Option<&Bound<'_, PyAny>>,
        total: Option<usize>,
    ) -> PyResult<Self> {
        let progress = Self::of(py, wanted, total)?;
        if let Self::Callable(callable, total) = &progress {
            tell(py, callable, 0, *total)?;
        }
        Ok(progress)
    }

    /// The bar or the callable, which is told nothing yet.
    pub(crate) fn of(
        py: Python<'_>,
        wanted: Option<&Bound<'_, PyAny>>,
        total: Option<usize>,
    ) -> PyResult<Self> {
        let Some(wanted) = wanted else { return Ok(Self::Nobody) };
        if !wanted.is_callable() {
            return if wanted.is_truthy()? { Self::bar(py, total) } else { Ok(Self::Nobody) };
        }
        Ok(Self::Callable(wanted.clone().unbind(), total))
    }

    fn bar(py: Python<'_>, total: Option<usize>) -> PyResult<Self> {
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

    pub(crate) fn report(&mut self, py: Python<'_>, done: usize) -> PyResult<()> {
        match self {
            Self::Nobody => Ok(()),
            Self::Bar(bar, told) => {
                bar.call_method1(py, "update", (done - *told,))?;
                *told = done;
                Ok(())
            }
            Self::Callable(callable, total) => tell(py, callable, done, *total),
        }
    }
}

/// Calls a progress callable; if it answers `False`, the work stops.
fn tell(py: Python<'_>, callable: &Py<PyAny>, done: usize, total: Option<usize>) -> PyResult<()> {
    let answer = callable.bind(py).call1((done, total))?;
    let stop = answer.cast::<PyBool>().is_ok_and(|go_on| !go_on.is_true());
    if stop { Err(raise(py, MatchingError::stopped(done, total))) } else { Ok(()) }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Self::Bar(bar, _) = self {
            // The work's own result or error matters more than a bar that cannot be closed.
            let _ = Python::attach(|py| bar.call_method0(py, "close"));
        }
    }
}
