//! The lexicon: titles coded, texts read.

use std::path::PathBuf;
use std::sync::Arc;

use doorstep::matching::ReadFact;
use doorstep::table::Finding;
use doorstep::text::occupation::CodedOccupation;
use doorstep::text::{Lexicon, LexiconError, Mention, Words};
use doorstep::wire::{OccupationClass, ReadPost, lexicon_of, read_one, read_wish_text, terms_of};
use doorstep::{OccupationCode, Post};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use crate::error::raise;
use crate::file::read_text;
use crate::json;
use crate::panic::guard;
use crate::table::{Columns, PyTable, count, findings_table, on_reject, read, texts};
use crate::work;

/// What posts and people say, and what is the same in other words (词典).
///
/// >>> lexicon = doorstep.Lexicon.default()
/// >>> [(found["code"], found["name"]) for found in lexicon.code("急招小区保安，包吃住", k=1)]
/// [('4-07-05-01', '保安员')]
#[pyclass(module = "doorstep", name = "Lexicon", frozen)]
pub(crate) struct PyLexicon {
    lexicon: Arc<Lexicon>,
    /// How many terms are the caller's own.
    own: usize,
}

impl PyLexicon {
    pub(crate) fn shared(&self) -> Arc<Lexicon> {
        Arc::clone(&self.lexicon)
    }

    fn with_words(py: Python<'_>, text: &str) -> PyResult<Self> {
        let made = py.detach(|| {
            let words = Words::from_json(text)?;
            let own = words.occupations.len() + words.skills.len() + words.certificates.len();
            Ok(Self { lexicon: lexicon_of(Some(&words))?, own })
        });
        made.map_err(|error: LexiconError| raise(py, error))
    }

    fn find<'py>(
        &self,
        py: Python<'py>,
        text: &str,
        find: impl Fn(&Lexicon, &str) -> Vec<Mention> + Sync,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || json::plain(py, &py.detach(|| terms_of(text, find(&self.lexicon, text)))))
    }
}

#[pymethods]
impl PyLexicon {
    /// The lexicon that doorstep carries: occupations, skills and certificates in Chinese, Korean and English.
    #[staticmethod]
    fn default(py: Python<'_>) -> PyResult<Self> {
        guard(py, || Ok(Self { lexicon: py.detach(Lexicon::embedded), own: 0 }))
    }

