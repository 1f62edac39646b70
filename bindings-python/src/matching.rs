//! Matching people to posts.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use doorstep::matching::{Delta, MatchOptions, Matcher};
use doorstep::place::{RoadNetwork, Snapping};
use doorstep::table::Finding;
use doorstep::text::Lexicon;
use doorstep::wire::{
    ApplyAnswer, ApplyRequest, Language, Near, RankedHit, RequestCode, candidates_among, candidates_of,
    filters_of_row, hits, posts_asked,
};
use doorstep::{Post, Seeker};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString};
use serde_json::{Map, Value};

use crate::batches::PyBatches;
use crate::error::{option, raise, refuse};
use crate::file;
use crate::json;
use crate::lexicon::PyLexicon;
use crate::network::PyRoadNetwork;
use crate::panic::guard;
use crate::people::{Asked, Pool, PyPeople, measured_column, recommendation_columns};
use crate::table::{
    Columns, PyTable, Source, count, findings_table, on_reject, read, read_mapping, read_one, rows_of, texts,
};
use crate::work::{self, Progress};

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
/// With a `network`, a `RoadNetwork` or a list of them for several modes, the ways of people of its mode are measured on
/// its streets (路网通勤): `travel_min`, the limit of travel time and the way's part of the score are those of the streets,
/// and the best are as exact as without. Tables then have a column `measured` after `travel_min`: `"network"`;
/// `"straight_line"` for other modes, for homes or posts farther than `snap_limit_m` from every street, and for posts to
/// which no one way counts (remote, with lodging, at many sites); `"not_reached"` where the streets give no way of two
/// hours, or of the person's own limit if that is longer. `distance_m` stays the straight line.
///
/// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "物业保安"}, {"id": "p2", "title": "电工"}])
/// >>> matcher.recommend([{"id": "s1", "titles": ["保安"]}], k=1).to_pylist()[0]["post_id"]
/// 'p1'
/// >>> nodes = [{"node": 1, "lon": 117.00, "lat": 36.66}, {"node": 2, "lon": 117.01, "lat": 36.66}]
/// >>> network = doorstep.RoadNetwork.from_edges(nodes, [{"from": 1, "to": 2, "length_m": 3000}])
/// >>> matcher = doorstep.Matcher([{"id": "p1", "lon": 117.01, "lat": 36.66}], network=network)
/// >>> row = matcher.recommend([{"id": "s1", "lon": 117.00, "lat": 36.66}]).to_pylist()[0]
/// >>> row["distance_m"], row["travel_min"], row["measured"]
/// (892, 36, 'network')
#[pyclass(module = "doorstep", name = "Matcher", frozen)]
pub(crate) struct PyMatcher {
    /// The matcher as it is now. A call keeps the one that it began with.
    now: Mutex<Arc<Matcher>>,
    pool: Arc<Pool>,
    rejects: Py<PyTable>,
}

