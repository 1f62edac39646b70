//! The page of the voucher machine: what it answers to every action in every state, found by asking it.

use std::error::Error;
use std::fmt::Write as _;

use doorstep::Fen;
use doorstep::voucher::table::{Case, TRANSITIONS, Transition};
use doorstep::voucher::{
    ActionKind, Bucket, Budget, Command, Posting, Role, State, Timestamp, VoucherState, apply, decide,
};
use serde_json::{Map, Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// 2026-03-02 09:00 in Jinan, and a day after the vouchers have lapsed.
const START_S: i64 = 1_772_413_200;
const LATE_S: i64 = START_S + 40 * 86_400;

/// The actions on a voucher in the order of its life, with their Chinese names.
pub(crate) const ACTIONS: [(ActionKind, &str); 16] = [
    (ActionKind::Issue, "分发"),
    (ActionKind::Claim, "领取"),
    (ActionKind::Redeem, "核销"),
    (ActionKind::Approve, "审核通过"),
    (ActionKind::Reject, "审核退回"),
    (ActionKind::Schedule, "列入批次"),
    (ActionKind::Disburse, "拨付"),
    (ActionKind::PayoutFailed, "拨付退回"),
    (ActionKind::ClawBack, "追回"),
    (ActionKind::Revoke, "撤销"),
    (ActionKind::Reissue, "补发"),
    (ActionKind::Suspend, "冻结"),
    (ActionKind::Resume, "解冻"),
    (ActionKind::Dispute, "提出争议"),
    (ActionKind::SettleDispute, "处理争议"),
    (ActionKind::Expire, "过期清理"),
];

pub(crate) const STATES: [(VoucherState, &str); 8] = [
    (VoucherState::Issued, "已分发"),
    (VoucherState::Claimed, "已领取"),
    (VoucherState::Redeemed, "已核销"),
    (VoucherState::Approved, "已审核"),
    (VoucherState::Disbursed, "已拨付"),
    (VoucherState::Revoked, "已撤销"),
    (VoucherState::Expired, "已过期"),
    (VoucherState::ClawedBack, "已追回"),
];

const ROLES: [(Role, &str); 7] = [
    (Role::Manager, "项目管理"),
    (Role::Issuer, "发放经办"),
    (Role::Holder, "持券人"),
    (Role::Provider, "服务机构"),
    (Role::Approver, "审核"),
    (Role::Payer, "支付"),
    (Role::Auditor, "审计监督"),
];

// The steps that lead to a column: actions, `late` lets time pass, `another` brings a second voucher to Approved.
const NONE: &[&str] = &[];
const ISSUED: &[&str] = &["issue"];
const CLAIMED: &[&str] = &["issue", "claim"];
const REDEEMED: &[&str] = &["issue", "claim", "redeem"];
const APPROVED: &[&str] = &["issue", "claim", "redeem", "approve"];
const DISBURSED: &[&str] = &["issue", "claim", "redeem", "approve", "disburse"];

type Columns = &'static [(&'static str, &'static [&'static str], &'static [&'static str])];

const PLAIN: Columns = &[
    ("none", NONE, &[]),
    ("issued", ISSUED, &[]),
    ("claimed", CLAIMED, &[]),
    ("redeemed", REDEEMED, &[]),
    ("approved", APPROVED, &[]),
    ("disbursed", DISBURSED, &[]),
    ("revoked", ISSUED, &["revoke"]),
    ("expired", ISSUED, &["late", "expire"]),
    ("clawed_back", DISBURSED, &["claw_back"]),
];

const HELD: Columns = &[
    ("redeemed, disputed", REDEEMED, &["dispute"]),
    ("approved, disputed", APPROVED, &["dispute"]),
    ("disbursed, disputed", DISBURSED, &["dispute"]),
    ("issued, suspended", ISSUED, &["suspend"]),
    ("claimed, suspended", CLAIMED, &["suspend"]),
    ("redeemed, suspended", REDEEMED, &["suspend"]),
    ("approved, suspended", APPROVED, &["suspend"]),
];

const LAPSED: Columns =
    &[("issued, past its date", ISSUED, &["late"]), ("claimed, past its date", CLAIMED, &["late"])];

