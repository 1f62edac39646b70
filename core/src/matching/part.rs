//! Parts of a score (评分项): each between 0 and one million (millionths), or not known.

use super::MatchOptions;
use super::prepared::{Pair, PreparedPost, PreparedSeeker, Term};
use crate::error::codes;
use crate::model::{EducationDemand, OccupationCode, OccupationLevel, Post, Seeker, WeekHours};
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
        Freshness = "freshness", "newness", "发布时间";
        Vector = "vector", "closeness of the caller's vectors", "自定义向量相似度";
    }
}

/// One, in millionths.
pub(super) const ONE: u32 = 1_000_000;
/// The way to work that is worth half, in seconds: the fifteen minutes of the service circle.
pub(super) const HALF_TRAVEL_S: u32 = 15 * 60;
/// The age of a post that is worth half, in days.
const HALF_AGE_DAYS: u32 = 14;
/// What each level of education above the demand costs: an over-qualified person tends to leave.
const OVER_QUALIFIED_COST: u32 = 100_000;

/// `numerator / denominator` in millionths, rounded down, at most one; nothing over nothing is none.
pub(super) fn ratio(numerator: u64, denominator: u64) -> Option<u32> {
    // Nearly all are small, and a division of 64 bits takes a fraction of the time of one of 128.
    if let Some(product) = numerator.checked_mul(u64::from(ONE)) {
        return Some(u32::try_from(product.checked_div(denominator)?).map_or(ONE, |value| value.min(ONE)));
    }
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
            Self::Proximity => match post.record.remote {
                Some(true) => Some(ONE),
                // Who lives at work or works where the orders are has no one way to it.
                _ if [post.record.lodging, post.record.multi_site].contains(&Some(true)) => None,
                // What the streets do not lead to is as good as at the end of the world.
                _ => pair.way()?.travel_s.map_or(Some(0), proximity),
            },
            Self::Wage => wage(seeker, post),
            Self::Experience => {
                let (asked, own) = (post.record.experience_years?, seeker.record().experience_years?);
                if asked == 0 { Some(ONE) } else { ratio(u64::from(own), u64::from(asked)) }
            }
            Self::Education => match (post.record.education?, seeker.record().education?) {
                (EducationDemand::Any, _) => None,
                (EducationDemand::AtLeast(asked), own) => Some(match own.rungs_above(asked) {
                    Some(rungs) => ONE - u32::from(rungs) * OVER_QUALIFIED_COST,
                    None => 0,
                }),
            },
            Self::Schedule => {
                let worked = post.record.schedule?;
                if seeker.hours.is_none() && seeker.record().inconvenient.is_none() {
                    return None;
                }
                let fitting = seeker.hours.unwrap_or_else(WeekHours::whole_week);
                let fitting = fitting.without(&seeker.record().inconvenient.unwrap_or_default());
                ratio(u64::from(fitting.overlap(&worked)), u64::from(worked.count()))
            }
            Self::Freshness => freshness(&post.record, options),
            Self::Vector => cosine(&seeker.record().vector, &post.record.vector),
        }
    }
}

/// How new a post is.
pub(super) fn freshness(post: &Post, options: &MatchOptions) -> Option<u32> {
    let days = options.today?.signed_duration_since(post.published?).num_days();
    falling(HALF_AGE_DAYS, u32::try_from(days.max(0)).unwrap_or(u32::MAX))
}

/// How near a way to work is, by the time that it takes.
pub(super) fn proximity(travel_s: u32) -> Option<u32> {
    falling(HALF_TRAVEL_S, travel_s)
}

/// How well an occupation answers to a wanted one, by the level of the classification on which they meet (by judgement):
/// the same detailed occupation is a full match, two of one small class are near, two of one major class hardly.
pub(super) fn kinship(wanted: &Ladder, offered: &Ladder) -> u64 {
    if wanted.trimmed == offered.trimmed {
        return u64::from(ONE);
    }
    let shared =
        wanted.classes.iter().zip(&offered.classes).map(|(own, theirs)| own.is_some() && own == theirs);
    let levels = shared.take_while(|shared| *shared).count();
    match levels {
        0 => 0,
        1 => 100_000,
        2 => 400_000,
        3 => 700_000,
        _ => u64::from(ONE),
    }
}

/// An occupation with the classes that it lies in, from the widest: two are compared over and over.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ladder {
    trimmed: OccupationCode,
    classes: [Option<OccupationCode>; OccupationLevel::ALL.len()],
}

impl Ladder {
    pub(super) fn of(code: OccupationCode) -> Self {
        let trimmed = code.trimmed();
        Self { trimmed, classes: OccupationLevel::ALL.map(|level| trimmed.at(level)) }
    }

    /// The major class.
    pub(super) const fn major(&self) -> Option<OccupationCode> {
        self.classes[0]
    }
}

/// What the likely occupations of a wanted title and of a post have in common: the expected kinship, both being read
/// independently of each other.
pub(super) fn by_code(wanted: &[(OccupationCode, u32)], offered: &[(OccupationCode, u32)]) -> Option<u32> {
    if wanted.is_empty() || offered.is_empty() {
        return None;
    }
    Some(weighed(offered.iter().map(|(offered, likely)| (expected_kinship(wanted, *offered), *likely))))
}

