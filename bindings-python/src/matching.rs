//! Matching people to posts.

use std::sync::Arc;

use doorstep::matching::{MatchOptions, Matcher, People, Ranking, Threads};
use doorstep::table::Finding;
use doorstep::text::Lexicon;
use doorstep::wire::{
    Language, Near, RankedHit, Recommendation, RequestCode, candidates_among, candidates_of, filters_of_row,
    hits, posts_asked, recommendations, recommendations_ranked,
};
use doorstep::{Post, Seeker};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PySlice, PyString};
use serde_json::{Map, Value};

use crate::error::{option, raise, refuse};
use crate::json;
use crate::lexicon::PyLexicon;
use crate::panic::guard;
use crate::table::{Columns, PyTable, count, findings_table, on_reject, read, read_one, texts};
use crate::work;

/// Posts made ready for matching (人岗匹配).
///
/// `posts` is any Arrow table (pandas, Polars, pyarrow, DuckDB) or a list of dicts; `doorstep.fields("post")` names the
/// columns, and `mapping` (a dict, JSON text or the path of a JSON file) says which column is which field. Without
/// `today`, what depends on a date stays open. `weights` says how much each part of a score counts, `hours` how wages of
/// different periods compare, `travel` how fast people travel. What no field says is read from titles, descriptions and
/// wishes with the `lexicon`, the default one if it is `None`; with `read_text=False` fields alone count. `priorities` says
/// how much policy puts each key group first, in millionths; with `order="priority_then_fit"` that comes before the score.
/// `threads` is how many threads serve people that are given together, by default as many as the machine runs at once;
/// results do not depend on it. `errors="collect"` leaves rows out that cannot be read and lists them in `rejects`; else
/// they are raised.
///
/// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "物业保安"}, {"id": "p2", "title": "电工"}])
/// >>> matcher.recommend([{"id": "s1", "titles": ["保安"]}], k=1).to_pylist()[0]["post_id"]
/// 'p1'
#[pyclass(module = "doorstep", name = "Matcher", frozen)]
pub(crate) struct PyMatcher {
    matcher: Arc<Matcher>,
    threads: Threads,
    rejects: Py<PyTable>,
}

/// People made ready for a matcher (求职者批次): read once, recommended to as often as wanted. `Matcher.prepare` makes them.
#[pyclass(module = "doorstep", name = "People", frozen)]
pub(crate) struct PyPeople {
    people: People<'static>,
    rejects: Py<PyTable>,
}

/// Tables of the best posts, one for each batch of people. `Matcher.recommend_batches` makes it.
#[pyclass(module = "doorstep", name = "Batches")]
pub(crate) struct PyBatches {
    matcher: Py<PyMatcher>,
    seekers: Source,
    k: u32,
    mapping: Option<Py<PyAny>>,
    errors: String,
    language: String,
    details: bool,
}

/// Where people come from.
enum Source {
    /// An iterator of tables.
    Tables(Py<PyAny>),
    /// One table that is sliced: what is left of it begins at `next`.
    Slices { table: Py<PyAny>, next: usize, size: usize },
}

impl Source {
    /// A table is cut in slices; what gives tables one after another is asked for them when they are needed.
    fn of(seekers: &Bound<'_, PyAny>, size: usize) -> PyResult<Self> {
        if seekers.hasattr("__next__")? {
            return Ok(Self::Tables(seekers.clone().unbind()));
        }
        Ok(Self::Slices { table: seekers.clone().unbind(), next: 0, size: size.max(1) })
    }

    fn next<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self {
            Self::Tables(tables) => tables.bind(py).try_iter()?.next().transpose(),
            Self::Slices { table, next, size } => {
                let table = table.bind(py);
                if *next >= table.len()? {
                    return Ok(None);
                }
                let slice = PySlice::new(py, isize::try_from(*next)?, isize::try_from(*next + *size)?, 1);
                *next += *size;
                // Data frames of pandas take slices of rows by `iloc`.
                let rows = if table.hasattr("iloc")? { table.getattr("iloc")? } else { table.clone() };
                rows.get_item(slice).map(Some)
            }
        }
    }
}