#[pymethods]
impl PyMatcher {
    #[new]
    #[pyo3(signature = (posts, *, mapping=None, today=None, weights=None, hours=None, travel=None, lexicon=None,
        network=None, snap_limit_m=500.0, read_text=true, priorities=None, order="fit", threads=0, errors="raise"))]
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
        snap_limit_m: f64,
        read_text: bool,
        priorities: Option<&Bound<'_, PyAny>>,
        order: &str,
        threads: usize,
        errors: &str,
    ) -> PyResult<Self> {
        guard(py, || {
            let streets = Roads::of(network, snap_limit_m)?;
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
            Self::made(py, matcher, &streets, threads, &findings)
        })
    }

    /// The `k` best posts for each person (岗位推荐), as the table `seeker_id, rank, post_id, score, priority, known,
    /// distance_m, travel_min, unknown, reasons`.
    ///
    /// Rows come by person in the order given and by rank. `score`, `priority` (how far policy puts the person first for the
    /// post) and `known` (the share of all weight that belongs to known facts) are in millionths; `unknown` lists the
    /// conditions whose answer is open; `reasons` are in `language`, `"zh"` or `"en"`. `progress` is `True` for a tqdm bar or
    /// a callable of (done, total), which stops the work if it answers `False` (`matching.stopped`). With `errors="collect"`
    /// the people whose rows cannot be read are in `rejects` of the result.
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
            let matcher = self.matcher();
            let asked = Asked { k, details: details.then_some(language) };
            let threads = self.pool.threads(py)?;
            if let Ok(people) = seekers.cast::<PyPeople>() {
                let PyPeople { people, rejects } = people.get();
                let columns = work::together(py, progress, people.len(), asked.passes(), |told| {
                    asked.answer(&matcher, people, &threads, told)
                })?;
                return columns.finish(Some(rejects.clone_ref(py)));
            }
            let (seekers, findings) = read::<Seeker>(seekers, mapping, on_reject(py, errors)?)?;
            let columns = asked.answer_all(py, &matcher, seekers, &threads, progress)?;
            columns.finish(Some(findings_table(py, &findings)?))
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
            let (matcher, threads) = (self.matcher(), self.pool.threads(py)?);
            let people = work::together(py, progress, seekers.len(), 1, |told| {
                matcher.prepare(seekers, &threads, told)
            })?;
            Ok(PyPeople { people, rejects: findings_table(py, &findings)? })
        })
    }

    /// What `recommend` gives, batch by batch (分批推荐), so that a million people never stand in memory together.
    ///
    /// `seekers` is a table, an Arrow stream such as a `pyarrow.RecordBatchReader`, or an iterator of dicts or of tables. It
    /// is read when a batch is asked for, no further than the batch needs: `batch_size` people, fewer at the end of a table.
    /// The result is an iterator of tables and an Arrow stream. Rows are numbered through; that an id comes twice is seen
    /// within a batch only. A row that cannot be read ends it, or with `errors="collect"` is in `rejects` of its batch.
    /// `progress` is told before each batch how many people are done, and the total, `None` if nobody knows; if it answers
    /// `False`, that is the end (`matching.stopped`).
    ///
    /// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "物业保安"}, {"id": "p2", "title": "电工"}])
    /// >>> people = ({"id": f"s{n}", "titles": ["电工"]} for n in range(5))
    /// >>> [len(table) for table in matcher.recommend_batches(people, k=1, batch_size=2)]
    /// [2, 2, 1]
    #[pyo3(signature = (seekers, k=10, *, batch_size=20_000, mapping=None, errors="raise", language="zh",
        details=false, progress=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn recommend_batches(
        &self,
        py: Python<'_>,
        seekers: &Bound<'_, PyAny>,
        k: u32,
        batch_size: usize,
        mapping: Option<&Bound<'_, PyAny>>,
        errors: &str,
        language: &str,
        details: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyBatches> {
        guard(py, || {
            if batch_size == 0 {
                return Err(refuse(py, RequestCode::Json, "`batch_size` is 1 at least"));
            }
            let language: Language = option(py, language.into())?;
            let k = usize::try_from(k).unwrap_or(usize::MAX);
            let asked = Asked { k, details: details.then_some(language) };
            let on_reject = on_reject(py, errors)?;
            let mapping = read_mapping(py, mapping)?;
            let total = if progress.is_some() { rows_of(seekers)? } else { None };
            let progress = Progress::of(py, progress, total)?;
            let source = Source::of(seekers)?;
            let made_by = (self.matcher(), Arc::clone(&self.pool));
            PyBatches::new(made_by, asked, (mapping, on_reject), batch_size, source, progress)
        })
    }

    /// The matcher as bytes for `from_bytes` (保存): posts, options and what was read from texts.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        guard(py, || Ok(PyBytes::new(py, &py.detach(|| self.matcher().to_bytes()))))
    }

    /// The matcher that was saved (加载), without reading the posts again. Bytes from anywhere do no harm: what is damaged,
    /// or of another version or lexicon, is raised. The `network` is not among them; it is given again.
    ///
    /// >>> saved = doorstep.Matcher([{"id": "p1", "title": "电工"}]).to_bytes()
    /// >>> len(doorstep.Matcher.from_bytes(saved))
    /// 1
    #[staticmethod]
    #[pyo3(signature = (data, *, lexicon=None, network=None, snap_limit_m=500.0, threads=0))]
    fn from_bytes(
        py: Python<'_>,
        data: &[u8],
        lexicon: Option<&PyLexicon>,
        network: Option<&Bound<'_, PyAny>>,
        snap_limit_m: f64,
        threads: usize,
    ) -> PyResult<Self> {
        guard(py, || Self::saved(py, data, lexicon, &Roads::of(network, snap_limit_m)?, threads))
    }

    /// Writes what `to_bytes` gives to a file, for `load`. The file is there as a whole or as it was before, whatever
    /// happens meanwhile.
    #[pyo3(signature = (path, /))]
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        guard(py, || py.detach(|| file::replace(&path, &self.matcher().to_bytes())))
    }

    /// The matcher that `save` wrote to a file; see `from_bytes`.
    #[staticmethod]
    #[pyo3(signature = (path, /, *, lexicon=None, network=None, snap_limit_m=500.0, threads=0))]
    fn load(
        py: Python<'_>,
        path: PathBuf,
        lexicon: Option<&PyLexicon>,
        network: Option<&Bound<'_, PyAny>>,
        snap_limit_m: f64,
        threads: usize,
    ) -> PyResult<Self> {
        guard(py, || {
            let streets = Roads::of(network, snap_limit_m)?;
            let data = py.detach(|| file::read_bytes(&path))?;
            Self::saved(py, &data, lexicon, &streets, threads)
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
            let matcher = self.matcher();
            let posts = posts_asked(&matcher, post_ids);
            let among = py.detach(|| candidates_among(&matcher, &seekers));
            let among = among.map_err(|error| raise(py, error))?;
            let found =
                work::each(py, &posts, progress, |post_id| candidates_of(&among, post_id, k, language))?;
            recommendation_columns(&matcher, &found.concat()).finish(Some(findings_table(py, &findings)?))
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
            let matcher = self.matcher();
            let found = py.detach(|| hits(&matcher, query, near, filters, k, language));
            hit_table(&matcher, &found.map_err(|error| raise(py, error))?)
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
            let found = py.detach(|| self.matcher().suggest(prefix, k));
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
            let explanation = py.detach(|| self.matcher().explain(&seeker, post_id));
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
            json::plain(py, &py.detach(|| self.matcher().diagnose(&seeker)))
        })
    }

    /// Follows posts that come, change and go (增量更新), without reading again those that stay: all of it, or nothing if
    /// any of it is refused. What is answered afterwards is what a matcher made of the posts that result answers.
    ///
    /// `upsert` is a table of posts that are new or stand in the place of those with their ids, `remove` the ids of posts
    /// that are withdrawn, `openings` says by id how many places are left (名额), `today` is the day from now on; they are
    /// applied in this order. An id in `remove` that no post has is counted as `unknown`; one in `openings` is
    /// `matching.unknown_post`. The answer counts what was done, lists in `findings` what was wrong with rows, and has the
    /// new `provenance`. Calls and batches that have begun go on with the posts that they began with.
    ///
    /// >>> matcher = doorstep.Matcher([{"id": "p1", "title": "保安"}, {"id": "p2", "title": "电工"}])
    /// >>> done = matcher.apply(upsert=[{"id": "p3", "title": "门卫"}], remove=["p1"], openings={"p2": 0})
    /// >>> done["upserted"], done["removed"], done["openings"], matcher.generation
    /// (1, 1, 1, 1)
    /// >>> [row["post_id"] for row in matcher.recommend([{"id": "s1"}]).to_pylist()]
    /// ['p3']
    #[pyo3(signature = (*, upsert=None, remove=None, openings=None, today=None, mapping=None, errors="raise"))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    fn apply<'py>(
        &self,
        py: Python<'py>,
        upsert: Option<&Bound<'py, PyAny>>,
        remove: Option<&Bound<'py, PyAny>>,
        openings: Option<&Bound<'py, PyAny>>,
        today: Option<&Bound<'py, PyAny>>,
        mapping: Option<&Bound<'py, PyAny>>,
        errors: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let mut request = Map::new();
            if let Some(today) = today {
                request.insert("today".to_owned(), json::from_python(&day_of(today)?)?);
            }
            if let Some(left) = openings {
                request.insert("openings".to_owned(), places_left(left)?);
            }
            if let Some(gone) = remove {
                request.insert("remove".to_owned(), ids(gone)?.into());
            }
            let request: ApplyRequest = option(py, request.into())?;
            let on_reject = on_reject(py, errors)?;
            let read = upsert.map(|posts| read::<Post>(posts, mapping, on_reject)).transpose()?;
            let (posts, findings) = read.unwrap_or_default();
            json::plain(py, &self.change(py, &request.deltas(posts), findings)?)
        })
    }

    /// How often changes were applied since the posts were made ready (版本号).
    #[getter]
    fn generation(&self) -> u64 {
        self.matcher().generation()
    }

    /// From what the answers come, to be kept beside them (结果溯源): `config_hash` of the options, `lexicon`, with street
    /// networks their fingerprints in `networks`, `generation`, `today`. The same posts and the same provenance give the same answers.
    #[getter]
    fn provenance<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || json::plain(py, &self.matcher().provenance()))
    }

    /// What was wrong with the posts that it was made of, as a table: row, column, code, value, effect, message_en,
    /// message_zh.
    #[getter]
    fn rejects(&self, py: Python<'_>) -> Py<PyTable> {
        self.rejects.clone_ref(py)
    }

    fn __len__(&self) -> usize {
        self.matcher().len()
    }

    fn __repr__(&self) -> String {
        format!("doorstep.Matcher({} posts)", self.matcher().len())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a doorstep.Matcher is not pickled; make it from the posts where it is needed, or save and load it",
        ))
    }
}

