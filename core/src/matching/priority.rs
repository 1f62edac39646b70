//! Policy priority (政策优先): an axis of its own beside the score, so that neither hides the other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::part::ONE;
use super::prepared::{Pair, PreparedSeeker};
use crate::model::KeyGroup;

/// How much policy puts each key group first, in millionths; a group that is not named has 0.
///
/// The default puts those first whom the Employment Promotion Law names for assistance (就业促进法 art. 52 and 56: 就业困难
/// 人员, 零就业家庭; art. 55: 残疾人), and every other key group half as high. The order is a starting point by
/// judgement: programmes and regions set their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Priorities(BTreeMap<KeyGroup, u32>);

impl Default for Priorities {
    fn default() -> Self {
        let of = |group: KeyGroup| {
            let first = matches!(
                group,
                KeyGroup::EmploymentDifficulty | KeyGroup::ZeroEmploymentHousehold | KeyGroup::Disabled
            );
            (group, if first { ONE } else { ONE / 2 })
        };
        Self(KeyGroup::all().map(of).collect())
    }
}

impl Priorities {
    /// The priority of a group, at most a million.
    pub fn of(&self, group: KeyGroup) -> u32 {
        self.0.get(&group).map_or(0, |value| (*value).min(ONE))
    }
}

/// How far policy puts a person first for a post.
///
/// Half of it is the person's highest group, half is that the employer prefers one of the person's groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Priority {
    /// In millionths.
    pub value: u32,
    /// Groups that the person is surely in and policy puts first, those first that count most.
    pub groups: Vec<KeyGroup>,
    /// Those of them that the employer prefers.
    pub preferred: Vec<KeyGroup>,
    /// Why, in English.
    pub en: String,
    /// Why, in Chinese.
    pub zh: String,
}

/// The value alone.
pub(super) fn value(pair: &Pair<'_>, priorities: &Priorities) -> u32 {
    let preferred = pair.seeker.groups.iter().any(|group| pair.post.record.key_groups.contains(group));
    of(pair.seeker, preferred, priorities)
}

/// The value by whether the employer prefers a group that the person is in.
pub(super) fn of(seeker: &PreparedSeeker<'_>, preferred: bool, priorities: &Priorities) -> u32 {
    let highest = seeker.groups.iter().map(|group| priorities.of(*group)).max().unwrap_or(0);
    highest / 2 + if preferred { ONE / 2 } else { 0 }
}

/// The value with its reasons.
pub(super) fn priority(pair: &Pair<'_>, priorities: &Priorities) -> Priority {
    let mut groups: Vec<KeyGroup> =
        pair.seeker.groups.iter().copied().filter(|group| priorities.of(*group) > 0).collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(priorities.of(*group)), *group));
    groups.dedup();
    let preferred: Vec<KeyGroup> = pair
        .seeker
        .groups
        .iter()
        .copied()
        .filter(|group| pair.post.record.key_groups.contains(group))
        .collect();
    let words = |groups: &[KeyGroup]| groups.iter().map(|group| group.zh()).collect::<Vec<_>>().join("、");
    let names = |groups: &[KeyGroup]| {
        groups.iter().map(|group| group.name().replace('_', " ")).collect::<Vec<_>>().join(", ")
    };
    let (en, zh) = match (groups.is_empty(), preferred.is_empty()) {
        (true, true) => ("no key group".to_owned(), "非重点群体".to_owned()),
        (_, true) => (names(&groups), words(&groups)),
        (_, false) => (
            format!("{}; the employer prefers {}", names(&groups), names(&preferred)),
            format!("{}；岗位优先{}", words(&groups), words(&preferred)),
        ),
    };
    Priority { value: value(pair, priorities), groups, preferred, en, zh }
}