/// The kinship of an occupation with the wanted ones, each by how likely it is, in millionths of millionths.
pub(super) fn expected_kinship(wanted: &[(OccupationCode, u32)], offered: OccupationCode) -> u64 {
    let offered = Ladder::of(offered);
    wanted.iter().map(|(wanted, likely)| kinship(&Ladder::of(*wanted), &offered) * u64::from(*likely)).sum()
}

/// Expected kinships, each by how likely its occupation is, in millionths.
pub(super) fn weighed(kinships: impl Iterator<Item = (u64, u32)>) -> u32 {
    let sum: u128 = kinships.map(|(kinship, likely)| u128::from(kinship) * u128::from(likely)).sum();
    // Nearly always it fits 64 bits, in which a division is several times as fast.
    match u64::try_from(sum) {
        Ok(sum) => u32::try_from(sum / (u64::from(ONE) * u64::from(ONE))).map_or(ONE, |value| value.min(ONE)),
        Err(_) => ONE,
    }
}

/// The best of the wanted titles and codes, each by what its words or its likely occupations have in common with the
/// post's, whichever is more.
pub(super) fn occupation(seeker: &PreparedSeeker<'_>, post: &PreparedPost) -> Option<u32> {
    let by_title = if post.title.is_empty() {
        None
    } else {
        seeker.titles.iter().map(|title| title_similarity(title, &post.title)).max()
    };
    let by_code = seeker.occupations.iter().filter_map(|wanted| by_code(wanted, &post.occupations)).max();
    by_title.max(by_code)
}

/// The cosine of two vectors, 0 where it is negative; none where either is missing, of another length, or zero.
fn cosine(own: &[f32], theirs: &[f32]) -> Option<u32> {
    if own.is_empty() || own.len() != theirs.len() {
        return None;
    }
    // Summed in order, in double precision: the same bits on every machine.
    let (mut product, mut own_square, mut their_square) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (left, right) in own.iter().zip(theirs).map(|(left, right)| (f64::from(*left), f64::from(*right))) {
        product += left * right;
        own_square += left * left;
        their_square += right * right;
    }
    let length = own_square.sqrt() * their_square.sqrt();
    if length <= 0.0 {
        return None;
    }
    let millionths = (product / length).clamp(0.0, 1.0) * f64::from(ONE);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a million")]
    Some(millionths.round() as u32)
}

/// Share of the post's skills that the person has, each by how rare it is.
fn skills(seeker: &PreparedSeeker<'_>, post: &PreparedPost) -> Option<u32> {
    if seeker.record().skills.is_empty() {
        return None;
    }
    let rarity = |skill: &Term| seeker.rarity(*skill);
    let had = post.skills.iter().filter(|skill| seeker.skills.contains(skill)).map(rarity).sum();
    ratio(had, post.skills.iter().map(rarity).sum())
}

/// How far the middle of the wage is above the floor: none at the floor, one at half as much again.
fn wage(seeker: &PreparedSeeker<'_>, post: &PreparedPost) -> Option<u32> {
    let (lowest, highest) = post.wage_monthly?;
    wage_above(i64::midpoint(lowest.get(), highest.get()), seeker.floor_monthly?.get())
}

/// How far an amount is above a floor, both of a month.
pub(super) fn wage_above(middle: i64, floor: i64) -> Option<u32> {
    let above = u64::try_from(middle.saturating_sub(floor)).unwrap_or(0);
    ratio(above.saturating_mul(2), u64::try_from(floor).unwrap_or(0)).or(Some(ONE))
}

/// What a part weighs for a person and a post: the way to work counts twice for who wants work near home, vectors count
/// where both sides have one.
pub(super) fn weight(part: Part, pair: &Pair<'_>, options: &MatchOptions) -> u32 {
    let seeker = pair.seeker.record();
    match part {
        Part::Vector if seeker.vector.is_empty() || pair.post.record.vector.is_empty() => 0,
        _ => weight_of(part, seeker, options),
    }
}

/// What a part weighs for a person, where the post has what it needs.
pub(super) fn weight_of(part: Part, seeker: &Seeker, options: &MatchOptions) -> u32 {
    let weight = options.weights.of(part);
    if part == Part::Proximity && seeker.near_home == Some(true) { weight * 2 } else { weight }
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
    let mut parts = [(None, 0); Part::ALL.len()];
    let (mut known_weight, mut all_weight) = (0_u64, 0_u64);
    for (slot, part) in parts.iter_mut().zip(Part::ALL) {
        let weight = u64::from(weight(*part, pair, options));
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
            let product = u64::from(weight(*part, pair, options)) * u64::from(value);
            slot.1 =
                product.checked_div(known_weight).and_then(|share| u32::try_from(share).ok()).unwrap_or(0);
            total += slot.1;
        }
    }
    Score { parts, total, known: ratio(known_weight, all_weight).unwrap_or(0) }
}
