//! Events that nobody decided, each wrong in one thing only: `apply` lets none of them through.
//!
//! The worlds try on every state whatever was ever an answer; here every demand of `apply` has its own forgery, so that
//! dropping one, or taking it for granted where another holds, is seen by name.

use doorstep::Fen;
use doorstep::voucher::{
    BatchId, Event, EventBody, ItemId, Outcome, PaymentId, ProgrammeId, RecordId, RuleId, State, VoucherCode,
    VoucherId, apply,
};
use serde_json::{Value, json};

use super::stage::{Stage, asks, usual_actor};
use super::{DAY_S, at};

/// The stage behind a walk, and the event that the usual actor's next action gives there.
#[track_caller]
fn true_event(stage: &Stage, action: &str, changes: &Value) -> Event {
    let event = stage.decides(&asks(usual_actor(action), action, changes)).unwrap();
    apply(&mut stage.state.clone(), &event).unwrap();
    event
}

#[track_caller]
fn refused(stage: &Stage, what: &str, event: &Event) {
    let mut state = stage.state.clone();
    let error = apply(&mut state, event).expect_err(what);
    assert!(
        matches!(error.code(), VoucherCode::NotApplicable | VoucherCode::BudgetBroken),
        "{what}: {error}"
    );
    assert_eq!((error.seq(), &state), (Some(event.seq), &stage.state), "{what}");
}

/// What is forged, and how.
type Forgery<'a> = (&'a str, &'a dyn Fn(&mut Event));

