//! Steps towards better prices of demand points.
//!
//! Prices are looked for by the subgradient method (Held, Wolfe and Crowder 1974), where a step keeps some of the
//! direction of those before it (Camerini, Fratta and Maffioli 1975; Crowder 1976).

use super::picks::ONE;

/// Directions are no longer than that, so that no sum of squares with people is too large.
const ALONG_MAX: i64 = 1 << 34;

/// Prices, the best and those on trial.
#[derive(Debug)]
pub(super) struct Ascent {
    /// The prices of the best bound.
    pub(super) prices: Vec<i64>,
    /// The best bound, in scaled units.
    pub(super) bound: i128,
    /// The prices on trial.
    pub(super) tried: Vec<i64>,
    /// [`ONE`] less how often each point is served at the prices on trial.
    pub(super) slope: Vec<i64>,
    /// Where the last steps went.
    along: Vec<i64>,
    /// The bound of the last step.
    last: i128,
    /// Share of the distance to the target that a step goes.
    factor: f64,
    /// How many steps were no better than the best.
    poor: u32,
}

/// What a step asks of a demand point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Priced {
    pub(super) people: i64,
    /// The greatest price.
    pub(super) most: i64,
    /// How many people the price is for.
    pub(super) per: i64,
}

impl Ascent {
    /// Starts from prices, which are to be valued.
    pub(super) fn new(prices: Vec<i64>) -> Self {
        let (slope, along) = (vec![ONE; prices.len()], vec![0; prices.len()]);
        let (bound, last) = (i128::MIN, 0);
        Self { tried: prices.clone(), prices, bound, slope, along, last, factor: 1.0, poor: 0 }
    }

    /// What the prices to start from are worth.
    pub(super) fn start(&mut self, bound: i128) {
        (self.bound, self.last) = (bound, bound);
    }

    /// Goes on as another did, of whose points these are left.
    pub(super) fn go_on(&mut self, before: &Self, points: &[u32]) {
        self.along = left(&before.along, points);
        (self.factor, self.poor) = (before.factor, before.poor);
    }

    /// Moves the prices on trial. `target` is what the bound may reach, scaled.
    pub(super) fn step(&mut self, target: i128, points: impl Iterator<Item = Priced> + Clone) {
        let mut square = 0_i128;
        for (((along, slope), price), point) in
            self.along.iter_mut().zip(&self.slope).zip(&self.tried).zip(points.clone())
        {
            *along = (slope + *along / 10 * 7).clamp(-ALONG_MAX, ALONG_MAX);
            // A price that cannot change so does not make the others' steps shorter.
            if (*along < 0 || *price < point.most) && (*along > 0 || *price > 0) {
                square += i128::from(*along) * i128::from(*along) * i128::from(point.people);
            }
        }
        // In the price for each person all points go equally far.
        let unit = self.factor * (target - self.last).max(1) as f64 / square.max(1) as f64 * ONE as f64;
        for ((price, along), point) in self.tried.iter_mut().zip(&self.along).zip(points) {
            let change = *along as f64 * point.per as f64 * unit;
            *price = price.saturating_add(change as i64).clamp(0, point.most);
        }
    }

    /// Takes the value of the prices on trial.
    pub(super) fn valued(&mut self, value: i128) {
        self.last = value;
        if value > self.bound {
            self.bound = value;
            self.prices.clone_from(&self.tried);
            self.poor = 0;
        } else {
            self.poor += 1;
            if self.poor == 8 {
                self.poor = 0;
                self.factor *= 0.7;
            }
        }
    }
}

/// The values of those points that are left.
pub(super) fn left(values: &[i64], points: &[u32]) -> Vec<i64> {
    points.iter().map(|&point| values.get(point as usize).copied().unwrap_or_default()).collect()
}
