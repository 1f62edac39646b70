//! Subsidy windows and retirement months.

use doorstep::wire::{self, RetirementRequest, SubsidyWindowRequest};
use pyo3::prelude::*;
use serde_json::{Map, Value};

use crate::error::{option, raise};
use crate::json;
use crate::panic::guard;

/// The arguments that were given, as a request.
fn request(given: &[(&str, Option<&Bound<'_, PyAny>>)]) -> PyResult<Value> {
    let given = given.iter().filter_map(|(name, value)| value.map(|value| (*name, value)));
    given
        .map(|(name, value)| Ok((name.to_owned(), json::from_python(value)?)))
        .collect::<PyResult<Map<_, _>>>()
        .map(Value::Object)
}

/// Changes a subsidy window (补贴期限) step by step, and says what follows: a dict.
///
/// `rule` is the rule of the subsidy; `window` is the window of an earlier answer, or the first of `steps` opens one. Each
/// step is a dict whose `action` is open, pause, resume, extend or close, and has an answer in `answers`: applied, or
/// refused with a code. `view` has the dates, the months and what each day is; with `as_of`, what was used and what is
/// left; with `paid`, `payable` has what the months give, in fen. Dates are `datetime.date` or ISO text; an end is the
/// first day that does not belong any more.
///
/// >>> rule = {"id": "flexible-2026", "months_max": 36, "split": "whole_months",
/// ...         "share": {"numerator": 2, "denominator": 3}, "pauses": [{"reason": "employed", "shifts_end": True}]}
/// >>> answer = doorstep.subsidy_window(rule, [
/// ...     {"action": "open", "start": "2026-03-01", "first_approval": {"on": "2026-02-10"}},
/// ...     {"action": "pause", "on": "2026-09-20", "from": "2026-10-01", "until": "2027-01-01", "reason": "employed"},
/// ... ], as_of="2027-01-01", paid=[{"month": "2026-03", "paid_fen": 100_000}])
/// >>> answer["view"]["end"], answer["view"]["remaining"]["months"], answer["payable"]["total_fen"]
/// ('2029-06-01', 29, 66666)
/// >>> again = doorstep.subsidy_window(rule, [{"action": "close", "on": "2035-01-01", "reason": "left"}], window=answer["window"])
/// >>> again["answers"][0]["refusal"]["code"]
/// 'window.ended'
#[pyfunction]
#[pyo3(signature = (rule, steps=None, *, window=None, as_of=None, paid=None))]
pub(crate) fn subsidy_window<'py>(
    py: Python<'py>,
    rule: &Bound<'py, PyAny>,
    steps: Option<&Bound<'py, PyAny>>,
    window: Option<&Bound<'py, PyAny>>,
    as_of: Option<&Bound<'py, PyAny>>,
    paid: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let given =
            [("rule", Some(rule)), ("steps", steps), ("window", window), ("as_of", as_of), ("paid", paid)];
        let asked: SubsidyWindowRequest = option(py, request(&given)?)?;
        let answer = py.detach(|| wire::subsidy_window(asked)).map_err(|error| raise(py, error))?;
        json::plain(py, &answer)
    })
}

/// The month in which somebody reaches the statutory retirement age (法定退休年龄), with the age in months.
///
/// `born` is a month such as `"1971-04"`, `category` is `"men_60"`, `"women_55"` or `"women_50"` by the age before the
/// reform; `law` another law than the decision of 2024-09-13, as a dict.
///
/// >>> doorstep.retirement("1971-04", "women_55")
/// {'age_months': 664, 'month': '2026-08'}
#[pyfunction]
#[pyo3(signature = (born, category, *, law=None))]
pub(crate) fn retirement<'py>(
    py: Python<'py>,
    born: &Bound<'py, PyAny>,
    category: &Bound<'py, PyAny>,
    law: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let given = [("born", Some(born)), ("category", Some(category)), ("law", law)];
        let asked: RetirementRequest = option(py, request(&given)?)?;
        json::plain(py, &wire::retirement(asked).map_err(|error| raise(py, error))?)
    })
}
