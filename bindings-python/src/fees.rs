//! Service fees, yearly scores and allocations.

use doorstep::Fen;
use doorstep::table::Finding;
use doorstep::voucher::fees::{
    Basis, Bound as ShareBound, CatalogueVersion, Claim, FeeSum, FeeTerms, Settled, Statement,
    allocate as divide,
};
use doorstep::wire::{ScorecardRequest, ServiceRow, fees_of, scorecard as score};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyType;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::error::{option, raise};
use crate::json;
use crate::panic::guard;
use crate::table::{Columns, PyTable, count, findings_table, is_arrow, on_reject, read, rows_given};

/// What a contract pays for services (服务费结算单): what `fees` gives. Every record is in `records` or in `unpaid`.
#[pyclass(module = "doorstep", name = "FeeStatement", frozen, get_all)]
pub(crate) struct PyFeeStatement {
    /// What is paid, by outlet, item, milestone, version of the catalogue and price: `outlet, item, milestone, basis, version,
    /// unit_price_fen, quantity, gross_fen, cut_fen, amount_fen`, and `records`, the ids of its records.
    lines: Py<PyTable>,
    /// What is paid for each record: `line` (the row of `lines`, from 0), `record, quantity, amount_fen`. A record that goes
    /// over the edge of a band has several rows.
    records: Py<PyTable>,
    /// What caps cut: `line` (the row of `lines`, from 0), `cap, cut_fen`.
    cuts: Py<PyTable>,
    /// What is not paid: `record, outlet, item, why`, and `counted`, the record that counts in its place.
    unpaid: Py<PyTable>,
    /// Sums by outlet: `outlet, gross_fen, cut_fen, amount_fen`.
    outlets: Py<PyTable>,
    /// Sums by basis: `basis, gross_fen, cut_fen, amount_fen`.
    bases: Py<PyTable>,
    /// All together: gross_fen, cut_fen, amount_fen, records, paid_records, unpaid_records.
    total: Py<PyAny>,
    /// What the next statement must know of this one: `record, quantity, amount_fen`, for its `settled`. What earlier
    /// statements paid is not in it: give it those, too.
    settled: Py<PyTable>,
    /// What was wrong with the rows.
    rejects: Py<PyTable>,
}

#[pymethods]
impl PyFeeStatement {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let total = self.total.bind(py);
        let of = |name| -> PyResult<i64> { total.get_item(name)?.extract() };
        Ok(format!(
            "doorstep.FeeStatement({} fen for {} of {} records)",
            of("amount_fen")?,
            of("paid_records")?,
            of("records")?
        ))
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a doorstep.FeeStatement is not pickled; pickle what its tables give"))
    }
}

/// What a contract pays for services (服务费结算): by person, by service and by performance, whatever the order of records.
///
/// `records` is any Arrow table or list of dicts with `id, outlet, person, item, date`, and if need be `milestone` and
/// `quantity`: see `doorstep.fields("service")`. `catalogue` is a list of versions, `contract` a dict, as docs/schema has them
/// (`fees_request`). The same person and item at two outlets is paid once, to the first by date and id. `settled` is what
/// earlier statements paid (`FeeStatement.settled`, one after another in one table), with its records among `records`: it
/// stays as it was and counts.
///
/// >>> catalogue = [{"version": "2026-1", "from": "2026-01-01", "items": [
/// ...     {"item": "guidance", "basis": "person", "price_fen": 12000}]}]
/// >>> contract = {"contract": "k-1", "from": "2026-01-01", "until": "2027-01-01", "outlets": ["o-1", "o-2"],
/// ...             "caps": [{"cap": "year", "scope": "total", "max_fen": 20000}]}
/// >>> done = [{"id": "r-1", "outlet": "o-1", "person": "h-1", "item": "guidance", "date": "2026-03-02"},
/// ...         {"id": "r-2", "outlet": "o-2", "person": "h-1", "item": "guidance", "date": "2026-03-03"},
/// ...         {"id": "r-3", "outlet": "o-2", "person": "h-2", "item": "guidance", "date": "2026-03-04"}]
/// >>> statement = doorstep.fees(done, catalogue, contract)
/// >>> statement
/// doorstep.FeeStatement(20000 fen for 2 of 3 records)
/// >>> [(line["outlet"], line["gross_fen"], line["cut_fen"]) for line in statement.lines.to_pylist()]
/// [('o-1', 12000, 0), ('o-2', 12000, 4000)]
/// >>> [(line["record"], line["why"], line["counted"]) for line in statement.unpaid.to_pylist()]
/// [('r-2', 'counted', 'r-1')]
#[pyfunction]
#[pyo3(signature = (records, catalogue, contract, *, settled=None, mapping=None, errors="raise"))]
pub(crate) fn fees(
    py: Python<'_>,
    records: &Bound<'_, PyAny>,
    catalogue: &Bound<'_, PyAny>,
    contract: &Bound<'_, PyAny>,
    settled: Option<&Bound<'_, PyAny>>,
    mapping: Option<&Bound<'_, PyAny>>,
    errors: &str,
) -> PyResult<PyFeeStatement> {
    guard(py, || {
        let catalogue: Vec<CatalogueVersion> = option(py, json::from_python(catalogue)?)?;
        let contract: FeeTerms = option(py, json::from_python(contract)?)?;
        let settled: Vec<Settled> = settled.map(given).transpose()?.unwrap_or_default();
        let (rows, findings) = read::<ServiceRow>(records, mapping, on_reject(py, errors)?)?;
        let statement = py.detach(|| fees_of(rows, catalogue, contract, &settled));
        answer(py, &statement.map_err(|error| raise(py, error))?, &findings)
    })
}