const BATCHES: Columns = &[
    ("no batch", APPROVED, &["another"]),
    ("open", APPROVED, &["another", "schedule"]),
    ("sealed", APPROVED, &["another", "schedule", "seal_batch"]),
    ("approved", APPROVED, &["another", "schedule", "seal_batch", "approve_batch"]),
    ("paid", APPROVED, &["another", "schedule", "seal_batch", "approve_batch", "disburse"]),
    ("cancelled", APPROVED, &["another", "schedule", "cancel_batch"]),
];

/// One programme, its voucher `v`, and a clock.
struct World {
    state: State,
    now: i64,
    sent: usize,
}

/// Who usually does an action, and with what.
fn usual(action: &str) -> Value {
    let (id, role) = match action {
        "claim" => ("h", Role::Holder),
        "redeem" => ("p", Role::Provider),
        "approve" | "reject" => ("a", Role::Approver),
        "approve_batch" => ("a2", Role::Approver),
        "schedule" | "seal_batch" | "cancel_batch" | "disburse" | "payout_failed" | "claw_back" => {
            ("y", Role::Payer)
        }
        "issue" | "reissue" | "revoke" | "expire" => ("i", Role::Issuer),
        "dispute" => ("u", Role::Auditor),
        _ => ("m", Role::Manager),
    };
    let extra = match action {
        "define_programme" => json!({"name": "技能培训券", "region": "370102", "item": "training",
            "face_amount_fen": 100, "valid_days": 30, "payee": "provider"}),
        "appropriate" => json!({"amount_fen": 10_000}),
        "issue" => json!({"holder": "h"}),
        "redeem" => json!({"record": "s"}),
        "schedule" => json!({"batch": "b", "payment": "pay"}),
        "seal_batch" | "approve_batch" => json!({"batch": "b"}),
        "cancel_batch" => json!({"batch": "b", "reason": "材料不符"}),
        "disburse" => json!({"payment": "pay"}),
        "payout_failed" => json!({"payment": "pay", "reason": "材料不符"}),
        "reissue" => json!({"replacement": "w", "reason": "材料不符"}),
        "settle_dispute" => json!({"outcome": "dismissed", "reason": "材料不符"}),
        "claim" | "approve" | "expire" => json!({}),
        _ => json!({"reason": "材料不符"}),
    };
    let mut order = json!({"action": action, "actor": {"id": id, "role": role, "region": "37"}});
    let about: &[&str] = match action {
        "define_programme" | "appropriate" => &["programme"],
        "issue" => &["programme", "voucher"],
        "seal_batch" | "approve_batch" | "cancel_batch" => &[],
        _ => &["voucher"],
    };
    if let Some(fields) = order.as_object_mut() {
        for name in about {
            fields.insert((*name).to_owned(), json!(name.get(..1)));
        }
        fields.extend(
            extra.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())),
        );
    }
    order
}

fn with(order: &Value, changes: &Value) -> Value {
    let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
    Value::Object(fields(order).into_iter().chain(fields(changes)).collect::<Map<_, _>>())
}

impl World {
    fn new(terms: &Value) -> Result<Self> {
        let mut world = Self { state: State::default(), now: START_S, sent: 0 };
        for order in [with(&usual("define_programme"), terms), usual("appropriate")] {
            world.does(&order)?;
        }
        Ok(world)
    }

    /// The name of the event, or the code of the refusal.
    fn tries(&mut self, order: &Value) -> Result<std::result::Result<String, &'static str>> {
        self.sent += 1;
        let command = Command::read(with(order, &json!({"id": format!("c-{}", self.sent)})))?;
        Ok(match decide(&self.state, &command, Timestamp::new(self.now)?) {
            Ok(event) => {
                apply(&mut self.state, &event)?;
                Ok(event.body.name().to_owned())
            }
            Err(refusal) => Err(refusal.code().code().trim_start_matches("voucher.")),
        })
    }

    fn does(&mut self, order: &Value) -> Result<()> {
        self.tries(order)?.map(|_| ()).map_err(|code| format!("{order} is refused: {code}").into())
    }

    fn carry(&mut self, steps: &[&str]) -> Result<()> {
        for step in steps {
            match *step {
                "late" => self.now = LATE_S,
                "another" => {
                    for step in APPROVED {
                        let other = match *step {
                            "redeem" => json!({"voucher": "w", "record": "s-2"}),
                            _ => json!({"voucher": "w"}),
                        };
                        self.does(&with(&usual(step), &other))?;
                    }
                }
                step => self.does(&usual(step))?,
            }
        }
        Ok(())
    }
}

