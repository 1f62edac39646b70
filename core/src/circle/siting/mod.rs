//! Where to build stations (选址), with proof of how good a plan is.
//!
//! A [`Siting`] asks one of the [`Model`]s of location science over a [`Relation`]: who gets to which candidate at what
//! cost, by streets, in a straight line or by any table. [`site`] answers with a plan, a bound that no plan betters, and the
//! gap between the two; a gap of 0 is a proof that the plan is best. Bounds are inequalities between whole numbers, so that
//! no rounding makes a false proof, and nothing looks at a clock: the same question has the same answer everywhere.
//!
//! Stations that stand already serve and are not chosen again ([`Standing`]); sites may be counted or paid for, or both ([`Choice`]).
//! Where there is no plan, the answer names the demand points and what would do ([`Infeasible`], [`Help`]). [`site_steps`]
//! tells what each further site gains.

mod aim;
mod ascent;
mod cover_input;
mod cover_nodes;
mod cover_prices;
mod cover_problem;
mod cover_proof;
mod cover_search;
mod cover_swap;
mod cover_table;
mod cover_weights;
mod covering;
mod help;
mod keyed;
mod limit;
mod median;
mod median_bound;
mod median_problem;
mod median_search;
mod median_swap;
mod picks;
mod plan;
mod question;
mod relation;
mod set_covering;
mod steps;
mod tables;
mod weights;
mod within;
mod within_bound;
mod within_problem;
mod within_search;

pub use aim::{Objective, SiteAim};
pub use covering::{Tier, best_backup, best_covering, covering_steps, fair_covering};
pub use help::Help;
pub use keyed::{SiteBy, SiteCandidates, SiteDemand, SitedTables, site_of};
pub use median::best_medians;
pub use plan::{Answer, Chosen, Infeasible, SitePlan, Step};
pub use question::{Choice, Effort, Model, Siting, Standing};
pub use relation::{Relation, SitePairs};
pub use set_covering::{best_center, set_covering};
pub use steps::site_steps;
pub use weights::weighted_people;
pub use within::{Share, best_within};

use super::CircleError;

/// What comes of a question, whatever its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sited {
    /// The plan, or why there is none.
    pub answer: Answer,
    /// Of backup covering: people covered, then people covered twice; of [`fair_covering`], people covered of each tier.
    /// Empty otherwise.
    pub tiers: Vec<Tier>,
    /// Of models with room: who goes where. Empty otherwise.
    pub shares: Vec<Share>,
    /// Without a plan: what would serve each of the demand points that are named.
    pub help: Vec<Help>,
}

impl Sited {
    fn new(siting: &Siting<'_>, answer: Answer, tiers: Vec<Tier>, shares: Vec<Share>) -> Self {
        let help = match &answer {
            Answer::Plan(_) => Vec::new(),
            Answer::Infeasible(none) => help::help(siting, &none.demand),
        };
        Self { answer, tiers, shares, help }
    }
}

/// The best plan by the model that is asked for (选址).
///
/// ```
/// use doorstep::circle::siting::{Answer, Choice, Effort, Model, Relation, SitePairs, Siting, Standing, site};
/// // Three villages and three candidates, of which the first stands already; metres of those that are near.
/// let pairs = SitePairs { demand: &[0, 1, 1, 2], candidate: &[0, 1, 2, 2], cost: &[400, 300, 900, 800] };
/// let question = Siting {
///     model: Model::MaxCovering { reach: 1_000 },
///     people: &[500, 120, 80],
///     relation: &Relation::new(3, 3, pairs)?,
///     standing: &[Standing::Existing, Standing::Open, Standing::Open],
///     room: &[],
///     choice: Choice::Count(1),
///     effort: Effort::default(),
/// };
/// let Answer::Plan(plan) = site(&question)?.answer else { panic!("a plan") };
/// assert_eq!(plan.sites.iter().map(|site| (site.candidate, site.gain)).collect::<Vec<_>>(), [(2, 200)]);
/// assert_eq!((plan.objective, plan.gap_ppm), (700, 0)); // proven: no plan covers more
/// assert_eq!(plan.served_by, [Some(0), Some(2), Some(2)]);
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// Those of the model's own function.
pub fn site(siting: &Siting<'_>) -> Result<Sited, CircleError> {
    match siting.model {
        Model::Median { beyond } => {
            Ok(Sited::new(siting, help::medians(siting, beyond)?, Vec::new(), Vec::new()))
        }
        _ => answered(siting),
    }
}

/// [`site`]; without a plan of medians it does not look for how many sites would do.
fn answered(siting: &Siting<'_>) -> Result<Sited, CircleError> {
    let (mut tiers, mut shares) = (Vec::new(), Vec::new());
    let answer = match siting.model {
        Model::MaxCovering { reach } => best_covering(siting, reach)?,
        Model::BackupCovering { reach } => {
            let (answer, found) = best_backup(siting, reach)?;
            tiers = found;
            answer
        }
        Model::SetCovering { reach } => set_covering(siting, reach)?,
        Model::Median { beyond } => best_medians(siting, beyond)?,
        Model::Center => best_center(siting)?,
        Model::MedianWithin { .. } | Model::MaxCoveringWithin { .. } => {
            let (answer, found) = best_within(siting)?;
            shares = found;
            answer
        }
    };
    Ok(Sited::new(siting, answer, tiers, shares))
}