#[pymethods]
impl PyBatches {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<PyTable>> {
        let Some(seekers) = self.seekers.next(py)? else { return Ok(None) };
        let mapping = self.mapping.as_ref().map(|mapping| mapping.bind(py));
        let matcher = self.matcher.get();
        let (errors, language) = (self.errors.as_str(), self.language.as_str());
        if !self.details {
            return matcher.recommend(py, &seekers, self.k, mapping, errors, language, false, None).map(Some);
        }
        let people = Bound::new(py, matcher.prepare(py, &seekers, mapping, errors, None)?)?;
        matcher.recommend(py, people.as_any(), self.k, None, errors, language, true, None).map(Some)
    }
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
}

#[pymethods]
impl PyMatcher {
    #[new]
    #[pyo3(signature = (posts, *, mapping=None, today=None, weights=None, hours=None, travel=None, lexicon=None,
        network=None, read_text=true, priorities=None, order="fit", threads=0, errors="raise"))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn new(
        py: Python<'_>,
        posts: &Bound<'_, PyAny>,
        mapping: Option<&Bound<'_, PyAny>>,
        today: Option<&Bound<'_, PyAny>>,
        weights: Option<&Bound<'_, PyAny>>,
        hours: Option<&Bound<'_, PyAny>>,
        travel: Option<&Bound<'_, PyAny>>,
        lexicon: Option<&PyLexicon>,
        network: Option<&Bound<'_, PyAny>>,
        read_text: bool,
        priorities: Option<&Bound<'_, PyAny>>,
        order: &str,
        threads: usize,
        errors: &str,
    ) -> PyResult<Self> {
        guard(py, || {
            if network.is_some() {
                return Err(refuse(py, RequestCode::NotAvailable, "`network`"));
            }
            let mut options = Map::new();
            options.insert("read_text".to_owned(), read_text.into());
            options.insert("order".to_owned(), order.into());
            for (name, given) in [
                ("today", today),
                ("weights", weights),
                ("hours", hours),
                ("travel", travel),
                ("priorities", priorities),
            ] {
                if let Some(given) = given {
                    options.insert(name.to_owned(), json::from_python(&day_of(given)?)?);
                }
            }
            let options: MatchOptions = option(py, Value::Object(options))?;
            let (posts, findings) = read::<Post>(posts, mapping, on_reject(py, errors)?)?;
            let lexicon = lexicon.map_or_else(Lexicon::embedded, PyLexicon::shared);
            let matcher = py.detach(|| Matcher::with_lexicon(posts, options, lexicon));
            let matcher = matcher.map_err(|error| raise(py, error))?;
            let threads = Threads::new(threads).map_err(|error| raise(py, error))?;
            Ok(Self { matcher: Arc::new(matcher), threads, rejects: findings_table(py, &findings)? })
        })
    }

    /// The `k` best posts for each person (岗位推荐), as the table `seeker_id, rank, post_id, score, priority, known,
    /// distance_m, travel_min, unknown, reasons`.
    ///
    /// Rows come by person in the order given and by rank. `score`, `priority` (how far policy puts the person first for the
    /// post) and `known` (the share of all weight that belongs to known facts) are in millionths; `unknown` lists the conditions whose answer is open; `reasons` are in `language`,
    /// `"zh"` or `"en"`. `progress` is `True` for a tqdm bar or a callable of (done, total). With `errors="collect"` the
    /// people whose rows cannot be read are in `rejects` of the result.
    ///
    /// `seekers` may also be people that `prepare` made ready. With `details=False` the table is `seeker_id, rank, post_id,
    /// score` alone, which takes a small part of the time.
    #[pyo3(signature = (seekers, k=10, *, mapping=None, errors="raise", language="zh", details=true, progress=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn recommend(
        &self,
        py: Python<'_>,
        seekers: &Bound<'_, PyAny>,
        k: u32,
        mapping: Option<&Bound<'_, PyAny>>,
        errors: &str,
        language: &str,
        details: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyTable> {
        guard(py, || {
            let language: Language = option(py, language.into())?;
            let k = usize::try_from(k).unwrap_or(usize::MAX);
            if let Ok(people) = seekers.cast::<PyPeople>() {
                let people = people.get();
                let rejects = Some(people.rejects(py));
                return self.ranked(py, &people.people, k, details.then_some(language), progress, rejects);
            }
            let (seekers, findings) = read::<Seeker>(seekers, mapping, on_reject(py, errors)?)?;
            if !details {
                let people = py.detach(|| self.matcher.prepare(seekers, &self.threads, &mut ()));
                let people = people.map_err(|error| raise(py, error))?;
                let rejects = Some(findings_table(py, &findings)?);
                return self.ranked(py, &people, k, None, progress, rejects);
            }
            let found = work::each(py, &seekers, progress, |seeker| {
                recommendations(&self.matcher, seeker, k, language)
            })?;
            recommendation_table(py, &found.concat(), &findings)
        })
    }

    /// Reads people once, to be recommended to as often as wanted (求职者批次).
    ///
    /// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "物业保安"}, {"id": "p2", "title": "电工"}])
    /// >>> people = matcher.prepare([{"id": "s1", "titles": ["保安"]}, {"id": "s2", "titles": ["电工"]}])
    /// >>> [row["post_id"] for row in matcher.recommend(people, k=1, details=False).to_pylist()]
    /// ['p1', 'p2']
    #[pyo3(signature = (seekers, *, mapping=None, errors="raise", progress=None))]
    fn prepare(
        &self,
        py: Python<'_>,
        seekers: &Bound<'_, PyAny>,
        mapping: Option<&Bound<'_, PyAny>>,
        errors: &str,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyPeople> {
        guard(py, || {
            let (seekers, findings) = read::<Seeker>(seekers, mapping, on_reject(py, errors)?)?;
            let people = work::together(py, progress, seekers.len(), |told| {
                self.matcher.prepare(seekers, &self.threads, told)
            })?;
            Ok(PyPeople { people, rejects: findings_table(py, &findings)? })
        })
    }

    /// What `recommend` gives, batch by batch (分批推荐), so that a million people never stand in memory together.
    ///
    /// `seekers` is a table, which is cut into `batch_size` people at a time, or an iterator of tables such as a
    /// `pyarrow.RecordBatchReader`, of which each is one batch and read when it is asked for. Each batch gives one table.
    ///
    /// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "物业保安"}, {"id": "p2", "title": "电工"}])
    /// >>> people = [{"id": f"s{n}", "titles": ["电工"]} for n in range(5)]
    /// >>> [len(table) for table in matcher.recommend_batches(people, k=1, batch_size=2)]
    /// [2, 2, 1]
    #[pyo3(signature = (seekers, k=10, *, batch_size=20_000, mapping=None, errors="raise", language="zh", details=false))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn recommend_batches(
        slf: &Bound<'_, Self>,
        seekers: &Bound<'_, PyAny>,
        k: u32,
        batch_size: usize,
        mapping: Option<Py<PyAny>>,
        errors: &str,
        language: &str,
        details: bool,
    ) -> PyResult<PyBatches> {
        let py = slf.py();
        guard(py, || {
            let _: Language = option(py, language.into())?;
            on_reject(py, errors)?;
            let seekers = Source::of(seekers, batch_size)?;
            let matcher = slf.clone().unbind();
            Ok(PyBatches {
                matcher,
                seekers,
                k,
                mapping,
                errors: errors.into(),
                language: language.into(),
                details,
            })
        })
    }

    /// The matcher as bytes for `from_bytes` (保存): posts, options and what was read from texts.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || Ok(PyBytes::new(py, &py.detach(|| self.matcher.to_bytes()))))
    }

    /// The matcher that was saved (加载), without reading the posts again. Bytes from anywhere do no harm: what is damaged,
    /// or of another version or lexicon, is raised.
    ///
    /// >>> saved = doorstep.Matcher([{"id": "p1", "title": "电工"}]).to_bytes()
    /// >>> len(doorstep.Matcher.from_bytes(saved))
    /// 1
    #[staticmethod]
    #[pyo3(signature = (data, *, lexicon=None, threads=0))]
    fn from_bytes(
        py: Python<'_>,
        data: &[u8],
        lexicon: Option<&PyLexicon>,
        threads: usize,
    ) -> PyResult<Self> {
        guard(py, || {
            let lexicon = lexicon.map(PyLexicon::shared);
            let matcher = py.detach(|| match lexicon {
                Some(lexicon) => Matcher::from_bytes_with_lexicon(data, lexicon),
                None => Matcher::from_bytes(data),
            });
            let matcher = matcher.map_err(|error| raise(py, error))?;
            let threads = Threads::new(threads).map_err(|error| raise(py, error))?;
            Ok(Self { matcher: Arc::new(matcher), threads, rejects: findings_table(py, &[])? })
        })
    }

    /// The `k` best people for each post (求职者推荐), as the table that `recommend` gives, by post in the order asked and by
    /// rank: under the same conditions and scores.
    ///
    /// `post_ids` are the posts that people are sought for, by default all of them by id. `progress` counts posts.
    ///
    /// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "电工"}])
    /// >>> people = [{"id": "s1", "titles": ["保洁"]}, {"id": "s2", "titles": ["电工"]}]
    /// >>> [row["seeker_id"] for row in matcher.candidates(people, ["p1"], k=1).to_pylist()]
    /// ['s2']
    #[pyo3(signature = (seekers, post_ids=None, k=10, *, mapping=None, errors="raise", language="zh", progress=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn candidates(
        &self,
        py: Python<'_>,
        seekers: &Bound<'_, PyAny>,
        post_ids: Option<&Bound<'_, PyAny>>,
        k: u32,
        mapping: Option<&Bound<'_, PyAny>>,
        errors: &str,
        language: &str,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyTable> {
        guard(py, || {
            let language: Language = option(py, language.into())?;
            let k = usize::try_from(k).unwrap_or(usize::MAX);
            let post_ids = post_ids.map(ids).transpose()?;
            let (seekers, findings) = read::<Seeker>(seekers, mapping, on_reject(py, errors)?)?;
            let posts = posts_asked(&self.matcher, post_ids);
            let among = py.detach(|| candidates_among(&self.matcher, &seekers));
            let among = among.map_err(|error| raise(py, error))?;
            let found =
                work::each(py, &posts, progress, |post_id| candidates_of(&among, post_id, k, language))?;
            recommendation_table(py, &found.concat(), &findings)
        })
    }

    /// The `k` best posts for the words that somebody types (岗位搜索), as the table `rank, post_id, score, distance_m,
    /// travel_min, unknown, reasons`.
    ///
    /// `near` is where the person is: (lon, lat), in WGS-84, or (lon, lat, system). Filters are the fields of a person, by
    /// the names that `doorstep.fields("seeker")` lists: a post that is against one is not found. Facts among the words
    /// (包吃住, 日结) are filters, too, where none is stated, unless the matcher was made with `read_text=False`.
    ///
    /// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "月嫂"}, {"id": "p2", "title": "电工", "meals": True}])
    /// >>> [row["post_id"] for row in matcher.search("電工 包吃", kinds=["全职"]).to_pylist()]
    /// ['p2']
    #[pyo3(signature = (query, *, near=None, k=20, language="zh", **filters))]
    fn search(
        &self,
        py: Python<'_>,
        query: &str,
        near: Option<&Bound<'_, PyAny>>,
        k: u32,
        language: &str,
        filters: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyTable> {
        guard(py, || {
            let language: Language = option(py, language.into())?;
            let k = usize::try_from(k).unwrap_or(usize::MAX);
            let near = near.map(place).transpose()?;
            let filters = filters.map_or_else(|| Ok(Map::new().into()), |row| json::from_python(row))?;
            let filters = filters_of_row(filters).map_err(|error| raise(py, error))?;
            let found = py.detach(|| hits(&self.matcher, query, near, filters, k, language));
            hit_table(&found.map_err(|error| raise(py, error))?)
        })
    }

    /// What somebody who has typed `prefix` may want (输入提示), as the table `text, kind, posts, why`: titles, occupations,
    /// skills and places of these posts that begin with it in any script, in their reading or by their first letters.
    ///
    /// `kind` is title, occupation, skill or place, `posts` how many posts it finds, `why` how it answers to what was
    /// typed: prefix, pinyin, initials or typo.
    ///
    /// >>> doorstep.Matcher([{"id": "p1", "title": "电工"}]).suggest("diang", k=1).to_pylist()
    /// [{'text': '电工', 'kind': 'title', 'posts': 1, 'why': 'pinyin'}]
    #[pyo3(signature = (prefix, k=10))]
    fn suggest(&self, py: Python<'_>, prefix: &str, k: u32) -> PyResult<PyTable> {
        guard(py, || {
            let k = usize::try_from(k).unwrap_or(usize::MAX);
            let found = py.detach(|| self.matcher.suggest(prefix, k));
            let why: Vec<String> =
                found.iter().map(|one| json::plain(py, &one.why)?.extract()).collect::<PyResult<_>>()?;
            Columns::default()
                .text("text", found.iter().map(|one| one.text.as_str()))
                .text("kind", found.iter().map(|one| one.kind.code()))
                .integer("posts", found.iter().map(|one| one.posts.into()))
                .text("why", why.iter().map(String::as_str))
                .finish(None)
        })
    }

    /// Everything that was weighed for one person and one post (匹配解释): each condition with its answer, each part of
    /// the score, which add up to it.
    ///
    /// `seeker` is a dict or a table of one row.
    ///
    /// >>> matcher = doorstep.Matcher([{"id": "p1", "education": "本科"}])
    /// >>> explained = matcher.explain({"education": "高中"}, "p1")
    /// >>> explained["verdict"], [c["zh"] for c in explained["constraints"] if c["verdict"] == "no"]
    /// ('no', ['学历符合要求：要求本科，本人高中/中职'])
    #[pyo3(signature = (seeker, post_id, *, mapping=None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        seeker: &Bound<'py, PyAny>,
        post_id: &str,
        mapping: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let seeker: Seeker = read_one(seeker, mapping)?;
            let explanation = py.detach(|| self.matcher.explain(&seeker, post_id));
            json::plain(py, &explanation.map_err(|error| raise(py, error))?)
        })
    }

    /// Why a person gets few posts or none (无岗诊断): what each condition costs, and what lifting it would bring.
    ///
    /// `seeker` is a dict or a table of one row.
    #[pyo3(signature = (seeker, *, mapping=None))]
    fn diagnose<'py>(
        &self,
        py: Python<'py>,
        seeker: &Bound<'py, PyAny>,
        mapping: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let seeker: Seeker = read_one(seeker, mapping)?;
            json::plain(py, &py.detach(|| self.matcher.diagnose(&seeker)))
        })
    }

    /// What was wrong with the posts, as a table: row, column, code, value, effect, message_en, message_zh.
    #[getter]
    fn rejects(&self, py: Python<'_>) -> Py<PyTable> {
        self.rejects.clone_ref(py)
    }

    fn __len__(&self) -> usize {
        self.matcher.len()
    }

    fn __repr__(&self) -> String {
        format!("doorstep.Matcher({} posts)", self.matcher.len())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a doorstep.Matcher is not pickled; make it from the posts where it is needed",
        ))
    }
}

