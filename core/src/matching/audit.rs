//! Fairness audit (公平审计): how often each group is chosen.
//!
//! This is the one place where a protected attribute may enter, and it enters as a type of its own: [`Protected`] is
//! accepted by [`audit`] and by nothing else, and no record that is matched has a field for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::part::ONE;
use super::{MatchingCode, MatchingError};

/// What became of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outcome {
    /// The person, by the caller's key.
    pub id: String,
    /// Whether the person was chosen: recommended, invited, hired.
    pub selected: bool,
    /// The person's score, where there is one.
    #[serde(default)]
    pub score: Option<u32>,
}

/// A protected attribute of people (受保护特征): sex, ethnicity, religion, disability, age group.
///
/// It has no accessor, and neither `Debug` nor `Serialize` shows who is in which group: only [`audit`] reads it.
///
/// ```
/// use doorstep::matching::{Outcome, Protected, audit};
/// let sex = Protected::new("性别", [("a", "女"), ("b", "女"), ("c", "男"), ("d", "男")])?;
/// let outcome = |id: &str, selected| Outcome { id: id.into(), selected, score: None };
/// let outcomes = [outcome("a", true), outcome("b", false), outcome("c", true), outcome("d", true)];
/// let found = audit(&outcomes, &sex, 1)?;
/// let [women, men] = &found.groups[..] else { panic!() };
/// assert_eq!((women.impact_ratio, women.below_four_fifths), (Some(500_000), Some(true)));
/// assert_eq!((men.impact_ratio, men.below_four_fifths), (Some(1_000_000), Some(false)));
/// # Ok::<(), doorstep::Error>(())
/// ```
#[derive(Clone)]
pub struct Protected {
    attribute: String,
    groups: BTreeMap<String, String>,
}

impl Protected {
    /// The groups of people in one attribute, by the caller's keys. Who is not listed is counted as unknown.
    ///
    /// # Errors
    /// `matching.audit` if a person is listed twice.
    pub fn new<P: Into<String>, G: Into<String>>(
        attribute: impl Into<String>,
        groups: impl IntoIterator<Item = (P, G)>,
    ) -> Result<Self, MatchingError> {
        let mut by_person = BTreeMap::new();
        for (person, group) in groups {
            if by_person.insert(person.into(), group.into()).is_some() {
                return Err(MatchingError::new(MatchingCode::Audit, "the same person in two groups"));
            }
        }
        Ok(Self { attribute: attribute.into(), groups: by_person })
    }
}

impl fmt::Debug for Protected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Protected({})", self.attribute)
    }
}

/// How often each group of an attribute was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Audit {
    /// The attribute.
    pub attribute: String,
    /// How many people there are.
    pub people: u32,
    /// How many of them no group is known of.
    pub unknown: u32,
    /// The median score of all who have one, in millionths; the lower of the two in the middle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_score: Option<u32>,
    /// The groups by name.
    pub groups: Vec<GroupRate>,
}

/// How often one group was chosen.
///
/// The **selection rate** is chosen ÷ all; the **scoring rate** is above the median score ÷ all who have one. An
/// **impact ratio** is a rate ÷ the highest rate of any group that is not small (New York City Local Law 144 of 2021, rules
/// of the DCWP, 6 RCNY § 5-300). Below four fifths it is commonly taken as a sign of adverse impact (29 CFR 1607.4 D);
/// it is a sign, not a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupRate {
    /// The group.
    pub group: String,
    /// Whether it has fewer people than may be told of; then its figures are left out.
    pub small: bool,
    /// How many people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// How many were chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<u32>,
    /// Selection rate, in millionths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selection_rate: Option<u32>,
    /// Impact ratio of the selection rate, in millionths; none if nobody was chosen of any group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact_ratio: Option<u32>,
    /// Whether the impact ratio is below four fifths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below_four_fifths: Option<bool>,
    /// Scoring rate, in millionths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scoring_rate: Option<u32>,
    /// Impact ratio of the scoring rate, in millionths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scoring_impact_ratio: Option<u32>,
}

/// Four fifths, in millionths.
const FOUR_FIFTHS: u32 = 800_000;

#[derive(Default)]
struct Count {
    people: u32,
    selected: u32,
    scored: u32,
    above: u32,
}

/// Selection rates and impact ratios of the groups of one attribute.
///
/// `smallest` is the least number of people whose figures are told (10 is usual for published statistics); smaller
/// groups are listed without figures, and are never the group that others are compared with.
///
/// # Errors
/// `matching.audit` if a person has two outcomes.
pub fn audit(outcomes: &[Outcome], protected: &Protected, smallest: u32) -> Result<Audit, MatchingError> {
    let mut seen = BTreeSet::new();
    if !outcomes.iter().all(|outcome| seen.insert(&outcome.id)) {
        return Err(MatchingError::new(MatchingCode::Audit, "two outcomes of one person"));
    }
    let mut scores: Vec<u32> = outcomes.iter().filter_map(|outcome| outcome.score).collect();
    scores.sort_unstable();
    let median = scores.get(scores.len().saturating_sub(1) / 2).copied();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut unknown = 0;
    for outcome in outcomes {
        let Some(group) = protected.groups.get(&outcome.id) else {
            unknown += 1;
            continue;
        };
        let count = counts.entry(group).or_default();
        count.people += 1;
        count.selected += u32::from(outcome.selected);
        count.scored += u32::from(outcome.score.is_some());
        count.above += u32::from(outcome.score > median && outcome.score.is_some());
    }
    let told = || counts.values().filter(|count| count.people >= smallest);
    let highest = told().filter_map(|count| share(count.selected, count.people)).max();
    let highest_scoring = told().filter_map(|count| share(count.above, count.scored)).max();
    let groups = counts
        .iter()
        .map(|(group, count)| group_rate(group, count, smallest, highest, highest_scoring))
        .collect();
    let people = u32::try_from(outcomes.len()).unwrap_or(u32::MAX);
    Ok(Audit { attribute: protected.attribute.clone(), people, unknown, median_score: median, groups })
}