impl PyMatcher {
    fn made(
        py: Python<'_>,
        mut matcher: Matcher,
        streets: &Roads,
        threads: usize,
        findings: &[Finding],
    ) -> PyResult<Self> {
        let pool = Arc::new(Pool::new(py, threads)?);
        let threads = pool.threads(py)?;
        for network in &streets.networks {
            let with = py.detach(|| matcher.with_network(Arc::clone(network), &streets.snapping, &threads));
            matcher = with.map_err(|error| raise(py, error))?;
        }
        Ok(Self { now: Mutex::new(Arc::new(matcher)), pool, rejects: findings_table(py, findings)? })
    }

    fn saved(
        py: Python<'_>,
        data: &[u8],
        lexicon: Option<&PyLexicon>,
        streets: &Roads,
        threads: usize,
    ) -> PyResult<Self> {
        let lexicon = lexicon.map(PyLexicon::shared);
        let matcher = py.detach(|| match lexicon {
            Some(lexicon) => Matcher::from_bytes_with_lexicon(data, lexicon),
            None => Matcher::from_bytes(data),
        });
        Self::made(py, matcher.map_err(|error| raise(py, error))?, streets, threads, &[])
    }

    /// The matcher as it is now.
    pub(crate) fn matcher(&self) -> Arc<Matcher> {
        Arc::clone(&self.now())
    }

