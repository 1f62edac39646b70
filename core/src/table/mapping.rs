//! Column mappings (列映射): how the columns of somebody's table become the fields of a record, as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{TableCode, TableError};
use crate::model::{AnyCoordinate, System, WagePeriod};

/// A column mapping, as a JSON file carries it.
///
/// Fields that the mapping does not name are read from the column of their own name, if there is one.
///
/// ```
/// use doorstep::table::Mapping;
/// let mapping = Mapping::from_json(r#"{
///     "fields": {"id": {"column": "编号"}, "title": {"column": "职位"}, "lon": {"column": "经度"}, "lat": {"column": "纬度"}},
///     "defaults": {"system": "gcj02"},
///     "null_points": [{"lon": 0, "lat": 0, "within_degrees": 0.05}]
/// }"#)?;
/// assert_eq!(mapping.fields.len(), 4);
/// # Ok::<(), doorstep::table::TableError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mapping {
    /// From a field's name to the column it is read from.
    pub fields: BTreeMap<String, FieldMapping>,
    /// From a field's name to the text it has in every row without a value of its own.
    pub defaults: BTreeMap<String, String>,
    /// Columns that are left out on purpose.
    pub ignore: Vec<String>,
    /// Places that stand for 'no place' in this source, such as 0, 0.
    pub null_points: Vec<NullPoint>,
    /// Periods that are inferred from the size of a wage whose period is not stated, from small to large.
    pub wage_period_by_amount: Vec<PeriodBand>,
}

/// How one field is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldMapping {
    /// The column.
    pub column: String,
    /// Texts that stand for 'no value' in this column, besides the empty one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub null: Vec<String>,
    /// From a text of this column to the text that is read in its place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// Where a list's text is cut (comma if not given).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// What a value that cannot be read costs.
    #[serde(default)]
    pub on_error: OnError,
}

/// What a value that cannot be read costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OnError {
    /// The row: it is rejected.
    #[default]
    Reject,
    /// The cell: it is read as 'not stated', and reported.
    Null,
}

/// A place that stands for 'no place'.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NullPoint {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
    /// How far from it, in degrees of each, a point still counts as it.
    pub within_degrees: f64,
}

impl NullPoint {
    /// Whether `place` stands for 'no place'.
    pub fn matches(&self, place: AnyCoordinate) -> bool {
        (place.lon() - self.lon).abs() <= self.within_degrees
            && (place.lat() - self.lat).abs() <= self.within_degrees
    }
}

/// A period for wages whose highest amount is below a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PeriodBand {
    /// The limit in yuan; none for the last band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below_yuan: Option<u32>,
    /// The period inferred.
    pub period: WagePeriod,
}

impl Mapping {
    /// Reads a mapping from JSON and checks it.
    ///
    /// # Errors
    /// `table.bad_mapping`.
    pub fn from_json(text: &str) -> Result<Self, TableError> {
        let bad = |detail: &dyn std::fmt::Display| TableError::new(TableCode::BadMapping, detail);
        let mapping: Self = serde_json::from_str(text).map_err(|error| bad(&error))?;
        if let Some(name) = mapping.defaults.get("system") {
            System::parse(name).map_err(|error| bad(&error))?;
        }
        let limits: Vec<u32> =
            mapping.wage_period_by_amount.iter().filter_map(|band| band.below_yuan).collect();
        if !limits.is_sorted() {
            return Err(bad(&"`wage_period_by_amount` is not in ascending order"));
        }
        Ok(mapping)
    }
}
