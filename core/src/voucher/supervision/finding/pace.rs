//! Who redeems too much in too little time. The ledger's time counts: a provider cannot choose it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::figure::{count, quantile};
use super::super::history::{History, Redemption};
use super::burst::{Burst, bursts};
use super::{Finding, FindingBounds, FindingFacts, FindingRule, Look};
use crate::voucher::ident::PartyId;

const HOUR_S: i64 = 3_600;
const MINUTE_S: i64 = 60;

/// The redemptions of a burst.
fn of<'a>(redemptions: &'a [&'a Redemption], burst: &Burst) -> impl Iterator<Item = &'a Redemption> {
    redemptions.get(burst.items.clone()).unwrap_or_default().iter().copied()
}

/// More than `hour_max` within an hour; on a day more than `day_free` and more than `day_factor` times the median over all
/// days on which a provider redeemed something. Lawful: a class, a fair, a batch that a provider's own system sends.
pub(super) fn velocity(history: &History, bounds: &FindingBounds) -> Look {
    let rule = FindingRule::ProviderVelocity;
    let mut look = Look { unit: "provider_days", ..Look::default() };
    let providers = history.by_provider();
    let mut days: BTreeMap<(&PartyId, NaiveDate), Vec<&Redemption>> = BTreeMap::new();
    for (provider, redemptions) in &providers {
        let times: Vec<(i64, usize)> =
            redemptions.iter().enumerate().map(|(place, one)| (one.at.time.get(), place)).collect();
        let most = usize::try_from(bounds.hour_max).unwrap_or(usize::MAX);
        for burst in bursts(&times, HOUR_S, most.saturating_add(1)) {
            let found = Finding::on(rule, history, of(redemptions, &burst), []);
            look.found.push(Finding {
                provider: Some((*provider).clone()),
                ..found.measures(count(burst.peak), u64::from(bounds.hour_max)).says(
                    format!(
                        "{} redemptions within an hour, at most {} expected",
                        burst.peak, bounds.hour_max
                    ),
                    format!("一小时内核销{}笔，上限{}笔", burst.peak, bounds.hour_max),
                )
            });
        }
        for redemption in redemptions {
            days.entry((provider, redemption.at.time.local_date())).or_default().push(redemption);
        }
    }
    let mut counts: Vec<u64> = days.values().map(|of_day| count(of_day.len())).collect();
    counts.sort_unstable();
    look.units = count(counts.len());
    let median = quantile(&counts, 500).unwrap_or(0);
    let bound = median.saturating_mul(u64::from(bounds.day_factor)).max(u64::from(bounds.day_free));
    for ((provider, date), redemptions) in days {
        let many = count(redemptions.len());
        if many > bound {
            let found = Finding::on(rule, history, redemptions, []);
            look.found.push(Finding {
                provider: Some(provider.clone()),
                ..found.measures(many, bound).says(
                    format!("{many} redemptions on {date}, at most {bound} expected (median of providers' days {median})"),
                    format!("{date}核销{many}笔，上限{bound}笔（各机构日核销中位数{median}笔）"),
                )
            });
        }
    }
    look
}

/// Vouchers of at least `minute_holders` different holders at one place within 60 seconds. The place is that of the service
/// record, or the provider. Lawful: people who come together and are booked together.
pub(super) fn same_minute(history: &History, bounds: &FindingBounds, facts: &FindingFacts) -> Look {
    let mut look = Look { unit: "redemptions", units: count(history.redemptions.len()), ..Look::default() };
    // A place and a provider of the same token are not the same.
    let mut places: BTreeMap<(Option<&PartyId>, Option<&PartyId>), Vec<&Redemption>> = BTreeMap::new();
    for redemption in &history.redemptions {
        let place = facts.places.get(&redemption.record);
        let provider = history.party(redemption.provider).filter(|_| place.is_none());
        places.entry((place, provider)).or_default().push(redemption);
    }
    for ((place, provider), redemptions) in places {
        let holders: Vec<(i64, usize)> = redemptions
            .iter()
            .map(|one| (one.at.time.get(), history.right_of(one).map_or(0, |right| right.holder)))
            .collect();
        let least = usize::try_from(bounds.minute_holders).unwrap_or(usize::MAX);
        for burst in bursts(&holders, MINUTE_S, least) {
            let found = Finding::on(FindingRule::SameMinute, history, of(&redemptions, &burst), []);
            let allowed = u64::from(bounds.minute_holders) - 1;
            look.found.push(Finding {
                place: place.cloned(),
                provider: provider.cloned(),
                ..found.measures(count(burst.peak), allowed).says(
                    format!("vouchers of {} holders at one place within a minute", burst.peak),
                    format!("同一地点一分钟内核销{}人的券", burst.peak),
                )
            });
        }
    }
    look
}
