//! The vouchers of the page: every voucher's steps, what was refused, the money.

use std::collections::BTreeMap;

use doorstep::voucher::{Action, Bucket, EventBody, VoucherState};
use serde::Serialize;

use crate::format::yuan;
use crate::story::Story;
use crate::vouchers::{Turn, action_zh, local_time, role_zh};
use crate::world::Text;

/// A ledger in short.
#[derive(Serialize)]
pub(super) struct VoucherData {
    name: String,
    events: u64,
    head: String,
    commands: usize,
    /// Serial, holder, state, amount, and the day of each of the five steps.
    rows: Vec<VoucherRow>,
    trouble: Vec<TroubleRow>,
    /// Appropriated, recovered, available, reserved, payable, spent: name and yuan.
    budget: Vec<(Text, String, i64)>,
}

#[derive(Serialize)]
struct VoucherRow {
    id: String,
    holder: String,
    state: &'static str,
    done: bool,
    ended: bool,
    amount: String,
    steps: [Option<String>; 5],
    note: String,
}

#[derive(Serialize)]
struct TroubleRow {
    time: String,
    command: String,
    actor: String,
    action: &'static str,
    voucher: String,
    outcome: &'static str,
    code: String,
    zh: String,
    en: String,
}

/// What the ledger holds in the end.
pub(super) fn vouchers(story: &Story<'_>) -> VoucherData {
    let vouchers = &story.vouchers;
    let mut steps: BTreeMap<&str, [Option<String>; 5]> = BTreeMap::new();
    let mut notes: BTreeMap<&str, String> = BTreeMap::new();
    for record in &vouchers.events {
        let Some(voucher) = record.event.voucher.as_ref().map(|voucher| voucher.as_str()) else { continue };
        let step = match &record.event.body {
            EventBody::Issued { .. } => 0,
            EventBody::Claimed { .. } => 1,
            EventBody::Redeemed { .. } => 2,
            EventBody::Approved { .. } => 3,
            EventBody::Disbursed { .. } => 4,
            EventBody::Rejected { reason } => {
                notes.insert(voucher, format!("曾退回：{reason}"));
                continue;
            }
            EventBody::Revoked { reason, .. } => {
                notes.insert(voucher, format!("撤销：{reason}"));
                continue;
            }
            _ => continue,
        };
        if let Some(slot) = steps.entry(voucher).or_default().get_mut(step) {
            *slot = local_time(record.event.time).split(' ').next().map(str::to_owned);
        }
    }
    let rows = vouchers.vouchers.iter().map(|view| VoucherRow {
        id: view.voucher.to_string(),
        holder: view.holder.to_string(),
        state: state_zh(view.state),
        done: view.state == VoucherState::Disbursed,
        ended: matches!(view.state, VoucherState::Revoked | VoucherState::Expired | VoucherState::ClawedBack),
        amount: yuan(view.amount),
        steps: steps.get(view.voucher.as_str()).cloned().unwrap_or_default(),
        note: notes.get(view.voucher.as_str()).cloned().unwrap_or_default(),
    });
    let bucket = |bucket, zh, en| {
        let amount = vouchers.budget.budget.get(bucket);
        (Text::new(zh, en), yuan(amount), amount.get())
    };
    VoucherData {
        name: vouchers.budget.name.to_string(),
        events: vouchers.verified.head.events,
        head: vouchers.verified.head.hash.to_string(),
        commands: vouchers.turns.len(),
        rows: rows.collect(),
        trouble: vouchers.turns.iter().filter_map(trouble).collect(),
        budget: vec![
            bucket(Bucket::Appropriated, "预算", "appropriated"),
            bucket(Bucket::Recovered, "追回", "recovered"),
            bucket(Bucket::Available, "可用", "available"),
            bucket(Bucket::Reserved, "已预留", "reserved"),
            bucket(Bucket::Payable, "应付", "payable"),
            bucket(Bucket::Spent, "已拨付", "spent"),
        ],
    }
}

fn state_zh(state: VoucherState) -> &'static str {
    match state {
        VoucherState::Issued => "待领取",
        VoucherState::Claimed => "已领取",
        VoucherState::Redeemed => "待审核",
        VoucherState::Approved => "待拨付",
        VoucherState::Disbursed => "已拨付",
        VoucherState::ClawedBack => "已追回",
        VoucherState::Revoked => "已撤销",
        VoucherState::Expired => "已过期",
    }
}

/// A command that was refused, or came twice.
fn trouble(turn: &Turn) -> Option<TroubleRow> {
    let (outcome, code, zh, en) = match turn.refusal() {
        Some(refusal) => ("拒绝", refusal.code().code().to_owned(), refusal.code().zh(), refusal.code().en()),
        None if turn.replayed() => (
            "重放",
            "replayed".to_owned(),
            "同一命令再次到达，返回首次结果，未重复办理",
            "the same command again: the first answer, nothing done twice",
        ),
        None => return None,
    };
    let command = &turn.command;
    Some(TroubleRow {
        time: local_time(turn.time),
        command: command.id.to_string(),
        actor: format!("{} {}", role_zh(command.actor.role), command.actor.id),
        action: action_zh(&command.action),
        voucher: voucher_of(&command.action).unwrap_or_default(),
        outcome,
        code,
        zh: zh.to_owned(),
        en: en.to_owned(),
    })
}

fn voucher_of(action: &Action) -> Option<String> {
    let value = serde_json::to_value(action).ok()?;
    Some(value.get("voucher")?.as_str()?.to_owned())
}
