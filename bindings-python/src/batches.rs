//! Recommendations for more people than memory holds.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use doorstep::Seeker;
use doorstep::matching::Matcher;
use doorstep::table::Mapping;
use doorstep::wire::OnReject;
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::to_schema_pycapsule;

use crate::panic::guard;
use crate::people::{Asked, Pool};
use crate::table::{PyTable, Source, findings_table, records, stream};
use crate::work::Progress;

/// Tables of the best posts, one for each batch of people (分批推荐). `Matcher.recommend_batches` makes it.
///
/// It is an iterator of tables, each with the `rejects` of its batch, and an Arrow stream, which pyarrow, Polars and DuckDB
/// take as it is. Both go on where the other stopped. An error in a stream is that of the library that reads it, with our
/// text.
///
/// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "电工"}])
/// >>> people = ({"id": f"s{n}", "titles": ["电工"]} for n in range(5))
/// >>> import pyarrow
/// >>> reader = pyarrow.RecordBatchReader.from_stream(matcher.recommend_batches(people, batch_size=2))
/// >>> [batch.num_rows for batch in reader]
/// [2, 2, 1]
#[pyclass(module = "doorstep", name = "Batches", frozen)]
pub(crate) struct PyBatches {
    matcher: Arc<Matcher>,
    pool: Arc<Pool>,
    asked: Asked,
    reading: (Mapping, OnReject),
    batch_size: usize,
    schema: SchemaRef,
    state: Mutex<State>,
}

enum State {
    Ready(Source, Progress, usize),
    /// A thread is at the next batch; or what was here was lost in a mistake of ours.
    Busy,
    Done,
}

impl PyBatches {
    pub(crate) fn new(
        (matcher, pool): (Arc<Matcher>, Arc<Pool>),
        asked: Asked,
        reading: (Mapping, OnReject),
        batch_size: usize,
        source: Source,
        progress: Progress,
    ) -> PyResult<Self> {
        let schema = Arc::clone(asked.empty(&matcher)?.schema());
        let state = Mutex::new(State::Ready(source, progress, 0));
        Ok(Self { matcher, pool, asked, reading, batch_size, schema, state })
    }

    /// Held for a moment only, never while Python runs.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next batch. An error is the end.
    fn advance(&self, py: Python<'_>) -> PyResult<Option<PyTable>> {
        let state = std::mem::replace(&mut *self.state(), State::Busy);
        let (mut source, mut progress, done) = match state {
            State::Ready(source, progress, done) => (source, progress, done),
            State::Busy => return Err(PyRuntimeError::new_err("another thread is at the next batch")),
            State::Done => {
                *self.state() = State::Done;
                return Ok(None);
            }
        };
        let batch = progress.report(py, done).and_then(|()| self.batch(py, &mut source));
        let (table, state) = match batch {
            Ok(Some((table, people))) => (Ok(Some(table)), State::Ready(source, progress, done + people)),
            Ok(None) => (Ok(None), State::Done),
            Err(error) => (Err(error), State::Done),
        };
        *self.state() = state;
        table
    }

    /// The next batch, and how many people it has.
    fn batch(&self, py: Python<'_>, source: &mut Source) -> PyResult<Option<(PyTable, usize)>> {
        let Some((before, raw)) = source.next(py, self.batch_size)? else { return Ok(None) };
        let (mapping, on_reject) = &self.reading;
        let (seekers, findings) = records::<Seeker>(py, before, &raw, mapping, *on_reject)?;
        let count = raw.table.rows().len();
        drop(raw);
        let threads = self.pool.threads(py)?;
        let columns = self.asked.answer_all(py, &self.matcher, seekers, &threads, None)?;
        let table = columns.finish(Some(findings_table(py, &findings)?))?;
        Ok(Some((table, count)))
    }

    /// The next batch for an Arrow stream, whose reader may be on any thread.
    fn record_batches(&self) -> Option<Result<Vec<RecordBatch>, ArrowError>> {
        let table = Python::attach(|py| guard(py, || self.advance(py)));
        let table = table.map_err(|error| ArrowError::ExternalError(Box::new(error))).transpose()?;
        Some(table.map(PyTable::into_batches))
    }
}

#[pymethods]
impl PyBatches {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<PyTable>> {
        guard(py, || self.advance(py))
    }

    fn __repr__(&self) -> String {
        format!("doorstep.Batches(of {} people)", self.batch_size)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.Batches is not pickled; pickle the tables that it gives"))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        slf: Py<Self>,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let schema = Arc::clone(&slf.get().schema);
        let batches = std::iter::from_fn(move || slf.get().record_batches());
        let batches = batches.flat_map(|batches| match batches {
            Ok(batches) => batches.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        });
        stream(py, &schema, batches, requested_schema)
    }
}
