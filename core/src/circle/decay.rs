//! How much a place counts by what it costs to reach it (距离衰减).

use serde::{Deserialize, Serialize};

use super::exponential::exp;
use super::{CircleCode, CircleError};

/// How the weight of a place falls with the cost of reaching it (距离衰减函数). Costs are in the unit of the table of
/// costs: minutes, metres, anything that grows.
///
/// ```
/// use doorstep::circle::{Decay, Zone};
/// let zones = Decay::Zones { zones: vec![Zone { to: 10.0, weight: 1.0 }, Zone { to: 20.0, weight: 0.68 }] };
/// assert_eq!([0.0, 10.0, 10.5, 21.0].map(|cost| zones.weight(cost)), [1.0, 1.0, 0.68, 0.0]);
/// let gaussian: Decay = serde_json::from_str(r#"{"kind": "gaussian", "sigma": 20}"#).unwrap();
/// assert!((gaussian.weight(20.0) - (-0.5_f64).exp()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", deny_unknown_fields, rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Decay {
    /// 1 at any cost, as in 2SFCA (Luo and Wang 2003).
    Binary {},
    /// One weight for each zone of cost, 0 beyond the last (Luo and Qi 2009).
    Zones {
        /// The zones, by rising cost; at most 64.
        zones: Vec<Zone>,
    },
    /// exp(-cost² / (2 sigma²)), which is 1 at no cost (Kwan 1998; Dai 2010).
    Gaussian {
        /// The cost at which the weight is exp(-1/2).
        sigma: f64,
    },
    /// (max(cost, floor) / scale) ^ power, the gravity model (Hansen 1959); the power is negative for a weight that falls.
    Gravity {
        /// The cost at which the weight is 1.
        scale: f64,
        /// The power, with its sign.
        power: f64,
        /// Least cost that is told apart; more than 0 if the power is negative, because the weight would else be infinite.
        #[serde(default)]
        floor: f64,
    },
    /// exp(-cost / scale) (Wilson 1971; Kwan 1998).
    Exponential {
        /// The cost at which the weight is exp(-1).
        scale: f64,
    },
    /// 1 - cost / end, 0 from there on: the kernel of a triangle (Kwan 1998).
    Linear {
        /// The cost at which the weight is 0.
        end: f64,
    },
}

/// A zone of equal weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DecayZone"))]
pub struct Zone {
    /// The greatest cost inside the zone.
    pub to: f64,
    /// The weight of what lies inside it.
    pub weight: f64,
}

/// Most zones of a decay.
const ZONES_MAX: usize = 64;
/// Greatest weight.
const WEIGHT_MAX: f64 = 1e15;
/// A lesser weight counts as 0: so far out of reach that the quotients of the method would overflow.
const WEIGHT_MIN: f64 = 1e-100;

impl Decay {
    /// The weight at a cost; 0 for a cost that is no number.
    pub fn weight(&self, cost: f64) -> f64 {
        let weight = match self {
            Self::Binary {} => 1.0,
            Self::Zones { zones } => {
                zones.iter().find(|zone| cost <= zone.to).map_or(0.0, |zone| zone.weight)
            }
            Self::Gaussian { sigma } => gaussian(cost, *sigma),
            Self::Gravity { scale, power, floor } => libm::pow(cost.max(*floor) / scale, *power),
            Self::Exponential { scale } => exp(-cost / scale),
            Self::Linear { end } => 1.0 - cost / end,
        };
        if weight >= WEIGHT_MIN { weight } else { 0.0 }
    }

    /// Refuses figures that give no weights for costs up to `catchment`.
    pub(super) fn check(&self, catchment: f64) -> Result<(), CircleError> {
        let refuse = |what: &str| Err(CircleError::new(CircleCode::BadDecay, what));
        let positive = |figure: f64| figure.is_finite() && figure > 0.0;
        match self {
            Self::Binary {} => {}
            Self::Zones { zones } => {
                if zones.is_empty() || zones.len() > ZONES_MAX {
                    return refuse("1 to 64 zones");
                }
                let rising = zones.iter().zip(zones.iter().skip(1)).all(|(one, next)| one.to < next.to);
                if !rising || !zones.iter().all(|zone| zone.to.is_finite() && zone.to >= 0.0) {
                    return refuse("the zones' `to` rise and are not negative");
                }
                if !zones.iter().all(|zone| (0.0..=WEIGHT_MAX).contains(&zone.weight)) {
                    return refuse("`weight` is from 0 to 1e15");
                }
            }
            Self::Gaussian { sigma: figure } if !positive(*figure) => return refuse("`sigma` is above 0"),
            Self::Exponential { scale: figure } if !positive(*figure) => return refuse("`scale` is above 0"),
            Self::Linear { end: figure } if !positive(*figure) => return refuse("`end` is above 0"),
            Self::Gaussian { .. } | Self::Exponential { .. } | Self::Linear { .. } => {}
            Self::Gravity { scale, power, floor } => {
                if !positive(*scale) || !power.is_finite() || !floor.is_finite() || *floor < 0.0 {
                    return refuse("`scale` is above 0, `floor` not below 0");
                }
                // A power rises or falls all the way: the greatest weight is at one of the ends.
                if ![0.0, catchment].iter().all(|&cost| self.weight(cost) <= WEIGHT_MAX) {
                    return refuse(
                        "the weight at the least or greatest cost is above 1e15: `floor`, `power`",
                    );
                }
            }
        }
        Ok(())
    }
}

