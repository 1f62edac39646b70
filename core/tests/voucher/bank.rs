//! Payment batches and the bank: what it is told, what it answers, and what becomes of that.

use std::collections::BTreeMap;

use doorstep::RegionCode;
use doorstep::voucher::bank::{AppliedReturn, ReturnFile, ReturnLayout};
use doorstep::voucher::{
    Action, Actor, Answer, BatchId, Command, CommandId, EventBody, EventFilter, Ledger, Note, Outcome,
    PartyId, PaymentId, ProgrammeId, RecordId, Role, VoucherId, VoucherState,
};
use serde_json::{Value, json};

use super::{START_S, at, order, short};

/// A ledger whose programme `p` pays in batches, and its clock.
pub(crate) struct Town {
    pub(crate) ledger: Ledger,
    pub(crate) now: i64,
    queue: Vec<Command>,
    sent: usize,
}

pub(crate) fn actor(id: &str, role: Role) -> Actor {
    Actor::new(PartyId::new(id).unwrap(), role, RegionCode::parse("37").unwrap())
}

pub(crate) fn payer() -> Actor {
    actor("y", Role::Payer)
}

pub(crate) fn batch(id: &str) -> BatchId {
    BatchId::new(id).unwrap()
}

fn voucher(id: &str) -> VoucherId {
    VoucherId::new(id).unwrap()
}

/// A file in the default layout from lines without their ends.
pub(crate) fn file(lines: &[&str]) -> ReturnFile {
    let mut text = "payment,amount,status,recipient,reason\n".to_owned();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    ReturnFile::read(text.as_bytes(), &ReturnLayout::default()).unwrap()
}

/// The differences as `line code`, without the family.
pub(crate) fn told(applied: &AppliedReturn) -> Vec<String> {
    let differences = &applied.reconciliation.differences;
    differences
        .iter()
        .map(|one| {
            let code = one.code.code().trim_start_matches("bank_difference.");
            one.line.map_or_else(|| code.to_owned(), |line| format!("{line} {code}"))
        })
        .collect()
}

pub(crate) fn answers(applied: &AppliedReturn) -> Vec<String> {
    applied.answers.iter().map(short).collect()
}

impl Town {
    /// Two people approve a batch; holders are paid unless `terms` say otherwise.
    pub(crate) fn new(terms: Value) -> Self {
        let mut define = json!({"action": "define_programme", "programme": "p", "name": "技能培训券",
            "region": "370102", "item": "training", "face_amount_fen": 100_000, "partial_redeem": true,
            "valid_days": 365, "payee": "holder", "batch_approvals": 2});
        for (key, value) in terms.as_object().unwrap() {
            define[key] = value.clone();
        }
        let mut town = Self { ledger: Ledger::memory(), now: START_S, queue: Vec::new(), sent: 0 };
        town.queue.push(order("define", "m manager", define));
        let money = json!({"action": "appropriate", "programme": "p", "amount_fen": 100_000_000_000_i64});
        town.queue.push(order("money", "m manager", money));
        town.flush();
        town
    }

    pub(crate) fn ask(&mut self, actor: Actor, action: Action) {
        self.sent += 1;
        let id = CommandId::new(&format!("c-{}", self.sent)).unwrap();
        self.queue.push(Command { id, actor, expected_version: None, action });
    }

    /// Sends what is queued; all of it must be done.
    #[track_caller]
    pub(crate) fn flush(&mut self) {
        let queue = std::mem::take(&mut self.queue);
        for answer in self.ledger.submit_many(&queue, at(self.now)).unwrap() {
            assert!(matches!(answer, Answer::Applied { .. }), "{answer:?}");
        }
    }

    #[track_caller]
    pub(crate) fn does(&mut self, who: &str, role: Role, action: Action) {
        self.ask(actor(who, role), action);
        self.flush();
    }

