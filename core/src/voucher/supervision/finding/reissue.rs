//! Reissued and redeemed at once.

use std::collections::BTreeMap;

use super::super::figure::count;
use super::super::history::{History, Redemption};
use super::{Finding, FindingBounds, FindingRule, Look};

/// At least `reissues` redemptions within `reissue_s` after a reissue, of one issuer and one provider, which are at least
/// `reissue_permille` of the provider's redemptions. Lawful: a service point that helps people whose voucher was lost.
pub(super) fn reissue_redeem(history: &History, bounds: &FindingBounds) -> Look {
    let mut look = Look { unit: "reissued", ..Look::default() };
    for (provider, redemptions) in history.by_provider() {
        let all = count(redemptions.len());
        let mut issuers: BTreeMap<usize, Vec<&Redemption>> = BTreeMap::new();
        for redemption in redemptions {
            let Some(reissue) = redemption.reissued else { continue };
            look.units += 1;
            if redemption.at.time.seconds_since(reissue.time) < i64::from(bounds.reissue_s) {
                issuers.entry(reissue.by).or_default().push(redemption);
            }
        }
        for (issuer, soon) in issuers {
            let many = count(soon.len());
            let is_rare = many.saturating_mul(1_000) < all.saturating_mul(u64::from(bounds.reissue_permille));
            if many < u64::from(bounds.reissues) || is_rare {
                continue;
            }
            let steps = soon.iter().filter_map(|one| one.reissued);
            let beside: Vec<_> = steps.map(|step| (step.seq, step.time)).collect();
            let found = Finding::on(FindingRule::ReissueRedeem, history, soon, beside);
            look.found.push(Finding {
                provider: Some(provider.clone()),
                officer: history.party(issuer).cloned(),
                ..found.measures(many, u64::from(bounds.reissues).saturating_sub(1)).says(
                    format!(
                        "{many} of {all} redemptions came soon after the same issuer had reissued the voucher"
                    ),
                    format!("{all}笔核销中有{many}笔在同一经办人补发后短时间内发生"),
                )
            });
        }
    }
    look
}