impl PyMatcher {
    /// The table of a ranking, with reasons if a language is given.
    fn ranked(
        &self,
        py: Python<'_>,
        people: &People<'_>,
        k: usize,
        language: Option<Language>,
        progress: Option<&Bound<'_, PyAny>>,
        rejects: Option<Py<PyTable>>,
    ) -> PyResult<PyTable> {
        let matcher = &self.matcher;
        let ranking = work::together(py, progress, people.len(), |told| {
            matcher.recommend_to(people, k, &self.threads, told)
        })?;
        let Some(language) = language else { return ranking_table(matcher, people, &ranking, rejects) };
        let persons: Vec<usize> = (0..people.len()).collect();
        let found = work::each(py, &persons, None, |person| {
            recommendations_ranked(matcher, people, &ranking, *person, language)
        })?;
        recommendation_columns(&found.concat()).finish(rejects)
    }
}

/// The day of a time stamp; anything else as it is.
fn day_of<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if given.hasattr("date")? { given.call_method0("date") } else { Ok(given.clone()) }
}

/// A place: (lon, lat), in WGS-84, or (lon, lat, system).
fn place(given: &Bound<'_, PyAny>) -> PyResult<Near> {
    let (lon, lat, system) = match given.len()? {
        2 => {
            let (lon, lat) = given.extract()?;
            (lon, lat, None)
        }
        _ => given.extract()?,
    };
    Ok(Near::new(lon, lat, system))
}