    /// Brings voucher `v-N` of holder `h-N` with account `acc-N` to where it can be paid.
    pub(crate) fn approve(&mut self, number: usize, fen: i64) {
        let id = voucher(&format!("v-{number}"));
        let holder = PartyId::new(&format!("h-{number}")).unwrap();
        let account = PartyId::new(&format!("acc-{number}")).ok();
        let programme = ProgrammeId::new("p").unwrap();
        self.ask(actor("i", Role::Issuer), Action::issue(programme, id.clone(), holder));
        let claim = Action::Claim { voucher: id.clone(), account, consent: None };
        self.ask(actor(&format!("h-{number}"), Role::Holder), claim);
        let record = RecordId::new(&format!("s-{number}")).unwrap();
        let amount = Some(doorstep::Fen::new(fen).unwrap());
        let redeem = Action::Redeem { voucher: id.clone(), record, amount, served_at: None, secret: None };
        self.ask(actor("school", Role::Provider), redeem);
        self.ask(actor("a", Role::Approver), Action::Approve { voucher: id });
    }

    pub(crate) fn schedule(&mut self, number: usize, batch_id: &str, payment: &str) {
        let (batch, payment) = (batch(batch_id), PaymentId::new(payment).unwrap());
        let voucher = voucher(&format!("v-{number}"));
        self.ask(payer(), Action::Schedule { voucher, batch, payment });
    }

    pub(crate) fn seal(&mut self, id: &str) {
        self.ask(payer(), Action::SealBatch { batch: batch(id) });
        for approver in ["b1", "b2"] {
            self.ask(actor(approver, Role::Approver), Action::ApproveBatch { batch: batch(id) });
        }
        self.flush();
    }

    /// Vouchers 1 to `count` of 10.00, 20.00 … yuan, in the approved batch `b` as `pay-1` and so on.
    pub(crate) fn with_batch(count: usize, terms: Value) -> Self {
        let mut town = Self::new(terms);
        for number in 1..=count {
            town.approve(number, 1_000 * number as i64);
            town.schedule(number, "b", &format!("pay-{number}"));
        }
        town.seal("b");
        town
    }

    pub(crate) fn feed(&mut self, file: &ReturnFile) -> AppliedReturn {
        self.feed_to("b", file)
    }

    pub(crate) fn feed_to(&mut self, id: &str, file: &ReturnFile) -> AppliedReturn {
        self.ledger.apply_return(&batch(id), file, &payer(), at(self.now)).unwrap()
    }

    pub(crate) fn state(&self, number: usize) -> VoucherState {
        self.ledger.voucher(&voucher(&format!("v-{number}"))).unwrap().unwrap().state
    }

    pub(crate) fn spent(&self) -> i64 {
        let budget = self.ledger.budget(&ProgrammeId::new("p").unwrap()).unwrap().unwrap().budget;
        budget.get(doorstep::voucher::Bucket::Spent).get()
    }

    /// How often each payment was paid, and came back.
    pub(crate) fn booked(&self) -> BTreeMap<String, (u32, u32)> {
        let mut booked: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        for record in self.ledger.events(&EventFilter::default()).unwrap() {
            match &record.event.body {
                EventBody::Disbursed { payment, .. } => {
                    booked.entry(payment.to_string()).or_default().0 += 1;
                }
                EventBody::PayoutFailed { payment, .. } => {
                    booked.entry(payment.to_string()).or_default().1 += 1;
                }
                _ => {}
            }
        }
        booked
    }

    pub(crate) fn copy(&self) -> Self {
        let ledger = Ledger::import(&self.ledger.export().unwrap()).unwrap();
        Self { ledger, now: self.now, queue: Vec::new(), sent: self.sent }
    }
}

#[test]
fn the_payment_file_is_pinned() {
    let town = Town::with_batch(2, json!({"name": "技能培训券, \"甲\"类"}));
    let file = town.ledger.payment_file(&batch("b")).unwrap();
    let text = String::from_utf8(file.to_bytes()).unwrap();
    let expected = format!(
        "file,doorstep-payment-1\nbatch,b\nprogramme,p\npayments,2\nlines,2\ntotal_fen,3000\ndigest,{}\n\
         payment,recipient,account,amount_fen,purpose\n\
         pay-1,h-1,acc-1,1000,\"技能培训券, \"\"甲\"\"类\"\n\
         pay-2,h-2,acc-2,2000,\"技能培训券, \"\"甲\"\"类\"\n\
         total,2,3000\n",
        file.content_digest
    );
    assert_eq!(text, expected);
    // SHA-256 of the lines without the digest's own, by another program.
    assert_eq!(
        file.content_digest.to_string(),
        "70018fec12bc99d3aef078655b1652d8d73c360f2ca71eb53f024885d7ff384e"
    );
}

