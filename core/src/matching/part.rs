//! Parts of a score (评分项): each between 0 and one million (millionths), or not known.

use super::prepared::{Pair, PreparedPost, PreparedSeeker};
use super::{MatchOptions, Weights};
use crate::error::codes;
use crate::model::EducationDemand;
use crate::text::title_similarity;

codes! {
    /// A part of a score.
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
    pub enum Part {
        Occupation = "occupation", "occupation or title", "职业或职位";
        Skills = "skills", "skills", "技能";
        Proximity = "proximity", "way to work", "通勤";
        Wage = "wage", "wage", "工资";
        Experience = "experience", "experience", "经验";
        Education = "education", "education", "学历";
        Schedule = "schedule", "hours", "工作时间";
        KeyGroup = "key_group", "preference for key groups", "重点群体优先";
        Freshness = "freshness", "newness", "发布时间";
    }
}

/// One, in millionths.
pub(super) const ONE: u32 = 1_000_000;
/// The way to work that is worth half, in seconds: the fifteen minutes of the service circle.
const HALF_TRAVEL_S: u32 = 15 * 60;
/// The age of a post that is worth half, in days.
const HALF_AGE_DAYS: u32 = 14;
/// What each level of education above the demand costs: an over-qualified person tends to leave.
const OVER_QUALIFIED_COST: u32 = 100_000;

/// `numerator / denominator` in millionths, rounded down, at most one; nothing over nothing is none.
fn ratio(numerator: u64, denominator: u64) -> Option<u32> {
    let millionths =
        u128::from(numerator) * u128::from(ONE) / u128::from(core::num::NonZeroU64::new(denominator)?.get());
    Some(u32::try_from(millionths).map_or(ONE, |value| value.min(ONE)))
}

/// A value that is one at 0 and half at `half`: half / (half + x).
fn falling(half: u32, x: u32) -> Option<u32> {
    ratio(u64::from(half), u64::from(half) + u64::from(x))
}

impl Part {
    /// The part's value for one person and one post; `None` if a fact is missing or the part does not apply.
    pub(super) fn value(self, pair: &Pair<'_>, options: &MatchOptions) -> Option<u32> {
        let (seeker, post) = (pair.seeker, pair.post);
        match self {
            Self::Occupation => occupation(seeker, post),
            Self::Skills => skills(seeker, post),
            Self::Proximity => match (post.record.remote, post.record.lodging) {
                (Some(true), _) => Some(ONE),
                // Who lives at work has no way to it.
                (_, Some(true)) => None,
                _ => falling(HALF_TRAVEL_S, pair.way()?.travel_s),
            },
            Self::Wage => wage(seeker, post),
            Self::Experience => {
                let (asked, own) = (post.record.experience_years?, seeker.record.experience_years?);
                if asked == 0 { Some(ONE) } else { ratio(u64::from(own), u64::from(asked)) }
            }
            Self::Education => match (post.record.education?, seeker.record.education?) {
                (EducationDemand::Any, _) => None,
                (EducationDemand::AtLeast(asked), own) => Some(match own.rungs_above(asked) {
                    Some(rungs) => ONE - u32::from(rungs) * OVER_QUALIFIED_COST,
                    None => 0,
                }),
            },
            Self::Schedule => {
                let (available, worked) = (seeker.record.available?, post.record.schedule?);
                ratio(u64::from(available.overlap(&worked)), u64::from(worked.count()))
            }
            Self::KeyGroup => {
                let preferred = &post.record.key_groups;
                let in_one = seeker.groups.iter().any(|group| preferred.contains(group));
                if preferred.is_empty() { None } else { Some(if in_one { ONE } else { 0 }) }
            }
            Self::Freshness => {
                let days = options.today?.signed_duration_since(post.record.published?).num_days();
                falling(HALF_AGE_DAYS, u32::try_from(days.max(0)).unwrap_or(u32::MAX))
            }
        }
    }
}

/// The same occupation code is a full match; otherwise the best of the wanted titles counts.
fn occupation(seeker: &PreparedSeeker<'_>, post: &PreparedPost) -> Option<u32> {
    if let (Some(wanted), Some(offered)) = (&seeker.record.occupation, &post.record.occupation)
        && wanted == offered
    {
        return Some(ONE);
    }
    let by_title = if post.title.is_empty() {
        None
    } else {
        seeker.titles.iter().map(|title| title_similarity(title, &post.title)).max()
    };
    let codes_differ = seeker.record.occupation.is_some() && post.record.occupation.is_some();
    by_title.or(if codes_differ { Some(0) } else { None })
}

/// Share of the post's skills that the person has, each by how rare it is.
fn skills(seeker: &PreparedSeeker<'_>, post: &PreparedPost) -> Option<u32> {
    if seeker.record.skills.is_empty() {
        return None;
    }
    let had =
        post.skills.iter().filter(|(skill, _)| seeker.skills.contains(skill)).map(|(_, rarity)| rarity).sum();
    ratio(had, post.skills.iter().map(|(_, rarity)| rarity).sum())
}

/// How far the middle of the wage is above the floor: none at the floor, one at half as much again.
fn wage(seeker: &PreparedSeeker<'_>, post: &PreparedPost) -> Option<u32> {
    let floor = seeker.floor_monthly?.get();
    let (lowest, highest) = post.wage_monthly?;
    let middle = i64::midpoint(lowest.get(), highest.get());
    let above = u64::try_from(middle - floor).unwrap_or(0);
    ratio(2 * above, u64::try_from(floor).unwrap_or(0)).or(Some(ONE))
}

/// What each part adds to a score.
pub(super) struct Score {
    /// Value and contribution of each part, in the order of [`Part::ALL`]; the value is none where it is not known.
    pub(super) parts: [(Option<u32>, u32); Part::ALL.len()],
    /// The sum of the contributions.
    pub(super) total: u32,
    /// The share of all weight that belongs to known parts, in millionths.
    pub(super) known: u32,
}

/// Scores one pair: contribution = weight × value ÷ weight of all known parts, rounded down; the score is their sum.
pub(super) fn score(pair: &Pair<'_>, options: &MatchOptions) -> Score {
    let weights: &Weights = &options.weights;
    let mut parts = [(None, 0); Part::ALL.len()];
    let (mut known_weight, mut all_weight) = (0_u64, 0_u64);
    for (slot, part) in parts.iter_mut().zip(Part::ALL) {
        let weight = u64::from(weights.of(*part));
        all_weight += weight;
        slot.0 = if weight == 0 { None } else { part.value(pair, options) };
        if slot.0.is_some() {
            known_weight += weight;
        }
    }
    let mut total = 0;
    for (slot, part) in parts.iter_mut().zip(Part::ALL) {
        if let Some(value) = slot.0 {
            // Both factors are at most a million, and the quotient is at most the value.
            let product = u64::from(weights.of(*part)) * u64::from(value);
            slot.1 =
                product.checked_div(known_weight).and_then(|share| u32::try_from(share).ok()).unwrap_or(0);
            total += slot.1;
        }
    }
    Score { parts, total, known: ratio(known_weight, all_weight).unwrap_or(0) }
}
