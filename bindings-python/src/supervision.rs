//! Supervision of vouchers: samples and inspections. What is told of a ledger stands with the ledger.

use doorstep::voucher::supervision::{SampleSize, SampleUnit, sample as draw};
use doorstep::wire::{InspectionRequest, inspection as inspect};
use pyo3::prelude::*;
use serde_json::json;

use crate::error::{option, raise};
use crate::json;
use crate::panic::guard;

/// Draws cases for an audit (随机抽查), so that anybody can draw them again.
///
/// `population` is a list of ids or of dicts `id, stratum`; of each stratum `share_millionths` are drawn, rounded up, at least
/// `min` and at most `max`: those whose SHA-256 over seed, line feed and id is least. A larger share draws all that a smaller
/// one draws. Take a seed that nobody could know before the population was closed.
///
/// >>> found = doorstep.sample([f"v-{number}" for number in range(1, 10)], 200_000, "2026-11-26")
/// >>> len(found["drawn"]), found["strata"]
/// (2, [{'population': 9, 'drawn': 2}])
#[pyfunction]
#[pyo3(signature = (population, share_millionths, seed, *, min=0, max=None))]
pub(crate) fn sample<'py>(
    py: Python<'py>,
    population: &Bound<'py, PyAny>,
    share_millionths: u64,
    seed: &str,
    min: u64,
    max: Option<u64>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let unit = |given: Bound<'py, PyAny>| match given.extract::<String>() {
            Ok(id) => Ok(SampleUnit { id, stratum: None }),
            Err(_) => option(py, json::from_python(&given)?),
        };
        let population = population.try_iter()?.map(|given| unit(given?)).collect::<PyResult<Vec<_>>>()?;
        let size = SampleSize { share_millionths, min, max };
        let sample = py.detach(|| draw(&population, size, seed)).map_err(|error| raise(py, error))?;
        json::plain(py, &sample)
    })
}

/// Carries an inspection (抽查) on, step by step: a dict with `answers`, one for each step, and the `inspection` at the end.
///
/// `case` is what `Ledger.inspection_case` gives, `steps` are all steps from the first one on, as docs/schema has them
/// (`inspection_request`). A step that is refused changes nothing. `actions` of the inspection are what is to be submitted.
///
/// >>> case = {"voucher": "v-1", "programme": "p", "region": "370102", "provider": "pr-1", "paid_fen": 80_000}
/// >>> auditor = {"id": "u-7", "role": "auditor", "region": "3701"}
/// >>> done = doorstep.inspection(case, [{"actor": auditor, "now": 1_772_413_200, "action": {"kind": "pass"}}])
/// >>> done["answers"], done["inspection"]["state"]
/// ([{'outcome': 'applied'}], 'in_order')
#[pyfunction]
pub(crate) fn inspection<'py>(
    py: Python<'py>,
    case: &Bound<'py, PyAny>,
    steps: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let request = json!({"case": json::from_python(case)?, "steps": json::from_python(steps)?});
        let request: InspectionRequest = option(py, request)?;
        json::plain(py, &inspect(request).map_err(|error| raise(py, error))?)
    })
}
