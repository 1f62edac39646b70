//! Requests and answers of the fairness audit, and its rows.

use serde::Deserialize;

use super::{OnReject, Rows, settle};
use crate::error::{Error, ValueCode, ValueError};
use crate::matching::{Audit, Outcome, Protected, audit as audit_of};
use crate::privacy::Personal;
use crate::table::{Field, FieldKind, Record, RowReader};

impl Record for Outcome {
    const NAME: &'static str = "outcome";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the person, by the caller's key", "主键")
            .personal(Personal::Other),
        Field::new("selected", FieldKind::Boolean, "whether the person was chosen", "是否入选"),
        Field::new("score", FieldKind::Integer, "the person's score in millionths", "得分"),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let selected = row.boolean("selected");
        if selected.is_none() {
            row.refuse("selected", ValueError::new(ValueCode::Missing, ""));
        }
        Self { id: row.id(), selected: selected == Some(true), score: row.integer("score", 0, 1_000_000) }
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// The group of one person in a protected attribute. It is read here, handed to the audit, and kept nowhere.
pub struct Membership {
    id: String,
    group: Option<String>,
}

impl Record for Membership {
    const NAME: &'static str = "membership";

    const FIELDS: &'static [Field] = &[
        Field::new("id", FieldKind::Text, "the person, by the caller's key", "主键")
            .personal(Personal::Other),
        Field::new("group", FieldKind::Text, "the group that the person is in", "群体")
            .personal(Personal::Other),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        Self { id: row.id(), group: row.text("group") }
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// Asks how often each group of a protected attribute was chosen.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditRequest {
    /// What became of each person.
    pub outcomes: Rows,
    /// The group of each person. Who is not in it is counted as unknown.
    pub groups: Rows,
    /// The attribute: sex, ethnicity, age group.
    pub attribute: String,
    /// The least number of people whose figures are told.
    #[serde(default = "ten")]
    pub smallest: u32,
}

const fn ten() -> u32 {
    10
}

/// Answers an [`AuditRequest`].
///
/// # Errors
/// Those of the tables, and `matching.audit`.
pub fn audit(request: AuditRequest) -> Result<Audit, Error> {
    let (outcomes, _) = settle(request.outcomes.read::<Outcome>()?, OnReject::Raise)?;
    let (groups, _) = settle(request.groups.read::<Membership>()?, OnReject::Raise)?;
    audited(&outcomes, groups, request.attribute, request.smallest)
}

/// The audit of people's outcomes by the groups that they are in.
///
/// # Errors
/// `matching.audit`.
pub fn audited(
    outcomes: &[Outcome],
    groups: Vec<Membership>,
    attribute: String,
    smallest: u32,
) -> Result<Audit, Error> {
    let known = groups.into_iter().filter_map(|one| Some((one.id, one.group?)));
    Ok(audit_of(outcomes, &Protected::new(attribute, known)?, smallest)?)
}