#[test]
fn a_name_is_no_formula() {
    let town = Town::with_batch(1, json!({"name": "=1+1"}));
    let file = town.ledger.payment_file(&batch("b")).unwrap();
    assert!(String::from_utf8(file.to_bytes()).unwrap().contains(",1000,'=1+1\n"));
}

/// Goal: the same batch gives the same bytes, whatever became of it; other bytes are not taken for it.
#[test]
fn a_batch_sent_again_is_the_same_and_a_changed_one_is_refused() {
    let mut town = Town::with_batch(3, json!({}));
    let first = town.ledger.payment_file(&batch("b")).unwrap();
    let bytes = first.to_bytes();
    town.feed(&file(&["pay-1,10.00,成功,,", "pay-2,20,退汇,,账户销户", "pay-3,30,失败,,"]));
    assert_eq!([town.state(1), town.state(2)], [VoucherState::Disbursed, VoucherState::Approved]);
    let again = town.ledger.payment_file(&batch("b")).unwrap();
    assert_eq!((&again, again.to_bytes()), (&first, bytes.clone()));
    assert_eq!(town.copy().ledger.payment_file(&batch("b")).unwrap(), first);
    first.check(&bytes).unwrap();

    let text = String::from_utf8(bytes).unwrap();
    for (old, new, field, line) in [
        ("batch,b", "batch,b2", "batch", 2),
        ("total_fen,6000", "total_fen,6001", "total_fen", 6),
        ("pay-2,h-2", "pay-9,h-2", "payment", 10),
        ("pay-2,h-2", "pay-2,h-3", "recipient", 10),
        ("acc-2", "acc-3", "account", 10),
        (",2000,", ",20000,", "amount_fen", 10),
        (",2000,技能培训券", ",2000,技能", "purpose", 10),
        ("total,3,6000", "total,3,6001", "total", 12),
    ] {
        let changed = text.replacen(old, new, 1);
        assert_ne!(changed, text, "{old}");
        let error = first.check(changed.as_bytes()).unwrap_err();
        assert_eq!((error.code().code(), error.field()), ("bank.content_changed", Some(field)), "{new}");
        assert!(error.to_string().ends_with(&format!("line {line}")), "{error}");
    }
    for cut in [0, 1, text.len() / 2, text.len() - 1] {
        assert!(first.check(&text.as_bytes()[..cut]).is_err(), "{cut}");
    }
    assert!(first.check(format!("{text}\n").as_bytes()).is_err());
}

/// Goal: without two approvers the bank is told nothing, and nobody approves what they made.
#[test]
fn a_batch_needs_two_approvers() {
    let mut town = Town::new(json!({}));
    let ready = |town: &Town| town.ledger.payment_file(&batch("b")).map_err(|error| error.to_string());
    assert_eq!(ready(&town).unwrap_err(), "no such payment batch");
    town.approve(1, 1_000);
    town.schedule(1, "b", "pay-1");
    town.flush();
    assert!(ready(&town).unwrap_err().ends_with("it is not sealed"));
    town.does("y", Role::Payer, Action::SealBatch { batch: batch("b") });
    assert!(ready(&town).unwrap_err().ends_with("approvals are missing"));
    let approve = || Action::ApproveBatch { batch: batch("b") };
    town.does("b1", Role::Approver, approve());
    assert!(ready(&town).unwrap_err().ends_with("approvals are missing"));
    let paid = file(&["pay-1,10.00,成功,,"]);
    let early = town.feed(&paid);
    assert_eq!((told(&early), early.answers), (vec!["2 refused".to_owned()], vec![]));
    assert_eq!(early.reconciliation.differences[0].found.as_deref(), Some("voucher.batch_not_approved"));
    // Neither the same person again nor who sealed it.
    for who in ["b1", "y"] {
        let id = format!("again-{who}");
        let again = order(&id, &format!("{who} approver"), json!({"action": "approve_batch", "batch": "b"}));
        assert_eq!(short(&town.ledger.submit(&again, at(town.now)).unwrap()), "four_eyes");
    }
    town.does("b2", Role::Approver, approve());
    assert!(ready(&town).is_ok());
    assert_eq!(answers(&town.feed(&paid)), ["+disbursed"]);
    town.does(
        "y",
        Role::Payer,
        Action::CancelBatch { batch: batch("b"), reason: Note::new("完成").unwrap() },
    );
    assert!(ready(&town).unwrap_err().ends_with("it was given up"));
}