fn answer(py: Python<'_>, statement: &Statement, findings: &[Finding]) -> PyResult<PyFeeStatement> {
    let lines = || statement.lines.iter();
    let numbered = || (0_i64..).zip(lines());
    let parts = || numbered().flat_map(|(line, of)| of.records.iter().map(move |part| (line, part)));
    let cuts = || numbered().flat_map(|(line, of)| of.cuts.iter().map(move |cut| (line, cut)));
    let cut = |sum: Fen, amount: Fen| sum.get().saturating_sub(amount.get());
    let basis = |basis| match basis {
        Basis::Person => "person",
        Basis::Service => "service",
        Basis::Performance => "performance",
    };
    let of_lines = Columns::default()
        .text("outlet", lines().map(|line| line.outlet.as_str()))
        .text("item", lines().map(|line| line.item.as_str()))
        .some_text("milestone", lines().map(|line| line.milestone.as_ref().map(|of| of.as_str())))
        .text("basis", lines().map(|line| basis(line.basis)))
        .text("version", lines().map(|line| line.version.as_str()))
        .integer("unit_price_fen", lines().map(|line| line.unit_price.get()))
        .integer("quantity", lines().map(|line| count(line.quantity)))
        .integer("gross_fen", lines().map(|line| line.gross.get()))
        .integer("cut_fen", lines().map(|line| cut(line.gross, line.amount)))
        .integer("amount_fen", lines().map(|line| line.amount.get()))
        .texts("records", lines().map(|line| line.records.iter().map(|part| part.record.as_str())));
    let of_records = Columns::default()
        .integer("line", parts().map(|(line, _)| line))
        .text("record", parts().map(|(_, part)| part.record.as_str()))
        .integer("quantity", parts().map(|(_, part)| part.quantity.into()))
        .integer("amount_fen", parts().map(|(_, part)| part.amount.get()));
    let of_cuts = Columns::default()
        .integer("line", cuts().map(|(line, _)| line))
        .text("cap", cuts().map(|(_, cut)| cut.cap.as_str()))
        .integer("cut_fen", cuts().map(|(_, cut)| cut.cut.get()));
    let unpaid = || statement.unpaid.iter();
    let of_unpaid = Columns::default()
        .text("record", unpaid().map(|line| line.record.as_str()))
        .text("outlet", unpaid().map(|line| line.outlet.as_str()))
        .text("item", unpaid().map(|line| line.item.as_str()))
        .text("why", unpaid().map(|line| line.why.code()))
        .some_text("counted", unpaid().map(|line| line.counted.as_ref().map(|of| of.as_str())));
    let outlets = || statement.outlets.iter();
    let of_outlets = Columns::default().text("outlet", outlets().map(|one| one.outlet.as_str()));
    let bases = || statement.bases.iter();
    let of_bases = Columns::default().text("basis", bases().map(|one| basis(one.basis)));
    let before = statement.settled();
    let of_settled = Columns::default()
        .text("record", before.iter().map(|one| one.record.as_str()))
        .integer("quantity", before.iter().map(|one| one.quantity.into()))
        .integer("amount_fen", before.iter().map(|one| one.amount.get()));
    let Statement { total, records, paid_records, unpaid_records, .. } = statement;
    let total = json!({"gross_fen": total.gross, "cut_fen": total.cut, "amount_fen": total.amount,
        "records": records, "paid_records": paid_records, "unpaid_records": unpaid_records});
    Ok(PyFeeStatement {
        lines: Py::new(py, of_lines.finish(None)?)?,
        records: Py::new(py, of_records.finish(None)?)?,
        cuts: Py::new(py, of_cuts.finish(None)?)?,
        unpaid: Py::new(py, of_unpaid.finish(None)?)?,
        outlets: Py::new(py, sums(of_outlets, || outlets().map(|one| &one.sum)).finish(None)?)?,
        bases: Py::new(py, sums(of_bases, || bases().map(|one| &one.sum)).finish(None)?)?,
        total: json::to_python(py, &total)?.unbind(),
        settled: Py::new(py, of_settled.finish(None)?)?,
        rejects: findings_table(py, findings)?,
    })
}

/// The columns of sums.
fn sums<'a, I: Iterator<Item = &'a FeeSum>>(columns: Columns, sums: impl Fn() -> I) -> Columns {
    columns
        .integer("gross_fen", sums().map(|sum| sum.gross.get()))
        .integer("cut_fen", sums().map(|sum| sum.cut.get()))
        .integer("amount_fen", sums().map(|sum| sum.amount.get()))
}