    /// Held for a moment only, never while Python or a long work runs.
    fn now(&self) -> MutexGuard<'_, Arc<Matcher>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes a copy, which shares the posts that stay, and puts it in the place of the matcher. If another thread was
    /// sooner, it begins again with what that made.
    fn change(&self, py: Python<'_>, deltas: &[Delta], findings: Vec<Finding>) -> PyResult<ApplyAnswer> {
        loop {
            let before = self.matcher();
            let changed = py.detach(|| {
                let mut after = Matcher::clone(&before);
                after.apply(deltas.to_vec()).map(|applied| (after, applied))
            });
            let (after, applied) = changed.map_err(|error| raise(py, error))?;
            let provenance = after.provenance();
            let after = Arc::new(after);
            let mut now = self.now();
            if Arc::ptr_eq(&now, &before) {
                *now = after;
                drop(now);
                // The posts that went are let go of here, if nobody else asks them.
                py.detach(|| drop(before));
                return Ok(ApplyAnswer { applied, findings, provenance });
            }
        }
    }
}

/// Street networks that ways are to be measured on.
struct Roads {
    networks: Vec<Arc<RoadNetwork>>,
    snapping: Snapping,
}

impl Roads {
    fn of(given: Option<&Bound<'_, PyAny>>, snap_limit_m: f64) -> PyResult<Self> {
        let one = |network: &Bound<'_, PyAny>| {
            let network = network.cast::<PyRoadNetwork>().map_err(|_| {
                PyTypeError::new_err("`network` is a doorstep.RoadNetwork, or a list of them, one for a mode")
            })?;
            Ok(Arc::clone(&network.get().network))
        };
        let networks = match given {
            None => Vec::new(),
            Some(list) if list.is_instance_of::<PyList>() => {
                list.try_iter()?.map(|network| one(&network?)).collect::<PyResult<_>>()?
            }
            Some(network) => vec![one(network)?],
        };
        Ok(Self { networks, snapping: Snapping { limit_m: snap_limit_m, ..Snapping::default() } })
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

fn hit_table(matcher: &Matcher, found: &[RankedHit]) -> PyResult<PyTable> {
    let rows = || found.iter();
    let columns = Columns::default()
        .integer("rank", rows().map(|row| row.rank.into()))
        .text("post_id", rows().map(|row| row.hit.post_id.as_str()))
        .integer("score", rows().map(|row| row.hit.score.into()))
        .some_integer("distance_m", rows().map(|row| row.hit.distance_m.map(count)))
        .some_integer("travel_min", rows().map(|row| row.hit.travel_min.map(count)));
    measured_column(matcher, columns, rows().map(|row| row.hit.measured))
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

/// Places that are left, by the ids of posts.
fn places_left(given: &Bound<'_, PyAny>) -> PyResult<Value> {
    let Ok(mapping) = given.cast::<PyMapping>() else {
        return Err(PyTypeError::new_err("places that are left are a dict of post id to number"));
    };
    let ids = texts(mapping.keys()?.as_any())?.into_iter().flatten();
    let left = mapping.values()?.iter().map(|left| json::from_python(&left));
    ids.zip(left).map(|(id, left)| Ok((id, left?))).collect::<PyResult<Map<_, _>>>().map(Value::Object)
}