/// Goal: a voucher that must not be paid keeps its batch from being sent; what the bank says of it waits, and is booked
/// from the same file once the hold ends.
#[test]
fn a_hold_stops_the_file_and_the_booking() {
    let mut town = Town::with_batch(2, json!({}));
    let id = voucher("v-1");
    let reason = || Note::new("材料不符").unwrap();
    town.does("u", Role::Auditor, Action::Dispute { voucher: id.clone(), reason: reason() });
    let error = town.ledger.payment_file(&batch("b")).unwrap_err();
    assert_eq!(error.code().code(), "bank.not_ready");
    assert!(error.to_string().ends_with("voucher v-1 is held"), "{error}");
    let paid = file(&["pay-1,10.00,paid,,", "pay-2,20.00,paid,,"]);
    let held = town.feed(&paid);
    assert_eq!((told(&held), answers(&held)), (vec!["2 refused".to_owned()], vec!["+disbursed".to_owned()]));
    assert_eq!(held.reconciliation.differences[0].found.as_deref(), Some("voucher.disputed"));
    town.does(
        "m",
        Role::Manager,
        Action::SettleDispute { voucher: id, outcome: Outcome::Dismissed, reason: reason() },
    );
    let done = town.feed(&paid);
    assert_eq!(
        (told(&done), answers(&done)),
        (vec!["3 already_paid".to_owned()], vec!["+disbursed".to_owned()])
    );
    assert_eq!(town.spent(), 3_000);
}

#[test]
fn a_revoked_voucher_is_not_sent() {
    let mut town = Town::with_batch(2, json!({}));
    let (id, reason) = (voucher("v-1"), Note::new("材料不符").unwrap());
    town.does("u", Role::Auditor, Action::Dispute { voucher: id.clone(), reason: reason.clone() });
    town.does("m", Role::Manager, Action::SettleDispute { voucher: id, outcome: Outcome::Upheld, reason });
    assert!(town.ledger.payment_file(&batch("b")).is_err());
    let applied = town.feed(&file(&["pay-1,10.00,paid,,"]));
    assert_eq!(told(&applied), ["2 payment_closed", "missing"]);
}

/// Lines of the bank, what is booked, what is told, where the voucher is.
type Case = (&'static [&'static str], &'static [&'static str], &'static [&'static str], VoucherState);

/// One row per status and standing.
#[test]
fn every_status_has_its_way() {
    use VoucherState::{Approved, Disbursed};

    let cases: [Case; 20] = [
        (&["pay-1,10.00,成功,,"], &["+disbursed"], &[], Disbursed),
        (&["pay-1,10.00,成功,h-1,"], &["+disbursed"], &[], Disbursed),
        (&["pay-1,10.00,成功,acc-1,"], &["+disbursed"], &[], Disbursed),
        (&["pay-1,4.00,部分成功,,"], &[], &["2 part_paid"], Approved),
        (&["pay-1,10.00,失败,,户名不符"], &[], &["2 failed"], Approved),
        (&["pay-1,,失败,,"], &[], &["2 failed"], Approved),
        (&["pay-1,0,失败,,"], &[], &["2 failed"], Approved),
        (&["pay-1,10.00,退汇,,"], &["+disbursed", "+payout_failed"], &["2 returned"], Approved),
        (&["pay-1,,处理中,,"], &[], &["2 open"], Approved),
        (&["pay-1,9.99,成功,,"], &[], &["2 wrong_amount"], Approved),
        (&["pay-1,9.99,成功,h-1,"], &[], &["2 wrong_amount"], Approved),
        (&["pay-1,10.00,部分成功,,"], &[], &["2 wrong_amount"], Approved),
        (&["pay-1,10.00,成功,h-2,"], &[], &["2 wrong_recipient"], Approved),
        (&["pay-1,10.00,成功,,", "pay-1,10.00,成功,,"], &["+disbursed"], &["3 repeated_line"], Disbursed),
        (
            &["pay-1,10.00,成功,,", "pay-1,11.00,成功,,"],
            &[],
            &["3 repeated_other_content", "3 wrong_amount"],
            Approved,
        ),
        (&["pay-1,10.00,成功,,", "pay-1,10.00,失败,,"], &[], &["3 contradictory"], Approved),
        (&["pay-1,,处理中,,", "pay-1,10.00,成功,,"], &["+disbursed"], &[], Disbursed),
        (
            &["pay-1,10,退汇,,", "pay-1,10,成功,,"],
            &["+disbursed", "+payout_failed"],
            &["2 returned"],
            Approved,
        ),
        (&["pay-9,10,成功,,"], &[], &["2 unknown_payment", "missing"], Approved),
        (&["other-1,10,成功,,"], &[], &["2 other_batch", "missing"], Approved),
    ];
    let mut start = Town::with_batch(1, json!({}));
    start.approve(2, 1_000);
    start.schedule(2, "b2", "other-1");
    start.flush();
    for (lines, answered, differences, state) in cases {
        let mut town = start.copy();
        let applied = town.feed(&file(lines));
        assert_eq!(answers(&applied), answered, "{lines:?}");
        assert_eq!(told(&applied), differences, "{lines:?}");
        assert_eq!(town.state(1), state, "{lines:?}");
        let head = town.ledger.head();
        let again = town.feed(&file(lines));
        assert!(again.answers.is_empty() && town.ledger.head() == head, "{lines:?}");
        assert_eq!(again.reconciliation.totals, applied.reconciliation.totals, "{lines:?}");
        town.ledger.verify().unwrap();
    }
}

