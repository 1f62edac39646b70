//! Coverage by division, from communities up.

use doorstep::circle::CoverageTotal;
use doorstep::wire::{ResidentAnswer, rollup_of};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::error::raise;
use crate::json;
use crate::panic::guard;
use crate::table::{Columns, PyTable, count, findings_table, on_reject, read};

/// Coverage by division (四级网络汇总): what `rollup` gives.
#[pyclass(module = "doorstep", name = "Rollup", frozen, get_all)]
pub(crate) struct PyRollup {
    /// One row for each division, before those in it: `region, tier, parent, covered, not_covered, unknown, total`, which
    /// count all below, and `own_covered, own_not_covered, own_unknown, own_total`, which count residents whose code names
    /// no division below. Residents whose division is missing or no code have the last row, without `region`.
    regions: Py<PyTable>,
    /// The same by group: `region, tier, group, covered, not_covered, unknown, total`; residents without a group have rows
    /// without `group`.
    groups: Py<PyTable>,
    /// Everybody by group: `group, covered, not_covered, unknown, total`.
    total_groups: Py<PyTable>,
    /// Everybody: covered, not_covered, unknown, total.
    total: Py<PyAny>,
    /// What was wrong with the rows.
    rejects: Py<PyTable>,
}

#[pymethods]
impl PyRollup {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let total = self.total.bind(py);
        let of = |name| -> PyResult<u64> { total.get_item(name)?.extract() };
        Ok(format!(
            "doorstep.Rollup({} divisions, {} covered, {} not covered, {} unknown)",
            self.regions.get().rows(),
            of("covered")?,
            of("not_covered")?,
            of("unknown")?
        ))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.Rollup is not pickled; pickle what its tables give"))
    }
}

/// Sums coverage up from communities over streets, counties and cities to provinces (四级网络汇总), each person once.
///
/// `answers` is any Arrow table or list of dicts with `region` (a division code of any tier), `answer` (covered,
/// not_covered, unknown), and if there are such columns `weight` and `group`: see `doorstep.fields("answer")`. The rows of
/// `coverage` are in the order of its residents, so that its `answer` may be set beside their columns.
///
/// >>> homes = [{"region": "370102005001", "answer": "covered", "weight": 120}, {"region": "370102", "answer": "not_covered"},
/// ...          {"region": None, "answer": "covered", "weight": 3}]
/// >>> sums = doorstep.rollup(homes)
/// >>> [(row["region"], row["own_total"], row["total"]) for row in sums.regions.to_pylist()][2:]
/// [('370102', 1, 121), ('370102005', 0, 120), ('370102005001', 120, 120), (None, 3, 3)]
/// >>> sums.total
/// {'covered': 123, 'not_covered': 1, 'unknown': 0, 'total': 124}
#[pyfunction]
#[pyo3(signature = (answers, *, mapping=None, errors="raise"))]
pub(crate) fn rollup(
    py: Python<'_>,
    answers: &Bound<'_, PyAny>,
    mapping: Option<&Bound<'_, PyAny>>,
    errors: &str,
) -> PyResult<PyRollup> {
    guard(py, || {
        let (answers, findings) = read::<ResidentAnswer>(answers, mapping, on_reject(py, errors)?)?;
        let sums = py.detach(|| rollup_of(&answers, findings)).map_err(|error| raise(py, error))?;
        let regions = || sums.regions.iter();
        let of_regions = Columns::default()
            .some_text("region", regions().map(|row| row.region.as_ref().map(|region| region.as_str())))
            .some_text("tier", regions().map(|row| row.tier.map(|tier| tier.en())))
            .some_text("parent", regions().map(|row| row.parent.as_ref().map(|region| region.as_str())));
        let of_regions = totals(of_regions, "", || regions().map(|row| &row.all));
        let of_regions = totals(of_regions, "own_", || regions().map(|row| &row.own));
        let groups = || sums.groups.iter();
        let of_groups = Columns::default()
            .some_text("region", groups().map(|row| row.region.as_ref().map(|region| region.as_str())))
            .some_text("tier", groups().map(|row| row.tier.map(|tier| tier.en())))
            .some_text("group", groups().map(|row| row.group.as_deref()));
        let of_groups = totals(of_groups, "", || groups().map(|row| &row.all));
        let all = || sums.total_groups.iter();
        let of_all = Columns::default().some_text("group", all().map(|row| row.group.as_deref()));
        let of_all = totals(of_all, "", || all().map(|row| &row.all));
        Ok(PyRollup {
            regions: Py::new(py, of_regions.finish(None)?)?,
            groups: Py::new(py, of_groups.finish(None)?)?,
            total_groups: Py::new(py, of_all.finish(None)?)?,
            total: json::plain(py, &sums.total)?.unbind(),
            rejects: findings_table(py, &sums.findings)?,
        })
    })
}

/// The columns of sums.
fn totals<'a, I: Iterator<Item = &'a CoverageTotal>>(
    columns: Columns,
    prefix: &str,
    sums: impl Fn() -> I,
) -> Columns {
    let name = |name: &str| format!("{prefix}{name}");
    columns
        .integer(&name("covered"), sums().map(|sum| count(sum.covered)))
        .integer(&name("not_covered"), sums().map(|sum| count(sum.not_covered)))
        .integer(&name("unknown"), sums().map(|sum| count(sum.unknown)))
        .integer(&name("total"), sums().map(|sum| count(sum.total)))
}
