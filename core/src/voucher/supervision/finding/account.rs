//! Who is paid to whose account.

use std::collections::{BTreeMap, BTreeSet};

use super::super::figure::count;
use super::super::history::{History, Share};
use super::{Finding, FindingBounds, FindingFacts, FindingRule, Look};
use crate::voucher::ident::{PartyId, VoucherId};

/// At least `account_payees` different payees on one account, by what holders named when claiming and by what the caller
/// knows. Payees without a known account are not looked at. Lawful: a guardian's account.
pub(super) fn one_account(history: &History, bounds: &FindingBounds, facts: &FindingFacts) -> Look {
    let mut look = Look { unit: "payees", needs: Some("accounts"), ..Look::default() };
    let mut accounts: BTreeMap<&PartyId, Vec<&Share>> = BTreeMap::new();
    let (mut known, mut all) = (BTreeSet::new(), BTreeSet::new());
    for share in &history.shares {
        let stated = history.party(share.paid_to).and_then(|payee| facts.accounts.get(payee));
        all.insert(share.paid_to);
        let of_share: BTreeSet<&PartyId> = share.account.as_ref().into_iter().chain(stated).collect();
        for account in of_share {
            known.insert(share.paid_to);
            accounts.entry(account).or_default().push(share);
        }
    }
    look.units = count(known.len());
    look.skipped = count(all.len() - known.len());
    for (account, shares) in accounts {
        let payees: BTreeSet<usize> = shares.iter().map(|share| share.paid_to).collect();
        let many = count(payees.len());
        if many < u64::from(bounds.account_payees) {
            continue;
        }
        let events = shares.iter().map(|share| (share.seq, share.time));
        let vouchers: BTreeSet<&VoucherId> =
            shares.iter().filter_map(|share| history.serial(share.serial)).collect();
        let found = Finding::on(FindingRule::OneAccount, history, [], events);
        look.found.push(Finding {
            account: Some(account.clone()),
            vouchers: vouchers.into_iter().cloned().collect(),
            ..found
                .measures(many, u64::from(bounds.account_payees) - 1)
                .says(format!("{many} payees are paid to one account"), format!("{many}名收款人使用同一账户"))
        });
    }
    look
}