/// Forges the event of an action in one thing after another.
#[track_caller]
fn forge(stage: &Stage, action: &str, changes: Value, forgeries: &[Forgery<'_>]) {
    let event = true_event(stage, action, &changes);
    for (what, forgery) in forgeries {
        let mut forged = event.clone();
        forgery(&mut forged);
        assert_ne!(forged, event, "{what}");
        refused(stage, &format!("{action}: {what}"), &forged);
    }
}

fn walked(terms: Value, line: &str) -> Stage {
    let mut stage = Stage::new(&terms);
    stage.walk(line);
    stage
}

fn fen(fen: i64) -> Fen {
    Fen::new(fen).unwrap()
}

fn plus(amount: &mut Fen, by: i64) {
    *amount = fen(amount.get() + by);
}

macro_rules! body {
    ($event:ident, $kind:ident { $($field:ident),+ } => $change:expr) => {
        match &mut $event.body {
            EventBody::$kind { $($field,)+ .. } => $change,
            other => panic!("{other:?}"),
        }
    };
}

#[test]
fn numbers_times_and_subjects() {
    let stage = walked(json!({"per_person_limit": 2}), "issue");
    forge(
        &stage,
        "claim",
        Value::Null,
        &[
            ("a number left out", &|event| event.seq += 1),
            ("a number again", &|event| event.seq -= 1),
            ("earlier than the one before", &|event| event.time = at(stage.now - 1)),
            ("of another programme", &|event| event.programme = ProgrammeId::new("q").unwrap()),
            ("of an unknown voucher", &|event| event.voucher = Some(VoucherId::new("z").unwrap())),
            ("of no voucher", &|event| event.voucher = None),
        ],
    );
    let voucher = |event: &mut Event| event.voucher = Some(VoucherId::new("v").unwrap());
    forge(&stage, "appropriate", Value::Null, &[("of a voucher", &voucher)]);
    let scheduled = walked(Value::Null, "issue claim redeem approve schedule");
    forge(&scheduled, "seal_batch", Value::Null, &[("of a voucher", &voucher)]);
    forge(&stage, "issue", json!({"voucher": "w"}), &[("of no voucher", &|event| event.voucher = None)]);
}

#[test]
fn programmes() {
    let empty = Stage { state: State::default(), now: super::START_S };
    let define = true_event(&empty, "define_programme", &Value::Null);
    let stage = walked(Value::Null, "accredit");
    let known = stage.state.programme(&ProgrammeId::new("p").unwrap()).unwrap();
    assert_eq!(known.version(), 3, "defined, granted, accredited");
    let mut again = define.clone();
    (again.seq, again.time) = (stage.state.seq() + 1, stage.state.time());
    refused(&stage, "a programme that exists", &again);
    let mut senseless = define;
    body!(senseless, ProgrammeDefined { terms } => terms.per_person_limit = 0);
    refused(&empty, "terms that make no sense", &senseless);

    let other = |event: &mut Event| event.programme = ProgrammeId::new("q").unwrap();
    let no_item = Some(ItemId::new("cooking").unwrap());
    forge(
        &stage,
        "appropriate",
        Value::Null,
        &[
            ("nothing", &|event| body!(event, Appropriated { amount } => *amount = Fen::ZERO)),
            ("an unknown programme", &other),
        ],
    );
    forge(
        &stage,
        "accredit",
        Value::Null,
        &[("an unknown item", &|event| body!(event, Accredited { item } => item.clone_from(&no_item)))],
    );
    forge(
        &stage,
        "discredit",
        Value::Null,
        &[(
            "what was not accredited",
            &|event| body!(event, Discredited { item } => item.clone_from(&no_item)),
        )],
    );
}

#[test]
fn issues() {
    let terms = json!({"rule": "r-1", "per_person_limit": 2, "per_period_limit": 1, "period": "month"});
    let given = |voucher: &str, holder: &str| json!({"voucher": voucher, "holder": holder, "rule": "r-1", "evidence": "e-1"});
    let mut stage = Stage::new(&terms);
    stage.does(&asks("i issuer", "issue", &given("v", "h")));
    let holder = |event: &mut Event| {
        let EventBody::Issued { holder, .. } = &mut event.body else { panic!() };
        *holder = doorstep::voucher::PartyId::new("h").unwrap();
    };
    forge(
        &stage,
        "issue",
        given("w", "h2"),
        &[
            ("a voucher that exists", &|event| event.voucher = Some(VoucherId::new("v").unwrap())),
            (
                "an unknown item",
                &|event| body!(event, Issued { item } => *item = ItemId::new("cooking").unwrap()),
            ),
            ("another face amount", &|event| body!(event, Issued { face_amount } => plus(face_amount, 1))),
            (
                "counts earlier",
                &|event| body!(event, Issued { valid_from } => *valid_from = at(super::START_S - 1)),
            ),
            (
                "counts longer",
                &|event| body!(event, Issued { expires_at } => *expires_at = at(super::START_S + 90 * DAY_S)),
            ),
            ("by no rule", &|event| body!(event, Issued { rule } => *rule = None)),
            (
                "by another rule",
                &|event| body!(event, Issued { rule } => *rule = Some(RuleId::new("r-2").unwrap())),
            ),
            ("on no decision", &|event| body!(event, Issued { evidence } => *evidence = None)),
            ("too many in the period", &holder),
        ],
    );
    let mut stage = Stage::new(&Value::Null);
    stage.does(&asks("i issuer", "issue", &json!({"voucher": "v"})));
    forge(&stage, "issue", json!({"voucher": "w", "holder": "h2"}), &[("too many for a person", &holder)]);
}

#[test]
fn redemptions() {
    let partial = json!({"items": [{"item": "training", "face_amount_fen": 100, "partial_redeem": true}],
        "item": null, "face_amount_fen": null, "per_person_limit": 2});
    let partial = {
        let mut terms = partial;
        terms.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        terms
    };
    for (terms, partial) in [(json!({"per_person_limit": 2}), false), (partial, true)] {
        let mut stage = Stage::new(&Value::Null);
        if partial {
            // The usual terms name one item; these name a list of them.
            let mut order = super::stage::fields("define_programme", &terms);
            order
                .as_object_mut()
                .unwrap()
                .retain(|field, _| !["item", "face_amount_fen"].contains(&field.as_str()));
            order["programme"] = json!("p2");
            order["id"] = json!("c");
            order["actor"] = json!({"id": "m", "role": "manager", "region": "37"});
            stage.does(&super::command(order));
            stage.does(&asks("m manager", "appropriate", &json!({"programme": "p2"})));
        } else {
            stage = Stage::new(&terms);
        }
        let programme = if partial { "p2" } else { "p" };
        for (voucher, record) in [("w", "s-w"), ("v", "")] {
            stage.does(&asks("i issuer", "issue", &json!({"programme": programme, "voucher": voucher})));
            stage.does(&asks("h holder", "claim", &json!({"voucher": voucher})));
            if !record.is_empty() {
                stage.does(&asks("p provider", "redeem", &json!({"voucher": voucher, "record": record})));
            }
        }
        stage.now += DAY_S;
        let used = RecordId::new("s-w").unwrap();
        forge(
            &stage,
            "redeem",
            Value::Null,
            &[
                ("nothing", &|event| body!(event, Redeemed { amount } => *amount = Fen::ZERO)),
                ("more than the face", &|event| body!(event, Redeemed { amount } => plus(amount, 1))),
                (
                    "the record of another",
                    &|event| body!(event, Redeemed { record } => *record = used.clone()),
                ),
                (
                    "served too early",
                    &|event| body!(event, Redeemed { served_at } => *served_at = at(super::START_S - DAY_S)),
                ),
                (
                    "served in future",
                    &|event| body!(event, Redeemed { served_at } => *served_at = at(stage.now + 1)),
                ),
                ("after the validity", &|event| event.time = at(stage.now + 90 * DAY_S)),
            ],
        );
        let mut part = true_event(&stage, "redeem", &Value::Null);
        body!(part, Redeemed { amount } => plus(amount, -1));
        let applied = apply(&mut stage.state.clone(), &part).is_ok();
        assert_eq!(applied, partial, "a part, where parts are{} allowed", if partial { "" } else { " not" });
    }
}

#[test]
fn approvals_and_returns_of_money() {
    let stage = walked(Value::Null, "issue claim redeem");
    forge(
        &stage,
        "approve",
        Value::Null,
        &[
            ("less", &|event| body!(event, Approved { amount } => plus(amount, -1))),
            ("a rest where there is none", &|event| body!(event, Approved { released } => plus(released, 1))),
        ],
    );
    forge(&stage, "dispute", Value::Null, &[("before it began", &|event| event.time = at(stage.now - 1))]);
    for (line, action) in [("issue claim", "revoke"), ("issue late", "expire")] {
        let stage = walked(Value::Null, line);
        let more: &dyn Fn(&mut Event) = &|event| match &mut event.body {
            EventBody::Revoked { released, .. } | EventBody::Expired { released } => plus(released, 1),
            other => panic!("{other:?}"),
        };
        let less: &dyn Fn(&mut Event) = &|event| match &mut event.body {
            EventBody::Revoked { released, .. } | EventBody::Expired { released } => plus(released, -1),
            other => panic!("{other:?}"),
        };
        forge(&stage, action, Value::Null, &[("more released", more), ("less released", less)]);
    }
    let stage = walked(Value::Null, "issue claim redeem dispute");
    forge(
        &stage,
        "settle_dispute",
        json!({"outcome": "upheld"}),
        &[
            ("less released", &|event| body!(event, DisputeSettled { released } => plus(released, -1))),
            (
                "dismissed, yet released",
                &|event| body!(event, DisputeSettled { outcome } => *outcome = Outcome::Dismissed),
            ),
        ],
    );
    let mut stage = walked(json!({"per_person_limit": 2}), "issue");
    stage.does(&asks("i issuer", "issue", &json!({"voucher": "w"})));
    forge(
        &stage,
        "reissue",
        Value::Null,
        &[("by a voucher that exists", &|event| {
            body!(event, Reissued { replacement } => *replacement = VoucherId::new("w").unwrap());
        })],
    );
}

#[test]
fn holds() {
    // Each action where a hold forbids it: the event of the same voucher without the hold.
    for (line, hold, action) in [
        ("issue", "suspend", "claim"),
        ("issue claim", "suspend", "redeem"),
        ("issue claim redeem", "suspend", "approve"),
        ("issue claim redeem", "dispute", "approve"),
        ("issue claim redeem approve", "dispute", "disburse"),
        ("issue claim redeem approve", "suspend", "disburse"),
        ("issue claim redeem", "dispute", "dispute"),
        ("issue claim", "suspend", "suspend"),
    ] {
        let free = walked(Value::Null, line);
        let mut held = free.clone();
        held.walk(hold);
        let mut event = true_event(&free, action, &Value::Null);
        event.seq += 1;
        refused(&held, &format!("{line} {hold}, {action}"), &event);
    }
    for (line, hold, action) in
        [("issue claim", "suspend", "resume"), ("issue claim redeem", "dispute", "settle_dispute")]
    {
        let free = walked(Value::Null, line);
        let mut held = free.clone();
        held.walk(hold);
        let mut event = true_event(&held, action, &Value::Null);
        event.seq -= 1;
        refused(&free, &format!("{line}, {action}"), &event);
    }
    // Dates: neither before the validity nor after it, and swept only after it.
    let (from, until) = (super::START_S + 5 * DAY_S, super::START_S + 30 * DAY_S);
    let mut stage = Stage::new(&Value::Null);
    let mut later =
        super::stage::fields("define_programme", &json!({"valid_from": from, "valid_until": until}));
    later.as_object_mut().unwrap().remove("valid_days");
    later["programme"] = json!("q");
    stage.does(&super::order("c", "m manager", later));
    stage.does(&asks("m manager", "appropriate", &json!({"programme": "q"})));
    stage.does(&asks("i issuer", "issue", &json!({"programme": "q"})));
    let mut begun = stage.clone();
    begun.now = from;
    let mut early = true_event(&begun, "claim", &Value::Null);
    early.time = at(from - 1);
    refused(&stage, "claimed before the validity", &early);
    let stage = walked(Value::Null, "issue");
    let mut claim = true_event(&stage, "claim", &Value::Null);
    claim.time = at(stage.now + 90 * DAY_S);
    refused(&stage, "claimed after the validity", &claim);
    let mut late = stage.clone();
    late.walk("late");
    let mut sweep = true_event(&late, "expire", &Value::Null);
    sweep.time = at(stage.now);
    refused(&stage, "swept before its date", &sweep);
}

#[test]
fn payments() {
    let terms = json!({"batch_approvals": 1, "per_person_limit": 3});
    let stage = walked(terms.clone(), "issue claim redeem approve other");
    let mut one = stage.clone();
    one.does(&asks("y payer", "schedule", &json!({"voucher": "w", "payment": "pay-w"})));
    let mut event = true_event(&stage, "schedule", &Value::Null);
    event.seq += 1;
    let pay_w = PaymentId::new("pay-w").unwrap();
    let forged = |forgery: &dyn Fn(&mut Event)| {
        let mut forged = event.clone();
        forgery(&mut forged);
        forged
    };
    apply(&mut one.state.clone(), &event).unwrap();
    refused(
        &one,
        "a payment of another",
        &forged(&|event| body!(event, Scheduled { payment } => *payment = pay_w.clone())),
    );
    refused(&one, "another amount", &forged(&|event| body!(event, Scheduled { amount } => plus(amount, -1))));
    let mut sealed = one.clone();
    sealed.walk("seal_batch");
    let mut late = event.clone();
    late.seq += 1;
    refused(&sealed, "into a batch that is sealed", &late);
    let mut cancelled = one.clone();
    cancelled.walk("cancel_batch");
    refused(&cancelled, "into a batch that is given up", &late);
    let mut twice = one.clone();
    twice.applies(&event);
    let mut second = late.clone();
    body!(second, Scheduled { batch, payment } => {
        *batch = BatchId::new("b2").unwrap();
        *payment = PaymentId::new("pay-2").unwrap();
    });
    refused(&twice, "into a second batch", &second);

    // The batch itself.
    forge(
        &twice,
        "seal_batch",
        Value::Null,
        &[
            ("one more", &|event| body!(event, BatchSealed { count } => *count += 1)),
            ("another sum", &|event| body!(event, BatchSealed { total } => plus(total, 1))),
            ("of another programme", &|event| event.programme = ProgrammeId::new("q").unwrap()),
        ],
    );
    let mut ready = twice.clone();
    ready.walk("seal_batch");
    forge(
        &ready,
        "approve_batch",
        Value::Null,
        &[("another sum", &|event| body!(event, BatchApproved { total } => plus(total, 1)))],
    );
    let approval = true_event(&ready, "approve_batch", &Value::Null);
    let mut early = approval.clone();
    early.seq -= 1;
    refused(&twice, "approved before it is sealed", &early);
    let mut approved = ready.clone();
    approved.applies(&approval);
    let mut again = approval;
    again.seq += 1;
    refused(&approved, "approved once more", &again);

    forge(
        &approved,
        "disburse",
        Value::Null,
        &[
            (
                "the payment of another",
                &|event| body!(event, Disbursed { payment } => *payment = pay_w.clone()),
            ),
            (
                "an unknown payment",
                &|event| body!(event, Disbursed { payment } => *payment = PaymentId::new("x").unwrap()),
            ),
            ("another amount", &|event| body!(event, Disbursed { amount } => plus(amount, -1))),
            ("other shares", &|event| body!(event, Disbursed { shares } => shares.clear())),
        ],
    );
    let mut early = true_event(&approved, "disburse", &Value::Null);
    early.seq -= 1;
    refused(&ready, "out of a batch that nobody approved", &early);

    let mut paid = approved.clone();
    paid.walk("disburse");
    forge(
        &paid,
        "payout_failed",
        Value::Null,
        &[
            (
                "the payment of another",
                &|event| body!(event, PayoutFailed { payment } => *payment = pay_w.clone()),
            ),
            (
                "an unknown payment",
                &|event| body!(event, PayoutFailed { payment } => *payment = PaymentId::new("x").unwrap()),
            ),
            ("another amount", &|event| body!(event, PayoutFailed { amount } => plus(amount, -1))),
        ],
    );
    forge(
        &paid,
        "claw_back",
        json!({"amount_fen": 40}),
        &[
            ("nothing", &|event| body!(event, ClawedBack { amount } => *amount = Fen::ZERO)),
            (
                "more than was paid",
                &|event| body!(event, ClawedBack { amount, full } => (*amount, *full) = (fen(101), true)),
            ),
            ("in full, it says", &|event| body!(event, ClawedBack { full } => *full = true)),
            ("in part, it says", &|event| body!(event, ClawedBack { amount } => *amount = fen(100))),
        ],
    );
    let failed = true_event(&paid, "payout_failed", &Value::Null);
    let mut begun = paid.clone();
    begun.does(&asks("y payer", "claw_back", &json!({"amount_fen": 40})));
    let mut failed_late = failed;
    failed_late.seq += 1;
    refused(&begun, "a payment that came back in part", &failed_late);

    // Without batches: a payment id is used once.
    let mut plain = walked(json!({"per_person_limit": 3}), "issue claim redeem approve other");
    plain.does(&asks("y payer", "disburse", &json!({"voucher": "w", "payment": "pay-w"})));
    forge(
        &plain,
        "disburse",
        Value::Null,
        &[(
            "a payment that was made",
            &|event| body!(event, Disbursed { payment } => *payment = pay_w.clone()),
        )],
    );
    // Where batches are asked for, nothing is paid beside them.
    let direct = true_event(
        &walked(json!({"per_person_limit": 3}), "issue claim redeem approve other"),
        "disburse",
        &Value::Null,
    );
    refused(&stage, "paid without a batch", &direct);

    // A batch of another programme.
    let mut other = Stage::new(&terms);
    let define = json!({"programme": "q", "batch_approvals": 1});
    other.does(&asks("m manager", "define_programme", &define));
    other.does(&asks("m manager", "appropriate", &json!({"programme": "q"})));
    for (programme, voucher) in [("p", "v"), ("q", "w")] {
        other.does(&asks("i issuer", "issue", &json!({"programme": programme, "voucher": voucher})));
        other.does(&asks("h holder", "claim", &json!({"voucher": voucher})));
        other.does(&asks(
            "p provider",
            "redeem",
            &json!({"voucher": voucher, "record": format!("s-{voucher}")}),
        ));
        other.does(&asks("a approver", "approve", &json!({"voucher": voucher})));
    }
    let mine = true_event(&other, "schedule", &Value::Null);
    other.does(&asks("y payer", "schedule", &json!({"voucher": "w", "batch": "b", "payment": "pay-w"})));
    let mut mine = mine;
    mine.seq += 1;
    refused(&other, "into a batch of another programme", &mine);
}
