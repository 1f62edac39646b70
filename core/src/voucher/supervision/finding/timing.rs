//! Steps at times at which they cannot well have been taken.

use chrono::{DateTime, NaiveDateTime};

use super::super::figure::count;
use super::super::history::{Fate, History, Redemption};
use super::{Finding, FindingBounds, FindingFacts, FindingRule, Look};
use crate::model::Calendar;
use crate::voucher::time::Timestamp;

/// Approved in less than `approve_min_s` after the redemption, or in less than `claim_approve_min_s` after the claim. Lawful:
/// approval by a machine that checks the record, for which both bounds are set to 0.
pub(super) fn too_fast(history: &History, bounds: &FindingBounds) -> Look {
    let mut look = Look { unit: "approvals", ..Look::default() };
    for redemption in &history.redemptions {
        if !matches!(redemption.fate, Fate::Approved | Fate::Paid) {
            continue;
        }
        let Some((decided, _)) = redemption.decided else { continue };
        look.units += 1;
        let since = |from: Timestamp| u64::try_from(decided.time.seconds_since(from)).unwrap_or(0);
        let (read, allowed) = (since(redemption.at.time), u64::from(bounds.approve_min_s));
        let (whole, needed) =
            (redemption.claimed.map(|claim| since(claim.time)), u64::from(bounds.claim_approve_min_s));
        let (measured, bound, en, zh) = if read < allowed {
            (read, allowed, "after the redemption", "核销后")
        } else if let Some(whole) = whole.filter(|whole| *whole < needed) {
            (whole, needed, "after the claim", "领取后")
        } else {
            continue;
        };
        let claim = redemption.claimed.map(|claim| (claim.seq, claim.time));
        let beside = claim.into_iter().chain([(decided.seq, decided.time)]);
        let found = Finding::on(FindingRule::TooFast, history, [redemption], beside);
        look.found.push(Finding {
            provider: history.party(redemption.provider).cloned(),
            officer: history.party(decided.by).cloned(),
            ..found.measures(measured, bound).says(
                format!("approved {measured} s {en}, at least {bound} s expected"),
                format!("{zh}{measured}秒即审核通过，至少应为{bound}秒"),
            )
        });
    }
    look
}

/// The service was given before its voucher was claimed. Lawful: where the rules of the programme let people claim
/// afterwards.
pub(super) fn served_before_claim(history: &History) -> Look {
    let mut look = Look { unit: "redemptions", ..Look::default() };
    for redemption in &history.redemptions {
        let Some(claim) = redemption.claimed else { continue };
        look.units += 1;
        let early = claim.time.seconds_since(redemption.served_at);
        if early <= 0 {
            continue;
        }
        let found =
            Finding::on(FindingRule::ServedBeforeClaim, history, [redemption], [(claim.seq, claim.time)]);
        let holder = history.right_of(redemption).and_then(|right| history.party(right.holder));
        look.found.push(Finding {
            provider: history.party(redemption.provider).cloned(),
            holder: holder.cloned(),
            ..found.measures(u64::try_from(early).unwrap_or(0), 0).says(
                format!("the service was given {early} s before the claim"),
                format!("服务时间早于领取{early}秒"),
            )
        });
    }
    look
}

/// At least `outside_hours` redemptions of a provider while it was closed by its own hours. Providers whose hours are not
/// given are not looked at, nor times for which the hours do not say. Lawful: a service in the evening, booked at once.
pub(super) fn outside_hours(
    history: &History,
    bounds: &FindingBounds,
    facts: &FindingFacts,
    calendar: &Calendar,
) -> Look {
    let mut look = Look { unit: "redemptions", needs: Some("hours"), ..Look::default() };
    for (provider, redemptions) in history.by_provider() {
        let hours = facts.hours.get(provider);
        let mut outside: Vec<&Redemption> = Vec::new();
        for redemption in redemptions {
            let open = hours.and_then(|hours| hours.is_open(calendar, local(redemption.at.time)));
            look.units += u64::from(open.is_some());
            look.skipped += u64::from(open.is_none());
            if open == Some(false) {
                outside.push(redemption);
            }
        }
        let many = count(outside.len());
        if many == 0 || many < u64::from(bounds.outside_hours) {
            continue;
        }
        let found = Finding::on(FindingRule::OutsideHours, history, outside, []);
        look.found.push(Finding {
            provider: Some(provider.clone()),
            ..found.measures(many, u64::from(bounds.outside_hours).saturating_sub(1)).says(
                format!("{many} redemptions outside the opening hours"),
                format!("非营业时间核销{many}笔"),
            )
        });
    }
    look
}

/// Date and time in Asia/Shanghai, UTC+8.
fn local(at: Timestamp) -> NaiveDateTime {
    let instant = DateTime::from_timestamp(at.get() + 8 * 3_600, 0);
    instant.map_or(NaiveDateTime::MIN, |instant| instant.naive_utc())
}
