//! A sum divided by weights, to the last fen (资金分配).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{FeeCode, FeeError};
use crate::model::Fen;

/// Largest sum of weights, so that every figure is exact as a JavaScript number.
const WEIGHTS_MAX: u64 = (1 << 53) - 1;

/// Who takes part in an allocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AllocationClaim"))]
pub struct Claim {
    /// The key, such as a division or an outlet; ties go by it.
    pub key: String,
    /// The weight, such as a workload.
    pub weight: u64,
    /// The least that it gets (保底).
    #[serde(rename = "floor_fen", default)]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub floor: Fen,
    /// The most that it gets (封顶).
    #[serde(rename = "ceiling_fen", default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    pub ceiling: Option<Fen>,
}

/// The bound that fixes a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AllocationBound"))]
pub enum Bound {
    /// Its weight alone would give less than its floor.
    Floor,
    /// Its weight alone would give more than its ceiling.
    Ceiling,
}

/// What one gets, and how that comes about.
///
/// The exact quota is `quota_fen` and `remainder / denominator` of a fen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AllocationShare"))]
pub struct Share {
    /// The key.
    pub key: String,
    /// What it gets.
    #[serde(rename = "amount_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub amount: Fen,
    /// Whole fen of the exact quota, after bounds.
    #[serde(rename = "quota_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub quota: Fen,
    /// Numerator of what the exact quota has beyond whole fen; 0 where a bound fixes the share.
    pub remainder: u64,
    /// Its denominator, the same for all shares.
    pub denominator: u64,
    /// The bound that fixes the share, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// Whether it gets one of the fen that whole quotas leave, because its remainder is among the largest.
    pub has_remainder_fen: bool,
    /// Whether a remainder equal to its own was decided the other way: the order of keys made the difference.
    pub is_tied: bool,
}

/// A sum, divided: the amounts add up to it exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Allocation {
    /// What was divided.
    #[serde(rename = "total_fen")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub total: Fen,
    /// A share for each claim, in the order given.
    pub shares: Vec<Share>,
}

/// Divides a sum by weights, within floors and ceilings (最大余额法).
///
/// The exact quota of a claim is its weight times one rate for all, raised to its floor or cut to its ceiling; the rate is
/// the one for which the quotas add up to the total. Each gets the whole fen of its quota, and those with the largest
/// remainders one fen more until nothing is left; of equal remainders the lesser key, in the order of its bytes, comes
/// first. Without bounds this is the method of Hamilton with the quota of Hare (M. L. Balinski and H. P. Young, *Fair
/// Representation*, 2nd ed. 2001, appendix A.2): no share is a fen or more away from its quota. It is not monotone: more
/// to divide can make a share a fen smaller (the Alabama paradox, same book, chapter 5).
///
/// ```
/// use doorstep::{Fen, voucher::fees::{Bound, Claim, allocate}};
/// let claim = |key: &str, weight| Claim { key: key.to_owned(), weight, floor: Fen::ZERO, ceiling: None };
/// let shares = allocate(Fen::new(100)?, &[claim("a", 1), claim("b", 1), claim("c", 1)])?.shares;
/// assert_eq!(shares.iter().map(|share| share.amount.get()).collect::<Vec<_>>(), [34, 33, 33]);
/// assert_eq!((shares[0].quota.get(), shares[0].remainder, shares[0].denominator), (33, 1, 3));
///
/// let raised = Claim { floor: Fen::new(50)?, ..claim("c", 1) };
/// let shares = allocate(Fen::new(100)?, &[claim("a", 1), claim("b", 2), raised])?.shares;
/// assert_eq!(shares.iter().map(|share| share.amount.get()).collect::<Vec<_>>(), [17, 33, 50]);
/// assert_eq!(shares[2].bound, Some(Bound::Floor));
/// # Ok::<(), doorstep::Error>(())
/// ```
///
/// # Errors
/// `fee.duplicate` for a key that is there twice; `fee.weights_too_large` above 2^53 - 1 in sum; `fee.floor_above_ceiling`;
/// `fee.floors_above_total`; `fee.no_weight` if nobody with a weight is there to take what floors leave;
/// `fee.ceilings_below_total` if the ceilings leave something.
pub fn allocate(total: Fen, claims: &[Claim]) -> Result<Allocation, FeeError> {
    check(total, claims)?;
    let rate = Rate::of(total, claims);
    let mut shares: Vec<Share> = claims.iter().map(|claim| rate.share(claim)).collect();
    let given: i64 = shares.iter().map(|share| share.quota.get()).sum();
    let left = usize::try_from(total.get().saturating_sub(given)).unwrap_or(0);
    let mut order: Vec<&mut Share> = shares.iter_mut().collect();
    order.sort_by(|one, other| {
        (Reverse(one.remainder), &one.key).cmp(&(Reverse(other.remainder), &other.key))
    });
    let edge = |place: Option<usize>| place.and_then(|place| order.get(place)).map(|share| share.remainder);
    let (last, next) = (edge(left.checked_sub(1)), edge(Some(left)));
    let tied = last.filter(|last| next == Some(*last));
    for (place, share) in order.into_iter().enumerate() {
        share.is_tied = Some(share.remainder) == tied;
        share.has_remainder_fen = place < left;
        if share.has_remainder_fen {
            share.amount = Fen::new(share.amount.get() + 1).map_err(FeeError::too_large("total_fen"))?;
        }
    }
    Ok(Allocation { total, shares })
}

