//! What callers with tables ask of a plan.

use serde::{Deserialize, Serialize};

use super::{Effort, Model};
use crate::circle::streets::most_ds;
use crate::circle::{CircleCode, CircleError};

/// What makes a plan good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Objective {
    /// As many people as can be within the radius of a site (最大覆盖).
    #[default]
    Mclp,
    /// Everybody within the radius of a site, with the fewest sites (集合覆盖).
    Lscp,
    /// The least sum of people × cost to the nearest site (p-中位).
    PMedian,
    /// The least greatest cost to the nearest site (p-中心).
    PCenter,
    /// As many people as can be within the radius of two sites, of plans that cover as many as any (备份覆盖).
    Backup,
    /// Covering, and no site serves more people than it has room for.
    MclpWithin,
    /// Median, and no site serves more people than it has room for.
    PMedianWithin,
    /// As many people of the worst-off tier as can be within the radius of a site, of such plans as many of the next, and
    /// so on (最差优先).
    Fair,
}

/// What is asked of a plan.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteAim {
    /// What makes it good.
    pub objective: Objective,
    /// So many further sites at most, the mandatory ones among them.
    pub p: Option<u32>,
    /// Instead of `p`, what there is to spend on candidates that have a cost. With `p` too of `p_median` and of objectives
    /// with room only: at most so many, for at most so much.
    pub budget: Option<u64>,
    /// The greatest cost at which a site covers somebody, from 1 on; parts of a unit are cut off, as costs are whole.
    /// On streets in minutes. If absent, everybody in reach in a straight line or on streets is covered; with a table of
    /// costs it is needed.
    pub radius: Option<f64>,
    /// In medians, what being out of reach, or farther, counts as, in whole units of cost (on streets, in minutes). If
    /// absent, everybody must be served.
    pub beyond: Option<f64>,
    /// Whether to tell what the best plans with fewer sites come to as well (边际收益表): one more search for each number of
    /// sites up to `p`. Not of `lscp`, `backup` and `fair`.
    pub marginal: bool,
    /// How much work is done at most.
    pub effort: Effort,
}

/// The model that an aim names. Costs are whole, so that parts of a unit change nothing about who is within.
pub(super) fn model(aim: &SiteAim, reach: Option<f64>, unit: Option<f64>) -> Result<Model, CircleError> {
    let whole = |limit: f64| match unit {
        Some(unit) => most_ds(limit, unit),
        None => limit.min(f64::from(u32::MAX)) as u32,
    };
    let radius = || {
        let radius = aim.radius.or(reach).unwrap_or_default();
        let within = if radius >= 0.0 { whole(radius) } else { 0 };
        let bad = || CircleError::new(CircleCode::BadRadius, radius);
        Some(within).filter(|within| *within > 0).ok_or_else(bad)
    };
    let beyond = || match aim.beyond {
        Some(beyond) if !(0.0..=f64::from(u32::MAX)).contains(&beyond) => {
            Err(CircleError::new(CircleCode::BadCost, beyond))
        }
        beyond => Ok(beyond.map(whole)),
    };
    Ok(match aim.objective {
        Objective::Mclp | Objective::Fair => Model::MaxCovering { reach: radius()? },
        Objective::Lscp => Model::SetCovering { reach: radius()? },
        Objective::Backup => Model::BackupCovering { reach: radius()? },
        Objective::MclpWithin => Model::MaxCoveringWithin { reach: radius()? },
        Objective::PMedian => Model::Median { beyond: beyond()? },
        Objective::PMedianWithin => Model::MedianWithin { beyond: beyond()? },
        Objective::PCenter => Model::Center,
    })
}