/// A table of answers: a line for each order, a column for each way.
fn answers(page: &mut String, orders: &[(String, Value)], columns: Columns, terms: &Value) -> Result<()> {
    let names: Vec<&str> = columns.iter().map(|(name, ..)| *name).collect();
    let _ = writeln!(page, "\n| | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
    for (name, order) in orders {
        let mut line = format!("| {name} |");
        for (_, way, rest) in columns {
            let mut world = World::new(terms)?;
            world.carry(way)?;
            world.carry(rest)?;
            match world.tries(order)? {
                Ok(event) => write!(line, " **{event}** |")?,
                Err(code) => write!(line, " {code} |")?,
            }
        }
        let _ = writeln!(page, "{line}");
    }
    Ok(())
}

fn orders(actions: &[(ActionKind, &str)]) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (action, zh) in actions {
        let order = usual(action.name());
        if *action == ActionKind::SettleDispute {
            let upheld = with(&order, &json!({"outcome": "upheld"}));
            found.push((format!("`{}` {zh}, dismissed 不成立", action.name()), order));
            found.push((format!("`{}` {zh}, upheld 成立", action.name()), upheld));
        } else {
            found.push((format!("`{}` {zh}", action.name()), order));
        }
    }
    found
}

/// The name in JSON of a word of the table.
fn word(value: impl std::fmt::Debug) -> String {
    let mut text = String::new();
    for (place, letter) in format!("{value:?}").char_indices() {
        if letter.is_ascii_uppercase() && place > 0 {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

fn postings(row: &Transition) -> Vec<[String; 2]> {
    row.postings.iter().map(|(posting, quantity)| [word(posting), word(quantity)]).collect()
}

/// The page `vouchers.md`.
pub(crate) fn page() -> Result<String> {
    let mut page = String::from(
        "# The voucher machine (券状态机)\n\nMade by `cargo xtask schema` from the code: the picture and the first table from \
         the table by which the machine acts, the others\nby asking it. What an answer means stands in [codes.md](codes.md); \
         an event is **bold**, everything else is a refusal.\n\n![States and actions](vouchers.svg)\n\n\
         ## Transitions (状态转移)\n\nMoney moves between the buckets of the programme (预算科目): \
         appropriated 预算 + recovered 追回 = available 可用 + reserved 已预留 +\npayable 应付 + spent 已拨付. \
         [voucher_money.py](../proofs/voucher_money.py) proves it for every state.\n\n\
         | action | who | from | to | money |\n|---|---|---|---|---|\n",
    );
    for row in TRANSITIONS {
        let zh = ACTIONS.iter().find(|(action, _)| *action == row.action).map_or("", |(_, zh)| zh);
        let case = if row.case == Case::Always { String::new() } else { format!(", {}", word(row.case)) };
        let who: Vec<&str> =
            Role::ALL.into_iter().filter(|role| role.may(row.action)).map(Role::name).collect();
        let from: Vec<&str> = row.from.iter().map(|state| state.name()).collect();
        let money: Vec<String> =
            row.postings.iter().map(|(posting, quantity)| moved(*posting, &word(quantity))).collect();
        let _ = writeln!(
            page,
            "| `{}` {zh}{case} | {} | {} | {} | {} |",
            row.action.name(),
            who.join(", "),
            if from.is_empty() { "–".to_owned() } else { from.join(", ") },
            row.to.map_or("the same", VoucherState::name),
            money.join("; ")
        );
    }
    page.push_str(
        "\nface: the face amount 面额; amount: what the service cost 核销金额; unused: face less amount; given: what the command \
         gives.\n\n## Roles (角色)\n\n| role | 中文 | actions |\n|---|---|---|\n",
    );
    for (role, zh) in ROLES {
        let may: Vec<String> = ActionKind::ALL
            .into_iter()
            .filter(|action| role.may(*action))
            .map(|action| format!("`{}`", action.name()))
            .collect();
        let _ = writeln!(page, "| {} | {zh} | {} |", role.name(), may.join(", "));
    }
    let all = orders(&ACTIONS);
    page.push_str("\n## State × action (状态 × 操作)\n");
    answers(&mut page, &all, PLAIN, &json!({}))?;
    page.push_str(
        "\n## Under a dispute or a suspension (争议、冻结期间)\n\nA dispute holds approval and payment, a suspension everything \
         that leads on; what the bank did is booked.\n",
    );
    let held: Vec<_> = all.iter().filter(|(name, _)| !name.starts_with("`issue`")).cloned().collect();
    answers(&mut page, &held, HELD, &json!({}))?;
    page.push_str(
        "\n## Past the date (过期之后)\n\nThe date decides; `expire` only moves the money, late, twice or never.\n",
    );
    answers(&mut page, &held, LAPSED, &json!({}))?;
    page.push_str(
        "\n## Payment batches (支付批次)\n\nThe voucher is approved; the programme asks for one approval of a batch.\n",
    );
    answers(&mut page, &batch_orders(), BATCHES, &json!({"batch_approvals": 1, "per_person_limit": 2}))?;
    Ok(page)
}

fn batch_orders() -> Vec<(String, Value)> {
    let approve =
        with(&usual("approve_batch"), &json!({"actor": {"id": "a3", "role": "approver", "region": "37"}}));
    let other = with(&usual("schedule"), &json!({"voucher": "w", "payment": "pay-2"}));
    vec![
        ("`schedule` 列入批次, the voucher 本券".to_owned(), usual("schedule")),
        ("`schedule` 列入批次, another 另一张".to_owned(), other),
        ("`seal_batch` 封批".to_owned(), usual("seal_batch")),
        ("`approve_batch` 批次审核".to_owned(), approve),
        ("`cancel_batch` 作废".to_owned(), usual("cancel_batch")),
        ("`disburse` 拨付".to_owned(), usual("disburse")),
        ("`payout_failed` 拨付退回".to_owned(), usual("payout_failed")),
    ]
}

/// A movement in words.
fn moved(posting: Posting, quantity: &str) -> String {
    let legs = posting.legs().map(|(bucket, added)| (added, word(bucket)));
    match legs {
        [(false, from), (true, to)] | [(true, to), (false, from)] => format!("{from} → {to} ({quantity})"),
        [(_, one), (_, other)] => format!("+ {one}, + {other} ({quantity})"),
    }
}

/// The table for the proof: `voucher-table.json`.
pub(crate) fn table() -> Result<String> {
    let mut effects = Map::new();
    for posting in Posting::ALL {
        effects.insert(word(posting), json!(effect(posting)?));
    }
    let rows: Vec<Value> = TRANSITIONS
        .iter()
        .map(|row| {
            json!({"action": row.action.name(), "case": word(row.case),
                "from": row.from.iter().map(|state| state.name()).collect::<Vec<_>>(),
                "to": row.to.map(VoucherState::name), "postings": postings(row)})
        })
        .collect();
    let table = json!({"amount_max": Fen::MAX.get(), "quantities": ["face", "amount", "unused", "given"],
        "postings": effects, "transitions": rows});
    Ok(serde_json::to_string_pretty(&table)? + "\n")
}

/// What a posting of one fen does to each bucket, found by posting it.
fn effect(posting: Posting) -> Result<Vec<(String, i64)>> {
    let fen = |amount| Fen::new(amount);
    let mut before = Budget::default();
    for (posting, amount) in [
        (Posting::Appropriate, 100),
        (Posting::Reserve, 80),
        (Posting::Owe, 60),
        (Posting::Spend, 40),
        (Posting::Recover, 20),
        (Posting::Lapse, 10),
    ] {
        before = before.post(posting, fen(amount)?)?;
    }
    let after = before.post(posting, fen(1)?)?;
    let change = |bucket| after.get(bucket).get() - before.get(bucket).get();
    Ok(Bucket::ALL
        .into_iter()
        .map(|bucket| (word(bucket), change(bucket)))
        .filter(|(_, by)| *by != 0)
        .collect())
}