/// Goal: what a later file says of a payment that is booked, or over.
#[test]
fn later_files_meet_what_is_booked() {
    let lines = |status: &str| file(&[&format!("pay-1,10.00,{status},,")]);
    let part = file(&["pay-1,1.00,part_paid,,"]);
    let mut town = Town::with_batch(1, json!({}));
    town.feed(&lines("paid"));
    for (file, code) in [
        (lines("paid"), "2 already_paid"),
        (lines("unknown"), "2 already_paid"),
        (lines("failed"), "2 ledger_paid"),
        (part, "2 ledger_paid"),
    ] {
        let applied = town.feed(&file);
        assert_eq!((told(&applied), applied.answers), (vec![code.to_owned()], vec![]));
    }
    let back = town.feed(&lines("returned"));
    assert_eq!((answers(&back), town.state(1)), (vec!["+payout_failed".to_owned()], VoucherState::Approved));
    for status in ["paid", "returned", "failed", "unknown"] {
        let applied = town.feed(&lines(status));
        assert_eq!((told(&applied), applied.answers), (vec!["2 payment_closed".to_owned()], vec![]));
    }
    assert_eq!(town.booked()["pay-1"], (1, 1));
}

/// Goal: what failed is not lost: it goes into another batch and is paid there; the old file books nothing any more.
#[test]
fn what_failed_is_paid_in_another_batch() {
    let mut town = Town::with_batch(3, json!({}));
    // One is still open: giving the batch up would lose what the bank says of it later.
    let first = ["pay-1,10.00,paid,,", "pay-2,20.00,failed,,户名不符", "pay-3,,unknown,,"];
    let open = town.feed(&file(&first));
    assert_eq!(open.reconciliation.release, None);
    let second = file(&["pay-1,10.00,paid,,", "pay-2,20.00,failed,,户名不符", "pay-3,30.00,returned,,销户"]);
    let closed = town.feed(&second);
    assert_eq!(told(&closed), ["2 already_paid", "3 failed", "4 returned"]);
    let release = closed.reconciliation.release.unwrap();
    assert!(matches!(town.ledger.submit(&release, at(town.now)).unwrap(), Answer::Applied { .. }));
    for (number, payment) in [(2, "again-2"), (3, "again-3")] {
        town.schedule(number, "b-2", payment);
    }
    town.seal("b-2");
    let late = town.feed(&file(&["pay-1,10.00,paid,,", "pay-2,20.00,paid,,", "pay-3,30.00,paid,,"]));
    assert_eq!(told(&late), ["2 already_paid", "3 payment_closed", "4 payment_closed"]);
    let paid = town.feed_to("b-2", &file(&["again-2,20.00,paid,,", "again-3,30.00,paid,,"]));
    assert_eq!(answers(&paid), ["+disbursed", "+disbursed"]);
    assert_eq!((town.spent(), paid.reconciliation.release), (6_000, None));
    town.ledger.verify().unwrap();
}