    /// The default lexicon with the words of a JSON file: see `from_json`.
    #[staticmethod]
    #[pyo3(signature = (path, /))]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        guard(py, || Self::with_words(py, &read_text(&path)?))
    }

    /// The default lexicon with words of your own, as JSON text or a dict: `occupations` (`code, words`), `skills` (`id,
    /// zh, words`) and `certificates` (`id, zh, words, ladder, rank`), each a list. Your word wins over the same word of
    /// ours.
    ///
    /// >>> own = doorstep.Lexicon.from_json({"skills": [{"id": "dragon", "zh": "舞龙", "words": ["舞龙头", "용춤"]}]})
    /// >>> own.skills("会舞龙头")
    /// [{'id': 'dragon', 'name': '舞龙', 'start': 1, 'end': 4, 'quote': '舞龙头'}]
    #[staticmethod]
    #[pyo3(signature = (words, /))]
    fn from_json(py: Python<'_>, words: &Bound<'_, PyAny>) -> PyResult<Self> {
        guard(py, || {
            if let Ok(text) = words.cast::<PyString>() {
                return Self::with_words(py, text.to_str()?);
            }
            if words.cast::<PyMapping>().is_err() {
                return Err(PyTypeError::new_err("the words of a lexicon are JSON text or a dict"));
            }
            Self::with_words(py, &json::from_python(words)?.to_string())
        })
    }

    /// The `k` likeliest occupations of a title (职业编码) in the classification of 2022, the likeliest first.
    ///
    /// For one title a list of dicts `code, name, score, why`: `score` is the confidence in millionths, `why` the letters
    /// that speak for the code and how much (`text, weight`). For many (a list, a series, an Arrow column) the table
    /// `title, rank, code, name, score, why`, in which `why` is a list of the letters; a title without a code, and one that
    /// is missing, has no row. `progress` is `True` for a tqdm bar or a callable of (done, total).
    ///
    /// >>> table = doorstep.Lexicon.default().code(["电焊工", "小区保安"], k=1)
    /// >>> [(row["title"], row["name"]) for row in table.to_pylist()]
    /// [('电焊工', '焊工'), ('小区保安', '保安员')]
    #[pyo3(signature = (title, k=5, *, progress=None))]
    fn code<'py>(
        &self,
        py: Python<'py>,
        title: &Bound<'py, PyAny>,
        k: u32,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let k = usize::try_from(k).unwrap_or(usize::MAX);
            if let Ok(title) = title.cast::<PyString>() {
                let title = title.to_str()?;
                return json::plain(py, &py.detach(|| self.lexicon.code(title, k)));
            }
            let titles: Vec<String> = texts(title)?.into_iter().flatten().collect();
            let found = work::each(py, &titles, progress, |title| {
                Ok::<_, LexiconError>(self.lexicon.code(title, k))
            })?;
            Ok(Bound::new(py, code_table(&titles, &found)?)?.into_any())
        })
    }

    /// The skills that a text names, by where they stand, as dicts `id, name, start, end, quote`: `text[start:end]` is
    /// `quote`. The longest word wins, and none overlap.
    ///
    /// >>> [(found["name"], found["quote"]) for found in doorstep.Lexicon.default().skills("会开叉车😀")]
    /// [('叉车驾驶', '会开叉车')]
    #[pyo3(signature = (text, /))]
    fn skills<'py>(&self, py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
        self.find(py, text, Lexicon::skills)
    }

    /// The certificates that a text names, as `skills`.
    #[pyo3(signature = (text, /))]
    fn certificates<'py>(&self, py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
        self.find(py, text, Lexicon::certificates)
    }

    /// The occupations that a text names, as `skills`; `id` is the code.
    #[pyo3(signature = (text, /))]
    fn occupations<'py>(&self, py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
        self.find(py, text, Lexicon::occupations)
    }

    /// What a wish in a person's own words says (求职愿望): a dict of `facts`, each with `field, value, source, start, end,
    /// quote`, `contradictions`, and `unread`, the clauses from which nothing was read.
    ///
    /// >>> read = doorstep.Lexicon.default().read_wish("想找保洁的活，三千以上，包吃")
    /// >>> [(fact["field"], fact["quote"]) for fact in read["facts"]][:2]
    /// [('wage_floor', '三千以上'), ('needs_meals', '包吃')]
    #[pyo3(signature = (text, /))]
    fn read_wish<'py>(&self, py: Python<'py>, text: String) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || json::plain(py, &py.detach(|| read_wish_text(text, &self.lexicon))))
    }

    /// What titles, descriptions and benefits of posts say (岗位文本识别), as the table `post_id, field, value, source, start,
    /// end, quote, stated`.
    ///
    /// `start` and `end` are places in the text that `source` names. `stated` is what the field itself says where the text
    /// says otherwise; there the field counts. Else it is empty, and the text fills the field.
    ///
    /// >>> read = doorstep.Lexicon.default().read_posts([{"id": "p1", "title": "招普工，包吃住，月休四天"}])
    /// >>> [(row["field"], row["quote"]) for row in read.to_pylist() if row["field"] in ("rest", "lodging")]
    /// [('rest', '月休四天'), ('lodging', '包吃住')]
    #[pyo3(signature = (posts, *, mapping=None, errors="raise", progress=None))]
    fn read_posts(
        &self,
        py: Python<'_>,
        posts: &Bound<'_, PyAny>,
        mapping: Option<&Bound<'_, PyAny>>,
        errors: &str,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyTable> {
        guard(py, || {
            let (posts, findings) = read::<Post>(posts, mapping, on_reject(py, errors)?)?;
            // Reading fills a post's fields; this one is thrown away.
            let found = work::each(py, &posts, progress, |post| {
                Ok::<_, LexiconError>(read_one(&mut post.clone(), &self.lexicon))
            })?;
            reading_table(py, &found, &findings)
        })
    }

    /// The official name of a code of the classification of 2022; `None` if it has no such code.
    ///
    /// >>> doorstep.Lexicon.default().name("4-10-01-05")
    /// '养老护理员'
    #[pyo3(signature = (code, /))]
    fn name(&self, py: Python<'_>, code: &str) -> PyResult<Option<String>> {
        guard(py, || {
            let code = OccupationCode::parse(code).map_err(|error| raise(py, error))?;
            Ok(self.lexicon.classification().name(code).map(str::to_owned))
        })
    }

    /// A class of the classification of 2022 as a dict: `code, name, digital, green`, and where they apply `gbt6565` and the
    /// year `added`; `None` if it has no such code.
    #[pyo3(signature = (code, /))]
    fn occupation<'py>(&self, py: Python<'py>, code: &str) -> PyResult<Bound<'py, PyAny>> {
        guard(py, || {
            let code = OccupationCode::parse(code).map_err(|error| raise(py, error))?;
            let class = self.lexicon.classification().get(code).map(OccupationClass::from);
            json::plain(py, &class)
        })
    }

    fn __repr__(&self) -> String {
        format!("doorstep.Lexicon({} own terms)", self.own)
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err(
            "a doorstep.Lexicon is not pickled; make it from its words where it is needed",
        ))
    }
}

