//! People made ready together, and what is recommended to them.

use std::process;
use std::sync::{Mutex, PoisonError};

use doorstep::Seeker;
use doorstep::matching::{Matcher, MatchingError, Measured, People, Ranking, Threads};
use doorstep::wire::{Language, Recommendation, recommendations_ranked};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::error::raise;
use crate::table::{Columns, PyTable, count};
use crate::work::{self, Passes};

/// People made ready for a matcher (求职者批次): read once, recommended to as often as wanted. `Matcher.prepare` makes them.
#[pyclass(module = "doorstep", name = "People", frozen)]
pub(crate) struct PyPeople {
    pub(crate) people: People<'static>,
    pub(crate) rejects: Py<PyTable>,
}

#[pymethods]
impl PyPeople {
    /// What was wrong with the people, as a table: row, column, code, value, effect, message_en, message_zh.
    #[getter]
    fn rejects(&self, py: Python<'_>) -> Py<PyTable> {
        self.rejects.clone_ref(py)
    }

    fn __len__(&self) -> usize {
        self.people.len()
    }

    fn __repr__(&self) -> String {
        format!("doorstep.People({} people)", self.people.len())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a doorstep.People is not pickled; prepare them with the matcher where they are needed",
        ))
    }
}

/// The threads that a matcher works on.
pub(crate) struct Pool {
    count: usize,
    /// The process that they belong to: threads do not come along when a process forks, and a pool of threads that are not
    /// there would be waited for without end.
    live: Mutex<(u32, Threads)>,
}

impl Pool {
    /// So many threads; 0 for as many as the machine runs at once.
    pub(crate) fn new(py: Python<'_>, count: usize) -> PyResult<Self> {
        let threads = Threads::new(count).map_err(|error| raise(py, error))?;
        Ok(Self { count, live: Mutex::new((process::id(), threads)) })
    }

    /// The threads of this process. The lock is held for a moment only, and by whoever holds the interpreter, so that no
    /// process forks meanwhile.
    pub(crate) fn threads(&self, py: Python<'_>) -> PyResult<Threads> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let here = process::id();
        if live.0 != here {
            let threads = Threads::new(self.count).map_err(|error| raise(py, error))?;
            // To end the threads of another process, one would have to wait for them, too.
            std::mem::forget(std::mem::replace(&mut *live, (here, threads)));
        }
        Ok(live.1.clone())
    }
}

/// What is asked for many people.
pub(crate) struct Asked {
    pub(crate) k: usize,
    /// The language of the reasons, or nothing if scores alone are asked for.
    pub(crate) details: Option<Language>,
}

impl Asked {
    /// How often the work goes over the people.
    pub(crate) fn passes(&self) -> usize {
        if self.details.is_some() { 2 } else { 1 }
    }

    /// The best posts for each of the people.
    pub(crate) fn answer(
        &self,
        matcher: &Matcher,
        people: &People<'_>,
        threads: &Threads,
        told: &mut Passes,
    ) -> Result<Columns, MatchingError> {
        let ranking = matcher.recommend_to(people, self.k, threads, told)?;
        let Some(language) = self.details else { return Ok(ranking_columns(matcher, people, &ranking)) };
        told.next();
        let found = recommendations_ranked(matcher, people, &ranking, language, threads, told)?;
        Ok(recommendation_columns(matcher, &found))
    }

    /// The same for people who are not made ready yet.
    pub(crate) fn answer_all(
        &self,
        py: Python<'_>,
        matcher: &Matcher,
        seekers: Vec<Seeker>,
        threads: &Threads,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Columns> {
        work::together(py, progress, seekers.len(), 1 + self.passes(), |told| {
            let people = matcher.prepare(seekers, threads, told)?;
            told.next();
            self.answer(matcher, &people, threads, told)
        })
    }

    /// The table for nobody.
    pub(crate) fn empty(&self, matcher: &Matcher) -> PyResult<PyTable> {
        let columns = match self.details {
            Some(_) => recommendation_columns(matcher, &[]),
            None => score_columns([].into_iter(), [].into_iter(), [].into_iter(), [].into_iter()),
        };
        columns.finish(None)
    }
}

fn ranking_columns(matcher: &Matcher, people: &People<'_>, ranking: &Ranking) -> Columns {
    let posts: Vec<&str> = matcher.posts().map(|post| post.id.as_str()).collect();
    let rows = || (0..people.len()).flat_map(|person| ranking.of(person));
    let ids = people.ids().enumerate();
    let ranks = (0..people.len()).flat_map(|person| 1..=count(ranking.of(person).len()));
    let post_id = |post: u32| usize::try_from(post).ok().and_then(|post| posts.get(post)).copied();
    score_columns(
        ids.flat_map(|(person, id)| std::iter::repeat_n(id, ranking.of(person).len())),
        ranks,
        rows().map(|one| post_id(one.post).unwrap_or_default()),
        rows().map(|one| one.score.into()),
    )
}

fn score_columns<'a>(
    seeker_ids: impl Iterator<Item = &'a str>,
    ranks: impl Iterator<Item = i64>,
    post_ids: impl Iterator<Item = &'a str>,
    scores: impl Iterator<Item = i64>,
) -> Columns {
    Columns::default()
        .text("seeker_id", seeker_ids)
        .integer("rank", ranks)
        .text("post_id", post_ids)
        .integer("score", scores)
}

/// Everything that is told of recommendations.
pub(crate) fn recommendation_columns(matcher: &Matcher, found: &[Recommendation]) -> Columns {
    let rows = || found.iter();
    let columns = Columns::default()
        .text("seeker_id", rows().map(|row| row.seeker_id.as_str()))
        .integer("rank", rows().map(|row| row.rank.into()))
        .text("post_id", rows().map(|row| row.post_id.as_str()))
        .integer("score", rows().map(|row| row.score.into()))
        .integer("priority", rows().map(|row| row.priority.into()))
        .integer("known", rows().map(|row| row.known.into()))
        .some_integer("distance_m", rows().map(|row| row.distance_m.map(count)))
        .some_integer("travel_min", rows().map(|row| row.travel_min.map(count)));
    measured_column(matcher, columns, rows().map(|row| row.measured))
        .texts("unknown", rows().map(|row| row.unknown.iter().map(|constraint| constraint.code())))
        .texts("reasons", rows().map(|row| row.reasons.iter().map(String::as_str)))
}

/// By what ways are measured, where that is not always the same.
pub(crate) fn measured_column(
    matcher: &Matcher,
    columns: Columns,
    measured: impl Iterator<Item = Option<Measured>>,
) -> Columns {
    if matcher.networks().next().is_none() {
        return columns;
    }
    columns.some_text("measured", measured.map(|one| one.map(Measured::code)))
}
