//! Long work: the interpreter is let go while it runs, progress is shown, Ctrl-C stops it.

use std::time::{Duration, Instant};

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
        progress.report(results.len())?;
    }
    Ok(results)
}

/// Whom to tell how far the work is.
enum Progress<'py> {
    Nobody,
    /// A tqdm bar, and what it has been told.
    Bar(Bound<'py, PyAny>, usize),
    /// A callable of (done, total), and the total.
    Callable(Bound<'py, PyAny>, usize),
}

impl<'py> Progress<'py> {
    fn start(py: Python<'py>, wanted: Option<&Bound<'py, PyAny>>, total: usize) -> PyResult<Self> {
        let Some(wanted) = wanted else { return Ok(Self::Nobody) };
        if !wanted.is_callable() {
            return if wanted.is_truthy()? { Self::bar(py, total) } else { Ok(Self::Nobody) };
        }
        wanted.call1((0, total))?;
        Ok(Self::Callable(wanted.clone(), total))
    }

    fn bar(py: Python<'py>, total: usize) -> PyResult<Self> {
        match py.import("tqdm.auto") {
            Ok(tqdm) => Ok(Self::Bar(tqdm.call_method1("tqdm", (py.None(), py.None(), total))?, 0)),
            Err(error) if error.is_instance_of::<PyImportError>(py) => {
                warn(py, "progress=True shows nothing, because tqdm is not installed")?;
                Ok(Self::Nobody)
            }
            Err(error) => Err(error),
        }
    }

    fn report(&mut self, done: usize) -> PyResult<()> {
        match self {
            Self::Nobody => Ok(()),
            Self::Bar(bar, told) => {
                bar.call_method1("update", (done - *told,))?;
                *told = done;
                Ok(())
            }
            Self::Callable(callable, total) => callable.call1((done, *total)).map(drop),
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Self::Bar(bar, _) = self {
            // The work's own result or error matters more than a bar that cannot be closed.
            let _ = bar.call_method0("close");
        }
    }
}
