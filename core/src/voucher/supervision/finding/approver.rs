//! Whether one approver has a provider to themselves.

use std::collections::BTreeMap;

use super::super::figure::count;
use super::super::history::{History, Redemption};
use super::{Finding, FindingBounds, FindingRule, Look};

/// The redemptions that each approver decided.
type Approvers<'a> = BTreeMap<usize, Vec<&'a Redemption>>;

/// One approver has at least `approver_permille` of at least `approver_decisions` approvals and rejections of a provider, and
/// at most `approver_peers_permille` of those of the other providers which the same division decides in the same
/// programme. Without decisions about others there is nothing to compare with. Lawful: a division of work by provider.
pub(super) fn concentration(history: &History, bounds: &FindingBounds) -> Look {
    let mut look = Look { unit: "providers", needs: Some("peers"), ..Look::default() };
    // Programme and division of the approver, then provider, then approver.
    let mut pools: BTreeMap<(usize, usize), BTreeMap<usize, Approvers<'_>>> = BTreeMap::new();
    for redemption in &history.redemptions {
        let decided = redemption.decided.zip(history.right_of(redemption));
        let Some(((step, region), right)) = decided else { continue };
        let pool = pools.entry((right.programme, region)).or_default();
        pool.entry(redemption.provider).or_default().entry(step.by).or_default().push(redemption);
    }
    for ((programme, _), providers) in pools {
        let mut totals: BTreeMap<usize, u64> = BTreeMap::new();
        for (approver, decisions) in providers.values().flatten() {
            *totals.entry(*approver).or_default() += count(decisions.len());
        }
        let pool: u64 = totals.values().sum();
        for (provider, approvers) in &providers {
            let all: u64 = approvers.values().map(|decisions| count(decisions.len())).sum();
            if all < u64::from(bounds.approver_decisions) || all == pool {
                look.skipped += 1;
                continue;
            }
            look.units += 1;
            for (approver, decisions) in approvers {
                let own = count(decisions.len());
                let elsewhere = totals.get(approver).copied().unwrap_or(0) - own;
                let permille = |part: u64, whole: u64| u128::from(part) * 1_000 / u128::from(whole.max(1));
                let of_peers = permille(elsewhere, pool - all);
                if permille(own, all) < u128::from(bounds.approver_permille)
                    || of_peers > u128::from(bounds.approver_peers_permille)
                {
                    continue;
                }
                let steps = decisions.iter().filter_map(|one| one.decided);
                let beside = steps.map(|(step, _)| (step.seq, step.time));
                let found = Finding::on(
                    FindingRule::ApproverConcentration,
                    history,
                    decisions.iter().copied(),
                    beside,
                );
                look.found.push(Finding {
                    programme: history.programme(programme).map(|(id, _)| id.clone()),
                    provider: history.party(*provider).cloned(),
                    officer: history.party(*approver).cloned(),
                    ..found.measures(own, all * u64::from(bounds.approver_permille) / 1_000).says(
                        format!("one approver decided {own} of {all} redemptions, and {of_peers} per mille of the peers'"),
                        format!("同一审核人处理{all}笔中的{own}笔，而在同类机构中占{of_peers}‰"),
                    )
                });
            }
        }
    }
    look
}