fn hit_table(found: &[RankedHit]) -> PyResult<PyTable> {
    let rows = || found.iter();
    Columns::default()
        .integer("rank", rows().map(|row| row.rank.into()))
        .text("post_id", rows().map(|row| row.hit.post_id.as_str()))
        .integer("score", rows().map(|row| row.hit.score.into()))
        .some_integer("distance_m", rows().map(|row| row.hit.distance_m.map(count)))
        .some_integer("travel_min", rows().map(|row| row.hit.travel_min.map(count)))
        .texts("unknown", rows().map(|row| row.hit.unknown.iter().map(|constraint| constraint.code())))
        .texts("reasons", rows().map(|row| row.reasons.iter().map(String::as_str)))
        .finish(None)
}

/// The ids of posts: a list, a series or an Arrow column.
fn ids(given: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if given.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("the ids of posts are a list, not one text"));
    }
    Ok(texts(given)?.into_iter().flatten().collect())
}

fn recommendation_table(py: Python<'_>, found: &[Recommendation], findings: &[Finding]) -> PyResult<PyTable> {
    recommendation_columns(found).finish(Some(findings_table(py, findings)?))
}

fn ranking_table(
    matcher: &Matcher,
    people: &People<'_>,
    ranking: &Ranking,
    rejects: Option<Py<PyTable>>,
) -> PyResult<PyTable> {
    let posts: Vec<&str> = matcher.posts().map(|post| post.id.as_str()).collect();
    let rows = || (0..people.len()).flat_map(|person| ranking.of(person));
    let ids = people.ids().enumerate();
    let ranks = (0..people.len()).flat_map(|person| 1..=count(ranking.of(person).len()));
    let post_id = |post: u32| usize::try_from(post).ok().and_then(|post| posts.get(post)).copied();
    Columns::default()
        .text("seeker_id", ids.flat_map(|(person, id)| std::iter::repeat_n(id, ranking.of(person).len())))
        .integer("rank", ranks)
        .text("post_id", rows().map(|one| post_id(one.post).unwrap_or_default()))
        .integer("score", rows().map(|one| one.score.into()))
        .finish(rejects)
}

fn recommendation_columns(found: &[Recommendation]) -> Columns {
    let rows = || found.iter();
    Columns::default()
        .text("seeker_id", rows().map(|row| row.seeker_id.as_str()))
        .integer("rank", rows().map(|row| row.rank.into()))
        .text("post_id", rows().map(|row| row.post_id.as_str()))
        .integer("score", rows().map(|row| row.score.into()))
        .integer("priority", rows().map(|row| row.priority.into()))
        .integer("known", rows().map(|row| row.known.into()))
        .some_integer("distance_m", rows().map(|row| row.distance_m.map(count)))
        .some_integer("travel_min", rows().map(|row| row.travel_min.map(count)))
        .texts("unknown", rows().map(|row| row.unknown.iter().map(|constraint| constraint.code())))
        .texts("reasons", rows().map(|row| row.reasons.iter().map(String::as_str)))
}