fn check(total: Fen, claims: &[Claim]) -> Result<(), FeeError> {
    let mut keys = BTreeSet::new();
    let (mut weights, mut floors, mut most) = (0_u64, 0_i128, 0_i128);
    let mut has_weight = false;
    for (place, claim) in claims.iter().enumerate() {
        let refuse = |code, field: &str| Err(FeeError::new(code, format_args!("claims[{place}].{field}")));
        if !keys.insert(&claim.key) {
            return refuse(FeeCode::Duplicate, "key");
        }
        if claim.ceiling.is_some_and(|ceiling| ceiling < claim.floor) {
            return refuse(FeeCode::FloorAboveCeiling, "floor_fen");
        }
        weights = weights.saturating_add(claim.weight);
        if weights > WEIGHTS_MAX {
            return refuse(FeeCode::WeightsTooLarge, "weight");
        }
        floors += i128::from(claim.floor.get());
        // Without a weight, nothing comes on top of the floor.
        let ceiling = if claim.weight == 0 { claim.floor } else { claim.ceiling.unwrap_or(total) };
        most += i128::from(ceiling.get());
        has_weight |= claim.weight > 0;
    }
    let sum = i128::from(total.get());
    let fault = if floors > sum {
        FeeCode::FloorsAboveTotal
    } else if sum > floors && !has_weight {
        FeeCode::NoWeight
    } else if sum > most {
        FeeCode::CeilingsBelowTotal
    } else {
        return Ok(());
    };
    Err(FeeError::new(fault, "total_fen"))
}

/// Fen for each unit of weight, as a fraction.
///
/// INVARIANT: the numerator is at most 2^53, the denominator and the weights below 2^53 and the denominator not 0, so
/// that all products fit an i128.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rate {
    numerator: i128,
    denominator: i128,
}

/// What happens to a claim as the rate rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// It leaves its floor.
    Leaves,
    /// It reaches its ceiling.
    Stops,
}

impl Rate {
    /// The least rate for which the quotas add up to the total; `check` has seen that there is one.
    ///
    /// The sum of quotas rises with the rate in straight pieces, which end where a claim leaves its floor or reaches its
    /// ceiling: the pieces are gone through in order.
    fn of(total: Fen, claims: &[Claim]) -> Self {
        let mut turns: Vec<(Self, Turn, &Claim)> = Vec::new();
        for claim in claims.iter().filter(|claim| claim.weight > 0) {
            let at = |amount: Fen| Self { numerator: amount.get().into(), denominator: claim.weight.into() };
            turns.push((at(claim.floor), Turn::Leaves, claim));
            turns.extend(claim.ceiling.map(|ceiling| (at(ceiling), Turn::Stops, claim)));
        }
        turns.sort_by(|(one, turn, _), (other, next, _)| one.compare(*other).then(turn.cmp(next)));
        let total = i128::from(total.get());
        // At a rate of zero each has its floor.
        let mut fixed: i128 = claims.iter().map(|claim| i128::from(claim.floor.get())).sum();
        let mut weight = 0_i128;
        let mut rate = Self { numerator: 0, denominator: 1 };
        for (at, turn, claim) in turns {
            let by_then = (total - fixed) * at.denominator <= weight * at.numerator;
            if by_then {
                break;
            }
            rate = at;
            match turn {
                Turn::Leaves => {
                    fixed -= i128::from(claim.floor.get());
                    weight += i128::from(claim.weight);
                }
                Turn::Stops => {
                    fixed += i128::from(claim.ceiling.unwrap_or_default().get());
                    weight -= i128::from(claim.weight);
                }
            }
        }
        if weight == 0 { rate } else { Self { numerator: total - fixed, denominator: weight } }
    }

    fn compare(self, other: Self) -> std::cmp::Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }

    /// A claim's quota, as a share without a fen of what is left.
    fn share(self, claim: &Claim) -> Share {
        let exact = self.numerator * i128::from(claim.weight);
        let compare = |amount: Fen| exact.cmp(&(i128::from(amount.get()) * self.denominator));
        let bound = if compare(claim.floor).is_lt() {
            Some((Bound::Floor, claim.floor))
        } else {
            let above = claim.ceiling.filter(|ceiling| compare(*ceiling).is_gt());
            above.map(|ceiling| (Bound::Ceiling, ceiling))
        };
        let whole = i64::try_from(exact.div_euclid(self.denominator)).ok();
        let (quota, remainder) = match bound {
            Some((_, amount)) => (amount, 0),
            // The quotas add up to the total, so each is in range.
            None => (
                whole.and_then(|whole| Fen::new(whole).ok()).unwrap_or_default(),
                u64::try_from(exact.rem_euclid(self.denominator)).unwrap_or_default(),
            ),
        };
        Share {
            key: claim.key.clone(),
            amount: quota,
            quota,
            remainder,
            denominator: u64::try_from(self.denominator).unwrap_or_default(),
            bound: bound.map(|(bound, _)| bound),
            has_remainder_fen: false,
            is_tied: false,
        }
    }
}

#[cfg(test)]
#[path = "allocate_tests.rs"]
mod tests;
