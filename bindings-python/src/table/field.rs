//! The fields of records, as a table.

use doorstep::matching::Outcome;
use doorstep::table::{Field, Record};
use doorstep::wire::{Membership, ResidentAnswer, ServiceRow};
use doorstep::{Post, Resident, Seeker, Station, ValueCode, ValueError};
use pyo3::prelude::*;

use super::{Columns, PyTable};
use crate::error::raise;
use crate::json;
use crate::panic::guard;

/// The fields of a kind of record (字段表): `"post"`, `"seeker"`, `"station"`, `"resident"`, of an audit
/// `"outcome"` or `"membership"`, of a roll-up `"answer"`, and of fees `"service"`.
///
/// Gives the table `name, kind, personal, en, zh`. All fields are optional but those of `"service"` that
/// are said to be needed.
///
/// >>> [field["name"] for field in doorstep.fields("resident").to_pylist()]
/// ['id', 'lon', 'lat', 'system', 'region', 'area_class', 'weight']
#[pyfunction]
#[pyo3(signature = (record, /))]
pub(crate) fn fields(py: Python<'_>, record: &str) -> PyResult<PyTable> {
    guard(py, || {
        let found: Option<&[Field]> = [
            (Membership::NAME, Membership::FIELDS),
            (Outcome::NAME, Outcome::FIELDS),
            (Post::NAME, Post::FIELDS),
            (Resident::NAME, Resident::FIELDS),
            (ResidentAnswer::NAME, ResidentAnswer::FIELDS),
            (Seeker::NAME, Seeker::FIELDS),
            (ServiceRow::NAME, ServiceRow::FIELDS),
            (Station::NAME, Station::FIELDS),
        ]
        .into_iter()
        .find_map(|(name, fields)| (name == record).then_some(fields));
        let unknown = || raise(py, ValueError::new(ValueCode::UnknownWord, record));
        let fields = found.ok_or_else(unknown)?;
        let kinds: Vec<String> =
            fields.iter().map(|field| json::plain(py, &field.kind)?.extract()).collect::<PyResult<_>>()?;
        Columns::default()
            .text("name", fields.iter().map(|field| field.name))
            .text("kind", kinds.iter().map(String::as_str))
            .boolean("personal", fields.iter().map(|field| field.personal.is_some()))
            .text("en", fields.iter().map(|field| field.en))
            .text("zh", fields.iter().map(|field| field.zh))
            .finish(None)
    })
}
