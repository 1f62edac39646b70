//! How much supply each place has for its people (可达性): the floating catchment area methods.
//!
//! With S_j what a supply point offers, P_i the people of a demand point, c_ij the cost between them, d the catchment and
//! w the decay, sums going over pairs with c_ij ≤ d:
//!
//! - **2SFCA** (两步移动搜索法): R_j = S_j / Σ_i P_i, A_i = Σ_j R_j. Luo and Wang 2003, Environment and Planning B 30,
//!   865-884.
//! - **Enhanced 2SFCA**: R_j = S_j / Σ_i P_i w(c_ij), A_i = Σ_j R_j w(c_ij). Luo and Qi 2009, Health & Place 15,
//!   1100-1107.
//! - **3SFCA**: both sums weighted by G_ij w(c_ij), where G_ij = w(c_ij) / Σ_k w(c_ik) is the chance that i chooses j
//!   among what it reaches. Wan, Zou and Sternberg 2012, International Journal of Geographical Information Science 26,
//!   1073-1089.
//!
//! In each, Σ P_i A_i is the sum of the S_j that somebody reaches: supply is shared out, none made or lost. PySAL's
//! package `access` computes the same; only its G of 3SFCA counts pairs beyond the catchment, too, where the paper's and
//! ours do not.

use serde::{Deserialize, Serialize};

use super::decay::Weigh;
use super::{CircleCode, CircleError, Decay, Equity, Zone, equity};

/// Which of the floating catchment area methods (移动搜索法).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AccessibilityMethod"))]
pub enum Method {
    /// Two steps, all inside the catchment alike (Luo and Wang 2003).
    #[default]
    #[serde(rename = "2sfca")]
    TwoStep,
    /// Two steps with a decay (Luo and Qi 2009).
    #[serde(rename = "e2sfca")]
    Enhanced,
    /// Two steps with a decay after one that shares people among what they reach (Wan, Zou and Sternberg 2012).
    #[serde(rename = "3sfca")]
    ThreeStep,
}

/// How far people go, and how they are counted (服务范围).
///
/// Without a decay, enhanced 2SFCA takes the zones of Luo and Qi (2009), thirds of the catchment with the weights 1, 0.68
/// and 0.22, and 3SFCA those of Wan, Zou and Sternberg (2012): up to a sixth, a third, a half and all of the catchment
/// with 0.962, 0.704, 0.377 and 0.042. Plain 2SFCA takes no decay.
#[derive(Debug, Clone, PartialEq)]
pub struct Catchment {
    /// The greatest cost that is travelled, in the unit of the costs.
    pub cost: f64,
    /// The method.
    pub method: Method,
    /// How much less what is farther counts; the method's own if not said.
    pub decay: Option<Decay>,
}

impl Catchment {
    /// A catchment with the decay of the method.
    pub fn new(cost: f64, method: Method) -> Self {
        Self { cost, method, decay: None }
    }

    pub(super) fn weigh(&self) -> Result<Weigh, CircleError> {
        let zones = |parts: &[(f64, f64)]| {
            let zone = |&(part, weight): &(f64, f64)| Zone { to: part * self.cost, weight };
            let zones: Vec<Zone> = parts.iter().map(zone).collect();
            // A catchment of no extent has one zone.
            if self.cost > 0.0 { Decay::Zones { zones } } else { Decay::Binary {} }
        };
        let decay = match (self.method, &self.decay) {
            (Method::TwoStep, None) => Decay::Binary {},
            (Method::TwoStep, Some(_)) => {
                return Err(CircleError::new(CircleCode::BadDecay, "2sfca takes none; e2sfca does"));
            }
            (_, Some(decay)) => decay.clone(),
            (Method::Enhanced, None) => zones(&[(1.0 / 3.0, 1.0), (2.0 / 3.0, 0.68), (1.0, 0.22)]),
            (Method::ThreeStep, None) => {
                zones(&[(1.0 / 6.0, 0.962), (1.0 / 3.0, 0.704), (0.5, 0.377), (1.0, 0.042)])
            }
        };
        Weigh::new(decay, self.cost)
    }
}

/// What each demand point has and each supply point bears, by their places in the tables.
#[derive(Debug, Clone, PartialEq)]
pub struct Accessibility {
    /// A_i of each demand point: supply for one person; 0 where nothing is in reach.
    pub score: Vec<f64>,
    /// How many supply points each demand point has in reach: within the catchment and of a weight above 0. 0 is
    /// *unreached*.
    pub reached_supplies: Vec<u32>,
    /// People of each supply point, weighted as the method does.
    pub demand_in_reach: Vec<f64>,
    /// R_j of each supply point: what it offers for one person in reach; 0 where nobody is, whose supply is unused.
    pub ratio: Vec<f64>,
    /// Sums.
    pub total: AccessibilityTotal,
}

/// Sums over all points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessibilityTotal {
    /// All people.
    pub demand: f64,
    /// People who have nothing in reach.
    pub demand_unreached: f64,
    /// All that is offered.
    pub supply: f64,
    /// What is offered within somebody's reach.
    pub supply_used: f64,
    /// What is offered where nobody is in reach.
    pub supply_unused: f64,
    /// The sum of people × score: `supply_used`, but for rounding.
    pub shared_out: f64,
    /// How evenly the score is spread over people.
    pub equity: Equity,
}

impl Accessibility {
    /// Ratios of supply points that bear so many people.
    pub(super) fn ratios(supply: &[f64], demand_in_reach: &[f64]) -> Vec<f64> {
        let ratio = |(offered, people): (&f64, &f64)| if *people > 0.0 { offered / people } else { 0.0 };
        supply.iter().zip(demand_in_reach).map(ratio).collect()
    }

    pub(super) fn new(
        demand: &[f64],
        supply: &[f64],
        (score, reached_supplies): (Vec<f64>, Vec<u32>),
        demand_in_reach: Vec<f64>,
        ratio: Vec<f64>,
    ) -> Self {
        let sum = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, |sum, value| sum + value);
        let offered = |used: bool| {
            let of = supply.iter().zip(&demand_in_reach).filter(move |(_, people)| (**people > 0.0) == used);
            sum(&mut of.map(|(offered, _)| *offered))
        };
        let unreached = demand.iter().zip(&reached_supplies).filter(|(_, reached)| **reached == 0);
        let total = AccessibilityTotal {
            demand: sum(&mut demand.iter().copied()),
            demand_unreached: sum(&mut unreached.map(|(people, _)| *people)),
            supply: sum(&mut supply.iter().copied()),
            supply_used: offered(true),
            supply_unused: offered(false),
            shared_out: sum(&mut demand.iter().zip(&score).map(|(people, score)| people * score)),
            equity: equity(&score, demand),
        };
        Self { score, reached_supplies, demand_in_reach, ratio, total }
    }
}

/// Refuses weights that are not 0 and not from 1e-12 to 1e15, and tables too long for 32 bits.
pub(super) fn check_weights(weights: &[f64], table: &str) -> Result<(), CircleError> {
    if u32::try_from(weights.len()).is_err() {
        return Err(CircleError::new(CircleCode::TooManyRows, table));
    }
    let good = |weight: f64| weight == 0.0 || (1e-12..=1e15).contains(&weight);
    match weights.iter().position(|&weight| !good(weight)) {
        Some(row) => Err(CircleError::at_row(CircleCode::BadWeight, table, row)),
        None => Ok(()),
    }
}