fn code_table(titles: &[String], found: &[Vec<CodedOccupation>]) -> PyResult<PyTable> {
    let rows = || {
        let ranked = |(title, codes)| std::iter::repeat(title).zip(codes).zip(1_i64..);
        titles.iter().zip(found).flat_map(ranked).map(|((title, coded), rank)| (title, rank, coded))
    };
    let codes: Vec<String> = rows().map(|(_, _, coded): Row<'_>| coded.code.to_string()).collect();
    Columns::default()
        .text("title", rows().map(|(title, ..)| title.as_str()))
        .integer("rank", rows().map(|(_, rank, _)| rank))
        .text("code", codes.iter().map(String::as_str))
        .text("name", rows().map(|(.., coded)| coded.name.as_str()))
        .integer("score", rows().map(|(.., coded)| coded.score.into()))
        .texts("why", rows().map(|(.., coded)| coded.why.iter().map(|why| why.text.as_str())))
        .finish(None)
}

/// A title, a rank and its code.
type Row<'a> = (&'a String, i64, &'a CodedOccupation);

fn reading_table(py: Python<'_>, found: &[ReadPost], findings: &[Finding]) -> PyResult<PyTable> {
    let rows: Vec<(&str, &ReadFact, Option<&str>)> = found
        .iter()
        .flat_map(|post| {
            let facts = post.reading.facts.iter().map(|fact| (fact, None));
            let contradictions = post.reading.contradictions.iter();
            let contradictions = contradictions.map(|one| (&one.read, Some(one.stated.as_str())));
            facts.chain(contradictions).map(|(fact, stated)| (post.post_id.as_str(), fact, stated))
        })
        .collect();
    let sources: Vec<String> =
        rows.iter().map(|(_, fact, _)| json::plain(py, &fact.source)?.extract()).collect::<PyResult<_>>()?;
    let rows = || rows.iter();
    Columns::default()
        .text("post_id", rows().map(|(post_id, ..)| *post_id))
        .text("field", rows().map(|(_, fact, _)| fact.field))
        .text("value", rows().map(|(_, fact, _)| fact.value.as_str()))
        .text("source", sources.iter().map(String::as_str))
        .integer("start", rows().map(|(_, fact, _)| count(fact.start)))
        .integer("end", rows().map(|(_, fact, _)| count(fact.end)))
        .text("quote", rows().map(|(_, fact, _)| fact.quote.as_str()))
        .some_text("stated", rows().map(|(.., stated)| *stated))
        .finish(Some(findings_table(py, findings)?))
}