fn group_rate(
    group: &str,
    count: &Count,
    smallest: u32,
    highest: Option<Share>,
    highest_scoring: Option<Share>,
) -> GroupRate {
    if count.people < smallest {
        return GroupRate {
            group: group.to_owned(),
            small: true,
            people: None,
            selected: None,
            selection_rate: None,
            impact_ratio: None,
            below_four_fifths: None,
            scoring_rate: None,
            scoring_impact_ratio: None,
        };
    }
    let rate = share(count.selected, count.people);
    let scoring = share(count.above, count.scored);
    let impact_ratio = rate.zip(highest).and_then(|(own, highest)| own.over(highest));
    GroupRate {
        group: group.to_owned(),
        small: false,
        people: Some(count.people),
        selected: Some(count.selected),
        selection_rate: rate.map(Share::millionths),
        impact_ratio,
        below_four_fifths: impact_ratio.map(|ratio| ratio < FOUR_FIFTHS),
        scoring_rate: scoring.map(Share::millionths),
        scoring_impact_ratio: scoring.zip(highest_scoring).and_then(|(own, highest)| own.over(highest)),
    }
}

/// A share of a whole that is not 0, compared without rounding.
#[derive(Clone, Copy)]
struct Share {
    part: u64,
    whole: u64,
}

fn share(part: u32, whole: u32) -> Option<Share> {
    (whole > 0).then_some(Share { part: part.into(), whole: whole.into() })
}

impl Share {
    /// In millionths, rounded down.
    fn millionths(self) -> u32 {
        let millionths = (self.part * u64::from(ONE)).checked_div(self.whole).unwrap_or(0);
        u32::try_from(millionths).unwrap_or(ONE)
    }

    /// This share ÷ another, in millionths rounded down; none if the other is 0.
    fn over(self, other: Self) -> Option<u32> {
        let (above, below) = (
            u128::from(self.part) * u128::from(other.whole) * u128::from(ONE),
            u128::from(self.whole) * u128::from(other.part),
        );
        u32::try_from(above.checked_div(below)?).ok()
    }
}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.part * other.whole).cmp(&(other.part * self.whole))
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Share {}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(text: &str) -> Vec<Outcome> {
        text.split_whitespace()
            .map(|one| {
                let mut cells = one.split(':');
                let id = cells.next().unwrap().to_owned();
                let selected = cells.next() == Some("1");
                Outcome { id, selected, score: cells.next().map(|score| score.parse().unwrap()) }
            })
            .collect()
    }

    #[test]
    fn rates_ratios_and_small_groups() {
        let groups = [("a", "x"), ("b", "x"), ("c", "x"), ("d", "y"), ("e", "y"), ("f", "z"), ("none", "x")];
        let protected = Protected::new("group", groups).unwrap();
        let found = audit(&outcomes("a:1:9 b:0:7 c:0:3 d:1:8 e:0:1 f:1:5 g:1"), &protected, 2).unwrap();
        assert_eq!((found.people, found.unknown, found.median_score), (7, 1, Some(5)));
        let [x, y, z] = &found.groups[..] else { panic!("three groups") };
        assert_eq!((x.people, x.selected, x.selection_rate), (Some(3), Some(1), Some(333_333)));
        // 1/3 ÷ 1/2, not 333,333 ÷ 500,000 which is 666,666 as well; the ratio below four fifths is flagged.
        assert_eq!((x.impact_ratio, x.below_four_fifths), (Some(666_666), Some(true)));
        assert_eq!((y.impact_ratio, y.below_four_fifths), (Some(1_000_000), Some(false)));
        assert_eq!((x.scoring_rate, y.scoring_rate), (Some(666_666), Some(500_000)));
        assert_eq!((x.scoring_impact_ratio, y.scoring_impact_ratio), (Some(1_000_000), Some(750_000)));
        // One person: no figure, and not the group that others are compared with.
        assert!(z.small && z.people.is_none() && z.selection_rate.is_none());
        assert_eq!(format!("{protected:?}"), "Protected(group)");
    }

    #[test]
    fn nobody_chosen_gives_no_ratio_and_twice_is_refused() {
        let protected = Protected::new("group", [("a", "x"), ("b", "y")]).unwrap();
        let found = audit(&outcomes("a:0 b:0"), &protected, 1).unwrap();
        assert!(
            found.groups.iter().all(|group| group.selection_rate == Some(0) && group.impact_ratio.is_none())
        );
        assert!(audit(&[], &protected, 1).unwrap().groups.is_empty());
        let twice = audit(&outcomes("a:1 a:0"), &protected, 1).unwrap_err();
        assert_eq!(twice.code(), MatchingCode::Audit);
        let twice = Protected::new("group", [("a", "x"), ("a", "y")]).unwrap_err();
        assert_eq!(twice.code(), MatchingCode::Audit);
    }
}
