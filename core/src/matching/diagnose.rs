//! Why a person gets few posts or none (为何没有结果).

use serde::Serialize;

use super::change::Opportunity;
use super::prepared::Pair;
use super::{Constraint, Matcher, Verdict};
use crate::model::Seeker;

/// Which constraints cost how many posts, and what giving way would bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnosis {
    /// The person.
    pub seeker_id: String,
    /// How many posts there are.
    pub posts: u32,
    /// How many no constraint excludes.
    pub feasible: u32,
    /// The constraints that exclude a post at least, those first that bring most when lifted.
    pub constraints: Vec<ConstraintCost>,
    /// What single changes on the person's side would bring, those first that bring most.
    pub opportunities: Vec<Opportunity>,
}

/// What one constraint costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConstraintCost {
    /// Which constraint.
    pub code: Constraint,
    /// Posts that it excludes, whatever the others say.
    pub failed: u32,
    /// Posts that it alone excludes: what lifting it would bring.
    pub failed_alone: u32,
    /// The smallest step that brings the first of them, in the unit of the constraint: metres for a distance, minutes for
    /// a travel time, fen a month for a wage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_step: Option<Step>,
    /// The finding, in English.
    pub en: String,
    /// The finding, in Chinese.
    pub zh: String,
}

/// A limit that would let one more post through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Step {
    /// The farthest post, in metres.
    DistanceMMax(u32),
    /// The longest way, in minutes.
    TravelMinMax(u32),
    /// The lowest wage, in fen a month.
    WageFloorFen(i64),
}

/// What has been counted for one constraint.
#[derive(Clone, Copy, Default)]
struct Tally {
    failed: u32,
    alone: u32,
    step: Option<Step>,
}

impl Matcher {
    /// Checks every constraint on every post and counts.
    pub fn diagnose(&self, seeker: &Seeker) -> Diagnosis {
        let prepared = self.prepare_one(seeker);
        let ways = self.ways(&prepared);
        let mut tallies = [Tally::default(); Constraint::ALL.len()];
        let mut feasible = 0;
        for post in self.prepared() {
            let pair = Pair::new(&prepared, post, &ways);
            let failed: Vec<Constraint> = Constraint::ALL
                .iter()
                .copied()
                .filter(|constraint| constraint.verdict(&pair, self.options()) == Verdict::No)
                .collect();
            for (tally, constraint) in tallies.iter_mut().zip(Constraint::ALL) {
                if failed.contains(constraint) {
                    tally.failed += 1;
                }
                if failed == [*constraint] {
                    tally.alone += 1;
                    tally.step = nearer(tally.step, step(*constraint, &pair));
                }
            }
            feasible += u32::from(failed.is_empty());
        }
        let mut constraints: Vec<ConstraintCost> = tallies
            .iter()
            .zip(Constraint::ALL)
            .filter(|(tally, _)| tally.failed > 0)
            .map(|(tally, constraint)| cost(*constraint, *tally))
            .collect();
        // A stable sort: equal costs keep the order of the constraints.
        constraints.sort_by_key(|cost| std::cmp::Reverse((cost.failed_alone, cost.failed)));
        let posts = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let opportunities = self.opportunities(seeker);
        Diagnosis { seeker_id: seeker.id.clone(), posts, feasible, constraints, opportunities }
    }
}

/// The limit that would let this post through, for constraints that have one.
fn step(constraint: Constraint, pair: &Pair<'_>) -> Option<Step> {
    match constraint {
        Constraint::WageFloor => pair.post.wage_monthly.map(|(_, highest)| Step::WageFloorFen(highest.get())),
        Constraint::Distance => {
            let way = pair.way()?;
            match pair.seeker.record().distance_m_max {
                Some(limit) if way.distance_m > limit => Some(Step::DistanceMMax(way.distance_m)),
                _ => way.travel_min().map(Step::TravelMinMax),
            }
        }
        _ => None,
    }
}

/// The smaller step of two: the nearer post, the higher wage.
fn nearer(kept: Option<Step>, new: Option<Step>) -> Option<Step> {
    match (kept, new) {
        (Some(Step::WageFloorFen(kept)), Some(Step::WageFloorFen(new))) => {
            Some(Step::WageFloorFen(kept.max(new)))
        }
        (Some(kept), Some(new)) => Some(kept.min(new)),
        (kept, new) => kept.or(new),
    }
}

fn cost(constraint: Constraint, tally: Tally) -> ConstraintCost {
    let Tally { failed, alone, step } = tally;
    let (step_en, step_zh) = match step {
        None => Default::default(),
        Some(Step::DistanceMMax(m)) => (format!(", the first at {m} m"), format!("，最近的在{m}米")),
        Some(Step::TravelMinMax(min)) => {
            (format!(", the first at {min} min"), format!("，最近的需{min}分钟"))
        }
        Some(Step::WageFloorFen(fen)) => {
            let yuan = fen / 100;
            (format!(", the first at {yuan} yuan a month"), format!("，最高的为{yuan}元/月"))
        }
    };
    ConstraintCost {
        code: constraint,
        failed,
        failed_alone: alone,
        first_step: step,
        en: format!(
            "“{}” excludes {failed} posts; lifting it alone brings {alone}{step_en}",
            constraint.en()
        ),
        zh: format!("“{}”排除了{failed}个岗位；仅放宽此项可增加{alone}个{step_zh}", constraint.zh()),
    }
}