/// Goal: two who feed the same file at once book it once; the commands of the second are replayed.
#[test]
fn the_same_file_at_the_same_time_is_replayed() {
    let mut town = Town::with_batch(3, json!({}));
    let file = file(&["pay-1,10,paid,,", "pay-2,20,returned,,", "pay-3,30,paid,,"]);
    let [one, other] =
        [0, 1].map(|_| town.ledger.reconcile(&batch("b"), &file, &payer(), at(town.now)).unwrap());
    assert_eq!(one, other);
    let mut shown = |commands: &[Command]| -> Vec<String> {
        town.ledger.submit_many(commands, at(town.now)).unwrap().iter().map(short).collect()
    };
    assert_eq!(shown(&one.commands), ["+disbursed", "+disbursed", "+payout_failed", "+disbursed"]);
    assert_eq!(shown(&other.commands), ["=+disbursed", "=+disbursed", "=+payout_failed", "=+disbursed"]);
}

/// Goal: only a payer books, inside their region.
#[test]
fn who_has_no_right_books_nothing() {
    let mut town = Town::with_batch(1, json!({}));
    let file = file(&["pay-1,10.00,paid,,"]);
    let mut elsewhere = payer();
    elsewhere.region = RegionCode::parse("11").unwrap();
    for (who, code) in [
        (actor("m", Role::Manager), "voucher.role_not_allowed"),
        (elsewhere, "voucher.outside_region"),
        (actor("b1", Role::Payer), "voucher.four_eyes"),
    ] {
        let applied = town.ledger.apply_return(&batch("b"), &file, &who, at(town.now)).unwrap();
        assert!(applied.answers.is_empty());
        assert_eq!(applied.reconciliation.differences[0].found.as_deref(), Some(code));
    }
    assert_eq!(town.state(1), VoucherState::Approved);
}

/// Goal: a payment that holder and provider share is booked when the bank says the same of both.
#[test]
fn shares_are_booked_together() {
    let start = Town::with_batch(1, json!({"payee": "both", "holder_permille": 333}));
    let sent = start.ledger.payment_file(&batch("b")).unwrap();
    let lines: Vec<_> = sent.lines.iter().map(|line| (line.payment.as_str(), line.amount.get())).collect();
    assert_eq!(lines, [("pay-1/holder", 333), ("pay-1/provider", 667)]);
    let (holder, provider) = ("pay-1/holder,3.33", "pay-1/provider,6.67");
    for (lines, answered, differences) in [
        (vec![format!("{holder},paid,,"), format!("{provider},paid,school,")], vec!["+disbursed"], vec![]),
        (
            vec![format!("{holder},paid,,"), format!("{provider},failed,,")],
            vec![],
            vec!["2 shares_differ", "3 shares_differ"],
        ),
        (vec![format!("{holder},paid,,")], vec![], vec!["2 shares_differ", "missing"]),
        (vec!["pay-1,10.00,paid,,".to_owned()], vec![], vec!["2 other_batch", "missing", "missing"]),
    ] {
        let mut town = start.copy();
        let applied = town.feed(&file(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
        assert_eq!(
            (answers(&applied), told(&applied)),
            (
                answered.into_iter().map(str::to_owned).collect(),
                differences.into_iter().map(str::to_owned).collect()
            )
        );
    }
}

/// Goal: the line of totals is compared, and what cannot be read makes it differ.
#[test]
fn the_line_of_totals_is_compared() {
    for (lines, differences) in [
        (vec!["pay-1,10.00,paid,,", "合计,1,10.00,,"], vec![]),
        (vec!["pay-1,10.00,paid,,", "合计,2,10.00,,"], vec!["3 trailer_count"]),
        (vec!["pay-1,10.00,paid,,", "total,1,10.01"], vec!["3 trailer_total"]),
        (vec!["pay-1,10.00,paid,,", "pay-2,x,paid,,", "total,2,30"], vec!["4 trailer_total", "missing"]),
    ] {
        let mut town = Town::with_batch(lines.len() - 1, json!({}));
        assert_eq!(told(&town.feed(&file(&lines))), differences, "{lines:?}");
    }
}

/// Goal: a payment column filled with account numbers does not bring them into the list.
#[test]
fn an_account_in_the_wrong_column_is_masked() {
    let mut town = Town::with_batch(1, json!({}));
    let applied = town.feed(&file(&["6222020200112233445,10.00,paid,,"]));
    let shown = serde_json::to_string(&applied).unwrap();
    assert!(!shown.contains("6222020200112233445") && shown.contains("****3445"), "{shown}");
}