/// What the yearly scores of operators pay (运营方年度考核): a list of dicts, one for each operator and year.
///
/// `scorecards` are dicts in the order in which they were made; one that `replaces` another, as after an appeal, comes after
/// it and decides. Weights and scores are hundredths of a point, and the weights add up to 10,000. `terms` is the fee and how
/// the paid part of it follows from the score, as docs/schema has them (`scorecard_request`).
///
/// >>> card = {"scorecard": "s-1", "operator": "op-1", "year": 2026, "criteria": [
/// ...     {"criterion": "placements", "weight_hundredths": 6000, "score_hundredths": 5150, "evidence": ["e-1"]},
/// ...     {"criterion": "satisfaction", "weight_hundredths": 4000, "score_hundredths": 3300, "evidence": ["e-2"]}]}
/// >>> terms = {"fee_fen": 10_000_001, "rule": {"kind": "linear", "low_hundredths": 6000, "low_permille": 500,
/// ...          "high_hundredths": 9000, "high_permille": 1000, "below_permille": 0}}
/// >>> [(row["score_hundredths"], row["amount_fen"], row["withheld_fen"]) for row in doorstep.scorecard([card], terms)]
/// [(8450, 9083334, 916667)]
#[pyfunction]
pub(crate) fn scorecard<'py>(
    py: Python<'py>,
    scorecards: &Bound<'py, PyAny>,
    terms: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(py, || {
        let request =
            json!({"scorecards": json::from_python(scorecards)?, "terms": json::from_python(terms)?});
        let request: ScorecardRequest = option(py, request)?;
        let answer = py.detach(|| score(request)).map_err(|error| raise(py, error))?;
        json::plain(py, &answer.rows)
    })
}

/// Divides a sum of fen by weights, to the last fen (资金分配，最大余额法), within floors and ceilings.
///
/// `claims` is any Arrow table or list of dicts with `key` and `weight` (a whole number), and if need be `floor_fen` and
/// `ceiling_fen`. Gives one row for each claim: `key, amount_fen`; the exact quota as `quota_fen` and `remainder /
/// denominator` of a fen; `bound` (floor or ceiling, if one fixes the share), `has_remainder_fen`, and `is_tied` if the order
/// of keys decided who gets it.
///
/// >>> shares = doorstep.allocate(100, [{"key": "a", "weight": 1}, {"key": "b", "weight": 1}, {"key": "c", "weight": 1}])
/// >>> [(row["key"], row["amount_fen"], row["remainder"], row["denominator"]) for row in shares.to_pylist()]
/// [('a', 34, 1, 3), ('b', 33, 1, 3), ('c', 33, 1, 3)]
#[pyfunction]
pub(crate) fn allocate(py: Python<'_>, total_fen: i64, claims: &Bound<'_, PyAny>) -> PyResult<PyTable> {
    guard(py, || {
        let total = Fen::new(total_fen).map_err(|error| raise(py, error))?;
        let claims: Vec<Claim> = given(claims)?;
        let allocation = py.detach(|| divide(total, &claims)).map_err(|error| raise(py, error))?;
        let shares = || allocation.shares.iter();
        let bound = |bound| match bound {
            ShareBound::Floor => "floor",
            ShareBound::Ceiling => "ceiling",
        };
        Columns::default()
            .text("key", shares().map(|share| share.key.as_str()))
            .integer("amount_fen", shares().map(|share| share.amount.get()))
            .integer("quota_fen", shares().map(|share| share.quota.get()))
            .integer("remainder", shares().map(|share| count(share.remainder)))
            .integer("denominator", shares().map(|share| count(share.denominator)))
            .some_text("bound", shares().map(|share| share.bound.map(bound)))
            .boolean("has_remainder_fen", shares().map(|share| share.has_remainder_fen))
            .boolean("is_tied", shares().map(|share| share.is_tied))
            .finish(None)
    })
}

/// The rows of any table as what serde reads; what is missing is left out, and a whole number may stand in a column of
/// decimals, as in a data frame with gaps.
fn given<T: DeserializeOwned>(data: &Bound<'_, PyAny>) -> PyResult<Vec<T>> {
    let py = data.py();
    let rows = if is_arrow(data)? {
        let table = PyTable::from_arrow(&PyType::new::<PyTable>(py), data)?;
        table.to_pylist(py)?.into_iter().map(|row| json::from_python(&row)).collect::<PyResult<Vec<_>>>()?
    } else {
        rows_given(data)?.map(|row| json::from_python(&row?)).collect::<PyResult<Vec<_>>>()?
    };
    rows.into_iter().map(|row| option(py, whole(row))).collect()
}

fn whole(row: Value) -> Value {
    let Value::Object(members) = row else { return row };
    let number = |value: Value| match value.as_f64() {
        // Up to 2^53, where a decimal is still exact.
        Some(number) if value.is_f64() && number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "checked above")]
            Value::from(number as i64)
        }
        _ => value,
    };
    let stated = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(stated.map(|(name, value)| (name, number(value))).collect())
}