#[inline(always)]
fn gaussian(cost: f64, sigma: f64) -> f64 {
    exp(-cost * cost / (2.0 * sigma * sigma))
}

/// A decay inside a catchment, ready for many costs.
#[derive(Debug)]
pub(super) struct Weigh {
    decay: Decay,
    catchment: f64,
    /// The weights at 0, 1, 2, … where they are dear to compute: metres are whole numbers, and so are many minutes.
    whole: Vec<f64>,
}

/// Most weights of whole costs that are kept: 128 KiB stay in a processor's second cache.
const WHOLE_MAX: f64 = 16_384.0;

impl Weigh {
    pub(super) fn new(decay: Decay, catchment: f64) -> Result<Self, CircleError> {
        if !(catchment.is_finite() && catchment >= 0.0) {
            return Err(CircleError::new(CircleCode::BadCatchment, catchment));
        }
        decay.check(catchment)?;
        // Zones end at the catchment, so that one comparison tells both.
        let decay = match decay {
            Decay::Binary {} => Decay::Zones { zones: vec![Zone { to: catchment, weight: 1.0 }] },
            Decay::Zones { zones } => {
                let starts = std::iter::once(-1.0).chain(zones.iter().map(|zone| zone.to));
                let kept = zones.iter().zip(starts).filter(|(_, start)| *start < catchment);
                let cut = |zone: &Zone| Zone {
                    to: zone.to.min(catchment),
                    weight: if zone.weight >= WEIGHT_MIN { zone.weight } else { 0.0 },
                };
                Decay::Zones { zones: kept.map(|(zone, _)| cut(zone)).collect() }
            }
            smooth => smooth,
        };
        let mut weigh = Self { decay, catchment, whole: Vec::new() };
        if weigh.is_dear() && catchment < WHOLE_MAX {
            weigh.whole = (0..=catchment as u32).map(|cost| weigh.decay.weight(f64::from(cost))).collect();
        }
        Ok(weigh)
    }

    /// The weight at a cost, 0 beyond the catchment.
    #[inline]
    pub(super) fn weight(&self, cost: f64) -> f64 {
        let whole = cost as u32;
        match self.whole.get(whole as usize) {
            Some(&weight) if f64::from(whole) == cost => weight,
            _ if cost <= self.catchment => self.decay.weight(cost),
            _ => 0.0,
        }
    }

    /// Whether weights are so dear that they are better kept than found again.
    pub(super) fn is_dear(&self) -> bool {
        !matches!(self.decay, Decay::Zones { .. } | Decay::Linear { .. })
    }

