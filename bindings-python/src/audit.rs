//! The fairness audit.

use doorstep::matching::Outcome;
use doorstep::wire::{Membership, OnReject, audited};
use pyo3::prelude::*;

use crate::error::raise;
use crate::json;
use crate::panic::guard;
use crate::table::read;

/// How often each group of a protected attribute was chosen (公平审计), as a dict: `attribute, people, unknown,
/// median_score`, and `groups` with rates and impact ratios in millionths.
///
/// `outcomes` and `groups` are any Arrow tables or lists of dicts: who was selected (`id, selected, score`), and which
/// group each person is in (`id, group`); who is in none is counted as unknown. Groups of fewer than `smallest` people
/// are listed without figures. The attribute is read here and kept nowhere: no record that is matched has a field for it.
///
/// >>> outcomes = [{"id": "a", "selected": True}, {"id": "b", "selected": False}, {"id": "c", "selected": True}]
/// >>> groups = [{"id": "a", "group": "女"}, {"id": "b", "group": "女"}, {"id": "c", "group": "男"}]
/// >>> found = doorstep.audit(outcomes, groups, "性别", smallest=1)
/// >>> [(group["group"], group["impact_ratio"], group["below_four_fifths"]) for group in found["groups"]]
/// [('女', 500000, True), ('男', 1000000, False)]
#[pyfunction]
#[pyo3(signature = (outcomes, groups, attribute, *, smallest=10, outcomes_mapping=None, groups_mapping=None))]
pub(crate) fn audit<'py>(
    py: Python<'py>,
    outcomes: &Bound<'py, PyAny>,
    groups: &Bound<'py, PyAny>,
    attribute: String,
    smallest: u32,
    outcomes_mapping: Option<&Bound<'py, PyAny>>,
    groups_mapping: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let (outcomes, _) = read::<Outcome>(outcomes, outcomes_mapping, OnReject::Raise)?;
        let (groups, _) = read::<Membership>(groups, groups_mapping, OnReject::Raise)?;
        let found = py.detach(|| audited(&outcomes, groups, attribute, smallest));
        json::plain(py, &found.map_err(|error| raise(py, error))?)
    })
}
