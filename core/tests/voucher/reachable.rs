//! What random commands must reach: every transition, and every refusal of every action.

use std::collections::BTreeSet;

/// Every transition that there is.
pub(crate) const TRANSITIONS: [(&str, &str); 29] = [
    ("define_programme", "-"),
    ("appropriate", "-"),
    ("accredit", "-"),
    ("discredit", "-"),
    ("issue", "-"),
    ("claim", "issued"),
    ("redeem", "claimed"),
    ("approve", "redeemed"),
    ("reject", "redeemed"),
    ("schedule", "approved"),
    ("seal_batch", "open"),
    ("approve_batch", "sealed"),
    ("cancel_batch", "open sealed"),
    ("disburse", "approved"),
    ("disburse in a batch", "approved"),
    ("disburse to both", "approved"),
    ("payout_failed", "disbursed"),
    ("claw_back", "disbursed"),
    ("claw_back in full", "disbursed"),
    ("revoke", "issued claimed"),
    ("reissue", "issued claimed"),
    ("suspend", "issued claimed redeemed approved"),
    ("resume", "issued claimed redeemed approved"),
    ("dispute", "redeemed approved disbursed"),
    ("settle_dispute dismissed", "redeemed approved disbursed"),
    ("settle_dispute upheld", "redeemed approved disbursed"),
    ("expire", "issued claimed"),
    ("expire suspended", "issued claimed"),
    ("revoke suspended", "issued claimed"),
];

/// The refusals that an action can meet, beside `clock_behind`, `role_not_allowed`, `outside_region`,
/// `outside_programme` and `version_conflict`, which all can (but a claim is never outside its region). A redemption
/// never comes before the validity: nothing is claimed before it begins, and ledger time does not go back.
pub(crate) const REFUSALS: [(&str, &str); 23] = [
    ("define_programme", "terms_invalid programme_exists"),
    ("appropriate", "amount_zero programme_unknown role_limit amount_overflow"),
    ("accredit", "programme_unknown item_unknown"),
    ("discredit", "programme_unknown not_accredited"),
    (
        "issue",
        "programme_unknown voucher_exists programme_not_open programme_ended four_eyes item_unknown role_limit \
         evidence_missing rule_mismatch per_person_limit per_period_limit budget_short",
    ),
    ("claim", "voucher_unknown not_the_holder closed expired step_done suspended not_yet_valid"),
    (
        "redeem",
        "amount_zero voucher_unknown closed expired step_done step_missing suspended four_eyes \
         role_limit secret_wrong not_accredited service_date record_used above_face partial_not_allowed",
    ),
    (
        "approve",
        "voucher_unknown closed expired step_done step_missing disputed suspended four_eyes role_limit",
    ),
    ("reject", "voucher_unknown closed expired step_done step_missing disputed suspended four_eyes"),
    (
        "schedule",
        "voucher_unknown closed expired step_done step_missing disputed suspended batch_other_programme batch_closed \
         already_scheduled four_eyes payment_used",
    ),
    ("seal_batch", "batch_unknown batch_closed"),
    ("approve_batch", "batch_unknown batch_closed batch_open batch_approved four_eyes role_limit"),
    ("cancel_batch", "batch_unknown batch_closed"),
    (
        "disburse",
        "voucher_unknown closed expired step_done step_missing disputed suspended not_scheduled batch_not_approved \
         four_eyes role_limit payment_used payment_mismatch amount_overflow",
    ),
    (
        "payout_failed",
        "voucher_unknown closed expired step_missing four_eyes payment_mismatch recovery_begun",
    ),
    ("claw_back", "amount_zero voucher_unknown closed expired step_missing four_eyes role_limit above_paid"),
    ("revoke", "voucher_unknown closed expired step_done"),
    ("reissue", "voucher_exists voucher_unknown closed expired step_done suspended four_eyes"),
    ("suspend", "voucher_unknown closed expired step_done already_suspended"),
    ("resume", "voucher_unknown closed expired step_done not_suspended"),
    ("dispute", "voucher_unknown not_the_holder closed expired step_missing already_disputed"),
    ("settle_dispute", "voucher_unknown closed expired step_missing not_disputed four_eyes"),
    ("expire", "voucher_unknown closed expired step_done not_expired amount_overflow"),
];

pub(crate) fn refusals_of(action: &str) -> BTreeSet<&'static str> {
    let (_, own) = REFUSALS.iter().find(|(known, _)| *known == action).unwrap();
    let common = "clock_behind role_not_allowed outside_region outside_programme version_conflict";
    let mut all: BTreeSet<&str> = own.split_whitespace().chain(common.split(' ')).collect();
    if action == "claim" {
        all.remove("outside_region");
    }
    all
}
