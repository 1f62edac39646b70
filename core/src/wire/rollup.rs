//! Requests and answers about sums from communities up, and their rows.

use serde::{Deserialize, Serialize};

use super::{OnReject, Rows, settle};
use crate::circle::{self, Answer, CoverageTotal, RollupResident};
use crate::error::{Error, ValueCode, ValueError};
use crate::model::{RegionCode, RegionTier};
use crate::privacy::Personal;
use crate::table::{Field, FieldKind, Finding, Record, RowReader};

/// What coverage says of a resident, with where and who that is. `Debug` is not there: rows may be personal.
#[derive(Clone, PartialEq)]
pub struct ResidentAnswer {
    id: String,
    region: Option<String>,
    group: Option<String>,
    answer: Answer,
    weight: u32,
}

impl Record for ResidentAnswer {
    const NAME: &'static str = "answer";

    const FIELDS: &'static [Field] = &[
        Field::new(
            "id",
            FieldKind::Text,
            "the resident, by the caller's key; the row's number if absent",
            "主键",
        )
        .personal(Personal::Other),
        Field::new("region", FieldKind::Text, "division code; unknown if it cannot be read", "行政区划代码"),
        Field::new("group", FieldKind::Text, "a group to count under, such as a key group", "群体"),
        Field::new("answer", FieldKind::Word, "covered, not_covered, unknown; unknown if absent", "覆盖结果"),
        Field::new("weight", FieldKind::Integer, "how many people the row stands for; 1 if absent", "人数"),
    ];

    fn read(row: &mut RowReader<'_>) -> Self {
        let answer =
            |text: &str| Answer::from_code(text).ok_or_else(|| ValueError::new(ValueCode::UnknownWord, text));
        Self {
            id: row.id(),
            region: row.text("region"),
            group: row.text("group"),
            answer: row.parse("answer", answer).unwrap_or(Answer::Unknown),
            weight: row.integer("weight", 0, u32::MAX).unwrap_or(1),
        }
    }

    fn id(&self) -> &str {
        &self.id
    }
}

/// Asks for coverage by division, from communities up.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RollupRequest {
    /// What coverage says of each resident, and where they live.
    pub answers: Rows,
    /// What to do about rows that cannot be read.
    #[serde(default)]
    pub errors: OnReject,
}

/// Coverage by division, from communities up.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RollupAnswer {
    /// By code, so that a division stands before those in it; residents whose division is missing or no code come last.
    pub regions: Vec<RegionRow>,
    /// The same by group, those without one first.
    pub groups: Vec<RegionGroupRow>,
    /// Everybody: the provinces and those without a division.
    pub total: CoverageTotal,
    /// Everybody by group, those without one first.
    pub total_groups: Vec<GroupRow>,
    /// What was wrong with the rows.
    pub findings: Vec<Finding>,
}

/// The sums of one division: `own` and the `all` of its children add up to its `all`, exactly.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegionRow {
    /// The division's code; absent for residents without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Its tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<RegionTier>,
    /// The division that it lies in; absent for a province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<RegionCode>,
    /// Residents whose code names this division and none below.
    pub own: CoverageTotal,
    /// These and all below.
    pub all: CoverageTotal,
}

/// The sums of a group in a division and all below.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegionGroupRow {
    /// The division's code; absent for residents without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Its tier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<RegionTier>,
    /// The group; absent for residents without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Sums of this division and all below.
    pub all: CoverageTotal,
}

/// The sums of a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupRow {
    /// The group; absent for residents without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Sums.
    pub all: CoverageTotal,
}

/// Sums of checked records.
///
/// # Errors
/// `circle.weight_too_large`.
pub fn rollup_of(answers: &[ResidentAnswer], findings: Vec<Finding>) -> Result<RollupAnswer, Error> {
    let residents: Vec<RollupResident<'_>> = answers
        .iter()
        .map(|one| RollupResident {
            region: one.region.as_deref(),
            group: one.group.as_deref(),
            answer: one.answer,
            weight: u64::from(one.weight),
        })
        .collect();
    let sums = circle::rollup(&residents)?;
    let known = sums.regions.into_iter().map(|(region, sums)| (Some(region), sums));
    let unknown = (sums.unknown_region.all.total > 0).then_some((None, sums.unknown_region));
    let (mut regions, mut groups) = (Vec::new(), Vec::new());
    for (region, sums) in known.chain(unknown) {
        let tier = region.as_ref().map(RegionCode::tier);
        for (group, all) in sums.groups {
            groups.push(RegionGroupRow { region: region.clone(), tier, group, all });
        }
        let parent = region.as_ref().and_then(parent);
        regions.push(RegionRow { region, tier, parent, own: sums.own, all: sums.all });
    }
    let total_groups = sums.total.groups.into_iter().map(|(group, all)| GroupRow { group, all });
    Ok(RollupAnswer {
        regions,
        groups,
        total: sums.total.all,
        total_groups: total_groups.collect(),
        findings,
    })
}

fn parent(code: &RegionCode) -> Option<RegionCode> {
    let above = [RegionTier::Street, RegionTier::County, RegionTier::City, RegionTier::Province];
    above.into_iter().filter(|tier| *tier < code.tier()).find_map(|tier| code.at(tier))
}

/// Answers a [`RollupRequest`].
///
/// # Errors
/// Those of the table and of [`rollup_of`].
pub fn rollup(request: RollupRequest) -> Result<RollupAnswer, Error> {
    let (answers, findings) = settle(request.answers.read::<ResidentAnswer>()?, request.errors)?;
    rollup_of(&answers, findings)
}