    /// Adds the weights of many costs to others.
    pub(super) fn add(&self, costs: &[f64], weights: &mut Vec<f64>) {
        if let Decay::Zones { zones } = &self.decay {
            // Without a branch on the cost, which no processor could foresee: from the outermost zone inwards.
            let by = |zones: &[Zone], cost: f64| {
                zones
                    .iter()
                    .rev()
                    .fold(0.0, |weight, zone| if cost <= zone.to { zone.weight } else { weight })
            };
            match zones.as_slice() {
                // A number of zones that is known lets several costs be weighed at once.
                [a] => weights.extend(costs.iter().map(|&cost| by(&[*a], cost))),
                [a, b] => weights.extend(costs.iter().map(|&cost| by(&[*a, *b], cost))),
                [a, b, c] => weights.extend(costs.iter().map(|&cost| by(&[*a, *b, *c], cost))),
                [a, b, c, d] => weights.extend(costs.iter().map(|&cost| by(&[*a, *b, *c, *d], cost))),
                zones => weights.extend(costs.iter().map(|&cost| by(zones, cost))),
            }
            return;
        }
        // Whole costs find their weight in the list. Adding 2^52 rounds to a whole number, which the last bits then are.
        const ROUND: f64 = (1_u64 << 52) as f64;
        let fraction = |cost: f64| (cost + ROUND - ROUND).to_bits() ^ cost.to_bits();
        if !self.whole.is_empty() && costs.iter().fold(0, |bits, &cost| bits | fraction(cost)) == 0 {
            let whole = |cost: f64| usize::try_from((cost + ROUND).to_bits().wrapping_sub(ROUND.to_bits()));
            let listed = |cost: f64| whole(cost).ok().and_then(|whole| self.whole.get(whole));
            weights.extend(costs.iter().map(|&cost| listed(cost).copied().unwrap_or_default()));
            return;
        }
        // Without a branch and without a look at anything but the cost, so that several are weighed together.
        let most = self.catchment;
        let cut = move |cost: f64, weight: f64| {
            if (weight >= WEIGHT_MIN) & (cost <= most) { weight } else { 0.0 }
        };
        match self.decay {
            Decay::Gaussian { sigma } => {
                weights.extend(costs.iter().map(move |&cost| cut(cost, gaussian(cost, sigma))));
            }
            Decay::Exponential { scale } => {
                weights.extend(costs.iter().map(move |&cost| cut(cost, exp(-cost / scale))));
            }
            _ => weights.extend(costs.iter().map(|&cost| self.weight(cost))),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decays() -> impl Strategy<Value = Decay> {
        prop_oneof![
            Just(Decay::Binary {}),
            prop::collection::vec((0.1..8.0_f64, 0.0..1.0_f64), 1..5).prop_map(|steps| {
                let mut to = 0.0;
                let zones = steps.into_iter().map(|(width, weight)| {
                    to += width;
                    Zone { to, weight }
                });
                Decay::Zones { zones: zones.collect() }
            }),
            (0.1..30.0_f64).prop_map(|sigma| Decay::Gaussian { sigma }),
            (0.1..30.0_f64, -3.0..1.0_f64).prop_map(|(scale, power)| Decay::Gravity {
                scale,
                power,
                floor: 0.5
            }),
            (0.1..30.0_f64).prop_map(|scale| Decay::Exponential { scale }),
            (0.1..30.0_f64).prop_map(|end| Decay::Linear { end }),
        ]
    }

    proptest! {
        #[test]
        fn many_costs_are_weighed_as_one(
            decay in decays(), catchment in 0.0..30.0_f64,
            costs in prop::collection::vec(prop_oneof![0.0..40.0_f64, (0..40_u32).prop_map(f64::from)], 0..50),
        ) {
            let weigh = Weigh::new(decay.clone(), catchment).unwrap();
            let mut many = vec![9.0];
            weigh.add(&costs, &mut many);
            let one: Vec<f64> = costs.iter().map(|&cost| weigh.weight(cost)).collect();
            prop_assert_eq!(many.split_first(), Some((&9.0, one.as_slice())));
            for (cost, weight) in costs.iter().zip(one) {
                prop_assert_eq!(weight, if *cost <= catchment { decay.weight(*cost) } else { 0.0 });
            }
        }
    }

    #[test]
    fn figures_without_weights_are_refused() {
        let zone = |to, weight| Zone { to, weight };
        for decay in [
            Decay::Zones { zones: vec![] },
            Decay::Zones { zones: vec![zone(2.0, 1.0), zone(2.0, 0.5)] },
            Decay::Zones { zones: vec![zone(2.0, -1.0)] },
            Decay::Zones { zones: vec![zone(f64::NAN, 1.0)] },
            Decay::Gaussian { sigma: 0.0 },
            Decay::Exponential { scale: f64::NAN },
            Decay::Linear { end: -1.0 },
            Decay::Gravity { scale: 1.0, power: -1.0, floor: 0.0 },
            Decay::Gravity { scale: 1.0, power: 400.0, floor: 0.0 },
            Decay::Gravity { scale: 0.0, power: 1.0, floor: 0.0 },
        ] {
            assert_eq!(decay.check(30.0).unwrap_err().code(), CircleCode::BadDecay, "{decay:?}");
        }
        for catchment in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Weigh::new(Decay::Binary {}, catchment).unwrap_err().code(), CircleCode::BadCatchment);
        }
    }

    /// The values in the documentation of PySAL `access` 1.1 (`weights.step_fn`, `gaussian`, `gravity`).
    #[test]
    fn published_values() {
        let gaussian = Decay::Gaussian { sigma: 20.0 };
        for (cost, weight) in [(0.0, 1.0), (20.0, 0.606_530_659_712_633_4), (60.0, 0.011_108_996_538_242_306)]
        {
            assert!((gaussian.weight(cost) - weight).abs() < 1e-15);
        }
        let gravity = Decay::Gravity { scale: 20.0, power: -2.0, floor: 1.0 };
        for (cost, weight) in [(0.0, 400.0), (1.0, 400.0), (2.0, 100.0), (20.0, 1.0), (40.0, 0.25)] {
            assert!((gravity.weight(cost) - weight).abs() < 1e-12);
        }
    }
}
