//! Amounts just under the approval limit.

use std::collections::BTreeMap;

use super::super::figure::count;
use super::super::history::{Fate, History, Redemption};
use super::burst::bursts;
use super::{Finding, FindingBounds, FindingRule, Look};

const DAY_S: i64 = 86_400;

/// Two or more redemptions of one holder at one provider within `split_days`, each from `split_permille` of the approver's
/// limit up to the limit, so that together they are above it. What is redeemed for the whole face amount is left out: the
/// programme has fixed that, not the provider; what was rejected is left out, too. Programmes that limit no approver are
/// not looked at. Lawful: services that are billed by the week.
pub(super) fn split_amounts(history: &History, bounds: &FindingBounds) -> Look {
    let mut look = Look { unit: "redemptions", needs: Some("role_limits_fen"), ..Look::default() };
    let mut pairs: BTreeMap<(usize, usize, usize), Vec<&Redemption>> = BTreeMap::new();
    for redemption in &history.redemptions {
        let Some(right) = history.right_of(redemption) else { continue };
        let limit = history.programme(right.programme).and_then(|(_, programme)| programme.approver_limit);
        let Some(limit) = limit else {
            look.skipped += 1;
            continue;
        };
        look.units += 1;
        let (amount, limit) = (i128::from(redemption.amount.get()), i128::from(limit.get()));
        let just_under = amount <= limit && amount * 1_000 >= limit * i128::from(bounds.split_permille);
        if just_under && redemption.amount < right.face && redemption.fate != Fate::Rejected {
            let key = (right.programme, right.holder, redemption.provider);
            pairs.entry(key).or_default().push(redemption);
        }
    }
    for ((programme, holder, provider), redemptions) in pairs {
        let times: Vec<(i64, usize)> =
            redemptions.iter().enumerate().map(|(place, one)| (one.at.time.get(), place)).collect();
        for burst in bursts(&times, i64::from(bounds.split_days) * DAY_S, 2) {
            let parts = redemptions.get(burst.items.clone()).unwrap_or_default();
            let sum: i128 = parts.iter().map(|part| i128::from(part.amount.get())).sum();
            let named = history.programme(programme);
            let limit = named.and_then(|(_, known)| known.approver_limit).unwrap_or_default();
            let found = Finding::on(FindingRule::SplitAmounts, history, parts.iter().copied(), []);
            look.found.push(Finding {
                programme: named.map(|(id, _)| id.clone()),
                provider: history.party(provider).cloned(),
                holder: history.party(holder).cloned(),
                ..found
                    .measures(u64::try_from(sum).unwrap_or(u64::MAX), u64::try_from(limit.get()).unwrap_or(0))
                    .says(
                        format!(
                            "{} redemptions of {sum} fen together, each just under the limit of {} fen",
                            count(parts.len()),
                            limit.get()
                        ),
                        format!(
                            "{}笔核销合计{sum}分，每笔略低于审批限额{}分",
                            count(parts.len()),
                            limit.get()
                        ),
                    )
            });
        }
    }
    look
}
